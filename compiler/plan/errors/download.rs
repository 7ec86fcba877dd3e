//! What is said of files from outside.

use super::list;
use crate::ast::Name;
use crate::diag::{Diagnostic, rule};
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
    let what = version.map_or_else(|| format!("`{}`", name.value), |version| format!("`{}` {version}", name.value));
    let of = platform.map_or_else(String::new, |platform| format!(" for `{platform}`"));
    let diagnostic = Diagnostic::new(&rule::NO_CHECKSUM, format!("no checksum of {what} is known{of}"), at);
    let diagnostic = match at == name.span || !called {
        true => diagnostic,
        false => diagnostic.label(name.span, "downloaded here"),
    };
    let diagnostic = diagnostic.maybe_help(match versions.as_slice() {
        [] => None,
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
