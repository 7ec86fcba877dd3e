#!/usr/bin/env bash
# Takes the few files of a CUDA release that compiling for CUDA needs: headers, libdevice, licenses.
# NVIDIA's index of the release names each archive and its checksum.
#
#   fetch_cuda_deps.sh VERSION FOLDER
set -euo pipefail

version="${1:?which version?}"
folder="${2:?into which folder?}"
redist=https://developer.download.nvidia.com/compute/cuda/redist
work="$(mktemp -d)"
trap 'rm -rf "${work}"' EXIT

fetch() {
  curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"
}

fetch "${redist}/redistrib_${version}.json" "${work}/index.json"
python3 - "${work}/index.json" cuda_cccl cuda_nvcc cuda_cudart > "${work}/wanted" <<'PYTHON'
import json, sys

index = json.load(open(sys.argv[1]))
for part in sys.argv[2:]:
    archive = index[part]["linux-x86_64"]
    print(archive["sha256"], archive["relative_path"])
PYTHON

mkdir -p "${folder}/nvvm/libdevice"
while read -r sum path; do
  fetch "${redist}/${path}" "${work}/part.tar.xz"
  echo "${sum}  ${work}/part.tar.xz" | sha256sum --check --quiet
  rm -rf "${work}/part" && mkdir "${work}/part"
  tar --extract --xz --file "${work}/part.tar.xz" --directory "${work}/part" --strip-components 1
  cp "${work}/part/LICENSE" "${folder}/LICENSE.$(basename "${path}" .tar.xz)"
  cp -R "${work}/part/include" "${folder}/"
  if [[ -f "${work}/part/nvvm/libdevice/libdevice.10.bc" ]]; then
    cp "${work}/part/nvvm/libdevice/libdevice.10.bc" "${folder}/nvvm/libdevice/"
  fi
done < "${work}/wanted"
