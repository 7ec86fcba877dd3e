//! The axes that each image has, and the builds they make.

use super::errors;
use super::order::based_on;
use super::unite::value_of;
use crate::ast::{self, AxisUse, ImageItem, ImageRef, Selector};
use crate::budget::{BUILDS_OF_IMAGE, Cost};
use crate::diag::{Diagnostics, Reported};
use crate::model::{
    Axis, Combination, Image, Key, Leaf, Model, Value, every, first, flatten, holds, missing_value, questions,
};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn axes(model: &mut Model, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    let mut stack_wide = vec![false; model.excludes.len() + model.onlys.len()];
    let mut lost: BTreeSet<String> = BTreeSet::new();
    for at in 0..model.images.len() {
        let before = diagnostics.errors();
        let there = |base: &&ImageRef| {
            let name = base.image.value.as_str();
            model.images.contains_key(name) && !lost.contains(name)
        };
        // the builds of an image cannot be counted before those of its base
        let based = bases(&model.images[at]).iter().all(there);
        if based {
            count(model, at, &mut stack_wide, diagnostics);
            diagnostics.go_on()?;
        }
        if !based || diagnostics.errors() > before {
            lost.insert(model.images[at].name().to_string());
        }
    }
    // what needs them must not be told that it lacks something
    for name in &lost {
        let axes = model.images[name].ast.axes.iter();
        let axes = axes.map(|axis| (ast::OWN_AXIS.to_string(), Some(axis.name.value.clone())));
        model.unknown.push(("image".to_string(), Some(name.clone())));
        model.unknown.extend(axes);
    }
    model.images.retain(|name, _| !lost.contains(name));
    let selectors = model.excludes.iter().map(|selector| (selector, "exclude"));
    for ((selector, word), used) in
        selectors.chain(model.onlys.iter().map(|selector| (selector, "only"))).zip(&stack_wide)
    {
        if !used && model.unknown.is_empty() {
            let missing = missing_value(selector, model, None);
            diagnostics.error(errors::removes_nothing(word, selector, missing));
        }
    }
    same_names(model, diagnostics)
}

/// The axes and builds of one image.
fn count(model: &mut Model, at: usize, stack_wide: &mut [bool], diagnostics: &mut Diagnostics) {
    let before = diagnostics.errors();
    let axes = image_axes(model, &model.images[at], diagnostics);
    let axes_are_right = diagnostics.errors() == before;
    model.images[at].axes = axes;
    // an image with too many builds was reported as that
    let Some((builds, excluded)) = builds(model, &model.images[at], axes_are_right, stack_wide, diagnostics) else {
        return;
    };
    let image = &mut model.images[at];
    // a value that was refused may have been the only one
    if builds.is_empty() && axes_are_right {
        let by: Vec<Span> = excluded.iter().map(|(_, span)| *span).collect();
        diagnostics.error(errors::no_builds(&image.ast.name, &by));
    }
    image.builds = builds;
    image.excluded = excluded;
}

fn image_axes(model: &Model, image: &Image, diagnostics: &mut Diagnostics) -> Vec<Axis> {
    let parents: Vec<&Image> =
        bases(image).iter().filter_map(|reference| model.images.get(&reference.image.value)).collect();
    let mut axes = Vec::new();
    if let Some(plans) = model.axes.get("plan").filter(|_| !image.ast.axes.iter().any(|axis| axis.name.value == "plan"))
    {
        let mut plans = match parents.first() {
            Some(parent) => still_built(parent, "plan").unwrap_or_else(|| plans.clone()),
            None => plans.clone(),
        };
        plans.span = image.ast.name.span;
        axes.push(plans);
    }
    for AxisUse { name, values } in &image.ast.axes {
        if matches!(name.value.as_str(), "image" | "gpu" | "role" | "stack" | "prefix" | "version" | "values") {
            diagnostics.error(errors::reserved_axis(name));
            continue;
        }
        let parent = parents
            .iter()
            .find(|parent| parent.axes.iter().any(|axis| axis.name == name.value))
            .and_then(|parent| still_built(parent, &name.value));
        let shared = model.axes.get(&name.value);
        let values = match (values.is_empty(), parent.as_ref().map(inherit), shared) {
            (true, Some(parent), _) => parent.values,
            (true, None, Some(shared)) => shared.values.clone(),
            (true, None, None) => {
                diagnostics.error(errors::unknown_axis(name, model));
                continue;
            }
            (false, parent, shared) => {
                let mut own: Vec<Value> = Vec::new();
                for value in values {
                    if let Some(before) = own.iter().find(|before| before.name == value.name.value) {
                        diagnostics.error(errors::duplicate(
                            &errors::value_kind(&name.value),
                            &value.name,
                            before.span,
                        ));
                        continue;
                    }
                    let known = |axis: &Axis| axis.values.iter().find(|known| known.name == value.name.value).cloned();
                    let before = parent.as_ref().and_then(known).or_else(|| shared.and_then(known));
                    if let (None, Some(shared)) = (&before, shared) {
                        diagnostics.error(errors::unknown_value(&value.name, shared));
                        continue;
                    }
                    own.push(match before {
                        Some(mut before) => {
                            let said = value_of(value);
                            if value.body.name.is_some() {
                                before.label = said.label;
                            }
                            before.span = said.span;
                            before.bodies.extend(said.bodies);
                            before
                        }
                        None => value_of(value),
                    });
                }
                own
            }
        };
        axes.push(Axis { name: name.value.clone(), values, span: name.span });
    }
    axes
}

/// The images that an image may be built on.
fn bases(image: &Image) -> Vec<&ImageRef> {
    let items = every(&image.ast.body);
    let bodies = image.ast.axes.iter().flat_map(|axis| &axis.values).filter_map(|value| value.body.from.as_ref());
    let froms = items.iter().filter_map(|item| match item {
        ImageItem::From(from) => Some(from),
        _ => None,
    });
    froms.chain(bodies).filter_map(based_on).chain(parents_of_adopted(&items)).collect()
}

/// The images that an adopted Dockerfile gets by its args and in place of references: it has no `from` that could say them.
fn parents_of_adopted<'a>(items: &[&'a ImageItem]) -> Vec<&'a ImageRef> {
    if !items.iter().any(|item| matches!(item, ImageItem::Dockerfile(_))) {
        return Vec::new();
    }
    let parents = items.iter().filter_map(|item| match item {
        ImageItem::Arg(arg) => arg.image.as_ref(),
        ImageItem::Replaced(replaced) => Some(&replaced.image),
        _ => None,
    });
    parents.collect()
}

/// A parent's axis, without the values that it is never built for.
fn still_built(parent: &Image, name: &str) -> Option<Axis> {
    let at = parent.axes.iter().position(|axis| axis.name == name)?;
    let mut axis = parent.axes[at].clone();
    let mut index = 0;
    axis.values.retain(|_| {
        index += 1;
        parent.builds.iter().any(|build| build.0[at] == index - 1)
    });
    Some(axis)
}

/// An axis as a child has it: never a base.
fn inherit(axis: &Axis) -> Axis {
    let mut axis = axis.clone();
    for body in axis.values.iter_mut().flat_map(|value| &mut value.bodies) {
        body.inherited = true;
    }
    axis
}

type Builds = (Vec<Combination>, Vec<(Combination, Span)>);

/// `None`: there are too many, which was reported.
fn builds(
    model: &Model,
    image: &Image,
    axes_are_right: bool,
    stack_wide: &mut [bool],
    diagnostics: &mut Diagnostics,
) -> Option<Builds> {
    let mut all = vec![Combination(Vec::new())];
    for axis in &image.axes {
        all = all
            .iter()
            .flat_map(|so_far| {
                (0..axis.values.len()).map(|at| Combination(so_far.0.iter().copied().chain([at]).collect()))
            })
            .collect();
        if all.len() > BUILDS_OF_IMAGE {
            diagnostics.error(errors::too_many_builds(&image.ast.name, BUILDS_OF_IMAGE));
            return None;
        }
    }
    diagnostics.draw(Cost::Build, all.len(), image.ast.name.span).ok()?;
    let mut meant = BTreeMap::new();
    if !bases(image).is_empty() {
        diagnostics.draw(Cost::Question, all.len() * (1 + selectors(&image.ast.body)), image.ast.name.span).ok()?;
        all.retain(|combination| built_by_parent(model, image, combination, &mut meant));
    }
    let mut excluded = Vec::new();
    let own = image.ast.excludes.iter().map(|selector| (selector, false, None));
    let own = own.chain(image.ast.onlys.iter().map(|selector| (selector, true, None)));
    let shared = model.excludes.iter().map(|selector| (selector, false));
    let shared = shared.chain(model.onlys.iter().map(|selector| (selector, true)));
    let shared = shared.enumerate().map(|(at, (selector, keep))| (selector, keep, Some(at)));
    for (selector, keep, stack_wide_at) in own.chain(shared) {
        let mut removed = 0;
        diagnostics.draw(Cost::Question, all.len() * questions(selector), selector.span).ok()?;
        all.retain(|combination| {
            let stays = match matches(model, image, combination, selector) {
                Ok(matches) => matches == keep,
                Err(term) => {
                    // an axis that was refused may be meant
                    if axes_are_right {
                        diagnostics.error(errors::unknown_key(&term.key, keys(model, image)));
                    }
                    removed += 1;
                    true
                }
            };
            if !stays {
                removed += 1;
                excluded.push((combination.clone(), selector.span));
            }
            stays
        });
        match stack_wide_at {
            Some(at) => stack_wide[at] |= removed > 0,
            None if removed == 0 && axes_are_right => {
                let word = if keep { "only" } else { "exclude" };
                let missing = missing_value(selector, model, Some(image));
                diagnostics.error(errors::removes_nothing(word, selector, missing));
            }
            None => {}
        }
    }
    Some((all, excluded))
}

/// How many selectors are in a body.
fn selectors<T>(body: &[ast::Entry<T>]) -> usize {
    let blocks = body.iter().filter_map(|entry| match entry {
        ast::Entry::When(block) => Some(1 + selectors(&block.body)),
        ast::Entry::Plain(_) => None,
    });
    blocks.sum()
}

/// Whether each image that this build is based on has a build to match the axes that came from it.
fn built_by_parent<'a>(
    model: &'a Model,
    image: &'a Image,
    combination: &Combination,
    known: &mut BTreeMap<Span, Meant<'a>>,
) -> bool {
    let leaves =
        flatten(&image.ast.body, &mut |selector| matches(model, image, combination, selector).unwrap_or(false));
    let from = first(&leaves, |item| match item {
        ImageItem::From(from) => Some(from),
        _ => None,
    });
    let items: Vec<&ImageItem> = leaves.iter().map(|leaf| leaf.item).collect();
    let mut based = from.and_then(based_on).into_iter().chain(parents_of_adopted(&items));
    based.all(|reference| {
        let Some(parent) = model.images.get(&reference.image.value) else { return true };
        let meant = known.entry(reference.image.span).or_insert_with(|| Meant::new(image, parent, reference));
        meant.has(image, combination)
    })
}

/// The builds of a parent that a reference may mean, by their values of the axes that an image takes from it.
struct Meant<'a> {
    /// Of the image's axes, those that it takes.
    axes: Vec<&'a str>,
    values: BTreeSet<Vec<&'a str>>,
}

impl<'a> Meant<'a> {
    fn new(image: &'a Image, parent: &'a Image, reference: &ImageRef) -> Meant<'a> {
        let taken = |name: &str| {
            let used = image.ast.axes.iter().find(|used| used.name.value == name);
            used.map_or(name == "plan", |used| used.values.is_empty())
        };
        let fixed = |axis: &Axis| reference.axes.iter().find(|(name, _)| name.value == axis.name);
        let said: Vec<Option<String>> =
            parent.axes.iter().map(|axis| fixed(axis).and_then(|(_, value)| value.literal())).collect();
        let shared = |axis: &Axis| {
            fixed(axis).is_none() && taken(&axis.name) && image.axes.iter().any(|own| own.name == axis.name)
        };
        let places: Vec<usize> = (0..parent.axes.len()).filter(|&at| shared(&parent.axes[at])).collect();
        let name = |build: &Combination, at: usize| parent.axes[at].values[build.0[at]].name.as_str();
        let meant = parent.builds.iter().filter(|build| {
            said.iter().enumerate().all(|(at, said)| said.as_ref().is_none_or(|said| said == name(build, at)))
        });
        let values = meant.map(|build| places.iter().map(|&at| name(build, at)).collect()).collect();
        Meant { axes: places.iter().map(|&at| parent.axes[at].name.as_str()).collect(), values }
    }

    /// Whether one of them has the values of a build; a value that the parent is never built for is told where it stands,
    /// and takes no build away.
    fn has(&self, image: &'a Image, combination: &Combination) -> bool {
        let value = |axis: &&'a str| image.value(combination, axis).map(|value| value.name.as_str());
        let own: Option<Vec<&str>> = self.axes.iter().map(value).collect();
        self.values.is_empty() || own.is_some_and(|own| self.values.contains(&own))
    }
}

fn matches<'s>(
    model: &Model,
    image: &Image,
    combination: &Combination,
    selector: &'s Selector,
) -> Result<bool, &'s ast::Term> {
    holds(selector, &|key: &str| match key {
        "gpu" | "role" => {
            let by_axes = &|key: &str| lookup(model, image, combination, key);
            let leaves = flatten(&image.ast.body, &mut |inner| holds(inner, by_axes).unwrap_or(false));
            Some(if key == "gpu" { gpu(image, combination, &leaves) } else { roles(&leaves) })
        }
        key => lookup(model, image, combination, key),
    })
}

/// What a key of a selector is in a build, as far as axes tell.
fn lookup<'a>(model: &Model, image: &'a Image, combination: &Combination, key: &str) -> Option<Key<'a>> {
    if let Some(value) = image.value(combination, key) {
        return Some(Key::text(value.name.as_str()));
    }
    match key {
        "image" => Some(Key::text(image.name())),
        "gpu" => Some(gpu(image, combination, &[])),
        "role" => Some(Key::Roles(Vec::new())),
        "plan" | "variant" => Some(Key::text("")),
        key if model.axes.contains_key(key) || model.has_axis(key) => Some(Key::text("")),
        _ => None,
    }
}

/// The family of the image's own `gpu`, else that of a value's.
fn gpu<'a>(image: &'a Image, combination: &Combination, leaves: &[Leaf<'a, ImageItem>]) -> Key<'a> {
    let own = first(leaves, |item| match item {
        ImageItem::Gpu(gpu) => Some(gpu),
        _ => None,
    });
    let of_value = || {
        let mut bodies = image.values(combination).flat_map(|(_, value)| &value.bodies);
        bodies.find_map(|body| body.body.gpu.as_ref())
    };
    Key::text(own.or_else(of_value).map_or("", |gpu| gpu.family.value.as_str()))
}

fn roles<'a>(leaves: &[Leaf<'a, ImageItem>]) -> Key<'a> {
    let named = leaves.iter().filter_map(|leaf| match leaf.item {
        ImageItem::Role(names) => Some(names),
        _ => None,
    });
    Key::Roles(named.flatten().map(|name| name.value.as_str()).collect())
}

/// Every key that a selector may have in an image.
fn keys<'a>(model: &'a Model, image: &'a Image) -> Vec<&'a str> {
    let own = image.axes.iter().map(|axis| axis.name.as_str());
    own.chain(model.axes.keys().map(String::as_str)).chain(["image", "gpu", "role", "plan", "variant"]).collect()
}

fn same_names(model: &Model, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    let mut unequal = Ok(());
    let mut seen: BTreeMap<String, (&Image, &Combination)> = BTreeMap::new();
    for image in model.images.values() {
        for build in &image.builds {
            let target = image.target(build);
            if let Some((other, values)) = seen.get(&target) {
                let told = diagnostics.error(errors::same_target(&target, image, build, other, values));
                unequal = Err(told);
            } else {
                seen.insert(target, (image, build));
            }
        }
    }
    unequal
}
