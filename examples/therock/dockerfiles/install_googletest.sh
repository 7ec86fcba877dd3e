#!/usr/bin/env bash
# install_googletest.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"

archive="$(mktemp)"
bash "${here}/fetch.sh" "https://github.com/google/googletest/releases/download/v${version}/googletest-${version}.tar.gz" "${archive}"
source="$(mktemp -d)"
tar -C "${source}" --strip-components=1 -xzf "${archive}"
cmake -G Ninja -S "${source}" -B "${source}/build" -DCMAKE_BUILD_TYPE=Release
cmake --build "${source}/build"
cmake --install "${source}/build" --prefix /usr/local/therock-tools
rm -rf "${archive}" "${source}"
