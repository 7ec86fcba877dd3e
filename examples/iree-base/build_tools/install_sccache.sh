#!/usr/bin/env bash
# Installs the published binary of sccache.
#
#   install_sccache.sh VERSION
set -euo pipefail

version="${1:?which version?}"
name="sccache-v${version}-$(uname -m)-unknown-linux-musl"

archive="$(mktemp)"
curl --fail --silent --show-error --location --retry 3 --output "${archive}" \
  "https://github.com/mozilla/sccache/releases/download/v${version}/${name}.tar.gz"
tar --extract --gzip --file "${archive}" --directory /usr/local/bin --strip-components 1 "${name}/sccache"
rm -f "${archive}"
