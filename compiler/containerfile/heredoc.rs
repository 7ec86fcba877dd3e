//! Here-documents: their markers on a line, and their bodies after it.

use super::file::Heredoc;
use super::lines::{Line, Reader};
use crate::source::{SourceId, Span, Spanned};
use std::ops::Range;

/// `<<-"EOF"`, and where it stands in the logical line.
pub(super) struct Marker {
    pub name: String,
    pub expand: bool,
    pub chomp: bool,
    pub range: Range<usize>,
}

/// The markers of a line. BuildKit splits the line as a shell would, with `\` whatever the escape is; a line whose quotes
/// do not close has none.
pub(super) fn markers(text: &str, range: Range<usize>) -> Vec<Marker> {
    if !text[range.clone()].contains("<<") {
        return Vec::new();
    }
    let Some(words) = shell_words(text, range) else { return Vec::new() };
    words.into_iter().filter_map(|word| marker(text, word)).collect()
}

/// Words of shell, or `None` if a quote never ends. Blanks after `<<` belong to the word.
fn shell_words(text: &str, range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut chars = text[range.clone()].char_indices().map(|(at, c)| (range.start + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_whitespace() {
            words.extend(start.take().map(|start| start..at));
            continue;
        }
        start.get_or_insert(at);
        match c {
            '\\' => {
                chars.next();
            }
            '\'' => {
                chars.find(|&(_, c)| c == '\'')?;
            }
            '"' => loop {
                match chars.next()?.1 {
                    '"' => break,
                    '\\' => {
                        chars.next();
                    }
                    _ => {}
                }
            },
            '<' if chars.next_if(|&(_, c)| c == '<').is_some() => {
                while chars.next_if(|&(_, c)| c.is_whitespace()).is_some() {}
            }
            _ => {}
        }
    }
    words.extend(start.map(|start| start..range.end));
    Some(words)
}

/// Reads a word as `[fd]<<[-]NAME`.
fn marker(text: &str, range: Range<usize>) -> Option<Marker> {
    let word = text[range.clone()].trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
    let (chomp, rest) = word.strip_prefix('-').map_or((false, word), |rest| (true, rest));
    let rest = rest.trim_start();
    if rest.is_empty() || rest.contains('<') {
        return None;
    }
    let name = unquote(rest);
    let expand = !rest.contains(['\'', '"']);
    (!name.is_empty()).then_some(Marker { name, expand, chomp, range })
}

fn unquote(word: &str) -> String {
    let mut name = String::new();
    let mut quote = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', None) => name.extend(chars.next()),
            ('\\', Some('"')) if matches!(chars.peek(), Some('"' | '$' | '\\')) => name.extend(chars.next()),
            ('\'' | '"', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => name.push(c),
        }
    }
    name
}

/// Reads the bodies of the markers, in order. A marker whose end never comes is given back, and the rest of the text is
/// left to be read as instructions.
pub(super) fn bodies(
    reader: &mut Reader,
    source: SourceId,
    line: &Line,
    markers: Vec<Marker>,
) -> (Vec<Heredoc>, Option<Marker>) {
    let mut heredocs = Vec::new();
    for marker in markers {
        let start = reader.at;
        let Some(end) = reader.skip_to(&marker.name, marker.chomp).map(|line| line.start) else {
            return (heredocs, Some(marker));
        };
        let content = Spanned::new(reader.text[start..end].to_string(), Span::new(source, start, end));
        let name = Spanned::new(marker.name, line.span(marker.range));
        heredocs.push(Heredoc { name, expand: marker.expand, chomp: marker.chomp, content });
    }
    (heredocs, None)
}
