//! Images that have a Dockerfile already: what is read of it reaches the plan, and what does not fit is told in its lines.

use imgc::plan::{Build, NamedContext, Plan};
use imgc::world::MemoryWorld;
use imgc::{Compilation, Options, check};

const HEAD: &str = "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"t\" }\n";

/// `legacy` adopts the Dockerfile; `base` is there beside it.
fn compiled(image: &str, dockerfile: &str) -> Compilation {
    let base = "image \"base\" { from \"ubuntu:24.04\"; user \"app\" }\n";
    let stack = format!("{HEAD}{base}image \"legacy\" {{\n    dockerfile \"old/Dockerfile\"\n    {image}\n}}\n");
    let world = MemoryWorld::new([
        ("stack.kdl", stack.as_str()),
        ("old/Dockerfile", dockerfile),
        ("old/Dockerfile.dockerignore", "*.log\n"),
        ("app.py", "print()\n"),
        ("build.log", "…\n"),
        ("shared/x.sh", "true\n"),
    ]);
    check(&world, "stack.kdl", &Options::default())
}

fn plan(image: &str, dockerfile: &str) -> Plan {
    let compilation = compiled(image, dockerfile);
    assert!(compilation.diagnostics.is_empty(), "{}", said(&compilation).join("\n"));
    compilation.plan.expect("no error was reported")
}

fn legacy(plan: &Plan) -> &Build {
    plan.builds.iter().find(|build| build.image == "legacy").expect("it is there")
}

/// `file:line: rule: message`
fn said(compilation: &Compilation) -> Vec<String> {
    let sources = &compilation.sources;
    let each = compilation.diagnostics.iter().map(|one| {
        let span = one.primary();
        let source = sources.get(span.source);
        let line = source.text[..span.start as usize].matches('\n').count() + 1;
        format!("{}:{line}: {}: {} [{}]", source.name, one.rule.name, one.message, sources.text(span))
    });
    each.collect()
}

#[track_caller]
fn says(image: &str, dockerfile: &str, expected: &[&str]) {
    assert_eq!(said(&compiled(image, dockerfile)), expected);
}

#[test]
fn a_parent_comes_through_an_arg() {
    let plan = plan(
        "arg \"BASE\" image=\"base\"",
        "ARG BASE=ubuntu:22.04\nFROM $BASE AS tools\nRUN apt-get update\nFROM tools\nCOPY app.py /\n",
    );
    let build = legacy(&plan);
    assert_eq!(build.from, "r.io/o/base:t");
    assert_eq!(build.args["BASE"].to_string(), "r.io/o/base:t");
    let base = plan.by_target("base").unwrap();
    assert_eq!(build.parents, [base]);
    assert_eq!(build.contexts["r.io/o/base:t"], NamedContext::Build(base));
    assert_eq!(build.user.as_ref().map(|(user, _)| user.as_str()), Some("app"), "as its base ends");
    assert_eq!(build.inputs(), ["app.py"]);
}

#[test]
fn stack_args_reach_the_args_that_it_declares() {
    let stack = format!("{HEAD}arg \"PY\" \"3.12\"\narg \"OTHER\" \"1\"\n");
    let dockerfile = "ARG PY=3.11\nFROM python:${PY}-slim\nARG OTHER_NAME\nUSER 1000\nSHELL [\"/bin/bash\", \"-c\"]\n";
    let stack =
        format!("{stack}image \"a\" {{ dockerfile \"Dockerfile\" }}\nimage \"b\" {{ from \"debian:{{OTHER}}\" }}\n");
    let world = MemoryWorld::new([("stack.kdl", stack.as_str()), ("Dockerfile", dockerfile)]);
    let compilation = check(&world, "stack.kdl", &Options::default());
    assert!(compilation.diagnostics.is_empty(), "{:?}", said(&compilation));
    let plan = compilation.plan.unwrap();
    let build = &plan.builds[0];
    assert_eq!(build.from, "python:3.12-slim");
    assert_eq!(build.args.keys().collect::<Vec<_>>(), ["PY"]);
    // the base is written down elsewhere: it may not change when building
    assert_eq!(build.args["PY"].as_literal().as_deref(), Some("3.12"));
    assert_eq!(build.user.as_ref().unwrap().0, "1000");
    assert_eq!(build.shell.as_ref().unwrap()[0], "/bin/bash");
}

#[test]
fn a_target_counts_only_what_it_needs() {
    let dockerfile = "FROM golang:1 AS build\nCOPY app.py /\nRUN --mount=type=secret,id=token true\n\
                      FROM debian:12 AS small\nCOPY --from=build /x /x\nFROM debian:12 AS big\nCOPY nowhere /\n";
    let plan = plan("", &dockerfile.replace("COPY nowhere /\n", ""));
    assert!(legacy(&plan).secrets.is_empty(), "the last stage needs no other");
    let compilation = compiled("", dockerfile);
    assert_eq!(said(&compilation), ["old/Dockerfile:7: missing-source: `nowhere` is not in the context [nowhere]"]);
    let stack = format!("{HEAD}image \"a\" {{ dockerfile \"Dockerfile\" target=\"Small\" }}\n");
    let world = MemoryWorld::new([("stack.kdl", stack.as_str()), ("Dockerfile", dockerfile), ("app.py", "")]);
    let compilation = check(&world, "stack.kdl", &Options::default());
    assert!(compilation.diagnostics.is_empty(), "{:?}", said(&compilation));
    let plan = compilation.plan.unwrap();
    assert_eq!(plan.builds[0].secrets, ["token"]);
    assert_eq!(plan.builds[0].inputs(), ["app.py"]);
    assert_eq!(plan.builds[0].dockerfile_target.as_deref(), Some("Small"));
}

#[test]
fn named_contexts_are_looked_into() {
    let dockerfile = "FROM debian:12\nCOPY --from=lib x.sh /\n";
    let plan = plan("context \"lib\" \"shared\"", dockerfile);
    assert_eq!(legacy(&plan).inputs(), ["shared/x.sh"]);
    says(
        "context \"lib\" \"shared\"",
        "FROM debian:12\nCOPY --from=lib y.sh /\nCOPY --from=lid x.sh /\n",
        &["old/Dockerfile:3: unknown-stage: no stage named `lid` before this [lid]"],
    );
}

/// A key that is written in another form is passed over without a word, and the published image taken.
#[test]
fn a_context_that_is_a_reference_has_the_form_that_is_looked_up() {
    let replaced = |name: &str| {
        let context = format!("context \"{name}\" \"docker-image://r.io/mirror/debian:13\"");
        let plan = plan(
            &context,
            "FROM debian:latest@sha256:0000000000000000000000000000000000000000000000000000000000000000\n",
        );
        legacy(&plan).contexts.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(replaced("docker.io/library/ubuntu:latest"), ["ubuntu"]);
    assert_eq!(replaced("ghcr.io/o/base:latest"), ["ghcr.io/o/base"]);
    assert_eq!(replaced("ghcr.io/o/base:12"), ["ghcr.io/o/base:12"]);
    assert_eq!(replaced("Sources"), ["Sources"]);
}

#[test]
fn what_does_not_fit_is_told_where_it_stands() {
    says(
        "arg \"PY_VERSION\" \"3.12\"",
        "ARG PY=3.11\nFROM python:$PY\n",
        &["stack.kdl:6: undeclared-arg: `old/Dockerfile` has no `ARG PY_VERSION` [\"PY_VERSION\"]"],
    );
    says(
        "arg \"BASE\" image=\"base\"",
        "ARG BASE\nFROM debian:12\nARG BASE\nRUN echo $BASE\n",
        &["stack.kdl:6: unused-arg: `old/Dockerfile` takes neither a base nor files from `BASE` [\"BASE\"]"],
    );
    says(
        "",
        "ARG TAG\nFROM debian:12\nFORM x\nCOPY build.log /\n",
        &["old/Dockerfile:3: broken-dockerfile: there is no instruction `FORM`; did you mean `FROM`? [FORM]"],
    );
    says(
        "",
        "FROM r.io/o/base:t\n",
        &["old/Dockerfile:1: hidden-parent: `r.io/o/base:t` is built by this stack [r.io/o/base:t]"],
    );
    says(
        "",
        "FROM debian:12\nCOPY build.log /\n",
        &["old/Dockerfile:2: ignored-source: `.dockerignore` hides `build.log` [build.log]"],
    );
}

/// What is to be done about the only thing that is said.
fn help(compilation: &Compilation) -> String {
    let [only] = compilation.diagnostics.iter().collect::<Vec<_>>()[..] else { panic!("{:?}", said(compilation)) };
    only.help.join("; ")
}

#[test]
fn a_source_beside_the_dockerfile_wants_another_context() {
    let stack = format!("{HEAD}include \"images/*.kdl\"\n");
    let image = |more: &str| format!("image \"web\" {{\n    dockerfile \"web/Dockerfile\"\n    {more}\n}}\n");
    let checked = |image: String| {
        let world = MemoryWorld::new([
            ("stack.kdl", stack.as_str()),
            ("images/web.kdl", image.as_str()),
            ("images/web/Dockerfile", "FROM debian:12\nCOPY page.html /srv/\n"),
            ("images/web/page.html", ""),
        ]);
        check(&world, "stack.kdl", &Options::default())
    };
    let found = checked(image(""));
    assert_eq!(
        said(&found),
        ["images/web/Dockerfile:2: missing-source: `page.html` is not in the context of `web` [page.html]"]
    );
    let expected = "it lies beside the Dockerfile: make that the context, `context \"web\"` in `image \"web\"`";
    assert_eq!(help(&found), expected);
    assert_eq!(said(&checked(image("context \"web\""))), [""; 0], "as the help says");
}

#[test]
fn a_parent_that_is_named_outright_becomes_an_arg() {
    let found = compiled("", "FROM r.io/o/base:t AS build\nFROM scratch\nCOPY --from=build /x /\n");
    assert_eq!(
        help(&found),
        "make it an arg: `ARG BASE=r.io/o/base:t` before the first FROM, and here `${BASE}`; \
         then give that in the image that adopts it: `arg \"BASE\" image=\"base\"`; \
         or leave the file as it is, and replace it from outside: `context \"r.io/o/base:t\" image=\"base\"`"
    );
    let mended = "ARG BASE=r.io/o/base:t\nFROM ${BASE} AS build\nFROM scratch\nCOPY --from=build /x /\n";
    let expected = "give the arg in the image that adopts it: `arg \"BASE\" image=\"base\"`";
    assert_eq!(help(&compiled("", mended)), expected, "half of it");
    assert_eq!(help(&compiled("", &mended.replace("${BASE}", "$BASE"))), expected);
    assert_eq!(said(&compiled("arg \"BASE\" image=\"base\"", mended)), [""; 0]);
}

#[test]
fn an_axis_comes_from_the_parents_that_args_name() {
    let checked = |more: &str| {
        let base = "image \"base\" { variant \"cpu\" { name \"\" }; variant \"cuda\"; from \"ubuntu:24.04\" }\n\
                    image \"tools\" { from image=\"base\"; axis \"variant\"; exclude variant=\"cuda\" }\n";
        let stack = format!(
            "stack \"s\" {{ registry \"r.io/o\" }}\ntags {{ tag \"t{{-variant}}\" }}\n{base}\
             image \"web\" {{\n dockerfile \"Dockerfile\"\n arg \"BASE\" image=\"base\"\n{more}}}\n"
        );
        let dockerfile =
            "ARG BASE\nARG TOOLS=debian:12\nFROM ${TOOLS} AS tools\nFROM ${BASE}\nCOPY --from=tools /x /\n";
        let world = MemoryWorld::new([("stack.kdl", stack.as_str()), ("Dockerfile", dockerfile)]);
        check(&world, "stack.kdl", &Options::default())
    };
    let open = checked("");
    assert_eq!(said(&open), ["stack.kdl:7: open-axis: which `variant` of `base` is meant? [\"base\"]"], "once");
    let builds = |more: &str| {
        let compilation = checked(more);
        assert_eq!(said(&compilation), [""; 0]);
        let plan = compilation.plan.expect("no error");
        let of_web = plan.builds.iter().filter(|build| build.image == "web");
        of_web.map(|build| format!("{} on {}", build.target, build.from)).collect::<Vec<_>>()
    };
    assert_eq!(builds(" axis \"variant\"\n"), ["web on r.io/o/base:t", "web-cuda on r.io/o/base:t-cuda"]);
    // what one of its parents is not built for, it is not built for either
    let both = " axis \"variant\"\n arg \"TOOLS\" image=\"tools\"\n";
    assert_eq!(builds(both), ["web on r.io/o/base:t"]);
}

#[test]
fn a_parent_is_put_in_the_place_of_a_reference() {
    for written in ["r.io/o/base:t", "ubuntu:24.04", "docker.io/library/ubuntu:latest"] {
        let plan = plan(&format!("context \"{written}\" image=\"base\""), &format!("FROM {written}\nCOPY app.py /\n"));
        let build = legacy(&plan);
        let base = plan.by_target("base").unwrap();
        assert_eq!(build.parents, [base], "{written}");
        let key = imgc::reference::context_key(written);
        assert_eq!(build.contexts[&key], NamedContext::Build(base), "as the builder looks it up");
        assert_eq!(build.from, written, "what the file says when it is built by itself");
        assert_eq!(build.user.as_ref().map(|(user, _)| user.as_str()), Some("app"), "as the parent ends");
    }
    let copies = "FROM debian:12\nCOPY --from=r.io/o/base:t /x /x\n";
    let plan = plan("context \"r.io/o/base:t\" image=\"base\"", copies);
    assert_eq!(legacy(&plan).parents, [plan.by_target("base").unwrap()], "what files are taken from, too");
}

#[test]
fn what_replaces_nothing_is_told() {
    let dockerfile = "FROM r.io/o/base:t\n";
    says(
        "context \"r.io/o/bas:t\" image=\"base\"",
        dockerfile,
        &[
            "stack.kdl:6: unknown-stage: `old/Dockerfile` takes neither a base nor files from `r.io/o/bas:t` [\"r.io/o/bas:t\"]",
        ],
    );
    says(
        "context \"r.io/o/base:t\" image=\"bas\"",
        dockerfile,
        &["stack.kdl:6: unknown-image: no image named `bas` [\"bas\"]"],
    );
    says(
        "context \"r.io/o/base:t\" \"shared\" image=\"base\"",
        dockerfile,
        &["stack.kdl:6: wrong-arguments: the context is a folder and an image at once [\"shared\"]"],
    );
    says(
        "context \"lib\" os=\"a\"",
        dockerfile,
        &["stack.kdl:6: unknown-property: `os=` chooses a build, but no image is named [os]"],
    );
    let stack = format!(
        "{HEAD}image \"base\" {{ from \"debian:12\" }}\nimage \"a\" {{ from \"debian:12\"; context \"x\" image=\"base\" }}\n"
    );
    let world = MemoryWorld::new([("stack.kdl", stack.as_str())]);
    assert_eq!(
        said(&check(&world, "stack.kdl", &Options::default())),
        [
            "stack.kdl:4: unknown-property: `image=` replaces what an adopted Dockerfile names, and `a` adopts none [\"x\"]"
        ]
    );
}

#[test]
fn a_wrong_target_or_path_is_told_at_its_word() {
    let checked = |image: &str| {
        let stack = format!("{HEAD}image \"a\" {{ {image} }}\n");
        let world = MemoryWorld::new([("stack.kdl", stack.as_str()), ("Dockerfile", "FROM debian:12 AS final\n")]);
        said(&check(&world, "stack.kdl", &Options::default()))
    };
    assert_eq!(
        checked("dockerfile \"Dockerfile\" target=\"finale\""),
        ["stack.kdl:3: unknown-stage: `Dockerfile` has no stage `finale` [\"finale\"]"]
    );
    assert_eq!(
        checked("dockerfile \"Dockerfil\""),
        ["stack.kdl:3: unreadable-file: cannot read `Dockerfil`: there is no such file [\"Dockerfil\"]"]
    );
    assert_eq!(
        checked("dockerfile \"../Dockerfile\""),
        ["stack.kdl:3: outside-root: `../Dockerfile` is outside the stack's root [\"../Dockerfile\"]"]
    );
}

#[test]
fn policies_see_an_adopted_file() {
    let policy = "policy {\n    deny package=\"vim\"\n    deny base=\"debian:*\"\n}\n";
    let stack = format!("{HEAD}{policy}image \"a\" {{ dockerfile \"Dockerfile\" }}\n");
    let dockerfile = "FROM debian:12\nRUN apt-get update \\\n  && apt-get install -y vim\n";
    let world = MemoryWorld::new([("stack.kdl", stack.as_str()), ("Dockerfile", dockerfile)]);
    let mut found = said(&check(&world, "stack.kdl", &Options::default()));
    found.iter_mut().for_each(|line| line.truncate(line.find(" in `a`").unwrap()));
    assert_eq!(
        found,
        ["Dockerfile:1: denied: base `debian:12` is denied", "Dockerfile:2: denied: package `vim` is denied"]
    );
}
