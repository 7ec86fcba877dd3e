//! What is shown in a terminal, and in none.

use super::{STACK, err, folder, imgc, out, run, settings};
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
    // where `CI` stands, a dumb terminal is taken for a log that shows colours
    let locale = ["LC_ALL", "LC_CTYPE", "LANG", "NO_GRAPHICS"];
    for name in ["CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLORTERM"].into_iter().chain(locale) {
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

#[cfg(target_os = "linux")]
#[test]
fn a_page_is_set_for_a_terminal() {
    let folder = folder();
    let utf8 = ("LC_ALL", "C.UTF-8");
    let set = in_a_terminal(folder.path(), "explain unknown-image", &[utf8]);
    assert!(set.starts_with("\u{1b}[1munknown-image\u{1b}[0m\n"), "{set}");
    let plain = in_a_terminal(folder.path(), "explain unknown-image", &[utf8, ("NO_COLOR", "1")]);
    assert!(!plain.contains('\u{1b}') && !plain.contains("```"), "{plain}");
    for page in ["explain unknown-image", "explain from", "explain"] {
        let narrow = in_a_terminal(folder.path(), page, &[utf8, ("NO_COLOR", "1"), ("COLUMNS", "50")]);
        let wide = narrow.lines().find(|line| line.chars().count() > 50 && !line.starts_with("    "));
        assert_eq!(wide, None, "{page}");
    }
}

/// Tables and trees at the widths that people have: a line a build, none too long.
#[cfg(target_os = "linux")]
#[test]
fn builds_are_shown_in_a_terminal() {
    let _settings = settings();
    let mut text = String::new();
    for example in ["quickstart", "datahub"] {
        let folder = crate::family::repository().join("examples").join(example);
        for columns in ["80", "200"] {
            for command in ["plan", "graph"] {
                let variables = [("LC_ALL", "C.UTF-8"), ("NO_COLOR", "1"), ("COLUMNS", columns)];
                let shown = in_a_terminal(&folder, &format!("{command} --quiet"), &variables);
                let most = columns.parse::<usize>().unwrap();
                let wide = shown.lines().find(|line| line.chars().count() > most && command == "plan");
                assert_eq!(wide, None, "{example}: {command} in {columns} columns");
                text.push_str(&format!("{example}, {columns} columns: imgc {command}\n{shown}\n"));
            }
        }
        let shown = in_a_terminal(&folder, "plan", &[("LC_ALL", "C"), ("NO_COLOR", "1"), ("COLUMNS", "80")]);
        assert!(shown.is_ascii(), "{shown}");
        assert!(in_a_terminal(&folder, "graph", &[("LC_ALL", "C"), ("NO_COLOR", "1")]).is_ascii());
    }
    assert_snapshot!("builds", text);
}

/// What a pipe gets has every column in full, and a flowchart.
#[test]
fn builds_are_whole_in_a_pipe() {
    let folder = crate::family::repository().join("examples/quickstart");
    let piped = run(&folder, &["plan"]);
    assert!(out(&piped).starts_with("TARGET") && out(&piped).lines().next().unwrap().contains("PLATFORMS"));
    assert!(!out(&piped).contains('…'), "{}", out(&piped));
    assert!(err(&piped).contains("`?`: at some moments only"), "{}", err(&piped));
    assert!(out(&run(&folder, &["graph"])).starts_with("flowchart TD\n"));
    let target = out(&piped).lines().nth(1).unwrap().split_whitespace().next().unwrap().to_string();
    let one = out(&run(&folder, &["plan", "--select", &target]));
    assert!(one.starts_with(&format!("target      {target}\n")) && one.contains(" on branch=\""), "{one}");
}

#[test]
fn colours_can_be_forced() {
    let folder = broken();
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let output = imgc(folder.path(), arguments).envs(variables.iter().copied()).output().unwrap();
        (out(&output) + &err(&output)).contains('\u{1b}')
    };
    for arguments in [&["check"][..], &["--help"], &["compile"], &["chek"]] {
        assert!(coloured(arguments, &[("FORCE_COLOR", "1")]), "{arguments:?}");
        assert!(!coloured(arguments, &[("FORCE_COLOR", "0")]), "{arguments:?}");
        assert!(!coloured(arguments, &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]), "{arguments:?}");
    }
    assert!(!coloured(&["check", "--color", "never"], &[("FORCE_COLOR", "1")]));
}

#[test]
fn the_list_of_what_can_be_explained_has_a_line_each() {
    let folder = folder();
    let listed = out(&run(folder.path(), &["explain"]));
    let line = |name: &str| listed.lines().find(|line| line.trim_start().starts_with(&format!("{name} ")));
    assert!(
        line("unknown-image").is_some_and(|line| line.ends_with("An image of the stack is named that is not there."))
    );
    assert!(line("from").is_some_and(|line| line.ends_with("What the image is built on.")), "{listed}");
    let names = imgc::diag::RULES.iter().map(|rule| rule.name).chain(imgc::schema::node_names());
    for name in names {
        let text = line(name).unwrap_or_else(|| panic!("`{name}` is not listed"));
        assert!(text.ends_with('.') || text.ends_with(':'), "{text}");
    }
}
