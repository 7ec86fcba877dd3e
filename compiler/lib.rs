//! The image stack compiler.

pub mod ast;
pub mod containerfile;
pub mod diag;
pub mod emit;
pub mod glob;
pub mod inputs;
pub mod plan;
pub mod reference;
pub mod shell;
pub mod source;
pub mod syntax;
pub mod world;
