//! Diagnostics with the source around each place, through miette.

use crate::diag::{Diagnostic, Label, Severity};
use crate::source::{Source, SourceId, Sources};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan,
    SpanContents,
};
use std::fmt;

/// As many columns wide as told; a blank line behind each.
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], colors: bool, width: usize) -> String {
    let theme = if colors { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false).with_context_lines(1);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let (here, elsewhere): (Vec<&Label>, Vec<&Label>) =
            diagnostic.labels.iter().partition(|label| label.span.source == diagnostic.primary().source);
        // labels of one report share a file: those in others follow as reports of their own
        let related = elsewhere.into_iter().map(|label| Related { sources, label });
        let report = Report { sources, diagnostic, here, related: related.collect() };
        if handler.render_report(&mut text, &report).is_err() {
            text.push_str(&diagnostic.message);
        }
        text.push('\n');
    }
    text
}

struct Report<'a> {
    sources: &'a Sources,
    diagnostic: &'a Diagnostic,
    here: Vec<&'a Label>,
    related: Vec<Related<'a>>,
}

/// A label in another file than the primary one.
struct Related<'a> {
    sources: &'a Sources,
    label: &'a Label,
}

fn labeled(label: &Label, primary: bool) -> LabeledSpan {
    let span = SourceSpan::new((label.span.start as usize).into(), (label.span.end - label.span.start) as usize);
    let message = (!label.message.is_empty()).then(|| label.message.clone());
    match primary {
        true => LabeledSpan::new_primary_with_span(message, span),
        false => LabeledSpan::new_with_span(message, span),
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(format!("{}[{}]", self.diagnostic.severity.name(), self.diagnostic.rule.name)))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Hint => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.diagnostic.help.is_empty()).then(|| Box::new(self.diagnostic.help.join("\n")) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.here.iter().enumerate().map(|(at, label)| labeled(label, at == 0))))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.related.iter().map(|related| related as &dyn miette::Diagnostic)))
    }
}

impl SourceCode for Report<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        read(self.sources, self.diagnostic.primary().source, span, before, after)
    }
}

impl fmt::Display for Related<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.label.message.is_empty() { "see also" } else { &self.label.message })
    }
}

impl fmt::Debug for Related<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label.message)
    }
}

impl std::error::Error for Related<'_> {}

impl miette::Diagnostic for Related<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(miette::Severity::Advice)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = SourceSpan::new(
            (self.label.span.start as usize).into(),
            (self.label.span.end - self.label.span.start) as usize,
        );
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(None, span))))
    }
}

impl SourceCode for Related<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        read(self.sources, self.label.span.source, span, before, after)
    }
}

/// The lines of a span and some around it, by the file's own index of lines.
fn read<'a>(
    sources: &'a Sources,
    id: SourceId,
    span: &SourceSpan,
    before: usize,
    after: usize,
) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
    let source: &Source = sources.get(id);
    if span.offset() + span.len() > source.text.len() {
        return Err(MietteError::OutOfBounds);
    }
    let first = source.position(span.offset()).line.saturating_sub(before).max(1);
    let last = (source.position(span.offset() + span.len()).line + after).min(source.line_count());
    let start = source.line_start(first);
    let end = if last < source.line_count() { source.line_start(last + 1) } else { source.text.len() };
    // the primary place in characters, as every other format says it
    let at = source.position(span.offset());
    let column = if at.line == first { at.column - 1 } else { 0 };
    Ok(Box::new(MietteSpanContents::new_named(
        source.name.clone(),
        &source.text.as_bytes()[start..end],
        SourceSpan::new(start.into(), end - start),
        first - 1,
        column,
        last - first + 1,
    )))
}
