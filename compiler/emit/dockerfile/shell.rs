//! Shell text: our own words in it, and the form in which a user's text stands in a `RUN`.
//!
//! In: what the user wrote, and [`Text`]. Out: shell that sh and bash read alike. Must not know: instructions.

use crate::plan::{Segment, Text};

/// Longer than this, a line of shell becomes a script.
const SHORT: usize = 100;

/// A word of a shell command, quoted where it must be; args and Docker's `$` are variables of its environment.
pub(super) fn word(text: &Text) -> String {
    match text.as_literal() {
        // before any word, BuildKit would take what starts with dashes for a flag of `RUN`
        Some(literal) if is_plain(&literal) && !literal.starts_with("--") => literal,
        Some(literal) => single(&literal),
        None => {
            let mut out = String::from("\"");
            for (segment, next) in super::word::with_next(text) {
                match segment {
                    Segment::Literal(literal) => {
                        for c in literal.chars() {
                            if matches!(c, '"' | '\\' | '$' | '`') {
                                out.push('\\');
                            }
                            out.push(c);
                        }
                    }
                    Segment::Arg(name) => {
                        out.push_str("${");
                        out.push_str(name);
                        out.push('}');
                    }
                    Segment::Docker(expansion) => out.push_str(&super::word::braced(expansion, next)),
                    // Recipes have none.
                    Segment::Variable(variable) => out.push_str(variable.template_name()),
                }
            }
            out.push('"');
            out
        }
    }
}

/// `'…'`, in which nothing means anything.
pub(super) fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | '@' | '%' | '+' | '=' | ',')
        })
        // An assignment or an option is for the caller to mean.
        && !text.starts_with(['=', '%'])
}

/// What a shell may call a parameter.
fn variable(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// Whether shell text has the variable in it, with `$` or without (`export x`, `$((x + 1))`).
fn mentions(text: &str, name: &str) -> bool {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(in_word) && !text[at + name.len()..].starts_with(in_word))
}

/// `name=value`, for the head of a script.
fn assignment(name: &str, value: &Text) -> String {
    let value = if value.is_empty() { "''".to_string() } else { word(value) };
    format!("{name}={value}")
}

/// Whether `text` can stand after `RUN` as it is, and does there what it would do in a script.
///
/// A script stops at the first command that fails, a line does not, so a line may hold one list only: `a && b`, not `a; b`.
pub(super) fn is_line(text: &str) -> bool {
    text.len() <= SHORT && is_verbatim(text) && !has_separator(text)
}

/// Whether Docker passes `text`, on a line, to a shell unchanged: what it would read itself is an exec form, flags, a
/// heredoc, a comment, a further line.
pub(super) fn is_verbatim(text: &str) -> bool {
    text == text.trim()
        && !text.is_empty()
        && !text.contains(|c: char| c.is_control())
        && !text.starts_with(['[', '#'])
        && !text.starts_with("--")
        && !text.contains("<<")
        && !text.ends_with('\\')
}

/// A `;` or `&` that ends a command. One in quotes is none, unless the quotes may hold commands.
fn has_separator(text: &str) -> bool {
    let mut quote = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => {
                chars.next();
            }
            (None, '\'' | '"') => quote = Some(c),
            (Some('"'), '`') => return text.contains(';'),
            (Some('"'), '$') if chars.peek() == Some(&'(') => return text.contains(';'),
            (None, ';') => return true,
            // `&&`, `>&2`, `&>file`
            (None, '&') if chars.next_if(|c| matches!(c, '&' | '>' | '-' | '0'..='9')).is_none() => return true,
            _ => {}
        }
    }
    false
}

/// What runs the text of a `RUN`: the program and options of `SHELL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interpreter {
    /// Takes `set -e` and `name=value`.
    Sh,
    /// Anything else: Python, PowerShell.
    Other,
}

impl Interpreter {
    /// Of a `SHELL`, also one that goes through another program: `["conda", "run", "-n", "x", "/bin/bash", "-c"]`.
    pub fn of(shell: &[String]) -> Interpreter {
        let program = |word: &String| word.rsplit('/').next().unwrap_or_default().to_string();
        let known = ["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "yash"];
        if shell.iter().any(|word| known.contains(&program(word).as_str())) {
            Interpreter::Sh
        } else {
            Interpreter::Other
        }
    }
}

/// The text of a script: what stops it at its first failure, assignments, what the user wrote.
///
/// `set -e` and nothing more: `pipefail` is not in every sh, `-u` would fail on what Docker leaves unset.
/// A text that names its interpreter (`#!`) is a program of its own, which BuildKit runs as a file.
pub(super) fn script(interpreter: Interpreter, assignments: &[(String, Text)], text: &str) -> String {
    let text = text.trim_end_matches('\n');
    let mut lines: Vec<String> = assignments.iter().map(|(name, value)| assignment(&variable(name), value)).collect();
    if interpreter == Interpreter::Other && !text.starts_with("#!") {
        return text.to_string();
    }
    if let Some(first) = text.lines().next().filter(|first| first.starts_with("#!")) {
        if lines.is_empty() || !shebang_is_shell(first) {
            return text.to_string();
        }
        lines.insert(0, first.to_string());
        lines.push(text[first.len()..].trim_start_matches('\n').to_string());
        return lines.join("\n");
    }
    lines.insert(0, "set -e".to_string());
    lines.push(text.to_string());
    lines.join("\n")
}

/// Whether a text with parameters can be given them: not one that is a program in another language.
pub fn takes_assignments(text: &str) -> bool {
    text.lines().next().filter(|first| first.starts_with("#!")).is_none_or(shebang_is_shell)
}

fn shebang_is_shell(line: &str) -> bool {
    let words: Vec<String> = line.trim_start_matches("#!").split_whitespace().map(str::to_string).collect();
    Interpreter::of(&words) == Interpreter::Sh
}

/// The assignments that a text needs.
pub(super) fn needed(assignments: &[(String, Text)], text: &str) -> Vec<(String, Text)> {
    assignments.iter().filter(|(name, _)| mentions(text, &variable(name))).cloned().collect()
}

/// A word that ends a heredoc of `text`: one that does not occur in it.
pub(super) fn terminator(text: &str) -> String {
    std::iter::once("EOF".to_string())
        .chain((1..).map(|n| format!("END{n}")))
        .find(|word| !text.contains(word.as_str()))
        .expect("a text is finite")
}
