//! Tests: which run where, and the table of those that run outside a build.

use super::yaml::comment;
use crate::ast::{Ci, TestWhen};
use crate::plan::{Build, Mount, NamedContext, Plan, Source, Test};
use serde_json::{Value, json};

/// Where a test runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a build, as part of Bake's `<target>-test`.
    Build,
    /// On what was pushed, before its tags.
    Pushed,
    /// The same, on the runner for GPUs of this family.
    PushedGpu(String),
    /// Before a promotion.
    Promotion,
    PromotionGpu(String),
    /// On no runner of this stack; why.
    Nowhere(&'static str),
}

impl Place {
    /// The family of the GPU that it needs.
    pub fn gpu(&self) -> Option<&str> {
        match self {
            Place::PushedGpu(family) | Place::PromotionGpu(family) => Some(family),
            _ => None,
        }
    }
}

pub fn place(ci: &Ci, build: &Build, test: &Test) -> Place {
    if !test.gpu && test.inside && test.when == TestWhen::Build {
        return Place::Build;
    }
    if build.internal {
        return Place::Nowhere("it tests what is pushed, and the image is internal");
    }
    if options(build, test).is_none() {
        return Place::Nowhere("it mounts what only a build has");
    }
    let family = match (test.gpu, &build.gpu) {
        (false, _) => None,
        (true, family) => {
            let declared = ci.runners.iter().filter_map(|runner| runner.gpu.as_ref());
            match declared.map(|gpu| &gpu.value).find(|gpu| family.as_ref().is_none_or(|family| family == *gpu)) {
                Some(gpu) => Some(gpu.clone()),
                None => return Place::Nowhere("it needs a GPU, and `ci` declares no runner that has it"),
            }
        }
    };
    match (test.when, family) {
        (TestWhen::Promote, None) => Place::Promotion,
        (TestWhen::Promote, Some(family)) => Place::PromotionGpu(family),
        (_, None) => Place::Pushed,
        (_, Some(family)) => Place::PushedGpu(family),
    }
}

/// Whether Bake has a target `<target>-test` for this build.
pub fn in_build(build: &Build) -> bool {
    build.tests.iter().any(|test| test.when == TestWhen::Build && test.inside && !test.gpu)
}

/// How `docker run` starts a test; nothing where it cannot.
fn options(build: &Build, test: &Test) -> Option<Vec<String>> {
    let mut options = build.run_options.clone();
    if !test.inside {
        return Some(Vec::new());
    }
    for mount in &test.mounts {
        options.extend(match mount {
            Mount::Bind { source, to, from, writable } => {
                let source = source.as_literal()?;
                let folder = match from {
                    Source::Context => &build.context,
                    Source::From(name) => match build.test_contexts.get(name)? {
                        NamedContext::Folder(folder) => folder,
                        _ => return None,
                    },
                    Source::Stage(_) => return None,
                };
                let folder = if folder.is_empty() { "." } else { folder.as_str() };
                let mode = if *writable { "rw" } else { "ro" };
                [
                    "--volume".to_string(),
                    format!("./{folder}/{}:{}:{mode}", source.trim_start_matches('/'), to.as_literal()?),
                ]
            }
            Mount::Cache { to, .. } | Mount::Tmpfs { to } => ["--tmpfs".to_string(), to.as_literal()?],
            Mount::Secret { .. } | Mount::Ssh { .. } => return None,
        });
    }
    Some(options)
}

/// When a test is wanted.
pub enum Wanted {
    Always,
    /// Only when one of these is promoted.
    Steps(Vec<String>),
}

/// The tests wanted as JSON, one a line, each with the targets that it is for; nothing if there are none.
pub fn table(plan: &Plan, ci: &Ci, wanted: impl Fn(&Build, &Test, &Place) -> Option<Wanted>) -> Option<String> {
    let mut rows: Vec<(Value, Vec<String>)> = Vec::new();
    for build in &plan.builds {
        for test in &build.tests {
            let Some(wanted) = wanted(build, test, &place(ci, build, test)) else { continue };
            let shell = build.shell.clone().unwrap_or_else(|| vec!["/bin/sh".to_string(), "-c".to_string()]);
            let row = json!({
                "name": test.name,
                "steps": match wanted { Wanted::Always => Value::Null, Wanted::Steps(steps) => json!(steps) },
                "script": test.shell,
                "inside": test.inside,
                "shell": shell,
                "options": options(build, test).unwrap_or_default(),
                "platform": match build.platforms.as_slice() { [only] => only.as_str(), _ => "" },
            });
            match rows.iter_mut().find(|(other, _)| *other == row) {
                Some((_, targets)) => targets.push(build.target.clone()),
                None => rows.push((row, vec![build.target.clone()])),
            }
        }
    }
    let rows: Vec<Value> = rows
        .into_iter()
        .map(|(mut row, targets)| {
            row["targets"] = json!(targets);
            row
        })
        .collect();
    (!rows.is_empty()).then(|| lines(&rows))
}

/// JSON that a YAML block and GitHub leave alone: plain ASCII, a row a line.
pub fn lines(rows: &[Value]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| format!("  {}", plain(&row.to_string()))).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

fn plain(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.replace("${{", "\\u0024{{").chars() {
        match c {
            ' '..='~' => out.push(c),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out
}

/// What is run nowhere, and why: a line each.
pub fn not_run(plan: &Plan, ci: &Ci, wanted: impl Fn(&Test) -> bool) -> Vec<String> {
    let mut notes: Vec<(String, Vec<&str>)> = Vec::new();
    for build in &plan.builds {
        for test in build.tests.iter().filter(|test| wanted(test)) {
            let Place::Nowhere(why) = place(ci, build, test) else { continue };
            let note = format!("the test `{}`: {why}", test.name);
            match notes.iter_mut().find(|(other, _)| *other == note) {
                Some((_, targets)) => targets.push(&build.target),
                None => notes.push((note, vec![&build.target])),
            }
        }
    }
    notes.into_iter().map(|(note, targets)| comment(&format!("{note} ({})", targets.join(", ")))).collect()
}
