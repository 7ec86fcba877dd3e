//! Pages of the manual, set for a terminal. The Markdown is that of rules' pages and of the schema: headings, paragraphs,
//! lists of one level, tables, fenced code and back-ticks.

use super::HumanStyle;
use super::human::words;
use super::markdown::cells;
use super::table::Table;
use crate::visible::visible;
use anstyle::{AnsiColor, Style};
use textwrap::{Options, WordSeparator};

/// What code and the text of lists stand behind.
const INDENT: &str = "    ";

const HEADING: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const CODE: Style = AnsiColor::Cyan.on_default();

/// Prose is folded to the style's width, code is not; back-ticks stay, for not every terminal has colours.
pub fn page(markdown: &str, style: HumanStyle) -> String {
    let markdown = visible(markdown);
    let mut text = String::new();
    let mut code = false;
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            code = !code;
            if let Some(file) = info.split_whitespace().find_map(|word| word.strip_prefix("file=")) {
                text.push_str(&painted(&format!("  {file}:"), QUIET, style));
                text.push('\n');
            }
        } else if code {
            text.push_str(format!("{INDENT}{line}").trim_end());
            text.push('\n');
        } else if let Some(heading) = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#')) {
            text.push_str(&painted(&words(heading, style), HEADING, style));
            text.push('\n');
        } else if line.starts_with('|') {
            let rows = std::iter::from_fn(|| lines.next_if(|line| line.starts_with('|')));
            // the line below the heads says nothing
            let rows: Vec<&str> = rows.skip(1).collect();
            text.push_str(&table(line, &rows, style));
        } else {
            let indent = if line.starts_with("- ") { "  " } else { "" };
            let folded = textwrap::fill(&words(line, style), fold(style.width).subsequent_indent(indent));
            text.push_str(&quotes(&folded, style));
            text.push('\n');
        }
    }
    text
}

/// Cells are folded as paragraphs are; their back-ticks are not painted, for a fold may part them.
fn table(heads: &str, rows: &[&str], style: HumanStyle) -> String {
    let heads = cells(heads);
    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
    let row = |line: &&str| cells(line).iter().map(|cell| vec![words(cell, style)]).collect();
    Table { heads: &heads, rows: rows.iter().map(row).collect() }.text(Some(style.width))
}

/// Terms and what they mean: beside them, folded to the width; without one, as in a pipe, a line each.
pub fn definitions(terms: &[(&str, String)], style: Option<HumanStyle>) -> String {
    let longest = terms.iter().map(|(term, _)| term.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (term, meaning) in terms {
        let (term, meaning) = (visible(term), visible(meaning));
        let beside = format!("  {term:longest$}  ");
        let Some(style) = style else {
            text.push_str(&format!("{beside}{meaning}\n"));
            continue;
        };
        let meaning = words(&meaning, style);
        // beside the longest term there must be room to read
        let folded = if beside.chars().count() * 2 <= style.width {
            let indent = " ".repeat(beside.chars().count());
            textwrap::fill(&meaning, fold(style.width).initial_indent(&beside).subsequent_indent(&indent))
        } else {
            let below = textwrap::fill(&meaning, fold(style.width).initial_indent(INDENT).subsequent_indent(INDENT));
            format!("  {term}\n{below}")
        };
        text.push_str(&quotes(&folded, style));
        text.push('\n');
    }
    text
}

/// Only at blanks: a path is not cut at its slashes.
fn fold<'a>(width: usize) -> Options<'a> {
    Options::new(width).word_separator(WordSeparator::AsciiSpace)
}

fn painted(text: &str, paint: Style, style: HumanStyle) -> String {
    if style.colors { format!("{paint}{text}{paint:#}") } else { text.to_string() }
}

/// What is in back-ticks, painted.
fn quotes(text: &str, style: HumanStyle) -> String {
    if !style.colors || text.matches('`').count() % 2 == 1 {
        return text.to_string();
    }
    let parts = text.split('`').enumerate();
    // an odd part is behind an opening back-tick
    parts
        .map(|(at, part)| if at % 2 == 1 { painted(&format!("`{part}`"), CODE, style) } else { part.to_string() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::RULES;

    const PAGE: &str = "# a-rule\n\nWhat it means, with `code in it` and a path `ghcr.io/acme/base`, and words that fold.\n\n\
        - `NAME`: a name that is told of at some length\n- another…\n\n## Fails\n\n```kdl\nstack \"s\" {\n\n    registry \
        \"ghcr.io/acme/a-line-that-is-never-folded\"\n}\n```\n\n```kdl file=images/base.kdl\n# no heading\n```\n";

    #[test]
    fn a_page_is_set() {
        let plain = HumanStyle { width: 40, ..HumanStyle::default() };
        let terms = [("short", "What it `is`, told at some length.".to_string()), ("longer", "No more.".to_string())];
        let narrow = HumanStyle { width: 18, ..plain };
        insta::with_settings!({
            snapshot_path => "../../snapshots/report", prepend_module_to_snapshot => false, omit_expression => true
        }, {
            insta::assert_snapshot!("page", page(PAGE, plain));
            insta::assert_snapshot!("definitions", [None, Some(plain), Some(narrow)]
                .map(|style| definitions(&terms, style)).join("\n"));
        });
        assert!(page(PAGE, HumanStyle { unicode: false, ..plain }).is_ascii());
        let coloured = page(PAGE, HumanStyle { colors: true, ..plain });
        assert!(coloured.contains("\u{1b}[1ma-rule\u{1b}[0m"), "{coloured}");
        assert!(coloured.contains("\u{1b}[36m`code in it`\u{1b}[0m"), "{coloured}");
    }

    #[test]
    fn no_prose_of_a_rule_is_wider_than_the_page() {
        for width in [30, 60, 80] {
            for rule in RULES {
                let set = page(rule.page, HumanStyle { width, ..HumanStyle::default() });
                for line in set.lines().filter(|line| !line.starts_with(INDENT)) {
                    assert!(line.chars().count() <= width, "{}: {line}", rule.name);
                }
            }
        }
    }
}
