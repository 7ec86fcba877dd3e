//! What is said of one value: its kind, its characters, and the names in a template.

use crate::diag::{Diagnostic, Edit, did_you_mean, nearest, rule};
use crate::schema::Kind;
use crate::source::Span;
use crate::syntax::{Value, Word, made_raw, quoted};

pub fn wrong_type(value: &Value, kind: Kind, what: &str) -> Diagnostic {
    let given = match value {
        Value::Number { text, .. } => text.as_str(),
        Value::String(_) => "text",
        _ => value.kind(),
    };
    let message = format!("`{what}` takes {}, not {given}", kind.words());
    let diagnostic = Diagnostic::new(&rule::WRONG_TYPE, message, value.span());
    match (kind, value) {
        (Kind::Boolean, Value::String(word)) => {
            let on = match word.value.to_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => "#true",
                "false" | "no" | "off" | "0" => "#false",
                _ => return diagnostic.help("write `#true` or `#false`"),
            };
            diagnostic.help(format!("write `{on}`")).fix(format!("write `{on}`"), value.span(), on)
        }
        (Kind::Boolean, Value::Number { integer: Some(on @ 0..=1), span, .. }) => {
            let on = if *on == 1 { "#true" } else { "#false" };
            diagnostic.help(format!("write `{on}`")).fix(format!("write `{on}`"), *span, on)
        }
        (Kind::Integer, Value::String(word)) if word.value.parse::<u32>().is_ok() => {
            diagnostic.help("write it without quotes").fix("remove the quotes", value.span(), word.value.clone())
        }
        (Kind::Name | Kind::Plain | Kind::Template | Kind::Docker, Value::Bool(on, span)) => {
            let text = format!("\"{on}\"");
            diagnostic.help(format!("quote it: `{text}`")).fix("write it as text", *span, text)
        }
        (Kind::Integer, Value::Number { .. } | Value::String(_)) => diagnostic.help("write a whole number, 0 or more"),
        (Kind::Port, Value::Number { .. }) => diagnostic.help("ports are 1 to 65535"),
        _ => diagnostic,
    }
}

pub fn number(text: &str, span: Span, what: &str) -> Diagnostic {
    let duration = ["interval", "timeout", "start-period", "start-interval"].contains(&what);
    let quoted = format!("\"{text}{}\"", if duration { "s" } else { "" });
    let short = text.trim_end_matches('0').trim_end_matches('.');
    let read = match text.contains('.') {
        true if text.ends_with('0') => format!("KDL reads this as {short}"),
        true => "as a number, `3.10` would be 3.1".to_string(),
        false => "text stands in quotes".to_string(),
    };
    Diagnostic::new(&rule::NUMBER_FOR_TEXT, format!("`{what}` takes text, and {text} is a number"), span)
        .at(read)
        .help(format!("quote it{}: `{quoted}`", if duration { ", with its unit" } else { "" }))
        .fix("quote it as written", span, quoted)
}

pub fn unknown_choice(word: &Word, words: &[&str], what: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(&rule::UNKNOWN_CHOICE, format!("`{what}` cannot be `{}`", word.value), word.span);
    // a name of its own, however near it is in writing
    if what == "ci" && OTHER_SYSTEMS.contains(&word.value.to_lowercase().as_str()) {
        return diagnostic
            .at("nothing is written for this system")
            .help("write `ci \"github\"` for workflows of GitHub Actions; elsewhere run `imgc compile` and `docker buildx bake`");
    }
    if nearest(&word.value, words.iter().copied()).is_some() {
        return diagnostic.suggest_at(&word.value, word.span, words.iter().copied(), "it can be");
    }
    // `workflow_dispatch`, `apt-get`: a choice with something before or behind it
    let part = words.iter().copied().find(|known| word.value.split(['-', '_']).any(|part| part == *known));
    match part {
        Some(part) => diagnostic.help(format!("did you mean `{part}`?")).rename(&word.value, word.span, part),
        None => {
            let diagnostic = diagnostic.maybe_help(did_you_mean(&word.value, words.iter().copied(), "it can be"));
            match what {
                "on" => diagnostic.help(format!("choose a branch with `on branch=\"{}\"`", word.value)),
                _ => diagnostic,
            }
        }
    }
}

/// CI systems that no workflows are written for.
const OTHER_SYSTEMS: &[&str] =
    &["azure", "bitbucket", "buildkite", "circleci", "forgejo", "gitea", "gitlab", "jenkins", "travis", "woodpecker"];

pub fn bad_glob(word: &Word, problem: &str) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_GLOB, format!("`{}` is no glob", word.value), word.span)
        .at(problem.to_string())
        .help("a glob has `*`, `**`, `?` and `[ab]`")
}

/// Several globs, where a moment has one.
pub fn several_globs(name: &str, word: &Word) -> Diagnostic {
    let each: Vec<String> =
        word.value.split([',', '|']).map(|part| format!("`on {name}=\"{}\" …`", part.trim())).collect();
    Diagnostic::new(&rule::INVALID_GLOB, format!("`{}` is one name, and not several", word.value), word.span)
        .at(format!("`{name}=` takes one glob"))
        .help(format!("write an `on` for each: {}", each.join(", ")))
}

/// A path that no file can have, as files are named from the stack's root.
pub fn never_a_path(word: &Word) -> Diagnostic {
    let told = Diagnostic::new(&rule::INVALID_GLOB, format!("`{}` matches no file", word.value), word.span);
    let rest = word.value.strip_prefix("./").unwrap_or(&word.value).trim_start_matches('/');
    if let Some(rest) = word.value.strip_prefix('!') {
        return told.at("`!` makes no exception here").help(format!("write globs that leave `{rest}` out"));
    }
    let told = told.at("files are named from the stack's root").help(format!("write `{rest}`"));
    match rest.is_empty() {
        true => told,
        false => told.fix(format!("write `{rest}`"), word.span, quoted(rest)),
    }
}

pub fn bad_regex(word: &Word, problem: &str) -> Diagnostic {
    let line =
        problem.lines().rev().find(|line| line.starts_with("error:")).unwrap_or("").trim_start_matches("error: ");
    Diagnostic::new(&rule::INVALID_REGEX, "this is no regular expression", word.span).at(line.to_string())
}

pub fn bad_checksum(digits: &Word, problem: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(&rule::INVALID_CHECKSUM, "this is no SHA-256 checksum", digits.span);
    match digits.value.strip_prefix("sha256:") {
        Some(rest) => diagnostic.at("the digits alone").fix("leave out `sha256:`", digits.span, quoted(rest)),
        None => diagnostic.at(problem.to_string()).help("it has 64 hexadecimal digits, 0 to 9 and a to f"),
    }
}

pub fn backslash(word: &Word, text: &str, what: &str) -> Diagnostic {
    let written = text.get(word.span.range()).unwrap_or("");
    let at = written.find('\\').unwrap_or(0);
    let span = Span::new(word.span.source, word.span.start as usize + at, word.span.start as usize + at + 1);
    let told =
        Diagnostic::new(&rule::ESCAPED_SHELL, format!("a backslash in a plain string, where {what} is meant"), span)
            .at(match what {
                "shell" => "KDL takes this one before any shell sees it",
                _ => "KDL takes this one before the expression is read",
            });
    let Some(raw) = made_raw(written) else { return told.help("make the string raw: `#\"…\"#`") };
    let hashes = "#".repeat(raw.find('"').unwrap_or(1));
    told.help(format!("make the string raw: `{hashes}\"…\"{hashes}`")).fix("make the string raw", word.span, raw)
}

pub fn nul(word: &Word) -> Diagnostic {
    Diagnostic::new(&rule::UNWRITABLE_VALUE, "no file can hold a NUL character", word.span).help("remove it")
}

pub fn acting(span: Span, what: &str, c: char, acts: &str) -> Diagnostic {
    Diagnostic::new(&rule::UNWRITABLE_VALUE, format!("`{what}` cannot hold {acts}"), span)
        .at(format!("U+{:04X}: who reads the generated files cannot see it", c as u32))
        .help("remove it")
}

pub fn line_break(word: &Word, what: &str) -> Diagnostic {
    Diagnostic::new(&rule::UNWRITABLE_VALUE, format!("`{what}` cannot hold a line break"), word.span)
        .at("Dockerfiles, labels and tags hold one line here")
        .help("write it on one line")
}

pub fn mount_characters(word: &Word, what: &str) -> Diagnostic {
    Diagnostic::new(
        &rule::UNWRITABLE_VALUE,
        format!("`{what}` of a mount can hold printable ASCII characters only"),
        word.span,
    )
    .at("Docker reads flags byte by byte")
    .help("mount a folder that has a plain name, or `copy` it")
}

pub fn empty(word: &Word, what: &str) -> Diagnostic {
    if word.value.trim().is_empty() {
        return Diagnostic::new(&rule::EMPTY_NAME, format!("`{what}` is given an empty name"), word.span)
            .help("write the name between the quotes");
    }
    Diagnostic::new(&rule::EMPTY_NAME, format!("`{what}` is given a name with a line end in it"), word.span)
        .help("write one name a line, in braces")
}

pub fn lone_brace(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::TEMPLATE_SYNTAX, "`}` closes nothing", span).help("write `}}` for a literal brace").fix(
        "double the brace",
        span,
        "}}",
    )
}

pub fn open_brace(span: Span) -> Diagnostic {
    Diagnostic::new(&rule::TEMPLATE_SYNTAX, "`{` is never closed", span)
        .help("close it, `{NAME}`, or write `{{` for a literal brace")
}

pub fn bad_name(inner: &str, span: Span, braces: [Span; 2]) -> Diagnostic {
    let message = if inner.is_empty() { "`{}` names nothing".to_string() } else { format!("`{inner}` is no name") };
    let bare = inner.trim();
    let name = bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    // `{ NAME }` may be meant for a name, and of nested braces these are no pair
    let spaced = name && !bare.is_empty() && bare != inner;
    let told = Diagnostic::new(&rule::TEMPLATE_SYNTAX, message, span)
        .maybe_help(spaced.then(|| format!("write a name without blanks: `{{{bare}}}`")))
        .help("write `{{` and `}}` for literal braces");
    if inner.contains(['{', '$']) || (name && bare != inner) {
        return told;
    }
    let [open, close] = braces;
    let edits = vec![Edit { span: open, text: "{{".to_string() }, Edit { span: close, text: "}}".to_string() }];
    told.edits("double the braces", edits)
}

pub fn unknown_part(name: &str, part: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::NO_SUCH_PART, format!("a version has no part `{part}`"), span)
        .maybe_help(matches!(part, "prefix" | "version").then(|| format!("write `{{{part}}}` for that of this build")))
        .help(format!("its parts are `{{{name}.major}}`, `{{{name}.minor}}` and `{{{name}.patch}}`"))
}

pub fn dollar(name: &str, span: Span) -> Diagnostic {
    let told = Diagnostic::new(&rule::DOLLAR_IN_TEMPLATE, format!("Docker replaces no `${name}` here"), span)
        .help(format!("write `{{{name}}}`"));
    // what else stands in `${NAME:-…}` has no place in a template
    match span.range().len() == name.len() + 1 || span.range().len() == name.len() + 3 {
        true => told.fix(format!("write `{{{name}}}`"), span, format!("{{{name}}}")),
        false => told,
    }
}

pub fn bad_platform(word: &Word) -> Diagnostic {
    let near = nearest(&word.value, crate::ast::read::PLATFORMS.iter().copied());
    let told = Diagnostic::new(&rule::INVALID_PLATFORM, format!("`{}` is no platform", word.value), word.span)
        .maybe_help(near.map(|near| format!("did you mean `{near}`?")))
        .maybe_help(
            word.value.contains(',').then(|| "give each platform quotes of its own, without commas".to_string()),
        )
        .help("write the system and the architecture: `linux/amd64`, `linux/arm64`, `linux/arm/v7`");
    let architecture = match word.value.as_str() {
        "amd64" | "x86_64" | "x86-64" => "amd64",
        "arm64" | "aarch64" => "arm64",
        one @ ("386" | "ppc64le" | "riscv64" | "s390x") => one,
        _ => {
            return match near {
                Some(near) => told.rename(&word.value, word.span, near),
                None => told,
            };
        }
    };
    told.fix(format!("write `linux/{architecture}`"), word.span, quoted(&format!("linux/{architecture}")))
}

pub fn bad_registry(word: &Word, problem: &str) -> Diagnostic {
    let told = Diagnostic::new(&rule::INVALID_REFERENCE, format!("`{}` is no registry", word.value), word.span);
    if let Some(rest) = ["https://", "http://", "docker://"].iter().find_map(|scheme| word.value.strip_prefix(scheme)) {
        return told.at(problem.to_string()).help(format!("write it without a scheme: `{rest}`")).fix(
            "remove the scheme",
            word.span,
            quoted(rest),
        );
    }
    // an organization of GitHub may have capitals, and its packages are found without
    let lower = word.value.to_lowercase();
    match lower != word.value && crate::reference::Reference::parse(&format!("{lower}/image")).is_ok() {
        true => told.at("what is pushed has no capitals in its name").help(format!("write `{lower}`")).fix(
            "write it in lower case",
            word.span,
            quoted(&lower),
        ),
        false => {
            told.at(problem.to_string()).help("write a host and what follows it, without a scheme: `ghcr.io/acme`")
        }
    }
}

pub fn bad_port(text: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_PORT, format!("`{text}` is no port"), span)
        .help("write a number from 1 to 65535, with `/udp` where it is not TCP")
}

pub fn bad_date(word: &Word) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_DATE, format!("`{}` is no day", word.value), word.span)
        .help("write the year, the month and the day: `2026-11-21`")
}

pub fn short_duration(word: &Word) -> Diagnostic {
    Diagnostic::new(&rule::INVALID_DURATION, format!("`{}` is too short", word.value), word.span)
        .help("write `1ms` or more, or `0s` for the builder's default")
}

pub fn bad_duration(word: &Word) -> Diagnostic {
    let told = Diagnostic::new(&rule::INVALID_DURATION, format!("`{}` is no duration", word.value), word.span)
        .help("write numbers, each with `ms`, `s`, `m` or `h` behind it: `30s`, `1m30s`, `1.5h`");
    let digits = word.value.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.value.len());
    let (number, unit) = word.value.split_at(digits);
    let unit = match unit.trim().to_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "ms" | "millisecond" | "milliseconds" => "ms",
        "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hour" | "hours" => "h",
        _ => return told,
    };
    match number {
        "" => told,
        _ => told.fix(format!("write `{number}{unit}`"), word.span, quoted(&format!("{number}{unit}"))),
    }
}
