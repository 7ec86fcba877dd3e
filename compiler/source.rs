//! Texts and places in them.
//!
//! In: file names and texts. Out: [`Sources`], which hands out a [`SourceId`] for each, and [`Span`]s that point into them.
//! This module knows nothing of KDL, Docker or disks.

use std::fmt;

/// The number of a file within one [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A half-open range of bytes, `start..end`, in one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Span { source, start: start as u32, end: end.max(start) as u32 }
    }

    /// The smallest span that covers both; `self` alone if they are in different files.
    pub fn to(self, other: Span) -> Span {
        if self.source != other.source {
            return self;
        }
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// A part of this span, by byte offsets from its start.
    pub fn part(self, start: usize, end: usize) -> Span {
        Span::new(self.source, self.start as usize + start, self.start as usize + end)
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}..{}", self.source.0, self.start, self.end)
    }
}

/// A value and the characters it was written with. Equality is that of the value alone.
#[derive(Clone, Copy, Debug)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }

    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned { value: &self.value, span: self.span }
    }
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Spanned<T> {}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// One file: its name as the user is told it, and its text.
#[derive(Debug)]
pub struct Source {
    /// As written by the user, or `<std>/roles.kdl` for the standard library.
    pub name: String,
    /// From the stack's root, where it is a file of the stack itself: what a repair may change.
    pub path: Option<String>,
    pub text: String,
    /// The byte offset at which each line starts; the first is 0.
    lines: Vec<u32>,
}

/// A line and a column, both from 1; the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Source {
    fn new(name: String, text: String) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at as u32 + 1)).collect();
        Source { name, path: None, text, lines }
    }

    /// Where a byte offset is. An offset past the end is the end.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.lines.partition_point(|&start| start as usize <= offset) - 1;
        let column = self.text[self.lines[line] as usize..offset].chars().count() + 1;
        Position { line: line + 1, column }
    }

    /// The text of a line, counted from 1, without its line end.
    pub fn line(&self, line: usize) -> &str {
        let start = self.lines[line - 1] as usize;
        let end = self.lines.get(line).map_or(self.text.len(), |&next| next as usize);
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The byte offset at which a line, counted from 1, starts.
    pub fn line_start(&self, line: usize) -> usize {
        self.lines[line - 1] as usize
    }
}

/// Every file of one compilation.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.files.push(Source::new(name.into(), text.into()));
        SourceId(self.files.len() as u32 - 1)
    }

    /// A file of the stack itself, at a path from its root.
    pub fn add_own(&mut self, name: impl Into<String>, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = self.add(name, text);
        self.files[id.0 as usize].path = Some(path.into());
        id
    }

    /// Takes over those of another compilation. The numbers of its files grow by what is returned.
    pub fn take(&mut self, other: Sources) -> u32 {
        let by = self.files.len() as u32;
        self.files.extend(other.files);
        by
    }

    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The characters of a span.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.range()).unwrap_or("")
    }

    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter().enumerate().map(|(at, file)| (SourceId(at as u32), file))
    }
}
