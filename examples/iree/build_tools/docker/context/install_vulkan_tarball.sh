#!/usr/bin/env bash
# Unpacks the project's copy of a Vulkan SDK that LunarG no longer offers.
#
#   install_vulkan_tarball.sh MIRROR VERSION FOLDER
set -euo pipefail

mirror="${1:?from where?}"
version="${2:?which version?}"
folder="${3:?into which folder?}"

archive="$(mktemp)"
curl --fail --silent --show-error --location --retry 3 --output "${archive}" \
  "https://${mirror}/vulkansdk-linux-${version}.tar.gz"
mkdir -p "${folder}"
tar --extract --gzip --file "${archive}" --directory "${folder}"
rm -f "${archive}"
