#!/usr/bin/env bash
# Installs Kitware's build of CMake below /usr/local.
#
#   install_cmake.sh VERSION
set -euo pipefail

version="${1:?which version?}"
machine="$(uname -m)"
folder="cmake-${version}-linux-${machine}"

archive="$(mktemp)"
curl --fail --silent --show-error --location --retry 3 --output "${archive}" \
  "https://github.com/Kitware/CMake/releases/download/v${version}/${folder}.tar.gz"
tar --extract --gzip --file "${archive}" --directory /usr/local --strip-components 1 \
  --exclude "${folder}/doc" --exclude "${folder}/man"
rm -f "${archive}"
