//! What is in a build, as rules speak of it: each thing and where it is said.

use crate::plan::{Base, Build, DockerfileContent, Op, Plan, Step};
use crate::reference::Reference;
use crate::shell::{InstallKind, scan};
use crate::source::{Span, Spanned};

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

/// Everything in a build's Dockerfile; of an adopted one, its bases and its shell.
pub(super) fn found(plan: &Plan, build: &Build) -> Vec<Found> {
    let mut all = Vec::new();
    if let Some(adopted) = &build.adopted {
        let found = |kind, said: &Spanned<String>| Found {
            kind,
            text: said.value.clone(),
            span: Some(said.span),
            via: Vec::new(),
        };
        all.extend(adopted.bases.iter().filter(|base| !is_own(plan, &base.value)).map(|base| found(Kind::Base, base)));
        for run in &adopted.runs {
            in_shell(&run.value, &mut |kind, text| all.push(Found { text, ..found(kind, run) }));
        }
    }
    let DockerfileContent::Made { recipe, .. } = &plan.dockerfile(build).content else { return all };
    for stage in &recipe.stages {
        if let Base::Reference(text) = &stage.base {
            let reference = build.written(text);
            // the stack's own images answer for themselves
            if !is_own(plan, &reference) {
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
            in_shell(&run.shell, &mut add);
        }
        Op::Copy(copy) => add(Kind::Path, build.written(&copy.to)),
        Op::Add(made) => add(Kind::Path, build.written(&made.to)),
        Op::Workdir(path) => add(Kind::Path, build.written(path)),
        _ => {}
    }
}

fn in_shell(shell: &str, add: &mut dyn FnMut(Kind, String)) {
    for install in scan(shell).installs() {
        for word in &install.packages {
            match install.kind {
                InstallKind::System => add(Kind::Package, package(&word.text)),
                InstallKind::Pip | InstallKind::Conda => add(Kind::Pip, requirement(&word.text)),
            }
        }
    }
    add(Kind::Run, shell.to_string());
}

/// The build of this stack that is published into the repository of a reference.
pub(super) fn own<'p>(plan: &'p Plan, reference: &str) -> Option<&'p Build> {
    let name = Reference::parse(reference).ok()?.name();
    plan.builds.iter().find(|other| {
        !other.internal
            && plan.stack.registries.iter().any(|registry| {
                let repository = format!("{registry}/{}", other.repository);
                Reference::parse(&repository).is_ok_and(|repository| repository.name() == name)
            })
    })
}

fn is_own(plan: &Plan, reference: &str) -> bool {
    reference.starts_with("stack.invalid/") || own(plan, reference).is_some()
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
