//! What is said of GPUs and their bases.

use super::list;
use crate::ast::{Gpu, GpuFamily, GpuRelease, Name};
use crate::diag::{Diagnostic, did_you_mean, nearest_are, rule};
use crate::model::Catalogue;
use crate::source::Span;

pub fn unknown_family(name: &Name, known: Vec<&str>) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_GPU, format!("no GPU family is called `{}`", name.value), name.span)
        .maybe_help(did_you_mean(&name.value, known, "families"))
        .help(format!("or define it: `gpu-family \"{}\" release=\"version\"`", name.value))
}

pub fn unknown_gpu_property(name: &Name, family: &GpuFamily, gpus: &Catalogue, known: Vec<&str>) -> Diagnostic {
    let known = known.into_iter().chain([family.release.value.as_str()]);
    let diagnostic = Diagnostic::new(
        &rule::UNKNOWN_PROPERTY,
        format!("`gpu \"{}\"` has no property `{}`", family.name.value, name.value),
        name.span,
    );
    // what names a release of another family
    if name.value == "release" || gpus.families.values().any(|other| other.release.value == name.value) {
        let right = &family.release.value;
        return diagnostic.help(format!("its release is named by `{right}=`")).rename(&name.value, name.span, right);
    }
    diagnostic.maybe_help(did_you_mean(&name.value, known, "its properties"))
}

pub fn no_gpu_release(gpu: &Gpu, family: &GpuFamily, given: &str) -> Diagnostic {
    let release = &family.release.value;
    Diagnostic::new(&rule::UNKNOWN_GPU, format!("`{given}` chooses a base, but of which release?"), gpu.span)
        .help(format!("add the release: `{release}=\"…\"`"))
}

pub fn unknown_release(family: &GpuFamily, wanted: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_GPU, format!("no `{}` {wanted} is known here", family.release.value), span)
}

/// Where all are told, and how one is added.
pub fn all_releases(diagnostic: Diagnostic, family: &GpuFamily, wanted: &str) -> Diagnostic {
    let name = &family.name.value;
    diagnostic
        .help(format!("`imgc gpu list {name}` lists all"))
        .help(format!("or add it in a file of the stack: `gpu-release \"{name}\" \"{wanted}\" {{ … }}`"))
}

pub fn nearest_releases(diagnostic: Diagnostic, near: &[&str]) -> Diagnostic {
    match near {
        [] => diagnostic,
        _ => diagnostic.help(nearest_are(near.iter().copied())),
    }
}

/// A whole node that there is a base for.
pub fn nearest_whole(diagnostic: Diagnostic, properties: &[(String, String)]) -> Diagnostic {
    let words: Vec<String> = properties.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
    match words.is_empty() {
        true => diagnostic.help("name a base: `from \"…\"`"),
        false => diagnostic.help(format!("the nearest that there is: `{}`", words.join(" "))),
    }
}

/// One word of the node does not fit the rest. `sure`: of this release every base is known.
pub fn no_gpu_base_with(gpu: &Gpu, version: &str, (name, value): (&str, &str), span: Span, sure: bool) -> Diagnostic {
    let family = &gpu.family.value;
    let message = match sure {
        true => format!("`{family}` {version} has no base with {name} `{value}`"),
        false => format!("no base of `{family}` {version} with {name} `{value}` is known here"),
    };
    Diagnostic::new(&rule::NO_GPU_BASE, message, span)
}

pub fn other_values(diagnostic: Diagnostic, name: &str, values: Vec<&str>) -> Diagnostic {
    diagnostic.help(format!("with the rest as it is, `{name}` can be {}", list(values)))
}

pub fn left_out(diagnostic: Diagnostic, name: &str) -> Diagnostic {
    diagnostic.help(format!("leave `{name}` out: there is a base with the rest as it is"))
}

pub fn newest_with_it(diagnostic: Diagnostic, family: &GpuFamily, version: &str) -> Diagnostic {
    diagnostic.help(format!("the newest `{}` that has it is `{version}`", family.release.value))
}

pub fn no_gpu_base(gpu: &Gpu, version: &str, sure: bool) -> Diagnostic {
    let family = &gpu.family.value;
    let message = match sure {
        true => format!("`{family}` {version} has no base for this"),
        false => format!("no base of `{family}` {version} is known here for this"),
    };
    Diagnostic::new(&rule::NO_GPU_BASE, message, gpu.span)
}

/// What the user knows and the catalogue does not. `row` is a `gpu-release` that says it.
pub fn or_a_base(diagnostic: Diagnostic, family: &GpuFamily, row: &str) -> Diagnostic {
    diagnostic.help(format!("if the registry has one, add it in a file of the stack: `{row}`")).help(format!(
        "or name the base beside the release alone: `gpu \"{}\" {}=\"…\"` and `from \"…\"`",
        family.name.value, family.release.value
    ))
}

/// What a row that may lack something does not list is used as the stack says it.
pub fn as_warning(told: Diagnostic) -> Diagnostic {
    let message = match told.message.contains("known here") {
        true => told.message,
        false => format!("as far as is known here, {}", told.message),
    };
    Diagnostic { rule: &rule::NOT_IN_CATALOGUE, severity: rule::NOT_IN_CATALOGUE.severity, message, ..told }
}

/// Properties that must be given too, with their values.
pub fn missing_properties(diagnostic: Diagnostic, missing: &[(&str, Vec<&str>)]) -> Diagnostic {
    missing.iter().fold(diagnostic, |diagnostic, (name, values)| {
        diagnostic.help(format!("add `{name}=`, one of {}", list(values.iter().copied())))
    })
}

/// `newest` is the newest release that has it.
pub fn unknown_gpu_target(
    family: &GpuFamily,
    release: Option<&GpuRelease>,
    wrong: &str,
    span: Span,
    known: &[&str],
    newest: Option<&str>,
) -> Diagnostic {
    let name = &family.name.value;
    let who = match release {
        Some(release) => format!("`{name}` {}", release.version.value),
        None => format!("no `{name}`"),
    };
    let said = if release.is_some() { "does not compile" } else { "that is known compiles" };
    let diagnostic = Diagnostic::new(&rule::UNKNOWN_GPU_TARGET, format!("{who} {said} for `{wrong}`"), span);
    let parts: Vec<&str> = wrong.split([',', ';', ' ']).filter(|part| !part.is_empty()).collect();
    if parts.len() > 1 || parts.iter().any(|part| known.contains(part)) {
        let each: Vec<String> = parts.iter().map(|part| format!("{part:?}")).collect();
        return diagnostic.help(format!("write each in quotes, in braces: `{{ target {} }}`", each.join(" ")));
    }
    let diagnostic = diagnostic.help(format!("its targets are {}", list(known.iter().copied())));
    match newest {
        Some(newest) => newest_with_it(diagnostic, family, newest),
        None => diagnostic,
    }
}

/// `there`: the platforms that the base is there for.
pub fn no_base_for_platform(gpu: &Gpu, reference: &str, lacking: &[&str], there: Vec<&str>) -> Diagnostic {
    let message = format!("`{reference}` is not there for {}", list(lacking.iter().copied()));
    Diagnostic::new(&rule::NO_GPU_BASE, message, gpu.span).at("gives this base").help(format!(
        "build it for {} alone: `platforms`, in the image or in the value that says the GPU",
        list(there)
    ))
}

/// `chosen` chooses a base, and stands beside one.
pub fn gpu_and_base(gpu: &Gpu, chosen: Vec<&str>, base: Span) -> Diagnostic {
    Diagnostic::new(&rule::DUPLICATE_DEFINITION, "an image has one base", gpu.span)
        .at("gives a base")
        .label(base, "so does this")
        .help("leave the other out where this gives the base: put it under an `in`, or into the other values")
        .help(format!("or leave out {}: the release alone marks the build", list(chosen)))
}

/// `release` is the property that names one, where none is named.
pub fn gpu_without_base(gpu: &Gpu, release: Option<&str>, target: &str) -> Diagnostic {
    let release = release.map_or_else(String::new, |name| format!("{name}=\"…\" "));
    Diagnostic::new(&rule::NO_FROM, format!("`{target}` has no base"), gpu.span)
        .at("this only marks the build")
        .help(format!("say which base, `{release}flavor=\"…\" distro=\"…\"`, or name one beside it: `from \"…\"`"))
}
