//! The files of the standard library that a stack asks for: to read all of them would cost more than most stacks do.

use super::Loaded;
use crate::ast;
use crate::diag::Diagnostics;
use crate::source::Sources;
use crate::stdlib;
use crate::syntax::{self, Node, Tree, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The files of the catalogue of GPUs and frameworks: each speaks of the others.
const CATALOGUE: [&str; 4] = ["nvidia.kdl", "rocm.kdl", "tensorflow.kdl", "torch.kdl"];

/// Nodes and properties that ask for the catalogue; an adopted Dockerfile may be of any base.
const OF_CATALOGUE: [&str; 7] =
    ["dockerfile", "framework-release", "gpu", "gpu-family", "gpu-release", "tensorflow", "torch"];

/// What the name of each base in the catalogue holds one of.
const IN_BASES: [&str; 2] = ["nvidia", "rocm"];

/// What a stack says, as far as it decides which files are needed.
#[derive(Debug, Default)]
pub(super) struct Words {
    catalogue: bool,
    components: BTreeSet<String>,
}

impl Words {
    /// Takes the words of a file of the stack's own.
    pub fn take(&mut self, tree: &Tree) {
        each(&tree.nodes, &mut |node| {
            let properties = || node.properties.iter();
            let mut names = std::iter::once(&node.name).chain(properties().map(|property| &property.name));
            self.catalogue |= names.any(|name| OF_CATALOGUE.contains(&name.value.as_str()));
            for value in node.arguments.iter().chain(properties().map(|property| &property.value)) {
                if let Value::String(word) = value {
                    self.take_value(&word.value);
                }
            }
            self.take_use(node);
        });
    }

    /// Takes what may be the name of a base.
    pub fn take_value(&mut self, value: &str) {
        self.catalogue |= IN_BASES.iter().any(|word| value.contains(word));
    }

    fn take_use(&mut self, node: &Node) {
        if let ("use", Some(Value::String(component))) = (node.name.value.as_str(), node.arguments.first()) {
            self.components.insert(component.value.clone());
        }
    }

    fn ask_for(&self, file: &str) -> bool {
        match stdlib::component_in(file) {
            Some(component) => self.components.contains(&component),
            None => self.catalogue || !CATALOGUE.contains(&file),
        }
    }
}

/// The files that words ask for, and those that these ask for in turn, in the order of [`stdlib::FILES`].
pub(super) fn asked(mut words: Words, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Vec<Loaded> {
    let mut found = BTreeMap::new();
    loop {
        let before = found.len();
        for (name, text) in stdlib::FILES {
            if found.contains_key(name) || !words.ask_for(name) {
                continue;
            }
            let (tree, loaded) = read(name, text, sources, diagnostics);
            each(&tree.nodes, &mut |node| words.take_use(node));
            found.insert(name, loaded);
        }
        if found.len() == before {
            return found.into_values().collect();
        }
    }
}

/// Every file.
pub(super) fn whole(sources: &mut Sources, diagnostics: &mut Diagnostics) -> Vec<Loaded> {
    stdlib::FILES.iter().map(|(name, text)| read(name, text, sources, diagnostics).1).collect()
}

fn read(name: &str, text: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) -> (Tree, Loaded) {
    let source = sources.add(format!("<std>/{name}"), text);
    let tree = syntax::parse(source, text, diagnostics);
    let document = ast::read(&tree, text, diagnostics);
    (tree, Loaded { document, source, path: String::new() })
}

/// Every node, at whatever depth.
fn each(nodes: &[Node], see: &mut impl FnMut(&Node)) {
    for node in nodes {
        see(node);
        each(node.children.as_deref().unwrap_or_default(), see);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLES: [&str; 4] = ["distributions.kdl", "info.kdl", "manylinux.kdl", "roles.kdl"];

    /// The files beside the tables that a text asks for.
    fn beside_tables(text: &str) -> Vec<String> {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let id = sources.add("stack.kdl", text);
        let mut words = Words::default();
        words.take(&syntax::parse(id, text, &mut diagnostics));
        asked(words, &mut sources, &mut diagnostics);
        assert!(diagnostics.check().is_ok(), "{text}");
        let mut names: Vec<&str> =
            sources.iter().filter_map(|(_, source)| source.name.strip_prefix("<std>/")).collect();
        names.sort_unstable();
        assert!(TABLES.iter().all(|table| names.contains(table)), "{names:?}");
        names.into_iter().filter(|name| !TABLES.contains(name)).map(String::from).collect()
    }

    #[test]
    fn a_stack_without_gpus_and_components_reads_the_tables() {
        assert_eq!(beside_tables(r#"image "a" { from "debian:12"; run "use std/cmake gpu torch cuda" }"#), [""; 0]);
    }

    #[test]
    fn whatever_speaks_of_the_catalogue_reads_all_of_it() {
        for text in [
            r#"image "a" { variant "cuda" { gpu "nvidia" cuda="12.6" flavor="base" distro="ubuntu24.04" } }"#,
            r#"image "a" { from "debian:12"; torch "2.9" }"#,
            r#"image "a" { tensorflow "2.20" }"#,
            r#"image "a" { in gpu="nvidia" { env A="b" } }"#,
            r#"image "a" { from "mirror.example/nvidia/cuda:12.6.3-base-ubuntu24.04" }"#,
            r#"arg "BASE" { in plan="a" "rocm/dev-ubuntu-24.04:7.2" }"#,
            r#"image "a" { dockerfile "Dockerfile" }"#,
            r#"gpu-release "nvidia" "14.0" {}"#,
            r#"gpu-family "mine" release="version""#,
            r#"framework-release "torch" "3.0" {}"#,
        ] {
            assert_eq!(beside_tables(text), CATALOGUE, "{text}");
        }
    }

    #[test]
    fn every_base_of_the_catalogue_is_told_by_its_name() {
        let releases = crate::catalogue(None);
        let bases = releases.releases.iter().flat_map(|one| &one.bases).map(|base| base.reference.value.as_str());
        let globs = releases.families.values().flat_map(|family| &family.bases).map(|base| base.value.as_str());
        let names: Vec<&str> = bases.chain(globs).collect();
        assert!(names.len() > 100);
        assert_eq!(names.into_iter().find(|name| !IN_BASES.iter().any(|word| name.contains(word))), None);
    }

    #[test]
    fn a_component_brings_those_that_it_uses() {
        assert_eq!(
            beside_tables(r#"image "a" { in plan="x" { use "std/software-rendering" } }"#),
            ["components/software-rendering.kdl", "components/vulkan.kdl"]
        );
        assert_eq!(
            beside_tables(r#"component "own" { use "std/pythons" }"#),
            ["components/ca-certificates.kdl", "components/pythons.kdl", "components/uv.kdl"]
        );
        // however it is written
        assert_eq!(beside_tables(r##"image "a" { use #"std/ninja"# }"##), ["components/ninja.kdl"]);
        assert_eq!(beside_tables(r#"image "a" { use "std/nin\u{6a}a" }"#), ["components/ninja.kdl"]);
    }

    #[test]
    fn a_component_that_there_is_not_reads_nothing() {
        assert_eq!(beside_tables(r#"image "a" { use "std/nothing" }"#), [""; 0]);
    }
}
