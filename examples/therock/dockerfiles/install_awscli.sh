#!/usr/bin/env bash
# install_awscli.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"

work="$(mktemp -d)"
bash "${here}/fetch.sh" "https://awscli.amazonaws.com/awscli-exe-linux-x86_64-${version}.zip" "${work}/aws.zip"
unzip -q "${work}/aws.zip" -d "${work}"
"${work}/aws/install"
rm -rf "${work}"
