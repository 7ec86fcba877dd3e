#!/usr/bin/env bash
# Adds AMD's packages to apt: ROCm, and the user-space part of the driver for the running distribution.
#
#   add_rocm_repositories.sh ROCM_VERSION AMDGPU_VERSION
set -euo pipefail

rocm="${1:?which ROCm?}"
amdgpu="${2:?which driver?}"
# Up to 5.2 the ROCm repository calls every Ubuntu `ubuntu`.
# shellcheck source=/dev/null
codename="$(. /etc/os-release && echo "${VERSION_CODENAME}")"
keyring=/usr/share/keyrings/rocm.gpg

curl --fail --silent --show-error --location https://repo.radeon.com/rocm/rocm.gpg.key | gpg --dearmor > "${keyring}"
cat > /etc/apt/sources.list.d/rocm.list <<LIST
deb [arch=amd64 signed-by=${keyring}] https://repo.radeon.com/rocm/apt/${rocm}/ ubuntu main
deb [arch=amd64 signed-by=${keyring}] https://repo.radeon.com/amdgpu/${amdgpu}/ubuntu ${codename} main
LIST
