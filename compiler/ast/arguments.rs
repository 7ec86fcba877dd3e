//! What is said of arguments that are too many, or missing.

use crate::diag::{Diagnostic, rule};
use crate::schema::{self, Context, Kind, Row};
use crate::source::Span;
use crate::syntax::{Node, Quoting, Value, quoted};

pub fn extra_argument(at: usize, row: &Row, node: &Node, text: &str) -> Diagnostic {
    let value = &node.arguments[at];
    let diagnostic = Diagnostic::new(
        &rule::WRONG_ARGUMENTS,
        match row.arguments.len() {
            0 => format!("`{}` takes no argument", row.name),
            1 => format!("`{}` takes one argument", row.name),
            n => format!("`{}` takes {n} arguments", row.name),
        },
        value.span(),
    );
    let written = |value: &Value| text.get(value.span().range()).unwrap_or("").trim_matches(['"', '#']).to_string();
    let bare = |value: &Value| matches!(value, Value::String(word) if word.quoting == Quoting::Bare);
    let property = |name: &str| row.properties.iter().any(|property| property.name == name);
    let before = at.checked_sub(1).map(|before| &node.arguments[before]);
    if let Some((name, colon)) = colon_property(node, row) {
        return diagnostic.help(format!("write a property with `=`: `{name}=…`")).fix("write `=`", colon, "=");
    }
    if let Some(meant) = selector(row, node, &written) {
        return diagnostic.help(meant);
    }
    if let Some(name) = before.filter(|before| bare(before)).map(written).filter(|name| property(name)) {
        return diagnostic.help(format!("write `{name}=\"{}\"`, with `=` behind the property's name", written(value)));
    }
    if row.name == "from" && before.is_some() && written(value).eq_ignore_ascii_case("as") {
        let reference = node.arguments.first().map(written).unwrap_or_default();
        return diagnostic.help(format!("write `from \"{reference}\"`: {}", super::errors::AS));
    }
    if bare(value) && Context::ALL.iter().any(|&context| schema::find(context, &written(value)).is_some()) {
        return diagnostic.help(format!("start a new line before `{0}`, or put `;` before it", written(value)));
    }
    if bare(value) && at > 0 && node.arguments.iter().all(bare) {
        let first = node.arguments[0].span().range().start;
        let whole = text.get(first..node.head.range().end).unwrap_or("");
        let words = node.arguments[0].span().to(node.arguments[node.arguments.len() - 1].span());
        let told = diagnostic.help(format!("quote it as one text: `{} \"{whole}\"`", row.name));
        // names and references have no blanks
        let is_prose = matches!(row.arguments, [one] if one.kind == Kind::Plain || row.name == "description");
        return if is_prose { told.fix("quote it as one text", words, quoted(whole.trim())) } else { told };
    }
    if row.open.is_some() && row.arguments.is_empty() {
        return match node.arguments.as_slice() {
            [Value::String(name), value] => {
                let (name, value) = (&name.value, written(value));
                diagnostic.help(format!("write `{} {name}=\"{value}\"`", row.name))
            }
            // as a Dockerfile and a shell write it
            [Value::String(word)] if let Some((name, value)) = word.value.split_once('=') => {
                diagnostic.help(format!("write `{} {name}=\"{value}\"`", row.name))
            }
            _ => diagnostic.help(as_in(row)),
        };
    }
    if property("to") && !node.properties.iter().any(|known| known.name.value == "to") {
        return diagnostic.help(format!("write `to=\"{}\"`", written(value)));
    }
    diagnostic.help(as_in(row))
}

/// A selector written without `=`, or with several values.
fn selector(row: &Row, node: &Node, written: &impl Fn(&Value) -> String) -> Option<String> {
    if !["exclude", "in", "only"].contains(&row.name) {
        return None;
    }
    let mut words: Vec<String> = node.arguments.iter().map(written).collect();
    // what it gives comes last
    let given = words.split_off(words.len() - row.arguments.len());
    let given: String = given.iter().map(|word| format!(" {}", quoted(word))).collect();
    let is = |name: &str, values: &[String]| format!("{} {name}={}{given}", row.name, quoted(&values.join("|")));
    Some(match (words.as_slice(), node.properties.first()) {
        ([value], None) => format!("name the axis that `{value}` is a value of, as in `{}`", is("plan", &words)),
        ([name, values @ ..], None) => format!("write `{}`", is(name, values)),
        (_, Some(property)) => {
            words.insert(0, written(&property.value));
            format!("for either value write `{}`", is(&property.name.value, &words))
        }
        ([], None) => return None,
    })
}

/// `name: value`, where the node has a property of that name: the name, and what stands between it and the value.
fn colon_property<'n>(node: &'n Node, row: &Row) -> Option<(&'n str, Span)> {
    node.arguments.windows(2).find_map(|pair| {
        let Value::String(word) = &pair[0] else { return None };
        let name = word.value.strip_suffix(':').filter(|_| word.quoting == Quoting::Bare)?;
        let known = row.open.is_some() || row.properties.iter().any(|property| property.name == name);
        let (end, next) = (word.span.end, pair[1].span().start);
        (known && next == end + 1).then_some((name, Span { start: end - 1, end: next, ..word.span }))
    })
}

/// How a node is written.
fn as_in(row: &Row) -> String {
    match row.example {
        "" => format!("write `{}`", row.usage()),
        example if example.contains('\n') => format!("write `{}`", row.usage()),
        example => format!("write it as in `{example}`"),
    }
}

pub fn missing_argument(node: &Node, row: &Row, what: &str, text: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`{}` needs {}", row.name, article(what)), node.head);
    let behind = text.get(node.head.range().end..).unwrap_or("").lines().next().unwrap_or("").trim_start();
    if behind.starts_with("//") && !behind.starts_with("// ") {
        return diagnostic.help("quote the text behind it: `//` starts a comment");
    }
    match node.properties.first() {
        Some(property)
            if node.arguments.is_empty() && !row.properties.iter().any(|known| known.name == property.name.value) =>
        {
            let value = text.get(property.value.span().range()).unwrap_or("\"…\"");
            let name = &property.name.value;
            let arguments = if name == "name" { value.to_string() } else { format!("\"{name}\" {value}") };
            let told = diagnostic.help(format!("write `{} {arguments}`", row.name));
            // of several nobody knows which of them it names
            match node.properties.len() {
                1 => told.fix("write it as arguments", property.span, arguments),
                _ => told,
            }
        }
        _ => diagnostic.help(as_in(row)),
    }
}

fn article(what: &str) -> String {
    let vowel = what.starts_with(['A', 'E', 'I', 'O', 'U']) && !what.starts_with("US");
    format!("{} {what}", if vowel { "an" } else { "a" })
}
