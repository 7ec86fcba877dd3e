#!/usr/bin/env bash
# Installs and activates one release of Emscripten, with the installer of one commit.
#
#   install_emsdk.sh COMMIT VERSION FOLDER
set -euo pipefail

commit="${1:?which commit?}"
version="${2:?which version?}"
folder="${3:?into which folder?}"

git clone https://github.com/emscripten-core/emsdk "${folder}"
git -C "${folder}" checkout --quiet --detach "${commit}"
"${folder}/emsdk" install "${version}"
"${folder}/emsdk" activate "${version}"
# A name for the Node that came along that does not change with each release.
ln -s "$(find "${folder}/node" -mindepth 1 -maxdepth 1 -type d | sort | tail -n 1)" "${folder}/node/current"
# Emscripten writes to its cache while compiling, and CI runs under another user.
mkdir -p "${folder}/.data/cache" "${folder}/.data/ports"
chmod -R a+rwX "${folder}/.data"
