//! Physical lines, and the logical ones that continuations join.

use crate::source::{SourceId, Span, Spanned};
use std::collections::HashMap;
use std::ops::Range;

/// Lines of a text, one after the other.
pub(super) struct Reader<'t> {
    pub text: &'t str,
    /// The start of the next line.
    pub at: usize,
    /// Where lines start, by their text, and by that without the tabs before it; found once there is a here-document.
    starts: Option<HashMap<(bool, &'t str), Vec<usize>>>,
}

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Reader { text, at, starts: None }
    }

    /// The next line that is this text, after its tabs where these do not count; the one behind it comes next.
    pub fn skip_to(&mut self, wanted: &str, tabs: bool) -> Option<Range<usize>> {
        let (text, at) = (self.text, self.at);
        let starts = self.starts.get_or_insert_with(|| {
            let mut starts: HashMap<(bool, &str), Vec<usize>> = HashMap::new();
            let mut lines = Reader::new(text);
            while let Some(line) = lines.next() {
                let (written, start) = (&text[line.clone()], line.start);
                starts.entry((false, written)).or_default().push(start);
                starts.entry((true, written.trim_start_matches('\t'))).or_default().push(start);
            }
            starts
        });
        let alike = starts.get(&(tabs, wanted))?;
        let start = *alike.get(alike.partition_point(|&start| start < at))?;
        self.at = start;
        self.next()
    }

    /// The next line without its line end.
    pub fn next(&mut self) -> Option<Range<usize>> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let end = self.text[start..].find('\n').map_or(self.text.len(), |found| start + found + 1);
        self.at = end;
        Some(start..start + self.text[start..end].trim_end_matches(['\r', '\n']).len())
    }
}

/// A logical line: the text of one instruction, and where each of its bytes stands.
pub(super) struct Line {
    pub text: String,
    /// Pairs of (offset in `text`, offset in the source), ascending; between two, both advance together.
    map: Vec<(usize, usize)>,
    source: SourceId,
    /// Where its last piece ends in the source.
    pub end: usize,
}

impl Line {
    pub fn new(source: SourceId) -> Self {
        Line { text: String::new(), map: Vec::new(), source, end: 0 }
    }

    /// Appends the characters of `text` at `range`.
    pub fn push(&mut self, text: &str, range: Range<usize>) {
        self.map.push((self.text.len(), range.start));
        self.text.push_str(&text[range.clone()]);
        self.end = range.end;
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.at(range.start);
        let end = if range.end > range.start { self.at(range.end - 1) + 1 } else { start };
        Span::new(self.source, start, end)
    }

    /// The characters of a range, and their place.
    pub fn word(&self, range: Range<usize>) -> Spanned<String> {
        Spanned::new(self.text[range.clone()].to_string(), self.span(range))
    }

    fn at(&self, offset: usize) -> usize {
        let pair = self.map.partition_point(|&(line, _)| line <= offset).saturating_sub(1);
        self.map.get(pair).map_or(self.end, |&(line, source)| source + (offset - line))
    }
}

/// A line without the escape that continues it, and whether there was one. An escaped escape continues nothing.
pub(super) fn continuation(text: &str, range: Range<usize>, escape: char) -> (Range<usize>, bool) {
    let line = text[range.clone()].trim_end_matches([' ', '\t']);
    match line.strip_suffix(escape) {
        Some(rest) if !rest.ends_with(escape) => (range.start..range.start + rest.len(), true),
        _ => (range, false),
    }
}

/// A range without the blanks at its ends.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}
