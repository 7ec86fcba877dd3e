//! What stages stand on: a reference, another image, a stage, or what the catalogue has for a `gpu` or `manylinux` node.

use super::Lowering;
use crate::ast::{self, ImageItem, StageItem};
use crate::model::{Distribution, Leaf, covers_platform, distribution_of};
use crate::plan::draft::End;
use crate::plan::site::{Frame, Position, Uses};
use crate::plan::{Base, BuildId, NamedContext, Op, OutsideBase, Segment, Step, Text, Variable, errors};
use crate::plan::{manylinux, parents};
use crate::reference::{Reference, context_key};
use crate::source::Span;

/// The node that says a base.
#[derive(Clone, Copy)]
pub(super) enum Said<'a> {
    From(&'a ast::From),
    Gpu(&'a ast::Gpu),
    Manylinux(&'a ast::Manylinux),
}

impl<'a> Said<'a> {
    pub fn of_stage(item: &'a StageItem) -> Option<Said<'a>> {
        match item {
            StageItem::From(from) => Some(Said::From(from)),
            StageItem::Manylinux(manylinux) => Some(Said::Manylinux(manylinux)),
            StageItem::Step(_) => None,
        }
    }

    pub fn span(&self) -> Span {
        match self {
            Said::From(from) => from.span,
            Said::Gpu(gpu) => gpu.span,
            Said::Manylinux(manylinux) => manylinux.span,
        }
    }
}

/// A base, and what is known of it.
pub(super) struct Standing<'a> {
    pub base: Base,
    pub end: End<'a>,
    /// Its reference, resolved.
    pub resolved: Option<String>,
    /// A step that comes with it.
    pub first: Option<Step>,
}

impl<'a> Standing<'a> {
    fn new(base: Base, end: End<'a>, resolved: Option<String>) -> Standing<'a> {
        Standing { base, end, resolved, first: None }
    }

    /// A reference that was reported: what stands on it is looked at all the same.
    fn wrong(text: Text, said: Option<&'a Distribution>) -> Standing<'a> {
        let end = End { distribution: said, told: true, ..End::default() };
        Standing::new(Base::Reference(text), end, None)
    }
}

impl<'p, 'a> Lowering<'p, 'a> {
    /// A conditional base, else a value's, else the plain one, else that of a `gpu` node.
    pub(super) fn final_base(&mut self, leaves: &[Leaf<'a, ImageItem>]) -> Option<Said<'a>> {
        let said = leaves.iter().filter_map(|leaf| match leaf.item {
            ImageItem::From(from) => Some((Said::From(from), leaf.conditional)),
            ImageItem::Manylinux(manylinux) => Some((Said::Manylinux(manylinux), leaf.conditional)),
            _ => None,
        });
        let (conditional, plain): (Vec<_>, Vec<_>) = said.partition(|(_, conditional)| *conditional);
        if let [(before, _), (again, _), ..] = plain[..] {
            self.site.report(errors::second_from(again.span(), before.span()));
            return None;
        }
        let mut of_values = Vec::new();
        for (_, value) in self.site.image.values(self.site.combination) {
            for body in value.bodies.iter().filter(|body| !body.inherited).map(|body| &body.body) {
                if let (Some(from), Some(manylinux)) = (&body.from, &body.manylinux) {
                    self.site.report(errors::second_from(manylinux.span, from.span));
                    return None;
                }
                of_values.extend(body.from.as_ref().map(Said::From));
                of_values.extend(body.manylinux.as_ref().map(Said::Manylinux));
            }
        }
        if let [before, again, ..] = of_values[..] {
            self.site.report(errors::two_bodies("the base", again.span(), before.span()));
            return None;
        }
        let found = [conditional.first().map(|(said, _)| *said), of_values.first().copied()];
        let found = found.into_iter().flatten().next().or(plain.first().map(|(said, _)| *said));
        let gpu = self.site.gpu_node().filter(|(_, inherited)| !inherited).map(|(gpu, _)| gpu);
        if let (Some(found), Some(gpu)) = (found, gpu) {
            if gpu.manylinux.is_some() {
                self.site.report(errors::second_from(gpu.span, found.span()));
                return None;
            }
            if let Some(chosen) = self.gpu.as_ref().filter(|chosen| chosen.reference.is_some()) {
                // the release was asked for first
                let of_base = chosen.asked.iter().skip(1).map(|(name, _)| name.as_str()).collect();
                self.site.report_once(errors::gpu_and_base(gpu, of_base, found.span()));
                return None;
            }
        }
        let found = found.or_else(|| gpu.map(Said::Gpu));
        if found.is_none() {
            self.site.report_once(errors::no_from(&self.site.image.ast.name, &self.site.target));
        }
        found
    }

    /// What the builds are for that it stands on counts from the start; that of others, where they are named.
    pub(in crate::plan) fn inherit_base(&mut self) {
        let leaves = self.site.leaves.clone();
        if let Some(Said::From(ast::From { base: ast::Base::Image(reference), .. })) = self.final_base(&leaves)
            && let Some((at, _)) = parents::find(self.site, self.drafts, reference, None)
        {
            self.inherit(at);
        }
    }

    /// Whether a named stage says one base alone.
    pub(super) fn one_base(&self, leaves: &[Leaf<'a, StageItem>]) {
        let plain = leaves.iter().filter(|leaf| !leaf.conditional);
        let plain: Vec<Said> = plain.filter_map(|leaf| Said::of_stage(leaf.item)).collect();
        if let [before, again, ..] = plain[..] {
            self.site.report(errors::second_from(again.span(), before.span()));
        }
    }

    /// What a stage stands on; the final one has no name.
    pub(super) fn standing(
        &mut self,
        said: Said<'a>,
        stage: Option<&str>,
        frame: Option<&Frame<'_, 'a>>,
    ) -> Option<Standing<'a>> {
        match said {
            Said::From(from) => self.from(from, frame),
            Said::Manylinux(manylinux) => self.manylinux_base(manylinux, stage, frame),
            Said::Gpu(gpu) => match &gpu.manylinux {
                Some(manylinux) => self.manylinux_base(manylinux, stage, frame),
                None => self.gpu_base(gpu),
            },
        }
    }

    /// The base that the catalogue has for a `gpu` node.
    fn gpu_base(&mut self, gpu: &'a ast::Gpu) -> Option<Standing<'a>> {
        // nothing was chosen: that was reported
        let chosen = self.gpu.as_ref()?;
        let Some(reference) = chosen.reference.clone() else {
            let family = self.site.model().gpus.families.get(&gpu.family.value);
            let release = family.map(|family| family.release.value.as_str()).filter(|_| chosen.version.is_none());
            self.site.report(errors::gpu_without_base(gpu, release, &self.site.target));
            return None;
        };
        let there = self.gpu.as_ref().and_then(|chosen| chosen.base).map_or(&[][..], |base| &base.platforms);
        let lacking =
            self.platforms.iter().filter(|wanted| !there.iter().any(|one| covers_platform(&one.value, wanted)));
        let lacking: Vec<&str> = lacking.map(String::as_str).collect();
        if !there.is_empty() && !lacking.is_empty() {
            let there = there.iter().map(|one| one.value.as_str()).collect();
            let told = errors::no_base_for_platform(gpu, &reference, &lacking, there);
            let sure = chosen.sure;
            self.site.report(if sure { told } else { errors::as_warning(told) });
        }
        let mut standing = self.outside_base(reference, gpu.span, None);
        standing.end.gpu = Some(gpu.family.value.clone());
        Some(standing)
    }

    fn manylinux_base(
        &mut self,
        node: &'a ast::Manylinux,
        stage: Option<&str>,
        frame: Option<&Frame<'_, 'a>>,
    ) -> Option<Standing<'a>> {
        let chosen = manylinux::choose(self.site, node, frame)?;
        let policy = chosen.policy.name.value.clone();
        let mut standing = self.outside_base(chosen.reference, chosen.said, Some(policy.clone()));
        if let Some(folder) = chosen.python {
            let mut path = Text::literal(format!("{folder}/bin:"));
            path.push(Segment::Docker("$PATH".to_string()));
            let op = Op::Env(vec![("PATH".to_string(), path)]);
            standing.first = Some(Step { op, args: Vec::new(), origin: self.origin(node.span, &[]) });
            standing.end.own_python = true;
        }
        if stage.is_none() {
            self.manylinux = Some(policy);
        }
        Some(standing)
    }

    /// A base that the catalogue gave.
    fn outside_base(&mut self, reference: String, said: Span, policy: Option<String>) -> Standing<'a> {
        let distribution = distribution_of(&self.site.model().distributions, &context_key(&reference));
        self.stands_on(&reference, distribution, said).policy = policy;
        let end = End { distribution, ..End::default() };
        Standing::new(Base::Reference(Text::literal(reference.clone())), end, Some(reference))
    }

    /// Remembers an image from outside.
    pub(in crate::plan) fn stands_on(
        &mut self,
        reference: &str,
        distribution: Option<&Distribution>,
        said: Span,
    ) -> &mut OutsideBase {
        let distribution = distribution.map(|row| row.name.value.clone());
        let reference = reference.to_string();
        self.outside.push_mut(OutsideBase { reference, distribution, distro: None, policy: None, said })
    }

    fn from(&mut self, from: &'a ast::From, frame: Option<&Frame<'_, 'a>>) -> Option<Standing<'a>> {
        let known = &self.site.model().distributions;
        let said = from.distro.as_ref().and_then(|name| known.iter().find(|known| known.name.value == name.value));
        let wrong = from.distro.as_ref().filter(|_| said.is_none());
        if let Some(name) = wrong {
            self.site.report(errors::unknown_distribution(name, known));
        }
        let mut standing = self.base_of(from, said, frame)?;
        standing.end.told |= wrong.is_some();
        Some(standing)
    }

    /// `said`: by `distro=`.
    fn base_of(
        &mut self,
        from: &'a ast::From,
        said: Option<&'a Distribution>,
        frame: Option<&Frame<'_, 'a>>,
    ) -> Option<Standing<'a>> {
        match &from.base {
            ast::Base::Scratch => {
                Some(Standing::new(Base::Scratch, End { distribution: said, ..End::default() }, None))
            }
            ast::Base::Stage(name) => {
                let name = self.stage_name(name, frame)?;
                let mut end = self.ends[&name].clone();
                end.distribution = said.or(end.distribution);
                Some(Standing::new(Base::Stage(name), end, None))
            }
            ast::Base::Image(reference) => {
                let (at, parent) = parents::find(self.site, self.drafts, reference, frame)?;
                let mut end = parent.end.clone();
                end.distribution = said.or(end.distribution);
                end.gpu = parent.build.gpu.clone().or(end.gpu);
                let text = parent.reference.clone();
                self.base_gpu = self.base_gpu.take().or_else(|| parent.build.gpu_and_release());
                self.parent(at);
                let key = context_key(&text);
                let other = parent.build.target.clone();
                let context = NamedContext::Build(BuildId(at));
                let named = self.contexts.add(&key, context, &other);
                let text = if named == key { text } else { named };
                Some(Standing::new(Base::Reference(Text::literal(text.clone())), end, Some(text)))
            }
            ast::Base::Reference(template) => {
                let mut uses = Uses::default();
                let text = self.site.text(template, Position::Step, frame, &mut uses)?;
                // FROM sees no environment
                let resolved = self.resolved(&text, &uses, Some(&Text::default()))?;
                if let Some(variable) = resolved.variables().find(|variable| !matches!(variable, Variable::Stack(_))) {
                    self.site.report(errors::not_known_yet(variable.template_name(), template.span));
                    return Some(Standing::wrong(text, said));
                }
                for arg in &uses.args {
                    self.site.shared.fixed.borrow_mut().insert(arg.clone());
                }
                let literal = resolved.as_literal()?;
                let reference = match Reference::parse(&literal) {
                    Ok(reference) => reference,
                    Err(error) => {
                        self.site.report(errors::bad_reference(&literal, &error.message, template.span));
                        return Some(Standing::wrong(text, said));
                    }
                };
                self.take(uses);
                let table = distribution_of(&self.site.model().distributions, &reference.familiar());
                let end = End { distribution: said.or(table), gpu: self.family_of(&literal), ..End::default() };
                let place = if frame.is_none() { self.site.said(template) } else { template.span };
                let distro = from.distro.as_ref().map(|name| name.span);
                self.stands_on(&literal, end.distribution, place).distro = distro;
                Some(Standing::new(Base::Reference(text), end, Some(literal)))
            }
        }
    }
}
