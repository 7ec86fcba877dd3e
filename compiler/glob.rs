//! Globs, the same everywhere in the language: `*` stops at `/`, `**` does not, `?`, `[ab]`; anchored; case-sensitive.

use std::fmt;

/// A glob, compiled.
#[derive(Clone)]
pub struct Glob {
    text: String,
    regex: regex::Regex,
}

impl Glob {
    /// Compiles a glob; the error says what is wrong with it.
    pub fn new(text: &str) -> Result<Glob, String> {
        let pattern = to_regex(text)?;
        let regex = regex::RegexBuilder::new(&pattern)
            .size_limit(1 << 20)
            .build()
            .map_err(|_| "the glob is too large or has a broken `[…]`".to_string())?;
        Ok(Glob { text: text.to_string(), regex })
    }

    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it matches only itself.
    pub fn is_literal(&self) -> bool {
        !self.text.contains(['*', '?', '['])
    }

    /// The same as a regular expression that RE2 and Rust read alike, anchored; `**` and a capture for the first of them.
    pub fn regex(&self) -> &str {
        self.regex.as_str()
    }

    /// What the first `**` matched.
    pub fn rest<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.regex.captures(text)?.get(1).map(|found| found.as_str())
    }
}

/// `^…$`; the first `**` is a group.
fn to_regex(glob: &str) -> Result<String, String> {
    let mut pattern = String::from(r"^");
    let mut chars = glob.chars().peekable();
    let mut captured = false;
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.peek() == Some(&'*') => {
                while chars.peek() == Some(&'*') {
                    chars.next();
                }
                // `**/x` is x at any depth, none included
                let directories = chars.peek() == Some(&'/') && (pattern == "^" || pattern.ends_with('/'));
                match (directories, captured) {
                    (true, _) => {
                        chars.next();
                        pattern.push_str("(?:.*/)?");
                    }
                    (false, false) => pattern.push_str("(.*)"),
                    (false, true) => pattern.push_str(".*"),
                }
                captured |= !directories;
            }
            '*' => pattern.push_str("[^/]*"),
            '?' => pattern.push_str("[^/]"),
            '[' => {
                let mut set = String::new();
                loop {
                    match chars.next() {
                        Some(']') if !set.is_empty() => break,
                        Some(inside) => set.push(inside),
                        None => return Err("`[` is never closed".to_string()),
                    }
                }
                let (negated, members) = match set.strip_prefix('!').or_else(|| set.strip_prefix('^')) {
                    Some(rest) if !rest.is_empty() => ("^", rest),
                    _ => ("", set.as_str()),
                };
                pattern.push('[');
                pattern.push_str(negated);
                for member in members.chars() {
                    if matches!(member, '\\' | '[' | ']' | '^' | '&' | '~') {
                        pattern.push('\\');
                    }
                    pattern.push(member);
                }
                pattern.push(']');
            }
            other => pattern.push_str(&regex::escape(other.encode_utf8(&mut [0; 4]))),
        }
    }
    pattern.push('$');
    Ok(pattern)
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
        assert_eq!(glob("stage/docker/**").rest("stage/docker/a/b"), Some("a/b"));
        assert!(glob("**/*.md").matches("README.md"));
        assert!(glob("**/*.md").matches("a/b/README.md"));
        assert!(!glob("a?c").matches("a/c"));
        assert!(glob("[ab]c").matches("bc") && !glob("[ab]c").matches("cc"));
        assert!(!glob("main").matches("Main"));
        assert!(Glob::new("[ab").is_err());
    }
}
