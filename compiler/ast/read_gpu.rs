//! The catalogue of GPUs.

use super::checked::{Checked, Reader, as_word, name_of};
use super::{GpuBase, GpuFamily, GpuRelease, Name, errors};
use crate::schema::Context;

impl Reader<'_> {
    pub fn gpu_family(&mut self, node: Checked, name: Name) -> Option<GpuFamily> {
        let Some(release) = node.name_property("release") else {
            self.error(errors::missing_property(node.node, "release"));
            return None;
        };
        let children = self.nodes(node.children(), Context::GpuFamily);
        let listed = children.into_iter().flat_map(|child| self.listed(child, 0));
        let words: Vec<_> = listed.map(|(word, _)| word).collect();
        let run_options = words.iter().filter_map(|word| self.template(word)).collect();
        Some(GpuFamily { name, release, toolkit: node.name_property("toolkit"), run_options })
    }

    pub fn gpu_release(&mut self, node: Checked, family: Name) -> Option<GpuRelease> {
        let version = name_of(node.word(1)?);
        let mut bases = Vec::new();
        for child in self.nodes(node.children(), Context::GpuRelease) {
            bases.extend(self.gpu_base(child));
        }
        Some(GpuRelease {
            family,
            version,
            driver: node.name_property("driver"),
            source: node.name_property("source"),
            date: node.name_property("date"),
            bases,
        })
    }

    fn gpu_base(&mut self, node: Checked) -> Option<GpuBase> {
        let mut base = GpuBase { reference: name_of(node.word(0)?), values: Vec::new(), platforms: Vec::new() };
        for property in node.open_properties() {
            let value = as_word(&property.value).map(name_of);
            base.values.extend(value.map(|value| (property.name.value.clone(), vec![value])));
        }
        for child in self.nodes(node.children(), Context::GpuBase) {
            let values: Vec<Name> = child.words(0).into_iter().map(name_of).collect();
            match child.row.name {
                "platforms" => base.platforms = values,
                name => base.values.push((name.to_string(), values)),
            }
        }
        Some(base)
    }
}
