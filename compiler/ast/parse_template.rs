//! Templates: `{name}`, `{{`, `}}`, and Docker's `$`.

use super::checked::Reader;
use super::{DISTRIBUTION_KEYS, Dash, Part, Reference, Segment, Template, errors};
use crate::syntax::{Value, Word};

impl Reader<'_> {
    /// A template in which `$NAME` is an error.
    pub fn template(&mut self, word: &Word) -> Option<Template> {
        self.parse_template(word, false)
    }

    /// A template in which `$NAME` is Docker's.
    pub fn docker(&mut self, word: &Word) -> Option<Template> {
        self.parse_template(word, true)
    }

    /// Text, or a number or switch as it is written.
    /// The value of a parameter: a count may be a number, and `3.10` is none.
    pub fn parameter(&mut self, value: &Value, name: &str) -> Option<Template> {
        if let Value::Number { text, integer: None, span } = value {
            self.error(errors::number(text, *span, name));
        }
        self.any_template(value)
    }

    pub fn any_template(&mut self, value: &Value) -> Option<Template> {
        match value {
            Value::String(word) => self.docker(word),
            Value::Number { text, span, .. } => {
                Some(Template { segments: vec![Segment::Literal(text.clone())], span: *span })
            }
            Value::Bool(on, span) => Some(Template { segments: vec![Segment::Literal(on.to_string())], span: *span }),
            Value::Null(_) => None,
        }
    }

    fn parse_template(&mut self, word: &Word, docker: bool) -> Option<Template> {
        let value = word.value.as_str();
        let mut segments = Vec::new();
        let mut literal = String::new();
        let mut right = true;
        let mut at = 0;
        while at < value.len() {
            let rest = &value[at..];
            let first = rest.chars().next().expect("not at the end");
            match first {
                '{' if rest.starts_with("{{") => {
                    literal.push('{');
                    at += 2;
                }
                '}' if rest.starts_with("}}") => {
                    literal.push('}');
                    at += 2;
                }
                '}' => {
                    self.error(errors::lone_brace(word.part(at, at + 1)));
                    right = false;
                    at += 1;
                }
                '{' => {
                    let Some(end) = rest.find('}') else {
                        self.error(errors::open_brace(word.part(at, value.len())));
                        return None;
                    };
                    let inner = &rest[1..end];
                    match self.name_in_braces(inner, word, at + 1) {
                        Some(reference) => {
                            if !literal.is_empty() {
                                segments.push(Segment::Literal(std::mem::take(&mut literal)));
                            }
                            segments.push(Segment::Name(reference));
                        }
                        None => right = false,
                    }
                    at += end + 1;
                }
                '$' => {
                    let (length, name) = variable(rest);
                    match (docker, name) {
                        (true, Some(name)) => {
                            if !literal.is_empty() {
                                segments.push(Segment::Literal(std::mem::take(&mut literal)));
                            }
                            let span = word.part(at, at + length);
                            segments.push(Segment::Docker {
                                text: rest[..length].to_string(),
                                name: name.to_string(),
                                span,
                            });
                        }
                        (false, Some(name)) => {
                            self.error(errors::dollar(name, word.part(at, at + length)));
                            right = false;
                        }
                        (true, None) if rest.starts_with("$$") => {
                            literal.push('$');
                            at += 1;
                        }
                        (true, None) if rest.starts_with("${") => {
                            self.error(errors::open_brace(word.part(at, value.len())));
                            return None;
                        }
                        (_, None) => literal.push('$'),
                    }
                    at += if name.is_some() { length } else { 1 };
                }
                other => {
                    literal.push(other);
                    at += other.len_utf8();
                }
            }
        }
        if !literal.is_empty() {
            segments.push(Segment::Literal(literal));
        }
        right.then_some(Template { segments, span: word.span })
    }

    /// `-TORCH.major-` without its braces.
    fn name_in_braces(&mut self, inner: &str, word: &Word, at: usize) -> Option<Reference> {
        let span = word.part(at, at + inner.len());
        let (dash, name) = match (inner.strip_prefix('-'), inner.strip_suffix('-')) {
            (Some(rest), None) => (Dash::Before, rest),
            (None, Some(rest)) => (Dash::After, rest),
            _ => (Dash::None, inner),
        };
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            || !name.chars().all(good)
            || name.ends_with('.')
        {
            let braces = [word.part(at - 1, at), word.part(at + inner.len(), at + inner.len() + 1)];
            self.error(errors::bad_name(inner, span, braces));
            return None;
        }
        let head = name.split('.').next().unwrap_or(name);
        let (name, part) = match name.rsplit_once('.') {
            Some((before, last)) if !matches!(head, "git" | "date" | "info") && !DISTRIBUTION_KEYS.contains(&name) => {
                let part = [Part::Major, Part::Minor, Part::Patch].into_iter().find(|part| part.name() == last);
                if part.is_none() || before.contains('.') {
                    self.error(errors::unknown_part(before, last, span));
                    return None;
                }
                (before, part)
            }
            _ => (name, None),
        };
        Some(Reference { name: name.to_string(), part, dash, span })
    }
}

/// How long `$NAME` or `${NAME…}` is at the start of the text, and its name.
fn variable(text: &str) -> (usize, Option<&str>) {
    let after = &text[1..];
    let name_length = |text: &str| {
        if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return 0;
        }
        text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
    };
    let Some(inner) = after.strip_prefix('{') else {
        let length = name_length(after);
        return if length == 0 { (1, None) } else { (1 + length, Some(&after[..length])) };
    };
    let length = name_length(inner);
    if length == 0 {
        return (1, None);
    }
    let mut depth = 1;
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (2 + at + 1, Some(&inner[..length]));
        }
    }
    (1, None)
}
