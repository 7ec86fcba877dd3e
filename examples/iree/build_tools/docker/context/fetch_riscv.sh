#!/usr/bin/env bash
# Unpacks the RISC-V toolchains (64 bit for Linux, 32 bit for bare metal) and QEMU.
#
#   fetch_riscv.sh MIRROR DATE FOLDER     (storage.example/files 20220918 /usr/src)
set -euo pipefail

mirror="${1:?from where?}"
date="${2:?which build?}"
folder="${3:?into which folder?}"

for name in "toolchain_iree_${date}" "toolchain_iree_rv32_${date}" qemu-riscv; do
  curl --fail --silent --show-error --location --retry 3 "https://${mirror}/${name}.tar.gz" \
    | tar --extract --gzip --directory "${folder}"
done
