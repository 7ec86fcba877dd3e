//! What is said of files from outside.

use super::list;
use crate::ast::Name;
use crate::diag::{Diagnostic, did_you_mean, rule};
use crate::source::Span;

/// `versions` are those that are listed; `called`: a component asks for it.
pub fn no_checksum(
    name: &Name,
    version: Option<&str>,
    platform: Option<&str>,
    versions: Vec<&str>,
    called: bool,
    at: Span,
) -> Diagnostic {
    let version = version.filter(|version| !version.is_empty());
    let what = version.map_or_else(|| format!("`{}`", name.value), |version| format!("`{}` {version}", name.value));
    let of = platform.map_or_else(String::new, |platform| format!(" for `{platform}`"));
    let diagnostic = Diagnostic::new(&rule::NO_CHECKSUM, format!("no checksum of {what} is known{of}"), at);
    let diagnostic = match at == name.span || !called {
        true => diagnostic,
        false => diagnostic.label(name.span, "downloaded here"),
    };
    let diagnostic = diagnostic.maybe_help(match versions.as_slice() {
        [] => None,
        [newest, ..] if version.is_none() && !called => {
            Some(format!("say which release is meant: `version=\"{newest}\"`"))
        }
        [one] => Some(format!("known is {}", list([*one]))),
        _ => Some(format!("known are {}", list(versions))),
    });
    let row = platform.map_or_else(String::new, |platform| format!("\"{platform}\" "));
    let each = platform.map_or_else(String::new, |platform| format!(", or for one platform `{platform}=sha256:…`"));
    diagnostic.help(match called {
        true => format!("give the one that its makers publish: `checksum=\"sha256:…\"`{each}"),
        false => format!("add the one that its makers publish: `sha256 {row}\"…\"`"),
    })
}

pub fn bad_url(name: &Name, text: &str, at: Span) -> Diagnostic {
    if text.is_empty() {
        let message = format!("nothing says where `{}` is downloaded from", name.value);
        return Diagnostic::new(&rule::INVALID_URL, message, at)
            .help("give the address, as in `url=\"https://example.org/tool-2.1.0.tar.gz\"`");
    }
    Diagnostic::new(&rule::INVALID_URL, format!("`{text}` is no address that can be downloaded"), at).help(
        "write all of it, as in `https://example.org/tool-2.1.0.tar.gz`; what is in the context is brought by `copy`",
    )
}

/// A checksum for a platform that there is no file for.
pub fn checksum_for_nothing(name: &Name, platform: &str, known: Vec<&str>, at: Span) -> Diagnostic {
    let message = format!("`{}` is given a checksum for `{platform}`, and has no file for that", name.value);
    Diagnostic::new(&rule::INVALID_CHECKSUM, message, at).maybe_help(did_you_mean(platform, known, "it is there for"))
}

pub fn second_checksum(name: &Name, platform: Option<&str>, at: Span) -> Diagnostic {
    let of = platform.map_or_else(String::new, |platform| format!(" for `{platform}`"));
    Diagnostic::new(&rule::INVALID_CHECKSUM, format!("`{}` is given two checksums{of}", name.value), at)
        .help("keep the one that its makers publish")
}

/// `platform` is one that has another file than the first.
pub fn one_checksum(name: &Name, platform: Option<&str>, urls: (&String, &String), at: Span) -> Diagnostic {
    let message = format!("`{}` is another file on each platform, and has one checksum", name.value);
    let platform = platform.unwrap_or("linux/amd64");
    Diagnostic::new(&rule::INVALID_CHECKSUM, message, at)
        .help(format!("the files are `{}` and `{}`", urls.0, urls.1))
        .help(format!("give each its own: `{platform}=sha256:…`"))
}

pub fn no_file_for(name: &Name, platform: &str, known: Vec<String>, at: Span) -> Diagnostic {
    let message = format!("`{}` is not there for `{platform}`", name.value);
    Diagnostic::new(&rule::NO_CHECKSUM, message, at)
        .help(format!("it is there for {}", list(known.iter().map(String::as_str))))
        .help("build for these: `platforms`")
}

pub fn bad_checksum(given: &str, problem: &str, at: Span) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_CHECKSUM, format!("`{given}` is no checksum"), at)
        .at(problem.to_string())
        .help("write `sha256:` and 64 hexadecimal digits, with `linux/amd64=` before it for one platform")
}
