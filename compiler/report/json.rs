//! One JSON object of all diagnostics: lines and columns from 1, columns counted in characters.

use crate::diag::{Diagnostic, Fix, Label};
use crate::source::{Sources, Span};
use crate::visible;
use serde_json::{Value, json};

pub fn json(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let list: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let labels = diagnostic.labels.iter().enumerate().map(|(at, one)| label(sources, one, at == 0));
            json!({
                "rule": diagnostic.rule.name,
                "severity": diagnostic.severity.name(),
                "message": diagnostic.message,
                "labels": labels.collect::<Vec<_>>(),
                "help": diagnostic.help,
                "fix": diagnostic.fix.as_ref().map(|fix| repair(sources, fix)),
            })
        })
        .collect();
    visible::json(&json!({ "diagnostics": list }))
}

fn label(sources: &Sources, label: &Label, primary: bool) -> Value {
    let mut value = place(sources, label.span);
    value["message"] = json!(label.message);
    value["primary"] = json!(primary);
    value
}

/// The repair: its edits hold for the text as it was checked, and do not overlap.
fn repair(sources: &Sources, fix: &Fix) -> Value {
    let edits = fix.edits.iter().map(|edit| {
        let mut value = place(sources, edit.span);
        value["text"] = json!(edit.text);
        value
    });
    json!({ "title": fix.title, "class": fix.class.name(), "edits": edits.collect::<Vec<_>>() })
}

fn place(sources: &Sources, span: Span) -> Value {
    let source = sources.get(span.source);
    let (start, end) = (source.position(span.start as usize), source.position(span.end as usize));
    json!({
        "file": source.name,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    })
}
