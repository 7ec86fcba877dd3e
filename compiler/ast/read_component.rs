//! Components: their parameters, and what they say of themselves.

use super::checked::{Checked, Reader, name_of};
use super::*;
use crate::schema::Context;
use crate::syntax::{Node, Value};

impl Reader<'_> {
    pub fn component(&mut self, node: Checked, name: Name) -> Component {
        let mut params: Vec<Param> = Vec::new();
        let (mut description, mut example, mut distros) = (None, None, Vec::new());
        let body = self.entries(node.children(), Context::Component, false, &mut |reader, child| {
            match child.row.name {
                "description" => description = child.word(0).map(name_of),
                "example" => example = child.word(0).cloned(),
                "distros" => distros = reader.globs(&child.words(0)),
                "param" => {
                    let param = reader.param(child)?;
                    match params.iter().find(|before| before.name == param.name) {
                        Some(before) => {
                            let before = before.name.span;
                            reader.error(errors::repeated_param(&param.name, before));
                        }
                        None => params.push(param),
                    }
                }
                _ => return reader.image_item(child),
            }
            None
        });
        for param in &mut params {
            param.read = node.children().iter().any(|child| mentions(child, &param.name.value));
        }
        Component { name, description, example, distros, params, body, span: node.head() }
    }

    fn param(&mut self, node: Checked) -> Option<Param> {
        let name = name_of(node.word(0)?);
        let default = match node.node.arguments.get(1) {
            None => None,
            Some(Value::Bool(on, span)) => Some(UseValue::Switch(*on, *span)),
            Some(value) => Some(UseValue::One(self.parameter(value, &name.value)?)),
        };
        let mut kind = match node.property_word("type").map(|word| word.value.as_str()) {
            Some("version") => ParamKind::Version,
            Some("path") => ParamKind::Path,
            Some("package") => ParamKind::Package,
            Some("url") => ParamKind::Url,
            Some("switch") => ParamKind::Switch,
            _ => ParamKind::Text,
        };
        if matches!(default, Some(UseValue::Switch(..))) {
            kind = ParamKind::Switch;
        }
        let list = node.flag("list");
        let one_of =
            self.nodes(node.children(), Context::Param).iter().flat_map(|child| self.names(&child.words(0))).collect();
        let default = match default {
            Some(UseValue::One(template)) if list => {
                let span = template.span;
                // `""` is the default of a list that may be empty
                let items = if template.segments.is_empty() { Vec::new() } else { vec![template] };
                Some(UseValue::List(items, span))
            }
            other => other,
        };
        Some(Param {
            name,
            default,
            kind,
            list,
            doc: node.name_property("doc"),
            one_of,
            read: false,
            span: node.head(),
        })
    }
}

/// Whether a node of a component, or one within, names a parameter: in a text of any kind or as a selector's key.
fn mentions(node: &Node, param: &str) -> bool {
    if matches!(node.name.value.as_str(), "description" | "example") {
        return false;
    }
    // of its own node only the default of another may speak of it
    let own = node.name.value == "param";
    let arguments = node.arguments.iter().skip(usize::from(own));
    let values = node.properties.iter().filter(|property| !own || property.name.value != "doc");
    let text = |value: &Value| matches!(value, Value::String(word) if names(&word.value, param));
    names(&node.name.value, param)
        || arguments.chain(values.clone().map(|property| &property.value)).any(text)
        || node.name.value == "in" && values.into_iter().any(|property| property.name.value == param)
        || node.children.iter().flatten().any(|child| mentions(child, param))
}

/// Whether a text has `{param` or `$param` in it; in shell a `-` of the name is `_`.
fn names(text: &str, param: &str) -> bool {
    let variable = param.replace('-', "_");
    let within = |name: &str| {
        text.match_indices(name).any(|(at, _)| {
            let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
            !text[..at].ends_with(letter) && !text[at + name.len()..].starts_with(letter)
        })
    };
    text.contains(['{', '$']) && (within(param) || within(&variable))
}
