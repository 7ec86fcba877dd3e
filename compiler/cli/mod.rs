//! The command line: the only part that touches a disk, an environment or a terminal.
//!
//! In: arguments. Out: files, text and an exit code: 0 clean or warnings only, 1 errors, drift or denied
//! warnings, 2 wrong usage.
#![allow(clippy::disallowed_methods, reason = "this is the part that touches the outside")]

mod arguments;
mod check;
mod compile;
mod diff;
mod disk;
mod explain;
mod fix;
mod folder;
mod gpu;
mod graph;
mod hints;
mod loading;
mod new;
mod output;
mod plan;
mod schema;
mod stacks;
mod terminal;
mod write;

use arguments::{Arguments, Command};
use clap::{CommandFactory, FromArgMatches};
use std::process::ExitCode;

/// What a command came to, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Clean,
    /// Errors in the stack, warnings that are denied, or files that differ from it.
    Failed,
    /// A command that cannot be carried out as it was given.
    Usage,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Failed => 1,
            Outcome::Usage => 2,
        })
    }
}

pub fn main() -> ExitCode {
    let command = Arguments::command().color(output::asked_by_environment());
    let parsed = command.clone().try_get_matches().and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            let error = hints::hinted(error, &command);
            return output::of_arguments(&error).into();
        }
    };
    let outcome = match &arguments.command {
        Command::Compile(command) => compile::run(&arguments.common, command),
        Command::Check(command) => check::run(&arguments.common, command),
        Command::Plan(command) => plan::run(&arguments.common, command),
        Command::Graph(command) => graph::run(&arguments.common, command),
        Command::Gpu(command) => gpu::run(&arguments.common, command),
        Command::Explain(command) => explain::run(&arguments.common, command),
        Command::New(command) => new::run(&arguments.common, command),
        Command::Schema(command) => schema::run(command),
        Command::Completions(command) => arguments::completions(command),
        Command::Man(command) => arguments::man(command),
    };
    outcome.into()
}
