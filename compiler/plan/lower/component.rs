//! Components: their steps in place of a `use`.

use super::{Lowering, Open};
use crate::ast::{self, ImageItem, ParamKind, UseValue};
use crate::plan::errors;
use crate::plan::site::{Bound, Call, Frame, Position, Uses};
use crate::plan::used::Used;
use crate::source::Span;
use indexmap::IndexMap;
use std::cell::RefCell;

/// Whether a text can be what a parameter takes. Versions are of many forms: each has a digit, and is one word.
fn is_of(kind: ParamKind, value: &str) -> bool {
    let word = !value.is_empty() && !value.contains(|c: char| c.is_whitespace() || c.is_control());
    let address = value.contains("://");
    match kind {
        ParamKind::Text | ParamKind::Switch => true,
        ParamKind::Version => {
            word && value.contains(|c: char| c.is_ascii_digit())
                && value.chars().all(|c| c.is_ascii_alphanumeric() || "._+-~^:".contains(c))
        }
        ParamKind::Path => !value.is_empty() && !address && !value.contains(char::is_control),
        ParamKind::Package => word && !address && !value.starts_with('-'),
        ParamKind::Url => word && address && !value.starts_with("://"),
    }
}

impl<'p, 'a> Lowering<'p, 'a> {
    /// A component's steps, in place of the `use`.
    pub fn component(&mut self, open: &mut Open<'a>, call: &'a ast::Use, span: Span, frame: Option<&Frame<'_, 'a>>) {
        let Some(component) = self.site.model().components.get(&call.component.value) else { return };
        self.site.shared.used.borrow_mut().insert(component.name.span);
        let mut params: IndexMap<&'a str, Bound<'a>> = IndexMap::new();
        for argument in &call.arguments {
            let Some(param) = component.params.iter().find(|param| param.name.value == argument.name.value) else {
                self.site.report(errors::unknown_param(&argument.name, component));
                continue;
            };
            if let Some(diagnostic) = errors::misfit(argument, param) {
                self.site.report(diagnostic);
            }
            params.insert(&param.name.value, Bound { value: &argument.value, given: true });
        }
        for param in &component.params {
            if params.contains_key(param.name.value.as_str()) {
                continue;
            }
            match &param.default {
                Some(value) => {
                    params.insert(&param.name.value, Bound { value, given: false });
                }
                None if call.arguments.iter().any(|argument| argument.name.value == param.name.value) => {}
                // it was told that it is none, and this one may be meant
                None if call
                    .arguments
                    .iter()
                    .any(|argument| !component.params.iter().any(|known| known.name.value == argument.name.value)) => {}
                None => self.site.report(errors::missing_param(&call.component, param)),
            }
        }
        if component.params.iter().any(|param| !params.contains_key(param.name.value.as_str())) {
            return;
        }
        let distribution = open.end.distribution;
        if !component.distros.is_empty() {
            match distribution {
                None if open.end.told => return,
                None => {
                    let told = errors::distribution_needed(&call.component, &self.site.model().distributions);
                    return self.site.report_once(told);
                }
                Some(one) if !component.distros.iter().any(|glob| glob.value.matches(&one.name.value)) => {
                    let (name, of, is) = (call.component.clone(), component.clone(), one.name.value.clone());
                    return self.site.report_for_builds(call.component.span, &one.name.value, move |targets| {
                        errors::unsupported_distribution(&name, &of, &is, targets)
                    });
                }
                Some(_) => {}
            }
        }
        let asked = Some(Call { component: &call.component, distribution, told: open.end.told });
        self.site.uses.borrow_mut().push(Used::new(call, component.name.span));
        let inner = Frame { params, call: asked, caller: frame, stages: RefCell::default() };
        self.one_of(&inner, component, call);
        self.of_their_types(&inner, component, call);
        open.via.push(span);
        let leaves = self.site.flatten(&component.body, Some(&inner));
        for leaf in &leaves {
            match leaf.item {
                ImageItem::Stage(stage) => {
                    let via = open.via.clone();
                    self.stage(stage, Some(&inner), &via);
                }
                ImageItem::Download(download) => {
                    let via = open.via.clone();
                    self.download(download, Some(&inner), &via);
                }
                ImageItem::Step(step) => self.step(open, step, Some(&inner)),
                _ => {}
            }
        }
        open.via.pop();
        self.site.uses.borrow_mut().pop();
    }

    /// Whether each value is one that its parameter allows.
    fn one_of(&self, frame: &Frame<'_, 'a>, component: &'a ast::Component, call: &'a ast::Use) {
        for param in component.params.iter().filter(|param| !param.one_of.is_empty()) {
            let bound = &frame.params[param.name.value.as_str()];
            let UseValue::One(template) = bound.value else { continue };
            let inner = if bound.given { frame.caller } else { None };
            let Some(value) = self.site.text(template, Position::Value, inner, &mut Uses::default()) else { continue };
            let value = value.to_string();
            if !param.one_of.iter().any(|allowed| allowed.value == value) {
                self.site.report(errors::not_one_of(&call.component, param, &value, template));
            }
        }
    }

    /// Whether each value is of the type of its parameter, as far as it is known when compiling.
    fn of_their_types(&self, frame: &Frame<'_, 'a>, component: &'a ast::Component, call: &'a ast::Use) {
        // what may be said in so many words needs no other form
        for param in component.params.iter().filter(|param| param.one_of.is_empty()) {
            let bound = &frame.params[param.name.value.as_str()];
            let templates = match bound.value {
                UseValue::One(template) => std::slice::from_ref(template),
                UseValue::List(templates, _) => templates.as_slice(),
                UseValue::Switch(..) => continue,
            };
            let inner = if bound.given { frame.caller } else { None };
            // an empty default is none at all, and may be given again
            let none = matches!(&param.default, Some(UseValue::One(default)) if default.segments.is_empty());
            for template in templates {
                let text = self.site.text(template, Position::Value, inner, &mut Uses::default());
                let Some(value) = text.and_then(|text| text.as_literal()) else { continue };
                if !(is_of(param.kind, &value) || value.is_empty() && none) {
                    let given = bound.given.then_some(&call.component);
                    self.site.report_once(errors::not_of_type(given, param, &value, template.span));
                }
            }
        }
    }
}
