//! A small typed HCL: values in, text out. What is not an expression cannot become one: text is escaped where it is written.

use crate::visible::{acting, visible};
use std::fmt::Write;

/// No line is broken that fits in so many columns.
const WIDTH: usize = 110;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Text(Vec<Piece>),
    /// A variable, a local value, a type.
    Name(String),
    Bool(bool),
    /// Decimal digits, as HCL writes them.
    Number(String),
    Null,
    List(Vec<Expr>),
    Object(Vec<(String, Expr)>),
    Call(&'static str, Vec<Expr>),
    /// The first element of a list.
    First(Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    All(Vec<Expr>),
    Not(Box<Expr>),
    Equal(Box<Expr>, Box<Expr>),
    Differ(Box<Expr>, Box<Expr>),
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    Literal(String),
    Value(Expr),
}

/// What stands in a file or a block.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Comment(String),
    Attribute(String, Expr),
    Block { kind: &'static str, label: Option<String>, body: Vec<Item> },
}

impl Expr {
    pub fn text(text: impl Into<String>) -> Expr {
        Expr::Text(vec![Piece::Literal(text.into())])
    }

    pub fn name(name: impl Into<String>) -> Expr {
        Expr::Name(name.into())
    }

    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Expr {
        Expr::List(texts.into_iter().map(Expr::text).collect())
    }

    pub fn when(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
        Expr::If(Box::new(condition), Box::new(then), Box::new(otherwise))
    }

    pub fn equal(self, other: Expr) -> Expr {
        Expr::Equal(Box::new(self), Box::new(other))
    }

    pub fn differ(self, other: Expr) -> Expr {
        Expr::Differ(Box::new(self), Box::new(other))
    }

    /// `value != ""`
    pub fn not_empty(self) -> Expr {
        self.differ(Expr::text(""))
    }

    /// All of them; of one, that one.
    pub fn all(mut terms: Vec<Expr>) -> Expr {
        if terms.len() == 1 { terms.remove(0) } else { Expr::All(terms) }
    }
}

/// A file: blocks are set apart by an empty line.
pub fn file(items: &[Item]) -> String {
    let mut out = String::new();
    write_items(&mut out, items, 0);
    out
}

fn write_items(out: &mut String, items: &[Item], depth: usize) {
    let indent = "  ".repeat(depth);
    let mut names = 0;
    for (at, item) in items.iter().enumerate() {
        match item {
            Item::Comment(text) => {
                if at > 0 {
                    out.push('\n');
                }
                for line in text.lines() {
                    let line = visible(line).replace('\t', " ");
                    out.push_str(format!("{indent}# {line}").trim_end());
                    out.push('\n');
                }
            }
            Item::Attribute(name, value) => {
                let alone = breaks(value, indent.len() + name.chars().count() + 3);
                if alone {
                    names = 0;
                } else if names == 0 {
                    names = aligned(&items[at..], depth);
                }
                let mut text = format!("{indent}{name:names$} = ");
                let column = text.chars().count();
                write_value(&mut text, value, depth, column);
                if !matches!(items.get(at + 1), Some(Item::Attribute(..))) {
                    names = 0;
                }
                out.push_str(&text);
                out.push('\n');
            }
            Item::Block { kind, label, body } => {
                if at > 0 {
                    out.push('\n');
                }
                out.push_str(&indent);
                out.push_str(kind);
                if let Some(label) = label {
                    let _ = write!(out, " \"{}\"", escape(label, false));
                }
                out.push_str(" {\n");
                write_items(out, body, depth + 1);
                let _ = writeln!(out, "{indent}}}");
            }
        }
    }
}

/// The widest name of the run of one-line attributes that starts here.
fn aligned(items: &[Item], depth: usize) -> usize {
    let names = items.iter().map_while(|item| match item {
        Item::Attribute(name, value) => {
            let width = name.chars().count();
            (!breaks(value, depth * 2 + width + 3)).then_some(width)
        }
        _ => None,
    });
    names.max().unwrap_or(0)
}

/// Whether a value takes more than one line at this column. Only lists, objects and calls can be broken.
fn breaks(value: &Expr, column: usize) -> bool {
    if let Expr::Object(entries) = value
        && entries.len() > 1
    {
        return true;
    }
    breakable(value) && column + flat(value).chars().count() > WIDTH
}

fn breakable(value: &Expr) -> bool {
    match value {
        Expr::List(items) => !items.is_empty(),
        Expr::Object(entries) => !entries.is_empty(),
        Expr::Call(name, _) => *name == "concat",
        Expr::If(_, then, otherwise) => breakable(then) || breakable(otherwise),
        _ => false,
    }
}

fn write_value(out: &mut String, value: &Expr, depth: usize, column: usize) {
    if !breaks(value, column) {
        out.push_str(&flat(value));
        return;
    }
    let inner = "  ".repeat(depth + 1);
    let outer = "  ".repeat(depth);
    match value {
        Expr::List(items) => {
            out.push_str("[\n");
            for item in items {
                out.push_str(&inner);
                write_value(out, item, depth + 1, inner.len() + 1);
                out.push_str(",\n");
            }
            let _ = write!(out, "{outer}]");
        }
        Expr::Object(entries) => {
            out.push_str("{\n");
            let keys: Vec<String> = entries.iter().map(|(name, _)| key(name)).collect();
            let widest = keys.iter().map(|key| key.chars().count()).max().unwrap_or(0);
            for (key, (_, value)) in keys.iter().zip(entries) {
                let _ = write!(out, "{inner}{key:widest$} = ");
                write_value(out, value, depth + 1, inner.len() + widest + 3);
                out.push('\n');
            }
            let _ = write!(out, "{outer}}}");
        }
        Expr::Call(name, arguments) => {
            let _ = writeln!(out, "{name}(");
            for argument in arguments {
                out.push_str(&inner);
                write_value(out, argument, depth + 1, inner.len() + 1);
                out.push_str(",\n");
            }
            let _ = write!(out, "{outer})");
        }
        Expr::If(condition, then, otherwise) => {
            let condition = operand(condition);
            let _ = write!(out, "{condition} ? ");
            write_value(out, then, depth, column + condition.chars().count() + 3 + flat(otherwise).chars().count() + 3);
            out.push_str(" : ");
            write_value(out, otherwise, depth, column);
        }
        other => out.push_str(&flat(other)),
    }
}

/// On one line.
fn flat(value: &Expr) -> String {
    match value {
        Expr::Text(pieces) => template(pieces),
        Expr::Name(name) | Expr::Number(name) => name.clone(),
        Expr::Bool(value) => value.to_string(),
        Expr::Null => "null".to_string(),
        Expr::List(items) => format!("[{}]", join(items, ", ", flat)),
        Expr::Object(entries) if entries.is_empty() => "{}".to_string(),
        Expr::Object(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(name, value)| format!("{} = {}", key(name), flat(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Expr::Call(name, arguments) => format!("{name}({})", join(arguments, ", ", flat)),
        Expr::First(list) => format!("{}[0]", operand(list)),
        Expr::If(condition, then, otherwise) => {
            format!("{} ? {} : {}", operand(condition), operand(then), operand(otherwise))
        }
        Expr::All(terms) if terms.is_empty() => "true".to_string(),
        Expr::All(terms) => join(terms, " && ", operand),
        Expr::Not(value) => format!("!{}", tight(value)),
        Expr::Equal(a, b) => format!("{} == {}", tight(a), tight(b)),
        Expr::Differ(a, b) => format!("{} != {}", tight(a), tight(b)),
    }
}

fn join(items: &[Expr], separator: &str, write: fn(&Expr) -> String) -> String {
    items.iter().map(write).collect::<Vec<_>>().join(separator)
}

/// In parentheses where it would otherwise mix with its neighbours.
fn operand(value: &Expr) -> String {
    match value {
        Expr::All(_) | Expr::If(..) => format!("({})", flat(value)),
        _ => flat(value),
    }
}

fn tight(value: &Expr) -> String {
    match value {
        Expr::All(_) | Expr::If(..) | Expr::Not(_) | Expr::Equal(..) | Expr::Differ(..) => {
            format!("({})", flat(value))
        }
        _ => flat(value),
    }
}

/// A key of an object: a word, or quoted.
fn key(name: &str) -> String {
    let word = is_name(name) && !name.contains('-') && !matches!(name, "for" | "if" | "in" | "null" | "true" | "false");
    if word { name.to_string() } else { format!("\"{}\"", escape(name, false)) }
}

/// Whether it may be the name of an attribute.
pub fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

fn template(pieces: &[Piece]) -> String {
    // `"${X}"` is X
    if let [Piece::Value(value)] = pieces {
        return flat(value);
    }
    let mut out = String::from("\"");
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Literal(text) => {
                let before_value = matches!(pieces.get(at + 1), Some(Piece::Value(_)));
                out.push_str(&escape(text, before_value));
            }
            Piece::Value(value) => {
                let _ = write!(out, "${{{}}}", flat(value));
            }
        }
    }
    out.push('"');
    out
}

/// The characters of a quoted template that stand for exactly this text. A lone `$` before `{` is doubled, as is `%`; in a
/// run of them, or before an interpolation, the readers of HCL differ, and the others are interpolated.
fn escape(text: &str, before_value: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if matches!(c, '$' | '%') {
            let end = rest.find(|c| !matches!(c, '$' | '%')).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            // the last of them, where it would open an interpolation
            let (before, opening) = if rest.starts_with('{') { run.split_at(run.len() - 1) } else { (run, "") };
            let alone = opening.is_empty() && !(rest.is_empty() && before_value);
            if alone || before.is_empty() {
                out.push_str(before);
            } else {
                let _ = write!(out, "${{\"{before}\"}}");
            }
            out.push_str(&opening.repeat(2));
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // what an editor or a diff would not show
            c if acting(c).is_some() => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
pub fn file_is_valid(text: &str) {
    hcl::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
}

#[cfg(test)]
pub mod tests {
    use hcl::eval::{Context, Evaluate};

    /// The attributes of a target, evaluated with `GIT_SHA` being `SHA`.
    pub fn target(text: &str, name: &str) -> serde_json::Value {
        let body = hcl::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let block = body.blocks().find(|block| {
            block.identifier() == "target" && block.labels().first().is_some_and(|label| label.as_str() == name)
        });
        let mut context = Context::new();
        context.declare_var("GIT_SHA", "SHA");
        context.declare_var("ATTEST", false);
        context.declare_var("REGISTRY", "MOVED");
        let mut values = hcl::Map::new();
        for attribute in block.expect("the target").body().attributes() {
            let value = attribute.expr().evaluate(&context).unwrap_or_else(|error| panic!("{error}\n{text}"));
            values.insert(attribute.key().to_string(), value);
        }
        serde_json::to_value(values).expect("JSON")
    }
}
