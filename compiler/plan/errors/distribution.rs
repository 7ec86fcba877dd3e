//! What is said of distributions and package managers.

use super::list;
use crate::ast::{Component, Name};
use crate::diag::{Diagnostic, did_you_mean, nearest, rule};
use crate::model::Distribution;
use crate::source::Span;

pub fn unknown_distribution(name: &Name, known: &[Distribution]) -> Diagnostic {
    let family = |name: &str| name.to_lowercase().replace(|c: char| !c.is_ascii_alphabetic(), "");
    let named = known.iter().find(|row| row.codename.as_ref().is_some_and(|codename| codename.value == name.value));
    let known: Vec<&str> = known.iter().map(|row| row.name.value.as_str()).collect();
    let wanted = family(&name.value);
    let of_family: Vec<&str> = known.iter().copied().filter(|row| family(row) == wanted).collect();
    let digits = |name: &str| name.replace(|c: char| !c.is_ascii_digit(), "");
    let diagnostic = Diagnostic::new(
        &rule::UNKNOWN_DISTRIBUTION,
        format!("no distribution `{}` is known here", name.value),
        name.span,
    );
    if let Some(row) = named {
        return diagnostic.help(format!("`{}` is `{}`", name.value, row.name.value));
    }
    if let Some(same) = of_family.iter().find(|row| digits(row) == digits(&name.value)) {
        return diagnostic.help(format!("did you mean `{same}`?"));
    }
    if !of_family.is_empty() {
        // a release of another number is no slip of the pen
        return diagnostic
            .help(format!("known of it: {}", list(of_family)))
            .help("or name the package manager where packages are installed: `packages manager=\"…\"`");
    }
    let near = nearest(&name.value, known.iter().copied()).filter(|near| digits(near) == digits(&name.value));
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("distributions are written as in `ubuntu24.04`, `debian12`, `almalinux8`"),
    }
}

/// `image`: an image of the stack has the name of one of them.
pub fn unknown_base(span: Span, bases: &[String], known: &[Distribution], image: Option<&str>) -> Diagnostic {
    let managers: Vec<&str> = crate::plan::Manager::ALL.iter().map(|(name, _)| *name).collect();
    let example = known.first().map_or("ubuntu24.04", |row| &row.name.value);
    let names = list(bases.iter().map(String::as_str));
    let message = match bases.len() {
        1 => format!("the distribution of {names} is not known"),
        _ => format!("the distributions of {names} are not known"),
    };
    Diagnostic::new(&rule::UNKNOWN_DISTRIBUTION, message, span)
        .at("so its package manager is not either")
        .maybe_help(image.map(|name| format!("write `from image=\"{name}\"` if the image of this stack is meant")))
        .help(format!(
            "say it on the base, `from \"…\" distro=\"{example}\"`, or here: `manager=` one of {}",
            list(managers)
        ))
        .help("or add it in a file of the stack: `distribution \"NAME\" { base \"…\" }`")
}

pub fn unknown_manager(name: &str, span: Span) -> Diagnostic {
    let managers = crate::plan::Manager::ALL.iter().map(|(name, _)| *name);
    Diagnostic::new(&rule::UNKNOWN_DISTRIBUTION, format!("no package manager is called `{name}`"), span)
        .maybe_help(did_you_mean(name, managers, "package managers"))
}

/// A component that asks what it stands on.
pub fn distribution_needed(call: &Name, known: &[Distribution]) -> Diagnostic {
    let example = known.first().map_or("ubuntu24.04", |row| &row.name.value);
    let message = format!("`{}` depends on the distribution, and that of the base is not known", call.value);
    Diagnostic::new(&rule::UNKNOWN_DISTRIBUTION, message, call.span)
        .help(format!("say it on the base, `from \"…\" distro=\"{example}\"`"))
}

pub fn unsupported_distribution(
    call: &Name,
    component: &Component,
    distribution: &str,
    targets: &[String],
) -> Diagnostic {
    let globs: Vec<&str> = component.distros.iter().map(|glob| glob.value.as_str()).collect();
    let message = format!("`{}` is not for `{distribution}`", call.value);
    let diagnostic =
        Diagnostic::new(&rule::UNSUPPORTED_DISTRIBUTION, message, call.span).at(format!("in {}", super::some(targets)));
    let told = component.distros.first().map(|glob| glob.span);
    let diagnostic =
        told.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.label(span, "where it may be used"));
    diagnostic.help(format!("it is for {}", list(globs)))
}
