//! A stack by hand becomes a Bake file that reads back.

use super::*;
use crate::ast::{Cache, Ci, Event, Strategy, TestWhen};
use crate::plan::sample::{build, moment, stack, tag, text};
use crate::plan::{
    BakeValue, Build, Clause, Form, InfoCmd, Mount, NamedContext, Origin, Refused, Source, Test, Text, Variable, When,
    to_json,
};
use crate::source::{SourceId, Span, Spanned};
use proptest::prelude::*;

fn ci(cache: Cache) -> Ci {
    let span = Span::new(SourceId(0), 0, 0);
    Ci {
        system: Spanned::new("github".into(), span),
        moments: vec![],
        strategy: Strategy::Single,
        runners: vec![],
        environment: None,
        attest: true,
        cache: Some(Spanned::new(cache, span)),
        secrets: vec![],
        span,
    }
}

/// A stack with something of everything.
fn rich() -> Plan {
    let main = || moment(Some(Event::Push), Some("main"), None);
    let stage = || moment(None, Some("stage/docker/**"), None);
    let release = || moment(Some(Event::Release), None, Some("v*"));
    let label = |build: &mut Build, key: &str, value: &str| {
        build.labels.insert(format!("org.opencontainers.image.{key}"), text(value));
    };
    let mut builds = Vec::new();
    for (plan, prefix) in [("py38", "2021.2"), ("py39", "2021.3")] {
        let mut base = build(&format!("base-{plan}"), "base");
        base.plan = Some(plan.into());
        base.axes.insert("plan".into(), plan.into());
        base.context = "images/base".into();
        base.args.insert("PYTHON_VERSION".into(), Text::literal(plan));
        base.check_args.insert("PYTHON_VERSION".into(), Text::literal(plan));
        base.args.insert("CHANNEL".into(), text("{CHANNEL}"));
        base.tags = vec![
            tag(&format!("ghcr.io/acme/base:{prefix}"), vec![]),
            tag(&format!("ghcr.io/acme/base:{prefix}-{{git.short}}"), vec![]),
            tag(&format!("ghcr.io/acme/base:{prefix}-latest"), vec![Clause::On(main())]),
            tag(&format!("ghcr.io/acme/base:{prefix}-main"), vec![Clause::On(main())]),
            tag(&format!("ghcr.io/acme/base:{prefix}-stage-{{git.branch.rest}}"), vec![Clause::On(stage())]),
            tag(
                &format!("ghcr.io/acme/base:{prefix}-{{git.branch.slug}}"),
                vec![Clause::NoneOf(vec![main(), stage()])],
            ),
            tag(&format!("ghcr.io/acme/base:{prefix}-{{git.tag}}"), vec![Clause::On(moment(None, None, Some("v*")))]),
            tag(&format!("ghcr.io/acme/base:{prefix}-pr{{pr}}"), vec![]),
            tag(&format!("ghcr.io/acme/base:{prefix}-{{date}}-{{date.compact}}"), vec![Clause::On(release())]),
        ];
        label(&mut base, "title", "Base");
        builds.push(base);
    }
    let mut tools = build("tools", "tools");
    tools.internal = true;
    tools.entitlements = vec!["network.host".into()];
    let nasty = Text::literal("Tools ${not} $${not} %{this} %%{x} $ % \"quoted\" \\back\\ \nnext \u{1f600}");
    tools.labels.insert("org.opencontainers.image.title".into(), nasty);
    tools.args.insert("MIXED".into(), text("$${git.sha}%{git.short}$"));
    builds.push(tools);

    let mut ml = build("ml", "ml");
    ml.context = "images/ml".into();
    ml.dockerfile_target = Some("final".into());
    ml.parents = vec![BuildId(1), BuildId(2)];
    ml.contexts.insert("ghcr.io/acme/base:2021.3".into(), NamedContext::Build(BuildId(1)));
    ml.contexts.insert("tools".into(), NamedContext::Build(BuildId(2)));
    ml.contexts.insert("shared".into(), NamedContext::Folder("shared".into()));
    ml.contexts.insert("debian".into(), NamedContext::Other("docker-image://debian:trixie".into()));
    ml.tags = vec![tag("ghcr.io/acme/ml:1", vec![]), tag("ghcr.io/acme/ml:{git.sha}", vec![])];
    ml.bake.insert("no-cache-filter".into(), vec![BakeValue::Text(Text::literal("final"))]);
    ml.bake.insert("shm-size".into(), vec![BakeValue::Text(Text::literal("1g"))]);
    ml.bake.insert("pull".into(), vec![BakeValue::Bool(true)]);
    ml.bake.insert("extra-hosts".into(), vec![BakeValue::Text(Text::literal("a=10.0.0.1"))]);
    ml.test_contexts.insert("shared".into(), NamedContext::Folder("shared".into()));
    ml.tests = vec![Test {
        args: vec![],
        name: "imports".into(),
        shell: "python -c 'import torch'".into(),
        when: TestWhen::Build,
        gpu: false,
        inside: true,
        mounts: vec![Mount::Bind {
            source: Text::literal("."),
            to: Text::literal("/shared"),
            from: Source::From("shared".into()),
            writable: false,
        }],
        origin: Origin::default(),
    }];
    ml.info = vec![InfoCmd {
        name: "PY".into(),
        description: "Python".into(),
        shell: "python --version".into(),
        args: vec![],
    }];
    label(&mut ml, "title", "ML");
    builds.push(ml);
    for build in &mut builds {
        build.platforms = vec!["linux/amd64".into(), "linux/arm64".into()];
        label(build, "revision", "{git.sha}");
        label(build, "created", "{created}");
        label(build, "version", "{git.branch.slug}-{git.short}");
        label(build, "source", "https://github.com/acme/images");
    }
    let mut plan = stack(builds);
    plan.variables.insert("CHANNEL".into(), "stable".into());
    plan.refused.push(Refused {
        variable: Variable::GitBranchSlug,
        when: When(vec![Clause::NoneOf(vec![main(), stage()])]),
        words: vec!["latest".into(), "main2".into()],
        forms: vec![Form { regex: "^[0-9a-f]{7}$".into(), tags: vec!["2021.2-{git.short}".into()] }],
    });
    plan.ci = Some(ci(Cache::Gha));
    plan
}

fn extras(plan: &Plan) -> (Vec<ExtraFile>, Vec<ExtraFile>) {
    let file = |path: &str, builds: Vec<usize>| ExtraFile {
        path: path.into(),
        builds: builds.into_iter().map(BuildId).collect(),
        args: vec!["PYTHON_VERSION".into()],
    };
    let last = plan.builds.len() - 1;
    (vec![file("info.Dockerfile", vec![0, 1, last])], vec![file("ml.test.Dockerfile", vec![last])])
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "../../../snapshots/bake", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_stack_becomes_a_bake_file() {
    let plan = rich();
    let (info, tests) = extras(&plan);
    let text = emit(&plan, &info, &tests);
    assert_eq!(crate::emit::seal(&text), crate::emit::Seal::Intact);
    hcl::file_is_valid(&text);
    snapshot("rich.hcl", &text);
    let ids: Vec<BuildId> = (0..plan.builds.len()).map(BuildId).collect();
    snapshot("rich.json", &format!("{:#}", to_json(&plan, &ids)));
}

#[test]
fn a_stack_of_one_image_says_no_more_than_it_needs() {
    let mut one = build("one", "one");
    one.tags = vec![tag("ghcr.io/acme/one:1", vec![])];
    let text = emit(&stack(vec![one]), &[], &[]);
    hcl::file_is_valid(&text);
    snapshot("one.hcl", &text);
}

#[test]
fn paths_are_from_the_folder_of_the_file() {
    let mut one = build("one", "one");
    one.context = "images/one".into();
    let mut plan = stack(vec![one]);
    plan.stack.out = "generated".into();
    plan.dockerfiles[0].path = "generated/one.Dockerfile".into();
    let text = emit(&plan, &[], &[]);
    assert!(text.contains("context    = \"../images/one\""), "{text}");
    assert!(text.contains("dockerfile = \"../../generated/one.Dockerfile\""), "{text}");
    assert!(text.contains("--allow=fs.read=.."), "{text}");
}

#[test]
fn names_of_info_and_test_targets_are_free() {
    let plan = stack(vec![build("a", "a"), build("a-info", "b")]);
    assert_eq!(plan.check_target(BuildId(0), CheckKind::Info), "a-info-2");
    assert_eq!(plan.check_target(BuildId(0), CheckKind::Test), "a-test");
}

#[test]
fn a_secret_comes_from_a_variable() {
    let mut one = build("one", "one");
    one.secrets = vec!["pip-token".into()];
    one.ssh = vec!["default".into()];
    let text = emit(&stack(vec![one]), &[], &[]);
    assert!(text.contains("secret     = [{ id = \"pip-token\", env = \"PIP_TOKEN\" }]"), "{text}");
    assert!(text.contains("ssh        = [{ id = \"default\" }]"), "{text}");
}

#[test]
fn caches_have_a_scope_of_their_own() {
    for kind in [Cache::Registry, Cache::Inline] {
        let mut plan = rich();
        plan.ci = Some(ci(kind));
        let text = emit(&plan, &[], &[]);
        hcl::file_is_valid(&text);
        let wanted = match kind {
            Cache::Registry => "type=registry,ref=ghcr.io/acme/ml:buildcache-ml,mode=max",
            _ => "type=registry,ref=ghcr.io/acme/ml:1\"",
        };
        assert!(text.contains(wanted), "{text}");
    }
}

proptest! {
    /// Whatever stands in a value is read back as it was, wherever it stands.
    #[test]
    fn any_text_is_read_back(nasty in r#"([$%]{0,3}[{}"\\~]{0,2}|\PC|[\n\r\t\u{0}\u{7f}\u{2028}]|\$\{|%\{|#|//|/\*|<<|<<-E\n){0,12}"#) {
        let mut one = build("one", "one");
        one.args.insert("A".into(), Text::literal(nasty.as_str()));
        let mut mixed = Text::literal(nasty.as_str());
        mixed.extend(&text("{git.sha}"));
        mixed.push_str(&nasty);
        one.args.insert("MIXED".into(), mixed);
        one.labels.insert(format!("k{nasty}"), Text::literal(nasty.as_str()));
        one.contexts.insert("c".into(), NamedContext::Other(nasty.clone()));
        one.tags = vec![tag("x:1", vec![])];
        one.tags[0].reference = Text::literal(nasty.as_str());
        one.dockerfile_target = Some(nasty.clone());
        let mut plan = stack(vec![one]);
        plan.stack.name = nasty.clone();
        let file = emit(&plan, &[], &[]);
        let target = hcl::tests::target(&file, "one");
        let text = |value: &serde_json::Value| value.as_str().map(str::to_string);
        prop_assert_eq!(text(&target["args"]["A"]), Some(nasty.clone()));
        prop_assert_eq!(text(&target["args"]["MIXED"]), Some(format!("{nasty}SHA{nasty}")));
        prop_assert_eq!(text(&target["labels"][&format!("k{nasty}")]), Some(nasty.clone()));
        prop_assert_eq!(text(&target["contexts"]["c"]), Some(nasty.clone()));
        prop_assert_eq!(text(&target["target"]), Some(nasty.clone()));
        if !nasty.is_empty() {
            prop_assert_eq!(text(&target["tags"][0]), Some(nasty));
        }
    }
}
