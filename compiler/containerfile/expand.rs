//! Docker's expansion of variables in a word, with quotes and escapes undone.
//!
//! `$x`, `${x}`, `${x:-y}`, `${x-y}`, `${x:+y}`, `${x+y}`, `${x:?y}`, `${x?y}`, `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`,
//! `${x/p/r}` and `${x//p/r}`, nested as one likes.

use crate::budget::{DOCKER_NESTING, DOCKER_VALUE, REGEX};
use regex::{Regex, RegexBuilder};
use std::ops::Range;

/// What is known of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Var {
    Set(String),
    Unset,
    /// It depends on what only the builder knows: a base image's environment, the platform.
    Unknown,
}

impl Var {
    pub fn set(&self) -> Option<&str> {
        match self {
            Var::Set(value) => Some(value),
            _ => None,
        }
    }
}

impl From<Option<String>> for Var {
    fn from(value: Option<String>) -> Var {
        value.map_or(Var::Unknown, Var::Set)
    }
}

/// A word after expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expansion {
    /// `None`: it depends on an unknown variable.
    pub text: Option<String>,
    /// Each mention of a variable, in order.
    pub used: Vec<Used>,
    /// Bytes that it took to find out.
    pub cost: usize,
}

/// A variable named in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    pub name: String,
    /// In the word: `$x` or `${x…}`.
    pub range: Range<usize>,
    pub set: bool,
}

/// A word that Docker refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadWord {
    pub message: String,
    /// In the word.
    pub range: Range<usize>,
}

/// Expands a word; an unset variable is empty.
pub fn expand(word: &str, escape: char, lookup: &dyn Fn(&str) -> Var) -> Result<Expansion, BadWord> {
    let mut lexer = Lexer { word, at: 0, escape, lookup, used: Vec::new(), depth: 0, made: 0 };
    let text = lexer.until(None, false)?;
    Ok(Expansion { text, used: lexer.used, cost: lexer.made })
}

struct Lexer<'a> {
    word: &'a str,
    at: usize,
    escape: char,
    lookup: &'a dyn Fn(&str) -> Var,
    used: Vec<Used>,
    depth: usize,
    /// Bytes of the values that went into it, those too of which nothing is left.
    made: usize,
}

/// Appends; once unknown, always unknown.
fn append(text: &mut Option<String>, more: Option<String>) {
    match (text.as_mut(), more) {
        (Some(text), Some(more)) => text.push_str(&more),
        _ => *text = None,
    }
}

/// What a form with a pattern costs beside its value, in bytes: each is a regular expression.
const PATTERN: usize = 4096;

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.word[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn bad(&self, message: &str, start: usize) -> BadWord {
        BadWord { message: message.to_string(), range: start..self.at }
    }

    /// Up to `stop`, which is taken too; `raw` keeps escapes, for patterns.
    fn until(&mut self, stop: Option<char>, raw: bool) -> Result<Option<String>, BadWord> {
        let start = self.at;
        let mut text = Some(String::new());
        while let Some(c) = self.peek() {
            if Some(c) == stop {
                self.next();
                return Ok(text);
            }
            let piece = match c {
                '$' => self.value()?,
                '\'' => Some(self.single()?),
                '"' => self.double(raw)?,
                _ => {
                    self.next();
                    let mut piece = String::new();
                    if c != self.escape || raw {
                        piece.push(c);
                    }
                    if c == self.escape {
                        piece.extend(self.next());
                    }
                    Some(piece)
                }
            };
            append(&mut text, piece);
        }
        match stop {
            None => Ok(text),
            Some(stop) => Err(self.bad(&format!("a `{stop}` is missing"), start)),
        }
    }

    fn single(&mut self) -> Result<String, BadWord> {
        let start = self.at;
        self.next();
        match self.word[self.at..].find('\'') {
            Some(end) => {
                let text = self.word[self.at..self.at + end].to_string();
                self.at += end + 1;
                Ok(text)
            }
            None => {
                self.at = self.word.len();
                Err(self.bad("a `'` is never closed", start))
            }
        }
    }

    fn double(&mut self, raw: bool) -> Result<Option<String>, BadWord> {
        let start = self.at;
        self.next();
        let mut text = Some(String::new());
        loop {
            match self.peek() {
                None => return Err(self.bad("a `\"` is never closed", start)),
                Some('"') => {
                    self.next();
                    return Ok(text);
                }
                Some('$') => {
                    let value = self.value()?;
                    append(&mut text, value);
                }
                Some(c) => {
                    self.next();
                    let mut piece = String::new();
                    let escaped = c == self.escape
                        && self.peek().is_some_and(|next| matches!(next, '"' | '$') || next == self.escape);
                    if !escaped || raw {
                        piece.push(c);
                    }
                    if escaped {
                        piece.extend(self.next());
                    }
                    append(&mut text, Some(piece));
                }
            }
        }
    }

    fn name(&mut self) -> String {
        let rest = &self.word[self.at..];
        let first = rest.chars().next();
        let length = match first {
            Some(c) if c.is_ascii_digit() => rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len()),
        };
        self.at += length;
        rest[..length].to_string()
    }

    /// The value of a variable, which `start..at` names.
    fn get(&mut self, name: &str, start: usize, slot: usize) -> Var {
        let value = (self.lookup)(name);
        let set = !matches!(value, Var::Unset);
        self.used.insert(slot, Used { name: name.to_string(), range: start..self.at, set });
        value
    }

    /// What stands for a `$`: no value may make the text longer than one may be.
    fn value(&mut self) -> Result<Option<String>, BadWord> {
        let start = self.at;
        let value = self.dollar()?;
        self.made += value.as_ref().map_or(0, String::len);
        if self.made > DOCKER_VALUE {
            return Err(
                self.bad(&format!("with its variables expanded, this has more than {} KiB", DOCKER_VALUE >> 10), start)
            );
        }
        Ok(value)
    }

    fn dollar(&mut self) -> Result<Option<String>, BadWord> {
        let start = self.at;
        self.next();
        let slot = self.used.len();
        if self.peek() != Some('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok(Some("$".to_string()));
            }
            return Ok(self.plain(&name, start, slot));
        }
        self.next();
        self.depth += 1;
        if self.depth > DOCKER_NESTING {
            return Err(self.bad("`${…}` is nested too deep", start));
        }
        let value = self.braced(start, slot);
        self.depth -= 1;
        value
    }

    fn plain(&mut self, name: &str, start: usize, slot: usize) -> Option<String> {
        match self.get(name, start, slot) {
            Var::Set(value) => Some(value),
            Var::Unset => Some(String::new()),
            Var::Unknown => None,
        }
    }

    /// After `${`.
    fn braced(&mut self, start: usize, slot: usize) -> Result<Option<String>, BadWord> {
        if matches!(self.peek(), Some('{' | '}' | ':')) {
            self.next();
            return Err(self.bad("there is no name in `${…}`", start));
        }
        let name = self.name();
        let Some(mut operator) = self.next() else { return Err(self.bad("a `}` is missing", start)) };
        let mut or_empty = false;
        match operator {
            '}' => return Ok(self.plain(&name, start, slot)),
            '/' => return self.replace(&name, start, slot),
            ':' => {
                or_empty = true;
                operator = self.next().unwrap_or('}');
            }
            _ => {}
        }
        let pattern = matches!(operator, '#' | '%');
        if !matches!(operator, '-' | '+' | '?' | '#' | '%') || (or_empty && pattern) {
            return Err(self.bad("Docker does not know this kind of `${…}`", start));
        }
        let word = self.until(Some('}'), pattern)?;
        let value = self.get(&name, start, slot);
        let empty = match &value {
            Var::Unknown => return Ok(None),
            Var::Unset => true,
            Var::Set(value) => or_empty && value.is_empty(),
        };
        let value = value.set().unwrap_or("").to_string();
        self.made += value.len();
        match operator {
            '-' => Ok(if empty { word } else { Some(value) }),
            '+' => Ok(if empty { Some(String::new()) } else { word }),
            '?' if empty => {
                let said = word.filter(|word| !word.is_empty()).unwrap_or("it must be given".to_string());
                Err(self.bad(&format!("{name}: {said}"), start))
            }
            '?' => Ok(Some(value)),
            _ => {
                self.made += PATTERN;
                Ok(word.map(|word| trim(&value, &word, operator == '#')))
            }
        }
    }

    /// After `${name/`.
    fn replace(&mut self, name: &str, start: usize, slot: usize) -> Result<Option<String>, BadWord> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.until(Some('/'), true)?;
        let replacement = self.until(Some('}'), true)?;
        let value = self.plain(name, start, slot);
        let (Some(pattern), Some(replacement), Some(value)) = (pattern, replacement, value) else { return Ok(None) };
        self.made += PATTERN + value.len();
        let Some(regex) = tokens(&pattern).and_then(|tokens| regex(&tokens, "", ".*")) else { return Ok(Some(value)) };
        let replacement = ::regex::NoExpand(&replacement);
        let limit = if all { 0 } else { 1 };
        Ok(Some(regex.replacen(&value, limit, replacement).into_owned()))
    }
}

/// Removes what a pattern matches at the start or end: the least, or with the sign doubled the most.
fn trim(value: &str, pattern: &str, prefix: bool) -> String {
    let sign = if prefix { '#' } else { '%' };
    let (greedy, pattern) = pattern.strip_prefix(sign).map_or((false, pattern), |pattern| (true, pattern));
    // at the end it is the start of what is written backwards
    let turned = |text: &str| if prefix { text.to_string() } else { text.chars().rev().collect() };
    let star = if greedy { ".*" } else { ".*?" };
    let Some(tokens) = tokens(pattern) else { return value.to_string() };
    let tokens = if prefix { tokens } else { tokens.into_iter().rev().collect() };
    let value = turned(value);
    let end = regex(&tokens, "^", star).and_then(|regex| regex.find(&value)).map_or(0, |found| found.end());
    turned(&value[end..])
}

/// A character that stands for itself, `*` or `?`.
#[derive(Clone, Copy, PartialEq)]
enum Token {
    One(char),
    Any,
    Star,
}

/// `*`, `?` and escapes; nothing else is special.
fn tokens(pattern: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '*' => Token::Star,
            '?' => Token::Any,
            '\\' => Token::One(chars.next()?),
            c => Token::One(c),
        });
    }
    tokens.dedup_by(|a, b| *a == Token::Star && *b == Token::Star);
    Some(tokens)
}

fn regex(tokens: &[Token], start: &str, star: &str) -> Option<Regex> {
    let mut text = format!("(?s){start}");
    for token in tokens {
        match token {
            Token::Star => text.push_str(star),
            Token::Any => text.push('.'),
            Token::One(c) => text.push_str(&::regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    RegexBuilder::new(&text).size_limit(REGEX).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(word: &str) -> Option<String> {
        let lookup = |name: &str| match name {
            "x" => Var::Set("a.b.c".into()),
            "empty" => Var::Set(String::new()),
            "arch" => Var::Unknown,
            _ => Var::Unset,
        };
        expand(word, '\\', &lookup).unwrap_or_else(|bad| panic!("{word}: {bad:?}")).text
    }

    #[test]
    fn every_form_is_expanded() {
        let cases = [
            ("$x", "a.b.c"),
            ("pre-${x}post", "pre-a.b.cpost"),
            ("${no:-y}", "y"),
            ("${empty:-y}", "y"),
            ("${empty-y}", ""),
            ("${no-y}", "y"),
            ("${x:+y}${empty:+z}${empty+w}", "yw"),
            ("${no:-${empty:-$x}}", "a.b.c"),
            ("${x#*.}", "b.c"),
            ("${x##*.}", "c"),
            ("${x%.*}", "a.b"),
            ("${x%%.*}", "a"),
            ("${x/./-}", "a-b.c"),
            ("${x//./-}", "a-b-c"),
            ("${x#?.}", "b.c"),
            ("${x##*}", ""),
            ("${x%?}", "a.b."),
            ("${x%%.?.*}", "a"),
            ("${x#b}", "a.b.c"),
            ("'$x'", "$x"),
            ("\"$x\" \\$x", "a.b.c $x"),
            ("\"a\\\"b\\c\"", "a\"b\\c"),
            ("cost$", "cost$"),
        ];
        for (word, expected) in cases {
            assert_eq!(value(word).as_deref(), Some(expected), "{word}");
        }
        assert_eq!(value("img-$arch"), None);
        assert_eq!(value("${arch:-amd64}"), None);
        assert_eq!(value("${no:-$arch}"), None);
        assert_eq!(value("${x:-$arch}").as_deref(), Some("a.b.c"));
    }

    #[test]
    fn names_and_places_are_told() {
        let used = expand("a$x/${y:-$z}", '\\', &|_| Var::Unset).unwrap().used;
        let told: Vec<_> = used.iter().map(|used| (used.name.as_str(), used.range.clone())).collect();
        assert_eq!(told, [("x", 1..3), ("y", 4..12), ("z", 9..11)]);
    }

    #[test]
    fn what_docker_refuses_is_refused() {
        for word in ["${x", "${}", "${:x}", "${x!y}", "'x", "\"x", "${no:?say}", "${x:#y}"] {
            assert!(expand(word, '\\', &|_| Var::Unset).is_err(), "{word}");
        }
        assert!(expand(&"${a:-".repeat(4000), '\\', &|_| Var::Unset).is_err());
    }
}
