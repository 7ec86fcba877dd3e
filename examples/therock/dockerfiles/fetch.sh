#!/usr/bin/env bash
# Downloads a file and checks it: the one door through which anything from the network comes in.
#
#   fetch.sh URL FILE [NAME]
#
# The sum is looked up in SHA256SUMS beside this script, under NAME or the last part of the URL. A file that is
# listed must match. One that is not is let in with a warning, or refused if REQUIRE_SHA256 is set.
set -euo pipefail

url="${1:?what to download?}"
file="${2:?to which file?}"
name="${3:-${url##*/}}"
sums="$(dirname "${BASH_SOURCE[0]}")/SHA256SUMS"

curl --fail --silent --show-error --location --retry 3 --retry-delay 5 --output "${file}" "${url}"

expected=""
while read -r sum listed; do
  if [[ "${listed}" == "${name}" ]]; then expected="${sum}"; fi
done < <(grep -v '^#' "${sums}" || true)

if [[ -n "${expected}" ]]; then
  echo "${expected}  ${file}" | sha256sum --check --quiet
elif [[ -n "${REQUIRE_SHA256:-}" ]]; then
  echo "fetch.sh: ${name} is not listed in SHA256SUMS" >&2
  exit 1
else
  echo "fetch.sh: warning: ${name} is not listed in SHA256SUMS, not checked" >&2
fi
