//! Every form of KDL 2, refused or read as its specification says: cases of our own, written after those of the official test
//! suite (kdl-org/kdl at f238372, 336 cases).
//!
//! One exception is kept on purpose. The specification lets the last of several properties of one name win; our tree keeps
//! all of them, because in a stack the first was a slip that its author must hear of (rule `repeated`).

mod read;
mod refused;

use super::super::*;
use super::{oracle, read as tree_of};

/// A tree in one line: strings in quotes, numbers as written, annotations left out.
fn told(text: &str) -> Result<String, Vec<String>> {
    let read = tree_of(text);
    if read.diagnostics.is_empty() { Ok(line(&read.tree.nodes)) } else { Err(read.told()) }
}

fn line(nodes: &[Node]) -> String {
    let one = |node: &Node| {
        let mut text = format!("{:?}", node.name.value);
        node.arguments.iter().for_each(|value| text.push_str(&format!(" {}", plain(value))));
        for property in &node.properties {
            text.push_str(&format!(" {:?}={}", property.name.value, plain(&property.value)));
        }
        if let Some(children) = &node.children {
            text.push_str(&format!(" {{{}}}", line(children)));
        }
        text
    };
    nodes.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(word) => format!("{:?}", word.value),
        Value::Number { text, integer, .. } => integer.map_or_else(|| text.clone(), |integer| integer.to_string()),
        Value::Bool(value, _) => format!("#{value}"),
        Value::Null(_) => "#null".to_string(),
    }
}

/// What the kdl crate 6.7.1 refuses or reads otherwise, against the specification: `/-` right behind a value.
const ORACLE_ERRS: &[&str] = &[
    "image \"x\"/-7",
    "image \"x\"/-a=7",
    "image \"x\"/-{}\nimage \"x\" {}/-{}",
    "image x/-y",
    "image 7/-8",
    "image/-7 8",
];

#[test]
fn what_the_specification_allows_is_read_as_it_says() {
    let mut wrong = Vec::new();
    for (text, expect) in read::READ {
        match told(text) {
            Ok(found) if found == *expect => {}
            other => wrong.push(format!("{text:?}: {other:?} instead of {expect}")),
        }
        let differs = oracle::compare(text).err();
        if differs.is_some() != ORACLE_ERRS.contains(text) {
            wrong.push(format!("{text:?} and the oracle: {differs:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), read::READ.len(), wrong.join("\n"));
}

#[test]
fn what_the_specification_forbids_is_refused_at_its_place() {
    let mut wrong = Vec::new();
    for (text, at) in refused::REFUSED {
        let read = tree_of(text);
        let places: Vec<&str> = read.diagnostics.iter().map(|told| read.sources.text(told.primary())).collect();
        if places.first() != Some(at) {
            wrong.push(format!("{text:?}: at {places:?}: {:?} instead of {at:?}", read.told()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), refused::REFUSED.len(), wrong.join("\n"));
}
