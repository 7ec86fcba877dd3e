//! Nobody is deceived by what cannot be seen: characters on which a terminal or an editor acts are spelt wherever people
//! look, and no generated file holds one as it is.

use crate::family;
use crate::nasty::stacks::{Field, fields};

use family::written::compiled;
use imgc::emit::FileSet;
use imgc::plan::BuildId;
use imgc::report::{self, Fit, GraphFormat, HumanStyle};
use imgc::visible::{is_spelt, visible};
use imgc::world::MemoryWorld;
use imgc::{Compilation, Options};

/// Of each kind that a terminal or an editor acts on: controls of one byte and of two, marks of direction, ends of lines.
const ACTING: &[char] = &[
    '\u{1b}', '\u{7}', '\u{8}', '\u{7f}', '\u{9b}', '\u{9d}', '\u{90}', '\u{85}', '\u{61c}', '\u{200e}', '\u{200f}',
    '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{2028}', '\u{2029}', '\u{feff}',
];

/// What has every format in it, and a terminal's own colours taken away where they are asked for.
fn formats(compilation: &Compilation) -> Vec<(&'static str, String)> {
    let Compilation { sources, diagnostics, .. } = compilation;
    let style = HumanStyle::default();
    let colours = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a regular expression");
    let coloured = report::human(sources, diagnostics, HumanStyle { colors: true, ..style });
    let mut all = vec![
        ("human", report::human(sources, diagnostics, style)),
        ("human, coloured", colours.replace_all(&coloured, "").into_owned()),
        ("human, in words", report::human(sources, diagnostics, HumanStyle { graphics: false, ..style })),
        ("short", report::short(sources, diagnostics)),
        ("github", report::github(sources, diagnostics)),
        ("json", report::json(sources, diagnostics)),
        ("sarif", report::sarif(sources, diagnostics)),
    ];
    if let Some(plan) = &compilation.plan {
        let ids: Vec<BuildId> = (0..plan.builds.len()).map(BuildId).collect();
        all.push(("plan", report::plan_table(plan, &ids, None)));
        all.push(("plan, cut", report::plan_table(plan, &ids, Some(Fit { width: 80, mark: "…" }))));
        all.extend(ids.iter().map(|&id| ("one build", visible(&report::plan_build(plan, id)).into_owned())));
        all.push(("tree", report::graph(plan, &ids, GraphFormat::Tree { unicode: true })));
        all.push(("plan as JSON", imgc::visible::json(&imgc::plan::to_json(plan, &ids))));
        all.push(("mermaid", report::graph(plan, &ids, GraphFormat::Mermaid)));
        all.push(("dot", report::graph(plan, &ids, GraphFormat::Dot)));
        all.push(("graph as JSON", report::graph(plan, &ids, GraphFormat::Json)));
    }
    all
}

/// The texts and files that hold such a character as it is.
fn seen(compilation: &Compilation) -> Vec<String> {
    let files = compilation.plan.as_ref().map(imgc::emit).unwrap_or_default();
    let files = files.into_iter().map(|(path, text)| (path, text.replace("\u{200b}", "")));
    let texts = formats(compilation).into_iter().map(|(name, text)| (name.to_string(), text));
    let deceives = |(name, text): (String, String)| {
        let at = text.find(is_spelt)?;
        let line: String = text[text[..at].rfind('\n').map_or(0, |at| at + 1)..].chars().take(80).collect();
        Some(format!("{name}: {line:?}"))
    };
    files.chain(texts).filter_map(deceives).collect()
}

fn problems(field: &Field, c: char) -> Vec<String> {
    let stack = field.stack(&format!("a{c}b"));
    let world = MemoryWorld::new([("stack.kdl", stack.text.as_str()), ("Dockerfile", "FROM debian:12\n"), ("d/x", "")]);
    let compilation = imgc::check(&world, "stack.kdl", &Options::default());
    let mut found = seen(&compilation);
    let inside = |start: u32, end: u32| start as usize >= stack.node.start && end as usize <= stack.node.end;
    let here = compilation.diagnostics.iter().any(|one| inside(one.primary().start, one.primary().end));
    // what a policy demands is refused at the image that lacks it
    let elsewhere = ["Policy require user=", "Require label NAME"].contains(&field.name.as_str());
    if compilation.has_errors() && !here && !elsewhere {
        found.push(format!("refused elsewhere: {:?}", family::told(&compilation)));
    }
    found.into_iter().map(|what| format!("{} with {c:?}: {what}", field.name)).collect()
}

/// Each field with one of them, each of them in many fields.
#[test]
fn no_text_for_people_and_no_file_holds_what_acts() {
    let fields = fields();
    let one_each = fields.iter().enumerate().map(|(at, field)| (field, ACTING[at % ACTING.len()]));
    let wrong: Vec<String> = one_each.flat_map(|(field, c)| problems(field, c)).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
#[ignore = "takes a minute: CI runs it, and `no_text_for_people_and_no_file_holds_what_acts` samples it"]
fn no_field_lets_any_of_them_through() {
    let fields = fields();
    let wrong: Vec<String> = fields.iter().flat_map(|field| ACTING.iter().flat_map(|&c| problems(field, c))).collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The rule, the words that it points at, and what is said of them.
fn refused(rest: &str) -> Vec<String> {
    let compilation = compiled(rest);
    assert!(seen(&compilation).is_empty(), "{:?}", seen(&compilation));
    let line = |one: &imgc::diag::Diagnostic| {
        format!("{} `{}`: {}", one.rule.name, compilation.sources.text(one.primary()), one.message)
    };
    compilation.diagnostics.iter().filter(|one| one.severity == imgc::diag::Severity::Error).map(line).collect()
}

#[test]
fn a_dockerfile_holds_none_and_says_where_it_was_to() {
    let control = "cannot hold a control character";
    let turned = "cannot hold a character that changes the direction of text";
    for (inside, at, what) in [
        (r#"workdir "/w\u{9b}7m""#, r"\u{9b}", format!("`workdir` {control}")),
        (r#"label note="a\u{1b}[8mb""#, r"\u{1b}", format!("`note` {control}")),
        (r#"label "no\u{202e}te"="b""#, r"\u{202e}", format!("`label` {turned}")),
        (r#"env A="\u{2067}x""#, r"\u{2067}", format!("`A` {turned}")),
        (r#"env "A\u{7}"="x""#, r"\u{7}", format!("`env` {control}")),
        ("run \"echo \u{9b}7m\"", "\u{9b}", format!("`run` {control}")),
        ("run #\"\"\"\n  echo a\n  echo \u{61c}b\n  \"\"\"#", "\u{61c}", format!("`run` {turned}")),
        ("test \"t\" \"echo \u{90}\"", "\u{90}", format!("`test` {control}")),
        ("healthcheck \"echo \u{9b}\"", "\u{9b}", format!("`healthcheck` {control}")),
        (r#"copy "d\u{200f}" to="/d""#, r"\u{200f}", format!("`copy` {turned}")),
        (r#"instruction "ONBUILD RUN a\u{d}b""#, r"\u{d}", format!("`instruction` {control}")),
        (r#"packages "a\u{7f}""#, r"\u{7f}", format!("`packages` {control}")),
        ("packages {\n    curl // to see\u{9b}8m\n}", "curl", format!("a comment {control}")),
        (r#"shell "/bin/sh" "-c\u{1b}""#, r"\u{1b}", format!("`shell` {control}")),
    ] {
        let told = refused(&format!("image \"i\" {{\nfrom \"debian:12\"\n{inside}\n}}\n"));
        assert_eq!(told, [format!("unwritable-value `{at}`: {what}")], "{inside}");
    }
}

/// A value that comes from elsewhere is refused where it is written out, in a component with the use that gave it.
#[test]
fn what_is_given_to_a_component_is_refused_too() {
    let told = refused(
        "component \"c\" { param \"p\"; env X=\"{p}\" }\nimage \"i\" { from \"debian:12\"; use \"c\" p=\"a\\u{1b}b\" }\n",
    );
    assert_eq!(told, ["unwritable-value `env X=\"{p}\"`: a value cannot hold a control character"]);
    let options = Options { sets: [("A".to_string(), "a\u{202e}b".to_string())].into(), ..Options::default() };
    let rest = "arg \"A\" \"x\"\nimage \"i\" { from \"debian:12\"; run \"echo $A\" }\n";
    let compilation = family::written::compiled_with(rest, &options);
    assert!(compilation.has_errors() && seen(&compilation).is_empty());
}

/// JSON and HCL spell every character, and what joins letters and emoji is a part of words.
#[test]
fn what_can_be_seen_or_spelt_is_written() {
    let compilation = compiled(
        "image \"i\" {\nfrom \"debian:12\"\ncmd \"printf\" \"\\u{1b}[31m\\u{202e}\\n\"\nlabel a=\"👩\u{200d}🚀 می\u{200c}خواهم\"\nrun \"printf 'a\tb'\"\n}\n",
    );
    assert_eq!(family::told(&compilation), Vec::<String>::new());
    let files: FileSet = imgc::emit(&compilation.plan.expect("nothing is wrong"));
    let dockerfile = &files["i.Dockerfile"];
    assert!(dockerfile.contains(r#"CMD ["printf", "\u001b[31m\u202e\n"]"#), "{dockerfile}");
    assert!(dockerfile.contains("👩\u{200d}🚀 می\u{200c}خواهم") && dockerfile.contains("a\tb"), "{dockerfile}");
}

/// The place is under the word, and its line and column are those of the file.
#[test]
fn places_are_right_behind_what_is_spelt() {
    let text = "stack \"s\"\r\nimage \"i\" { from \"a\u{9b}b:1\"; /* \u{61c} */ wrokdir \"/x\"; internal }\r\n";
    let world = MemoryWorld::new([("stack.kdl", text)]);
    let compilation = imgc::check(&world, "stack.kdl", &Options::default());
    let human = report::human(&compilation.sources, &compilation.diagnostics, HumanStyle::default());
    insta::with_settings!({ snapshot_path => "../../snapshots/report", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("human_spelt", human);
    });
    assert!(human.contains(":2:35]") && human.contains(r"a\u{9b}b:1"), "{human}");
}

/// The program itself: what comes out of it, in a terminal or in a pipe.
#[test]
fn the_program_lets_none_through() {
    use family::program::{err, out, run};
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write(
        "stack.kdl",
        "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"1\" }\nimage \"i\" { from \"debian:12\"; use \"x\\u{1b}]52;c;ZXZpbA==\\u{7}y\"; user \"\u{9b}\" }\n",
    );
    let colours = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a regular expression");
    for arguments in [
        vec!["check"],
        vec!["check", "--color", "always"],
        vec!["check", "--format", "short"],
        vec!["check", "--format", "github"],
        vec!["check", "--format", "json"],
        vec!["check", "--format", "sarif"],
        vec!["check", "--fix", "--diff"],
        vec!["plan"],
        vec!["explain", "x\u{1b}]0;evil\u{7}"],
        vec!["check", "no\u{9b}thing"],
        vec!["check", "--no\u{202e}thing"],
        vec!["check", "--format", "\u{9b}\u{200e}"],
        vec!["no\u{202e}thing\u{1b}]0;evil\u{7}", "--color", "always"],
    ] {
        let output = run(folder.path(), &arguments);
        for text in [out(&output), err(&output)] {
            assert!(!colours.replace_all(&text, "").contains(is_spelt), "{arguments:?}: {text:?}");
        }
    }
    // what is on the disk may be anybody's
    write("stack.kdl", "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"1\" }\nimage \"i\" { from \"debian:12\" }\n");
    write("i.Dockerfile", "FROM \u{1b}[8mevil\u{202e}\r\n");
    let output = run(folder.path(), &["compile", "--diff", "--force"]);
    assert!(out(&output).contains("-FROM \\u{1b}[8mevil\\u{202e}"), "{:?}", out(&output));
}
