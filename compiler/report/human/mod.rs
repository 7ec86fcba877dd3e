//! Diagnostics with the source around each place, through miette.

mod label;
mod report;
mod shown;

use crate::diag::{Diagnostic, Label, Severity};
use crate::source::{SourceId, Sources};
use crate::visible::visible;
use miette::{GraphicalReportHandler, GraphicalTheme, NarratableReportHandler, ThemeCharacters, ThemeStyles};
use report::Report;
use shown::Shown;
use std::collections::BTreeMap;
use std::fmt;

/// What the reader's terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HumanStyle {
    /// In columns. Lines of source are never folded.
    pub width: usize,
    pub colors: bool,
    /// Frames are drawn with the lines of Unicode, else with ASCII. Source is shown as it is.
    pub unicode: bool,
    /// Frames are drawn at all; else places are told in words, as a screen reader wants them.
    pub graphics: bool,
}

impl Default for HumanStyle {
    fn default() -> Self {
        HumanStyle { width: 80, colors: false, unicode: true, graphics: true }
    }
}

/// A report of each, and a blank line behind it.
pub fn human(sources: &Sources, diagnostics: &[Diagnostic], style: HumanStyle) -> String {
    let mut text = String::new();
    let labels = diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels);
    let mut files: BTreeMap<SourceId, Shown> = BTreeMap::new();
    for label in labels {
        files.entry(label.span.source).or_insert_with_key(|id| Shown::of(sources.get(*id)));
    }
    for diagnostic in diagnostics {
        for report in reports(&files, diagnostic, style) {
            if render(&mut text, &report, style).is_err() {
                text.push_str(&report.title);
            }
        }
        text.push('\n');
    }
    text
}

/// The diagnostic, and each of its labels that is in another file: a report shows one file.
fn reports<'a>(files: &'a BTreeMap<SourceId, Shown>, diagnostic: &Diagnostic, style: HumanStyle) -> Vec<Report<'a>> {
    let file = diagnostic.primary().source;
    let (here, elsewhere): (Vec<&Label>, Vec<&Label>) =
        diagnostic.labels.iter().partition(|label| label.span.source == file);
    let mut reports = vec![Report {
        file: &files[&file],
        severity: diagnostic.severity,
        code: Some(match style.graphics {
            true => format!("{}[{}]", diagnostic.severity.name(), diagnostic.rule.name),
            // the severity has a line of its own
            false => diagnostic.rule.name.to_string(),
        }),
        title: words(&diagnostic.message, style),
        help: words(&diagnostic.help.join("\n"), style),
        labels: here.into_iter().map(|label| (label.span, label::text(&files[&file], label, style))).collect(),
    }];
    reports.extend(elsewhere.into_iter().map(|label| Report {
        file: &files[&label.span.source],
        severity: Severity::Hint,
        code: None,
        title: if label.message.is_empty() { "see also".to_string() } else { words(&label.message, style) },
        help: String::new(),
        labels: vec![(label.span, String::new())],
    }));
    reports
}

fn render(text: &mut String, report: &Report, style: HumanStyle) -> fmt::Result {
    if !style.graphics {
        return NarratableReportHandler::new().with_context_lines(1).render_report(text, report);
    }
    let theme = GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.colors { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_links(false)
        .with_context_lines(1)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .render_report(text, report)
}

/// The words of a diagnostic, for a terminal: of what Unicode has they hold an ellipsis, and what they quote of the stack.
pub fn words(text: &str, style: HumanStyle) -> String {
    let text = visible(text);
    if style.unicode { text.into_owned() } else { text.replace('…', "...") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::rule;
    use crate::source::Span;

    /// A place on a long way to the right, one in another file, one of several lines, and nothing to say of a last one.
    fn told() -> (Sources, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let text = "stack \"démo\" {\n\tregistry \"ghcr.io/acme\"\n}\nimage \"tools\" { from image=\"basse\" }\nimage \"a\" {}\n";
        let stack = sources.add("stack.kdl", text);
        let other = sources.add("images/base.kdl", "image \"base\" {\n}\n");
        let find = |words: &str| {
            let start = text.find(words).expect("it is there");
            Span::new(stack, start, start + words.len())
        };
        let first = Diagnostic::new(&rule::UNKNOWN_IMAGE, "no image named `basse`", find("\"basse\""))
            .at("not an image of this stack, nor of any file that it includes")
            .label(Span::new(other, 6, 12), "this one is near: `ghcr.io/acme/a-long-name-of-a-registry/base`")
            .help("did you mean `base`?")
            .help("add `image \"…\"`, or include the file that has it: the standard library has none of that name");
        let second = Diagnostic::new(&rule::UNUSED_ARG, "nothing uses it", find("{\n\tregistry \"ghcr.io/acme\"\n}"))
            .at("from here to there")
            .label(find("\"ghcr.io/acme\""), "and this too");
        let mut third = Diagnostic::new(&rule::NO_TAGS, "an image is published", find("image \"a\" {}"));
        third.severity = Severity::Hint;
        (sources, vec![first, second, third])
    }

    fn shown(style: HumanStyle) -> String {
        let (sources, diagnostics) = told();
        human(&sources, &diagnostics, style)
    }

    #[test]
    fn it_is_shown_as_the_terminal_can() {
        let plain = HumanStyle::default();
        insta::with_settings!({
            snapshot_path => "../../../snapshots/report", prepend_module_to_snapshot => false, omit_expression => true
        }, {
            insta::assert_snapshot!("human", shown(plain));
            insta::assert_snapshot!("human_narrow", shown(HumanStyle { width: 40, ..plain }));
            insta::assert_snapshot!("human_ascii", shown(HumanStyle { unicode: false, ..plain }));
            insta::assert_snapshot!("human_narrated", shown(HumanStyle { graphics: false, ..plain }));
        });
    }

    #[test]
    fn only_source_is_wider_than_the_terminal() {
        let (sources, _) = told();
        let is_source = |line: &str| {
            let quotes = |(_, source): (_, &crate::source::Source)| {
                source.text.lines().any(|text| !text.is_empty() && line.ends_with(&text.replace('\t', "    ")))
            };
            sources.iter().any(quotes)
        };
        // below that a label has the least that it gets
        for width in 64..100 {
            let text = shown(HumanStyle { width, ..HumanStyle::default() });
            for line in text.lines().filter(|line| !is_source(line)) {
                assert!(line.chars().count() <= width, "{width} columns: {line}\n{text}");
            }
        }
        for width in 0..64 {
            shown(HumanStyle { width, ..HumanStyle::default() });
        }
    }

    #[test]
    fn of_long_lines_a_part_is_shown() {
        let mut sources = Sources::default();
        let text = format!("image \"a\" {{ {} }}\nplan \"p\"\n", "env Ä=\"1\"; ".repeat(50_000));
        let id = sources.add("stack.kdl", text.as_str());
        let (middle, word) = (text[..300_000].rfind("env").unwrap(), text.rfind("env").unwrap());
        let near = Diagnostic::new(&rule::UNUSED_ARG, "near", Span::new(id, middle, middle + 3));
        let far = near.clone().label(Span::new(id, word, word + 3), "far away").label(Span::new(id, 0, 5), "the first");
        let long = Diagnostic::new(&rule::UNUSED_ARG, "long", Span::new(id, middle, word));
        for style in [HumanStyle::default(), HumanStyle { graphics: false, ..HumanStyle::default() }] {
            for diagnostic in [near.clone(), far.clone(), long.clone()] {
                let shown = human(&sources, &[diagnostic], style);
                assert!(shown.len() < 10_000 && shown.contains("env"), "{} bytes", shown.len());
            }
        }
        assert!(human(&sources, &[far], HumanStyle::default()).contains("far away"));
    }

    #[test]
    fn ascii_is_ascii_but_for_the_source() {
        let plain = HumanStyle { unicode: false, ..HumanStyle::default() };
        assert!(shown(plain).replace("démo", "").is_ascii());
        let coloured = shown(HumanStyle { colors: true, ..plain });
        assert!(coloured.contains('\u{1b}') && coloured.replace("démo", "").is_ascii());
        assert!(!shown(HumanStyle { graphics: false, colors: true, ..plain }).contains('\u{1b}'));
    }
}
