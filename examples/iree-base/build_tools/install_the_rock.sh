#!/usr/bin/env bash
# Builds the parts of ROCm that IREE needs (runtime and compiler) from a release of TheRock.
#
#   install_the_rock.sh TAG     (rocm-6.1.0)
set -euo pipefail

tag="${1:?which tag?}"
work="$(mktemp -d)"
trap 'rm -rf "${work}"' EXIT
source="${work}/TheRock"

git clone --depth 1 --branch "${tag}" https://github.com/nod-ai/TheRock "${source}"
python3 -m pip install --no-cache-dir CppHeaderParser

# `repo`, which fetches the sources, refuses to work for nobody. Said for this step only.
export HOME="${work}" GIT_TERMINAL_PROMPT=0
git config --global user.name "IREE image builder"
git config --global user.email "noreply@example.org"
git config --global color.ui false

(cd "${source}" && python3 build_tools/fetch_sources.py \
  --manifest-url https://github.com/ROCm/ROCm.git --manifest-branch "refs/tags/${tag}")

cmake -G Ninja -S "${source}" -B "${work}/build" \
  -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ -DCMAKE_INSTALL_PREFIX=/usr/local
cmake --build "${work}/build"
for part in amdgpu-runtime amdgpu-runtime-dev amdgpu-compiler; do
  cmake --install "${work}/build" --component "${part}"
done
