//! A light reading of POSIX and bash shell text: which variables it uses and sets, which commands it runs.
//!
//! In: the text of a `run`, a `test`, an `info-cmd`. Out: a [`Scan`], with byte offsets into the text. It is no parser and
//! judges nothing: text that no shell would take still gives what can be made out. Nothing here knows of args or Docker.

mod assign;
mod install;
mod scan;
mod word;

#[cfg(test)]
mod tests;

pub use install::{Install, InstallKind};
pub use scan::scan;

use std::collections::{BTreeMap, BTreeSet};

/// What stands in a shell text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// `$NAME`, `${NAME…}`, and names in `$((…))`, where the shell expands them.
    pub uses: Vec<Use>,
    /// `$NAME` and `${NAME…}` in single quotes and quoted here-documents: what an inner shell may expand.
    pub quoted: Vec<Use>,
    pub assigned: Vec<Assignment>,
    /// Simple commands, those in `$(…)` and subshells among them.
    pub commands: Vec<Command>,
    /// Where the first quote is that is never closed.
    pub unclosed: Option<usize>,
}

/// A variable that is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub name: String,
    /// Of `$NAME` or `${NAME…}` as a whole.
    pub start: usize,
    pub end: usize,
}

/// A variable that is set: `X=…`, `export X=…`, `for X in`, `read X`, `${X:=…}` and their kin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    /// Of the name.
    pub start: usize,
    pub end: usize,
    /// From here on the text sees it: the end of the command.
    pub from: usize,
    /// `X=1 command`: set for that command alone.
    pub one_command: bool,
}

/// A simple command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Its words, assignments before it included, redirections left out. Never empty.
    pub words: Vec<Word>,
    pub start: usize,
    pub end: usize,
    /// It may be passed over: it stands in an `if` or a `case`, behind `||`, or behind a test and `&&`.
    pub conditional: bool,
}

impl Command {
    /// What it installs, if it does.
    pub fn install(&self) -> Option<Install> {
        install::install(self)
    }

    /// Its words without assignments and programs that run another: `sudo -E env X=1 bash x.sh` runs `bash x.sh`.
    pub fn unwrapped(&self) -> &[Word] {
        install::unwrapped(&self.words)
    }
}

/// A word of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Without quotes; expansions stay as they are written.
    pub text: String,
    /// Nothing in it is expanded.
    pub literal: bool,
    pub start: usize,
    pub end: usize,
}

impl Scan {
    /// Names used before the text itself sets them, in order of first use: what it needs from outside.
    pub fn free(&self) -> Vec<&str> {
        let mut set: BTreeMap<&str, usize> = BTreeMap::new();
        for assigned in self.assigned.iter().filter(|assigned| !assigned.one_command) {
            let first = set.entry(&assigned.name).or_insert(assigned.from);
            *first = assigned.from.min(*first);
        }
        let is_set = |used: &&Use| set.get(used.name.as_str()).is_some_and(|first| *first <= used.start);
        let mut seen = BTreeSet::new();
        let free = self.uses.iter().filter(|used| !is_set(used)).map(|used| used.name.as_str());
        free.filter(|name| seen.insert(*name)).collect()
    }

    /// The packages that its commands install.
    pub fn installs(&self) -> Vec<Install> {
        self.commands.iter().filter_map(install::install).collect()
    }
}

/// Whether a text is the name of a variable.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len()
}

/// How many bytes at the start of a text are a variable's name.
fn name_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len())
}
