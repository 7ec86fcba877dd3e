//! What is said of distributions: those that have ended, and what was built on one for another.

use super::used_here;
use crate::ast::{Distribution, EndOfLife, Libc, LibcKind, ManylinuxPolicy};
use crate::date::Date;
use crate::diag::{Diagnostic, rule};
use crate::plan::OutsideBase;
use crate::source::Span;

pub fn distribution_ended(
    base: &OutsideBase,
    row: &Distribution,
    life: &EndOfLife,
    successors: &[(&str, Date)],
) -> Diagnostic {
    let told = ended(format!("`{}` has had no fixes", row.name.value), base, life);
    let next: Vec<String> = successors.iter().map(|(name, until)| format!("`{name}` (until {until})")).collect();
    let told = match &next[..] {
        [] => told,
        next => told.help(format!("go on to {}", next.join(", "))),
    };
    told.maybe_help(life.extended.map(|until| {
        format!("support that has to be paid for lasts until {until}: who has it writes `policy {{ level \"end-of-life\" \"allow\" }}`")
    }))
}

pub fn policy_ended(base: &OutsideBase, policy: &ManylinuxPolicy, life: &EndOfLife, next: &[&str]) -> Diagnostic {
    let told = ended(format!("manylinux `{}` has had no images", policy.name.value), base, life);
    let next: Vec<String> = next.iter().map(|name| format!("`{name}`")).collect();
    match &next[..] {
        [] => told,
        next => told.help(format!("go on to {}", next.join(", "))),
    }
}

fn ended(what: String, base: &OutsideBase, life: &EndOfLife) -> Diagnostic {
    let support = life.support.as_ref().map_or("support", |support| &support.value);
    Diagnostic::new(&rule::END_OF_LIFE, format!("{what} since {}", life.date), base.said)
        .at("its life has ended")
        .label(life.span, format!("{support} ended then"))
}

/// A program or a library. `bases` are what it could be built on instead.
pub fn newer_libc(
    source: &str,
    (from, built): (&str, &Libc),
    (to, runs): (&str, &Libc),
    bases: &[String],
    span: Span,
    via: &[Span],
) -> Diagnostic {
    let message = if built.kind == runs.kind {
        format!("`{source}` was built against {}, and runs here on {}", words(built), runs.version)
    } else {
        format!("`{source}` was built against {}, and this has {}", words(built), words(runs))
    };
    let told = Diagnostic::new(&rule::FOREIGN_BINARY, message, span).at(format!("from {from} to {to}"));
    used_here(told, via)
        .help(format!("build it on {}", bases.join(" or ")))
        .help("or link it statically: what needs no C library runs on any")
}

fn words(libc: &Libc) -> String {
    let name = match libc.kind {
        LibcKind::Glibc => "glibc",
        LibcKind::Musl => "musl",
    };
    format!("{name} {}", libc.version)
}

/// A virtual environment; the versions are of each side's Python.
pub fn other_python(
    source: &str,
    (from, made): (&str, Option<&str>),
    (to, here): (&str, Option<&str>),
    span: Span,
    via: &[Span],
) -> Diagnostic {
    let python = |version: Option<&str>| version.map_or(String::new(), |version| format!(" ({version})"));
    let message =
        format!("`{source}` was made with the Python of {from}{}, and this is {to}{}", python(made), python(here));
    let told = Diagnostic::new(&rule::FOREIGN_BINARY, message, span).at("an environment is of the Python that made it");
    used_here(told, via).help("build both stages on one distribution, or make the environment here")
}

pub fn foreign(source: &str, from: &str, to: &str, span: Span, via: &[Span]) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&rule::FOREIGN_BINARY, format!("`{source}` was made on {from}, and this is {to}"), span)
            .at("its libraries are others here");
    used_here(diagnostic, via).help("build both stages on one distribution, or copy only what is linked statically")
}
