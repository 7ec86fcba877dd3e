//! Repairs: the fixes that diagnostics carry, as edits of the text that they speak of, each proven by a compilation.
//!
//! In: a [`World`] and a stack. Out: new texts of the stack's own files, in which all that no edit touches is as it was
//! written. A repair is made only if the stack has fewer mistakes after it. Nothing here knows a rule of the language, and
//! nothing is written.

mod doubt;
mod nodes;
mod proof;
mod round;

pub(crate) use doubt::doubt;

use crate::budget::{REPAIR_ROUNDS, TRIALS, TRIED};
use crate::diag::{Class, Fix};
use crate::source::{SourceId, Span};
use crate::world::{ReadError, World};
use crate::{Compilation, Options, check};
use proof::Wrong;
use round::Candidate;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

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

/// A file after a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub source: SourceId,
    pub text: String,
    /// How many repairs were made in it; one that is made in several files counts in the first.
    pub fixes: usize,
    /// Where it was edited: in the text before the round, and in the text after it, with the number of the diagnostic.
    pub edited: Vec<Span>,
    pub written: Vec<(Range<usize>, usize)>,
}

/// Checks the stack at `file` and makes every repair up to a class, until none is left: a file that can be read again lets
/// later stages speak. Only files for which `may_change` holds (paths from the root) are changed.
pub fn fix(
    world: &dyn World,
    file: &str,
    options: &Options,
    class: Class,
    may_change: &dyn Fn(&str) -> bool,
) -> Repairs {
    let mut files: BTreeMap<String, Repaired> = BTreeMap::new();
    let mut repairer = Repairer::new(world, file, options);
    for _ in 0..REPAIR_ROUNDS {
        let Some((changed, before)) = repairer.round(class, may_change) else { break };
        for (path, change) in changed {
            let source = before.sources.get(change.source);
            let repaired = files.entry(path).or_insert_with(|| Repaired {
                name: source.name.clone(),
                before: source.text.clone(),
                after: String::new(),
                fixes: 0,
            });
            repaired.after = change.text;
            repaired.fixes += change.fixes;
        }
    }
    files.retain(|_, file| file.before != file.after);
    Repairs { files, compilation: repairer.compilation }
}

/// Takes the repairs away that would not help. `compilation` is that of the stack at `file`.
pub fn prove(world: &dyn World, file: &str, options: &Options, compilation: Compilation) -> Compilation {
    let mut repairer = Repairer::of(world, file, options, compilation);
    let Compilation { sources, diagnostics, .. } = &repairer.compilation;
    let groups = round::groups(sources, diagnostics, Class::Unsafe, &|_| true);
    let proven = groups.iter().flat_map(|group| repairer.proven(group).0);
    let mut right: BTreeMap<usize, Fix> = proven.map(|one| (one.number, one.fix.clone())).collect();
    for (number, one) in repairer.compilation.diagnostics.iter_mut().enumerate() {
        one.fix = right.remove(&number);
    }
    repairer.compilation
}

/// Repairs a stack in memory, round by round.
pub struct Repairer<'w> {
    over: Overlay<'w>,
    file: &'w str,
    options: &'w Options,
    /// Of what the stack is now.
    pub compilation: Compilation,
    seen: BTreeSet<BTreeMap<String, String>>,
    trials: Cell<usize>,
    /// Bytes of sources in all of them.
    tried: Cell<usize>,
}

/// What some repairs make of a stack.
struct Trial {
    changed: BTreeMap<String, Changed>,
    compilation: Compilation,
}

impl<'w> Repairer<'w> {
    pub fn new(world: &'w dyn World, file: &'w str, options: &'w Options) -> Self {
        Repairer::of(world, file, options, check(world, file, options))
    }

    fn of(world: &'w dyn World, file: &'w str, options: &'w Options, compilation: Compilation) -> Self {
        let over = Overlay { world, texts: BTreeMap::new() };
        Repairer { over, file, options, compilation, seen: BTreeSet::new(), trials: Cell::new(0), tried: Cell::new(0) }
    }

    /// Makes the repairs that have the next turn and help. The files that change by path from the root, and what there was
    /// before; nothing where no repair is left.
    pub fn round(
        &mut self,
        class: Class,
        may_change: &dyn Fn(&str) -> bool,
    ) -> Option<(BTreeMap<String, Changed>, Compilation)> {
        let Compilation { sources, diagnostics, .. } = &self.compilation;
        let groups = round::groups(sources, diagnostics, class, may_change);
        let Trial { changed, compilation } = groups.iter().find_map(|group| self.made(group))?;
        self.seen.insert(self.over.texts.clone());
        self.over.texts.extend(changed.iter().map(|(path, change)| (path.clone(), change.text.clone())));
        Some((changed, std::mem::replace(&mut self.compilation, compilation)))
    }

    /// As many repairs of a group together as help.
    fn made(&self, group: &[Candidate]) -> Option<Trial> {
        let (mut made, mut trial) = self.proven(group);
        while trial.is_none() && !made.is_empty() {
            trial = self.tried(&made).ok();
            made.truncate(made.len() / 2);
        }
        trial
    }

    /// The repairs of a group that help, and what comes of them all where that was tried.
    fn proven<'d>(&self, group: &[Candidate<'d>]) -> (Vec<Candidate<'d>>, Option<Trial>) {
        let mut left = group.to_vec();
        while !left.is_empty() {
            let wrong = match self.tried(&left) {
                Ok(trial) => return (left, Some(trial)),
                // nobody else can be
                Err(_) if left.len() == 1 => Wrong { surely: vec![left[0].number], perhaps: Vec::new() },
                Err(wrong) => wrong,
            };
            if wrong.surely.is_empty() {
                let (mut one, mut other): (Vec<_>, Vec<_>) =
                    left.iter().partition(|one| !wrong.perhaps.contains(&one.number));
                if one.is_empty() || other.is_empty() {
                    other = left.split_off(left.len() / 2);
                    one = left;
                }
                return ([self.proven(&one).0, self.proven(&other).0].concat(), None);
            }
            left.retain_mut(|one| !wrong.surely.contains(&one.number) || one.take_other());
        }
        (Vec::new(), None)
    }

    /// What comes of some repairs, if that is better than what there is.
    fn tried(&self, made: &[Candidate]) -> Result<Trial, Wrong> {
        let sources = self.compilation.sources.iter().map(|(_, source)| source);
        let bytes: usize = sources.filter(|source| source.path.is_some()).map(|source| source.text.len()).sum();
        self.tried.set(self.tried.get() + bytes);
        if self.trials.replace(self.trials.get() + 1) >= TRIALS || self.tried.get() > TRIED.max(2 * bytes) {
            return Err(Wrong { surely: made.iter().map(|one| one.number).collect(), perhaps: Vec::new() });
        }
        let changed = round::changed(&self.compilation.sources, made);
        // a repair that brings back what was there, or ever more text, is none
        let grows = |change: &Changed| {
            change.text.len() > 2 * self.compilation.sources.get(change.source).text.len() + MOST_GROWTH
        };
        let mut texts = self.over.texts.clone();
        texts.extend(changed.iter().map(|(path, change)| (path.clone(), change.text.clone())));
        if changed.values().any(grows) || self.seen.contains(&texts) {
            return Err(Wrong::default());
        }
        let compilation = check(&Overlay { world: self.over.world, texts }, self.file, self.options);
        proof::holds(&self.compilation, made, &changed, &compilation)?;
        Ok(Trial { changed, compilation })
    }
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

    fn file(&self, path: &str) -> String {
        self.world.file(path)
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
