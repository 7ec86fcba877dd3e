//! Programs that are copied from one distribution to another.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::plan::{Build, DockerfileContent, NamedContext, Op, Plan, Source};
use crate::reference::context_key;
use std::sync::LazyLock;

/// Paths where virtual environments, programs and libraries are.
static PROGRAMS: LazyLock<regex::Regex> = LazyLock::new(|| {
    regex::Regex::new(r"(?x) (^|/) ( \.?venv | virtualenv | s?bin | lib(exec)?(32|64)? | site-packages | conda | miniforge3? ) (/|$) | \.so(\.[0-9]+)*$")
        .expect("a regular expression")
});

pub(super) fn foreign_binary(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        let DockerfileContent::Made { recipe, .. } = &subject.plan.dockerfile(build).content else { continue };
        for stage in &recipe.stages {
            let Some(to) = build.distributions.get(&stage.name) else { continue };
            for step in &stage.steps {
                let Op::Copy(copy) = &step.op else { continue };
                let Some(from) = distribution(subject.plan, build, &copy.from).filter(|from| *from != to) else {
                    continue;
                };
                let mut sources = copy.sources.iter().map(|source| build.written(source));
                let Some(source) = sources.find(|source| PROGRAMS.is_match(source)) else { continue };
                if let Some(span) = step.origin.span {
                    diagnostics.report(errors::foreign(&source, from, to, span, &step.origin.via));
                }
            }
        }
    }
}

/// The distribution of what a copy takes from, where it is known.
fn distribution<'p>(plan: &'p Plan, build: &'p Build, source: &Source) -> Option<&'p String> {
    match source {
        Source::Context => None,
        Source::Stage(name) => build.distributions.get(&Some(name.clone())),
        Source::From(reference) => {
            let key = context_key(reference);
            match build.contexts.get(&key)? {
                NamedContext::Build(parent) => plan.build(*parent).distributions.get(&None),
                _ => None,
            }
        }
    }
}
