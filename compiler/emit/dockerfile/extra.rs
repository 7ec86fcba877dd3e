//! Dockerfiles on top of a built image: its info commands, and its tests.
//!
//! In: a [`Plan`]. Out: [`Extra`]s: each text once, with the builds that it is for. Must not know: Bake. The image is the
//! named context `image`, which the caller gives; an info file leaves one plain file a command in the root of its last
//! stage, a test file leaves nothing and fails where a test fails.

use super::finish;
use super::instruction::Instruction;
use super::run;
use super::shell::{self, Interpreter};
use super::stage::Blocks;
use super::step;
use super::word::{self, Written};
use crate::ast::TestWhen;
use crate::plan::{Build, BuildId, FileNames, InfoCmd, Plan, Test, Text};
use std::collections::BTreeSet;

/// A file beside the Dockerfiles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    pub path: String,
    /// Sealed.
    pub text: String,
    /// In build order.
    pub builds: Vec<BuildId>,
    /// Args that its shell uses: declared without a default, to be given as the build of the image has them.
    pub args: Vec<String>,
}

/// Where the results are collected; not `/tmp`, which not every image has, and no name that one could have.
const RESULTS: &str = "/.imgc-info";

/// Of every build with info commands.
pub fn info_files(plan: &Plan) -> Vec<Extra> {
    group(plan, "info", |build| (!build.info.is_empty()).then(|| info(build)))
}

/// Of every build with tests that run inside it before it is published, on any machine.
pub fn test_files(plan: &Plan) -> Vec<Extra> {
    group(plan, "test", |build| {
        let tests: Vec<&Test> = build.tests.iter().filter(|test| is_build_test(test)).collect();
        (!tests.is_empty()).then(|| test(build, &tests))
    })
}

/// Whether a test is in its build's test file.
pub fn is_build_test(test: &Test) -> bool {
    test.inside && !test.gpu && test.when == TestWhen::Build
}

/// Measured: `COPY` with a heredoc makes a file of any mode as root without running anything, so that any user of an
/// image with no more than an `sh` can write its results. The mode is that of the folder too, which is entered with `x`.
fn info(build: &Build) -> (String, Vec<String>) {
    let args = used_args(build, build.info.iter().map(|command| &command.args));
    let mut out = Blocks::default();
    out.push(&from_image());
    let through = start(build, &args, &mut out);
    for (at, command) in build.info.iter().enumerate() {
        let file = format!("{RESULTS}/{at}");
        let mut make = Instruction::new("COPY", &[word::flag("chmod", &Text::literal("777"))]);
        make.empty_file(&file);
        let mut run = Instruction::new("RUN", &[]);
        run.heredoc(info_script(command, &file, through.as_deref()));
        let mut text = Instruction::remark("info", &command.name);
        text.push_str(&make.text());
        out.push(&text);
        out.push(&run.text());
    }
    out.gap();
    out.push(&Instruction::new("FROM", &[Written::fixed("scratch")]).text());
    for (at, command) in build.info.iter().enumerate() {
        let paths = [Text::literal(format!("{RESULTS}/{at}")), Text::literal(format!("/{}", command.name))];
        let parts = [word::flag_literal("from", "0"), word::paths(&paths)];
        out.push(&Instruction::new("COPY", &parts).text());
    }
    (out.into_text(), args)
}

/// The command in a shell of its own, so that neither `exit` nor a mistake in it ends the step.
fn info_script(command: &InfoCmd, file: &str, through: Option<&[String]>) -> String {
    let text = shell::single(command.shell.trim_end_matches('\n'));
    let call = match through {
        None => format!("eval {text}"),
        Some(shell) => format!("{} {text}", words(shell)),
    };
    format!(
        "status=0\n({call}) > {file} 2>&1 < /dev/null || status=$?\n\
         if [ \"$status\" != 0 ]; then echo \"(failed with status $status)\" >> {file}; fi"
    )
}

fn test(build: &Build, tests: &[&Test]) -> (String, Vec<String>) {
    let args = used_args(build, tests.iter().map(|test| &test.args));
    let mut out = Blocks::default();
    out.push(&from_image());
    let through = start(build, &args, &mut out);
    for test in tests {
        let mut run = Instruction::new("RUN", &[]);
        let mounts: Vec<Written> = test.mounts.iter().map(run::mount).collect();
        run::push_flags(&mut run, &mounts);
        let name = format!("echo {}", shell::single(&format!("test: {}", test.name)));
        let text = test.shell.trim_end_matches('\n');
        // advice for what becomes a layer: a test may well ask whether `sudo` works, and its shell is the image's
        for (sign, code) in [("sudo", "DL3004"), ("|", "DL4006")] {
            if text.contains(sign) {
                run.ignore(code);
            }
        }
        run.heredoc(match through.as_deref() {
            None => format!("set -e\n{name}\n{text}"),
            Some(shell) => format!("set -e\n{name}\n{} {}", words(shell), shell::single(text)),
        });
        out.push(&format!("{}{}", Instruction::remark("test", &test.name), run.text()));
    }
    (out.into_text(), args)
}

/// The named context is no reference: it has no tag.
fn from_image() -> String {
    let mut from = Instruction::new("FROM", &[Written::fixed("image")]);
    from.ignore("DL3006");
    from.text()
}

/// Declares args and, for an image whose shell is another language, a plain shell: returned is what to call then.
fn start(build: &Build, args: &[String], out: &mut Blocks) -> Option<Vec<String>> {
    for name in args {
        out.push(&step::arg(name, None).text());
    }
    let shell = build.shell.clone().filter(|shell| Interpreter::of(shell) == Interpreter::Other)?;
    out.push(&Instruction::new("SHELL", &[word::json_strings(&["/bin/sh", "-c"])]).text());
    Some(shell)
}

fn words(shell: &[String]) -> String {
    shell.iter().map(|word| shell::single(word)).collect::<Vec<_>>().join(" ")
}

/// The args of a build that its shell texts use, in the build's order.
fn used_args<'a>(build: &Build, lists: impl Iterator<Item = &'a Vec<String>>) -> Vec<String> {
    let used: BTreeSet<&String> = lists.flatten().collect();
    build.check_args.keys().filter(|name| used.contains(name)).cloned().collect()
}

/// One file for each text; where an image has several, the values of the axes that tell them apart are in the names.
fn group(plan: &Plan, kind: &str, text: impl Fn(&Build) -> Option<(String, Vec<String>)>) -> Vec<Extra> {
    struct Group {
        text: String,
        args: Vec<String>,
        builds: Vec<BuildId>,
    }
    let mut groups: Vec<Group> = Vec::new();
    for (at, build) in plan.builds.iter().enumerate() {
        let Some((text, args)) = text(build) else { continue };
        match groups.iter_mut().find(|group| group.text == text) {
            Some(group) => group.builds.push(BuildId(at)),
            None => groups.push(Group { text, args, builds: vec![BuildId(at)] }),
        }
    }
    let group_of = |id: BuildId| groups.iter().position(|group| group.builds.contains(&id));
    let others = plan.dockerfiles.iter().map(|file| file.path.as_str());
    let mut names = FileNames::new(others.chain(plan.stack.files.iter().map(String::as_str)));
    let mut out = Vec::new();
    for group in &groups {
        let first = plan.build(group.builds[0]);
        let siblings: Vec<(&Build, usize)> = (0..plan.builds.len())
            .map(BuildId)
            .filter(|&id| plan.build(id).image == first.image)
            .filter_map(|id| Some((plan.build(id), group_of(id)?)))
            .collect();
        let values: Vec<&str> =
            telling_axes(&siblings).iter().filter_map(|axis| first.axes.get(*axis)).map(String::as_str).collect();
        let ending = format!(".{kind}.Dockerfile");
        let path = names.take(&plan.stack.out, &first.image, &[vec![&values.join("-")]], &first.target, &ending);
        out.push(Extra {
            path,
            text: finish(plan, &format!("\n{}", group.text)),
            builds: group.builds.clone(),
            args: group.args.clone(),
        });
    }
    out
}

/// The fewest axes, from the last, that decide which text a build of an image has.
fn telling_axes<'a>(builds: &[(&'a Build, usize)]) -> Vec<&'a str> {
    let Some((first, _)) = builds.first() else { return Vec::new() };
    let mut axes: Vec<&str> = first.axes.keys().map(String::as_str).collect();
    let decides = |axes: &[&str]| {
        builds.iter().all(|(a, text)| {
            builds
                .iter()
                .all(|(b, other)| text == other || axes.iter().any(|axis| a.axes.get(*axis) != b.axes.get(*axis)))
        })
    };
    let mut at = 0;
    while at < axes.len() {
        let without: Vec<&str> =
            axes.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, axis)| *axis).collect();
        if decides(&without) { axes = without } else { at += 1 }
    }
    axes
}
