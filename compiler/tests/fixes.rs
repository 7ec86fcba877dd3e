//! `imgc check --fix`: what it does to files, and that it changes nothing but what is wrong.

use crate::family;
use crate::family::program;

use family::{Example, examples};
use imgc::check;
use imgc::diag::Class;
use imgc::fix::{Repairer, fix};
use program::{code, err, out, run, with_input};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use similar::{DiffTag, TextDiff};
use std::cell::Cell;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const WRONG: &str = "\u{feff}// the stack\r\nstack \"acme\" { registry \"ghcr.io/acme\" }\r\n\r\ntags { tag \"1\" }\r\n\
    include \"images/*.kdl\"   // all of them\r\n";
const IMAGES: &str = "// one\nimage \"base\" {\n    from debian:12\n    env A=1.10 B=true // both\n}\n\n\
    image \"app\" {\n  from image=\"bse\"; user \"app\"\n}\n\n\
    image \"web\" {\n  from image=\"base\"\n}\n";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("images")).unwrap();
    fs::write(folder.path().join("stack.kdl"), WRONG).unwrap();
    fs::write(folder.path().join("images/all.kdl"), IMAGES).unwrap();
    folder
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).expect("a file")
}

fn mended(text: &str) -> String {
    text.replace("1.10", "\"1.10\"").replace("B=true", "B=\"true\"").replace("bse", "base")
}

#[test]
fn repairs_are_made_in_place() {
    let folder = folder();
    let fixed = run(folder.path(), &["check", "--fix"]);
    assert_eq!(out(&fixed), "");
    assert_eq!(err(&fixed), "fixed 3 mistakes in images/all.kdl\n3 images, 3 builds\n");
    assert_eq!(code(&fixed), 0);
    assert_eq!(read(folder.path(), "images/all.kdl"), mended(IMAGES));
    assert_eq!(read(folder.path(), "stack.kdl"), WRONG);
    let again = run(folder.path(), &["check", "--fix"]);
    assert_eq!((code(&again), err(&again).as_str()), (0, "nothing to fix\n3 images, 3 builds\n"));
    assert_eq!(err(&run(folder.path(), &["check", "--fix", "-q"])), "");
}

#[test]
fn what_is_left_is_told_and_counts() {
    let folder = folder();
    fs::write(folder.path().join("images/all.kdl"), IMAGES.replace("user \"app\"", "nothing-like \"it\"")).unwrap();
    let fixed = run(folder.path(), &["check", "--fix", "--format", "short"]);
    assert_eq!(code(&fixed), 1);
    assert_eq!(err(&fixed), "fixed 2 mistakes in images/all.kdl\n");
    assert_eq!(out(&fixed), "images/all.kdl:8:21: error[unknown-node]: no node `nothing-like` in an image\n");
    assert!(read(folder.path(), "images/all.kdl").contains("A=\"1.10\" B=\"true\" // both\n"));
}

#[test]
fn a_diff_writes_nothing() {
    let folder = folder();
    let shown = run(folder.path(), &["check", "--fix", "--diff"]);
    assert_eq!(code(&shown), 0, "{}", err(&shown));
    assert_eq!(err(&shown), "would fix 3 mistakes in images/all.kdl\n3 images, 3 builds\n");
    assert!(out(&shown).starts_with("--- a/images/all.kdl\n+++ b/images/all.kdl\n@@"), "{}", out(&shown));
    assert!(out(&shown).contains("-    env A=1.10 B=true // both\n+    env A=\"1.10\" B=\"true\" // both\n"));
    assert_eq!(read(folder.path(), "images/all.kdl"), IMAGES);
    assert_eq!(code(&run(folder.path(), &["check", "--diff"])), 2, "there is nothing to show without `--fix`");
    assert_eq!(code(&run(folder.path(), &["check", "--fix", "--diff", "--format", "json"])), 2);
}

#[test]
fn of_standard_input_the_text_is_printed() {
    let folder = folder();
    let wrong = WRONG.replace("include", "inculde");
    let fixed = with_input(folder.path(), &["check", "-", "--fix"], wrong.as_bytes());
    assert_eq!(out(&fixed), WRONG);
    assert_eq!(code(&fixed), 1, "the included file is not repaired: {}", err(&fixed));
    assert!(err(&fixed).starts_with("fixed 1 mistake in <stdin>.kdl\n"), "{}", err(&fixed));
    assert_eq!(read(folder.path(), "images/all.kdl"), IMAGES);
    let right = "stack \"a\" { registry \"ghcr.io/acme\" }\n";
    let same = with_input(folder.path(), &["check", "-", "--fix"], right.as_bytes());
    assert_eq!((out(&same).as_str(), code(&same)), (right, 0));
    let shown = with_input(folder.path(), &["check", "-", "--fix", "--diff"], wrong.as_bytes());
    assert!(out(&shown).contains("-inculde") && out(&shown).contains("+include"), "{}", out(&shown));
    let both = with_input(folder.path(), &["check", "-", "--fix", "--format", "json"], wrong.as_bytes());
    assert_eq!((code(&both), out(&both).as_str()), (2, ""));
}

#[test]
fn a_read_only_file_stays_and_so_do_all_others() {
    let folder = folder();
    fs::write(folder.path().join("stack.kdl"), WRONG.replace("include", "inculde")).unwrap();
    let file = folder.path().join("images/all.kdl");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let refused = run(folder.path(), &["check", "--fix"]);
    assert_eq!(code(&refused), 1);
    assert_eq!(err(&refused), "error: cannot write `images/all.kdl`: it is read-only\n");
    assert_eq!(read(folder.path(), "images/all.kdl"), IMAGES);
    assert!(read(folder.path(), "stack.kdl").contains("inculde"), "nothing is written where one file is refused");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (folder, other) = (folder(), folder());
    let file = folder.path().join("images/all.kdl");
    fs::rename(&file, folder.path().join("real")).unwrap();
    std::os::unix::fs::symlink("../real", &file).unwrap();
    let refused = run(folder.path(), &["check", "--fix"]);
    assert_eq!(err(&refused), "error: cannot write `images/all.kdl`: it is a link, and none is followed\n");
    assert_eq!(read(folder.path(), "real"), IMAGES);
    fs::remove_dir_all(folder.path().join("images")).unwrap();
    std::os::unix::fs::symlink(other.path().join("images"), folder.path().join("images")).unwrap();
    run(folder.path(), &["check", "--fix"]);
    assert_eq!(read(other.path(), "images/all.kdl"), IMAGES);
}

#[test]
fn json_tells_the_fix() {
    let folder = folder();
    let told: serde_json::Value =
        serde_json::from_str(&out(&run(folder.path(), &["check", "--format", "json"]))).unwrap();
    let fixes: Vec<_> = told["diagnostics"].as_array().unwrap().iter().map(|one| one["fix"].clone()).collect();
    let place = |line: usize, column: usize, end: usize, text: &str| {
        serde_json::json!({
            "file": "images/all.kdl", "line": line, "column": column, "end_line": line, "end_column": end, "text": text,
        })
    };
    assert_eq!((&fixes[0]["title"], &fixes[0]["class"]), (&"quote it".into(), &"safe".into()));
    assert_eq!(fixes[0]["edits"], serde_json::json!([place(4, 18, 22, "\"true\"")]));
    fs::write(folder.path().join("images/all.kdl"), "image \"a\" { run }\n").unwrap();
    let told = out(&run(folder.path(), &["check", "--format", "json"]));
    assert!(told.contains("\"fix\": null"), "{told}");
}

/// A small slip at a place of a text: where to start looking, and what is done there.
#[derive(Clone, Copy, Debug)]
enum Slip {
    /// A quote is left out.
    Quote,
    /// A letter is left out of a word of four or more.
    Letter,
    /// Two letters of such a word change places.
    Swap,
    /// A keyword loses its `#`, as in KDL 1.
    Keyword,
    /// The quotes of a word are left out.
    Unquoted,
}

/// The text with a slip at or behind `from`, if there is something to slip on.
fn slipped(text: &str, from: usize, slip: Slip) -> Option<String> {
    let pattern = match slip {
        Slip::Quote => "\"",
        Slip::Letter | Slip::Swap => "[A-Za-z]{4,}",
        Slip::Keyword => "#(?:true|false)",
        Slip::Unquoted => "\"[^\\s\"]+\"",
    };
    let mut from = from % text.len().max(1);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let found = regex::Regex::new(pattern).unwrap().find_at(text, from)?;
    let word = found.as_str();
    let other = match slip {
        Slip::Quote => String::new(),
        Slip::Letter => format!("{}{}", &word[..2], &word[3..]),
        Slip::Swap => format!("{}{}{}{}", &word[..1], &word[2..3], &word[1..2], &word[3..]),
        Slip::Keyword => word[1..].to_string(),
        Slip::Unquoted => word.trim_matches('"').to_string(),
    };
    let mut text = text.to_string();
    text.replace_range(found.range(), &other);
    Some(text)
}

/// Lines that no edit touches are as they were, in their order.
fn untouched_lines_stay(before: &str, after: &str, edited: &[(usize, usize)]) -> Result<(), String> {
    let diff = TextDiff::from_lines(before, after);
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    let offset = |line: usize| lines[..line].iter().map(|line| line.len()).sum::<usize>();
    for op in diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal) {
        let (from, to) = (offset(op.old_range().start), offset(op.old_range().end));
        if !edited.iter().any(|(start, end)| *start <= to && from <= *end) {
            return Err(format!("{:?} changed, where nothing was wrong", &before[from..to]));
        }
    }
    Ok(())
}

/// Repairs an example round by round, and looks at each.
fn repair(example: &Example) -> Result<Example, TestCaseError> {
    let mut other = example.clone();
    let options = family::today::options();
    let mut repairer = Repairer::new(&example.world, &example.file, &options);
    for rounds in 0.. {
        prop_assert!(rounds < 20, "there is no end of it");
        let Some((changed, before)) = repairer.round(Class::Safe, &|_| true) else { break };
        for (path, change) in changed {
            let before = &before.sources.get(change.source).text;
            let edited: Vec<_> = change.edited.iter().map(|span| (span.range().start, span.range().end)).collect();
            untouched_lines_stay(before, &change.text, &edited).map_err(TestCaseError::fail)?;
            if !before.replace("\r\n", "").contains(['\r', '\n']) {
                prop_assert!(!change.text.replace("\r\n", "").contains(['\r', '\n']), "a line end is another");
            }
            let comments = |text: &str| text.matches("// ").count();
            prop_assert_eq!(comments(before), comments(&change.text));
            other.world.files.insert(path, change.text);
        }
    }
    Ok(other)
}

#[test]
fn only_what_is_wrong_changes() {
    let mended = Cell::new(0);
    for example in examples() {
        let config = Config { cases: 12, failure_persistence: None, ..Config::default() };
        let slips = prop::sample::select(vec![Slip::Quote, Slip::Letter, Slip::Swap, Slip::Keyword, Slip::Unquoted]);
        let run =
            TestRunner::new(config).run(&(slips, any::<prop::sample::Index>(), any::<bool>()), |(slip, at, crlf)| {
                let mut right = example.clone();
                if crlf {
                    let text = right.world.files.get_mut(&example.file).unwrap();
                    *text = text.replace('\n', "\r\n");
                }
                let text = right.world.files[&example.file].clone();
                let Some(wrong) = slipped(&text, at.index(text.len()), slip) else { return Ok(()) };
                let mut other = right.clone();
                other.world.files.insert(example.file.clone(), wrong);
                let repaired = repair(&other)?;
                mended.set(mended.get() + usize::from(repaired.world.files == right.world.files));
                // all rounds in one come to the same, and there is nothing left to do
                let whole = fix(&other.world, &other.file, &family::today::options(), Class::Safe, &|_| true);
                for (path, file) in &whole.files {
                    prop_assert_eq!(&repaired.world.files[path], &file.after);
                }
                prop_assert!(
                    fix(&repaired.world, &other.file, &family::today::options(), Class::Safe, &|_| true)
                        .files
                        .is_empty()
                );
                let told = |compilation: &imgc::Compilation| family::told(compilation);
                prop_assert_eq!(
                    told(&whole.compilation),
                    told(&check(&repaired.world, &other.file, &family::today::options()))
                );
                Ok(())
            });
        if let Err(error) = run {
            panic!("{}: {error}", example.name);
        }
    }
    assert!(mended.get() > 0, "nothing at all became right again");
}
