//! The plan: every build of a stack, in build order, with all that any target needs to know of it.
//!
//! In: the [`Model`](crate::model). Out: a [`Plan`], the waist of the compiler: left of it nothing knows a target's format,
//! right of it nothing knows KDL. Emitting a plan cannot fail: what a target cannot hold was diagnosed before.

mod recipe;
mod text;
mod types;

pub use recipe::*;
pub use text::{Segment, Text, Variable};
pub use types::*;
