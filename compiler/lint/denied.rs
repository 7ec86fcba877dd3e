//! What a role or a policy denies, and `allow`s that nothing needs.

use super::Subject;
use super::errors;
use super::found::{Found, Kind, found};
use crate::ast::{Denied, Deny};
use crate::diag::Diagnostics;
use crate::plan::Build;
use crate::source::Span;
use std::collections::BTreeSet;

pub(super) fn denied(subject: &Subject, diagnostics: &mut Diagnostics) {
    let mut needed: BTreeSet<Span> = BTreeSet::new();
    for build in &subject.plan.builds {
        let all = found(subject, build);
        for deny in denies(subject, build) {
            for breach in breaches(deny, &all) {
                let allowed: Vec<_> = build.allows.iter().filter(|allow| allows(&allow.what, breach)).collect();
                if allowed.is_empty() {
                    diagnostics.report(errors::denied(deny, breach, build));
                }
                needed.extend(allowed.iter().map(|allow| allow.span));
            }
        }
    }
    for allow in subject.plan.builds.iter().flat_map(|build| &build.allows) {
        if !needed.contains(&allow.span) {
            diagnostics.report(errors::needless_allow(allow));
        }
    }
}

/// The rules of a build's roles, and the policies'.
pub(super) fn denies<'a>(subject: &'a Subject, build: &'a Build) -> impl Iterator<Item = &'a Deny> {
    let roles = build.roles.iter().filter_map(|role| subject.model.roles.get(role)).map(|role| &role.rules);
    roles.chain(subject.model.policies.iter().map(|policy| &policy.rules)).flat_map(|rules| &rules.denies)
}

fn breaches<'f>(deny: &Deny, all: &'f [Found]) -> Vec<&'f Found> {
    if let Denied::Together(names) = &deny.what {
        let mut first: Vec<&Found> = Vec::new();
        for one in all.iter().filter(|one| matches!(one.kind, Kind::Package | Kind::Pip) && names.contains(&one.text)) {
            if !first.iter().any(|before| before.text == one.text) {
                first.push(one);
            }
        }
        return if first.len() > 1 { first.split_off(1) } else { Vec::new() };
    }
    all.iter().filter(|one| allows(&deny.what, one)).collect()
}

/// Whether what a `deny` or an `allow` speaks of is this.
fn allows(what: &Denied, found: &Found) -> bool {
    match (what, found.kind) {
        (Denied::Package(glob), Kind::Package)
        | (Denied::Pip(glob), Kind::Pip)
        | (Denied::Base(glob), Kind::Base)
        | (Denied::Path(glob), Kind::Path) => glob.matches(&found.text),
        (Denied::Run(pattern), Kind::Run) => {
            regex::Regex::new(&pattern.value).is_ok_and(|regex| regex.is_match(&found.text))
        }
        (Denied::Together(names), Kind::Package | Kind::Pip) => names.contains(&found.text),
        _ => false,
    }
}
