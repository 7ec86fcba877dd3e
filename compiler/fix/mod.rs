//! Repairs: the fixes that diagnostics carry, as edits of the text that they speak of.
//!
//! In: a [`World`] and a stack, or the sources and diagnostics of one compilation. Out: new texts of the stack's own files, in
//! which all that no edit touches is as it was written. Nothing here knows KDL or a rule, and nothing is written.

mod round;

pub use round::{Changed, round};

use crate::world::{ReadError, World};
use crate::{Compilation, Options, check};
use std::collections::{BTreeMap, BTreeSet};

/// After so many rounds what is left stays as it is: a mistake may hide another one, and each round finds at least one.
const MOST_ROUNDS: usize = 100;

/// So many bytes a round may add to a file, beside as many as it has.
const MOST_GROWTH: usize = 4096;

/// A file of the stack, repaired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// As the user is told it.
    pub name: String,
    pub before: String,
    pub after: String,
    /// How many repairs were made in it.
    pub fixes: usize,
}

/// What came of repairing a stack.
#[derive(Debug)]
pub struct Repairs {
    /// By path from the root.
    pub files: BTreeMap<String, Repaired>,
    /// Of the repaired stack.
    pub compilation: Compilation,
}

/// Checks the stack at `file` and makes every repair that is told, until none is left: a file that can be read again lets
/// later stages speak. Only files for which `may_change` holds (paths from the root) are changed.
pub fn fix(world: &dyn World, file: &str, options: &Options, may_change: &dyn Fn(&str) -> bool) -> Repairs {
    let mut over = Overlay { world, texts: BTreeMap::new() };
    let mut files: BTreeMap<String, Repaired> = BTreeMap::new();
    let mut compilation = check(&over, file, options);
    let mut seen: BTreeSet<BTreeMap<String, String>> = BTreeSet::new();
    for _ in 0..MOST_ROUNDS {
        let changed = round(&compilation.sources, &compilation.diagnostics, may_change);
        // a repair that brings back what was there, or ever more text, is none
        let grows =
            |change: &Changed| change.text.len() > 2 * compilation.sources.get(change.source).text.len() + MOST_GROWTH;
        if changed.is_empty() || changed.values().any(grows) || !seen.insert(over.texts.clone()) {
            break;
        }
        for (path, change) in changed {
            let source = compilation.sources.get(change.source);
            let repaired = files.entry(path.clone()).or_insert_with(|| Repaired {
                name: source.name.clone(),
                before: source.text.clone(),
                after: String::new(),
                fixes: 0,
            });
            repaired.after.clone_from(&change.text);
            repaired.fixes += change.fixes;
            over.texts.insert(path, change.text);
        }
        compilation = check(&over, file, options);
    }
    files.retain(|_, file| file.before != file.after);
    Repairs { files, compilation }
}

/// Texts that lie over those of another world.
struct Overlay<'w> {
    world: &'w dyn World,
    texts: BTreeMap<String, String>,
}

impl World for Overlay<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        match self.texts.get(path) {
            Some(text) => Ok(text.clone()),
            None => self.world.read(path),
        }
    }

    fn exists(&self, path: &str) -> bool {
        self.world.exists(path)
    }

    fn list(&self, directory: &str) -> Vec<String> {
        self.world.list(directory)
    }
}

#[cfg(test)]
mod tests;
