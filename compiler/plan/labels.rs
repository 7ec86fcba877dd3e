//! The labels of a build: what is known of it, under the names that OCI gives.
//!
//! Source of the names: OCI image specification, annotations.md, "Pre-Defined Annotation Keys".

use super::site::{Position, Site, Uses};
use super::tags::{Tags, registries};
use super::{REF_NAME, Segment, Text, Variable, When};
use crate::ast::{ImageItem, Template};
use crate::model::first;
use indexmap::IndexMap;

const OCI: &str = "org.opencontainers.image.";

pub(super) fn labels<'a>(site: &Site<'a>, from: &str, tags: &Tags) -> IndexMap<String, Text> {
    let stack = &site.model().stack;
    let mut labels: IndexMap<String, Text> = IndexMap::new();
    let mut oci = |key: &str, value: Option<Text>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            labels.insert(format!("{OCI}{key}"), value);
        }
    };
    let said = |name: &Option<crate::ast::Name>| name.as_ref().map(|name| Text::literal(name.value.clone()));
    let own = |pick: fn(&'a ImageItem) -> Option<&'a Template>| {
        first(&site.leaves, pick).and_then(|template| site.text(template, Position::Value, None, &mut Uses::default()))
    };
    let title = own(|item| if let ImageItem::Title(title) = item { Some(title) } else { None });
    let description = own(|item| if let ImageItem::Description(text) = item { Some(text) } else { None });
    oci("title", title.or_else(|| Some(Text::literal(site.image.name()))));
    oci("description", description.or_else(|| said(&stack.description)));
    oci("source", said(&stack.source));
    oci("url", said(&stack.docs).or_else(|| said(&stack.source)));
    oci("documentation", said(&stack.docs));
    oci("version", site.said_version().and_then(Result::ok));
    oci("revision", Some(Text::variable(Variable::GitSha)));
    oci("created", Some(Text::variable(Variable::Created)));
    oci("vendor", said(&stack.vendor));
    oci("licenses", said(&stack.license));
    oci("authors", said(&stack.authors));
    let always = tags.tags.iter().find(|tag| tag.when.0.is_empty());
    oci("ref.name", always.map(|tag| published(&tag.reference, &registries(site))));
    if from != "scratch" {
        oci("base.name", Some(Text::literal(from.split('@').next().unwrap_or(from))));
        oci("base.digest", from.split_once('@').map(|(_, digest)| Text::literal(digest)));
    }
    for (name, template) in &stack.labels {
        if let Some(text) = site.text(template, Position::Value, None, &mut Uses::default()) {
            labels.insert(name.value.clone(), text);
        }
    }
    for leaf in &site.leaves {
        let ImageItem::Label(pairs) = leaf.item else { continue };
        for (name, template) in pairs {
            if let Some(text) = site.text(template, Position::Value, None, &mut Uses::default()) {
                labels.insert(name.value.clone(), text);
            }
        }
    }
    labels.sort_keys();
    labels
}

/// A tag without its registry, since the same image is pushed to all of them.
fn published(reference: &Text, registries: &[String]) -> Text {
    let Some((Segment::Literal(first), rest)) = reference.0.split_first() else { return reference.clone() };
    let without = registries.iter().filter_map(|registry| first.strip_prefix(registry.as_str())?.strip_prefix('/'));
    let mut name = Text::literal(without.min_by_key(|name| name.len()).unwrap_or(first));
    rest.iter().for_each(|segment| name.push(segment.clone()));
    name
}

/// What the image is called where every tag has a condition: one for each condition, in the order of the tags.
pub(super) fn ref_name(site: &Site, tags: &Tags, said: &IndexMap<String, Text>) -> Vec<(When, Text)> {
    if said.contains_key(REF_NAME) {
        return Vec::new();
    }
    let registries = registries(site);
    let mut names: Vec<(When, Text)> = Vec::new();
    for tag in &tags.tags {
        if !names.iter().any(|(when, _)| *when == tag.when) {
            names.push((tag.when.clone(), published(&tag.reference, &registries)));
        }
    }
    names
}
