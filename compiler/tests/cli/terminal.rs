//! What is shown in a terminal, and in none.

use crate::{STACK, err, folder, imgc, out, run, settings};
use insta::assert_snapshot;
use std::fs;
use std::path::Path;

fn broken() -> tempfile::TempDir {
    let folder = folder();
    fs::write(folder.path().join("stack.kdl"), STACK.replace("image=\"base\"", "image=\"bse\"")).unwrap();
    folder
}

fn checked(folder: &Path, variables: &[(&str, &str)]) -> String {
    err(&imgc(folder, &["check"]).envs(variables.iter().copied()).output().unwrap())
}

#[test]
fn colours_are_for_terminals() {
    let folder = broken();
    let commands =
        [&["check"][..], &["compile"], &["explain", "from"], &["explain", "unknown-image"], &["--help"], &["chek"]];
    for arguments in commands {
        let output = run(folder.path(), arguments);
        assert!(!(out(&output) + &err(&output)).contains('\u{1b}'), "{arguments:?}");
        let output = imgc(folder.path(), arguments).env("NO_COLOR", "1").output().unwrap();
        assert!(!(out(&output) + &err(&output)).contains('\u{1b}'), "{arguments:?}");
    }
    let asked = run(folder.path(), &["--color", "always", "check"]);
    assert!(err(&asked).contains('\u{1b}'));
    let never = imgc(folder.path(), &["--color", "never", "check"]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(!err(&never).contains('\u{1b}'));
}

#[test]
fn graphics_can_be_left_out() {
    let _settings = settings();
    let folder = broken();
    assert_snapshot!("narrated", checked(folder.path(), &[("NO_GRAPHICS", "1")]));
    assert!(checked(folder.path(), &[("NO_GRAPHICS", "0")]).contains("╭─["));
}

#[test]
fn what_is_piped_is_unicode_in_any_locale() {
    let folder = broken();
    assert!(checked(folder.path(), &[("LC_ALL", "C"), ("TERM", "dumb")]).contains("╭─["));
}

/// In a terminal that `script` makes; its standard error is one too, and comes out with the rest.
#[cfg(target_os = "linux")]
fn in_a_terminal(folder: &Path, arguments: &str, variables: &[(&str, &str)]) -> String {
    let mut command = std::process::Command::new("script");
    command.args(["--quiet", "--return", "--command"]).arg(format!("{} {arguments}", env!("CARGO_BIN_EXE_imgc")));
    command.arg("/dev/null").current_dir(folder).stdin(std::process::Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "LC_ALL", "LC_CTYPE", "LANG", "NO_GRAPHICS"] {
        command.env_remove(name);
    }
    command.env("COLUMNS", "60").env("TERM", "xterm-256color").envs(variables.iter().copied());
    out(&command.output().expect("script is there")).replace("\r\n", "\n")
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_shown_what_it_can() {
    let folder = broken();
    let utf8 = ("LC_ALL", "C.UTF-8");
    let full = in_a_terminal(folder.path(), "check", &[utf8]);
    assert!(full.contains("╭─[") && full.contains('\u{1b}'), "{full}");
    let plain = in_a_terminal(folder.path(), "check", &[utf8, ("NO_COLOR", "1")]);
    assert!(plain.contains("╭─[") && !plain.contains('\u{1b}'), "{plain}");
    let locale = in_a_terminal(folder.path(), "check", &[("LC_ALL", "C")]);
    assert!(locale.contains(",-[") && locale.is_ascii() && locale.contains('\u{1b}'), "{locale}");
    let dumb = in_a_terminal(folder.path(), "check", &[utf8, ("TERM", "dumb")]);
    assert!(dumb.contains(",-[") && dumb.is_ascii() && !dumb.contains('\u{1b}'), "{dumb}");
}
