//! One build while it is planned: what every name is in it.

use super::Text;
use super::args::{Args, ByName, Declared};
use super::draft::Drafts;
use super::errors;
use super::framework;
use super::names::BUILTINS;
use super::parents;
use super::used::{self, Used};
use crate::ast::{self, DISTRIBUTION_KEYS, Distribution, Gpu, ImageItem, Name, Selector, Template, UseValue};
use crate::budget::{ARG, Cost, DEPTH};
use crate::diag::{Diagnostic, Diagnostics, Reported};
use crate::model::{Combination, Image, Key, Leaf, Model, Values, flatten, holds};
use crate::source::Span;
use indexmap::{IndexMap, IndexSet};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

/// What all builds of a compilation share while they are planned.
pub(super) struct Shared<'a> {
    pub model: &'a Model,
    pub stack_args: ByName<'a>,
    /// What the families of GPUs set.
    pub gpu_variables: BTreeSet<&'a str>,
    pub diagnostics: RefCell<&'a mut Diagnostics>,
    /// `--set NAME=VALUE`
    pub sets: &'a BTreeMap<String, String>,
    /// Places of the selectors that held in some build.
    pub held: RefCell<BTreeSet<Span>>,
    /// Args and `--set` names that something used.
    pub used: RefCell<BTreeSet<Span>>,
    /// Stack args whose value is written out somewhere: in a tag, a reference, a selector, a part, another arg.
    pub fixed: RefCell<BTreeSet<String>>,
    /// What selectors may name.
    pub values: RefCell<Values>,
    /// What is told once for all builds that it is true of, by its place and what it is about.
    pub for_builds: RefCell<BTreeMap<(Span, String), ForBuilds>>,
    /// Where files go, if not where the stack says.
    pub out: Option<&'a str>,
}

/// Makes a diagnostic of the names of the builds that share it.
type MakeDiagnostic = dyn Fn(&[String]) -> Diagnostic;

/// A diagnostic that several builds share.
pub(super) struct ForBuilds {
    /// In the order of planning.
    pub targets: IndexSet<String>,
    pub make: Box<MakeDiagnostic>,
}

/// One build of an image.
pub(super) struct Site<'a> {
    pub shared: &'a Shared<'a>,
    pub image: &'a Image,
    pub combination: &'a Combination,
    pub target: String,
    pub leaves: Vec<Leaf<'a, ImageItem>>,
    /// The family of its own `gpu` node.
    pub gpu: String,
    /// That of the image that it is based on.
    base_gpu: Option<String>,
    pub roles: Vec<&'a Name>,
    /// Every arg that can be seen here.
    pub args: Args<'a>,
    pub values: RefCell<BTreeMap<String, Slot>>,
    /// How many args are being looked for, each for the one before it.
    pub open_args: Cell<usize>,
    /// The branch glob around a tag, as a regular expression: what `git.branch.rest` refers to.
    pub rest: RefCell<Option<String>>,
    /// The args of the stage that is being written.
    pub stage_args: RefCell<StageArgs>,
    /// Published references of the images that args name with `image=`.
    pub references: RefCell<BTreeMap<String, String>>,
    /// Values of the args that a framework sets.
    pub framework_args: RefCell<BTreeMap<String, String>>,
    /// The uses of components around the step that is being written, the outermost first.
    pub uses: RefCell<Vec<Used>>,
}

/// The args that a stage declares itself, in the order of its steps.
#[derive(Clone, Default)]
pub(super) struct StageArgs {
    /// Above the step that is being written, and what each is unless the builder is told otherwise.
    pub declared: BTreeMap<String, Option<Text>>,
    /// Below it, and where.
    pub later: BTreeMap<String, Span>,
}

/// The value of an arg while it is looked for.
#[derive(Clone)]
pub(super) enum Slot {
    Open,
    Done(Option<Text>),
}

/// A call of a component: its parameters, and the frame that it was called from.
pub(super) struct Frame<'f, 'a> {
    pub params: IndexMap<&'a str, Bound<'a>>,
    /// `None`: the image itself, with names beside its own.
    pub call: Option<Call<'a>>,
    pub caller: Option<&'f Frame<'f, 'a>>,
    /// What its stages are called in this image.
    pub stages: RefCell<BTreeMap<String, String>>,
}

/// Where a component is used.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    /// As it was called.
    pub component: &'a Name,
    /// Of the stage that uses it, where that is known.
    pub distribution: Option<&'a Distribution>,
    /// It was told that it is not known.
    pub told: bool,
}

/// The call that text stands in.
pub(super) fn called<'a>(frame: Option<&Frame<'_, 'a>>) -> Option<Call<'a>> {
    frame.and_then(|frame| frame.call)
}

/// A parameter's value, and whether the caller gave it.
#[derive(Clone, Copy)]
pub(super) struct Bound<'a> {
    pub value: &'a UseValue,
    pub given: bool,
}

/// Where text will stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// In a Dockerfile, where Docker expands args.
    Step,
    /// Anywhere else: everything known when compiling is written out.
    Value,
}

/// What a template leaves behind, beside its text.
#[derive(Default)]
pub(super) struct Uses {
    /// Args of the Dockerfile, in order of first use.
    pub args: IndexSet<String>,
    /// Those that are no arg of the stack's or the image's, and their values.
    pub derived: IndexMap<String, Text>,
}

impl Uses {
    pub fn arg(&mut self, name: &str) {
        self.args.insert(name.to_string());
    }
}

impl<'a> Site<'a> {
    pub fn new(
        shared: &'a Shared<'a>,
        image: &'a Image,
        combination: &'a Combination,
        drafts: &Drafts<'a>,
    ) -> Site<'a> {
        let mut site = Site {
            shared,
            image,
            combination,
            target: image.target(combination),
            leaves: Vec::new(),
            gpu: String::new(),
            base_gpu: None,
            roles: Vec::new(),
            args: Args::new(&shared.stack_args),
            values: RefCell::default(),
            open_args: Cell::default(),
            rest: RefCell::default(),
            stage_args: RefCell::default(),
            references: RefCell::default(),
            framework_args: RefCell::default(),
            uses: RefCell::default(),
        };
        site.gpu = site.gpu_family();
        // what a selector asks for may stand under another: looked for first, and what holds then does not count
        for _ in 0..2 {
            let key = |key: &str| site.key(key, None);
            site.leaves = flatten(&image.ast.body, &mut |selector| holds(selector, &key).unwrap_or(false));
            (site.gpu, site.roles) = (site.gpu_family(), site.own_roles());
            site.base_gpu = parents::gpu_of_base(&site, drafts);
        }
        site.leaves = site.flatten(&image.ast.body, None);
        site.declare();
        site
    }

    /// The `gpu` node of this build: the image's own, else a value's, one that a parent brought last; and whether it is
    /// that, which gives no base.
    pub fn gpu_node(&self) -> Option<(&'a Gpu, bool)> {
        let own = crate::model::first(&self.leaves, |item| match item {
            ImageItem::Gpu(gpu) => Some(gpu),
            _ => None,
        });
        let bodies = || self.image.values(self.combination).flat_map(|(_, value)| &value.bodies);
        let of_value = |inherited: bool| {
            let mut marked = bodies().filter(move |body| body.inherited == inherited);
            marked.find_map(|body| body.body.gpu.as_ref())
        };
        let here = own.or_else(|| of_value(false)).map(|gpu| (gpu, false));
        here.or_else(|| of_value(true).map(|gpu| (gpu, true)))
    }

    fn gpu_family(&self) -> String {
        self.gpu_node().map_or_else(String::new, |(gpu, _)| gpu.family.value.clone())
    }

    fn own_roles(&self) -> Vec<&'a Name> {
        let roles = self.leaves.iter().filter_map(|leaf| match leaf.item {
            ImageItem::Role(names) => Some(names),
            _ => None,
        });
        roles.flatten().collect()
    }

    pub fn model(&self) -> &'a Model {
        self.shared.model
    }

    pub fn report(&self, diagnostic: crate::diag::Diagnostic) {
        let diagnostic = used::told(diagnostic, &self.uses.borrow());
        self.shared.diagnostics.borrow_mut().report(diagnostic);
    }

    /// Takes something of what the compilation may take.
    pub fn draw(&self, cost: Cost, amount: usize, span: Span) -> Result<(), Reported> {
        self.shared.diagnostics.borrow_mut().draw(cost, amount, span)
    }

    /// As [`Site::report`], for what differs between builds in nothing but their names: told of the first.
    pub fn report_once(&self, diagnostic: crate::diag::Diagnostic) {
        let diagnostic = used::told(diagnostic, &self.uses.borrow());
        let mut all = self.shared.diagnostics.borrow_mut();
        if !all.has_told(diagnostic.rule, diagnostic.primary()) {
            all.report(diagnostic);
        }
    }

    /// The items of a body that are there in this build.
    pub fn flatten<T>(&self, entries: &'a [ast::Entry<T>], frame: Option<&Frame<'_, 'a>>) -> Vec<Leaf<'a, T>> {
        flatten(entries, &mut |selector| self.holds(selector, frame))
    }

    /// Whether a selector holds in this build.
    pub fn holds(&self, selector: &'a Selector, frame: Option<&Frame<'_, 'a>>) -> bool {
        if self.draw(Cost::Question, crate::model::questions(selector), selector.span).is_err() {
            return false;
        }
        match holds(selector, &|key: &str| self.key(key, frame)) {
            Ok(true) => {
                self.shared.held.borrow_mut().insert(selector.span);
                true
            }
            Ok(false) => false,
            Err(term) => {
                self.report(errors::unknown_key(&term.key, self.keys(frame)));
                self.shared.held.borrow_mut().insert(selector.span);
                false
            }
        }
    }

    fn key(&self, key: &str, frame: Option<&Frame<'_, 'a>>) -> Option<Key<'a>> {
        if let Some(frame) = frame
            && let Some(bound) = frame.params.get(key)
        {
            let inner = if bound.given { frame.caller } else { None };
            let text = self.parameter(bound.value, Position::Value, inner, &mut Uses::default())?;
            return Some(Key::text(text.to_string()));
        }
        if let Some(call) = called(frame)
            && DISTRIBUTION_KEYS.contains(&key)
        {
            // where it is not known, that was told
            return Some(Key::text(self.of_distribution(call, key).unwrap_or_default()));
        }
        if let Some(value) = self.image.value(self.combination, key) {
            return Some(Key::text(value.name.as_str()));
        }
        match key {
            "image" => Some(Key::text(self.image.name())),
            "gpu" if self.gpu.is_empty() => Some(Key::text(self.base_gpu.clone().unwrap_or_default())),
            "gpu" => Some(Key::text(self.gpu.clone())),
            "role" => Some(Key::Roles(self.roles.iter().map(|role| role.value.as_str()).collect())),
            "plan" | "variant" => Some(Key::text("")),
            key if self.model().axes.contains_key(key) || self.model().has_axis(key) => Some(Key::text("")),
            _ => None,
        }
    }

    fn keys(&self, frame: Option<&Frame<'_, 'a>>) -> Vec<String> {
        let params = frame.into_iter().flat_map(|frame| frame.params.keys().map(|name| name.to_string()));
        let own = self.image.axes.iter().map(|axis| axis.name.clone());
        let shared = self.model().axes.keys().cloned();
        let params =
            params.chain(called(frame).into_iter().flat_map(|_| DISTRIBUTION_KEYS.iter().map(|key| key.to_string())));
        params.chain(own).chain(shared).chain(["image", "gpu", "role"].map(String::from)).collect()
    }

    /// What a component asks of the distribution that it is used on. `None`: it is not known, which was told.
    pub fn of_distribution(&self, call: Call<'a>, key: &str) -> Option<&'a str> {
        let Some(distribution) = call.distribution else {
            if !call.told {
                self.report_once(errors::distribution_needed(call.component, &self.model().distributions));
            }
            return None;
        };
        distribution.key(key)
    }

    /// Finds every arg that can be seen, and what bodies give.
    fn declare(&mut self) {
        let mut args = Args::new(&self.shared.stack_args);
        let mut own: BTreeMap<&str, (&Name, bool)> = BTreeMap::new();
        for leaf in &self.leaves {
            let ImageItem::Arg(arg) = leaf.item else { continue };
            match own.get(arg.name.value.as_str()) {
                // the first that holds counts
                Some((_, true)) => continue,
                Some((before, false)) if !leaf.conditional => {
                    self.report(errors::duplicate_arg(&arg.name, before.span));
                    continue;
                }
                _ => {}
            }
            own.insert(&arg.name.value, (&arg.name, leaf.conditional));
            args.insert(&arg.name.value, Declared::by(arg, false));
        }
        for (_, value) in self.image.values(self.combination) {
            for body in &value.bodies {
                for (name, template) in &body.body.args {
                    let new = Declared { name, arg: None, of_stack: false, body: None, given: false };
                    let declared = args.own_or(&name.value, new);
                    if let Some((before, _)) = declared.body {
                        self.report(errors::two_bodies(&format!("arg `{}`", name.value), name.span, before.span));
                    }
                    declared.body = Some((name, template));
                }
            }
        }
        for node in framework::nodes(self) {
            for name in framework::args(self.model(), &node.name.value) {
                if let Some(before) = args.get(&name) {
                    self.report(errors::set_by_framework(before.name, &node.name));
                }
                let declared = Declared { name: &node.name, arg: None, of_stack: false, body: None, given: true };
                args.insert(&name, declared);
            }
        }
        for (name, declared) in args.own() {
            if hides(self.model(), name) {
                self.report(errors::hides(declared.name));
            }
        }
        self.args = args;
    }

    /// The value of an arg in this build: literals and variables. `None`: it has none, or that was reported.
    pub fn arg(&self, name: &str) -> Option<Text> {
        let declared = self.args.get(name)?.clone();
        match self.values.borrow().get(name) {
            Some(Slot::Done(text)) => return text.clone(),
            Some(Slot::Open) => {
                self.report(errors::arg_cycle(declared.name));
                return None;
            }
            None => {}
        }
        if self.open_args.get() == DEPTH {
            self.report(errors::too_deep(declared.name, DEPTH));
            return None;
        }
        self.values.borrow_mut().insert(name.to_string(), Slot::Open);
        self.open_args.set(self.open_args.get() + 1);
        let text = self.arg_value(name, &declared);
        self.open_args.set(self.open_args.get() - 1);
        self.values.borrow_mut().insert(name.to_string(), Slot::Done(text.clone()));
        text
    }

    fn arg_value(&self, name: &str, declared: &Declared<'a>) -> Option<Text> {
        if let Some(set) = self.shared.sets.get(name) {
            // the selectors of what it outweighs choose builds all the same
            self.given(declared);
            return Some(Text::literal(set.clone()));
        }
        if let Some(reference) = self.references.borrow().get(name) {
            return Some(Text::literal(reference.clone()));
        }
        if let Some(given) = self.framework_args.borrow().get(name) {
            return Some(Text::literal(given.clone()));
        }
        let template = self.given(declared)?;
        let text = self.text(template, Position::Value, None, &mut Uses::default())?;
        if text.to_string().len() > ARG {
            self.report(errors::too_long(declared.name, ARG));
            return None;
        }
        Some(text)
    }

    /// What gives an arg its value in this build.
    fn given(&self, declared: &Declared<'a>) -> Option<&'a Template> {
        let case = declared.arg.and_then(|arg| self.flatten(&arg.cases, None).first().map(|leaf| leaf.item));
        let body = declared.body.map(|(_, template)| template);
        case.or(body).or(declared.arg.and_then(|arg| arg.value.as_ref()))
    }

    /// Where the text of a template is said: in itself, or where the one arg that it is has its value from.
    pub fn said(&self, mut template: &'a Template) -> Span {
        // an arg that is made of itself was reported, and ends this too
        for _ in 0..=self.args.len() {
            let [ast::Segment::Name(reference)] = &template.segments[..] else { break };
            let declared = self.args.get(reference.name.as_str()).filter(|_| reference.part.is_none());
            let Some(value) = declared.and_then(|declared| self.given(declared)) else { break };
            template = value;
        }
        template.span
    }

    /// Whether nothing gives an arg a value in this build: one whose value is wrong was reported as that. Of the image's own
    /// it is told at the arg, of the stack's where they are used.
    pub fn lacks_value(&self, name: &str) -> bool {
        self.args.get(name).is_some_and(|declared| {
            let by_arg = declared.arg.is_some_and(|arg| {
                arg.value.is_some() || arg.image.is_some() || !self.flatten(&arg.cases, None).is_empty()
            });
            !by_arg && !declared.given && declared.body.is_none() && !self.shared.sets.contains_key(name)
        })
    }

    /// Tells once what is true of several builds; `about` parts what is told at one place.
    pub fn report_for_builds(&self, at: Span, about: &str, make: impl Fn(&[String]) -> Diagnostic + 'static) {
        self.report_for(&self.target, at, about, make);
    }

    /// Whether something was told of it, at whatever place.
    pub fn has_told_of(&self, one: &str, about: &str) -> bool {
        let all = self.shared.for_builds.borrow();
        let mut of_it = all.iter().filter(|((_, told), found)| told == about && found.targets.contains(one));
        of_it.next().is_some()
    }

    /// The same for several of anything else.
    pub fn report_for(&self, one: &str, at: Span, about: &str, make: impl Fn(&[String]) -> Diagnostic + 'static) {
        let uses = self.uses.borrow().clone();
        let make = move |targets: &[String]| used::told(make(targets), &uses);
        let mut all = self.shared.for_builds.borrow_mut();
        let known = all
            .entry((at, about.to_string()))
            .or_insert_with(|| ForBuilds { targets: IndexSet::new(), make: Box::new(make) });
        known.targets.insert(one.to_string());
    }

    pub fn without_value(&self, name: &str, at: Span) {
        let declared = self.args[name].name.clone();
        self.report_for_builds(at, name, move |targets| errors::arg_without_value(&declared, at, targets));
    }

    /// Whether the value is the stack's default, and could be set when building.
    pub fn is_stack_default(&self, name: &str) -> bool {
        self.args.get(name).is_some_and(|declared| {
            declared.of_stack
                && declared.body.is_none()
                && !self.shared.sets.contains_key(name)
                && declared.arg.is_some_and(|arg| arg.cases.is_empty() && arg.image.is_none())
        })
    }

    pub fn mark_used(&self, name: &str) {
        if let Some(declared) = self.args.get(name) {
            self.shared.used.borrow_mut().insert(declared.name.span);
            // a stack's arg without a value asks each image for its own
            if let Some(arg) = self.model().args.get(name) {
                self.shared.used.borrow_mut().insert(arg.name.span);
            }
            if let Some((body, _)) = declared.body {
                self.shared.used.borrow_mut().insert(body.span);
            }
        }
    }
}

/// Whether an image, or the stack, has an axis of that name.
pub(super) fn is_axis(model: &Model, name: &str) -> bool {
    matches!(name, "plan" | "variant") || model.axes.contains_key(name) || model.has_axis(name)
}

/// Whether an arg of that name would hide what templates have anyway.
pub(super) fn hides(model: &Model, name: &str) -> bool {
    is_axis(model, name) || BUILTINS.contains(&name)
}
