//! An image that has a Dockerfile already: what that asks for, held against what the stack says of it.

use super::draft::{End, Made};
use super::lower::Lowering;
use super::{Adopted, AdoptedBase, AdoptedRun, NamedContext, Origin, Taken, errors};
use crate::ast::{self, ImageItem};
use crate::budget::Cost;
use crate::containerfile::{self, Base, Containerfile, How, Keyword, Outline, TakenFrom, Var, is_predefined};
use crate::inputs::SourceKind;
use crate::model::distribution_of;
use crate::paths;
use crate::reference::context_key;
use crate::source::Spanned;
use std::collections::BTreeSet;

/// `None`: something that the build cannot be without was reported.
pub(super) fn adopt<'a>(
    lowering: &mut Lowering<'_, 'a>,
    dockerfile: &'a ast::Dockerfile,
) -> Option<(Made, Adopted, End<'a>)> {
    let site = lowering.site;
    let steps = site.leaves.iter().find_map(|leaf| match leaf.item {
        ImageItem::Step(step) => Some(step.span),
        ImageItem::From(from) => Some(from.span),
        ImageItem::Manylinux(manylinux) => Some(manylinux.span),
        ImageItem::Stage(stage) => Some(stage.span),
        _ => None,
    });
    if let Some(span) = steps {
        site.report(errors::adopted_with_steps(span, dockerfile.span));
        return None;
    }
    let path = paths::join(&site.image.folder, &dockerfile.path.value);
    let file = site.model().adopted.get(&path)?;
    let declared = declared(file);
    let given = declared.iter().filter(|name| site.args.contains(name));
    let given = given.filter_map(|&name| {
        // a parent that was not found has been told of, and its arg is not empty
        let is_parent = site.args[name].arg.is_some_and(|arg| arg.image.is_some());
        let value = site.arg(name).map(|text| text.as_literal()).or(is_parent.then_some(None))?;
        Some((name.to_string(), Var::from(value)))
    });
    let given = given.collect();
    site.draw(Cost::Step, file.instructions.len(), dockerfile.span).ok()?;
    let outline = containerfile::outline(file, &given);
    site.draw(Cost::Text, outline.cost, dockerfile.span).ok()?;
    for problem in &outline.problems {
        site.report(errors::broken_dockerfile(problem, dockerfile.span));
    }
    let name = dockerfile.target.as_ref();
    let Some(target) = outline.target(name.map(|name| name.value.as_str())) else {
        if let Some(name) = name {
            let stages = outline.stages.iter().filter_map(|stage| stage.name.as_ref());
            site.report(errors::no_such_target(name, &path, stages.map(|stage| stage.value.as_str()).collect()));
        }
        return None;
    };
    args(lowering, &declared, &outline, target, &path);
    takes(lowering, &outline, target);
    let end = end(lowering, &outline, target);
    if let Some(distribution) = end.distribution {
        lowering.distributions.insert(None, distribution.name.value.clone());
    }
    let facts = facts(lowering, &outline, target);
    parents_are_bases(lowering, &outline, target, &path);
    Some((Made::Adopted(path), facts, end))
}

/// Every name that an `ARG` of the file gives.
fn declared(file: &Containerfile) -> BTreeSet<&str> {
    let args = file.instructions.iter().filter(|instruction| instruction.keyword == Keyword::Arg);
    args.flat_map(|instruction| instruction.pairs()).map(|pair| pair.name.value.as_str()).collect()
}

/// Args of the image are the Dockerfile's too; of the stack's it gets those that it declares.
fn args(lowering: &mut Lowering, declared: &BTreeSet<&str>, outline: &Outline, target: usize, path: &str) {
    let site = lowering.site;
    let reached = outline.declared(target);
    let of_head: BTreeSet<&str> = outline.globals.iter().map(|global| global.name.value.as_str()).collect();
    for (name, known) in site.args.own_and(declared.iter().copied()) {
        let predefined = is_predefined(name);
        let taken = declared.contains(name) || (predefined && !known.of_stack);
        if !taken {
            if !known.of_stack && known.arg.is_some() {
                site.report(errors::undeclared_arg(known.name, path, declared));
                site.mark_used(name);
            }
            continue;
        }
        site.mark_used(name);
        if (predefined || reached.contains(name)) && site.arg(name).is_some() {
            lowering.args.insert(name.to_string());
        }
        // its value is in a base
        if of_head.contains(name) {
            site.shared.fixed.borrow_mut().insert(name.to_string());
        }
    }
}

/// What the target's stages take from folders, and ask of the builder.
fn takes(lowering: &mut Lowering, outline: &Outline, target: usize) {
    let stages = outline.needed(target);
    let names: Vec<&str> =
        outline.stages.iter().filter_map(|stage| stage.name.as_ref()).map(|name| name.value.as_str()).collect();
    for stage in stages.iter().map(|&at| &outline.stages[at]) {
        for take in &stage.takes {
            let folder = match &take.from {
                TakenFrom::Context => lowering.context.clone(),
                TakenFrom::Stage(_) => continue,
                TakenFrom::Other(name) => match lowering.contexts.list.get(&context_key(&name.value)) {
                    Some(NamedContext::Folder(folder)) => folder.clone(),
                    Some(_) => continue,
                    None => {
                        let contexts = lowering.contexts.list.keys().map(String::as_str);
                        let known: Vec<&str> = names.iter().copied().chain(contexts).collect();
                        if let Some(diagnostic) = errors::misspelled_stage(name, &known) {
                            lowering.site.report(diagnostic);
                        }
                        continue;
                    }
                },
            };
            let kind = match take.how {
                How::Copy | How::Add => SourceKind::Copy,
                How::CopyParents => SourceKind::CopyParents,
                How::Mount => SourceKind::Mount,
            };
            let source = take.value.clone().unwrap_or_else(|| take.path.value.clone());
            let origin = Origin { span: Some(take.path.span), via: Vec::new() };
            lowering.taken.push(Taken { folder, source, kind, origin });
        }
        lowering.asks(stage);
    }
}

/// What is known of the image after its last instruction; its base's build comes first among the parents.
fn end<'a>(lowering: &mut Lowering<'_, 'a>, outline: &Outline, target: usize) -> End<'a> {
    let mut end = End::default();
    match outline.root(target) {
        Base::Image(reference) => {
            lowering.from.clone_from(reference);
            if let Some(NamedContext::Build(id)) = lowering.contexts.list.get(&context_key(reference)) {
                let at = id.0;
                let parent = lowering.draft(at);
                end = parent.end.clone();
                end.gpu = parent.build.gpu.clone().or(end.gpu);
                lowering.base_gpu = parent.build.gpu_and_release();
                lowering.parents.retain(|&other| other != at);
                lowering.parents.insert(0, at);
            } else {
                end.distribution = distribution_of(&lowering.site.model().distributions, &context_key(reference));
                let said = outline.stages[target].from.span;
                lowering.stands_on(reference, end.distribution, said);
                end.gpu = lowering.family_of(reference);
            }
        }
        Base::Unknown => lowering.from = outline.stages[target].from.value.clone(),
        Base::Scratch | Base::Stage(_) => {}
    }
    if let Some(setting) = outline.user(target) {
        end.user.clone_from(&setting.value);
        end.user_span = Some(setting.text.span);
    }
    if let Some(shell) = outline.shell(target) {
        end.shell = Some(shell.clone());
    }
    end
}

/// What policies speak of.
fn facts(lowering: &Lowering, outline: &Outline, target: usize) -> Adopted {
    let stages: Vec<_> = outline.needed(target).into_iter().map(|at| &outline.stages[at]).collect();
    let replaced = |reference: &String| lowering.contexts.list.contains_key(&context_key(reference));
    Adopted {
        bases: stages
            .iter()
            .filter_map(|stage| match &stage.base {
                Base::Image(reference) if !replaced(reference) => Some(AdoptedBase {
                    reference: Spanned::new(reference.clone(), stage.from.span),
                    arg: stage.only_arg().map(str::to_string),
                }),
                _ => None,
            })
            .collect(),
        runs: stages
            .iter()
            .flat_map(|stage| {
                let own = outline.line(target).any(|one| std::ptr::eq(one, *stage));
                stage.runs.iter().map(move |shell| AdoptedRun { shell: shell.clone(), own })
            })
            .collect(),
    }
}

/// An edge that the Dockerfile makes no use of.
fn parents_are_bases(lowering: &Lowering, outline: &Outline, target: usize, path: &str) {
    let site = lowering.site;
    let named = outline.references(target);
    let reached = outline.declared(target);
    let used: BTreeSet<String> = named.iter().map(|reference| context_key(&reference.value)).collect();
    for leaf in &site.leaves {
        if let ImageItem::Replaced(ast::Replaced { reference, .. }) = leaf.item
            && !used.contains(&context_key(&reference.value))
        {
            let named = named.iter().map(|reference| reference.value.as_str()).collect();
            site.report_once(errors::replaces_nothing(reference, path, &named));
        }
    }
    for (name, reference) in site.references.borrow().iter() {
        let declared = &site.args[name.as_str()];
        if reached.contains(name.as_str()) && !used.contains(&context_key(reference)) {
            site.report(errors::no_base_of(declared.name, path));
        }
    }
}
