//! What is told of a stack with more than one mistake: each once, none hidden by another.

mod family;

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
        let tags = format!("tags {{ tag \"t\"; {on} {{ tag \"x\" }} {close} }}\n");
        let told = said(&format!("{tags}image \"a\" {{ from \"debian:12\"; run \"true\" }}\n"));
        assert!(
            matches!(&told[..], [one] if one.ends_with(": impossible-moment: `x` is never pushed")),
            "{on}: {told:?}"
        );
    }
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
