//! No text makes the parser fail.

use super::*;
use proptest::prelude::*;

const REAL: &str = include_str!("real.kdl");

/// All that a tree promises, whatever it was read from.
fn holds(text: &str) {
    let read = read(text);
    // a comment is a part of no node
    assert!(read.tree.broken.is_empty() || !read.diagnostics.is_empty(), "{text:?}");
    for told in &read.diagnostics {
        for label in &told.labels {
            assert!(text.get(label.span.range()).is_some(), "{text:?}: {label:?}");
        }
    }
    fn check(nodes: &[Node], text: &str) {
        for node in nodes {
            assert!(text.get(node.span.range()).is_some() && text.get(node.head.range()).is_some());
            for value in node.arguments.iter().chain(node.properties.iter().map(|property| &property.value)) {
                let Value::String(word) = value else { continue };
                for (at, c) in word.value.char_indices() {
                    let place = word.part(at, at + c.len_utf8());
                    assert!(
                        text.get(place.range()).is_some_and(|found| !found.is_empty()),
                        "{text:?} {word:?} {at} {place:?}"
                    );
                }
            }
            check(node.children.as_deref().unwrap_or_default(), text);
        }
    }
    check(&read.tree.nodes, text);
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        holds(&text);
    }

    #[test]
    fn any_text_of_our_characters_is_read(text in "[ab1\"#{}\\\\/*;=()\\[\\]\n\r \t-]{0,40}") {
        holds(&text);
    }

    #[test]
    fn real_text_with_a_slip_is_read(at in 0..REAL.len(), length in 0usize..9, put in "[ab1\"#{}\\\\/*;=()\n\\PC-]{0,6}") {
        let mut text = REAL.to_string();
        let start = (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap();
        let end = (start + length..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        text.replace_range(start..end, &put);
        holds(&text);
    }

    #[test]
    fn what_we_quote_reads_back(value in "(\\PC|[\u{0}-\u{1f}\u{7f}-\u{9f}\u{61c}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}\u{feff}\"#\\\\]){0,12}") {
        let text = format!("a {}", quoted(&value));
        let read = read(&text);
        let Value::String(word) = &read.tree.nodes[0].arguments[0] else { panic!() };
        prop_assert_eq!(&word.value, &value);
    }

    #[test]
    fn kdl_agrees_on_our_characters(text in "[ab1\"#{}\\\\/*;=\n \t-]{0,12}") {
        // it takes these where the specification does not, or the other way round
        let known = text.contains("#\"\"\"") || text.contains("/-");
        if !known && read(&text).diagnostics.is_empty() && let Err(difference) = oracle::compare(&text) {
            panic!("{text:?}: {difference}");
        }
    }
}

#[test]
fn a_hundred_thousand_braces_are_refused_at_one() {
    let text = "a {".repeat(100_000);
    assert_eq!(read(&text).told(), ["kdl-syntax `{`: blocks are nested more than 64 deep"]);
    assert_eq!(read(&"/*".repeat(100_000)).told().len(), 1);
    assert!(read(&"}\n".repeat(100_000)).told().len() <= BROKEN_NODES);
    assert!(read(&"a \"b\n".repeat(100_000)).told().len() <= BROKEN_NODES);
    assert!(read(&"a {\n".repeat(100_000)).told().len() <= BROKEN_NODES);
}

#[test]
fn long_lines_and_long_files_are_read() {
    holds(&format!("a \"{}\"", "x\\n".repeat(10_000)));
    let text = REAL.repeat(1_000_000 / REAL.len() + 1);
    assert_eq!(read(&text).told(), Vec::<String>::new());
}

/// `cargo test --release -- --ignored --nocapture speed`
#[test]
#[ignore = "a measurement"]
fn speed() {
    let text = REAL.repeat(8_000_000 / REAL.len() + 1);
    let start = std::time::Instant::now();
    let nodes = read(&text).tree.nodes.len();
    let seconds = start.elapsed().as_secs_f64();
    println!("{nodes} nodes, {:.0} MB/s", text.len() as f64 / 1e6 / seconds);
}
