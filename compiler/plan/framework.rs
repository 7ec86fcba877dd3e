//! Frameworks: which release is meant, whether it has wheels for the build, and the args that it sets.

use super::errors;
use super::lower::Lowering;
use super::names::arg_name;
use super::parents;
use super::site::Site;
use crate::ast::{Base, Framework, FrameworkRelease, ImageItem, Wheels};
use crate::model::{Model, covers_platform, first, is_of, numbers};
use crate::source::Span;
use std::collections::BTreeSet;

/// The GPU that a build is for.
pub(super) struct On<'a> {
    pub family: String,
    /// What the family's releases are of: `CUDA`.
    pub toolkit: &'a str,
    pub release: Option<String>,
    /// What the base has beside: (`cudnn`, `9.5.1.17`).
    libraries: Vec<(&'a str, &'a str)>,
    /// Where that is said, if it is said for this image.
    pub at: Option<Span>,
}

/// Of each framework the node that counts: the first under an `in`, else a value's, else the image's.
pub(super) fn nodes<'a>(site: &Site<'a>) -> Vec<&'a Framework> {
    let of_image = |name: &str, conditional: bool| {
        let leaves = site.leaves.iter().filter(move |leaf| leaf.conditional == conditional);
        let mut nodes = leaves.filter_map(|leaf| match leaf.item {
            ImageItem::Framework(node) => Some(node),
            _ => None,
        });
        nodes.find(|node| node.name.value == name)
    };
    let of_value = |name: &str| {
        let bodies = site.image.values(site.combination).flat_map(|(_, value)| &value.bodies);
        let mut nodes = bodies.flat_map(|body| &body.body.frameworks).filter(|node| node.name.value == name);
        let first = nodes.next();
        if let (Some(before), Some(again)) = (first, nodes.next()) {
            site.report(errors::two_bodies(&format!("`{name}`"), again.name.span, before.name.span));
        }
        first
    };
    let chosen = |name: &&str| of_image(name, true).or_else(|| of_value(name)).or_else(|| of_image(name, false));
    frameworks(site.model()).iter().filter_map(chosen).collect()
}

/// Those that there are releases of.
fn frameworks(model: &Model) -> BTreeSet<&str> {
    model.framework_releases.iter().map(|release| release.framework.value.as_str()).collect()
}

/// The args that a framework sets: itself, what is released with it, and its index.
pub(super) fn args(model: &Model, framework: &str) -> Vec<String> {
    let releases = || model.framework_releases.iter().filter(|release| release.framework.value == framework);
    let companions = releases().flat_map(|release| &release.companions).map(|(name, _)| arg(&name.value));
    let indexed = releases().flat_map(|release| &release.wheels).any(|wheels| wheels.index.is_some());
    let index = indexed.then(|| index_arg(framework));
    let all: BTreeSet<String> = companions.chain(index).chain([arg(framework)]).collect();
    all.into_iter().collect()
}

fn arg(name: &str) -> String {
    arg_name(name).to_uppercase()
}

fn index_arg(framework: &str) -> String {
    format!("{}_INDEX", arg(framework))
}

/// Gives the args of the image's frameworks their values, once the GPU is known. What has none was reported.
pub(super) fn settle(lowering: &Lowering) {
    let site = lowering.site;
    let nodes = nodes(site);
    if nodes.is_empty() {
        return;
    }
    let Ok(on) = gpu_of(lowering) else { return };
    for node in nodes {
        let Some((release, wheels)) = choose(lowering, node, on.as_ref()) else { continue };
        let mut given = site.framework_args.borrow_mut();
        given.insert(arg(&node.name.value), release.version.value.clone());
        given.extend(release.companions.iter().map(|(name, version)| (arg(&name.value), version.value.clone())));
        given.extend(wheels.index.as_ref().map(|index| (index_arg(&node.name.value), index.value.clone())));
    }
}

/// `Err`: what is meant was reported; `Ok(None)`: none.
fn gpu_of<'a>(lowering: &Lowering<'_, 'a>) -> Result<Option<On<'a>>, ()> {
    let site = lowering.site;
    let on = |family: &str, release: Option<String>, libraries, at| {
        let known = site.model().gpus.families.get(family);
        let toolkit = known.and_then(|family| family.toolkit.as_ref()).map(|toolkit| toolkit.value.as_str());
        let toolkit = toolkit.or(known.map(|family| family.name.value.as_str())).unwrap_or_default();
        On { family: family.to_string(), toolkit, release, libraries, at }
    };
    if let Some((node, _)) = site.gpu_node() {
        let chosen = lowering.gpu.as_ref().ok_or(())?;
        let bases = chosen.base.iter().flat_map(|base| &base.values);
        let libraries = bases.filter_map(|(key, values)| match values.as_slice() {
            [one] => Some((key.as_str(), one.value.as_str())),
            _ => None,
        });
        return Ok(Some(on(&site.gpu, chosen.version.clone(), libraries.collect(), Some(node.span))));
    }
    // what a parent is for its children are
    let from = first(&site.leaves, |item| match item {
        ImageItem::From(from) => Some(from),
        _ => None,
    });
    let Some(Base::Image(reference)) = from.map(|from| &from.base) else { return Ok(None) };
    let (_, parent) = parents::find(site, lowering.drafts, reference, None).ok_or(())?;
    let release = parent.build.gpu_release.clone();
    Ok(parent.build.gpu.as_ref().map(|family| on(family, release, Vec::new(), None)))
}

/// The newest release that is meant and has wheels for the build. `None`: it was reported.
fn choose<'a>(
    lowering: &Lowering<'_, 'a>,
    node: &'a Framework,
    on: Option<&On>,
) -> Option<(&'a FrameworkRelease, &'a Wheels)> {
    let site = lowering.site;
    let name = node.name.value.as_str();
    let wanted = site.literal(&node.version, None)?;
    let python = match &node.python {
        Some(python) => Some((site.literal(python, None)?, python.span)),
        None => None,
    };
    let said = python.as_ref().map(|(version, _)| version.as_str());
    // the stack's own come before those of `std`
    let releases = || site.model().framework_releases.iter().rev().filter(|release| release.framework.value == name);
    let mut fitting: Vec<_> = releases().filter(|release| is_of(&release.version.value, &wanted)).collect();
    fitting.sort_by_key(|release| std::cmp::Reverse(numbers(&release.version.value)));
    let found = fitting.iter().find_map(|release| Some((*release, wheels(release, on, &lowering.platforms)?)));
    if let Some((release, wheels)) = found.filter(|(release, _)| has_python(release, said)) {
        return Some((release, wheels));
    }
    let mut others: Vec<&FrameworkRelease> = releases().collect();
    others.sort_by_key(|release| numbers(&release.version.value));
    let Some(&newest) = fitting.first() else {
        let versions: Vec<&str> = others.iter().map(|release| release.version.value.as_str()).collect();
        site.report(errors::unknown_framework_release(name, &wanted, node.version.span, &versions));
        return None;
    };
    // those that would do, as far as everything else goes
    let fits =
        |release: &&FrameworkRelease| wheels(release, on, &lowering.platforms).is_some() && has_python(release, said);
    let would_do: Vec<&str> = others.iter().copied().filter(fits).map(|one| one.version.value.as_str()).collect();
    let near = nearest(&wanted, &would_do);
    let at = node.version.span;
    // wheels that are there as far as is known, but for what is told
    let (told, usable) = match (&found, python.as_ref()) {
        (Some((release, wheels)), Some((python, span))) => {
            (errors::no_wheels_for_python(release, python, *span, &near), Some((*release, *wheels)))
        }
        _ if on.is_some_and(|on| on.release.is_none()) => (errors::no_release_for_wheels(newest, on?, at), None),
        _ => match wheels(newest, on, &[]) {
            Some(wheels) => {
                (errors::no_wheels_for_platform(newest, &lowering.platforms, at, &near), Some((newest, wheels)))
            }
            None => match on.and_then(|on| without_library(newest, on)) {
                Some((wheels, library)) => {
                    (errors::no_wheels_for_library(newest, library, on?, at, &near), Some((newest, wheels)))
                }
                None => (errors::no_wheels(newest, on, at, &near), None),
            },
        },
    };
    let unsure = usable.filter(|(release, _)| !release.is_sure());
    site.report(if unsure.is_some() { errors::as_warning(told) } else { told });
    unsure
}

/// Wheels of a build's GPU, and the library of its base that they were not built with.
fn without_library<'a, 'o>(
    release: &'a FrameworkRelease,
    on: &'o On,
) -> Option<(&'a Wheels, (&'a str, &'a str, &'o str))> {
    let own = release.wheels.iter().filter(|wheels| wheels.family.value == on.family && of_release(wheels, on));
    own.filter_map(|wheels| Some((wheels, lacking(wheels, on)?))).next()
}

fn has_python(release: &FrameworkRelease, python: Option<&str>) -> bool {
    python
        .is_none_or(|python| release.pythons.is_empty() || release.pythons.iter().any(|one| is_of(python, &one.value)))
}

/// The wheels of a release for a GPU, or for none.
fn wheels<'a>(release: &'a FrameworkRelease, on: Option<&On>, platforms: &[String]) -> Option<&'a Wheels> {
    let family = on.map_or("cpu", |on| on.family.as_str());
    release.wheels.iter().filter(|wheels| wheels.family.value == family).find(|wheels| {
        let on_release = on.is_none_or(|on| of_release(wheels, on) && lacking(wheels, on).is_none());
        let there = |platform: &String| wheels.platforms.iter().any(|one| covers_platform(&one.value, platform));
        on_release && (wheels.platforms.is_empty() || platforms.iter().all(there))
    })
}

/// Whether wheels run on a GPU's release.
fn of_release(wheels: &Wheels, on: &On) -> bool {
    match (&wheels.release, &on.release) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(built), Some(has)) => fits(&built.value, has, wheels.newer),
    }
}

/// A library of the base on which wheels do not run, as far as it is known: what it is called, what it must be and is.
fn lacking<'w, 'o>(wheels: &'w Wheels, on: &'o On) -> Option<(&'w str, &'w str, &'o str)> {
    wheels.libraries.iter().find_map(|(name, built)| {
        let (_, has) = on.libraries.iter().find(|(known, _)| *known == name.value)?;
        (!fits(&built.value, has, wheels.newer)).then_some((name.value.as_str(), built.value.as_str(), *has))
    })
}

/// Whether what was built with a version runs on another: of the same minor version, or also on later ones of its major.
fn fits(built: &str, has: &str, newer: bool) -> bool {
    let (Some(built), Some(has)) = (numbers(built), numbers(has)) else { return built == has };
    let minor = |version: &[u64]| (version.first().copied(), version.get(1).copied().unwrap_or(0));
    let (built, has) = (minor(&built), minor(&has));
    built == has || (newer && built.0 == has.0 && built.1 < has.1)
}

/// The minor versions nearest to what was asked for, the one below and the one above.
fn nearest(wanted: &str, sorted: &[&str]) -> Vec<String> {
    let minor = |version: &str| version.split('.').take(2).collect::<Vec<_>>().join(".");
    let mut minors: Vec<String> = sorted.iter().map(|version| minor(version)).collect();
    minors.dedup();
    let own = numbers(&minor(wanted));
    minors.retain(|one| numbers(one) != own);
    let at = minors.partition_point(|one| numbers(one) < own);
    let below = at.checked_sub(1).map(|at| minors[at].clone());
    below.into_iter().chain(minors.get(at).cloned()).collect()
}
