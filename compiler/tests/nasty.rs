//! Whatever text stands in a field, it comes back unchanged when other parsers read what was written, or it is refused at
//! its place. Every field of the schema that takes text is tried: with a plain word first, which shows where in the files
//! it goes, then with all that has broken generators before.

mod read;
pub mod stacks;

use imgc::diag::Severity;
use imgc::emit::FileSet;
use imgc::source::Span;
use imgc::world::MemoryWorld;
use imgc::{Compilation, Options};
use proptest::prelude::*;
use serde_json::Value;
use stacks::{Field, fields};
use std::collections::{BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;

/// A word that nothing else in a stack has.
const MARK: &str = "zqmarkzq";

fn nasty() -> Vec<String> {
    let mut all: Vec<String> = [
        "\"",
        "'",
        "\\",
        "a\nb",
        "\n",
        "a\n\nb\n",
        "a\r\nb",
        "${X}",
        "%{X}",
        "%{ if true }",
        "${{ github.token }}",
        "${{",
        "}}",
        "{{",
        "{{x}}",
        "#",
        "# x",
        "a\n# b",
        "a # b",
        "<<EOF",
        "<<-'EOF'",
        "a\nEOF\nb",
        "EOF",
        "a\\",
        "a\\\nb",
        "$$",
        "$",
        "$X",
        "$(id)",
        "`id`",
        "üλ→",
        "🦀",
        "a\u{2028}b",
        "a\u{85}b",
        "\t",
        "a\tb",
        "\0",
        "a\0b",
        "-x",
        "--from=x",
        " a",
        "a ",
        "  ",
        "",
        "\u{feff}",
        "\u{202e}x",
        "a,b=c",
        "[\"a\"]",
        "a=b",
        "*",
        "a|b",
        "a;b",
        "a&&b",
        "a > b",
        "!x",
        "~",
        "%s",
        "%",
        "%%{",
        "$${",
        "$${x}",
        "...",
        "..",
        "/",
        "//",
        ":",
        "a: b",
        "- a",
        "? a",
        "@a",
        "&a",
        "*a",
        "yes",
        "null",
        "0x1f",
        "1e3",
        "3.10",
        "\u{7f}",
        "\u{1b}[31m",
        "\\n",
        "\\\\",
        "\\\"",
        "'\\''",
        "\"\"\"",
        "\"#",
        "{",
        "}",
        "{x",
        "x}",
        "{}",
        "{plan}{{",
        "a\u{a0}b",
        "</script>",
        "$'\\n'",
        "\r",
        "a\u{b}b",
    ]
    .map(str::to_string)
    .to_vec();
    all.push("x".repeat(10_000));
    all.push("a b ".repeat(2_500));
    all
}

/// A stack that holds `text` in a field, in a world where an adopted Dockerfile of that name is, unless it names a folder.
fn compile(field: &Field, stack: &str, text: &str) -> Compilation {
    let dockerfile = format!("FROM debian:12 AS {MARK}\n");
    let mut world = MemoryWorld::new([("stack.kdl", stack), ("Dockerfile", &dockerfile), ("d/x", "")]);
    if let Some(path) = imgc::paths::below("", text).filter(|path| !path.is_empty() && !field.is_folder()) {
        world.files.entry(path).or_insert(dockerfile);
    }
    imgc::check(&world, "stack.kdl", &Options::default())
}

fn errors(compilation: &Compilation) -> Vec<String> {
    let heavy = compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    heavy
        .map(|one| format!("{}: {} at {:?}", one.rule.name, one.message, compilation.sources.text(one.primary())))
        .collect()
}

/// What other parsers find in every file. `seen` are the files of this field that were read before.
fn trees(field: &Field, files: &FileSet, seen: &mut HashMap<String, Value>) -> Value {
    let mut tree = |(path, text): (&String, &String)| {
        assert_eq!(imgc::emit::seal(text), imgc::emit::Seal::Intact, "{path}");
        let key = read::without_hashes(text);
        let found = seen.entry(key).or_insert_with(|| read::file(path, text, field.is_shell()));
        (path.clone(), found.clone())
    };
    Value::Object(files.iter().map(&mut tree).collect())
}

fn replaced(tree: &Value, text: &str) -> Value {
    // what stands in a name of a secret
    let capitals: String =
        text.to_uppercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let put = |leaf: &str| leaf.replace(MARK, text).replace(&MARK.to_uppercase(), &capitals);
    match tree {
        Value::String(leaf) => Value::String(put(leaf)),
        Value::Array(all) => Value::Array(all.iter().map(|one| replaced(one, text)).collect()),
        Value::Object(all) => Value::Object(all.iter().map(|(key, one)| (put(key), replaced(one, text))).collect()),
        other => other.clone(),
    }
}

fn names(object: &serde_json::Map<String, Value>) -> BTreeSet<&String> {
    object.keys().collect()
}

/// The first place where two trees differ.
fn difference(path: &str, found: &Value, expected: &Value) -> Option<String> {
    match (found, expected) {
        // a path that a Bake file would take for something else starts so
        (Value::String(found), Value::String(expected)) if found.strip_prefix("./") == Some(expected) => None,
        (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
            let mut pairs = found.iter().zip(expected).enumerate();
            pairs.find_map(|(at, (found, expected))| difference(&format!("{path}[{at}]"), found, expected))
        }
        (Value::Object(found), Value::Object(expected)) if names(found) == names(expected) => {
            found.iter().find_map(|(key, found)| difference(&format!("{path}/{key}"), found, &expected[key]))
        }
        _ if found == expected => None,
        _ => {
            let short = |value: &Value| value.to_string().chars().take(300).collect::<String>();
            Some(format!("{path}: {} instead of {}", short(found), short(expected)))
        }
    }
}

/// The tree with the plain word; `Err` where the field has a grammar that refuses even that.
fn plain(field: &Field, seen: &mut HashMap<String, Value>) -> Result<Value, Vec<String>> {
    let compilation = compile(field, &field.stack(MARK).text, MARK);
    match &compilation.plan {
        Some(plan) => Ok(trees(field, &imgc::emit(plan), seen)),
        None => Err(errors(&compilation)),
    }
}

/// `None`: it held.
fn problem(field: &Field, plain: Option<&Value>, text: &str, seen: &mut HashMap<String, Value>) -> Option<String> {
    let stack = field.stack(text);
    let run = std::panic::catch_unwind(AssertUnwindSafe(|| {
        let compilation = compile(field, &stack.text, text);
        let Some(plan) = &compilation.plan else {
            let inside = |span: Span| span.start as usize >= stack.node.start && span.end as usize <= stack.node.end;
            let first = compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error);
            let here = first.clone().any(|one| inside(one.primary()));
            // what a policy demands is refused at the image that lacks it
            let demand = field.name == "Policy require user=" || field.name == "Require label NAME";
            return (!here && !demand).then(|| format!("refused elsewhere: {:?}", errors(&compilation)));
        };
        let files = imgc::emit(plan);
        if field.is_raw() {
            let line = text.trim();
            return (!files["a.Dockerfile"].contains(line)).then(|| "the line is not there".to_string());
        }
        let found = trees(field, &files, seen);
        let path = imgc::paths::join("", text);
        // what is empty may be left out, a registry has secrets of its own where Docker Hub has others, and a folder in a
        // folder makes other relative paths
        let other_registry = field.name == "Stack registry REGISTRY" && text.contains(['.', ':']);
        if text.is_empty() || other_registry || (field.is_path() && path.contains('/')) {
            return None;
        }
        let trimmed = text.trim_end_matches('\n');
        let expected = match field {
            field if field.is_path() => path.as_str(),
            field if field.is_shell() => trimmed,
            _ => text,
        };
        difference("", &found, &replaced(plain?, expected))
    }));
    let what = match run {
        Ok(None) => return None,
        Ok(Some(what)) => what,
        Err(panic) => {
            let said = panic.downcast_ref::<String>().cloned();
            format!("panic: {}", said.unwrap_or_else(|| (*panic.downcast_ref::<&str>().unwrap_or(&"?")).to_string()))
        }
    };
    let shown: String = text.chars().take(60).collect();
    Some(format!("{} with {shown:?}: {what}", field.name))
}

#[test]
fn every_field_takes_a_plain_word_or_has_a_grammar() {
    let mut wrong = Vec::new();
    for field in fields() {
        match (plain(&field, &mut HashMap::new()), field.grammar()) {
            (Err(errors), false) => wrong.push(format!("{}: {errors:?}\n{}", field.name, field.stack(MARK).text)),
            (Ok(_), true) => wrong.push(format!("{} takes a plain word", field.name)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "takes minutes: CI runs it, and `any_text_in_any_field` samples it"]
fn every_field_keeps_what_it_takes() {
    let mut wrong = Vec::new();
    for field in fields() {
        let mut seen = HashMap::new();
        let plain = plain(&field, &mut seen).ok();
        wrong.extend(nasty().iter().filter_map(|text| problem(&field, plain.as_ref(), text, &mut seen)));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Even what is not written as it should be (a `{` that is not doubled, a `$`) leaves no other shape behind.
#[test]
#[ignore = "takes minutes: CI runs it"]
fn unescaped_text_stays_in_its_place() {
    fn shape(tree: &Value) -> Value {
        match tree {
            Value::String(_) => Value::Null,
            Value::Array(all) => all.iter().map(shape).collect(),
            Value::Object(all) => Value::Object(all.iter().map(|(key, one)| (key.clone(), shape(one))).collect()),
            other => other.clone(),
        }
    }
    let mut wrong = Vec::new();
    for field in fields().iter().filter(|field| !field.is_shell() && !field.is_raw() && !field.is_path()) {
        let mut seen = HashMap::new();
        let Ok(plain) = plain(field, &mut seen) else { continue };
        for text in nasty() {
            let stack = field.stack_with(&text, false);
            let compilation = compile(field, &stack.text, &text);
            let Some(plan) = &compilation.plan else { continue };
            // args that Docker's `$X` brings in are lines of their own; what is empty, or made of another name, may not be there
            if text.contains('$') || text.is_empty() || text.contains("{plan}") {
                continue;
            }
            let found = trees(field, &imgc::emit(plan), &mut seen);
            if let Some(what) = difference("", &shape(&found), &shape(&plain)) {
                wrong.push(format!("{} with {text:?}: {what}", field.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(nasty().into_iter().filter(|text| text.len() < 100).collect::<Vec<_>>()),
        2 => "[ -~]{0,8}",
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_field(which in any::<prop::sample::Index>(), pieces in prop::collection::vec(piece(), 1..6)) {
        let fields = fields();
        let field = which.get(&fields);
        let mut seen = HashMap::new();
        let plain = plain(field, &mut seen).ok();
        let wrong = problem(field, plain.as_ref(), &pieces.concat(), &mut seen);
        prop_assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
    }
}
