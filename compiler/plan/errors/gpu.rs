//! What is said of GPUs and their bases.

use super::list;
use crate::ast::{Gpu, GpuFamily, Name};
use crate::diag::{Diagnostic, did_you_mean, rule};
use crate::source::Span;

pub fn unknown_family(name: &Name, known: Vec<&str>) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_GPU, format!("no GPU family is called `{}`", name.value), name.span)
        .maybe_help(did_you_mean(&name.value, known, "families"))
        .help(format!("or define it: `gpu-family \"{}\" release=\"version\"`", name.value))
}

pub fn unknown_gpu_property(name: &Name, family: &GpuFamily, known: Vec<&str>) -> Diagnostic {
    let known = known.into_iter().chain([family.release.value.as_str()]);
    Diagnostic::new(
        &rule::UNKNOWN_PROPERTY,
        format!("`gpu \"{}\"` has no property `{}`", family.name.value, name.value),
        name.span,
    )
    .maybe_help(did_you_mean(&name.value, known, "its properties"))
}

pub fn no_gpu_release(gpu: &Gpu, family: &GpuFamily, given: &str) -> Diagnostic {
    let release = &family.release.value;
    Diagnostic::new(&rule::UNKNOWN_GPU, format!("`{given}` chooses a base, but of which release?"), gpu.span)
        .help(format!("add the release: `{release}=\"…\"`"))
}

pub fn unknown_release(family: &GpuFamily, wanted: &str, span: Span, near: &[&str]) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_GPU, format!("no `{}` {wanted} is known", family.release.value), span)
        .help(format!("the nearest are {}", list(near.iter().copied())))
        .help(format!("or add it in a file of the stack: `gpu-release \"{}\" \"{wanted}\" {{ … }}`", family.name.value))
}

/// All else that is given fits; this one word does not.
pub fn no_gpu_base_with(
    gpu: &Gpu,
    version: &str,
    name: &str,
    value: &str,
    span: Span,
    values: Vec<&str>,
) -> Diagnostic {
    Diagnostic::new(
        &rule::NO_GPU_BASE,
        format!("`{}` {version} has no base with {name} `{value}`", gpu.family.value),
        span,
    )
    .help(format!("with the rest as it is, `{name}` can be {}", list(values)))
}

/// `missing` are properties that must be given too, with their values.
pub fn no_gpu_base(gpu: &Gpu, version: &str, missing: &[(&str, Vec<&str>)]) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&rule::NO_GPU_BASE, format!("`{}` {version} has no base for this", gpu.family.value), gpu.span);
    match missing {
        [] => diagnostic.help("change more than one of its properties, or name a base: `from \"…\"`"),
        _ => missing.iter().fold(diagnostic, |diagnostic, (name, values)| {
            diagnostic.help(format!("add `{name}=`, one of {}", list(values.iter().copied())))
        }),
    }
}

pub fn gpu_without_base(gpu: &Gpu, target: &str) -> Diagnostic {
    Diagnostic::new(&rule::NO_FROM, format!("`{target}` has no base"), gpu.span)
        .at("this only marks the build")
        .help("say which base, `flavor=\"…\" distro=\"…\"`, or name one beside it: `from \"…\"`")
}
