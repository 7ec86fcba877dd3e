//! A compilation as text, for people and programs: siblings over the same plain structs.

mod component;
mod github;
mod gpu;
mod graph;
#[cfg(feature = "cli")]
mod human;
mod json;
mod markdown;
#[cfg(feature = "cli")]
mod page;
mod plan_table;
mod sarif;
mod short;
mod table;
mod together;

pub use component::{component, components, summary};
pub use github::github;
pub use gpu::{gpu_check, gpu_check_json, gpu_host, gpu_host_json, gpu_list, gpu_list_json, gpu_show, gpu_show_json};
pub use graph::{GraphFormat, graph};
#[cfg(feature = "cli")]
pub use human::{HumanStyle, human};
pub use json::json;
pub use markdown::{first_sentence, introduction};
#[cfg(feature = "cli")]
pub use page::{definitions, page};
pub use plan_table::{Fit, plan_build, plan_legend, plan_table};
pub use sarif::sarif;
pub use short::short;
pub use together::together;

/// The JSON Schema of what [`crate::plan::to_json`] gives.
pub const PLAN_SCHEMA: &str = include_str!("plan.schema.json");

/// A line for each help, for where help has no place of its own.
fn help_lines(diagnostic: &crate::diag::Diagnostic) -> String {
    diagnostic.help.iter().map(|help| format!("\nhelp: {help}")).collect()
}
