//! What a compilation may take, in one place.
//!
//! Whoever proposes a change to a stack proposes what is compiled, so no input may take all memory or time. What only grows
//! with its input has a plain limit; what is multiplied (builds by steps, values by values) is drawn from a [`Budget`] where the
//! work is done. `Diagnostics::draw` reports what is over it, at its place, once.

use std::cell::Cell;

/// The largest file that is read, in bytes.
pub const FILE: u64 = 16 * 1024 * 1024;
/// Files in the folder of a stack, and below.
pub const FILES: usize = 200_000;
/// Folders within one another that are looked into: each is held open on the way.
pub const FOLDERS: usize = 128;
/// Links on the way to one file: more are a circle.
pub const LINKS: usize = 40;
/// Nodes within nodes; a stack needs about eight.
pub const NESTING: usize = 64;
/// After so many nodes that are no KDL the rest of a file is left unread.
pub const BROKEN_NODES: usize = 64;
/// After so many diagnostics the rest is left unsaid.
pub const DIAGNOSTICS: usize = 500;
/// Nodes in an image or a component, and steps that components make of them.
pub const STEPS_OF_IMAGE: usize = 2_000;
/// Builds of one image.
pub const BUILDS_OF_IMAGE: usize = 4_096;
/// Characters of a glob: each is a state, and a text may be in all of them.
pub const GLOB: usize = 4_096;
/// The program of a regular expression, in bytes.
pub const REGEX: usize = 10 * 1024 * 1024;
/// The value of an arg, in bytes: they are made of one another, and a few that double would fill any memory.
pub const ARG: usize = 16 * 1024;
/// Args that are made of one another, and components that use one another.
pub const DEPTH: usize = 200;
/// A value in a Dockerfile, with its variables expanded, in bytes.
pub const DOCKER_VALUE: usize = 64 * 1024;
/// All values of one Dockerfile, in bytes.
pub const DOCKER_VALUES: usize = 4 * 1024 * 1024;
/// Stages of a Dockerfile.
pub const DOCKER_STAGES: usize = 1_000;
/// `${a:-${b:-…}}`
pub const DOCKER_NESTING: usize = 40;
/// Substitutions of shell within one another, before what is in them is passed over.
pub const SHELL_NESTING: usize = 60;

/// Rounds of repairs: a mistake may hide another one, and each round finds at least one.
pub const REPAIR_ROUNDS: usize = 100;
/// Compilations that repairs are tried in, and bytes of sources in all of them.
pub const TRIALS: usize = 300;
pub const TRIED: usize = 4 * 1024 * 1024;

/// What all of a compilation draws on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// A byte of a file that is read.
    Source,
    /// A build, also one that an `exclude` takes away.
    Build,
    /// A step of a build, or an instruction of a Dockerfile that is read for it.
    Step,
    /// A byte that a build is described with: names, values, shell.
    Text,
    /// A condition that is held against a build, or a pattern against a path.
    Question,
    /// A byte of a script that a build runs, each time that it is read.
    Script,
    /// A byte of the program of a regular expression.
    Regex,
}

impl Cost {
    pub const ALL: [Cost; 7] =
        [Cost::Source, Cost::Build, Cost::Step, Cost::Text, Cost::Question, Cost::Script, Cost::Regex];

    /// How much of it there is.
    pub const fn limit(self) -> usize {
        match self {
            Cost::Source => 64 * 1024 * 1024,
            Cost::Build => 25_000,
            Cost::Step => 250_000,
            Cost::Text => 64 * 1024 * 1024,
            Cost::Question => 5_000_000,
            Cost::Script => 32 * 1024 * 1024,
            Cost::Regex => 128 * 1024 * 1024,
        }
    }

    /// What is said of it where there is more.
    pub fn message(self) -> String {
        let limit = self.limit();
        match self {
            Cost::Source => format!("the files of the stack have more than {} MiB together", limit >> 20),
            Cost::Build => format!("the stack has more than {limit} builds"),
            Cost::Step => format!("the builds of the stack have more than {limit} steps together"),
            Cost::Text => format!("what the builds of the stack say has more than {} MiB together", limit >> 20),
            Cost::Question => format!("more than {limit} conditions and patterns would be tried"),
            Cost::Script => format!("the scripts that builds run have more than {} MiB, read for each", limit >> 20),
            Cost::Regex => format!("the regular expressions of the stack take more than {} MiB together", limit >> 20),
        }
    }

    /// What to do about it.
    pub fn help(self) -> &'static str {
        match self {
            Cost::Source => "include fewer files, or split the stack",
            Cost::Build => "use fewer values of axes, or split the stack",
            Cost::Step => "split the stack, or put steps that images share into a parent",
            Cost::Text => "split the stack, or put long texts into files that the images copy",
            Cost::Question => "use fewer selectors, patterns or builds, or split the stack",
            Cost::Script => "run them in a parent that the images share, or split the stack",
            Cost::Regex => "write one expression for several, or smaller ones",
        }
    }
}

/// What was taken so far.
#[derive(Clone, Debug, Default)]
pub struct Budget([Cell<usize>; Cost::ALL.len()]);

/// There is not as much left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over {
    /// It is the first time.
    pub first: bool,
}

impl Budget {
    pub fn draw(&self, cost: Cost, amount: usize) -> Result<(), Over> {
        let spent = &self.0[cost as usize];
        let (before, after) = (spent.get(), spent.get().saturating_add(amount));
        spent.set(after);
        let over = |spent: usize| spent > cost.limit();
        if over(after) { Err(Over { first: !over(before) }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_is_too_much_is_told_apart() {
        for cost in Cost::ALL {
            let budget = Budget::default();
            assert_eq!(budget.draw(cost, cost.limit()), Ok(()));
            assert_eq!(budget.draw(cost, 1), Err(Over { first: true }));
            assert_eq!(budget.draw(cost, usize::MAX), Err(Over { first: false }));
        }
    }
}
