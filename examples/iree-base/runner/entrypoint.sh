#!/usr/bin/env bash
# Registers this container as a runner, runs what it is told to, and signs off when stopped.
#
#   RUNNER_URL     the repository or organisation
#   RUNNER_TOKEN   a registration token for it
#   RUNNER_NAME    default: the host name
#   RUNNER_LABELS  default: none of its own
set -euo pipefail

as_runner() {
  runuser --user runner -- "$@"
}

as_runner ./config.sh --unattended --replace --disableupdate --work /_work \
  --url "${RUNNER_URL:?for which repository?}" \
  --token "${RUNNER_TOKEN:?no registration token}" \
  --name "${RUNNER_NAME:-$(hostname)}" \
  ${RUNNER_LABELS:+--labels "${RUNNER_LABELS}"}

sign_off() {
  as_runner ./config.sh remove --token "${RUNNER_TOKEN}"
}
trap sign_off EXIT
trap 'exit 143' INT TERM

as_runner "$@" &
wait "$!"
