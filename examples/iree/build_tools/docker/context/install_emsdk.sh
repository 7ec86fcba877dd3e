#!/usr/bin/env bash
# Installs and activates one release of Emscripten. Its repository tags each release with the version.
#
#   install_emsdk.sh VERSION FOLDER
set -euo pipefail

version="${1:?which version?}"
folder="${2:?into which folder?}"

git clone --depth 1 --branch "${version}" https://github.com/emscripten-core/emsdk "${folder}"
"${folder}/emsdk" install "${version}"
"${folder}/emsdk" activate "${version}"
# A name for the Node that came along that does not change with each release.
ln -s "$(find "${folder}/node" -mindepth 1 -maxdepth 1 -type d | sort | tail -n 1)" "${folder}/node/current"
# Emscripten writes to its cache while compiling, and CI runs under another user.
mkdir -p "${folder}/.data/cache" "${folder}/.data/ports"
chmod -R a+rwX "${folder}/.data"
