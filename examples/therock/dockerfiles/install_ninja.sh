#!/usr/bin/env bash
# install_ninja.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"

archive="$(mktemp)"
# The published file has no version in its name.
bash "${here}/fetch.sh" "https://github.com/ninja-build/ninja/releases/download/v${version}/ninja-linux.zip" \
  "${archive}" "ninja-${version}-linux.zip"
unzip -q -o "${archive}" ninja -d /usr/local/bin
rm -f "${archive}"
