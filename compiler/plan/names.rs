//! What a template says in one build: every name in it, found and written as its place wants it.

use super::args::Declared;
use super::site::{Frame, Position, Site, Slot, Uses, called, is_axis};
use super::{PLATFORM_ARGS, Segment, Text, Variable, errors, weight};
use crate::ast::{self, Dash, ImageItem, Reference, Template, UseValue};
use crate::budget::Cost;

impl<'a> Site<'a> {
    /// Resolves a template. `None`: it was reported.
    pub fn text(
        &self,
        template: &'a Template,
        position: Position,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Text> {
        self.draw(Cost::Text, weight::EACH, template.span).ok()?;
        let mut text = Text::default();
        let mut whole = true;
        for segment in &template.segments {
            match segment {
                ast::Segment::Literal(literal) => text.push_str(literal),
                ast::Segment::Docker { text: written, name, .. } => {
                    if self.args.contains(name.as_str()) || PLATFORM_ARGS.contains(&name.as_str()) {
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
        self.draw(Cost::Text, weight::of_text(&text), template.span).ok()?;
        whole.then_some(text)
    }

    /// A parameter's value: a list's entries are separated by blanks.
    pub fn parameter(
        &self,
        value: &'a UseValue,
        position: Position,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Text> {
        match value {
            UseValue::One(template) => self.text(template, position, frame, uses),
            UseValue::Switch(on, _) => Some(Text::literal(on.to_string())),
            UseValue::List(items, _) => {
                let mut all = Text::default();
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        all.push_str(" ");
                    }
                    all.extend(&self.text(item, position, frame, uses)?);
                }
                Some(all)
            }
        }
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
                value => self.parameter(value, position, inner, uses)?,
            };
            return self.dressed(reference, value);
        }
        if let Some(call) = called(frame)
            && ast::DISTRIBUTION_KEYS.contains(&name)
        {
            let value = Text::literal(self.of_distribution(call, name)?);
            return self.named(reference, &arg_name(&name.to_uppercase()), value, position, uses);
        }
        let own = self.stage_args.borrow().declared.get(name).cloned();
        match own {
            Some(Some(value)) => return self.named(reference, name, value, position, uses),
            Some(None) if position == Position::Step && reference.part.is_none() => {
                return self.in_step(reference, name, uses);
            }
            Some(None) => {
                self.report(errors::not_known_yet(name, reference.span));
                return None;
            }
            None => {}
        }
        if let Some(&later) = self.stage_args.borrow().later.get(name) {
            self.report(errors::arg_too_early(name, reference.span, later));
            return None;
        }
        let visible =
            |declared: &&Declared| called(frame).is_none() || declared.of_stack || self.model().args.contains_key(name);
        if self.args.get(name).filter(visible).is_some() {
            self.mark_used(name);
            if position != Position::Step || reference.part.is_some() {
                self.shared.fixed.borrow_mut().insert(name.to_string());
            }
            let Some(value) = self.arg(name) else {
                if self.lacks_value(name) && self.args[name].of_stack {
                    self.without_value(name, reference.span);
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
            _ if is_axis(self.model(), name) => Text::default(),
            _ if name.starts_with("info.") => {
                self.report(errors::info_in_tag(reference.span));
                return None;
            }
            _ => {
                self.unknown(reference, frame);
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
                if !self.args.contains(name) {
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
            self.report_once(errors::no_such_part(reference, part, value, &self.target));
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

    fn unknown(&self, reference: &Reference, frame: Option<&Frame<'_, 'a>>) {
        let name = reference.name.as_str();
        if self.model().is_unknown("arg", name) {
            return;
        }
        let bodies = self.image.axes.iter().flat_map(|axis| &axis.values).flat_map(|value| &value.bodies);
        let given = bodies.flat_map(|body| &body.body.args).find(|(given, _)| given.value == name);
        if let (Some((given, _)), false) = (given, self.args.contains(name)) {
            let (given, at) = (given.clone(), reference.span);
            self.report_for_builds(at, name, move |targets| errors::given_elsewhere(at, &given, targets));
            return;
        }
        let of = self.model().other_with_arg(name, self.image.name()).map(crate::model::Image::name);
        self.report(errors::unknown_name(reference, self.names(frame), self.args.contains(name), of));
    }

    /// Every name that a template may use here.
    fn names(&self, frame: Option<&Frame<'_, 'a>>) -> Vec<String> {
        let params = frame.into_iter().flat_map(|frame| {
            let params = frame.params.keys().copied().chain(ast::DISTRIBUTION_KEYS.iter().copied());
            params.map(String::from).collect::<Vec<_>>()
        });
        let visible = |name: &&str| called(frame).is_none() || self.args[*name].of_stack;
        let args = self.args.names().filter(visible).map(str::to_string);
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
