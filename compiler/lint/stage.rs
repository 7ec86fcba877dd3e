//! Stages that nothing is taken from: the builder skips them.

use super::found::sources;
use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::plan::{Base, DockerfileContent, Source};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn unused_stage(subject: &Subject, diagnostics: &mut Diagnostics) {
    let mut unused: BTreeMap<Span, &str> = BTreeMap::new();
    let mut used: BTreeSet<Span> = BTreeSet::new();
    for file in &subject.plan.dockerfiles {
        let DockerfileContent::Made { recipe, .. } = &file.content else { continue };
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for stage in &recipe.stages {
            if let Base::Stage(name) | Base::PlatformStage { name, .. } = &stage.base {
                named.insert(name);
            }
            for source in stage.steps.iter().flat_map(|step| sources(&step.op)) {
                if let Source::Stage(name) = source {
                    named.insert(name);
                }
            }
        }
        for stage in &recipe.stages {
            let (Some(name), Some(span)) = (stage.name.as_deref(), stage.origin.span) else { continue };
            match named.contains(name) || !stage.origin.via.is_empty() {
                true => used.insert(span),
                false => unused.insert(span, name).is_none(),
            };
        }
    }
    for (span, name) in unused {
        if !used.contains(&span) {
            diagnostics.report(errors::unused_stage(name, span));
        }
    }
}
