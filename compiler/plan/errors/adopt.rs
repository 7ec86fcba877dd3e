//! What is said of Dockerfiles that are the user's own, and of raw lines.

use crate::ast::Name;
use crate::containerfile::Problem;
use crate::diag::{Diagnostic, did_you_mean, nearest, rule};
use crate::source::Span;
use std::collections::BTreeSet;

pub fn adopted_with_steps(span: Span, dockerfile: Span) -> Diagnostic {
    Diagnostic::new(&rule::ADOPTED_WITH_STEPS, "an adopted Dockerfile has its own base and steps", span)
        .label(dockerfile, "adopted here")
        .help("remove this, or write the whole image here instead of `dockerfile`")
}

pub fn broken_dockerfile(problem: &Problem, adopted: Span) -> Diagnostic {
    Diagnostic::new(&rule::BROKEN_DOCKERFILE, problem.message.clone(), problem.span).label(adopted, "adopted here")
}

pub fn broken_instruction(message: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::BROKEN_DOCKERFILE, message, span).help("write it as it would stand in a Dockerfile")
}

pub fn no_single_instruction(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::BROKEN_DOCKERFILE, "`instruction` is one instruction, and no `FROM`", span)
        .help("write one `instruction` for each, and a `stage` for what stands on another base")
}

pub fn no_such_target(name: &Name, path: &str, stages: Vec<&str>) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_STAGE, format!("`{path}` has no stage `{}`", name.value), name.span).suggest(
        name,
        stages,
        "its stages",
    )
}

/// `COPY --from=biulder` of an adopted Dockerfile: Docker would take it for an image.
pub fn misspelled_stage(name: &Name, known: &[&str]) -> Option<Diagnostic> {
    let near = nearest(&name.value, known.iter().copied())?;
    Some(
        Diagnostic::new(&rule::UNKNOWN_STAGE, format!("no stage named `{}` before this", name.value), name.span)
            .at("Docker would pull an image of that name")
            .help(format!("did you mean `{near}`?")),
    )
}

pub fn replaced_without_dockerfile(reference: &Name, image: &str) -> Diagnostic {
    let message = format!("`image=` replaces what an adopted Dockerfile names, and `{image}` adopts none");
    Diagnostic::new(&rule::UNKNOWN_PROPERTY, message, reference.span)
        .help("name the image where it is taken: `from image=\"…\"`, `copy \"…\" image=\"…\"`")
}

/// A reference that an adopted Dockerfile does not name.
pub fn replaces_nothing(reference: &Name, path: &str, named: &BTreeSet<&str>) -> Diagnostic {
    let message = format!("`{path}` takes neither a base nor files from `{}`", reference.value);
    Diagnostic::new(&rule::UNKNOWN_STAGE, message, reference.span)
        .at("so it is not replaced there")
        .maybe_help(did_you_mean(&reference.value, named.iter().copied(), "it names"))
}

pub fn undeclared_arg(name: &Name, path: &str, declared: &BTreeSet<&str>) -> Diagnostic {
    Diagnostic::new(&rule::UNDECLARED_ARG, format!("`{path}` has no `ARG {}`", name.value), name.span)
        .at("this value would reach nothing")
        .maybe_help(did_you_mean(&name.value, declared.iter().copied(), "its args"))
        .help(format!("otherwise add `ARG {}` to it: before its first `FROM` where a base is made of it", name.value))
}

/// A parent that an adopted Dockerfile does not stand on.
pub fn no_base_of(name: &Name, path: &str) -> Diagnostic {
    Diagnostic::new(
        &rule::UNUSED_ARG,
        format!("`{path}` takes neither a base nor files from `{}`", name.value),
        name.span,
    )
    .at("the parent is built first for nothing")
    .help(format!("write `FROM ${{{}}}` there, or remove `image=` here", name.value))
}
