//! The program as its users meet it: what it says, its exit codes, and what it does to files.

mod day;
mod denied;
mod explain;
use crate::family;
mod formats;
mod gpu;
use crate::family::program;
mod several;
mod terminal;
mod trouble;

use insta::assert_snapshot;
use program::{code, err, imgc, out, run, with_input};
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;

const STACK: &str = r#"stack "acme" {
    registry "ghcr.io/acme"
}

tags { tag "{git.short}" }

image "base" {
    from "debian:bookworm-slim"
    run "true"
}

image "app" {
    from image="base"
    run "true"
}
"#;

/// All that a command says, and its exit code.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let mut text = format!("$ imgc {}\n", arguments.join(" "));
    for (name, part) in [("", out(&output)), ("[standard error]\n", err(&output))] {
        if !part.is_empty() {
            text.push_str(name);
            text.push_str(&part);
        }
    }
    format!("{text}[exit code {}]\n", code(&output)).replace(&folder.display().to_string(), "[folder]")
}

fn settings() -> insta::internals::SettingsBindDropGuard {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(family::repository().join("snapshots/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind_to_scope()
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("stack.kdl"), STACK).unwrap();
    folder
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    family::walk(folder, folder, &mut found);
    found
}

const COMMANDS: &[&str] =
    &["compile", "check", "plan", "graph", "gpu", "explain", "new", "schema", "completions", "man"];
const GPU_COMMANDS: &[&str] = &["list", "show", "check", "host"];

#[test]
fn help() {
    let _settings = settings();
    let folder = folder();
    assert_snapshot!("help", said(folder.path(), &["--help"]));
    assert_snapshot!("help_short", said(folder.path(), &["-h"]));
    for command in COMMANDS {
        assert_snapshot!(format!("help_{command}"), said(folder.path(), &[command, "--help"]));
    }
    for command in GPU_COMMANDS {
        assert_snapshot!(format!("help_gpu_{command}"), said(folder.path(), &["gpu", command, "--help"]));
    }
    // each is in the list of its first page, and nothing else is
    assert_eq!(listed(&out(&run(folder.path(), &["--help"]))), COMMANDS);
    assert_eq!(listed(&out(&run(folder.path(), &["gpu", "--help"]))), GPU_COMMANDS);
}

fn listed(page: &str) -> Vec<&str> {
    let listed = page
        .split_once("Commands:\n")
        .and_then(|(_, rest)| rest.split_once("\n\n"))
        .map(|(list, _)| list.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' ')))
        .expect("a list of commands")
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help");
    listed.collect()
}

#[test]
fn wrong_usage() {
    let _settings = settings();
    let folder = folder();
    let empty = tempfile::tempdir().unwrap();
    let mut text = String::new();
    for arguments in [
        &[][..],
        &["complie"],
        &["comple"],
        &["init"],
        &["build"],
        &["lint"],
        &["validate"],
        &["ls"],
        &["fmt"],
        &["lsp"],
        &["compile", "--dry-run"],
        &["compile", "--watch"],
        &["check", "--verbose"],
        &["compile", "--chek"],
        &["compile", "nowhere.kdl"],
        &["compile", "--set", "NAME"],
        &["compile", "--set", "=x"],
        &["compile", "--out", "/"],
        &["compile", "--out", ".."],
        &["compile", "-"],
        &["check", "--format", "xml"],
        &["explain", "unknown-imag"],
        &["explain", "nothing at all like it"],
        &["graph", "--format", "svg"],
        &["gpu"],
        &["gpu", "show", "nvidia"],
        &["gpu", "list", "--format", "xml"],
        &["gpu", "check", "nowhere"],
        &["completions", "tcsh"],
        &["man", "nothing"],
        &["new"],
        &["new", "."],
        &["plan", "--select", "nothing"],
        &["--color", "sometimes", "check"],
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{arguments:?}");
        text.push_str(&said(folder.path(), arguments));
        text.push('\n');
    }
    text.push_str(&said(empty.path(), &["check"]));
    assert_snapshot!("wrong_usage", text);
    assert_eq!(files(folder.path()), ["stack.kdl"]);
}

#[test]
fn a_clean_stack() {
    let _settings = settings();
    let folder = folder();
    let mut text = String::new();
    for arguments in [
        &["check"][..],
        &["check", "--format", "short"],
        &["check", "--format", "json"],
        &["plan"],
        &["graph"],
        &["graph", "--format", "dot"],
        &["compile"],
        &["compile"],
        &["compile", "--check"],
        &["compile", "--diff"],
    ] {
        text.push_str(&said(folder.path(), arguments));
        text.push('\n');
        assert_eq!(code(&run(folder.path(), arguments)), 0, "{arguments:?}");
    }
    assert_snapshot!("clean", text);
}

#[test]
fn errors_and_warnings() {
    let _settings = settings();
    let folder = folder();
    fs::write(folder.path().join("stack.kdl"), STACK.replace("image=\"base\"", "image=\"bse\"")).unwrap();
    let mut text = String::new();
    for arguments in [
        &["check"][..],
        &["check", "--format", "short"],
        &["check", "--format", "json"],
        &["compile"],
        &["plan"],
        &["graph"],
    ] {
        assert_eq!(code(&run(folder.path(), arguments)), 1, "{arguments:?}");
        text.push_str(&said(folder.path(), arguments));
        text.push('\n');
    }
    assert_eq!(files(folder.path()), ["stack.kdl"]);
    fs::write(folder.path().join("stack.kdl"), STACK.replace("run \"true\"\n}\n\n", "arg \"UNUSED\" \"1\"\n}\n\n"))
        .unwrap();
    text.push_str(&said(folder.path(), &["check"]));
    assert_eq!(code(&run(folder.path(), &["check"])), 0);
    assert_eq!(err(&run(folder.path(), &["check", "--quiet"])), "");
    assert_snapshot!("errors", text);
}

#[test]
fn quiet_says_errors_only() {
    let folder = folder();
    for arguments in [&["compile", "--quiet"][..], &["check", "-q"], &["-q", "compile"]] {
        let output = run(folder.path(), arguments);
        assert_eq!((code(&output), out(&output), err(&output)), (0, String::new(), String::new()), "{arguments:?}");
    }
    fs::write(folder.path().join("stack.kdl"), "stack \"s\"\nimage \"a\" { from image=\"b\" }\n").unwrap();
    let output = run(folder.path(), &["check", "-q"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("no image named `b`"), "{}", err(&output));
}

/// Whoever reads may stop reading: `imgc explain | head -1`.
#[test]
fn a_closed_pipe_is_no_panic() {
    let folder = folder();
    for arguments in [
        &["explain"][..],
        &["explain", "from"],
        &["schema"],
        &["man"],
        &["completions", "bash"],
        &["plan", "--format", "json"],
        &["graph"],
        &["--help"],
        &["compile", "--help"],
        &["compile", "--diff"],
        &["check", "--format", "json"],
    ] {
        let mut child =
            imgc(folder.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let status = child.wait().unwrap();
        assert!(!said.contains("panicked"), "{arguments:?}: {said}");
        assert!(status.code().is_some_and(|code| code != 101), "{arguments:?}: {status}");
    }
    // nor are closed errors
    for arguments in [&["check"][..], &["compile"], &["nothing"]] {
        let mut child =
            imgc(folder.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stderr.take());
        let status = child.wait().unwrap();
        assert!(status.code().is_some_and(|code| code != 101), "{arguments:?}: {status}");
    }
}

#[test]
fn a_stack_from_standard_input() {
    let empty = tempfile::tempdir().unwrap();
    let checked = with_input(empty.path(), &["check", "-"], STACK.as_bytes());
    assert_eq!(code(&checked), 0, "{}", err(&checked));
    let planned = with_input(empty.path(), &["plan", "-", "--format", "json"], STACK.as_bytes());
    assert_eq!(code(&planned), 0);
    assert!(out(&planned).contains("\"base\""));
    let shown = with_input(empty.path(), &["compile", "-", "--diff"], STACK.as_bytes());
    assert_eq!(code(&shown), 0);
    assert!(out(&shown).contains("+FROM debian:bookworm-slim"), "{}", out(&shown));
    assert_eq!(files(empty.path()), Vec::<String>::new());
    let compiled = with_input(empty.path(), &["compile", "-", "--out", "made"], STACK.as_bytes());
    assert_eq!(code(&compiled), 0, "{}", err(&compiled));
    assert_eq!(files(empty.path()), ["made/app.Dockerfile", "made/base.Dockerfile", "made/docker-bake.hcl"]);
    // what is made is what a file would have made
    let made = || files(empty.path()).into_iter().map(|name| (fs::read(empty.path().join(&name)).unwrap(), name));
    let with_ci = format!("{STACK}ci \"github\" {{ on \"push\" branch=\"main\" }}\n");
    assert_eq!(code(&with_input(empty.path(), &["compile", "-", "--out", "made"], with_ci.as_bytes())), 0);
    let mut from_input: Vec<_> = made().collect();
    fs::write(empty.path().join("stack.kdl"), &with_ci).unwrap();
    from_input.push((with_ci.into_bytes(), "stack.kdl".to_string()));
    let again = run(empty.path(), &["compile", "--out", "made"]);
    assert_eq!(err(&again), "5 unchanged\n");
    assert_eq!(made().collect::<Vec<_>>(), from_input);
    let broken = with_input(empty.path(), &["check", "-"], b"stack \"s\"\nimage \"a\" { from image=\"b\" }\n");
    assert_eq!(code(&broken), 1);
    assert!(err(&broken).contains("<stdin>"), "{}", err(&broken));
    assert_eq!(code(&with_input(empty.path(), &["check", "-"], b"stack \"\xff\"\n")), 2);
}

#[test]
fn what_is_not_ours_is_kept() {
    let _settings = settings();
    let folder = folder();
    let file = folder.path().join("base.Dockerfile");
    fs::write(&file, "FROM scratch\n").unwrap();
    let refused = said(folder.path(), &["compile"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "FROM scratch\n");
    assert_eq!(files(folder.path()), ["base.Dockerfile", "stack.kdl"], "nothing is written where one file is refused");
    assert_eq!(code(&run(folder.path(), &["compile", "--force"])), 0);
    let made = fs::read_to_string(&file).unwrap();
    assert!(made.contains("FROM debian:bookworm-slim"));
    // an edit is as good as a file of somebody else's
    fs::write(&file, made.replace("bookworm", "trixie")).unwrap();
    let edited = said(folder.path(), &["compile"]);
    assert!(fs::read_to_string(&file).unwrap().contains("trixie"));
    let checked = said(folder.path(), &["compile", "--check"]);
    assert!(fs::read_to_string(&file).unwrap().contains("trixie"));
    assert_snapshot!("kept", format!("{refused}\n{edited}\n{checked}"));
    assert_eq!(code(&run(folder.path(), &["compile", "--force"])), 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), made);
}

#[test]
fn what_is_the_same_keeps_its_time() {
    let folder = folder();
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    for name in ["base.Dockerfile", "app.Dockerfile", "docker-bake.hcl"] {
        fs::File::options().write(true).open(folder.path().join(name)).unwrap().set_modified(old).unwrap();
    }
    let changed = STACK.replacen("run \"true\"", "run \"date\"", 1);
    fs::write(folder.path().join("stack.kdl"), changed).unwrap();
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    let time = |name: &str| fs::metadata(folder.path().join(name)).unwrap().modified().unwrap();
    assert_eq!(time("app.Dockerfile"), old);
    assert_ne!(time("base.Dockerfile"), old);
    // nothing is left beside
    assert_eq!(files(folder.path()), ["app.Dockerfile", "base.Dockerfile", "docker-bake.hcl", "stack.kdl"]);
}

#[test]
fn what_the_stack_no_longer_makes_is_removed() {
    let folder = folder();
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    fs::write(folder.path().join("own.Dockerfile"), "FROM scratch\n").unwrap();
    let (kept, _) = STACK.split_once("image \"app\"").unwrap();
    fs::write(folder.path().join("stack.kdl"), kept).unwrap();
    assert_eq!(code(&run(folder.path(), &["compile", "--check"])), 1);
    assert!(folder.path().join("app.Dockerfile").exists());
    let output = run(folder.path(), &["compile"]);
    assert!(err(&output).contains("removed app.Dockerfile"), "{}", err(&output));
    assert_eq!(files(folder.path()), ["base.Dockerfile", "docker-bake.hcl", "own.Dockerfile", "stack.kdl"]);
    // one that was edited is its editor's
    fs::write(folder.path().join("stack.kdl"), STACK).unwrap();
    run(folder.path(), &["compile"]);
    let mut text = fs::read_to_string(folder.path().join("app.Dockerfile")).unwrap();
    text.push_str("RUN mine\n");
    fs::write(folder.path().join("app.Dockerfile"), &text).unwrap();
    fs::write(folder.path().join("stack.kdl"), kept).unwrap();
    let output = run(folder.path(), &["compile"]);
    assert!(err(&output).contains("kept app.Dockerfile: the stack no longer makes it"), "{}", err(&output));
    assert_eq!(fs::read_to_string(folder.path().join("app.Dockerfile")).unwrap(), text);
}

/// A file of another stack in the same folder is that stack's.
#[test]
fn two_stacks_in_one_folder() {
    let folder = folder();
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    let other = "stack \"other\" { out \"other\" }\ntags { tag \"t\" }\nimage \"x\" { from \"debian:12\" }\nci \"github\" { on push }\n";
    fs::write(folder.path().join("other.kdl"), other).unwrap();
    assert_eq!(code(&run(folder.path(), &["compile", "other.kdl"])), 0);
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    assert_eq!(code(&run(folder.path(), &["compile", "--check"])), 0);
    assert_eq!(code(&run(folder.path(), &["compile", "--check", "other.kdl"])), 0);
}

#[test]
fn check_fails_with_a_diff() {
    let _settings = settings();
    let folder = folder();
    let missing = run(folder.path(), &["compile", "--check"]);
    assert_eq!(code(&missing), 1);
    assert!(out(&missing).contains("+FROM debian:bookworm-slim"));
    assert_eq!(files(folder.path()), ["stack.kdl"]);
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    assert_eq!(code(&run(folder.path(), &["compile", "--check"])), 0);
    fs::write(folder.path().join("stack.kdl"), STACK.replacen("run \"true\"", "run \"date\"", 1)).unwrap();
    assert_snapshot!("drift", said(folder.path(), &["compile", "--check"]));
    assert_eq!(code(&run(folder.path(), &["compile", "--check"])), 1);
    assert_eq!(code(&run(folder.path(), &["compile", "--diff"])), 0);
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("target");
    fs::write(&target, "precious\n").unwrap();
    // a link in a file's place
    let first = folder();
    symlink(&target, first.path().join("base.Dockerfile")).unwrap();
    let output = run(first.path(), &["compile"]);
    assert_eq!(code(&output), 1);
    assert!(err(&output).contains("a link is in its place"), "{}", err(&output));
    assert_eq!(code(&run(first.path(), &["compile", "--force"])), 0);
    assert!(!fs::symlink_metadata(first.path().join("base.Dockerfile")).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious\n");
    // one that points at nothing
    let dangling = folder();
    symlink(outside.path().join("none"), dangling.path().join("base.Dockerfile")).unwrap();
    run(dangling.path(), &["compile", "--force"]);
    assert!(!outside.path().join("none").exists());
    // a link in a folder's place
    let second = folder();
    symlink(outside.path(), second.path().join("made")).unwrap();
    for arguments in [&["compile", "--out", "made"][..], &["compile", "--out", "made", "--force"]] {
        let output = run(second.path(), arguments);
        assert_eq!(code(&output), 1, "{}", err(&output));
    }
    assert_eq!(files(outside.path()), ["target"]);
    // a generated file in a linked folder is not removed either
    let made = folder();
    assert_eq!(code(&run(made.path(), &["compile", "--out", "real"])), 0);
    let bake = made.path().join("real/docker-bake.hcl");
    fs::rename(&bake, outside.path().join("old.Dockerfile")).unwrap();
    run(second.path(), &["compile", "--out", "made", "--force"]);
    assert!(outside.path().join("old.Dockerfile").exists());
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_mode() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    let file = folder.path().join("base.Dockerfile");
    let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o644);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(folder.path().join("stack.kdl"), STACK.replacen("run \"true\"", "run \"date\"", 1)).unwrap();
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    assert_eq!(mode(), 0o600);
}

#[test]
fn new_stacks_compile() {
    for template in ["minimal", "plans", "distributions"] {
        let folder = tempfile::tempdir().unwrap();
        let made = run(folder.path(), &["new", "my stack", "--template", template]);
        assert_eq!(code(&made), 0, "{template}: {}", err(&made));
        for name in [&[][..], &["--name", "it's \"mine\""]] {
            let mut arguments = vec!["new", "other", "--template", template];
            arguments.extend(name);
            run(folder.path(), &arguments);
            let checked = run(folder.path(), &["check", "other"]);
            assert!(code(&checked) < 2, "{}", err(&checked));
            fs::remove_dir_all(folder.path().join("other")).unwrap();
        }
        let again = run(folder.path(), &["new", "my stack"]);
        assert_eq!(code(&again), 2);
        run(folder.path(), &["new", "plain", "--template", template]);
        let compiled = run(folder.path(), &["compile", "plain"]);
        assert_eq!(code(&compiled), 0, "{template}: {}", err(&compiled));
        assert!(!err(&compiled).contains("warning"), "{template}: {}", err(&compiled));
        assert_eq!(code(&run(folder.path(), &["compile", "--check", "plain"])), 0);
    }
}

#[test]
fn the_nearest_stack_upwards() {
    let folder = folder();
    let below = folder.path().join("a/b");
    fs::create_dir_all(&below).unwrap();
    assert_eq!(code(&run(&below, &["compile"])), 0);
    assert!(folder.path().join("docker-bake.hcl").exists());
    fs::write(folder.path().join("stack.kdl"), "stack \"s\"\nimage \"a\" { from image=\"b\" }\n").unwrap();
    let output = run(&below, &["check", "--format", "short"]);
    assert!(out(&output).starts_with("../../stack.kdl:2:"), "{}", out(&output));
}

#[test]
fn no_snapshot_is_stale() {
    let folder = family::repository().join("snapshots/cli");
    let known = [
        "help",
        "help_short",
        "wrong_usage",
        "clean",
        "errors",
        "kept",
        "drift",
        "denied",
        "github",
        "narrated",
        "several",
        "builds",
        "gpu",
    ];
    for file in files(&folder).iter().filter(|file| file.ends_with(".snap")) {
        let name = file.trim_end_matches(".snap");
        let of_gpu = |name: &str| name.strip_prefix("gpu_").is_some_and(|command| GPU_COMMANDS.contains(&command));
        let of_command = name.strip_prefix("help_").is_some_and(|name| COMMANDS.contains(&name) || of_gpu(name));
        assert!(of_command || known.contains(&name), "{file} is stale");
    }
}
