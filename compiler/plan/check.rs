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
        shared.diagnostics.borrow_mut().report((found.make)(&found.targets.iter().cloned().collect::<Vec<_>>()));
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
    let all = shared.model.images.values().flat_map(|image| image.ast.excludes.iter().chain(&image.ast.onlys));
    let all = all.chain(&shared.model.excludes).chain(&shared.model.onlys);
    all.for_each(|selector| alternatives(shared, selector));
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
            Head::In(selector) => {
                alternatives(shared, selector);
                in_entries(shared, body, image);
            }
            _ => in_entries(shared, body, image),
        }
    }
}

/// Each alternative of a selector that holds names something: in `!tensorlfow` nobody would miss it.
pub(super) fn alternatives(shared: &Shared, selector: &ast::Selector) {
    if !shared.model.unknown.is_empty() {
        return;
    }
    for nothing in shared.values.borrow_mut().naming_nothing(selector, shared.model) {
        shared.diagnostics.borrow_mut().report(errors::names_nothing(&nothing));
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
        for (name, declared) in draft.site.args.own() {
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
    // of one that nothing uses, that is told
    let components = shared.model.components.values();
    let called = components.filter(|component| used.contains(&component.name.span));
    for component in called.filter(|component| !component.name.value.starts_with("std/")) {
        for param in component.params.iter().filter(|param| !param.read) {
            shared.diagnostics.borrow_mut().report(errors::unread_param(param, component));
        }
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

/// Tags that two builds push, made at the same two places: one mistake, however many builds it is in.
struct Clash<'a> {
    reference: String,
    builds: (&'a Build, &'a Build),
    /// Other tags that are pushed twice.
    more: usize,
    /// What tells the builds of all of them apart.
    apart: BTreeSet<String>,
}

type Clashes<'a> = BTreeMap<(Span, Span), Clash<'a>>;

fn clash<'a>(clashes: &mut Clashes<'a>, places: (Span, Span), reference: &str, builds: (&'a Build, &'a Build)) {
    let (later, first) = builds;
    let apart = if later.image == first.image {
        let differ = |name: &&String| later.axes.get(*name) != first.axes.get(*name);
        later.axes.keys().chain(first.axes.keys()).filter(differ).cloned().collect()
    } else {
        BTreeSet::from(["image".to_string()])
    };
    let new = Clash { reference: reference.to_string(), builds, more: 0, apart: BTreeSet::new() };
    let before = clashes.entry(places).and_modify(|clash| clash.more += 1).or_insert(new);
    before.apart.extend(apart);
}

/// Two builds that could push one tag at one moment, or be promoted to it.
pub(super) fn tags(shared: &Shared, drafts: &Drafts) {
    let mut seen: BTreeMap<&Text, Vec<(&Tag, &Build)>> = BTreeMap::new();
    let (mut pushed, mut promoted) = (Clashes::new(), Clashes::new());
    for draft in &drafts.list {
        for tag in &draft.build.tags {
            let before = seen.entry(&tag.reference).or_default();
            if let Some((other, build)) = before
                .iter()
                .find(|(other, build)| build.target != draft.build.target && overlap(&other.when, &tag.when))
            {
                let (Some(span), Some(first)) = (tag.origin.span, other.origin.span) else { continue };
                clash(&mut pushed, (span, first), &tag.reference.to_string(), (&draft.build, build));
            }
            before.push((tag, &draft.build));
        }
    }
    let mut untagged: Vec<&Build> = Vec::new();
    let mut moved: BTreeMap<&str, (Span, &Build)> = BTreeMap::new();
    for draft in &drafts.list {
        for tag in draft.build.promotions.iter().flat_map(|promotion| &promotion.tags) {
            let Some(span) = tag.origin.span else { continue };
            for reference in &tag.references {
                match moved.get(reference.as_str()) {
                    Some((first, before)) if before.target != draft.build.target => {
                        clash(&mut promoted, (span, *first), reference, (&draft.build, before));
                    }
                    _ => {
                        moved.insert(reference, (span, &draft.build));
                    }
                }
            }
        }
        if draft.build.tags.is_empty()
            && !draft.wrong_tags
            && !draft.build.internal
            && draft.reference.ends_with(":latest")
        {
            untagged.push(&draft.build);
        }
    }
    if let [first, ..] = untagged[..] {
        let targets: Vec<String> = untagged.iter().map(|build| build.target.clone()).collect();
        let span = first.origin.span.expect("builds have places");
        shared.diagnostics.borrow_mut().report(errors::no_tags(span, &targets));
    }
    for (clashes, promotion) in [(pushed, false), (promoted, true)] {
        for ((span, first), clash) in clashes {
            let (build, before) = (&clash.builds.0.target, &clash.builds.1.target);
            let report =
                errors::same_tag(&clash.reference, (span, build), (first, before), clash.more, &clash.apart, promotion);
            shared.diagnostics.borrow_mut().report(report);
        }
    }
}
