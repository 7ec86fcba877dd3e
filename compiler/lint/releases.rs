//! The words by which releases of distributions are named: codenames, and folders of repositories.

use crate::ast::Distribution;
use std::collections::{BTreeMap, BTreeSet};

/// Every such word of a table of distributions.
pub(super) struct Releases<'s> {
    codenames: BTreeMap<&'s str, Vec<&'s Distribution>>,
    /// `ubuntu2204`, `rhel9`
    folders: BTreeMap<String, Vec<&'s Distribution>>,
    lineages: BTreeSet<&'s str>,
}

/// What a word names, and how the release that it should name is written in its place.
pub(super) struct Other {
    pub names: String,
    pub instead: Option<String>,
}

impl<'s> Releases<'s> {
    pub fn new(table: &'s [Distribution]) -> Releases<'s> {
        let mut releases = Releases { codenames: BTreeMap::new(), folders: BTreeMap::new(), lineages: BTreeSet::new() };
        for row in table {
            if let Some(codename) = &row.codename {
                releases.codenames.entry(&codename.value).or_default().push(row);
            }
            let folders: BTreeSet<String> =
                [lineage(row), &row.family.value].into_iter().filter_map(|name| folder(row, name)).collect();
            for folder in folders {
                releases.folders.entry(folder).or_default().push(row);
            }
            releases.lineages.insert(lineage(row));
        }
        releases
    }

    /// Whether a word is the name of a distribution without its release: `ubuntu`.
    pub fn is_lineage(&self, word: &str) -> bool {
        self.lineages.contains(word)
    }

    /// The other release of a distribution's family that a codename is of.
    pub fn codename(&self, word: &str, is: &Distribution) -> Option<Other> {
        let rows = other_rows(self.codenames.get(word)?, is)?;
        let own = is.codename.as_ref().filter(|_| lineage(rows[0]) == lineage(is));
        Some(Other { names: rows[0].name.value.clone(), instead: own.map(|name| name.value.clone()) })
    }

    /// The same of a folder.
    pub fn folder(&self, word: &str, is: &Distribution) -> Option<Other> {
        let rows = other_rows(self.folders.get(word)?, is)?;
        let name = if word.starts_with(lineage(rows[0])) { lineage(is) } else { &is.family.value };
        let names = match rows[..] {
            [one] => one.name.value.clone(),
            _ => format!("{} {}", rows[0].family.value, version(rows[0])),
        };
        Some(Other { names, instead: folder(is, name) })
    }
}

/// Those of a distribution's family, never empty. `None`: one of them may be the distribution itself.
fn other_rows<'s>(rows: &[&'s Distribution], is: &Distribution) -> Option<Vec<&'s Distribution>> {
    let own = rows.iter().copied().filter(|row| row.family.value == is.family.value);
    let own: Vec<&Distribution> = own.collect();
    (!own.is_empty() && own.iter().all(|row| are_different(row, is))).then_some(own)
}

/// Whether two rows cannot be one system: a row without a version, such as a stack's own, may be any.
pub(super) fn are_different(one: &Distribution, other: &Distribution) -> bool {
    let versions = [version(one), version(other)];
    one.family.value != other.family.value || (versions[0] != versions[1] && !versions.contains(&""))
}

fn version(row: &Distribution) -> &str {
    row.key("distro.version").unwrap_or_default()
}

/// The name without its version: `ubuntu`.
fn lineage(row: &Distribution) -> &str {
    row.name.value.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default()
}

fn folder(row: &Distribution, name: &str) -> Option<String> {
    let digits: String = version(row).chars().filter(|&c| c != '.').collect();
    (!digits.is_empty()).then(|| format!("{name}{digits}"))
}
