//! Repairs of which it is not certain that they are what is meant.

use super::nodes::{Nodes, arguments, mentions};
use crate::diag::{Class, Diagnostic, Fix, Label, Severity, Stage, rule};
use crate::schema::{self, Context, Kind};
use crate::source::{SourceId, Sources, Span};
use std::collections::BTreeMap;

/// Only offers what a repair takes away while something else is wrong, and the repairs that write another name where one is used, while that may be defined by what is wrong, or where the
/// other name is used nowhere: then the definition may be misspelt, and both places are shown.
pub(crate) fn doubt(sources: &Sources, diagnostics: &mut [Diagnostic]) {
    let is_wrong = |one: &Diagnostic| one.severity != Severity::Hint && !one.fix.as_ref().is_some_and(|fix| fix.waits);
    if diagnostics.iter().any(is_wrong) {
        diagnostics
            .iter_mut()
            .filter_map(|one| one.fix.as_mut())
            .filter(|fix| fix.waits)
            .for_each(|fix| fix.class = Class::Unsafe);
    }
    for one in diagnostics.iter_mut().filter(|one| one.rule == &rule::UNKNOWN_ESCAPE) {
        let shell = holds_shell(sources, one.primary());
        let Some(fix) = one.fix.take() else { continue };
        one.fix = Some(match fix.instead {
            _ if shell => Fix { instead: None, ..fix },
            Some(instead) => *instead,
            None => Fix { class: Class::Unsafe, ..fix },
        });
    }
    let is_use = |one: &Diagnostic| {
        one.rule.stage >= Stage::Resolve
            && one.fix.as_ref().is_some_and(|fix| fix.renames.is_some() && fix.class == Class::Safe)
    };
    if !diagnostics.iter().any(is_use) {
        return;
    }
    let own = sources.iter().filter(|(_, source)| source.path.is_some());
    let files: BTreeMap<SourceId, Nodes> = own.map(|(id, source)| (id, Nodes::of(id, source))).collect();
    let numbered = diagnostics.iter().enumerate().filter(|(_, one)| hides_definitions(one));
    let wrong: Vec<(usize, Span, bool)> = numbered.map(|(at, one)| (at, one.primary(), hides_all(one))).collect();
    for (number, one) in diagnostics.iter_mut().enumerate().filter(|(_, one)| is_use(one)) {
        let Some(fix) = &mut one.fix else { continue };
        let Some(names) = &fix.renames else { continue };
        let unused = unused_definition(&files, &names.to);
        let mut others = wrong.iter().filter(|(at, ..)| *at != number);
        if unused.is_some() || others.any(|(_, span, all)| *all || may_define(&files, *span, &names.from)) {
            fix.class = Class::Unsafe;
        }
        if let Some(span) = unused {
            let message = format!("nothing uses `{}`: the mistake may be here", names.to);
            one.labels.push(Label { span, message });
        }
    }
}

/// Whether the node at a place, which cannot be read, takes shell or regular expressions: there a backslash is meant.
fn holds_shell(sources: &Sources, place: Span) -> bool {
    let before = sources.get(place.source).text.get(..place.range().start).unwrap_or("");
    let node = before.rsplit(['\n', ';', '{', '}']).find_map(|part| part.split_whitespace().next()).unwrap_or("");
    let is_raw = |kind: Kind| matches!(kind, Kind::Shell | Kind::Regex);
    Context::ALL.iter().filter_map(|&context| schema::find(context, node)).any(|row| {
        row.arguments.iter().any(|argument| is_raw(argument.kind))
            || row.properties.iter().any(|property| is_raw(property.kind))
    })
}

/// Whether an error may keep a definition from being known.
fn hides_definitions(one: &Diagnostic) -> bool {
    let early = one.rule.stage <= Stage::Ast || one.rule == &rule::DUPLICATE_DEFINITION || hides_all(one);
    one.severity == Severity::Error && early
}

/// Whether nothing tells which definitions are missing.
fn hides_all(one: &Diagnostic) -> bool {
    let rules =
        [&rule::DUPLICATE_DEFINITION, &rule::REPEATED, &rule::UNREADABLE_FILE, &rule::INCLUDE_OUTSIDE, &rule::NO_STACK];
    one.rule.stage == Stage::Syntax || rules.contains(&one.rule)
}

/// Whether the node at the place of an error may define a name.
fn may_define(files: &BTreeMap<SourceId, Nodes>, span: Span, name: &str) -> bool {
    let node = files.get(&span.source).and_then(|nodes| nodes.at(&span.range()));
    node.is_some_and(|node| mentions(node, name) > 0)
}

/// Where a name is defined, if it stands there and nowhere else.
fn unused_definition(files: &BTreeMap<SourceId, Nodes>, name: &str) -> Option<Span> {
    let nodes = || files.values().flat_map(Nodes::all);
    let mut defined = nodes().flat_map(|node| arguments(node, name));
    let first = defined.next()?;
    let times: usize = nodes().map(|node| mentions(node, name)).sum();
    (times == 1).then_some(first)
}
