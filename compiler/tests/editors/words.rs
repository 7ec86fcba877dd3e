//! The words of the language by what editors do with them, from the schema.

use imgc::schema::{Body, Context, Kind, Row, rows};
use std::collections::{BTreeMap, BTreeSet};

pub type Words = BTreeMap<&'static str, BTreeSet<&'static str>>;

/// How many arguments may stand before shell: `info-cmd NAME DESCRIPTION SHELL` has two.
pub const SHELL: [&str; 3] = ["shell-first", "shell-second", "shell-third"];

/// Every list of words, by the name that templates call it.
pub fn words() -> Words {
    let mut words = Words::new();
    for &context in Context::ALL {
        for row in rows(context) {
            for list in lists_of(row) {
                words.entry(list).or_default().insert(row.name);
            }
            for property in row.properties {
                words.entry("properties").or_default().insert(property.name);
                if property.kind == Kind::Regex {
                    words.entry("regex-properties").or_default().insert(property.name);
                }
            }
        }
    }
    // Grammars know a node by its name alone: where one context has a template, the others may show one too. These lists
    // part the nodes between them, the earlier first.
    let mut taken = BTreeSet::new();
    for list in [&SHELL[..], &["regex", "words", "lists", "templates"]].concat() {
        let list = words.entry(list).or_default();
        list.retain(|name| !taken.contains(name));
        taken.extend(list.iter().copied());
    }
    let plain = words["nodes"].difference(&taken).copied().collect();
    words.insert("plain", plain);
    words
}

fn lists_of(row: &Row) -> Vec<&'static str> {
    let mut lists = vec!["nodes"];
    if let Some(at) = row.arguments.iter().position(|argument| argument.kind == Kind::Shell) {
        lists.push(SHELL.get(at).expect("grammars know shell as the first, second or third argument"));
    }
    if row.arguments.iter().any(|argument| argument.kind == Kind::Regex) {
        lists.push("regex");
    }
    match row.body {
        Body::Words(_) => lists.push("words"),
        Body::Lists => lists.push("lists"),
        Body::None | Body::Nodes(_) | Body::Same => {}
    }
    if kinds(row).any(|kind| matches!(kind, Kind::Template | Kind::Docker | Kind::Port | Kind::Any)) {
        lists.push("templates");
    }
    if row.arguments.first().is_some_and(|first| first.name == "NAME" && first.kind == Kind::Name) {
        lists.push("named");
    }
    lists
}

fn kinds(row: &Row) -> impl Iterator<Item = Kind> {
    let body = match row.body {
        Body::Words(kind) => Some(kind),
        Body::None | Body::Nodes(_) | Body::Same | Body::Lists => None,
    };
    let arguments = row.arguments.iter().map(|argument| argument.kind);
    let properties = row.properties.iter().map(|property| property.kind);
    arguments.chain(properties).chain(row.open).chain(body)
}

#[test]
fn a_name_means_one_thing_to_a_grammar() {
    let of = |wanted: &str| {
        let mut found: BTreeMap<&str, BTreeSet<bool>> = BTreeMap::new();
        for row in Context::ALL.iter().flat_map(|&context| rows(context)) {
            found.entry(row.name).or_default().insert(lists_of(row).contains(&wanted));
        }
        found.into_iter().filter(|(_, answers)| answers.len() > 1).map(|(name, _)| name).collect::<Vec<_>>()
    };
    for list in [&SHELL[..], &["regex", "words", "lists"]].concat() {
        assert_eq!(of(list), [""; 0], "these nodes are in `{list}` in one context and not in another");
    }
}
