//! What is said of text that is not KDL, and what is still read.

use super::*;

#[test]
fn each_mistake_is_told_at_its_place() {
    for (text, expect) in [
        ("a recommends=true", "bare-keyword `true`: `true` is written `#true`"),
        ("a null", "bare-keyword `null`: `null` is written `#null`"),
        ("a r\"x\"", "foreign-syntax `r`: raw strings have no `r` in KDL 2"),
        ("a r#\"x\"#", "foreign-syntax `r`: raw strings have no `r` in KDL 2"),
        ("a [b, \"c\"]", "foreign-syntax `[b, \"c\"]`: KDL has no `[…]` lists"),
        ("a \"b\", \"c\"", "foreign-syntax `,`: KDL has no commas between values"),
        ("\"a\": 1", "foreign-syntax `\"a\":`: a node has no colon after its name"),
        ("{\n  \"a\": 1\n}", "foreign-syntax `{`: a block needs a node before it"),
        ("title = \"x\"", "foreign-syntax `=`: the node `title` takes no `=`"),
        ("pip torch==2.1", "unquoted-text `torch==2.1`: `torch==2.1` must be quoted"),
        ("pip { torch==2.1 }", "unquoted-text `torch==2.1`: `torch==2.1` must be quoted"),
        ("packages { 7zip }", "unquoted-text `7zip`: `7zip` must be quoted"),
        ("packages {7zip}", "unquoted-text `7zip`: `7zip` must be quoted"),
        ("arg X 3.10.2", "unquoted-text `3.10.2`: `3.10.2` must be quoted"),
        ("from python:3/slim", "unquoted-text `python:3/slim`: `python:3/slim` must be quoted"),
        ("source https://a.org/b", "unquoted-text `https://a.org/b`: `https://a.org/b` must be quoted"),
        ("ignore docs/**", "unquoted-text `docs/**`: `docs/**` must be quoted"),
        ("workdir /srv", "unquoted-text `/srv`: `/srv` must be quoted"),
        ("tag ${x}", "unquoted-text `${x}`: `${x}` must be quoted"),
        ("tag v{version}", "unquoted-text `v{version}`: `v{version}` must be quoted"),
        ("tag {prefix}-{git.short}", "unquoted-text `{prefix}-{git.short}`: `{prefix}-{git.short}` must be quoted"),
        ("a \"b", "unclosed `\"b`: this string is not closed on its line"),
        ("a #\"b\"", "unclosed `#\"b\"`: this string is not closed on its line"),
        ("a \"\"\"\n b", "unclosed `\"\"\"`: this string is never closed"),
        ("a /* b", "unclosed `/*`: this comment is never closed"),
        ("a {\n  b\n", "unclosed `{`: this block is never closed"),
        ("a \"\\d\"", "unknown-escape `\\d`: `\\d` is not an escape of KDL"),
        ("a \"\\u{x}\"", "unknown-escape `\\u`: this escape names no character"),
        ("a }", "kdl-syntax `}`: `}` closes nothing"),
        ("a \"\"\"b\"\"\"", "kdl-syntax `\"\"\"b\"\"\"`: text between `\"\"\"` starts on a line of its own"),
        (
            "a \"\"\"\n    b\n  c\n    \"\"\"",
            "kdl-syntax `  c`: this line is indented less than the quotes that close the string",
        ),
        ("a \"\"\"\n  b\"\"\"", "kdl-syntax `  b`: the closing `\"\"\"` needs a line of its own"),
        ("a \"b\"\"c\"", "kdl-syntax `\"`: a blank is missing before `\"`"),
        ("a #yes", "kdl-syntax `#yes`: `#yes` is not a keyword"),
        ("# a", "kdl-syntax `#`: a node cannot start with `#`"),
        ("a b=", "kdl-syntax `b=`: `b=` has no value"),
        ("a \\ b", "kdl-syntax `\\`: `\\` outside a string continues the line, so nothing may follow it"),
        ("a \0", "kdl-syntax `\0`: U+0000 cannot start a value"),
        ("a \"\u{202e}\"", "kdl-syntax `\u{202e}`: the character U+202E may not stand in a file"),
        ("a { b } c", "kdl-syntax `c`: nothing may follow a block on its line"),
        ("a (b c", "kdl-syntax `(b `: `(` starts a type annotation, and this is none"),
    ] {
        assert_eq!(read(text).told(), [expect], "{text}");
    }
}

#[test]
fn fixes_repair() {
    for (text, expect) in [
        ("a recommends=true", "a recommends=#true"),
        ("a r#\"x\"#", "a #\"x\"#"),
        ("a [b, \"c\"]", "a \"b\" \"c\""),
        ("title = \"x\"", "title \"x\""),
        ("pip torch==2.1", "pip \"torch==2.1\""),
        ("\"a\": 1", "a 1"),
        ("a \"\\d \\\"b\\\"\"", "a #\"\\d \"b\"\"#"),
        ("a \"\"\"b\"\"\"", "a \"b\""),
    ] {
        let fixed = read(text).fixed();
        assert_eq!(fixed, expect);
        assert_eq!(read(&fixed).told(), Vec::<String>::new(), "{fixed}");
    }
}

#[test]
fn a_broken_node_does_not_hide_the_others() {
    let text =
        "image \"a\" {\n    pip torch==2.1\n    env A=true\n}\nimage \"b\" {\n    workdir /srv\n}\nimage \"c\" { }\n";
    let read = read(text);
    assert_eq!(read.told().len(), 2, "{:?}", read.told());
    let broken: Vec<_> =
        read.tree.broken.iter().map(|broken| (broken.name.as_deref(), broken.argument.as_deref())).collect();
    assert_eq!(broken, [(Some("image"), Some("a")), (Some("image"), Some("b"))]);
    assert_eq!(read.tree.nodes.len(), 1);
}

#[test]
fn the_block_that_lacks_its_brace_is_named() {
    let text = "image \"a\" {\n    in plan=\"x\" {\n        user root\n    run \"b\"\n}\nimage \"c\" {\n}\n";
    let read = read(text);
    assert_eq!(read.told(), ["unclosed `{`: this block is never closed"]);
    assert_eq!(read.diagnostics[0].primary().start as usize, text.find("{\n        user").unwrap());
    assert_eq!(read.tree.nodes.len(), 1);
    assert_eq!(read.tree.broken.len(), 1);
}

#[test]
fn an_unclosed_text_costs_one_node() {
    let text = "image \"a\" {\n    run #\"\"\"\n        b\n        \"\"\"\n}\nimage \"c\" {\n    run \"x\"\n}\n";
    let read = read(text);
    assert_eq!(read.told(), ["unclosed `#\"\"\"`: this string is never closed"]);
    assert_eq!(read.tree.nodes.len(), 1);
}
