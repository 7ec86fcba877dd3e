//! One round of repairs: those that can be made side by side.

use crate::diag::{Diagnostic, Edit, Fix, Severity};
use crate::source::{SourceId, Sources, Span};
use std::collections::BTreeMap;

/// The text of a file after a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub source: SourceId,
    pub text: String,
    /// How many repairs were made in it; one that is made in several files counts in the first.
    pub fixes: usize,
}

/// The files that change, by path from the root. Where two repairs touch the same characters the first by its place is made,
/// and the other is left to the next round.
pub fn round(
    sources: &Sources,
    diagnostics: &[Diagnostic],
    may_change: &dyn Fn(&str) -> bool,
) -> BTreeMap<String, Changed> {
    let others_wrong =
        diagnostics.iter().any(|one| one.severity != Severity::Hint && !one.fix.as_ref().is_some_and(|fix| fix.waits));
    let mut fixes: Vec<&Fix> = diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.fix.as_ref())
        .filter(|fix| !(fix.waits && others_wrong))
        .filter(|fix| !fix.edits.is_empty() && fix.edits.iter().all(|edit| is_possible(sources, edit, may_change)))
        .collect();
    fixes.sort_by_key(|fix| fix.edits.iter().map(|edit| edit.span).min());
    let mut made: Vec<&Edit> = Vec::new();
    let mut counts: BTreeMap<SourceId, usize> = BTreeMap::new();
    for fix in fixes {
        if fix.edits.iter().all(|edit| made.iter().all(|before| !touch(before.span, edit.span))) {
            *counts.entry(fix.edits[0].span.source).or_default() += 1;
            made.extend(&fix.edits);
        }
    }
    made.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut texts: BTreeMap<SourceId, String> = BTreeMap::new();
    for edit in made {
        let source = edit.span.source;
        let text = texts.entry(source).or_insert_with(|| sources.get(source).text.clone());
        text.replace_range(edit.span.range(), &edit.text);
    }
    let changed = texts.into_iter().map(|(source, text)| {
        let path = sources.get(source).path.clone().unwrap_or_default();
        (path, Changed { source, text, fixes: counts.get(&source).copied().unwrap_or(0) })
    });
    changed.collect()
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
