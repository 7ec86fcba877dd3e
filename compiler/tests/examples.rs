//! The example stacks: they are clean, every file that they make is as reviewed and readable by other tools' parsers,
//! and their plans say what the real systems do.

use crate::family;

use family::{Example, examples, named, repository};
use imgc::plan::{Build, BuildId, Clause, Moment, Plan, Segment, Tag, Text, Variable};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// `.github/workflows/images.yml` of `iree`: `iree/.github/workflows/images.yml.snap`.
fn snapshot_of(example: &Example, path: &str) -> String {
    format!("{}/{path}.snap", example.name)
}

#[test]
fn every_example_is_found() {
    let names: Vec<String> = examples().into_iter().map(|example| example.name).collect();
    assert_eq!(
        names,
        ["adoption", "datahub", "datahub-v1", "iree", "iree-base", "itwinai", "quickstart", "therock", "torch"]
    );
}

#[test]
fn files_are_as_reviewed() {
    let mut broken = Vec::new();
    for example in examples() {
        for (path, text) in example.files() {
            let snapshot = snapshot_of(&example, &path);
            let (folder, name) = snapshot.rsplit_once('/').expect("a snapshot is in its stack's folder");
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(repository().join("snapshots/examples").join(folder));
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            settings.set_description(format!("{path} of {}", example.name));
            let name = name.trim_end_matches(".snap").to_string();
            let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                settings.bind(|| insta::assert_snapshot!(name, text))
            }));
            if held.is_err() {
                broken.push(snapshot);
            }
        }
    }
    assert!(broken.is_empty(), "differ from their snapshots: {broken:#?}");
}

#[test]
fn no_snapshot_is_stale() {
    let root = repository().join("snapshots/examples");
    let mut found = Vec::new();
    family::walk(&root, &root, &mut found);
    found.retain(|path| path.ends_with(".snap"));
    let found: BTreeSet<String> = found.into_iter().collect();
    let mut made = BTreeSet::new();
    for example in examples() {
        made.extend(example.files().keys().map(|path| snapshot_of(&example, path)));
    }
    let stale: Vec<&String> = found.difference(&made).collect();
    let missing: Vec<&String> = made.difference(&found).collect();
    assert!(stale.is_empty() && missing.is_empty(), "stale: {stale:#?}, missing: {missing:#?}");
}

#[test]
fn other_parsers_read_every_file() {
    for example in examples() {
        for (path, text) in example.files() {
            let place = format!("{path} of {}", example.name);
            if path.ends_with(".yml") {
                let read: Result<serde_json::Value, _> = serde_saphyr::from_str(&text);
                assert!(read.is_ok_and(|value| value.is_object()), "{place}");
            } else if path.ends_with(".hcl") {
                if let Err(error) = hcl::parse(&text) {
                    panic!("{place}: {error}");
                }
            } else {
                assert!(path.ends_with("Dockerfile"), "{place}: a file of a kind that nothing here reads");
                let tree = family::dockerfile_tree(&text);
                assert!(!tree.root_node().has_error(), "{place}: {}", tree.root_node().to_sexp());
                let mut sources = imgc::source::Sources::default();
                let id = sources.add(path.as_str(), text.as_str());
                let read = imgc::containerfile::parse(id, &text);
                assert!(read.problems.is_empty(), "{place}: {:?}", read.problems);
            }
        }
    }
}

/// A file names its stack and how to make it again, and its hash holds.
#[test]
fn every_file_is_sealed() {
    for example in examples() {
        for (path, text) in example.files() {
            assert_eq!(imgc::emit::seal(&text), imgc::emit::Seal::Intact, "{path} of {}", example.name);
            assert!(text.ends_with('\n') && !text.contains('\r'), "{path} of {}", example.name);
        }
    }
}

fn image(plan: &Plan, name: &str) -> BuildId {
    let found: Vec<usize> = (0..plan.builds.len()).filter(|&at| plan.builds[at].image == name).collect();
    assert_eq!(found.len(), 1, "builds of {name}");
    BuildId(found[0])
}

fn images(plan: &Plan, ids: &[BuildId]) -> BTreeSet<String> {
    ids.iter().map(|id| plan.build(*id).image.clone()).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_string).collect()
}

/// Each stands after all that it is built on.
fn in_order(plan: &Plan, ids: &[BuildId]) {
    for (at, id) in ids.iter().enumerate() {
        for parent in &plan.build(*id).parents {
            let place = ids.iter().position(|other| other == parent);
            assert!(place.is_none_or(|place| place < at), "{} before its parent", plan.build(*id).target);
        }
    }
}

#[test]
fn iree_dependents_and_ancestors() {
    let plan = named("iree").plan();
    // what the project's own tool computes for each name
    let dependents = [
        (
            "base",
            "base swiftshader samples gradle-android riscv nvidia emscripten android frontends frontends-nvidia frontends-swiftshader",
        ),
        ("frontends", "frontends frontends-nvidia frontends-swiftshader"),
        ("swiftshader", "swiftshader frontends-swiftshader samples"),
        ("perf", "perf convperf mmperf"),
        ("base-bleeding-edge", "base-bleeding-edge nvidia-bleeding-edge swiftshader-bleeding-edge"),
        ("nvidia", "nvidia"),
    ];
    for (name, expected) in dependents {
        let found = plan.with_dependents(image(&plan, name));
        assert_eq!(images(&plan, &found), words(expected), "{name}+");
        assert_eq!(plan.build(found[0]).image, name);
        in_order(&plan, &found);
    }
    let pulled: BTreeSet<String> = plan
        .with_dependents(image(&plan, "frontends"))
        .into_iter()
        .flat_map(|id| images(&plan, &plan.with_ancestors(id)))
        .collect();
    assert_eq!(pulled, words("base android frontends frontends-nvidia swiftshader frontends-swiftshader"));
    let all: Vec<BuildId> = (0..plan.builds.len()).map(BuildId).collect();
    assert_eq!(all.len(), 19);
    in_order(&plan, &all);
    let expected = "shark perf mmperf convperf base-bleeding-edge nvidia-bleeding-edge swiftshader-bleeding-edge base-arm64 base \
        swiftshader samples gradle-android riscv nvidia emscripten android frontends frontends-nvidia frontends-swiftshader";
    assert_eq!(images(&plan, &all), words(expected));
    let parents: BTreeSet<String> = images(&plan, &plan.build(image(&plan, "frontends-swiftshader")).parents);
    assert_eq!(parents, words("frontends swiftshader"));
}

/// A moment of a build: the event, the branch and the git tag.
#[derive(Clone, Copy, Default)]
struct At<'a> {
    event: Option<&'a str>,
    branch: &'a str,
    git_tag: &'a str,
}

fn on_branch(branch: &str) -> At<'_> {
    At { event: Some("push"), branch, git_tag: "" }
}

const SHA: &str = "cb6be13aa0123456789abcdef0123456789abcde";

fn matched<'a>(pattern: &imgc::plan::Pattern, text: &'a str) -> Option<regex::Captures<'a>> {
    regex::Regex::new(&pattern.regex).expect("a pattern of the plan").captures(text)
}

fn holds(moment: &Moment, at: At) -> bool {
    let event = moment.event.is_none_or(|event| Some(format!("{event:?}").to_lowercase().as_str()) == at.event);
    let branch = moment.branch.as_ref().is_none_or(|glob| !at.branch.is_empty() && matched(glob, at.branch).is_some());
    let git_tag =
        moment.git_tag.as_ref().is_none_or(|glob| !at.git_tag.is_empty() && matched(glob, at.git_tag).is_some());
    event && branch && git_tag
}

fn clause_holds(clause: &Clause, at: At) -> bool {
    match clause {
        Clause::On(moment) => holds(moment, at),
        Clause::NoneOf(all) => {
            let of_branch = all.iter().any(|moment| moment.branch.is_some());
            (!of_branch || !at.branch.is_empty()) && !all.iter().any(|moment| holds(moment, at))
        }
    }
}

fn slug(text: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    text.chars().map(safe).collect()
}

fn spelled(text: &Text, at: At) -> String {
    let piece = |segment: &Segment| match segment {
        Segment::Literal(text) | Segment::Docker(text) => text.clone(),
        Segment::Arg(name) => panic!("an arg in a tag: {name}"),
        Segment::Variable(variable) => match variable {
            Variable::GitSha => SHA.to_string(),
            Variable::GitShort => SHA[..7].to_string(),
            Variable::GitBranch => at.branch.to_string(),
            Variable::GitBranchSlug => slug(at.branch),
            Variable::GitTag => at.git_tag.to_string(),
            Variable::GitBranchRest(regex) => {
                let found = regex::Regex::new(regex).unwrap().captures(at.branch).expect("the branch of its `on`");
                slug(&found[1])
            }
            other => panic!("{other:?} in a tag"),
        },
    };
    text.0.iter().map(piece).collect()
}

fn tags_at(build: &Build, at: At) -> BTreeSet<String> {
    let now = |tag: &&Tag| tag.when.0.iter().all(|clause| clause_holds(clause, at));
    build.tags.iter().filter(now).map(|tag| spelled(&tag.reference, at)).collect()
}

fn set<T: Into<String>>(all: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    all.into_iter().map(Into::into).collect()
}

#[test]
fn therock_tags_by_branch() {
    let plan = named("therock").plan();
    let build = plan.build(image(&plan, "no_rocm_image_ubuntu24_04"));
    let repository = "ghcr.io/rocm/no_rocm_image_ubuntu24_04";
    for (branch, expected) in [
        ("main", vec!["latest", "main"]),
        ("stage/docker/gcc13", vec!["stage-gcc13"]),
        ("stage/docker/users/x/foo", vec!["stage-users-x-foo"]),
        ("users/marbre/harden-downloads", vec!["users-marbre-harden-downloads"]),
    ] {
        let expected = set(expected.into_iter().map(|tag| format!("{repository}:{tag}")));
        assert_eq!(tags_at(build, on_branch(branch)), expected, "{branch}");
    }
    assert_eq!(tags_at(build, At { event: Some("push"), branch: "", git_tag: "v1" }), BTreeSet::new());
    let extensions: BTreeSet<String> = images(&plan, &plan.with_dependents(image(&plan, "no_rocm_image_ubuntu24_04")));
    let expected = ["", "_rocgdb", "_ocl_rt", "_media", "_openmpi"];
    assert_eq!(extensions, set(expected.map(|end| format!("no_rocm_image_ubuntu24_04{end}"))));
    let published: BTreeSet<&str> = plan.builds.iter().map(|build| build.repository.as_str()).collect();
    assert!(published.contains("therock_build_manylinux_x86_64"), "{published:?}");
    let options = |name: &str| plan.builds[image(&plan, name).0].run_options.clone();
    let base = options("no_rocm_image_ubuntu24_04");
    assert!(base.contains(&"/dev/kfd".to_string()), "{base:?}");
    assert_eq!(options("no_rocm_image_ubuntu24_04_media"), base);
    assert_eq!(
        options("no_rocm_image_ubuntu24_04_rocgdb"),
        [base, vec!["--cap-add".into(), "SYS_PTRACE".into()]].concat()
    );
}

#[test]
fn itwinai_tags_of_a_release_and_of_development() {
    let plan = named("itwinai").plan();
    let release = At { event: Some("release"), branch: "", git_tag: "v0.4.2" };
    let registry = "ghcr.io/intertwin-eu";
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut development: BTreeSet<String> = BTreeSet::new();
    for build in &plan.builds {
        all.entry(build.image.clone()).or_default().extend(tags_at(build, release));
        development.extend(tags_at(build, on_branch("main")));
    }
    let released: BTreeSet<String> = all.into_values().flatten().collect();
    for (version, nickname) in [
        ("0.4.2-skinny-torch2.6-noble", "torch-skinny-latest"),
        ("0.4.2-slim-torch2.6-noble", "torch-slim-latest"),
        ("jlab-slim-0.4.2-torch2.6-noble", "jlab-slim-latest"),
    ] {
        for tag in [version, nickname] {
            assert!(released.contains(&format!("{registry}/itwinai:{tag}")), "{tag} in {released:#?}");
        }
        let candidate = format!("{registry}/itwinai-dev:{version}-{SHA}");
        assert!(development.contains(&candidate), "{candidate} in {development:#?}");
    }
    for (at, repository) in [(release, "itwinai:"), (on_branch("main"), "itwinai-dev:")] {
        for build in &plan.builds {
            let called = build.ref_name.iter().find(|(when, _)| when.0.iter().all(|clause| clause_holds(clause, at)));
            let called = spelled(&called.expect("every published image says its name").1, at);
            assert!(called.starts_with(repository), "{called}");
            assert!(tags_at(build, at).contains(&format!("{registry}/{called}")), "{called}");
        }
    }
    assert!(development.iter().all(|tag| tag.contains("/itwinai-dev:")), "{development:#?}");
    assert!(released.iter().filter(|tag| tag.ends_with("-latest")).count() <= 3, "{released:#?}");
}

#[test]
fn datahub_of_2021_has_two_tracks() {
    let plan = named("datahub-v1").plan();
    assert_eq!(plan.builds.len(), 7);
    let of = |track: &str| plan.builds.iter().filter(|build| build.plan.as_deref() == Some(track)).count();
    assert_eq!((of("py39"), of("py38")), (4, 3));
    let targets: BTreeSet<String> = plan
        .builds
        .iter()
        .filter(|build| build.image == "scipy-ml-notebook")
        .map(|build| build.target.clone())
        .collect();
    assert_eq!(targets.len(), 1);
    for build in &plan.builds {
        let track = build.axes.get("plan").map(String::as_str);
        let prefix = if track == Some("py38") { "2021.2" } else { "2021.3" };
        let reference = |tag: &str| format!("docker.io/ucsdets/{}:{prefix}-{tag}", build.image);
        assert_eq!(tags_at(build, on_branch("main")), set([reference(&SHA[..7])]), "{}", build.target);
        let promoted: Vec<&String> =
            build.promotions.iter().flat_map(|promotion| &promotion.tags).flat_map(|tag| &tag.references).collect();
        assert_eq!(promoted, [&reference("stable")], "{}", build.target);
    }
    let all: Vec<BuildId> = (0..plan.builds.len()).map(BuildId).collect();
    in_order(&plan, &all);
    // the registry's images of one plan stand on that plan's base
    for build in plan.builds.iter().filter(|build| build.image != "datahub-base-notebook") {
        let parents: Vec<&Build> = build.parents.iter().map(|id| plan.build(*id)).collect();
        assert_eq!(parents.len(), 1);
        assert_eq!(parents[0].axes.get("plan"), build.axes.get("plan"), "{}", build.target);
    }
}

/// The order that the plan has is the one that every reader relies on.
#[test]
fn every_plan_is_in_build_order() {
    for example in examples() {
        let plan = example.plan();
        let all: Vec<BuildId> = (0..plan.builds.len()).map(BuildId).collect();
        in_order(&plan, &all);
        let targets: BTreeSet<&str> = plan.builds.iter().map(|build| build.target.as_str()).collect();
        assert_eq!(targets.len(), plan.builds.len(), "{}", example.name);
    }
}

/// Nothing is in the snapshots' folder that insta left behind.
/// A reader copies the commands of a page: each is given where the Bake file is, and names what it has.
#[test]
fn commands_of_the_pages_hold() {
    let mut seen = 0;
    for example in examples() {
        let page = fs::read_to_string(repository().join("examples").join(&example.name).join("README.md")).unwrap();
        let files = example.files();
        for block in page.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()) {
            let mut folder = String::new();
            for line in block.lines() {
                let line = line.split(" #").next().unwrap_or_default();
                if let Some(inner) = line.strip_prefix("cd ") {
                    folder += &format!("{}/", inner.trim());
                }
                let Some((_, words)) = line.split_once("docker buildx bake") else { continue };
                let bake = files.get(&format!("{folder}docker-bake.hcl"));
                let bake = bake.unwrap_or_else(|| panic!("{}: no Bake file for `{line}`", example.name));
                for word in words.split_whitespace().filter(|word| !word.starts_with('-')) {
                    let known = ["group", "target"].iter().any(|kind| bake.contains(&format!("{kind} \"{word}\" {{")));
                    assert!(known, "{}: `{line}`: nothing is called {word}", example.name);
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 8, "{seen} commands");
}

#[test]
fn no_snapshot_waits_for_review() {
    let root = repository().join("snapshots");
    let mut found = Vec::new();
    family::walk(&root, &root, &mut found);
    found.retain(|path| path.ends_with(".snap.new") || path.ends_with(".pending-snap"));
    assert_eq!(found, Vec::<String>::new());
    assert!(fs::exists(root.join("examples")).unwrap());
}

/// Each build of `torch`: its base, its wheels, and what is left out, as the catalogue's sources have them.
#[test]
fn torch_agrees_with_the_facts() {
    let plan = named("torch").plan();
    let build = |target: &str| plan.build(plan.by_target(target).unwrap_or_else(|| panic!("no build {target}")));
    let index = "https://download.pytorch.org/whl";
    let expected = [
        ("3-10-cpu", "ubuntu:22.04", "ubuntu:22.04", "cpu", None),
        ("3-12-cpu", "ubuntu:24.04", "ubuntu:24.04", "cpu", None),
        (
            "3-10-cu126",
            "nvidia/cuda:12.6.3-devel-ubuntu22.04",
            "nvidia/cuda:12.6.3-base-ubuntu22.04",
            "cu126",
            Some("12.6.3"),
        ),
        (
            "3-12-cu126",
            "nvidia/cuda:12.6.3-devel-ubuntu24.04",
            "nvidia/cuda:12.6.3-base-ubuntu24.04",
            "cu126",
            Some("12.6.3"),
        ),
        // 13.0.3 was seen without `devel`
        (
            "3-10-cu130",
            "nvidia/cuda:13.0.2-devel-ubuntu22.04",
            "nvidia/cuda:13.0.3-base-ubuntu22.04",
            "cu130",
            Some("13.0.2"),
        ),
        (
            "3-12-cu130",
            "nvidia/cuda:13.0.2-devel-ubuntu24.04",
            "nvidia/cuda:13.0.3-base-ubuntu24.04",
            "cu130",
            Some("13.0.2"),
        ),
        ("3-12-rocm7-2", "rocm/dev-ubuntu-24.04:7.2.4-complete", "ubuntu:24.04", "rocm7.2", Some("7.2.4")),
        ("3-10-rocm7-14", "rocm/dev-ubuntu-22.04:7.14.1-full", "ubuntu:22.04", "rocm7.14", Some("7.14.1")),
        ("3-12-rocm7-14", "rocm/dev-ubuntu-24.04:7.14.1-full", "ubuntu:24.04", "rocm7.14", Some("7.14.1")),
    ];
    for (target, devel_base, base, wheels, release) in expected {
        let (devel, run) = (build(&format!("torch-devel-{target}")), build(&format!("torch-{target}")));
        assert_eq!((devel.from.as_str(), run.from.as_str()), (devel_base, base));
        assert_eq!(devel.gpu_release.as_deref(), release, "{target}");
        let arg = |name: &str| devel.args[name].to_string();
        assert_eq!(arg("TORCH_INDEX"), format!("{index}/{wheels}"));
        let versions = ["TORCH", "TORCHVISION", "TORCHAUDIO"].map(arg);
        assert_eq!(versions, ["2.14.1", "0.29.1", "2.11.0"], "{target}");
        let family = release.map(|_| if wheels.starts_with("cu") { "nvidia" } else { "rocm" });
        assert_eq!((run.gpu.as_deref(), devel.gpu.as_deref()), (family, family));
        assert!(run.tests.iter().any(|test| test.gpu) == family.is_some(), "a GPU's builds are tested on one");
        assert!(run.base().is_none() && run.parents.len() == 1, "it takes files from its own build alone");
    }
    assert!(plan.by_target("torch-3-10-rocm7-2").is_none(), "it is left out");
    assert_eq!(plan.builds.len(), 2 * expected.len() + 2);
}
