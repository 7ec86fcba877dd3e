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
    place.set("PARENTS", &place.at("temp/parents").display().to_string());
    fs::create_dir(place.at("temp/parents")).unwrap();
    place
}

/// What the own Bake file is changed to for this run.
fn settings(place: &Place) -> Value {
    let file: Value = serde_json::from_str(&fs::read_to_string(place.at("temp/run.json")).unwrap()).unwrap();
    file["target"].clone()
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
    assert_eq!(outputs["gpus"], "[]");
    let tags = ["ghcr.io/acme/base:1", "localhost:5000/base:1"];
    assert_eq!(place.images(), [json!({"target": "base-py39", "repository": "ghcr.io/acme/base", "tags": tags})]);
    let info =
        |target: &str| json!({"output": [format!("type=local,dest={}/info/{target}", place.at("temp").display())]});
    let by_digest = json!({"type": "image", "push": "true", "push-by-digest": "true", "name-canonical": "true"});
    assert_eq!(
        settings(&place),
        json!({
            "base-py39": {"tags": ["ghcr.io/acme/base"], "output": [by_digest]},
            "ml-py39": {"output": ["type=cacheonly"]},
            "base-py39-info": info("base-py39"),
            "ml-py39-info": info("ml-py39"),
        })
    );
    for (file, list) in [("pushed", "base-py39\n"), ("info-targets", "base-py39-info\nml-py39-info\n")] {
        assert_eq!(fs::read_to_string(place.at("temp").join(file)).unwrap(), list);
    }
    assert_eq!([&outputs["pushed"], &outputs["info"]], ["true", "true"]);
    assert_eq!(calls(&place), [["buildx", "bake", "--file", "docker-bake.hcl", "--print", "base-py39", "ml-py39"]]);
}

#[test]
fn a_child_stands_on_what_its_parent_pushed() {
    let mut place = place(json!({"target": {"sdk-alma8": {"tags": ["ghcr.io/acme/sdk:1"]}}}));
    place.set("TARGETS", "sdk-alma8");
    let prepare = script(&emitted(&compilers())[BUILD], "build", "Prepare");
    place.outputs(&prepare);
    assert_eq!(settings(&place)["sdk-alma8"]["contexts"], Value::Null);
    fs::write(place.at("temp/parents/runtime-alma8"), "ghcr.io/acme/runtime@sha256:ab").unwrap();
    place.outputs(&prepare);
    let context = json!({"ghcr.io/acme/runtime:runtime-alma8": "docker-image://ghcr.io/acme/runtime@sha256:ab"});
    assert_eq!(settings(&place)["sdk-alma8"]["contexts"], context);
    // what is built on the way, as nobody pushed it, stands on what was pushed as well
    place.set("TARGETS", "tools");
    place.outputs(&prepare);
    assert_eq!(settings(&place)["sdk-alma8"]["contexts"], context);
    // built, never published, whatever its tags
    place.write("definition.json", r#"{"target": {"common": {"tags": ["ghcr.io/acme/common:1"]}}}"#);
    place.set("TARGETS", "common");
    let outputs = place.outputs(&prepare);
    assert_eq!(outputs["pushed"], "false");
    assert_eq!(place.images(), [] as [Value; 0]);
}

#[test]
fn digests_are_recorded_and_tagged() {
    let mut place = place(json!({}));
    let build = &emitted(&notebooks())[BUILD];
    let images =
        json!([{"target": "a", "repository": "ghcr.io/acme/a", "tags": ["ghcr.io/acme/a:1", "quay.io/acme/a:1"]}]);
    place.set_images(&images);
    fs::write(place.at("temp/metadata.json"), r#"{"a": {"containerimage.digest": "sha256:12"}, "b": {}}"#).unwrap();
    let outputs = place.outputs(&script(build, "build", "Record the digests"));
    assert_eq!(outputs["images"], r#"[{"target":"a","repository":"ghcr.io/acme/a","digest":"sha256:12"}]"#);
    assert_eq!(fs::read_to_string(place.at("temp/digests/a")).unwrap(), "ghcr.io/acme/a@sha256:12");
    place.outputs(&script(build, "build", "Tag"));
    let tags = ["--tag", "ghcr.io/acme/a:1", "--tag", "quay.io/acme/a:1"];
    let create = ["buildx", "imagetools", "create", "--prefer-index=false"];
    assert_eq!(calls(&place), [[&create[..], &tags[..], &["ghcr.io/acme/a@sha256:12"]].concat()]);
    let summary = fs::read_to_string(place.at("temp/summary")).unwrap();
    assert!(summary.contains("| ghcr.io/acme/a@sha256:12 | ghcr.io/acme/a:1<br>quay.io/acme/a:1 |"), "{summary}");
}

/// How an image is compressed is the stack's to say; that it is pushed by digest is not. Bake prints objects, and once printed text.
#[test]
fn an_image_is_pushed_as_the_stack_says() {
    let by_digest = json!({
        "type": "image", "push": "true", "push-by-digest": "true", "name-canonical": "true",
        "compression": "zstd", "oci-mediatypes": "true",
    });
    for output in [
        json!("type=registry,compression=zstd,oci-mediatypes=true"),
        json!({"type": "registry", "compression": "zstd", "oci-mediatypes": "true"}),
    ] {
        let mut place = place(json!({"target": {"base-py39": {"tags": ["ghcr.io/acme/base:1"], "output": [output]}}}));
        place.set("TARGETS", "base-py39");
        place.outputs(&script(&emitted(&notebooks())[BUILD], "build", "Prepare"));
        assert_eq!(settings(&place)["base-py39"]["output"], json!([by_digest]));
    }
}

/// Of many images all scripts work on files: neither an environment nor a list of arguments holds what is known of them.
#[test]
fn more_images_than_an_environment_holds() {
    const MANY: usize = 400;
    let names: Vec<String> = (0..MANY).map(|at| format!("image-{at:04}")).collect();
    let reference = |name: &str| format!("ghcr.io/{}/{name}:2026.03", "long-name/".repeat(12));
    let definition: serde_json::Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!({"tags": [reference(name)]}))).collect();
    let mut place = place(json!({"target": definition}));
    place.set("TARGETS", &names.join(","));
    let build = &emitted(&notebooks())[BUILD];
    place.outputs(&script(build, "build", "Prepare"));
    let metadata: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| {
            (
                name.clone(),
                json!({"containerimage.digest": format!("sha256:{}", "0".repeat(64)), "more": "x".repeat(400)}),
            )
        })
        .collect();
    fs::write(place.at("temp/metadata.json"), Value::Object(metadata).to_string()).unwrap();
    place.set("IMAGES", &place.at("temp/images/images.json").display().to_string());
    place.outputs(&script(build, "build", "Push by digest"));
    place.outputs(&script(build, "build", "Record the digests"));
    place.outputs(&script(build, "build", "Tag"));
    let calls = calls(&place);
    assert_eq!(calls.len(), MANY + 2);
    assert!(calls[1].ends_with(&names), "the push names every image");
    assert_eq!(calls.last().unwrap()[5], reference(&names[MANY - 1]));
    assert!(fs::metadata(place.at("temp/images/images.json")).unwrap().len() > 128 << 10);
}

#[test]
fn a_digest_that_is_not_told_is_an_error() {
    let mut place = place(json!({}));
    place.set_images(&json!([{"target": "a", "repository": "r", "tags": []}]));
    fs::write(place.at("temp/metadata.json"), "{}").unwrap();
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
    place.set_images(&json!([image("torch-cuda"), image("torch-rocm"), image("other")]));
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
    place.set_images(&json!([{"target": "torch-cuda", "repository": "r", "digest": "sha256:1", "tags": []}]));
    place.outputs(&script(&emitted(&torch())[BUILD], "gpu-nvidia", "Test what was pushed"));
    let start = ["run", "--rm", "--pull", "always", "--gpus", "all", "--entrypoint", "/bin/sh", "r@sha256:1"];
    assert_eq!(calls(&place), [[&start[..], &["-c", "nvidia-smi"]].concat()]);
    let mut place = self::place(json!({"target": {}}));
    for (target, gpus) in [("torch-cuda", r#"["nvidia"]"#), ("torch-rocm", "[]")] {
        place.set("TARGETS", target);
        assert_eq!(place.outputs(&script(&emitted(&torch())[BUILD], "build", "Prepare"))["gpus"], gpus);
    }
}
