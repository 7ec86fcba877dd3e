//! Our globs, in what GitHub and bash read.
//!
//! Ours: `*` stops at `/`, `**` does not, `?`, `[ab]`. GitHub's filters read `?` and `+` as counts, a leading `!` as a
//! negation, and know no sets but of letters and digits; bash reads extended regular expressions.

use super::yaml::holds;

/// A piece of a glob.
enum Piece {
    Char(char),
    /// `**/` at the start or after a `/`: any number of folders, also none.
    Folders,
    /// `**`
    All,
    /// `*`
    Star,
    One,
    Set {
        negated: bool,
        members: Vec<char>,
    },
}

fn pieces(glob: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut chars = glob.chars().peekable();
    while let Some(c) = chars.next() {
        pieces.push(match c {
            '*' if chars.peek() == Some(&'*') => {
                while chars.next_if_eq(&'*').is_some() {}
                let start = matches!(pieces.last(), None | Some(Piece::Char('/')) | Some(Piece::Folders));
                if start && chars.next_if_eq(&'/').is_some() { Piece::Folders } else { Piece::All }
            }
            '*' => Piece::Star,
            '?' => Piece::One,
            '[' => {
                let mut members = Vec::new();
                for inside in chars.by_ref() {
                    if inside == ']' && !members.is_empty() {
                        break;
                    }
                    // twice says no more, and `${{` would be GitHub's
                    if inside != '{' || !members.contains(&'{') {
                        members.push(inside);
                    }
                }
                let negated = members.len() > 1 && matches!(members[0], '!' | '^');
                Piece::Set { negated, members: members.split_off(usize::from(negated)) }
            }
            other => Piece::Char(other),
        });
    }
    pieces
}

/// An anchored extended regular expression: one line, plain characters.
pub fn expression(glob: &str) -> String {
    let mut out = String::from("^");
    for piece in pieces(glob) {
        match piece {
            Piece::Char(c) => push_char(&mut out, c),
            Piece::Folders => out.push_str("(.*/)?"),
            Piece::All => out.push_str(".*"),
            Piece::Star => out.push_str("[^/]*"),
            Piece::One => out.push_str("[^/]"),
            Piece::Set { negated, members } => push_set(&mut out, negated, &members),
        }
    }
    out.push('$');
    out
}

fn push_char(out: &mut String, c: char) {
    match c {
        // a character in a set of its own needs no escape, and no `${{` can come of it
        '.' | '*' | '?' | '+' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '$' | ' ' => {
            out.push('[');
            out.push(c);
            out.push(']');
        }
        '\\' => out.push_str(r"\\"),
        '^' => out.push_str(r"\^"),
        c if c.is_ascii_control() => out.push_str("[[:cntrl:]]"),
        c if holds(c) => out.push(c),
        // as a character or as its bytes
        _ => out.push_str(".{1,4}"),
    }
}

/// As alternatives, since nothing can be escaped within a set; ranges stay sets.
fn push_set(out: &mut String, negated: bool, members: &[char]) {
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < members.len() {
        if at + 2 < members.len() && members[at + 1] == '-' {
            ranges.push((members[at], members[at + 2]));
            at += 3;
        } else {
            ranges.push((members[at], members[at]));
            at += 1;
        }
    }
    // `]` must come first, `-` last, `^` not first, `[` not before `.`, `:` or `=`
    let single = |wanted: char| ranges.contains(&(wanted, wanted));
    let plain = |c: char| holds(c) && !matches!(c, ']' | '-' | '^' | '[');
    let mut set = String::new();
    if single(']') {
        set.push(']');
    }
    for &(from, to) in &ranges {
        if from == to && plain(from) {
            set.push(from);
        } else if from < to && plain(from) && plain(to) {
            set.extend([from, '-', to]);
        }
    }
    for last in ['[', '^', '-'] {
        if single(last) {
            set.push(last);
        }
    }
    match (negated, set.as_str()) {
        (true, "") => out.push('.'),
        (true, set) => out.push_str(&format!("[^{set}]")),
        (false, "^") => out.push_str(r"\^"),
        (false, "^-") => out.push_str("[-^]"),
        (false, "") => out.push_str("[^/]"),
        (false, set) => out.push_str(&format!("[{set}]")),
    }
}

/// What GitHub reads, and whether it matches the same and no more.
pub fn filter(glob: &str) -> (String, bool) {
    let mut out = String::new();
    let mut exact = true;
    let all = pieces(glob);
    for (at, piece) in all.iter().enumerate() {
        match piece {
            Piece::Char('!') if at == 0 => out.push_str("\\!"),
            Piece::Char(c @ ('*' | '?' | '+' | '[' | ']' | '\\')) => out.extend(['\\', *c]),
            Piece::Char('$') if matches!(all.get(at + 1), Some(Piece::Char('{'))) => {
                exact = false;
                out.push('*');
            }
            Piece::Char(c) => out.push(*c),
            Piece::Folders => out.push_str("**/"),
            Piece::All => out.push_str("**"),
            Piece::Star => out.push('*'),
            Piece::Set { negated: false, members } if letters(members) => {
                out.push('[');
                out.extend(members);
                out.push(']');
            }
            Piece::One | Piece::Set { .. } => {
                exact = false;
                out.push('*');
            }
        }
    }
    (out, exact)
}

/// Letters, digits, and ranges of them within one kind.
fn letters(members: &[char]) -> bool {
    let kind = |c: char| (c.is_ascii_lowercase(), c.is_ascii_uppercase(), c.is_ascii_digit());
    members.iter().enumerate().all(|(at, &c)| match c {
        '-' => at > 0 && at + 1 < members.len() && kind(members[at - 1]) == kind(members[at + 1]),
        c => c.is_ascii_alphanumeric(),
    })
}

/// A file or a folder: itself, and all below it. `""` and `.` are all there is.
pub fn with_below(path: &str) -> Vec<String> {
    let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
    match path {
        "" | "." => vec!["**".to_string()],
        path if path.ends_with("**") => vec![path.to_string()],
        path => vec![path.to_string(), format!("{path}/**")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glob::Glob;
    use proptest::prelude::*;

    #[test]
    fn github_reads_what_we_mean() {
        assert_eq!(filter("images/**/*.sh"), ("images/**/*.sh".to_string(), true));
        assert_eq!(filter("c++/!a"), (r"c\+\+/!a".to_string(), true));
        assert_eq!(filter("!a"), (r"\!a".to_string(), true));
        assert_eq!(filter("a?[b-d][!x]"), ("a*[b-d]*".to_string(), false));
        assert_eq!(filter("${{x"), ("*{{x".to_string(), false));
        assert_eq!(with_below("./a/b/"), ["a/b", "a/b/**"]);
        assert_eq!(with_below("."), ["**"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        /// Rust's regular expressions read the same as ERE in what we write, but for sets.
        #[test]
        fn bash_reads_what_we_mean(glob in r"[ab/.*+?(){}$^|\\! -]{0,8}", text in r"[ab/.*+?(){}$^|\\! -]{0,8}") {
            let ours = Glob::new(&glob).unwrap().matches(&text);
            let theirs = regex::RegexBuilder::new(&expression(&glob)).dot_matches_new_line(true).build().unwrap();
            prop_assert_eq!(ours, theirs.is_match(&text), "{} as {}", glob, expression(&glob));
        }
    }
}
