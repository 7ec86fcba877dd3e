#!/usr/bin/env bash
# Installs Gradle, the command line tools of the Android SDK, and an NDK through them.
# The JDK is there already.
#
#   install_gradle_android.sh GRADLE SDK_TOOLS NDK FOLDER
set -euo pipefail

gradle="${1:?which Gradle?}"
tools="${2:?which SDK tools?}"
ndk="${3:?which NDK?}"
sdk="${4:?into which folder?}"
work="$(mktemp -d)"
trap 'rm -rf "${work}"' EXIT

fetch() {
  curl --fail --silent --show-error --location --retry 3 --output "$2" "$1"
}

fetch "https://services.gradle.org/distributions/gradle-${gradle}-bin.zip" "${work}/gradle.zip"
unzip -q "${work}/gradle.zip" -d /opt
ln -s "/opt/gradle-${gradle}/bin/gradle" /usr/local/bin/gradle

fetch "https://dl.google.com/android/repository/commandlinetools-linux-${tools}_latest.zip" "${work}/tools.zip"
unzip -q "${work}/tools.zip" -d "${work}"
mkdir -p "${sdk}"
manager="${work}/cmdline-tools/bin/sdkmanager"
# Answers yes to each license; the manager closes the pipe when it has asked them all.
(yes || true) | "${manager}" --sdk_root="${sdk}" --licenses > /dev/null
"${manager}" --sdk_root="${sdk}" "cmdline-tools;latest" "ndk;${ndk}" > /dev/null
