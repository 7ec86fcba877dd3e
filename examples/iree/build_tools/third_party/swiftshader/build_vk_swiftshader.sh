#!/usr/bin/env bash
# Builds SwiftShader's Vulkan driver at a commit, and leaves the library and its manifest in a folder.
# Point VK_ICD_FILENAMES at FOLDER/vk_swiftshader_icd.json to use it.
#
#   build_vk_swiftshader.sh COMMIT FOLDER
set -euo pipefail

commit="${1:?which commit?}"
folder="${2:?into which folder?}"
work="$(mktemp -d)"
trap 'rm -rf "${work}"' EXIT

git clone https://github.com/google/swiftshader "${work}/source"
git -C "${work}/source" checkout --detach "${commit}"
cmake -G Ninja -S "${work}/source" -B "${work}/build" \
  -DCMAKE_BUILD_TYPE=Release -DSWIFTSHADER_BUILD_TESTS=OFF
cmake --build "${work}/build" --target vk_swiftshader

mkdir -p "${folder}"
cp "${work}"/build/Linux/libvk_swiftshader.so "${work}"/build/Linux/vk_swiftshader_icd.json "${folder}/"
