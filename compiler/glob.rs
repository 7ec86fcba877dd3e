//! Globs, the same everywhere in the language: `*` stops at `/`, `**` does not, `?`, `[ab]`; anchored; case-sensitive.

use crate::budget::GLOB;
use std::fmt;

/// A glob, read.
#[derive(Clone)]
pub struct Glob {
    text: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    One(char),
    /// `?`
    NotSlash,
    /// `[ab]`, `[!a-f]`
    Set {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// `*`
    Star,
    /// `**`
    All,
    /// `**/` at the start of a name: any folders, or none.
    Folders,
}

impl Token {
    /// Whether it stands for this one character.
    fn is(&self, c: char) -> bool {
        match self {
            Token::One(one) => *one == c,
            Token::NotSlash => c != '/',
            Token::Set { negated, ranges } => ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated,
            Token::Star | Token::All | Token::Folders => false,
        }
    }
}

/// Tokens of a glob: of many only few are waited for at once.
struct States {
    list: Vec<usize>,
    has: Vec<bool>,
}

impl States {
    fn new(tokens: usize) -> States {
        States { list: Vec::new(), has: vec![false; tokens] }
    }

    fn add(&mut self, at: usize) {
        if !std::mem::replace(&mut self.has[at], true) {
            self.list.push(at);
        }
    }

    fn clear(&mut self) {
        self.list.drain(..).for_each(|at| self.has[at] = false);
    }
}

impl Glob {
    /// Reads a glob; the error says what is wrong with it.
    pub fn new(text: &str) -> Result<Glob, String> {
        if text.chars().count() > GLOB {
            return Err(format!("a glob of more than {GLOB} characters"));
        }
        let mut tokens = read(text)?;
        tokens.dedup_by(|a, b| *a == Token::Folders && *b == Token::Folders);
        Ok(Glob { text: text.to_string(), tokens })
    }

    /// Takes time in proportion to the glob and the text, whatever they are.
    pub fn matches(&self, text: &str) -> bool {
        if self.is_literal() {
            return self.text == text;
        }
        let end = self.tokens.len();
        // the tokens that may come next, and those of folders that have begun
        let mut next = States::new(end + 1);
        let mut after = States::new(end + 1);
        let mut begun = States::new(end + 1);
        self.reach(&mut next, 0);
        for c in text.chars() {
            for &at in &next.list {
                match self.tokens.get(at) {
                    Some(Token::Folders) => begun.add(at),
                    Some(Token::All) => self.reach(&mut after, at),
                    Some(Token::Star) if c != '/' => self.reach(&mut after, at),
                    Some(token) if token.is(c) => self.reach(&mut after, at + 1),
                    _ => {}
                }
            }
            if c == '/' {
                begun.list.iter().for_each(|&at| self.reach(&mut after, at + 1));
            }
            std::mem::swap(&mut next, &mut after);
            after.clear();
            if next.list.is_empty() && begun.list.is_empty() {
                return false;
            }
        }
        next.has[end]
    }

    /// Marks a token and those behind it that may be empty.
    fn reach(&self, next: &mut States, mut at: usize) {
        next.add(at);
        while matches!(self.tokens.get(at), Some(Token::Star | Token::All | Token::Folders)) {
            at += 1;
            next.add(at);
        }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it matches only itself.
    pub fn is_literal(&self) -> bool {
        !self.text.contains(['*', '?', '['])
    }

    /// The same as a regular expression that RE2 and Rust read alike, anchored; the first `**` is a group.
    pub fn regex(&self) -> String {
        let mut pattern = String::from("^");
        let mut captured = false;
        for token in &self.tokens {
            match token {
                Token::One(c) => pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
                Token::NotSlash => pattern.push_str("[^/]"),
                Token::Star => pattern.push_str("[^/]*"),
                Token::Folders => pattern.push_str("(?:.*/)?"),
                Token::All if captured => pattern.push_str(".*"),
                Token::All => {
                    pattern.push_str("(.*)");
                    captured = true;
                }
                Token::Set { negated, ranges } => {
                    pattern.push_str(if *negated { "[^" } else { "[" });
                    for (low, high) in ranges {
                        member(&mut pattern, *low);
                        if low != high {
                            pattern.push('-');
                            member(&mut pattern, *high);
                        }
                    }
                    pattern.push(']');
                }
            }
        }
        pattern.push('$');
        pattern
    }
}

/// A character of a set, as regular expressions have it.
fn member(pattern: &mut String, c: char) {
    if matches!(c, '\\' | '[' | ']' | '^' | '&' | '~' | '-') {
        pattern.push('\\');
    }
    pattern.push(c);
}

fn read(glob: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut chars = glob.chars().peekable();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '*' if chars.peek() == Some(&'*') => {
                while chars.next_if_eq(&'*').is_some() {}
                // `**/x` is x at any depth, none included
                let starts = matches!(tokens.last(), None | Some(Token::One('/') | Token::Folders));
                match starts && chars.next_if_eq(&'/').is_some() {
                    true => Token::Folders,
                    false => Token::All,
                }
            }
            '*' => Token::Star,
            '?' => Token::NotSlash,
            '[' => {
                let mut set = String::new();
                loop {
                    match chars.next() {
                        Some(']') if !set.is_empty() => break,
                        Some(inside) => set.push(inside),
                        None => return Err("`[` is never closed".to_string()),
                    }
                }
                read_set(&set)?
            }
            other => Token::One(other),
        });
    }
    Ok(tokens)
}

/// What stands between `[` and `]`.
fn read_set(set: &str) -> Result<Token, String> {
    let (negated, members) = match set.strip_prefix(['!', '^']) {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, set),
    };
    let members: Vec<char> = members.chars().collect();
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < members.len() {
        match members[at..] {
            [low, '-', high, ..] if low <= high => {
                ranges.push((low, high));
                at += 3;
            }
            [low, '-', high, ..] => return Err(format!("`{low}-{high}` goes backwards")),
            _ => {
                ranges.push((members[at], members[at]));
                at += 1;
            }
        }
    }
    Ok(Token::Set { negated, ranges })
}

impl fmt::Debug for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "glob {:?}", self.text)
    }
}

impl PartialEq for Glob {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Glob {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stops_at_a_slash() {
        let glob = |text| Glob::new(text).unwrap();
        assert!(glob("alma*").matches("alma8"));
        assert!(!glob("stage/*").matches("stage/a/b"));
        assert!(glob("stage/docker/**").matches("stage/docker/a/b"));
        assert!(glob("**/*.md").matches("README.md"));
        assert!(glob("**/*.md").matches("a/b/README.md"));
        assert!(!glob("a?c").matches("a/c"));
        assert!(glob("[ab]c").matches("bc") && !glob("[ab]c").matches("cc"));
        assert!(!glob("main").matches("Main"));
        assert!(Glob::new("[ab").is_err() && Glob::new("[b-a]").is_err());
        assert_eq!(glob("stage/docker/**").regex(), "^stage/docker/(.*)$");
    }

    proptest::proptest! {
        /// The expression that Bake and GitHub get says the same as the compiler.
        #[test]
        fn the_regular_expression_matches_alike(glob in "[ab/*?]{0,8}|\\[[!^]?[ab-]{1,3}\\][a*/]{0,3}", text in "[ab/-]{0,8}") {
            if let Ok(glob) = Glob::new(&glob) {
                let regex = regex::Regex::new(&glob.regex()).unwrap();
                proptest::prop_assert_eq!(glob.matches(&text), regex.is_match(&text), "{}", glob.regex());
            }
        }
    }

    #[test]
    fn many_stars_take_no_longer() {
        let glob = Glob::new(&"*a".repeat(500)).unwrap();
        assert!(!glob.matches(&("a".repeat(5_000) + "b")));
    }
}
