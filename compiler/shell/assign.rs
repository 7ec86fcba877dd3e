//! What a command sets.

use super::{Assignment, Command, Word, is_name, name_length};

/// Adds what a command assigns. `text` is the whole shell text.
pub(super) fn assignments(text: &str, command: &Command, out: &mut Vec<Assignment>) {
    let is_assignment = |word: &&Word| assigned_name(text, word).is_some();
    let prefix = command.words.iter().take_while(is_assignment).count();
    let (before, rest) = command.words.split_at(prefix);
    let mut add = |word: &Word, name: &str, one_command: bool| {
        let end = word.start + name.len();
        out.push(Assignment { name: name.to_string(), start: word.start, end, from: command.end, one_command });
    };
    for word in before {
        if let Some(name) = assigned_name(text, word) {
            add(word, name, !rest.is_empty());
        }
    }
    let Some((program, arguments)) = rest.split_first() else { return };
    match program.text.as_str() {
        "export" | "declare" | "local" | "readonly" | "typeset" | "let" => {
            for word in arguments {
                if let Some(name) = assigned_name(text, word) {
                    add(word, name, false);
                }
            }
        }
        "for" | "select" => {
            if let Some(word) = arguments.first().filter(|word| is_name(&word.text)) {
                add(word, &word.text, false);
            }
        }
        "read" | "mapfile" | "readarray" => {
            for word in
                operands(arguments, &["-p", "-d", "-n", "-N", "-t", "-u", "-i", "-O", "-s", "-c", "-C"], &["-s"])
            {
                add(word, &word.text, false);
            }
            for pair in arguments.windows(2).filter(|pair| pair[0].text == "-a" && is_name(&pair[1].text)) {
                add(&pair[1], &pair[1].text, false);
            }
        }
        "getopts" => {
            if let Some(word) = arguments.get(1).filter(|word| is_name(&word.text)) {
                add(word, &word.text, false);
            }
        }
        "printf" => {
            if let [flag, word, ..] = arguments
                && flag.text == "-v"
                && is_name(&word.text)
            {
                add(word, &word.text, false);
            }
        }
        _ => {}
    }
}

/// The names among arguments: `with_value` options take the next word, but for those in `switches`.
fn operands<'w>(arguments: &'w [Word], with_value: &[&str], switches: &[&str]) -> Vec<&'w Word> {
    let mut found = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if word.text.starts_with('-') {
            let last = format!("-{}", word.text.chars().last().unwrap_or('-'));
            if with_value.contains(&last.as_str()) && !switches.contains(&last.as_str()) {
                words.next();
            }
        } else if is_name(&word.text) {
            found.push(word);
        }
    }
    found
}

/// The name that a word sets: `X=…`, `X+=…`, `X[1]=…`.
fn assigned_name<'t>(text: &'t str, word: &Word) -> Option<&'t str> {
    let source = &text[word.start..word.end];
    let name = &source[..name_length(source)];
    let mut rest = &source[name.len()..];
    if let Some(index) = rest.strip_prefix('[') {
        rest = index.split_once(']')?.1;
    }
    let rest = rest.strip_prefix('+').unwrap_or(rest);
    (!name.is_empty() && rest.starts_with('=')).then_some(name)
}
