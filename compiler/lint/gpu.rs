//! What is said in several places of the GPU that a build is for: by its `gpu` node, its base, indexes, packages and pins.

use super::cure::{Cure, of_base, of_mention};
use super::mention::mentions;
use super::{Subject, errors};
use crate::ast::GpuFamily;
use crate::diag::Diagnostics;
use crate::model::{Naming, Numbers};
use crate::plan::{Base, Build};
use crate::source::Span;
use std::collections::BTreeMap;

/// What one place says.
#[derive(Clone)]
pub(super) struct Fact<'s> {
    pub by: By,
    /// `None`: that it is for no GPU.
    pub family: Option<&'s GpuFamily>,
    /// `None`: of any.
    pub release: Option<Numbers>,
    /// The word that says it.
    pub word: String,
    pub span: Span,
    pub via: &'s [Span],
}

/// From what a build is meant for to what merely comes into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Node,
    Base,
    Step,
}

impl Fact<'_> {
    fn agrees(&self, other: &Fact) -> bool {
        let name = |fact: &Fact| fact.family.map(|family| family.name.value.clone());
        let releases = self.release.as_ref().zip(other.release.as_ref());
        name(self) == name(other) && releases.is_none_or(|(one, other)| one.agree(other))
    }
}

/// What contradicts at one place, and the builds in which it does.
struct Clash<'s> {
    wrong: Fact<'s>,
    right: Fact<'s>,
    cure: Cure,
    builds: Vec<&'s Build>,
}

pub(super) fn gpu_mismatch(subject: &Subject, diagnostics: &mut Diagnostics) {
    let naming = Naming::new(&subject.model.gpus);
    let mut reader = Reader { subject, naming, bases: BTreeMap::new(), known: BTreeMap::new() };
    // what is true of several builds is told once a place
    let mut clashes: BTreeMap<Span, Clash> = BTreeMap::new();
    for build in &subject.plan.builds {
        for (wrong, right, cure) in reader.contradictions(build) {
            let other = cure.certain.clone();
            let new = Clash { wrong, right, cure, builds: Vec::new() };
            let clash = clashes.entry(new.wrong.span).or_insert(new);
            clash.cure.certain = clash.cure.certain.take().filter(|word| other.as_ref() == Some(word));
            if clash.builds.last().is_none_or(|last| last.target != build.target) {
                clash.builds.push(build);
            }
        }
    }
    for mut clash in clashes.into_values() {
        clash.cure.certain = clash.cure.certain.take().filter(|_| clash.is_of_all(subject));
        let targets: Vec<&str> = clash.builds.iter().map(|build| build.target.as_str()).collect();
        let adopted = clash.builds.iter().all(|build| build.adopted.is_some());
        diagnostics.report(errors::gpu_mismatch(&clash.wrong, &clash.right, clash.cure, &targets, adopted));
    }
}

impl Clash<'_> {
    /// Whether it is wrong in every build that has it: where others have it, too, it may be right in them.
    fn is_of_all(&self, subject: &Subject) -> bool {
        let Some(image) = self.builds.first().map(|build| &build.image) else { return false };
        let all = subject.plan.builds.iter().filter(|build| build.image == *image).count();
        self.wrong.via.is_empty() && self.builds.len() == all
    }
}

struct Reader<'r, 's> {
    subject: &'r Subject<'s>,
    naming: Naming<'s>,
    /// Bases by their references, and what each is of.
    bases: BTreeMap<String, Option<(&'s GpuFamily, Numbers)>>,
    /// What builds stand on, by their targets.
    known: BTreeMap<&'s str, Option<Fact<'s>>>,
}

impl<'s> Reader<'_, 's> {
    /// Each fact that contradicts another one, and that.
    fn contradictions(&mut self, build: &'s Build) -> Vec<(Fact<'s>, Fact<'s>, Cure)> {
        let (node, base) = (self.node(build), self.base(build));
        let mut told = Vec::new();
        if let (Some(node), Some(base)) = (&node, &base)
            && !node.agrees(base)
        {
            // of what a parent says the node here is the one that is wrong
            let (wrong, right) = if self.is_own(build, base) { (base, node) } else { (node, base) };
            told.push((wrong.clone(), right.clone(), of_base(self.subject, wrong, right)));
        }
        let mut known: Vec<Fact> = node.into_iter().chain(base).collect();
        let Some(meant) = known.first().and_then(|fact| fact.family) else { return told };
        for mention in mentions(self.subject, &self.naming, build, meant) {
            let of_release = || known.iter().filter(|one| one.release.is_some());
            let agrees = of_release().any(|one| mention.fact.agrees(one));
            match known.iter().find(|one| !mention.fact.agrees(one)) {
                // those that are known contradict each other, and this goes with one of them
                Some(_) if agrees => {}
                Some(right) => {
                    let cure = of_mention(self.subject, &mention, right);
                    told.push((mention.fact, right.clone(), cure));
                }
                // where nothing says a release the first step that does counts
                None if of_release().next().is_none() && mention.fact.release.is_some() => known.push(mention.fact),
                None => {}
            }
        }
        told
    }

    /// What a build's `gpu` node says; of one without it, what its parent is for.
    fn node(&self, build: &'s Build) -> Option<Fact<'s>> {
        let family = self.subject.model.gpus.families.get(build.gpu.as_ref()?)?;
        let asked = build.gpu_asked.iter().find(|(name, _)| *name == family.release.value);
        let said = asked.and_then(|(name, said)| {
            let release = Numbers::of(build.gpu_release.as_ref()?)?;
            Some((release, format!("{name}=\"{}\"", said.value), said.span))
        });
        let (release, word, span) = match said {
            Some((release, word, span)) => (Some(release), word, span),
            None => (None, build.image.clone(), build.origin.span?),
        };
        Some(Fact { by: By::Node, family: Some(family), release, word, span, via: &[] })
    }

    /// What a build stands on: the reference of its base, or what is known of the build that this is.
    fn base(&mut self, build: &'s Build) -> Option<Fact<'s>> {
        if let Some(known) = self.known.get(build.target.as_str()) {
            return known.clone();
        }
        let found = self.find_base(build);
        self.known.insert(&build.target, found.clone());
        found
    }

    fn find_base(&mut self, build: &'s Build) -> Option<Fact<'s>> {
        let reference = match self.subject.line(build).first() {
            Some(stage) => match &stage.base {
                Base::Reference(text) => build.written(text),
                _ => return None,
            },
            None => build.from.clone(),
        };
        if let Some(parent) = build.parent_at(&reference) {
            let parent = self.subject.plan.build(parent);
            return self.node(parent).filter(|node| node.release.is_some()).or_else(|| self.base(parent));
        }
        let outside = build.outside.iter().find(|base| base.reference == reference)?;
        let (naming, meant) = (&self.naming, build.gpu.as_deref());
        let known = self.bases.entry(reference.clone()).or_insert_with(|| naming.base(&reference, meant));
        let (family, release) = known.clone()?;
        let fact = Fact {
            by: By::Base,
            family: Some(family),
            release: Some(release),
            word: reference,
            span: outside.said,
            via: &[],
        };
        Some(fact)
    }

    fn is_own(&self, build: &Build, base: &Fact) -> bool {
        base.by == By::Base && build.outside.iter().any(|outside| outside.said == base.span)
    }
}
