//! The order of images: parents before children, ties by name. Unknown images, unknown components and cycles end here.

use super::errors;
use crate::ast::{self, Base, ImageItem, ImageRef, MountKind, Name, StageItem, Step, StepKind};
use crate::budget::DEPTH;
use crate::diag::{Diagnostics, Reported};
use crate::model::{Known, Model, every};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn order(model: &mut Model, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    let mut edges: BTreeMap<&str, Vec<(&str, &Name)>> = BTreeMap::new();
    let mut unknown: Vec<String> = Vec::new();
    let mut endless = Ok(());
    for (name, image) in &model.images {
        diagnostics.go_on()?;
        let mut references = Vec::new();
        for value in image.ast.axes.iter().flat_map(|axis| &axis.values) {
            references.extend(value.body.from.iter().filter_map(based_on));
        }
        let mut walk = Walk { endless: Ok(()), open: Vec::new(), seen: BTreeSet::new() };
        in_body(model, &image.ast.body, &mut walk, &mut references, diagnostics);
        endless = endless.and(walk.endless);
        let list = edges.entry(name).or_default();
        for reference in references {
            match model.images.get_key_value(&reference.image.value) {
                Some((parent, _)) => list.push((parent, &reference.image)),
                None if model.is_unknown("image", &reference.image.value) => {}
                None => {
                    diagnostics.error_with(|| errors::unknown_image(&reference.image, name, model));
                    unknown.push(reference.image.value.clone());
                }
            }
        }
    }
    endless?;
    cycles(&edges, diagnostics)?;
    let order = sorted(&edges);
    let mut position: BTreeMap<String, usize> = BTreeMap::new();
    for (at, name) in order.into_iter().enumerate() {
        position.insert(name.to_string(), at);
    }
    model.unknown.extend(unknown.into_iter().map(|name| ("image".to_string(), Some(name))));
    model.images.sort_by(|a, _, b, _| position[a].cmp(&position[b]));
    model.known = Known::of(&model.images);
    Ok(())
}

/// The image that a `from` names.
pub(super) fn based_on(from: &ast::From) -> Option<&ImageRef> {
    match &from.base {
        Base::Image(reference) => Some(reference),
        _ => None,
    }
}

/// Components on the way through one image.
struct Walk<'a> {
    /// Whether a component came round to itself.
    endless: Result<(), Reported>,
    /// Those that the walk is in, outermost first.
    open: Vec<&'a str>,
    /// Those that it has been through: once is enough.
    seen: BTreeSet<&'a str>,
}

fn in_body<'a>(
    model: &'a Model,
    body: &'a [ast::Entry<ImageItem>],
    walk: &mut Walk<'a>,
    found: &mut Vec<&'a ImageRef>,
    diagnostics: &mut Diagnostics,
) {
    for item in every(body) {
        match item {
            ImageItem::From(from) => found.extend(based_on(from)),
            ImageItem::Arg(arg) => found.extend(&arg.image),
            ImageItem::Replaced(replaced) => found.push(&replaced.image),
            ImageItem::Test(test) => test.mounts.iter().for_each(|mount| in_mount(mount, found)),
            ImageItem::Stage(stage) => {
                for item in every(&stage.body) {
                    match item {
                        StageItem::From(from) => found.extend(based_on(from)),
                        StageItem::Manylinux(_) => {}
                        StageItem::Step(step) => in_step(model, step, walk, found, diagnostics),
                    }
                }
            }
            ImageItem::Step(step) => in_step(model, step, walk, found, diagnostics),
            _ => {}
        }
    }
}

fn in_step<'a>(
    model: &'a Model,
    step: &'a Step,
    walk: &mut Walk<'a>,
    found: &mut Vec<&'a ImageRef>,
    diagnostics: &mut Diagnostics,
) {
    match &step.kind {
        StepKind::Copy(copy) => {
            if let ast::Origin::Image(reference) = &copy.origin {
                found.push(reference);
            }
        }
        StepKind::Run(run) => run.mounts.iter().for_each(|mount| in_mount(mount, found)),
        StepKind::Arg(arg) => found.extend(&arg.image),
        StepKind::Use(call) => {
            let name = &call.component;
            match model.components.get_key_value(&name.value) {
                Some((component, _)) if walk.open.contains(&component.as_str()) => {
                    walk.endless = Err(diagnostics.error(errors::component_cycle(name, &walk.open)));
                }
                Some(_) if walk.open.len() == DEPTH => {
                    walk.endless = Err(diagnostics.error(errors::components_too_deep(name, DEPTH)));
                }
                Some((component, definition)) if walk.seen.insert(component) => {
                    walk.open.push(component);
                    in_body(model, &definition.body, walk, found, diagnostics);
                    walk.open.pop();
                }
                Some(_) => {}
                None if model.is_unknown("component", &name.value) => {}
                None => {
                    diagnostics.error_with(|| errors::unknown_component(name, model));
                }
            }
        }
        _ => {}
    }
}

fn in_mount<'a>(mount: &'a ast::Mount, found: &mut Vec<&'a ImageRef>) {
    if let MountKind::Bind { origin: ast::Origin::Image(reference), .. } = &mount.kind {
        found.push(reference);
    }
}

fn cycles(edges: &BTreeMap<&str, Vec<(&str, &Name)>>, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
    let mut graph: DiGraph<&str, ()> = DiGraph::new();
    let nodes: BTreeMap<&str, NodeIndex> = edges.keys().map(|&name| (name, graph.add_node(name))).collect();
    for (name, list) in edges {
        for (parent, _) in list {
            graph.add_edge(nodes[name], nodes[parent], ());
        }
    }
    let mut found: Vec<Vec<&str>> = kosaraju_scc(&graph)
        .into_iter()
        .map(|component| component.into_iter().map(|node| graph[node]).collect::<Vec<_>>())
        .filter(|component| {
            component.len() > 1 || edges[component[0]].iter().any(|(parent, _)| *parent == component[0])
        })
        .collect();
    found.sort();
    let mut acyclic = Ok(());
    for component in found {
        acyclic = Err(diagnostics.error(errors::cycle(&shortest(edges, &component))));
    }
    acyclic
}

/// A shortest way around, from the first image by name: each step is an image and where it names the next.
fn shortest<'a>(
    edges: &BTreeMap<&'a str, Vec<(&'a str, &'a Name)>>,
    component: &[&'a str],
) -> Vec<(&'a str, &'a Name)> {
    let start = *component.iter().min().expect("a cycle has images");
    let mut ways: Vec<Vec<(&str, &Name)>> = vec![Vec::new()];
    let mut seen = BTreeSet::new();
    let mut next = 0;
    while next < ways.len() {
        let way = ways[next].clone();
        let at = way.last().map_or(start, |&(_, to)| to.value.as_str());
        let at = edges.get_key_value(at).map_or(start, |(name, _)| *name);
        for &(parent, span) in &edges[at] {
            if !component.contains(&parent) {
                continue;
            }
            let mut longer = way.clone();
            longer.push((at, span));
            if parent == start {
                return longer;
            }
            if seen.insert(parent) {
                ways.push(longer);
            }
        }
        next += 1;
    }
    unreachable!("every image of a strongly connected component is on a cycle")
}

/// Kahn's algorithm with a queue ordered by name.
fn sorted<'a>(edges: &BTreeMap<&'a str, Vec<(&'a str, &Name)>>) -> Vec<&'a str> {
    let mut waiting: BTreeMap<&str, BTreeSet<&str>> =
        edges.iter().map(|(&name, list)| (name, list.iter().map(|(parent, _)| *parent).collect())).collect();
    let mut children: BTreeMap<&str, Vec<&'a str>> = BTreeMap::new();
    for (&name, parents) in &waiting {
        for &parent in parents {
            children.entry(parent).or_default().push(name);
        }
    }
    let mut ready: BTreeSet<&str> = edges.keys().copied().filter(|name| waiting[name].is_empty()).collect();
    let mut order = Vec::new();
    while let Some(name) = ready.pop_first() {
        order.push(name);
        for &child in children.get(name).into_iter().flatten() {
            let parents = waiting.get_mut(child).expect("every image waits");
            parents.remove(name);
            if parents.is_empty() {
                ready.insert(child);
            }
        }
    }
    order
}
