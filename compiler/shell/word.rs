//! Words: quotes, escapes, and what a `$` begins.

use super::scan::Scanner;
use super::{Word, name_length};

impl Scanner<'_> {
    /// One word; at least one character is taken.
    pub fn word(&mut self) -> Word {
        let start = self.at;
        let mut word = Word { text: String::new(), literal: true, start, end: start };
        while let Some(c) = self.peek() {
            let from = self.at;
            match c {
                c if c.is_whitespace() || ";&|()<>".contains(c) => break,
                '`' if self.backticks > 0 => break,
                '\\' => self.escape(&mut word.text),
                '\'' => self.single(&mut word.text),
                '"' => word.literal &= self.double(&mut word.text),
                '$' if self.rest().starts_with("$'") => {
                    self.bump();
                    self.ansi(&mut word.text);
                }
                '$' if self.rest().starts_with("$\"") => {
                    self.bump();
                }
                '$' => {
                    word.literal &= !self.dollar(false);
                    word.text.push_str(&self.text[from..self.at]);
                }
                '`' => {
                    word.literal = false;
                    self.backtick();
                    word.text.push_str(&self.text[from..self.at]);
                }
                c => {
                    self.bump();
                    word.text.push(c);
                }
            }
        }
        if self.at == start {
            word.text.extend(self.bump());
        }
        word.end = self.at;
        word
    }

    fn escape(&mut self, text: &mut String) {
        self.bump();
        if self.peek() == Some('\r') && self.rest().starts_with("\r\n") {
            self.bump();
        }
        text.extend(self.bump().filter(|&c| c != '\n'));
    }

    fn single(&mut self, text: &mut String) {
        self.bump();
        let start = self.at;
        let length = self.rest().find('\'').unwrap_or(self.rest().len());
        self.at += length;
        text.push_str(&self.text[start..self.at]);
        self.quoted_uses(start, self.at);
        if self.bump().is_none() {
            self.never_closed(start - 1);
        }
    }

    /// `$'…'`, at its first quote.
    fn ansi(&mut self, text: &mut String) {
        let start = self.at;
        self.bump();
        while let Some(c) = self.bump() {
            match c {
                '\'' => return,
                '\\' => text.extend(self.bump()),
                c => text.push(c),
            }
        }
        self.never_closed(start);
    }

    /// Whether it was literal.
    fn double(&mut self, text: &mut String) -> bool {
        let start = self.at;
        self.bump();
        let mut literal = true;
        while let Some(c) = self.peek() {
            let from = self.at;
            match c {
                '"' => {
                    self.bump();
                    return literal;
                }
                '\\' => {
                    self.bump();
                    match self.peek() {
                        Some('\n') => {
                            self.bump();
                        }
                        Some('$' | '`' | '"' | '\\') => text.extend(self.bump()),
                        _ => text.push('\\'),
                    }
                }
                '$' => {
                    literal &= !self.dollar(true);
                    text.push_str(&self.text[from..self.at]);
                }
                // in `…` the closing one ends even a string that was never closed
                '`' if self.backticks > 0 => return literal,
                '`' => {
                    literal = false;
                    self.backtick();
                    text.push_str(&self.text[from..self.at]);
                }
                c => {
                    self.bump();
                    text.push(c);
                }
            }
        }
        self.never_closed(start);
        literal
    }

    pub fn backtick(&mut self) {
        self.bump();
        self.backticks += 1;
        self.nested('`');
        self.backticks -= 1;
    }

    /// At a `$`; whether anything is expanded.
    pub fn dollar(&mut self, in_quotes: bool) -> bool {
        let start = self.at;
        self.bump();
        if self.take("((") {
            self.arithmetic();
        } else if self.take("(") {
            let backticks = std::mem::take(&mut self.backticks);
            self.nested(')');
            self.backticks = backticks;
        } else if self.take("{") {
            self.braces(start, in_quotes);
        } else {
            let length = name_length(self.rest());
            if length == 0 {
                let special = self.peek().is_some_and(|c| c.is_ascii_digit() || "@*#?-$!".contains(c));
                if special {
                    self.bump();
                }
                return special;
            }
            let from = self.at;
            self.at += length;
            let name = &self.text[from..self.at];
            self.used(name, start);
        }
        true
    }

    /// After `${`; `start` is at the `$`.
    fn braces(&mut self, start: usize, in_quotes: bool) {
        if matches!(self.peek(), Some('#' | '!')) && !self.rest()[1..].starts_with('}') {
            self.bump();
        }
        let from = self.at;
        let name = &self.text[from..from + name_length(&self.text[from..])];
        self.at += name.len();
        let assigns = self.rest().starts_with(":=") || self.rest().starts_with('=');
        self.until_brace(in_quotes);
        if !name.is_empty() {
            self.used(name, start);
            if assigns {
                self.defaulted(name, from);
            }
        }
    }

    /// To the `}` that closes, which is taken.
    fn until_brace(&mut self, in_quotes: bool) {
        self.depth += 1;
        let mut ignored = String::new();
        while let Some(c) = self.peek() {
            match c {
                '}' => {
                    self.bump();
                    break;
                }
                '\\' => self.escape(&mut ignored),
                '\'' if !in_quotes => self.single(&mut ignored),
                '"' if self.depth < 60 => {
                    self.double(&mut ignored);
                }
                '$' if self.depth < 60 => {
                    self.dollar(in_quotes);
                }
                '`' if self.backticks == 0 => self.backtick(),
                _ => {
                    self.bump();
                }
            }
        }
        self.depth -= 1;
    }

    /// After `$((`: names count without a `$` there.
    fn arithmetic(&mut self) {
        let mut open = 0usize;
        while let Some(c) = self.peek() {
            match c {
                ')' if open == 0 => {
                    self.bump();
                    self.take(")");
                    return;
                }
                ')' => {
                    open -= 1;
                    self.bump();
                }
                '(' => {
                    open += 1;
                    self.bump();
                }
                '$' if self.depth < 60 => {
                    self.depth += 1;
                    self.dollar(true);
                    self.depth -= 1;
                }
                c if c.is_ascii_digit() => {
                    // 0x1f, 16#ff
                    let digit = |c: char| c.is_ascii_alphanumeric() || c == '#';
                    self.at += self.rest().find(|c| !digit(c)).unwrap_or(self.rest().len());
                }
                _ => {
                    let from = self.at;
                    let name = &self.text[from..from + name_length(&self.text[from..])];
                    if name.is_empty() {
                        self.bump();
                    } else {
                        self.at += name.len();
                        self.used(name, from);
                    }
                }
            }
        }
    }
}
