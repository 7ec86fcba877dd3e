//! `imgc check`

use super::arguments::{Check, CheckFormat, Common};
use super::{Outcome, fix, loading, output};

pub fn run(common: &Common, command: &Check) -> Outcome {
    let loaded = match command.format {
        _ if command.fix => fix::load(common, command),
        CheckFormat::Json | CheckFormat::Sarif => loading::load_proven(&command.stack),
        _ => loading::load(&command.stack, None, None),
    };
    let loaded = match loaded {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    let compilation = &loaded.compilation;
    let denied = loading::denied(compilation, &command.verdict);
    let fails = denied || compilation.has_errors();
    let printed = match command.format {
        CheckFormat::Human => {
            loading::tell(common, compilation, fails);
            output::say(common, &summary(compilation));
            Outcome::Clean
        }
        format => output::print(&loading::diagnostics(common, compilation, format)),
    };
    if denied {
        output::error(common, loading::DENIED);
    }
    if fails { Outcome::Failed } else { printed }
}

/// One line: how many builds, or how many errors.
fn summary(compilation: &imgc::Compilation) -> String {
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
