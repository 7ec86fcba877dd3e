//! `imgc check`

use super::arguments::{Check, CheckFormat, Common};
use super::{Outcome, fix, loading, output, stacks};
use imgc::Compilation;
use std::collections::BTreeSet;

pub fn run(common: &Common, command: &Check) -> Outcome {
    let stacks = match stacks::each(&command.stacks) {
        Ok(stacks) => stacks,
        Err(outcome) => return outcome,
    };
    let mut shown = BTreeSet::new();
    let loaded = stacks.iter().map(|stack| match command.format {
        _ if command.fix => fix::load(common, command, stack, &mut shown),
        CheckFormat::Json | CheckFormat::Sarif => loading::load_proven(stack),
        _ => loading::load(stack, None, None),
    });
    let loaded = match loaded.collect::<Result<Vec<_>, _>>() {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    if command.fix && shown.is_empty() {
        output::say(common, "nothing to fix\n");
    }
    let summaries: String = match &loaded[..] {
        [one] => summary(&one.compilation),
        several => several.iter().map(|one| format!("{}: {}", one.place.name, summary(&one.compilation))).collect(),
    };
    let (whole, _) = loading::together(loaded);
    let denied = loading::denied(&whole, &command.verdict);
    let fails = denied || whole.has_errors();
    let printed = match command.format {
        CheckFormat::Human => {
            loading::tell(common, &whole, fails);
            output::say(common, &summaries);
            Outcome::Clean
        }
        format => output::print(&loading::diagnostics(common, &whole, format)),
    };
    if denied {
        output::error(common, loading::DENIED);
    }
    if fails { Outcome::Failed } else { printed }
}

/// One line: how many builds, or how many errors.
fn summary(compilation: &Compilation) -> String {
    let count = |severity| compilation.diagnostics.iter().filter(|one| one.severity == severity).count();
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let errors = count(imgc::diag::Severity::Error);
    let warnings = count(imgc::diag::Severity::Warning);
    let mut line = match &compilation.plan {
        Some(plan) => {
            let images: std::collections::BTreeSet<&str> =
                plan.builds.iter().map(|build| build.image.as_str()).collect();
            format!("{}, {}", plural(images.len(), "image"), plural(plan.builds.len(), "build"))
        }
        None => plural(errors, "error"),
    };
    if warnings > 0 {
        line.push_str(&format!(", {}", plural(warnings, "warning")));
    }
    line.push('\n');
    line
}
