//! The standard library: KDL files that every stack sees without an import, as `<std>/…`.

/// Names below `stdlib/`, and their texts, sorted.
pub static FILES: &[(&str, &str)] = &[
    ("distributions.kdl", include_str!("../stdlib/distributions.kdl")),
    ("info.kdl", include_str!("../stdlib/info.kdl")),
    ("nvidia.kdl", include_str!("../stdlib/nvidia.kdl")),
    ("rocm.kdl", include_str!("../stdlib/rocm.kdl")),
    ("roles.kdl", include_str!("../stdlib/roles.kdl")),
    ("tensorflow.kdl", include_str!("../stdlib/tensorflow.kdl")),
    ("torch.kdl", include_str!("../stdlib/torch.kdl")),
];
