#!/usr/bin/env bash
# Installs the GitHub Actions runner, and the user it runs as.
#
#   install_runner.sh VERSION FOLDER
set -euo pipefail

version="${1:?which version?}"
folder="${2:?into which folder?}"
case "$(uname -m)" in
  x86_64) machine=x64 ;;
  aarch64) machine=arm64 ;;
  *) echo "no runner is published for $(uname -m)" >&2; exit 1 ;;
esac

groupadd --gid 121 runner
useradd --create-home --uid 1001 --gid 121 --groups wheel runner
mkdir -p "${folder}" /_work /opt/hostedtoolcache

archive="$(mktemp)"
curl --fail --silent --show-error --location --retry 3 --output "${archive}" \
  "https://github.com/actions/runner/releases/download/v${version}/actions-runner-linux-${machine}-${version}.tar.gz"
tar --extract --gzip --file "${archive}" --directory "${folder}"
rm -f "${archive}"
"${folder}/bin/installdependencies.sh"
chown runner "${folder}" /_work /opt/hostedtoolcache
