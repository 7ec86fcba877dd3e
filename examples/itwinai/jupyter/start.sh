#!/bin/bash
# Stands where the upstream image has its own start.sh: sets up Rucio, then goes on as upstream does.
set -euo pipefail

/usr/local/bin/setup-rucio.sh
exec /usr/local/bin/start-original.sh "$@"
