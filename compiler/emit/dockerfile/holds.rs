//! What a place in a Dockerfile cannot hold at all, for the planner to refuse at its span.
//!
//! In: a place and a text. Out: nothing, or what is in the way. All else can be written: see [`word`](super::word).

use super::word;
use crate::plan::{Segment, Text};
use crate::visible::acting;

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The value of an `ENV`, a `LABEL` or an `ARG`; also `WORKDIR`, `USER`, `STOPSIGNAL`.
    Value,
    /// The name of an `ENV` or an `ARG`, the key of a `LABEL`.
    Key,
    /// `FROM`
    Reference,
    /// `EXPOSE`
    Port,
    /// A path of `COPY` or `ADD`, an entry of `VOLUME`.
    Path,
    /// A word of `CMD`, `ENTRYPOINT` or `SHELL`: Docker expands nothing here.
    Exec,
    /// A flag's value, or a part of a mount: `--chown`, `--from`, `--mount=…,target=…`.
    Flag,
    /// A package, a pip requirement, an index: a word of a shell command on a line.
    ShellWord,
    /// The text of a `run`, a `test`, an `info-cmd`, a `healthcheck`.
    Shell,
    /// A raw line.
    Instruction,
    /// A comment among the lines of an instruction.
    Comment,
}

/// BuildKit reads lines of up to 64 KiB (measured: 65,000 bytes build, 65,530 do not); the keyword and its neighbours need
/// a little.
const LINE: usize = 64_000;

/// Linux passes a program arguments of up to 128 KiB (measured: a RUN of 131,000 bytes starts, one of 132,000 does not);
/// our own head of a script needs a little.
const ARGUMENT: usize = 126_000;

/// What is in the way of writing `text` there; a noun phrase. `None`: it can be written, and is read back unchanged.
pub fn holds(place: Place, text: &Text) -> Option<&'static str> {
    use Place::{Comment, Exec, Flag, Instruction, Key, Path, Port, Reference, Shell, ShellWord, Value};
    let all = text.to_string();
    if all.contains('\0') {
        return Some("a NUL character");
    }
    // JSON and heredocs carry line breaks; nothing else does.
    if all.contains('\n') && !matches!(place, Path | Exec | Shell | Instruction) {
        return Some("a line break");
    }
    // who reads the file cannot see it, and a terminal acts on it; an exec form is JSON, which spells it
    if let Some(what) = all.chars().find_map(acting).filter(|_| place != Exec) {
        return Some(what);
    }
    if matches!(place, Reference | Port) && all.contains(char::is_whitespace) {
        return Some("a blank");
    }
    if matches!(place, Reference | Port | Key | Shell | Instruction) && all.trim().is_empty() {
        return Some("nothing");
    }
    if place == Key && all.contains('=') {
        return Some("an equals sign");
    }
    // Measured: flags are read byte by byte, `ü` arrives as `Ã¼`, and no such file is found.
    if place == Flag && !all.is_ascii() {
        return Some("a character that is not ASCII");
    }
    if place == Flag && all.contains('\t') {
        return Some("a control character");
    }
    if place == Instruction && all.trim_end().ends_with('\\') {
        return Some("a backslash at its end");
    }
    for segment in &text.0 {
        if let Segment::Docker(expansion) = segment {
            // `"` would end the quotes around it; `'` must come in pairs.
            if expansion.contains('"') || expansion.matches('\'').count() % 2 == 1 {
                return Some("a quote inside `${…}`");
            }
            if place == Path && expansion.contains('\n') {
                return Some("a line break");
            }
        }
    }
    let longest = match place {
        Value | Key | Reference | Port | Flag | ShellWord => word::quoted(text).as_str().len(),
        Path | Exec => word::json_expanded(std::slice::from_ref(text)).as_str().len(),
        Shell | Instruction | Comment => all.lines().map(str::len).max().unwrap_or(0),
    };
    if longest > LINE {
        return Some("a line of more than 64,000 bytes");
    }
    if place == Shell && all.len() > ARGUMENT {
        return Some("more than 126,000 bytes");
    }
    None
}
