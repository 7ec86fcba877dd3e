//! Claims that only a real engine can prove: what is written comes back from it unchanged.
//!
//! Ignored without one: `cargo test -- --ignored engine`, with `DOCKER_HOST` naming an engine and `localhost:5000/debian:bookworm`
//! and `localhost:5000/busybox` there to build on. Measured with Docker 28.5.

use super::super::{info_files, test_files};
use super::*;
use std::path::Path;
use std::process::{Command, Output};

const DEBIAN: &str = "localhost:5000/debian:bookworm";
const BUSYBOX: &str = "localhost:5000/busybox";

const NASTY: &[&str] = &[
    "plain",
    "",
    " ",
    " lead and trail ",
    "\"",
    "'",
    "it's",
    "\\",
    "\\\\",
    "a\\",
    "a\\\"b",
    "\\n",
    "$",
    "$$",
    "$HOME",
    "${HOME}",
    "${HOME:-x}",
    "\\$HOME",
    "$(id)",
    "`id`",
    "# no comment",
    "#",
    "a # b",
    "<<EOF",
    "<<'EOF'",
    "EOF",
    "--from=x",
    "[\"a\"]",
    "[",
    "a=b",
    "a,b",
    "a;b",
    "a&&b",
    "ü→🦀",
    "\u{feff}bom",
    "tab\there",
    "%s {x} {{y}}",
    "!",
    "*",
    "~",
    "(",
    "}",
];

fn docker(args: &[&str]) -> Output {
    Command::new("docker").args(args).output().expect("docker can be started")
}

fn build_in(folder: &Path, text: &str, options: &[&str]) -> Output {
    let file = folder.join("built.Dockerfile");
    std::fs::write(&file, text).expect("the folder is ours");
    let (file, folder) = (file.display().to_string(), folder.display().to_string());
    let mut args = vec!["buildx", "build", "--provenance=false", "-f", &file];
    args.extend(options);
    args.push(&folder);
    docker(&args)
}

/// Builds the image of this text.
fn image(folder: &Path, name: &str, text: &str) -> String {
    let name = format!("localhost:5000/imgc-engine-test:{name}");
    let out = build_in(folder, text, &["--load", "--tag", &name]);
    assert!(out.status.success(), "{}\n{text}", String::from_utf8_lossy(&out.stderr));
    name
}

fn config(image: &str) -> serde_json::Value {
    let out = docker(&["image", "inspect", "--format", "{{json .Config}}", image]);
    serde_json::from_slice(&out.stdout).expect("JSON")
}

fn printed(image: &str, command: &[&str]) -> String {
    let mut args = vec!["run", "--rm", "--network=none", "--entrypoint", command[0], image];
    args.extend(&command[1..]);
    let out = docker(&args);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn nasty() -> impl Iterator<Item = (String, String)> {
    let long = "0123456789".repeat(1_000);
    NASTY.iter().map(ToString::to_string).chain([long]).enumerate().map(|(at, value)| (format!("V{at}"), value))
}

fn pairs() -> Vec<(String, Text)> {
    nasty().map(|(name, value)| (name, Text::literal(value))).collect()
}

#[test]
#[ignore = "needs an engine"]
fn values_come_back_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let texts: Vec<Text> = pairs().into_iter().map(|(_, text)| text).collect();
    let paths: Vec<Text> = nasty()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(_, value)| Text::literal(format!("/v{value}")))
        .collect();
    let labels: Vec<(String, String)> = nasty().chain([("weird \"key\" $x #".to_string(), "w".to_string())]).collect();
    let labels: Vec<(&str, &str)> = labels.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let mut steps = vec![step(Op::Env(pairs()))];
    steps.extend([
        step(Op::Workdir(Text::literal("/work \"$x\" #\\"))),
        step(Op::User(Text::literal("$user \"x\""))),
        step(Op::Cmd(texts.clone())),
        step(Op::Entrypoint(texts.clone())),
        step(Op::Volume(paths.clone())),
        step(Op::Healthcheck(Healthcheck {
            shell: Some("[ \"a\" ]".to_string()),
            options: vec![("interval".to_string(), "30s".to_string())],
        })),
    ]);
    let image = image(folder.path(), "values", &dockerfile(vec![stage(BUSYBOX, steps)], &[], &labels));
    let config = config(&image);
    let values: Vec<String> = nasty().map(|(_, value)| value).collect();
    let env: Vec<String> = nasty().map(|(name, value)| format!("{name}={value}")).collect();
    let found: Vec<String> = serde_json::from_value(config["Env"].clone()).expect("strings");
    assert_eq!(found.into_iter().filter(|pair| !pair.starts_with("PATH=")).collect::<Vec<_>>(), env);
    for (key, value) in labels {
        assert_eq!(config["Labels"][key], value, "{key}");
    }
    assert_eq!(config["Cmd"], serde_json::json!(values));
    assert_eq!(config["Entrypoint"], serde_json::json!(values));
    let volumes = config["Volumes"].as_object().expect("an object");
    for path in &paths {
        assert!(volumes.contains_key(path.to_string().trim()), "{path} of {volumes:?}");
    }
    assert_eq!(config["WorkingDir"], "/work \"$x\" #\\");
    assert_eq!(config["User"], "$user \"x\"");
    assert_eq!(config["Healthcheck"]["Test"], serde_json::json!(["CMD", "/bin/sh", "-c", "[ \"a\" ]"]));
}

#[test]
#[ignore = "needs an engine"]
fn args_reach_the_shell_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let print = nasty().map(|(name, _)| format!("printf '%s\\n' \"${name}\" >> /args")).collect::<Vec<_>>().join("\n");
    let mut steps: Vec<Step> =
        nasty().map(|(name, value)| step(Op::Arg { name, default: Some(Text::literal(value)) })).collect();
    steps.push(step(Op::Run(run(&print))));
    let image = image(folder.path(), "args", &dockerfile(vec![stage(BUSYBOX, steps)], &[], &[]));
    let expected: String = nasty().map(|(_, value)| format!("{value}\n")).collect();
    assert_eq!(printed(&image, &["cat", "/args"]), expected);
}

#[test]
#[ignore = "needs an engine"]
fn shell_arrives_as_written() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in [["/bin/sh", "-c"], ["/bin/bash", "-c"]] {
        let mut parameters = run(
            "for x in \"$a\" \"$b\" \"$c\"; do printf '%s\\n' \"$x\"; done > /parameters\nprintf '%s' \"$V\" > /arg; printf '%s' '$V ${V} \\$V' > /quoted",
        );
        parameters.assignments = vec![
            ("a".to_string(), Text::literal("it's \"$5\" `id` \\")),
            ("b".to_string(), text("x-${V}-$5")),
            ("c".to_string(), Text::literal("two\nlines")),
        ];
        parameters.assignments[1].1 = Text(vec![
            Segment::Literal("$x-".to_string()),
            Segment::Arg("V".to_string()),
            Segment::Literal("`y`\"\\".to_string()),
        ]);
        let steps = vec![
            step(Op::Shell(texts(shell))),
            step_with(["V"], Op::Run(parameters)),
            step(Op::Run(run("cat <<EOF > /nested\n$V\n# kept\n\\$V\nEOF\n"))),
            step(Op::Run(run("cat <<'EOF' > /nested-quoted\n$V END1\nEOF"))),
            step(Op::Run(run("[ \"x\" ] && echo \"\\\\\" > /line"))),
            step(Op::Run(run("#!/bin/bash\necho ${BASH_VERSINFO+bash} \"$0\" > /shebang"))),
            step(Op::Run(run("printf '%s' 'a;b' > /semicolon"))),
        ];
        let text = dockerfile(vec![stage(DEBIAN, steps)], &[("V", Some("$HOME \"v\" \\"))], &[]);
        let image = image(folder.path(), "shell", &text);
        let read = |file: &str| printed(&image, &["/bin/cat", file]);
        assert_eq!(read("/parameters"), "it's \"$5\" `id` \\\n$x-$HOME \"v\" \\`y`\"\\\ntwo\nlines\n");
        assert_eq!(read("/arg"), "$HOME \"v\" \\");
        assert_eq!(read("/quoted"), "$V ${V} \\$V");
        assert_eq!(read("/nested"), "$HOME \"v\" \\\n# kept\n$V\n");
        assert_eq!(read("/nested-quoted"), "$V END1\n");
        // dash's echo reads one backslash of two.
        assert!(read("/line").starts_with('\\'));
        assert_eq!(read("/shebang"), "bash /dev/pipes/EOF\n");
        assert_eq!(read("/semicolon"), "a;b");
    }
}

#[test]
#[ignore = "needs an engine"]
fn a_script_stops_where_it_fails() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in [["/bin/sh", "-c"], ["/bin/bash", "-c"]] {
        for script in
            ["false\ntrue", "false; true", "x=$(false)\ntrue", "(exit 3)\ntrue", "for x in 1 2; do false; done; true"]
        {
            let steps = vec![step(Op::Shell(texts(shell))), step(Op::Run(run(script)))];
            let out = build_in(folder.path(), &dockerfile(vec![stage(DEBIAN, steps)], &[], &[]), &[]);
            assert!(!out.status.success(), "{script}");
        }
        for script in ["false || true\ntrue", "if false; then false; fi\ntrue", "! true\ntrue"] {
            let steps = vec![step(Op::Shell(texts(shell))), step(Op::Run(run(script)))];
            let out = build_in(folder.path(), &dockerfile(vec![stage(DEBIAN, steps)], &[], &[]), &[]);
            assert!(out.status.success(), "{script}");
        }
    }
}

#[test]
#[ignore = "needs an engine"]
fn paths_come_back_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    // What is a pattern to Docker is left out: `*`, `?`, `[` and a backslash.
    let names: Vec<&str> = vec![
        "a b",
        "it's",
        "\"q\"",
        "$HOME",
        "${X}",
        "#c",
        "<<EOF",
        "a,b=c",
        "--x",
        "ü",
        "(1)",
        "{y}",
        "a;b",
        "new\nline",
    ];
    let mut steps = Vec::new();
    for (at, name) in names.iter().enumerate() {
        std::fs::write(folder.path().join(name), format!("{at}")).expect("a file system for Unix");
        let mut copy = copy([], "");
        copy.sources = vec![Text::literal(*name)];
        copy.to = Text::literal(format!("/to {name}"));
        steps.push(step(Op::Copy(copy)));
        if name.is_ascii() && !name.contains('\n') {
            let mut run =
                run(&format!("test \"$(cat {})\" = {at}", super::super::shell::single(&format!("/m/{name}"))));
            let (source, to) = (Text::literal(*name), Text::literal(format!("/m/{name}")));
            run.mounts = vec![Mount::Bind { source, to, from: Source::Context, writable: false }];
            steps.push(step(Op::Run(run)));
        }
    }
    let image = image(folder.path(), "paths", &dockerfile(vec![stage(BUSYBOX, steps)], &[], &[]));
    for (at, name) in names.iter().enumerate() {
        assert_eq!(printed(&image, &["cat", &format!("/to {name}")]), format!("{at}"), "{name}");
    }
}

#[test]
#[ignore = "needs an engine"]
fn info_is_left_and_tests_fail() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = image(folder.path(), "extra", &format!("FROM {BUSYBOX}\nUSER 1234\nWORKDIR /nowhere\n"));
    docker(&["push", &base]);
    let context = &format!("image=docker-image://{base}");
    let command = |name: &str, shell: &str| InfoCmd {
        args: Vec::new(),
        name: name.to_string(),
        description: String::new(),
        shell: shell.to_string(),
    };
    let test = |shell: &str| Test {
        args: Vec::new(),
        name: "it's".to_string(),
        shell: shell.to_string(),
        when: crate::ast::TestWhen::Build,
        gpu: false,
        inside: true,
        mounts: Vec::new(),
        origin: Origin::default(),
    };
    let mut it = build("base", &[]);
    it.info = vec![
        command("WHO", "id -u\necho \"it's $0\" >&2"),
        command("A B", "echo out; exit 3"),
        command("WRONG", "it's ("),
        command("NO", "no-such-command"),
        command("READ", "cat"),
    ];
    let text = &info_files(&plan(vec![it.clone()]))[0].text;
    let to = folder.path().join("out");
    let out = build_in(
        folder.path(),
        text,
        &["--build-context", context, "--output", &format!("type=local,dest={}", to.display())],
    );
    assert!(out.status.success(), "{}\n{text}", String::from_utf8_lossy(&out.stderr));
    let read = |name: &str| std::fs::read_to_string(to.join(name)).expect("it was exported");
    assert_eq!(read("WHO"), "1234\nit's /bin/sh\n");
    assert_eq!(read("A B"), "out\n(failed with status 3)\n");
    assert!(read("WRONG").ends_with("(failed with status 2)\n"), "{}", read("WRONG"));
    assert!(read("NO").ends_with("(failed with status 127)\n"), "{}", read("NO"));
    assert_eq!(read("READ"), "");
    assert_eq!(std::fs::read_dir(&to).expect("a folder").count(), 5);
    for (shell, passes) in [("true", true), ("false\ntrue", false), ("test $(id -u) = 1234", true), ("exit 1", false)] {
        it.tests = vec![test(shell)];
        let text = &test_files(&plan(vec![it.clone()]))[0].text;
        let out = build_in(folder.path(), text, &["--build-context", context, "--output", "type=cacheonly"]);
        assert_eq!(out.status.success(), passes, "{shell}");
    }
}
