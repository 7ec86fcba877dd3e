#!/usr/bin/env bash
# Installs the oldest versions that a requirements file allows: `numpy>=1.19` becomes `numpy==1.19`.
#
#   install_minimum_requirements.sh FILE
set -euo pipefail

pinned="$(mktemp)"
sed 's/>=/==/' "${1:?which requirements file?}" > "${pinned}"
# pip and its friends first: the others may need what only they can do.
{ grep -E '^(pip|setuptools|wheel)==' "${pinned}" || true; } | xargs --no-run-if-empty python3 -m pip install --no-cache-dir
python3 -m pip install --no-cache-dir --requirement "${pinned}"
rm -f "${pinned}"
