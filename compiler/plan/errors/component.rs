//! What is said of calls of components.

use crate::ast::{Component, Name, Param, ParamKind, Template, UseArgument, UseValue};
use crate::diag::{Diagnostic, did_you_mean, rule};
use crate::source::Span;

pub fn unknown_param(name: &Name, component: &Component) -> Diagnostic {
    let params = component.params.iter().map(|param| param.name.value.as_str());
    Diagnostic::new(
        &rule::WRONG_PARAMETER,
        format!("component `{}` has no parameter `{}`", component.name.value, name.value),
        name.span,
    )
    .label(component.name.span, "defined here")
    .suggest(name, params, "its parameters")
}

pub fn missing_param(call: &Name, param: &Param) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_PARAMETER, format!("`{}` needs `{}`", call.value, param.name.value), call.span)
        .label(param.name.span, "this parameter has no default")
        .help(format!("add `{}=\"…\"`", param.name.value))
}

pub fn not_one_of(call: &Name, param: &Param, value: &str, given: &Template) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &rule::WRONG_PARAMETER,
        format!("`{}` of `{}` cannot be `{value}`", param.name.value, call.value),
        given.span,
    )
    .label(param.span, "its values are given here");
    let values = param.one_of.iter().map(|name| name.value.as_str());
    match given.as_literal() {
        Some(written) => diagnostic.suggest_at(written, given.span, values, "its values"),
        None => diagnostic.maybe_help(did_you_mean(value, values, "its values")),
    }
}

/// A value that is not what the parameter's `type=` says; of the `use` that gives it, or the parameter's default.
pub fn not_of_type(given: Option<&Name>, param: &Param, value: &str, span: Span) -> Diagnostic {
    let (is, example) = match param.kind {
        ParamKind::Version => ("version", "3.27.9"),
        ParamKind::Path => ("path", "/opt/tool"),
        ParamKind::Package => ("package", "libssl-dev"),
        ParamKind::Url => ("URL", "https://example.org/file"),
        ParamKind::Text | ParamKind::Switch => ("text", "…"),
    };
    let name = &param.name.value;
    let diagnostic = match given {
        Some(call) => {
            let message = format!("`{name}` of `{}` takes a {is}, and `{value}` is none", call.value);
            Diagnostic::new(&rule::WRONG_PARAMETER, message, span).label(param.span, "its type is given here")
        }
        None => {
            let message = format!("the default of `{name}` is no {is}: `{value}`");
            Diagnostic::new(&rule::WRONG_PARAMETER, message, span)
        }
    };
    diagnostic.help(format!("write one as in `\"{example}\"`"))
}

pub fn unread_param(param: &Param, component: &Component) -> Diagnostic {
    let (name, of) = (&param.name.value, &component.name.value);
    Diagnostic::new(&rule::UNUSED_DEFINITION, format!("nothing in `{of}` reads parameter `{name}`"), param.name.span)
        .at("whatever it is given changes nothing")
        .help(format!("use it as `{{{name}}}`, or as `${}` in shell, or remove it", name.replace('-', "_")))
}

/// An argument that does not fit its parameter.
pub fn misfit(argument: &UseArgument, param: &Param) -> Option<Diagnostic> {
    let wanted = match (&argument.value, param) {
        (UseValue::Switch(..), Param { kind: ParamKind::Switch, .. }) => return None,
        (_, Param { kind: ParamKind::Switch, .. }) => "`#true` or `#false`",
        (UseValue::Switch(..), _) => "a value, not a switch",
        (UseValue::List(..), Param { list: false, .. }) => "one value, not a list",
        _ => return None,
    };
    let diagnostic = Diagnostic::new(
        &rule::WRONG_PARAMETER,
        format!("`{}` takes {wanted}", argument.name.value),
        argument.name.span,
    )
    .label(param.span, "defined here");
    Some(match &argument.value {
        UseValue::One(template) if param.kind == ParamKind::Switch => match template.as_literal() {
            Some(word @ ("true" | "false")) => {
                diagnostic.fix(format!("write `#{word}`"), template.span, format!("#{word}"))
            }
            _ => diagnostic.help(format!("write `{0}=#true` or `{0}=#false`", argument.name.value)),
        },
        _ => diagnostic,
    })
}
