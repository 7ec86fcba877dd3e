//! No text, however broken or large, makes the compiler panic, hang or take more than it may.

use crate::family::clock::computed;
use crate::family::{Example, examples};
use imgc::world::MemoryWorld;
use imgc::{Compilation, Options};
use proptest::prelude::*;
use std::time::Duration;

/// Everything that is done with a text: read, plan, write, tell.
fn compile(text: &str) -> Compilation {
    compile_in(&MemoryWorld::new([("stack.kdl", text)]), "stack.kdl")
}

fn compile_in(world: &MemoryWorld, file: &str) -> Compilation {
    let compilation = imgc::check(world, file, &Options::default());
    for diagnostic in &compilation.diagnostics {
        for label in &diagnostic.labels {
            let source = compilation.sources.get(label.span.source);
            assert!(source.text.get(label.span.range()).is_some(), "{label:?} is no part of {}", source.name);
        }
        if let Some(fix) = &diagnostic.fix {
            for edit in &fix.edits {
                assert!(compilation.sources.get(edit.span.source).text.get(edit.span.range()).is_some());
            }
        }
    }
    tell(&compilation);
    assert_eq!(compilation.plan.is_none(), compilation.has_errors());
    if let Some(plan) = &compilation.plan {
        imgc::emit(plan);
    }
    compilation
}

/// In every format, and in terminals of all kinds.
fn tell(compilation: &Compilation) {
    let Compilation { sources, diagnostics, .. } = compilation;
    imgc::report::short(sources, diagnostics);
    imgc::report::json(sources, diagnostics);
    // a large file has hundreds, all alike
    let some = &diagnostics[..diagnostics.len().min(20)];
    imgc::report::sarif(sources, some);
    assert_eq!(imgc::report::github(sources, some).lines().count(), some.len(), "an annotation is a line");
    #[cfg(feature = "cli")]
    {
        use imgc::report::HumanStyle;
        let style = HumanStyle::default();
        imgc::report::human(sources, some, style);
        imgc::report::human(sources, some, HumanStyle { width: 20, unicode: false, ..style });
        imgc::report::human(sources, some, HumanStyle { graphics: false, ..style });
    }
}

fn rules(compilation: &Compilation) -> Vec<&'static str> {
    compilation.diagnostics.iter().map(|one| one.rule.name).collect()
}

pub fn within(limit: Duration, what: &str, run: impl FnOnce()) {
    let start = computed();
    run();
    let taken = computed() - start;
    assert!(taken < limit, "{what}: {taken:?}");
}

#[test]
#[should_panic(expected = "a loop: ")]
fn a_limit_can_be_passed() {
    within(Duration::from_millis(50), "a loop", || {
        let end = computed() + Duration::from_millis(100);
        while computed() < end {}
    });
}

/// Pieces of the language, so that arbitrary texts get past the first stage.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "stack", "image", "from", "in", "on", "otherwise", "tags", "tag", "arg", "axis", "plan", "variant", "run", "copy", "use",
            "component", "param", "exclude", "only", "include", "promote", "packages", "pip", "test", "mount", "ci", "group", "label",
        ])
        .prop_map(|word| format!("{word} ")),
        3 => prop::sample::select(vec![
            "{", "}", "\n", "\"", "\"\"\"", "#\"", "\"#", "//", "/*", "*/", "/-", "\\", "=", ";", "#true", "#null", "(t)", "1.10", "0x",
            "{x}", "\"a\"", "\"b\" ", "image=\"a\" ", "plan=\"p\"", "\u{feff}", "\0", "\r", "é", "🦀", "\u{2028}", "${", "}}",
        ])
        .prop_map(str::to_string),
        1 => any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        compile(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(piece(), 0..60)) {
        compile(&pieces.concat());
        compile(&format!("stack \"s\"\nimage \"a\" {{\n    from \"debian:12\"\n    {}\n}}\n", pieces.concat()));
    }
}

/// A change to a text: at a fraction of its length, for some characters.
#[derive(Clone, Debug)]
enum Edit {
    Delete(f64, usize),
    Insert(f64, String),
    Swap(f64, f64, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        (0.0..1.0, 1..40usize).prop_map(|(at, length)| Edit::Delete(at, length)),
        (0.0..1.0, piece()).prop_map(|(at, text)| Edit::Insert(at, text)),
        (0.0..1.0, 0.0..1.0, 1..20usize).prop_map(|(a, b, length)| Edit::Swap(a, b, length)),
    ]
}

fn edited(text: &str, edit: &Edit) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let place = |at: f64, length: usize| (at * length as f64) as usize;
    match edit {
        Edit::Delete(at, length) => {
            let at = place(*at, chars.len());
            let end = (at + length).min(chars.len());
            chars.drain(at..end);
        }
        Edit::Insert(at, text) => {
            let at = place(*at, chars.len());
            chars.splice(at..at, text.chars());
        }
        Edit::Swap(a, b, length) => {
            let (a, b) = (place(*a, chars.len()), place(*b, chars.len()));
            for step in 0..*length {
                if a + step < chars.len() && b + step < chars.len() {
                    chars.swap(a + step, b + step);
                }
            }
        }
    }
    chars.into_iter().collect()
}

#[test]
fn damaged_examples() {
    let examples: Vec<Example> = examples();
    let strategy = (0..examples.len(), prop::collection::vec(edit(), 1..4), any::<prop::sample::Index>());
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let run = proptest::test_runner::TestRunner::new(config).run(&strategy, |(at, edits, which)| {
        let mut example = examples[at].clone();
        let files: Vec<String> = example.world.files.keys().filter(|path| path.ends_with(".kdl")).cloned().collect();
        let text = example.world.files.get_mut(which.get(&files)).expect("it is there");
        *text = edits.iter().fold(text.clone(), |text, edit| edited(&text, edit));
        compile_in(&example.world, &example.file);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
}

#[test]
fn deep_nesting() {
    for (open, close) in [("a {", "}"), ("{", "}"), ("/- a {", "}"), ("/*", "*/"), ("in plan=\"a\" {\n", "}\n")] {
        for text in [open.repeat(100_000) + &close.repeat(100_000), open.repeat(100_000), close.repeat(100_000)] {
            within(Duration::from_secs(5), open, || {
                compile(&text);
            });
            compile(&format!("stack \"s\"\nimage \"a\" {{ from \"debian:12\"\n{text}}}\n"));
        }
    }
}

#[test]
fn a_large_file() {
    let text = "a \"b\"\n".repeat(1_000_000 / 6);
    within(Duration::from_secs(2), "1 MB of unknown nodes", || {
        assert!(compile(&text).has_errors());
    });
}

/// What is too large for a person is small for a compiler.
#[test]
fn large_and_odd_texts() {
    let million = "a \"b\"\n".repeat(1_000_000);
    let good = "stack \"s\"\nimage \"a\" { from \"debian:12\"; internal }\n";
    let braces = "{".repeat(100_000);
    let line = format!("{good}// {}\n", "x".repeat(10_000_000));
    let texts = [
        ("a million nodes", million.as_str()),
        ("a hundred thousand braces", &braces),
        ("nothing", ""),
        ("only a byte order mark", "\u{feff}"),
        ("a NUL", "stack \"s\0\"\n"),
    ];
    for (what, text) in texts {
        within(Duration::from_secs(10), what, || {
            assert!(compile(text).has_errors(), "{what}");
        });
        // and included: the place is in that file, or at the include
        let world =
            MemoryWorld::new([("stack.kdl", format!("{good}include \"x.kdl\"\n")), ("x.kdl", text.to_string())]);
        within(Duration::from_secs(10), what, || {
            let empty = text.trim_start_matches('\u{feff}').is_empty();
            assert_eq!(compile_in(&world, "stack.kdl").has_errors(), !empty, "{what}");
        });
    }
    within(Duration::from_secs(10), "a line of ten million characters", || {
        assert!(!compile(&line).has_errors());
    });
}

#[test]
fn a_long_string() {
    let text =
        format!("stack \"s\"\nimage \"a\" {{\n from \"debian:12\"\n run #\"echo {}\"#\n}}\n", "x".repeat(1_000_000));
    within(Duration::from_secs(5), "1 MB of shell", || {
        compile(&text);
    });
}

#[test]
fn includes_in_a_circle() {
    let world = MemoryWorld::new([
        ("stack.kdl", "stack \"s\"\ninclude \"a.kdl\"\nimage \"i\" { from \"scratch\" }\n"),
        ("a.kdl", "include \"b.kdl\"\n"),
        ("b.kdl", "include \"a.kdl\"\n"),
    ]);
    assert!(rules(&compile_in(&world, "stack.kdl")).contains(&"included-twice"));
    let world = MemoryWorld::new([("stack.kdl", "stack \"s\"\ninclude \"stack.kdl\"\n")]);
    assert!(compile_in(&world, "stack.kdl").has_errors());
    let world = MemoryWorld::new([("stack.kdl", "stack \"s\"\ninclude \"../x.kdl\" \"/etc/passwd\" \"**\"\n")]);
    assert!(compile_in(&world, "stack.kdl").has_errors());
}

#[test]
fn images_and_components_in_a_circle() {
    let text = "stack \"s\"\nimage \"a\" { from image=\"b\" }\nimage \"b\" { from image=\"a\" }\nimage \"c\" { from image=\"c\" }\n";
    assert!(compile(text).has_errors());
    let text = "stack \"s\"\ncomponent \"a\" { use \"b\" }\ncomponent \"b\" { use \"a\" }\nimage \"i\" { from \"debian:12\"; use \"a\" }\n";
    assert!(compile(text).has_errors());
    let text =
        "stack \"s\"\nimage \"i\" { from \"debian:12\"; arg \"A\" \"{B}\"; arg \"B\" \"{A}\"; run \"echo $A\" }\n";
    assert!(compile(text).has_errors());
}

/// 20 axes of 10 values: more builds than there are atoms.
#[test]
fn huge_axes() {
    let values: String = (0..10).map(|value| format!(" \"v{value}\"")).collect();
    let axes: String = (0..20).map(|axis| format!("    axis \"a{axis}\"{values}\n")).collect();
    let text = format!("stack \"s\"\nimage \"i\" {{\n    from \"scratch\"\n{axes}}}\n");
    within(Duration::from_secs(2), "huge axes", || {
        assert!(compile(&text).has_errors());
    });
}

/// Each component uses the one below twice: 2^40 steps.
#[test]
fn components_that_double() {
    let mut text = String::from("stack \"s\"\ncomponent \"c0\" { run \"true\" }\n");
    for at in 1..40 {
        let below = at - 1;
        text.push_str(&format!("component \"c{at}\" {{ use \"c{below}\"; use \"c{below}\" }}\n"));
    }
    text.push_str("image \"i\" { from \"debian:12\"; use \"c39\" }\n");
    within(Duration::from_secs(5), "doubling components", || {
        assert!(compile(&text).has_errors());
    });
}

/// Each arg holds the one below twice: 2^40 characters.
#[test]
fn args_that_double() {
    let mut text = String::from("stack \"s\"\narg \"A0\" \"xxxxxxxx\"\n");
    for at in 1..40 {
        let below = at - 1;
        text.push_str(&format!("arg \"A{at}\" \"{{A{below}}}{{A{below}}}\"\n"));
    }
    text.push_str("image \"i\" { from \"debian:12\"; run \"echo $A39\"; tags { tag \"{A39}\" } }\n");
    within(Duration::from_secs(5), "doubling args", || {
        assert!(compile(&text).has_errors());
    });
}
