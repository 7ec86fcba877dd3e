//! The nearest name that would have worked.

/// The candidate nearest to `written`, if any is near enough to be meant.
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(written);
    let allowed = (written.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= allowed && *distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// A candidate that one slip of a letter makes of `written`.
pub fn one_off<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates.into_iter().find(|candidate| strsim::damerau_levenshtein(candidate, written) == 1)
}

/// `_` and `-` are easily swapped, and so is case.
fn fold(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// A help line for a name that does not exist: the nearest one, else all of them when they are few.
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>, what: &str) -> Option<String> {
    let mut all: Vec<&str> = candidates.into_iter().collect();
    all.sort_unstable();
    all.dedup();
    let of_std = all.iter().copied().find(|name| name.strip_prefix("std/") == Some(written));
    if let Some(near) = of_std.or_else(|| nearest(written, all.iter().copied())) {
        return Some(format!("did you mean `{near}`?"));
    }
    let listed = all.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match all.len() {
        0 => None,
        1..=12 => Some(format!("{what}: {listed}")),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
