#!/usr/bin/env bash
# Checks out mmperf at a commit, with what it vendors and its Python packages.
#
#   setup_mmperf.sh COMMIT FOLDER
set -euo pipefail

commit="${1:?which commit?}"
folder="${2:?into which folder?}"

git clone https://github.com/mmperf/mmperf "${folder}"
git -C "${folder}" checkout --detach "${commit}"
git -C "${folder}" submodule update --init --recursive
python3 -m pip install --no-cache-dir --requirement "${folder}/requirements.txt"
# CI builds it under another user.
git config --system --add safe.directory '*'
chmod -R a+rwX "${folder}"
