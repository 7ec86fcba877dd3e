//! What secrets are called: in the builder's surroundings, and in the CI system.

use super::site::Shared;
use super::{SWITCHES, VARIABLES, errors};
use crate::ast::{CiSecret, Name};

/// The token of a run on GitHub: a secret that every job has, and that no workflow declares.
pub const RUN_TOKEN: &str = "GITHUB_TOKEN";

/// The variable that the surroundings give a secret in: its id in capitals, `_` for what a name cannot hold.
pub fn secret_variable(id: &str) -> String {
    let name: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Names that the `secret` nodes of `ci` give, and GitHub does not take.
pub(super) fn check(shared: &Shared) {
    for CiSecret { ci: name, .. } in shared.model.ci.iter().flat_map(|ci| &ci.secrets) {
        if let Some(why) = refused(&name.value) {
            shared.diagnostics.borrow_mut().error(errors::refused_secret(name, why));
        }
    }
}

/// A secret that a build takes: Bake takes it from the variable of its name, and one that means something else too would end up in
/// a tag or a label. CI calls it by that name, unless `ci` says another.
pub(super) fn check_taken(shared: &Shared, id: &Name) -> Option<crate::diag::Diagnostic> {
    let variable = secret_variable(&id.value);
    if VARIABLES.iter().chain(&SWITCHES).any(|name| *name == variable) || shared.model.args.contains_key(&variable) {
        return Some(errors::taken_secret(id, &variable));
    }
    let ci = shared.model.ci.as_ref()?;
    let named = ci.secrets.iter().any(|secret| secret.id.value == id.value);
    refused(&variable).filter(|_| !named).map(|why| errors::refused_secret_id(id, &variable, why))
}

/// Why GitHub takes a name for no secret. It reads them without regard to case.
fn refused(name: &str) -> Option<&'static str> {
    let upper = name.to_ascii_uppercase();
    if upper == RUN_TOKEN {
        None
    } else if upper.starts_with("GITHUB_") {
        Some("names that begin with `GITHUB_` are GitHub's own")
    } else if upper.starts_with(|c: char| c.is_ascii_digit()) {
        Some("GitHub takes no digit at the beginning")
    } else if upper.is_empty() || !upper.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        Some("GitHub takes letters, digits and `_`")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn github_has_names_of_its_own() {
        for good in ["HF_TOKEN", "github_token", "GITHUB_TOKEN", "_1", "token2"] {
            assert_eq!(refused(good), None, "{good}");
        }
        for bad in ["", "GITHUB_PAT", "github_sha", "2FA", "MY TOKEN", "hf-token", "TÖKEN"] {
            assert!(refused(bad).is_some(), "{bad}");
        }
        assert_eq!(secret_variable("2fa.code"), "_2FA_CODE");
    }
}
