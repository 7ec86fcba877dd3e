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

/// `line:column: message [help; help]` of each, below the head.
fn advised(stack: &str) -> Vec<String> {
    let world = MemoryWorld::new([("stack.kdl", format!("{HEAD}{stack}"))]);
    let compilation = check(&world, "stack.kdl", &Options::default());
    let line = |one: &imgc::diag::Diagnostic| {
        let place = compilation.sources.get(one.primary().source).position(one.primary().start as usize);
        format!("{}:{}: {} [{}]", place.line, place.column, one.message, one.help.join("; "))
    };
    compilation.diagnostics.iter().map(line).collect()
}

/// The stack below its head with every repair made, and whether that leaves nothing to tell.
fn mended(stack: &str) -> (String, bool) {
    let world = MemoryWorld::new([("stack.kdl", format!("{HEAD}{stack}"))]);
    let fixed = imgc::fix::fix(&world, "stack.kdl", &Options::default(), &|_| true);
    let text = fixed.files.get("stack.kdl").map_or(format!("{HEAD}{stack}"), |file| file.after.clone());
    (text.replacen(HEAD, "", 1), fixed.compilation.diagnostics.is_empty())
}

#[test]
fn each_alternative_of_a_selector_names_something() {
    let stack = |selector: &str| {
        format!(
            "tags {{ tag \"{{variant}}\" }}\nimage \"a\" {{ variant \"cpu\"; variant \"cuda\"; from \"debian:12\"; \
             in {selector} {{ env A=\"1\" }} }}\nimage \"tensorflow\" {{ variant \"rocm\"; from \"debian:12\" }}\n"
        )
    };
    let told = |selector: &str| advised(&stack(selector));
    let mend = "mend it, or leave it out";
    assert_eq!(
        told("image=\"!tensorlfow\""),
        [format!("3:73: no image is called `tensorlfow` [did you mean `tensorflow`?; {mend}]")]
    );
    assert_eq!(
        told("variant=\"cpu| cdua\""),
        [format!("3:79: no value of `variant` is called `cdua` [did you mean `cuda`?; {mend}]")]
    );
    assert_eq!(
        told("variant=\"!cd*\""),
        [format!(
            "3:75: no value of `variant` is matched by `cd*` [values of `variant`: `cpu`, `cuda`, `rocm`; {mend}]"
        )]
    );
    for right in ["variant=\"!rocm\"", "variant=\"cpu|rocm\"", "variant=\"!\"", "image=\"!tensor*\"", "gpu=\"!nvidia\""]
    {
        assert_eq!(told(right), [""; 0], "{right}");
    }
    assert_eq!(mended(&stack("image=\"!tensorlfow\"")), (stack("image=\"!tensorflow\""), true));
    // a selector that matches nothing is told as that alone
    assert_eq!(told("variant=\"cdua\"").len(), 1);
}

#[test]
fn several_names_are_no_glob_of_a_moment() {
    let stack = |on: &str| {
        format!("tags {{ tag \"t\"; {on} {{ tag \"u\" }} }}\nimage \"a\" {{ from \"debian:12\"; run \"true\" }}\n")
    };
    for (on, help) in [
        ("on push branch=\"main,dev\"", "write an `on` for each: `on branch=\"main\" …`, `on branch=\"dev\" …`"),
        ("on branch=\"main | dev\"", "write an `on` for each: `on branch=\"main\" …`, `on branch=\"dev\" …`"),
        ("on git-tag=\"v*,r*\"", "write an `on` for each: `on git-tag=\"v*\" …`, `on git-tag=\"r*\" …`"),
    ] {
        let told = advised(&stack(on));
        assert!(
            told.len() == 1 && told[0].contains(" is one name, and not several [") && told[0].contains(help),
            "{told:?}"
        );
    }
}

#[test]
fn globs_of_files_are_from_the_root() {
    let image = "tags { tag \"t\" }\nimage \"a\" { from \"debian:12\"; run \"true\" }\n";
    let stack = |changes: &str| format!("{image}changes {{ {changes} }}\n");
    assert_eq!(
        mended(&stack("ignore \"/README.md\" \"./docs/**\"; rebuild-all \"/tests/**\"")),
        (stack("ignore \"README.md\" \"docs/**\"; rebuild-all \"tests/**\""), true)
    );
    assert_eq!(
        advised(&stack("ignore \"docs/**\" \"!docs/setup.md\"")),
        ["4:28: `!docs/setup.md` matches no file [write globs that leave `docs/setup.md` out]"]
    );
}

#[test]
fn a_runner_is_for_a_platform_and_a_family_that_there_are() {
    let stack = |runner: &str| {
        format!(
            "tags {{ tag \"t\" }}\nimage \"a\" {{ from \"debian:12\"; run \"true\" }}\nci \"github\" {{ on push; runner \"big\" {runner} }}\n"
        )
    };
    let (platform, gpu) = (advised(&stack("platform=\"linux/arm46\"")), advised(&stack("gpu=\"nvdia\"")));
    assert!(
        matches!(&platform[..], [one] if one.contains("`linux/arm46` is no platform [did you mean `linux/arm64`?")),
        "{platform:?}"
    );
    assert!(
        matches!(&gpu[..], [one] if one.contains("no GPU family is called `nvdia` [did you mean `nvidia`?")),
        "{gpu:?}"
    );
    assert_eq!(mended(&stack("gpu=\"nvdia\"")), (stack("gpu=\"nvidia\""), true));
    assert_eq!(advised(&stack("platform=\"linux/arm64\"")), [""; 0]);
}

#[test]
fn packages_in_one_pair_of_quotes_are_parted() {
    let stack =
        |packages: &str| format!("tags {{ tag \"t\" }}\nimage \"a\" {{ from \"debian:12\"; packages {packages} }}\n");
    for (wrong, right) in [
        ("\"less curl\" \"git\"", "\"less\" \"curl\" \"git\""),
        ("{ \"less  curl\"; git }", "{ \"less\"; \"curl\"; git }"),
        ("{ less, curl }", "{ less; curl }"),
        ("{ less, curl, git }", "{ less; curl; git }"),
        ("{ less,\n curl\n }", "{ less\n curl\n }"),
    ] {
        assert_eq!(mended(&stack(wrong)), (stack(right), true), "{wrong}");
    }
    let group = "tags { tag \"t\" }\nimage \"a\" { from \"fedora:43\"; packages \"@Development Tools\" }\n";
    assert_eq!(said(group), [""; 0]);
    let tool = advised("tags { tag \"t\" }\nimage \"a\" { from \"debian:12\"; pip \"torch\" tool=\"vu\" }\n");
    assert!(matches!(&tool[..], [one] if one.contains("`tool` cannot be `vu` [")), "{tool:?}");
}

#[test]
fn names_of_git_are_led_to_from_those_of_other_systems() {
    let told = |name: &str| {
        let told =
            advised(&format!("tags {{ tag \"t-{{{name}}}\" }}\nimage \"a\" {{ from \"debian:12\"; run \"true\" }}\n"));
        assert_eq!(told.len(), 1, "{told:?}");
        told[0].split_once('[').expect("help").1.trim_end_matches(']').to_string()
    };
    assert_eq!(told("branch"), "did you mean `{git.branch.slug}` or `{git.branch}`?");
    assert_eq!(told("sha"), "did you mean `{git.sha}` or `{git.short}`?");
    assert_eq!(told("git.hash"), "did you mean `{git.sha}` or `{git.short}`?");
    assert_eq!(told("GIT_COMMIT"), "did you mean `{git.sha}` or `{git.short}`?");
    assert!(told("git.author").starts_with("of git there are `{git.sha}`"), "{}", told("git.author"));
}

#[test]
fn another_system_is_not_repaired_into_one_that_was_not_meant() {
    let stack = |system: &str| {
        format!(
            "tags {{ tag \"t\" }}\nimage \"a\" {{ from \"debian:12\"; run \"true\" }}\nci \"{system}\" {{ on push }}\n"
        )
    };
    assert_eq!(mended(&stack("gitlab")), (stack("gitlab"), false));
    assert_eq!(mended(&stack("githib")), (stack("github"), true));
}

#[test]
fn an_include_that_is_not_there_is_repaired_where_one_file_is_near() {
    let files = |include: &str| {
        [
            ("a/stack.kdl", format!("{HEAD}include \"{include}\"\ntags {{ tag \"t\" }}\n")),
            ("a/images/all.kdl", "image \"a\" { from \"debian:12\"; run \"true\" }\n".to_string()),
        ]
    };
    let fixed =
        imgc::fix::fix(&MemoryWorld::new(files("images/al.kdl")), "a/stack.kdl", &Options::default(), &|_| true);
    assert_eq!(fixed.files["a/stack.kdl"].after, files("images/all.kdl")[0].1);
    assert!(fixed.compilation.diagnostics.is_empty());
}

#[test]
fn one_slip_is_told_once() {
    let tags = "tags { tag \"{plan}t\" }\n";
    let plans = "plan \"p1\"\nplan \"p2\"\n";
    // a misspelled use is not also an arg that nothing uses
    assert_eq!(
        said(&format!(
            "{tags}arg \"LANGUAGES\" \"de\"\nimage \"a\" {{ from \"debian:12\"; run #\"echo $LANGAUGES\"#; }}\n"
        )),
        ["stack.kdl:4:42: undeclared-in-shell: `$LANGAUGES` is declared nowhere"]
    );
    // nor a user of each plan
    assert_eq!(
        said(&format!(
            "{tags}{plans}image \"a\" {{ from \"debian:12\"; user \"app\" }}\nimage \"b\" {{ from image=\"a\"; user \"root\" }}\n"
        )),
        ["stack.kdl:6:29: ends-as-root: the image ends as root; `a-p1` ends as `app`"]
    );
    // nor a value that was refused also the last one that is missing
    assert_eq!(
        said(&format!("{tags}{plans}image \"a\" {{ axis \"plan\" \"p3\"; from \"debian:12\"; }}\n")),
        ["stack.kdl:5:25: unknown-value: axis `plan` has no value `p3`"]
    );
}
