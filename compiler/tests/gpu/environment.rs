//! The variables that an image for a GPU has where its base does not bring them.

use super::{builds, compiled, family};
use imgc::plan::{DockerfileContent, Op, Plan};

fn plan(rest: &str) -> Plan {
    let compilation = compiled(rest);
    assert_eq!(family::told(&compilation), Vec::<String>::new(), "{rest}");
    compilation.plan.expect("nothing is wrong")
}

/// Every `ENV` of the final stage of an image, its first word being the place of the instruction.
fn set(rest: &str, image: &str) -> Vec<String> {
    let plan = plan(rest);
    let build = plan.builds.iter().find(|build| build.image == image).expect("the image has a build");
    let DockerfileContent::Made { recipe, .. } = &plan.dockerfile(build).content else { panic!("it is made") };
    let steps = recipe.stages.last().expect("a stage").steps.iter().enumerate();
    let pairs = steps.flat_map(|(at, step)| match &step.op {
        Op::Env(pairs) => pairs.iter().map(|(name, value)| format!("{at} {name}={value}")).collect(),
        Op::Instruction(line) => vec![format!("{at} {line}")],
        _ => Vec::new(),
    });
    pairs.collect()
}

const BOTH: [&str; 2] = ["0 NVIDIA_VISIBLE_DEVICES=all", "0 NVIDIA_DRIVER_CAPABILITIES=compute,utility"];

#[test]
fn a_base_that_is_not_the_familys_own_lacks_them() {
    let rest = "image \"a\" { gpu \"nvidia\"; from \"debian:bookworm-slim\"; run \"true\" }\n";
    assert_eq!(set(rest, "a"), BOTH);
    // the stack's shell comes behind
    let shell =
        "image \"a\" { gpu \"nvidia\"; from \"debian:bookworm-slim\"; shell \"/bin/bash\" \"-c\"; env A=\"1\" }\n";
    assert_eq!(set(shell, "a"), [BOTH[0], BOTH[1], "2 A=1"]);
    let variant = "image \"a\" { variant \"cpu\"; variant \"cuda\" { gpu \"nvidia\" }; from \"debian:bookworm-slim\"; env A=\"1\" }\n";
    let files: Vec<usize> = builds(variant).iter().map(|build| build.dockerfile).collect();
    assert_ne!(files[0], files[1], "the variant without a GPU has none");
}

#[test]
fn selectors_see_the_gpu_of_the_image_that_a_build_is_based_on() {
    let rest = "axis \"accel\" \"cpu\" \"cuda\"\n\
                image \"base\" { axis \"accel\"; from \"ubuntu:24.04\"; in accel=\"cuda\" { gpu \"nvidia\" } }\n\
                image \"same\" { axis \"accel\"; from image=\"base\"\n\
                in gpu=\"nvidia\" { env ON=\"nvidia\" }; in gpu=\"\" { env ON=\"none\" } }\n\
                image \"one\" { variant \"cuda\" { from image=\"base\" accel=\"{variant}\" }\n\
                in gpu=\"?*\" { env ON=\"any\"; test \"sees it\" \"nvidia-smi\" gpu=#true when=\"push\" } }\n\
                image \"next\" { from image=\"one\"; in gpu=\"nvidia\" { env ON=\"still\" } }\n";
    let plan = plan(rest);
    let on = |target: &str| {
        let build = plan.builds.iter().find(|build| build.target == target).expect("a build");
        let DockerfileContent::Made { recipe, .. } = &plan.dockerfile(build).content else { panic!("it is made") };
        let steps = recipe.stages.iter().flat_map(|stage| &stage.steps);
        let pairs = steps.filter_map(|step| if let Op::Env(pairs) = &step.op { Some(pairs) } else { None });
        pairs.flatten().map(|(_, value)| value.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(on("same-cpu"), ["none"]);
    assert_eq!(on("same-cuda"), ["nvidia"]);
    assert_eq!(on("one"), ["any"]);
    assert_eq!(on("next"), ["still"]);
}

#[test]
fn the_familys_own_images_bring_them() {
    for from in [
        "nvidia/cuda:12.6.3-base-ubuntu24.04",
        "docker.io/nvidia/cuda:99.9.9-base-ubuntu99.04",
        "nvcr.io/nvidia/cuda:12.6.3-base-ubuntu24.04@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "nvcr.io/nvidia/pytorch:26.09-py3",
        "mirror.acme.org/hub/nvidia/cuda:12.6.3-base-ubuntu24.04",
    ] {
        let rest = format!("image \"a\" {{ gpu \"nvidia\"; from \"{from}\"; run \"true\" }}\n");
        assert_eq!(set(&rest, "a"), Vec::<String>::new(), "{from}");
    }
    let rest = "image \"a\" { gpu \"nvidia\" cuda=\"12.6\" flavor=\"base\" distro=\"ubuntu24.04\"; run \"true\" }\n";
    assert_eq!(set(rest, "a"), Vec::<String>::new());
    let stage = "image \"a\" { gpu \"nvidia\"; stage \"s\" { from \"nvidia/cuda:12.6.3-base-ubuntu24.04\" }; from stage=\"s\" }\n";
    assert_eq!(set(stage, "a"), Vec::<String>::new());
    // AMD's have no such variables
    let rest = "image \"a\" { gpu \"rocm\"; from \"debian:bookworm-slim\"; run \"true\" }\n";
    assert_eq!(set(rest, "a"), Vec::<String>::new());
}

#[test]
fn a_parent_for_the_same_family_has_them() {
    let marked = "image \"p\" { gpu \"nvidia\"; from \"debian:bookworm-slim\"; run \"true\" }\n\
                  image \"a\" { gpu \"nvidia\"; from image=\"p\"; run \"date\" }\n\
                  image \"b\" { from image=\"a\"; run \"date\" }\n";
    assert_eq!(set(marked, "p"), BOTH);
    assert_eq!(set(marked, "a"), Vec::<String>::new());
    assert_eq!(set(marked, "b"), Vec::<String>::new());
    let based = "image \"p\" { from \"nvidia/cuda:12.6.3-base-ubuntu24.04\"; run \"true\" }\n\
                 image \"a\" { gpu \"nvidia\"; from image=\"p\"; run \"date\" }\n";
    assert_eq!(set(based, "a"), Vec::<String>::new());
    let plain = "image \"p\" { from \"debian:bookworm-slim\"; run \"true\" }\n\
                 image \"a\" { gpu \"nvidia\"; from image=\"p\"; run \"date\" }\n";
    assert_eq!(set(plain, "a"), BOTH);
    let other = "image \"p\" { gpu \"rocm\"; from \"debian:bookworm-slim\"; run \"true\" }\n\
                 image \"a\" { gpu \"nvidia\"; from image=\"p\"; run \"date\" }\n";
    assert_eq!(set(other, "a"), BOTH);
}

/// Nothing is set twice: lints would tell of it.
#[test]
fn what_the_image_sets_itself_is_left_to_it() {
    let head = "image \"a\" { gpu \"nvidia\"; from \"debian:bookworm-slim\"";
    let own = format!("{head}; run \"true\"; env NVIDIA_VISIBLE_DEVICES=\"0\" }}\n");
    assert_eq!(set(&own, "a"), ["0 NVIDIA_DRIVER_CAPABILITIES=compute,utility", "2 NVIDIA_VISIBLE_DEVICES=0"]);
    let both = format!("{head}; env NVIDIA_VISIBLE_DEVICES=\"0\" NVIDIA_DRIVER_CAPABILITIES=\"all\" }}\n");
    assert_eq!(set(&both, "a"), ["0 NVIDIA_VISIBLE_DEVICES=0", "0 NVIDIA_DRIVER_CAPABILITIES=all"]);
    let written = format!("{head}; instruction \"ENV NVIDIA_VISIBLE_DEVICES=0 NVIDIA_DRIVER_CAPABILITIES=all\" }}\n");
    assert_eq!(set(&written, "a"), ["0 ENV NVIDIA_VISIBLE_DEVICES=0 NVIDIA_DRIVER_CAPABILITIES=all"]);
    let component = format!(
        "component \"gpu\" {{ env NVIDIA_VISIBLE_DEVICES=\"0\" NVIDIA_DRIVER_CAPABILITIES=\"all\" }}\n{head}; use \"gpu\" }}\n"
    );
    assert_eq!(set(&component, "a").len(), 2);
    let stage = "image \"a\" { gpu \"nvidia\"\nstage \"s\" { from \"debian:bookworm-slim\"; env NVIDIA_VISIBLE_DEVICES=\"0\" NVIDIA_DRIVER_CAPABILITIES=\"all\" }\nfrom stage=\"s\" }\n";
    assert_eq!(set(stage, "a"), Vec::<String>::new());
    let parent = "image \"p\" { from \"debian:bookworm-slim\"; env NVIDIA_VISIBLE_DEVICES=\"void\" NVIDIA_DRIVER_CAPABILITIES=\"all\" }\n\
                  image \"a\" { gpu \"nvidia\"; from image=\"p\" }\n";
    assert_eq!(set(parent, "a"), Vec::<String>::new());
}

#[test]
fn a_stacks_own_family_has_its_own() {
    let rest = "gpu-family \"acme\" release=\"version\" { env ACME=\"on\"; base \"acme/ready-*\" }\n\
                image \"a\" { gpu \"acme\"; from \"debian:bookworm-slim\" }\n\
                image \"b\" { gpu \"acme\"; from \"acme/ready-os:1\" }\n";
    assert_eq!(set(rest, "a"), ["0 ACME=on"]);
    assert_eq!(set(rest, "b"), Vec::<String>::new());
}

/// Docker expands nothing in them: a dollar is a dollar.
#[test]
fn a_dollar_in_a_familys_variable_is_one() {
    let family = "gpu-family \"acme\" release=\"version\" { env A=\"5$$\" }\n";
    let build = super::compiled(&format!("{family}image \"a\" {{ from \"debian:12\"\ngpu \"acme\" }}\n"));
    let plan = build.plan.expect("nothing is wrong");
    let files = imgc::emit(&plan);
    let text = files.iter().find(|(path, _)| path.ends_with("a.Dockerfile")).expect("it is made").1.to_string();
    assert!(text.contains(r#"ENV A="5\$\$""#), "{text}");
}
