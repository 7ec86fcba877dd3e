//! What a target cannot hold at all, refused where it is said.
//!
//! In: a plan. Out: diagnostics. Emitting is total because this comes before it.

use super::dockerfile::{Place, holds};
use crate::diag::{Diagnostic, Diagnostics, rule};
use crate::plan::{DockerfileContent, Item, Mount, Op, Origin, Plan, Segment, Text};

/// Reports every value that no file can hold.
pub fn held(plan: &Plan, diagnostics: &mut Diagnostics) {
    let mut refuse = |what: &str, problem: Option<&'static str>, origin: &Origin| {
        if let (Some(problem), Some(span)) = (problem, origin.span) {
            let told = Diagnostic::new(&rule::UNWRITABLE_VALUE, format!("{what} cannot hold {problem}"), span);
            // inside a component it is most often what was given to that
            let told = origin.via.iter().fold(told, |told, via| told.label(*via, "used here"));
            diagnostics.error(told.help("write it without that"));
        }
    };
    for file in &plan.dockerfiles {
        let DockerfileContent::Made { recipe, defaults, .. } = &file.content else { continue };
        for step in recipe.stages.iter().flat_map(|stage| &stage.steps) {
            for (what, place, text) in places(&step.op) {
                refuse(what, holds(place, &text), &step.origin);
            }
            for item in items(&step.op) {
                refuse("a package", holds(Place::ShellWord, &item.text), &item.origin);
                for line in item.comment.iter().flat_map(|comment| comment.lines()) {
                    refuse("a comment", holds(Place::Comment, &Text::literal(line)), &item.origin);
                }
            }
        }
        for (name, default) in defaults {
            let (default, stage) = (Text::literal(default.as_deref().unwrap_or_default()), &recipe.stages[0]);
            refuse(&format!("arg `{name}`"), holds(Place::Value, &default), &stage.origin);
        }
    }
    for build in &plan.builds {
        for (name, text) in &build.labels {
            let literal = Text::literal(text.0.iter().map(literal_of).collect::<String>());
            refuse(&format!("label `{name}`"), holds(Place::Value, &literal), &build.origin);
            refuse("a label's name", holds(Place::Key, &Text::literal(name.clone())), &build.origin);
        }
        for test in &build.tests {
            refuse("a test", holds(Place::Shell, &Text::literal(test.shell.clone())), &test.origin);
            for mount in &test.mounts {
                for (what, place, text) in mounted(mount) {
                    refuse(what, holds(place, &text), &test.origin);
                }
            }
        }
        for info in &build.info {
            refuse("an info command", holds(Place::Shell, &Text::literal(info.shell.clone())), &build.origin);
        }
    }
    if !diagnostics.has_errors() {
        super::github::held(plan, diagnostics);
    }
}

fn literal_of(segment: &Segment) -> &str {
    match segment {
        Segment::Literal(text) | Segment::Docker(text) => text,
        Segment::Arg(_) | Segment::Variable(_) => "",
    }
}

/// What an operation installs, each with a place of its own.
fn items(op: &Op) -> &[Item] {
    match op {
        Op::Packages(packages) => &packages.items,
        Op::Pip(pip) => &pip.items,
        Op::Conda(conda) => &conda.items,
        _ => &[],
    }
}

type Found = (&'static str, Place, Text);

/// Every text of an operation, and the kind of place where it will stand.
fn places(op: &Op) -> Vec<Found> {
    let texts = |what: &'static str, place: Place, all: &[Text]| -> Vec<Found> {
        all.iter().map(|text| (what, place, text.clone())).collect()
    };
    let maybe = |place: Place, all: &[&Option<Text>]| -> Vec<Found> {
        all.iter().filter_map(|text| text.as_ref()).map(|text| ("an option", place, text.clone())).collect()
    };
    match op {
        Op::Env(pairs) | Op::Label(pairs) => {
            let keys = pairs.iter().map(|(key, _)| ("a name", Place::Key, Text::literal(key.clone())));
            keys.chain(pairs.iter().map(|(_, text)| ("a value", Place::Value, text.clone()))).collect()
        }
        Op::Run(run) => {
            let mut all = vec![("`run`", Place::Shell, Text::literal(run.shell.clone()))];
            all.extend(run.assignments.iter().map(|(_, text)| ("a parameter", Place::ShellWord, text.clone())));
            all.extend(run.mounts.iter().flat_map(mounted));
            all
        }
        Op::Packages(_) => Vec::new(),
        Op::Pip(pip) => {
            let mut all = maybe(Place::ShellWord, &[&pip.python, &pip.index]);
            for list in [&pip.extra_index, &pip.requirements, &pip.constraints] {
                all.extend(texts("an option", Place::ShellWord, list));
            }
            all
        }
        Op::Conda(conda) => texts("a channel", Place::ShellWord, &conda.channels),
        Op::Copy(copy) => {
            let mut all = texts("a path", Place::Path, &copy.sources);
            all.push(("a path", Place::Path, copy.to.clone()));
            all.extend(maybe(Place::Flag, &[&copy.chown, &copy.chmod]));
            all.extend(texts("a pattern", Place::Flag, &copy.exclude));
            all
        }
        Op::Add(add) => {
            let mut all = texts("a path", Place::Path, &add.sources);
            all.push(("a path", Place::Path, add.to.clone()));
            all.extend(maybe(Place::Flag, &[&add.checksum, &add.chown, &add.chmod]));
            all
        }
        Op::Workdir(text) | Op::User(text) | Op::Stopsignal(text) => vec![("this", Place::Value, text.clone())],
        Op::Entrypoint(words) | Op::Cmd(words) => texts("a word", Place::Exec, words),
        // tests write them as words of a command
        Op::Shell(words) => texts("a word", Place::ShellWord, words),
        Op::Expose(ports) => texts("a port", Place::Port, ports),
        Op::Volume(paths) => texts("a path", Place::Path, paths),
        Op::Healthcheck(check) => {
            check.shell.iter().map(|shell| ("`healthcheck`", Place::Shell, Text::literal(shell.clone()))).collect()
        }
        Op::Instruction(line) => vec![("`instruction`", Place::Instruction, Text::literal(line.clone()))],
        Op::Arg { default, .. } => default.iter().map(|text| ("a default", Place::Value, text.clone())).collect(),
    }
}

fn mounted(mount: &Mount) -> Vec<Found> {
    let texts: Vec<&Text> = match mount {
        Mount::Bind { source, to, .. } => vec![source, to],
        Mount::Cache { to, id, .. } => [Some(to), id.as_ref()].into_iter().flatten().collect(),
        Mount::Secret { to, .. } => to.iter().collect(),
        Mount::Tmpfs { to } => vec![to],
        Mount::Ssh { .. } => Vec::new(),
    };
    texts.into_iter().map(|text| ("a mount", Place::Flag, text.clone())).collect()
}
