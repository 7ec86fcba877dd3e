//! Every integration test, in one program: the library is linked once.
//!
//! `cargo test --test all NAME` runs the tests of one module.

#![cfg(feature = "cli")]
#![allow(clippy::disallowed_methods, reason = "tests run the program and look at its files")]

mod family;

mod adoption;
mod characters;
mod ci;
mod clash;
mod cli;
mod components;
mod diagnostics;
mod distributions;
mod docs;
mod editors;
mod examples;
mod fixes;
mod framework;
mod fuzz;
mod gpu;
mod growth;
mod harmless_fixes;
mod inside_components;
mod jail;
mod manylinux;
mod mutations;
mod names;
mod nasty;
mod odd_files;
mod originals;
mod permits;
mod properties;
mod pypi;
mod refused;
mod right_stacks;
mod robust;
mod roles;
mod rules;
mod sarif;
mod secrets;
mod set;
mod tidy;
