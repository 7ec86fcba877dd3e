//! A `}` that closes nothing: which brace above it is missing, or one too many.
//!
//! Indentation tells what was meant. Nodes that stand at the top level only because of the braces leave the tree, so that
//! nobody is told of each of them.

use super::chars::is_space;
use super::{Parser, Tree, errors};
use crate::diag::Diagnostic;

impl Parser<'_> {
    /// What is said instead of an error at `at`; nothing if what it comes from was told before.
    pub fn explained(&self, at: usize, error: Box<Diagnostic>, tree: &mut Tree) -> Option<Box<Diagnostic>> {
        match self.text.as_bytes().get(at) {
            Some(b'}') => {}
            Some(b'{') => {
                // `image "web"`, and its brace on the next line
                let before = tree.nodes.last().map(|node| node.span.range()).unwrap_or_default();
                let behind = before.end > 0 && self.text[before.end..at].trim().is_empty();
                if behind && tree.nodes.last().is_some_and(|node| node.children.is_none()) {
                    tree.nodes.pop();
                    tree.broken.push(self.broken(before.start, before.end));
                    return Some(errors::brace_below(self.span(at, at + 1), self.span(before.start, before.end)));
                }
                return Some(error);
            }
            _ => return Some(error),
        }
        let indent = self.indent(at);
        let outer = |start: usize| self.indent(start) <= indent;
        let kept = tree.nodes.iter().rposition(|node| outer(node.span.range().start)).map_or(0, |owner| owner + 1);
        let strays = tree.nodes.len() > kept;
        let start = kept.checked_sub(1).map_or(0, |owner| tree.nodes[owner].span.range().start);
        let mut behind = tree.broken.iter().map(|broken| broken.span.range().start);
        if behind.any(|broken| broken >= start && outer(broken)) {
            tree.nodes.truncate(kept);
            return (!strays).then_some(error);
        }
        if !strays || kept == 0 {
            return Some(error);
        }
        tree.nodes.truncate(kept);
        let owner = tree.nodes.pop().expect("it was found");
        tree.broken.push(self.broken(start, owner.span.range().end));
        let closing = self.span(at, at + 1);
        if owner.children.is_none() {
            return Some(errors::unopened_brace(owner.head, closing));
        }
        let Some(early) = self.closed_early(start, at) else { return Some(error) };
        Some(match self.unopened(start, early) {
            Some(line) => errors::unopened_brace(line, closing),
            None => errors::early_brace(self.span(early, early + 1), closing),
        })
    }

    /// The blanks that the line of `at` starts with.
    fn indent(&self, at: usize) -> usize {
        let line = &self.text[self.line_start(at)..];
        line.find(|c| !is_space(c)).unwrap_or(line.len())
    }

    /// The line above a `}` whose block it was meant to close, if that line has no `{`.
    fn unopened(&self, start: usize, early: usize) -> Option<crate::source::Span> {
        let indent = self.indent(early);
        let mut end = self.line_start(early).checked_sub(1)?;
        loop {
            let begin = self.line_start(end);
            let line = self.text[begin..end].trim_end();
            if !line.trim().is_empty() && self.indent(begin) <= indent {
                let head = line.trim_start();
                let opens = head.ends_with('{') || head.starts_with(['}', '/', '"']);
                return (!opens && self.indent(begin) == indent)
                    .then(|| self.span(begin + line.len() - head.len(), begin + line.len()));
            }
            if begin <= start {
                return None;
            }
            end = begin - 1;
        }
    }
}
