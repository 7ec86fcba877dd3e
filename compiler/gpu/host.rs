//! A machine: its platform, drivers and GPUs.

use std::collections::BTreeMap;

/// The families whose GPUs are looked for.
pub const LOOKED_FOR: [&str; 2] = ["nvidia", "rocm"];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Host {
    /// `linux/amd64`
    pub platform: String,
    /// By family; one that is not there was not found.
    pub families: BTreeMap<String, Driven>,
}

/// A driver that is loaded, and what it drives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Driven {
    /// `None`: there is one, of an unknown version.
    pub driver: Option<String>,
    /// Empty: which is not known.
    pub gpus: Vec<Gpu>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gpu {
    pub name: Option<String>,
    /// What code for it is called: `sm_90`, `gfx942`.
    pub target: Option<String>,
}

impl Gpu {
    /// "NVIDIA H100 (sm_90)", as far as it is known.
    pub fn words(&self) -> String {
        match (&self.name, &self.target) {
            (Some(name), Some(target)) => format!("{name} ({target})"),
            (Some(word), None) | (None, Some(word)) => word.clone(),
            (None, None) => "a GPU".to_string(),
        }
    }
}
