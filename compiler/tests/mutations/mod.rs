//! One mistake at a time in the example stacks: each is told at its place, once, and in words that lead to the repair.
//! What is said is kept in `snapshots/mutations/`, to be read by eye.

use crate::family;
pub mod table;

use imgc::diag::Class;
use imgc::report;
use std::fmt::Write as _;
use table::{Examples, Made, Mutation};

/// What is wrong with what is said of a mutation.
fn faults(mutation: &Mutation, made: &Made) -> Vec<String> {
    let told = &made.compilation.diagnostics;
    let mut faults = Vec::new();
    if told.len() != mutation.told {
        faults.push(format!("{} diagnostics, not {}", told.len(), mutation.told));
    }
    let elsewhere = told.iter().any(|one| {
        let source = made.compilation.sources.get(one.primary().source);
        let line = source.position(one.primary().start as usize).line;
        source.name != made.file || !made.lines.contains(&line)
    });
    if elsewhere != mutation.elsewhere.is_some() {
        faults.push(match elsewhere {
            true => format!("told elsewhere than at {}:{:?}", made.file, made.lines),
            false => "told at the edited lines, so `@` says nothing".to_string(),
        });
    }
    faults
}

/// The edit, then what is said.
fn shown(mutation: &Mutation, made: &Made) -> String {
    let mut text = format!("# {}\n\n{}/{}\n", mutation.meant, mutation.example, mutation.file);
    for (sign, lines) in [('-', &mutation.old), ('+', &mutation.new)] {
        lines.lines().for_each(|line| writeln!(text, "{sign} {line}").expect("a string takes all"));
    }
    let said = report::human(&made.compilation.sources, &made.compilation.diagnostics, report::HumanStyle::default());
    format!("{text}\n{}\n", said.trim_end())
}

#[test]
fn each_mistake_is_told_at_its_place_and_once() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../snapshots/mutations");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut examples = Examples::default();
    let (mut count, mut wrong) = (0, String::new());
    for (name, mutations) in table::tables() {
        let mut page = String::new();
        for mutation in &mutations {
            let made = match examples.make(mutation) {
                Ok(made) => made,
                Err(misfit) => {
                    writeln!(wrong, "{name}: {misfit}\n").expect("a string takes all");
                    continue;
                }
            };
            let shown = shown(mutation, &made);
            for fault in faults(mutation, &made) {
                write!(wrong, "{name}: {fault}\n{shown}\n").expect("a string takes all");
            }
            page.push_str(&shown);
            page.push('\n');
        }
        count += mutations.len();
        settings.bind(|| insta::assert_snapshot!(name, page));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(count >= 150, "{count} mistakes");
}

/// Repairs end, a second run of them changes nothing, and what was told with its repair is told no more.
#[test]
fn repairs_of_a_mistake_end_it() {
    let mut examples = Examples::default();
    let (mut repaired, mut wrong) = (0, String::new());
    for (name, mutations) in table::tables() {
        for mutation in &mutations {
            let Ok(made) = examples.make(mutation) else { continue };
            let options = imgc::Options::default();
            let fixed = imgc::fix::fix(&made.world, &made.stack, &options, Class::Safe, &|_| true);
            if fixed.files.is_empty() {
                continue;
            }
            repaired += 1;
            let mut world = made.world.clone();
            world.files.extend(fixed.files.iter().map(|(path, file)| (path.clone(), file.after.clone())));
            let again = imgc::fix::fix(&world, &made.stack, &options, Class::Safe, &|_| true);
            let told = made.compilation.diagnostics.iter().filter(|one| one.fix.is_some());
            let left = told.filter(|one| fixed.compilation.diagnostics.iter().any(|left| left.message == one.message));
            if left.count() > 0 || !again.files.is_empty() {
                writeln!(wrong, "{name}: {}", shown(mutation, &made)).expect("a string takes all");
                for file in fixed.files.values() {
                    let after = file.after.lines().zip(file.before.lines()).find(|(after, before)| after != before);
                    writeln!(wrong, "repaired: {after:?}").expect("a string takes all");
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(repaired >= 50, "{repaired} of the mistakes carry their repair");
}

/// Every line of a file with a comment behind its code has one mistake, and `others` are further lines: they are told in one run,
/// in one order.
fn told_in_one_run(text: &str, others: &[usize], runs: usize) {
    let world = imgc::world::MemoryWorld::new([("stack.kdl", text)]);
    let check = || imgc::check(&world, "stack.kdl", &family::today::options());
    let shown = |compilation: &imgc::Compilation| {
        report::human(&compilation.sources, &compilation.diagnostics, report::HumanStyle::default())
    };
    let compilation = check();
    let first = shown(&compilation);
    // maps hash otherwise in each run
    for _ in 0..runs {
        assert_eq!(shown(&check()), first);
    }
    let lines: Vec<usize> = compilation
        .diagnostics
        .iter()
        .map(|one| compilation.sources.get(one.primary().source).position(one.primary().start as usize).line)
        .collect();
    let wrong = text.lines().enumerate().filter(|(_, line)| line.contains(" // ")).map(|(at, _)| at + 1);
    let wrong: Vec<usize> = wrong.chain(others.iter().copied()).collect();
    assert!(wrong.len() >= 40, "{} mistakes", wrong.len());
    assert_eq!(lines, wrong, "the lines that are told of, and those that are wrong\n{first}");
}

#[test]
fn forty_mistakes_are_told_in_one_run() {
    let text = include_str!("forty.kdl");
    // a brace that closes nothing
    told_in_one_run(text, &[text.lines().count()], 100);
}

/// Lints run where nothing is wrong, so they have a file of their own.
#[test]
fn forty_warnings_are_told_in_one_run() {
    told_in_one_run(include_str!("forty-warnings.kdl"), &[], 20);
}
