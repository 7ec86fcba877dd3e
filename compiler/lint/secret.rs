//! Secrets where everybody who pulls the image, or reads what is generated, can read them.

use super::{Subject, errors};
use crate::ast::{Arg, ImageItem, Name, Segment, StepKind, Template};
use crate::diag::Diagnostics;
use crate::inputs::{known_secrets, looks_secret};
use crate::model::every;
use crate::shell::{is_name, scan};
use crate::source::Span;
use crate::syntax::{Node, Value, Word, parse};

pub(super) fn secret_in_value(subject: &Subject, diagnostics: &mut Diagnostics) {
    let told = by_form(subject, diagnostics);
    let mut named: Vec<(&Name, Option<&Template>, &str)> = Vec::new();
    // a reference of an image is none
    let may_be = |arg: &Arg| arg.image.is_none();
    let own = subject.model.images.values().flat_map(|image| every(&image.ast.body)).filter_map(|item| match item {
        ImageItem::Arg(arg) => Some(arg),
        _ => None,
    });
    for arg in subject.model.args.values().chain(own).filter(|arg| may_be(arg)) {
        named.push((&arg.name, arg.value.as_ref(), "arg"));
    }
    for step in subject.steps.all() {
        match &step.kind {
            StepKind::Env(pairs) => named.extend(pairs.iter().map(|(name, value)| (name, Some(value), "env"))),
            StepKind::Arg(arg) if may_be(arg) => named.push((&arg.name, arg.value.as_ref(), "arg")),
            StepKind::Run(run) if !holds(&told, run.shell.span) => in_shell(&run.shell, diagnostics),
            _ => {}
        }
    }
    for (name, value, what) in named {
        let is_told = value.is_some_and(|value| holds(&told, value.span));
        if looks_secret(&name.value, value.and_then(known_value).as_deref()) && !is_told {
            diagnostics.report(errors::secret(&name.value, what, name.span));
        }
    }
}

/// Tells of the secrets that are known by their form, in all that the stack's files say and that they adopt: where they are.
fn by_form(subject: &Subject, diagnostics: &mut Diagnostics) -> Vec<Span> {
    let mut found: Vec<(Span, &str, &str)> = Vec::new();
    for (id, source) in subject.sources.iter() {
        if source.path.is_some() {
            let tree = parse(id, &source.text, &mut Diagnostics::default());
            tree.nodes.iter().for_each(|node| in_node(node, &source.text, &mut found));
        } else if !source.name.starts_with("<std>/") {
            let of_line = |line: usize| {
                let (start, text) = (source.line_start(line), source.line(line));
                let known = if text.trim_start().starts_with('#') { Vec::new() } else { known_secrets(text) };
                known.into_iter().map(move |(at, what)| (Span::new(id, start + at.start, start + at.end), what))
            };
            let all = (1..=source.line_count()).flat_map(of_line);
            found.extend(all.map(|(span, what)| (span, what, subject.sources.text(span))));
        }
    }
    for (span, what, text) in &found {
        diagnostics.report(errors::known_secret(what, text, *span));
    }
    found.into_iter().map(|(span, ..)| span).collect()
}

fn in_node<'t>(node: &Node, text: &'t str, found: &mut Vec<(Span, &'static str, &'t str)>) {
    let values = node.arguments.iter().chain(node.properties.iter().map(|property| &property.value));
    let strings = values.filter_map(|value| match value {
        Value::String(word) => Some(word),
        _ => None,
    });
    for word in strings.chain([&node.name]) {
        let known = known_secrets(&word.value).into_iter();
        found.extend(known.map(|(at, what)| {
            let span = word.part(at.start, at.end);
            (span, what, text.get(span.range()).unwrap_or(""))
        }));
    }
    node.children.iter().flatten().for_each(|child| in_node(child, text, found));
}

/// What a command sets, or gives to another one: `TOKEN=abc`.
fn in_shell(shell: &Word, diagnostics: &mut Diagnostics) {
    for word in scan(&shell.value).commands.iter().flat_map(|command| &command.words) {
        let Some((name, value)) = word.text.split_once('=').filter(|(name, _)| is_name(name)) else { continue };
        if !value.contains(['$', '`', '(']) && looks_secret(name, Some(value)) {
            let written = shell.value.get(word.start..word.end).and_then(|written| written.find(name));
            let start = word.start + written.unwrap_or(0);
            diagnostics.report(errors::secret(name, "variable", shell.part(start, start + name.len())));
        }
    }
}

fn holds(told: &[Span], span: Span) -> bool {
    told.iter().any(|at| at.source == span.source && span.start <= at.start && at.end <= span.end)
}

/// The text of a value, unless a name in it stands for another.
fn known_value(value: &Template) -> Option<String> {
    let part = |segment: &Segment| match segment {
        Segment::Literal(text) | Segment::Docker { text, .. } => Some(text.clone()),
        Segment::Name(_) => None,
    };
    value.segments.iter().map(part).collect()
}
