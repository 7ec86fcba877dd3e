//! Diagnostics as a SARIF 2.1.0 log, for code scanning and editors.

use super::help_lines;
use super::markdown::{first_sentence, introduction};
use crate::diag::{Diagnostic, Fix, RULES, Rule, Severity};
use crate::source::{SourceId, Sources, Span};
use crate::visible;
use serde_json::{Map, Value, json};

/// One run. All rules are told, whether or not they have results: logs of one version differ in their results alone.
pub fn sarif(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(sources, diagnostic)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": "imgc",
                    "version": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": RULES.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
                },
            },
            // a position counts characters
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    visible::json(&log)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn descriptor(rule: &Rule) -> Value {
    let introduction = introduction(rule.page);
    json!({
        "id": rule.name,
        "shortDescription": { "text": first_sentence(introduction) },
        "fullDescription": { "text": introduction },
        "help": { "text": rule.page, "markdown": rule.page },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(sources: &Sources, diagnostic: &Diagnostic) -> Value {
    let mut locations = diagnostic.labels.iter().map(|label| location(sources, label.span, &label.message));
    let mut result = Map::new();
    result.insert("ruleId".into(), diagnostic.rule.name.into());
    if let Some(index) = RULES.iter().position(|rule| rule.name == diagnostic.rule.name) {
        result.insert("ruleIndex".into(), index.into());
    }
    result.insert("level".into(), level(diagnostic.severity).into());
    result.insert("message".into(), json!({ "text": diagnostic.message.clone() + &help_lines(diagnostic) }));
    result.insert("locations".into(), locations.by_ref().take(1).collect());
    let related: Vec<Value> = locations.collect();
    if !related.is_empty() {
        result.insert("relatedLocations".into(), related.into());
    }
    if let Some(fix) = &diagnostic.fix {
        result.insert("fixes".into(), json!([repair(sources, fix)]));
    }
    result.into()
}

fn location(sources: &Sources, span: Span, message: &str) -> Value {
    let mut location = json!({
        "physicalLocation": { "artifactLocation": artifact(sources, span.source), "region": region(sources, span) },
    });
    if !message.is_empty() {
        location["message"] = json!({ "text": message });
    }
    location
}

fn repair(sources: &Sources, fix: &Fix) -> Value {
    let mut files: Vec<SourceId> = fix.edits.iter().map(|edit| edit.span.source).collect();
    files.sort_unstable();
    files.dedup();
    let changes = files.into_iter().map(|file| {
        let edits = fix.edits.iter().filter(|edit| edit.span.source == file);
        let replacements = edits.map(
            |edit| json!({ "deletedRegion": region(sources, edit.span), "insertedContent": { "text": edit.text } }),
        );
        json!({ "artifactLocation": artifact(sources, file), "replacements": replacements.collect::<Vec<_>>() })
    });
    json!({ "description": { "text": fix.title }, "artifactChanges": changes.collect::<Vec<_>>() })
}

/// From 1; the end is the first column behind, as SARIF has it too.
fn region(sources: &Sources, span: Span) -> Value {
    let source = sources.get(span.source);
    let (start, end) = (source.position(span.start as usize), source.position(span.end as usize));
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

fn artifact(sources: &Sources, file: SourceId) -> Value {
    json!({ "uri": uri(&sources.get(file).name) })
}

/// A file's name as a URI reference. Those of the standard library, `<std>/…`, stay relative, as `%3Cstd%3E/…`: GitHub
/// refuses a whole log in which any location has another scheme than the checkout's `file:`.
fn uri(name: &str) -> String {
    let on_a_drive = matches!(name.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    let mut uri = match name {
        _ if on_a_drive => "file:///".to_string(),
        // a share: its host is between the slashes
        name if name.starts_with("//") => "file:".to_string(),
        name if name.starts_with('/') => "file://".to_string(),
        _ => String::new(),
    };
    for (at, &byte) in name.as_bytes().iter().enumerate() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            b':' if on_a_drive && at == 1 => uri.push(':'),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_uris() {
        for (name, expected) in [
            ("stack.kdl", "stack.kdl"),
            ("../a b/100%#1?.kdl", "../a%20b/100%25%231%3F.kdl"),
            ("it:is/é.kdl", "it%3Ais/%C3%A9.kdl"),
            ("<std>/roles.kdl", "%3Cstd%3E/roles.kdl"),
            ("/srv/stack.kdl", "file:///srv/stack.kdl"),
            ("C:/a/stack.kdl", "file:///C:/a/stack.kdl"),
            ("//host/a/stack.kdl", "file://host/a/stack.kdl"),
        ] {
            assert_eq!(uri(name), expected);
        }
    }

    /// GitHub takes descriptions of 1024 characters.
    #[test]
    fn descriptions_are_short() {
        for rule in RULES {
            let text = introduction(rule.page);
            assert!(!first_sentence(text).is_empty() && text.chars().count() <= 1024, "{}", rule.name);
        }
    }
}
