//! What one stage of a Dockerfile takes and declares.

use super::expand::Var;
use crate::source::{Span, Spanned};
use std::collections::BTreeMap;

/// A stage, from its `FROM` to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// As written; Docker compares it in lower case.
    pub name: Option<Spanned<String>>,
    /// What stands after `FROM`, unexpanded.
    pub from: Spanned<String>,
    pub base: Base,
    /// The global args that `FROM` names.
    pub from_args: Vec<String>,
    pub platform: Option<Spanned<String>>,
    /// In order; one declared twice is there twice.
    pub args: Vec<Declared>,
    /// What COPY, ADD and mounts take from a context, another stage or an image.
    pub takes: Vec<Take>,
    /// Identifiers of the secrets that it mounts.
    pub secrets: Vec<Spanned<String>>,
    /// Identifiers of agents' sockets; `default` for one without a name.
    pub ssh: Vec<Spanned<String>>,
    /// `network.host`, `security.insecure`
    pub entitlements: Vec<Spanned<String>>,
    /// The last `USER` of this stage.
    pub user: Option<Setting>,
    /// The last `WORKDIR` of this stage, joined to those before it.
    pub workdir: Option<Setting>,
    /// The last `SHELL` of this stage.
    pub shell: Option<Vec<String>>,
    /// The shell text of each RUN, and of its here-documents.
    pub runs: Vec<Spanned<String>>,
    /// The `FROM` line.
    pub span: Span,
    /// Of its own ENV alone, which a stage that grows from this one finds.
    pub(super) exported: BTreeMap<String, Var>,
    /// Of its own ARG and ENV, at its end.
    pub(super) environment: BTreeMap<String, Var>,
}

/// What a stage grows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    Scratch,
    /// An earlier stage, by its place.
    Stage(usize),
    /// A reference, or the name of a named context.
    Image(String),
    /// An arg in it has no value here, or it is broken.
    Unknown,
}

/// `ARG NAME=default`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    pub name: Spanned<String>,
    /// As written.
    pub default: Option<Spanned<String>>,
    /// With the args that were given.
    pub value: Var,
}

/// Something taken from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    pub how: How,
    pub from: TakenFrom,
    /// The path as written; a mount without a source has an empty one, the whole of what it is from.
    pub path: Spanned<String>,
    /// Expanded; `None`: it depends on what is not known here.
    pub value: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    Copy,
    /// `COPY --parents`: its pattern may have `**` and `/./`.
    CopyParents,
    Add,
    Mount,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenFrom {
    Context,
    /// An earlier stage, by its place.
    Stage(usize),
    /// A reference, or the name of a named context.
    Other(Spanned<String>),
}

/// A `USER` or a `WORKDIR`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// As written.
    pub text: Spanned<String>,
    /// Expanded; `None`: it depends on what is not known here.
    pub value: Option<String>,
}

impl Stage {
    /// The arg that FROM consists of: `BASE` of `FROM ${BASE}`.
    pub fn only_arg(&self) -> Option<&str> {
        let name = self.from.value.strip_prefix('$')?;
        let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
        self.from_args.iter().map(String::as_str).find(|arg| *arg == name)
    }
}
