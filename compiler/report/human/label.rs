//! What is said of a place, folded to the room that is right of it.

use super::{HumanStyle, words};
use crate::diag::Label;
use crate::source::Sources;

/// As many columns a label gets, even where there are fewer.
const LEAST: usize = 24;

/// Columns between the place and its label: `╰── `.
const HOOK: usize = 4;

/// Lines of source have this many blanks for a tab.
const TAB: &str = "    ";

/// The label's message, in as many lines as fit below its place.
pub fn text(sources: &Sources, label: &Label, style: HumanStyle) -> String {
    let message = words(&label.message, style);
    if !style.graphics {
        return message;
    }
    let room = style.width.saturating_sub(column(sources, label) + HOOK).max(LEAST);
    // a path is not cut at its slashes
    textwrap::fill(&message, textwrap::Options::new(room).word_separator(textwrap::WordSeparator::AsciiSpace))
}

/// The column of the terminal that the label hangs on: the middle of its place, behind the line numbers.
fn column(sources: &Sources, label: &Label) -> usize {
    let source = sources.get(label.span.source);
    let (start, end) = (source.position(label.span.start as usize), source.position(label.span.end as usize));
    // a line below is shown too, and may have a longer number
    let numbers = (end.line + 1).min(source.line_count()).to_string().len();
    let gutter = numbers + " ".len() + " │ ".chars().count();
    if start.line != end.line {
        return gutter;
    }
    let columns = |characters: usize| {
        let before: String = source.line(start.line).chars().take(characters).collect();
        textwrap::core::display_width(&before.replace('\t', TAB))
    };
    gutter + (columns(start.column - 1) + columns(end.column - 1)) / 2
}
