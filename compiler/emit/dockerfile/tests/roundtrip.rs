//! Whatever the text, it comes back unchanged, for BuildKit's way of reading and for an independent parser.

use super::super::{Place, holds};
use super::*;
use proptest::prelude::*;

/// What has broken generators of Dockerfiles before.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\"".to_string()),
        Just("'".to_string()),
        Just("\\".to_string()),
        Just("$".to_string()),
        Just("${X:-y}".to_string()),
        Just("$(id)".to_string()),
        Just("`id`".to_string()),
        Just("# c".to_string()),
        Just("<<EOF".to_string()),
        Just("EOF".to_string()),
        Just("\nEOF\n".to_string()),
        Just("\n#".to_string()),
        Just(" ".to_string()),
        Just("\t".to_string()),
        Just("\\\n".to_string()),
        Just("--from=x ".to_string()),
        Just("[\"a\"]".to_string()),
        Just("=".to_string()),
        Just(",".to_string()),
        Just("ü→🦀".to_string()),
        Just("\u{feff}".to_string()),
        Just("x".repeat(10_000)),
        Just("\r".to_string()),
        Just("{{a}}".to_string()),
        "[ -~]{0,8}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn held(place: Place) -> impl Strategy<Value = String> {
    nasty().prop_filter("the planner refuses it", move |text| holds(place, &Text::literal(text.clone())).is_none())
}

fn first(op: Op) -> (String, Option<String>) {
    let text = only(op);
    let found = super::read::instructions(&text);
    assert_eq!(found.len(), 1, "{text}");
    found.into_iter().next().expect("one")
}

fn arguments(op: Op, keyword: &str) -> String {
    let (line, _) = first(op);
    line.strip_prefix(keyword).expect("the keyword").trim().to_string()
}

fn parse(text: &str) -> tree_sitter::Tree {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_containerfile::LANGUAGE.into()).expect("the grammar loads");
    parser.parse(text, None).expect("it parses")
}

/// The kinds of the instructions, as the independent parser has them; no error anywhere.
fn kinds(text: &str) -> Vec<String> {
    let tree = parse(text);
    let root = tree.root_node();
    assert!(!root.has_error(), "{}\n{text}", root.to_sexp());
    let mut cursor = root.walk();
    root.children(&mut cursor)
        .map(|node| node.kind().to_string())
        .filter(|kind| kind.ends_with("_instruction"))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn env_and_labels(key in held(Place::Key), value in held(Place::Value), second in held(Place::Value)) {
        let pairs = vec![(key.clone(), Text::literal(value.clone())), ("B".to_string(), Text::literal(second.clone()))];
        for (op, keyword) in [(Op::Env(pairs.clone()), "ENV"), (Op::Label(pairs), "LABEL")] {
            let line = arguments(op, keyword);
            let found: Vec<(String, String)> = super::read::words(&line)
                .iter()
                .map(|word| word.split_once('=').expect("a pair"))
                .map(|(key, value)| (super::read::word(key), super::read::word(value)))
                .collect();
            prop_assert_eq!(found, vec![(key.clone(), value.clone()), ("B".to_string(), second.clone())]);
        }
    }

    #[test]
    fn single_words(value in held(Place::Value)) {
        let text = Text::literal(value.clone());
        for (op, keyword) in [(Op::Workdir(text.clone()), "WORKDIR"), (Op::User(text.clone()), "USER"), (Op::Stopsignal(text), "STOPSIGNAL")] {
            let line = arguments(op, keyword);
            let (flags, rest) = super::read::flags(&line);
            prop_assert!(flags.is_empty());
            prop_assert_eq!(super::read::word(rest), value.clone());
        }
        let line = arguments(Op::Arg { name: "A".to_string(), default: Some(Text::literal(value.clone())) }, "ARG");
        let words = super::read::words(&line);
        prop_assert_eq!(words.len(), 1);
        prop_assert_eq!(super::read::word(words[0].split_once('=').expect("a default").1), value);
    }

    #[test]
    fn paths(source in held(Place::Path), to in held(Place::Path), owner in held(Place::Flag)) {
        let mut copy = copy(["a"], "b");
        copy.sources.push(Text::literal(source.clone()));
        copy.to = Text::literal(to.clone());
        copy.chown = Some(Text::literal(owner.clone()));
        copy.exclude = vec![Text::literal(owner.clone())];
        let line = arguments(Op::Copy(copy), "COPY");
        let (flags, rest) = super::read::flags(&line);
        prop_assert_eq!(super::read::word(flags[0].strip_prefix("--chown=").expect("chown")), owner.clone());
        prop_assert_eq!(flags[1].strip_prefix("--exclude=").expect("exclude"), owner);
        let words: Vec<String> = match serde_json::from_str(rest) {
            Ok(words) => words,
            Err(_) => rest.split_whitespace().map(str::to_string).collect(),
        };
        let words: Vec<String> = words.iter().map(|word| super::read::word(word)).collect();
        prop_assert_eq!(words, vec!["a".to_string(), source, to]);
    }

    #[test]
    fn exec_forms(word in held(Place::Exec)) {
        let line = arguments(Op::Cmd(vec![Text::literal(word.clone()), Text::literal("x")]), "CMD");
        let words: Vec<String> = serde_json::from_str(&line).expect("JSON");
        prop_assert_eq!(words, vec![word, "x".to_string()]);
    }

    #[test]
    fn mounts(source in held(Place::Flag), to in held(Place::Flag)) {
        let mut run = run("true");
        run.mounts = vec![Mount::Bind { source: Text::literal(format!("/{source}")), to: Text::literal(to.clone()), from: Source::Context, writable: false }];
        let line = arguments(Op::Run(run), "RUN");
        let (flags, rest) = super::read::flags(&line);
        prop_assert_eq!(rest, "true");
        let fields: Vec<String> = super::read::csv(flags[0].strip_prefix("--mount=").expect("a mount"))
            .iter()
            .map(|field| field.split_once('=').map_or(field.clone(), |(key, value)| format!("{key}={}", super::read::word(value))))
            .collect();
        prop_assert_eq!(fields, vec!["type=bind".to_string(), format!("source=/{source}"), format!("target={to}")]);
    }

    #[test]
    fn shell(shell in held(Place::Shell)) {
        let (line, heredoc) = first(Op::Run(run(&shell)));
        match heredoc {
            Some(text) if shell.starts_with("#!") => prop_assert_eq!(text, shell.trim_end_matches('\n')),
            Some(text) => prop_assert_eq!(text, format!("set -e\n{}", shell.trim_end_matches('\n'))),
            None => prop_assert_eq!(line, format!("RUN {shell}")),
        }
    }

    #[test]
    fn healthchecks(shell in held(Place::Shell)) {
        let it = Healthcheck { shell: Some(shell.clone()), options: Vec::new() };
        let line = arguments(Op::Healthcheck(it), "HEALTHCHECK");
        let text = line.strip_prefix("CMD ").expect("a command");
        match serde_json::from_str::<Vec<String>>(text) {
            Ok(words) => prop_assert_eq!(words, vec!["/bin/sh".to_string(), "-c".to_string(), shell.trim_end_matches('\n').to_string()]),
            Err(_) => prop_assert_eq!(text, shell),
        }
    }

    /// Not even what the planner should have refused leaves its line.
    #[test]
    fn nothing_escapes(value in nasty()) {
        let it = Text::literal(value.clone());
        let ops = [
            Op::Env(vec![(value.clone(), it.clone())]), Op::Workdir(it.clone()), Op::User(it.clone()),
            Op::Volume(vec![it.clone()]), Op::Cmd(vec![it.clone()]), Op::Expose(vec![it.clone()]),
            Op::Packages(Packages { manager: Manager::Apt, items: vec![Item { text: it.clone(), comment: Some(value), origin: Origin::default() }], recommends: false }),
        ];
        for op in ops {
            prop_assert_eq!(super::read::instructions(&only(op)).len(), 1);
        }
    }

    /// The independent parser sees the same instructions. It takes every backtick for an
    /// escape and some `#` in quotes for a comment, and `\\${` for an expansion: none here.
    #[test]
    fn an_independent_parser_agrees(value in "[ -\"$-_a-~üλ🦀]{0,40}", shell in "[ -~ü\n]{1,60}") {
        let value = value.replace('{', "");
        prop_assume!(holds(Place::Shell, &Text::literal(shell.clone())).is_none());
        let it = Text::literal(value.clone());
        let file = dockerfile(vec![stage("debian:12", vec![
            step(Op::Env(vec![("A".to_string(), it.clone()), ("B".to_string(), it.clone())])),
            step(Op::Cmd(vec![it.clone()])),
            step(Op::Volume(vec![it.clone(), it.clone()])),
            step(Op::Run(run(&format!("true {shell}\ntrue")))),
        ])], &[], &[("k", &value)]);
        prop_assert_eq!(kinds(&file), ["from_instruction", "env_instruction", "cmd_instruction", "volume_instruction", "run_instruction", "label_instruction"]);
        let tree = parse(&file);
        let mut values = Vec::new();
        strings(tree.root_node(), &file, &mut values);
        prop_assert!(values.iter().filter(|found| **found == value).count() >= 3, "{:?}\n{}", values, file);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Words and assignments of our own shell, read by real ones.
    #[test]
    fn shell_words(words in proptest::collection::vec(held(Place::ShellWord), 1..20)) {
        let texts: Vec<Text> = words.iter().map(|word| Text::literal(word.clone())).collect();
        let mixed = Text(vec![Segment::Literal(words[0].clone()), Segment::Arg("X".to_string())]);
        let mut script = String::from("X='x$'\n");
        for text in texts.iter().chain([&mixed]) {
            script.push_str(&super::super::shell::script(super::super::shell::Interpreter::Sh, &[("p".to_string(), text.clone())], "printf '%s\\0' \"$p\""));
            script.push_str(&format!("\nprintf '%s\\0' {}\n", super::super::shell::word(text)));
        }
        let expected: Vec<u8> = words.iter().chain([&format!("{}x$", words[0])]).flat_map(|word| format!("{word}\0{word}\0").into_bytes()).collect();
        for shell in ["sh", "bash"] {
            let mut child = std::process::Command::new(shell).stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).spawn().expect("a shell");
            let mut input = child.stdin.take().expect("piped");
            let bytes = script.as_bytes().to_vec();
            let writer = std::thread::spawn(move || std::io::Write::write_all(&mut input, &bytes));
            let out = child.wait_with_output().expect("it ends");
            writer.join().expect("no panic").expect("it reads all");
            prop_assert_eq!(&out.stdout, &expected);
        }
    }
}

/// What is in double quotes in `ENV` and `LABEL`, as BuildKit would read it.
fn strings(node: tree_sitter::Node<'_>, file: &str, out: &mut Vec<String>) {
    if node.kind() == "double_quoted_string" {
        out.push(super::read::word(&file[node.byte_range()]));
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        strings(child, file, out);
    }
}

#[test]
fn what_no_place_holds() {
    let refused = |place, it: &str| holds(place, &Text::literal(it));
    assert_eq!(refused(Place::Value, "a\nb"), Some("a line break"));
    assert_eq!(refused(Place::Path, "a\nb"), None);
    assert_eq!(refused(Place::Shell, "a\0b"), Some("a NUL character"));
    assert_eq!(refused(Place::Reference, "debian :12"), Some("a blank"));
    assert_eq!(refused(Place::Key, "a=b"), Some("an equals sign"));
    assert_eq!(refused(Place::Flag, "ü"), Some("a character that is not ASCII"));
    assert_eq!(refused(Place::Instruction, "ONBUILD RUN x \\"), Some("a backslash at its end"));
    assert_eq!(refused(Place::Value, &"x".repeat(70_000)), Some("a line of more than 64,000 bytes"));
    assert_eq!(refused(Place::Shell, &"x\n".repeat(70_000)), Some("more than 126,000 bytes"));
    let docker = Text(vec![Segment::Docker("${A:-\"b\"}".to_string())]);
    assert_eq!(holds(Place::Value, &docker), Some("a quote inside `${…}`"));
}
