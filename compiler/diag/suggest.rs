//! The nearest name that would have worked: as help, and as a repair where there is one such name.

use super::{Diagnostic, Edit, Fix, Renamed};
use crate::source::{Span, Spanned};
use std::collections::BTreeSet;

/// The candidates nearest to `written`, sorted: none if none is near enough to be meant.
fn nearest_all<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let folded = fold(written);
    let allowed = (written.chars().count() / 3).clamp(1, 3);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter(|candidate| may_be_near(&folded, candidate, allowed))
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .collect();
    near.sort_unstable();
    near.dedup();
    let least = near.first().map_or(0, |(distance, _)| *distance);
    near.into_iter().take_while(|(distance, _)| *distance == least).map(|(_, candidate)| candidate).collect()
}

/// The candidate nearest to `written`, if any is near enough to be meant; of several the first by name.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_all(written, candidates).first().copied()
}

/// The candidate nearest to `written`, if there is one alone that may be meant.
pub fn the_nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    match nearest_all(written, candidates)[..] {
        [near] => Some(near),
        _ => None,
    }
}

/// "the nearest are `2.6.0`, `2.7.0`", of what is not near in writing but in order.
pub fn nearest_are<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    format!("the nearest {} {}", if names.len() == 1 { "is" } else { "are" }, names.join(", "))
}

/// A candidate that one slip of a letter makes of `written`.
pub fn one_off<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates.into_iter().find(|candidate| {
        may_be_near(&fold(written), candidate, 1) && strsim::damerau_levenshtein(candidate, written) == 1
    })
}

/// Whether so few slips can make one of the other, as far as their lengths, ends and letters tell: names are many, and most
/// are not alike at all.
fn may_be_near(folded: &str, candidate: &str, slips: usize) -> bool {
    if !folded.is_ascii() || !candidate.is_ascii() {
        return true;
    }
    let folded_byte = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
    let (a, b) = (folded.as_bytes(), candidate.as_bytes());
    if a.len().abs_diff(b.len()) > slips {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(a, b)| **a == folded_byte(**b)).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| **a == folded_byte(**b)).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    // what is left begins and ends with a slip; each takes one letter away, and brings another
    let letters = |text: &[u8]| text.iter().fold(0u128, |set, byte| set | 1 << (folded_byte(*byte) & 127));
    let differ = (letters(a) ^ letters(b)).count_ones() as usize;
    differ <= 2 * slips && (slips > 1 || a.len().max(b.len()) <= 2)
}

/// `_` and `-` are easily swapped, and so is case.
fn fold(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// A help line for a name that does not exist: the nearest ones, else all of them when they are few.
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>, what: &str) -> Option<String> {
    let all: Vec<&str> = candidates.into_iter().collect();
    let of_std = all.iter().copied().find(|name| name.strip_prefix("std/") == Some(written));
    if let Some(near) = of_std {
        return Some(format!("did you mean `{near}`?"));
    }
    match nearest_all(written, all.iter().copied())[..] {
        [] => {}
        [near] => return Some(format!("did you mean `{near}`?")),
        [near, other] => return Some(format!("did you mean `{near}` or `{other}`?")),
        [near, ..] => return Some(format!("did you mean `{near}`?")),
    }
    let mut few: BTreeSet<&str> = BTreeSet::new();
    for name in all {
        few.insert(name);
        if few.len() > 12 {
            return None;
        }
    }
    let listed = few.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    (!few.is_empty()).then(|| format!("{what}: {listed}"))
}

/// For a selector whose value is none of `values`.
pub fn value_help(key: &str, written: &str, values: &[String]) -> Option<String> {
    match values {
        [] => Some(format!("nothing here has an axis `{key}`")),
        values => did_you_mean(written, values.iter().map(String::as_str), &format!("values of `{key}`")),
    }
}

/// For a selector's key that is none of `keys`.
pub fn key_help(written: &str, keys: Vec<&str>) -> Option<String> {
    match (written, written.strip_suffix('!')) {
        (_, Some(key)) if keys.contains(&key) => Some(format!("write the `!` before the value: `{key}=\"!…\"`")),
        ("branch" | "git-tag", _) => {
            Some(format!("`{written}=` chooses moments, and stands on `on`: builds are the same at every moment"))
        }
        ("platform", _) => Some("all platforms of a build have the same steps: ask for `$TARGETARCH` in shell".into()),
        _ => did_you_mean(written, keys, "they can be chosen by"),
    }
}

impl Diagnostic {
    /// Help for a name that does not exist, and the repair where one name alone is near.
    pub fn suggest<'a>(
        self,
        name: &Spanned<String>,
        candidates: impl IntoIterator<Item = &'a str>,
        what: &str,
    ) -> Diagnostic {
        self.suggest_at(&name.value, name.span, candidates, what)
    }

    /// The same of a selector's key.
    pub fn suggest_key(self, name: &Spanned<String>, keys: Vec<&str>) -> Diagnostic {
        let near = the_nearest(&name.value, keys.iter().copied());
        let told = self.maybe_help(key_help(&name.value, keys));
        match near {
            Some(near) => told.rename(&name.value, name.span, near),
            None => told,
        }
    }

    /// The same of a value that stands at `span`, with its quotes if it has any.
    pub fn suggest_at<'a>(
        self,
        written: &str,
        span: Span,
        candidates: impl IntoIterator<Item = &'a str>,
        what: &str,
    ) -> Diagnostic {
        let all: Vec<&str> = candidates.into_iter().collect();
        let near = the_nearest(written, all.iter().copied());
        let told = self.maybe_help(did_you_mean(written, all.iter().copied(), what));
        match near {
            Some(near) => told.rename(written, span, near),
            None => told,
        }
    }

    /// The repair that writes `name` in place of what stands at `span`, quoted as that is.
    pub fn rename(self, written: &str, span: Span, name: &str) -> Diagnostic {
        match renamed(written, span, name) {
            Some(edit) => {
                let renames = Some(Renamed { from: written.to_string(), to: name.to_string() });
                let fix = Fix { renames, ..Fix::new(format!("write `{name}`"), vec![edit]) };
                Diagnostic { fix: Some(fix), ..self }
            }
            None => self,
        }
    }
}

/// What has to change for `name` to stand at `span`. How it is quoted there shows in the length: a bare word has that of its
/// value, a plain string two characters more.
fn renamed(written: &str, span: Span, name: &str) -> Option<Edit> {
    let length = span.range().len();
    let text = match length.checked_sub(written.len()) {
        Some(0) if is_plain_word(name) => return Some(Edit { span, text: name.to_string() }),
        Some(0) | None => return None,
        Some(_) if name.contains(['"', '\\']) || name.chars().any(char::is_control) => return None,
        Some(2) => return Some(Edit { span: span.part(1, length - 1), text: name.to_string() }),
        Some(_) => format!("\"{name}\""),
    };
    Some(Edit { span, text })
}

/// Whether it can stand without quotes wherever text may stand.
fn is_plain_word(name: &str) -> bool {
    let keyword = matches!(name, "true" | "false" | "null" | "inf" | "nan");
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !keyword
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    #[test]
    fn a_slip_of_one_letter_is_found() {
        assert_eq!(nearest("basse", ["base", "runtime"]), Some("base"));
        assert_eq!(nearest("info_cmd", ["info-cmd", "image"]), Some("info-cmd"));
        assert_eq!(nearest("zebra", ["base", "runtime"]), None);
    }

    #[test]
    fn a_few_names_are_listed() {
        let help = did_you_mean("zebra", ["b", "a"], "images here");
        assert_eq!(help.as_deref(), Some("images here: `a`, `b`"));
    }

    #[test]
    fn of_two_that_are_as_near_none_is_meant_alone() {
        assert_eq!(the_nearest("bose", ["base", "rose"]), None);
        assert_eq!(did_you_mean("bose", ["base", "rose"], "images").as_deref(), Some("did you mean `base` or `rose`?"));
        assert_eq!(the_nearest("basse", ["base", "rose"]), Some("base"));
    }

    #[test]
    fn a_name_is_quoted_as_the_one_before_it() {
        let after = |text: &str, written: &str, name: &str| {
            let edit = renamed(written, Span::new(SourceId(0), 0, text.len()), name)?;
            let mut text = text.to_string();
            text.replace_range(edit.span.range(), &edit.text);
            Some(text)
        };
        assert_eq!(after("basse", "basse", "base").as_deref(), Some("base"));
        assert_eq!(after("\"basse\"", "basse", "base").as_deref(), Some("\"base\""));
        assert_eq!(after("#\"basse\"#", "basse", "base").as_deref(), Some("\"base\""));
        assert_eq!(after("ba", "ba", "b/a"), None);
        assert_eq!(after("\"ba\"", "ba", "b\\a"), None);
    }
}
