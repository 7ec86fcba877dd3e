#!/usr/bin/env bash
# Makes one of the installed Pythons the one that `python` and `python3` mean.
#
#   select_python.sh VERSION
set -euo pipefail

interpreter="/usr/bin/python${1:?which version?}"
for name in python python3; do
  update-alternatives --install "/usr/local/bin/${name}" "${name}" "${interpreter}" 10
done
