//! The table as text: the language reference and `imgc explain`.

use super::{Body, Context, Row, rows};

/// What is known of a node, wherever it stands; `None` if there is none of that name.
pub fn explain(name: &str) -> Option<String> {
    let mut texts: Vec<(Vec<Context>, String)> = Vec::new();
    for &context in Context::ALL {
        for row in rows(context).into_iter().filter(|row| row.name == name) {
            let text = entry(row);
            match texts.iter_mut().find(|(_, known)| *known == text) {
                Some((contexts, _)) => contexts.push(context),
                None => texts.push((vec![context], text)),
            }
        }
    }
    if texts.is_empty() {
        return None;
    }
    let mut page = format!("# {name}\n");
    for (contexts, text) in texts {
        let mut places: Vec<&str> = contexts.iter().map(|context| context.place()).collect();
        places.dedup();
        page.push_str(&format!("\n## {}\n\n{text}", places.join(", ")));
    }
    Some(page)
}

/// Every node by name, with a sentence; of one that stands in several places, where it stands first.
pub fn summaries() -> Vec<(&'static str, String)> {
    let rows = Context::ALL.iter().flat_map(|&context| rows(context));
    let mut all: Vec<_> = rows.map(|row| (row.name, sentence(row))).collect();
    // stable: the first place stays first
    all.sort_by_key(|(name, _)| *name);
    all.dedup_by_key(|(name, _)| *name);
    all
}

/// The language reference, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# Language reference\n\nEvery node of the language, by the place where it stands. This page is generated from the table \
         that the compiler itself reads by; [language.md](language.md) tells what it all means together.\n",
    );
    for &context in Context::ALL {
        page.push_str(&format!("\n## {}\n", capital(context.place())));
        for row in rows(context) {
            page.push_str(&format!("\n### `{}`\n\n{}", row.name, entry(row)));
        }
    }
    page
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn sentence(row: &Row) -> String {
    format!("{}.", capital(row.summary))
}

fn entry(row: &Row) -> String {
    let mut text = format!("`{}`\n\n{}\n", row.usage(), sentence(row));
    if !row.doc.is_empty() {
        text.push_str(&format!("\n{}\n", row.doc));
    }
    if !row.arguments.is_empty() || !row.properties.is_empty() || row.open.is_some() {
        text.push('\n');
    }
    for argument in row.arguments {
        let often = match (argument.optional, argument.many) {
            (false, false) => "",
            (true, false) => ", optional",
            (false, true) => ", one or more",
            (true, true) => ", any number",
        };
        text.push_str(&format!("- `{}`: {}{often}\n", argument.name, argument.kind.words()));
    }
    for property in row.properties {
        text.push_str(&format!("- `{}=`: {} ({})\n", property.name, property.doc, property.kind.words()));
    }
    if let Some(kind) = row.open {
        text.push_str(&format!("- any other property: {}\n", kind.words()));
    }
    match row.body {
        Body::Words(kind) => text.push_str(&format!("- in braces, one a line: {}\n", kind.words())),
        Body::Lists => text.push_str("- in braces: a parameter and its values, for lists\n"),
        Body::Same => text.push_str("- in braces: what may stand around it\n"),
        Body::Nodes(_) | Body::None => {}
    }
    if !row.example.is_empty() {
        text.push_str(&format!("\n```kdl\n{}\n```\n", row.example));
    }
    text
}
