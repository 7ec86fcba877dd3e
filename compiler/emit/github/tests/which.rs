//! Which builds a change affects: the script itself, in repositories made up for it.

use super::emitted;
use super::plans::{Family, boards, compilers, notebooks};
use super::run::{Place, script};
use crate::ast::Strategy;
use serde_json::Value;

const IMAGES: &str = ".github/workflows/images.yml";

struct Repository {
    place: Place,
    script: String,
}

impl Repository {
    /// The stack as it is, with a file for each image, committed.
    fn new(family: &Family) -> Repository {
        let mut place = Place::new();
        place.git(&["init", "--quiet"]);
        for build in &family.plan.builds {
            place.write(format!("images/{}/files/a", build.image), "a");
            place.write(format!("{}.Dockerfile", build.target), "FROM debian:13\n");
        }
        for name in ["BEFORE", "BRANCH", "IMAGE"] {
            place.set(name, "");
        }
        place.set("EVENT", "push");
        place.set("BRANCH", "main");
        place.set("EVERY_IMAGE", "every image");
        place.set("WORKFLOW", IMAGES);
        place.program("gh", "exit 1");
        let mut made = Repository { place, script: String::new() };
        made.compile(family);
        made.place.commit("first");
        made
    }

    fn compile(&mut self, family: &Family) {
        let text = &emitted(family)[IMAGES];
        self.place.write(IMAGES, text);
        self.script = script(text, "affected", "Find what is affected");
    }

    fn write(&self, path: &str) {
        self.place.write(path, "changed");
    }

    /// After a push of one commit.
    fn pushed(&mut self, message: &str) -> Vec<String> {
        let before = self.place.git(&["rev-parse", "HEAD"]);
        self.place.commit(message);
        self.place.set("BEFORE", &before);
        self.affected()
    }

    fn affected(&self) -> Vec<String> {
        let outputs = self.place.outputs(&self.script);
        let parts: Vec<Value> = serde_json::from_str(&outputs["parts"]).unwrap();
        let targets = parts.iter().flat_map(|part| part["targets"].as_str().unwrap().split(','));
        let mut targets: Vec<String> = targets.map(str::to_string).collect();
        targets.sort();
        targets
    }
}

const ALL: [&str; 4] = ["base-py38", "base-py39", "ml-py39", "rstudio-py39"];

#[test]
fn a_child_alone() {
    let mut repository = Repository::new(&notebooks());
    repository.write("images/ml/files/a");
    assert_eq!(repository.pushed("change"), ["ml-py39"]);
}

#[test]
fn a_parent_and_what_stands_on_it() {
    let mut repository = Repository::new(&notebooks());
    repository.write("base-py39.Dockerfile");
    assert_eq!(repository.pushed("change"), ["base-py39", "ml-py39", "rstudio-py39"]);
}

#[test]
fn what_is_nobodys_and_what_is_ignored() {
    let mut repository = Repository::new(&notebooks());
    repository.write("somewhere/else");
    repository.write("images/base/files/README.md");
    repository.write("stack.kdl");
    assert!(repository.pushed("change").is_empty());
}

#[test]
fn rules_rebuild_all() {
    let mut repository = Repository::new(&notebooks());
    repository.write("tests_common/README.md");
    assert_eq!(repository.pushed("change"), ALL);
    assert!(repository.pushed("nothing").is_empty());
    assert_eq!(repository.pushed("a title\n\nplease: full rebuild of a/b\n"), ALL);
}

#[test]
fn a_rule_for_a_branch() {
    let mut family = notebooks();
    let rules = &mut family.plan.changes.as_mut().unwrap().rebuild_all;
    rules[1].message = None;
    rules[1].branch = Some(crate::glob::Glob::new("release/*").unwrap());
    let mut repository = Repository::new(&family);
    assert!(repository.pushed("nothing").is_empty());
    repository.place.set("BRANCH", "release/1");
    assert_eq!(repository.pushed("nothing"), ALL);
}

#[test]
fn renames_count_for_both_places() {
    let mut repository = Repository::new(&notebooks());
    std::fs::rename(repository.place.at("work/images/ml/files/a"), repository.place.at("work/images/rstudio/files/b"))
        .unwrap();
    assert_eq!(repository.pushed("moved"), ["ml-py39", "rstudio-py39"]);
}

#[test]
fn strange_names() {
    let mut repository = Repository::new(&notebooks());
    repository.write("images/ml/files/a b\n@build x.txt");
    repository.write("images/rstudio/files/\"é\\ü$(touch x)`*");
    assert_eq!(repository.pushed("change"), ["ml-py39", "rstudio-py39"]);
    use std::os::unix::ffi::OsStrExt;
    let name = std::ffi::OsStr::from_bytes(b"images/ml/files/\xff\xfe");
    repository.place.write(name, "not UTF-8");
    assert_eq!(repository.pushed("change"), ["ml-py39"]);
}

#[test]
fn no_base_to_compare_with() {
    let mut repository = Repository::new(&notebooks());
    for before in ["", "0000000000000000000000000000000000000000", "1111111111111111111111111111111111111111", "--help"]
    {
        repository.place.set("BEFORE", before);
        assert_eq!(repository.affected(), ALL, "{before}");
    }
    repository.place.set("EVENT", "schedule");
    assert_eq!(repository.affected(), ALL);
}

#[test]
fn a_forced_push() {
    let mut repository = Repository::new(&notebooks());
    repository.write("images/ml/files/a");
    let dropped = repository.place.commit("to be dropped");
    repository.place.git(&["reset", "--quiet", "--hard", "HEAD^"]);
    repository.write("images/rstudio/files/a");
    repository.place.commit("instead");
    repository.place.set("BEFORE", &dropped);
    // both differ from what was published; gone for good, all do
    assert_eq!(repository.affected(), ["ml-py39", "rstudio-py39"]);
    repository.place.git(&["reflog", "expire", "--expire=now", "--all"]);
    repository.place.git(&["gc", "--quiet", "--prune=now"]);
    assert_eq!(repository.affected(), ALL);
}

#[test]
fn from_the_last_push_that_went_through() {
    let mut repository = Repository::new(&notebooks());
    let published = repository.place.git(&["rev-parse", "HEAD"]);
    repository.place.program("gh", &format!("echo {published}"));
    // run again, it compares as it did
    assert_eq!(repository.affected(), ALL);
    repository.write("images/ml/files/a");
    repository.place.commit("this run failed");
    repository.write("images/rstudio/files/a");
    assert_eq!(repository.pushed("change"), ["ml-py39", "rstudio-py39"]);
    repository.place.program("gh", "echo 2222222222222222222222222222222222222222");
    assert_eq!(repository.affected(), ["rstudio-py39"]);
}

#[test]
fn a_pull_request_is_what_its_merge_brings() {
    let mut repository = Repository::new(&notebooks());
    let place = &repository.place;
    place.git(&["checkout", "--quiet", "-b", "topic"]);
    repository.write("images/ml/files/a");
    place.commit("in the request");
    place.git(&["checkout", "--quiet", "main"]);
    repository.write("images/rstudio/files/a");
    place.commit("meanwhile");
    place.git(&["merge", "--quiet", "--no-ff", "--message", "merge", "topic"]);
    repository.place.set("EVENT", "pull_request");
    assert_eq!(repository.affected(), ["ml-py39"]);
    // as shallow as it is checked out
    let from = format!("file://{}", repository.place.at("work").display());
    repository.place.git(&["clone", "--quiet", "--depth=2", &from, "../shallow"]);
    std::fs::rename(repository.place.at("work"), repository.place.at("deep")).unwrap();
    std::fs::rename(repository.place.at("shallow"), repository.place.at("work")).unwrap();
    assert_eq!(repository.affected(), ["ml-py39"]);
}

#[test]
fn a_build_that_is_defined_otherwise() {
    let mut family = notebooks();
    let mut repository = Repository::new(&family);
    family.plan.builds[2].args.insert("TORCH".into(), crate::plan::Text::literal("2.14"));
    repository.compile(&family);
    assert_eq!(repository.pushed("change"), ["ml-py39"]);
    family.plan.builds[1].from = "debian:14".into();
    repository.compile(&family);
    assert_eq!(repository.pushed("change"), ["base-py39", "ml-py39", "rstudio-py39"]);
}

#[test]
fn by_hand() {
    let mut repository = Repository::new(&notebooks());
    repository.place.set("EVENT", "dispatch");
    repository.place.set("IMAGE", "every image");
    assert_eq!(repository.affected(), ALL);
    repository.place.set("IMAGE", "rstudio");
    assert_eq!(repository.affected(), ["rstudio-py39"]);
    repository.place.set("IMAGE", "base");
    assert_eq!(repository.affected(), ALL);
}

#[test]
fn parts_and_jobs() {
    let repository = Repository::new(&compilers());
    let outputs = repository.place.outputs(&repository.script);
    let parts: Value = serde_json::from_str(&outputs["parts"]).unwrap();
    assert_eq!(parts[0]["name"], "common");
    assert_eq!(parts[0]["targets"], "common,runtime-alma8,runtime-ubi9,sdk-alma8");
    assert_eq!(parts[1]["targets"], "tools");
    let jobs: Value = serde_json::from_str(&outputs["jobs"]).unwrap();
    let shards: Vec<&str> =
        jobs["image-runtime"].as_array().unwrap().iter().map(|shard| shard["name"].as_str().unwrap()).collect();
    assert_eq!(shards, ["runtime-alma8", "runtime-ubi9"]);
    assert_eq!(jobs["image-common"], Value::Null);
    assert!(regex::Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$").unwrap().is_match(&outputs["created"]));
    assert!(outputs["created"].starts_with(&outputs["date"]));
}

/// As large as it gets: in seconds, not minutes.
#[test]
fn many_builds_and_many_files() {
    let names: Vec<String> = (0..600).map(|n| format!("image{n}")).collect();
    let builds: Vec<(&str, &[&str])> = names.iter().map(|name| (name.as_str(), &[] as &[&str])).collect();
    let mut plan = super::plans::plan("ghcr.io/acme", &builds);
    plan.ci = Some(super::plans::ci(Vec::new()));
    let mut repository = Repository::new(&Family { name: "many", plan });
    for n in 0..100 {
        repository.write(&format!("elsewhere/{n}"));
    }
    repository.write("images/image7/files/a");
    let start = std::time::Instant::now();
    assert_eq!(repository.pushed("change"), ["image7"]);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

/// Each part of a run, and the platform whose runner builds it.
fn platforms(outputs: &str) -> Vec<(String, String)> {
    let parts: Vec<Value> = serde_json::from_str(outputs).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_string();
    parts.iter().map(|part| (text(&part["targets"]), text(&part["platform"]))).collect()
}

fn pairs(all: &[(&str, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(targets, platform)| (targets.to_string(), platform.to_string())).collect()
}

#[test]
fn a_part_for_one_platform_is_built_by_its_runner() {
    let arm = "linux/arm64";
    let repository = Repository::new(&boards(Strategy::PerImage, false));
    let outputs = repository.place.outputs(&repository.script);
    assert_eq!(
        platforms(&outputs["parts"]),
        pairs(&[("both", ""), ("base-amd64", ""), ("base-arm64,tools-arm64", arm)])
    );
    let jobs: Value = serde_json::from_str(&outputs["jobs"]).unwrap();
    assert_eq!(platforms(&jobs["image-base"].to_string()), pairs(&[("base-amd64", ""), ("base-arm64", arm)]));
    assert_eq!(platforms(&jobs["image-tools"].to_string()), pairs(&[("tools-arm64", arm)]));
    assert_eq!(platforms(&jobs["image-both"].to_string()), pairs(&[("both", "")]));
}

/// What is for one platform has its runner where nothing that must be emulated is built with it: no other build, and no parent.
#[test]
fn a_part_for_more_is_not() {
    let mut family = boards(Strategy::Single, true);
    family.plan.builds[3].parents.push(crate::plan::BuildId(1));
    let mut repository = Repository::new(&family);
    let outputs = repository.place.outputs(&repository.script);
    assert_eq!(platforms(&outputs["parts"]), pairs(&[("both,base-amd64,base-arm64,tools-arm64", "")]));
    repository.write("base-arm64.Dockerfile");
    let before = repository.place.git(&["rev-parse", "HEAD"]);
    repository.place.commit("change");
    repository.place.set("BEFORE", &before);
    let outputs = repository.place.outputs(&repository.script);
    assert_eq!(platforms(&outputs["parts"]), pairs(&[("base-arm64,tools-arm64", "")]));

    family.plan.builds.pop();
    let mut repository = Repository::new(&family);
    repository.write("base-arm64.Dockerfile");
    let before = repository.place.git(&["rev-parse", "HEAD"]);
    repository.place.commit("change");
    repository.place.set("BEFORE", &before);
    let outputs = repository.place.outputs(&repository.script);
    assert_eq!(platforms(&outputs["parts"]), pairs(&[("base-arm64", "linux/arm64")]));
}
