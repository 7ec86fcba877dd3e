//! Building, pushing, testing, tagging: the scripts, with programs that write down what they are asked.

use super::emitted;
use super::plans::{compilers, notebooks, torch};
use super::run::{Place, script};
use serde_json::{Value, json};
use std::fs;

const BUILD: &str = ".github/workflows/images-build.yml";

/// Writes down how it is called; prints the definition that Bake would, for `bake`.
fn docker(place: &Place, definition: &Value) {
    place.write("definition.json", &definition.to_string());
    let shell = r#"printf '%s\n' "$@" | jq --raw-input --slurp --compact-output 'split("\n")[:-1]' >>"$RUNNER_TEMP/calls"
printf '%s' "${IMAGE-}" >>"$RUNNER_TEMP/image"
case "$*" in
  *fails*) exit 3 ;;
  *"bake "*) cat definition.json ;;
  *inspect*) echo "{\"digest\": \"sha256:$(sha256sum <<<"${!#}" | cut -c1-64)\"}" ;;
esac"#;
    place.program("docker", shell);
}

pub fn calls(place: &Place) -> Vec<Vec<String>> {
    let text = fs::read_to_string(place.at("temp/calls")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub fn place(definition: Value) -> Place {
    let mut place = Place::new();
    docker(&place, &definition);
    place.set("BAKE_FILE", "docker-bake.hcl");
    place.set("PARENTS", &place.at("temp/parents").display().to_string());
    fs::create_dir(place.at("temp/parents")).unwrap();
    place
}

#[test]
fn what_is_to_be_built_and_pushed() {
    let mut place = place(json!({"target": {
        "base-py39": {"tags": ["ghcr.io/acme/base:1", "localhost:5000/base:1"]},
        "ml-py39": {"tags": []},
    }}));
    place.set("TARGETS", "base-py39,ml-py39");
    let outputs = place.outputs(&script(&emitted(&notebooks())[BUILD], "build", "Prepare"));
    assert_eq!(outputs["tests"], ",base-py39-test,ml-py39-test");
    assert_eq!(outputs["info"], "base-py39-info,ml-py39-info");
    assert_eq!(outputs["pushed"], "base-py39");
    assert_eq!(outputs["gpus"], "[]");
    let images: Value = serde_json::from_str(&outputs["images"]).unwrap();
    let tags = ["ghcr.io/acme/base:1", "localhost:5000/base:1"];
    assert_eq!(images, json!([{"target": "base-py39", "repository": "ghcr.io/acme/base", "tags": tags}]));
    let settings: Vec<&str> = outputs["settings"].lines().collect();
    assert_eq!(
        settings,
        [
            "base-py39-info.output=type=local,dest=info/base-py39",
            "ml-py39-info.output=type=local,dest=info/ml-py39",
            "base-py39.tags=ghcr.io/acme/base",
            "base-py39.output=type=image,push=true,push-by-digest=true,name-canonical=true",
            "ml-py39.output=type=cacheonly",
        ]
    );
    assert_eq!(calls(&place), [["buildx", "bake", "--file", "docker-bake.hcl", "--print", "base-py39", "ml-py39"]]);
}

#[test]
fn a_child_stands_on_what_its_parent_pushed() {
    let mut place = place(json!({"target": {"sdk-alma8": {"tags": ["ghcr.io/acme/sdk:1"]}}}));
    place.set("TARGETS", "sdk-alma8");
    let prepare = script(&emitted(&compilers())[BUILD], "build", "Prepare");
    assert_eq!(place.outputs(&prepare)["contexts"], "");
    fs::write(place.at("temp/parents/runtime-alma8"), "ghcr.io/acme/runtime@sha256:ab").unwrap();
    let outputs = place.outputs(&prepare);
    let context = "sdk-alma8.contexts.ghcr.io/acme/runtime:runtime-alma8=docker-image://ghcr.io/acme/runtime@sha256:ab";
    assert_eq!(outputs["contexts"], context);
    assert!(outputs["settings"].starts_with(context));
    // what is built on the way, as nobody pushed it, stands on what was pushed as well
    place.set("TARGETS", "tools");
    assert_eq!(place.outputs(&prepare)["contexts"], context);
    // built, never published, whatever its tags
    place.write("definition.json", r#"{"target": {"common": {"tags": ["ghcr.io/acme/common:1"]}}}"#);
    place.set("TARGETS", "common");
    let outputs = place.outputs(&prepare);
    assert_eq!(outputs["pushed"], "");
    assert_eq!(outputs["images"], "[]");
}

#[test]
fn digests_are_recorded_and_tagged() {
    let mut place = place(json!({}));
    let build = &emitted(&notebooks())[BUILD];
    let images =
        json!([{"target": "a", "repository": "ghcr.io/acme/a", "tags": ["ghcr.io/acme/a:1", "quay.io/acme/a:1"]}]);
    place.set("IMAGES", &images.to_string());
    place.set("METADATA", r#"{"a": {"containerimage.digest": "sha256:12"}, "b": {}}"#);
    let outputs = place.outputs(&script(build, "build", "Record the digests"));
    assert_eq!(fs::read_to_string(place.at("temp/digests/a")).unwrap(), "ghcr.io/acme/a@sha256:12");
    place.set("IMAGES", &outputs["images"]);
    place.outputs(&script(build, "build", "Tag"));
    let tags = ["--tag", "ghcr.io/acme/a:1", "--tag", "quay.io/acme/a:1"];
    let create = ["buildx", "imagetools", "create", "--prefer-index=false"];
    assert_eq!(calls(&place), [[&create[..], &tags[..], &["ghcr.io/acme/a@sha256:12"]].concat()]);
    let summary = fs::read_to_string(place.at("temp/summary")).unwrap();
    assert!(summary.contains("| ghcr.io/acme/a@sha256:12 | ghcr.io/acme/a:1<br>quay.io/acme/a:1 |"), "{summary}");
}

#[test]
fn a_digest_that_is_not_told_is_an_error() {
    let mut place = place(json!({}));
    place.set("IMAGES", r#"[{"target": "a", "repository": "r", "tags": []}]"#);
    place.set("METADATA", "{}");
    let output = place.run(&script(&emitted(&notebooks())[BUILD], "build", "Record the digests"));
    assert!(!output.status.success());
}

#[test]
fn tests_of_what_was_pushed() {
    let mut family = torch();
    let outside = &mut family.plan.builds[1].tests[3];
    outside.shell = "docker \"got $IMAGE\" '${{ x }}'\n".to_string();
    family.plan.builds[0].tests[3].inside = true;
    family.plan.builds[0].shell = Some(vec!["/bin/bash".into(), "-o".into(), "pipefail".into(), "-c".into()]);
    family.plan.builds[0].run_options = vec!["--env".into(), "A=b c".into()];
    family.plan.builds[0].tests[3].shell = "a \"b\"\nc 'd'".to_string();
    let mut place = place(json!({}));
    let image =
        |target: &str| json!({"target": target, "repository": "r", "digest": format!("sha256:{target}"), "tags": []});
    place.set("IMAGES", &json!([image("torch-cuda"), image("torch-rocm"), image("other")]).to_string());
    let run = script(&emitted(&family)[BUILD], "build", "Test what was pushed");
    place.outputs(&run);
    let (inside, seen) = (&calls(&place)[0], &calls(&place)[1]);
    let start =
        ["run", "--rm", "--pull", "always", "--env", "A=b c", "--entrypoint", "/bin/bash", "r@sha256:torch-cuda"];
    // the stand-in writes a line for each line of an argument
    assert_eq!(*inside, [&start[..], &["-o", "pipefail", "-c", "a \"b\"", "c 'd'"]].concat());
    assert_eq!(*seen, ["got r@sha256:torch-rocm", "${{ x }}"]);
    // one that fails is told of after all have run
    family.plan.builds[0].tests[3].shell = "fails".to_string();
    let output = place.run(&script(&emitted(&family)[BUILD], "build", "Test what was pushed"));
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("::error::torch-cuda: test failed: starts") && said.contains("2 tests, 1 failed"), "{said}");
}

#[test]
fn a_gpu_is_asked_for() {
    let mut place = place(json!({}));
    place.set("IMAGES", r#"[{"target": "torch-cuda", "repository": "r", "digest": "sha256:1", "tags": []}]"#);
    place.outputs(&script(&emitted(&torch())[BUILD], "gpu-nvidia", "Test what was pushed"));
    let start = ["run", "--rm", "--pull", "always", "--gpus", "all", "--entrypoint", "/bin/sh", "r@sha256:1"];
    assert_eq!(calls(&place), [[&start[..], &["-c", "nvidia-smi"]].concat()]);
    let mut place = self::place(json!({"target": {}}));
    for (target, gpus) in [("torch-cuda", r#"["nvidia"]"#), ("torch-rocm", "[]")] {
        place.set("TARGETS", target);
        assert_eq!(place.outputs(&script(&emitted(&torch())[BUILD], "build", "Prepare"))["gpus"], gpus);
    }
}
