#!/usr/bin/env bash
# Installs AMD's Vulkan driver from its published package.
#
#   install_amdvlk.sh VERSION     (2023.Q3.1)
set -euo pipefail

version="${1:?which version?}"
package="$(mktemp --suffix .deb)"
curl --fail --silent --show-error --location --retry 3 --output "${package}" \
  "https://github.com/GPUOpen-Drivers/AMDVLK/releases/download/v-${version}/amdvlk_${version}_amd64.deb"
chmod a+r "${package}"
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${package}"
rm -rf "${package}" /var/lib/apt/lists/*
