//! What is said of a place, folded to the room that is right of it.

use super::shown::Shown;
use super::{HumanStyle, words};
use crate::diag::Label;

/// As many columns a label gets, even where there are fewer.
const LEAST: usize = 24;

/// Columns between the place and its label: `╰── `.
const HOOK: usize = 4;

/// Lines of source have this many blanks for a tab.
const TAB: &str = "    ";

/// The label's message, in as many lines as fit below its place.
pub fn text(file: &Shown, label: &Label, style: HumanStyle) -> String {
    let message = words(&label.message, style);
    if !style.graphics {
        return message;
    }
    let room = style.width.saturating_sub(column(file, label) + HOOK).max(LEAST);
    // a path is not cut at its slashes
    textwrap::fill(&message, textwrap::Options::new(room).word_separator(textwrap::WordSeparator::AsciiSpace))
}

/// The column of the terminal that the label hangs on: the middle of its place, behind the line numbers.
fn column(file: &Shown, label: &Label) -> usize {
    let source = file.source;
    let (start, end) = (source.position(label.span.start as usize), source.position(label.span.end as usize));
    // a line below is shown too, and may have a longer number
    let numbers = (end.line + 1).min(source.line_count()).to_string().len();
    let gutter = numbers + " ".len() + " │ ".chars().count();
    if start.line != end.line {
        return gutter;
    }
    let columns = |offset: u32| textwrap::core::display_width(&file.before(offset as usize).replace('\t', TAB));
    gutter + (columns(label.span.start) + columns(label.span.end)) / 2
}
