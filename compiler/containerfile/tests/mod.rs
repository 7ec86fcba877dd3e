//! Tests of the reader of Dockerfiles.

mod oracle;
mod outline;
mod reading;

use super::*;
use crate::source::{SourceId, Sources, Span};

fn read(text: &str) -> Containerfile {
    parse(SourceId(0), text)
}

/// Reads a Dockerfile that has no problem.
fn good(text: &str) -> Containerfile {
    let file = read(text);
    assert!(file.problems.is_empty(), "{text}\n{:?}", file.problems);
    file
}

/// Each problem, and the characters that it points at.
fn problems(text: &str) -> Vec<(String, String)> {
    read(text).problems.into_iter().map(|problem| (problem.message, at(text, problem.span))).collect()
}

fn at(text: &str, span: Span) -> String {
    let mut sources = Sources::default();
    sources.add("Dockerfile", text);
    sources.text(span).to_string()
}

/// Every span of a Dockerfile.
fn spans(file: &Containerfile) -> Vec<Span> {
    let mut spans: Vec<Span> = file.problems.iter().map(|problem| problem.span).collect();
    spans.extend(file.directives.iter().flat_map(|directive| [directive.name.span, directive.value.span]));
    for instruction in &file.instructions {
        instruction_spans(instruction, &mut spans);
    }
    spans
}

fn instruction_spans(instruction: &Instruction, spans: &mut Vec<Span>) {
    spans.extend([instruction.span, instruction.name.span]);
    for flag in &instruction.flags {
        spans.extend([flag.span, flag.name.span]);
        spans.extend(flag.value.as_ref().map(|value| value.span));
    }
    for heredoc in &instruction.heredocs {
        spans.extend([heredoc.name.span, heredoc.content.span]);
    }
    match &instruction.arguments {
        Arguments::Text(text) => spans.push(text.span),
        Arguments::Exec(words) | Arguments::Words(words) => spans.extend(words.iter().map(|word| word.span)),
        Arguments::Pairs(pairs) => {
            spans.extend(pairs.iter().map(|pair| pair.name.span));
            spans.extend(pairs.iter().filter_map(|pair| Some(pair.value.as_ref()?.span)));
        }
        Arguments::Trigger(trigger) => instruction_spans(trigger, spans),
        Arguments::None => {}
    }
}
