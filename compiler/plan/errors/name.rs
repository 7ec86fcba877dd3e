//! What is said of a name in a template that is none.

use crate::ast::Reference;
use crate::diag::{Diagnostic, did_you_mean, nearest, rule, the_nearest};

/// `of` is another image that has such an arg.
pub fn unknown_name(reference: &Reference, names: Vec<String>, outside: bool, of: Option<&str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(&rule::UNKNOWN_NAME, format!("nothing here is called `{}`", reference.name), reference.span);
    if outside {
        return diagnostic
            .at("an image's arg cannot be seen in a component")
            .help(format!("make it a parameter: `param \"{}\"`", reference.name));
    }
    let diagnostic = diagnostic.at("no arg, axis or parameter of that name");
    if let Some(of) = of {
        return diagnostic.help(format!(
            "it is an arg of `{of}`, and seen there only: declare it here, or move it to the top level"
        ));
    }
    let names = || names.iter().map(String::as_str);
    if nearest(&reference.name, names()).is_some() {
        let diagnostic = diagnostic.maybe_help(did_you_mean(&reference.name, names(), "names here"));
        return match (the_nearest(&reference.name, names()), reference.name_span()) {
            (Some(near), Some(span)) => diagnostic.rename(&reference.name, span, near),
            _ => diagnostic,
        };
    }
    if let Some(meant) = called_elsewhere(&reference.name) {
        let meant: Vec<String> = meant.iter().map(|name| format!("`{{{name}}}`")).collect();
        return diagnostic.help(format!("did you mean {}?", meant.join(" or ")));
    }
    if reference.name.starts_with("git.") {
        return diagnostic.help(
            "of git there are `{git.sha}`, `{git.short}`, `{git.branch}`, `{git.branch.slug}`, `{git.branch.rest}` and `{git.tag}`",
        );
    }
    let variable = reference.name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    diagnostic
        .maybe_help(variable.then(|| format!("write `${}` for a variable of the environment", reference.name)))
        .help("write `{{` and `}}` for literal braces")
}

/// What is called otherwise by git, or by systems that know of it.
fn called_elsewhere(name: &str) -> Option<&'static [&'static str]> {
    let name = name.to_lowercase().replace('_', "-");
    let bare = name.trim_start_matches("git.").trim_start_matches("git-").trim_start_matches("github.");
    Some(match bare {
        "sha" | "hash" | "commit" | "commit-sha" | "rev" | "revision" => &["git.sha", "git.short"],
        "short" | "short-sha" | "sha-short" | "short-hash" | "sha.short" | "sha7" => &["git.short"],
        "slug" | "branch" | "branch-name" | "ref" | "ref-name" | "ref-slug" => &["git.branch.slug", "git.branch"],
        "tag" | "tag-name" => &["git.tag"],
        "pull-request" | "pr-number" | "pr.number" => &["pr"],
        "day" | "today" | "timestamp" | "time" => &["date", "date.compact", "created"],
        _ => return None,
    })
}
