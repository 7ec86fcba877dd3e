//! What stands between words: blanks, comments, line ends, continued lines.

use super::chars::{is_newline, is_space, line_length};
use super::{Parsed, Parser, errors};

impl Parser<'_> {
    /// Blanks and `/* */` on one line. Whether there were any.
    pub fn blanks(&mut self) -> Parsed<bool> {
        let start = self.at;
        loop {
            match self.byte() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'/') if self.looking_at("/*") => self.block_comment()?,
                Some(byte) if !byte.is_ascii() && self.peek().is_some_and(is_space) => {
                    self.at = self.here().range().end
                }
                _ => return Ok(self.at > start),
            }
        }
    }

    /// What may stand between the parts of a node: [`blanks`](Self::blanks) and lines continued with `\`.
    pub fn node_space(&mut self) -> Parsed<bool> {
        let mut any = self.blanks()?;
        while self.byte() == Some(b'\\') {
            let backslash = self.here();
            self.at += 1;
            self.blanks()?;
            if self.looking_at("//") {
                self.line_comment();
            }
            if self.peek().is_some() && !self.newline() {
                return Err(errors::backslash(backslash));
            }
            self.blanks()?;
            any = true;
        }
        Ok(any)
    }

    /// What may stand between nodes. Returns the comment on the lines right before the next one.
    pub fn line_space(&mut self) -> Parsed<Option<String>> {
        let mut comment: Option<String> = None;
        let mut fresh_line = true;
        loop {
            self.node_space()?;
            if self.looking_at("//") {
                let line = self.line_comment().to_string();
                match &mut comment {
                    Some(text) => {
                        text.push('\n');
                        text.push_str(&line);
                    }
                    None => comment = Some(line),
                }
                self.newline();
                fresh_line = true;
            } else if self.newline() {
                // an empty line parts a comment from what follows
                if fresh_line {
                    comment = None;
                }
                fresh_line = true;
            } else {
                return Ok(comment);
            }
        }
    }

    /// The text of a `//` comment, up to its line's end.
    pub fn line_comment(&mut self) -> &str {
        let start = self.at + 2;
        let rest = &self.text[start..];
        self.at = start + line_length(rest);
        self.text[start..self.at].trim()
    }

    /// Skips one line end.
    pub fn newline(&mut self) -> bool {
        if self.eat("\r\n") || self.eat("\n") {
            return true;
        }
        let found = self.peek().is_some_and(is_newline);
        if found {
            self.at = self.here().range().end;
        }
        found
    }

    /// Skips `/* … */`, which may hold others.
    fn block_comment(&mut self) -> Parsed<()> {
        let start = self.at;
        match block_comment_end(self.text.as_bytes(), start) {
            Some(end) => {
                self.at = end;
                Ok(())
            }
            None => Err(errors::unclosed_comment(self.span(start, start + 2))),
        }
    }
}

/// Where the `/*` at `start` is closed.
pub fn block_comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => {
                depth += 1;
                at += 2;
            }
            b"*/" => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
    None
}
