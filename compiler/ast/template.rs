//! Templates: text with `{names}`.

use crate::source::Span;
use std::fmt;

/// Text in which `{name}` is replaced.
#[derive(Clone, Debug)]
pub struct Template {
    pub segments: Vec<Segment>,
    /// With the quotes.
    pub span: Span,
}

/// A piece of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// As it is, braces and `$$` already undone.
    Literal(String),
    /// `{name}`
    Name(Reference),
    /// `$NAME` or `${NAME…}`, Docker's, exactly as written. Only where Docker expands.
    Docker { text: String, name: String, span: Span },
}

/// Where a dash is written if the value is not empty: `{-X}`, `{X-}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    None,
    Before,
    After,
}

/// `{TORCH.major}`, `{-values}`, `{git.branch.slug}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Without a version part: `TORCH`, `git.branch.slug`.
    pub name: String,
    /// `major`, `minor`, `patch`.
    pub part: Option<Part>,
    pub dash: Dash,
    /// Inside the braces.
    pub span: Span,
}

/// A part of a version, as in Docker's metadata action: of 12.8.1 they are 12, 8 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Major,
    Minor,
    Patch,
}

impl Template {
    /// What it is where nothing in it is replaced.
    pub fn as_literal(&self) -> Option<&str> {
        match &self.segments[..] {
            [Segment::Literal(text)] => Some(text),
            _ => None,
        }
    }
}

impl Reference {
    /// Of the name alone, where every character is written as itself.
    pub fn name_span(&self) -> Option<Span> {
        let dash = usize::from(self.dash != Dash::None);
        let part = self.part.map_or(0, |part| 1 + part.name().len());
        let start = usize::from(self.dash == Dash::Before);
        let plain = self.span.range().len() == dash + self.name.len() + part;
        plain.then(|| self.span.part(start, start + self.name.len()))
    }
}

impl Part {
    pub fn name(self) -> &'static str {
        match self {
            Part::Major => "major",
            Part::Minor => "minor",
            Part::Patch => "patch",
        }
    }

    /// This part of a version, if it has it. A leading `v` and what follows the third number are no parts.
    pub fn of(self, version: &str) -> Option<&str> {
        let at = self as usize;
        let part = version.trim_start_matches('v').split('.').nth(at)?;
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        (digits > 0 && (digits == part.len() || at > 0 || part[digits..].starts_with(['-', '+', 'a', 'b', 'r'])))
            .then(|| &part[..digits])
    }
}

impl Template {
    /// The text, if no part of it is replaced.
    pub fn literal(&self) -> Option<String> {
        let mut text = String::new();
        for segment in &self.segments {
            match segment {
                Segment::Literal(literal) => text.push_str(literal),
                _ => return None,
            }
        }
        Some(text)
    }

    /// The `{names}` in it.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Name(reference) => Some(reference),
            _ => None,
        })
    }
}

/// As it is written.
impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Literal(text) => f.write_str(&text.replace('{', "{{").replace('}', "}}")),
            Segment::Name(reference) => write!(f, "{{{reference}}}"),
            Segment::Docker { text, .. } => f.write_str(text),
        })
    }
}

/// Without the braces.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = if self.dash == Dash::Before { "-" } else { "" };
        let after = if self.dash == Dash::After { "-" } else { "" };
        let part = self.part.map(|part| format!(".{}", part.name())).unwrap_or_default();
        write!(f, "{before}{}{part}{after}", self.name)
    }
}
