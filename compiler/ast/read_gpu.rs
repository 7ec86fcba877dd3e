//! The catalogue of GPUs.

use super::checked::{Checked, Reader, as_word, name_of};
use super::{GpuBase, GpuFamily, GpuRelease, GpuTarget, LeastDriver, Name, errors};
use crate::schema::Context;

impl Reader<'_> {
    pub fn gpu_family(&mut self, node: Checked, name: Name) -> Option<GpuFamily> {
        let Some(release) = node.name_property("release") else {
            self.error(errors::missing_property(node.node, "release"));
            return None;
        };
        let mut family = GpuFamily {
            name,
            release,
            toolkit: node.name_property("toolkit"),
            run_options: Vec::new(),
            env: Vec::new(),
            bases: Vec::new(),
            written: Vec::new(),
            packages: Vec::new(),
            on_pypi: Vec::new(),
            of_conda: Vec::new(),
            drivers: Vec::new(),
            targets: Vec::new(),
            source: node.name_property("source"),
            date: node.name_property("date"),
        };
        for child in self.nodes(node.children(), Context::GpuFamily) {
            match child.row.name {
                "env" => family.env.extend(self.env(child).unwrap_or_default()),
                "base" => family.bases.extend(self.globs(&child.words(0))),
                "written" => family.written.extend(child.words(0).into_iter().map(name_of)),
                "package-name" => family.packages.extend(child.words(0).into_iter().map(name_of)),
                "pypi-name" => family.on_pypi.extend(self.globs(&child.words(0))),
                "conda-name" => family.of_conda.extend(self.globs(&child.words(0))),
                "driver" => family.drivers.extend(least_driver(child)),
                "target" => family.targets.extend(target(child)),
                _ => {
                    let words = self.listed(child, 0);
                    family.run_options.extend(words.iter().filter_map(|(word, _)| self.template(word)));
                }
            }
        }
        Some(family)
    }

    pub fn gpu_release(&mut self, node: Checked, family: Name) -> Option<GpuRelease> {
        let version = name_of(node.word(1)?);
        let mut release = GpuRelease {
            family,
            version,
            driver: node.name_property("driver"),
            source: node.name_property("source"),
            date: node.name_property("date"),
            released: node.name_property("released"),
            confidence: node.name_property("confidence"),
            note: node.name_property("note"),
            targets: Vec::new(),
            indexes: Vec::new(),
            bases: Vec::new(),
            own: false,
        };
        for child in self.nodes(node.children(), Context::GpuRelease) {
            let words = || child.words(0).into_iter().map(name_of);
            match child.row.name {
                "targets" => release.targets.extend(words()),
                "index" => release.indexes.extend(words()),
                _ => release.bases.extend(self.gpu_base(child)),
            }
        }
        Some(release)
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

fn least_driver(node: Checked) -> Option<LeastDriver> {
    Some(LeastDriver { major: name_of(node.word(0)?), driver: name_of(node.word(1)?) })
}

fn target(node: Checked) -> Option<GpuTarget> {
    let families = node.property_word("families").map(|word| word.value.as_str()).unwrap_or_default();
    Some(GpuTarget {
        name: name_of(node.word(0)?),
        products: node.name_property("products"),
        families: families.split_whitespace().map(str::to_string).collect(),
        extra: node.name_property("extra"),
        status: node.name_property("status"),
    })
}
