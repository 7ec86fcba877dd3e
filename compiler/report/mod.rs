//! A compilation as text, for people and programs: siblings over the same plain structs.

#[cfg(feature = "cli")]
mod human;
mod json;
mod short;

#[cfg(feature = "cli")]
pub use human::human;
pub use json::json;
pub use short::short;

use crate::plan::{BuildId, Plan};
pub const PLAN_SCHEMA: &str = "";
pub fn plan_table(plan: &Plan, builds: &[BuildId]) -> String {
    builds
        .iter()
        .map(|&id| {
            let b = plan.build(id);
            format!(
                "{} from {} tags {:?} args {:?}\n",
                b.target,
                b.from,
                b.tags.iter().map(|t| t.reference.to_string()).collect::<Vec<_>>(),
                b.args.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>()
            )
        })
        .collect()
}
pub fn plan_json(plan: &Plan, _builds: &[BuildId]) -> String {
    format!("{plan:#?}")
}
pub fn graph_mermaid(_plan: &Plan, _builds: &[BuildId]) -> String {
    String::new()
}
pub fn graph_dot(_plan: &Plan, _builds: &[BuildId]) -> String {
    String::new()
}
pub fn graph_json(_plan: &Plan, _builds: &[BuildId]) -> String {
    String::new()
}
