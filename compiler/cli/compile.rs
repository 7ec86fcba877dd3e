//! `imgc compile`

use super::arguments::{Common, Compile};
use super::diff::diff;
use super::write::{Change, Refusal, Step, carry_out, steps, unwritable};
use super::{Outcome, loading, output};
use std::collections::BTreeSet;

pub fn run(common: &Common, command: &Compile) -> Outcome {
    let from_input = command.stack.stack.as_ref().is_some_and(|path| path.as_os_str() == "-");
    if from_input && command.out.is_none() && !command.check && !command.diff {
        return output::usage("a stack from standard input needs `--out DIR`, or `--diff`");
    }
    let loaded = match loading::load(&command.stack, command.out.as_deref(), command.syntax.clone()) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let denied = loading::denied(&loaded.compilation, &command.verdict);
    loading::tell(common, &loaded.compilation, denied || loaded.compilation.has_errors());
    if denied {
        output::error(common, loading::DENIED);
        return Outcome::Failed;
    }
    let Some(plan) = &loaded.compilation.plan else { return Outcome::Failed };
    let files = imgc::emit(plan);
    let folders = BTreeSet::from([plan.stack.out.clone(), ".github/workflows".to_string()]);
    let forced = command.force || command.check || command.diff;
    let steps = match steps(&loaded.root, &plan.stack.file, &files, &folders, forced) {
        Ok(steps) => steps,
        Err(refused) => return refuse(common, &refused),
    };
    let (changed, same): (Vec<Step>, Vec<Step>) =
        steps.into_iter().partition(|step| !matches!(step.change, Change::Same | Change::Keep));
    if command.diff || command.check {
        let text: String = changed.iter().map(diff).collect();
        let printed = output::print_styled(common, &text);
        if command.check && !changed.is_empty() {
            let verb = if changed.len() == 1 { "file differs" } else { "files differ" };
            output::error(common, &format!("error: {} {verb} from the stack; run `imgc compile`\n", changed.len()));
            return Outcome::Failed;
        }
        return printed;
    }
    let refused = unwritable(&loaded.root, &changed);
    if !refused.is_empty() {
        return refuse(common, &refused);
    }
    for step in &changed {
        // one by one: where one fails, or the run is broken off, it is known what was done
        if let Err(refusal) = carry_out(&loaded.root, std::slice::from_ref(step)) {
            return refuse(common, &[refusal]);
        }
        let word = match step.change {
            Change::Create => "created",
            Change::Update => "updated",
            Change::Remove => "removed",
            Change::Same | Change::Keep => continue,
        };
        output::say(common, &format!("{word} {}\n", step.path));
    }
    let (kept, same): (Vec<Step>, Vec<Step>) = same.into_iter().partition(|step| step.change == Change::Keep);
    for step in kept {
        output::say(common, &format!("kept {}: the stack no longer makes it, but it was edited\n", step.path));
    }
    if !same.is_empty() {
        output::say(common, &format!("{} unchanged\n", same.len()));
    }
    Outcome::Clean
}

fn refuse(common: &Common, refused: &[Refusal]) -> Outcome {
    for refusal in refused {
        output::error(common, &format!("error: cannot write `{}`: {}\n", refusal.path, refusal.why));
    }
    Outcome::Failed
}
