//! Plans made by hand.

use crate::ast::{Cache, Changes, Ci, CiSecret, Event, Moment, Name, RebuildAll, Runner, Strategy, TestWhen};
use crate::glob::Glob;
use crate::plan::sample::{build, taken};
use crate::plan::*;
use crate::source::{SourceId, Span, Spanned};
use indexmap::IndexMap;
use std::collections::BTreeMap;

pub struct Family {
    pub name: &'static str,
    pub plan: Plan,
}

pub fn all() -> Vec<Family> {
    vec![notebooks(), compilers(), torch(), nothing_special()]
}

pub fn span() -> Span {
    Span::new(SourceId(0), 0, 0)
}

pub fn name(text: &str) -> Name {
    Spanned::new(text.to_string(), span())
}

pub fn glob(text: &str) -> Spanned<Glob> {
    Spanned::new(Glob::new(text).unwrap(), span())
}

fn on(event: Event, branch: Option<&str>, cron: Option<&str>) -> Spanned<Moment> {
    let branch = branch.map(|branch| Glob::new(branch).unwrap());
    Spanned::new(Moment { event: Some(event), branch, git_tag: None, cron: cron.map(str::to_string) }, span())
}

pub fn ci(moments: Vec<Spanned<Moment>>) -> Ci {
    Ci {
        system: name("github"),
        moments,
        strategy: Strategy::Single,
        runners: Vec::new(),
        environment: None,
        attest: false,
        cache: None,
        secrets: Vec::new(),
        span: span(),
    }
}

pub fn test(name: &str, shell: &str, when: TestWhen) -> Test {
    let origin = Origin::default();
    Test {
        name: name.into(),
        shell: shell.into(),
        when,
        gpu: false,
        inside: true,
        mounts: Vec::new(),
        args: Vec::new(),
        origin,
    }
}

/// Builds, each with the targets that it stands on; a build's image is its target up to the first `.`, which becomes `-`.
pub fn plan(registry: &str, builds: &[(&str, &[&str])]) -> Plan {
    let mut plan = Plan {
        stack: StackInfo {
            name: "acme".into(),
            file: "stack.kdl".into(),
            registries: vec![registry.into()],
            files: vec!["stack.kdl".into()],
            ..StackInfo::default()
        },
        builds: Vec::new(),
        groups: BTreeMap::new(),
        dockerfiles: Vec::new(),
        variables: IndexMap::new(),
        refused: Vec::new(),
        changes: None,
        ci: None,
        gpus: Default::default(),
    };
    for (target, parents) in builds {
        let image = target.split('.').next().unwrap();
        let target = target.replace('.', "-");
        let parents: Vec<BuildId> =
            parents.iter().map(|parent| plan.by_target(&parent.replace('.', "-")).unwrap()).collect();
        let contexts = parents.iter().map(|&id| {
            let parent = plan.build(id);
            (format!("{registry}/{}:{}", parent.repository, parent.target), NamedContext::Build(id))
        });
        let tag = |tag: Text| Tag { reference: tag, home: true, when: When::default(), origin: Origin::default() };
        let mut reference = Text::literal(format!("{registry}/{image}:{target}-"));
        reference.push(Segment::Variable(Variable::GitShort));
        plan.builds.push(Build {
            tags: vec![tag(reference)],
            contexts: contexts.collect(),
            dockerfile: plan.dockerfiles.len(),
            context: format!("images/{image}"),
            parents,
            taken: vec![taken(&format!("images/{image}/files"))],
            ..build(&target, image)
        });
        let path = format!("{target}.Dockerfile");
        plan.dockerfiles.push(Dockerfile { path, content: DockerfileContent::Adopted });
    }
    plan
}

fn promoted(plan: &mut Plan, target: &str, needs: &[&str], steps: &[(&str, Option<&str>)]) {
    let registry = plan.stack.registries[0].clone();
    let at = plan.by_target(target).unwrap().0;
    let build = &mut plan.builds[at];
    let tag = |(tag, after): &(&str, Option<&str>)| PromotedTag {
        references: vec![format!("{registry}/{}:{tag}", build.repository)],
        tag: tag.to_string(),
        after: after.map(str::to_string),
        when: When::default(),
        origin: Origin::default(),
    };
    let tags = steps.iter().map(tag).collect();
    build.promotions.push(Promotion { needs: needs.iter().map(|name| name.to_string()).collect(), tags });
}

/// One Bake run a part, promotions, rules, tests in builds, info: as a teaching stack has them.
pub fn notebooks() -> Family {
    let mut plan = plan(
        "ghcr.io/acme",
        &[("base.py38", &[]), ("base.py39", &[]), ("ml.py39", &["base.py39"]), ("rstudio.py39", &["base.py39"])],
    );
    for target in ["base-py39", "ml-py39", "rstudio-py39"] {
        promoted(&mut plan, target, &[], &[("2021.3-stable", None), ("stable", Some("2021.3-stable"))]);
    }
    for build in &mut plan.builds {
        build.tests.push(test("python starts", "python --version", TestWhen::Build));
        let (name, description) = ("PY_VER".to_string(), "Python version".to_string());
        build.info.push(InfoCmd { name, description, shell: "python --version".into(), args: Vec::new() });
    }
    plan.changes = Some(Changes {
        rebuild_all: vec![
            RebuildAll { globs: vec![glob("tests_common/**"), glob("conftest.py")], branch: None, message: None },
            RebuildAll { globs: Vec::new(), branch: None, message: Some(Glob::new("**full rebuild**").unwrap()) },
        ],
        generated: Vec::new(),
        ignore: vec![glob("**/*.md")],
        span: span(),
    });
    let moments = [
        on(Event::Push, Some("main"), None),
        on(Event::PullRequest, None, None),
        on(Event::Dispatch, None, None),
        on(Event::Schedule, None, Some("0 4 * * 1")),
    ];
    plan.ci = Some(ci(moments.into()));
    Family { name: "notebooks", plan }
}

/// One job an image, several registries, an internal base, attestations, other architectures.
pub fn compilers() -> Family {
    let mut plan = plan(
        "ghcr.io/acme",
        &[
            ("common", &[]),
            ("runtime.alma8", &["common"]),
            ("runtime.ubi9", &["common"]),
            ("sdk.alma8", &["runtime.alma8"]),
            ("tools", &[]),
        ],
    );
    plan.builds[0].internal = true;
    plan.builds[0].tags.clear();
    plan.stack.registries.push("quay.io/acme".into());
    for build in &mut plan.builds {
        build.platforms = vec!["linux/amd64".into(), "linux/arm64".into()];
        if let Some(first) = build.tags.first().cloned() {
            let mut reference = Text::literal(format!("quay.io/acme/{}:{}-", build.repository, build.target));
            reference.push(Segment::Variable(Variable::GitShort));
            build.tags.push(Tag { reference, home: false, ..first });
        }
    }
    plan.builds[3].tests.push(test("a program builds", "cc /src/a.c", TestWhen::Push));
    let mut all = ci(vec![
        on(Event::Push, Some("main"), None),
        on(Event::Push, Some("stage/docker/**"), None),
        on(Event::PullRequest, Some("main"), None),
        on(Event::Release, None, None),
    ]);
    all.strategy = Strategy::PerImage;
    all.attest = true;
    all.cache = Some(Spanned::new(Cache::Registry, span()));
    plan.ci = Some(all);
    Family { name: "compilers", plan }
}

/// GPUs of two kinds, of which one has a runner; tests of every kind; secrets; a folder for what is written.
pub fn torch() -> Family {
    let mut plan = plan("ghcr.io/acme", &[("torch.cuda", &[]), ("torch.rocm", &[])]);
    plan.stack.out = "docker".into();
    for (build, gpu) in plan.builds.iter_mut().zip(["nvidia", "rocm"]) {
        build.gpu = Some(gpu.into());
        if gpu == "nvidia" {
            build.run_options = vec!["--gpus".into(), "all".into()];
        }
        build.secrets = vec!["hf-token".into()];
        build.entitlements = vec!["network.host".into()];
        build.tests.push(test("imports torch", "python -c 'import torch'", TestWhen::Build));
        build.tests.push(Test { gpu: true, ..test("sees a GPU", "nvidia-smi", TestWhen::Push) });
        build.tests.push(Test { gpu: true, ..test("trains", "python /train.py", TestWhen::Promote) });
        let outside = "docker run --rm \"$IMAGE\" true\necho '${{ github.token }}'";
        build.tests.push(Test { inside: false, ..test("starts", outside, TestWhen::Push) });
    }
    promoted(&mut plan, "torch-cuda", &["trains"], &[("cuda-stable", None)]);
    promoted(&mut plan, "torch-rocm", &["trains"], &[("rocm-stable", None)]);
    let mut all = ci(vec![
        on(Event::Push, Some("main"), None),
        on(Event::PullRequest, None, None),
        on(Event::Dispatch, None, None),
    ]);
    all.runners = vec![
        Runner { labels: vec![name("big-runner")], gpu: None, platform: None, pull_requests: false },
        Runner {
            labels: vec![name("self-hosted"), name("gpu")],
            gpu: Some(name("nvidia")),
            platform: None,
            pull_requests: false,
        },
    ];
    all.environment = Some(name("publishing"));
    all.secrets = vec![CiSecret { id: name("hf-token"), ci: name("HF_TOKEN") }];
    plan.ci = Some(all);
    Family { name: "torch", plan }
}

/// Images for a platform alone, whose runner the stack declares; and one for two, which is nobody's child, or everybody's parent.
pub fn boards(strategy: Strategy, shared: bool) -> Family {
    let below: &[&str] = if shared { &["both"] } else { &[] };
    let builds = [("both", &[][..]), ("base.amd64", below), ("base.arm64", &[][..]), ("tools.arm64", &["base.arm64"])];
    let mut plan = plan("ghcr.io/acme", &builds);
    for build in &mut plan.builds {
        build.platforms = match build.target.split_once('-') {
            Some((_, "arm64")) => vec!["linux/arm64".into()],
            Some(_) => vec!["linux/amd64".into()],
            None => vec!["linux/amd64".into(), "linux/arm64".into()],
        };
    }
    let mut all = ci(vec![on(Event::Push, Some("main"), None), on(Event::PullRequest, None, None)]);
    all.strategy = strategy;
    let own = |label: &str, platform: &str| Runner {
        labels: vec![name(label)],
        gpu: None,
        platform: Some(name(platform)),
        pull_requests: false,
    };
    all.runners = vec![own("ubuntu-24.04-arm", "linux/arm64")];
    plan.ci = Some(all);
    Family { name: "boards", plan }
}

/// `ci "github"` and nothing else.
pub fn nothing_special() -> Family {
    let mut plan = plan("acme", &[("base", &[])]);
    plan.ci = Some(ci(Vec::new()));
    Family { name: "plain", plan }
}
