#!/usr/bin/env bash
# Installs a CUDA toolkit from NVIDIA's local repository package, and takes the repository away again.
#
#   install_cuda_toolkit.sh VERSION DRIVER DISTRIBUTION     (12.2.1 535.86.10 ubuntu2004)
set -euo pipefail

version="${1:?which version?}"
driver="${2:?which driver is in its name?}"
distribution="${3:?for which distribution?}"

release="${version%.*}"       # 12.2
release="${release//./-}"     # 12-2
repository="cuda-repo-${distribution}-${release}-local"
package="$(mktemp --suffix .deb)"

curl --fail --silent --show-error --location --retry 3 --output "${package}" \
  "https://developer.download.nvidia.com/compute/cuda/${version}/local_installers/${repository}_${version}-${driver}-1_amd64.deb"
dpkg --install "${package}"
rm -f "${package}"
cp "/var/${repository}"/cuda-*-keyring.gpg /usr/share/keyrings/
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "cuda-toolkit-${release}"
dpkg --purge "${repository}"
rm -rf /var/lib/apt/lists/*
