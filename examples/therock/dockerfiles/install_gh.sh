#!/usr/bin/env bash
# GitHub's command line: install_gh.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"
name="gh_${version}_linux_amd64"

archive="$(mktemp)"
bash "${here}/fetch.sh" "https://github.com/cli/cli/releases/download/v${version}/${name}.tar.gz" "${archive}"
tar -C /usr/local --strip-components=1 -xzf "${archive}" "${name}/bin/gh"
rm -f "${archive}"
