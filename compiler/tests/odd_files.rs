//! Files that are no stack, or no file: an error with a place, and soon.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const GOOD: &str = "stack \"s\"\nimage \"a\" { from \"debian:12\"; internal }\n";

/// The program's answer; it is ended if it takes longer than anybody waits.
fn check(folder: &Path) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_imgc"))
        .current_dir(folder)
        .args(["check", "stack.kdl"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(folder.join("said")).expect("a file"))
        .spawn()
        .expect("the program runs");
    let start = Instant::now();
    let status = loop {
        match child.try_wait().expect("it can be asked") {
            Some(status) => break status,
            None if start.elapsed() > Duration::from_secs(30) => {
                child.kill().expect("it can be ended");
                panic!("{} takes too long", folder.display());
            }
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    Output { status, stdout: Vec::new(), stderr: fs::read(folder.join("said")).expect("it was written") }
}

/// Makes an odd file of each kind at a path.
type Make = fn(&Path);

const ODD: &[(&str, Make)] = &[
    ("a directory", |path| fs::create_dir(path).expect("a directory")),
    ("a pipe", |path| {
        let made = Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
        assert!(made.success());
    }),
    ("a device", |path| std::os::unix::fs::symlink("/dev/zero", path).expect("a link")),
    ("a link to nothing", |path| std::os::unix::fs::symlink("nothing", path).expect("a link")),
    ("a link to itself", |path| std::os::unix::fs::symlink(path, path).expect("a link")),
    ("no UTF-8", |path| fs::write(path, b"stack \"\xff\xfe\"\n").expect("a file")),
    ("a NUL", |path| fs::write(path, b"stack \"a\0b\"\n").expect("a file")),
    ("50 MB", |path| fs::write(path, "a \"b\"\n".repeat(50_000_000 / 6)).expect("a file")),
    ("braces", |path| fs::write(path, "{".repeat(100_000)).expect("a file")),
    ("one long line", |path| fs::write(path, format!("a {}", "\"b\" ".repeat(1_000_000))).expect("a file")),
];

/// Nothing, as a stack; as an include it adds nothing.
const EMPTY: &[(&str, Make)] = &[
    ("nothing", |path| fs::write(path, "").expect("a file")),
    ("a byte order mark", |path| fs::write(path, "\u{feff}").expect("a file")),
    ("blank lines", |path| fs::write(path, "\n\n \t\r\n").expect("a file")),
];

fn refused(what: &str, folder: &Path, named: &str) {
    let output = check(folder);
    let said = String::from_utf8(output.stderr).expect("it writes text");
    assert!(matches!(output.status.code(), Some(1 | 2)), "{what}: {:?}\n{said}", output.status);
    assert!(said.contains("error") && said.contains(named), "{what}:\n{said}");
    assert!(!said.contains("panicked"), "{what}:\n{said}");
}

#[test]
fn odd_stacks() {
    for (what, make) in ODD.iter().chain(EMPTY) {
        let folder = TempDir::new().expect("a folder");
        make(&folder.path().join("stack.kdl"));
        refused(what, folder.path(), "stack.kdl");
    }
}

#[test]
fn odd_includes() {
    for (what, make) in ODD {
        let folder = TempDir::new().expect("a folder");
        fs::write(folder.path().join("stack.kdl"), format!("{GOOD}include \"x.kdl\"\n")).expect("a file");
        make(&folder.path().join("x.kdl"));
        refused(what, folder.path(), "x.kdl");
    }
    for (what, make) in EMPTY {
        let folder = TempDir::new().expect("a folder");
        fs::write(folder.path().join("stack.kdl"), format!("{GOOD}include \"x.kdl\"\n")).expect("a file");
        make(&folder.path().join("x.kdl"));
        let output = check(folder.path());
        assert_eq!(output.status.code(), Some(0), "{what}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().expect("a folder");
    let stack = folder.path().join("stack.kdl");
    fs::write(&stack, GOOD).expect("a file");
    fs::set_permissions(&stack, fs::Permissions::from_mode(0o0)).expect("rights");
    // nothing is forbidden to root
    if fs::read(&stack).is_err() {
        refused("no permission", folder.path(), "stack.kdl");
    }
}

#[test]
fn a_byte_that_is_no_text_is_told_at_its_place() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("stack.kdl"), b"stack \"s\"\n// \xc3\xa9t\xe9\n").expect("a file");
    let said = String::from_utf8(check(folder.path()).stderr).expect("it writes text");
    assert!(said.contains("[stack.kdl:2:6]") && said.contains("save the file as UTF-8"), "{said}");
    fs::write(folder.path().join("stack.kdl"), format!("{GOOD}include \"x.kdl\"\n")).expect("a file");
    fs::write(folder.path().join("x.kdl"), b"// a\n\n  // \xff\n").expect("a file");
    let said = String::from_utf8(check(folder.path()).stderr).expect("it writes text");
    assert!(said.contains("[x.kdl:3:6]") && said.contains("included here"), "{said}");
}

/// Steps without end are told of before anything is made of them.
#[test]
fn steps_without_end() {
    let folder = TempDir::new().expect("a folder");
    let steps = "env A=\"1\"\n".repeat(200_000);
    fs::write(folder.path().join("stack.kdl"), format!("stack \"s\"\nimage \"a\" {{\n{steps}}}\n")).expect("a file");
    refused("steps without end", folder.path(), "stack.kdl:2003:1");
}
