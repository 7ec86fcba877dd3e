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

/// A runner for one platform has the jobs that are for it alone; the usual one emulates what else there is.
#[test]
fn each_platform_has_its_runner() {
    use crate::ast::{Runner, Strategy};
    let read = |family: &Family, file: &str| -> serde_json::Value {
        serde_saphyr::from_str(&emitted(family)[&format!(".github/workflows/{file}.yml")]).unwrap()
    };
    let qemu = |job: &serde_json::Value| {
        let step = job["steps"].as_array().unwrap().iter().find(|step| step["name"] == "Set up QEMU").cloned();
        step.map(|step| (step["with"]["platforms"].clone(), step["if"].clone()))
    };
    let family = plans::boards(Strategy::PerImage, false);
    let (images, build) = (read(&family, "images"), read(&family, "images-build"));
    let runner = |of: &str| format!("${{{{ {of} == 'linux/arm64' && 'ubuntu-24.04-arm' || 'ubuntu-24.04' }}}}");
    assert_eq!(images["jobs"]["check"]["runs-on"], runner("matrix.part.platform"));
    assert_eq!(build["jobs"]["build"]["runs-on"], runner("inputs.platform"));
    assert_eq!(images["jobs"]["affected"]["runs-on"], "ubuntu-24.04");
    assert_eq!(images["jobs"]["image-base"]["with"]["platform"], "${{ matrix.part.platform }}");
    assert_eq!(build["on"]["workflow_call"]["inputs"]["platform"]["required"], true);
    assert_eq!(qemu(&images["jobs"]["check"]), Some(("arm64".into(), "matrix.part.platform == ''".into())));
    assert_eq!(qemu(&build["jobs"]["build"]), Some(("arm64".into(), "inputs.platform == ''".into())));

    // nothing is emulated where each build has a machine of its own
    let mut alone = plans::boards(Strategy::Single, false);
    alone.plan.builds[0].platforms.truncate(1);
    assert_eq!(qemu(&read(&alone, "images")["jobs"]["check"]), None);
    assert_eq!(qemu(&read(&alone, "images-build")["jobs"]["build"]), None);

    // several labels, and quotes in them
    let ci = alone.plan.ci.as_mut().unwrap();
    ci.runners[0].labels.push(plans::name("it's"));
    ci.runners.push(Runner { labels: vec![plans::name("big")], gpu: None, platform: None, pull_requests: false });
    assert_eq!(
        read(&alone, "images")["jobs"]["check"]["runs-on"],
        r#"${{ fromJSON(matrix.part.platform == 'linux/arm64' && '["ubuntu-24.04-arm","it''s"]' || '["big"]') }}"#
    );

    // a runner that no part can have
    for build in &mut alone.plan.builds {
        build.platforms = vec!["linux/amd64".into(), "linux/arm64".into()];
    }
    let images = read(&alone, "images");
    assert_eq!(images["jobs"]["check"]["runs-on"], "big");
    assert_eq!(qemu(&images["jobs"]["check"]), Some(("arm64".into(), serde_json::Value::Null)));
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
