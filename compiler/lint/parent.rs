//! An image of the stack that is named by what it was published as: Bake cannot replace it by its build.

use super::found::own;
use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::plan::{Base, Build, DockerfileContent, Mount, Op, Origin, Plan, Source};
use crate::reference::Reference;

pub(super) fn hidden_parent(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        for (reference, origin) in references(subject.plan, build) {
            let Ok(parsed) = Reference::parse(&reference) else { continue };
            if build.contexts.contains_key(&parsed.familiar()) {
                continue;
            }
            let Some(parent) = own(subject.plan, &reference).filter(|parent| parent.image != build.image) else {
                continue;
            };
            let Some(span) = origin.span else { continue };
            let adopted = build.adopted.is_some();
            diagnostics.report(errors::hidden_parent(&reference, parent, span, &origin.via, adopted));
        }
    }
}

/// Every reference that a Dockerfile takes a base or files from.
fn references(plan: &Plan, build: &Build) -> Vec<(String, Origin)> {
    let mut found = Vec::new();
    if let Some(adopted) = &build.adopted {
        let bases = adopted.bases.iter();
        found.extend(bases.map(|base| (base.value.clone(), Origin { span: Some(base.span), via: Vec::new() })));
    }
    let DockerfileContent::Made { recipe, .. } = &plan.dockerfile(build).content else { return found };
    for stage in &recipe.stages {
        if let Base::Reference(text) = &stage.base {
            found.push((build.written(text), stage.origin.clone()));
        }
        for step in &stage.steps {
            let mut from = |source: &Source| {
                if let Source::From(reference) = source {
                    found.push((reference.clone(), step.origin.clone()));
                }
            };
            match &step.op {
                Op::Copy(copy) => from(&copy.from),
                Op::Run(run) => run.mounts.iter().for_each(|mount| {
                    if let Mount::Bind { from: source, .. } = mount {
                        from(source);
                    }
                }),
                _ => {}
            }
        }
    }
    found
}
