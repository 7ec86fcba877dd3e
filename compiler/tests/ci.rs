//! What `ci` asks for, as far as it can be seen without running it: who runs what, what things are called there, what does not fit.

use crate::family::told;
use crate::family::written::{builds, compiled, planned, refused};
use imgc::emit;
use serde_json::Value;

/// One image, with this in it, and a `ci` with that.
fn stack(image: &str, ci: &str) -> String {
    format!("image \"a\" {{ from \"debian:12\"; {image} }}\nci \"github\" {{ on push branch=\"main\"; {ci} }}\n")
}

fn workflow(rest: &str, name: &str) -> Value {
    let compilation = compiled(rest);
    let files = emit(compilation.plan.as_ref().unwrap_or_else(|| panic!("{:?}", told(&compilation))));
    serde_saphyr::from_str(&files[&format!(".github/workflows/{name}.yml")]).unwrap()
}

const INSECURE: [&str; 4] = [
    "run \"true\" security=\"insecure\"",
    "instruction \"RUN --security=insecure true\"",
    "bake \"entitlements\" \"security.insecure\"",
    "stage \"s\" { from \"debian:12\"; instruction \"RUN --security=insecure true\" }; copy stage=\"s\" \"/etc\" to=\"/x\"",
];

/// However it is asked for, the builder is told, and a pull request does not get it.
#[test]
fn an_entitlement_is_one_however_it_is_asked_for() {
    for image in INSECURE {
        let text = stack(image, "");
        assert_eq!(builds(&text)[0].entitlements, ["security.insecure"], "{image}");
        let build = &workflow(&text, "images-build")["jobs"]["build"]["steps"];
        let bake = build.as_array().unwrap().iter().find(|step| step["name"] == "Build and test").unwrap();
        assert_eq!(bake["with"]["allow"], "security.insecure", "{image}");
        let (message, at, _) = refused(&stack(image, "on pull-request"));
        assert_eq!(message, "exposed-runner: pull requests build `a`, which needs `security.insecure`");
        assert_eq!(at, "\"a\"");
    }
    let mounts = "instruction \"RUN --mount=type=secret,id=token --mount=type=ssh true\"";
    let build = &builds(&stack(mounts, ""))[0];
    assert_eq!((&build.secrets[..], &build.ssh[..]), (&["token".to_string()][..], &["default".to_string()][..]));
}

/// A pull request has GitHub's own machines, unless the stack says that it may have others.
#[test]
fn a_pull_request_runs_on_a_machine_that_is_thrown_away() {
    let own = [
        ("runner \"self-hosted\" \"big\"", "\"big\""),
        ("runner \"self-hosted\"", "\"self-hosted\""),
        ("runner \"ubuntu-24.04-16-cores\"", "\"ubuntu-24.04-16-cores\""),
        ("runner \"ubuntu-24.04\" \"gpu\"", "\"ubuntu-24.04\""),
    ];
    for (runner, label) in own {
        for start in ["on pull-request", "on branch=\"x\""] {
            let (message, at, _) = refused(&stack("", &format!("{start}; {runner}")));
            assert!(message.starts_with("exposed-runner: pull requests run on your own runner"), "{message}");
            assert_eq!(at, label);
        }
        planned(compiled(&stack("", runner)));
        planned(compiled(&stack("", &format!("on pull-request; {runner} pull-requests=#true"))));
    }
    for runner in ["", "runner \"ubuntu-latest\"", "runner \"Ubuntu-24.04\""] {
        planned(compiled(&stack("", &format!("on pull-request; {runner}"))));
    }
    // one for a platform has parts of pull requests too; one for a GPU has none
    let arm = stack("platforms \"linux/amd64\"", "on pull-request; runner \"arm\" platform=\"linux/arm64\"");
    let arm = arm + "image \"b\" { from \"debian:12\"; platforms \"linux/arm64\" }\n";
    assert_eq!(refused(&arm).1, "\"arm\"");
    let gpu = "on pull-request; runner \"self-hosted\" gpu=\"nvidia\"";
    planned(compiled(&stack("", gpu)));
}

#[test]
fn a_pull_request_gets_an_entitlement_only_where_the_runner_says_so() {
    let check = |ci: &str| {
        let images = workflow(&stack(INSECURE[0], ci), "images");
        let steps = images["jobs"]["check"]["steps"].as_array().unwrap().clone();
        steps.iter().find(|step| step["name"] == "Build and test").unwrap()["with"]["allow"].clone()
    };
    assert_eq!(check("on pull-request; runner \"ubuntu-24.04\" pull-requests=#true"), "security.insecure");
    // that it is only told, or not at all, does not give it
    let text = stack(INSECURE[0], "on pull-request") + "policy { level \"exposed-runner\" \"allow\" }\n";
    let steps = workflow(&text, "images")["jobs"]["check"]["steps"].clone();
    assert!(!steps.to_string().contains("security.insecure"), "{steps}");
}

/// The run's token is every job's; to declare it makes a workflow that GitHub does not take.
#[test]
fn a_secret_has_a_name_that_github_takes() {
    let mount = |id: &str| format!("run \"true\" {{ mount \"secret\" \"{id}\" }}");
    for (id, ci) in [("token", "secret \"token\" ci=\"GITHUB_TOKEN\""), ("github_token", "")] {
        let text = stack(&mount(id), ci);
        let build = workflow(&text, "images-build");
        let variable = id.to_uppercase();
        let steps = build["jobs"]["build"]["steps"].as_array().unwrap().clone();
        let given: Vec<&Value> =
            steps.iter().map(|step| &step["env"][&variable]).filter(|value| !value.is_null()).collect();
        assert!(given.iter().any(|value| **value == "${{ github.token }}"), "{given:?}");
        assert_eq!(build["on"]["workflow_call"]["secrets"][&variable], Value::Null);
        assert!(!workflow(&text, "images").to_string().contains("secrets.GITHUB"));
    }
    for name in ["GITHUB_PAT", "github_pat", "2FA", "MY TOKEN", "hf-token"] {
        let (message, at, _) = refused(&stack(&mount("token"), &format!("secret \"token\" ci=\"{name}\"")));
        assert_eq!(message, format!("reserved-name: GitHub has no secret named `{name}`"));
        assert_eq!(at, format!("\"{name}\""));
    }
    let (message, _, help) = refused(&stack(&mount("github-pat"), ""));
    assert_eq!(message, "reserved-name: GitHub has no secret named `GITHUB_PAT`");
    assert!(help[0].contains("`secret \"github-pat\" ci=\"NAME\"`"), "{help:?}");
    planned(compiled(&stack(&mount("github-pat"), "secret \"github-pat\" ci=\"PAT\"")));
}

/// What a workflow cannot do with an output it does not lose in silence.
#[test]
fn an_output_is_kept_or_refused() {
    for good in ["type=image", "type=registry,compression=zstd", "compression=zstd,type=image"] {
        planned(compiled(&stack(&format!("bake \"output\" \"{good}\""), "")));
    }
    for bad in ["\"type=oci,dest=x\"", "\"type=image\" \"type=local,dest=x\"", "\"dest=x\"", "\"type=cacheonly\""] {
        let (message, ..) = refused(&stack(&format!("bake \"output\" {bad}"), ""));
        assert!(message.starts_with("lost-output"), "{message}");
    }
    planned(compiled("image \"a\" { from \"debian:12\"; bake \"output\" \"type=oci,dest=x\" }\n"));
}

#[test]
fn what_is_not_there_yet_says_so() {
    let (message, at, help) = refused("image \"a\" { from \"debian:12\" }\npins { files \".github/**\" }\n");
    assert_eq!((message.as_str(), at.as_str()), ("unknown-node: no node `pins` at the top level", "pins"));
    assert!(help[0].contains("does not keep references at their newest digest yet"), "{help:?}");
}

/// Names with blanks are names: no list is text that is split.
#[test]
fn a_list_is_several_values() {
    let image = "image \"a\" { from \"debian:12\"; test \"starts a server\" \"true\"; test \"gpu\" \"true\" }\n";
    let needs = |promote: &str| {
        let text = format!("{image}tags {{ {promote} }}\n");
        planned(compiled(&text))[0].promotions[0].needs.clone()
    };
    assert_eq!(needs("promote needs=\"starts a server\" { tag \"u\" }"), ["starts a server"]);
    assert_eq!(needs("promote { needs \"starts a server\" \"gpu\"; tag \"u\" }"), ["starts a server", "gpu"]);
    let (message, at, help) = refused(
        "image \"a\" { from \"debian:12\"; test \"one\" \"true\"; test \"two\" \"true\" }\n\
         tags { promote needs=\"one two\" { tag \"u\" } }\n",
    );
    assert_eq!((message.as_str(), at.as_str()), ("unknown-test: no test named `one two`", "\"one two\""));
    assert_eq!(help, ["write each in quotes, in the braces: `needs \"one\" \"two\"`"]);
    let gpu = |node: &str| format!("image \"a\" {{ gpu \"rocm\" {node}; from \"debian:12\" }}\n");
    assert_eq!(builds(&gpu("{ target \"gfx942\" \"gfx950\" }"))[0].gpu_targets, ["gfx942", "gfx950"]);
    assert_eq!(builds(&gpu("target=\"gfx942\""))[0].gpu_targets, ["gfx942"]);
    let (message, _, help) = refused(&gpu("target=\"gfx942 gfx950\""));
    assert!(message.starts_with("unknown-gpu-target"), "{message}");
    assert_eq!(help, ["write each in quotes, in braces: `{ target \"gfx942\" \"gfx950\" }`"]);
    let deny = |rule: &str| {
        format!("image \"a\" {{ from \"debian:12\"; pip \"torch\" \"tensorflow\" }}\npolicy {{ {rule} }}\n")
    };
    let text = deny("deny reason=\"r\" { together \"torch\" \"tensorflow\" }");
    assert!(refused(&text).0.starts_with("denied"));
    let (message, _, help) = refused(&deny("deny together=\"torch tensorflow\" reason=\"r\""));
    assert_eq!(message, "unknown-property: `deny` has no property `together`");
    assert_eq!(help, ["write each in quotes, in braces: `{ together \"torch\" \"tensorflow\" }`"]);
}

/// 300 builds that have nothing in common are no more jobs than a matrix has; all of them are built.
#[test]
fn a_matrix_has_no_more_jobs_than_github_makes() {
    let axis: String = (0..300).map(|n| format!(" \"v{n}\"")).collect();
    let text = format!(
        "image \"a\" {{ axis \"x\"{axis}; from \"debian:12\"; run \"true\" }}\nci \"github\" {{ on push branch=\"main\" }}\n"
    );
    let images = workflow(&text, "images");
    let steps = images["jobs"]["affected"]["steps"].as_array().unwrap();
    let script = steps.iter().find_map(|step| step["run"].as_str()).unwrap();
    let rows: Vec<Vec<&str>> =
        script.lines().filter(|line| line.starts_with("@build ")).map(|line| line.split(' ').collect()).collect();
    let parts: std::collections::BTreeSet<&str> = rows.iter().map(|row| row[3]).collect();
    assert_eq!(rows.len(), 300);
    assert!(parts.len() <= 256, "{}", parts.len());
}

/// What no runner and no GitHub holds is an error that says what to do.
#[test]
fn what_github_cannot_hold_is_an_error() {
    let images = |count: usize, ci: &str| {
        let all: String = (0..count)
            .map(|n| format!("image \"image-with-a-name-{n}\" {{ from image=\"base\"; test \"t\" \"true\" }}\n"))
            .collect();
        format!("image \"base\" {{ from \"debian:12\" }}\n{all}ci \"github\" {{ on push branch=\"main\"; {ci} }}\n")
    };
    // of one base: one part, its digests and tags in files
    planned(compiled(&images(300, "")));
    let (message, at, help) = refused(&images(300, "attest"));
    assert_eq!(message, "too-large: 301 builds are built by one job, that of `base`");
    assert_eq!((at.as_str(), help[0].as_str()), ("ci \"github\"", "write `strategy \"per-image\"`"));
    planned(compiled(&images(300, "attest; strategy \"per-image\"")));
    let (message, _, help) = refused(&images(1000, "strategy \"per-image\""));
    assert!(message.starts_with("too-large: the workflow `.github/workflows/images.yml` has "), "{message}");
    assert!(help[0].starts_with("write `strategy \"single\"`"), "{help:?}");
    planned(compiled(&images(1000, "")));
    let (message, ..) = refused(&images(2600, ""));
    assert!(message.starts_with("too-large: 2601 builds are built by one job"), "{message}");
}
