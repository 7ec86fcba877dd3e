//! What a role or a policy asks of an image.

use super::found::{Kind, found};
use super::{Subject, errors};
use crate::ast::{Name, Require};
use crate::diag::Diagnostics;
use crate::plan::{Build, REF_NAME};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) fn required(subject: &Subject, diagnostics: &mut Diagnostics) {
    // one label that is missing everywhere is one mistake
    let mut without: BTreeMap<Span, (&Name, Vec<&Build>)> = BTreeMap::new();
    for build in &subject.plan.builds {
        let roles = build.roles.iter().filter_map(|role| subject.model.roles.get(role)).map(|role| &role.rules);
        let rules = roles.chain(subject.model.policies.iter().map(|policy| &policy.rules));
        for require in rules.flat_map(|rules| &rules.requires) {
            match require {
                Require::Digest(span) => {
                    let bases = found(subject, build);
                    for base in bases.iter().filter(|base| base.kind == Kind::Base && !base.text.contains("@sha256:")) {
                        diagnostics.report(errors::no_digest(base, *span, build));
                    }
                }
                Require::Labels(names) => {
                    for name in names.iter().filter(|name| !has_label(build, &name.value)) {
                        without.entry(name.span).or_insert((name, Vec::new())).1.push(build);
                    }
                }
                Require::User { term } => {
                    let user = build.user.as_ref().map_or("root", |(user, _)| user.as_str());
                    if !term.matches(user) {
                        diagnostics.report(errors::wrong_user(user, term.span, build));
                    }
                }
            }
        }
    }
    for (name, builds) in without.into_values() {
        diagnostics.report(errors::no_label(name, &builds));
    }
}

fn has_label(build: &Build, name: &str) -> bool {
    build.labels.contains_key(name) || (name == REF_NAME && !build.ref_name.is_empty())
}
