//! Whole files.

use super::super::{info_files, test_files};
use super::*;
use crate::ast::TestWhen;

#[test]
fn every_instruction() {
    let mut fetch = copy(["a.txt", "b c.txt"], "/dst/");
    fetch.chown = Some(text("$PATH:${GID}"));
    fetch.chmod = Some(text("0755"));
    fetch.link = true;
    fetch.exclude = texts(["*.md"]);
    let mut from_stage = copy(["/out"], "/usr/lib/out");
    from_stage.from = Source::Stage("builder".to_string());
    let mut from_outside = copy(["/uv"], "/usr/bin/uv");
    from_outside.from = Source::From("ghcr.io/astral-sh/uv:0.8".to_string());
    let mut mounted = run("make -j\nmake install");
    mounted.mounts = vec![
        Mount::Bind { source: text("src"), to: text("/src"), from: Source::Context, writable: true },
        Mount::Bind {
            source: text(""),
            to: text("/uv"),
            from: Source::From("ghcr.io/astral-sh/uv:0.8".to_string()),
            writable: false,
        },
        Mount::Cache { to: text("/root/.cache"), id: Some(text("c-$TARGETARCH")), sharing: Some("locked".to_string()) },
        Mount::Secret { id: "token".to_string(), env: Some("TOKEN".to_string()), to: None, required: true },
        Mount::Tmpfs { to: text("/tmp") },
        Mount::Ssh { id: None },
    ];
    mounted.network = Some("none".to_string());
    let mut component = run("./install.sh --version \"$version\" \"$package\" \"$empty\"");
    component.assignments = vec![
        ("package".to_string(), text("it's $5 & more")),
        ("version".to_string(), text("${CUDA}-1")),
        ("empty".to_string(), text("")),
        ("unused".to_string(), text("")),
    ];
    component.assignments[0].1 = Text::literal("it's $5 & more");
    let builder = named(
        "builder",
        Base::Reference(text("gcc:${GCC}")),
        vec![
            step_with(["GCC"], Op::Run(run("echo \"$GCC\""))),
            step(Op::Shell(texts(["/bin/bash", "-o", "pipefail", "-c"]))),
            step_with(["TARGETARCH", "CUDA"], Op::Run(mounted)),
        ],
    );
    let last = stage(
        &format!("debian:12@sha256:{}", "a".repeat(64)),
        vec![
            step(Op::Env(vec![
                ("PATH".to_string(), text("/opt/x/bin:$PATH")),
                ("PRICE".to_string(), Text::literal("$5 \"net\" \\ #")),
            ])),
            step_with(["GCC"], Op::Run(run("echo \"$GCC\""))),
            step_with(["CUDA"], Op::Run(component)),
            step(Op::Run(run("apt-get update; apt-get install -y --no-install-recommends x=1"))),
            step(Op::Run(run("cat <<EOF > /x\nEOF\n# no comment\nEOF"))),
            step(Op::Copy(copy(["a", "b/*.py"], "./"))),
            step_with(["GID"], Op::Copy(fetch)),
            step(Op::Copy(from_stage)),
            step(Op::Copy(from_outside)),
            step(Op::Add(Add {
                sources: texts(["https://example.org/x.tar.gz"]),
                to: text("/opt/"),
                checksum: Some(text(&format!("sha256:{}", "a".repeat(64)))),
                chown: None,
                chmod: None,
                link: true,
                unpack: Some(true),
            })),
            step(Op::Workdir(text("/home/$PRICE/my work"))),
            step(Op::Expose(texts(["80", "53/udp", "${GID}"]))),
            step(Op::Volume(texts(["/data", "/my data"]))),
            step(Op::Entrypoint(texts(["tini", "--"]))),
            step(Op::Cmd(texts(["bash", "-c", "echo \"hi\"\n"]))),
            step(Op::Healthcheck(Healthcheck {
                shell: Some("curl -f http://localhost/ || exit 1".to_string()),
                options: vec![("interval".to_string(), "30s".to_string())],
            })),
            step(Op::Stopsignal(text("SIGINT"))),
            step(Op::Label(vec![("b".to_string(), text("2")), ("a".to_string(), text("1"))])),
            step(Op::Instruction("ONBUILD RUN true".to_string())),
            step(Op::User(text("root"))),
        ],
    );
    let defaults = [("GCC", Some("14")), ("CUDA", Some("12.8")), ("GID", Some("100")), ("TARGETARCH", None)];
    let labels = [("org.opencontainers.image.title", "A \"good\" $5 base"), ("weird key", "ü")];
    snapshot("every_instruction", &dockerfile(vec![builder, last], &defaults, &labels));
}

/// BuildKit reads it; hadolint 2.15 knows neither the quotes nor the blank.
#[test]
fn a_mount_with_a_comma() {
    let mut it = run("true");
    let (source, to) = (text("src, and \"more\""), text("/src"));
    it.mounts = vec![Mount::Bind { source, to, from: Source::Context, writable: false }];
    snapshot("mount_with_a_comma", &only(Op::Run(it)));
}

#[test]
fn bases_without_a_version() {
    let builder = named("builder", Base::Reference(text("gcc:latest")), Vec::new());
    let rebuilt = named("again", Base::Stage("builder".to_string()), Vec::new());
    snapshot("unpinned_bases", &dockerfile(vec![builder, rebuilt, stage("debian", Vec::new())], &[], &[]));
    snapshot("scratch", &dockerfile(vec![Stage { base: Base::Scratch, ..stage("", Vec::new()) }], &[], &[("a", "b")]));
}

/// A template put text right behind a `$NAME`: it must not become part of the name.
#[test]
fn a_name_ends_where_it_did() {
    let joined = Text(vec![Segment::Docker("$HOME".to_string()), Segment::Literal("2".to_string())]);
    assert_eq!(only(Op::Workdir(joined.clone())), "WORKDIR ${HOME}2\n");
    assert!(only(Op::Env(vec![("A".to_string(), joined.clone())])).contains("A=\"${HOME}2\""));
    let mut it = pip([]);
    it.items = vec![Item { text: joined, comment: None, origin: Origin::default() }];
    assert!(only(Op::Pip(it)).contains("\"${HOME}2\""));
}

#[test]
fn the_frontend_line_is_first() {
    let mut plan = plan(Vec::new());
    plan.stack.syntax = Some("docker/dockerfile:1".to_string());
    plan.dockerfiles.push(Dockerfile { path: "own".to_string(), content: DockerfileContent::Adopted });
    plan.dockerfiles.push(Dockerfile {
        path: "made".to_string(),
        content: DockerfileContent::Made {
            image: "a".to_string(),
            recipe: Recipe { stages: vec![stage("debian:12", Vec::new())] },
            defaults: IndexMap::new(),
            labels: Vec::new(),
        },
    });
    let mut files = FileSet::new();
    super::super::emit(&plan, &mut files);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["made"]);
    assert!(files["made"].starts_with("# syntax=docker/dockerfile:1\n# Generated by imgc from stack.kdl"));
    assert_eq!(crate::emit::seal(&files["made"]), crate::emit::Seal::Intact);
}

#[test]
fn a_shebang_is_a_program_of_its_own() {
    let python = run("#!/usr/bin/env python3\nprint(1)");
    snapshot("shebang", &only(Op::Run(python)));
    let mut bash = run("#!/bin/bash\necho $x");
    bash.assignments = vec![("x".to_string(), text("1"))];
    snapshot("shebang_with_parameters", &only(Op::Run(bash)));
}

fn info(name: &str, shell: &str) -> InfoCmd {
    InfoCmd { name: name.to_string(), description: String::new(), shell: shell.to_string(), args: Vec::new() }
}

fn test(name: &str, shell: &str) -> Test {
    Test {
        args: Vec::new(),
        name: name.to_string(),
        shell: shell.to_string(),
        when: TestWhen::Build,
        gpu: false,
        inside: true,
        mounts: Vec::new(),
        origin: Origin::default(),
    }
}

#[test]
fn info_and_tests() {
    let mut builds = vec![
        build("base", &[("plan", "py39"), ("os", "alma8")]),
        build("base", &[("plan", "py39"), ("os", "ubuntu24.04")]),
        build("base", &[("plan", "py38"), ("os", "alma8")]),
        build("base", &[("plan", "py38"), ("os", "ubuntu24.04")]),
        build("other", &[]),
    ];
    for build in &mut builds {
        build.check_args.insert("TORCH".to_string(), Text::literal("1"));
        build.check_args.insert("UNUSED".to_string(), Text::literal("1"));
        build.info = vec![info("PY VER", "python --version"), info("BAD", "it's a mistake (")];
        let mut gpu = test("gpu", "nvidia-smi");
        gpu.gpu = true;
        build.tests = vec![test("imports torch", "python -c \"import torch; assert '$TORCH'\"\n"), gpu];
        build.tests[0].args = vec!["TORCH".to_string()];
        build.tests[0].mounts = vec![Mount::Tmpfs { to: text("/scratch") }];
    }
    for at in [1, 3] {
        builds[at].info.push(info("OS", "cat /etc/os-release"));
    }
    let mut plan = plan(builds);
    plan.stack.out = "docker".to_string();
    let show = |extras: Vec<super::super::Extra>| {
        extras
            .iter()
            .map(|extra| {
                format!(
                    "=== {} {:?} {:?}\n{}",
                    extra.path,
                    extra.builds.iter().map(|id| id.0).collect::<Vec<_>>(),
                    extra.args,
                    extra.text
                )
            })
            .collect::<String>()
    };
    snapshot("info", &show(info_files(&plan)));
    snapshot("test", &show(test_files(&plan)));
}

#[test]
fn a_shell_of_another_language() {
    let mut it = build("py", &[]);
    it.shell = Some(vec!["python3".to_string(), "-c".to_string()]);
    it.info = vec![info("V", "import sys\nprint('$', sys.version)")];
    it.tests = vec![test("adds", "assert 1 + 1 == 2")];
    let plan = plan(vec![it]);
    snapshot("other_shell", &format!("{}{}", info_files(&plan)[0].text, test_files(&plan)[0].text));
}
