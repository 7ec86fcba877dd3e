//! The standard library: KDL files that every stack sees without an import, as `<std>/…`.

/// Names below `stdlib/`, and their texts, sorted.
pub static FILES: &[(&str, &str)] = &[
    ("distributions.kdl", include_str!("../stdlib/distributions.kdl")),
    ("info.kdl", include_str!("../stdlib/info.kdl")),
    ("roles.kdl", include_str!("../stdlib/roles.kdl")),
];
