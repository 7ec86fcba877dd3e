//! What is said of frameworks and their wheels.

use super::list;
use crate::ast::{FrameworkRelease, Name};
use crate::diag::{Diagnostic, nearest_are, rule};
use crate::plan::framework::On;
use crate::source::Span;

/// `versions` are all that are known, sorted.
pub fn unknown_framework_release(framework: &str, wanted: &str, at: Span, versions: &[&str]) -> Diagnostic {
    let minors = crate::model::nearest(wanted, versions);
    Diagnostic::new(&rule::UNKNOWN_FRAMEWORK, format!("no {framework} {wanted} is known here"), at)
        .help(nearest_are(minors))
        .help(format!("or add it in a file of the stack: `framework-release \"{framework}\" \"{wanted}\" {{ … }}`"))
}

/// `near` are releases that have them.
pub fn no_wheels(release: &FrameworkRelease, on: Option<&On>, at: Span, near: &[String]) -> Diagnostic {
    let what = named(release);
    let wanted = match on {
        Some(on) => format!("{} {}", on.toolkit, on.release.as_deref().unwrap_or_default()),
        None => "builds without a GPU".to_string(),
    };
    let message = match release.is_sure() {
        true => format!("{what} has no wheels for {wanted}"),
        false => format!("no wheels of {what} for {wanted} are known here"),
    };
    let diagnostic = Diagnostic::new(&rule::NO_WHEELS, message, at);
    let diagnostic = match release.is_sure() {
        true => diagnostic,
        false => diagnostic.help(format!("if there are some, add them in a file of the stack: `{}`", row(release, on))),
    };
    let Some(on) = on else { return diagnostic.maybe_help(others(release, near)) };
    let diagnostic = match on.at {
        Some(gpu) => diagnostic.label(gpu, format!("{wanted} is said here")),
        None => diagnostic,
    };
    diagnostic.maybe_help(others(release, near)).help(has(release, on))
}

/// `library`: what it is called, what it must be, and what the base has.
pub fn no_wheels_for_library(
    release: &FrameworkRelease,
    (name, built, has): (&str, &str, &str),
    on: &On,
    at: Span,
    near: &[String],
) -> Diagnostic {
    let message = format!("{} is built with {name} {built}, and the base has {name} {has}", named(release));
    let diagnostic = Diagnostic::new(&rule::NO_WHEELS, message, at);
    let diagnostic = match on.at {
        Some(gpu) => diagnostic.label(gpu, "the base is said here"),
        None => diagnostic,
    };
    let newer = format!("take a base with {name} {built} or a later one of its major version");
    diagnostic.help(newer).maybe_help(others(release, near))
}

/// The GPU's family is said, and nothing more.
pub fn no_release_for_wheels(release: &FrameworkRelease, on: &On, at: Span) -> Diagnostic {
    let message = format!("{} has wheels for one {} each, and this build says none", named(release), on.toolkit);
    let diagnostic = Diagnostic::new(&rule::NO_WHEELS, message, at);
    let diagnostic = match on.at {
        Some(gpu) => diagnostic.label(gpu, "no release is said here"),
        None => diagnostic,
    };
    diagnostic.help(has(release, on))
}

pub fn no_wheels_for_python(release: &FrameworkRelease, python: &str, at: Span, near: &[String]) -> Diagnostic {
    let pythons = release.pythons.iter().map(|one| one.value.as_str());
    Diagnostic::new(&rule::NO_WHEELS, format!("{} has no wheels for Python {python}", named(release)), at)
        .maybe_help(others(release, near))
        .help(format!("it has them for {}", list(pythons)))
}

pub fn no_wheels_for_platform(
    release: &FrameworkRelease,
    platforms: &[String],
    at: Span,
    near: &[String],
) -> Diagnostic {
    let platforms = list(platforms.iter().map(String::as_str));
    Diagnostic::new(&rule::NO_WHEELS, format!("{} has no wheels for all of {platforms}", named(release)), at)
        .maybe_help(others(release, near))
        .help("build for fewer: `platforms`")
}

/// `arg` is one of the stack's or the image's own.
pub fn set_by_framework(arg: &Name, framework: &Name) -> Diagnostic {
    let message = format!("`{}` sets the arg `{}`, and so does this", framework.value, arg.value);
    Diagnostic::new(&rule::CONFLICTING_VALUES, message, arg.span)
        .label(framework.span, "sets it too")
        .help("remove one, or give this arg another name")
}

fn named(release: &FrameworkRelease) -> String {
    format!("{} {}", release.framework.value, release.version.value)
}

/// The row that would say so.
fn row(release: &FrameworkRelease, on: Option<&On>) -> String {
    let of = match on {
        Some(on) => format!("\"{}\" \"{}\"", on.family, on.release.as_deref().unwrap_or_default()),
        None => "\"cpu\"".to_string(),
    };
    let (framework, version) = (&release.framework.value, &release.version.value);
    format!("framework-release \"{framework}\" \"{version}\" {{ wheels {of} index=\"…\" }}")
}

fn others(release: &FrameworkRelease, near: &[String]) -> Option<String> {
    let framework = &release.framework.value;
    match near {
        [] => None,
        [one] => Some(format!("{framework} `{one}` does")),
        _ => Some(format!("{framework} {} do", list(near.iter().map(String::as_str)))),
    }
}

/// What a release has wheels for, of a family.
fn has(release: &FrameworkRelease, on: &On) -> String {
    let own = release.wheels.iter().filter(|wheels| wheels.family.value == on.family);
    let known: Vec<&str> = own.filter_map(|wheels| Some(wheels.release.as_ref()?.value.as_str())).collect();
    match known.is_empty() {
        true => format!("{} has none for `{}` at all", named(release), on.family),
        false => format!("{} has them for {} {}", named(release), on.toolkit, list(known)),
    }
}
