//! What every stage says of paths.

use super::{Diagnostic, rule};
use crate::source::Span;

pub fn outside_root(path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::OUTSIDE_ROOT, format!("`{path}` is outside the stack's root"), span)
        .help("set `root` in `stack` to the folder that holds both")
}

/// `what` is something that the stack has a path of, and `why` what is wrong with that.
pub fn unusable_path(what: &str, why: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNUSABLE_PATH, format!("the path of {what} {why}"), span).help("use another path")
}
