//! One stack from many documents: a plain union, in which nothing may be defined twice.

use super::{Loaded, errors};
use crate::ast::{self, Name};
use crate::diag::{self, Diagnostics, Reported};
use crate::model::{Axis, Body, Catalogue, Image, Known, Model, StackTest, Value};
use crate::paths::{below, folder, unusable};
use crate::source::{SourceId, Span};
use indexmap::IndexMap;
use indexmap::map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub(super) fn unite(documents: Vec<Loaded>, file: &str, diagnostics: &mut Diagnostics) -> Result<Model, Reported> {
    let first = documents.iter().find(|loaded| loaded.path == file).map(|loaded| loaded.source);
    let mut files: Vec<String> =
        documents.iter().filter(|loaded| !loaded.path.is_empty()).map(|loaded| loaded.path.clone()).collect();
    files.sort();
    let mut all = ast::Document::default();
    let standard: BTreeSet<SourceId> =
        documents.iter().filter(|loaded| loaded.path.is_empty()).map(|loaded| loaded.source).collect();
    let mut folders = Vec::new();
    let mut test_folders = Vec::new();
    for Loaded { document, path, .. } in documents {
        folders.extend(std::iter::repeat_n(folder(&path).to_string(), document.images.len()));
        test_folders.extend(std::iter::repeat_n(folder(&path).to_string(), document.tests.len()));
        append(&mut all, document);
    }
    let mut once = Once { diagnostics, doubled: BTreeSet::new() };
    let gpu_releases = all.gpu_releases.iter().map(|one| (&one.family, &one.version));
    once.releases("gpu-release", gpu_releases, &standard);
    let of_frameworks = all.framework_releases.iter().map(|one| (&one.framework, &one.version));
    once.releases("framework-release", of_frameworks, &standard);
    let stack = once.only("stack", all.stacks, |stack| stack.span);
    let stack = match stack {
        Some(stack) => stack,
        None if all.unknown.iter().any(|(kind, _)| kind == "stack") => {
            return Err(once.diagnostics.check().unwrap_err());
        }
        None => {
            let at = Span::new(first.expect("the file was loaded"), 0, 0);
            return Err(once.diagnostics.error(errors::no_stack(at)));
        }
    };
    if let Some(root) = stack.root.as_ref().filter(|root| below(folder(file), &root.value).is_none()) {
        once.diagnostics.report(errors::root_outside(folder(file), root));
    }
    if let Some(out) = &stack.out {
        match below(folder(file), &out.value).as_deref().map(unusable) {
            None => drop(once.diagnostics.error(diag::outside_root(&out.value, out.span))),
            Some(Some(why)) => drop(once.diagnostics.error(diag::unusable_path("`out`", why, out.span))),
            Some(None) => {}
        }
    }
    let images = once.named("image", all.images.into_iter().zip(folders), |(image, _)| &image.name);
    let mut model = Model {
        stack,
        file: file.to_string(),
        files,
        args: once.named("arg", all.args, |arg| &arg.name),
        axes: stack_axes(&mut once, all.plans, all.axes),
        info_cmds: once.named("info-cmd", all.info_cmds, |info| &info.name),
        components: once.named("component", all.components, |component| &component.name),
        roles: once.named("role", all.roles, |role| &role.name),
        policies: all.policies,
        permits: all.permits,
        tags: all.tags,
        // by name: the order of nodes across files says nothing
        tests: {
            let tests = all.tests.into_iter().zip(test_folders);
            let mut tests: Vec<StackTest> = once
                .named("test", tests, |(test, _)| &test.name)
                .into_values()
                .map(|(test, folder)| StackTest { test, folder })
                .collect();
            tests.sort_by(|a, b| a.test.name.value.cmp(&b.test.name.value));
            tests
        },
        adopted: BTreeMap::new(),
        changes: once.only("changes", all.changes, |changes| changes.span),
        ci: once.only("ci", all.cis, |ci| ci.span),
        groups: once.named("group", all.groups, |group| &group.name).into_values().collect(),
        distributions: once
            .catalogue("distribution", all.distributions, &standard, |row| &row.name)
            .into_values()
            .collect(),
        manylinux_policies: once.catalogue("manylinux-policy", all.manylinux_policies, &standard, |row| &row.name),
        gpus: Catalogue {
            families: once.named("gpu-family", all.gpu_families, |family| &family.name),
            releases: all.gpu_releases,
        },
        framework_releases: all.framework_releases,
        excludes: all.excludes,
        onlys: all.onlys,
        unknown: all.unknown,
        images: images
            .into_iter()
            .map(|(name, (ast, folder))| {
                (name, Image { ast, folder, axes: Vec::new(), builds: Vec::new(), excluded: Vec::new() })
            })
            .collect(),
        known: Known::default(),
    };
    if !model.unknown.iter().any(|(kind, _)| kind == "gpu-family") {
        families(&model, once.diagnostics);
    }
    model.unknown.extend(once.doubled.into_iter().map(|what| (what, None)));
    Ok(model)
}

/// Whether each release, and each runner, is of a family that there is.
fn families(model: &Model, diagnostics: &mut Diagnostics) {
    let wheels = model.framework_releases.iter().flat_map(|release| &release.wheels);
    let wheels = wheels.map(|wheels| &wheels.family).filter(|family| family.value != "cpu");
    let runners = model.ci.iter().flat_map(|ci| &ci.runners).filter_map(|runner| runner.gpu.as_ref());
    for family in model.gpus.releases.iter().map(|release| &release.family).chain(wheels).chain(runners) {
        if !model.gpus.families.contains_key(&family.value) {
            diagnostics.error(errors::unknown_family(family, model.gpus.families.keys().map(String::as_str)));
        }
    }
}

fn append(all: &mut ast::Document, mut document: ast::Document) {
    all.stacks.append(&mut document.stacks);
    all.args.append(&mut document.args);
    all.axes.append(&mut document.axes);
    all.plans.append(&mut document.plans);
    all.excludes.append(&mut document.excludes);
    all.onlys.append(&mut document.onlys);
    all.info_cmds.append(&mut document.info_cmds);
    all.components.append(&mut document.components);
    all.roles.append(&mut document.roles);
    all.policies.append(&mut document.policies);
    all.permits.append(&mut document.permits);
    all.tags.append(&mut document.tags);
    all.tests.append(&mut document.tests);
    all.changes.append(&mut document.changes);
    all.cis.append(&mut document.cis);
    all.groups.append(&mut document.groups);
    all.images.append(&mut document.images);
    all.distributions.append(&mut document.distributions);
    all.manylinux_policies.append(&mut document.manylinux_policies);
    all.gpu_families.append(&mut document.gpu_families);
    all.gpu_releases.append(&mut document.gpu_releases);
    all.framework_releases.append(&mut document.framework_releases);
    all.unknown.append(&mut document.unknown);
}

/// The catalogue of GPUs alone, as far as it can be read; of what is defined twice, the first.
pub(super) fn catalogue(documents: Vec<Loaded>) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for Loaded { document, .. } in documents {
        for family in document.gpu_families {
            catalogue.families.entry(family.name.value.clone()).or_insert(family);
        }
        catalogue.releases.extend(document.gpu_releases);
    }
    catalogue
}

/// The components alone, as far as they can be read; of what is defined twice, the first.
pub(super) fn components(documents: Vec<Loaded>) -> BTreeMap<String, ast::Component> {
    let mut components = BTreeMap::new();
    for component in documents.into_iter().flat_map(|loaded| loaded.document.components) {
        components.entry(component.name.value.clone()).or_insert(component);
    }
    components
}

/// What may be there once.
struct Once<'a> {
    diagnostics: &'a mut Diagnostics,
    /// Kinds of what was defined twice: the second may have been meant as another.
    doubled: BTreeSet<String>,
}

impl Once<'_> {
    fn only<T>(&mut self, what: &str, mut all: Vec<T>, span: impl Fn(&T) -> Span) -> Option<T> {
        for again in all.iter().skip(1) {
            self.diagnostics.error(errors::second(what, span(again), span(&all[0])));
        }
        (!all.is_empty()).then(|| all.swap_remove(0))
    }

    fn named<T>(
        &mut self,
        what: &str,
        all: impl IntoIterator<Item = T>,
        name: impl Fn(&T) -> &Name,
    ) -> IndexMap<String, T> {
        let mut map: IndexMap<String, T> = IndexMap::new();
        for item in all {
            let at = name(&item).clone();
            match map.entry(at.value.clone()) {
                Entry::Occupied(before) => {
                    self.diagnostics.error(errors::duplicate(what, &at, name(before.get()).span));
                    self.doubled.insert(what.to_string());
                }
                Entry::Vacant(place) => {
                    place.insert(item);
                }
            }
        }
        map
    }

    /// Releases of the stack's own: each is there once.
    fn releases<'r>(
        &mut self,
        what: &str,
        all: impl Iterator<Item = (&'r Name, &'r Name)>,
        standard: &BTreeSet<SourceId>,
    ) {
        let mut seen: BTreeMap<(&str, &str), Span> = BTreeMap::new();
        for (of, version) in all.filter(|(_, version)| !standard.contains(&version.span.source)) {
            match seen.get(&(of.value.as_str(), version.value.as_str())) {
                Some(before) => {
                    let what = format!("{what} \"{}\"", of.value);
                    self.diagnostics.error(errors::duplicate(&what, version, *before));
                }
                None => {
                    seen.insert((&of.value, &version.value), version.span);
                }
            }
        }
    }

    /// Rows of the stack's own, then those of the standard library: of one name, the stack's alone.
    fn catalogue<T>(
        &mut self,
        what: &str,
        all: Vec<T>,
        standard: &BTreeSet<SourceId>,
        name: impl Fn(&T) -> &Name,
    ) -> IndexMap<String, T> {
        let (known, own): (Vec<T>, Vec<T>) = all.into_iter().partition(|row| standard.contains(&name(row).span.source));
        let mut rows = self.named(what, own, &name);
        for row in known {
            rows.entry(name(&row).value.clone()).or_insert(row);
        }
        rows
    }
}

/// `plan` first, then the others as declared.
fn stack_axes(once: &mut Once, plans: Vec<ast::AxisValue>, axes: Vec<ast::AxisUse>) -> IndexMap<String, Axis> {
    let mut found = IndexMap::new();
    if let Some(first) = plans.first() {
        let span = first.name.span;
        let values = once.named("plan", plans, |plan| &plan.name).into_values().map(|value| value_of(&value)).collect();
        found.insert("plan".to_string(), Axis { name: "plan".to_string(), values, span });
    }
    for (name, axis) in once.named("axis", axes, |axis| &axis.name) {
        // its values would take the place of the plans
        if name == "plan" {
            once.diagnostics.error(errors::reserved_axis(&axis.name));
            once.doubled.insert(name);
            continue;
        }
        let what = errors::value_kind(&name);
        let values =
            once.named(&what, axis.values, |value| &value.name).into_values().map(|value| value_of(&value)).collect();
        found.insert(name.clone(), Axis { name, values, span: axis.name.span });
    }
    found
}

/// A value as it is declared.
pub(super) fn value_of(value: &ast::AxisValue) -> Value {
    Value {
        name: value.name.value.clone(),
        label: value.body.name.as_ref().map_or_else(|| value.name.value.clone(), |name| name.value.clone()),
        bodies: vec![Body { body: Rc::new(value.body.clone()), inherited: false }],
        span: value.name.span,
    }
}
