//! A shell command with a list, one entry to a line, the user's comments beside them.
//!
//! In: the command's words and [`Item`]s. Out: lines of a `RUN`. Must not know: what is installed.

use super::instruction::Instruction;
use super::shell;
use super::word::Written;
use crate::plan::{Item, Text};

/// A word or several of a command, already in the shell's form.
pub(super) struct Words(String);

impl Words {
    pub fn fixed(text: &'static str) -> Words {
        Words(text.to_string())
    }

    pub fn of(text: &Text) -> Words {
        Words(shell::word(text))
    }

    /// `--name WORD`
    pub fn option(name: &'static str, value: &Text) -> Words {
        Words(format!("{name} {}", shell::word(value)))
    }

    pub fn join(parts: &[Words]) -> Words {
        Words(parts.iter().map(|part| part.0.as_str()).collect::<Vec<_>>().join(" "))
    }
}

/// `a && b` as one `RUN`: each command on a line.
pub(super) struct Commands {
    out: Instruction,
    flagged: bool,
    started: bool,
}

impl Commands {
    pub fn new(mounts: &[Written]) -> Commands {
        let mut out = Instruction::new("RUN", &[]);
        super::run::push_flags(&mut out, mounts);
        Commands { out, flagged: !mounts.is_empty(), started: false }
    }

    pub fn command(&mut self, words: &[Words]) -> &mut Commands {
        let words = Words::join(words).0;
        if self.started {
            self.out.line(1, &Written::from_one_line(format!("&& {words}")));
        } else if self.flagged {
            self.out.line(1, &Written::from_one_line(words));
        } else {
            self.out.part(&Written::from_one_line(words));
        }
        self.started = true;
        self
    }

    /// Arguments of the last command, one to a line.
    pub fn items(&mut self, items: &[Item]) -> &mut Commands {
        for item in items {
            if let Some(comment) = &item.comment {
                self.out.comment(2, comment);
            }
            self.out.line(2, &Written::from_one_line(shell::word(&item.text)));
        }
        self
    }

    /// An argument of the last command on a line of its own.
    pub fn argument(&mut self, words: &Words) -> &mut Commands {
        self.out.line(2, &Written::from_one_line(words.0.clone()));
        self
    }

    pub fn finish(self) -> Instruction {
        self.out
    }
}
