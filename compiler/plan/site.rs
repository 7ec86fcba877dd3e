//! One build while it is planned: what every name is in it.

use super::errors;
use super::{Segment, Text, Variable};
use crate::ast::{self, Arg, Dash, ImageItem, Name, Reference, Selector, Template, UseValue};
use crate::diag::Diagnostics;
use crate::model::{Combination, Image, Leaf, Model, flatten, holds};
use crate::source::Span;
use indexmap::IndexMap;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// What all builds of a compilation share while they are planned.
pub(super) struct Shared<'a> {
    pub model: &'a Model,
    pub diagnostics: RefCell<&'a mut Diagnostics>,
    /// `--set NAME=VALUE`
    pub sets: &'a BTreeMap<String, String>,
    /// Places of the selectors that held in some build.
    pub held: RefCell<BTreeSet<Span>>,
    /// Args and `--set` names that something used.
    pub used: RefCell<BTreeSet<Span>>,
    pub used_sets: RefCell<BTreeSet<String>>,
    /// Stack args whose value is written out somewhere: in a tag, a reference, a selector, a part, another arg.
    pub fixed: RefCell<BTreeSet<String>>,
    /// Where files go, if not where the stack says.
    pub out: Option<&'a str>,
}

/// One build of an image.
pub(super) struct Site<'a> {
    pub shared: &'a Shared<'a>,
    pub image: &'a Image,
    pub combination: &'a Combination,
    pub target: String,
    pub leaves: Vec<Leaf<'a, ImageItem>>,
    pub gpu: String,
    pub roles: Vec<&'a Name>,
    /// Every arg that can be seen here.
    pub args: BTreeMap<&'a str, Declared<'a>>,
    values: RefCell<BTreeMap<String, Slot>>,
    /// The branch glob around a tag, as a regular expression: what `git.branch.rest` refers to.
    pub rest: RefCell<Option<String>>,
    /// Published references of the images that args name with `image=`.
    pub references: RefCell<BTreeMap<String, String>>,
}

/// An arg that can be seen in a build.
#[derive(Clone)]
pub(super) struct Declared<'a> {
    pub name: &'a Name,
    /// Its own node; values that only bodies give have none.
    pub arg: Option<&'a Arg>,
    pub of_stack: bool,
    /// What a plan, variant or axis value gives.
    pub body: Option<(&'a Name, &'a Template)>,
}

#[derive(Clone)]
enum Slot {
    Open,
    Done(Option<Text>),
}

/// A call of a component: its parameters, and the frame that it was called from.
pub(super) struct Frame<'f, 'a> {
    pub params: IndexMap<&'a str, Bound<'a>>,
    pub caller: Option<&'f Frame<'f, 'a>>,
    /// What its stages are called in this image.
    pub stages: RefCell<BTreeMap<String, String>>,
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
    pub args: Vec<String>,
    /// Those that are no arg of the stack's or the image's, and their values.
    pub derived: IndexMap<String, Text>,
}

impl Uses {
    pub fn arg(&mut self, name: &str) {
        if !self.args.iter().any(|known| known == name) {
            self.args.push(name.to_string());
        }
    }
}

impl<'a> Site<'a> {
    pub fn new(shared: &'a Shared<'a>, image: &'a Image, combination: &'a Combination) -> Site<'a> {
        let mut site = Site {
            shared,
            image,
            combination,
            target: image.target(combination),
            leaves: Vec::new(),
            gpu: String::new(),
            roles: Vec::new(),
            args: BTreeMap::new(),
            values: RefCell::default(),
            rest: RefCell::default(),
            references: RefCell::default(),
        };
        let of_body = image
            .values(combination)
            .find_map(|(_, value)| value.bodies.iter().find_map(|body| body.body.gpu.as_ref()));
        site.gpu = of_body.map_or_else(String::new, |gpu| gpu.family.value.clone());
        site.leaves = site.flatten(&image.ast.body, None);
        if let Some(gpu) = crate::model::first(&site.leaves, |item| match item {
            ImageItem::Gpu(gpu) => Some(gpu),
            _ => None,
        }) {
            site.gpu = gpu.family.value.clone();
            site.leaves = site.flatten(&image.ast.body, None);
        }
        site.declare();
        site
    }

    pub fn model(&self) -> &'a Model {
        self.shared.model
    }

    pub fn report(&self, diagnostic: crate::diag::Diagnostic) {
        self.shared.diagnostics.borrow_mut().report(diagnostic);
    }

    /// The items of a body that are there in this build.
    pub fn flatten<T>(&self, entries: &'a [ast::Entry<T>], frame: Option<&Frame<'_, 'a>>) -> Vec<Leaf<'a, T>> {
        flatten(entries, &mut |selector| self.holds(selector, frame))
    }

    /// Whether a selector holds in this build.
    pub fn holds(&self, selector: &'a Selector, frame: Option<&Frame<'_, 'a>>) -> bool {
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

    fn key(&self, key: &str, frame: Option<&Frame<'_, 'a>>) -> Option<Cow<'a, str>> {
        if let Some(frame) = frame
            && let Some(bound) = frame.params.get(key)
        {
            return Some(Cow::Owned(match bound.value {
                UseValue::Switch(on, _) => on.to_string(),
                UseValue::One(template) => {
                    let inner = if bound.given { frame.caller } else { None };
                    self.text(template, Position::Value, inner, &mut Uses::default())?.to_string()
                }
                UseValue::List(..) => String::new(),
            }));
        }
        if let Some(value) = self.image.value(self.combination, key) {
            return Some(Cow::Borrowed(value.name.as_str()));
        }
        match key {
            "image" => Some(Cow::Borrowed(self.image.name())),
            "gpu" => Some(Cow::Owned(self.gpu.clone())),
            "role" => Some(Cow::Owned(self.roles.first().map_or_else(String::new, |role| role.value.clone()))),
            "plan" | "variant" => Some(Cow::Borrowed("")),
            key if self.model().axes.contains_key(key) || self.model().has_axis(key) => Some(Cow::Borrowed("")),
            _ => None,
        }
    }

    fn keys(&self, frame: Option<&Frame<'_, 'a>>) -> Vec<String> {
        let params = frame.into_iter().flat_map(|frame| frame.params.keys().map(|name| name.to_string()));
        let own = self.image.axes.iter().map(|axis| axis.name.clone());
        let shared = self.model().axes.keys().cloned();
        params.chain(own).chain(shared).chain(["image", "gpu", "role"].map(String::from)).collect()
    }

    /// Finds every arg that can be seen, and what bodies give.
    fn declare(&mut self) {
        let mut args: BTreeMap<&'a str, Declared<'a>> = BTreeMap::new();
        for arg in self.model().args.values() {
            args.insert(&arg.name.value, Declared { name: &arg.name, arg: Some(arg), of_stack: true, body: None });
        }
        let mut own: BTreeMap<&str, (&Name, bool)> = BTreeMap::new();
        for leaf in self.leaves.clone() {
            if let ImageItem::Role(names) = leaf.item {
                self.roles.extend(names);
            }
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
            args.insert(&arg.name.value, Declared { name: &arg.name, arg: Some(arg), of_stack: false, body: None });
        }
        for (_, value) in self.image.values(self.combination) {
            for body in &value.bodies {
                for (name, template) in &body.body.args {
                    let declared =
                        args.entry(&name.value).or_insert(Declared { name, arg: None, of_stack: false, body: None });
                    if let Some((before, _)) = declared.body {
                        self.report(errors::two_bodies(&format!("arg `{}`", name.value), name.span, before.span));
                    }
                    declared.body = Some((name, template));
                }
            }
        }
        for declared in args.values() {
            if self.is_axis(&declared.name.value) || BUILTINS.contains(&declared.name.value.as_str()) {
                self.report(errors::hides(declared.name));
            }
        }
        self.args = args;
    }

    /// Whether this or another image, or the stack, has an axis of that name.
    pub fn is_axis(&self, name: &str) -> bool {
        matches!(name, "plan" | "variant")
            || self.image.axes.iter().any(|axis| axis.name == name)
            || self.model().axes.contains_key(name)
            || self.model().has_axis(name)
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
        self.values.borrow_mut().insert(name.to_string(), Slot::Open);
        let text = self.arg_value(&declared);
        self.values.borrow_mut().insert(name.to_string(), Slot::Done(text.clone()));
        text
    }

    fn arg_value(&self, declared: &Declared<'a>) -> Option<Text> {
        let name = &declared.name.value;
        if let Some(set) = self.shared.sets.get(name) {
            self.shared.used_sets.borrow_mut().insert(name.clone());
            return Some(Text::literal(set.clone()));
        }
        if let Some(reference) = self.references.borrow().get(name) {
            return Some(Text::literal(reference.clone()));
        }
        let case = declared.arg.and_then(|arg| self.flatten(&arg.cases, None).first().map(|leaf| leaf.item));
        let body = declared.body.map(|(_, template)| template);
        let default = declared.arg.and_then(|arg| arg.value.as_ref());
        let template = case.or(body).or(default)?;
        self.text(template, Position::Value, None, &mut Uses::default())
    }

    /// Whether nothing gives an arg a value in this build: one whose value is wrong was reported as that. Of the image's own
    /// it is told at the arg, of the stack's where they are used.
    pub fn lacks_value(&self, name: &str) -> bool {
        self.args.get(name).is_some_and(|declared| {
            let by_arg = declared.arg.is_some_and(|arg| {
                arg.value.is_some() || arg.image.is_some() || !self.flatten(&arg.cases, None).is_empty()
            });
            !by_arg && declared.body.is_none() && !self.shared.sets.contains_key(name)
        })
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

    /// Resolves a template. `None`: it was reported.
    pub fn text(
        &self,
        template: &'a Template,
        position: Position,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Text> {
        let mut text = Text::default();
        let mut whole = true;
        for segment in &template.segments {
            match segment {
                ast::Segment::Literal(literal) => text.push_str(literal),
                ast::Segment::Docker { text: written, name, .. } => {
                    if self.args.contains_key(name.as_str()) || PLATFORM_ARGS.contains(&name.as_str()) {
                        self.mark_used(name);
                        uses.arg(name);
                    }
                    text.push(Segment::Docker(written.clone()));
                }
                ast::Segment::Name(reference) => match self.reference(reference, position, frame, uses) {
                    Some(value) => text.extend(&value),
                    None => whole = false,
                },
            }
        }
        whole.then_some(text)
    }

    /// As [`Site::text`], for what must be known when compiling.
    pub fn literal(&self, template: &'a Template, frame: Option<&Frame<'_, 'a>>) -> Option<String> {
        let text = self.text(template, Position::Value, frame, &mut Uses::default())?;
        match text.as_literal() {
            Some(literal) => Some(literal),
            None => {
                let variable = text.variables().next().map_or("", |variable| variable.template_name()).to_string();
                self.report(errors::not_known_yet(&variable, template.span));
                None
            }
        }
    }

    fn reference(
        &self,
        reference: &'a Reference,
        position: Position,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Text> {
        let name = reference.name.as_str();
        if let Some(frame) = frame
            && let Some(bound) = frame.params.get(name)
        {
            let inner = if bound.given { frame.caller } else { None };
            let value = match bound.value {
                UseValue::One(template) if reference.part.is_some() => {
                    self.text(template, Position::Value, inner, uses)?
                }
                UseValue::One(template) => self.text(template, position, inner, uses)?,
                UseValue::Switch(on, _) => Text::literal(on.to_string()),
                UseValue::List(items, _) => {
                    let mut all = Text::default();
                    for (at, item) in items.iter().enumerate() {
                        if at > 0 {
                            all.push_str(" ");
                        }
                        all.extend(&self.text(item, position, inner, uses)?);
                    }
                    all
                }
            };
            return self.dressed(reference, value);
        }
        let visible =
            |declared: &&Declared| frame.is_none() || declared.of_stack || self.model().args.contains_key(name);
        if self.args.get(name).filter(visible).is_some() {
            self.mark_used(name);
            if position != Position::Step || reference.part.is_some() {
                self.shared.fixed.borrow_mut().insert(name.to_string());
            }
            let Some(value) = self.arg(name) else {
                if self.lacks_value(name) && self.args[name].of_stack {
                    self.report(errors::arg_without_value(reference, self.args[name].name, &self.target));
                }
                return None;
            };
            return self.named(reference, name, value, position, uses);
        }
        if let Some(value) = self.image.value(self.combination, name) {
            return self.named(reference, &arg_name(name), Text::literal(value.label.clone()), position, uses);
        }
        if let Some(variable) = variable(name) {
            return match position {
                Position::Step => {
                    let arg = arg_name(&name.to_uppercase());
                    uses.derived.insert(arg.clone(), Text::variable(variable));
                    self.in_step(reference, &arg, uses)
                }
                _ => self.dressed(reference, Text::variable(variable)),
            };
        }
        let value = match name {
            "image" => return self.dressed(reference, Text::literal(self.image.name())),
            "stack" => return self.dressed(reference, Text::literal(self.model().stack.name.value.clone())),
            "prefix" => self.prefix(),
            "version" => self.version(reference)?,
            "values" => self.value_names(),
            "git.branch.rest" => {
                if let Some(regex) = self.rest.borrow().clone() {
                    return self.dressed(reference, Text::variable(Variable::GitBranchRest(regex)));
                }
                self.report(errors::rest_without_glob(reference.span));
                return None;
            }
            _ if self.is_axis(name) => Text::default(),
            _ if name.starts_with("info.") => {
                self.report(errors::info_in_tag(reference.span));
                return None;
            }
            _ => {
                self.report(errors::unknown_name(reference, self.names(frame), self.args.contains_key(name)));
                return None;
            }
        };
        self.named(reference, &arg_name(name), value, position, uses)
    }

    /// A value that has a name: in a step it is written as an arg of that name.
    fn named(
        &self,
        reference: &Reference,
        name: &str,
        value: Text,
        position: Position,
        uses: &mut Uses,
    ) -> Option<Text> {
        if position != Position::Step {
            return self.dressed(reference, value);
        }
        match reference.part {
            None => {
                if !self.args.contains_key(name) {
                    uses.derived.insert(name.to_string(), value);
                }
                self.in_step(reference, name, uses)
            }
            Some(part) => {
                let value = self.part(reference, &value)?;
                let name = format!("{name}_{}", part.name().to_uppercase());
                uses.derived.insert(name.clone(), Text::literal(value));
                self.in_step(reference, &name, uses)
            }
        }
    }

    fn in_step(&self, reference: &Reference, name: &str, uses: &mut Uses) -> Option<Text> {
        uses.arg(name);
        Some(match reference.dash {
            Dash::None => Text::arg(name),
            Dash::Before => Text(vec![Segment::Docker(format!("${{{name}:+-${name}}}"))]),
            Dash::After => Text(vec![Segment::Docker(format!("${{{name}:+${{{name}}}-}}"))]),
        })
    }

    /// With its part taken and its dash written.
    fn dressed(&self, reference: &Reference, value: Text) -> Option<Text> {
        let value = match reference.part {
            Some(_) => Text::literal(self.part(reference, &value)?),
            None => value,
        };
        if value.is_empty() {
            return Some(value);
        }
        let mut dressed = Text::default();
        if reference.dash == Dash::Before {
            dressed.push_str("-");
        }
        dressed.extend(&value);
        if reference.dash == Dash::After {
            dressed.push_str("-");
        }
        Some(dressed)
    }

    fn part(&self, reference: &Reference, value: &Text) -> Option<String> {
        let part = reference.part.expect("only called with one");
        let found = value.as_literal().and_then(|version| part.of(&version).map(String::from));
        if found.is_none() {
            self.report(errors::no_such_part(reference, part, value, &self.target));
        }
        found
    }

    pub fn prefix(&self) -> Text {
        let plan = self.image.value(self.combination, "plan");
        let prefix = plan.map(|plan| {
            let said = plan.bodies.iter().find_map(|body| body.body.prefix.as_ref());
            said.map_or_else(|| plan.name.clone(), |prefix| prefix.value.clone())
        });
        Text::literal(prefix.unwrap_or_default())
    }

    fn value_names(&self) -> Text {
        let names = self.image.values(self.combination).filter(|(axis, _)| axis.name != "plan");
        let names: Vec<&str> = names.map(|(_, value)| value.label.as_str()).filter(|label| !label.is_empty()).collect();
        Text::literal(names.join("-"))
    }

    /// Value body, then image, then stack; empty where none says.
    pub fn version(&self, reference: &Reference) -> Option<Text> {
        match self.said_version() {
            Some(Ok(version)) => Some(version),
            Some(Err(())) => None,
            None => {
                self.report(errors::no_version(reference.span, &self.model().stack.name));
                None
            }
        }
    }

    /// `None`: nothing says a version; `Err`: what says it was reported.
    pub fn said_version(&self) -> Option<Result<Text, ()>> {
        let bodies = self.image.values(self.combination).flat_map(|(_, value)| &value.bodies);
        let of_body = bodies.filter_map(|body| body.body.version.as_ref()).next();
        let of_image = || {
            crate::model::first(&self.leaves, |item| match item {
                ImageItem::Version(version) => Some(version),
                _ => None,
            })
        };
        match of_body.or_else(of_image) {
            Some(template) => {
                let around = self.values.borrow().contains_key("{version}");
                if around {
                    self.report(errors::version_of_itself(template.span));
                    return Some(Err(()));
                }
                self.values.borrow_mut().insert("{version}".to_string(), Slot::Open);
                let text = self.text(template, Position::Value, None, &mut Uses::default());
                self.values.borrow_mut().remove("{version}");
                Some(text.ok_or(()))
            }
            None => self.model().stack.version.as_ref().map(|version| Ok(Text::literal(version.value.clone()))),
        }
    }

    /// Every name that a template may use here.
    fn names(&self, frame: Option<&Frame<'_, 'a>>) -> Vec<String> {
        let params = frame.into_iter().flat_map(|frame| frame.params.keys().map(|name| name.to_string()));
        let args = self
            .args
            .iter()
            .filter(|(_, declared)| frame.is_none() || declared.of_stack)
            .map(|(name, _)| name.to_string());
        let axes = self.image.axes.iter().map(|axis| axis.name.clone());
        let shared = self.model().axes.keys().cloned();
        params.chain(args).chain(axes).chain(shared).chain(BUILTINS.iter().map(|name| name.to_string())).collect()
    }
}

/// Names that are always there.
pub(super) const BUILTINS: &[&str] = &[
    "image",
    "stack",
    "plan",
    "variant",
    "values",
    "prefix",
    "version",
    "git.sha",
    "git.short",
    "git.branch",
    "git.branch.slug",
    "git.branch.rest",
    "git.tag",
    "pr",
    "date",
    "date.compact",
    "created",
];

/// Args that BuildKit itself gives.
/// Source: the Dockerfile reference, "Automatic platform ARGs in the global scope".
pub(super) const PLATFORM_ARGS: &[&str] = &[
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
];

/// What is known only when building, but for `git.branch.rest`, which needs the `on` around it.
fn variable(name: &str) -> Option<Variable> {
    Some(match name {
        "git.sha" => Variable::GitSha,
        "git.short" => Variable::GitShort,
        "git.branch" => Variable::GitBranch,
        "git.branch.slug" => Variable::GitBranchSlug,
        "git.tag" => Variable::GitTag,
        "pr" => Variable::Pr,
        "date" => Variable::Date,
        "date.compact" => Variable::DateCompact,
        "created" => Variable::Created,
        _ => return None,
    })
}

/// A name that Docker and a shell accept.
pub(super) fn arg_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
