//! Whatever a stack says stays what it is: read back by a YAML reader, and by bash.

use super::plans::{Family, ci, glob, name, notebooks, plan, span, test, torch};
use super::run::{Place, script};
use super::{super::globs, emitted};
use crate::ast::{Changes, RebuildAll, Runner, TestWhen};
use crate::plan::StackInfo;
use crate::plan::sample::taken;
use proptest::prelude::*;
use serde_json::Value;

fn read(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn nasty(text: &str) -> Family {
    let mut family = torch();
    let plan = &mut family.plan;
    plan.stack = StackInfo { name: text.into(), ..plan.stack.clone() };
    for build in &mut plan.builds {
        build.taken.push(taken(text));
        build.context = text.to_string();
        for test in &mut build.tests {
            (test.name, test.shell) = (text.to_string(), text.to_string());
        }
        build.run_options = vec![text.to_string()];
    }
    plan.changes = Some(Changes {
        rebuild_all: vec![RebuildAll { globs: vec![glob("**")], branch: None, message: None }],
        generated: Vec::new(),
        ignore: Vec::new(),
        span: span(),
    });
    let ci = plan.ci.as_mut().unwrap();
    ci.environment = Some(name(text));
    ci.runners = vec![Runner {
        labels: vec![name("x"), name(text)],
        gpu: Some(name("nvidia")),
        platform: None,
        pull_requests: false,
    }];
    family
}

/// What GitHub makes of a scalar in which nothing but our own escape is an expression.
fn evaluated(text: &str) -> String {
    text.replace("${{ '${{' }}", "${{")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_anywhere(text in "(\\PC|[\\x00-\\x7f\u{85}\u{2028}\u{feff}]|\\$\\{\\{|: | #|'|\"|\n){0,10}") {
        let files = emitted(&nasty(&text));
        let images = read(&files[".github/workflows/images.yml"]);
        prop_assert_eq!(evaluated(images["name"].as_str().unwrap()), format!("Images of {text}"));
        let build = read(&files[".github/workflows/images-build.yml"]);
        prop_assert_eq!(evaluated(build["jobs"]["build"]["environment"]["name"].as_str().unwrap()), &text[..]);
        prop_assert_eq!(evaluated(build["jobs"]["gpu-nvidia"]["runs-on"][1].as_str().unwrap()), &text[..]);
        read(&files[".github/workflows/promote.yml"]);
        for (path, text) in &files {
            for (_, job) in read(text)["jobs"].as_object().unwrap() {
                for step in job["steps"].as_array().into_iter().flatten() {
                    let run = step["run"].as_str().unwrap_or("");
                    prop_assert!(!run.contains("${{"), "{}: an expression in {}", path, run);
                }
            }
        }
        let table = script(&files[".github/workflows/images-build.yml"], "gpu-nvidia", "Test what was pushed");
        let rows = table.split_once("<<'TABLE'\n").unwrap().1.split_once("\nTABLE\n").unwrap().0;
        let rows: Value = serde_json::from_str(rows).unwrap();
        prop_assert_eq!(rows[0]["script"].as_str().unwrap(), &text[..]);
        prop_assert_eq!(rows[0]["options"][0].as_str().unwrap(), &text[..]);
    }
}

/// Bash reads our globs as we do, sets and all.
#[test]
fn globs_in_bash() {
    let globs = [
        "a/*.md", "a/**", "**/b", "a?c", "[ab]c", "[!ab]c", "[^a]c", "[]]x", "[!]]x", "[a-c-]x", "[$]{{x", "a b",
        "a[ ]b", "é?", "[é]x", "a\\b", "[[]x", "[a^]x", "[.]x", "c++", "(a|b)", "{a,b}", "^a$", "a\nb", "**", "*",
        "[z-a]x", "[^^]x", "[-]x",
    ];
    let texts = [
        "a/x.md", "a/b/x.md", "a/b", "b", "a/b/c", "abc", "aéc", "a/c", "ac", "cc", "]x", "-x", "bx", "${{x", "${x",
        "a b", "éé", "éx", "a\\b", "[x", "^x", ".x", "c++", "cc", "(a|b)", "{a,b}", "^a$", "a\nb", "zx", "/x", "",
        "ax",
    ];
    let place = Place::new();
    let matches = include_str!("../affected.sh").split_once("matches() {").unwrap().1.split_once("\n}\n").unwrap().0;
    let mut script = format!("matches() {{{matches}\n}}\n");
    let mut wanted = String::new();
    for glob in globs {
        let Ok(ours) = crate::glob::Glob::new(glob) else { continue };
        for text in texts {
            if text.contains('\n') && glob.contains("**") {
                // ours stops at a line's end there; a file's name has lines, too
                continue;
            }
            let words = [globs::expression(glob), text.to_string()].map(|word| format!("'{word}'"));
            script.push_str(&format!("if matches {} {}; then echo 1; else echo 0; fi\n", words[1], words[0]));
            wanted.push_str(&format!("{} {glob:?} {text:?} {}\n", u8::from(ours.matches(text)), words[0]));
        }
    }
    let output = place.run(&script);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    let wrong: Vec<&str> = said
        .lines()
        .zip(wanted.lines())
        .filter(|(said, wanted)| !wanted.starts_with(said))
        .map(|(_, wanted)| wanted)
        .collect();
    assert!(wrong.is_empty() && said.lines().count() == wanted.lines().count(), "{wrong:#?}");
}

#[test]
fn as_many_jobs_as_github_takes() {
    let names: Vec<String> = (0..700).map(|n| if n < 600 { format!("many.v{n}") } else { format!("one{n}") }).collect();
    let builds: Vec<(&str, &[&str])> = names.iter().map(|name| (name.as_str(), &[] as &[&str])).collect();
    let mut plan = plan("ghcr.io/acme", &builds);
    let mut all = ci(Vec::new());
    all.strategy = crate::ast::Strategy::PerImage;
    plan.ci = Some(all);
    for build in &mut plan.builds {
        build.tests.push(test("runs", "true", TestWhen::Push));
    }
    let layout = super::super::graph::layout(&plan, crate::ast::Strategy::PerImage);
    let parts: std::collections::BTreeSet<_> = layout.parts.iter().collect();
    let shards: std::collections::BTreeSet<_> = layout.places.iter().flatten().collect();
    let of_many = shards.iter().filter(|(job, _)| job == "image-many").count();
    assert!(parts.len() <= 256 && of_many <= 256 && of_many > 200, "{} {of_many}", parts.len());
    assert_eq!(layout.jobs.len(), 101);
}

/// Jobs wait for each other in no circle, whatever stands on what.
#[test]
fn images_that_stand_on_each_other() {
    let plan = plan(
        "ghcr.io/acme",
        &[
            ("a.1", &[]),
            ("b.1", &["a.1"]),
            ("c.2", &[]),
            ("b.2", &["c.2"]),
            ("c.3", &[]),
            ("a.3", &["c.3"]),
            ("c.4", &["a.1"]),
            ("d", &["b.1"]),
        ],
    );
    let layout = super::super::graph::layout(&plan, crate::ast::Strategy::PerImage);
    let mut done: Vec<&str> = Vec::new();
    for job in &layout.jobs {
        assert!(job.needs.iter().all(|need| done.contains(&need.as_str())), "{} before {:?}", job.id, job.needs);
        done.push(&job.id);
    }
    assert!(layout.jobs.iter().any(|job| job.id == "image-d" && job.needs.contains(&"image-b".to_string())));
}

#[test]
fn a_pull_request_sees_no_secret_and_writes_nothing() {
    for family in [notebooks(), torch(), super::plans::compilers()] {
        let images = read(&emitted(&family)[".github/workflows/images.yml"]);
        let check = &images["jobs"]["check"];
        assert_eq!(check["permissions"], serde_json::json!({"contents": "read"}));
        assert!(!check.to_string().contains("secrets."), "{check}");
        assert_eq!(images["permissions"], serde_json::json!({}));
        for (id, job) in images["jobs"].as_object().unwrap() {
            let starts = job["if"].as_str().unwrap_or("");
            assert!(
                id == "affected" || starts.contains("github.event_name != 'pull_request'") || id == "check",
                "{id}"
            );
        }
    }
}
