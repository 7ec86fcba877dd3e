//! A compilation as text, for people and programs: siblings over the same plain structs.

mod graph;
#[cfg(feature = "cli")]
mod human;
mod json;
mod plan_table;
mod short;

pub use graph::{GraphFormat, graph};
#[cfg(feature = "cli")]
pub use human::{HumanStyle, human};
pub use json::json;
pub use plan_table::plan_table;
pub use short::short;

/// The JSON Schema of what [`crate::plan::to_json`] gives.
pub const PLAN_SCHEMA: &str = include_str!("../../docs/plan.schema.json");
