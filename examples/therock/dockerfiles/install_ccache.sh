#!/usr/bin/env bash
# install_ccache.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"
name="ccache-${version}-linux-x86_64"

archive="$(mktemp)"
bash "${here}/fetch.sh" "https://github.com/ccache/ccache/releases/download/v${version}/${name}.tar.xz" "${archive}"
tar -C /usr/local/bin --strip-components=1 -xJf "${archive}" "${name}/ccache"
rm -f "${archive}"
