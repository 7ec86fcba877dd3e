#!/usr/bin/env bash
# A Rust toolchain in RUSTUP_HOME and CARGO_HOME, for every user: install_rust.sh VERSION
set -euo pipefail
here="$(dirname "${BASH_SOURCE[0]}")"
version="${1:?which version?}"

installer="$(mktemp)"
bash "${here}/fetch.sh" https://static.rust-lang.org/rustup/dist/x86_64-unknown-linux-gnu/rustup-init "${installer}"
chmod 0755 "${installer}"
"${installer}" -y --no-modify-path --profile minimal --default-toolchain "${version}"
mkdir -p "${RUSTUP_HOME}" "${CARGO_HOME}"
chmod -R a+rwX "${RUSTUP_HOME}" "${CARGO_HOME}"
rm -f "${installer}"
