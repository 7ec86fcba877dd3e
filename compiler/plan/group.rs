//! Bake groups: per image, per axis value, as the stack asks, and `default`.

use super::site::Shared;
use super::weight::EACH;
use super::{Build, BuildId, Plan, errors};
use crate::ast::Selector;
use crate::budget::Cost;
use crate::model::{Key, holds, target_name};
use crate::source::Span;
use std::collections::BTreeMap;

/// Names that Bake or we give a meaning.
const RESERVED: &[&str] = &["default", "info", "test"];

pub(super) fn groups(shared: &Shared, builds: &[Build]) -> BTreeMap<String, Vec<String>> {
    let model = shared.model;
    let mut groups: BTreeMap<String, (Vec<String>, Span)> = BTreeMap::new();
    let report = |diagnostic| {
        shared.diagnostics.borrow_mut().report(diagnostic);
    };
    let found = Found::new(builds);
    let mut add = |name: String, members: Vec<String>, span: Span, what: &str| {
        if members == [name.clone()] {
            return;
        }
        if let Some(build) = found.targets.get(name.as_str()) {
            report(errors::shadowed_group(&name, what, span, build.origin.span, build.image == name));
        } else if let Some((_, before)) = groups.get(&name).filter(|(same, _)| *same != members) {
            report(errors::two_groups(&name, span, *before));
        } else {
            groups.insert(name, (members, span));
        }
    };
    for image in model.images.values() {
        let name = target_name(image.name());
        // a default variant, called by the image's own name: that name is the build's
        if found.targets.contains_key(name.as_str()) {
            continue;
        }
        add(name, targets(found.having("image", image.name())), image.ast.name.span, "image");
    }
    let mut values: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for image in model.images.values() {
        for axis in image.axes.iter().filter(|axis| axis.values.len() > 1) {
            for value in &axis.values {
                values.entry((&axis.name, &value.name)).or_insert(value.span);
            }
        }
    }
    let mut axes_with: BTreeMap<&str, usize> = BTreeMap::new();
    values.keys().for_each(|(_, value)| *axes_with.entry(value).or_default() += 1);
    for (&(axis, value), &span) in &values {
        let members = targets(found.having(axis, value));
        if !members.is_empty() {
            // `on` of two axes is two groups
            let name = if axes_with[value] > 1 { format!("{axis}-{value}") } else { value.to_string() };
            add(target_name(&name), members, span, "value");
        }
    }
    for group in &model.groups {
        if RESERVED.contains(&group.name.value.as_str()) {
            report(errors::reserved_group(&group.name));
            continue;
        }
        if let Some(term) = group.selector.terms.iter().find(|term| !is_key(shared, &term.key.value)) {
            let own = model.images.values().flat_map(|image| image.axes.iter().map(|axis| axis.name.clone()));
            let keys = own.chain(model.axes.keys().cloned()).chain(["image", "gpu", "role"].map(String::from));
            let keys = keys.collect();
            report(errors::unknown_key(&term.key, keys));
            continue;
        }
        let candidates = found.candidates(&group.selector);
        let letters: usize = candidates.iter().map(|build| build.target.len() + EACH).sum();
        let drawn = shared.diagnostics.borrow_mut().draw(Cost::Text, letters, group.name.span);
        if drawn.is_err() {
            break;
        }
        let holds = |build: &&Build| holds(&group.selector, &|key: &str| key_of(shared, build, key)).unwrap_or(false);
        let members = targets(&candidates.into_iter().filter(holds).collect::<Vec<_>>());
        if members.is_empty() {
            let missing = crate::model::missing_value(&group.selector, model, None);
            report(errors::never_holds(group.selector.span, "the stack", missing));
        } else {
            super::check::alternatives(shared, &group.selector);
            add(group.name.value.clone(), members, group.name.span, "group");
        }
    }
    let published: Vec<&Build> = found.targets.values().copied().filter(|build| !build.internal).collect();
    add("default".to_string(), targets(&published), model.stack.name.span, "group");
    groups.into_iter().map(|(name, (members, _))| (name, members)).collect()
}

/// Builds by what groups ask for, each list in the order of the targets.
struct Found<'b> {
    targets: BTreeMap<&'b str, &'b Build>,
    /// By an axis, or `image`, and its value.
    having: BTreeMap<&'b str, BTreeMap<&'b str, Vec<&'b Build>>>,
}

impl<'b> Found<'b> {
    fn new(builds: &'b [Build]) -> Found<'b> {
        let targets: BTreeMap<&str, &Build> = builds.iter().map(|build| (build.target.as_str(), build)).collect();
        let mut having: BTreeMap<&str, BTreeMap<&str, Vec<&Build>>> = BTreeMap::new();
        for &build in targets.values() {
            let axes = build.axes.iter().map(|(axis, value)| (axis.as_str(), value));
            for (key, value) in axes.chain([("image", &build.image)]) {
                having.entry(key).or_default().entry(value).or_default().push(build);
            }
        }
        Found { targets, having }
    }

    fn having(&self, key: &str, value: &str) -> &[&'b Build] {
        self.having.get(key).and_then(|values| values.get(value)).map_or(&[], Vec::as_slice)
    }

    /// The builds in which a selector may hold: of one that names an image, or a value, only those that have it.
    fn candidates(&self, selector: &Selector) -> Vec<&'b Build> {
        let named = selector.terms.iter().find(|term| {
            let literal = term.globs.len() == 1 && term.globs[0].is_literal();
            let literal = literal && !term.globs[0].as_str().is_empty();
            literal && !term.negated && self.having.contains_key(term.key.value.as_str())
        });
        match named {
            Some(term) => self.having(&term.key.value, term.globs[0].as_str()).to_vec(),
            None => self.targets.values().copied().collect(),
        }
    }
}

fn targets(builds: &[&Build]) -> Vec<String> {
    builds.iter().map(|build| build.target.clone()).collect()
}

fn is_key(shared: &Shared, key: &str) -> bool {
    matches!(key, "image" | "gpu" | "role" | "plan" | "variant")
        || shared.model.axes.contains_key(key)
        || shared.model.has_axis(key)
}

/// What a key of a stack-wide selector is for a build.
pub(super) fn key_of<'a>(shared: &Shared, build: &'a Build, key: &str) -> Option<Key<'a>> {
    if let Some(value) = build.axes.get(key) {
        return Some(Key::text(value));
    }
    match key {
        "image" => Some(Key::text(&build.image)),
        "gpu" => Some(Key::text(build.gpu.as_deref().unwrap_or(""))),
        "role" => Some(Key::Roles(build.roles.iter().map(String::as_str).collect())),
        key if is_key(shared, key) => Some(Key::text("")),
        _ => None,
    }
}

/// What is asked of a built image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckKind {
    Info,
    Test,
}

impl CheckKind {
    /// Its Bake group, and the end of its targets' names.
    pub fn name(self) -> &'static str {
        match self {
            CheckKind::Info => "info",
            CheckKind::Test => "test",
        }
    }
}

impl Plan {
    /// The name of the target that tests a build or asks it: `base-test`, or with a number where that is taken.
    pub fn check_target(&self, id: BuildId, kind: CheckKind) -> String {
        let first = format!("{}-{}", self.build(id).target, kind.name());
        let mut name = first.clone();
        let mut number = 1;
        while self.by_target(&name).is_some() || self.groups.contains_key(&name) {
            number += 1;
            name = format!("{first}-{number}");
        }
        name
    }
}
