#!/usr/bin/env bash
# Installs ccache: the published binary on x86_64, built from source elsewhere.
#
#   install_ccache.sh VERSION
set -euo pipefail

version="${1:?which version?}"
releases="https://github.com/ccache/ccache/releases/download/v${version}"
work="$(mktemp -d)"
trap 'rm -rf "${work}"' EXIT

fetch() {
  curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"
}

if [[ "$(uname -m)" == x86_64 ]]; then
  name="ccache-${version}-linux-x86_64"
  fetch "${releases}/${name}.tar.xz" "${work}/ccache.tar.xz"
  tar --extract --xz --file "${work}/ccache.tar.xz" --directory /usr/local/bin --strip-components 1 "${name}/ccache"
else
  fetch "${releases}/ccache-${version}.tar.xz" "${work}/ccache.tar.xz"
  tar --extract --xz --file "${work}/ccache.tar.xz" --directory "${work}" --strip-components 1
  cmake -G Ninja -S "${work}" -B "${work}/build" \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr/local \
    -DENABLE_TESTING=OFF -DREDIS_STORAGE_BACKEND=OFF
  cmake --build "${work}/build" --target install
fi
