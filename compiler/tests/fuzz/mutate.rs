//! Changes to a text: of characters, words, strings and lines.

use super::random::Random;
use super::{corpus, grammar};
use imgc::schema::{Context, rows};
use std::ops::Range;

/// Characters that mean something somewhere, or that nothing expects.
const CHARACTERS: &[&str] = &[
    "\"", "'", "\\", "{", "}", "(", ")", "[", "]", "#", "=", ";", "/", "//", "/-", "/*", "*/", "$", "${", "`", "\n",
    "\r\n", "\t", " ", "\u{0}", "\u{1b}", "\u{85}", "\u{2028}", "\u{202e}", "\u{feff}", "\u{61c}", "é", "🦀", "<<EOF",
    "\\\n", "\"\"\"", "#\"", "\"#", "|", "&&", "!", "*", ",", ":", "@",
];

/// A text with one to a few changes.
pub fn mutated(text: &str, random: &mut Random) -> String {
    let mut text = text.to_string();
    for _ in 0..1 + random.below(4) * random.below(3) {
        text = changed(text, random);
    }
    text
}

fn changed(mut text: String, random: &mut Random) -> String {
    let at = place(&text, random);
    match random.below(14) {
        0 => text.replace_range(range(&text, at, 1 + random.below(30)), ""),
        1 => text.truncate(at),
        2 => text.insert_str(at, random.pick(CHARACTERS)),
        3 => text.replace_range(range(&text, at, 1), random.pick(CHARACTERS)),
        4 => lines(&mut text, random, |lines, one, _| lines.insert(one, lines[one].clone())),
        5 => lines(&mut text, random, |lines, one, _| drop(lines.remove(one))),
        6 => lines(&mut text, random, |lines, one, other| lines.swap(one, other)),
        7 => {
            if let Some(word) = word(&text, random) {
                let other = dictionary(random);
                text.replace_range(word, &other);
            }
        }
        8 => {
            // a word of the same text
            if let (Some(word), Some(other)) = (word(&text, random), word(&text, random)) {
                let other = text[other].to_string();
                text.replace_range(word, &other);
            }
        }
        9 => {
            if let Some(string) = string(&text, random) {
                text.replace_range(string, random.pick(grammar::ODD));
            }
        }
        10 => {
            if let (Some(string), Some(other)) = (string(&text, random), string(&text, random)) {
                let other = text[other].to_string();
                text.replace_range(string, &other);
            }
        }
        11 => {
            let context = random.pick(Context::ALL);
            let node = grammar::node(random.pick(&rows(context)), context, 3, random);
            lines(&mut text, random, |lines, one, _| lines.insert(one, node));
        }
        12 => {
            let other = random.one_of(&corpus::CORPUS.stacks).text();
            let from = place(other, random);
            let piece = other[range(other, from, random.below(200))].to_string();
            text.insert_str(at, &piece);
        }
        _ => {
            let from = place(&text, random);
            let piece = text[range(&text, from, random.below(80))].to_string();
            text.insert_str(at, &piece);
        }
    }
    text
}

/// The start of some character, or the end.
fn place(text: &str, random: &mut Random) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn range(text: &str, start: usize, length: usize) -> Range<usize> {
    let mut end = (start + length).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

fn lines(text: &mut String, random: &mut Random, change: impl FnOnce(&mut Vec<String>, usize, usize)) {
    let mut lines: Vec<String> = text.split('\n').map(str::to_string).collect();
    let (one, other) = (random.below(lines.len()), random.below(lines.len()));
    change(&mut lines, one, other);
    *text = lines.join("\n");
}

/// Some run of characters of words.
fn word(text: &str, random: &mut Random) -> Option<Range<usize>> {
    let at = place(text, random);
    let is_word = |c: char| c.is_alphanumeric() || "-_./".contains(c);
    let start = at + text[at..].find(is_word)?;
    let length = text[start..].find(|c| !is_word(c)).unwrap_or(text.len() - start);
    Some(start..start + length)
}

/// Some string with its quotes.
fn string(text: &str, random: &mut Random) -> Option<Range<usize>> {
    let at = place(text, random);
    let start = at + text[at..].find('"')?;
    let length = text[start + 1..].find('"')?;
    Some(start..start + length + 2)
}

fn dictionary(random: &mut Random) -> String {
    let context = random.pick(Context::ALL);
    let row = random.pick(&rows(context));
    if row.properties.is_empty() || random.once_in(2) {
        return row.name.to_string();
    }
    random.one_of(row.properties).name.to_string()
}
