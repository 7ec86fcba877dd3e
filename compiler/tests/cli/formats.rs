//! `check --format`: what programs read is on standard output, and nothing else is.

use super::{STACK, code, err, folder, out, run, said, settings};
use insta::assert_snapshot;
use std::fs;

#[test]
fn programs_read_standard_output() {
    let folder = folder();
    for (text, expected) in [(STACK.to_string(), 0), (STACK.replace("image=\"base\"", "image=\"bse\""), 1)] {
        fs::write(folder.path().join("stack.kdl"), text).unwrap();
        for format in ["json", "sarif"] {
            let output = run(folder.path(), &["check", "--format", format]);
            assert_eq!((code(&output), err(&output)), (expected, String::new()), "{format}");
            let read: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
            let found = read.pointer("/runs/0/results").or(read.get("diagnostics")).and_then(|list| list.as_array());
            assert_eq!(found.map(Vec::len), Some(expected as usize), "{format}");
        }
    }
}

#[test]
fn annotations_for_github() {
    let _settings = settings();
    let folder = folder();
    let clean = run(folder.path(), &["check", "--format", "github"]);
    assert_eq!((code(&clean), out(&clean), err(&clean)), (0, String::new(), String::new()));
    fs::write(folder.path().join("stack.kdl"), STACK.replace("image=\"base\"", "image=\"bse\"")).unwrap();
    assert_snapshot!("github", said(folder.path(), &["check", "--format", "github"]));
}
