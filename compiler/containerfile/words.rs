//! Words of a logical line, by the rules of each kind of instruction.

use super::file::Flag;
use super::lines::Line;
use crate::source::Spanned;
use std::ops::Range;

/// Splits at blanks, whatever the quotes.
pub(super) fn blank_separated(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let blank = |c: char| matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ');
    let mut words = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let end = text[at..range.end].find(blank).map_or(range.end, |found| at + found);
        if end > at {
            words.push(at..end);
        }
        at = text[end..range.end].find(|c| !blank(c)).map_or(range.end, |found| end + found);
    }
    words
}

/// Splits at blanks outside quotes; quotes and escapes stay in the words.
pub(super) fn quoted(text: &str, range: Range<usize>, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut end = range.end;
    let mut chars = text[range.clone()].char_indices();
    while let Some((at, c)) = chars.next() {
        let at = range.start + at;
        if start.is_none() {
            if c.is_whitespace() {
                continue;
            }
            start = Some(at);
        }
        if c == escape && quote != Some('\'') {
            if chars.next().is_none() {
                // an escape at the very end is dropped
                end = at;
            }
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        } else if quote.is_none() && c.is_whitespace() {
            words.extend(start.take().map(|start| start..at));
        }
    }
    words.extend(start.filter(|&start| start < end).map(|start| start..end));
    words
}

/// The `--flags` that stand first, and where the rest begins. Quotes and escapes are undone.
pub(super) fn flags(line: &Line, range: Range<usize>, escape: char) -> (Vec<Flag>, usize) {
    let text = line.text.as_str();
    let mut flags = Vec::new();
    let mut at = range.start;
    loop {
        at += text[at..range.end].len() - text[at..range.end].trim_start().len();
        if !text[at..range.end].starts_with("--") {
            return (flags, at);
        }
        let (value, end) = flag_word(text, at, range.end, escape);
        if value == "--" {
            return (flags, end);
        }
        flags.push(flag(line, at..end, &value));
        at = end;
    }
}

/// One word from `at`, unquoted, and its end.
fn flag_word(text: &str, at: usize, limit: usize, escape: char) -> (String, usize) {
    let mut value = String::new();
    let mut quote = None;
    let mut chars = text[at..limit].char_indices();
    while let Some((offset, c)) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            return (value, at + offset);
        } else if quote == Some(c) {
            quote = None;
        } else if quote.is_none() && matches!(c, '\'' | '"') {
            quote = Some(c);
        } else if c == escape {
            value.extend(chars.next().map(|(_, escaped)| escaped));
        } else {
            value.push(c);
        }
    }
    (value, limit)
}

fn flag(line: &Line, range: Range<usize>, value: &str) -> Flag {
    let written = &line.text[range.clone()];
    let (name, value) = value[2..].split_once('=').map_or((&value[2..], None), |(name, value)| (name, Some(value)));
    let equals = written.find('=').map_or(range.end, |found| range.start + found);
    Flag {
        name: Spanned::new(name.to_string(), line.span((range.start + 2).min(equals)..equals)),
        value: value.map(|value| {
            let at = (equals + 1).min(range.end);
            Spanned::new(value.to_string(), line.span(at..range.end))
        }),
        span: line.span(range),
    }
}

/// The strings of a JSON array, if the text is one; `Some(Err(()))` for an array of other things.
pub(super) fn json(line: &Line, range: Range<usize>) -> Option<Result<Vec<Spanned<String>>, ()>> {
    let text = &line.text[range.clone()];
    if !text.trim_start().starts_with('[') {
        return None;
    }
    let values: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    let mut words = Vec::new();
    let mut at = range.start;
    for value in values {
        let serde_json::Value::String(value) = value else { return Some(Err(())) };
        let string = json_string(&line.text, at..range.end)?;
        at = string.end;
        words.push(Spanned::new(value, line.span(string)));
    }
    Some(Ok(words))
}

/// The next string literal, with its quotes.
fn json_string(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let start = range.start + text[range.clone()].find('"')?;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().take(range.end).skip(start + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(start..at + 1),
            _ => {}
        }
    }
    None
}
