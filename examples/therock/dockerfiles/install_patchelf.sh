#!/usr/bin/env bash
# patchelf at a commit that no release has yet: install_patchelf.sh COMMIT
set -euo pipefail
commit="${1:?which commit?}"

source="$(mktemp -d)"
git clone --quiet https://github.com/NixOS/patchelf "${source}"
git -C "${source}" checkout --quiet --detach "${commit}"
cmake -G Ninja -S "${source}" -B "${source}/build" -DCMAKE_BUILD_TYPE=Release
cmake --build "${source}/build"
cmake --install "${source}/build" --prefix /usr/local/therock-tools
rm -rf "${source}"
