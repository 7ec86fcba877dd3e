#!/usr/bin/env bash
# Tells the package manager where ROCm's packages are, and whose signature they must have.
#
#   add_rocm_repository.sh URL     (https://repo.amd.com/rocm/packages/ubuntu2404)
set -euo pipefail
url="${1:?which repository?}"
key="${url%%/rocm/*}/rocm/packages/gpg/rocm.gpg"

armored="$(mktemp)"
curl --fail --silent --show-error --location --retry 3 --output "${armored}" "${key}"

if command -v apt-get > /dev/null; then
  mkdir -p /etc/apt/keyrings /etc/apt/sources.list.d
  gpg --dearmor < "${armored}" > /etc/apt/keyrings/amdrocm.gpg
  echo "deb [arch=amd64 signed-by=/etc/apt/keyrings/amdrocm.gpg] ${url} stable main" > /etc/apt/sources.list.d/rocm.list
else
  rpm --import "${armored}"
  folder=/etc/yum.repos.d
  if command -v zypper > /dev/null; then folder=/etc/zypp/repos.d; fi
  mkdir -p "${folder}"
  cat > "${folder}/rocm.repo" <<REPO
[rocm]
name=ROCm
baseurl=${url}
enabled=1
gpgcheck=1
gpgkey=${key}
REPO
fi
rm -f "${armored}"
