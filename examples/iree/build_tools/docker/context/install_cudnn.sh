#!/usr/bin/env bash
# Installs cuDNN from the project's copy of NVIDIA's local repository package.
#
#   install_cudnn.sh MIRROR VERSION DISTRIBUTION     (storage.example/files 8.7.0.84 ubuntu2204)
set -euo pipefail

mirror="${1:?from where?}"
version="${2:?which version?}"
distribution="${3:?for which distribution?}"

repository="cudnn-local-repo-${distribution}-${version}"
package="$(mktemp --suffix .deb)"

curl --fail --silent --show-error --location --retry 3 --output "${package}" \
  "https://${mirror}/${repository}_1.0-1_amd64.deb"
dpkg --install "${package}"
rm -f "${package}"
cp "/var/${repository}"/cudnn-*-keyring.gpg /usr/share/keyrings/
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "libcudnn${version%%.*}"
dpkg --purge "${repository}"
rm -rf /var/lib/apt/lists/*
