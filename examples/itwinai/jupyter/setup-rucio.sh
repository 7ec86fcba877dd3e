#!/bin/bash
# Writes what the Rucio extension needs: its settings, and the user's token if the hub passed one.
set -euo pipefail

python /opt/rucio/configure_rucio.py
if [ -n "${RUCIO_ACCESS_TOKEN:-}" ]; then
    (umask 077 && printf '%s' "$RUCIO_ACCESS_TOKEN" > /tmp/rucio_oauth.token)
fi
