//! The table of everything that can be reported: a name, a weight and a page for each.

use super::Severity::{self, Error};

/// A kind of diagnostic.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case; reads well after "allow".
    pub name: &'static str,
    /// The weight unless a policy says otherwise.
    pub severity: Severity,
    /// Markdown: what it means, why it matters, a failing and a fixed example.
    pub page: &'static str,
}

macro_rules! rules {
    ($($ident:ident $name:literal $severity:ident $folder:literal;)*) => {
        /// One constant a rule, named after it.
        pub mod rule {
            use super::*;
            $(pub static $ident: Rule = Rule {
                name: $name,
                severity: $severity,
                page: include_str!(concat!("../", $folder, "/", $name, ".md")),
            };)*
        }
        /// Every rule, sorted by name.
        pub static RULES: &[&Rule] = &[$(&rule::$ident),*];
    };
}

// Sorted by name; the page of each is `<folder>/<name>.md`.
rules! {
    BARE_KEYWORD "bare-keyword" Error "syntax/rules";
    FOREIGN_SYNTAX "foreign-syntax" Error "syntax/rules";
    KDL_SYNTAX "kdl-syntax" Error "syntax/rules";
    UNCLOSED "unclosed" Error "syntax/rules";
    UNKNOWN_ESCAPE "unknown-escape" Error "syntax/rules";
    UNQUOTED_TEXT "unquoted-text" Error "syntax/rules";
}
