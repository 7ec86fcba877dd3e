//! The image stack compiler.

pub mod ast;
pub mod diag;
pub mod emit;
pub mod glob;
pub mod plan;
pub mod schema;
pub mod source;
pub mod syntax;
pub mod world;
