//! What linting says.

mod clash;
mod linux;
mod pypi;

pub use clash::*;
pub use linux::*;
pub use pypi::*;

use super::denied::Breach;
use super::found::{Found, Kind, Named};
use crate::ast::{Allow, Deny, Floating, Name, Permit, Runner, Template};
use crate::diag::{Diagnostic, one_off, rule};
use crate::inputs::{CheckedSource, cut};
use crate::paths;
use crate::plan::Build;
use crate::source::Span;
use crate::world::ReadError;
use std::collections::BTreeMap;

/// `meant` is an `allow` that was to permit it, and has a slip of the pen.
pub fn denied(deny: &Deny, breach: &Breach, build: &Build, meant: Option<&Allow>) -> Diagnostic {
    let found = breach.found;
    let what = match found.kind {
        Kind::Package => format!("package `{}`", found.text),
        Kind::Pip => format!("Python package `{}`", found.text),
        Kind::Base => format!("base `{}`", found.text),
        Kind::Path => format!("path `{}`", found.text),
        Kind::Index => format!("index `{}`", found.text),
        Kind::Wheel => format!("wheel `{}`", found.text),
        Kind::Run => "this command".to_string(),
    };
    let key = match found.kind {
        Kind::Package => "package",
        Kind::Pip => "pip",
        Kind::Base => "base",
        Kind::Path => "path",
        Kind::Index => "index",
        Kind::Wheel => "wheel",
        Kind::Run => "run",
    };
    let span = breach.span.or(build.origin.span).unwrap_or(deny.span);
    let beside = breach.beside.map(|other| format!(" beside `{}`", other.text)).unwrap_or_default();
    let mut diagnostic = Diagnostic::new(&rule::DENIED, format!("{what} is denied{beside} in `{}`", build.image), span);
    if let Some((path, line)) = &found.file {
        diagnostic = diagnostic.at(format!("runs `{path}`, which has it in line {line}"));
    }
    if let Some((other, at)) = breach.beside.and_then(|other| Some((other, other.span?))) {
        diagnostic = diagnostic.label(at, format!("`{}` is installed here", other.text));
    }
    for via in &found.via {
        diagnostic = diagnostic.label(*via, "used here");
    }
    diagnostic = diagnostic.label(deny.span, deny.reason.clone().unwrap_or_else(|| "denied here".to_string()));
    if let Some(allow) = meant {
        return diagnostic
            .label(allow.span, "this permits something else")
            .help(format!("was it meant here? write `allow {key}=\"{}\"`", found.text));
    }
    match found.kind {
        Kind::Run => diagnostic.help("leave it out, or permit it in the image: `allow run=#\"…\"# reason=\"…\"`"),
        _ => diagnostic
            .help(format!("leave it out, or permit it in the image: `allow {key}=\"{}\" reason=\"…\"`", found.text)),
    }
}

pub fn needless_allow(allow: &Allow) -> Diagnostic {
    Diagnostic::new(&rule::NEEDLESS_ALLOW, "nothing needs this `allow` any more", allow.span)
        .help("remove it")
        .remove("remove it", allow.removal.map(|removal| removal.span))
}

pub fn needless_permit(permit: &Permit) -> Diagnostic {
    let rule = &permit.rule.value;
    Diagnostic::new(&rule::NEEDLESS_ALLOW, format!("nothing here breaks `{rule}` any more"), permit.rule.span)
        .help("remove this `allow`")
        .remove("remove it", permit.removal.map(|removal| removal.span))
}

pub fn no_digest(base: &Found, asked: Span, build: &Build) -> Diagnostic {
    let span = build.said_base(&base.text).or(base.span).or(build.origin.span).unwrap_or(asked);
    Diagnostic::new(&rule::MISSING_REQUIREMENT, format!("`{}` is not pinned by digest", base.text), span)
        .label(asked, "asked for here")
        .help("write the digest behind it: `name:tag@sha256:…`")
}

/// `builds` are those that lack it, at least one.
pub fn no_label(name: &Name, builds: &[&Build]) -> Diagnostic {
    let span = builds[0].origin.span.unwrap_or(name.span);
    let who = match builds {
        [one] => format!("`{}` has", one.target),
        [one, other] => format!("`{}` and `{}` have", one.target, other.target),
        [one, more @ ..] => format!("`{}` and {} more builds have", one.target, more.len()),
        [] => unreachable!("somebody lacks it"),
    };
    let told = Diagnostic::new(&rule::MISSING_REQUIREMENT, format!("{who} no label `{}`", name.value), span)
        .label(name.span, "asked for here");
    // the images that have it under almost this name are right
    if let Some(near) = one_off(&name.value, builds[0].labels.keys().map(String::as_str)) {
        return told.help(format!("did you mean `{near}`, which it has?"));
    }
    told.help(match name.value.strip_prefix("org.opencontainers.image.") {
        Some("base.digest") => "pin the base by digest: `name:tag@sha256:…`".to_string(),
        Some("licenses") => "say it once: `stack { license \"…\" }`".to_string(),
        Some(key @ ("source" | "vendor" | "authors" | "version" | "description")) => {
            format!("say it once: `stack {{ {key} \"…\" }}`, or in the image")
        }
        Some("documentation") => "say it once: `stack { docs \"…\" }`".to_string(),
        _ => format!("add `label {}=\"…\"`", name.value),
    })
}

pub fn wrong_user(user: &str, asked: Span, build: &Build) -> Diagnostic {
    let span = build.user.as_ref().and_then(|(_, span)| *span).or(build.origin.span).unwrap_or(asked);
    Diagnostic::new(&rule::MISSING_REQUIREMENT, format!("`{}` ends as `{user}`", build.target), span)
        .label(asked, "another user is asked for here")
        .help("end the image with `user \"…\"`")
}

pub fn too_many_floating(budget: &Floating, tags: &BTreeMap<String, Option<Span>>) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(
        &rule::TOO_MANY_FLOATING_TAGS,
        format!("{} tags match `{}`, and {} may", tags.len(), budget.glob.value.as_str(), budget.max),
        budget.span,
    );
    let names: Vec<String> = tags.keys().map(|name| format!("`{name}`")).collect();
    let mut places: Vec<Span> = tags.values().flatten().copied().collect();
    places.sort();
    places.dedup();
    for place in places {
        diagnostic = diagnostic.label(place, "made here");
    }
    diagnostic.help(format!("they are {}: take one away, or raise `max`", names.join(", ")))
}

pub fn hidden_parent(named: &Named, parent: &Build, span: Span) -> Diagnostic {
    let Named { reference, origin, adopted } = named;
    let image = &parent.image;
    let diagnostic = Diagnostic::new(&rule::HIDDEN_PARENT, format!("`{reference}` is built by this stack"), span)
        .at("but this pulls what was published before");
    let diagnostic = used_here(diagnostic, &origin.via);
    let Some(base) = adopted else { return diagnostic.help(format!("name the image instead: `image=\"{image}\"`")) };
    match &base.arg {
        Some(arg) => {
            diagnostic.help(format!("give the arg in the image that adopts it: `arg \"{arg}\" image=\"{image}\"`"))
        }
        None => {
            let arg: String =
                image.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
            diagnostic.help(format!(
                "make it an arg: `ARG {arg}={reference}` before the first FROM, and here `${{{arg}}}`; \
                 then give that in the image that adopts it: `arg \"{arg}\" image=\"{image}\"`"
            ))
            .help(format!("or leave the file as it is, and replace it from outside: `context \"{reference}\" image=\"{image}\"`"))
        }
    }
}

/// `meant` is what of the stack has that name, and how that is written.
pub fn unpinned(reference: &str, span: Span, via: &[Span], meant: Option<(&str, String)>) -> Diagnostic {
    if let Some((what, written)) = meant {
        let message = format!("`{reference}` is pulled from a registry, though {what} of the stack has that name");
        let diagnostic = Diagnostic::new(&rule::UNPINNED_BASE, message, span).at("no version either");
        return used_here(diagnostic, via)
            .help(format!("write `{written}` for {what} of the stack, or the version of the other: `{reference}:…`"));
    }
    let diagnostic = Diagnostic::new(&rule::UNPINNED_BASE, format!("`{reference}` names no version"), span)
        .at("what is built on it changes without a change here");
    used_here(diagnostic, via).help("write a tag that stays, as in `debian:12`, or a digest: `name:tag@sha256:…`")
}

pub fn unused_stage(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNUSED_STAGE, format!("nothing is taken from stage `{name}`"), span)
        .at("the builder skips it")
        .help(format!("take from it, `copy \"…\" stage=\"{name}\" to=\"…\"`, or remove it"))
}

/// `written` is the word, where it stands in the stack just so.
pub fn one_word_command(name: &str, text: &str, whole: Span, written: Option<&Template>, via: &[Span]) -> Diagnostic {
    let words: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
    let words = words.join(" ");
    let span = written.map_or(whole, |template| template.span);
    let told =
        Diagnostic::new(&rule::ONE_WORD_COMMAND, format!("`{name}` would look for a program called `{text}`"), span)
            .at("no shell parts this into words");
    let told = used_here(told, via);
    // what a shell would read otherwise is not parted by its blanks alone
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ' || "_./:=@%+,-".contains(c));
    match (plain, written) {
        (true, Some(_)) => {
            told.help(format!("give each word quotes of its own: `{words}`")).fix("part the words", span, words)
        }
        (true, None) => told.help(format!("give each word quotes of its own: `{words}`")),
        (false, _) => told.help(format!("give each word quotes of its own, or ask a shell: `{name} \"sh\" \"-c\" …`")),
    }
}

pub fn overwritten(name: &str, old: &str, span: Span, first: Span, via: &[Span]) -> Diagnostic {
    let diagnostic = Diagnostic::new(&rule::OVERWRITTEN_ENV, format!("`{name}` is set a second time"), span)
        .at("with another value")
        .label(first, format!("`{old}` until then"));
    used_here(diagnostic, via).help(format!("remove one of them, or go on from the old value: `{name}=\"…${name}\"`"))
}

pub fn alike(image: &str, span: Span, other: &str, first: Span, common: usize, most: usize) -> Diagnostic {
    Diagnostic::new(
        &rule::COULD_BE_VARIANT,
        format!("`{image}` has {common} of {most} steps in common with `{other}`"),
        span,
    )
    .label(first, "the other one")
    .help("make them variants of one image, or put the steps into a `component` (see `imgc explain variant`)")
}

fn used_here(mut diagnostic: Diagnostic, via: &[Span]) -> Diagnostic {
    for via in via {
        diagnostic = diagnostic.label(*via, "used here");
    }
    diagnostic
}

pub fn ends_as_root(span: Span, before: &str, parent: &Build) -> Diagnostic {
    Diagnostic::new(
        &rule::ENDS_AS_ROOT,
        format!("the image ends as root; `{}` ends as `{before}`", parent.target),
        span,
    )
    .at("the last `user`")
    .help(format!("end with `user \"{before}\"`"))
}

pub fn secret(name: &str, what: &str, span: Span) -> Diagnostic {
    let told = Diagnostic::new(&rule::SECRET_IN_VALUE, format!("{what} `{name}` looks like a secret"), span);
    mounted(told.at("everybody who pulls the image can read its value")).or_permit()
}

/// `text` is a secret of a known form.
pub fn known_secret(what: &str, text: &str, span: Span) -> Diagnostic {
    let message = format!("`{}` is {what}", cut(text));
    mounted(
        Diagnostic::new(&rule::SECRET_IN_VALUE, message, span)
            .at("everybody who reads the stack or pulls the image has it"),
    )
    .help("make it invalid where it was issued: it may have been read already")
}

fn mounted(told: Diagnostic) -> Diagnostic {
    told.help("give it to the one command that needs it: `run \"…\" { mount \"secret\" \"name\" env=\"NAME\" }`")
}

/// `said` is where the folder is named as it is; `folders` are those that there are, from the image's file.
pub fn no_context(folder: &str, said: Option<&Template>, image: Span, folders: Vec<&str>) -> Diagnostic {
    let place = said.map_or(image, |location| location.span);
    let told = Diagnostic::new(&rule::MISSING_SOURCE, format!("the context `{folder}` does not exist"), place);
    match said.and_then(|location| Some((location.as_literal()?, location.span))) {
        Some((written, span)) => told.at("no folder of that name").suggest_at(written, span, folders, "folders here"),
        None => told,
    }
}

/// `what` is a file or a folder.
pub fn unportable(what: &str, name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNPORTABLE_PATH, format!("Windows cannot hold a {what} called `{name}`"), span)
        .at("a checkout fails there")
        .help("rename it")
}

/// What a `.dockerignore` hides is not known.
pub fn unreadable(path: &str, error: &ReadError, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNREADABLE_FILE, format!("cannot read `{path}`: {error}"), span)
        .at("it may hide what is copied here")
}

/// `place` is where the source is named, through which uses, and whether it is written there just so.
pub fn source(
    source: &str,
    answer: &CheckedSource,
    context: &str,
    (span, via, written): (Span, &[Span], bool),
) -> Option<Diagnostic> {
    let place = if context.is_empty() { "the context".to_string() } else { format!("the context `{context}`") };
    let mut diagnostic = match answer {
        // that a context is missing is told where it is named
        CheckedSource::Found | CheckedSource::NoContext => return None,
        CheckedSource::Ignored { fails: false, .. } => {
            Diagnostic::new(&rule::IGNORED_SOURCE, format!("`.dockerignore` hides what is in `{source}`"), span)
        }
        CheckedSource::Ignored { by, .. } => {
            Diagnostic::new(&rule::IGNORED_SOURCE, format!("`.dockerignore` hides `{source}`"), span)
                .help(format!("line {} of `{}` hides it: add `!{source}` below it", by.line, by.file))
        }
        CheckedSource::Missing { nearest, alone, at_root } => {
            let diagnostic = Diagnostic::new(&rule::MISSING_SOURCE, format!("`{source}` is not in {place}"), span);
            let diagnostic = match nearest {
                Some(near) => {
                    let told = diagnostic.help(format!("did you mean `{near}`?"));
                    if *alone && written { told.rename(source, span, near) } else { told }
                }
                None => diagnostic,
            };
            if *at_root {
                diagnostic.help("it is in the stack's root: set `context` to that folder")
            } else {
                let path = paths::join(context, source);
                let glob = if source.ends_with('/') { format!("{path}/**") } else { path };
                diagnostic
                    .help(format!("if it is made before the build, say so: `changes {{ generated \"{glob}\" }}`"))
                    .or_permit()
            }
        }
        CheckedSource::Outside => {
            Diagnostic::new(&rule::MISSING_SOURCE, format!("`{source}` is outside of {place}"), span)
                .help("set `context` to a folder that holds it")
        }
        CheckedSource::BadPattern => Diagnostic::new(&rule::MISSING_SOURCE, format!("`{source}` is no pattern"), span),
    };
    for via in via {
        diagnostic = diagnostic.label(*via, "used here");
    }
    Some(diagnostic)
}

/// The source of an adopted Dockerfile lies beside that, as `docker build FOLDER` would find it.
pub fn beside(source: &str, image: &str, folder: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::MISSING_SOURCE, format!("`{source}` is not in the context of `{image}`"), span).help(
        format!("it lies beside the Dockerfile: make that the context, `context \"{folder}\"` in `image \"{image}\"`"),
    )
}

pub fn merged(path: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::MERGED_BAKE_FILE, format!("Bake would merge `{path}` into the generated file"), span).help(
        "set `out` in `stack` to a folder of its own, or always name the file: `docker buildx bake -f docker-bake.hcl`",
    )
}

/// `label` is of a runner, `moment` where pull requests start.
pub fn exposed_runner(label: &Name, moment: Span) -> Diagnostic {
    Diagnostic::new(
        &rule::EXPOSED_RUNNER,
        format!("pull requests run on your own runner `{}`", label.value),
        label.span,
    )
    .at("a pull request can run any command on this machine")
    .label(moment, "pull requests start here")
    .help("use a runner of GitHub's, such as `ubuntu-24.04`, or add `pull-requests=#true` if that is meant")
}

/// `runner` is the declared one that the builds of pull requests get.
pub fn exposed_entitlement(build: &Build, span: Span, moment: Span, runner: Option<&Runner>) -> Diagnostic {
    let names: Vec<String> = build.entitlements.iter().map(|name| format!("`{name}`")).collect();
    let labels = runner.map_or_else(
        || "\"ubuntu-24.04\"".to_string(),
        |runner| runner.labels.iter().map(|label| format!("{:?}", label.value)).collect::<Vec<_>>().join(" "),
    );
    let what = format!("pull requests build `{}`, which needs {}", build.image, names.join(" and "));
    Diagnostic::new(&rule::EXPOSED_RUNNER, what, span)
        .at("its steps leave the sandbox of a build")
        .label(moment, "pull requests start here")
        .help(format!("write `runner {labels} pull-requests=#true` to permit it, or start no run on pull requests"))
}

/// `beside` is a build that is for this platform and for others.
pub fn unused_runner(platform: &Name, beside: Option<&Build>) -> Diagnostic {
    let name = &platform.value;
    let what = format!("no job runs on the runner for `{name}`");
    let told = Diagnostic::new(&rule::UNUSED_RUNNER, what, platform.span);
    match beside {
        Some(build) => told
            .at(format!("`{}` is for other platforms too, and built for all of them on the usual runner", build.target))
            .help(format!("leave it out, or make images that are for `{name}` alone")),
        None => told.at("no build is for this platform").help("leave it out"),
    }
}
