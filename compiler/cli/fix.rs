//! `imgc check --fix`: repairs of the stack's own files, made or shown.

use super::arguments::{Check, CheckFormat, Common, Stack};
use super::diff::diff;
use super::loading::{self, Found, Loaded, Place};
use super::write::{self, Change, Refusal, Step};
use super::{Outcome, output};
use imgc::diag::Class;
use imgc::fix::Repairs;
use imgc::paths;
use std::collections::BTreeSet;
use std::path::Path;

/// Makes the repairs that `command` asks for, or shows them, and checks what comes of it. `Err`: that cannot be done, and was
/// said. `shown` are the files whose repairs were made or shown
/// before: stacks may share them.
pub fn load(common: &Common, command: &Check, stack: &Stack, shown: &mut BTreeSet<String>) -> Result<Loaded, Outcome> {
    let found = loading::find(stack, None, None)?;
    let place = found.place();
    let Some((_, text)) = &found.world.standard_input else { return on_disk(common, command, found, stack, shown) };
    if command.format != CheckFormat::Human {
        return Err(output::usage("of a stack from standard input the repaired text is printed; leave `--format` out"));
    }
    // who pipes one file in wants that one back, and no other changed
    let repairs = imgc::fix::fix(&found.world, &found.file, &found.options, class(command), &|path| path == found.file);
    let printed = if command.diff {
        show(common, &repairs, &place, shown)
    } else {
        output::print_file(repairs.files.get(&found.file).map_or(text, |file| &file.after))
    };
    if printed != Outcome::Clean {
        return Err(printed);
    }
    summarize(common, &repairs, command.diff, shown);
    Ok(Loaded { compilation: repairs.compilation, place })
}

/// The repairs that are asked for.
fn class(command: &Check) -> Class {
    if command.r#unsafe { Class::Unsafe } else { Class::Safe }
}

fn on_disk(
    common: &Common,
    command: &Check,
    found: Found,
    stack: &Stack,
    shown: &mut BTreeSet<String>,
) -> Result<Loaded, Outcome> {
    let place = found.place();
    let repairs = imgc::fix::fix(&found.world, &found.file, &found.options, class(command), &|_| true);
    let root = found.world.root;
    if command.diff {
        let printed = show(common, &repairs, &place, shown);
        if printed != Outcome::Clean {
            return Err(printed);
        }
        summarize(common, &repairs, true, shown);
        return Ok(Loaded { compilation: repairs.compilation, place });
    }
    let folders = repairs.files.keys().map(|path| (&*root, paths::folder(path).to_string()));
    let refused = match write::hold(folders) {
        Ok(_held) => edit(&root, &repairs),
        Err(refusal) => vec![refusal],
    };
    for refusal in &refused {
        output::error(common, &format!("error: cannot write `{}`: {}\n", place.view.shown(&refusal.path), refusal.why));
    }
    if !refused.is_empty() {
        return Err(Outcome::Failed);
    }
    summarize(common, &repairs, false, shown);
    // what was repaired may have another root
    loading::load_proven(stack)
}

/// Edits every file, or none: returned is why not.
fn edit(root: &Path, repairs: &Repairs) -> Vec<Refusal> {
    let (mut steps, mut refused) = (Vec::new(), Vec::new());
    for (path, file) in &repairs.files {
        match write::edit(root, path, &file.before, &file.after) {
            Ok(step) => steps.push(step),
            Err(refusal) => refused.push(refusal),
        }
    }
    if refused.is_empty() {
        refused.extend(write::prepare(root, steps).and_then(|set| set.put(|_| {})).err());
    }
    refused
}

/// The repairs as a diff, on standard output.
fn show(common: &Common, repairs: &Repairs, place: &Place, shown: &mut BTreeSet<String>) -> Outcome {
    let text: String = repairs
        .files
        .iter()
        .filter(|(_, file)| shown.insert(file.name.clone()))
        .map(|(path, file)| {
            let (before, after) = (file.before.clone(), file.after.clone());
            diff(&Step { path: path.clone(), change: Change::Update, before, after }, &place.view)
        })
        .collect();
    output::print_styled(common, &text)
}

/// How many repairs there are in which files.
fn summarize(common: &Common, repairs: &Repairs, only_shown: bool, shown: &mut BTreeSet<String>) {
    shown.extend(repairs.files.values().map(|file| file.name.clone()));
    let verb = if only_shown { "would fix" } else { "fixed" };
    for file in repairs.files.values() {
        let what = if file.fixes == 1 { "mistake" } else { "mistakes" };
        output::say(common, &format!("{verb} {} {what} in {}\n", file.fixes, file.name));
    }
}
