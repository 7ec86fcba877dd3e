//! What is done about text that is not KDL: where the broken node ends, what it names, and what was probably meant.

use super::chars::{is_newline, is_space};
use super::space::block_comment_end;
use super::{Broken, Node, Parsed, Parser, Value, errors};
use crate::diag::Diagnostic;
use crate::source::Span;

/// A `{` that is open, and the indentation of its line.
struct Open {
    at: usize,
    indent: usize,
}

/// What a tolerant look over a broken node finds.
struct Walk {
    /// Where the node ends; nothing if something in it is never closed.
    end: Option<usize>,
    /// The `{` that most likely lacks its `}`.
    suspect: Option<usize>,
    /// The `}` that closed it, though it is indented like another.
    early: Option<usize>,
}

impl Parser<'_> {
    /// The end of the broken top-level node that starts at `start`.
    pub fn recover(&self, start: usize) -> usize {
        if let Some(end) = self.walk(start, self.text.len()).end {
            return end.max(start + self.text[start..].chars().next().map_or(0, char::len_utf8));
        }
        self.next_at_margin(start).unwrap_or(self.text.len())
    }

    /// The next line after that of `start` which begins, unindented, like a node.
    fn next_at_margin(&self, start: usize) -> Option<usize> {
        let text = &self.text[start..];
        text.match_indices('\n').map(|(at, _)| start + at + 1).find(|&at| {
            let line = self.text[at..].lines().next().unwrap_or("");
            let word = line.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(line.len());
            let after = line[word..].trim_start();
            word > 1 && (after.starts_with(['"', '{']) || (after.is_empty() && line.len() == word))
        })
    }

    /// Strings, comments and braces from `start`, without regard to what stands between.
    fn walk(&self, start: usize, limit: usize) -> Walk {
        let bytes = &self.text.as_bytes()[..limit];
        let mut open: Vec<Open> = Vec::new();
        let mut suspect = None;
        let mut early = None;
        let mut at = start;
        let mut line = self.line_start(start);
        let mut blank = true;
        while at < limit {
            let was_blank = std::mem::replace(&mut blank, false);
            match bytes[at] {
                b'\n' => {
                    if open.is_empty() && at > start {
                        return Walk { end: Some(at), suspect, early };
                    }
                    line = at + 1;
                    blank = true;
                }
                b';' if open.is_empty() => return Walk { end: Some(at + 1), suspect, early },
                b' ' | b'\t' | b'\r' => blank = was_blank,
                b'\\' => {
                    // a line that goes on
                    let rest = &self.text[at + 1..limit];
                    let blanks = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
                    if rest[blanks..].starts_with(['\n', '\r']) {
                        at += blanks + 1 + usize::from(rest[blanks..].starts_with("\r\n"));
                        line = at + 1;
                        blank = true;
                    }
                }
                // but not that of `https://…`, which somebody forgot to quote
                b'/' if bytes[at..].starts_with(b"//") && at.checked_sub(1).is_none_or(|at| bytes[at] != b':') => {
                    let rest = &self.text[at..limit];
                    at += rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                b'/' if bytes[at..].starts_with(b"/*") => match block_comment_end(bytes, at) {
                    Some(end) => {
                        at = end;
                        continue;
                    }
                    None => return Walk { end: None, suspect, early },
                },
                b'"' | b'#' => match string_end(bytes, at) {
                    Some(end) => {
                        at = end;
                        continue;
                    }
                    None => return Walk { end: None, suspect, early },
                },
                b'{' => {
                    let indent = self.text[line..].find(|c| !is_space(c)).unwrap_or(0);
                    open.push(Open { at, indent });
                }
                b'}' => match open.pop() {
                    Some(opened) => {
                        if was_blank && at - line != opened.indent && suspect.is_none() {
                            suspect = Some(opened.at);
                            early = Some(at);
                        }
                    }
                    None => return Walk { end: Some(at + 1), suspect, early },
                },
                _ => {}
            }
            at += 1;
        }
        let innermost = open.last().map(|open| open.at);
        Walk { end: innermost.is_none().then_some(limit), suspect: suspect.or(innermost), early }
    }

    /// The first `}` from `start` on that is not indented like what it closes.
    pub fn closed_early(&self, start: usize, limit: usize) -> Option<usize> {
        self.walk(start, limit).early
    }

    pub fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The brace to blame when the text ends within braces, the innermost of which is `open`.
    pub fn unclosed_brace(&self, open: Span) -> Span {
        let mut start = self.line_start(open.range().start);
        // the top-level node: the nearest unindented line at or above the brace
        while start > 0 && self.text[start..].starts_with([' ', '\t', '}', '\n', '\r']) {
            start = self.line_start(start - 1);
        }
        let limit = self.next_at_margin(start).unwrap_or(self.text.len());
        match self.walk(start, limit).suspect {
            Some(at) => self.span(at, at + 1),
            None => open,
        }
    }

    /// What a broken node was about, as far as it can be made out.
    pub fn broken(&self, start: usize, end: usize) -> Broken {
        let mut parser = Parser { text: &self.text[..end], source: self.source, at: start, depth: 0 };
        let mut words = Vec::new();
        while words.len() < 2 {
            let _ = parser.blanks();
            parser.eat("{");
            let _ = parser.blanks();
            let length = parser.word_length();
            let word = match parser.quoted_string() {
                Ok(Some(word)) => word.value,
                _ if length > 0 => {
                    parser.at += length;
                    parser.text[parser.at - length..parser.at].to_string()
                }
                _ => break,
            };
            words.push(word);
        }
        let mut words = words.into_iter();
        Broken {
            name: words.next(),
            argument: words.next(),
            span: self.span(start, end.min(self.first_line_end(start))),
        }
    }

    fn first_line_end(&self, start: usize) -> usize {
        self.text[start..].find(is_newline).map_or(self.text.len(), |at| start + at)
    }

    /// All that a person would take for one word: up to a blank, a `;`, or a brace that it did not open.
    fn extent(&self, start: usize) -> Span {
        let mut open = 0usize;
        let end = self.text[start..].char_indices().find(|&(_, c)| match c {
            '{' => {
                open += 1;
                false
            }
            '}' if open > 0 => {
                open -= 1;
                false
            }
            '}' | ';' | '"' => true,
            c => is_space(c) || is_newline(c),
        });
        let end = end.map_or(self.text.len(), |(at, _)| start + at);
        self.span(start, end.max(start + self.text[start..].chars().next().map_or(0, char::len_utf8)))
    }

    /// Text that has to be quoted.
    pub fn unquoted(&self, start: usize) -> Box<Diagnostic> {
        let mut span = self.extent(start);
        let end = span.range().end;
        let half = self.text[end..].starts_with('"');
        // of `1A="x"` the name alone is quoted
        let name =
            self.text[span.range()].strip_suffix('=').filter(|name| half && !name.is_empty() && !name.contains('='));
        if let Some(name) = name {
            return errors::unquoted(self.span(start, end - 1), name);
        }
        // its own closing quotes, or the opening ones of something else
        let own = half && self.closes_a_word(end) && !self.follows_bare_words(start);
        // only the opening quote is missing
        if half && self.text[end..self.first_line_end(end)].matches('"').count() == 1 {
            span.end += 1;
        }
        let told = errors::unquoted(span, &self.text[span.range()]);
        if half { errors::half_quoted(told, self.span(start, start), own) } else { told }
    }

    /// Whether the node that `at` stands in has bare words before it on this line.
    fn follows_bare_words(&self, at: usize) -> bool {
        let line = self.text[..at].rfind(is_newline).unwrap_or(0);
        let node = self.text[line..at].rsplit([';', '{']).next().unwrap_or("");
        node.split_whitespace().skip(1).any(|word| !word.contains(['"', '=']))
    }

    /// Whether the quotes at `at` are the last of a word, and all others before them on the line are closed. What a `;` in
    /// text ends is no node.
    fn closes_a_word(&self, at: usize) -> bool {
        let line = self.text[..at].rfind(is_newline).unwrap_or(0);
        let before = &self.text[line..at];
        if before.matches('"').count() % 2 == 1 || before.contains('"') && before.contains(';') {
            return false;
        }
        let ends = |c: char| is_space(c) || is_newline(c) || matches!(c, ';' | '}');
        self.text[at + 1..].chars().next().is_none_or(ends)
    }

    /// A `[…]` on one line: its span and what stands in it.
    pub fn list(&self, start: usize) -> (Span, Option<&str>) {
        let line = &self.text[start..self.first_line_end(start)];
        match line.find(']') {
            Some(end) => (self.span(start, start + end + 1), Some(&line[1..end])),
            None => (self.span(start, start + 1), None),
        }
    }

    /// `tag v{version}`, `tag ${x}`: KDL would read a block of children.
    pub fn check_template(&self, before: usize, spaced: bool, node: &Node) -> Parsed<()> {
        let (last, is_name) = match node.arguments.last() {
            None => (&node.name, true),
            Some(Value::String(last)) => (last, false),
            Some(_) => return Ok(()),
        };
        let bare = last.quoting == super::Quoting::Bare && last.span.range().end == before;
        let one_word = !is_name && self.is_one_word(self.at);
        if !spaced && bare && (last.value.ends_with(['$', '-', ':', '.', '_']) || one_word) {
            return Err(self.unquoted(last.span.range().start));
        }
        Ok(())
    }

    /// Whether `{…}` stands here, without blanks in it.
    fn is_one_word(&self, start: usize) -> bool {
        let rest = &self.text[start + 1..];
        let end = rest.find(|c: char| is_space(c) || is_newline(c) || c == '}').unwrap_or(rest.len());
        end > 0 && rest[end..].starts_with('}')
    }

    /// Something after a block of children.
    pub fn after_block(&self, block: Option<usize>, spaced: bool) -> Box<Diagnostic> {
        match block {
            Some(start) if !spaced && self.is_one_word(start) => self.unquoted(start),
            _ => errors::after_block(self.here()),
        }
    }

    /// A second block: `tag {prefix}{-variant}` was meant as a template.
    pub fn second_block(&self, block: Option<usize>, spaced: bool) -> Box<Diagnostic> {
        match block {
            Some(start) if !spaced && self.is_one_word(start) => self.unquoted(start),
            _ => errors::second_block(self.here()),
        }
    }

    /// Something right behind a value, such as a comma.
    pub fn unspaced(&self, node: &Node, c: char) -> Box<Diagnostic> {
        let values = || node.arguments.iter().chain(node.properties.iter().map(|property| &property.value));
        let last = values().max_by_key(|value| value.span().end);
        let no_blank = || errors::no_blank(self.here(), c, self.text[..self.at].chars().next_back());
        match (c, last) {
            (',', _) => errors::comma(self.here()),
            (':', Some(Value::String(name))) if name.quoting == super::Quoting::Plain => {
                let behind = self.at + 1 + self.rest()[1..].find(|c| !is_space(c)).unwrap_or(0);
                let word = name.value.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
                let value =
                    self.text[behind..].starts_with(|c: char| c == '"' || c == '#' || c.is_ascii_alphanumeric());
                let right = word && value && node.arguments.last().is_some_and(|last| last.span() == name.span);
                let whole = self.span(name.span.range().start, behind);
                errors::colon(self.here(), right.then_some((whole, name.value.as_str())))
            }
            (':', _) => errors::colon(self.here(), None),
            ('"', Some(Value::String(word))) if word.quoting == super::Quoting::Bare => {
                // with another bare word before it there is no telling where the text starts
                let bare =
                    |value: &&Value| matches!(value, Value::String(word) if word.quoting == super::Quoting::Bare);
                let right = values().filter(bare).count() == 1 && self.closes_a_word(self.at);
                let start = word.span.range().start;
                errors::half_quoted(no_blank(), self.span(start, start), right)
            }
            _ => no_blank(),
        }
    }

    /// Something right behind a node's name.
    pub fn glued(&self, node: &Node, c: char) -> Box<Diagnostic> {
        match c {
            '"' | '#' if node.name.quoting == super::Quoting::Bare => errors::no_blank(self.here(), c, None),
            _ if node.name.quoting == super::Quoting::Bare && matches!(c, '[' | '(' | '/' | '\\' | ']') => {
                self.unquoted(node.name.span.range().start)
            }
            ',' => errors::comma(self.here()),
            _ => errors::no_blank(self.here(), c, None),
        }
    }
}

/// The end of the string or keyword at `at`; one that is not closed on its line ends there.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let hashes = bytes[at..].iter().take_while(|&&byte| byte == b'#').count();
    let open = at + hashes;
    if bytes.get(open) != Some(&b'"') {
        return Some(open.max(at + 1));
    }
    let quotes = if bytes[open..].starts_with(b"\"\"\"") { 3 } else { 1 };
    let mut close = vec![b'"'; quotes];
    close.resize(quotes + hashes, b'#');
    let mut end = open + quotes;
    while end < bytes.len() {
        if bytes[end..].starts_with(&close) {
            return Some(end + close.len());
        }
        match bytes[end] {
            b'\n' if quotes == 1 => return Some(end),
            b'\\' if hashes == 0 && bytes.get(end + 1) != Some(&b'\n') => end += 2,
            _ => end += 1,
        }
    }
    (quotes == 1).then_some(bytes.len())
}
