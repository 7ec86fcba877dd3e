//! References and repositories that no registry takes.

use crate::diag::{Diagnostic, rule};
use crate::reference::Mistake;
use crate::source::Span;

pub fn bad_reference(text: &str, problem: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_REFERENCE, format!("`{text}` is no image reference"), span)
        .at(problem.to_string())
        .help("write it as in `ghcr.io/acme/base:1.2`, or with a digest: `debian@sha256:…`")
}

/// `mistake` is what registries refuse in it; `named` says that it is the image's own name.
pub fn bad_repository(text: &str, mistake: &Mistake, span: Span, named: bool) -> Diagnostic {
    let diagnostic = Diagnostic::new(&rule::INVALID_REFERENCE, format!("`{text}` is not a valid repository"), span)
        .at(mistake.message.clone());
    match named {
        true => diagnostic.help("rename the image, or set where it is published: `repository \"…\"`"),
        false => diagnostic.maybe_help(mistake.help.clone()),
    }
}
