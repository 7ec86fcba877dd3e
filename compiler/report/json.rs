//! One JSON object of all diagnostics: lines and columns from 1, columns counted in characters.

use crate::diag::{Diagnostic, Label};
use crate::source::Sources;
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
            })
        })
        .collect();
    format!("{:#}\n", json!({ "diagnostics": list }))
}

fn label(sources: &Sources, label: &Label, primary: bool) -> Value {
    let source = sources.get(label.span.source);
    let (start, end) = (source.position(label.span.start as usize), source.position(label.span.end as usize));
    json!({
        "file": source.name,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "message": label.message,
        "primary": primary,
    })
}
