//! References to images: `[domain/]path[:tag][@digest]`.
//!
//! In: text. Out: a [`Reference`], or a [`Mistake`] that says what is wrong and where. The grammar is that of
//! `distribution/reference`, which Docker, BuildKit and registries share. Nothing here knows of stacks or of a network.

use std::fmt;
use std::ops::Range;

/// The most characters that a tag may have.
pub const MAX_TAG: usize = 128;
/// The most characters that a repository's path may have.
pub const MAX_PATH: usize = 255;

/// What may stand before the `/` and the last part of a reference, as a regular expression that Go's and Rust's engines read
/// alike: what [`Reference::parse`] takes. A first part with a dot or a colon in it is a host's name, and no repository's.
pub const PLACE: &str = concat!(
    r"^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*",
    r"|\[[a-fA-F0-9:]+\])(?::[0-9]+)?|[a-z0-9]+(?:(?:_|__|-+)[a-z0-9]+)*)",
    r"(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$",
);

const HUB: &str = "docker.io";
const OFFICIAL: &str = "library/";

/// A reference, as written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// `ghcr.io`, `localhost:5000`; `None`: Docker Hub.
    pub domain: Option<String>,
    /// `library/ubuntu`, `ubuntu`, `acme/base`
    pub path: String,
    pub tag: Option<String>,
    /// `sha256:…`
    pub digest: Option<String>,
}

/// What is wrong with a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Lower case, no final period: fit for a diagnostic.
    pub message: String,
    /// The bytes that are wrong.
    pub range: Range<usize>,
    /// What would have worked, where that can be said.
    pub help: Option<String>,
}

impl Mistake {
    fn new(message: impl Into<String>, range: Range<usize>) -> Self {
        Mistake { message: message.into(), range, help: None }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn shifted(mut self, by: usize) -> Self {
        self.range = self.range.start + by..self.range.end + by;
        self
    }
}

impl Reference {
    /// Reads a reference.
    pub fn parse(text: &str) -> Result<Reference, Mistake> {
        if text.is_empty() {
            return Err(Mistake::new("the reference is empty", 0..0));
        }
        if let Some((at, c)) = text.char_indices().find(|(_, c)| c.is_whitespace() || c.is_control()) {
            return Err(Mistake::new("a reference has no blanks in it", at..at + c.len_utf8()));
        }
        if let Some(scheme) = text.find("://") {
            let rest = &text[scheme + 3..];
            return Err(Mistake::new("a reference has no scheme", 0..scheme + 3).help(format!("write `{rest}`")));
        }
        let (name_and_tag, digest) = match text.split_once('@') {
            Some((left, digest)) => (left, Some((left.len() + 1, digest))),
            None => (text, None),
        };
        if let Some((at, digest)) = digest {
            check_digest(digest).map_err(|mistake| digest_or_tag(mistake, name_and_tag, digest).shifted(at))?;
        }
        // a colon after the last slash is a tag's; one before it is a port's
        let last = name_and_tag.rfind('/').map_or(0, |at| at + 1);
        let (name, tag) = match name_and_tag[last..].find(':') {
            Some(colon) => (&name_and_tag[..last + colon], Some(&name_and_tag[last + colon + 1..])),
            None => (name_and_tag, None),
        };
        let (domain, path) = split_domain(name);
        if let Some(domain) = domain {
            check_domain(domain)?;
        }
        let path_at = domain.map_or(0, |domain| domain.len() + 1);
        check_path(path).map_err(|mistake| mistake.shifted(path_at))?;
        if let Some(tag) = tag {
            check_tag(tag).map_err(|mistake| mistake.shifted(name.len() + 1))?;
        }
        if domain.is_none() && tag.is_none() && path.len() == 64 && path.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Mistake::new("64 hexadecimal digits are an identifier, not a repository", 0..64));
        }
        Ok(Reference {
            domain: domain.map(str::to_string),
            path: path.to_string(),
            tag: tag.map(str::to_string),
            digest: digest.map(|(_, digest)| digest.to_string()),
        })
    }

    /// The form in which BuildKit looks a named context up: without `docker.io/` and `docker.io/library/`, and without
    /// `:latest` unless a digest follows. A key of Bake's `contexts` in any other form is ignored without a word.
    pub fn familiar(&self) -> String {
        let hub = match self.domain.as_deref() {
            None | Some("index.docker.io") | Some(HUB) => true,
            Some(_) => false,
        };
        let mut text = match &self.domain {
            Some(domain) if !hub => format!("{domain}/"),
            _ => String::new(),
        };
        match self.path.strip_prefix(OFFICIAL) {
            Some(rest) if hub && !rest.contains('/') => text.push_str(rest),
            _ => text.push_str(&self.path),
        }
        match (&self.tag, &self.digest) {
            (Some(tag), Some(digest)) => text.push_str(&format!(":{tag}@{digest}")),
            (None, Some(digest)) => text.push_str(&format!("@{digest}")),
            (Some(tag), None) if tag != "latest" => text.push_str(&format!(":{tag}")),
            _ => {}
        }
        text
    }

    /// Without tag and digest, as written.
    pub fn name(&self) -> String {
        match &self.domain {
            Some(domain) => format!("{domain}/{}", self.path),
            None => self.path.clone(),
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

/// What stands before the first slash is a domain if it has a dot, a colon or an upper-case letter, or is `localhost`.
fn split_domain(name: &str) -> (Option<&str>, &str) {
    match name.split_once('/') {
        Some((first, rest))
            if first == "localhost" || first.contains(['.', ':']) || first.chars().any(char::is_uppercase) =>
        {
            (Some(first), rest)
        }
        _ => (None, name),
    }
}

fn check_domain(domain: &str) -> Result<(), Mistake> {
    let whole = 0..domain.len();
    if let Some(rest) = domain.strip_prefix('[') {
        let number = |port: &str| !port.is_empty() && port.chars().all(|c| c.is_ascii_digit());
        return match rest.split_once(']') {
            Some((address, port))
                if !address.is_empty()
                    && address.chars().all(|c| c.is_ascii_hexdigit() || c == ':')
                    && (port.is_empty() || port.strip_prefix(':').is_some_and(number)) =>
            {
                Ok(())
            }
            _ => Err(Mistake::new(format!("`{domain}` is no registry's address"), whole)),
        };
    }
    let (host, port) = domain.split_once(':').map_or((domain, None), |(host, port)| (host, Some(port)));
    if let Some(port) = port
        && (port.is_empty() || !port.chars().all(|c| c.is_ascii_digit()))
    {
        let message = format!("the port of `{domain}` is no number");
        return Err(Mistake::new(message, host.len() + 1..domain.len()));
    }
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if host.split('.').all(label) {
        return Ok(());
    }
    Err(Mistake::new(format!("`{host}` is no registry's host name"), 0..host.len()))
}

/// A reference as a key of `contexts` is written: its familiar form; the name of a context, which is none, as it is.
pub fn context_key(text: &str) -> String {
    Reference::parse(text).map_or_else(|_| text.to_string(), |reference| reference.familiar())
}

/// Checks the path of a repository: lower-case letters and digits, joined by `.`, `_`, `__` or dashes; parts by `/`.
pub fn check_path(path: &str) -> Result<(), Mistake> {
    let lower = path.to_lowercase();
    if let Some((at, c)) = path.char_indices().find(|(_, c)| c.is_ascii_uppercase()) {
        return Err(Mistake::new(format!("the repository `{path}` has an upper-case letter"), at..at + c.len_utf8())
            .help(format!("write `{lower}`")));
    }
    let mut at = 0;
    for part in path.split('/') {
        check_part(path, part).map_err(|mistake| mistake.shifted(at))?;
        at += part.len() + 1;
    }
    if path.len() > MAX_PATH {
        let message = format!("the repository has {} characters; {MAX_PATH} are allowed", path.len());
        return Err(Mistake::new(message, MAX_PATH..path.len()));
    }
    Ok(())
}

fn check_part(path: &str, part: &str) -> Result<(), Mistake> {
    if part.is_empty() {
        let what =
            if path.is_empty() { "the repository is empty".into() } else { format!("`{path}` has an empty part") };
        return Err(Mistake::new(what, 0..0));
    }
    let separator = |c: char| matches!(c, '.' | '_' | '-');
    if let Some((at, c)) =
        part.char_indices().find(|&(_, c)| !(c.is_ascii_lowercase() || c.is_ascii_digit() || separator(c)))
    {
        return Err(Mistake::new(format!("a repository has no `{c}` in it"), at..at + c.len_utf8()));
    }
    let mut at = 0;
    while let Some(start) = part[at..].find(separator).map(|found| at + found) {
        let end = part[start..].find(|c| !separator(c)).map_or(part.len(), |found| start + found);
        let run = &part[start..end];
        if start == 0 || end == part.len() {
            let place = if start == 0 { "start" } else { "end" };
            return Err(Mistake::new(format!("no part of a repository can {place} with `{run}`"), start..end));
        }
        if !(matches!(run, "." | "_" | "__") || run.chars().all(|c| c == '-')) {
            let message = format!("`{run}` cannot stand between letters of a repository");
            return Err(Mistake::new(message, start..end).help("write one of `.`, `_`, `__`, or dashes"));
        }
        at = end;
    }
    Ok(())
}

/// Checks a tag: letters, digits, `_`, `.`, `-`, the last two not first; at most [`MAX_TAG`] characters.
pub fn check_tag(tag: &str) -> Result<(), Mistake> {
    let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if tag.is_empty() {
        return Err(Mistake::new("the tag is empty", 0..0));
    }
    if tag.starts_with(['.', '-']) {
        return Err(Mistake::new(format!("a tag cannot start with `{}`", &tag[..1]), 0..1));
    }
    if let Some((at, c)) = tag.char_indices().find(|&(_, c)| !valid(c)) {
        let safe: String = tag.chars().map(|c| if valid(c) { c } else { '-' }).collect();
        let safe = safe.trim_start_matches(['-', '.']);
        let mistake = Mistake::new(format!("a tag has no {} in it", shown(c)), at..at + c.len_utf8());
        return Err(if safe.is_empty() { mistake } else { mistake.help(format!("write `{safe}`")) });
    }
    if tag.len() > MAX_TAG {
        let message = format!("the tag has {} characters; {MAX_TAG} are allowed", tag.len());
        return Err(Mistake::new(message, MAX_TAG..tag.len()));
    }
    Ok(())
}

/// Checks a digest: `algorithm:hexadecimal`, for `sha256` and `sha512` of exactly the right length.
pub fn check_digest(digest: &str) -> Result<(), Mistake> {
    let whole = 0..digest.len();
    let Some((algorithm, hex)) = digest.split_once(':') else {
        return Err(
            Mistake::new(format!("`@{digest}` is no digest"), whole).help("a digest is `sha256:` and 64 digits")
        );
    };
    let component = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    if !algorithm.split(['+', '.', '-', '_']).all(component) {
        return Err(Mistake::new(format!("`{algorithm}` is no digest algorithm"), 0..algorithm.len()));
    }
    let at = algorithm.len() + 1;
    if let Some((bad, c)) = hex.char_indices().find(|(_, c)| !c.is_ascii_hexdigit()) {
        let message = format!("a digest has no `{c}` in it, only hexadecimal digits");
        return Err(Mistake::new(message, at + bad..at + bad + c.len_utf8()));
    }
    let needed = match algorithm {
        "sha256" => 64,
        "sha512" => 128,
        _ if hex.len() >= 32 => hex.len(),
        _ => 32,
    };
    if hex.len() != needed {
        let message = format!("the digest has {} digits; `{algorithm}` has {needed}", hex.len());
        return Err(Mistake::new(message, at..digest.len()));
    }
    if matches!(algorithm, "sha256" | "sha512") && hex.chars().any(|c| c.is_ascii_uppercase()) {
        return Err(Mistake::new("a digest is written in lower case", at..digest.len())
            .help(format!("write `{}`", digest.to_lowercase())));
    }
    Ok(())
}

/// `ubuntu@latest` is a tag behind the wrong sign.
fn digest_or_tag(mistake: Mistake, name: &str, written: &str) -> Mistake {
    if !written.contains(':') && check_tag(written).is_ok() {
        return mistake.help(format!("write `{name}:{written}` for the tag"));
    }
    mistake
}

/// A character, or its number where nothing would be seen.
fn shown(c: char) -> String {
    match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => format!("U+{:04X}", c as u32),
        c => format!("`{c}`"),
    }
}

#[cfg(test)]
mod tests;
