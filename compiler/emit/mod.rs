//! Files for the tools of the field, from a [`Plan`](crate::plan::Plan).
//!
//! In: a plan. Out: a [`FileSet`]. Emitting is total: it cannot fail, and it decides nothing that the plan has not decided.

mod banner;
pub mod dockerfile;

pub use banner::{Seal, seal, sealed};

use std::collections::BTreeMap;

/// Files to write: paths relative to the stack's root, with `/`.
pub type FileSet = BTreeMap<String, String>;
