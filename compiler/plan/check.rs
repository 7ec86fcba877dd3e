//! What can only be said when all builds are known: selectors that never held, args that nothing used, tags that two builds
//! could push.

use super::draft::Drafts;
use super::site::Shared;
use super::{Build, Clause, Moment, Pattern, Refused, Segment, Tag, Text, Variable, When, errors};
use crate::ast::{self, Block, Entry, Head};
use crate::model::{Image, missing_value};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Tells what several builds share.
pub(super) fn for_builds(shared: &Shared) {
    for found in shared.for_builds.borrow().values() {
        shared.diagnostics.borrow_mut().report((found.make)(&found.targets));
    }
}

/// Every `in` of an image holds in some build of it.
pub(super) fn selectors(shared: &Shared, drafts: &Drafts) {
    for image in shared.model.images.values().filter(|image| !drafts.wrong.contains(image.name())) {
        in_entries(shared, &image.ast.body, Some(image));
        for item in crate::model::every(&image.ast.body) {
            match item {
                ast::ImageItem::Arg(arg) => in_entries(shared, &arg.cases, Some(image)),
                ast::ImageItem::Stage(stage) => in_entries(shared, &stage.body, Some(image)),
                ast::ImageItem::Tags(tags) => in_entries(shared, &tags.body, Some(image)),
                _ => {}
            }
        }
    }
    let unknown = shared.model.unknown.iter().any(|(kind, _)| kind.is_empty() || kind == "image");
    if unknown || !drafts.lost.is_empty() {
        return;
    }
    shared.model.args.values().for_each(|arg| in_entries(shared, &arg.cases, None));
    shared.model.tags.iter().for_each(|tags| in_entries(shared, &tags.body, None));
}

fn in_entries<T>(shared: &Shared, entries: &[Entry<T>], image: Option<&Image>) {
    for entry in entries {
        let Entry::When(Block { head, body, .. }) = entry else { continue };
        match head {
            Head::In(selector) if !shared.held.borrow().contains(&selector.span) => {
                let missing = missing_value(selector, shared.model, image);
                let of = image.map_or("the stack", Image::name);
                shared.diagnostics.borrow_mut().report(errors::never_holds(selector.span, of, missing));
            }
            _ => in_entries(shared, body, image),
        }
    }
}

/// Args that nothing uses, and `--set` of names that are none.
pub(super) fn args(shared: &Shared, drafts: &Drafts) {
    let used = shared.used.borrow();
    let mut seen: BTreeSet<Span> = BTreeSet::new();
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut warn = |name: &ast::Name, of: &str, removal: Option<ast::Removal>| {
        // what `--set` outweighs for once may be all that uses another
        if shared.sets.is_empty() && !used.contains(&name.span) && seen.insert(name.span) {
            shared.diagnostics.borrow_mut().report(errors::unused_arg(name, of, removal));
        }
    };
    for draft in &drafts.list {
        for (name, declared) in &draft.site.args {
            names.insert(name.to_string());
            if !declared.of_stack && declared.arg.is_some() {
                warn(declared.name, draft.site.image.name(), None);
            }
        }
    }
    for arg in shared.model.args.values() {
        names.insert(arg.name.value.clone());
        warn(&arg.name, "the stack", arg.removal);
    }
    for name in shared.sets.keys().filter(|name| !names.contains(*name)) {
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        shared.diagnostics.borrow_mut().report(errors::unknown_set(name, known, shared.model.stack.name.span));
    }
    let own = |name: &&ast::Name| !name.value.starts_with("std/") && !used.contains(&name.span);
    for info in shared.model.info_cmds.values().filter(|info| own(&&info.name)) {
        shared.diagnostics.borrow_mut().report(errors::unused_info(info));
    }
    let components = shared.model.components.values().map(|component| ("component", &component.name));
    let roles = shared.model.roles.values().map(|role| ("role", &role.name));
    for (kind, name) in components.chain(roles).filter(|(_, name)| own(name)) {
        shared.diagnostics.borrow_mut().report(errors::unused_definition(kind, &name.value, name.span));
    }
    for axis in shared.model.axes.values().filter(|axis| axis.name != "plan") {
        if !shared.model.images.values().any(|image| image.axes.iter().any(|own| own.name == axis.name)) {
            shared.diagnostics.borrow_mut().report(errors::unused_definition("axis", &axis.name, axis.span));
        }
    }
}

/// Two builds that could push one tag at one moment.
pub(super) fn tags(shared: &Shared, drafts: &Drafts) {
    let mut seen: BTreeMap<&Text, Vec<(&Tag, &str)>> = BTreeMap::new();
    for draft in &drafts.list {
        for tag in &draft.build.tags {
            let before = seen.entry(&tag.reference).or_default();
            if let Some((other, target)) =
                before.iter().find(|(other, target)| *target != draft.build.target && overlap(&other.when, &tag.when))
            {
                let (Some(span), Some(first)) = (tag.origin.span, other.origin.span) else { continue };
                let report = errors::same_tag(&tag.reference.to_string(), span, &draft.build.target, first, target);
                shared.diagnostics.borrow_mut().report(report);
            }
            before.push((tag, &draft.build.target));
        }
    }
    let mut promoted: BTreeMap<&str, &Build> = BTreeMap::new();
    for draft in &drafts.list {
        for tag in draft.build.promotions.iter().flat_map(|promotion| &promotion.tags) {
            for reference in &tag.references {
                match promoted.get(reference.as_str()) {
                    Some(before) if before.target != draft.build.target => {
                        let span = draft.build.origin.span.expect("builds have places");
                        let report = errors::same_promoted(reference, span, &draft.build.target, &before.target);
                        shared.diagnostics.borrow_mut().report(report);
                    }
                    _ => {
                        promoted.insert(reference, &draft.build);
                    }
                }
            }
        }
        if draft.build.tags.is_empty()
            && !draft.wrong_tags
            && !draft.build.internal
            && draft.reference.ends_with(":latest")
        {
            let span = draft.build.origin.span.expect("builds have places");
            shared.diagnostics.borrow_mut().report(errors::no_tags(span, &draft.build.target));
        }
    }
}

/// Whether there is a moment at which both hold, as far as literals tell.
fn overlap(a: &When, b: &When) -> bool {
    let apart = |a: &Clause, b: &Clause| match (a, b) {
        (Clause::On(a), Clause::On(b)) => apart(a, b),
        (Clause::On(on), Clause::NoneOf(none)) | (Clause::NoneOf(none), Clause::On(on)) => {
            none.iter().any(|one| implies(on, one))
                || (on.git_tag.is_some() && none.iter().any(|one| one.branch.is_some()))
        }
        (Clause::NoneOf(_), Clause::NoneOf(_)) => false,
    };
    !a.0.iter().any(|one| b.0.iter().any(|other| apart(one, other)))
}

fn apart(a: &Moment, b: &Moment) -> bool {
    let differ = |a: &Option<Pattern>, b: &Option<Pattern>| match (a, b) {
        (Some(a), Some(b)) if a.literal && b.literal => a.glob != b.glob,
        (Some(a), Some(b)) if a.literal => !matches(b, &a.glob),
        (Some(a), Some(b)) if b.literal => !matches(a, &b.glob),
        _ => false,
    };
    let events = matches!((a.event, b.event), (Some(a), Some(b)) if a != b);
    // a branch and a git tag are never pushed at once
    let kinds = (a.branch.is_some() && b.git_tag.is_some()) || (a.git_tag.is_some() && b.branch.is_some());
    events || kinds || differ(&a.branch, &b.branch) || differ(&a.git_tag, &b.git_tag)
}

/// Whether `b` holds whenever `a` does.
fn implies(a: &Moment, b: &Moment) -> bool {
    let within = |a: &Option<Pattern>, b: &Option<Pattern>| match (a, b) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(a), Some(b)) => a.glob == b.glob || (a.literal && matches(b, &a.glob)),
    };
    (b.event.is_none() || a.event == b.event) && within(&a.branch, &b.branch) && within(&a.git_tag, &b.git_tag)
}

fn matches(pattern: &Pattern, text: &str) -> bool {
    regex::Regex::new(&pattern.regex).is_ok_and(|regex| regex.is_match(text))
}

/// Words that a build-time value must not spell, because another rule's tag does: a branch called `latest`.
pub(super) fn refused(builds: &[Build]) -> Vec<Refused> {
    let literal: BTreeSet<String> = builds
        .iter()
        .flat_map(|build| {
            let promoted =
                build.promotions.iter().flat_map(|promotion| &promotion.tags).flat_map(|tag| tag.references.clone());
            build.tags.iter().filter_map(|tag| tag.reference.as_literal()).chain(promoted)
        })
        .collect();
    let mut found: BTreeMap<Variable, BTreeSet<String>> = BTreeMap::new();
    for tag in builds.iter().flat_map(|build| &build.tags) {
        let (prefix, variable, suffix) = match tag.reference.0.as_slice() {
            [Segment::Literal(prefix), Segment::Variable(variable)] => (prefix, variable, ""),
            [Segment::Literal(prefix), Segment::Variable(variable), Segment::Literal(suffix)] => {
                (prefix, variable, suffix.as_str())
            }
            _ => continue,
        };
        if !matches!(
            variable,
            Variable::GitBranchSlug | Variable::GitBranchRest(_) | Variable::GitBranch | Variable::GitTag
        ) {
            continue;
        }
        let own: Vec<&str> = tag
            .when
            .0
            .iter()
            .flat_map(|clause| match clause {
                Clause::NoneOf(none) => none.iter().filter_map(|one| one.branch.as_ref()).collect::<Vec<_>>(),
                Clause::On(on) => on.branch.iter().collect(),
            })
            .filter(|pattern| pattern.literal)
            .map(|pattern| pattern.glob.as_str())
            .collect();
        for other in &literal {
            let word = other.strip_prefix(prefix.as_str()).and_then(|rest| rest.strip_suffix(suffix));
            if let Some(word) = word.filter(|word| !word.is_empty() && !word.contains(':') && !own.contains(word)) {
                found.entry(variable.clone()).or_default().insert(word.to_string());
            }
        }
    }
    found.into_iter().map(|(variable, words)| Refused { variable, words: words.into_iter().collect() }).collect()
}
