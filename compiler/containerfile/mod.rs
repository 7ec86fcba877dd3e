//! Our reader of Dockerfiles: text to instructions with exact places, and what an adopted Dockerfile asks for.
//!
//! In: the text of a Dockerfile. Out: a [`Containerfile`], in which nothing is evaluated, and from it an [`Outline`]: stages,
//! args, bases and sources, evaluated with the args given. Reading never fails: what BuildKit would refuse is a [`Problem`].
//! Nothing here knows of stacks, plans or files on a disk.

mod builder_args;
mod expand;
mod file;
mod heredoc;
mod instruction;
mod lines;
mod mount;
mod outline;
mod parse;
mod stage;
mod words;

#[cfg(test)]
mod tests;

pub use builder_args::{PLATFORM_ARGS, is_predefined};
pub use expand::{BadWord, Expansion, Used, Var, expand};
pub use file::{Arguments, Containerfile, Directive, Flag, Heredoc, Instruction, Keyword, Pair, Problem};
pub use mount::{Mount, MountKind, mounts};
pub use outline::{Outline, outline};
pub use parse::parse;
pub use stage::{Base, Declared, How, Setting, Stage, Take, TakenFrom};
