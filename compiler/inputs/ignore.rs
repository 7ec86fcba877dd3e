//! `.dockerignore`, as `moby/patternmatcher` reads it.
//!
//! The last pattern that matches a path, or a folder above it, decides; `!` takes back what an earlier one hid.

use super::pattern::{Pattern, clean};

/// A file of patterns.
#[derive(Clone, Debug, Default)]
pub struct IgnoreFile {
    /// Its path, from the stack's root.
    pub path: String,
    pub rules: Vec<IgnoreRule>,
    /// Lines, from 1, that Docker refuses: it fails the build.
    pub broken: Vec<usize>,
}

/// One pattern.
#[derive(Clone, Debug)]
pub struct IgnoreRule {
    /// As written, without blanks around it.
    pub text: String,
    /// From 1.
    pub line: usize,
    /// `!`
    pub keeps: bool,
    pattern: Pattern,
}

/// The pattern that hides a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredBy {
    /// The file of patterns, from the stack's root.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// As written.
    pub pattern: String,
}

impl IgnoreFile {
    pub fn parse(path: &str, text: &str) -> IgnoreFile {
        let mut file = IgnoreFile { path: path.to_string(), ..IgnoreFile::default() };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (at, line) in text.lines().enumerate() {
            // only a `#` in the first column makes a comment
            let written = line.trim();
            if line.starts_with('#') || written.is_empty() {
                continue;
            }
            let (keeps, pattern) = match written.strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, written),
            };
            let cleaned = clean(pattern);
            let cleaned = cleaned.strip_prefix('/').filter(|rest| !rest.is_empty()).unwrap_or(&cleaned);
            match Pattern::ignore(cleaned).filter(|_| !pattern.is_empty()) {
                Some(pattern) => {
                    file.rules.push(IgnoreRule { text: written.to_string(), line: at + 1, keeps, pattern });
                }
                None => file.broken.push(at + 1),
            }
        }
        file
    }

    /// The pattern that hides a file of the context, if one does. `path` is relative to the context.
    pub fn ignored(&self, path: &str) -> Option<IgnoredBy> {
        if self.rules.is_empty() {
            return None;
        }
        // as Docker walks: folder by folder, each knowing what matched above it
        let mut matched_above = vec![false; self.rules.len()];
        let mut deciding = None;
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            deciding = None;
            for (rule, matched) in self.rules.iter().zip(&mut matched_above) {
                let hidden = deciding.is_some();
                *matched = *matched || (rule.keeps == hidden && rule.pattern.matches(&path[..end]));
                if *matched {
                    deciding = (!rule.keeps).then_some(rule);
                }
            }
        }
        deciding.map(|rule| IgnoredBy { file: self.path.clone(), line: rule.line, pattern: rule.text.clone() })
    }
}
