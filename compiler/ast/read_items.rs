//! What `packages`, `pip` and `conda` install, and what of a command's line is taken for it.

use super::checked::{Checked, Reader};
use super::*;
use crate::diag::Diagnostic;

/// Options of the commands, and the properties that are there for them.
const OPTIONS: &[(&str, &[&str], &str)] = &[
    ("pip", &["-r", "--requirement"], "requirements"),
    ("pip", &["-c", "--constraint"], "constraints"),
    ("pip", &["-i", "--index-url"], "index"),
    ("pip", &["--extra-index-url"], "extra-index"),
    ("conda", &["-c", "--channel"], "channel"),
];

impl Reader<'_> {
    /// Items, as arguments or in braces.
    pub(super) fn items(&mut self, node: Checked) -> Option<Vec<Item>> {
        let listed = self.listed(node, 0);
        let nothing = listed.is_empty() && node.children().is_empty() && node.property("requirements").is_none();
        if nothing {
            self.error(errors::empty_list(node.node));
            return None;
        }
        let (arguments, all) = (node.words(0).len(), listed.len());
        let items = listed.into_iter().enumerate().filter_map(|(at, (word, comment))| {
            let slip = slip(node.row.name, &word, at < arguments).or_else(|| {
                // the command's own word, before what it installs
                (at == 0 && all > 1 && word.value == "install").then(|| errors::command_word(&word, node.row.name))
            });
            if let Some(slip) = slip {
                self.error(slip);
                return None;
            }
            Some(Item { text: self.docker(&word)?, comment })
        });
        Some(items.collect())
    }
}

/// What is no item, though it is often written where one belongs.
fn slip(kind: &str, word: &Word, argument: bool) -> Option<Diagnostic> {
    let text = word.value.trim();
    if text.is_empty() || word.value.contains(['\n', '\r']) {
        return Some(errors::empty(word, kind));
    }
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let option = first.split('=').next().unwrap_or_default();
    let said = OPTIONS.iter().find(|(of, names, _)| *of == kind && names.contains(&option));
    if let Some((_, _, property)) = said {
        let value = first.strip_prefix(option).and_then(|rest| rest.strip_prefix('=')).or(words.next());
        return Some(errors::option_for_item(word, property, value));
    }
    // groups of dnf have blanks in their names
    let names = kind == "packages" && !text.starts_with(['@', '(']) || parts(text).all(is_name);
    if names && text.contains([' ', '\t', ',']) {
        return Some(errors::several_items(word, argument));
    }
    let (name, version) = text.split_once('=').filter(|_| kind == "pip")?;
    let name_ends = name.find('[').unwrap_or(name.len());
    let pinned = is_name(&name[..name_ends]) && !version.starts_with('=') && !version.is_empty();
    pinned.then(|| errors::conda_pin(word, name, version))
}

/// What is written as one text, with blanks or commas between.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', ',']).filter(|part| !part.is_empty())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}
