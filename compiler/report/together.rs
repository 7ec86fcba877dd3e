//! What was reported of several stacks, as if it were of one.

use crate::diag::Diagnostic;
use crate::source::{Sources, Span};
use std::collections::BTreeSet;

/// Everything in the order given; what was reported of a file that several stacks share, once.
pub fn together(all: Vec<(Sources, Vec<Diagnostic>)>) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let mut told = Vec::new();
    let mut seen = BTreeSet::new();
    for (theirs, diagnostics) in all {
        let by = sources.take(theirs);
        for mut diagnostic in diagnostics {
            let labels = diagnostic.labels.iter_mut().map(|label| &mut label.span);
            let edits = diagnostic.fix.iter_mut().flat_map(|fix| &mut fix.edits).map(|edit| &mut edit.span);
            labels.chain(edits).for_each(|span: &mut Span| span.source.0 += by);
            let at = diagnostic.primary();
            let place = (sources.get(at.source).name.clone(), at.start, at.end);
            if seen.insert((place, diagnostic.rule.name, diagnostic.message.clone())) {
                told.push(diagnostic);
            }
        }
    }
    (sources, told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::rule;

    #[test]
    fn places_are_of_the_right_files_and_what_is_shared_is_told_once() {
        let of = |name: &str| {
            let mut sources = Sources::default();
            let shared = sources.add("shared.kdl", "x y");
            let own = sources.add(name, "a b");
            let diagnostic = |source, words: &str| {
                Diagnostic::new(&rule::UNUSED_ARG, words, Span::new(source, 0, 1))
                    .label(Span::new(source, 2, 3), "there")
            };
            let told = vec![diagnostic(shared, "shared"), diagnostic(own, "own").remove("remove it", None)];
            (sources, told)
        };
        let (sources, told) = together(vec![of("a.kdl"), of("b.kdl")]);
        let said: Vec<_> =
            told.iter().map(|one| (one.message.as_str(), &*sources.get(one.primary().source).name)).collect();
        assert_eq!(said, [("shared", "shared.kdl"), ("own", "a.kdl"), ("own", "b.kdl")]);
        assert!(told.iter().all(|one| one.labels.iter().all(|label| label.span.source == one.primary().source)));
    }
}
