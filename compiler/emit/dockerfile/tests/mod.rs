//! Plans made by hand, and what is written of them.

mod engine;
mod files;
mod packages;
mod read;
mod roundtrip;

use super::super::FileSet;
use crate::plan::*;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// `${NAME}` becomes an arg, `$…` otherwise Docker's, all else literal.
fn text(from: &str) -> Text {
    let mut out = Text::default();
    let mut rest = from;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let inner = rest.strip_prefix("${").and_then(|inner| inner.split_once('}'));
        rest = match inner {
            Some((name, after)) if name.chars().all(|c| c.is_ascii_uppercase()) => {
                out.push(Segment::Arg(name.to_string()));
                after
            }
            _ => {
                let end =
                    rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(rest.len(), |at| at + 1);
                out.push(Segment::Docker(rest[..end].to_string()));
                &rest[end..]
            }
        };
    }
    out.push_str(rest);
    out
}

fn texts<const N: usize>(from: [&str; N]) -> Vec<Text> {
    from.into_iter().map(text).collect()
}

fn items<const N: usize>(from: [&str; N]) -> Vec<Item> {
    from.into_iter().map(|item| Item { text: text(item), comment: None, origin: Origin::default() }).collect()
}

fn step(op: Op) -> Step {
    Step { op, args: Vec::new(), origin: Origin::default() }
}

fn step_with<const N: usize>(args: [&str; N], op: Op) -> Step {
    Step { op, args: args.map(str::to_string).to_vec(), origin: Origin::default() }
}

fn run(shell: &str) -> Run {
    Run { shell: shell.to_string(), assignments: Vec::new(), mounts: Vec::new(), network: None, security: None }
}

fn copy<const N: usize>(sources: [&str; N], to: &str) -> Copy {
    Copy {
        sources: texts(sources),
        to: text(to),
        from: Source::Context,
        chown: None,
        chmod: None,
        link: false,
        parents: false,
        exclude: Vec::new(),
    }
}

fn pip<const N: usize>(from: [&str; N]) -> Pip {
    Pip {
        items: items(from),
        python: None,
        index: None,
        extra_index: Vec::new(),
        requirements: Vec::new(),
        constraints: Vec::new(),
        tool: PipTool::Pip,
        externally_managed: false,
    }
}

fn stage(base: &str, steps: Vec<Step>) -> Stage {
    Stage { name: None, base: Base::Reference(text(base)), steps, origin: Origin::default() }
}

fn named(name: &str, base: Base, steps: Vec<Step>) -> Stage {
    Stage { name: Some(name.to_string()), base, steps, origin: Origin::default() }
}

/// The only Dockerfile of a plan with these stages.
fn dockerfile(stages: Vec<Stage>, defaults: &[(&str, Option<&str>)], labels: &[(&str, &str)]) -> String {
    let mut plan = plan(Vec::new());
    plan.dockerfiles.push(Dockerfile {
        path: "base.Dockerfile".to_string(),
        content: DockerfileContent::Made {
            image: "base".to_string(),
            recipe: Recipe { stages },
            defaults: defaults.iter().map(|(name, value)| (name.to_string(), value.map(str::to_string))).collect(),
            labels: labels.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        },
    });
    let mut files = FileSet::new();
    super::emit(&plan, &mut files);
    files.remove("base.Dockerfile").expect("it was emitted")
}

/// The instructions of a Dockerfile of one stage with this one step, `FROM` left out.
fn only(op: Op) -> String {
    let text = dockerfile(vec![stage("debian:12", vec![step(op)])], &[], &[]);
    let (_, after) = text.split_once("FROM debian:12\n").expect("it starts with FROM");
    after.trim_start_matches('\n').to_string()
}

fn plan(builds: Vec<Build>) -> Plan {
    Plan {
        stack: StackInfo { name: "stack".to_string(), file: "stack.kdl".to_string(), ..StackInfo::default() },
        builds,
        groups: BTreeMap::new(),
        dockerfiles: Vec::new(),
        variables: IndexMap::new(),
        refused: Vec::new(),
        changes: None,
        ci: None,
        gpus: Default::default(),
    }
}

fn build(image: &str, axes: &[(&str, &str)]) -> Build {
    let values: Vec<&str> = axes.iter().map(|(_, value)| *value).collect();
    let target = std::iter::once(image).chain(values).collect::<Vec<_>>().join("-");
    Build {
        axes: axes.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
        ..sample::build(&target, image)
    }
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../../snapshots/dockerfile");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
