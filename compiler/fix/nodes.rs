//! The nodes of a file, by the places and the words in them.

use crate::diag::Diagnostics;
use crate::source::{Source, SourceId, Span};
use crate::syntax::{Node, Value, Word, parse};
use std::ops::Range;

/// The nodes of one file, as far as it can be read.
pub(super) struct Nodes(Vec<Node>);

impl Nodes {
    pub fn of(id: SourceId, source: &Source) -> Nodes {
        Nodes(parse(id, &source.text, &mut Diagnostics::default()).nodes)
    }

    /// The innermost node that holds all of a place.
    pub fn at(&self, place: &Range<usize>) -> Option<&Node> {
        let holds = |node: &&Node| node.span.range().start <= place.start && place.end <= node.span.range().end;
        let mut found = self.0.iter().find(holds)?;
        while let Some(inner) = found.children.iter().flatten().find(holds) {
            found = inner;
        }
        Some(found)
    }

    pub fn all(&self) -> impl Iterator<Item = &Node> {
        self.0.iter().flat_map(within)
    }
}

/// A node, and all that are in it.
fn within(node: &Node) -> Vec<&Node> {
    let mut all = vec![node];
    let mut at = 0;
    while let Some(node) = all.get(at) {
        all.extend(node.children.iter().flatten());
        at += 1;
    }
    all
}

/// The arguments of a node that are this text, or a number written so.
pub(super) fn arguments<'n>(node: &'n Node, text: &'n str) -> impl Iterator<Item = Span> + 'n {
    node.arguments.iter().filter(move |value| shown(value) == Some(text)).map(Value::span)
}

fn shown(value: &Value) -> Option<&str> {
    match value {
        Value::String(word) => Some(&word.value),
        Value::Number { text, .. } => Some(text),
        Value::Bool(..) | Value::Null(_) => None,
    }
}

/// How often a name stands in what a node says, without what is in it.
pub(super) fn mentions(node: &Node, name: &str) -> usize {
    let values = node.arguments.iter().chain(node.properties.iter().map(|property| &property.value));
    let words = node.properties.iter().map(|property| &property.name).chain([&node.name]);
    let texts = words.map(|word: &Word| word.value.as_str()).chain(values.filter_map(shown));
    texts.map(|text| count(text, name)).sum()
}

/// How often a name stands in a text as a word of its own.
fn count(text: &str, name: &str) -> usize {
    let joins = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let alone = |&(at, _): &(usize, &str)| {
        !text[..at].chars().next_back().is_some_and(joins) && !text[at + name.len()..].chars().next().is_some_and(joins)
    };
    text.match_indices(name).filter(alone).count()
}
