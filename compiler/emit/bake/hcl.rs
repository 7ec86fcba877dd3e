//! HCL, written so that every string comes back as it was.

use std::fmt;

/// A right side: already HCL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression(String);

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// HCL that we wrote ourselves: never text of the user's.
pub fn raw(code: impl Into<String>) -> Expression {
    Expression(code.into())
}

/// A string: nothing in it is replaced.
pub fn string(text: &str) -> Expression {
    Expression(format!("\"{}\"", escaped(text)))
}

/// A string of literal pieces and expressions.
pub fn template<'a>(pieces: impl IntoIterator<Item = Piece<'a>>) -> Expression {
    let mut code = String::from("\"");
    let mut literal = String::new();
    let mut pieces = pieces.into_iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            // a `$` at the end of one piece and a `{` at the start of the next meet: escape them together
            Piece::Literal(text) => {
                literal.push_str(text);
                if !matches!(pieces.peek(), Some(Piece::Literal(_))) {
                    code.push_str(&escaped(&literal));
                    // `$` right before `${` would be read as the escape `$${`
                    if literal.ends_with(['$', '%']) && pieces.peek().is_some() {
                        let last = code.pop().expect("it ends so");
                        code.push_str(&format!("${{\"{last}\"}}"));
                    }
                    literal.clear();
                }
            }
            Piece::Code(expression) => code.push_str(&format!("${{{expression}}}")),
        }
    }
    code.push('"');
    Expression(code)
}

/// A piece of a [`template`].
pub enum Piece<'a> {
    Literal(&'a str),
    Code(Expression),
}

fn escaped(text: &str) -> String {
    let mut code = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => code.push_str("\\\""),
            '\\' => code.push_str("\\\\"),
            '\n' => code.push_str("\\n"),
            '\r' => code.push_str("\\r"),
            '\t' => code.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => {
                code.push(c);
                code.push(c);
            }
            c if c.is_control() => code.push_str(&format!("\\u{:04x}", c as u32)),
            c => code.push(c),
        }
    }
    code
}

pub fn list(items: impl IntoIterator<Item = Expression>) -> Expression {
    let items: Vec<String> = items.into_iter().map(|item| item.0).collect();
    let line = format!("[{}]", items.join(", "));
    if line.len() <= 100 && !line.contains('\n') {
        return Expression(line);
    }
    let lines: Vec<String> = items.iter().map(|item| format!("  {},\n", item.replace('\n', "\n  "))).collect();
    Expression(format!("[\n{}]", lines.concat()))
}

/// A map, one pair a line.
pub fn map(pairs: impl IntoIterator<Item = super::Pair>) -> Expression {
    let lines: Vec<String> = pairs
        .into_iter()
        .map(|(key, value)| {
            let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && !key.starts_with(|c: char| c.is_ascii_digit());
            let key = if plain { key } else { string(&key).0 };
            format!("  {key} = {}\n", value.0.replace('\n', "\n  "))
        })
        .collect();
    Expression(format!("{{\n{}}}", lines.concat()))
}

/// `kind "name" { … }`
#[derive(Clone, Debug)]
pub struct Block {
    kind: &'static str,
    name: String,
    lines: Vec<String>,
}

impl Block {
    /// `name` is a Bake name: letters, digits, `_` and `-`.
    pub fn new(kind: &'static str, name: &str) -> Block {
        Block { kind, name: name.to_string(), lines: Vec::new() }
    }

    pub fn add(&mut self, key: &str, value: Expression) {
        self.lines.push(format!("{key} = {value}"));
    }

    pub fn block(&mut self, key: &str, pairs: Vec<super::Pair>) {
        let inner: Vec<String> = pairs.into_iter().map(|(key, value)| format!("  {key} = {value}\n")).collect();
        self.lines.push(format!("{key} {{\n{}}}", inner.concat()));
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} {} {{", self.kind, string(&self.name))?;
        for line in &self.lines {
            for part in line.split('\n') {
                writeln!(f, "  {part}")?;
            }
        }
        writeln!(f, "}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(code: &str) -> String {
        let body: hcl::Body = hcl::parse(&format!("x = {code}\n")).unwrap_or_else(|error| panic!("{error}\n{code}"));
        let expression = body.attributes().next().unwrap().expr.clone();
        let value = hcl::eval::Evaluate::evaluate(&expression, &hcl::eval::Context::new()).unwrap();
        value.as_str().unwrap().to_string()
    }

    #[test]
    fn nasty_strings_come_back() {
        for text in [
            "",
            "\"",
            "\\",
            "a\\",
            "\n",
            "${x}",
            "%{ if }",
            "$${",
            "$",
            "%",
            "${{ x }}",
            "#",
            "<<EOF\nx\nEOF",
            "\u{1}",
            "é😀",
            "$\"{",
        ] {
            assert_eq!(read(&string(text).to_string()), text);
        }
        assert_eq!(read(&string(&"é$\"".repeat(4000)).to_string()).len(), 16000);
    }

    #[test]
    fn a_dollar_before_an_expression_stays_one() {
        let code = template([Piece::Literal("a$"), Piece::Code(raw("\"b\"")), Piece::Literal("%")]);
        assert_eq!(read(&code.to_string()), "a$b%");
    }

    proptest! {
        #[test]
        fn any_string_comes_back(text in any::<String>()) {
            prop_assert_eq!(read(&string(&text).to_string()), text);
        }
    }
}
