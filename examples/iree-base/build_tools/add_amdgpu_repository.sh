#!/usr/bin/env bash
# Adds the user-space part of AMD's driver to apt, for the distribution that is running.
#
#   add_amdgpu_repository.sh VERSION
set -euo pipefail

version="${1:?which version?}"
# shellcheck source=/dev/null
codename="$(. /etc/os-release && echo "${VERSION_CODENAME}")"
keyring=/usr/share/keyrings/rocm.gpg

curl --fail --silent --show-error --location https://repo.radeon.com/rocm/rocm.gpg.key | gpg --dearmor > "${keyring}"
echo "deb [arch=amd64 signed-by=${keyring}] https://repo.radeon.com/amdgpu/${version}/ubuntu ${codename} main" \
  > /etc/apt/sources.list.d/amdgpu.list
