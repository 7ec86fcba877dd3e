#!/usr/bin/env bash
# Pythons with a shared library, which the base's own do not have, each in /opt/python-shared/VERSION.
#
#   install_shared_pythons.sh "VERSION VERSION …"
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
read -r -a versions <<< "${1:?which versions?}"

# What they are built with does not stay: it may be no hidden dependency of what is built here later.
needed=(bzip2-devel libffi-devel openssl-devel xz-devel zlib-devel)
missing=()
for package in "${needed[@]}"; do
  rpm --quiet -q "${package}" || missing+=("${package}")
done
if [[ "${#missing[@]}" -gt 0 ]]; then dnf install -y "${missing[@]}"; fi

for version in "${versions[@]}"; do
  archive="$(mktemp)"
  source="$(mktemp -d)"
  bash "${here}/fetch.sh" "https://www.python.org/ftp/python/${version}/Python-${version}.tgz" "${archive}"
  tar -C "${source}" --strip-components=1 -xzf "${archive}"
  (
    cd "${source}"
    ./configure --quiet --prefix="/opt/python-shared/${version}" --enable-shared --without-ensurepip \
      LDFLAGS="-Wl,-rpath,/opt/python-shared/${version}/lib"
    make --silent --jobs "$(nproc)"
    make --silent altinstall
  )
  rm -rf "${archive}" "${source}"
done

if [[ "${#missing[@]}" -gt 0 ]]; then dnf remove -y "${missing[@]}"; fi
dnf clean all
