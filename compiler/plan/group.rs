//! Bake groups: per image, per axis value, as the stack asks, and `default`.

use super::site::Shared;
use super::{Build, BuildId, Plan, errors};
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
    let mut add = |name: String, members: Vec<String>, span: Span, what: &str| {
        if members == [name.clone()] {
            return;
        }
        if let Some(build) = builds.iter().find(|build| build.target == name) {
            report(errors::shadowed_group(&name, what, span, build.origin.span, build.image == name));
        } else if let Some((_, before)) = groups.get(&name).filter(|(same, _)| *same != members) {
            report(errors::two_groups(&name, span, *before));
        } else {
            groups.insert(name, (members, span));
        }
    };
    let members = |keep: &dyn Fn(&Build) -> bool| -> Vec<String> {
        let mut found: Vec<String> =
            builds.iter().filter(|build| keep(build)).map(|build| build.target.clone()).collect();
        found.sort();
        found
    };
    for image in model.images.values() {
        let name = target_name(image.name());
        // a default variant, called by the image's own name: that name is the build's
        if builds.iter().any(|build| build.target == name) {
            continue;
        }
        add(name, members(&|build| build.image == image.name()), image.ast.name.span, "image");
    }
    let mut values: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    for image in model.images.values() {
        for axis in image.axes.iter().filter(|axis| axis.values.len() > 1) {
            for value in &axis.values {
                values.entry((&axis.name, &value.name)).or_insert(value.span);
            }
        }
    }
    for (&(axis, value), &span) in &values {
        let several = values.keys().filter(|(_, other)| *other == value).count() > 1;
        let found = members(&|build| build.axes.get(axis).is_some_and(|own| own == value));
        if !found.is_empty() {
            // `on` of two axes is two groups
            let name = if several { format!("{axis}-{value}") } else { value.to_string() };
            add(target_name(&name), found, span, "value");
        }
    }
    for group in &model.groups {
        if RESERVED.contains(&group.name.value.as_str()) {
            report(errors::reserved_group(&group.name));
            continue;
        }
        let found = members(&|build| {
            let value = |key: &str| key_of(shared, build, key);
            holds(&group.selector, &value).unwrap_or(false)
        });
        if let Some(term) =
            group.selector.terms.iter().find(|term| key_of(shared, &builds[0], &term.key.value).is_none())
        {
            let own = model.images.values().flat_map(|image| image.axes.iter().map(|axis| axis.name.clone()));
            let keys = own.chain(model.axes.keys().cloned()).chain(["image", "gpu", "role"].map(String::from));
            let keys = keys.collect();
            report(errors::unknown_key(&term.key, keys));
        } else if found.is_empty() {
            let missing = crate::model::missing_value(&group.selector, model, None);
            report(errors::never_holds(group.selector.span, "the stack", missing));
        } else {
            super::check::alternatives(shared, &group.selector);
            add(group.name.value.clone(), found, group.name.span, "group");
        }
    }
    add("default".to_string(), members(&|build| !build.internal), model.stack.name.span, "group");
    groups.into_iter().map(|(name, (members, _))| (name, members)).collect()
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
        "plan" | "variant" => Some(Key::text("")),
        key if shared.model.axes.contains_key(key) || shared.model.has_axis(key) => Some(Key::text("")),
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
