//! Every rule's page is a test: its failing example gives that rule and nothing else, its fixed one gives nothing.
//! How the failing example is shown is kept in `snapshots/rules/`.

use crate::family::today;

use imgc::diag::{Class, RULES, Rule};
use imgc::fix::{Repairs, fix};
use imgc::report::HumanStyle;
use imgc::world::MemoryWorld;
use imgc::{Compilation, check, report};
use std::fmt::Write as _;
use std::process::Command;

/// The files of one section of a page. A fence without `file=` is the stack itself.
pub fn files(rule: &Rule, section: &str) -> MemoryWorld {
    let text = section_of(rule, section);
    let mut world = MemoryWorld::default();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let path = info.split_whitespace().find_map(|word| word.strip_prefix("file="));
                open = Some((path.unwrap_or("stack.kdl").to_string(), String::new()));
            }
            (Some(_), Some(_)) => {
                let (path, text) = open.take().expect("a fence is open");
                assert!(!world.files.contains_key(&path), "{}: `{path}` stands twice below `{section}`", rule.name);
                world.files.insert(path, text);
            }
            (Some((_, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{}: a fence is never closed", rule.name);
    assert!(world.files.contains_key("stack.kdl"), "{}: no example below `{section}`", rule.name);
    world
}

fn section_of<'a>(rule: &'a Rule, section: &str) -> &'a str {
    let heading = format!("\n## {section}\n");
    let (_, rest) =
        rule.page.split_once(&heading).unwrap_or_else(|| panic!("the page of {} has no `## {section}`", rule.name));
    rest.split_once("\n## ").map_or(rest, |(text, _)| text)
}

fn checked(rule: &Rule, section: &str) -> Compilation {
    check(&files(rule, section), "stack.kdl", &today::options())
}

fn shown(compilation: &Compilation) -> String {
    report::human(&compilation.sources, &compilation.diagnostics, HumanStyle::default())
}

#[test]
fn a_page_says_what_it_means_and_shows_both() {
    for rule in RULES {
        let (title, rest) = rule.page.split_once('\n').unwrap_or((rule.page, ""));
        assert_eq!(title, format!("# {}", rule.name), "the title of the page of {}", rule.name);
        let prose = rest.split("\n## ").next().unwrap_or_default();
        let paragraphs = prose.split("\n\n").filter(|text| !text.trim().is_empty()).count();
        assert!(paragraphs >= 2, "{}: say what it means, and in a second paragraph why it matters", rule.name);
        for section in ["Fails", "Fixed"] {
            files(rule, section);
        }
    }
}

#[test]
fn failing_examples_give_their_rule_and_nothing_else() {
    let mut wrong = String::new();
    for rule in RULES {
        let compilation = checked(rule, "Fails");
        let given: Vec<&str> = compilation.diagnostics.iter().map(|one| one.rule.name).collect();
        if given != [rule.name] {
            let _ = write!(wrong, "{} fails with {given:?}\n\n{}\n", rule.name, shown(&compilation));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn fixed_examples_give_nothing() {
    let mut wrong = String::new();
    for rule in RULES {
        let compilation = checked(rule, "Fixed");
        if !compilation.diagnostics.is_empty() {
            let _ = write!(wrong, "{} is not fixed\n\n{}\n", rule.name, shown(&compilation));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn failing_examples_are_shown_as_kept() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/rules");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for rule in RULES {
            insta::assert_snapshot!(rule.name, shown(&checked(rule, "Fails")));
        }
    });
}

fn fixed(world: &MemoryWorld) -> Repairs {
    fix(world, "stack.kdl", &today::options(), Class::Unsafe, &|_| true)
}

/// All fixes of an example, where its diagnostic has one, must end what it complains of; and then there is no other.
#[test]
fn a_fix_repairs_its_example() {
    let mut wrong = String::new();
    for rule in RULES {
        let mut world = files(rule, "Fails");
        let compilation = check(&world, "stack.kdl", &today::options());
        let Some(fix) = compilation.diagnostics.iter().find_map(|one| one.fix.as_ref()) else { continue };
        let repairs = fixed(&world);
        let left = &repairs.compilation;
        if repairs.files.is_empty() || left.diagnostics.iter().any(|one| one.rule == *rule) {
            let _ = write!(wrong, "{}: `{}` repairs nothing\n\n{}\n", rule.name, fix.title, shown(left));
        }
        for (path, file) in repairs.files {
            world.files.insert(path, file.after);
        }
        let again = fixed(&world);
        if !again.files.is_empty() {
            let _ = write!(wrong, "{}: `{}` is not done at once\n\n{:#?}\n", rule.name, fix.title, again.files);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What becomes of each failing example that can be repaired is kept in `snapshots/fixes/`.
#[test]
fn repaired_examples_are_as_kept() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/fixes");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for rule in RULES {
            for file in fixed(&files(rule, "Fails")).files.values() {
                insta::assert_snapshot!(rule.name, file.after);
            }
        }
    });
}

#[test]
fn explain_prints_the_page() {
    for rule in RULES {
        let output = Command::new(env!("CARGO_BIN_EXE_imgc")).args(["explain", rule.name]).output().expect("imgc runs");
        assert!(output.status.success(), "imgc explain {}", rule.name);
        // a node may have the name of a rule, and is explained behind it
        let node = imgc::schema::explain(rule.name).map(|node| format!("\n{node}")).unwrap_or_default();
        let page = format!("{}{node}", rule.page);
        assert_eq!(String::from_utf8_lossy(&output.stdout), page, "imgc explain {}", rule.name);
    }
}
