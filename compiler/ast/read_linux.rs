//! The catalogue of Linux distributions.

use super::checked::{Checked, Reader, name_of};
use super::{Distribution, EndOfLife, Libc, LibcKind, Name, Source, errors};
use crate::date::Date;
use crate::schema::Context;

impl Reader<'_> {
    pub fn distribution(&mut self, node: Checked, name: Name) -> Option<Distribution> {
        let (Some(family), Some(manager)) = (node.name_property("family"), node.name_property("manager")) else {
            let missing = if node.property("family").is_none() { "family" } else { "manager" };
            self.error(errors::missing_property(node.node, missing));
            return None;
        };
        let mut distribution = Distribution {
            name,
            family,
            manager,
            codename: node.name_property("codename"),
            libc: self.libc(node),
            python: node.name_property("python"),
            externally_managed: node.flag("externally-managed"),
            bases: Vec::new(),
            end_of_life: None,
            source: None,
            span: node.head(),
        };
        for child in self.nodes(node.children(), Context::Distribution) {
            match child.row.name {
                "base" => distribution.bases.extend(self.globs(&child.words(0))),
                "end-of-life" => distribution.end_of_life = end_of_life(child),
                "source" => distribution.source = source(child),
                other => unreachable!("`{other}` has a row and no reader"),
            }
        }
        Some(distribution)
    }

    /// `glibc=` or `musl=`
    fn libc(&mut self, node: Checked) -> Option<Libc> {
        match (node.name_property("glibc"), node.name_property("musl")) {
            (Some(_), Some(musl)) => {
                self.error(errors::two_libcs(musl.span));
                None
            }
            (Some(glibc), None) => Some(Libc { kind: LibcKind::Glibc, version: glibc.value }),
            (None, Some(musl)) => Some(Libc { kind: LibcKind::Musl, version: musl.value }),
            (None, None) => None,
        }
    }
}

fn end_of_life(node: Checked) -> Option<EndOfLife> {
    Some(EndOfLife {
        date: Date::parse(&node.word(0)?.value)?,
        support: node.name_property("support"),
        extended: date_property(node, "extended"),
        span: node.head(),
    })
}

fn source(node: Checked) -> Option<Source> {
    Some(Source {
        text: name_of(node.word(0)?),
        date: date_property(node, "date"),
        confidence: node.name_property("confidence"),
    })
}

fn date_property(node: Checked, name: &str) -> Option<Date> {
    node.property_word(name).and_then(|word| Date::parse(&word.value))
}
