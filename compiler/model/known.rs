//! What the images of a stack declare, by name: found once, however many builds ask.

use super::{Image, every};
use crate::ast::ImageItem;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// Names that images give to axes, args and tests.
#[derive(Debug, Default)]
pub struct Known {
    axes: BTreeSet<String>,
    /// By the name of an arg, the images that declare it, in their order.
    args: BTreeMap<String, Vec<String>>,
    tests: BTreeSet<String>,
}

impl Known {
    pub fn of(images: &IndexMap<String, Image>) -> Known {
        let mut known = Known::default();
        for image in images.values() {
            known.axes.extend(image.ast.axes.iter().map(|axis| axis.name.value.clone()));
            for item in every(&image.ast.body) {
                match item {
                    ImageItem::Arg(arg) => {
                        let of = known.args.entry(arg.name.value.clone()).or_default();
                        if of.last().is_none_or(|last| last != image.name()) {
                            of.push(image.name().to_string());
                        }
                    }
                    ImageItem::Test(test) => {
                        known.tests.insert(test.name.value.clone());
                    }
                    _ => {}
                }
            }
        }
        known
    }

    pub fn has_axis(&self, name: &str) -> bool {
        self.axes.contains(name)
    }

    pub fn has_test(&self, name: &str) -> bool {
        self.tests.contains(name)
    }

    /// The images that declare an arg, in their order.
    pub fn images_with_arg(&self, name: &str) -> &[String] {
        self.args.get(name).map_or(&[], Vec::as_slice)
    }
}
