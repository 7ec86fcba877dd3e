//! What is in a build, as rules speak of it: each thing and where it is said.

use super::Subject;
use super::address::addresses;
use super::read::{Lies, script};
use super::said::is_setting;
use crate::plan::{AdoptedBase, Base, Build, BuildId, DockerfileContent, Item, Mount, Op, Origin, Plan, Source, Step};
use crate::reference::{Reference, context_key};
use crate::shell::{Install, InstallKind, scan};
use crate::source::{Span, Spanned};
use std::collections::BTreeMap;

/// One thing that a rule may speak of.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub kind: Kind,
    pub text: String,
    /// Where it is said, and the `use`s that led there, outermost first.
    pub span: Option<Span>,
    pub via: Vec<Span>,
    /// The file that says it, and the line, where it is not the stack or the Dockerfile.
    pub file: Option<(String, usize)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Package,
    Pip,
    Base,
    Path,
    Index,
    Wheel,
    Run,
}

/// Everything in a build's Dockerfile; of an adopted one, its bases and its shell.
pub(super) fn found(subject: &Subject, build: &Build) -> Vec<Found> {
    let mut all = Vec::new();
    if let Some(adopted) = &build.adopted {
        let found = |kind, said: &Spanned<String>| Found {
            kind,
            text: said.value.clone(),
            span: Some(said.span),
            via: Vec::new(),
            file: None,
        };
        all.extend(
            adopted
                .bases
                .iter()
                .map(|base| &base.reference)
                .filter(|reference| !subject.is_own(&reference.value))
                .map(|reference| found(Kind::Base, reference)),
        );
        for run in &adopted.runs {
            in_shell(&run.shell.value, &mut |kind, text| all.push(Found { text, ..found(kind, &run.shell) }));
            let scripts = in_scripts(subject, build, None, &run.shell.value);
            all.extend(scripts.into_iter().map(|(_, one)| Found { span: Some(run.shell.span), ..one }));
        }
    }
    let DockerfileContent::Made { recipe, .. } = &subject.plan.dockerfile(build).content else { return all };
    for stage in &recipe.stages {
        if let Base::Reference(text) = &stage.base {
            let reference = build.written(text);
            // the stack's own images answer for themselves
            if !subject.is_own(&reference) {
                let origin = &stage.origin;
                all.push(Found {
                    kind: Kind::Base,
                    text: reference,
                    span: origin.span,
                    via: origin.via.clone(),
                    file: None,
                });
            }
        }
        let mut line = recipe.line(stage.name.as_deref());
        line.reverse();
        for step in &stage.steps {
            in_step(build, step, &mut all);
            let (Op::Run(run), Some(span)) = (&step.op, step.origin.span) else { continue };
            for (at, one) in in_scripts(subject, build, Some(&Lies::during(&line, step)), &run.shell) {
                let span = Some(subject.steps.shell_part(span, &run.shell, at));
                all.push(Found { span, via: step.origin.via.clone(), ..one });
            }
        }
    }
    all
}

fn in_step(build: &Build, step: &Step, all: &mut Vec<Found>) {
    // an entry of a list has a place of its own
    let mut items = |kind: Kind, items: &[Item], name: fn(&str) -> String| {
        all.extend(items.iter().map(|item| Found {
            kind,
            text: name(&build.written(&item.text)),
            span: item.origin.span.or(step.origin.span),
            via: step.origin.via.clone(),
            file: None,
        }));
    };
    match &step.op {
        Op::Packages(packages) => items(Kind::Package, &packages.items, package),
        Op::Pip(pip) => {
            items(Kind::Pip, &pip.items, requirement);
            items(Kind::Wheel, &pip.items, str::to_string);
        }
        Op::Conda(conda) => items(Kind::Pip, &conda.items, requirement),
        _ => {}
    }
    let mut add = |kind: Kind, text: String| {
        all.push(Found { kind, text, span: step.origin.span, via: step.origin.via.clone(), file: None });
    };
    match &step.op {
        Op::Run(run) => {
            in_shell(&run.shell, &mut add);
        }
        Op::Pip(pip) => {
            let texts = pip.index.iter().chain(&pip.extra_index).chain(pip.items.iter().map(|item| &item.text));
            for text in texts {
                indexes(&build.written(text), &mut add);
            }
        }
        Op::Env(pairs) => {
            for (_, value) in pairs.iter().filter(|(name, _)| is_setting(name)) {
                indexes(&build.written(value), &mut add);
            }
        }
        Op::Copy(copy) => add(Kind::Path, build.written(&copy.to)),
        Op::Add(made) => add(Kind::Path, build.written(&made.to)),
        Op::Workdir(path) => add(Kind::Path, build.written(path)),
        _ => {}
    }
}

fn in_shell(shell: &str, add: &mut dyn FnMut(Kind, String)) {
    for install in scan(shell).installs() {
        in_install(&install, add);
    }
    add(Kind::Run, shell.to_string());
}

fn in_install(install: &Install, add: &mut dyn FnMut(Kind, String)) {
    for word in &install.packages {
        match install.kind {
            InstallKind::System => add(Kind::Package, package(&word.text)),
            InstallKind::Pip => {
                add(Kind::Pip, requirement(&word.text));
                add(Kind::Wheel, word.text.clone());
                indexes(&word.text, add);
            }
            InstallKind::Conda => add(Kind::Pip, requirement(&word.text)),
        }
    }
    for value in install.options.iter().filter_map(|(_, value)| value.as_ref()) {
        if install.kind == InstallKind::Pip {
            indexes(&value.text, add);
        }
    }
}

/// Addresses, without a slash at their ends.
fn indexes(text: &str, add: &mut dyn FnMut(Kind, String)) {
    for address in addresses(text) {
        add(Kind::Index, address.text.trim_end_matches('/').to_string());
    }
}

/// What the scripts install that a shell runs, and the word there that names each: but not what a script does in an `if`
/// or a `case`, which may be for another distribution.
fn in_scripts(
    subject: &Subject,
    build: &Build,
    lies: Option<&Lies>,
    shell: &str,
) -> Vec<(std::ops::Range<usize>, Found)> {
    let mut all = Vec::new();
    for command in &scan(shell).commands {
        let Some(word) = script(command) else { continue };
        let Some(read) = subject.read(build, lies, &word.text) else { continue };
        let inner = scan(&read.text);
        let (mut counted, mut line) = (0, 1);
        for command in inner.commands.iter().filter(|command| !command.conditional) {
            line += read.text[counted..command.start].matches('\n').count();
            counted = command.start;
            let mut add = |kind, text| {
                let file = Some((read.path.clone(), line));
                all.push((word.start..word.end, Found { kind, text, span: None, via: Vec::new(), file }));
            };
            add(Kind::Run, read.text[command.start..command.end].to_string());
            if let Some(install) = command.install() {
                in_install(&install, &mut add);
            }
        }
    }
    all
}

/// The repositories of a stack, by their whole names.
pub(super) fn own_repositories(plan: &Plan) -> BTreeMap<String, BuildId> {
    let mut own = BTreeMap::new();
    for (at, build) in plan.builds.iter().enumerate().filter(|(_, build)| !build.internal) {
        for registry in &plan.stack.registries {
            if let Ok(repository) = Reference::parse(&format!("{registry}/{}", build.repository)) {
                own.entry(repository.name()).or_insert(BuildId(at));
            }
        }
    }
    own
}

impl Subject<'_> {
    /// The build of this stack that is published into the repository of a reference.
    pub fn own(&self, reference: &str) -> Option<&Build> {
        let name = Reference::parse(reference).ok()?.name();
        self.own.get(&name).map(|&id| self.plan.build(id))
    }

    fn is_own(&self, reference: &str) -> bool {
        reference.starts_with("stack.invalid/") || self.own(reference).is_some()
    }
}

/// A reference, and where it is named.
pub(super) struct Named<'a> {
    pub reference: String,
    pub origin: Origin,
    /// The base of an adopted Dockerfile that it is.
    pub adopted: Option<&'a AdoptedBase>,
}

/// Every reference that a Dockerfile takes a base or files from, but those that are a build of the stack.
pub(super) fn references<'a>(plan: &'a Plan, build: &'a Build) -> Vec<Named<'a>> {
    let mut found = Vec::new();
    let mut named = |reference: String, origin: Origin, adopted: Option<&'a AdoptedBase>| {
        let key = context_key(&reference);
        if !build.contexts.contains_key(&key) && !reference.starts_with("stack.invalid/") {
            found.push(Named { reference, origin, adopted });
        }
    };
    for base in build.adopted.iter().flat_map(|adopted| &adopted.bases) {
        let origin = Origin { span: Some(base.reference.span), via: Vec::new() };
        named(base.reference.value.clone(), origin, Some(base));
    }
    let mut add = |reference: String, origin: &Origin| named(reference, origin.clone(), None);
    let DockerfileContent::Made { recipe, .. } = &plan.dockerfile(build).content else { return found };
    for stage in &recipe.stages {
        if let Base::Reference(text) = &stage.base {
            add(build.written(text), &stage.origin);
        }
        for step in &stage.steps {
            for source in sources(&step.op) {
                if let Source::From(reference) = source {
                    add(reference.clone(), &step.origin);
                }
            }
        }
    }
    found
}

/// Where a step takes files from.
pub(super) fn sources(op: &Op) -> Vec<&Source> {
    match op {
        Op::Copy(copy) => vec![&copy.from],
        Op::Run(run) => run
            .mounts
            .iter()
            .filter_map(|mount| match mount {
                Mount::Bind { from, .. } => Some(from),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
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
