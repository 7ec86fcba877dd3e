//! The kdl crate reads the same as we do.

use super::*;

/// A tree without places, to compare.
fn ours(nodes: &[Node], out: &mut String) {
    for node in nodes {
        out.push_str(&format!("{:?}", node.name.value));
        for argument in &node.arguments {
            out.push_str(&format!(" {}", value(argument)));
        }
        for property in &node.properties {
            out.push_str(&format!(" {:?}={}", property.name.value, value(&property.value)));
        }
        if let Some(children) = node.children.as_deref().filter(|children| !children.is_empty()) {
            out.push_str("{\n");
            ours(children, out);
            out.push('}');
        }
        out.push('\n');
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::String(word) => format!("{:?}", word.value),
        Value::Number { integer: Some(integer), .. } => integer.to_string(),
        Value::Number { .. } => "number".to_string(),
        Value::Bool(value, _) => format!("#{value}"),
        Value::Null(_) => "#null".to_string(),
    }
}

fn theirs(nodes: &[kdl::KdlNode], out: &mut String) {
    for node in nodes {
        out.push_str(&format!("{:?}", node.name().value()));
        let (named, plain): (Vec<_>, Vec<_>) = node.entries().iter().partition(|entry| entry.name().is_some());
        for entry in plain.iter().chain(&named) {
            let value = match entry.value() {
                kdl::KdlValue::String(text) => format!("{text:?}"),
                kdl::KdlValue::Integer(integer) => match i64::try_from(*integer) {
                    Ok(integer) => integer.to_string(),
                    Err(_) => "number".to_string(),
                },
                kdl::KdlValue::Float(_) => "number".to_string(),
                kdl::KdlValue::Bool(value) => format!("#{value}"),
                kdl::KdlValue::Null => "#null".to_string(),
            };
            match entry.name() {
                Some(name) => out.push_str(&format!(" {:?}={value}", name.value())),
                None => out.push_str(&format!(" {value}")),
            }
        }
        let children = node.children().map(|children| children.nodes()).unwrap_or_default();
        if !children.is_empty() {
            out.push_str("{\n");
            theirs(children, out);
            out.push('}');
        }
        out.push('\n');
    }
}

pub fn compare(text: &str) -> Result<(), String> {
    let read = read(text);
    let kdl = kdl::KdlDocument::parse_v2(text);
    let mut left = String::new();
    ours(&read.tree.nodes, &mut left);
    match kdl {
        Ok(document) if read.diagnostics.is_empty() => {
            let mut right = String::new();
            theirs(document.nodes(), &mut right);
            if left == right { Ok(()) } else { Err(format!("ours:\n{left}\ntheirs:\n{right}")) }
        }
        Ok(_) => Err(format!("only we refuse it: {:?}", read.told())),
        Err(_) if !read.diagnostics.is_empty() => Ok(()),
        Err(error) => Err(format!("only kdl refuses it: {:?}\nours:\n{left}", error.diagnostics.first())),
    }
}

#[test]
fn kdl_reads_the_same() {
    for text in [
        "",
        "\u{feff}a",
        "/- kdl-version 2\na",
        "a 1 \"b\" c=d #true #false #null #inf #-inf #nan",
        "a {b; c}; d",
        "a{b}\nc",
        "a /- 1 2 /- b=3 /-{ c } { d } /- { e }",
        "/-a { b }\nc",
        "/- // why\na\nb",
        "a \\ // goes on\n  b \\\n c",
        "a /* b /* c */ d */ e // f",
        "a/* b */\n/* c */b",
        "(t)a (u)1 b=(v)2",
        "a b = 1 \"c\" = 2",
        "\"a b\" #\"c\"# ##\"d\"#e\"##",
        r#"a "\n\t\s\b\f\r\"\\ \u{1f433}" "x\   y" "#,
        "a \"x\\\n   y\"",
        "a \"\"\"\n  b\n\n    c\n  \"\"\"",
        "a #\"\"\"\n  b\\n\n  c\n  \"\"\"#",
        "a \"\"\"\r\n\tb\r\n\tc\r\n\t\"\"\"\r\nd",
        "a \"\"\"\n  b \\\n     c\n   \\s d\\n\n  \"\"\"",
        "a \"\"\"\n  \"\"\"",
        "a \"\"\"\n\n  \"\"\"",
        "a \"\"\"\n  b\n c\n  \"\"\"",
        "a \"\"\"b\"\"\"",
        "a \"b\nc\"",
        "a 1_000 -1 +2 0x1f 0o17 0b101 1.5 1e10 1.5e-3",
        "a 7zip",
        "a 3.10.2",
        "a true",
        "a r\"b\"",
        "a [b, c]",
        "a b==c",
        "a \"b\"c",
        "a \"b\", \"c\"",
        "a {",
        "a }",
        "}",
        "a { b } c",
        "a { b } { c }",
        "a ; ; b",
        "a - b",
        "- a",
        "+ .a -.b",
        "-.1",
        "a \"\\q\"",
        "a \"\\u{110000}\"",
        "a b=",
        "a\u{3000}b\u{2028}c",
        "a \u{200e}",
        "a \0",
        "ä ö=ü 漢字",
        "a /* b",
        "a \"b",
        "a #b",
        "a \\ b",
        "a (b c",
        "a b/c",
    ] {
        if let Err(difference) = compare(text) {
            panic!("{text:?}: {difference}");
        }
    }
}
