#!/usr/bin/env bash
# Checks out convperf at a commit and builds it for the CPU.
#
#   setup_convperf.sh COMMIT FOLDER
set -euo pipefail

commit="${1:?which commit?}"
folder="${2:?into which folder?}"

git clone https://github.com/nod-ai/convperf "${folder}"
git -C "${folder}" checkout --detach "${commit}"
git -C "${folder}" submodule update --init --recursive
python3 -m pip install --no-cache-dir --requirement "${folder}/requirements.txt"
cmake -G Ninja -S "${folder}" -B "${folder}/build" -DCMAKE_BUILD_TYPE=Release
cmake --build "${folder}/build"
