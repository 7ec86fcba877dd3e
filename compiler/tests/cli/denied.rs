//! `--deny-warnings`

use super::{STACK, code, err, files, folder, out, run, said, settings};
use insta::assert_snapshot;
use std::fs;

fn with_a_warning() -> tempfile::TempDir {
    let folder = folder();
    fs::write(folder.path().join("stack.kdl"), STACK.replace("run \"true\"\n}\n\n", "arg \"UNUSED\" \"1\"\n}\n\n"))
        .unwrap();
    folder
}

#[test]
fn warnings_fail_where_they_are_denied() {
    let _settings = settings();
    let folder = with_a_warning();
    let mut text = String::new();
    for arguments in [
        &["check", "--deny-warnings"][..],
        &["check", "--deny-warnings", "--quiet"],
        &["check", "--deny-warnings", "--format", "short"],
        &["check", "--deny-warnings", "--format", "github"],
        &["compile", "--deny-warnings"],
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(code(&output), 1, "{arguments:?}");
        let last = err(&output).lines().last().map(str::to_string);
        assert_eq!(last.as_deref(), Some("error: warnings are denied"), "{arguments:?}");
        text.push_str(&said(folder.path(), arguments));
        text.push('\n');
    }
    assert_snapshot!("denied", text);
    assert_eq!(files(folder.path()), ["stack.kdl"], "a command that fails writes nothing");
    assert_eq!(code(&run(folder.path(), &["check"])), 0);
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
}

#[test]
fn nothing_is_denied_where_there_are_no_warnings() {
    let clean = folder();
    for arguments in [&["check", "--deny-warnings"][..], &["compile", "--deny-warnings"]] {
        let output = run(clean.path(), arguments);
        assert_eq!((code(&output), err(&output).contains("denied")), (0, false), "{arguments:?}");
    }
    // errors speak for themselves
    let broken = with_a_warning();
    let text = fs::read_to_string(broken.path().join("stack.kdl")).unwrap();
    fs::write(broken.path().join("stack.kdl"), text.replace("image=\"base\"", "image=\"bse\"")).unwrap();
    let output = run(broken.path(), &["check", "--deny-warnings"]);
    assert_eq!((code(&output), err(&output).contains("denied")), (1, false), "{}", out(&output));
}
