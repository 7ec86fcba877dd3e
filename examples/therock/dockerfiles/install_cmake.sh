#!/usr/bin/env bash
# install_cmake.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"
name="cmake-${version}-linux-x86_64"

archive="$(mktemp)"
bash "${here}/fetch.sh" "https://github.com/Kitware/CMake/releases/download/v${version}/${name}.tar.gz" "${archive}"
tar -C /usr/local --strip-components=1 -xzf "${archive}" "${name}/bin" "${name}/share"
rm -f "${archive}"
