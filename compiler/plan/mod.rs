//! The plan: every build of a stack, in build order, with all that any target needs to know of it.
//!
//! In: the [`Model`]. Out: a [`Plan`], the waist of the compiler: left of it nothing knows a target's format, right of it
//! nothing knows KDL. Emitting a plan cannot fail: what a target cannot hold was diagnosed before.

mod adopt;
mod args;
mod bake;
mod build;
mod cache;
mod check;
mod draft;
mod errors;
mod file_names;
mod framework;
mod gpu;
mod group;
mod installs;
mod json;
#[cfg(test)]
mod json_tests;
mod labels;
mod lower;
mod manylinux;
mod moment;
mod names;
mod overlap;
mod parents;
mod recipe;
mod refused;
mod runners;
#[cfg(test)]
pub mod sample;
mod secret;
mod select;
mod shape;
mod share;
mod site;
mod tags;
mod text;
mod used;
mod weight;

pub use crate::containerfile::PLATFORM_ARGS;
pub use cache::BuildCache;
pub use file_names::{FileNames, short};
pub use group::CheckKind;
pub use installs::Install;
pub use json::to_json;
pub use moment::{EVENTS, NO_BRANCH, NO_COMMIT, SLUG_MAX, SWITCHES, VARIABLES, event_name, slug};
pub use recipe::*;
pub use secret::{RUN_TOKEN, secret_variable};
pub use select::{SelectError, select};
pub use shape::*;
pub use text::{Segment, Text, Variable};

use crate::budget::Cost;
use crate::diag::{Diagnostics, Reported};
use crate::model::Model;
use draft::{Draft, Drafts};
use petgraph::graph::DiGraph;
use site::Shared;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Plans every build. `sets` gives args values from outside, `out` another folder for what is written.
pub fn plan(
    model: &Model,
    sets: &BTreeMap<String, String>,
    out: Option<&str>,
    diagnostics: &mut Diagnostics,
) -> Result<Plan, Reported> {
    let shared = Shared {
        model,
        stack_args: args::of_stack(model),
        gpu_variables: model
            .gpus
            .families
            .values()
            .flat_map(|family| &family.env)
            .map(|(name, _)| &*name.value)
            .collect(),
        diagnostics: RefCell::new(diagnostics),
        sets,
        held: RefCell::default(),
        used: RefCell::default(),
        for_builds: RefCell::default(),
        fixed: RefCell::default(),
        values: RefCell::default(),
        out,
    };
    for arg in model.args.values().filter(|arg| site::hides(model, &arg.name.value)) {
        shared.diagnostics.borrow_mut().report(errors::hides(&arg.name));
    }
    let mut drafts = Drafts::default();
    for (name, image) in &model.images {
        let before = shared.diagnostics.borrow().errors();
        for combination in &image.builds {
            let draft = build::draft(&shared, image, combination, &drafts);
            let weight = draft.as_ref().map_or(0, weight::of_draft);
            shared.diagnostics.borrow_mut().draw(Cost::Text, weight, image.ast.name.span)?;
            shared.diagnostics.borrow().go_on()?;
            match draft {
                Some(draft) => drafts.push(draft),
                None => {
                    drafts.lost.insert(name.clone());
                }
            }
        }
        if drafts.lost.contains(name) || shared.diagnostics.borrow().errors() > before {
            drafts.wrong.insert(name.clone());
        }
    }
    secret::check(&shared);
    check::for_builds(&shared);
    check::selectors(&shared, &drafts);
    // where a part is missing much looks unused that is used
    if !shared.diagnostics.borrow().has_errors() {
        check::args(&shared, &drafts);
    }
    if drafts.lost.is_empty() && model.unknown.is_empty() {
        check::tags(&shared, &drafts);
    }
    shared.diagnostics.borrow().check()?;
    write_out(&shared, &mut drafts);
    let (dockerfiles, files) = share::dockerfiles(&shared, &mut drafts);
    let builds = in_order(drafts, &files);
    let groups = group::groups(&shared, &builds);
    let refused = refused::refused(&builds);
    let used = stack_args(&builds);
    let mut variables: indexmap::IndexMap<String, String> = model
        .args
        .values()
        .filter(|arg| used.contains(arg.name.value.as_str()))
        .filter_map(|arg| Some((arg.name.value.clone(), arg.value.as_ref()?.literal()?)))
        .collect();
    // the order of files and of nodes in them says nothing
    variables.sort_keys();
    let plan = Plan {
        stack: info(&shared),
        builds,
        groups,
        dockerfiles,
        variables,
        refused,
        changes: model.changes.clone(),
        ci: model.ci.clone(),
        gpus: model.gpus.clone(),
    };
    shared.diagnostics.borrow().check()?;
    Ok(plan)
}

/// A stack arg that something has written out cannot be set when building: one value would be told, another used.
fn write_out(shared: &Shared, drafts: &mut Drafts) {
    let fixed = shared.fixed.borrow();
    for draft in &mut drafts.list {
        let Draft { build, site, .. } = draft;
        for text in build.args.values_mut().chain(build.check_args.values_mut()) {
            let stack_arg = match text.0.as_slice() {
                [Segment::Variable(Variable::Stack(name))] if fixed.contains(name) => name.clone(),
                _ => continue,
            };
            *text = site.arg(&stack_arg).unwrap_or_default();
        }
    }
}

/// The stack args that the args of builds take their values from.
fn stack_args(builds: &[Build]) -> BTreeSet<&str> {
    let texts = builds.iter().flat_map(|build| build.args.values().chain(build.check_args.values()));
    let variables = texts.flat_map(Text::variables).map(|variable| match variable {
        Variable::Stack(name) => Some(name.as_str()),
        _ => None,
    });
    variables.flatten().collect()
}

/// Parents before children, ties by target; what points at a build follows it.
fn in_order(drafts: Drafts, files: &[usize]) -> Vec<Build> {
    let mut builds: Vec<Build> = drafts.list.into_iter().map(|draft| draft.build).collect();
    let mut graph: DiGraph<usize, ()> = DiGraph::new();
    let nodes: Vec<_> = (0..builds.len()).map(|at| graph.add_node(at)).collect();
    for (at, build) in builds.iter_mut().enumerate() {
        build.dockerfile = files[at];
        for parent in &build.parents {
            graph.add_edge(nodes[parent.0], nodes[at], ());
        }
    }
    let mut waiting: Vec<usize> = builds.iter().map(|build| build.parents.len()).collect();
    let mut ready: BTreeSet<(String, usize)> = builds
        .iter()
        .enumerate()
        .filter(|(at, _)| waiting[*at] == 0)
        .map(|(at, build)| (build.target.clone(), at))
        .collect();
    let mut order = Vec::new();
    while let Some((_, at)) = ready.pop_first() {
        order.push(at);
        for child in graph.neighbors(nodes[at]) {
            let child = graph[child];
            waiting[child] -= 1;
            if waiting[child] == 0 {
                ready.insert((builds[child].target.clone(), child));
            }
        }
    }
    let mut place = vec![BuildId(0); builds.len()];
    for (now, &before) in order.iter().enumerate() {
        place[before] = BuildId(now);
    }
    let mut taken: Vec<Option<Build>> = builds.into_iter().map(Some).collect();
    order
        .into_iter()
        .map(|at| {
            let mut build = taken[at].take().expect("each build stands once in the order");
            build.parents.iter_mut().for_each(|parent| *parent = place[parent.0]);
            for context in build.contexts.values_mut() {
                if let NamedContext::Build(id) = context {
                    *id = place[id.0];
                }
            }
            build
        })
        .collect()
}

fn info(shared: &Shared) -> StackInfo {
    let model = shared.model;
    let stack = &model.stack;
    let said = |name: &Option<crate::ast::Name>| name.as_ref().map(|name| name.value.clone());
    let folder = crate::paths::folder(&model.file);
    StackInfo {
        name: stack.name.value.clone(),
        file: model.file.clone(),
        description: said(&stack.description),
        source: said(&stack.source),
        registries: stack.registries.iter().map(|name| name.value.clone()).collect(),
        syntax: match &stack.syntax {
            Some(syntax) => Some(syntax.value.clone()).filter(|syntax| !syntax.is_empty()),
            None => Some(SYNTAX.to_string()),
        },
        out: match (shared.out, &stack.out) {
            (Some(out), _) => out.to_string(),
            (None, Some(out)) => crate::paths::join(folder, &out.value),
            (None, None) => folder.to_string(),
        },
        files: model.files.clone(),
    }
}

/// The frontend that generated Dockerfiles ask for unless the stack says otherwise.
/// Source: Docker's documentation of the `syntax` directive, which recommends the newest of major version 1.
pub const SYNTAX: &str = "docker/dockerfile:1";
