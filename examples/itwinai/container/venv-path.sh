# shellcheck shell=sh
PATH="/opt/venv/bin:$PATH"
