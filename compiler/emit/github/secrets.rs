//! Secrets: those of registries and those of builds. All live in an environment; a pull request sees none.

use super::registries::Login;
use crate::ast::Ci;
use crate::plan::{Plan, RUN_TOKEN, secret_variable};
use std::collections::{BTreeMap, BTreeSet};

/// Where CI has a secret of a build.
pub enum Secret {
    /// The token of the run itself: every job has it, and no workflow may declare it.
    Token,
    Named(String),
}

impl Secret {
    pub fn expression(&self) -> String {
        match self {
            Secret::Token => "${{ github.token }}".to_string(),
            Secret::Named(name) => format!("${{{{ secrets.{name} }}}}"),
        }
    }
}

/// Of each secret of the builds: the variable, and where CI has it.
pub fn of_builds(plan: &Plan, ci: &Ci) -> BTreeMap<String, Secret> {
    let ids: BTreeSet<&String> = plan.builds.iter().flat_map(|build| &build.secrets).collect();
    let called = |id: &str| {
        ci.secrets.iter().find(|secret| secret.id.value == id).map_or(id, |secret| &secret.ci.value).to_string()
    };
    let secret = |id: &str| match secret_variable(&called(id)) {
        name if name == RUN_TOKEN => Secret::Token,
        name => Secret::Named(name),
    };
    ids.into_iter().map(|id| (secret_variable(id), secret(id))).collect()
}

/// Every secret by the name that CI has for it, sorted.
pub fn all(logins: &[Login], builds: &BTreeMap<String, Secret>) -> Vec<String> {
    let named = builds.values().filter_map(|secret| match secret {
        Secret::Named(name) => Some(name),
        Secret::Token => None,
    });
    let names: BTreeSet<&String> = logins.iter().flat_map(|login| &login.secrets).chain(named).collect();
    names.into_iter().cloned().collect()
}
