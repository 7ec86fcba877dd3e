//! What does not change the files: doing it twice, the order of what has no order, the kind of line ends.

use crate::family;

use family::{Example, examples};
use imgc::emit::FileSet;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

fn equal(name: &str, how: &str, found: &FileSet, expected: &FileSet) {
    let paths: Vec<&String> = found.keys().collect();
    assert_eq!(paths, expected.keys().collect::<Vec<_>>(), "{name}, {how}");
    for (path, text) in found {
        let lines = text.lines().zip(expected[path].lines()).filter(|(line, _)| !line.starts_with("# Generated"));
        let first = lines.clone().find(|(line, other)| line != other);
        assert!(text == &expected[path], "{path} of {name}, {how}: {first:?}");
    }
}

#[test]
fn two_compilations_are_equal() {
    for example in examples() {
        equal(&example.name, "compiled again", &example.files(), &example.files());
    }
}

#[test]
fn line_ends_change_nothing() {
    for example in examples() {
        let mut other = example.clone();
        for (path, text) in &mut other.world.files {
            if path.ends_with(".kdl") {
                *text = text.replace('\n', "\r\n");
            }
        }
        equal(&example.name, "with CRLF", &other.files(), &example.files());
    }
}

/// The frontend line is a line and nothing else: without it a Dockerfile is the same but for its own hash.
#[test]
fn the_frontend_changes_its_line_alone() {
    let with = |example: &Example, syntax: &str| {
        let options = imgc::Options { syntax: Some(syntax.to_string()), ..imgc::Options::default() };
        let compilation = imgc::check(&example.world, &example.file, &options);
        imgc::emit(&compilation.plan.expect("examples have no errors"))
    };
    // the hash of a file is in its banner, that of a build's text in the workflows
    let hash = regex::Regex::new("[0-9a-f]{16}\\b").expect("a regular expression");
    let rest = |text: &str| {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("# syntax=")).collect();
        hash.replace_all(&lines.join("\n"), "[hash]").into_owned()
    };
    for example in examples() {
        let (on, off) = (with(&example, "docker/dockerfile:1"), with(&example, ""));
        assert!(on.keys().eq(off.keys()), "{}", example.name);
        for (path, text) in &on {
            let is_dockerfile = path.ends_with("Dockerfile");
            assert_eq!(text.starts_with("# syntax=docker/dockerfile:1\n"), is_dockerfile, "{path} of {}", example.name);
            assert!(!off[path].contains("# syntax="), "{path} of {}", example.name);
            assert_eq!(rest(text), rest(&off[path]), "{path} of {}", example.name);
        }
    }
}

/// The order of these is a part of what they say: of values, of what stands first in a list.
const IN_SEQUENCE: &[&str] = &["plan", "axis", "tags"];

/// Top-level nodes: each one's name, and its text with what stands before it.
fn nodes(text: &str) -> Vec<(String, String)> {
    let document = kdl::KdlDocument::parse(text).expect("the example is KDL");
    let mut found = Vec::new();
    let mut from = 0;
    for node in document.nodes() {
        let span = node.span();
        let end = span.offset() + span.len();
        found.push((node.name().value().to_string(), text[from..end].to_string()));
        from = end;
    }
    found
}

/// The nodes in another order, those in sequence keeping theirs.
fn in_order(nodes: &[(String, String)], order: &[usize]) -> String {
    let mut order = order.to_vec();
    for name in IN_SEQUENCE {
        let places: Vec<usize> = (0..order.len()).filter(|&at| nodes[order[at]].0 == *name).collect();
        let mut of_name: Vec<usize> = places.iter().map(|&at| order[at]).collect();
        of_name.sort_unstable();
        for (place, node) in places.into_iter().zip(of_name) {
            order[place] = node;
        }
    }
    let texts: Vec<&str> = order.iter().map(|&at| nodes[at].1.as_str()).collect();
    texts.join("\n") + "\n"
}

#[test]
fn the_order_of_nodes_changes_nothing() {
    for example in examples() {
        let expected = example.files();
        let written: Vec<(String, Vec<(String, String)>)> = example
            .world
            .files
            .iter()
            .filter(|(path, _)| path.ends_with(".kdl"))
            .map(|(path, text)| (path.clone(), nodes(text)))
            .collect();
        let orders: Vec<_> =
            written.iter().map(|(_, nodes)| Just((0..nodes.len()).collect::<Vec<usize>>()).prop_shuffle()).collect();
        let config = Config { cases: 6, failure_persistence: None, ..Config::default() };
        let run = TestRunner::new(config).run(&orders, |orders| {
            let mut other: Example = example.clone();
            for ((path, nodes), order) in written.iter().zip(&orders) {
                other.world.files.insert(path.clone(), in_order(nodes, order));
            }
            let compilation = other.check();
            prop_assert_eq!(family::told(&compilation), Vec::<String>::new());
            equal(&example.name, "in another order", &imgc::emit(&compilation.plan.unwrap()), &expected);
            Ok(())
        });
        if let Err(error) = run {
            panic!("{}: {error}", example.name);
        }
    }
}

/// The shuffling itself: nothing is lost, and what is in sequence stays so.
#[test]
fn an_order_keeps_what_is_in_sequence() {
    let text = "plan \"a\"\nimage \"x\"\nplan \"b\" // last\ntags { tag \"t\" }\n";
    let nodes = nodes(text);
    let found = in_order(&nodes, &[2, 3, 1, 0]);
    let place = |part: &str| found.find(part).unwrap();
    assert!(place("plan \"a\"") < place("plan \"b\""));
    assert!(place("tags") < place("image"));
}
