//! What planning says.

mod adopt;
mod component;
mod distribution;
mod download;
mod framework;
mod gpu;
mod manylinux;
mod name;
mod parent;
mod reference;
mod shell;

pub use adopt::*;
pub use component::*;
pub use distribution::*;
pub use download::*;
pub use framework::*;
pub use gpu::*;
pub use manylinux::*;
pub use name::*;
pub use parent::*;
pub use reference::*;
pub use shell::*;

use super::Text;
use crate::ast::{self, Arg, DISTRIBUTION_KEYS, InfoCmd, Name, Part, Reference, Removal};
use crate::diag::{Diagnostic, did_you_mean, rule, value_help};
use crate::model::{Missing, Model, Nothing};
use crate::source::Span;
use std::collections::BTreeSet;

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

pub fn unknown_key(name: &Name, keys: Vec<String>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&rule::UNKNOWN_SELECTOR_KEY, format!("builds cannot be chosen by `{}`", name.value), name.span);
    if DISTRIBUTION_KEYS.contains(&name.value.as_str()) {
        return diagnostic
            .at("known in components, of what they are used on")
            .help("make a component of what differs, or choose by the axis or plan that chooses the base");
    }
    diagnostic.at("no axis of that name").suggest_key(name, keys.iter().map(String::as_str).collect())
}

pub fn never_holds(span: Span, of: &str, missing: Option<Missing>) -> Diagnostic {
    let whose = if of == "the stack" { "the stack".to_string() } else { format!("`{of}`") };
    Diagnostic::new(&rule::UNMATCHED_SELECTOR, format!("this matches no build of {whose}"), span)
        .maybe_help(missing.and_then(|none| value_help(&none.key, &none.written, &none.values)))
        .help("mend the values, or remove it with what it holds")
}

pub fn names_nothing(nothing: &Nothing) -> Diagnostic {
    let written = nothing.glob.as_str();
    let what = match nothing.key {
        "image" => "image is".to_string(),
        "role" => "role is".to_string(),
        "gpu" => "GPU family is".to_string(),
        key => format!("value of `{key}` is"),
    };
    let what = match nothing.glob.is_literal() {
        true => format!("no {what} called `{written}`"),
        false => format!("no {what} matched by `{written}`"),
    };
    Diagnostic::new(&rule::UNMATCHED_SELECTOR, what, nothing.glob.span)
        .at("this alternative is the name of nothing in the stack")
        .suggest_at(
            written,
            nothing.glob.span,
            nothing.values.iter().map(String::as_str),
            &format!("values of `{}`", nothing.key),
        )
        .help("mend it, or leave it out")
}

pub fn duplicate_arg(name: &Name, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::DUPLICATE_DEFINITION, format!("arg `{}` is declared twice", name.value), name.span)
        .at("again here")
        .label(before, "first here")
        .help("give one of them an `in`, or remove it")
}

pub fn two_bodies(what: &str, at: Span, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::CONFLICTING_VALUES, format!("two values of one build both set {what}"), at)
        .at("here")
        .label(before, "and here")
        .help("set it in one of them")
}

pub fn hides(name: &Name) -> Diagnostic {
    Diagnostic::new(
        &rule::RESERVED_NAME,
        format!("arg `{}` hides a name of the language or an axis", name.value),
        name.span,
    )
    .at("this name is taken")
    .help("choose another name")
}

pub fn arg_cycle(name: &Name) -> Diagnostic {
    Diagnostic::new(&rule::ARG_CYCLE, format!("arg `{}` is made of itself", name.value), name.span)
        .help("give it a value that does not lead back to it")
}

pub fn not_known_yet(variable: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::NOT_KNOWN_YET, format!("`{{{variable}}}` is known only when building"), span)
        .at("this must be known when compiling")
        .help("use it in tags, labels, `env` or args instead")
}

/// Of an image's own arg at its place, used or not; of the stack's where it is used.
pub fn arg_without_value(name: &Name, at: Span, targets: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::new(
        &rule::ARG_WITHOUT_VALUE,
        format!("arg `{}` has no value in {}", name.value, some(targets)),
        at,
    );
    let diagnostic = match at == name.span {
        true => diagnostic,
        false => diagnostic.at("used here").label(name.span, "declared here"),
    };
    diagnostic.help("give it a default, or a value in each plan, variant or axis value")
}

/// `arg` is where it is declared.
pub fn arg_of_builder(name: &Name, arg: Option<&Arg>) -> Diagnostic {
    let told = Diagnostic::new(&rule::ARG_WITHOUT_VALUE, format!("the builder sets `{}`", name.value), name.span)
        .at("known without a declaration")
        .help(format!("remove the line: in shell `${}` is there", name.value));
    told.remove("remove the line", arg.and_then(|arg| alone(arg.removal)))
}

/// The first few of them, and how many there are beside.
fn some(targets: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown: Vec<String> = targets.iter().take(SHOWN).map(|target| format!("`{target}`")).collect();
    match (shown.as_slice(), targets.len().saturating_sub(SHOWN)) {
        ([one], 0) => one.clone(),
        ([all @ .., last], 0) => format!("{} and {last}", all.join(", ")),
        (shown, more) => format!("{} and {more} more builds", shown.join(", ")),
    }
}

pub fn arg_too_early(name: &str, at: Span, declared: Span) -> Diagnostic {
    Diagnostic::new(&rule::ARG_TOO_EARLY, format!("`{name}` is used before this stage declares it"), at)
        .at("here it is empty")
        .label(declared, "declared here")
        .help(format!("move `arg \"{name}\"` above this step"))
}

pub fn unused_definition(kind: &str, name: &str, span: Span) -> Diagnostic {
    let help = match kind {
        "axis" => format!("name it in an image, `axis \"{name}\"`, or remove it"),
        "role" => format!("give it to an image, `role \"{name}\"`, or remove it"),
        _ => format!("use it in an image, `use \"{name}\"`, or remove it"),
    };
    Diagnostic::new(&rule::UNUSED_DEFINITION, format!("no image uses {kind} `{name}`"), span).help(help)
}

pub fn rest_without_glob(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_NAME, "`{git.branch.rest}` stands under no branch glob with `**`", span)
        .help("put the tag into `on branch=\"stage/**\" { … }`, or use `{git.branch.slug}`")
}

pub fn info_in_tag(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::NOT_KNOWN_YET, "what an info command prints is known only after the build", span)
        .help("state the version in an arg, and check it with a `test`")
}

/// An arg that only other values of an axis give.
pub fn given_elsewhere(at: Span, name: &Name, targets: &[String]) -> Diagnostic {
    Diagnostic::new(&rule::ARG_WITHOUT_VALUE, format!("arg `{}` has no value in {}", name.value, some(targets)), at)
        .at("used here")
        .label(name.span, "given here, for other builds")
        .help("give it in the bodies of the other values too, or a default with `arg` in the image")
}

pub fn no_such_part(reference: &Reference, part: Part, value: &Text, target: &str) -> Diagnostic {
    Diagnostic::new(
        &rule::NO_SUCH_PART,
        format!("`{}` is `{value}` in `{target}`, which has no `.{}`", reference.name, part.name()),
        reference.span,
    )
    .help("of 12.8.1 `.major` is 12, `.minor` is 8 and `.patch` is 1: write the part out, or in full")
}

pub fn no_version(span: Span, stack: &Name) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_NAME, "`{version}` is said nowhere", span)
        .label(stack.span, "the stack has no `version`, and neither has the image")
        .help("add `version \"…\"` to the image or the stack")
}

pub fn version_of_itself(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::ARG_CYCLE, "`version` is made of itself", span).help("write the version out")
}

pub fn second_from(at: Span, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::DUPLICATE_DEFINITION, "an image has one base", at)
        .at("again here")
        .label(before, "first here")
        .help("put a further base into a `stage`, or under an `in`")
}

pub fn no_from(name: &Name, target: &str) -> Diagnostic {
    Diagnostic::new(&rule::NO_FROM, format!("`{target}` has no base"), name.span)
        .help("say what it is built from: `from \"debian:bookworm-slim\"` or `from image=\"…\"`")
}

pub fn stage_without_from(name: &Name) -> Diagnostic {
    Diagnostic::new(&rule::NO_FROM, format!("stage `{}` has no base", name.value), name.span)
        .help("say what it is built from: `from \"debian:bookworm-slim\"`")
}

pub fn duplicate_stage(name: &Name, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::DUPLICATE_DEFINITION, format!("stage `{}` is defined twice", name.value), name.span)
        .at("again here")
        .label(before, "first here")
        .help("rename one of them")
}

pub fn unknown_stage(name: &Name, known: Vec<&str>, model: &Model) -> Diagnostic {
    let told = Diagnostic::new(&rule::UNKNOWN_STAGE, format!("no stage named `{}` before this", name.value), name.span);
    if model.images.contains_key(&name.value) {
        return told.at("an image of this stack").help(format!("write `image=\"{}\"`", name.value));
    }
    told.suggest(name, known, "stages before this")
}

pub fn cache_lost(name: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::CACHE_LOST, format!("this step depends on `{name}`, which differs at each commit"), span)
        .at("it and all after it are built anew each time")
        .help("move what needs it into `label` or `env`, at the end of the image")
}

pub fn empty_user(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::EMPTY_NAME, "`user` is given an empty name", span)
        .at("Docker would take it for root")
        .help("write the user's name or number")
}

pub fn packages_as_user(span: Span, user: &str, set: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(&rule::PACKAGES_AS_USER, format!("`{user}` may not install packages"), span);
    match set {
        Some(set) => diagnostic.label(set, "the user is set here"),
        None => diagnostic,
    }
    .help(format!("put `user \"root\"` before it, and `user \"{user}\"` after"))
}

pub fn unknown_context(name: &Name, known: Vec<&str>) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_CONTEXT, format!("no context named `{}`", name.value), name.span)
        .suggest(name, known, "contexts of this image")
        .help(format!("declare it: `context \"{}\" \"../folder\"`", name.value))
}

pub fn unknown_info(name: &Name, model: &Model) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_INFO_CMD, format!("no info command named `{}`", name.value), name.span).suggest(
        name,
        model.info_cmds.keys().map(String::as_str).chain(model.unread("info-cmd")),
        "info commands",
    )
}

pub fn unused_info(info: &InfoCmd) -> Diagnostic {
    let name = &info.name;
    Diagnostic::new(&rule::UNUSED_INFO_CMD, format!("no image runs info command `{}`", name.value), name.span)
        .help("name it in an image's `info-cmds`, or remove it")
        .remove("remove it", alone(info.removal))
}

pub fn duplicate_test(name: &Name, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::DUPLICATE_DEFINITION, format!("test `{}` is defined twice", name.value), name.span)
        .at("again here")
        .label(before, "first here")
        .help("rename one of them")
}

pub fn unknown_test(name: &Name, model: &Model) -> Diagnostic {
    let own =
        model.images.values().flat_map(|image| crate::model::every(&image.ast.body)).filter_map(|item| match item {
            ast::ImageItem::Test(test) => Some(test.name.value.as_str()),
            _ => None,
        });
    let known = model.tests.iter().map(|shared| shared.test.name.value.as_str()).chain(own).chain(model.unread("test"));
    let known: Vec<&str> = known.collect();
    let told = Diagnostic::new(&rule::UNKNOWN_TEST, format!("no test named `{}`", name.value), name.span);
    let parts: Vec<String> = name.value.split_whitespace().map(|part| format!("{part:?}")).collect();
    if parts.len() > 1 && name.value.split_whitespace().all(|part| known.contains(&part)) {
        return told.help(format!("write each in quotes, in the braces: `needs {}`", parts.join(" ")));
    }
    told.suggest(name, known, "tests")
}

pub fn gpu_test_without_gpu(name: &str, span: Span, targets: &[String]) -> Diagnostic {
    let are = if targets.len() == 1 { "is" } else { "are" };
    let message = format!("test `{name}` needs a GPU, but {} {are} built for none", some(targets));
    Diagnostic::new(&rule::GPU_TEST_WITHOUT_GPU, message, span)
        .help("mark the image with `gpu \"nvidia\"` or `gpu \"rocm\"` beside its `from`")
        .help("or put the test under `in gpu=\"?*\"`, the builds that have any: `*` is also none")
}

pub fn bad_tag(text: &str, problem: &str, span: Span, targets: &[String]) -> Diagnostic {
    let diagnostic = Diagnostic::new(&rule::INVALID_TAG, format!("`{text}` is no tag"), span)
        .at(format!("{problem}, in {}", some(targets)));
    if text.contains('{') && (text.contains("{ ") || text.contains("${")) {
        return diagnostic.help("write a name in single braces, without blanks: `{prefix}`");
    }
    if text.contains('/') {
        return diagnostic.help("write the tag alone: registries stand in `stack`, a repository in `repository=`");
    }
    if text.starts_with('-') {
        return diagnostic
            .help("put the dash into the braces before it, as in `{values-}`: then it is there only where a value is");
    }
    diagnostic.help(
        "a tag has letters, digits, `_`, `.` and `-`, starts with none of the last two, and has 128 characters at most",
    )
}

/// `example` is of the first build.
pub fn no_match(example: &str, part: usize, span: Span, pattern: Span, targets: &[String]) -> Diagnostic {
    let (good, bad) = example.split_at(part.min(example.len()));
    let diagnostic =
        Diagnostic::new(&rule::TAG_MISMATCH, format!("tag `{example}` of `{}` does not match", targets[0]), span)
            .label(pattern, "must match this");
    let diagnostic = match targets {
        [_] => diagnostic,
        [_, rest @ ..] => diagnostic.at(format!("nor does that of {}", some(rest))),
        [] => diagnostic,
    };
    if good.is_empty() || bad.is_empty() {
        diagnostic.help("mend the tag or the pattern")
    } else {
        diagnostic.help(format!("`{good}` still matches; `{bad}` breaks it"))
    }
}

pub fn unknown_after(after: &str, span: Span, known: Vec<&str>) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_TEST, format!("no tag `{after}` is promoted before this one"), span)
        .maybe_help(did_you_mean(after, known, "promoted before it"))
}

/// Two builds and the places of their tag; `more` others are pushed twice there, and `apart` is what they differ in.
pub fn same_tag(
    tag: &str,
    (span, target): (Span, &str),
    (first, other): (Span, &str),
    more: usize,
    apart: &BTreeSet<String>,
    promotion: bool,
) -> Diagnostic {
    let (push, pushed, word) =
        if promotion { ("are promoted to", "promoted", "promote") } else { ("push", "pushed", "tag") };
    let others = match more {
        0 => String::new(),
        1 => ", and so for one more tag".to_string(),
        more => format!(", and so for {more} more tags"),
    };
    let diagnostic = Diagnostic::new(&rule::DUPLICATE_TAG, format!("two builds {push} `{tag}`{others}"), span)
        .at(format!("{pushed} by `{target}` and by `{other}`"));
    let diagnostic =
        if first == span { diagnostic } else { diagnostic.label(first, format!("`{other}` has it from here")) };
    let names: Vec<String> = apart.iter().map(|name| format!("`{{{name}}}`")).collect();
    let told = diagnostic.help(format!("tell them apart with {}", names.join(", ")));
    match apart.first() {
        Some(key) => told.help(format!("or let one of them have it: `in {key}=\"…\" {{ {word} … }}`")),
        None => told,
    }
}

/// `done`: pushed, or promoted.
pub fn never(done: &str, tag: &str, why: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::IMPOSSIBLE_MOMENT, format!("`{tag}` is never {done}"), span)
        .at(why.to_string())
        .help("mend the `on`s around it, or remove it")
}

pub fn no_tags(span: Span, targets: &[String]) -> Diagnostic {
    let verb = if targets.len() == 1 { "is" } else { "are" };
    Diagnostic::new(&rule::NO_TAGS, format!("{} {verb} published without a tag", some(targets)), span)
        .help("add `tags { tag \"…\" }` to the stack or the image, or mark the image `internal`")
}

pub fn unknown_set(name: &str, known: Vec<&str>, stack: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_NAME, format!("`--set {name}=…`: no arg is called `{name}`"), stack)
        .maybe_help(did_you_mean(name, known, "args of this stack"))
}

/// `removal` is that of an arg of the stack.
pub fn unused_arg(name: &Name, of: &str, removal: Option<Removal>) -> Diagnostic {
    let whose = if of == "the stack" { "the stack".to_string() } else { format!("`{of}`") };
    Diagnostic::new(&rule::UNUSED_ARG, format!("nothing uses arg `{}` of {whose}", name.value), name.span)
        .help(format!("use it as `{{{0}}}`, or as `${0}` in shell, or remove it", name.value))
        .remove("remove it", alone(removal))
}

/// What goes with a node that stands on lines of its own.
fn alone(removal: Option<Removal>) -> Option<Span> {
    removal.filter(|removal| removal.alone).map(|removal| removal.span)
}

/// `image`: the build has the name of its image.
pub fn shadowed_group(name: &str, what: &str, span: Span, build: Option<Span>, image: bool) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&rule::SHADOWED_GROUP, format!("group `{name}` would hide the build of that name"), span)
            .at(format!("this {what} makes a group of its builds"));
    match build.filter(|build| *build != span) {
        Some(build) => diagnostic.label(build, "the build"),
        None => diagnostic,
    }
    .help("rename one of them")
    .maybe_help(image.then(|| format!("with `repository \"{name}\"` a renamed image is published as before")))
}

pub fn two_groups(name: &str, span: Span, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::SHADOWED_GROUP, format!("two groups are called `{name}`"), span)
        .at("again here")
        .label(before, "first here")
        .help("rename one of them")
}

pub fn reserved_group(name: &Name) -> Diagnostic {
    Diagnostic::new(&rule::RESERVED_NAME, format!("a group cannot be called `{}`", name.value), name.span)
        .at("this group is always there")
        .help("choose another name")
}

pub fn lost_output(attribute: &ast::BakeAttribute) -> Diagnostic {
    Diagnostic::new(
        &rule::LOST_OUTPUT,
        "the workflow pushes this image, and cannot write it elsewhere too",
        attribute.span,
    )
    .at("an output of another type than `image` or `registry`, or several")
    .help("write one output, such as `bake \"output\" \"type=image,compression=zstd\"`, or make the image `internal`")
}

pub fn taken_secret(id: &Name, variable: &str) -> Diagnostic {
    Diagnostic::new(&rule::RESERVED_NAME, format!("a secret cannot be called `{}`", id.value), id.span)
        .at(format!("a build takes it from the variable `{variable}`, which means something else"))
        .help(format!("give it a name of its own, such as `{}-secret`", id.value))
}

/// What a `ci` calls a secret.
pub fn refused_secret(name: &Name, why: &str) -> Diagnostic {
    let better: String =
        name.value.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    let better = better.trim_start_matches("GITHUB_").trim_start_matches(|c: char| c.is_ascii_digit());
    Diagnostic::new(&rule::RESERVED_NAME, format!("GitHub has no secret named `{}`", name.value), name.span)
        .at(why)
        .help(format!(
            "give the secret another name there, such as `{}`",
            if better.is_empty() { "BUILD_TOKEN" } else { better }
        ))
}

/// A secret that has no other name in CI.
pub fn refused_secret_id(id: &Name, variable: &str, why: &str) -> Diagnostic {
    Diagnostic::new(&rule::RESERVED_NAME, format!("GitHub has no secret named `{variable}`"), id.span)
        .at(why)
        .help(format!("say what it is called there, in `ci`: `secret \"{}\" ci=\"NAME\"`", id.value))
}

pub fn unknown_role(name: &Name, model: &Model) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_ROLE, format!("no role named `{}`", name.value), name.span).suggest(
        name,
        model.roles.keys().map(String::as_str).chain(model.unread("role")),
        "roles",
    )
}

pub fn too_long(name: &Name, most: usize) -> Diagnostic {
    Diagnostic::new(
        &rule::TOO_LARGE,
        format!("the value of arg `{}` has more than {most} bytes", name.value),
        name.span,
    )
    .help("shorten it, or put it into a file that the image copies")
}

pub fn too_deep(name: &Name, most: usize) -> Diagnostic {
    let message = format!("arg `{}` is made of more than {most} args, one within another", name.value);
    Diagnostic::new(&rule::TOO_LARGE, message, name.span).help("write the value out")
}

pub fn too_many_steps(span: Span, most: usize) -> Diagnostic {
    Diagnostic::new(&rule::TOO_LARGE, format!("a stage has more than {most} steps"), span)
        .at("this component brings it over the limit")
        .help("use fewer components in one another")
}
