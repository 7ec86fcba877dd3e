//! The workflows of plans made by hand: read back, run, and looked at by the linters of the field.

mod linters;
mod nasty;
mod plans;
mod promote;
mod publish;
mod run;
mod which;

use crate::emit::{FileSet, Seal, seal};
use crate::plan::sample::taken;
use plans::Family;

fn emitted(family: &Family) -> FileSet {
    let mut files = FileSet::new();
    super::emit(&family.plan, &mut files);
    files
}

#[test]
fn without_ci_nothing_is_written() {
    let mut family = plans::notebooks();
    family.plan.ci = None;
    assert!(emitted(&family).is_empty());
}

#[test]
fn what_is_written_is_sealed_tidy_and_stable() {
    for family in plans::all() {
        let files = emitted(&family);
        assert_eq!(files, emitted(&family));
        for (path, text) in &files {
            assert_eq!(seal(text), Seal::Intact, "{path}");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path}");
            for line in text.lines() {
                assert!(!line.ends_with(' ') && !line.contains('\t'), "{path}: {line:?}");
            }
        }
    }
}

#[test]
fn workflows_look_like_this() {
    for family in plans::all() {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots/github"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            for (path, text) in emitted(&family) {
                let file = path.rsplit('/').next().unwrap();
                insta::assert_snapshot!(format!("{}.{}", family.name, file), text);
            }
        });
    }
}

/// A run without a cache: where somebody asks for it, and on a schedule.
#[test]
fn without_a_cache() {
    use crate::ast::Event;
    let without = |events: &[Event]| {
        let mut family = plans::notebooks();
        let ci = family.plan.ci.as_mut().unwrap();
        ci.moments.retain(|moment| moment.value.event.is_some_and(|event| events.contains(&event)));
        let text = &emitted(&family)[".github/workflows/images.yml"];
        text.lines().find_map(|line| line.trim().strip_prefix("no-cache: ")).unwrap().to_string()
    };
    assert_eq!(without(&[Event::Push]), "false");
    assert_eq!(without(&[Event::Push, Event::Dispatch]), "${{ inputs.rebuild || false }}");
    assert_eq!(without(&[Event::Push, Event::Schedule]), "${{ github.event_name == 'schedule' }}");
    let both = "${{ inputs.rebuild || github.event_name == 'schedule' }}";
    assert_eq!(without(&[Event::Push, Event::Schedule, Event::Dispatch]), both);
}

/// A stack beside another in one repository.
#[test]
fn stacks_do_not_share_files() {
    let mut family = plans::notebooks();
    let one: Vec<String> = emitted(&family).into_keys().collect();
    family.plan.stack.file = "gpu/stack.kdl".to_string();
    let other: Vec<String> = emitted(&family).into_keys().collect();
    assert_eq!(one[0], ".github/workflows/images-build.yml");
    assert_eq!(other[0], ".github/workflows/gpu-images-build.yml");
    assert!(one.iter().all(|path| !other.contains(path)));
}

/// Which files start a run: what images are made from, less what is ignored, and what rebuilds all whatever is ignored.
#[test]
fn files_that_matter() {
    let mut family = plans::notebooks();
    let changes = family.plan.changes.as_mut().unwrap();
    changes.rebuild_all.truncate(1);
    changes.ignore.push(plans::glob("docs/?"));
    family.plan.builds[0].taken = ["images/base", "images/base/files/a?.sh", "c++/x"].map(taken).to_vec();
    let images: serde_json::Value = serde_saphyr::from_str(&emitted(&family)[".github/workflows/images.yml"]).unwrap();
    let paths: Vec<&str> =
        images["on"]["pull_request"]["paths"].as_array().unwrap().iter().map(|path| path.as_str().unwrap()).collect();
    let at =
        |path: &str| paths.iter().position(|other| *other == path).unwrap_or_else(|| panic!("no {path} in {paths:?}"));
    at("images/base/**");
    at(r"c\+\+/x/**");
    assert!(!paths.contains(&"images/base/files/a*.sh"), "{paths:?}");
    assert!(at("images/ml/files/**") < at("!**/*.md") && at("!**/*.md") < at("tests_common/**"));
    // GitHub cannot say `?`; the script can
    assert!(!paths.iter().any(|path| path.starts_with("!docs")), "{paths:?}");
    at("stack.kdl");
    at("docker-bake.hcl");
    at("base-py38.Dockerfile");
}
