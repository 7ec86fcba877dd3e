//! Patterns over paths: Go's `filepath.Match`, and what `.dockerignore` makes of it with `**`.

use regex::Regex;
use std::cmp::Ordering;

/// A compiled pattern. Both kinds are anchored and case-sensitive.
#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Exact(String),
    /// `docs/**`
    Prefix(String),
    /// `**/name`, `**name`
    Suffix(String),
    Regex(Regex),
}

impl Pattern {
    /// `*`, `?`, `[a-z]`, `[^a]`, `\c`; `None` if Go calls it malformed.
    pub fn go(pattern: &str) -> Option<Pattern> {
        let mut regex = String::from("(?s)^");
        let mut special = false;
        let mut literal = String::new();
        let mut at = 0;
        while let Some(c) = pattern[at..].chars().next() {
            at += c.len_utf8();
            match c {
                '*' => regex.push_str("[^/]*"),
                '?' => regex.push_str("[^/]"),
                '[' => at += class(&pattern[at..], &mut regex)?,
                '\\' => {
                    let escaped = pattern[at..].chars().next()?;
                    at += escaped.len_utf8();
                    push_literal(escaped, &mut regex);
                    literal.push(escaped);
                }
                c => {
                    push_literal(c, &mut regex);
                    literal.push(c);
                }
            }
            special |= matches!(c, '*' | '?' | '[');
        }
        if !special {
            return Some(Pattern::Exact(literal));
        }
        regex.push('$');
        Regex::new(&regex).ok().map(Pattern::Regex)
    }

    /// As `go`, and `**` stands for any number of folders, none included.
    pub fn ignore(pattern: &str) -> Option<Pattern> {
        // Docker asks Go first whether the pattern is well formed
        Pattern::go(pattern)?;
        if !pattern.contains(['?', '[', '\\']) {
            if !pattern.contains('*') {
                return Some(Pattern::Exact(pattern.to_string()));
            }
            if let Some(prefix) = pattern.strip_suffix("**").filter(|prefix| !prefix.contains('*')) {
                return Some(Pattern::Prefix(prefix.to_string()));
            }
            if let Some(suffix) = pattern.strip_prefix("**").filter(|suffix| !suffix.contains('*')) {
                return Some(Pattern::Suffix(suffix.to_string()));
            }
        }
        let mut regex = String::from("(?s)^");
        let mut at = 0;
        while let Some(c) = pattern[at..].chars().next() {
            at += c.len_utf8();
            match c {
                '*' if pattern[at..].starts_with('*') => {
                    at += 1;
                    at += usize::from(pattern[at..].starts_with('/'));
                    regex.push_str(if at == pattern.len() { ".*" } else { "(?:.*/)?" });
                }
                '*' => regex.push_str("[^/]*"),
                '?' => regex.push_str("[^/]"),
                '[' => at += class(&pattern[at..], &mut regex)?,
                '\\' => {
                    let escaped = pattern[at..].chars().next()?;
                    at += escaped.len_utf8();
                    push_literal(escaped, &mut regex);
                }
                c => push_literal(c, &mut regex),
            }
        }
        regex.push('$');
        Regex::new(&regex).ok().map(Pattern::Regex)
    }

    pub fn matches(&self, path: &str) -> bool {
        match self {
            Pattern::Exact(text) => path == text,
            Pattern::Prefix(prefix) => path.starts_with(prefix.as_str()),
            Pattern::Suffix(suffix) => path.ends_with(suffix.as_str()) || suffix.strip_prefix('/') == Some(path),
            Pattern::Regex(regex) => regex.is_match(path),
        }
    }

    pub fn is_literal(&self) -> bool {
        matches!(self, Pattern::Exact(_))
    }
}

fn push_literal(c: char, regex: &mut String) {
    regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4])));
}

/// Writes a class; how many bytes it took after `[`. `None`: it is empty, unclosed, or ends in a dash or backslash.
fn class(text: &str, regex: &mut String) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    regex.push('[');
    if chars.next_if(|&(_, c)| c == '^').is_some() {
        regex.push('^');
    }
    let mut members = 0;
    loop {
        let (at, c) = chars.next()?;
        if c == ']' {
            regex.push(']');
            return (members > 0).then_some(at + 1);
        }
        let low = member(c, &mut chars)?;
        let mut high = low;
        if chars.next_if(|&(_, c)| c == '-').is_some() {
            let (_, c) = chars.next()?;
            high = member(c, &mut chars)?;
        }
        match low.cmp(&high) {
            Ordering::Equal => push_member(low, regex),
            Ordering::Less => {
                push_member(low, regex);
                regex.push('-');
                push_member(high, regex);
            }
            // Go takes a range that runs backwards; it holds nothing, as no path holds a NUL
            Ordering::Greater => regex.push_str(r"\x00"),
        }
        members += 1;
    }
}

/// One character of a class, its escape undone.
fn member(c: char, chars: &mut std::iter::Peekable<std::str::CharIndices>) -> Option<char> {
    match c {
        '\\' => chars.next().map(|(_, escaped)| escaped),
        '-' | ']' => None,
        c => Some(c),
    }
}

fn push_member(c: char, regex: &mut String) {
    if c.is_ascii_punctuation() {
        regex.push('\\');
    }
    regex.push(c);
}

/// Go's `path.Clean`: without `.`, `..`, doubled and trailing slashes, as far as that goes. `` is `.`.
pub(super) fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_string(),
        (false, false) => joined,
    }
}
