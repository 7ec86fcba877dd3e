//! Raw attributes of a Bake target: `bake NAME VALUE…`.

use super::site::{Position, Site, Uses};
use super::{BakeValue, Segment, Text, errors};
use crate::ast::{self, BakeAttribute, ImageItem};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// All but the entitlements: whoever runs Bake has to allow them, however they were asked for.
pub(super) fn attributes(
    site: &Site,
    internal: bool,
    entitlements: &mut BTreeSet<String>,
) -> IndexMap<String, Vec<BakeValue>> {
    let mut found = IndexMap::new();
    for leaf in &site.leaves {
        let ImageItem::Bake(attribute) = leaf.item else { continue };
        let values = attribute.values.iter().filter_map(|value| match value {
            ast::BakeValue::Text(template) => {
                site.text(template, Position::Value, None, &mut Uses::default()).map(BakeValue::Text)
            }
            ast::BakeValue::Number(number) => Some(BakeValue::Number(number.clone())),
            ast::BakeValue::Bool(on) => Some(BakeValue::Bool(*on)),
        });
        let mut values: Vec<BakeValue> = values.collect();
        match attribute.key.value.as_str() {
            "entitlements" => values.retain(|value| match text(value).and_then(Text::as_literal) {
                Some(name) => {
                    entitlements.insert(name);
                    false
                }
                None => true,
            }),
            "output" if !internal && site.model().ci.is_some() => output(site, attribute, &values),
            _ => {}
        }
        found.insert(attribute.key.value.clone(), values);
    }
    found
}

fn text(value: &BakeValue) -> Option<&Text> {
    match value {
        BakeValue::Text(text) => Some(text),
        _ => None,
    }
}

/// A workflow pushes one image by its digest: of an output it can keep how the image is written, and not that it is none.
fn output(site: &Site, attribute: &BakeAttribute, values: &[BakeValue]) {
    let written = |value: &BakeValue| {
        let all = text(value)?.0.iter().map(|segment| match segment {
            Segment::Literal(text) | Segment::Docker(text) => text.as_str(),
            _ => "\u{0}",
        });
        all.collect::<String>().split(',').find_map(|one| one.trim().strip_prefix("type=").map(str::to_string))
    };
    let kinds: Vec<Option<String>> = values.iter().map(written).collect();
    if !matches!(&kinds[..], [Some(kind)] if kind == "image" || kind == "registry") {
        site.report_once(errors::lost_output(attribute));
    }
}
