//! Lines that say where apt takes packages from, as a shell text writes them: `deb https://… jammy main`, `Suites: jammy`.

/// The addresses and suites of every such line, and where each starts. Lines that are commented out say nothing.
pub(super) fn source_words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for kind in ["deb ", "deb-src "] {
        for (at, _) in text.match_indices(kind).filter(|(at, _)| begins_line(&text[..*at])) {
            let mut rest = words(text, at + kind.len());
            // [arch=amd64 signed-by=…]
            if rest.first().is_some_and(|(_, word)| word.starts_with('[')) {
                let end = rest.iter().position(|(_, word)| word.ends_with(']')).unwrap_or(rest.len() - 1);
                rest.drain(..=end);
            }
            if rest.first().is_some_and(|(_, word)| word.contains("://")) {
                found.extend(rest.into_iter().take(2));
            }
        }
    }
    for field in ["Suites:", "URIs:"] {
        for (at, _) in text.match_indices(field).filter(|(at, _)| begins_line(&text[..*at])) {
            found.extend(words(text, at + field.len()));
        }
    }
    found
}

/// The parts of a suite that may be a codename: of `llvm-toolchain-jammy-18` it is one of four.
pub(super) fn suite_parts(suite: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    suite.split(['-', '/']).map(move |part| {
        let at = start;
        start += part.len() + 1;
        (at, part)
    })
}

/// Whether a line of a file may begin here: of the text, of a quoted word, or of what `echo` prints.
fn begins_line(before: &str) -> bool {
    let line = before.trim_end_matches([' ', '\t']);
    line.is_empty() || line.ends_with("echo") || line.ends_with(['"', '\'', '\n']) || line.ends_with("\\n")
}

/// The words up to the end of the line that is written.
fn words(text: &str, from: usize) -> Vec<(usize, &str)> {
    let line = &text[from..];
    let line = &line[..line.find(['\n', '"', '\'', '>', '|', '&', ';']).unwrap_or(line.len())];
    let line = &line[..line.find("\\n").unwrap_or(line.len())];
    let place = |word: &str| from + (word.as_ptr() as usize - line.as_ptr() as usize);
    line.split_whitespace().map(|word| (place(word), word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        source_words(text).into_iter().map(|(at, word)| text.get(at..at + word.len()).unwrap()).collect()
    }

    #[test]
    fn lines_of_sources_are_read() {
        let line = "echo \"deb [arch=amd64 signed-by=/k] https://a/jammy/ llvm-toolchain-jammy-18 main\" > /etc/x";
        assert_eq!(found(line), ["https://a/jammy/", "llvm-toolchain-jammy-18"]);
        assert_eq!(
            found("cat > x <<E\ndeb http://a jammy main\ndeb-src http://b focal main\nE"),
            ["http://a", "jammy", "http://b", "focal"]
        );
        assert_eq!(
            found("printf 'Types: deb\\nURIs: http://a\\nSuites: jammy jammy-updates\\n'"),
            ["jammy", "jammy-updates", "http://a"]
        );
        assert_eq!(found("echo deb http://a jammy main >> /etc/apt/sources.list"), ["http://a", "jammy"]);
    }

    #[test]
    fn what_is_no_line_of_sources_is_left() {
        for text in [
            "# deb http://a jammy main",
            "echo '# deb http://a jammy main'",
            "sed -i 's|deb http://a jammy|x|'",
            "dpkg -i x.deb jammy",
            "deb ",
            "deb [",
            "deb [a b",
            "Suites:",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_suite_has_parts() {
        assert_eq!(suite_parts("a-jammy/b").collect::<Vec<_>>(), [(0, "a"), (2, "jammy"), (8, "b")]);
    }
}
