//! Frameworks, and the catalogue of their releases.

use super::checked::{Checked, Reader, as_word, name_of};
use super::{Framework, FrameworkRelease, Name, Wheels};
use crate::schema::Context;

impl Reader<'_> {
    pub fn framework(&mut self, node: Checked) -> Option<Framework> {
        Some(Framework {
            name: name_of(&node.node.name),
            version: self.template(node.word(0)?)?,
            python: node.property_word("python").and_then(|word| self.template(word)),
        })
    }

    pub fn framework_release(&mut self, node: Checked, framework: Name) -> Option<FrameworkRelease> {
        let mut release = FrameworkRelease {
            framework,
            version: name_of(node.word(1)?),
            source: node.name_property("source"),
            date: node.name_property("date"),
            confidence: node.name_property("confidence"),
            companions: Vec::new(),
            pythons: Vec::new(),
            wheels: Vec::new(),
        };
        for child in self.nodes(node.children(), Context::FrameworkRelease) {
            match child.row.name {
                "with" => release.companions = open_names(child),
                "python" => release.pythons = self.names(&child.words(0)),
                _ => release.wheels.extend(self.wheels(child)),
            }
        }
        Some(release)
    }

    fn wheels(&mut self, node: Checked) -> Option<Wheels> {
        let listed = self.nodes(node.children(), Context::Wheels);
        Some(Wheels {
            family: name_of(node.word(0)?),
            release: node.word(1).map(name_of),
            index: node.name_property("index"),
            newer: node.flag("newer"),
            libraries: open_names(node),
            platforms: listed.into_iter().flat_map(|child| self.names(&child.words(0))).collect(),
        })
    }
}

/// The properties that the row does not name.
fn open_names(node: Checked) -> Vec<(Name, Name)> {
    let value =
        |property: &crate::syntax::Property| Some((name_of(&property.name), name_of(as_word(&property.value)?)));
    node.open_properties().filter_map(value).collect()
}
