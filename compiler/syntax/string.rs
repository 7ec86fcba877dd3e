//! Strings: plain, raw, of one line and of several, with the place of every byte.

use super::chars::{first_forbidden, is_forbidden, is_newline, is_space, is_word, line_length};
use super::{Parsed, Parser, Quoting, Word, errors};

/// A character of a plain string of several lines, before its indentation is removed.
struct Piece {
    /// Where it starts in the source.
    at: usize,
    value: char,
    /// Written with a `\`, so never a line's end or part of the indentation.
    escaped: bool,
    /// Skipped space between it and the one before it.
    gap: bool,
}

/// Builds a [`Word`]: text, and where it comes from.
struct Builder {
    value: String,
    map: Vec<(u32, u32)>,
    /// Where the next byte has to come from for the last pair of `map` to hold on.
    next: usize,
}

impl Builder {
    fn new(start: usize, capacity: usize) -> Self {
        Builder { value: String::with_capacity(capacity), map: vec![(0, start as u32)], next: start }
    }

    /// The source goes on at `at`.
    fn jump(&mut self, at: usize) {
        if self.next == at {
            return;
        }
        let pair = (self.value.len() as u32, at as u32);
        match self.map.last_mut() {
            Some(last) if last.0 == pair.0 => *last = pair,
            _ => self.map.push(pair),
        }
        self.next = at;
    }

    fn text(&mut self, at: usize, text: &str) {
        self.jump(at);
        self.value.push_str(text);
        self.next = at + text.len();
    }

    /// A character that is written with other characters.
    fn escape(&mut self, at: usize, value: char, end: usize) {
        self.jump(at);
        if self.map.last().is_none_or(|last| last.0 as usize != self.value.len()) {
            self.map.push((self.value.len() as u32, at as u32));
        }
        self.value.push(value);
        self.map.push((self.value.len() as u32, end as u32));
        self.next = end;
    }
}

impl Parser<'_> {
    /// A quoted or raw string, if one starts here.
    pub fn quoted_string(&mut self) -> Parsed<Option<Word>> {
        match self.byte() {
            Some(b'"') => self.plain().map(Some),
            Some(b'#') => {
                let hashes = self.text.as_bytes()[self.at..].iter().take_while(|&&byte| byte == b'#').count();
                match self.text.as_bytes().get(self.at + hashes) {
                    Some(b'"') => self.raw(hashes).map(Some),
                    _ => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// The length of the bare word here; 0 if none.
    pub fn word_length(&self) -> usize {
        self.rest().find(|c| !is_word(c)).unwrap_or(self.rest().len())
    }

    fn raw(&mut self, hashes: usize) -> Parsed<Word> {
        let start = self.at;
        let open = start + hashes;
        let closing = format!("\"{}", "#".repeat(hashes));
        if self.text[open..].starts_with("\"\"\"") {
            let closing = format!("\"\"{closing}");
            let Some(length) = self.text[open + 3..].find(&closing) else {
                return Err(errors::unclosed_lines(self.span(start, open + 3), &closing));
            };
            return self.lines(start, open + 3, open + 3 + length, closing.len(), Quoting::Raw);
        }
        let body = open + 1;
        let line_end = body + line_length(&self.text[body..]);
        let search =
            if self.text[body..line_end].starts_with('"') && !self.text[body..].starts_with(&closing) { 1 } else { 0 };
        let Some(length) = self.text[body + search..line_end].find(&closing) else {
            return Err(errors::unclosed_string(self.span(start, line_end), &closing, &self.text[start..line_end]));
        };
        let end = body + search + length;
        self.check_characters(body, end)?;
        self.at = end + closing.len();
        Ok(Word {
            value: self.text[body..end].to_string(),
            span: self.span(start, self.at),
            quoting: Quoting::Raw,
            map: vec![(0, body as u32)],
        })
    }

    fn plain(&mut self) -> Parsed<Word> {
        let start = self.at;
        if self.looking_at("\"\"\"") {
            let bytes = self.text.as_bytes();
            let mut at = start + 3;
            while at < bytes.len() && !bytes[at..].starts_with(b"\"\"\"") {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            if at >= bytes.len() {
                return Err(errors::unclosed_lines(self.span(start, start + 3), "\"\"\""));
            }
            return self.lines(start, start + 3, at, 3, Quoting::Plain);
        }
        self.at += 1;
        let mut word = Builder::new(self.at, 16);
        loop {
            let run = self.at;
            let rest = &self.text[run..];
            let end = rest
                .find(|c: char| c == '"' || c == '\\' || is_newline(c) || is_forbidden(c))
                .map_or(self.text.len(), |at| run + at);
            if end > run {
                word.text(run, &self.text[run..end]);
            }
            self.at = end;
            match self.peek() {
                Some('"') => break,
                Some('\\') => {
                    if let Some(value) = self.escape(start)? {
                        word.escape(end, value, self.at);
                    }
                }
                Some(c) if is_forbidden(c) => return Err(errors::forbidden(self.here(), c)),
                _ => return Err(errors::unclosed_string(self.span(start, end), "\"", &self.text[start..end])),
            }
        }
        word.jump(self.at);
        self.at += 1;
        Ok(Word { value: word.value, span: self.span(start, self.at), quoting: Quoting::Plain, map: word.map })
    }

    /// The escape here; nothing for one that skips white space.
    fn escape(&mut self, string: usize) -> Parsed<Option<char>> {
        let start = self.at;
        self.at += 1;
        let value = match self.peek() {
            Some('"') => '"',
            Some('\\') => '\\',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('s') => ' ',
            Some('u') => {
                let digits =
                    self.rest()[1..].strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(digits, _)| digits);
                let good = digits.filter(|digits| {
                    (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
                });
                let value = good.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32);
                let (Some(value), Some(digits)) = (value, good) else {
                    return Err(errors::unicode_escape(self.span(start, start + 2)));
                };
                self.at += digits.len() + 3;
                return Ok(Some(value));
            }
            Some(c) if is_space(c) || is_newline(c) => {
                let rest = self.rest();
                self.at += rest.find(|c| !is_space(c) && !is_newline(c)).unwrap_or(rest.len());
                return Ok(None);
            }
            Some(other) => {
                let escape = self.span(start, start + 1 + other.len_utf8());
                return Err(errors::escape(escape, &self.text[escape.range()], self.string_here(string)));
            }
            None => return Err(errors::unclosed_string(self.span(string, start), "\"", "")),
        };
        self.at += 1;
        Ok(Some(value))
    }

    /// The whole of a plain string that starts at `start`, if it is closed.
    fn string_here(&self, start: usize) -> Option<(crate::source::Span, &str)> {
        let bytes = self.text.as_bytes();
        let quotes = if self.text[start..].starts_with("\"\"\"") { 3 } else { 1 };
        let mut at = start + quotes;
        while at < bytes.len() && !bytes[at..].starts_with(&b"\"\"\""[..quotes]) {
            if quotes == 1 && bytes[at] == b'\n' {
                return None;
            }
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        let end = at + quotes;
        self.text.get(start..end).map(|text| (self.span(start, end), text))
    }

    fn check_characters(&self, start: usize, end: usize) -> Parsed<()> {
        match first_forbidden(&self.text[start..end]) {
            Some((at, c)) => Err(errors::forbidden(self.span(start + at, start + at + c.len_utf8()), c)),
            None => Ok(()),
        }
    }

    /// A string of several lines: `body..close` lies between the quotes.
    fn lines(&mut self, start: usize, body: usize, close: usize, closing: usize, quoting: Quoting) -> Parsed<Word> {
        let end = close + closing;
        self.at = body;
        if !self.newline() {
            return Err(errors::lines_on_one_line(self.span(start, end), &self.text[start..end]));
        }
        let first = self.at;
        if first > close {
            return Err(errors::lines_on_one_line(self.span(start, end), &self.text[start..end]));
        }
        self.check_characters(first, close)?;
        let word = if quoting == Quoting::Plain && self.text[first..close].contains('\\') {
            self.escaped_lines(start, first, close)?
        } else {
            self.plain_lines(first, close)?
        };
        self.at = end;
        Ok(Word { value: word.value, span: self.span(start, end), quoting, map: word.map })
    }

    /// The lines of `first..close`, which hold no escapes.
    fn plain_lines(&self, first: usize, close: usize) -> Parsed<Builder> {
        let body = &self.text[first..close];
        let last = body.rfind(is_newline).map_or(0, |at| at + body[at..].chars().next().map_or(0, char::len_utf8));
        let indent = &body[last..];
        if !indent.chars().all(is_space) {
            return Err(errors::text_before_closing(self.span(first + last, close)));
        }
        let mut word = Builder::new(first, body.len());
        let mut at = 0;
        while at < last {
            let rest = &body[at..];
            let length = line_length(rest);
            let ending = if rest[length..].starts_with("\r\n") {
                2
            } else {
                rest[length..].chars().next().map_or(0, char::len_utf8)
            };
            let line = &rest[..length];
            if let Some(text) = line.strip_prefix(indent).filter(|text| !text.chars().all(is_space)) {
                word.text(first + at + indent.len(), text);
            } else if !line.chars().all(is_space) {
                return Err(errors::indentation(
                    self.span(first + at, first + at + length),
                    self.span(first + last, close),
                ));
            }
            if at + length + ending < last {
                word.jump(first + at + length);
                word.value.push('\n');
                word.next = first + at + length + ending;
                if ending != 1 {
                    word.map.push((word.value.len() as u32, word.next as u32));
                }
            }
            at += length + ending;
        }
        if word.value.is_empty() {
            word.map = vec![(0, first as u32)];
        }
        Ok(word)
    }

    /// The same with escapes: those that skip white space first, then the indentation, then the others.
    fn escaped_lines(&mut self, start: usize, first: usize, close: usize) -> Parsed<Builder> {
        let mut pieces: Vec<Piece> = Vec::with_capacity(close - first);
        let mut gap = false;
        self.at = first;
        while self.at < close {
            let at = self.at;
            if self.byte() == Some(b'\\') {
                match self.escape(start)? {
                    Some(value) => pieces.push(Piece { at, value, escaped: true, gap }),
                    None => {
                        gap = true;
                        self.at = self.at.min(close);
                        continue;
                    }
                }
            } else if self.newline() {
                pieces.push(Piece { at, value: '\n', escaped: false, gap });
            } else {
                let value = self.peek().unwrap_or('\n');
                self.at += value.len_utf8();
                pieces.push(Piece { at, value, escaped: false, gap });
            }
            gap = false;
        }
        let mut lines: Vec<&[Piece]> = pieces.split(|piece| piece.value == '\n' && !piece.escaped).collect();
        let indent = lines.pop().unwrap_or(&[]);
        let blank = |line: &[Piece]| line.iter().all(|piece| !piece.escaped && is_space(piece.value));
        let closing = self.span(indent.first().map_or(close, |piece| piece.at), close);
        if !blank(indent) {
            return Err(errors::text_before_closing(closing));
        }
        let mut word = Builder::new(first, pieces.len());
        let count = lines.len();
        let mut index = 0;
        for (number, line) in lines.into_iter().enumerate() {
            index += line.len();
            if !blank(line) {
                let same = line.len() >= indent.len()
                    && line.iter().zip(indent).all(|(a, b)| a.value == b.value && !a.escaped);
                if !same {
                    let from = line[0].at;
                    let to = self.text[from..].find(is_newline).map_or(close, |at| (from + at).min(close));
                    return Err(errors::indentation(self.span(from, to), closing));
                }
                for (offset, piece) in line.iter().enumerate().skip(indent.len()) {
                    let after = pieces.get(index - line.len() + offset + 1);
                    match (piece.escaped, after) {
                        (true, Some(after)) if !after.gap => word.escape(piece.at, piece.value, after.at),
                        (true, _) => word.escape(piece.at, piece.value, piece.at + 2),
                        (false, _) => word.text(piece.at, piece.value.encode_utf8(&mut [0; 4])),
                    }
                }
            }
            if number + 1 < count {
                word.jump(pieces[index].at);
                word.value.push('\n');
                word.next = pieces.get(index + 1).map_or(close, |piece| piece.at);
                if word.next != pieces[index].at + 1 {
                    word.map.push((word.value.len() as u32, word.next as u32));
                }
            }
            index += 1;
        }
        Ok(word)
    }
}
