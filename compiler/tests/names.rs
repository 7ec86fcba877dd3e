//! What `imgc check` passes, `imgc compile` writes: no name of a file is one that a disk does not hold, or is another's.

use crate::family::program::{code, err, run};
use crate::family::walk;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const HEAD: &str = "stack \"s\" { registry \"ghcr.io/a\" }\ntags { tag \"{image}{values}\" }\n";
const STEP: &str = "from \"debian:12\"; user \"1000\"";

/// Paths and texts.
type Files = Vec<(&'static str, &'static str)>;

/// Each a stack that is right, and what is beside it.
fn stacks() -> Vec<(&'static str, String, Files)> {
    let numbers: String = (1..=60).map(|at| format!(" \"2026.{at:02}\"")).collect();
    let long = "v".repeat(100);
    let axes: String = (0..8).map(|at| format!("axis \"a{at}\" \"{long}{at}x\" \"{long}{at}y\"\n")).collect();
    let each: String = (0..8).map(|at| format!("in a{at}=\"*x\" {{ run \"echo {at}\" }}\n")).collect();
    vec![
        (
            "many values",
            format!(
                "{HEAD}image \"train\" {{ axis \"release\"{numbers}; {STEP}\n in release=\"*[02468]\" {{ run \"echo\" }}\n}}\n"
            ),
            vec![],
        ),
        (
            "long values",
            format!(
                "{HEAD}image \"i\" {{\ninternal\n{axes}{STEP}\n{each}only a2=\"*x\" a3=\"*x\" a4=\"*x\" a5=\"*x\" a6=\"*x\" a7=\"*x\"\n}}\n"
            ),
            vec![],
        ),
        (
            "case of images",
            format!("{HEAD}image \"a\" {{ {STEP} }}\nimage \"A\" {{ repository \"b\"; {STEP}; run \"true\" }}\n"),
            vec![],
        ),
        (
            "case of values",
            format!("{HEAD}image \"i\" {{ axis \"x\" \"b\" \"B\"; {STEP}\n in x=\"b\" {{ run \"echo b\" }}\n}}\n"),
            vec![],
        ),
        (
            "an image called as another's file",
            format!(
                "{HEAD}image \"a\" {{ axis \"x\" \"b\" \"c\"; axis \"y\" \"1\" \"2\"; {STEP}\n in x=\"b\" {{ run \"echo b\" }}\n}}\nimage \"a.b\" {{ {STEP} }}\n"
            ),
            vec![],
        ),
        (
            "an image called as another's tests",
            format!(
                "{HEAD}image \"a\" {{ {STEP}; test \"true\" \"true\" }}\nimage \"A.test\" {{ repository \"t\"; {STEP} }}\n"
            ),
            vec![],
        ),
        (
            "a Dockerfile of the user's own",
            format!("{HEAD}image \"a\" {{ dockerfile \"B.Dockerfile\" }}\nimage \"b\" {{ {STEP} }}\n"),
            vec![("B.Dockerfile", "FROM debian:12\nUSER 1000\n")],
        ),
        (
            "the longest name",
            format!(
                "{HEAD}image \"{}\" {{ axis \"x\" \"{long}1\" \"2\"; internal; {STEP}; test \"true\" \"true\"\n in x=\"2\" {{ run \"echo\" }}\n}}\n",
                "i".repeat(128)
            ),
            vec![],
        ),
        (
            "a file that is included",
            format!("{HEAD}include \"B.Dockerfile\"\nimage \"b\" {{ {STEP} }}\n"),
            vec![("B.Dockerfile", "arg \"X\" \"1\"\n")],
        ),
    ]
}

fn made(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found
}

#[test]
fn what_is_checked_is_written() {
    for (what, stack, beside) in stacks() {
        let folder = TempDir::new().expect("a folder");
        fs::write(folder.path().join("stack.kdl"), &stack).expect("a file");
        for (path, text) in &beside {
            fs::write(folder.path().join(path), text).expect("a file");
        }
        let checked = run(folder.path(), &["check"]);
        assert_eq!(code(&checked), 0, "{what}: {}", err(&checked));
        let compiled = run(folder.path(), &["compile"]);
        assert_eq!(code(&compiled), 0, "{what}: {}", err(&compiled));
        assert_eq!(code(&run(folder.path(), &["compile", "--check"])), 0, "{what}");
        let files = made(folder.path());
        let folded: BTreeSet<String> = files.iter().map(|file| file.to_lowercase()).collect();
        assert_eq!(files.len(), folded.len(), "{what}: {files:?}");
        assert!(files.iter().all(|file| file.len() < 240), "{what}: {files:?}");
        // every Dockerfile that the Bake file names is there
        let bake = fs::read_to_string(folder.path().join("docker-bake.hcl")).expect("it is written");
        for line in bake.lines().filter_map(|line| line.trim().strip_prefix("dockerfile = \"")) {
            let path = line.trim_end_matches('"');
            assert!(folder.path().join(path).is_file(), "{what}: {path}");
        }
        for (path, text) in beside {
            assert_eq!(fs::read_to_string(folder.path().join(path)).expect("it is there"), text, "{what}");
        }
    }
}

#[test]
fn one_more_value_renames_no_file() {
    let stack = |values: &str| {
        format!(
            "{HEAD}image \"app\" {{ axis \"os\" {values}; {STEP}\n in os=\"x*\" {{ run \"echo x\" }}\n in os=\"y*\" {{ run \"echo y\" }}\n}}\n"
        )
    };
    let files = |values: &str| {
        let folder = TempDir::new().expect("a folder");
        fs::write(folder.path().join("stack.kdl"), stack(values)).expect("a file");
        let compiled = run(folder.path(), &["compile"]);
        assert_eq!(code(&compiled), 0, "{}", err(&compiled));
        made(folder.path())
    };
    let few = files("\"x1\" \"x2\" \"x3\" \"x4\" \"y1\" \"y2\"");
    assert_eq!(few, ["app.x1+more.Dockerfile", "app.y1+y2.Dockerfile", "docker-bake.hcl", "stack.kdl"]);
    assert_eq!(files("\"x1\" \"x2\" \"x3\" \"x4\" \"x5\" \"y1\" \"y2\""), few);
}

/// What cannot be written is told where its name is.
#[test]
fn what_no_disk_holds_is_told_at_its_place() {
    let long = "n".repeat(256);
    let head = |out: &str| HEAD.replace("registry", &format!("out \"{out}\"; registry"));
    let image = format!("image \"a\" {{ {STEP} }}\n");
    let ci = "ci \"github\" { on push branch=\"main\" }\n";
    let cases = [
        (format!("{HEAD}image \"{}\" {{ {STEP} }}\n", "i".repeat(129)), "3:7: error[invalid-name]"),
        (format!("{}{image}", head(&long)), "1:17: error[unusable-path]"),
        (format!("{}{image}", head(&"deep/".repeat(500))), "1:17: error[unusable-path]"),
        (format!("{}{image}", head(".git/hooks")), "1:17: error[unusable-path]"),
        (format!("{}{image}", head("stack.kdl/x")), "1:17: error[unusable-path]"),
        (format!("{}{image}{ci}", head(".github/workflows/images.yml")), "1:17: error[unusable-path]"),
        (format!("{HEAD}image \"con\" {{ {STEP} }}\n"), "3:7: warning[unportable-path]"),
        (format!("{HEAD}image \"NUL.x\" {{ repository \"n\"; {STEP} }}\n"), "3:7: warning[unportable-path]"),
        (format!("{}{image}", head("made/aux/x")), "1:17: warning[unportable-path]"),
        (format!("{}{image}", head("made. /x")), "1:17: warning[unportable-path]"),
    ];
    for (stack, told) in cases {
        let folder = TempDir::new().expect("a folder");
        fs::write(folder.path().join("stack.kdl"), &stack).expect("a file");
        let checked = run(folder.path(), &["check", "--format", "short"]);
        let said = String::from_utf8_lossy(&checked.stdout).into_owned();
        assert!(said.starts_with(&format!("stack.kdl:{told}")), "{told}:\n{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        let is_error = told.contains("error");
        assert_eq!(code(&run(folder.path(), &["compile"])), i32::from(is_error), "{told}");
    }
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("stack.kdl"), format!("{HEAD}{image}")).expect("a file");
    for out in [long.as_str(), ".git/x", "a\nb"] {
        let refused = run(folder.path(), &["compile", "--out", out]);
        assert_eq!(code(&refused), 2, "{out:?}: {}", err(&refused));
    }
}

/// Workflows are called after the stack's path, which may be long although each of its names is not.
#[test]
fn a_stack_deep_below_its_root_has_workflows() {
    let disk = TempDir::new().expect("a folder");
    let folder = disk.path().join(format!("{0}/{0}/{0}/{0}", "p".repeat(90)));
    fs::create_dir_all(&folder).expect("a folder");
    let stack = HEAD.replace("registry", "root \"../../../..\"; registry");
    let text = format!("{stack}image \"a\" {{ {STEP} }}\nci \"github\" {{ on push branch=\"main\" }}\n");
    fs::write(folder.join("stack.kdl"), text).expect("a file");
    let compiled = run(&folder, &["compile"]);
    assert_eq!(code(&compiled), 0, "{}", err(&compiled));
    let workflows = made(&disk.path().join(".github/workflows"));
    assert!(workflows.iter().any(|name| name.ends_with("-images.yml")), "{workflows:?}");
}
