#!/usr/bin/env bash
# ROCm out of an archive, in /opt/rocm-VERSION with a link /opt/rocm.
#
#   install_rocm_tarball.sh START VERSION     (https://…/therock-dist-linux-gfx110X-all 7.13.0)
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
start="${1:?which archive?}"
version="${2:?which version?}"
prefix="/opt/rocm-${version}"

archive="$(mktemp)"
# Development versions have a `+`, which a server may read as a blank.
# AMD publishes no sums of these archives, and a nightly's name is known when it is asked for.
bash "${here}/fetch.sh" --unlisted-too "${start}-${version//+/%2B}.tar.gz" "${archive}"
mkdir -p "${prefix}"
tar -C "${prefix}" -xzf "${archive}"
rm -f "${archive}"
ln -s "${prefix}" /opt/rocm
