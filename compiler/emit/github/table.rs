//! The table that a run decides by, on its own: rows for builds, what they are made from, and the rules of the stack.

use super::checks;
use super::globs::{expression, with_below};
use super::graph::Layout;
use crate::emit::FileSet;
use crate::plan::{Build, BuildId, CheckKind, DockerfileContent, NamedContext, Plan, Segment, Text, Variable};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Lines for `affected.sh`.
pub fn affected(plan: &Plan, layout: &Layout, native: &[Option<&str>], files: &FileSet) -> String {
    let mut out = String::new();
    let mut line = |text: std::fmt::Arguments| out.write_fmt(format_args!("{text}\n")).expect("a String takes all");
    for job in &layout.jobs {
        line(format_args!("@job {}", job.id));
    }
    for (at, build) in plan.builds.iter().enumerate() {
        let (job, shard) = layout.places[at].as_ref().map_or(("-", "-"), |(job, shard)| (job, shard));
        let tested = if checks::in_build(build) { plan.check_target(BuildId(at), CheckKind::Test) } else { "-".into() };
        let parents: Vec<&str> = build.parents.iter().map(|&parent| plan.build(parent).target.as_str()).collect();
        let parents = if parents.is_empty() { "-".to_string() } else { parents.join(",") };
        let print = fingerprint(plan, build, files);
        let (target, image, part) = (&build.target, word(&build.image), &layout.parts[at]);
        let native = native[at].unwrap_or("-");
        line(format_args!("@build {target} {image} {part} {job} {shard} {print} {tested} {native} {parents}"));
    }
    let mut inputs: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    for build in &plan.builds {
        for glob in made_from(plan, build) {
            let targets = inputs.entry((start(&glob), expression(&glob))).or_default();
            if targets.last() != Some(&build.target.as_str()) {
                targets.push(&build.target);
            }
        }
    }
    for ((start, expression), targets) in inputs {
        line(format_args!("@input {} {start}* {expression}", targets.join(",")));
    }
    let Some(changes) = &plan.changes else { return out };
    for glob in &changes.ignore {
        line(format_args!("@ignore {}", expression(glob.value.as_str())));
    }
    for rule in &changes.rebuild_all {
        line(format_args!("@rule"));
        if let Some(branch) = &rule.branch {
            line(format_args!("@branch {}", expression(branch.as_str())));
        }
        if let Some(message) = &rule.message {
            line(format_args!("@message {}", expression(message.as_str())));
        }
        for glob in &rule.globs {
            line(format_args!("@file {}", expression(glob.value.as_str())));
        }
    }
    out
}

/// What all that a glob matches begins with: plain characters.
fn start(glob: &str) -> String {
    glob.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-')).collect()
}

/// A name as a row and a choice hold it.
pub fn word(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/') { c } else { '-' };
    name.chars().map(safe).collect()
}

/// Globs of the files that a build is made from, without what it stands on.
pub fn made_from(plan: &Plan, build: &Build) -> Vec<String> {
    let dockerfile = &plan.dockerfile(build).path;
    let in_context = |name: &str| match build.context.trim_end_matches('/') {
        "" | "." => name.to_string(),
        folder => format!("{folder}/{name}"),
    };
    let mut globs = match plan.dockerfile(build).content {
        // with what may lie beside it, a `.dockerignore` of its own
        DockerfileContent::Made { .. } => vec![format!("{dockerfile}*")],
        DockerfileContent::Adopted => vec![dockerfile.clone(), format!("{dockerfile}.dockerignore")],
    };
    globs.push(in_context(".dockerignore"));
    for input in build.inputs() {
        globs.extend(with_below(&input));
        let generated = plan.changes.as_ref().and_then(|changes| changes.generated(&input));
        globs.extend(generated.into_iter().flatten().map(String::from));
    }
    for context in build.contexts.values() {
        if let NamedContext::Folder(folder) = context {
            globs.extend(with_below(folder));
        }
    }
    globs.sort();
    globs.dedup();
    globs
}

/// Changes when the build is defined otherwise; what it is made from and stands on is not in it.
fn fingerprint(plan: &Plan, build: &Build, files: &FileSet) -> String {
    let mut text = String::new();
    let mut add = |name: &str, value: &dyn std::fmt::Debug| {
        writeln!(text, "{name} {value:?}").expect("a String takes all");
    };
    let dockerfile = plan.dockerfile(build);
    add("dockerfile", &(&dockerfile.path, files.get(&dockerfile.path), &build.dockerfile_target));
    add("base", &(&build.from, &build.context, &build.platforms, &build.shell));
    add("args", &(&build.args, &build.check_args));
    add("labels", &(&build.labels, &build.ref_name));
    add("tags", &build.tags.iter().map(|tag| (&tag.reference, &tag.when)).collect::<Vec<_>>());
    for (key, context) in &build.contexts {
        match context {
            // by name: its place in the plan may change
            NamedContext::Build(id) => add("context", &(key, &plan.build(*id).target)),
            other => add("context", &(key, other)),
        }
    }
    add("needs", &(&build.secrets, &build.ssh, &build.entitlements, &build.bake));
    add("info", &build.info);
    for test in &build.tests {
        add("test", &(&test.name, &test.shell, test.when, test.gpu, test.inside, &test.mounts, &build.run_options));
    }
    let texts = build.args.values().chain(build.labels.values()).chain(build.tags.iter().map(|tag| &tag.reference));
    for name in texts.flat_map(stack_args) {
        add("variable", &(name, plan.variables.get(name)));
    }
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn stack_args(text: &Text) -> impl Iterator<Item = &str> {
    text.0.iter().filter_map(|segment| match segment {
        Segment::Variable(Variable::Stack(name)) => Some(name.as_str()),
        _ => None,
    })
}

/// Lines for `prepare.sh`.
pub fn prepare(plan: &Plan, gpus: impl Fn(&Build) -> Vec<String>) -> String {
    let mut out = String::new();
    for (at, build) in plan.builds.iter().enumerate() {
        let (target, id) = (&build.target, BuildId(at));
        let mut line = |text: String| out.push_str(&format!("{text}\n"));
        if build.internal {
            line(format!("@internal {target}"));
        }
        if checks::in_build(build) {
            line(format!("@test {target} {}", plan.check_target(id, CheckKind::Test)));
        }
        if !build.info.is_empty() {
            line(format!("@info {target} {}", plan.check_target(id, CheckKind::Info)));
        }
        for gpu in gpus(build) {
            line(format!("@gpu {target} {gpu}"));
        }
        for (key, context) in &build.contexts {
            if let NamedContext::Build(parent) = context {
                line(format!("@context {target} {} {key}", plan.build(*parent).target));
            }
        }
    }
    out
}
