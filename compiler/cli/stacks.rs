//! Which stacks a command is for, where it takes several.

use super::arguments::{Stack, Stacks};
use super::loading::{self, DEFAULT};
use super::{Outcome, output};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What the names of other stacks end with.
const ENDING: &str = ".stack.kdl";

/// The stacks that were asked for, each once, in the order in which they were. `Err`: that cannot be done, and was said.
pub fn each(asked: &Stacks) -> Result<Vec<Stack>, Outcome> {
    let stack = |stack: Option<PathBuf>| Stack { stack, sets: asked.sets.clone() };
    if asked.stacks.is_empty() && !asked.all {
        if !loading::is_below_a_stack() {
            return Err(output::usage(&format!(
                "there is no `{DEFAULT}` here or above; take those below with `--all`, or make one with `imgc new DIR`"
            )));
        }
        return Ok(vec![stack(None)]);
    }
    if asked.stacks.iter().any(|path| is_input(path)) && (asked.all || asked.stacks.len() > 1) {
        return Err(output::usage("standard input is a stack alone; leave the others out"));
    }
    let mut found = Vec::new();
    for path in &asked.stacks {
        match asked.all && path.is_dir() {
            true => found.extend(below(path)?),
            false => found.push(path.clone()),
        }
    }
    if asked.stacks.is_empty() {
        found = below(Path::new("."))?;
    }
    if let Some(path) = found.iter().find(|path| !is_input(path) && !path.exists()) {
        return Err(output::usage(&format!("there is no file `{}`", path.display())));
    }
    let mut seen = BTreeSet::new();
    let mut stacks = Vec::new();
    for path in found {
        let file = if path.is_dir() { path.join(DEFAULT) } else { path.clone() };
        if seen.insert(loading::absolute(&file)?) {
            stacks.push(stack(Some(path)));
        }
    }
    Ok(stacks)
}

/// Whether it means standard input.
pub fn is_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Every stack below a folder, sorted.
fn below(folder: &Path) -> Result<Vec<PathBuf>, Outcome> {
    let mut found = Vec::new();
    // `./a` is said as `a`
    walk(folder.strip_prefix(".").unwrap_or(folder), &mut found);
    found.sort();
    match found.is_empty() {
        true => Err(output::usage(&format!("there is no stack below `{}`", folder.display()))),
        false => Ok(found),
    }
}

/// Hidden folders and those of packages are not looked into, and links are not followed.
fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    for entry in fs::read_dir(here).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let (Some(name), Ok(kind)) = (name.to_str(), entry.file_type()) else { continue };
        if kind.is_dir() && !name.starts_with('.') && name != "node_modules" {
            walk(&folder.join(name), found);
        } else if kind.is_file() && (name == DEFAULT || name.ends_with(ENDING)) {
            found.push(folder.join(name));
        }
    }
}
