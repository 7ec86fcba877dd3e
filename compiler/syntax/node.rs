//! Nodes and their entries.

use super::chars::{is_newline, is_space};
use super::removal::removal;
use super::{Node, Parsed, Parser, Property, Quoting, Value, Word, errors, number};
use crate::budget::NESTING;
use crate::source::Span;

enum Entry {
    Argument(Value),
    Property(Property),
}

impl Parser<'_> {
    /// The nodes between braces, with the closing one. The opening one has been read.
    fn children(&mut self, open: Span) -> Parsed<(Vec<Node>, Option<String>)> {
        self.depth += 1;
        if self.depth > NESTING {
            return Err(errors::too_deep(open, NESTING));
        }
        let mut nodes = Vec::new();
        self.blanks()?;
        let beside = self.looking_at("//").then(|| self.line_comment().to_string());
        loop {
            let comment = self.line_space()?;
            match self.peek() {
                Some('}') => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok((nodes, beside));
                }
                Some(_) => nodes.extend(self.node(comment)?),
                None => return Err(errors::unclosed_brace(self.unclosed_brace(open))),
            }
        }
    }

    /// One node with what ends it; nothing if it is commented out with `/-`.
    pub fn node(&mut self, comment: Option<String>) -> Parsed<Option<Node>> {
        let skipped = self.slashdash()?;
        let start = self.at;
        let mut annotations = Vec::new();
        self.annotation(&mut annotations)?;
        let name = self.node_name()?;
        let mut node = Node {
            head: self.span(start, self.at),
            span: self.span(start, self.at),
            name,
            arguments: Vec::new(),
            properties: Vec::new(),
            children: None,
            annotations,
            comment,
            removal: None,
        };
        self.entries(&mut node)?;
        node.span = self.span(start, node.span.range().end);
        node.removal = removal(self.text, node.span);
        self.end_of_node(&mut node)?;
        Ok((!skipped).then_some(node))
    }

    /// Whether a `/-` stands here; what may stand between it and what it comments out is skipped.
    fn slashdash(&mut self) -> Parsed<bool> {
        let found = self.eat("/-");
        if found {
            self.line_space()?;
        }
        Ok(found)
    }

    fn annotation(&mut self, annotations: &mut Vec<Span>) -> Parsed<()> {
        if self.byte() != Some(b'(') {
            return Ok(());
        }
        let start = self.at;
        self.at += 1;
        self.node_space()?;
        let named = self.string()?.is_some();
        self.node_space()?;
        if !named || !self.eat(")") {
            return Err(errors::annotation(self.span(start, self.at.max(start + 1))));
        }
        annotations.push(self.span(start, self.at));
        self.node_space()?;
        Ok(())
    }

    fn node_name(&mut self) -> Parsed<Word> {
        let start = self.at;
        let Some(name) = self.string()? else {
            return Err(match self.peek() {
                None => errors::nothing_to_skip(self.here()),
                Some('0'..='9' | '+' | '-' | '/') => self.unquoted(start),
                Some('[') => errors::list(self.list(start), true),
                Some('{') => errors::nameless_block(self.here()),
                Some(c) => errors::no_node_name(self.here(), c),
            });
        };
        match self.byte() {
            Some(b'=')
                if name.quoting == Quoting::Bare
                    && matches!(self.text.as_bytes().get(self.at + 1), Some(b'"' | b'#')) =>
            {
                let equals = self.span(self.at, self.at + 1);
                return Err(errors::equals_after_node(equals, equals, &name));
            }
            Some(b'=') if name.quoting == Quoting::Bare => return Err(self.unquoted(start)),
            Some(b':') if name.quoting == Quoting::Plain => {
                return Err(errors::json_key(self.span(start, self.at + 1), &name));
            }
            _ => {}
        }
        let here = self.at;
        if self.node_space()? && self.byte() == Some(b'=') && name.quoting == Quoting::Bare {
            let with_space = self.span(here, self.at + 1);
            return Err(errors::equals_after_node(self.here(), with_space, &name));
        }
        self.at = here;
        Ok(name)
    }

    /// Arguments, properties and children.
    fn entries(&mut self, node: &mut Node) -> Parsed<()> {
        let start = self.at;
        let mut closed = false;
        let mut block = None;
        loop {
            let before = self.at;
            let spaced = self.node_space()?;
            match self.peek() {
                None | Some(';' | '}') => return Ok(()),
                Some(c) if is_newline(c) => return Ok(()),
                Some('/') if self.looking_at("//") => return Ok(()),
                Some('{') => {
                    if node.children.is_some() {
                        return Err(self.second_block(block, spaced));
                    }
                    self.check_template(before, spaced, node)?;
                    closed = true;
                    let open = self.here();
                    block = Some(self.at);
                    self.at += 1;
                    let (children, beside) = self.children(open)?;
                    add_comment(node, beside);
                    node.children = Some(children);
                }
                Some('/') if self.looking_at("/-") => {
                    self.slashdash()?;
                    if self.byte() == Some(b'{') {
                        closed = true;
                        let open = self.here();
                        self.at += 1;
                        self.children(open)?;
                    } else if closed {
                        return Err(errors::after_block(self.here()));
                    } else {
                        self.entry(&mut Vec::new())?;
                    }
                    continue;
                }
                Some(c) => {
                    if closed {
                        return Err(self.after_block(block, spaced));
                    }
                    if !spaced && before > start {
                        return Err(self.unspaced(node, c));
                    }
                    if !spaced {
                        return Err(self.glued(node, c));
                    }
                    match self.entry(&mut node.annotations)? {
                        Entry::Argument(value) => node.arguments.push(value),
                        Entry::Property(property) => node.properties.push(property),
                    }
                    node.head = self.span(node.head.range().start, self.at);
                }
            }
            node.span = self.span(node.head.range().start, self.at);
        }
    }

    /// The `;` or the comment after a node; its line's end is left to what follows.
    fn end_of_node(&mut self, node: &mut Node) -> Parsed<()> {
        if self.byte() == Some(b';') {
            self.at += 1;
            let here = self.at;
            self.at += self.rest().find(|c| !is_space(c)).unwrap_or(self.rest().len());
            if !self.looking_at("//") {
                self.at = here;
                return Ok(());
            }
        }
        if self.looking_at("//") {
            let beside = self.line_comment().to_string();
            add_comment(node, Some(beside));
        }
        self.newline();
        Ok(())
    }

    fn entry(&mut self, annotations: &mut Vec<Span>) -> Parsed<Entry> {
        let start = self.at;
        let annotated = self.byte() == Some(b'(');
        self.annotation(annotations)?;
        let value = self.value(start)?;
        let name = match value {
            Value::String(name) if !annotated => name,
            other => {
                if self.byte() == Some(b'=') {
                    return Err(self.unquoted(start));
                }
                return Ok(Entry::Argument(other));
            }
        };
        let after = self.at;
        self.node_space()?;
        if self.byte() != Some(b'=') {
            self.at = after;
            return Ok(Entry::Argument(Value::String(name)));
        }
        self.at += 1;
        if self.byte() == Some(b'=') {
            return Err(self.unquoted(start));
        }
        self.node_space()?;
        if matches!(self.peek(), None | Some(';' | '}' | '{'))
            || self.peek().is_some_and(is_newline)
            || self.looking_at("//")
        {
            return Err(errors::no_value(self.span(start, self.at), &name.value));
        }
        let at = self.at;
        self.annotation(annotations)?;
        let value = self.value(at)?;
        if name.quoting == Quoting::Bare && self.byte() == Some(b'=') {
            return Err(self.unquoted(start));
        }
        Ok(Entry::Property(Property { span: self.span(start, self.at), name, value }))
    }

    /// A value; `start` is where what it belongs to starts.
    fn value(&mut self, start: usize) -> Parsed<Value> {
        if let Some(word) = self.string()? {
            return Ok(Value::String(word));
        }
        let at = self.at;
        let length = number::length(self.rest());
        if length > 0 {
            self.at += length;
            let ends =
                self.peek().is_none_or(|c| is_space(c) || is_newline(c) || matches!(c, ';' | '}' | '{' | ')' | '='))
                    || ["//", "/*", "/-"].iter().any(|comment| self.looking_at(comment))
                    || self.byte() == Some(b'\\');
            if !ends {
                return Err(self.unquoted(at));
            }
            let text = &self.text[at..self.at];
            return Ok(Value::Number {
                text: text.to_string(),
                integer: number::integer(text),
                span: self.span(at, self.at),
            });
        }
        match self.byte() {
            Some(b'#') => {
                self.at += 1;
                let length = self.word_length();
                let word = &self.text[self.at..self.at + length];
                self.at += length;
                let span = self.span(at, self.at);
                match word {
                    "true" => Ok(Value::Bool(true, span)),
                    "false" => Ok(Value::Bool(false, span)),
                    "null" => Ok(Value::Null(span)),
                    "inf" | "-inf" | "nan" => Ok(Value::Number { text: format!("#{word}"), integer: None, span }),
                    _ => Err(errors::keyword(span, word)),
                }
            }
            Some(b'[') => Err(errors::list(self.list(at), false)),
            Some(b'0'..=b'9' | b'+' | b'-' | b'/' | b'=') => Err(self.unquoted(start)),
            _ => match self.peek() {
                Some(c) => Err(errors::no_value_here(self.here(), c)),
                None => Err(errors::nothing_to_skip(self.here())),
            },
        }
    }

    /// A string of any kind, if one starts here.
    fn string(&mut self) -> Parsed<Option<Word>> {
        if let Some(word) = self.quoted_string()? {
            return Ok(Some(word));
        }
        let length = self.word_length();
        if length == 0 || self.is_numeric() {
            return Ok(None);
        }
        let start = self.at;
        let end = start + length;
        self.at = end;
        let span = self.span(start, end);
        let value = &self.text[start..end];
        let next = &self.text[end..];
        if value == "r" && (next.starts_with('"') || next.starts_with("#\"") || next.starts_with("##")) {
            return Err(errors::kdl_1_raw(span, next));
        }
        if matches!(value, "true" | "false" | "null" | "inf" | "-inf" | "nan") {
            return Err(errors::bare_keyword(span, value));
        }
        let broken = match next.as_bytes() {
            [b'/', b'/', ..] => value.ends_with(':'),
            [b'/', b'*', ..] => {
                let line = next.find('\n').unwrap_or(next.len());
                next.starts_with("/**") || !next[..line].contains("*/")
            }
            [b'/', b'-', ..] => false,
            [b'/', ..] => true,
            _ => false,
        };
        if broken {
            return Err(self.unquoted(start));
        }
        Ok(Some(Word { value: value.to_string(), span, quoting: Quoting::Bare, map: vec![(0, start as u32)] }))
    }

    /// Whether what stands here starts like a number: a digit, or a digit behind a sign, a point or both.
    fn is_numeric(&self) -> bool {
        let text = self.rest();
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        unsigned.strip_prefix('.').unwrap_or(unsigned).starts_with(|c: char| c.is_ascii_digit())
    }
}

fn add_comment(node: &mut Node, beside: Option<String>) {
    match (&mut node.comment, beside) {
        (Some(comment), Some(beside)) => {
            comment.push('\n');
            comment.push_str(&beside);
        }
        (comment @ None, beside) => *comment = beside,
        (Some(_), None) => {}
    }
}
