//! What is right, and looks wrong at first, is accepted; and what is wrong is told once.

use imgc::world::MemoryWorld;
use imgc::{Compilation, Options, check, emit};

const HEAD: &str = "stack \"s\" { registry \"ghcr.io/a\" }\n";

fn checked(text: &str, files: &[(&str, &str)]) -> Compilation {
    let mut world = MemoryWorld::new(files.iter().copied());
    world.files.insert("stack.kdl".to_string(), format!("{HEAD}{text}"));
    check(&world, "stack.kdl", &crate::family::today::options())
}

fn told(compilation: &Compilation) -> Vec<String> {
    compilation.diagnostics.iter().map(|one| format!("{}: {}", one.rule.name, one.message)).collect()
}

fn image(lines: &str) -> String {
    format!("tags {{ tag \"t\" }}\nimage \"a\" {{\n    from \"debian:13\"\n    {lines}\n}}\n")
}

#[test]
fn durations_are_those_of_docker() {
    let healthcheck = |interval: &str| image(&format!("healthcheck \"true\" interval=\"{interval}\""));
    for interval in ["30s", "1m30s", "1.5s", "1h0.5m", "0s", "1ms"] {
        assert_eq!(told(&checked(&healthcheck(interval), &[])), [""; 0], "{interval}");
    }
    for interval in ["1us", "-1s", "30", "1d"] {
        assert!(told(&checked(&healthcheck(interval), &[]))[0].starts_with("invalid-duration"), "{interval}");
    }
}

#[test]
fn args_that_the_builder_sets_need_no_declaration() {
    for name in ["TARGETARCH", "BUILDPLATFORM", "TARGETSTAGE", "HTTP_PROXY"] {
        let text = image(&format!("arg \"{name}\"\n    run \"echo ${name}\""));
        let compilation = checked(&text, &[]);
        assert_eq!(told(&compilation), [format!("arg-without-value: the builder sets `{name}`")]);
        let world = MemoryWorld::new([("stack.kdl", format!("{HEAD}{text}"))]);
        let class = imgc::diag::Class::Safe;
        let repairs = imgc::fix::fix(&world, "stack.kdl", &Options::default(), class, &|_| true);
        assert_eq!(repairs.files["stack.kdl"].after, format!("{HEAD}{}", image(&format!("run \"echo ${name}\""))));
    }
    for name in ["BUILDARCH", "TARGETARCH", "TARGETSTAGE", "TARGETVARIANT"] {
        let plan = checked(&image(&format!("run \"echo ${name}\"")), &[]).plan.expect("nothing is wrong");
        let files = emit(&plan);
        assert!(files.values().any(|file| file.contains(&format!("ARG {name}\n"))), "{name}: {files:?}");
    }
}

#[test]
fn sources_that_are_made_before_the_build_may_be_missing() {
    let copies = "copy \"dist/\" to=\"/srv/\"\n    copy \"target/*.jar\" to=\"/opt/\"\n    \
        run \"ls /m\" { mount \"bind\" \"gen/out\" to=\"/m\"; }";
    let missing = checked(&image(copies), &[("README", "")]);
    assert_eq!(told(&missing).len(), 3, "{:?}", told(&missing));
    let help: Vec<&str> = missing.diagnostics.iter().map(|one| one.help[one.help.len() - 2].as_str()).collect();
    let say = |glob: &str| format!("if it is made before the build, say so: `changes {{ generated \"{glob}\" }}`");
    assert_eq!(help, [say("dist/**"), say("target/*.jar"), say("gen/out")]);
    let changes = "changes { generated \"dist/**\" \"target/*.jar\" \"gen/out/*\" from=\"web/**\" }\n";
    assert_eq!(told(&checked(&format!("{changes}{}", image(copies)), &[("README", "")])), [""; 0]);
    // a source of another name is missing all the same
    let other = format!("{changes}{}", image("copy \"dits/\" to=\"/srv/\""));
    assert_eq!(told(&checked(&other, &[("README", "")])), ["missing-source: `dits/` is not in the context"]);
    let adopted = format!("{changes}tags {{ tag \"t\" }}\nimage \"a\" {{ dockerfile \"Dockerfile\" }}\n");
    let dockerfile = [("Dockerfile", "FROM debian:13\nCOPY dist/app.js /srv/\n")];
    assert_eq!(told(&checked(&adopted, &dockerfile)), [""; 0]);
}

#[test]
fn what_is_generated_is_built_again_when_what_it_is_made_of_changes() {
    let workflow = |from: &str| {
        let text = format!(
            "changes {{ generated \"dist/**\"{from} }}\nci \"github\" {{ on push branch=\"main\" }}\n{}",
            image("copy \"dist/\" to=\"/srv/\"")
        );
        let plan = checked(&text, &[("README", "")]).plan.expect("nothing is wrong");
        emit(&plan).values().cloned().collect::<Vec<_>>().join("\n")
    };
    assert!(workflow(" from=\"web/**\"").contains("web/"));
    assert_ne!(workflow(""), workflow(" from=\"web/**\""));
}

#[test]
fn a_dash_belongs_to_the_value_before_it() {
    let text = "tags { tag \"{values}-{git.short}\" }\nimage \"a\" { from \"debian:13\"; run \"true\" }\n";
    let compilation = checked(text, &[]);
    let helps = compilation.diagnostics.iter().flat_map(|one| &one.help);
    assert!(helps.clone().any(|help| help.contains("`{values-}`")), "{:?}", helps.collect::<Vec<_>>());
}

#[test]
fn a_variable_that_is_emptied_was_meant_for_some_steps() {
    let steps = "env DEBIAN_FRONTEND=\"noninteractive\"\n    run \"true\"\n    env DEBIAN_FRONTEND=";
    assert_eq!(told(&checked(&image(&format!("{steps}\"\"")), &[])), [""; 0]);
    assert_eq!(told(&checked(&image(&format!("{steps}\"dialog\"")), &[])).len(), 1);
}

#[test]
fn missing_tags_are_told_once() {
    let images =
        ["a", "b", "c"].map(|name| format!("image \"{name}\" {{ from \"debian:13\"; run \"echo {name}\" }}\n"));
    let compilation = checked(&format!("plan \"x\"\nplan \"y\"\n{}", images.concat()), &[]);
    let all = told(&compilation);
    assert_eq!(all.iter().filter(|one| one.starts_with("no-tags")).count(), 1, "{all:?}");
}

#[test]
fn a_base_whose_distribution_is_another_has_not_ended_too() {
    let text = "tags { tag \"t\" }\nimage \"a\" { from \"debian:12\" distro=\"ubuntu16.04\"; run \"true\" }\n";
    let compilation = checked(text, &[]);
    assert_eq!(told(&compilation).len(), 1, "{:?}", told(&compilation));
}
