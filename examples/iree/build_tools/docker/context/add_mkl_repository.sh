#!/usr/bin/env bash
# Adds Intel's packages of the Math Kernel Library to apt.
set -euo pipefail

keyring=/usr/share/keyrings/intel-mkl.gpg
curl --fail --silent --show-error --location \
  https://apt.repos.intel.com/intel-gpg-keys/GPG-PUB-KEY-INTEL-SW-PRODUCTS-2019.PUB | gpg --dearmor > "${keyring}"
echo "deb [signed-by=${keyring}] https://apt.repos.intel.com/mkl all main" > /etc/apt/sources.list.d/intel-mkl.list
