//! `RUN`, and the mounts of it.
//!
//! In: a [`Run`]. Out: an [`Instruction`]. Must not know: what else runs (packages have their own forms).
//!
//! The user's text reaches the shell as written. Measured (BuildKit of Docker 28.5, `RUN <<EOF` and `RUN <<'EOF'` alike):
//! a heredoc that is all of a RUN becomes one argument of `sh -c`, nothing in it expanded by BuildKit; args and ENV are there
//! as environment. The quotes are for readers that think otherwise. One that starts with `#!` is run as a file.

use super::instruction::Instruction;
use super::shell::{self, Interpreter};
use super::word::{self, Written};
use crate::plan::{Mount, Run, Source, Text};

pub(super) fn run(run: &Run, interpreter: Interpreter) -> Instruction {
    let mut out = Instruction::new("RUN", &[]);
    let mut flags: Vec<Written> = run.mounts.iter().map(mount).collect();
    flags.extend(run.network.iter().map(|network| word::flag_literal("network", network)));
    flags.extend(run.security.iter().map(|security| word::flag_literal("security", security)));
    push_flags(&mut out, &flags);
    let assignments = shell::needed(&run.assignments, &run.shell);
    if assignments.is_empty() && shell::is_line(&run.shell) {
        let text = Written::from_one_line(run.shell.clone());
        if flags.is_empty() { out.part(&text) } else { out.line(1, &text) }
    } else {
        out.heredoc(shell::script(interpreter, &assignments, &run.shell));
    }
    out
}

/// The first beside the keyword, the others below.
pub(super) fn push_flags(out: &mut Instruction, flags: &[Written]) {
    for (at, flag) in flags.iter().enumerate() {
        if at == 0 { out.part(flag) } else { out.line(1, flag) }
    }
}

pub(super) fn mount(mount: &Mount) -> Written {
    let text = |text: &str| Some(Text::literal(text));
    let mut fields: Vec<(&'static str, Option<Text>)> = Vec::new();
    match mount {
        Mount::Bind { source, to, from, writable } => {
            fields.push(("type", text("bind")));
            if let Source::Stage(name) | Source::From(name) = from {
                fields.push(("from", text(name)));
            }
            if !source.is_empty() {
                fields.push(("source", Some(source.clone())));
            }
            fields.push(("target", Some(to.clone())));
            if *writable {
                fields.push(("rw", None));
            }
        }
        Mount::Cache { to, id, sharing } => {
            fields.push(("type", text("cache")));
            if let Some(id) = id {
                fields.push(("id", Some(id.clone())));
            }
            fields.push(("target", Some(to.clone())));
            if let Some(sharing) = sharing {
                fields.push(("sharing", text(sharing)));
            }
        }
        Mount::Secret { id, env, to, required } => {
            fields.push(("type", text("secret")));
            fields.push(("id", text(id)));
            if let Some(to) = to {
                fields.push(("target", Some(to.clone())));
            }
            if let Some(env) = env {
                fields.push(("env", text(env)));
            }
            if *required {
                fields.push(("required", text("true")));
            }
        }
        Mount::Tmpfs { to } => {
            fields.push(("type", text("tmpfs")));
            fields.push(("target", Some(to.clone())));
        }
        Mount::Ssh { id } => {
            fields.push(("type", text("ssh")));
            if let Some(id) = id {
                fields.push(("id", text(id)));
            }
        }
    }
    word::mount(&fields)
}
