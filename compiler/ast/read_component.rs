//! Components: their parameters, and what they say of themselves.

use super::checked::{Checked, Reader, name_of};
use super::*;
use crate::schema::Context;
use crate::syntax::Value;

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
        Some(Param { name, default, kind, list, doc: node.name_property("doc"), one_of, span: node.head() })
    }
}
