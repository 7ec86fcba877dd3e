//! Writers of Docker's words: one for each kind of place in an instruction.
//!
//! In: [`Text`]. Out: [`Written`], which only this module can make of text that is not ours, so that a value cannot leave
//! its place. Must not know: which instruction it stands in.
//!
//! BuildKit reads a line in layers, and each writer is the inverse of the layers of its place (`frontend/dockerfile` of
//! BuildKit 0.31): flags are cut off byte by byte ([`flag`]), `ENV`, `LABEL` and `ARG` are split at blanks outside quotes,
//! `COPY` and `EXPOSE` at every blank, and last, one word at a time, quotes, backslashes and `$` are resolved ([`quoted`],
//! [`bare`]). Exec forms are JSON and nothing else ([`json`]).
//!
//! Measured on Docker 28.5: all of what `tests/engine.rs` lists comes back unchanged in ENV, LABEL, ARG, WORKDIR, USER, CMD,
//! ENTRYPOINT, VOLUME and COPY. Other readers know less: hadolint 2.15 cannot read an ENV or LABEL in which a backslash stands
//! before a quote or at the end, nor a mount with a blank or a comma in a field; tree-sitter-containerfile 0.9 takes every
//! backtick for an escape.

use crate::plan::{Segment, Text};
use crate::visible::acting;
use std::fmt::Write as _;

/// Part of an instruction, in Docker's form: one line, whole words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written(String);

impl Written {
    /// What we say ourselves.
    pub fn fixed(text: &'static str) -> Written {
        Written(text.to_string())
    }

    /// What may stand in one more layer than Docker's: the caller's own syntax, on one line.
    pub(super) fn from_one_line(text: String) -> Written {
        Written(one_line(&text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Side by side, nothing between.
    pub fn then(mut self, next: Written) -> Written {
        self.0.push_str(&next.0);
        self
    }

    pub fn spaced(parts: &[Written]) -> Written {
        Written(parts.iter().map(Written::as_str).collect::<Vec<_>>().join(" "))
    }
}

/// A line break cannot be written in a word. The planner has refused it; should one come through, it must not end the line.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\0'], " ")
}

/// `"…"`: what Docker expands once, anything but a line break inside.
pub(super) fn quoted(text: &Text) -> Written {
    let mut out = String::from("\"");
    for (segment, next) in with_next(text) {
        match segment {
            Segment::Literal(literal) => {
                for c in one_line(literal).chars() {
                    if matches!(c, '"' | '\\' | '$') {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
            other => out.push_str(&expansion(other, next)),
        }
    }
    out.push('"');
    Written(out)
}

/// As it is where nothing in it means anything to Docker, else [`quoted`].
pub(super) fn plain_or_quoted(text: &Text) -> Written {
    // what starts with dashes would be a flag of the instruction
    let flag = text.0.first().is_some_and(|first| matches!(first, Segment::Literal(text) if text.starts_with("--")));
    if is_plain(text) && !text.is_empty() && !flag { bare(text) } else { quoted(text) }
}

/// Without quotes, each character that could mean something after a backslash.
pub(super) fn bare(text: &Text) -> Written {
    let mut out = String::new();
    for (segment, next) in with_next(text) {
        match segment {
            Segment::Literal(literal) => {
                for c in one_line(literal).chars() {
                    if !is_plain_char(c) && !c.is_whitespace() {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
            other => out.push_str(&expansion(other, next)),
        }
    }
    Written(out)
}

/// Paths of `COPY` and `ADD`: as they are where each can be, else JSON, since only that holds blanks.
pub(super) fn paths(paths: &[Text]) -> Written {
    let is_flag = paths.first().is_some_and(|first| first.to_string().starts_with("--"));
    if !is_flag && paths.iter().all(|path| !path.is_empty() && is_plain(path)) {
        Written::spaced(&paths.iter().map(bare).collect::<Vec<_>>())
    } else {
        json_expanded(paths)
    }
}

/// A JSON array of words that Docker expands: `COPY`, `ADD`, `VOLUME`.
pub(super) fn json_expanded(words: &[Text]) -> Written {
    array(words.iter().map(|word| {
        let mut out = String::new();
        for (segment, next) in with_next(word) {
            match segment {
                // JSON carries line breaks, so nothing is flattened here.
                Segment::Literal(literal) => {
                    for c in literal.chars() {
                        if !is_plain_char(c) && !c.is_whitespace() {
                            out.push('\\');
                        }
                        out.push(c);
                    }
                }
                other => out.push_str(&expansion(other, next)),
            }
        }
        out
    }))
}

/// A JSON array of words that Docker takes as they are: `CMD`, `ENTRYPOINT`, `SHELL`.
pub(super) fn json(words: &[Text]) -> Written {
    array(words.iter().map(ToString::to_string))
}

/// The same of strings.
pub(super) fn json_strings(words: &[&str]) -> Written {
    array(words.iter().map(ToString::to_string))
}

fn array(words: impl Iterator<Item = String>) -> Written {
    let words: Vec<String> = words.map(|word| json_string(&word)).collect();
    Written(format!("[{}]", words.join(", ")))
}

fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if acting(c).is_some() => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `--name=value`, the value expanded by Docker: `--chown`, `--chmod`, `--checksum`.
pub(super) fn flag(name: &'static str, value: &Text) -> Written {
    flag_of(name, &bare(value).0)
}

/// `--name=value` of a value that Docker takes as it is: `--from`, `--exclude`, `--network`.
pub(super) fn flag_literal(name: &'static str, value: &str) -> Written {
    flag_of(name, &one_line(value))
}

/// `--name=value` of a name that the plan gives.
pub(super) fn option(name: &str, value: &str) -> Written {
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    flag_of(&name, &one_line(value))
}

/// A name before `=`: in quotes where it must be. It holds no `=` itself.
pub(super) fn key(key: &str) -> Written {
    plain_or_quoted(&Text::literal(key))
}

/// `--mount=…`: the fields as comma-separated values.
pub(super) fn mount(fields: &[(&'static str, Option<Text>)]) -> Written {
    let fields: Vec<String> = fields
        .iter()
        .map(|(key, value)| match value {
            None => (*key).to_string(),
            Some(value) => {
                let field = format!("{key}={}", bare(value).0);
                if field.contains([',', '"']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
            }
        })
        .collect();
    flag_of("mount", &fields.join(","))
}

/// The layer of flags: quotes and backslashes go, blanks end it. Read byte by byte: what is not ASCII arrives mangled.
fn flag_of(name: &str, value: &str) -> Written {
    let mut out = format!("--{name}=");
    for c in value.chars() {
        if matches!(c, '"' | '\'' | '\\') || c.is_whitespace() {
            out.push('\\');
        }
        out.push(c);
    }
    Written(out)
}

/// Each segment and what follows it.
pub(super) fn with_next(text: &Text) -> impl Iterator<Item = (&Segment, Option<&Segment>)> {
    text.0.iter().enumerate().map(|(at, segment)| (segment, text.0.get(at + 1)))
}

/// Docker's `$NAME`, in braces where what follows would become part of the name.
pub(super) fn braced(expansion: &str, next: Option<&Segment>) -> String {
    let joins = |text: &String| text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    match (expansion.strip_prefix('$'), next) {
        (Some(name), Some(Segment::Literal(next))) if joins(next) && !name.starts_with('{') => format!("${{{name}}}"),
        _ => expansion.to_string(),
    }
}

fn expansion(segment: &Segment, next: Option<&Segment>) -> String {
    match segment {
        Segment::Literal(text) => text.clone(),
        Segment::Docker(text) => braced(&one_line(text), next),
        Segment::Arg(name) => format!("${{{name}}}"),
        // Recipes have none.
        Segment::Variable(variable) => variable.template_name().to_string(),
    }
}

/// Whether all of it can stand without quotes, escapes and JSON.
pub(super) fn is_plain(text: &Text) -> bool {
    text.0.iter().all(|segment| match segment {
        Segment::Literal(text) => text.chars().all(is_plain_char),
        Segment::Docker(text) => text.chars().all(|c| is_plain_char(c) || matches!(c, '$' | '{' | '}')),
        Segment::Arg(_) => true,
        Segment::Variable(_) => false,
    })
}

/// Means nothing to Docker wherever it stands. Brackets and braces are left out for the first place in a line and for
/// readers other than Docker.
fn is_plain_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '_' | '-' | '.' | '/' | ':' | '@' | '%' | '+' | '=' | ',' | '~' | '*' | '?')
}
