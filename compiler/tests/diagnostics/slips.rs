//! Slips of the pen, each told once, at its place, with what was meant.

use super::{HEAD, family, said};
use imgc::diag::Class;
use imgc::world::MemoryWorld;
use imgc::{Options, check};

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
    let fixed = imgc::fix::fix(&world, "stack.kdl", &Options::default(), Class::Safe, &|_| true);
    let text = fixed.files.get("stack.kdl").map_or(format!("{HEAD}{stack}"), |file| file.after.clone());
    (text.replacen(HEAD, "", 1), fixed.compilation.diagnostics.is_empty())
}

#[test]
fn each_alternative_of_a_selector_names_something() {
    let stack = |selector: &str| {
        format!(
            "tags {{ tag \"{{variant}}\" }}\nimage \"a\" {{ variant \"cpu\"; variant \"cuda\"; from \"debian:12\"; \
             in {selector} {{ env A=\"1\" }} }}\nimage \"tensorflow\" {{ variant \"rocm\"; from \"debian:12\" }}\nimage \"b\" {{ axis \"variant\" \"rocm\"; from image=\"tensorflow\" }}\n"
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
            "tags {{ tag \"t\" }}\nimage \"a\" {{ platforms \"linux/arm64\"; from \"debian:12\"; run \"true\" }}\nci \"github\" {{ on push; runner \"big\" {runner} }}\n"
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
fn a_command_line_of_a_package_manager_is_no_list_of_packages() {
    let stack = |step: &str| format!("tags {{ tag \"t\" }}\nimage \"a\" {{ from \"debian:12\"; {step} }}\n");
    for (wrong, right) in [
        ("pip \"nbgrader=0.9.5\"", "pip \"nbgrader==0.9.5\""),
        ("pip { \"nbgrader[all]=0.9.5\" }", "pip { \"nbgrader[all]==0.9.5\" }"),
        ("pip \"nbgrader jupytext\"", "pip \"nbgrader\" \"jupytext\""),
        ("conda \"numpy scipy\"", "conda \"numpy\" \"scipy\""),
    ] {
        assert_eq!(mended(&stack(wrong)), (stack(right), true), "{wrong}");
    }
    for (wrong, help) in [
        ("pip install \"nbgrader\"", "leave it out: `pip` installs what it lists"),
        ("packages { install; git }", "leave it out: `packages` installs what it lists"),
        ("pip \"-r r.txt\"", "write `requirements=\"r.txt\"`"),
        ("pip \"--index-url=https://x.example/simple\" \"torch\"", "write `index=\"https://x.example/simple\"`"),
        ("conda \"numpy\" \"-c conda-forge\"", "write `channel=\"conda-forge\"`"),
        ("conda \"numpy\" \"-c\"", "write `channel=\"…\"`"),
    ] {
        let told = advised(&stack(wrong));
        assert!(matches!(&told[..], [one] if one.contains(help)), "{wrong}: {told:?}");
    }
    for right in [
        "pip \"install\"",
        "pip \"torch==2.9\" \"numpy >= 2, < 3\" \"x; python_version < '3.12'\" \"--no-deps\"",
        "pip \"y @ https://x.example/y.whl?a=b\" \"git+https://x.example/z.git#egg=z\"",
        "conda \"numpy=2\" \"scipy >=1\"",
    ] {
        let told: Vec<String> = advised(&stack(right)).into_iter().filter(|one| one.contains("package")).collect();
        assert_eq!(told, [""; 0], "{right}");
    }
}

#[test]
fn a_selector_without_its_sign_is_led_to_one() {
    let stack = |arg: &str, step: &str| {
        format!(
            "plan \"a\"\nplan \"b\"\ntags {{ tag \"{{plan}}\" }}\nimage \"i\" {{ from \"debian:12\"; arg \"V\" \"1\" {{ {arg} }}; {step}; run \"echo $V\" }}\n"
        )
    };
    for (arg, step, help) in [
        ("in plan \"a\" \"2\"", "env C=\"d\"", "write `in plan=\"a\" \"2\"`"),
        ("in \"b\" \"3\"", "env C=\"d\"", "name the axis that `b` is a value of, as in `in plan=\"b\" \"3\"`"),
        ("in plan=\"a\" \"b\" \"3\"", "env C=\"d\"", "for either value write `in plan=\"a|b\" \"3\"`"),
        ("in plan=\"a\" \"2\"", "in plan=\"a\" \"b\" { env C=\"d\" }", "for either value write `in plan=\"a|b\"`"),
        ("in plan=\"a\" \"2\"", "in plan \"b\" { env C=\"d\" }", "write `in plan=\"b\"`"),
        ("in plan=\"a\" \"2\"", "exclude \"b\"", "name the axis that `b` is a value of, as in `exclude plan=\"b\"`"),
    ] {
        let told = advised(&stack(arg, step));
        assert!(matches!(&told[..], [one] if one.contains(help)), "{arg} {step}: {told:?}");
    }
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
    let fixed = imgc::fix::fix(
        &MemoryWorld::new(files("images/al.kdl")),
        "a/stack.kdl",
        &Options::default(),
        Class::Safe,
        &|_| true,
    );
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

#[test]
fn a_context_that_is_not_there_is_told_where_it_is_named() {
    let files = |context: &str, copy: &str| {
        let stack = format!(
            "{HEAD}tags {{ tag \"t\" }}\nimage \"a\" {{ context \"{context}\"; dockerfile \"web.Dockerfile\" }}\n\
             image \"b\" {{ context \"{context}\"; from \"debian:12\"; copy \"{copy}\" to=\"/a\"; copy \"{copy}\" to=\"/b\" }}\n"
        );
        [
            ("stack.kdl", stack),
            ("web.Dockerfile", "FROM debian:12\nCOPY app.py /\n".to_string()),
            ("docker/web/app.py", String::new()),
            ("docker/db/app.py", String::new()),
        ]
    };
    let world = MemoryWorld::new(files("docker/wbe", "app.py"));
    assert_eq!(
        family::told(&check(&world, "stack.kdl", &Options::default())),
        [
            "stack.kdl:3:21: missing-source: the context `docker/wbe` does not exist",
            "stack.kdl:4:21: missing-source: the context `docker/wbe` does not exist",
        ]
    );
    let fixed = imgc::fix::fix(&world, "stack.kdl", &Options::default(), Class::Safe, &|_| true);
    assert_eq!(fixed.files["stack.kdl"].after, files("docker/web", "app.py")[0].1);
    assert!(fixed.compilation.diagnostics.is_empty());
    // and so is a file where one alone is near
    let world = MemoryWorld::new(files("docker/web", "ap.py"));
    let fixed = imgc::fix::fix(&world, "stack.kdl", &Options::default(), Class::Safe, &|_| true);
    assert_eq!(fixed.files["stack.kdl"].after, files("docker/web", "app.py")[0].1);
}

#[test]
fn a_bare_name_of_the_stack_is_no_image_of_a_registry() {
    let files = [
        (
            "stack.kdl",
            format!(
                "{HEAD}tags {{ tag \"t\" }}\nimage \"data\" {{ from \"debian:12\"; run \"true\" }}\nimage \"a\" {{ from \"debian:12\"; \
                 stage \"build\" {{ from \"debian:12\"; run \"true\" }}; copy \"/x\" from=\"data\" to=\"/x\"; copy \"/y\" from=\"build\" to=\"/y\" }}\n\
                 image \"b\" {{ dockerfile \"Dockerfile\"; arg \"BASE\" \"data\" }}\nimage \"c\" {{ from \"c\"; run \"true\" }}\n"
            ),
        ),
        ("Dockerfile", "ARG BASE\nFROM ${BASE}\n".to_string()),
    ];
    let compilation = check(&MemoryWorld::new(files), "stack.kdl", &Options::default());
    let of = |one: &imgc::diag::Diagnostic| one.rule.name == "unpinned-base";
    let help: Vec<&str> =
        compilation.diagnostics.iter().filter(|one| of(one)).map(|one| one.help[0].as_str()).collect();
    assert_eq!(
        help,
        [
            "write `image=\"data\"` for an image of the stack, or the version of the other: `data:…`",
            "write `stage=\"build\"` for a stage of the stack, or the version of the other: `build:…`",
            "write a tag that stays, as in `debian:12`, or a digest: `name:tag@sha256:…`",
            "write `arg \"…\" image=\"data\"` for an image of the stack, or the version of the other: `data:…`",
        ]
    );
}

#[test]
fn what_an_arg_says_of_a_base_is_told_at_the_arg() {
    let stack = |policy: &str, base: &str| {
        format!(
            "tags {{ tag \"t\" }}\narg \"BASE\" \"{base}\"\n{policy}\nimage \"a\" {{ from \"{{BASE}}\"; run \"true\" }}\n\
             image \"b\" {{ from \"{{BASE}}\"; run \"false\" }}\n"
        )
    };
    assert_eq!(
        said(&stack("policy { require digest=#true }", "debian:12")),
        ["stack.kdl:3:12: missing-requirement: `debian:12` is not pinned by digest"]
    );
    assert_eq!(said(&stack("", "debian")), ["stack.kdl:3:12: unpinned-base: `debian` names no version"]);
}

#[test]
fn a_parameter_that_was_taken_away_is_told_once() {
    let stack = "tags { tag \"t\" }\ncomponent \"c\" { run #\"echo $release\"#; env A=\"{release}\" }\n\
        image \"a\" { from \"debian:12\"; use \"c\" release=\"1\" }\nimage \"b\" { from \"debian:12\"; use \"c\" release=\"2\" }\n";
    assert_eq!(
        advised(stack),
        [
            "4:39: component `c` has no parameter `release` [its text speaks of one: declare it there, `param \"release\"`]"
        ]
    );
    // where it speaks of no such thing, each use is a mistake of its own
    assert_eq!(said(&stack.replace("$release", "hello").replace("{release}", "hello")).len(), 2);
}

#[test]
fn an_exec_form_is_words() {
    let stack = |steps: &str| format!("tags {{ tag \"t\" }}\nimage \"a\" {{ from \"debian:12\"; {steps} }}\n");
    assert_eq!(mended(&stack("entrypoint \"say hello\"")), (stack("entrypoint \"say\" \"hello\""), true));
    assert_eq!(mended(&stack("cmd \"python -m web\"")), (stack("cmd \"python\" \"-m\" \"web\""), true));
    let shell = stack("cmd \"cd /srv && exec web\"");
    assert_eq!(mended(&shell), (shell.clone(), false));
    assert_eq!(said(&stack("entrypoint \"say\"; cmd \"hello there\"")), [""; 0]);
    let child = "image \"b\" { from image=\"a\"; cmd \"hello there\" }\n";
    assert_eq!(said(&format!("{}{child}", stack("entrypoint \"say\""))), [""; 0]);
}

#[test]
fn a_quote_in_shell_is_closed() {
    let stack = |steps: &str| format!("tags {{ tag \"t\" }}\nimage \"a\" {{ from \"debian:12\"; {steps} }}\n");
    let told = |steps: &str| said(&stack(steps));
    assert_eq!(told("run \"echo it's\""), ["stack.kdl:3:43: unclosed-quote: this `'` is never closed"]);
    assert_eq!(told("test \"t\" #\"[ \"$(id -u) = 0 ]\"#").len(), 1);
    assert_eq!(told("healthcheck \"curl 'localhost\"").len(), 1);
    assert_eq!(told("shell \"pwsh\" \"-c\"; run \"echo it's\""), [""; 0]);
    assert_eq!(told("run \"echo it's # isn't\""), [""; 0]);
}

#[test]
fn an_image_of_too_many_steps_is_told_at_the_first_that_is_too_many() {
    let image = |steps: usize| {
        format!(
            "tags {{ tag \"t\" }}\nimage \"a\" {{\n    from \"debian:12\"\n{}}}\n",
            "    env A=\"1\"\n".repeat(steps)
        )
    };
    assert_eq!(said(&image(1_999)), [""; 0]);
    assert_eq!(said(&image(3_000)), ["stack.kdl:2004:5: too-large: an image has more than 2000 steps"]);
}

/// A mistake in a node does not take its name away from those that use it; and nothing means itself.
#[test]
fn what_could_not_be_read_may_be_meant() {
    for (stack, message, near) in [
        (
            "image \"base\" { form \"debian:12\" }\nimage \"tools\" { from image=\"basse\" }\n",
            "no image named `basse`",
            "base",
        ),
        (
            "image \"base\" { from \"debian:12 }\nimage \"tools\" { from image=\"basse\" }\n",
            "no image named `basse`",
            "base",
        ),
        (
            "component \"fetch\" { rnu \"true\" }\nimage \"a\" { from \"debian:12\"; use \"fecth\" }\n",
            "no component named `fecth`",
            "fetch",
        ),
        (
            "role \"runtime\" { dney package=\"gcc\" }\nimage \"a\" { from \"debian:12\"; role \"runtme\" }\n",
            "no role named `runtme`",
            "runtime",
        ),
        (
            "info-cmd \"tools\" \"Tools\" shell=#true\nimage \"a\" { from \"debian:12\"; info-cmds \"tols\" }\n",
            "no info command named `tols`",
            "tools",
        ),
    ] {
        let told = advised(&format!("tags {{ tag \"t\" }}\n{stack}"));
        let line = told.iter().find(|line| line.contains(message));
        let line = line.unwrap_or_else(|| panic!("{message}: {told:#?}"));
        assert!(line.ends_with(&format!("[did you mean `{near}`?]")), "{line}");
    }
    let alone = advised("tags { tag \"t\" }\nimage \"tools\" { from image=\"toolz\" }\n");
    assert_eq!(alone, ["3:28: no image named `toolz` []"]);
    let family = "gpu-family \"acme\" release=\"version\" nonsense=1\nimage \"a\" { gpu \"acme\" version=\"1\" }\n";
    let told = advised(&format!("tags {{ tag \"t\" }}\n{family}"));
    assert_eq!(told.len(), 1, "{told:#?}");
}
