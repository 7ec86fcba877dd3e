//! Promotions: the script that finds digests.

use super::emitted;
use super::plans::{Family, notebooks, torch};
use super::publish::{calls, place};
use super::run::{Place, script};
use crate::plan::{Clause, Moment, Pattern, When};
use serde_json::json;

fn resolve(family: &Family) -> String {
    script(&emitted(family)[".github/workflows/promote.yml"], "resolve", "Find the digests")
}

fn at(step: &str, tag: &str) -> Place {
    let mut place = place(json!({}));
    for (name, value) in [("BRANCH", "main"), ("GIT_TAG", ""), ("UNTESTED", "false"), ("STEP", step), ("TAG", tag)] {
        place.set(name, value);
    }
    place
}

fn said(place: &Place, family: &Family) -> String {
    let output = place.run(&resolve(family));
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stdout).trim().to_string()
}

#[test]
fn from_the_tag_that_is_given() {
    let place = at("2021.3-stable", "2021.3-abc");
    place.outputs(&resolve(&notebooks()));
    let images = place.images();
    let targets: Vec<&str> = images.iter().map(|image| image["target"].as_str().unwrap()).collect();
    assert_eq!(targets, ["base-py39", "ml-py39", "rstudio-py39"]);
    assert_eq!(images[0]["from"], "ghcr.io/acme/base:2021.3-abc");
    assert_eq!(images[0]["tags"], json!(["ghcr.io/acme/base:2021.3-stable"]));
    assert!(images[0]["digest"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(calls(&place).len(), 3);
}

#[test]
fn from_the_step_before() {
    let place = at("stable", "");
    place.outputs(&resolve(&notebooks()));
    assert_eq!(calls(&place)[1].last().unwrap(), "ghcr.io/acme/ml:2021.3-stable");
}

#[test]
fn what_cannot_be_promoted() {
    let family = notebooks();
    assert!(said(&at("2021.3-stable", ""), &family).contains("give it"));
    assert!(said(&at("stable", "other"), &family).contains("give none"));
    assert!(said(&at("stable", "$(touch x)"), &family).contains("is not one"));
    assert!(said(&at("nothing", "x"), &family).contains("no image has this step"));
    assert!(said(&at("2021.3-stable", "fails"), &family).contains("there is no ghcr.io/acme/rstudio:fails"));
}

#[test]
fn a_test_that_must_pass_and_cannot_run() {
    assert!(
        said(&at("rocm-stable", "x"), &torch()).contains("torch-rocm: must pass first, and can run nowhere: trains")
    );
    let mut place = at("rocm-stable", "x");
    place.set("UNTESTED", "true");
    assert_eq!(place.outputs(&resolve(&torch()))["gpus"], "[]");
    assert_eq!(at("cuda-stable", "x").outputs(&resolve(&torch()))["gpus"], r#"["nvidia"]"#);
}

#[test]
fn only_on_some_branches() {
    let mut family = notebooks();
    let branch = |glob: &str| Some(Pattern { glob: glob.into(), regex: String::new(), literal: false });
    let moment = |glob: &str| Moment { event: None, branch: branch(glob), git_tag: None };
    family.plan.builds[1].promotions[0].tags[1].when = When(vec![Clause::On(moment("release/*"))]);
    family.plan.builds[2].promotions[0].tags[1].when =
        When(vec![Clause::NoneOf(vec![moment("main"), moment("release/*")])]);
    let targets = |branch: &str| {
        let mut place = at("stable", "");
        place.set("BRANCH", branch);
        place.outputs(&resolve(&family));
        place.images().iter().map(|image| image["target"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(targets("main"), ["rstudio-py39"]);
    assert_eq!(targets("release/1"), ["base-py39", "rstudio-py39"]);
    assert_eq!(targets("topic"), ["ml-py39", "rstudio-py39"]);
    assert_eq!(targets(""), ["rstudio-py39"]);
}
