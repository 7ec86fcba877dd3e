//! The labels of a build: what is known of it, under the names that OCI gives.
//!
//! Source of the names: OCI image specification, annotations.md, "Pre-Defined Annotation Keys".

use super::site::{Position, Site, Uses};
use super::tags::Tags;
use super::{REF_NAME, Segment, Text, Variable, When};
use crate::ast::{ImageItem, Template};
use crate::model::first;
use indexmap::IndexMap;

const OCI: &str = "org.opencontainers.image.";

pub(super) fn labels<'a>(site: &Site<'a>, from: &str, tags: &Tags, repository: &str) -> IndexMap<String, Text> {
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
    oci("ref.name", always.and_then(|tag| published(&tag.reference, repository)));
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
fn published(reference: &Text, repository: &str) -> Option<Text> {
    match reference.0.split_first() {
        Some((Segment::Literal(first), rest)) => {
            let start = first.find(&format!("{repository}:"))?;
            let mut name = Text::literal(&first[start..]);
            rest.iter().for_each(|segment| name.push(segment.clone()));
            Some(name)
        }
        _ => Some(reference.clone()),
    }
}

/// What the image is called where every tag has a condition: one for each condition, in the order of the tags.
pub(super) fn ref_name(tags: &Tags, repository: &str, said: &IndexMap<String, Text>) -> Vec<(When, Text)> {
    if said.contains_key(REF_NAME) {
        return Vec::new();
    }
    let mut names: Vec<(When, Text)> = Vec::new();
    for tag in &tags.tags {
        if let Some(name) = published(&tag.reference, repository)
            && !names.iter().any(|(when, _)| *when == tag.when)
        {
            names.push((tag.when.clone(), name));
        }
    }
    names
}
