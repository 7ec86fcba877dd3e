//! One step as one instruction.
//!
//! In: an [`Op`]. Out: an [`Instruction`]. Must not know: the stage around it, but for its shell.

use super::instruction::Instruction;
use super::shell::{self, Interpreter};
use super::word::{self, Written};
use super::{packages, python, run};
use crate::plan::{Add, Copy, Healthcheck, Op, Source, Text};

/// `shell` is the stage's `SHELL`, where one was given.
pub(super) fn instruction(op: &Op, shell: Option<&[String]>) -> Instruction {
    let one = |keyword, text: &Text| Instruction::new(keyword, &[word::plain_or_quoted(text)]);
    match op {
        Op::Env(pairs) => pairs_of("ENV", pairs),
        Op::Label(pairs) => pairs_of("LABEL", pairs),
        Op::Run(it) => run::run(it, shell.map_or(Interpreter::Sh, Interpreter::of)),
        Op::Packages(it) => packages::packages(it),
        Op::Pip(it) => python::pip(it),
        Op::Conda(it) => python::conda(it),
        Op::Copy(it) => copy(it),
        Op::Add(it) => add(it),
        Op::Workdir(path) => one("WORKDIR", path),
        Op::User(user) => one("USER", user),
        Op::Stopsignal(signal) => one("STOPSIGNAL", signal),
        Op::Shell(words) => Instruction::new("SHELL", &[word::json(words)]),
        Op::Entrypoint(words) => Instruction::new("ENTRYPOINT", &[word::json(words)]),
        Op::Cmd(words) => Instruction::new("CMD", &[word::json(words)]),
        Op::Expose(ports) => Instruction::new("EXPOSE", &ports.iter().map(word::bare).collect::<Vec<_>>()),
        Op::Volume(paths) => Instruction::new("VOLUME", &[word::json_expanded(paths)]),
        Op::Healthcheck(it) => healthcheck(it, shell),
        Op::Instruction(line) => Instruction::raw(line),
        Op::Arg { name, default } => arg(name, default.as_ref()),
    }
}

/// `ARG NAME` or `ARG NAME=default`
pub(super) fn arg(name: &str, default: Option<&Text>) -> Instruction {
    let name = word::bare(&Text::literal(name));
    match default {
        None => Instruction::new("ARG", &[name]),
        Some(default) => {
            Instruction::new("ARG", &[name.then(Written::fixed("=")).then(word::plain_or_quoted(default))])
        }
    }
}

/// One instruction, a pair to a line.
pub(super) fn pairs_of(keyword: &'static str, pairs: &[(String, Text)]) -> Instruction {
    let mut out = Instruction::new(keyword, &[]);
    for (at, (key, value)) in pairs.iter().enumerate() {
        let pair = word::key(key).then(Written::fixed("=")).then(word::quoted(value));
        if at == 0 { out.part(&pair) } else { out.line(1, &pair) }
    }
    out
}

fn copy(copy: &Copy) -> Instruction {
    let mut parts = Vec::new();
    if let Source::Stage(name) | Source::From(name) = &copy.from {
        parts.push(word::flag_literal("from", name));
    }
    parts.extend(copy.chown.iter().map(|owner| word::flag("chown", owner)));
    parts.extend(copy.chmod.iter().map(|mode| word::flag("chmod", mode)));
    if copy.link {
        parts.push(Written::fixed("--link"));
    }
    if copy.parents {
        parts.push(Written::fixed("--parents"));
    }
    // Docker expands nothing in a pattern.
    parts.extend(copy.exclude.iter().map(|pattern| word::flag_literal("exclude", &pattern.to_string())));
    parts.push(word::paths(&all(&copy.sources, &copy.to)));
    let mut out = Instruction::new("COPY", &parts);
    if matches!(copy.from, Source::From(_)) {
        // A reference or a named context is no stage of this file.
        out.ignore("DL3022");
    }
    // The folder may be the base's.
    if !copy.to.to_string().starts_with(['/', '$']) {
        out.ignore("DL3045");
    }
    out
}

fn add(add: &Add) -> Instruction {
    let mut parts = Vec::new();
    parts.extend(add.checksum.iter().map(|checksum| word::flag("checksum", checksum)));
    parts.extend(add.chown.iter().map(|owner| word::flag("chown", owner)));
    parts.extend(add.chmod.iter().map(|mode| word::flag("chmod", mode)));
    if add.link {
        parts.push(Written::fixed("--link"));
    }
    if let Some(unpack) = add.unpack {
        parts.push(Written::fixed(if unpack { "--unpack=true" } else { "--unpack=false" }));
    }
    parts.push(word::paths(&all(&add.sources, &add.to)));
    let mut out = Instruction::new("ADD", &parts);
    // `add` was chosen over `copy`.
    out.ignore("DL3020");
    out
}

fn all(sources: &[Text], to: &Text) -> Vec<Text> {
    sources.iter().chain([to]).cloned().collect()
}

/// A line as Docker's `CMD-SHELL`; what a line cannot hold as an exec form that calls the same shell, since a healthcheck
/// takes no heredoc.
fn healthcheck(healthcheck: &Healthcheck, shell: Option<&[String]>) -> Instruction {
    let Some(text) = &healthcheck.shell else {
        return Instruction::new("HEALTHCHECK", &[Written::fixed("NONE")]);
    };
    let mut out = Instruction::new("HEALTHCHECK", &[]);
    for (name, value) in &healthcheck.options {
        out.part(&word::option(name, value));
    }
    let command = if shell::is_verbatim(text) {
        Written::from_one_line(text.clone())
    } else {
        let mut words: Vec<&str> = match shell {
            Some(shell) => shell.iter().map(String::as_str).collect(),
            None => vec!["/bin/sh", "-c"],
        };
        words.push(text.trim_end_matches('\n'));
        word::json_strings(&words)
    };
    if shell::is_verbatim(text) {
        // It is read as a `CMD`, where an exec form is better: here it would not be the image's shell.
        out.ignore("DL3025");
    }
    let command = Written::spaced(&[Written::fixed("CMD"), command]);
    if healthcheck.options.is_empty() {
        out.part(&command)
    } else {
        out.line(1, &command)
    }
    out
}
