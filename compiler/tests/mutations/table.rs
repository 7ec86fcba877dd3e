//! The tables of mistakes, and how one is made in a stack.
//!
//! A table is blocks with a blank line between them: what the person meant; the example and its file; the text that was
//! there, after `- ` (`-2 ` is its second occurrence; a first one is the only one); what stands there now, after `+ `.
//! `= 2` says how many diagnostics come of it, one unless said; `@ …` why one of them rightly stands elsewhere than on
//! the edited lines. `<U+FEFF>` is that character, and a line `#` is a comment.

use crate::family::{Example, named};
use imgc::Compilation;
use imgc::world::MemoryWorld;
use std::collections::BTreeMap;
use std::fs;
use std::ops::RangeInclusive;

#[derive(Clone, Debug, Default)]
pub struct Mutation {
    pub meant: String,
    pub example: String,
    /// From the example's folder.
    pub file: String,
    pub nth: Option<usize>,
    pub old: String,
    pub new: String,
    pub told: usize,
    pub elsewhere: Option<String>,
}

/// The mutations of a table.
pub fn read(text: &str) -> Vec<Mutation> {
    let blocks = text.split("\n\n").map(|block| block.lines().filter(|line| !line.starts_with('#')));
    blocks.map(Iterator::collect::<Vec<_>>).filter(|lines| !lines.is_empty()).map(|lines| one(&lines)).collect()
}

fn one(lines: &[&str]) -> Mutation {
    let [meant, place, edits @ ..] = lines else { panic!("{lines:?}: what was meant, and where?") };
    let (example, file) = place.split_once('/').unwrap_or_else(|| panic!("{lines:?}: which file?"));
    let mut mutation = Mutation {
        meant: (*meant).to_string(),
        example: example.to_string(),
        file: file.to_string(),
        told: 1,
        ..Mutation::default()
    };
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for line in edits {
        let (sign, rest) = line.split_once(' ').unwrap_or((line, ""));
        match sign.split_at(1) {
            ("-", nth) => {
                mutation.nth = mutation.nth.or((!nth.is_empty()).then(|| nth.parse().expect("a number after `-`")));
                old.push(rest);
            }
            ("+", "") => new.push(rest),
            ("=", "") => mutation.told = rest.parse().expect("a number after `=`"),
            ("@", "") => mutation.elsewhere = Some(rest.to_string()),
            _ => panic!("{meant}: `{line}` says nothing"),
        }
    }
    mutation.old = old.join("\n");
    mutation.new = characters(&new.join("\n"));
    assert!(!mutation.old.is_empty(), "{meant}: nothing is replaced");
    mutation
}

/// `<U+200B>` as the character.
fn characters(text: &str) -> String {
    let mut parts = text.split("<U+");
    let mut made = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let (code, rest) = part.split_once('>').expect("`<U+…>`");
        made.push(u32::from_str_radix(code, 16).ok().and_then(char::from_u32).expect("a character"));
        made.push_str(rest);
    }
    made
}

/// What came of a mutation.
pub struct Made {
    pub compilation: Compilation,
    pub world: MemoryWorld,
    /// The stack's file, from the world's root.
    pub stack: String,
    /// Of the edited file, counted from 1.
    pub lines: RangeInclusive<usize>,
    pub file: String,
}

/// The examples that were read so far.
#[derive(Default)]
pub struct Examples(BTreeMap<String, Example>);

impl Examples {
    /// The stack with the mistake; an error says that the table does not fit the example.
    pub fn make(&mut self, mutation: &Mutation) -> Result<Made, String> {
        let example = self.0.entry(mutation.example.clone()).or_insert_with(|| named(&mutation.example));
        let text = example.world.files.get(&mutation.file).ok_or_else(|| format!("no file `{}`", mutation.file))?;
        let places: Vec<usize> = text.match_indices(&mutation.old).map(|(at, _)| at).collect();
        let at = match (mutation.nth, places.as_slice()) {
            (None, [at]) => *at,
            (Some(nth), places) if nth <= places.len() => places[nth - 1],
            _ => return Err(format!("{}: `{}` stands there {} times", mutation.meant, mutation.old, places.len())),
        };
        let mut edited = text.clone();
        edited.replace_range(at..at + mutation.old.len(), &mutation.new);
        let lines = changed(text, &edited);
        let mut other = example.clone();
        other.world.files.insert(mutation.file.clone(), edited);
        let (compilation, stack) = (other.check(), other.file.clone());
        Ok(Made { compilation, world: other.world, stack, lines, file: mutation.file.clone() })
    }
}

/// The lines of `edited` that are not as before; where some are gone, those on both sides.
fn changed(text: &str, edited: &str) -> RangeInclusive<usize> {
    let (before, after): (Vec<&str>, Vec<&str>) = (text.lines().collect(), edited.lines().collect());
    let shorter = before.len().min(after.len());
    let first = (0..shorter).find(|&at| before[at] != after[at]).unwrap_or(shorter);
    let same = (0..shorter - first)
        .find(|&at| before[before.len() - 1 - at] != after[after.len() - 1 - at])
        .unwrap_or(shorter - first);
    let last = after.len() - same;
    if last == first { first..=first + 1 } else { first + 1..=last }
}

/// Every table by its name, sorted.
pub fn tables() -> Vec<(String, Vec<Mutation>)> {
    let folder = crate::family::repository().join("compiler/tests/mutations");
    let paths = fs::read_dir(folder).expect("the folder of tables").map(|entry| entry.expect("an entry").path());
    let mut tables: Vec<(String, Vec<Mutation>)> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .map(|path| {
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            (name, read(&fs::read_to_string(path).expect("a table")))
        })
        .collect();
    tables.sort_by(|(a, _), (b, _)| a.cmp(b));
    tables
}
