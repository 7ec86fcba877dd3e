#!/bin/bash
# says-what-it-is.sh ITWINAI FRAMEWORK FRAMEWORK_VERSION CODENAME
# Compares what the tag of an image promises with what is in it.
set -euo pipefail

failed=0
same() {
    # A promise of 2.6 is kept by 2.6.0, and by 2.6.0+cu126.
    case "$3" in
        "$2" | "$2".* | "$2"+*) echo "$1: $3" ;;
        *)
            echo "$1: the tag says $2, the image holds $3" >&2
            failed=1
            ;;
    esac
}
installed() {
    python -c 'import sys; from importlib.metadata import version; print(version(sys.argv[1]))' "$1"
}

same itwinai "$1" "$(installed itwinai)"
same "$2" "$3" "$(installed "$2")"
same distribution "$4" "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)"
exit "$failed"
