//! The neutral tree: what any KDL 2 parser can give, with exact places.

use super::Removal;
use crate::source::Span;

/// How a string stood in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quoting {
    /// `word`
    Bare,
    /// `"word"` or `"""…"""`
    Plain,
    /// `#"word"#` or `#"""…"""#`
    Raw,
}

/// A string, and where each of its bytes stands.
#[derive(Clone, Debug)]
pub struct Word {
    pub value: String,
    /// With the quotes.
    pub span: Span,
    pub quoting: Quoting,
    /// Pairs of (offset in `value`, offset in the source), ascending; between two, both advance together.
    /// Escapes and removed indentation start a new pair.
    pub map: Vec<(u32, u32)>,
}

impl Word {
    /// The span of a part of the value, by byte offsets into it.
    pub fn part(&self, start: usize, end: usize) -> Span {
        if self.map.is_empty() {
            return self.span;
        }
        let from = self.at(start);
        Span::new(self.span.source, from, if end > start { self.end(end) } else { from })
    }

    /// Where the character before an offset ends: of an escape that is the whole escape.
    fn end(&self, offset: usize) -> usize {
        let next = self.map.partition_point(|&(value, _)| (value as usize) < offset);
        match (self.map[next.saturating_sub(1)], self.map.get(next)) {
            ((start, _), Some(&(value, source))) if value as usize == offset && value - start <= 4 => source as usize,
            _ => self.at(offset - 1) + 1,
        }
    }

    fn at(&self, offset: usize) -> usize {
        let pair = self.map.partition_point(|&(value, _)| value as usize <= offset).saturating_sub(1);
        let (value, source) = self.map[pair];
        source as usize + offset.saturating_sub(value as usize)
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Word {}

/// A KDL value.
#[derive(Clone, Debug)]
pub enum Value {
    String(Word),
    /// As written: `3.10` stays `3.10`.
    Number {
        text: String,
        integer: Option<i64>,
        span: Span,
    },
    Bool(bool, Span),
    Null(Span),
}

impl Value {
    pub fn span(&self) -> Span {
        match self {
            Value::String(word) => word.span,
            Value::Number { span, .. } | Value::Bool(_, span) | Value::Null(span) => *span,
        }
    }

    /// "a string", "a number", for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::String(_) => "a string",
            Value::Number { .. } => "a number",
            Value::Bool(..) => "a boolean",
            Value::Null(_) => "null",
        }
    }
}

/// `name=value`
#[derive(Clone, Debug)]
pub struct Property {
    pub name: Word,
    pub value: Value,
    /// From the name to the end of the value.
    pub span: Span,
}

/// A node: `name arg… prop=value… { children }`.
#[derive(Clone, Debug)]
pub struct Node {
    pub name: Word,
    pub arguments: Vec<Value>,
    pub properties: Vec<Property>,
    /// `None` without braces.
    pub children: Option<Vec<Node>>,
    /// A type annotation, wherever it stands on this node: `(u8)`.
    pub annotations: Vec<Span>,
    /// From the name to the end of the last entry, without the children.
    pub head: Span,
    /// The whole node.
    pub span: Span,
    /// The comment right before it on lines of its own, then the one after it on its line: a line each, without the slashes.
    pub comment: Option<String>,
    /// How it is taken away, where that leaves all else as it is.
    pub removal: Option<Removal>,
}

/// A top-level node that could not be parsed. What it names counts as present but unknown.
#[derive(Clone, Debug)]
pub struct Broken {
    pub name: Option<String>,
    /// The first argument, if it could be made out: the name of an image, a plan, …
    pub argument: Option<String>,
    pub span: Span,
}

/// One file.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub nodes: Vec<Node>,
    pub broken: Vec<Broken>,
    /// What was read, so that a repair can be worded as the user wrote it.
    pub text: Box<str>,
}
