//! Commands for several stacks, and where they say that files are.

use super::{files, run, said, settings};
use crate::family::program::{code, err, out};
use insta::assert_snapshot;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn stack(name: &str, rest: &str, base: &str) -> String {
    format!(
        "stack \"{name}\" {{ registry \"ghcr.io/acme\"; {rest} }}\ntags {{ tag \"t\" }}\nimage \"{name}\" {{ from \"{base}\" }}\n"
    )
}

/// `one/stack.kdl`, `two/stack.kdl` and `two/more.stack.kdl`, which writes elsewhere; and folders that are not looked into.
fn folders() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("one/stack.kdl", stack("one", "", "debian:12")),
        ("two/stack.kdl", stack("two", "", "debian:12")),
        ("two/more.stack.kdl", stack("more", "out \"more\"", "debian:12")),
        (".hidden/stack.kdl", "no stack".to_string()),
        ("node_modules/it/stack.kdl", "no stack".to_string()),
    ] {
        write(folder.path(), path, &text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
    fs::write(folder.join(path), text).unwrap();
}

#[test]
fn several_stacks_are_checked_and_compiled() {
    let _settings = settings();
    let folder = folders();
    let mut text = String::new();
    for arguments in [
        &["check"][..],
        &["check", "--all"],
        &["check", "two/more.stack.kdl", "one", "one/stack.kdl"],
        &["check", "--all", "two"],
        &["check", "--all", "--format", "json"],
        &["compile", "--all"],
        &["compile", "--all"],
        &["compile", "--all", "--check"],
        &["check", "one", "nowhere"],
        &["check", "one", "-"],
        &["check", "--all", ".hidden/none"],
        &["compile", "--all", "--out", "here"],
    ] {
        text.push_str(&said(folder.path(), arguments));
        text.push('\n');
    }
    write(folder.path(), "one/stack.kdl", &stack("one", "", "debian:13"));
    text.push_str(&said(folder.path(), &["compile", "--all", "--check"]));
    assert_snapshot!("several", text);
}

#[test]
fn what_several_stacks_share_is_told_once_and_nothing_is_written_where_one_is_wrong() {
    let folder = folders();
    let shared = "image \"shared\" { form \"debian:12\" }\n";
    write(folder.path(), "shared.kdl", shared);
    for name in ["one", "two"] {
        let text = stack(name, &format!("out \"{name}\""), "debian:12");
        write(folder.path(), &format!("{name}.stack.kdl"), &format!("include \"shared.kdl\"\n{text}"));
    }
    let stacks = ["one.stack.kdl", "two.stack.kdl"];
    let of = |rest: &[&str]| run(folder.path(), &[&["check"], &stacks[..], rest].concat());
    let short = of(&["--format", "short"]);
    assert_eq!(
        (code(&short), out(&short)),
        (1, "shared.kdl:1:18: error[unknown-node]: no node `form` in an image\n".into())
    );
    let count = |format: &str, list: &str| {
        let log: Value = serde_json::from_str(&out(&of(&["--format", format]))).expect("one document");
        log.pointer(list).and_then(Value::as_array).map(Vec::len)
    };
    assert_eq!((count("json", "/diagnostics"), count("sarif", "/runs/0/results")), (Some(1), Some(1)));
    assert_eq!(out(&of(&["--format", "github"])).lines().count(), 1);
    let before = files(folder.path());
    let compiled = run(folder.path(), &["compile", "one.stack.kdl", "one", "two.stack.kdl"]);
    assert_eq!((code(&compiled), files(folder.path())), (1, before));
    // shown once, and made once
    let shown = of(&["--fix", "--diff"]);
    assert_eq!((code(&shown), out(&shown).matches("+++ b/shared.kdl").count()), (0, 1), "{}", err(&shown));
    let fixed = of(&["--fix"]);
    assert_eq!((code(&fixed), err(&fixed).matches("fixed 1 mistake in shared.kdl").count()), (0, 1), "{}", err(&fixed));
    assert!(err(&of(&["--fix"])).starts_with("nothing to fix\n"));
}

#[test]
fn stacks_that_would_write_over_one_another_are_refused() {
    let folder = folders();
    write(folder.path(), "two/more.stack.kdl", &stack("two", "root \"..\"; out \"../one\"", "debian:12"));
    let refused = run(folder.path(), &["compile", "--all"]);
    assert_eq!(code(&refused), 1);
    let both = "error: both `one/stack.kdl` and `two/more.stack.kdl` make `one/docker-bake.hcl`; give one of them another `out`\n";
    assert_eq!(err(&refused), both);
    assert!(!folder.path().join("two/docker-bake.hcl").exists(), "nothing is written where one stack is refused");
    // one after the other too, until one of them is gone
    assert_eq!(code(&run(folder.path(), &["compile", "one"])), 0);
    let over = run(folder.path(), &["compile", "two/more.stack.kdl"]);
    assert_eq!((code(&over), err(&over).contains("the stack `stack.kdl` makes it")), (1, true), "{}", err(&over));
    assert_eq!(code(&run(folder.path(), &["compile", "--check", "one"])), 0);
    fs::remove_file(folder.path().join("one/stack.kdl")).unwrap();
    assert_eq!(code(&run(folder.path(), &["compile", "two/more.stack.kdl"])), 0);
}

/// A stack that is called `stack.kdl` from another root is not this one.
#[test]
fn what_a_stack_below_made_is_not_removed() {
    let folder = folders();
    assert_eq!(code(&run(folder.path(), &["compile", "one"])), 0);
    write(folder.path(), "stack.kdl", &stack("three", "out \"one\"", "debian:12"));
    run(folder.path(), &["compile"]);
    assert!(folder.path().join("one/one.Dockerfile").exists());
}

/// Wherever the user is and however the stack is called, what is said to be there is there.
#[test]
fn paths_are_told_from_where_the_user_is() {
    let folder = folders();
    let warned = stack("deep", "root \"../..\"; out \"../../made\"", "debian:12")
        .replace("debian:12\"", "debian:12\"; arg \"UNUSED\" \"1\"");
    write(folder.path(), "a/b/stack.kdl", &warned);
    let absolute = folder.path().join("a/b").display().to_string();
    for (from, arguments, to_root) in [
        (".", &["a/b"][..], ""),
        (".", &["./a/b/stack.kdl"], ""),
        ("a", &["b"], "../"),
        ("a/b", &[], "../../"),
        ("a/b", &["../b"], "../../"),
        ("one", &["../a/b"], "../"),
        ("a/b", &[absolute.as_str()], &format!("{}/", folder.path().display())),
    ] {
        let here = folder.path().join(from);
        let say = |command: &[&str]| run(&here, &[command, arguments].concat());
        let short = out(&say(&["check", "--format", "short"]));
        let place = short.split(':').next().unwrap().to_string();
        let made = err(&say(&["compile"]));
        let created = |text: &str| -> Vec<String> {
            text.lines().filter_map(|line| line.strip_prefix("created ")).map(str::to_string).collect()
        };
        for path in created(&made).iter().chain([&place]) {
            assert!(here.join(path).is_file(), "{from}: {path}: {made}");
        }
        assert_eq!(created(&made), ["deep.Dockerfile", "docker-bake.hcl"].map(|name| format!("{to_root}made/{name}")));
        assert!(made.contains(&format!("next: cd {to_root}made && docker buildx bake\n")), "{made}");
        fs::write(folder.path().join("made/deep.Dockerfile"), "FROM scratch\n").unwrap();
        let refused = err(&say(&["compile"]));
        assert!(refused.contains(&format!("cannot write `{to_root}made/deep.Dockerfile`")), "{refused}");
        let diff = out(&say(&["compile", "--diff"]));
        assert!(diff.contains(&format!("+++ b/{to_root}made/deep.Dockerfile")), "{diff}");
        fs::remove_dir_all(folder.path().join("made")).unwrap();
    }
}
