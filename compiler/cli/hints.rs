//! What somebody means who types a word of another tool.

use clap::Command;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// Commands that others have.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["init", "create"], "`imgc new DIR` makes a stack"),
    (&["build", "bake", "push"], "imgc writes, Docker builds: `imgc compile`, then `docker buildx bake`"),
    (&["lint", "validate", "verify", "fix"], "`imgc check` checks a stack, and `imgc check --fix` repairs it"),
    (&["list", "ls", "show"], "`imgc plan` lists the builds"),
    (&["tree"], "`imgc graph` shows how the builds stand on one another"),
    (&["diff"], "`imgc compile --diff` shows what would change"),
    (&["gen", "generate", "render", "update"], "`imgc compile` writes the files of a stack"),
    (&["fmt", "format"], "imgc does not format stacks; `imgc check` checks them"),
    (&["lsp", "server"], "imgc has no language server; `imgc check --format json` reports for editors"),
];

/// Options that others have.
const OPTIONS: &[(&[&str], &str)] = &[
    (&["--dry-run", "--dry", "-n"], "`imgc compile --diff` shows what would change, and writes nothing"),
    (&["--watch", "-w"], "imgc runs once; run `imgc compile` again after a change"),
    (&["--verbose", "-v"], "imgc says all that it does; `--quiet` leaves errors only"),
];

/// The error with what would have worked: for a slip the nearest command alone, for a word of another tool ours.
pub fn hinted(mut error: Error, command: &Command) -> Error {
    let (kind, table) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, COMMANDS),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, OPTIONS),
        _ => return error,
    };
    let Some(ContextValue::String(word)) = error.get(kind) else { return error };
    if let Some((_, hint)) = table.iter().find(|(words, _)| words.contains(&word.as_str())) {
        // without what the slip would have been
        let mut hinted = Error::new(error.kind()).with_cmd(command);
        hinted.insert(kind, ContextValue::String(word.clone()));
        hinted.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(*hint)]));
        return hinted;
    }
    if let Some(ContextValue::Strings(near)) = error.get(ContextKind::SuggestedSubcommand) {
        // the nearest is the last, and an alias says less than the command
        let is_command = |near: &&String| command.get_subcommands().any(|one| one.get_name() == near.as_str());
        if let Some(best) = near.iter().rev().find(is_command).cloned() {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::String(best));
        }
    }
    error
}
