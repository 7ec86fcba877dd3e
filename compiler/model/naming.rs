//! How the releases of GPUs are named where they are not spelled out: `cu126` in the address of an index, `cuda12.4` in a tag,
//! `cuda-toolkit-12-6` as a package.

use super::{Catalogue, numbers};
use crate::ast::{GpuFamily, Name};
use regex::Regex;
use std::ops::Range;

/// The first numbers of a release: a major version, or a minor one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers(pub Vec<u64>);

impl Numbers {
    /// Of a whole version, what counts: `12.6` of `12.6.3`.
    pub fn of(version: &str) -> Option<Numbers> {
        numbers(version).map(|all| Numbers(all.into_iter().take(2).collect()))
    }

    /// Whether one is the other, as far as both say.
    pub fn agree(&self, other: &Numbers) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }
}

impl std::fmt::Display for Numbers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.0.iter().map(u64::to_string).collect();
        f.write_str(&parts.join("."))
    }
}

/// A release that a word names.
#[derive(Clone, Debug)]
pub struct Named<'a> {
    pub family: &'a GpuFamily,
    pub release: Numbers,
    word: String,
    /// Where its numbers stand in the word, in the same order.
    numbers: Vec<Range<usize>>,
    /// What stands behind them and is more of the version.
    patch: Range<usize>,
}

impl Named<'_> {
    /// The word that names another release in the same way. `None`: it takes a minor version that is not known.
    pub fn instead(&self, release: &Numbers) -> Option<String> {
        if release.0.len() < self.numbers.len() {
            return None;
        }
        let mut word = self.word.clone();
        word.replace_range(self.patch.clone(), "");
        for (at, number) in self.numbers.iter().zip(&release.0).rev() {
            word.replace_range(at.clone(), &number.to_string());
        }
        Some(word)
    }
}

const HOLES: [&str; 2] = ["{major}", "{minor}"];

/// The words of a catalogue by which releases are named.
pub struct Naming<'a> {
    gpus: &'a Catalogue,
    written: Vec<Pattern<'a>>,
    packages: Vec<Pattern<'a>>,
}

struct Pattern<'a> {
    family: &'a GpuFamily,
    text: &'a str,
    /// What every word of it begins with.
    start: &'a str,
    regex: Regex,
}

impl<'a> Naming<'a> {
    pub fn new(gpus: &'a Catalogue) -> Naming<'a> {
        let all = |list: fn(&'a GpuFamily) -> &'a [Name]| {
            let names =
                gpus.families.values().flat_map(move |family| list(family).iter().map(move |name| (family, name)));
            let mut patterns: Vec<Pattern> = names.filter_map(|(family, name)| pattern(family, &name.value)).collect();
            // what says more comes first: `12-6` is no major version
            patterns.sort_by_key(|pattern| !pattern.text.contains(HOLES[1]));
            patterns
        };
        Naming { gpus, written: all(|family| &family.written), packages: all(|family| &family.packages) }
    }

    /// Whether any of its words may stand in a text.
    pub fn may_be_in(&self, text: &str) -> bool {
        self.written.iter().chain(&self.packages).any(|pattern| pattern.may_be_in(text))
    }

    /// The release that a word names; of two families the one that is meant before.
    pub fn word(&self, word: &str, meant: Option<&str>) -> Option<Named<'a>> {
        named(&self.written, word, meant)
    }

    pub fn package(&self, name: &str, meant: Option<&str>) -> Option<Named<'a>> {
        named(&self.packages, name, meant)
    }

    /// The release of a base: one of the catalogue's, one of a repository that it knows, or one whose tag names it.
    pub fn base(&self, reference: &str, meant: Option<&str>) -> Option<(&'a GpuFamily, Numbers)> {
        let mut families: Vec<&GpuFamily> = self.gpus.families.values().collect();
        families.sort_by_key(|family| Some(family.name.value.as_str()) != meant);
        for family in families {
            let known = self.gpus.release_of(&family.name.value, reference);
            if let Some(release) = known.and_then(|version| Numbers::of(&version)) {
                return Some((family, release));
            }
        }
        let name = reference.split('@').next().unwrap_or(reference);
        let tag = &name[name.rfind('/').map_or(0, |at| at + 1)..].split_once(':')?.1;
        let named = tag.split(['-', '_']).find_map(|part| self.word(part, meant))?;
        Some((named.family, named.release))
    }
}

fn named<'a>(patterns: &[Pattern<'a>], word: &str, meant: Option<&str>) -> Option<Named<'a>> {
    let found = patterns.iter().filter(|pattern| word.starts_with(pattern.start));
    let mut found: Vec<Named> = found.filter_map(|pattern| pattern.read(word)).collect();
    found.sort_by_key(|named| Some(named.family.name.value.as_str()) != meant);
    found.into_iter().next()
}

/// `None`: it says no major version, and so nothing.
fn pattern<'a>(family: &'a GpuFamily, text: &'a str) -> Option<Pattern<'a>> {
    let start = &text[..text.find(['{', '*'])?];
    let mut written = regex::escape(text).replace(r"\*", ".*");
    // side by side, the last digit is the minor version: 12.6 is `126`, 10.2 is `102`
    written = written.replacen(r"\{major\}\{minor\}", "(?<major>[0-9]+)(?<minor>[0-9])", 1);
    written = written.replacen(r"\{major\}", "(?<major>[0-9]+)", 1).replacen(r"\{minor\}", "(?<minor>[0-9]+)", 1);
    let regex = Regex::new(&format!(r"^{written}(?<patch>(\.[0-9]+)*)$")).ok()?;
    regex.capture_names().flatten().any(|name| name == "major").then_some(Pattern { family, text, start, regex })
}

impl<'a> Pattern<'a> {
    /// `cu` is in many a word, `cu1` is not.
    fn may_be_in(&self, text: &str) -> bool {
        let numbered = self.text[self.start.len()..].starts_with(HOLES[0]);
        let digit = |end: usize| text[end..].starts_with(|c: char| c.is_ascii_digit());
        text.match_indices(self.start).any(|(at, found)| !numbered || digit(at + found.len()))
    }

    fn read(&self, word: &str) -> Option<Named<'a>> {
        let found = self.regex.captures(word)?;
        let parts: Vec<_> = ["major", "minor"].iter().filter_map(|name| found.name(name)).collect();
        Some(Named {
            family: self.family,
            release: Numbers(parts.iter().map(|part| part.as_str().parse().ok()).collect::<Option<_>>()?),
            word: word.to_string(),
            numbers: parts.iter().map(|part| part.range()).collect(),
            patch: found.name("patch").map_or(0..0, |patch| patch.range()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span, Spanned};

    fn family(written: &[&str], packages: &[&str]) -> Catalogue {
        let name = |text: &str| Spanned::new(text.to_string(), Span::new(SourceId(0), 0, 0));
        let family = GpuFamily {
            name: name("acme"),
            release: name("version"),
            toolkit: None,
            run_options: Vec::new(),
            env: Vec::new(),
            bases: Vec::new(),
            written: written.iter().copied().map(name).collect(),
            packages: packages.iter().copied().map(name).collect(),
            on_pypi: Vec::new(),
            of_conda: Vec::new(),
            drivers: Vec::new(),
            targets: Vec::new(),
            source: None,
            date: None,
        };
        Catalogue { families: [("acme".to_string(), family)].into(), releases: Vec::new() }
    }

    #[test]
    fn a_word_names_a_release() {
        let gpus = family(&["cu{major}{minor}", "cuda{major}.{minor}"], &["ck-{major}", "ck-*-{major}-{minor}"]);
        let naming = Naming::new(&gpus);
        let word = |text: &str| naming.word(text, None).map(|named| named.release.to_string());
        for (text, release) in [("cu126", "12.6"), ("cu102", "10.2"), ("cu92", "9.2"), ("cuda12.4.1", "12.4")] {
            assert_eq!(word(text).as_deref(), Some(release), "{text}");
        }
        for text in ["cu", "cu1", "cu12x", "xcu126", "cuda12", "cuda", "cuda12.4-1", "cu99999999999999999999999"] {
            assert_eq!(word(text), None, "{text}");
        }
        let package = |text: &str| naming.package(text, None).map(|named| named.release.to_string());
        assert_eq!(package("ck-12").as_deref(), Some("12"));
        assert_eq!(package("ck-a-b-12-6").as_deref(), Some("12.6"));
        assert_eq!(package("ck-dev"), None);
    }

    #[test]
    fn another_release_is_written_in_the_same_way() {
        let gpus = family(&["cu{major}{minor}", "v{major}.{minor}"], &["ck-*-{major}-{minor}"]);
        let naming = Naming::new(&gpus);
        let named = naming.word("cu124", None).unwrap();
        assert_eq!(named.instead(&Numbers(vec![12, 6])).as_deref(), Some("cu126"));
        assert_eq!(named.instead(&Numbers(vec![12])), None);
        let word = naming.word("v6.2.4", None).unwrap();
        assert_eq!(word.instead(&Numbers(vec![10, 0])).as_deref(), Some("v10.0"));
        let package = naming.package("ck-a-12-4", None).unwrap();
        assert_eq!(package.instead(&Numbers(vec![12, 10])).as_deref(), Some("ck-a-12-10"));
    }

    #[test]
    fn words_that_name_nothing_are_passed_over() {
        let gpus = family(&["", "cu", "{minor}", "{major}{major}", "(", "{"], &[]);
        assert!(Naming::new(&gpus).word("cu126", None).is_none());
    }
}
