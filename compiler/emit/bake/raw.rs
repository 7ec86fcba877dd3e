//! Attributes that the user wrote for Bake as they are.

use super::hcl::{Expr, is_name};
use super::text;
use super::variables::Scope;
use crate::plan::{BakeValue, Text};
use indexmap::IndexMap;

/// Attributes that Bake reads as a list, even of one.
const LISTS: [&str; 14] = [
    "annotations",
    "attest",
    "cache-from",
    "cache-to",
    "entitlements",
    "inherits",
    "no-cache-filter",
    "output",
    "platforms",
    "policy",
    "secret",
    "ssh",
    "tags",
    "ulimits",
];

/// Attributes that Bake reads as an object: each value is `KEY=VALUE`.
const OBJECTS: [&str; 5] = ["args", "contexts", "extra-hosts", "labels", "resources"];

/// Lists to which the user adds; of others theirs is used instead of ours.
const ADDED: [&str; 5] = ["annotations", "entitlements", "secret", "ssh", "inherits"];

/// Adds them to the attributes of a target.
pub fn add(attributes: &mut IndexMap<String, Expr>, raw: &IndexMap<String, Vec<BakeValue>>, scope: &mut Scope) {
    for (name, values) in raw {
        if !is_name(name) || values.is_empty() {
            continue;
        }
        let name = name.as_str();
        let value = if OBJECTS.contains(&name) {
            object(values, scope)
        } else if LISTS.contains(&name) || values.len() > 1 {
            Expr::List(values.iter().map(|value| expr(value, scope)).collect())
        } else {
            expr(&values[0], scope)
        };
        match (attributes.get_mut(name), value) {
            (Some(Expr::List(ours)), Expr::List(theirs)) if ADDED.contains(&name) => ours.extend(theirs),
            (Some(Expr::Object(ours)), Expr::Object(theirs)) => {
                ours.retain(|(key, _)| !theirs.iter().any(|(their, _)| their == key));
                ours.extend(theirs);
            }
            (_, value) => {
                attributes.insert(name.to_string(), value);
            }
        }
    }
}

fn expr(value: &BakeValue, scope: &mut Scope) -> Expr {
    match value {
        BakeValue::Text(value) => text::expr(value, scope),
        BakeValue::Bool(value) => Expr::Bool(*value),
        // KDL's numbers are wider than HCL's: Bake converts text
        BakeValue::Number(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => Expr::Number(number.clone()),
        BakeValue::Number(number) => Expr::text(number),
    }
}

fn object(values: &[BakeValue], scope: &mut Scope) -> Expr {
    let mut entries: Vec<(String, Expr)> = Vec::new();
    for value in values {
        let BakeValue::Text(whole) = value else { continue };
        let Some((key, rest)) = split(whole) else { continue };
        entries.retain(|(other, _)| *other != key);
        entries.push((key, text::expr(&rest, scope)));
    }
    Expr::Object(entries)
}

/// At the first `=`, which is in the first, literal, piece.
fn split(whole: &Text) -> Option<(String, Text)> {
    let first = whole.0.first().map(|segment| Text(vec![segment.clone()]).as_literal())??;
    let (key, rest) = first.split_once('=')?;
    let mut value = Text::literal(rest);
    value.extend(&Text(whole.0[1..].to_vec()));
    Some((key.to_string(), value))
}
