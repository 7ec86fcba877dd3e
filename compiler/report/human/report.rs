//! What miette is given.

use super::shown::Shown;
use crate::diag::Severity;
use crate::source::Span;
use miette::{Diagnostic, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::error::Error;
use std::fmt::{self, Display};

/// Something that is told of one file. The first label is the primary one.
#[derive(Debug)]
pub struct Report<'a> {
    pub file: &'a Shown<'a>,
    pub severity: Severity,
    pub code: Option<String>,
    pub title: String,
    pub help: String,
    pub labels: Vec<(Span, String)>,
}

impl Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl Error for Report<'_> {}

impl Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Hint => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.file)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().enumerate().map(|(at, (span, text))| {
            let text = (!text.is_empty()).then(|| text.clone());
            let (start, end) = (self.file.at(span.start as usize), self.file.at(span.end as usize));
            let end = self.file.clipped(start, end);
            let bytes = SourceSpan::new(start.into(), end - start);
            match at {
                0 => LabeledSpan::new_primary_with_span(text, bytes),
                _ => LabeledSpan::new_with_span(text, bytes),
            }
        })))
    }
}

/// The most bytes of lines that are shown around a place.
const MAX_SHOWN: usize = 2000;

impl SourceCode for Shown<'_> {
    /// The lines of a span and some around it, by the file's own index of lines.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Shown { source, text, .. } = self;
        if span.offset() + span.len() > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        // the primary place in characters of the source, as every other format says it
        let at = source.position(self.back(span.offset()));
        let to = source.position(self.back(span.offset() + span.len())).line;
        let lines = |first, last| {
            let end = if last < source.line_count() { self.at(source.line_start(last + 1)) } else { text.len() };
            self.at(source.line_start(first))..end
        };
        let (mut first, mut last) = (at.line.saturating_sub(before).max(1), (to + after).min(source.line_count()));
        let mut shown = lines(first, last);
        if at.line == to && shown.len() > MAX_SHOWN {
            // miette then shows places that are far apart on a long line one by one
            if span.len() > MAX_SHOWN {
                return Err(MietteError::OutOfBounds);
            }
            (first, last) = (to, to);
            shown = self.around(lines(first, last), span.offset()..span.offset() + span.len());
        }
        let column = if at.line == first { at.column - 1 } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.to_string(),
            &text.as_bytes()[shown.clone()],
            SourceSpan::new(shown.start.into(), shown.len()),
            first - 1,
            column,
            last - first + 1,
        )))
    }
}
