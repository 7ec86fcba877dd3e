# Short names for the usual commands; `just` alone lists them.

[private]
default:
    @just --list

# What a commit must pass
check: fmt-check
    cargo clippy --all-targets -- -D warnings
    cargo check --no-default-features --lib
    cargo test

# All tests
test *arguments:
    cargo test {{ arguments }}

# Format the sources
fmt:
    cargo fmt

[private]
fmt-check:
    cargo fmt --check

# Take what the compiler says now as right: snapshots and the language reference; read the diff before you commit it
bless:
    INSTA_UPDATE=always IMGC_BLESS=1 cargo test
    git status --short snapshots docs
