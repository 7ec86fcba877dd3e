//! A source as people are shown it, and where its places are in that.

use crate::source::Source;
use crate::visible::{is_spelt, spelt, visible};
use std::borrow::Cow;
use std::ops::Range;

/// The most bytes of a label that are marked, and that a long line shows beside it.
const MAX_MARKED: usize = 200;

/// Lines are those of the source; a line with characters that are spelt is longer.
#[derive(Debug)]
pub struct Shown<'a> {
    pub source: &'a Source,
    pub name: Cow<'a, str>,
    pub text: Cow<'a, str>,
    /// Behind each spelt character: its end in the source, and in the text that is shown.
    ends: Vec<(usize, usize)>,
}

impl<'a> Shown<'a> {
    pub fn of(source: &'a Source) -> Shown<'a> {
        let name = visible(&source.name);
        let (text, mut ends) = (source.text.as_str(), Vec::new());
        if !text.contains(is_spelt) {
            return Shown { source, name, text: Cow::Borrowed(text), ends };
        }
        let mut out = String::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            // a line's end, and what a file may begin with, are as they should be
            let usual = c == '\r' && text[at + 1..].starts_with('\n') || c == '\u{feff}' && at == 0;
            if is_spelt(c) && !usual {
                out.push_str(&spelt(c));
                ends.push((at + c.len_utf8(), out.len()));
            } else {
                out.push(c);
            }
        }
        Shown { source, name, text: Cow::Owned(out), ends }
    }

    /// Where an offset of the source is shown.
    pub fn at(&self, offset: usize) -> usize {
        let before = self.ends.partition_point(|(end, _)| *end <= offset);
        self.ends[..before].last().map_or(offset, |(end, shown)| offset - end + shown)
    }

    /// The offset of the source that is shown at another one.
    pub fn back(&self, offset: usize) -> usize {
        let before = self.ends.partition_point(|(_, shown)| *shown <= offset);
        self.ends[..before].last().map_or(offset, |(end, shown)| offset - shown + end)
    }

    /// The end of a label from `start` to `end`: a long one of one line is marked at its start only.
    pub fn clipped(&self, start: usize, end: usize) -> usize {
        match end - start > MAX_MARKED && !self.text[start..end].contains('\n') {
            true => self.text.floor_char_boundary(start + MAX_MARKED),
            false => end,
        }
    }

    /// The part of a line around a place on it.
    pub fn around(&self, line: Range<usize>, place: Range<usize>) -> Range<usize> {
        let start = self.text.ceil_char_boundary(place.start.saturating_sub(MAX_MARKED)).max(line.start);
        start..self.text.floor_char_boundary(place.end + MAX_MARKED).min(line.end)
    }

    /// What is shown of the line before an offset.
    pub fn before(&self, offset: usize) -> &str {
        let line = self.source.line_start(self.source.position(offset).line);
        self.text.get(self.at(line)..self.at(offset)).unwrap_or_default()
    }
}
