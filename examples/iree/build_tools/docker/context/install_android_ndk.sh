#!/usr/bin/env bash
# Unpacks an Android NDK: FOLDER/android-ndk-RELEASE.
#
#   install_android_ndk.sh RELEASE FOLDER     (r25b /usr/src)
set -euo pipefail

release="${1:?which release?}"
folder="${2:?into which folder?}"

archive="$(mktemp --suffix .zip)"
curl --fail --silent --show-error --location --retry 3 --output "${archive}" \
  "https://dl.google.com/android/repository/android-ndk-${release}-linux.zip"
unzip -q "${archive}" -d "${folder}"
rm -f "${archive}"
