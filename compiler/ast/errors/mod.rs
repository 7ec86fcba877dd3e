//! What reading says.

mod item;
mod value;

pub use super::arguments::{extra_argument, missing_argument};
pub use item::*;
pub use value::*;

use super::foreign;
use crate::ast::Event;
use crate::diag::{Diagnostic, did_you_mean, nearest, rule, the_nearest};
use crate::schema::{self, Argument, Body, Context, Kind, Row, rows};
use crate::source::{Span, Spanned};
use crate::syntax::{Node, Property, Value, Word, quoted};

pub fn unknown_node(name: &Word, node: &Node, context: Context) -> Diagnostic {
    let text = name.value.as_str();
    let diagnostic = Diagnostic::new(&rule::UNKNOWN_NODE, format!("no node `{text}` {}", context.place()), name.span);
    if let Some(bare) = text.strip_suffix([':', '=']).filter(|bare| schema::find(context, bare).is_some()) {
        return diagnostic
            .help(format!("KDL writes a node's values after its name: `{bare} \"value\"`"))
            .rename(text, name.span, bare);
    }
    if let Some(repair) = foreign::repair(node, context) {
        let lower = text == "FROM" && node.arguments.len() == 1 && node.properties.is_empty();
        let diagnostic = diagnostic.help(repair);
        return if lower { diagnostic.rename(text, name.span, "from") } else { diagnostic };
    }
    let lower = text.to_lowercase();
    if lower != text && schema::find(context, &lower).is_some() {
        return diagnostic.help(format!("nodes are written in lower case: `{lower}`")).rename(text, name.span, &lower);
    }
    let here: Vec<&str> = rows(context).into_iter().map(|row| row.name).collect();
    if nearest(text, here.iter().copied()).is_some() {
        let bare = node.arguments.is_empty() && node.properties.is_empty() && node.children.is_none();
        // a word alone may be meant for something else
        return match bare {
            true => diagnostic.maybe_help(did_you_mean(text, here, "nodes here")),
            false => diagnostic.suggest_at(text, name.span, here, "nodes here"),
        };
    }
    if schema::find(context, "use").is_some() {
        return diagnostic.help(format!("if a component is meant, write `use \"{text}\"`"));
    }
    diagnostic.maybe_help(did_you_mean(text, here, &format!("nodes {}", context.place())))
}

pub fn annotation(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::TYPE_ANNOTATION, "type annotations mean nothing here", span).help("remove it").fix(
        "remove the annotation",
        span,
        "",
    )
}

pub fn no_body(node: &Node, children: &[Node], row: &Row, text: &str) -> Diagnostic {
    let span = children.first().map_or(node.span, |child| child.name.span);
    let name = &node.name.value;
    let diagnostic = Diagnostic::new(&rule::UNEXPECTED_CHILDREN, format!("`{name}` has no body"), span)
        .at("this stands in its braces")
        .label(node.name.span, "the braces belong to this");
    // `tag {plan}` was meant as a template
    let block = text.get(node.head.end as usize..node.span.end as usize).unwrap_or("");
    let written = block.trim().trim_end_matches(';').trim_end();
    let template = written.starts_with('{') && written.ends_with('}') && !written.contains(['\n', '"', ';']);
    if template && node.arguments.len() < row.arguments.len() {
        let start = node.head.end as usize + block.len() - block.trim_start().len();
        let span = Span::new(node.span.source, start, start + written.len());
        return diagnostic.help(format!("quote the template: `{name} \"{written}\"`")).fix(
            "quote the template",
            span,
            format!("\"{written}\""),
        );
    }
    diagnostic.help("move it out of the braces")
}

pub fn missing_property(node: &Node, name: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&rule::MISSING_PROPERTY, format!("`{}` needs `{name}=`", node.name.value), node.head);
    match node.arguments.as_slice() {
        [_, .., Value::String(last)] if name == "to" => {
            diagnostic.help(format!("write the last one as a property: `to=\"{}\"`", last.value))
        }
        _ => diagnostic.help(format!("add `{name}=\"…\"`")),
    }
}

pub fn repeated_property(name: &str, span: Span, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::REPEATED, format!("`{name}=` is given twice"), span)
        .at("again here")
        .label(before, "first here")
        .help("keep one of them")
}

pub fn two_libcs(musl: Span) -> Diagnostic {
    Diagnostic::new(&rule::CONFLICTING_VALUES, "a distribution has one C library", musl)
        .help("keep `glibc=` or `musl=`")
}

pub fn repeated(name: &str, span: Span, before: Span) -> Diagnostic {
    Diagnostic::new(&rule::REPEATED, format!("`{name}` stands twice"), span)
        .at("again here")
        .label(before, "first here")
        .help("keep one of them")
}

pub fn repeated_axis(name: &Spanned<String>, before: Span) -> Diagnostic {
    repeated(&format!("axis \"{}\"", name.value), name.span, before)
}

pub fn repeated_param(name: &Spanned<String>, before: Span) -> Diagnostic {
    repeated(&format!("param \"{}\"", name.value), name.span, before)
}

pub fn unknown_property(property: &Property, node: &Node, row: &Row, text: &str) -> Diagnostic {
    let name = property.name.value.as_str();
    let diagnostic = Diagnostic::new(
        &rule::UNKNOWN_PROPERTY,
        format!("`{}` has no property `{name}`", row.name),
        property.name.span,
    );
    let known = || row.properties.iter().map(|property| property.name);
    if nearest(name, known()).is_some() {
        return diagnostic.suggest_at(name, property.name.span, known(), "its properties");
    }
    // `extra-index-url`, as pip calls it
    let longer = known().find(|known| name.strip_prefix(known).is_some_and(|rest| rest.starts_with('-')));
    if let Some(known) = longer {
        return diagnostic.help(format!("did you mean `{known}`?")).rename(name, property.name.span, known);
    }
    if row.name == "otherwise" {
        return diagnostic.help(
            "`otherwise` is all that the blocks right before it leave: to choose, write `in …`, or `on …` for moments",
        );
    }
    if let Body::Nodes(context) = row.body
        && schema::find(context, name).is_some()
    {
        let written = text.get(property.value.span().range()).unwrap_or("\"…\"");
        return match (&property.value, &node.children) {
            (Value::String(word), None) if word.value.contains(' ') => {
                item::list_in_braces(diagnostic, property, &word.value, node, text)
            }
            _ => diagnostic.help(format!("write it in the braces: `{{ {name} {written} }}`")),
        };
    }
    let choices = row.arguments.iter().find_map(|argument| match argument.kind {
        Kind::Choice(words) => Some(words),
        _ => None,
    });
    if let (Some(words), Value::String(word)) = (choices, &property.value)
        && words.contains(&word.value.as_str())
    {
        return diagnostic.help(format!("write `{} {}`", row.name, word.value));
    }
    if row.name == "on" {
        return diagnostic
            .maybe_help(did_you_mean(name, known(), "its properties"))
            .help("or choose builds, by plan, variant or any axis, with `in`");
    }
    let takes_text = row.arguments.iter().any(|argument: &Argument| argument.many || argument.optional)
        && !known().any(|name| name == "to")
        || matches!(row.body, Body::Words(_));
    if takes_text {
        let written = text.get(property.span.range()).unwrap_or(name);
        let word = format!("\"{}\"", written.replace('"', ""));
        return diagnostic.help(format!("if an argument was meant, quote all of it: `{word}`")).fix(
            "quote it",
            property.span,
            word,
        );
    }
    diagnostic.maybe_help(did_you_mean(name, known(), "its properties"))
}

/// `inner` stands at `span`, between two braces.
pub fn empty_selector(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`{}` chooses by nothing", node.name.value), node.head)
        .help(format!("say what to choose by: `{} plan=\"py39\"`", node.name.value))
}

pub fn holds_nothing(node: &Node) -> Diagnostic {
    let name = &node.name.value;
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("this `{name}` holds nothing"), node.head)
        .at("no braces behind it")
        .help(format!("write what it chooses for in braces: `{name} … {{ … }}`"))
}

pub fn bad_cron(word: &Word) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`{}` is no schedule", word.value), word.span)
        .at("not five fields")
        .help("write minute, hour, day, month and weekday: `cron=\"0 4 * * 1\"` is Monday at 4:00")
}

pub fn unknown_rule(word: &Word) -> Diagnostic {
    let names = crate::diag::RULES.iter().map(|rule| rule.name);
    Diagnostic::new(&rule::UNKNOWN_CHOICE, format!("no rule is called `{}`", word.value), word.span)
        .suggest_at(&word.value, word.span, names, "rules")
        .help("`imgc explain` lists them all")
}

pub fn fixed_level(word: &Word) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_CHOICE, format!("`{}` is always an error", word.value), word.span)
        .at("a rule of the language itself")
        .help("remove the line: only lints and warnings can be given another weight")
}

pub fn fixed_permit(word: &Word) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_CHOICE, format!("`{}` is always an error", word.value), word.span)
        .at("a rule of the language itself")
        .help("remove the line: only lints and warnings can be permitted")
}

pub fn permit_at_top(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_NODE, "no node `allow` at the top level", node.name.span)
        .help("write it in the braces of the node that it is for: `image \"…\" { allow \"RULE\" reason=\"…\" }`")
        .help("for the whole stack, change the weight of the rule: `policy { level \"RULE\" \"allow\" }`")
}

pub fn permit_of_several(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, "this `allow` permits one rule, for a reason, and nothing else", node.head)
        .help("write an `allow` for each: `allow \"RULE\" reason=\"…\"`")
}

pub fn empty_moment(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, "`on` names no moment", node.head)
        .help("name an event, a branch or a git tag: `on push branch=\"main\"`")
}

pub fn cron_without_schedule(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::UNKNOWN_PROPERTY, "`cron=` belongs to `on schedule`", span)
        .help("write `on schedule cron=\"…\"`")
}

/// Of an `on` in `ci`.
pub fn no_filter(property: &Property, event: Option<Event>) -> Diagnostic {
    let name = property.name.value.as_str();
    let (of, why, help) = match event {
        Some(Event::Release) => (
            "on release",
            "every release starts a run",
            "write `on release`; which tags it pushes, `on release git-tag=\"…\"` in `tags` says",
        ),
        Some(Event::Schedule) => {
            ("on schedule", "a schedule runs on the default branch", "write `on schedule cron=\"…\"`")
        }
        Some(Event::Dispatch) => (
            "on dispatch",
            "who starts it chooses the branch or the git tag",
            "write `on dispatch`; which tags it pushes, `on branch=\"…\"` in `tags` says",
        ),
        Some(Event::PullRequest) => (
            "on pull-request",
            "a pull request is for a branch",
            "write `on pull-request branch=\"…\"`, or `on push git-tag=\"…\"`",
        ),
        Some(Event::Push) | None => (
            "on branch=",
            "a push is of a branch or of a git tag",
            "write two, each of which starts runs: `on push branch=\"…\"` and `on push git-tag=\"…\"`",
        ),
    };
    Diagnostic::new(&rule::IMPOSSIBLE_MOMENT, format!("`{of}` cannot be filtered by `{name}=`"), property.span)
        .at(why)
        .help(help)
}

pub fn not_under_condition(node: &Node) -> Diagnostic {
    let name = &node.name.value;
    Diagnostic::new(&rule::NOT_UNDER_CONDITION, format!("`{name}` cannot stand under a condition"), node.name.span)
        .at("it defines which builds there are, or holds for all of them")
        .help("move it out of the braces")
}

pub fn not_under_moment(node: &Node) -> Diagnostic {
    let name = &node.name.value;
    Diagnostic::new(&rule::NOT_UNDER_CONDITION, format!("`{name}` cannot stand under `on`"), node.name.span)
        .at("a build is the same at every moment; only its tags differ")
        .help("move it out of the braces, or choose builds with `in`")
}

pub fn lone_otherwise(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::LONE_OTHERWISE, "nothing stands before this `otherwise`", node.name.span)
        .help("put it right behind the `in`s or `on`s that it closes")
}

pub fn taken_name(name: &Spanned<String>, taken: &str) -> Diagnostic {
    let upper = name.value.to_uppercase();
    Diagnostic::new(&rule::RESERVED_NAME, format!("a stack's arg cannot be called `{}`", name.value), name.span)
        .at(format!("shells, CI systems or this compiler set `{taken}` themselves"))
        .help(match ["TOKEN", "PASSWORD", "SECRET"].iter().any(|end| upper.ends_with(end)) {
            // under any name its value would be in the image
            true => {
                "give a secret to the one command that needs it: `run \"…\" { mount \"secret\" \"name\" env=\"NAME\" }`"
                    .to_string()
            }
            false => format!("give it a name of its own, such as `STACK_{upper}`"),
        })
}

pub fn taken_context(name: &Word) -> Diagnostic {
    Diagnostic::new(&rule::RESERVED_NAME, "a context cannot be called `image`", name.span)
        .at("tests and info commands find the built image under this name")
        .help("give it a name of its own, such as `files`")
}

pub fn replaced_twice(location: &Word) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, "the context is a folder and an image at once", location.span)
        .help("keep one of them: the folder, or `image=`")
}

pub fn bad_arg_name(name: &Spanned<String>) -> Diagnostic {
    let better: String = name.value.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    Diagnostic::new(&rule::INVALID_NAME, format!("an arg cannot be called `{}`", name.value), name.span)
        .help(format!("letters, digits and `_`, as in `{better}`"))
}

pub fn bad_image_name(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_NAME, format!("an image cannot be called `{}`", name.value), name.span)
        .help("letters, digits, `_`, `.` and `-`, 128 at most; where it is published is said with `repository`")
}

pub fn bad_stage_name(name: &Spanned<String>) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_NAME, format!("a stage cannot be called `{}`", name.value), name.span)
        .help("letters, digits, `_`, `.` and `-`, a letter first; `scratch` and `context` are taken")
}

pub fn bad_env_name(name: &Word) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_NAME, format!("a variable cannot be called `{}`", name.value), name.span)
        .help("letters, digits and `_`, no digit first")
}

pub fn bad_label(name: &Word) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_NAME, format!("a label cannot be called `{}`", name.value), name.span)
        .help("letters, digits, `.`, `_`, `-` and `/`, as in `org.opencontainers.image.title`")
}

/// What Docker's `AS` is here.
pub const AS: &str = "an image is named by `image \"…\"`, and a stage by `stage \"…\" { from … }`";

pub fn axis_without_image(name: &Word) -> Diagnostic {
    let told = Diagnostic::new(
        &rule::UNKNOWN_PROPERTY,
        format!("`{}=` chooses a build, but no image is named", name.value),
        name.span,
    );
    if name.value == "as" {
        return told.help(format!("remove it: {AS}"));
    }
    told.maybe_help(
        (name.value == "distribution").then(|| "the base's distribution is said with `distro=`".to_string()),
    )
    .help("add `image=\"…\"`, or remove it")
}

pub fn not_a_word(node: &Node, row: &Row) -> Diagnostic {
    if node.name.value == "-" {
        return Diagnostic::new(
            &rule::FOREIGN_SYNTAX,
            "KDL has no dashes before the entries of a list",
            node.name.span,
        )
        .help("remove the dash: one word a line is a list");
    }
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`{}` lists one word a line", row.name), node.head)
        .help("quote a word that has blanks or signs in it, and put each on a line of its own")
}

pub fn from_what(node: &Node, given: usize) -> Diagnostic {
    let message = if given == 0 { "`from` names no base" } else { "`from` names more than one base" };
    let told = Diagnostic::new(&rule::WRONG_ARGUMENTS, message, node.head);
    // any property may be an axis, so that none is refused
    let slip = node.properties.iter().map(|property| &property.name).find_map(|name| {
        let meant = the_nearest(&name.value, ["image", "stage"]).filter(|meant| *meant != name.value);
        Some((name, meant?))
    });
    if let Some((name, meant)) = slip.filter(|_| given == 0) {
        return told.help(format!("did you mean `{meant}=`?")).rename(&name.value, name.span, meant);
    }
    told.help("write one of `from \"REFERENCE\"`, `from image=\"NAME\"`, `from stage=\"NAME\"`, `from \"scratch\"`")
}

pub fn denies_what(node: &Node, said: usize) -> Diagnostic {
    let name = &node.name.value;
    let message =
        if said == 0 { format!("`{name}` speaks of nothing") } else { format!("`{name}` speaks of several things") };
    Diagnostic::new(&rule::WRONG_ARGUMENTS, message, node.head).help(format!(
        "write one of `package=`, `pip=`, `base=`, `path=`, `run=`, or `together` in braces: `{name} package=\"*-dev\"`"
    ))
}

pub fn empty_require(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, "`require` asks for nothing", node.head)
        .help("write `require digest=#true`, `require user=\"!root\"` or `require { label \"…\" }`")
}

pub fn empty_rebuild(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, "`rebuild-all` names nothing", node.head)
        .help("name files, a branch or a message: `rebuild-all \"tests/**\" message=\"*full rebuild*\"`")
}

pub fn several_instructions(word: &Word) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, "`instruction` is one line", word.span)
        .help("write one `instruction` for each line")
}

pub fn empty_env(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, "`env` sets nothing", node.head).help("write `env NAME=\"value\"`")
}

pub fn copy_to_folder(to: &Word) -> Diagnostic {
    let fixed = quoted(&format!("{}/", to.value));
    Diagnostic::new(&rule::COPY_TO_FOLDER, "several sources go to a folder, and a folder ends in `/`", to.span)
        .help(format!("write `to={fixed}`"))
        .fix("add the slash", to.span, fixed)
}

pub fn two_origins(node: &Node, said: &[&str]) -> Diagnostic {
    let said = said.iter().map(|name| format!("`{name}=`")).collect::<Vec<_>>().join(" and ");
    Diagnostic::new(
        &rule::WRONG_ARGUMENTS,
        format!("`{}` takes from one place, not from {said}", node.name.value),
        node.head,
    )
    .help("keep one of them")
}

pub fn healthcheck_what(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, "`healthcheck` needs a command, or `none=#true`", node.head)
}

pub fn empty_list(node: &Node) -> Diagnostic {
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("`{}` installs nothing", node.name.value), node.head)
        .help(format!("name what to install: `{} \"git\"`, or one a line in braces", node.name.value))
}

pub fn too_many_steps(node: &Node, most: usize) -> Diagnostic {
    Diagnostic::new(&rule::TOO_LARGE, format!("an image has more than {most} steps"), node.name.span)
        .at("this one is beyond the limit")
        .help("split the image, or write several commands into one `run`")
}

pub fn mount_property(property: &Property, kind: &str, allowed: &[&str]) -> Diagnostic {
    let name = &property.name.value;
    Diagnostic::new(&rule::UNKNOWN_PROPERTY, format!("a `{kind}` mount has no `{name}=`"), property.name.span)
        .suggest_at(name, property.name.span, allowed.iter().copied(), "it can have")
}

pub fn mount_what(node: &Node, kind: &str) -> Diagnostic {
    let what = if kind == "secret" { "the secret's name" } else { "a folder" };
    Diagnostic::new(&rule::WRONG_ARGUMENTS, format!("a `{kind}` mount needs {what}"), node.head)
        .help(format!("write `mount \"{kind}\" \"…\"`"))
}
