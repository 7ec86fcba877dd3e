//! What is told of a stack with more than one mistake: each once, none hidden by another.

use crate::family;
mod slips;

use imgc::world::MemoryWorld;
use imgc::{Options, check};

const HEAD: &str = "stack \"s\" { registry \"r.io/o\" }\n";

/// `stack.kdl:line:column: rule: message` of each.
fn said(stack: &str) -> Vec<String> {
    let world = MemoryWorld::new([("stack.kdl", format!("{HEAD}{stack}"))]);
    family::told(&check(&world, "stack.kdl", &Options::default()))
}

#[test]
fn an_arg_without_a_value_is_told_once_with_its_builds() {
    let image = "tags { tag \"{plan}\" }\nimage \"a\" {\n    from \"debian:12\"\n    arg \"X\" { in plan=\"p1\" \"1\" }\n    env A=\"{X}\" B=\"{X}\"\n}\n";
    let plans = |count: usize| (1..=count).map(|at| format!("plan \"p{at}\"\n")).collect::<String>();
    assert_eq!(
        said(&format!("{}{image}", plans(3))),
        ["stack.kdl:8:9: arg-without-value: arg `X` has no value in `a-p2` and `a-p3`"]
    );
    assert_eq!(
        said(&format!("{}{image}", plans(7))),
        ["stack.kdl:12:9: arg-without-value: arg `X` has no value in `a-p2`, `a-p3`, `a-p4`, `a-p5` and 2 more builds"]
    );
}

#[test]
fn an_arg_of_the_stack_is_told_where_it_is_used() {
    let stack = "arg \"X\"\ntags { tag \"t\" }\nimage \"a\" {\n    from \"debian:12\"\n    run \"echo $X\"\n    env A=\"{X}\"\n}\n";
    assert_eq!(
        said(stack),
        [
            "stack.kdl:6:15: arg-without-value: arg `X` has no value in `a`",
            "stack.kdl:7:13: arg-without-value: arg `X` has no value in `a`",
        ]
    );
}

/// A secret and something else that Bake would take from one variable.
#[test]
fn a_secret_has_a_variable_of_its_own() {
    let stack = |id: &str| {
        format!(
            "arg \"PLACE\" \"x\"\ntags {{ tag \"t\" }}\nimage \"a\" {{\n    from \"debian:12\"\n    run \"echo $PLACE\" {{ mount \"secret\" \"{id}\" }}\n}}\n"
        )
    };
    for id in ["registry", "git-sha", "place", "ATTEST"] {
        let told = said(&stack(id));
        assert_eq!(told, [format!("stack.kdl:6:40: reserved-name: a secret cannot be called `{id}`")]);
    }
    assert_eq!(said(&stack("registry-token")), Vec::<String>::new());
    // one of a Dockerfile that an image adopts
    let world = MemoryWorld::new([
        ("stack.kdl", format!("{HEAD}tags {{ tag \"t\" }}\nimage \"a\" {{ dockerfile \"Dockerfile\" }}\n")),
        ("Dockerfile", "FROM debian:12\nRUN --mount=type=secret,id=registry true\n".to_string()),
    ]);
    let told = family::told(&check(&world, "stack.kdl", &Options::default()));
    assert!(told.iter().any(|line| line.starts_with("Dockerfile:2:") && line.contains("reserved-name")), "{told:?}");
}

#[test]
fn an_image_that_is_wrong_hides_no_other() {
    let stack = "tags { tag \"t\" }\n\
        image \"a\" { from \"debian:12\"; env A=\"{NO}\" }\n\
        image \"child\" { from image=\"a\"; env B=\"{NEITHER}\" }\n\
        image \"b\" { from \"debian:12\"; workdir \"/{NOR}\" }\n";
    assert_eq!(
        said(stack),
        [
            "stack.kdl:3:39: unknown-name: nothing here is called `NO`",
            "stack.kdl:4:41: unknown-name: nothing here is called `NEITHER`",
            "stack.kdl:5:42: unknown-name: nothing here is called `NOR`",
        ]
    );
}

#[test]
fn a_test_for_gpus_is_told_once_of_all_builds_without_one() {
    let stack = |selector: &str| {
        format!(
            "plan \"p1\"\nplan \"p2\"\ntags {{ tag \"{{plan}}-{{variant}}\" }}\nimage \"a\" {{\n    from \"ubuntu:24.04\"\n    \
             variant \"cpu\"\n    variant \"cuda\" {{ gpu \"nvidia\" }}\n    variant \"rocm\" {{ gpu \"rocm\" }}\n    \
             in {selector} {{ test \"t\" \"true\" gpu=#true }}\n}}\n"
        )
    };
    let told =
        "stack.kdl:10:24: gpu-test-without-gpu: test `t` needs a GPU, but `a-p1-cpu` and `a-p2-cpu` are built for none";
    assert_eq!(said(&stack("gpu=\"*\" ")), [told]);
    assert_eq!(said(&stack("gpu=\"?*\"")), [""; 0], "as the help says");
}

#[test]
fn values_of_two_axes_may_share_a_name() {
    let axes = "axis \"debug\" \"on\" \"off\"\naxis \"mpi\" \"on\" \"off\"\n";
    let tag = "tags { tag \"{debug}-{mpi}\" }\n";
    let world = MemoryWorld::new([(
        "stack.kdl",
        format!("{HEAD}{axes}{tag}image \"a\" {{ axis \"debug\"; axis \"mpi\"; from \"debian:12\" }}\n"),
    )]);
    let compilation = check(&world, "stack.kdl", &Options::default());
    let plan = compilation.plan.expect("nothing is wrong");
    assert_eq!(
        plan.groups.keys().map(String::as_str).collect::<Vec<_>>(),
        ["a", "debug-off", "debug-on", "default", "mpi-off", "mpi-on"]
    );
}

#[test]
fn an_image_is_chosen_by_each_of_its_roles() {
    let roles = |names: &[&str]| {
        let rule = "{ deny package=\"gdb\" reason=\"small\" }\n";
        names.iter().map(|name| format!("role \"{name}\" {rule}")).collect::<String>()
    };
    let stack = format!(
        "tags {{ tag \"t\" }}\n{}image \"a\" {{\n    role \"small\" \"fast\"\n    from \"debian:12\"\n    \
         in role=\"fast\" {{ env F=\"1\" }}\n    in role=\"small\" {{ env S=\"1\" }}\n    \
         in role=\"!fast\" {{ env SLOW=\"1\" }}\n}}\nimage \"b\" {{\n    from \"debian:12\"\n    \
         in role=\"!fast\" {{ env SLOW=\"1\" }}\n    in role=\"\" {{ env NONE=\"1\" }}\n}}\ngroup \"quick\" role=\"fast\"\n",
        roles(&["small", "fast"])
    );
    assert_eq!(said(&stack), ["stack.kdl:10:5: unmatched-selector: this matches no build of `a`"]);
}

#[test]
fn builds_are_taken_away_by_role_and_gpu() {
    let stack = "tags { tag \"{plan}\" }\nplan \"old\"\nplan \"new\"\n\
        exclude gpu=\"nvidia\" plan=\"old\"\nexclude role=\"fast\" plan=\"new\"\n\
        role \"fast\" { deny package=\"gdb\" reason=\"small\" }\n\
        image \"a\" { gpu \"nvidia\"; from \"debian:12\"; run \"true\" }\n\
        image \"b\" { role \"fast\"; from \"debian:12\"; run \"true\" }\n";
    let world = MemoryWorld::new([("stack.kdl", format!("{HEAD}{stack}"))]);
    let plan = check(&world, "stack.kdl", &Options::default()).plan.expect("nothing is wrong");
    let builds = plan.builds.iter().map(|build| (build.image.as_str(), build.axes["plan"].as_str()));
    assert_eq!(builds.collect::<Vec<_>>(), [("a", "new"), ("b", "old")]);
}

#[test]
fn a_case_of_an_arg_that_something_stronger_sets_is_no_mistake() {
    let stack = "arg \"A\" \"0\" { in image=\"a\" \"1\" }\ntags { tag \"{plan}\" }\nplan \"p1\"\nplan \"p2\"\n\
        image \"a\" {\n    from \"debian:12\"\n    arg \"A\" \"2\" { in plan=\"p*\" \"3\"; in plan=\"p2\" \"4\" }\n    env A=\"{A}\"\n}\n\
        image \"b\" { from \"debian:12\"; env A=\"{A}\" }\n";
    assert_eq!(said(stack), [""; 0]);
    let world = MemoryWorld::new([("stack.kdl", format!("{HEAD}{stack}"))]);
    let set = Options { sets: [("A".to_string(), "9".to_string())].into(), ..Options::default() };
    assert_eq!(family::told(&check(&world, "stack.kdl", &set)), [""; 0]);
}

#[test]
fn a_parent_that_is_excluded_is_told_with_both_places() {
    let stack = "tags { tag \"{values}\" }\naxis \"os\" \"alma8\" \"ubi9\"\n\
        image \"a\" { axis \"os\"; exclude os=\"ubi9\"; from \"{os}:1\" }\n\
        image \"b\" { from image=\"a\" os=\"ubi9\"; tags replace=#true { tag \"t\" } }\n";
    assert_eq!(said(stack), ["stack.kdl:5:24: parent-not-built: `a-ubi9` is not built"]);
}

#[test]
fn a_build_is_for_platforms_of_its_parents() {
    let stack = "tags { tag \"t\" }\n\
        image \"a\" { platforms \"linux/amd64\" \"linux/arm64\"; from \"debian:12\"; run \"true\" }\n\
        image \"b\" { platforms \"linux/arm64/v8\"; from image=\"a\"; run \"true\" }\n\
        image \"c\" { platforms \"linux/riscv64\" \"linux/amd64\"; from \"debian:12\"; copy \"/a\" to=\"/a\" image=\"a\" }\n\
        image \"native\" { from image=\"a\"; run \"true\" }\n";
    assert_eq!(said(stack), ["stack.kdl:5:96: parent-not-built: `a` is not built for platform `linux/riscv64`"]);
}

#[test]
fn a_build_without_platforms_is_for_those_that_all_its_parents_have() {
    let base = "tags { tag \"t\" }\n\
        image \"a\" { platforms \"linux/amd64\" \"linux/arm64\"; from \"debian:12\"; run \"true\" }\n\
        image \"b\" { platforms \"linux/arm64/v8\" \"linux/riscv64\"; from \"debian:12\"; run \"true\" }\n\
        image \"native\" { from \"debian:12\"; run \"true\" }\n\
        image \"child\" { from image=\"a\"; run \"true\" }\n";
    let copies = "copy \"/x\" to=\"/x\" image=\"native\"; copy \"/x\" to=\"/y\" image=\"b\"";
    let text = format!("{HEAD}{base}image \"both\" {{ from image=\"child\"; {copies} }}\n");
    let compilation = check(&MemoryWorld::new([("stack.kdl", text)]), "stack.kdl", &Options::default());
    let plan = compilation.plan.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
    let platforms = |target: &str| plan.build(plan.by_target(target).expect("a target")).platforms.join(" ");
    assert_eq!(platforms("native"), "");
    assert_eq!(platforms("child"), "linux/amd64 linux/arm64");
    assert_eq!(platforms("both"), "linux/arm64/v8");
    // what is inherited is checked as what is said is
    let wider = format!("{base}image \"c\" {{ platforms \"linux/s390x\"; from image=\"child\"; run \"true\" }}\n");
    assert_eq!(said(&wider), ["stack.kdl:7:49: parent-not-built: `child` is not built for platform `linux/s390x`"]);
    let none = "image \"r\" { platforms \"linux/riscv64\"; from \"debian:12\"; run \"true\" }\n\
        image \"c\" { from image=\"a\"; copy \"/x\" to=\"/x\" image=\"r\" }\n";
    let told = "the parents of `c` are built for no platform that all of them have";
    assert_eq!(said(&format!("{base}{none}")), [format!("stack.kdl:8:7: parent-not-built: {told}")]);
}

#[test]
fn tags_that_are_pushed_at_different_moments_may_be_equal() {
    let image = |name: &str, on: &str| {
        format!(
            "image \"{name}\" {{ repository \"r\"; from \"debian:12\"; run \"true\"; tags {{ {on} {{ tag \"x\" }} }} }}\n"
        )
    };
    let pair = |a: &str, b: &str| {
        let told = said(&format!("{}{}", image("a", a), image("b", b)));
        assert!(told.iter().all(|one| one.contains(": duplicate-tag: ")), "{told:?}");
        told.is_empty()
    };
    let apart = [
        ("on branch=\"dev\"", "on release"),
        ("on branch=\"dev\"", "on pull-request"),
        ("on branch=\"dev\"", "on git-tag=\"v*\""),
        ("on schedule", "on git-tag=\"v*\""),
        ("on branch=\"dev\"", "on push branch=\"d?\""),
    ];
    let together = [
        ("on branch=\"dev\"", "on schedule"),
        ("on branch=\"dev\"", "on push branch=\"d*\""),
        ("on release", "on git-tag=\"v*\""),
        ("on dispatch", "on git-tag=\"v*\""),
    ];
    assert_eq!(apart.map(|(a, b)| (pair(a, b), pair(b, a))), [(true, true); 5]);
    assert_eq!(together.map(|(a, b)| (pair(a, b), pair(b, a))), [(false, false); 4]);
}

#[test]
fn a_tag_that_is_never_pushed_is_told() {
    let never = [
        "on release branch=\"main\"",
        "on pull-request branch=\"main\"",
        "on branch=\"main\" git-tag=\"v1\"",
        "on schedule git-tag=\"v1\"",
        "on push { on release",
        "on branch=\"a\" { on branch=\"b*\"",
        "on branch=\"a\" { tag \"z\"; }; otherwise { on release",
        "on push { tag \"z\"; }; otherwise { on push branch=\"b\"",
    ];
    for on in never {
        let close = "}".repeat(on.matches('{').count() - on.matches('}').count());
        for (rule, done) in [("tag \"x\"", "pushed"), ("promote { tag \"x\" }", "promoted")] {
            let tags = format!("tags {{ tag \"t\"; {on} {{ {rule} }} {close} }}\n");
            let told = said(&format!("{tags}image \"a\" {{ from \"debian:12\"; run \"true\" }}\n"));
            let expected = format!(": impossible-moment: `x` is never {done}");
            assert!(matches!(&told[..], [one] if one.ends_with(&expected)), "{on}: {told:?}");
        }
    }
}

#[test]
fn a_run_that_cannot_be_filtered_so_is_told_at_the_property() {
    let ci = |on: &str| {
        let image = "image \"a\" { from \"debian:12\"; run \"true\" }\n";
        let text = format!("{HEAD}tags {{ tag \"t\" }}\n{image}ci \"github\" {{ {on} }}\n");
        let compilation = check(&MemoryWorld::new([("stack.kdl", text)]), "stack.kdl", &Options::default());
        let told = compilation.diagnostics.iter();
        told.map(|one| format!("{} {}", one.rule.name, compilation.sources.text(one.primary()))).collect::<Vec<_>>()
    };
    for (on, at) in [
        ("on release branch=\"main\"", "branch=\"main\""),
        ("on release git-tag=\"v*\"", "git-tag=\"v*\""),
        ("on schedule cron=\"0 4 * * 1\" branch=\"x\"", "branch=\"x\""),
        ("on dispatch branch=\"x\"", "branch=\"x\""),
        ("on pull-request branch=\"x\" git-tag=\"v*\"", "git-tag=\"v*\""),
        ("on push branch=\"main\" git-tag=\"v*\"", "git-tag=\"v*\""),
        ("on git-tag=\"v*\" branch=\"main\"", "git-tag=\"v*\""),
    ] {
        assert_eq!(ci(on), [format!("impossible-moment {at}")], "{on}");
    }
    let fine = "on push branch=\"main\"; on push git-tag=\"v*\"; on pull-request branch=\"x\"; on git-tag=\"w*\"; \
        on release; on dispatch; on schedule cron=\"0 4 * * 1\"";
    assert_eq!(ci(fine), [""; 0]);
}

#[test]
fn a_release_may_be_called_as_the_version_is() {
    let refused = |tags: &str| {
        let image = "image \"a\" { version \"1.0\"; from \"debian:12\"; run \"true\" }\n";
        let world = MemoryWorld::new([("stack.kdl", format!("{HEAD}tags {{ {tags} }}\n{image}"))]);
        let plan = check(&world, "stack.kdl", &Options::default()).plan.expect("nothing is wrong");
        plan.refused.into_iter().flat_map(|refused| refused.words).collect::<Vec<_>>()
    };
    let release = "on release { tag \"{git.tag}\" }";
    assert_eq!(refused(&format!("tag \"{{version}}\"; {release}")), [""; 0]);
    assert_eq!(refused("on release { tag \"{version}\"; tag \"{git.tag}\" }"), [""; 0]);
    assert_eq!(refused(&format!("on branch=\"main\" {{ tag \"{{version}}\" }}; {release}")), ["1.0"]);
    assert_eq!(refused(&format!("{release}; promote {{ tag \"stable\" }}")), ["stable"]);
}

#[test]
fn bases_without_a_distribution_are_told_together() {
    let stack = "tags { tag \"t{-variant}\" }\n\
        image \"a\" {\n\
        variant \"x\" { from \"one.example/x\" }\n\
        variant \"y\" { from \"two.example/y\" }\n\
        packages \"git\"\n\
        packages \"curl\"\n\
        }\n\
        image \"b\" { axis \"variant\" \"x\" \"y\"; from image=\"a\"; packages \"git\" }\n";
    let told = "unknown-distribution: the distributions of `one.example/x`, `two.example/y` are not known";
    assert_eq!(said(stack), [format!("stack.kdl:6:1: {told}")]);
}

#[test]
fn a_base_that_is_wrong_hides_no_other_mistake() {
    for (from, told) in [
        ("from \"debian:{git.sha}\"", "5:6: not-known-yet: `{git.sha}` is known only when building"),
        ("from \"Debian\"", "5:6: invalid-reference: `Debian` is no image reference"),
        ("from \"d/x\" distro=\"debain12\"", "5:19: unknown-distribution: no distribution `debain12` is known here"),
    ] {
        let stack = format!(
            "tags {{ tag \"t\" }}\ncomponent \"c\" {{ distros \"debian*\"; packages \"make\" }}\nimage \"a\" {{\n\
             {from}\npackages \"git\"\nuse \"c\"\nenv A=\"{{NOPE}}\"\n}}\n\
             image \"b\" {{ from image=\"a\"; packages \"git\"; use \"c\"; env B=\"{{NOPE}}\" }}\n"
        );
        let unknown = |at: &str| format!("stack.kdl:{at}: unknown-name: nothing here is called `NOPE`");
        let told = format!("stack.kdl:{told}");
        assert_eq!(said(&stack), [told, unknown("8:9"), unknown("10:62")], "{from}");
    }
}

#[test]
fn a_value_is_of_the_type_of_its_parameter() {
    let uses = |kind: &str, default: &str, value: &str| {
        let stack = format!(
            "tags {{ tag \"t\" }}\ncomponent \"c\" {{ param \"v\" {default} type=\"{kind}\"; env V=\"{{v}}\" }}\n\
             arg \"NAME\" \"no version\"\nimage \"a\" {{\nfrom \"debian:12\"\nuse \"c\" {value}\n}}\n"
        );
        said(&stack).into_iter().filter(|one| !one.contains("unused-arg")).collect::<Vec<_>>()
    };
    for (kind, right, wrong, is) in [
        ("version", ["3.10", "jdk-21.0.2+13", "v1"], ["latest", "3 10", "1/2"], "version"),
        ("path", ["/opt/x", "a b", "."], ["https://x.org/a", "", "a\\nb"], "path"),
        ("package", ["git=1:2.3", "libc6", "g++"], ["git curl", "", "-y"], "package"),
        ("url", ["https://x.org/a", "s3://x/y", "http://x"], ["x.org", "", "https://x y"], "URL"),
    ] {
        for value in right {
            assert_eq!(uses(kind, "", &format!("v=\"{value}\"")), [""; 0], "{kind} {value}");
            assert_eq!(uses(kind, &format!("\"{value}\""), ""), [""; 0], "{kind} {value}");
        }
        for value in wrong {
            let shown = value.replace("\\n", "\n");
            let told = format!("wrong-parameter: `v` of `c` takes a {is}, and `{shown}` is none");
            assert_eq!(uses(kind, "", &format!("v=\"{value}\"")), [format!("stack.kdl:7:11: {told}")]);
            let told = format!("wrong-parameter: the default of `v` is no {is}: `{shown}`");
            let expected = if value.is_empty() { vec![] } else { vec![format!("stack.kdl:3:27: {told}")] };
            assert_eq!(uses(kind, &format!("\"{value}\""), ""), expected);
        }
    }
    let told = "wrong-parameter: `v` of `c` takes a version, and `no version` is none";
    assert_eq!(uses("version", "", "v=\"{NAME}\""), [format!("stack.kdl:7:11: {told}")]);
    let number = "number-for-text: `v` takes text, and 3.10 is a number";
    assert_eq!(uses("text", "", "v=3.10"), [format!("stack.kdl:7:11: {number}")]);
    assert_eq!(uses("text", "3.10", ""), [format!("stack.kdl:3:27: {number}")]);
    assert_eq!(uses("text", "", "v=1000"), [""; 0]);
}

/// Whatever names the repository: the image itself, `repository`, a tag's own.
#[test]
fn what_no_registry_takes_as_a_repository_is_refused() {
    let image = |name: &str, body: &str| {
        said(&format!(
            "plan \"p\"\nplan \"q\"\ntags {{ tag \"{{plan}}\" }}\nimage \"{name}\" {{ from \"debian:12\"\n{body}\n}}\n"
        ))
    };
    let refused =
        |text: &str, place: &str| [format!("stack.kdl:{place}: invalid-reference: `{text}` is not a valid repository")];
    assert_eq!(image("Tools", ""), refused("Tools", "5:7"));
    assert_eq!(image("tools-", ""), refused("tools-", "5:7"));
    assert_eq!(image("a", "repository \"Acme/a\""), refused("Acme/a", "6:12"));
    assert_eq!(image("a", "tags { tag \"x-{plan}\" repository=\"a..b\" }"), refused("a..b", "6:34"));
    assert_eq!(image("Tools", "repository \"tools\""), Vec::<String>::new());
    assert_eq!(image("Tools", "internal"), Vec::<String>::new());
}
