//! One round of repairs: those that can be made side by side.

use super::Changed;
use crate::diag::{Class, Diagnostic, Edit, Fix, Severity, Stage};
use crate::source::{SourceId, Sources, Span};
use std::collections::BTreeMap;

/// A diagnostic, and the repair that it carries.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'d> {
    /// Which of all diagnostics it is.
    pub number: usize,
    pub diagnostic: &'d Diagnostic,
    pub fix: &'d Fix,
}

impl Candidate<'_> {
    pub fn is_error(&self) -> bool {
        self.diagnostic.severity == Severity::Error
    }

    /// Takes the other repair, where there is one.
    pub fn take_other(&mut self) -> bool {
        let other = self.fix.instead.as_deref();
        self.fix = other.unwrap_or(self.fix);
        other.is_some()
    }

    /// Errors of early stages come first, since they may hide and cause those of later ones; then what is no error.
    fn turn(&self) -> (bool, Stage) {
        if self.is_error() { (false, self.diagnostic.rule.stage) } else { (true, Stage::Lint) }
    }
}

/// The repairs up to a class, those that have the same turn together. Those that touch the same characters are in groups one
/// after the other, the first by its place in the first.
pub(super) fn groups<'d>(
    sources: &Sources,
    diagnostics: &'d [Diagnostic],
    class: Class,
    may_change: &dyn Fn(&str) -> bool,
) -> Vec<Vec<Candidate<'d>>> {
    let mut all: Vec<Candidate> = diagnostics
        .iter()
        .enumerate()
        .filter_map(|(number, diagnostic)| Some(Candidate { number, diagnostic, fix: diagnostic.fix.as_ref()? }))
        .filter(|one| one.fix.class <= class && !one.fix.edits.is_empty())
        .filter(|one| one.fix.edits.iter().all(|edit| is_possible(sources, edit, may_change)))
        .collect();
    all.sort_by_key(|one| (one.turn(), one.fix.edits.iter().map(|edit| edit.span).min()));
    let mut groups = Vec::new();
    for turn in all.chunk_by(|one, other| one.turn() == other.turn()) {
        let mut left = turn.to_vec();
        while !left.is_empty() {
            let mut group: Vec<Candidate> = Vec::new();
            left.retain(|one| {
                let apart = group.iter().all(|other| !touch_each_other(one.fix, other.fix));
                if apart {
                    group.push(*one);
                }
                !apart
            });
            groups.push(group);
        }
    }
    groups
}

fn touch_each_other(one: &Fix, other: &Fix) -> bool {
    one.edits.iter().any(|edit| other.edits.iter().any(|before| touch(before.span, edit.span)))
}

/// The files that change, by path from the root, where the repairs are made.
pub(super) fn changed(sources: &Sources, made: &[Candidate]) -> BTreeMap<String, Changed> {
    let mut edits: BTreeMap<SourceId, Vec<(&Edit, usize)>> = BTreeMap::new();
    for (edit, number) in made.iter().flat_map(|one| one.fix.edits.iter().map(|edit| (edit, one.number))) {
        edits.entry(edit.span.source).or_default().push((edit, number));
    }
    let change = |(source, mut edits): (SourceId, Vec<(&Edit, usize)>)| {
        edits.sort_by_key(|(edit, _)| edit.span);
        let before = sources.get(source);
        let (mut text, mut at, mut written) = (String::new(), 0, Vec::new());
        for (edit, number) in &edits {
            text.push_str(&before.text[at..edit.span.range().start]);
            written.push((text.len()..text.len() + edit.text.len(), *number));
            text.push_str(&edit.text);
            at = edit.span.range().end;
        }
        text.push_str(&before.text[at..]);
        let edited = edits.iter().map(|(edit, _)| edit.span).collect();
        let fixes = made.iter().filter(|one| one.fix.edits[0].span.source == source).count();
        (before.path.clone().unwrap_or_default(), Changed { source, text, fixes, edited, written })
    };
    edits.into_iter().map(change).collect()
}

/// Whether an edit changes a file of the stack itself, and that may be changed.
fn is_possible(sources: &Sources, edit: &Edit, may_change: &dyn Fn(&str) -> bool) -> bool {
    let source = sources.get(edit.span.source);
    let changes = |written: &str| written != edit.text;
    source.path.as_deref().is_some_and(may_change) && source.text.get(edit.span.range()).is_some_and(changes)
}

/// Whether two edits have characters in common, or could not tell which of them is first.
fn touch(one: Span, other: Span) -> bool {
    one.source == other.source
        && (one.start < other.end && other.start < one.end
            || one.start == other.start
            || one.end == other.end && (one.start == one.end || other.start == other.end))
}
