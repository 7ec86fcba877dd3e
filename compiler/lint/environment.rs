//! Variables of the environment that one image sets twice, to different values.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::plan::{DockerfileContent, Op, Origin, Segment, Text};
use std::collections::BTreeMap;

pub(super) fn overwritten_env(subject: &Subject, diagnostics: &mut Diagnostics) {
    for file in &subject.plan.dockerfiles {
        let DockerfileContent::Made { recipe, .. } = &file.content else { continue };
        for stage in &recipe.stages {
            let mut set: BTreeMap<&str, (&Text, &Origin)> = BTreeMap::new();
            for step in &stage.steps {
                let Op::Env(pairs) = &step.op else { continue };
                for (name, value) in pairs {
                    let before = set.insert(name, (value, &step.origin));
                    let Some((old, origin)) = before.filter(|(old, _)| {
                        // what is set for some steps is emptied behind them
                        *old != value && !value.is_empty() && !continues(value, name)
                    }) else {
                        continue;
                    };
                    if let (Some(span), Some(first)) = (step.origin.span, origin.span) {
                        diagnostics.report(errors::overwritten(name, &old.to_string(), span, first, &step.origin.via));
                    }
                }
            }
        }
    }
}

/// `PATH="/opt/x/bin:$PATH"` adds to what was there.
fn continues(value: &Text, name: &str) -> bool {
    value.0.iter().any(|segment| match segment {
        Segment::Docker(written) => written.contains(name),
        Segment::Arg(arg) => arg == name,
        _ => false,
    })
}
