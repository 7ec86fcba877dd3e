#!/usr/bin/env bash
# Open MPI in /opt/openmpi-VERSION: install_openmpi.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"

archive="$(mktemp)"
source="$(mktemp -d)"
bash "${here}/fetch.sh" "https://download.open-mpi.org/release/open-mpi/v${version%.*}/openmpi-${version}.tar.bz2" "${archive}"
tar -C "${source}" --strip-components=1 -xjf "${archive}"
(
  cd "${source}"
  ./configure --quiet --prefix="/opt/openmpi-${version}" --with-hwloc=external --with-libevent=external
  make --silent --jobs "$(nproc)"
  make --silent install
)
rm -rf "${archive}" "${source}"
