#!/usr/bin/env bash
# Installs Bazel itself, not a launcher that would download it on first use.
#
#   install_bazel.sh VERSION
set -euo pipefail

version="${1:?which version?}"
case "$(uname -m)" in
  x86_64) machine=x86_64 ;;
  aarch64) machine=arm64 ;;
  *) echo "no Bazel is published for $(uname -m)" >&2; exit 1 ;;
esac

curl --fail --silent --show-error --location --retry 3 --output /usr/local/bin/bazel \
  "https://github.com/bazelbuild/bazel/releases/download/${version}/bazel-${version}-linux-${machine}"
chmod 0755 /usr/local/bin/bazel
