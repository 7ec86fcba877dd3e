#!/usr/bin/env bash
# What the amd64 image needs and the arm64 image does not: nothing so far.
set -euo pipefail
echo "no extras for amd64"
