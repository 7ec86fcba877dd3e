//! What the stack's surroundings say: build contexts, their `.dockerignore`, names that look like secrets.
//!
//! In: paths and patterns, and a [`World`](crate::world::World) that answers for the files. Out: facts, each with what is
//! needed to explain it. Nothing here reports, and nothing here knows of KDL or of a disk.

mod context;
mod ignore;
mod pattern;
mod secrets;

#[cfg(test)]
mod tests;

pub use context::{CheckedSource, Contexts, SourceKind, check_source};
pub use ignore::{IgnoreFile, IgnoreRule, IgnoredBy};
pub use secrets::{cut, known_secrets, looks_secret};
