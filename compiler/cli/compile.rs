//! `imgc compile`

use super::arguments::{Common, Compile};
use super::diff::diff;
use super::loading::{self, Place};
use super::write::{Change, Refusal, Step, hold, prepare, steps};
use super::{Outcome, output, stacks};
use imgc::emit::{BAKE_FILE, FileSet, stack_of};
use imgc::paths;
use imgc::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What a stack makes, and where.
struct Made {
    place: Place,
    plan: Plan,
    files: FileSet,
}

impl Made {
    /// Where its files go.
    fn folders(&self) -> BTreeSet<String> {
        BTreeSet::from([self.plan.stack.out.clone(), ".github/workflows".to_string()])
    }
}

pub fn run(common: &Common, command: &Compile) -> Outcome {
    let stacks = match stacks::each(&command.stacks) {
        Ok(stacks) => stacks,
        Err(outcome) => return outcome,
    };
    let only_shows = command.check || command.diff;
    if command.stacks.stacks.iter().any(|path| stacks::is_input(path)) && command.out.is_none() && !only_shows {
        return output::usage("a stack from standard input needs `--out DIR`, or `--diff`");
    }
    let loaded = stacks.iter().map(|stack| loading::load(stack, command.out.as_deref(), command.syntax.clone()));
    let (whole, plans) = match loaded.collect::<Result<Vec<_>, _>>() {
        Ok(loaded) => loading::together(loaded),
        Err(outcome) => return outcome,
    };
    let denied = loading::denied(&whole, &command.verdict);
    loading::tell(common, &whole, denied || whole.has_errors());
    if denied {
        output::error(common, loading::DENIED);
    }
    if denied || whole.has_errors() {
        return Outcome::Failed;
    }
    let all: Vec<Made> = plans
        .into_iter()
        .filter_map(|(place, plan)| plan.map(|plan| Made { files: imgc::emit(&plan), place, plan }))
        .collect();
    if let Err(clashes) = clashes(&all) {
        clashes.iter().for_each(|clash| output::error(common, clash));
        return Outcome::Failed;
    }
    if only_shows { show(common, command, &all) } else { write(common, command, &all) }
}

/// Files that two of the stacks would write, one over the other's.
fn clashes(all: &[Made]) -> Result<(), Vec<String>> {
    let mut makers: BTreeMap<PathBuf, &Made> = BTreeMap::new();
    let mut found = Vec::new();
    for made in all {
        for path in made.files.keys() {
            let file = made.place.root.join(path);
            if let Some(other) = makers.insert(file, made) {
                let (path, one, other) = (made.place.view.shown(path), &other.place.name, &made.place.name);
                found
                    .push(format!("error: both `{one}` and `{other}` make `{path}`; give one of them another `out`\n"));
            }
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// What is to be done for a stack: what changes, and what stays.
fn changes(made: &Made, force: bool) -> Result<(Vec<Step>, Vec<Step>), Vec<Refusal>> {
    let folders = made.folders();
    let own = &made.plan.stack.file;
    let mut steps = steps(&made.place.root, own, &made.files, &folders, force)?;
    // a file of a stack that is called so from another root
    steps.retain(|step| step.change != Change::Remove || maker(made, step).is_none());
    let others = steps.iter().filter(|step| !force && step.change == Change::Update).filter_map(|step| {
        let other = maker(made, step).filter(|other| other != own)?;
        let why = format!("the stack `{other}` makes it; give one of the two another `out`, or use `--force`");
        Some(Refusal { path: step.path.clone(), why })
    });
    let others: Vec<Refusal> = others.collect();
    if !others.is_empty() {
        return Err(others);
    }
    Ok(steps.into_iter().partition(|step| !matches!(step.change, Change::Same | Change::Keep)))
}

/// Another stack that made the file and is still there, as the file calls it: from its root, which may be another.
fn maker(made: &Made, step: &Step) -> Option<String> {
    let other = stack_of(&step.before)?;
    let (file, own) = (made.place.root.join(&step.path), made.place.root.join(&made.plan.stack.file));
    let stack = file.ancestors().skip(1).map(|folder| folder.join(other)).find(|stack| stack.is_file())?;
    (stack != own).then(|| other.to_string())
}

fn show(common: &Common, command: &Compile, all: &[Made]) -> Outcome {
    let (mut text, mut differing) = (String::new(), 0);
    for made in all {
        let changed = match changes(made, true) {
            Ok((changed, _)) => changed,
            Err(refused) => return refuse(common, &made.place, &refused),
        };
        differing += changed.len();
        text.extend(changed.iter().map(|step| diff(step, &made.place.view)));
    }
    let printed = output::print_styled(common, &text);
    if !command.check || differing == 0 {
        return printed;
    }
    let files = if differing == 1 { "file differs" } else { "files differ" };
    let stacks = if all.len() == 1 { "the stack" } else { "their stacks" };
    output::error(common, &format!("error: {differing} {files} from {stacks}; run `imgc compile`\n"));
    Outcome::Failed
}

fn write(common: &Common, command: &Compile, all: &[Made]) -> Outcome {
    let held = hold(all.iter().flat_map(|made| made.folders().into_iter().map(|folder| (&*made.place.root, folder))));
    let _held = match held {
        Ok(held) => held,
        Err(refusal) => return refuse(common, &all[0].place, &[refusal]),
    };
    // every text is beside its file before the first is put in its place
    let mut sets = Vec::new();
    for made in all {
        let prepared = changes(made, command.force).and_then(|(changed, same)| {
            let set = prepare(&made.place.root, changed).map_err(|refusal| vec![refusal])?;
            Ok((made, set, same))
        });
        match prepared {
            Ok(set) => sets.push(set),
            Err(refused) => return refuse(common, &made.place, &refused),
        }
    }
    let mut unchanged = 0;
    let mut next = Vec::new();
    for (made, set, same) in sets {
        let place = &made.place;
        // one by one: where one fails, or the run is broken off, it is known what was done
        let put = set.put(|step| {
            let word = match step.change {
                Change::Create => "created",
                Change::Update => "updated",
                Change::Remove => "removed",
                Change::Same | Change::Keep => return,
            };
            let path = place.view.shown(&step.path);
            output::say(common, &format!("{word} {path}\n"));
            if step.change == Change::Create && step.path == paths::join(&made.plan.stack.out, BAKE_FILE) {
                next.push(path);
            }
        });
        if let Err(refusal) = put {
            return refuse(common, place, &[refusal]);
        }
        let (kept, same): (Vec<Step>, Vec<Step>) = same.into_iter().partition(|step| step.change == Change::Keep);
        for step in kept {
            let path = place.view.shown(&step.path);
            output::say(common, &format!("kept {path}: the stack no longer makes it, but it was edited\n"));
        }
        unchanged += same.len();
    }
    if unchanged > 0 {
        output::say(common, &format!("{unchanged} unchanged\n"));
    }
    for bake_file in next {
        let folder = paths::folder(&bake_file);
        let plain = folder.chars().all(|c| c.is_alphanumeric() || "/._-".contains(c));
        let quoted = if plain { folder.to_string() } else { format!("'{}'", folder.replace('\'', r"'\''")) };
        let there = if folder.is_empty() { String::new() } else { format!("cd {quoted} && ") };
        output::say(common, &format!("next: {there}docker buildx bake\n"));
    }
    Outcome::Clean
}

fn refuse(common: &Common, place: &Place, refused: &[Refusal]) -> Outcome {
    for refusal in refused {
        let path = place.view.shown(&refusal.path);
        output::error(common, &format!("error: cannot write `{path}`: {}\n", refusal.why));
    }
    Outcome::Failed
}
