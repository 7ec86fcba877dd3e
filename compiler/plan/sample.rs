//! Plans made by hand, for the tests of what reads plans.

use super::*;
use crate::ast::Event;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// A build of one Debian image, without tags. [`stack`] gives it its Dockerfile.
pub fn build(target: &str, image: &str) -> Build {
    Build {
        roles: Vec::new(),
        allows: Vec::new(),
        user: None,
        check_args: IndexMap::new(),
        target: target.into(),
        image: image.into(),
        axes: IndexMap::new(),
        plan: None,
        variant: None,
        repository: image.into(),
        internal: false,
        tags: Vec::new(),
        promotions: Vec::new(),
        args: IndexMap::new(),
        contexts: IndexMap::new(),
        dockerfile: 0,
        dockerfile_target: None,
        context: String::new(),
        platforms: Vec::new(),
        from: "debian:bookworm".into(),
        parents: Vec::new(),
        labels: IndexMap::new(),
        ref_name: Vec::new(),
        secrets: Vec::new(),
        ssh: Vec::new(),
        entitlements: Vec::new(),
        info: Vec::new(),
        tests: Vec::new(),
        distributions: BTreeMap::new(),
        outside: Vec::new(),
        manylinux: None,
        gpu: None,
        gpu_release: None,
        gpu_asked: Vec::new(),
        gpu_targets: Vec::new(),
        run_options: Vec::new(),
        bake: IndexMap::new(),
        shell: None,
        taken: Vec::new(),
        adopted: None,
        test_contexts: IndexMap::new(),
        origin: Origin::default(),
    }
}

/// A plan of these, with a group an image and `default`; its Dockerfiles are `<image>.Dockerfile`, adopted.
pub fn stack(mut builds: Vec<Build>) -> Plan {
    let mut dockerfiles: Vec<Dockerfile> = Vec::new();
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for build in &mut builds {
        let path = format!("{}.Dockerfile", build.image);
        build.dockerfile = dockerfiles.iter().position(|known| known.path == path).unwrap_or(dockerfiles.len());
        if build.dockerfile == dockerfiles.len() {
            dockerfiles.push(Dockerfile { path, content: DockerfileContent::Adopted });
        }
        if build.target != build.image {
            groups.entry(build.image.clone()).or_default().push(build.target.clone());
        }
        if !build.internal {
            groups.entry("default".into()).or_default().push(build.target.clone());
        }
    }
    groups.values_mut().for_each(|members| members.sort());
    let stack = StackInfo {
        name: "sample".into(),
        file: "stack.kdl".into(),
        registries: vec!["ghcr.io/acme".into()],
        files: vec!["stack.kdl".into()],
        ..StackInfo::default()
    };
    Plan {
        stack,
        builds,
        groups,
        dockerfiles,
        variables: IndexMap::new(),
        refused: Vec::new(),
        changes: None,
        ci: None,
        gpus: Default::default(),
    }
}

/// `{name}` in the text is the build-time name; all else is literal.
pub fn text(template: &str) -> Text {
    let mut text = Text::default();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').expect("closed");
        text.push_str(before);
        text.push(Segment::Variable(match name {
            "git.sha" => Variable::GitSha,
            "git.short" => Variable::GitShort,
            "git.branch" => Variable::GitBranch,
            "git.branch.slug" => Variable::GitBranchSlug,
            "git.branch.rest" => Variable::GitBranchRest("^stage/docker/(.*)$".into()),
            "git.tag" => Variable::GitTag,
            "pr" => Variable::Pr,
            "date" => Variable::Date,
            "date.compact" => Variable::DateCompact,
            "created" => Variable::Created,
            stack => Variable::Stack(stack.into()),
        }));
        rest = after;
    }
    text.push_str(rest);
    text
}

pub fn tag(reference: &str, when: Vec<Clause>) -> Tag {
    Tag {
        reference: text(reference),
        home: reference.starts_with("ghcr.io/acme/"),
        when: When(when),
        origin: Origin::default(),
    }
}

pub fn moment(event: Option<Event>, branch: Option<&str>, git_tag: Option<&str>) -> Moment {
    Moment { event, branch: branch.map(pattern), git_tag: git_tag.map(pattern) }
}

pub fn pattern(glob: &str) -> Pattern {
    let compiled = crate::glob::Glob::new(glob).expect("a glob");
    Pattern { glob: glob.into(), regex: compiled.regex(), literal: compiled.is_literal() }
}

/// A file of the root.
pub fn taken(path: &str) -> Taken {
    Taken {
        folder: String::new(),
        source: path.to_string(),
        kind: crate::inputs::SourceKind::Copy,
        origin: Origin::default(),
    }
}
