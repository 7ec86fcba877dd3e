//! What the catalogue gives for a `gpu` node, and what is said where it has nothing.

mod catalogue;
mod environment;
use crate::family;
mod instead;
mod targets;

use family::written::{builds, compiled};

/// The base of an image that says no more than this.
fn base(gpu: &str) -> (String, Option<String>) {
    let build = builds(&format!("image \"a\" {{ gpu {gpu} }}\n")).remove(0);
    (build.from, build.gpu_release)
}

fn refused(gpu: &str) -> (String, String, Vec<String>) {
    family::written::refused(&format!("image \"a\" {{ gpu {gpu} }}\n"))
}

#[test]
fn a_release_means_its_newest_patch_that_has_the_base() {
    let given = |text: &str| base(text);
    assert_eq!(
        given("\"nvidia\" cuda=\"12.6\" flavor=\"devel\" distro=\"ubuntu24.04\""),
        ("nvidia/cuda:12.6.3-devel-ubuntu24.04".to_string(), Some("12.6.3".to_string()))
    );
    assert_eq!(
        given("\"nvidia\" cuda=\"12.6.1\" cudnn=\"9\" flavor=\"runtime\" distro=\"ubi9\"").0,
        "nvidia/cuda:12.6.1-cudnn-runtime-ubi9"
    );
    assert_eq!(
        given("\"nvidia\" cuda=\"12.2\" cudnn=\"8\" flavor=\"devel\" distro=\"ubuntu22.04\"").0,
        "nvidia/cuda:12.2.2-cudnn8-devel-ubuntu22.04"
    );
    assert_eq!(given("\"rocm\" version=\"7.2\" distro=\"ubuntu24.04\"").0, "rocm/dev-ubuntu-24.04:7.2.4");
    assert_eq!(
        given("\"rocm\" version=\"10.1\" flavor=\"full\" distro=\"ubuntu26.04\"").0,
        "rocm/dev-ubuntu-26.04:10.1.0-full"
    );
}

#[test]
fn what_does_not_exist_is_refused_at_its_word() {
    let says = |gpu: &str, message: &str, at: &str, help: &str| {
        let (said, place, helps) = refused(gpu);
        assert_eq!((said.as_str(), place.as_str()), (message, at), "{gpu}");
        assert!(helps.iter().any(|one| one.contains(help)), "{gpu}: {helps:?}");
    };
    says(
        "\"nvidia\" cuda=\"12.7\" flavor=\"devel\" distro=\"ubuntu24.04\"",
        "unknown-gpu: no `cuda` 12.7 is known here",
        "\"12.7\"",
        "the nearest are `12.6.3`, `12.8.0`",
    );
    says(
        "\"nvidia\" cuda=\"12.6\" flavor=\"runtime\" distro=\"ubuntu26.04\"",
        "no-gpu-base: `nvidia` 12.6.3 has no base with distro `ubuntu26.04`",
        "\"ubuntu26.04\"",
        "`ubuntu24.04`",
    );
    says(
        "\"nvidia\" cuda=\"13.1.0\" cudnn=\"9\" flavor=\"runtime\" distro=\"ubuntu24.04\"",
        "no-gpu-base: `nvidia` 13.1.0 has no base with cudnn `9`",
        "\"9\"",
        "leave `cudnn` out",
    );
    says(
        "\"nvidia\" cuda=\"12.6\" distro=\"ubuntu24.04\"",
        "no-gpu-base: `nvidia` 12.6.3 has no base for this",
        "gpu \"nvidia\" cuda=\"12.6\" distro=\"ubuntu24.04\"",
        "add `flavor=`, one of `base`, `devel`, `runtime`",
    );
    says(
        "\"nvidia\" cuda=\"12.6\" flavour=\"devel\" distro=\"ubuntu24.04\"",
        "unknown-property: `gpu \"nvidia\"` has no property `flavour`",
        "flavour",
        "did you mean `flavor`?",
    );
    says("\"nvidai\" cuda=\"12.6\"", "unknown-gpu: no GPU family is called `nvidai`", "\"nvidai\"", "`nvidia`");
    says(
        "\"rocm\" version=\"8\" distro=\"ubuntu24.04\"",
        "unknown-gpu: no `version` 8 is known here",
        "\"8\"",
        "`10.0.0`",
    );
}

#[test]
fn an_axis_gives_a_base_each() {
    let rest = "axis \"cuda\" \"12.6\" \"12.8\"\nimage \"a\" { axis \"cuda\"\n\
                gpu \"nvidia\" cuda=\"{cuda}\" flavor=\"runtime\" distro=\"ubuntu24.04\"\npackages \"git\" }\n";
    let found = builds(rest);
    let bases: Vec<&str> = found.iter().map(|build| build.from.as_str()).collect();
    assert_eq!(bases, ["nvidia/cuda:12.6.3-runtime-ubuntu24.04", "nvidia/cuda:12.8.2-runtime-ubuntu24.04"]);
    assert_eq!(found[0].dockerfile, found[1].dockerfile, "one file serves both");
    assert_eq!(found[0].run_options, ["--gpus", "all"]);
}

/// The node that marks the build is the one that gives its base and its release.
#[test]
fn an_images_own_node_comes_before_a_values() {
    let rest = "image \"a\" { variant \"v\" { gpu \"rocm\" version=\"7.2\" distro=\"ubuntu24.04\" }\n\
                gpu \"nvidia\" cuda=\"12.6\" flavor=\"base\" distro=\"ubuntu24.04\" }\n";
    let build = builds(rest).remove(0);
    assert_eq!(build.from, "nvidia/cuda:12.6.3-base-ubuntu24.04");
    assert_eq!((build.gpu.as_deref(), build.gpu_release.as_deref()), (Some("nvidia"), Some("12.6.3")));
}

#[test]
fn a_stack_may_know_more_than_the_catalogue() {
    let release =
        "gpu-release \"nvidia\" \"12.6.9\" { base \"acme/cuda:12.6.9-{distro}\" { distro \"ubuntu24.04\" } }\n";
    let found = builds(&format!("{release}image \"a\" {{ gpu \"nvidia\" cuda=\"12.6\" distro=\"ubuntu24.04\" }}\n"));
    assert_eq!(
        (found[0].from.as_str(), found[0].gpu_release.as_deref()),
        ("acme/cuda:12.6.9-ubuntu24.04", Some("12.6.9"))
    );
    let family = "gpu-family \"acme\" release=\"version\" { run-options \"--device=/dev/acme\" }\n\
                  gpu-release \"acme\" \"2.0\" { base \"acme/os:2\" distro=\"debian12\" }\n";
    let found = builds(&format!("{family}image \"a\" {{ gpu \"acme\" version=\"2.0\" distro=\"debian12\" }}\n"));
    assert_eq!((found[0].from.as_str(), found[0].gpu.as_deref()), ("acme/os:2", Some("acme")));
    assert_eq!(found[0].run_options, ["--device=/dev/acme"]);
}

/// AMD has images for amd64 alone; those of NVIDIA have arm64 on most distributions.
#[test]
fn a_base_is_there_for_all_platforms_of_the_build() {
    let on = |platforms: &str, gpu: &str| {
        let compilation = compiled(&format!("image \"a\" {{ platforms {platforms}\ngpu {gpu} }}\n"));
        compilation.diagnostics.iter().map(|one| format!("{}: {}", one.rule.name, one.message)).collect::<Vec<_>>()
    };
    let rocm = "\"rocm\" version=\"7.2\" distro=\"ubuntu24.04\"";
    let nvidia = "\"nvidia\" cuda=\"12.6\" flavor=\"base\" distro=\"ubuntu24.04\"";
    let both = "\"linux/amd64\" \"linux/arm64\"";
    assert_eq!(on("\"linux/amd64\"", rocm), Vec::<String>::new());
    assert_eq!(
        on(both, rocm),
        ["not-in-catalogue: as far as is known here, `rocm/dev-ubuntu-24.04:7.2.4` is not there for `linux/arm64`"]
    );
    assert_eq!(on(both, nvidia), Vec::<String>::new());
    assert_eq!(on("\"linux/arm64/v8\"", nvidia), Vec::<String>::new());
    assert_eq!(on("\"linux/riscv64\"", nvidia).len(), 1);
}

/// What a row that may lack something does not list, and the base that the stack names: a warning, and as the stack says.
#[test]
fn what_is_not_known_here_is_used_as_it_is_named() {
    let warned = |body: &str, message: &str| {
        let compilation = compiled(&format!("image \"a\" {{ {body} }}\n"));
        let said: Vec<_> = compilation.diagnostics.iter().map(|one| (one.rule.name, one.message.as_str())).collect();
        assert_eq!(said, [("not-in-catalogue", message)], "{body}");
        compilation.plan.expect("a warning stops nothing").builds.remove(0)
    };
    let build = warned("gpu \"nvidia\" cuda=\"10.2\"; from \"nvidia/cuda:10.2-base\"", "no `cuda` 10.2 is known here");
    assert_eq!((build.from.as_str(), build.gpu_release.as_deref()), ("nvidia/cuda:10.2-base", Some("10.2")));
    let build = warned("gpu \"rocm\" version=\"11.0\"; from \"acme/rocm:11.0\"", "no `version` 11.0 is known here");
    assert_eq!(build.gpu.as_deref(), Some("rocm"));
    let target = "as far as is known here, `rocm` 7.2.4 does not compile for `gfx1151`";
    let build = warned("gpu \"rocm\" version=\"7.2\" distro=\"ubuntu22.04\" target=\"gfx1151\"", target);
    assert_eq!(build.gpu_targets, ["gfx1151"]);
    let python = "as far as is known here, torch 2.14.1 has no wheels for Python 3.16";
    let build = warned(&format!("from \"ubuntu:24.04\"; torch \"2.14\" python=\"3.16\"; {PIP}"), python);
    assert_eq!(build.args["TORCH"].to_string(), "2.14.1");
}

const PIP: &str = "pip \"torch=={TORCH}\" index=\"{TORCH_INDEX}\"";

/// Where the node has to make the base, the help is the row that says it, and that row works.
#[test]
fn a_base_that_is_not_known_here_is_added_as_the_help_says() {
    for gpu in [
        "\"rocm\" version=\"7.0.1\" distro=\"ubuntu24.04\" flavor=\"complete\"",
        "\"rocm\" version=\"6.5\" distro=\"ubuntu22.04\"",
        "\"nvidia\" cuda=\"12.8.2\" flavor=\"devel\" distro=\"ubuntu22.04\"",
        "\"nvidia\" cuda=\"11.6.2\" flavor=\"devel\" distro=\"ubuntu22.04\"",
    ] {
        let (said, _, help) = refused(gpu);
        assert!(said.contains("is known here"), "{said}");
        let row = help
            .iter()
            .find_map(|line| line.split_once("`gpu-release").filter(|(before, _)| before.contains("registry")));
        let row = format!("gpu-release{}", row.expect("it shows the row").1.trim_end_matches('`'));
        let found = builds(&format!("{row}\nimage \"a\" {{ gpu {gpu} }}\n"));
        assert!(found[0].from.starts_with("rocm/dev-ubuntu-2") || found[0].from.starts_with("nvidia/cuda:1"), "{row}");
    }
}

#[test]
fn what_chooses_a_base_stands_beside_none() {
    let (message, at, help) =
        refused("\"nvidia\" cuda=\"12.6\" flavor=\"base\" distro=\"ubuntu24.04\"\nfrom \"debian:12\"");
    assert_eq!(message, "duplicate-definition: an image has one base");
    assert!(at.starts_with("gpu"), "{at}");
    assert_eq!(help[1], "or leave out `flavor`, `distro`: the release alone marks the build");
    // also where a value says the GPU, and the image the base: it would be lost
    let rest = "image \"a\" {\nvariant \"cpu\"\nvariant \"cuda\" { gpu \"nvidia\" cuda=\"12.6\" flavor=\"base\" distro=\"ubi9\" }\n";
    let told = family::told(&compiled(&format!("{rest}from \"debian:12\"\n}}\n")));
    assert!(told[0].contains("one base"), "{told:?}");
    let made = builds(&format!("{rest}in variant=\"cpu\" {{ from \"debian:12\" }}\n}}\n"));
    assert_eq!(made[1].from, "nvidia/cuda:12.6.3-base-ubi9");
}

/// What the catalogue, or the image, is told twice or of nothing is no longer dropped.
#[test]
fn releases_are_of_a_family_and_there_once() {
    let told = |rest: &str| {
        let compilation = compiled(&format!("{rest}\nimage \"a\" {{ from \"debian:12\" }}\n"));
        let said =
            |one: &imgc::diag::Diagnostic| (one.message.clone(), compilation.sources.text(one.primary()).to_string());
        compilation.diagnostics.iter().map(said).collect::<Vec<_>>()
    };
    let unknown = [("no GPU family is called `nvidai`".to_string(), "\"nvidai\"".to_string())];
    assert_eq!(told("gpu-release \"nvidai\" \"13.5.1\""), unknown);
    assert_eq!(told("framework-release \"torch\" \"2.99.0\" { wheels \"nvidai\" \"13.4\"; wheels \"cpu\" }"), unknown);
    let twice =
        told("gpu-release \"nvidia\" \"13.5.1\"\ngpu-release \"rocm\" \"13.5.1\"\ngpu-release \"nvidia\" \"13.5.1\"");
    let message = "gpu-release \"nvidia\" `13.5.1` is defined twice".to_string();
    assert_eq!(twice, [(message, "\"13.5.1\"".to_string())]);
    // one of `std` is replaced
    assert_eq!(told("gpu-release \"nvidia\" \"12.6.3\""), []);
    // a family that could not be read is told of once
    assert_eq!(told("gpu-family \"acme\"\ngpu-release \"acme\" \"1\"").len(), 1);
}

#[test]
fn what_is_written_as_elsewhere_is_told_as_it_is_here() {
    let (message, at, _) = refused("\"nvidia\" cuda=\"12.6\"\ngpu \"rocm\"\nfrom \"debian:12\"");
    assert_eq!((message.as_str(), at.as_str()), ("repeated: `gpu` stands twice", "gpu"));
    let (_, at, help) = refused("\"nvidia\" version=\"12.6\" distro=\"ubi9\"");
    assert_eq!((at.as_str(), &help[..]), ("version", &["its release is named by `cuda=`".to_string()][..]));
    let (_, _, help) = refused("\"rocm\" version=\"10.1\" distro=\"ubuntu24.04\" target=\"gfx942;gfx950\"");
    assert_eq!(help, ["write each in quotes, in braces: `{ target \"gfx942\" \"gfx950\" }`"]);
    let (_, _, help) = refused("\"nvidia\"");
    assert!(help[0].contains("`cuda=\"…\" flavor="), "{help:?}");
}
