//! What a role or a policy denies, and `allow`s that nothing needs.

use super::Subject;
use super::errors;
use super::found::{Found, Kind, found};
use crate::ast::{Denied, Deny};
use crate::budget::Cost;
use crate::diag::Diagnostics;
use crate::plan::Build;
use crate::source::Span;
use std::collections::BTreeSet;

/// What a `deny` forbids, where it is.
pub(super) struct Breach<'f> {
    pub found: &'f Found,
    pub span: Option<Span>,
    /// What it must not stand beside.
    pub beside: Option<&'f Found>,
}

pub(super) fn denied(subject: &Subject, diagnostics: &mut Diagnostics) {
    let mut needed: BTreeSet<Span> = BTreeSet::new();
    for build in &subject.plan.builds {
        if denies(subject, build).next().is_none() {
            continue;
        }
        let all = found(subject, build);
        for deny in denies(subject, build) {
            let at = build.origin.span.unwrap_or(subject.model.stack.name.span);
            if diagnostics.draw(Cost::Question, all.len(), at).is_err() {
                return;
            }
            for breach in breaches(subject, deny, &all) {
                if is_in_denied_shell(subject, build, breach.found, &all) {
                    continue;
                }
                let allowed: Vec<_> = build.allows.iter().filter(|allow| allows(&allow.what, breach.found)).collect();
                if allowed.is_empty() {
                    // one with a slip of the pen was meant for this, and is not told of as needless
                    let meant = build.allows.iter().find(|allow| almost(&allow.what, breach.found));
                    needed.extend(meant.map(|allow| allow.span));
                    diagnostics.report(errors::denied(deny, &breach, build, meant));
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

/// Whether an address is of a command that is denied for it.
fn is_in_denied_shell(subject: &Subject, build: &Build, found: &Found, all: &[Found]) -> bool {
    let holds = |one: &Found| one.kind == Kind::Run && one.file == found.file && one.text.contains(&found.text);
    found.kind == Kind::Index
        && all.iter().any(holds)
        && denies(subject, build).any(|deny| matches!(&deny.what, Denied::Run(regex) if regex.is_match(&found.text)))
}

/// The rules of a build's roles, and the policies'.
pub(super) fn denies<'a>(subject: &'a Subject, build: &'a Build) -> impl Iterator<Item = &'a Deny> {
    let roles = build.roles.iter().filter_map(|role| subject.model.roles.get(role)).map(|role| &role.rules);
    roles.chain(subject.model.policies.iter().map(|policy| &policy.rules)).flat_map(|rules| &rules.denies)
}

fn breaches<'f>(subject: &Subject, deny: &Deny, all: &'f [Found]) -> Vec<Breach<'f>> {
    let whole = |found: &'f Found| Breach { found, span: found.span, beside: None };
    match &deny.what {
        Denied::Together(names) => {
            let mut first: Vec<&Found> = Vec::new();
            let packages = all.iter().filter(|one| matches!(one.kind, Kind::Package | Kind::Pip));
            for one in packages.filter(|one| names.contains(&one.text)) {
                if !first.iter().any(|before| before.text == one.text) {
                    first.push(one);
                }
            }
            let Some((&beside, others)) = first.split_first() else { return Vec::new() };
            others.iter().map(|one| Breach { beside: Some(beside), ..whole(one) }).collect()
        }
        Denied::Run(regex) => {
            let shells = all.iter().filter(|one| one.kind == Kind::Run);
            let words = shells.flat_map(|one| {
                let at = |part| match one.file {
                    Some(_) => one.span,
                    None => one.span.map(|span| subject.steps.shell_part(span, &one.text, part)),
                };
                regex.find_iter(&one.text).map(move |words| Breach { span: at(words.range()), ..whole(one) })
            });
            words.collect()
        }
        what => all.iter().filter(|one| allows(what, one)).map(whole).collect(),
    }
}

/// Whether a slip of the pen keeps an `allow` from being for this.
fn almost(what: &Denied, found: &Found) -> bool {
    match (what, found.kind) {
        (Denied::Package(glob), Kind::Package)
        | (Denied::Pip(glob), Kind::Pip)
        | (Denied::Base(glob), Kind::Base)
        | (Denied::Index(glob), Kind::Index)
        | (Denied::Wheel(glob), Kind::Wheel)
        | (Denied::Path(glob), Kind::Path) => crate::diag::nearest(glob.as_str(), [found.text.as_str()]).is_some(),
        _ => false,
    }
}

/// Whether what a `deny` or an `allow` speaks of is this.
fn allows(what: &Denied, found: &Found) -> bool {
    match (what, found.kind) {
        (Denied::Package(glob), Kind::Package)
        | (Denied::Pip(glob), Kind::Pip)
        | (Denied::Base(glob), Kind::Base)
        | (Denied::Index(glob), Kind::Index)
        | (Denied::Wheel(glob), Kind::Wheel)
        | (Denied::Path(glob), Kind::Path) => glob.matches(&found.text),
        (Denied::Run(regex), Kind::Run) => regex.is_match(&found.text),
        (Denied::Together(names), Kind::Package | Kind::Pip) => names.contains(&found.text),
        _ => false,
    }
}
