#!/usr/bin/env bash
# What the arm64 image needs and the amd64 image does not: LLD under its
# plain name, which the builds there ask for.
set -euo pipefail
for name in ld.lld lld; do
  update-alternatives --install "/usr/local/bin/${name}" "${name}" "/usr/bin/${name}-14" 3
done
