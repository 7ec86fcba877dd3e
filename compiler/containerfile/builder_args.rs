//! Args that the builder knows without a Dockerfile that declares them.

/// What the builder sets in the global scope, by the platform and the target; a stage that uses one must name it.
/// Source: the Dockerfile reference, "Automatic platform ARGs in the global scope"; `TARGETSTAGE` is BuildKit's
/// (`frontend/dockerfile/dockerfile2llb/platform.go`).
pub const PLATFORM_ARGS: &[&str] = &[
    "BUILDARCH",
    "BUILDOS",
    "BUILDPLATFORM",
    "BUILDVARIANT",
    "TARGETARCH",
    "TARGETOS",
    "TARGETPLATFORM",
    "TARGETSTAGE",
    "TARGETVARIANT",
];

/// What every `RUN` sees where it is given.
/// Source: the Dockerfile reference, "Predefined ARGs" and "BuildKit built-in build args".
const PREDEFINED: &[&str] = &[
    "ALL_PROXY",
    "FTP_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "SOURCE_DATE_EPOCH",
    "all_proxy",
    "ftp_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// Whether the builder takes an arg that no Dockerfile declares.
pub fn is_predefined(name: &str) -> bool {
    PREDEFINED.contains(&name) || name.starts_with("BUILDKIT_")
}
