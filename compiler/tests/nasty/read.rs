//! What other programs find in a file that was written: texts in their places, quotes and escapes undone.

use hcl::eval::{Context, Evaluate, FuncDef};
use imgc::containerfile::{Arguments, Instruction, Keyword, parse};
use serde_json::{Value, json};
use std::sync::LazyLock;

pub fn file(path: &str, text: &str, shell: bool) -> Value {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("yml") => yaml(&serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"))),
        Some("hcl") => bake(text),
        _ => dockerfile(text, shell),
    }
}

/// The hash of a build's text or of a file, of which each text has its own.
static HASH: LazyLock<regex::Regex> =
    LazyLock::new(|| regex::Regex::new("\\b[0-9a-f]{16}\\b").expect("a regular expression"));

pub fn without_hashes(text: &str) -> String {
    HASH.replace_all(text, "[hash]").into_owned()
}

/// As GitHub has it: an expression that is only the text of another's start is that text.
fn yaml(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let text = without_hashes(&text.replace("${{ '${{' }}", "${{"));
            let text: Vec<&str> = text.split('\n').filter(|line| !line.starts_with("@input ")).collect();
            let text = text.join("\n");
            match serde_json::from_str::<Value>(&text) {
                Ok(inner @ (Value::Object(_) | Value::Array(_))) if text.len() > 20 => yaml(&inner),
                _ => Value::String(text),
            }
        }
        Value::Array(all) => all.iter().map(yaml).collect(),
        // globs of paths and their table hold a path as patterns do, in their own order: the emitter's tests try those
        Value::Object(all) => {
            // and the names of a registry's secrets hold what such a name can
            let derived = |key: &str| key == "paths" || key == "registry" || key.starts_with("REGISTRY_");
            let read = all.iter().filter(|(key, _)| !derived(key)).map(|(key, one)| (key.clone(), yaml(one)));
            Value::Object(read.collect())
        }
        other => other.clone(),
    }
}

fn bake(text: &str) -> Value {
    let body: hcl::Body = hcl::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut context = Context::new();
    for block in body.blocks().filter(|block| block.identifier() == "variable") {
        let name = block.labels()[0].as_str().to_string();
        context.declare_var(hcl::Identifier::sanitized(&name), format!("<{name}>"));
    }
    for name in ["slug", "regex_replace", "replace", "substr", "lower", "upper", "trimprefix", "regex"] {
        let first: hcl::eval::Func = |arguments| Ok(arguments[0].clone());
        context.declare_func(name, FuncDef::builder().variadic_param(hcl::eval::ParamType::Any).build(first));
    }
    read_body(&body, &context)
}

fn read_body(body: &hcl::Body, context: &Context) -> Value {
    let mut all = Vec::new();
    for structure in body.iter() {
        all.push(match structure {
            hcl::Structure::Attribute(attribute) => json!([attribute.key(), expression(attribute.expr(), context)]),
            hcl::Structure::Block(block) => {
                let labels: Vec<&str> = block.labels().iter().map(hcl::BlockLabel::as_str).collect();
                // a function's own parameters have no value here
                match block.identifier() {
                    "function" => json!(["function", labels]),
                    identifier => json!([identifier, labels, read_body(block.body(), context)]),
                }
            }
        });
    }
    Value::Array(all)
}

fn expression(found: &hcl::Expression, context: &Context) -> Value {
    use hcl::Expression::*;
    match found {
        Null => Value::Null,
        Bool(on) => json!(on),
        Number(number) => json!(number.to_string()),
        String(text) => json!(text),
        Array(all) => all.iter().map(|one| expression(one, context)).collect(),
        Object(all) => {
            let pair = |(key, value): (&hcl::expr::ObjectKey, &hcl::Expression)| {
                let key = match key {
                    hcl::expr::ObjectKey::Expression(key) => expression(key, context),
                    other => json!(other.to_string()),
                };
                json!([key, expression(value, context)])
            };
            all.iter().map(pair).collect()
        }
        TemplateExpr(template) => match template.evaluate(context) {
            Ok(value) => json!(value.as_str().map_or_else(|| value.to_string(), str::to_string)),
            Err(error) => json!(["cannot be evaluated", template.to_string(), error.to_string()]),
        },
        Conditional(it) => json!([
            "if",
            expression(&it.cond_expr, context),
            expression(&it.true_expr, context),
            expression(&it.false_expr, context)
        ]),
        FuncCall(call) => {
            let arguments: Vec<Value> = call.args.iter().map(|one| expression(one, context)).collect();
            json!([call.name.to_string(), arguments])
        }
        Parenthesis(inner) => expression(inner, context),
        other => json!(hcl::format::to_string(other).expect("it is written again")),
    }
}

fn dockerfile(text: &str, shell: bool) -> Value {
    let mut sources = imgc::source::Sources::default();
    let id = sources.add("Dockerfile", text);
    let read = parse(id, text);
    assert!(read.problems.is_empty(), "{:?}\n{text}", read.problems);
    read.instructions.iter().map(|one| instruction(one, shell)).collect()
}

fn instruction(read: &Instruction, shell: bool) -> Value {
    let flags: Vec<Value> = read
        .flags
        .iter()
        .map(|flag| {
            let value = flag.value.as_ref().map_or("", |value| value.value.as_str());
            match flag.name.value.as_str() {
                "mount" => json!(["mount", csv(value)]),
                // a pattern: nothing in it is replaced
                "exclude" => json!(["exclude", value]),
                name => json!([name, word(value)]),
            }
        })
        .collect();
    let commands = |text: &str| if shell { json!(evaluated(text)) } else { json!(shell_words(text)) };
    let arguments = match &read.arguments {
        Arguments::Text(text) => match read.keyword {
            Keyword::Run if !read.heredocs.is_empty() => {
                let all: Vec<Value> =
                    read.heredocs.iter().map(|heredoc| commands(body(&heredoc.content.value))).collect();
                json!(all)
            }
            Keyword::Run => json!([commands(&text.value)]),
            Keyword::Healthcheck => json!(text.value.trim_start_matches("CMD ")),
            _ => json!(word(&text.value)),
        },
        Arguments::Exec(words) => {
            let words: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
            match (read.keyword, words.as_slice()) {
                (Keyword::Healthcheck, ["/bin/sh", "-c", text]) => json!(text),
                // JSON is only another way to write these
                (Keyword::Copy | Keyword::Add | Keyword::Volume, words) => {
                    words.iter().map(|text| json!(word(text))).collect()
                }
                _ => json!(words),
            }
        }
        Arguments::Words(words) => words.iter().map(|text| json!(word(&text.value))).collect(),
        Arguments::Pairs(pairs) => pairs
            .iter()
            .map(|pair| json!([word(&pair.name.value), pair.value.as_ref().map(|value| word(&value.value))]))
            .collect(),
        Arguments::Trigger(inner) => instruction(inner, shell),
        Arguments::None => {
            let all: Vec<Value> = read.heredocs.iter().map(|heredoc| commands(body(&heredoc.content.value))).collect();
            json!(all)
        }
    };
    json!([read.name.value, flags, arguments])
}

/// The shell of an info command, out of the quotes of `eval`.
fn evaluated(text: &str) -> String {
    let Some((before, rest)) = text.split_once("(eval '") else { return text.to_string() };
    let Some((inner, after)) = rest.rsplit_once("') > ") else { return text.to_string() };
    format!("{before}(eval {}) > {after}", inner.replace("'\\''", "'"))
}

/// What a heredoc runs beside the line that makes it stop at an error.
fn body(text: &str) -> &str {
    let text = text.trim_end_matches('\n');
    text.strip_prefix("set -e\n").unwrap_or(text)
}

/// Quotes, backslashes and `$` resolved as BuildKit's `ProcessWord` does; `${…}` is kept.
fn word(text: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), '\'') | (Some('"'), '"') => quote = None,
            (Some('\''), c) => out.push(c),
            (None, '"' | '\'') => quote = Some(c),
            (None, '\\') => out.extend(chars.next()),
            (Some('"'), '\\') => match chars.next_if(|c| matches!(c, '"' | '$' | '\\')) {
                Some(c) => out.push(c),
                None => out.push('\\'),
            },
            (_, c) => out.push(c),
        }
    }
    assert_eq!(quote, None, "an open quote in {text}");
    out
}

/// The fields of a `--mount`.
fn csv(text: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        let mut field = String::new();
        if chars.next_if_eq(&'"').is_some() {
            while let Some(c) = chars.next() {
                if c == '"' && chars.next_if_eq(&'"').is_none() {
                    break;
                }
                field.push(c);
            }
        } else {
            while let Some(c) = chars.next_if(|c| *c != ',') {
                field.push(c);
            }
        }
        fields.push(match field.split_once('=') {
            Some((key, value)) => format!("{key}={}", word(value)),
            None => field,
        });
        if chars.next().is_none() {
            return fields;
        }
    }
}

/// The words of a script as a POSIX shell has them.
fn shell_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut current: Option<String> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next_if_eq(&'\n').is_some() => {}
            '\\' => current.get_or_insert_default().extend(chars.next()),
            '\'' => {
                let word = current.get_or_insert_default();
                word.extend(chars.by_ref().take_while(|c| *c != '\''));
            }
            '"' => {
                let word = current.get_or_insert_default();
                while let Some(c) = chars.next().filter(|c| *c != '"') {
                    match c {
                        '\\' => match chars.next_if(|c| matches!(c, '"' | '$' | '`' | '\\')) {
                            Some(c) => word.push(c),
                            None if chars.next_if_eq(&'\n').is_some() => {}
                            None => word.push('\\'),
                        },
                        c => word.push(c),
                    }
                }
            }
            '#' if current.is_none() => while chars.next_if(|c| *c != '\n').is_some() {},
            ' ' | '\t' | '\n' => words.extend(current.take()),
            c => current.get_or_insert_default().push(c),
        }
    }
    words.extend(current);
    words
}
