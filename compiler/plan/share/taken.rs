//! Images that files are taken from, where builds that share a Dockerfile take them from different ones.
//!
//! `COPY --from` and mounts expand no args, but `FROM` does: a stage stands for the image.

use super::super::draft::Drafts;
use super::super::names::arg_name;
use super::super::{Base, Build, Mount, Op, Recipe, Source, Stage, Text};

/// Where copies and mounts of a recipe take from builds of the stack, in order.
pub(super) fn places<'r>(recipe: &'r mut Recipe, build: &Build) -> Vec<&'r mut Source> {
    let steps = recipe.stages.iter_mut().flat_map(|stage| &mut stage.steps);
    let is_build = |source: &&mut Source| matches!(source, Source::From(name) if build.parent_at(name).is_some());
    steps.flat_map(|step| sources(&mut step.op)).filter(is_build).collect()
}

fn references(recipe: &Recipe, build: &Build) -> Vec<String> {
    let mut recipe = recipe.clone();
    let names = places(&mut recipe, build).into_iter().map(|source| match source {
        Source::From(name) => std::mem::take(name),
        Source::Context | Source::Stage(_) => unreachable!("only references are places"),
    });
    names.collect()
}

fn sources(op: &mut Op) -> Vec<&mut Source> {
    match op {
        Op::Copy(copy) => vec![&mut copy.from],
        Op::Run(run) => {
            let binds = run.mounts.iter_mut().filter_map(|mount| match mount {
                Mount::Bind { from, .. } => Some(from),
                _ => None,
            });
            binds.collect()
        }
        _ => Vec::new(),
    }
}

/// Makes a stage, on an arg, of each image that is another one in another build of the group.
pub(super) fn through_stages(drafts: &mut Drafts, group: &[usize], recipe: &mut Recipe, others: &[Recipe]) {
    // of each member the references of all places
    let of_members: Vec<Vec<String>> =
        group.iter().zip(others).map(|(&at, other)| references(other, &drafts.list[at].build)).collect();
    let own: Vec<String> = recipe.stages.iter().filter_map(|stage| stage.name.clone()).collect();
    let mut made: Vec<(Vec<&String>, String)> = Vec::new();
    for (place, source) in places(recipe, &drafts.list[group[0]].build).into_iter().enumerate() {
        let all: Vec<&String> = of_members.iter().map(|names| &names[place]).collect();
        if all.iter().all(|name| *name == all[0]) {
            continue;
        }
        let known = made.iter().find(|(known, _)| *known == all).map(|(_, name)| name.clone());
        let name = known.unwrap_or_else(|| {
            let at = drafts.list[group[0]].build.parent_at(all[0]).expect("a place is a build");
            let mut name = drafts.list[at.0].build.image.to_lowercase();
            while own.contains(&name) || made.iter().any(|(_, other)| *other == name) {
                name.push_str("-image");
            }
            made.push((all, name.clone()));
            name
        });
        *source = Source::Stage(name);
    }
    for (references, name) in made.into_iter().rev() {
        let mut arg = format!("{}_IMAGE", arg_name(&name).to_uppercase());
        while group.iter().any(|&at| drafts.list[at].build.args.contains_key(&arg)) {
            arg.push('_');
        }
        for (&at, reference) in group.iter().zip(references) {
            let found = drafts.list[at].build.parent_at(reference);
            let distribution = found.and_then(|at| drafts.list[at.0].build.distributions.get(&None).cloned());
            let build = &mut drafts.list[at].build;
            build.args.insert(arg.clone(), Text::literal(reference.as_str()));
            build.distributions.extend(distribution.map(|distribution| (Some(name.clone()), distribution)));
        }
        let origin = recipe.stages.last().map(|stage| stage.origin.clone()).unwrap_or_default();
        let base = Base::Reference(Text::arg(arg));
        recipe.stages.insert(0, Stage { name: Some(name), base, steps: Vec::new(), origin });
    }
}
