//! Every byte of a value knows where it stands.

use super::*;

fn first(read: &Read) -> &Word {
    match &read.tree.nodes[0].arguments[0] {
        Value::String(word) => word,
        other => panic!("{other:?}"),
    }
}

fn part_of(text: &str, part: &str) -> String {
    let read = read(text);
    assert_eq!(read.told(), Vec::<String>::new());
    let word = first(&read);
    let at = word.value.find(part).unwrap_or_else(|| panic!("{part:?} in {:?}", word.value));
    read.sources.text(word.part(at, at + part.len())).to_string()
}

#[test]
fn a_part_of_a_string_has_its_place() {
    for (text, part, expect) in [
        ("a bcd", "c", "c"),
        ("a \"b{x}c\"", "{x}", "{x}"),
        (r#"a "\"{x}\"" "#, "{x}", "{x}"),
        (r#"a "b\nc" "#, "\n", r"\n"),
        (r#"a "b\u{1f433}c" "#, "🐳", r"\u{1f433}"),
        (r#"a "b\u{1f433}{x}" "#, "{x}", "{x}"),
        ("a \"b\\   {x}\"", "{x}", "{x}"),
        ("a ##\"b\"#{x}\"##", "{x}", "{x}"),
        ("a \"\"\"\n    b\n\n    c {x}\n    \"\"\"", "{x}", "{x}"),
        ("a #\"\"\"\r\n    b\r\n\r\n    c {x}\r\n    \"\"\"#", "{x}", "{x}"),
        ("a \"\"\"\n    \\tb\n    c\\s{x}\n    \"\"\"", "{x}", "{x}"),
        ("a \"\"\"\n    b \\\n      {x}\n    \"\"\"", "{x}", "{x}"),
    ] {
        assert_eq!(part_of(text, part), expect, "{text}");
    }
}

#[test]
fn nodes_have_their_places() {
    let read = read("stack \"a\" b=1 { c; d } // why\n");
    let node = &read.tree.nodes[0];
    assert_eq!(read.sources.text(node.head), "stack \"a\" b=1");
    assert_eq!(read.sources.text(node.span), "stack \"a\" b=1 { c; d }");
    assert_eq!(read.sources.text(node.properties[0].span), "b=1");
    let children = node.children.as_ref().unwrap();
    assert_eq!(read.sources.text(children[1].span), "d");
}

#[test]
fn comments_stay_with_their_nodes() {
    let text = "// far\n\n// before\n// both\na // beside\npackages { // why packages\n    tmux // lectures\n    git; curl // last\n\n    // up\n    vim\n}\n";
    let read = read(text);
    let comment = |node: &Node| node.comment.clone().unwrap_or_default();
    assert_eq!(comment(&read.tree.nodes[0]), "before\nboth\nbeside");
    assert_eq!(comment(&read.tree.nodes[1]), "why packages");
    let children = read.tree.nodes[1].children.as_ref().unwrap();
    assert_eq!(children.iter().map(comment).collect::<Vec<_>>(), ["lectures", "", "last", "up"]);
}

#[test]
fn numbers_stay_as_written() {
    let read = read("a 3.10 1_000 0x10");
    let texts = read.tree.nodes[0].arguments.iter().map(|value| match value {
        Value::Number { text, integer, .. } => (text.as_str(), *integer),
        other => panic!("{other:?}"),
    });
    let texts: Vec<_> = texts.collect();
    assert_eq!(texts, [("3.10", None), ("1_000", Some(1000)), ("0x10", Some(16))]);
}
