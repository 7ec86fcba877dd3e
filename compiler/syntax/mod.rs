//! KDL text to a neutral tree.
//!
//! In: a text. Out: a [`Tree`] of nodes with exact places, and at most one error for each top-level node: one that cannot
//! be read is a [`Broken`], and reading goes on behind it. This module knows KDL 2 and the habits of people who come from
//! other notations; it knows no word of the stack language.

mod balance;
mod chars;
mod errors;
mod node;
mod number;
mod quoting;
mod recover;
mod removal;
mod space;
mod string;
mod tree;

pub use quoting::{made_raw, quoted};
pub use removal::Removal;
pub use tree::*;

use crate::budget::BROKEN_NODES;
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::{SourceId, Span};

/// What a part of the parser gives: the error is told once, by [`parse`].
type Parsed<T> = Result<T, Box<Diagnostic>>;

/// A place in a text, moving forward.
struct Parser<'t> {
    text: &'t str,
    source: SourceId,
    at: usize,
    depth: usize,
}

/// Reads a file. Never fails: what cannot be read is in [`Tree::broken`], and reported.
pub fn parse(id: SourceId, text: &str, diagnostics: &mut Diagnostics) -> Tree {
    parse_until(id, text, diagnostics, |_| false)
}

/// The same, up to the first top-level node that is the `last` one wanted.
pub fn parse_until(id: SourceId, text: &str, diagnostics: &mut Diagnostics, last: impl Fn(&Node) -> bool) -> Tree {
    let mut tree = Tree { text: text.into(), ..Tree::default() };
    let mut parser = Parser { text, source: id, at: 0, depth: 0 };
    parser.eat("\u{feff}");
    let (mut from, mut errors) = (parser.at, 0);
    loop {
        parser.depth = 0;
        let begin = parser.at;
        let start;
        match parser.top_level(&mut tree.nodes) {
            Ok(true) if tree.nodes.last().is_some_and(&last) => break,
            Ok(true) => continue,
            Ok(false) => break,
            Err((at, error)) => {
                start = at;
                if let Some(error) = parser.explained(at, error, &mut tree) {
                    diagnostics.error(*error);
                }
            }
        }
        errors += 1;
        let end = if errors < BROKEN_NODES { parser.recover(start) } else { text.len() };
        debug_assert!(end > begin || end == text.len());
        tree.broken.push(parser.broken(start, end));
        parser.at = end;
    }
    // in comments, where nothing else looks at characters
    while let Some((at, c)) = chars::first_forbidden(&text[from..parser.at.max(from)]).filter(|_| errors < BROKEN_NODES)
    {
        let place = parser.span(from + at, from + at + c.len_utf8());
        from = place.range().end;
        let told = errors::forbidden(place, c);
        let is_broken = tree.broken.iter().any(|broken| broken.span.range().contains(&place.range().start));
        if !is_broken && !diagnostics.has_told(told.rule, place) {
            diagnostics.error(*told);
            errors += 1;
        }
    }
    tree
}

impl Parser<'_> {
    /// One top-level node, if there is another. An error comes with the place where its node starts.
    fn top_level(&mut self, nodes: &mut Vec<Node>) -> Result<bool, (usize, Box<Diagnostic>)> {
        let comment = self.line_space().map_err(|error| (self.at, error))?;
        let start = self.at;
        let Some(next) = self.peek() else { return Ok(false) };
        let read = if next == '}' { Err(errors::stray_brace(self.span(start, start + 1))) } else { self.node(comment) };
        match read {
            Ok(node) => {
                nodes.extend(node);
                Ok(true)
            }
            Err(error) => Err((start, error)),
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn looking_at(&self, what: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(what.as_bytes())
    }

    fn eat(&mut self, what: &str) -> bool {
        let found = self.looking_at(what);
        if found {
            self.at += what.len();
        }
        found
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    /// The next character, or nothing at the end of the text.
    fn here(&self) -> Span {
        self.span(self.at, self.at + self.peek().map_or(0, char::len_utf8))
    }
}

#[cfg(test)]
mod tests;
