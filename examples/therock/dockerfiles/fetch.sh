#!/usr/bin/env bash
# Downloads a file and checks it: the one door through which anything from the network comes in.
#
#   fetch.sh [--unlisted-too] URL FILE [NAME]
#
# The sum is looked up in SHA256SUMS beside this script, under NAME or the last part of the URL. A file that is
# not listed is refused, before anything is downloaded; with --unlisted-too, which is for files whose makers publish
# no sums, it is let in with a warning. One that is listed must match in either case.
set -euo pipefail

unlisted=refuse
if [[ "${1:-}" == --unlisted-too ]]; then
  unlisted=warn
  shift
fi
url="${1:?what to download?}"
file="${2:?to which file?}"
name="${3:-${url##*/}}"
sums="$(dirname "${BASH_SOURCE[0]}")/SHA256SUMS"

expected=""
while read -r sum listed; do
  if [[ "${listed}" == "${name}" ]]; then expected="${sum}"; fi
done < "${sums}"
if [[ -z "${expected}" ]]; then
  echo "fetch.sh: ${name} is not listed in SHA256SUMS" >&2
  if [[ "${unlisted}" == refuse ]]; then exit 1; fi
fi

curl --fail --silent --show-error --location --retry 3 --retry-delay 5 --output "${file}" "${url}"

if [[ -n "${expected}" ]]; then
  sha256sum --check --quiet <<< "${expected}  ${file}"
fi
