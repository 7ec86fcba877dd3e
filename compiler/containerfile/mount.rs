//! `RUN --mount=…`.

use super::file::{Flag, Instruction};
use crate::source::{Span, Spanned};

/// What is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MountKind {
    Bind,
    Cache,
    Tmpfs,
    Secret,
    Ssh,
    /// A type that BuildKit does not know, or one that a variable gives.
    Other,
}

/// One mount; nothing in it is expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    pub kind: MountKind,
    pub from: Option<Spanned<String>>,
    pub source: Option<Spanned<String>>,
    pub target: Option<Spanned<String>>,
    pub id: Option<Spanned<String>>,
    pub span: Span,
}

impl Mount {
    /// The identifier of a secret: `id`, else `source`, else the last part of the target.
    pub fn secret(&self) -> Option<Spanned<String>> {
        let target = self.target.as_ref().map(|target| {
            let name = target.value.trim_end_matches('/').rsplit('/').next().unwrap_or("");
            Spanned::new(name.to_string(), target.span)
        });
        self.source.clone().or(self.id.clone()).or(target).filter(|id| !id.value.is_empty())
    }
}

/// The mounts of a RUN.
pub fn mounts(run: &Instruction) -> Vec<Mount> {
    run.flags.iter().filter(|flag| flag.name.value == "mount").filter_map(mount).collect()
}

fn mount(flag: &Flag) -> Option<Mount> {
    let value = flag.value.as_ref()?;
    let mut mount = Mount { kind: MountKind::Bind, from: None, source: None, target: None, id: None, span: flag.span };
    let mut at = 0;
    for field in value.value.split(',') {
        let (key, given) = field.split_once('=').unwrap_or((field, ""));
        let start = at + field.len() - given.len();
        let word = Spanned::new(given.to_string(), part(value, start, at + field.len()));
        match key.to_ascii_lowercase().as_str() {
            "type" => mount.kind = kind(given),
            "from" => mount.from = Some(word),
            "source" | "src" => mount.source = Some(word),
            "target" | "dst" | "destination" => mount.target = Some(word),
            "id" => mount.id = Some(word),
            _ => {}
        }
        at += field.len() + 1;
    }
    Some(mount)
}

fn kind(name: &str) -> MountKind {
    match name.to_ascii_lowercase().as_str() {
        "bind" => MountKind::Bind,
        "cache" => MountKind::Cache,
        "tmpfs" => MountKind::Tmpfs,
        "secret" => MountKind::Secret,
        "ssh" => MountKind::Ssh,
        _ => MountKind::Other,
    }
}

/// The place of a part of a value: exact unless quotes or continuations stand in it.
fn part(value: &Spanned<String>, start: usize, end: usize) -> Span {
    if value.span.range().len() == value.value.len() { value.span.part(start, end) } else { value.span }
}
