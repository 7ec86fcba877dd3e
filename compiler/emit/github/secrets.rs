//! Secrets: those of registries and those of builds. All live in an environment; a pull request sees none.

use super::registries::Login;
use crate::ast::Ci;
use crate::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// The variable that Bake takes a build's secret from.
fn variable(id: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = id.chars().map(upper).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Of each secret of the builds: the variable, and what CI calls it.
pub fn of_builds(plan: &Plan, ci: &Ci) -> BTreeMap<String, String> {
    let ids: BTreeSet<&String> = plan.builds.iter().flat_map(|build| &build.secrets).collect();
    let called =
        |id: &str| ci.secrets.iter().find(|secret| secret.id.value == id).map(|secret| secret.ci.value.clone());
    ids.into_iter().map(|id| (variable(id), variable(&called(id).unwrap_or_else(|| id.clone())))).collect()
}

/// Every secret by the name that CI has for it, sorted.
pub fn all(logins: &[Login], builds: &BTreeMap<String, String>) -> Vec<String> {
    let names: BTreeSet<&String> = logins.iter().flat_map(|login| &login.secrets).chain(builds.values()).collect();
    names.into_iter().cloned().collect()
}
