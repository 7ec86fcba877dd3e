#!/usr/bin/env bash
# install_sccache.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"
name="sccache-v${version}-x86_64-unknown-linux-musl"

archive="$(mktemp)"
bash "${here}/fetch.sh" "https://github.com/mozilla/sccache/releases/download/v${version}/${name}.tar.gz" "${archive}"
tar -C /usr/local/bin --strip-components=1 -xzf "${archive}" "${name}/sccache"
rm -f "${archive}"
