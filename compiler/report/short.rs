//! A line a diagnostic: `stack.kdl:3:7: error[unknown-image]: no image named …`.

use crate::diag::Diagnostic;
use crate::source::Sources;
use crate::visible::visible;

pub fn short(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    for diagnostic in diagnostics {
        let span = diagnostic.primary();
        let source = sources.get(span.source);
        let at = source.position(span.start as usize);
        text.push_str(&format!(
            "{}:{}:{}: {}[{}]: {}\n",
            visible(&source.name),
            at.line,
            at.column,
            diagnostic.severity.name(),
            diagnostic.rule.name,
            visible(&diagnostic.message.replace('\n', " ")),
        ));
    }
    text
}
