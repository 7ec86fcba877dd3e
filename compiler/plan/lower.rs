//! From steps to a recipe: names become args and values, packages meet their distribution.

mod base;
mod component;
mod copying;
mod download;
mod gpus;
mod higher;
mod steps;

use super::draft::{Contexts, Draft, Drafts, End};
use super::gpu::{Chosen, choose};
use super::names::arg_name;
use super::site::{Frame, Site, StageArgs, Uses};
use super::{Base, Op, OutsideBase, Recipe, Stage, Step, Taken, Text, errors, secret};
use crate::ast::{self, ImageItem, StageItem, StepKind};
use crate::budget::{Cost, STEPS_OF_IMAGE};
use crate::model::{Leaf, covers_platform, first};
use crate::source::Span;
use base::{Said, Standing};
use indexmap::{IndexMap, IndexSet};
use std::collections::{BTreeMap, BTreeSet};

/// A recipe being made, and all else that its steps tell of the build.
pub(super) struct Lowering<'p, 'a> {
    pub site: &'p Site<'a>,
    pub drafts: &'p Drafts<'a>,
    pub stages: Vec<Stage>,
    /// How each named stage ends.
    ends: BTreeMap<String, End<'a>>,
    pub contexts: Contexts,
    /// Into the drafts, in order of first mention.
    pub parents: Vec<usize>,
    /// Args that no node declares, and their values.
    pub derived: IndexMap<String, Text>,
    /// Every arg that the Dockerfile declares.
    pub args: IndexSet<String>,
    pub secrets: BTreeSet<String>,
    pub ssh: BTreeSet<String>,
    pub entitlements: BTreeSet<String>,
    /// The folder of the build's own context.
    pub context: String,
    /// What is taken from folders.
    pub taken: Vec<Taken>,
    /// What the final `FROM` says, resolved.
    pub from: String,
    /// The distribution of each stage where that is known, by its name; the final one has none.
    pub distributions: BTreeMap<Option<String>, String>,
    /// The GPU family of a parent, and its release.
    pub base_gpu: Option<(String, Option<String>)>,
    /// What stages stand on that is no image of the stack's.
    pub outside: Vec<OutsideBase>,
    /// The manylinux policy of the final stage's base.
    pub manylinux: Option<String>,
    /// What the catalogue has for the build's `gpu` node.
    pub gpu: Option<Chosen<'a>>,
    /// What is built for; empty: what the builder is.
    pub platforms: Vec<String>,
    /// Nothing says its platforms: they are those that all its parents have.
    pub inherits: bool,
    /// A parent has some.
    pub inherited: bool,
}

/// The stage that is being written.
pub(super) struct Open<'a> {
    pub steps: Vec<Step>,
    pub end: End<'a>,
    /// Names that an `env` of this stage has set.
    pub env: BTreeMap<String, Span>,
    pub via: Vec<Span>,
    /// Components used so far.
    pub uses: usize,
}

impl<'p, 'a> Lowering<'p, 'a> {
    pub fn new(site: &'p Site<'a>, drafts: &'p Drafts<'a>) -> Self {
        Lowering {
            site,
            drafts,
            stages: Vec::new(),
            ends: BTreeMap::new(),
            contexts: Contexts::default(),
            parents: Vec::new(),
            derived: IndexMap::new(),
            args: IndexSet::new(),
            secrets: BTreeSet::new(),
            ssh: BTreeSet::new(),
            entitlements: BTreeSet::new(),
            context: site.image.folder.clone(),
            taken: Vec::new(),
            from: "scratch".to_string(),
            distributions: BTreeMap::new(),
            base_gpu: None,
            outside: Vec::new(),
            manylinux: None,
            gpu: site.gpu_node().and_then(|(gpu, _)| choose(site, gpu)),
            platforms: super::build::platforms(site).iter().map(|name| name.value.clone()).collect(),
            inherits: super::build::platforms(site).is_empty(),
            inherited: false,
        }
    }

    /// The whole image: its stages, then its final one.
    pub fn image(&mut self) -> Option<(Recipe, End<'a>)> {
        let leaves = self.site.leaves.clone();
        for leaf in &leaves {
            match leaf.item {
                ImageItem::Stage(stage) => self.stage(stage, None, &[]),
                ImageItem::Download(download) => self.download(download, None, &[]),
                _ => {}
            }
        }
        let said = self.final_base(&leaves)?;
        let span = said.span();
        let Standing { base, end, resolved, first } = self.standing(said, None, None)?;
        if let Some(resolved) = &resolved {
            self.from.clone_from(resolved);
        }
        let mut open = self.open(&base, end, first);
        for leaf in &leaves {
            if let ImageItem::Step(step) = leaf.item {
                self.step(&mut open, step, None);
            }
        }
        self.gpu_env(&mut open);
        let origin = self.origin(span, &[]);
        self.knows(None, &open.end);
        self.stages.push(Stage { name: None, base, steps: open.steps, origin });
        Some((Recipe { stages: std::mem::take(&mut self.stages) }, open.end))
    }

    /// A text of the recipe with every arg replaced by its value. What is no arg is `other` in Docker's own forms: in a
    /// step the environment may have it, that of the base too, which is not known.
    pub fn resolved(&self, text: &Text, uses: &Uses, other: Option<&Text>) -> Option<Text> {
        let mut resolved = Text::default();
        for segment in &text.0 {
            match segment {
                super::Segment::Arg(name) => match uses.derived.get(name).or_else(|| self.derived.get(name)) {
                    Some(value) => resolved.extend(value),
                    None => resolved.extend(&self.site.arg(name)?),
                },
                // `{-X}` and Docker's own forms: only as far as an arg of that very name goes
                super::Segment::Docker(written) => resolved.extend(&self.expanded(written, uses, other)?),
                other => resolved.push(other.clone()),
            }
        }
        Some(resolved)
    }

    /// Docker's `$NAME`, `${NAME}`, `${NAME:+word}` and `${NAME:-word}`.
    fn expanded(&self, written: &str, uses: &Uses, other: Option<&Text>) -> Option<Text> {
        let inner = written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        let (name, form) = match inner {
            Some(inner) => {
                inner.split_at(inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len()))
            }
            None => (&written[1..], ""),
        };
        let value = uses.derived.get(name).cloned().or_else(|| self.site.arg(name)).or_else(|| other.cloned())?;
        let word = form.trim_start_matches(':').get(1..).unwrap_or("");
        let replaced =
            word.replace(&format!("${{{name}}}"), &value.to_string()).replace(&format!("${name}"), &value.to_string());
        Some(match form.trim_start_matches(':').chars().next() {
            Some('+') if value.is_empty() => Text::default(),
            Some('+') => Text::literal(replaced),
            Some('-') if value.is_empty() => Text::literal(replaced),
            _ => value,
        })
    }

    fn knows(&mut self, stage: Option<String>, end: &End) {
        let name = end.distribution.map(|distribution| distribution.name.value.clone());
        self.distributions.extend(name.map(|name| (stage, name)));
    }

    pub fn secret(&mut self, id: &ast::Name) {
        if let Some(taken) = secret::check_taken(self.site.shared, id) {
            self.site.report_once(taken);
        }
        self.secrets.insert(id.value.clone());
    }

    /// What the text of Dockerfiles asks the builder for.
    pub fn asks(&mut self, stage: &crate::containerfile::Stage) {
        stage.secrets.iter().for_each(|id| self.secret(id));
        self.ssh.extend(stage.ssh.iter().map(|id| id.value.clone()));
        self.entitlements.extend(stage.entitlements.iter().map(|name| name.value.clone()));
    }

    pub fn parent(&mut self, at: usize) {
        if !self.parents.contains(&at) {
            self.parents.push(at);
        }
        self.inherit(at);
    }

    /// Leaves the platforms that a parent has, too, where nothing says them.
    pub fn inherit(&mut self, at: usize) {
        let there = &self.draft(at).build.platforms;
        if !self.inherits || there.is_empty() {
            return;
        }
        let both = |known: &[String], wanted: &[String]| -> Vec<String> {
            let has = |one: &&String| known.iter().any(|known| covers_platform(known, one));
            wanted.iter().filter(has).cloned().collect()
        };
        self.platforms = match self.inherited {
            false => there.clone(),
            true => {
                let mut all = both(there, &self.platforms);
                all.extend(both(&self.platforms, there).into_iter().filter(|one| !self.platforms.contains(one)));
                all
            }
        };
        self.inherited = true;
    }

    /// Remembers the args that a step used.
    pub fn take(&mut self, uses: Uses) {
        self.args.extend(uses.args.iter().cloned());
        self.derived.extend(uses.derived);
    }

    pub fn origin(&self, span: Span, via: &[Span]) -> super::Origin {
        super::Origin { span: Some(span), via: via.to_vec() }
    }

    /// `first` is what comes with the base.
    fn open(&mut self, base: &Base, end: End<'a>, first: Option<Step>) -> Open<'a> {
        let steps = first.into_iter().collect();
        let mut open = Open { steps, end, env: BTreeMap::new(), via: Vec::new(), uses: 0 };
        if let Some(shell) = &self.site.model().stack.shell
            && !matches!(base, Base::Scratch)
        {
            let words: Vec<String> = shell.iter().filter_map(|word| self.site.literal(word, None)).collect();
            open.end.shell = Some(words.clone());
            let words = words.into_iter().map(Text::literal).collect();
            open.steps.push(Step { op: Op::Shell(words), args: Vec::new(), origin: super::Origin::default() });
        }
        open
    }

    /// A named stage; what it is called in the recipe.
    fn stage(&mut self, stage: &'a ast::Stage, frame: Option<&Frame<'_, 'a>>, via: &[Span]) {
        let leaves = self.site.flatten(&stage.body, frame);
        let said = first(&leaves, Said::of_stage);
        self.one_base(&leaves);
        let Some(said) = said else {
            self.site.report(errors::stage_without_from(&stage.name));
            return;
        };
        let Some(Standing { base, end, first, .. }) = self.standing(said, Some(&stage.name.value), frame) else {
            self.ends.insert(stage.name.value.clone(), End::default());
            return;
        };
        let mut open = self.open(&base, end, first);
        open.via = via.to_vec();
        let outer = self.site.stage_args.replace(args_of(&leaves));
        for leaf in &leaves {
            if let StageItem::Step(step) = leaf.item {
                self.step(&mut open, step, frame);
            }
        }
        self.site.stage_args.replace(outer);
        let origin = self.origin(stage.name.span, via);
        let made = |name: &str| {
            let (steps, origin) = (open.steps.clone(), origin.clone());
            vec![Stage { name: Some(name.to_string()), base: base.clone(), steps, origin }]
        };
        self.named(&stage.name, made, open.end, frame);
    }

    /// Adds a stage, behind those that it is made of: `made` gives them all under a name. Where components have others of
    /// that name it gets a number; where they have the same one there is one.
    fn named(
        &mut self,
        said: &'a ast::Name,
        made: impl Fn(&str) -> Vec<Stage>,
        end: End<'a>,
        frame: Option<&Frame<'_, 'a>>,
    ) {
        let mut name = said.value.to_lowercase();
        let mut number = 1;
        while let Some(at) = self.stages.iter().position(|before| before.name.as_deref() == Some(name.as_str())) {
            if frame.is_none() {
                let at = self.stages[at].origin.span.unwrap_or(said.span);
                self.site.report(errors::duplicate_stage(said, at));
                return;
            }
            let whole = made(&name);
            if self.stages[..=at].ends_with(&whole) {
                break;
            }
            number += 1;
            name = format!("{}-{number}", said.value.to_lowercase());
        }
        if let Some(frame) = frame {
            frame.stages.borrow_mut().insert(said.value.clone(), name.clone());
        }
        if !self.ends.contains_key(&name) {
            self.stages.extend(made(&name));
            self.knows(Some(name.clone()), &end);
        }
        self.ends.insert(name, end);
    }

    /// What a stage is called in the recipe.
    pub fn stage_name(&self, name: &'a ast::Name, frame: Option<&Frame<'_, 'a>>) -> Option<String> {
        let renamed = frame.and_then(|frame| frame.stages.borrow().get(&name.value).cloned());
        let found = renamed.unwrap_or_else(|| name.value.to_lowercase());
        if self.ends.contains_key(&found) {
            return Some(found);
        }
        let known: Vec<&str> = self.ends.keys().map(String::as_str).collect();
        self.site.report(errors::unknown_stage(name, known, self.site.model()));
        None
    }

    /// An arg that is known only when building.
    fn changing<'u>(&self, uses: &'u Uses) -> Option<&'u str> {
        let changes = |value: &Text| value.variables().next().is_some();
        let derived = uses.derived.iter().find(|(_, value)| changes(value)).map(|(name, _)| name.as_str());
        derived.or_else(|| {
            uses.args.iter().map(String::as_str).find(|name| self.site.arg(name).is_some_and(|value| changes(&value)))
        })
    }

    /// Steps of the final stage or a named one.
    pub fn step(&mut self, open: &mut Open<'a>, step: &'a ast::Step, frame: Option<&Frame<'_, 'a>>) {
        if let StepKind::Use(call) = &step.kind {
            open.uses += 1;
            if open.uses > STEPS_OF_IMAGE || open.steps.len() > STEPS_OF_IMAGE {
                return self.site.report(errors::too_many_steps(step.span, STEPS_OF_IMAGE));
            }
            return self.component(open, call, step.span, frame);
        }
        if self.site.draw(Cost::Step, 1, step.span).is_err() {
            return;
        }
        let mut uses = Uses::default();
        let taken = self.taken.len();
        let Some(op) = self.op(open, step, frame, &mut uses) else { return };
        if !matches!(op, Op::Env(_) | Op::Label(_))
            && let Some(name) = self.changing(&uses)
        {
            self.site.report(errors::cache_lost(name, step.span));
        }
        uses.args.retain(|arg| !self.site.stage_args.borrow().declared.contains_key(arg));
        let args = uses.args.iter().cloned().collect();
        self.take(uses);
        let mut via = open.via.clone();
        via.reverse();
        self.taken[taken..].iter_mut().for_each(|taken| taken.origin.via.clone_from(&via));
        open.steps.push(Step { op, args, origin: super::Origin { span: Some(step.span), via } });
    }

    /// The draft of a parent.
    pub fn draft(&self, at: usize) -> &'p Draft<'a> {
        &self.drafts.list[at]
    }
}

/// The args that a stage will declare.
fn args_of(leaves: &[Leaf<StageItem>]) -> StageArgs {
    let args = leaves.iter().filter_map(|leaf| match leaf.item {
        StageItem::Step(ast::Step { kind: StepKind::Arg(arg), .. }) => Some((arg.name.value.clone(), arg.name.span)),
        _ => None,
    });
    StageArgs { declared: BTreeMap::new(), later: args.collect() }
}
