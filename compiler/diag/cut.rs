//! Source in the words of a diagnostic: a file that is none of the stack's is not to be read there, and a long text is no help.

use super::Diagnostic;

/// Characters of source between two back-ticks of a message or label, and of a help, which may be code to copy.
const QUOTED: usize = 80;
const COPIED: usize = 200;

/// Characters of a whole text: back-ticks may be in the source itself.
const WHOLE: usize = 1000;

/// Cuts what a diagnostic quotes.
pub(super) fn cut(diagnostic: &mut Diagnostic) {
    diagnostic.message = message(&diagnostic.message);
    for label in &mut diagnostic.labels {
        label.message = message(&label.message);
    }
    for help in &mut diagnostic.help {
        *help = text(help, COPIED);
    }
}

/// A message as it is told.
pub(super) fn message(of: &str) -> String {
    text(of, QUOTED)
}

fn text(of: &str, quoted: usize) -> String {
    let parts = of.split('`').enumerate().map(|(at, part)| if at % 2 == 1 { start(part, quoted) } else { part.into() });
    start(&parts.collect::<Vec<String>>().join("`"), WHOLE)
}

fn start(of: &str, most: usize) -> String {
    match of.char_indices().nth(most) {
        Some(_) => of.chars().take(most - most / 4).chain(['…']).collect(),
        None => of.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_is_cut_and_words_are_not() {
        let long = "é".repeat(5000);
        let told = message(&format!("`{long}` must be quoted, and `{long}` too"));
        assert_eq!(told, format!("`{0}…` must be quoted, and `{0}…` too", "é".repeat(60)));
        let short = "`a` is no `b`, whatever `debian:12@sha256:0ba904eae8773b70f75333db4de2f3d9` is";
        assert_eq!(message(short), short);
        assert!(message(&format!("`a`{long}` is wrong")).chars().count() <= WHOLE);
    }
}
