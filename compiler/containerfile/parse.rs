//! Text to instructions: directives, comments, continuations, here-documents.

use super::file::{Containerfile, Directive, Instruction, Keyword, Problem};
use super::heredoc;
use super::instruction;
use super::lines::{Line, Reader, continuation};
use crate::source::{SourceId, Span, Spanned};
use std::ops::Range;

const DIRECTIVES: [&str; 3] = ["syntax", "escape", "check"];

/// Reads a Dockerfile.
pub fn parse(id: SourceId, text: &str) -> Containerfile {
    let mut file =
        Containerfile { directives: Vec::new(), escape: '\\', instructions: Vec::new(), problems: Vec::new() };
    let mut reader = Reader::new(text);
    let mut in_directives = true;
    while let Some(physical) = reader.next() {
        let trimmed = physical.end - text[physical.clone()].trim_start().len()..physical.end;
        in_directives = in_directives && directive(&mut file, id, text, trimmed.clone());
        if trimmed.is_empty() || text[trimmed.clone()].starts_with('#') {
            continue;
        }
        let line = join(&mut reader, id, trimmed, file.escape);
        if line.text.trim().is_empty() {
            continue;
        }
        let mut instruction = instruction::read(&line, 0..line.text.len(), file.escape, &mut file.problems);
        read_heredocs(&mut reader, &line, &mut instruction, &mut file.problems);
        file.instructions.push(instruction);
    }
    check_order(&mut file, Span::new(id, 0, 0));
    file.problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    file
}

/// Reads one directive; whether more may follow.
fn directive(file: &mut Containerfile, id: SourceId, text: &str, range: Range<usize>) -> bool {
    let Some(comment) = text[range.clone()].strip_prefix('#') else { return false };
    let Some((name, value)) = comment.split_once('=') else { return false };
    let lower = name.trim().to_ascii_lowercase();
    if !DIRECTIVES.contains(&lower.as_str()) || value.trim().is_empty() {
        return false;
    }
    let part = |part: &str, offset: usize| {
        let start = range.start + 1 + offset + (part.len() - part.trim_start().len());
        Span::new(id, start, start + part.trim().len())
    };
    let name = Spanned::new(lower, part(name, 0));
    let value = Spanned::new(value.trim().to_string(), part(value, comment.len() - value.len()));
    let mut problem = |message: String, span| file.problems.push(Problem { message, span });
    if file.directives.iter().any(|other| other.name == name) {
        problem(format!("the directive `{}` may stand only once", name.value), name.span);
        return true;
    }
    if name.value == "escape" {
        match value.value.as_str() {
            "\\" | "`" => file.escape = value.value.chars().next().unwrap_or('\\'),
            _ => problem("the escape is either \\ or `".to_string(), value.span),
        }
    }
    file.directives.push(Directive { name, value });
    true
}

/// The logical line that starts with `first`. Comments and empty lines within it are no part of it.
fn join(reader: &mut Reader, id: SourceId, first: Range<usize>, escape: char) -> Line {
    let mut line = Line::new(id);
    let (piece, mut more) = continuation(reader.text, first, escape);
    line.push(reader.text, piece);
    while more {
        let Some(next) = reader.next() else { break };
        let content = reader.text[next.clone()].trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let piece;
        (piece, more) = continuation(reader.text, next, escape);
        line.push(reader.text, piece);
    }
    line
}

fn read_heredocs(reader: &mut Reader, line: &Line, instruction: &mut Instruction, problems: &mut Vec<Problem>) {
    if !instruction.takes_heredocs() {
        return;
    }
    let id = instruction.span.source;
    let markers = heredoc::markers(&line.text, 0..line.text.len());
    if markers.is_empty() {
        return;
    }
    let (heredocs, unterminated) = heredoc::bodies(reader, id, line, markers);
    if let Some(marker) = unterminated {
        let message = format!("the here-document never ends: there is no line `{}`", marker.name);
        problems.push(Problem { message, span: line.span(marker.range) });
    }
    if !heredocs.is_empty() {
        let end = reader.text[..reader.at].trim_end_matches(['\r', '\n']).len();
        instruction.extend_to(end, heredocs);
    }
}

/// What must come before what.
fn check_order(file: &mut Containerfile, start: Span) {
    let Some(first) = file.instructions.iter().position(|instruction| instruction.keyword == Keyword::From) else {
        file.problems.push(Problem { message: "there is no `FROM`".to_string(), span: start });
        return;
    };
    for instruction in &file.instructions[..first] {
        if !matches!(instruction.keyword, Keyword::Arg | Keyword::Unknown) {
            let message = format!("`{}` stands before the first `FROM`; only `ARG` may", instruction.name.value);
            file.problems.push(Problem { message, span: instruction.name.span });
        }
    }
}
