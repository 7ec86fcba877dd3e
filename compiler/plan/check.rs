//! What can only be said when all builds are known: selectors that never held, args that nothing used, tags that two builds
//! could push.

use super::draft::{Draft, Drafts};
use super::overlap::overlap;
use super::site::Shared;
use super::{Build, Tag, Text, errors};
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
pub(super) fn selectors<'a>(shared: &Shared<'a>, drafts: &Drafts<'a>) {
    // an arg that something stronger sets, or nothing asks for, has its cases all the same
    for Draft { site, .. } in &drafts.list {
        let own = site.leaves.iter().filter_map(|leaf| match leaf.item {
            ast::ImageItem::Arg(arg) => Some(arg),
            _ => None,
        });
        own.chain(shared.model.args.values()).for_each(|arg| drop(site.flatten(&arg.cases, None)));
    }
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
