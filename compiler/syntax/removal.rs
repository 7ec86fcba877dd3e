//! What goes with a node that is taken away: its line, or its `;`.

use super::chars::{is_newline, is_space};
use crate::source::Span;

/// The characters that are a node and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Removal {
    pub span: Span,
    /// Nothing else stands on the node's lines, so that they go as a whole.
    pub alone: bool,
}

/// How the node at `node` is taken away so that all others, and every comment, stay as they are. Nothing where something
/// hangs on it that is no part of it, such as an entry that is commented out.
pub fn removal(text: &str, node: Span) -> Option<Removal> {
    let (start, end) = (node.range().start, node.range().end);
    // where the blanks before it start
    let before = text[..start].trim_end_matches(is_space).len();
    let previous = text[..before].chars().next_back().filter(|&c| c != '\u{feff}');
    let first = previous.is_none_or(is_newline);
    // behind its `;`, and behind the blanks that follow
    let blanks = |at: usize| at + text[at..].find(|c| !is_space(c)).unwrap_or(text.len() - at);
    let (ended, closed) = match blanks(end) {
        at if text[at..].starts_with(';') => (at + 1, true),
        _ => (end, false),
    };
    let after = blanks(ended);
    let rest = &text[after..];
    let line_ends = rest.is_empty() || rest.starts_with(is_newline);
    let last = line_ends || rest.starts_with("//") || rest.starts_with('}');
    if !closed && !last {
        return None;
    }
    let (from, to) = match previous {
        _ if first && line_ends => {
            let ending = if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
            (before, after + ending)
        }
        Some(';') if last => (before - 1, end),
        _ if line_ends => (before, ended),
        _ => (start, after),
    };
    Some(Removal { span: Span::new(node.source, from, to), alone: first && line_ends })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn without_x(text: &str) -> Option<(String, bool)> {
        let at = text.find("x 1").expect("a node");
        let removal = removal(text, Span::new(SourceId(0), at, at + 3))?;
        let mut left = text.to_string();
        left.replace_range(removal.span.range(), "");
        Some((left, removal.alone))
    }

    #[test]
    fn a_node_alone_takes_its_lines() {
        for (text, left) in [
            ("a\n    x 1\nb\n", "a\nb\n"),
            ("a\r\n\tx 1 ; \r\nb\r\n", "a\r\nb\r\n"),
            ("x 1", ""),
            ("\u{feff}x 1\nb", "\u{feff}b"),
            ("// of x\nx 1\n\nb", "// of x\n\nb"),
        ] {
            assert_eq!(without_x(text), Some((left.to_string(), true)), "{text:?}");
        }
    }

    #[test]
    fn what_stands_beside_a_node_stays() {
        for (text, left) in [
            ("  x 1 // why\n", "  // why\n"),
            ("  x 1; b\n", "  b\n"),
            ("a; x 1; b\n", "a; b\n"),
            ("a; x 1\n", "a\n"),
            ("a; x 1; // why\n", "a; // why\n"),
            ("{ a; x 1 }", "{ a }"),
            ("{ x 1; b }", "{ b }"),
            ("{ x 1 }", "{ }"),
            ("{ x 1\n b }", "{\n b }"),
            ("/* of x */ x 1\n", "/* of x */\n"),
            ("x 1; /* of b */ b\n", "/* of b */ b\n"),
        ] {
            assert_eq!(without_x(text), Some((left.to_string(), false)), "{text:?}");
        }
    }

    #[test]
    fn what_hangs_on_a_node_keeps_it() {
        for text in ["x 1 /- 2\n", "x 1 /* why */\n", "x 1 \\\n"] {
            assert_eq!(without_x(text), None, "{text:?}");
        }
    }
}
