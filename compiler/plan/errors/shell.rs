//! What is said of shell text.

use crate::diag::{Diagnostic, rule};
use crate::source::Span;

pub fn arg_of_another(name: &str, image: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNDECLARED_IN_SHELL, format!("`${name}` is an arg of `{image}`, not of this image"), span)
        .help(format!("declare it here with `arg \"{name}\"`, or move it to the top level"))
}

pub fn near_arg(name: &str, span: Span, (near, declared): (&str, Span)) -> Diagnostic {
    Diagnostic::new(&rule::UNDECLARED_IN_SHELL, format!("`${name}` is declared nowhere"), span)
        .label(declared, "this one is")
        .help(format!("did you mean `${near}`?"))
}

pub fn unclosed_quote(quote: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNCLOSED_QUOTE, format!("this `{quote}` is never closed"), span)
        .at("the shell looks for its end behind the text")
        .help(format!("close it, or write `\\{quote}` for the character"))
}
