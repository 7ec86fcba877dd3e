#!/usr/bin/env bash
# Adds the LLVM project's packages for the running distribution to apt.
#
#   add_llvm_repository.sh VERSION
set -euo pipefail

version="${1:?which version?}"
# shellcheck source=/dev/null
codename="$(. /etc/os-release && echo "${VERSION_CODENAME}")"
keyring=/usr/share/keyrings/apt.llvm.org.gpg

curl --fail --silent --show-error --location https://apt.llvm.org/llvm-snapshot.gpg.key | gpg --dearmor > "${keyring}"
echo "deb [signed-by=${keyring}] https://apt.llvm.org/${codename}/ llvm-toolchain-${codename}-${version} main" \
  > "/etc/apt/sources.list.d/llvm-${version}.list"
