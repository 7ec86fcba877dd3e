//! Diagnostics as workflow commands, which GitHub shows as annotations of the lines that they name.

use super::help_lines;
use crate::diag::{Diagnostic, Severity};
use crate::source::{Sources, Span};
use crate::visible::visible;

/// A command a line.
pub fn github(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|diagnostic| command(sources, diagnostic)).collect()
}

fn command(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "notice",
    };
    let place = place(sources, diagnostic.primary());
    let title = property(diagnostic.rule.name);
    format!("::{command} {place},title={title}::{}\n", data(&message(sources, diagnostic)))
}

/// Columns are told only within one line: GitHub refuses them where lines differ.
fn place(sources: &Sources, span: Span) -> String {
    let source = sources.get(span.source);
    let (start, end) = (source.position(span.start as usize), source.position(span.end as usize));
    let mut place = format!("file={},line={},endLine={}", property(&source.name), start.line, end.line);
    if start.line == end.line {
        place.push_str(&format!(",col={},endColumn={}", start.column, end.column));
    }
    place
}

/// An annotation shows no source but its own line, so the other places are told in words.
fn message(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    for (at, label) in diagnostic.labels.iter().enumerate().filter(|(_, label)| !label.message.is_empty()) {
        text.push('\n');
        if at > 0 {
            let source = sources.get(label.span.source);
            let start = source.position(label.span.start as usize);
            text.push_str(&format!("{}:{}:{}: ", source.name, start.line, start.column));
        }
        text.push_str(&label.message);
    }
    text + &help_lines(diagnostic)
}

/// What stands behind the second `::`.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\n', "%0A")
}

/// A value between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::rule;

    #[test]
    fn what_would_end_a_field_is_escaped() {
        let mut sources = Sources::default();
        let stack = sources.add("a,b:50%.kdl", "stack \"s\"\r\nimage \"é\" {\n}\n");
        let std = sources.add("<std>/roles.kdl", "role \"it\" {\n}\n");
        let mut many = Diagnostic::new(&rule::UNUSED_ARG, "a line\nand 100%,\r ::really", Span::new(stack, 17, 21))
            .at("here")
            .label(Span::new(std, 5, 9), "there")
            .label(Span::new(std, 0, 0), "")
            .help("one")
            .help("two:\n  three");
        let one = github(&sources, std::slice::from_ref(&many));
        assert_eq!(
            one,
            "::warning file=a%2Cb%3A50%25.kdl,line=2,endLine=2,col=7,endColumn=10,title=unused-arg::a line%0Aand 100%25,\\u{d} \
             ::really%0Ahere%0A<std>/roles.kdl:1:6: there%0Ahelp: one%0Ahelp: two:%0A  three\n"
        );
        many.severity = Severity::Hint;
        many.labels[0].span = Span::new(stack, 11, 25);
        let notice = github(&sources, &[many]);
        assert!(notice.starts_with("::notice file=a%2Cb%3A50%25.kdl,line=2,endLine=3,title=unused-arg::"), "{notice}");
    }
}
