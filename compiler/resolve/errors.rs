//! What resolving says.

use crate::ast::{Include, Name, Selector, Word};
use crate::containerfile::Problem;
use crate::diag::{Diagnostic, Rule, did_you_mean, rule, the_nearest, value_help};
use crate::glob::Glob;
use crate::model::{Axis, Combination, Image, Missing, Model};
use crate::paths::relative;
use crate::source::{Span, Spanned};
use crate::stdlib;
use crate::world::ReadError;

pub fn unreadable(path: &str, error: &ReadError, at: Span) -> Diagnostic {
    encoded(Diagnostic::new(&rule::UNREADABLE_FILE, format!("cannot read `{path}`: {error}"), at), error)
}

/// Says what to do with a file in another encoding.
fn encoded(told: Diagnostic, error: &ReadError) -> Diagnostic {
    match error {
        ReadError::NotText { .. } => told.at("the first byte that is none").help("save the file as UTF-8"),
        _ => told,
    }
}

/// `near` are the files below the folder of the one that includes it, from there; `at` is what is no text in it.
pub fn cannot_include(
    glob: &Spanned<Glob>,
    path: &str,
    error: &ReadError,
    near: &[String],
    at: Option<Span>,
) -> Diagnostic {
    if let Some(at) = at {
        return unreadable(path, error, at).label(glob.span, "included here");
    }
    if *error == ReadError::Outside {
        return linked_outside(&rule::INCLUDE_OUTSIDE, path, glob.span);
    }
    let files = near.iter().map(String::as_str).filter(|path| path.ends_with(".kdl"));
    Diagnostic::new(&rule::UNREADABLE_FILE, format!("cannot include `{path}`: {error}"), glob.span).suggest_at(
        glob.value.as_str(),
        glob.span,
        files,
        "files here",
    )
}

pub fn cannot_adopt(said: &Word, path: &str, error: &ReadError, near: &[String], at: Option<Span>) -> Diagnostic {
    if let Some(at) = at {
        return unreadable(path, error, at).label(said.span, "adopted here");
    }
    if *error == ReadError::Outside {
        return linked_outside(&rule::OUTSIDE_ROOT, path, said.span);
    }
    Diagnostic::new(&rule::UNREADABLE_FILE, format!("cannot read `{path}`: {error}"), said.span)
        .maybe_help(did_you_mean(path, near.iter().map(String::as_str), "files here"))
}

pub fn broken_dockerfile(problem: &Problem, adopted: Span) -> Diagnostic {
    Diagnostic::new(&rule::BROKEN_DOCKERFILE, problem.message.clone(), problem.span).label(adopted, "adopted here")
}

pub fn include_outside(path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::INCLUDE_OUTSIDE, format!("`{path}` is outside the stack's root"), span)
        .at("an include stays below the root")
        .help("set `root` in `stack` to the folder that holds both")
}

fn linked_outside(rule: &'static Rule, path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(rule, format!("`{path}` is a link out of the stack's root"), span)
        .at("links are followed below the root only")
        .help("put the file itself below the root, or set `root` in `stack` to the folder that holds both")
}

pub fn included_twice(include: &Include, glob: &Spanned<Glob>, path: &str, before: Option<Span>) -> Diagnostic {
    match before {
        Some(before) => Diagnostic::new(&rule::INCLUDED_TWICE, format!("`{path}` is included twice"), glob.span)
            .at("again here")
            .label(before, "first here"),
        None => Diagnostic::new(&rule::INCLUDED_TWICE, format!("`{path}` is the stack itself"), glob.span)
            .at("this closes a circle"),
    }
    .help("remove this include")
    .remove("remove the include", without(include, glob))
}

/// What taking a glob out of an include takes away: the whole include, or the glob and the blank beside it.
fn without(include: &Include, glob: &Spanned<Glob>) -> Option<Span> {
    let spans: Vec<Span> = include.globs.iter().map(|glob| glob.span).collect();
    let gap = |from: Span, to: Span| from.end + 1 == to.start;
    match spans.iter().position(|span| *span == glob.span)? {
        0 if spans.len() == 1 => Some(include.removal?.span),
        0 => gap(spans[0], spans[1]).then(|| Span { end: spans[1].start, ..spans[0] }),
        at => gap(spans[at - 1], spans[at]).then(|| Span { start: spans[at - 1].end, ..spans[at] }),
    }
}

pub fn no_stack(at: Span) -> Diagnostic {
    Diagnostic::new(&rule::NO_STACK, "there is no `stack` node", at)
        .help("name the stack in its first line: `stack \"acme\" { registry \"ghcr.io/acme\" }`")
}

pub fn second(what: &str, at: Span, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::DUPLICATE_DEFINITION, format!("there is more than one `{what}`"), at)
        .at("again here")
        .label(before, "first here")
        .help(format!("keep one `{what}`, and move what the other says into it"))
}

/// What a value of an axis is called: a plan and a variant by their own names.
pub fn value_kind(axis: &str) -> String {
    match axis {
        "plan" | "variant" => axis.to_string(),
        _ => format!("`{axis}` value"),
    }
}

pub fn duplicate(what: &str, name: &Name, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::DUPLICATE_DEFINITION, format!("{what} `{}` is defined twice", name.value), name.span)
        .at("again here")
        .label(before, "first here")
        .help("rename or remove one of them")
}

pub fn unknown_family<'a>(name: &Name, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_GPU, format!("no GPU family is called `{}`", name.value), name.span)
        .suggest(name, known, "families")
        .help(format!("or define it: `gpu-family \"{}\" release=\"version\"`", name.value))
}

/// `asking` is the image that names it, and cannot mean itself.
pub fn unknown_image(name: &Name, asking: &str, model: &Model) -> Diagnostic {
    let others = model.images.keys().map(String::as_str).filter(|other| *other != asking);
    Diagnostic::new(&rule::UNKNOWN_IMAGE, format!("no image named `{}`", name.value), name.span)
        .at("not an image of this stack")
        .suggest(name, others.chain(model.unread("image")), "images of this stack")
}

pub fn unknown_component(name: &Name, model: &Model) -> Diagnostic {
    let mut known: Vec<String> = stdlib::components().collect();
    known.extend(model.components.keys().filter(|own| !own.starts_with("std/")).cloned());
    known.extend(model.unread("component").map(str::to_string));
    Diagnostic::new(&rule::UNKNOWN_COMPONENT, format!("no component named `{}`", name.value), name.span)
        .at("not a component of this stack or of `std`")
        .suggest(name, known.iter().map(String::as_str), "components")
}

pub fn component_cycle(name: &Name, open: &[&str]) -> Diagnostic {
    let from = open.iter().position(|&open| open == name.value).unwrap_or(0);
    let way: Vec<String> = open[from..].iter().chain([&name.value.as_str()]).map(|name| format!("`{name}`")).collect();
    Diagnostic::new(&rule::COMPONENT_CYCLE, format!("component `{}` uses itself", name.value), name.span)
        .at("this closes the circle")
        .help(format!("take one step out of {}", way.join(" → ")))
}

pub fn components_too_deep(name: &Name, most: usize) -> Diagnostic {
    Diagnostic::new(&rule::TOO_LARGE, format!("more than {most} components use one another"), name.span)
        .at("this one is beyond the limit")
        .help("put what several of them do into one")
}

pub fn cycle(way: &[(&str, &Name)]) -> Diagnostic {
    let mut names: Vec<String> = way.iter().map(|(name, _)| format!("`{name}`")).collect();
    names.push(names[0].clone());
    let message = match way {
        [(name, _)] => format!("image `{name}` is built on itself"),
        _ => format!("images are built on one another in a circle: {}", names.join(" → ")),
    };
    let mut steps = way.iter();
    let (name, first) = steps.next().expect("a cycle has a step");
    let mut diagnostic =
        Diagnostic::new(&rule::IMAGE_CYCLE, message, first.span).at(format!("`{name}` is built on `{}`", first.value));
    for (name, to) in steps {
        diagnostic = diagnostic.label(to.span, format!("`{name}` is built on `{}`", to.value));
    }
    diagnostic.help("move what both need into an image of its own")
}

pub fn no_builds(name: &Name, by: &[Span]) -> Diagnostic {
    let mut by = by.to_vec();
    by.sort();
    by.dedup();
    let diagnostic = Diagnostic::new(&rule::NO_BUILDS, format!("image `{}` has no build left", name.value), name.span);
    by.into_iter()
        .fold(diagnostic, |diagnostic, span| diagnostic.label(span, "this takes builds away"))
        .help("loosen an `exclude` or `only`, or remove the image")
}

/// `missing` is a value that no axis has.
pub fn removes_nothing(word: &str, selector: &Selector, missing: Option<Missing>) -> Diagnostic {
    let told = Diagnostic::new(&rule::USELESS_EXCLUDE, format!("this `{word}` removes no build"), selector.span)
        .maybe_help(missing.as_ref().and_then(|none| value_help(&none.key, &none.written, &none.values)))
        .help(format!(
            "remove it, or mend the values: every build {} it",
            if word == "only" { "matches" } else { "escapes" }
        ));
    let Some(none) = missing else {
        return told.remove("remove it", selector.removal.map(|removal| removal.span)).only_offered();
    };
    // one of several values, or one with a `!`, is not all that stands there
    let term = selector.terms.iter().find(|term| term.key.value == none.key && term.globs.len() == 1 && !term.negated);
    match (term, the_nearest(&none.written, none.values.iter().map(String::as_str))) {
        (Some(term), Some(near)) => told.rename(&none.written, term.value, near),
        (None, Some(_)) => told,
        (_, None) => told.remove("remove it", selector.removal.map(|removal| removal.span)).only_offered(),
    }
}

pub fn reserved_axis(name: &Name) -> Diagnostic {
    Diagnostic::new(&rule::RESERVED_NAME, format!("an axis cannot be called `{}`", name.value), name.span)
        .at("this name has a meaning of its own")
        .help(match name.value.as_str() {
            "plan" => "choose another name, or write a `plan \"NAME\"` for each of its values",
            _ => "choose another name",
        })
}

pub fn unknown_axis(name: &Name, model: &Model) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_AXIS, format!("no axis named `{}`", name.value), name.span)
        .at("neither the stack nor the parent has it")
        .suggest(name, model.axes.keys().map(String::as_str), "axes of this stack")
        .help(format!("give it values to make it the image's own: `axis \"{}\" \"a\" \"b\"`", name.value))
}

pub fn unknown_value(name: &Name, axis: &Axis) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_VALUE, format!("axis `{}` has no value `{}`", axis.name, name.value), name.span)
        .label(axis.span, "the axis is declared here")
        .suggest(name, axis.values.iter().map(|value| value.name.as_str()), "its values")
}

pub fn unknown_key(name: &Name, keys: Vec<&str>) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_SELECTOR_KEY, format!("builds cannot be chosen by `{}`", name.value), name.span)
        .at("no axis of that name")
        .suggest_key(name, keys)
}

pub fn too_many_builds(name: &Name, limit: usize) -> Diagnostic {
    Diagnostic::new(
        &rule::TOO_MANY_BUILDS,
        format!("the axes of image `{}` make more than {limit} builds", name.value),
        name.span,
    )
    .help("take fewer values, or split the image")
}

pub fn same_target(
    target: &str,
    image: &Image,
    build: &Combination,
    other: &Image,
    values: &Combination,
) -> Diagnostic {
    let words = |image: &Image, build: &Combination| {
        let values: Vec<String> =
            image.values(build).map(|(axis, value)| format!("{}={}", axis.name, value.name)).collect();
        format!("image `{}` {}", image.name(), values.join(" "))
    };
    Diagnostic::new(&rule::DUPLICATE_TARGET, format!("two builds are called `{target}`"), image.ast.name.span)
        .at(words(image, build).trim_end().to_string())
        .label(other.ast.name.span, words(other, values).trim_end().to_string())
        .help("rename an image, or give a value another `name`")
}

/// `folder` is the stack's, from the root of the repository, of which `root` would lead out.
pub fn root_outside(folder: &str, root: &Name) -> Diagnostic {
    let help = match folder {
        "" => "leave `root` out: the stack is in the repository's own folder".to_string(),
        folder => format!("write at most `{}`", relative(folder, "")),
    };
    Diagnostic::new(&rule::OUTSIDE_ROOT, format!("`root` leads out of the repository: `{}`", root.value), root.span)
        .help(help)
}
