//! tree-sitter's own engine over the queries. What should be captured is found again here from the schema, by walking the
//! tree.

use super::render::OUTPUTS;
use super::words::{SHELL, Words, words};
use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;
use tree_sitter::{Language, Node, Parser, Query, QueryCursor, StreamingIterator, Tree};

/// Pieces of a text, from byte to byte.
type Places = BTreeSet<(usize, usize)>;

fn language() -> Language {
    tree_sitter_kdl::LANGUAGE.into()
}

fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&language()).unwrap();
    parser.parse(text, None).unwrap()
}

fn query(path: &str) -> Query {
    let text = std::fs::read_to_string(super::root().join("editors").join(path)).unwrap();
    Query::new(&language(), &text).unwrap_or_else(|error| panic!("editors/{path}: {error}"))
}

/// What a query captures: `(pattern, capture, bytes)`.
fn captures(query: &Query, tree: &Tree, text: &str) -> Vec<(usize, String, Range<usize>)> {
    let mut found = Vec::new();
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(query, tree.root_node(), text.as_bytes());
    while let Some(one) = matches.next() {
        for capture in one.captures() {
            let name = query.capture_names()[capture.index as usize].to_string();
            found.push((one.pattern_index, name, capture.node.byte_range()));
        }
    }
    found
}

fn ranges(captured: &[(usize, String, Range<usize>)], wanted: &str) -> Places {
    captured.iter().filter(|(_, name, _)| name == wanted).map(|(_, _, at)| (at.start, at.end)).collect()
}

fn walk<'t>(node: Node<'t>, seen: &mut dyn FnMut(Node<'t>)) {
    seen(node);
    for index in 0..node.child_count() {
        walk(node.child(index).unwrap(), seen);
    }
}

fn name<'t>(node: Node<'_>, text: &'t str) -> &'t str {
    node.child_by_field_name("name").map_or("", |name| &text[name.byte_range()])
}

/// The pieces of text between quotes, at any depth.
fn fragments(node: Node<'_>) -> Places {
    let mut found = BTreeSet::new();
    walk(node, &mut |inner| {
        if inner.kind() == "string_fragment" {
            found.insert((inner.start_byte(), inner.end_byte()));
        }
    });
    found
}

fn arguments(node: Node<'_>) -> Vec<Node<'_>> {
    let fields = (0..node.child_count()).map(|index| node.child(index).unwrap());
    fields.filter_map(|field| field.child_by_field_name("argument")).collect()
}

/// A node's name is a keyword unless it is a word of a body of words or lists.
fn keywords(tree: &Tree, text: &str, words: &Words) -> (Places, Places) {
    let (mut keywords, mut listed) = (BTreeSet::new(), BTreeSet::new());
    walk(tree.root_node(), &mut |node| {
        if node.kind() != "node" {
            return;
        }
        let outer = node.parent().filter(|parent| parent.kind() == "node_children").and_then(|body| body.parent());
        let outer = outer.map_or("", |outer| name(outer, text));
        let at = node.child_by_field_name("name").unwrap().byte_range();
        if words["words"].contains(outer) || words["lists"].contains(outer) {
            listed.insert((at.start, at.end));
        } else if words["nodes"].contains(name(node, text)) {
            keywords.insert((at.start, at.end));
        }
    });
    (keywords, listed)
}

fn shell(tree: &Tree, text: &str, words: &Words) -> Places {
    let mut found = BTreeSet::new();
    walk(tree.root_node(), &mut |node| {
        let before = SHELL.iter().position(|list| words[list].contains(name(node, text)));
        if let Some(argument) = before.filter(|_| node.kind() == "node").and_then(|at| arguments(node).get(at).copied())
        {
            found.extend(fragments(argument));
        }
    });
    found
}

/// An editor analyses them before it shows its first stack.
#[test]
fn queries_are_quick_to_analyse() {
    for output in OUTPUTS.iter().filter(|output| output.path.ends_with(".scm")) {
        // twenty, since computing is measured in hundredths of a second
        crate::robust::within(Duration::from_secs(1), output.path, || (0..20).for_each(|_| drop(query(output.path))));
    }
}

#[test]
fn the_grammar_reads_every_stack() {
    for (path, text) in super::stacks() {
        walk(parse(&text).root_node(), &mut |node| {
            let at = node.start_position();
            assert!(
                !node.is_error() && !node.is_missing(),
                "{}:{}:{}: tree-sitter-kdl cannot read this",
                path.display(),
                at.row + 1,
                at.column + 1
            );
        });
    }
}

#[test]
fn nodes_of_the_language_are_keywords() {
    let words = words();
    for output in OUTPUTS.iter().filter(|output| output.path.ends_with("highlights.scm")) {
        let query = query(output.path);
        for (path, text) in super::stacks() {
            let tree = parse(&text);
            let captured = captures(&query, &tree, &text);
            let (keywords, listed) = keywords(&tree, &text, &words);
            let found = ranges(&captured, "keyword");
            let missing: Vec<&str> = keywords.difference(&found).map(|&(from, to)| &text[from..to]).collect();
            assert!(missing.is_empty(), "{}: {}: no keyword: {missing:?}", output.path, path.display());
            let odd: Vec<&str> = found
                .difference(&keywords)
                .filter(|at| !listed.contains(at))
                .map(|&(from, to)| &text[from..to])
                .collect();
            assert!(odd.is_empty(), "{}: {}: keywords: {odd:?}", output.path, path.display());
            let plain: Vec<_> =
                listed.iter().filter(|at| !is_last(&captured, at, &["string", "variable.parameter"])).collect();
            assert!(plain.is_empty(), "{}: {}: no word of a list: {plain:?}", output.path, path.display());
        }
    }
}

/// Later patterns win: a capture of these names is the last at the place.
fn is_last(captured: &[(usize, String, Range<usize>)], at: &(usize, usize), names: &[&str]) -> bool {
    let here = captured.iter().filter(|(_, name, range)| !name.starts_with('_') && (range.start, range.end) == *at);
    here.max_by_key(|(pattern, _, _)| *pattern).is_some_and(|(_, name, _)| names.contains(&name.as_str()))
}

#[test]
fn commands_are_shell_and_nothing_else_is() {
    let words = words();
    let mut seen = 0;
    for output in OUTPUTS.iter().filter(|output| output.path.ends_with("injections.scm")) {
        let query = query(output.path);
        let language = |pattern: usize| {
            let mut settings = query.property_settings(pattern).iter();
            settings.find(|set| &*set.key == "injection.language").and_then(|set| set.value.as_deref()).unwrap()
        };
        for (path, text) in super::stacks() {
            let tree = parse(&text);
            let mut captured = captures(&query, &tree, &text);
            captured.retain(|(pattern, _, _)| language(*pattern) == "bash");
            let wanted = shell(&tree, &text, &words);
            seen += wanted.len();
            assert_eq!(ranges(&captured, "injection.content"), wanted, "{}: {}", output.path, path.display());
        }
    }
    assert!(seen > 100, "{seen} commands");
}

/// What one piece of a small stack is, by the shared query.
fn highlighted(query: &Query, text: &str, piece: &str) -> Vec<String> {
    let from = text.find(piece).unwrap();
    let at = (from, from + piece.len());
    let tree = parse(text);
    let captured = captures(query, &tree, text);
    let mut here: Vec<_> = captured
        .into_iter()
        .filter(|(_, name, range)| !name.starts_with('_') && (range.start, range.end) == at)
        .collect();
    here.sort_by_key(|(pattern, _, _)| *pattern);
    here.into_iter().map(|(_, name, _)| name).collect()
}

#[test]
fn each_kind_of_text_has_its_capture() {
    let query = query("queries/highlights.scm");
    let stack = r##"image "web" {
    from "debian:{RELEASE}" distro="debian12"
    env LISTEN="0.0.0.0:{PORT}" RAW="${HOME}"
    packages { git; "python{PYTHON}"; user }
    use "tool" { flags "a" "b" }
    healthcheck "true {no}" retries=3 none=#false
    deny run=#"curl .*\| sh"# reason="no {template} here"
    tags { match #"^\d+$"# }
    /-user "gone"
    nonsense "x"
}
"##;
    for (piece, wanted) in [
        ("image", "keyword"),
        ("web", "type"),
        ("debian:{RELEASE}", "string.special"),
        ("distro", "property"),
        ("LISTEN", "variable.parameter"),
        ("0.0.0.0:{PORT}", "string.special"),
        ("git", "string"),
        ("python{PYTHON}", "string.special"),
        ("flags", "variable.parameter"),
        ("3", "number"),
        ("#false", "boolean"),
        ("curl .*\\| sh", "string.regexp"),
        ("^\\d+$", "string.regexp"),
        ("/-user \"gone\"\n", "comment"),
    ] {
        assert_eq!(highlighted(&query, stack, piece).last().map(String::as_str), Some(wanted), "{piece}");
    }
    for piece in ["${HOME}", "true {no}", "no {template} here", "nonsense"] {
        assert_eq!(highlighted(&query, stack, piece), [""; 0], "{piece}");
    }
    assert_eq!(highlighted(&query, stack, "user").last().map(String::as_str), Some("string"));
}
