//! What is in a build, as rules speak of it: each thing and where it is said.

use crate::plan::{Base, Build, DockerfileContent, Op, Plan, Step};
use crate::shell::{InstallKind, scan};
use crate::source::Span;

/// One thing that a rule may speak of.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub kind: Kind,
    pub text: String,
    /// Where it is said, and the `use`s that led there, outermost first.
    pub span: Option<Span>,
    pub via: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Package,
    Pip,
    Base,
    Path,
    Run,
}

/// Everything in a build's Dockerfile. Of an adopted one nothing is known.
pub(super) fn found(plan: &Plan, build: &Build) -> Vec<Found> {
    let DockerfileContent::Made { recipe, .. } = &plan.dockerfile(build).content else { return Vec::new() };
    let mut all = Vec::new();
    for stage in &recipe.stages {
        if let Base::Reference(text) = &stage.base {
            let reference = build.written(text);
            // the stack's own images answer for themselves
            let own = plan.builds.iter().any(|other| {
                let name = reference.rsplit_once(':').map_or(reference.as_str(), |(name, _)| name);
                plan.stack.registries.iter().any(|registry| name == format!("{registry}/{}", other.repository))
            });
            if !own {
                let origin = &stage.origin;
                all.push(Found { kind: Kind::Base, text: reference, span: origin.span, via: origin.via.clone() });
            }
        }
        for step in &stage.steps {
            in_step(build, step, &mut all);
        }
    }
    all
}

fn in_step(build: &Build, step: &Step, all: &mut Vec<Found>) {
    let mut add = |kind: Kind, text: String| {
        all.push(Found { kind, text, span: step.origin.span, via: step.origin.via.clone() });
    };
    match &step.op {
        Op::Packages(packages) => {
            packages.items.iter().for_each(|item| add(Kind::Package, package(&build.written(&item.text))))
        }
        Op::Pip(pip) => pip.items.iter().for_each(|item| add(Kind::Pip, requirement(&build.written(&item.text)))),
        Op::Conda(conda) => conda.items.iter().for_each(|item| add(Kind::Pip, requirement(&build.written(&item.text)))),
        Op::Run(run) => {
            for install in scan(&run.shell).installs() {
                for word in &install.packages {
                    match install.kind {
                        InstallKind::System => add(Kind::Package, package(&word.text)),
                        InstallKind::Pip | InstallKind::Conda => add(Kind::Pip, requirement(&word.text)),
                    }
                }
            }
            add(Kind::Run, run.shell.clone());
        }
        Op::Copy(copy) => add(Kind::Path, build.written(&copy.to)),
        Op::Add(made) => add(Kind::Path, build.written(&made.to)),
        Op::Workdir(path) => add(Kind::Path, build.written(path)),
        _ => {}
    }
}

/// The name of a package, without the version that a manager's pin adds: `git=1:2.39`, `git-2.39` stays.
fn package(text: &str) -> String {
    text.split('=').next().unwrap_or(text).to_string()
}

/// The name that a Python requirement starts with, in lower case: of `torch[opt]==2.6` it is `torch`.
fn requirement(text: &str) -> String {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).unwrap_or(text.len());
    text[..end].to_lowercase().replace('_', "-")
}
