//! A command with its arguments in one pair of quotes: an exec form runs the program of that whole name.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::plan::{Build, Op, Text};

pub(super) fn one_word_command(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        for step in subject.line(build).into_iter().flat_map(|stage| &stage.steps) {
            let (name, words) = match &step.op {
                Op::Entrypoint(words) => ("entrypoint", words),
                Op::Cmd(words) => ("cmd", words),
                _ => continue,
            };
            let ([word], Some(whole)) = (words.as_slice(), step.origin.span) else { continue };
            let Some(text) = one_text(word) else { continue };
            // behind an entrypoint it is what that is given, which may well be one text
            if name == "cmd" && enters(subject, build) {
                continue;
            }
            let written = subject.steps.words(whole).first().filter(|template| template.as_literal() == Some(&text));
            diagnostics.report(errors::one_word_command(name, &text, whole, written, &step.origin.via));
        }
    }
}

/// The text of a word that has a blank within.
fn one_text(word: &Text) -> Option<String> {
    word.as_literal().filter(|text| text.split_whitespace().count() > 1)
}

/// Whether the stack gives a build an entrypoint: itself, or by a parent that it stands on.
fn enters(subject: &Subject, build: &Build) -> bool {
    let own = subject.line(build).into_iter().flat_map(|stage| &stage.steps).any(|step| match &step.op {
        Op::Entrypoint(_) => true,
        Op::Instruction(line) => line.trim_start().to_lowercase().starts_with("entrypoint"),
        _ => false,
    });
    own || build.adopted.is_some()
        || build.parents.first().is_some_and(|&parent| enters(subject, subject.plan.build(parent)))
}
