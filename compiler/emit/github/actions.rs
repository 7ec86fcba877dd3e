//! The actions that the workflows use: each at the commit of a version, newest known in November 2026.

/// What `uses:` says, with the version in a comment.
pub const ACTIONS: [(&str, &str); 8] = [
    ("checkout", "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"),
    ("buildx", "docker/setup-buildx-action@37fe631027851001ddb9b187196cc803df7f5f0e # v4.3.0"),
    ("qemu", "docker/setup-qemu-action@96fe6ef7f33517b61c61be40b68a1882f3264fb8 # v4.2.0"),
    ("login", "docker/login-action@dbcb813823bdd20940b903addbd779551569679f # v4.6.0"),
    ("bake", "docker/bake-action@a66e1c87e2eca0503c343edf1d208c716d54b8a8 # v7.1.0"),
    ("attest", "actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6 # v4.2.2"),
    ("upload", "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0"),
    ("download", "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1"),
];

/// What builds, pinned as the actions are: QEMU's image runs privileged, and BuildKit sees the registry's login.
pub const BUILDERS: [(&str, &str); 3] = [
    ("buildx", "v0.36.1"),
    ("buildkit", "moby/buildkit:v0.33.1@sha256:cec9f139f45e93c5c69c60f8b07cfad9f43f4ef6b6a6cd917527fea5ff2e3dea"),
    ("qemu", "tonistiigi/binfmt:qemu-v10.2.3@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0"),
];
