//! KDL text to a neutral tree.
mod tree;
pub use tree::*;
