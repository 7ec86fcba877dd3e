//! What a component may ask of the distribution that it is used on, and the files that it downloads.

mod family;

use imgc::world::MemoryWorld;
use imgc::{Compilation, Options, check, emit};

fn compiled(rest: &str) -> Compilation {
    let head = "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"t{-values}\" }\n";
    check(&MemoryWorld::new([("stack.kdl", format!("{head}{rest}"))]), "stack.kdl", &Options::default())
}

/// The Dockerfiles, without their heads, one after the other.
fn dockerfiles(rest: &str) -> String {
    let compilation = compiled(rest);
    assert_eq!(family::told(&compilation), Vec::<String>::new());
    let files = emit(&compilation.plan.expect("nothing is wrong"));
    let made = files.iter().filter(|(path, _)| path.ends_with(".Dockerfile"));
    let bodies = made.map(|(_, text)| text.split_once("\n\n").map_or(text.as_str(), |(_, body)| body).to_string());
    bodies.collect()
}

/// Rule, message and the text that it points at.
fn refused(rest: &str) -> Vec<(String, String)> {
    let compilation = compiled(rest);
    let told = compilation.diagnostics.iter();
    told.map(|one| {
        let at = compilation.sources.text(one.primary()).to_string();
        (format!("{}: {}", one.rule.name, one.message), at)
    })
    .collect()
}

const COMPILER: &str = "component \"cc\" { distros \"debian*\" \"almalinux*\"\n\
    in distro.manager=\"apt\" { packages \"g++\" }\n\
    in distro.family=\"rhel\" distro.version=\"8\" { packages \"gcc-toolset-14\" }\n\
    in distro.name=\"almalinux9\" { packages \"gcc-c++\" }\n\
    env OF=\"{distro.codename}\"\n}\n";

#[test]
fn steps_are_chosen_by_the_distribution_of_the_stage_that_uses_them() {
    let on = |base: &str| dockerfiles(&format!("{COMPILER}image \"a\" {{ from \"{base}\"; use \"cc\" }}\n"));
    assert!(on("debian:bookworm").contains("g++"));
    assert!(on("debian:bookworm").contains("ARG DISTRO_CODENAME=bookworm"), "{}", on("debian:bookworm"));
    assert!(on("almalinux:8").contains("gcc-toolset-14") && !on("almalinux:8").contains("g++"));
    assert!(on("almalinux:9").contains("gcc-c++") && on("almalinux:9").contains("DISTRO_CODENAME=\"\""));
    let staged = dockerfiles(&format!(
        "{COMPILER}image \"a\" {{\nstage \"b\" {{ from \"almalinux:9\"; use \"cc\" }}\nfrom \"debian:trixie\"\n\
         use \"cc\"\ncopy \"/x\" to=\"/x\" stage=\"b\"\n}}\n"
    ));
    let (stage, last) = staged.split_once("FROM debian:trixie").expect("two stages");
    assert!(stage.contains("gcc-c++") && !stage.contains("g++") && last.contains("g++"), "{staged}");
}

#[test]
fn a_component_inside_another_sees_the_same_distribution() {
    let text =
        format!("{COMPILER}component \"all\" {{ use \"cc\" }}\nimage \"a\" {{ from \"debian:12\"; use \"all\" }}\n");
    assert!(dockerfiles(&text).contains("g++"));
}

#[test]
fn one_dockerfile_serves_distributions_that_differ_in_a_name() {
    let text = "axis \"os\" \"bookworm\" \"trixie\"\ncomponent \"sources\" {\n\
                add \"https://example.org/{distro.codename}.list\" to=\"/etc/apt/sources.list.d/\"\n}\n\
                image \"a\" { axis \"os\"; from \"debian:{os}\"; use \"sources\" }\n";
    let plan = compiled(text).plan.expect("nothing is wrong");
    assert_eq!(plan.dockerfiles.len(), 1);
    let names = plan.builds.iter().map(|build| build.args["DISTRO_CODENAME"].to_string());
    assert_eq!(names.collect::<Vec<_>>(), ["bookworm", "trixie"]);
}

#[test]
fn a_distribution_that_is_not_known_or_not_meant_is_told_at_the_use() {
    let on = |base: &str| refused(&format!("{COMPILER}image \"a\" {{ from {base}; use \"cc\" }}\n"));
    let message = "unknown-distribution: `cc` depends on the distribution, and that of the base is not known";
    assert_eq!(on("\"acme/os:1\""), [(message.to_string(), "\"cc\"".to_string())]);
    assert_eq!(on("\"acme/os:1\" distro=\"debian12\""), []);
    let message = "unsupported-distribution: `cc` is not for `alpine3.22`";
    assert_eq!(on("\"alpine:3.22\""), [(message.to_string(), "\"cc\"".to_string())]);
}

#[test]
fn only_components_ask_for_the_distribution() {
    let image = "image \"a\" { from \"debian:12\"\nin distro.family=\"debian\" { packages \"git\" } }\n";
    let [(message, at)] = &refused(image)[..] else { panic!("one mistake") };
    assert_eq!(message, "unknown-selector-key: builds cannot be chosen by `distro.family`");
    assert_eq!(at, "distro.family");
    let wrong = "component \"c\" { in distro.famly=\"debian\" { packages \"git\" } }\n\
                 image \"a\" { from \"debian:12\"; use \"c\" }\n";
    let compilation = compiled(wrong);
    assert!(compilation.diagnostics[0].help.iter().any(|help| help.contains("`distro.family`")), "{compilation:?}");
}

/// An axis may be called like the distribution: its name and its version's parts are its own.
#[test]
fn an_axis_of_that_name_keeps_its_meaning() {
    let text = "axis \"distro\" \"12.1\"\nimage \"a\" { axis \"distro\"; from \"debian:{distro.major}\"\n\
                in distro=\"12*\" { packages \"git\" } }\n";
    assert!(dockerfiles(text).contains("git"));
}
