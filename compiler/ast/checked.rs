//! A node against its row in the vocabulary, once for all nodes.

use super::{errors, foreign};
use crate::budget::{Cost, REGEX};
use crate::date::Date;
use crate::diag::{Diagnostic, Diagnostics};
use crate::glob::Glob;
use crate::schema::{self, Body, Context, Kind, Row};
use crate::source::{Span, Spanned};
use crate::syntax::{Node, Property, Quoting, Value, Word};
use crate::visible::acting;
use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;

/// Reads nodes; everything wrong goes to the diagnostics.
pub(super) struct Reader<'d> {
    pub diagnostics: &'d mut Diagnostics,
    /// The whole file.
    pub text: &'d str,
}

/// A node whose shape is right.
#[derive(Clone, Copy)]
pub(super) struct Checked<'n> {
    pub node: &'n Node,
    pub row: &'static Row,
}

impl<'n> Checked<'n> {
    /// The argument at a place, as text.
    pub fn word(&self, at: usize) -> Option<&'n Word> {
        self.node.arguments.get(at).and_then(as_word)
    }

    /// All arguments from a place on, and what the braces list.
    pub fn words(&self, from: usize) -> Vec<&'n Word> {
        self.node.arguments.iter().skip(from).filter_map(as_word).collect()
    }

    pub fn property(&self, name: &str) -> Option<&'n Value> {
        self.node.properties.iter().find(|property| property.name.value == name).map(|property| &property.value)
    }

    pub fn property_word(&self, name: &str) -> Option<&'n Word> {
        self.property(name).and_then(as_word)
    }

    pub fn name_property(&self, name: &str) -> Option<Spanned<String>> {
        self.property_word(name).map(name_of)
    }

    pub fn flag(&self, name: &str) -> bool {
        matches!(self.property(name), Some(Value::Bool(true, _)))
    }

    /// The properties that the row does not name.
    pub fn open_properties(&self) -> impl Iterator<Item = &'n Property> {
        let row = self.row;
        self.node
            .properties
            .iter()
            .filter(move |property| !row.properties.iter().any(|known| known.name == property.name.value))
    }

    pub fn children(&self) -> &'n [Node] {
        self.node.children.as_deref().unwrap_or(&[])
    }

    /// The node without its children.
    pub fn head(&self) -> Span {
        self.node.head
    }
}

pub(super) fn as_word(value: &Value) -> Option<&Word> {
    match value {
        Value::String(word) => Some(word),
        _ => None,
    }
}

/// A word as a name.
pub(super) fn name_of(word: &Word) -> Spanned<String> {
    Spanned::new(word.value.clone(), word.span)
}

impl Reader<'_> {
    pub fn error(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.error(diagnostic);
    }

    /// The children of a node, each against its row; those that may stand once stand once.
    pub fn nodes<'n>(&mut self, nodes: &'n [Node], context: Context) -> Vec<Checked<'n>> {
        let mut checked: Vec<Checked<'n>> = Vec::new();
        for node in nodes {
            let Some(found) = self.check(node, context) else { continue };
            let known = |before: &&Checked| before.row.name == found.row.name;
            if !found.row.many
                && let Some(before) = checked.iter().find(known)
            {
                self.error(errors::repeated(found.row.name, node.name.span, before.node.name.span));
                continue;
            }
            checked.push(found);
        }
        checked
    }

    /// A node against its row. `None`: it was reported.
    pub fn check<'n>(&mut self, node: &'n Node, context: Context) -> Option<Checked<'n>> {
        let Some(row) = schema::find(context, &node.name.value) else {
            self.error(errors::unknown_node(&node.name, node, context));
            return None;
        };
        if let Some(told) = foreign::spelling(node, row).or_else(|| foreign::flags(node, row)) {
            self.error(told);
            return None;
        }
        let mut right = true;
        for &span in &node.annotations {
            self.error(errors::annotation(span));
            right = false;
        }
        let block = node.children.as_ref().filter(|_| row.body == Body::None);
        if let Some(children) = block {
            self.error(errors::no_body(node, children, row, self.text));
            right = false;
        }
        // an argument may be what stands in braces by mistake
        if block.is_none() || !node.arguments.is_empty() {
            right &= self.arguments(node, row);
        }
        // `image name="data"` was told as what it lacks
        if right || !node.arguments.is_empty() {
            right &= self.properties(node, row);
        }
        right.then_some(Checked { node, row })
    }

    fn arguments(&mut self, node: &Node, row: &'static Row) -> bool {
        let mut right = true;
        for (at, value) in node.arguments.iter().enumerate() {
            let last = row.arguments.last().filter(|last| last.many);
            match row.arguments.get(at).or(last) {
                Some(argument) => right &= self.kind(value, argument.kind, row, row.name),
                None => {
                    self.error(errors::extra_argument(at, row, node, self.text));
                    right = false;
                    break;
                }
            }
        }
        let words =
            matches!(row.body, Body::Words(_)) && node.children.as_ref().is_some_and(|children| !children.is_empty());
        let missing = row.arguments.iter().skip(node.arguments.len()).find(|argument| !argument.optional);
        if let Some(missing) = missing.filter(|_| !words && right) {
            self.error(errors::missing_argument(node, row, missing.name, self.text));
            right = false;
        }
        right
    }

    fn properties(&mut self, node: &Node, row: &'static Row) -> bool {
        let mut right = true;
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for property in &node.properties {
            let name = property.name.value.as_str();
            if let Some(problem) = unwritable(&property.name, Kind::Name, row, row.name) {
                self.error(problem);
                right = false;
                continue;
            }
            let before = *seen.entry(name).or_insert(property.span);
            if before != property.span && !REPEATABLE.contains(&name) {
                self.error(errors::repeated_property(name, property.span, before));
                right = false;
                continue;
            }
            let known = row.properties.iter().find(|known| known.name == name);
            match known.map(|known| known.kind).or(row.open) {
                Some(kind) => right &= self.kind(&property.value, kind, row, name),
                None => {
                    self.error(errors::unknown_property(property, node, row, self.text));
                    right = false;
                }
            }
        }
        right
    }

    /// Whether a value is what it must be.
    pub fn kind(&mut self, value: &Value, kind: Kind, row: &Row, what: &str) -> bool {
        if let Value::String(word) = value
            && let Some(problem) = unwritable(word, kind, row, what)
        {
            self.error(problem);
            return false;
        }
        let problem = match (kind, value) {
            (Kind::Any, Value::Null(_)) => errors::wrong_type(value, kind, what),
            (Kind::Any, _) => return true,
            (Kind::Integer, Value::Number { integer: Some(0..), .. }) => return true,
            (Kind::Port, Value::Number { integer: Some(1..=65535), .. }) => return true,
            (Kind::Boolean | Kind::Selector, Value::Bool(..)) => return true,
            (Kind::Integer | Kind::Boolean, _) => errors::wrong_type(value, kind, what),
            (Kind::Choice(words), Value::String(word)) => {
                if words.contains(&word.value.as_str()) {
                    return true;
                }
                errors::unknown_choice(word, words, what)
            }
            (Kind::Glob, Value::String(word)) if word.value.contains('{') => {
                errors::bad_glob(word, "a glob has no `{…}`: write one for each")
            }
            (Kind::Glob, Value::String(word)) => match Glob::new(&word.value) {
                Ok(_) => return true,
                Err(problem) => errors::bad_glob(word, &problem),
            },
            (Kind::Date, Value::String(word)) => match Date::parse(&word.value) {
                Some(_) => return true,
                None => errors::bad_date(word),
            },
            (Kind::Shell | Kind::Regex, Value::String(word)) if self.has_escape(word) => {
                errors::backslash(word, self.text, if kind == Kind::Shell { "shell" } else { "a regular expression" })
            }
            // one more would be compiled for nothing
            (Kind::Regex, Value::String(_)) if self.diagnostics.go_on().is_err() => return false,
            (Kind::Regex, Value::String(word)) => match pattern(&word.value) {
                Ok((_, size)) => return self.diagnostics.draw(Cost::Regex, size, word.span).is_ok(),
                Err(problem) => errors::bad_regex(word, &problem.to_string()),
            },
            (Kind::Docker, Value::String(word)) if word.value.is_empty() && NEVER_EMPTY.contains(&what) => {
                errors::empty(word, what)
            }
            (Kind::Name, Value::String(word)) if word.value.is_empty() && row.name != "name" => {
                errors::empty(word, what)
            }
            (_, Value::String(_)) => return true,
            (Kind::Port, Value::Number { text, span, .. }) => errors::bad_port(text, *span),
            (_, Value::Number { text, span, .. }) => errors::number(text, *span, what),
            (_, value) => errors::wrong_type(value, kind, what),
        };
        self.error(problem);
        false
    }

    /// Whether a plain string has a backslash, which KDL reads before any shell does.
    fn has_escape(&self, word: &Word) -> bool {
        word.quoting == Quoting::Plain && self.text.get(word.span.range()).is_some_and(|written| written.contains('\\'))
    }

    /// `#true`, `#false` or nothing, which is true.
    pub fn switch(&mut self, node: Checked, at: usize) -> Spanned<bool> {
        match node.node.arguments.get(at) {
            Some(Value::Bool(on, span)) => Spanned::new(*on, *span),
            _ => Spanned::new(true, node.node.name.span),
        }
    }

    pub fn glob(&mut self, word: &Word) -> Option<Glob> {
        match Glob::new(&word.value) {
            Ok(glob) => Some(glob),
            Err(problem) => {
                self.error(errors::bad_glob(word, &problem));
                None
            }
        }
    }
}

/// What no file can hold as this value, or nobody would see in it.
fn unwritable(word: &Word, kind: Kind, row: &Row, what: &str) -> Option<Diagnostic> {
    let lines = MANY_LINES.contains(&row.name) || what == "reason";
    match kind {
        Kind::Any | Kind::Integer | Kind::Boolean | Kind::Choice(_) => None,
        _ if word.value.contains('\0') => Some(errors::nul(word)),
        Kind::Name | Kind::Plain | Kind::Template | Kind::Docker | Kind::Glob
            if word.value.contains(['\n', '\r']) && !lines =>
        {
            Some(errors::line_break(word, what))
        }
        _ if row.name == "mount" && !word.value.chars().all(|c| matches!(c, ' '..='~')) => {
            Some(errors::mount_characters(word, what))
        }
        _ if SPELT.contains(&row.name) || what == "reason" => None,
        _ => word.value.char_indices().find_map(|(at, c)| {
            let acts = acting(c)?;
            Some(errors::acting(word.part(at, at + c.len_utf8()), what, c, acts))
        }),
    }
}

/// Nodes whose text is written as JSON or HCL, in which every character can be spelt.
const SPELT: &[&str] = &["bake", "cmd", "entrypoint", "example"];

/// A regular expression, and about how many bytes it takes: most are small.
pub(super) fn pattern(text: &str) -> Result<(Regex, usize), regex::Error> {
    let sized = |size: usize| RegexBuilder::new(text).size_limit(size).build().map(|regex| (regex, size));
    let small = [REGEX / 160, REGEX / 10].into_iter().find_map(|size| sized(size).ok());
    small.map_or_else(|| sized(REGEX), Ok)
}

/// Nodes whose text may have several lines: exec forms are JSON, raw lines may have here-documents, and parameters and raw
/// attributes of Bake are quoted where they end up.
const MANY_LINES: &[&str] = &["bake", "cmd", "entrypoint", "example", "instruction", "shell"];

/// Instructions that Docker refuses without a word.
const NEVER_EMPTY: &[&str] = &["stopsignal", "user", "workdir"];

/// Properties that may stand more than once on a node.
const REPEATABLE: &[&str] = &["extra-index", "requirements", "constraints", "channel", "exclude"];
