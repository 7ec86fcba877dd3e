//! The catalogue of Linux distributions and of manylinux, and the nodes that choose from it.

use super::checked::{Checked, Reader, name_of};
use super::{
    Distribution, EndOfLife, Libc, LibcKind, Manylinux, ManylinuxBase, ManylinuxPolicy, Name, Source, Template, errors,
};
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

    pub fn manylinux_policy(&mut self, node: Checked, name: Name) -> Option<ManylinuxPolicy> {
        let before = self.diagnostics.errors();
        let Some(libc) = self.libc(node) else {
            if self.diagnostics.errors() == before {
                self.error(errors::missing_property(node.node, "glibc"));
            }
            return None;
        };
        let mut policy = ManylinuxPolicy {
            name,
            libc,
            alpha: node.property_word("status").is_some_and(|status| status.value == "alpha"),
            devtoolset: node.name_property("devtoolset"),
            bases: Vec::new(),
            pythons: Vec::new(),
            tags: Vec::new(),
            end_of_life: None,
            source: None,
            span: node.head(),
        };
        for child in self.nodes(node.children(), Context::ManylinuxPolicy) {
            match child.row.name {
                "base" => policy.bases.push(ManylinuxBase {
                    repository: name_of(child.word(0)?),
                    platform: child.name_property("platform"),
                    since: child.name_property("since"),
                }),
                "python" => policy.pythons.extend(self.names(&child.words(0))),
                "known-tag" => policy.tags.extend(self.names(&child.words(0))),
                "end-of-life" => policy.end_of_life = end_of_life(child),
                "source" => policy.source = source(child),
                other => unreachable!("`{other}` has a row and no reader"),
            }
        }
        Some(policy)
    }

    pub fn manylinux(&mut self, node: Checked) -> Option<Manylinux> {
        let mut template = |name| node.property_word(name).map(|word| self.template(word));
        let (tag, python) = (template("tag"), template("python"));
        Some(Manylinux {
            policy: self.template(node.word(0)?)?,
            tag: tag.flatten(),
            python: python.flatten(),
            span: node.head(),
        })
    }

    /// What a `gpu` node says of manylinux; `tag=` and `python=` are of it only then.
    pub fn gpu_manylinux(&mut self, node: Checked, properties: &mut Vec<(Name, Template)>) -> Option<Manylinux> {
        let policy = self.template(node.property_word("manylinux")?)?;
        let mut take = |wanted: &str| {
            let at = properties.iter().position(|(name, _)| name.value == wanted)?;
            Some(properties.remove(at).1)
        };
        Some(Manylinux { policy, tag: take("tag"), python: take("python"), span: node.head() })
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
