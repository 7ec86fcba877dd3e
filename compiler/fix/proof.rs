//! What proves a repair: the stack that it makes has fewer mistakes, and no new one where it was made.

use super::Changed;
use super::nodes::Nodes;
use super::round::Candidate;
use crate::Compilation;
use crate::budget::DIAGNOSTICS;
use crate::diag::{Diagnostic, Severity, Stage, rule};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The repairs that are not right, by their numbers.
#[derive(Default)]
pub(super) struct Wrong {
    /// Something new is told at their nodes.
    pub surely: Vec<usize>,
    /// Something new is told at the nodes of several of them.
    pub perhaps: Vec<usize>,
}

/// Whether repairs of one turn are right: `after` is what came of `before` by them.
pub(super) fn holds(
    before: &Compilation,
    made: &[Candidate],
    changed: &BTreeMap<String, Changed>,
    after: &Compilation,
) -> Result<(), Wrong> {
    let errors = made.iter().all(Candidate::is_error);
    let is_fewer = if errors { has_fewer_errors(before, made, after) } else { has_fewer_of_all(before, made, after) };
    let wrong = new_at_nodes(before, made, changed, after, errors);
    // what takes something away leaves no node
    let removes = made.iter().all(|one| one.fix.waits);
    let clean = removes || (wrong.surely.is_empty() && wrong.perhaps.is_empty());
    if is_fewer && clean { Ok(()) } else { Err(wrong) }
}

/// Later stages may find what was hidden from them, and so may the reader of what is behind a mistake in its node.
fn has_fewer_errors(before: &Compilation, made: &[Candidate], after: &Compilation) -> bool {
    let last = made.iter().map(|one| one.diagnostic.rule.stage).max();
    // what a file says that was not read before was hidden too
    let known: BTreeSet<&str> = before.sources.iter().map(|(_, source)| source.name.as_str()).collect();
    let count = |of: &Compilation| {
        let counts = |one: &&Diagnostic| {
            let is_known = known.contains(of.sources.get(one.primary().source).name.as_str());
            is_error(one) && Some(one.rule.stage) <= last && is_known
        };
        of.diagnostics.iter().filter(counts).count()
    };
    let hidden = if last == Some(Stage::Syntax) { made.len() } else { 0 };
    // of more nothing is known
    before.diagnostics.len() >= DIAGNOSTICS || count(after) + made.len() <= count(before) + hidden
}

fn has_fewer_of_all(before: &Compilation, made: &[Candidate], after: &Compilation) -> bool {
    let errors = |of: &Compilation| of.diagnostics.iter().filter(|one| is_error(one)).count();
    errors(after) <= errors(before) && after.diagnostics.len() + made.len() <= before.diagnostics.len()
}

fn is_error(one: &Diagnostic) -> bool {
    one.severity == Severity::Error
}

/// The repairs of whose nodes something is told that was not told before, there or beside.
fn new_at_nodes(
    before: &Compilation,
    made: &[Candidate],
    changed: &BTreeMap<String, Changed>,
    after: &Compilation,
    errors: bool,
) -> Wrong {
    let is_new = |one: &&Diagnostic| {
        let same = |other: &&Diagnostic| other.rule == one.rule && other.message == one.message;
        after.diagnostics.iter().filter(same).count() > before.diagnostics.iter().filter(same).count()
    };
    let counts = |one: &&Diagnostic| is_error(one) || !errors;
    let reads_on = made.iter().all(|one| one.diagnostic.rule.stage == Stage::Syntax);
    let mut found = Wrong::default();
    for one in after.diagnostics.iter().filter(counts).filter(is_new) {
        let mut of_one: Vec<usize> = Vec::new();
        for span in one.labels.iter().map(|label| label.span) {
            let source = after.sources.get(span.source);
            let Some(change) = source.path.as_ref().and_then(|path| changed.get(path)) else { continue };
            let nodes = Nodes::of(span.source, source);
            // what cannot be read has no nodes, but lines
            let place = |at: &Range<usize>| match nodes.at(at) {
                Some(node) => (true, node.span.range().start),
                None => (false, source.position(at.start).line),
            };
            let at = place(&span.range());
            let edits = change.written.iter().filter(|(edit, _)| place(edit) == at);
            let edits = edits.filter(|(edit, _)| !(reads_on && is_behind(one, &span.range(), edit)));
            of_one.extend(edits.map(|(_, number)| *number));
        }
        of_one.sort_unstable();
        of_one.dedup();
        if of_one.len() == 1 { found.surely.extend(of_one) } else { found.perhaps.extend(of_one) }
    }
    found
}

/// Whether an error was hidden by one that is repaired: of a node that cannot be read only the first mistake is told.
fn is_behind(one: &Diagnostic, at: &Range<usize>, edit: &Range<usize>) -> bool {
    // these come of text that was read otherwise
    let is_of_quotes = one.rule == &rule::UNCLOSED || one.rule == &rule::KDL_SYNTAX;
    match one.rule.stage {
        Stage::Syntax => edit.end <= at.start && !is_of_quotes,
        _ => at.end <= edit.start || edit.end <= at.start,
    }
}
