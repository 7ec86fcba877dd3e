//! Which builds share a Dockerfile, and what it is called.

mod taken;

use super::draft::{Drafts, Made};
use super::file_names::FileNames;
use super::names::arg_name;
use super::site::Shared;
use super::{Base, Build, Dockerfile, DockerfileContent, Recipe, Segment, Source, Text, Variable};
use crate::model::{Combination, Image};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// The Dockerfiles, and the place of each draft's.
pub(super) fn dockerfiles(shared: &Shared, drafts: &mut Drafts) -> (Vec<Dockerfile>, Vec<usize>) {
    let out = super::info(shared).out;
    let mut files: Vec<Dockerfile> = Vec::new();
    let mut place = vec![0; drafts.list.len()];
    let adopted = drafts.list.iter().filter_map(|draft| match &draft.made {
        Made::Adopted(path) => Some(path.as_str()),
        Made::Recipe(_) => None,
    });
    let mut names = FileNames::new(adopted.chain(shared.model.files.iter().map(String::as_str)));
    let mut by_image: IndexMap<String, Vec<usize>> = IndexMap::new();
    for (at, draft) in drafts.list.iter().enumerate() {
        by_image.entry(draft.build.image.clone()).or_default().push(at);
    }
    for (name, members) in by_image {
        let image = &shared.model.images[&name];
        let groups = alike(drafts, &members);
        let combinations: Vec<&Combination> = members.iter().map(|&at| drafts.list[at].site.combination).collect();
        for group in &groups {
            let chosen: Vec<&Combination> = group.iter().map(|&at| drafts.list[at].site.combination).collect();
            let content = match &drafts.list[group[0]].made {
                Made::Adopted(path) => {
                    let path = path.clone();
                    let known = files.iter().position(|file| file.path == path);
                    let at = known.unwrap_or_else(|| {
                        files.push(Dockerfile { path, content: DockerfileContent::Adopted });
                        files.len() - 1
                    });
                    group.iter().for_each(|&member| place[member] = at);
                    continue;
                }
                Made::Recipe(_) => made(drafts, group),
            };
            let values = if groups.len() > 1 { telling(image, &chosen, &combinations) } else { Vec::new() };
            let first = &drafts.list[group[0]].build.target;
            let path = names.take(&out, &name, &values, first, ".Dockerfile");
            group.iter().for_each(|&member| place[member] = files.len());
            files.push(Dockerfile { path, content });
        }
    }
    (files, place)
}

/// Builds of an image in groups of one text each: args, and references in `FROM`, aside.
fn alike(drafts: &Drafts, members: &[usize]) -> Vec<Vec<usize>> {
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for &at in members {
        let key = match &drafts.list[at].made {
            Made::Adopted(path) => Key::Adopted(path.clone()),
            Made::Recipe(recipe) => Key::Recipe(without_references(recipe, &drafts.list[at].build)),
        };
        let group = *known.entry(key).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(at);
    }
    groups
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Adopted(String),
    Recipe(Recipe),
}

fn without_references(recipe: &Recipe, build: &Build) -> Recipe {
    let mut recipe = recipe.clone();
    for stage in &mut recipe.stages {
        if let Base::Reference(text) = &mut stage.base {
            *text = Text::default();
        }
    }
    for source in taken::places(&mut recipe, build) {
        *source = Source::From(String::new());
    }
    recipe
}

/// The one recipe of a group: a reference that differs between builds becomes an arg.
fn made(drafts: &mut Drafts, group: &[usize]) -> DockerfileContent {
    let recipe_of = |drafts: &Drafts, at: usize| match &drafts.list[at].made {
        Made::Recipe(recipe) => recipe.clone(),
        Made::Adopted(_) => unreachable!("a group is of one kind"),
    };
    let mut recipe = recipe_of(drafts, group[0]);
    let others: Vec<Recipe> = group.iter().map(|&at| recipe_of(drafts, at)).collect();
    for at in 0..recipe.stages.len() {
        let differs = others.iter().any(|other| other.stages[at].base != recipe.stages[at].base);
        if !differs {
            continue;
        }
        let stem = recipe.stages[at]
            .name
            .as_deref()
            .map_or_else(String::new, |name| format!("{}_", arg_name(name).to_uppercase()));
        let mut name = format!("{stem}BASE_IMAGE");
        while group.iter().any(|&member| drafts.list[member].build.args.contains_key(&name)) {
            name.push('_');
        }
        for (&member, other) in group.iter().zip(&others) {
            let Base::Reference(text) = &other.stages[at].base else { unreachable!("only references differ") };
            let build = &mut drafts.list[member].build;
            let value = resolved(text, &build.args);
            build.args.insert(name.clone(), value);
        }
        recipe.stages[at].base = Base::Reference(Text::arg(name));
    }
    taken::through_stages(drafts, group, &mut recipe, &others);
    drop_unused(drafts, group, &recipe);
    let first = &drafts.list[group[0]].build;
    let stack_args = &drafts.list[group[0]].site.model().args;
    let defaults = first
        .args
        .iter()
        .map(|(name, value)| {
            let known = value.0.iter().map(|segment| match segment {
                Segment::Literal(text) => Some(text.clone()),
                Segment::Variable(Variable::Stack(name)) => stack_args.get(name)?.value.as_ref()?.literal(),
                _ => None,
            });
            (name.clone(), Some(known.collect::<Option<String>>().unwrap_or_default()))
        })
        .collect();
    let labels = first
        .labels
        .iter()
        .filter_map(|(name, text)| Some((name.clone(), text.as_literal()?)))
        .filter(|(name, text)| {
            group
                .iter()
                .all(|&at| drafts.list[at].build.labels.get(name).and_then(Text::as_literal).as_ref() == Some(text))
        })
        .collect();
    DockerfileContent::Made { image: first.image.clone(), recipe, defaults, labels }
}

/// An arg that only a replaced reference used is no longer one.
fn drop_unused(drafts: &mut Drafts, group: &[usize], recipe: &Recipe) {
    let mut used: BTreeSet<String> =
        recipe.stages.iter().flat_map(|stage| &stage.steps).flat_map(|step| step.args.clone()).collect();
    for stage in &recipe.stages {
        if let Base::Reference(text) = &stage.base {
            for segment in &text.0 {
                match segment {
                    Segment::Arg(name) => {
                        used.insert(name.clone());
                    }
                    Segment::Docker(written) => used.extend([written
                        .trim_start_matches(['$', '{'])
                        .chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                        .collect::<String>()]),
                    _ => {}
                }
            }
        }
    }
    for &at in group {
        drafts.list[at].build.args.retain(|name, _| used.contains(name));
    }
}

fn resolved(text: &Text, args: &IndexMap<String, Text>) -> Text {
    let mut all = Text::default();
    for segment in &text.0 {
        match segment {
            Segment::Arg(name) => all.extend(args.get(name).unwrap_or(&Text::default())),
            other => all.push(other.clone()),
        }
    }
    all
}

/// The values that tell a group from the others, of each axis that does.
fn telling<'i>(image: &'i Image, group: &[&Combination], all: &[&Combination]) -> Vec<Vec<&'i str>> {
    let of = |list: &[&Combination], at: usize| -> BTreeSet<usize> {
        list.iter().map(|combination| combination.0[at]).collect()
    };
    let axes = image.axes.iter().enumerate().map(|(at, axis)| (axis, of(group, at), of(all, at)));
    let telling = axes.filter(|(_, own, all)| own != all);
    telling.map(|(axis, own, _)| own.into_iter().map(|value| axis.values[value].name.as_str()).collect()).collect()
}
