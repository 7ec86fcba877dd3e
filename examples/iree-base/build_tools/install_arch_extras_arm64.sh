#!/usr/bin/env bash
# What the arm64 image needs and the amd64 image does not: an emulator of arm64 with features that the
# builder may lack.
set -euo pipefail
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends qemu-user
rm -rf /var/lib/apt/lists/*
