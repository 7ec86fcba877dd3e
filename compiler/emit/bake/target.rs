//! Targets: one for each build, and one for its info commands and its tests.

use super::hcl::{Block, Expression, list, map, raw, string};
use super::variables::{label, secret_variable, text, when};
use crate::emit::dockerfile::{Extra, is_build_test};
use crate::paths::relative;
use crate::plan::{BakeValue, Build, BuildId, Mount, NamedContext, Plan, Source, Tag, Text, When};
use crate::reference::Reference;
use indexmap::IndexMap;

/// The name of the hidden target that every build inherits from.
const COMMON: &str = "_common";

pub struct Targets<'a> {
    pub plan: &'a Plan,
    pub info: &'a [Extra],
    pub tests: &'a [Extra],
}

impl Targets<'_> {
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![self.common()];
        for (at, build) in self.plan.builds.iter().enumerate() {
            blocks.push(self.build(build));
            let of = |extras: &[Extra]| extras.iter().position(|extra| extra.builds.contains(&BuildId(at)));
            if let Some(found) = of(self.info) {
                blocks.push(self.extra(build, &self.info[found], "info"));
            }
            if let Some(found) = of(self.tests) {
                blocks.push(self.extra(build, &self.tests[found], "test"));
            }
        }
        blocks
    }

    /// What is the same for all builds.
    fn common(&self) -> Block {
        let mut block = Block::new("target", COMMON);
        block.add("attest", raw("ATTEST ? [\"type=provenance,mode=max\", \"type=sbom\"] : []"));
        block
    }

    /// A path as Bake wants it: from the folder of the Bake file.
    fn path(&self, path: &str) -> String {
        relative(&self.plan.stack.out, path)
    }

    fn build(&self, build: &Build) -> Block {
        let mut block = Block::new("target", &build.target);
        block.add("inherits", list([string(COMMON)]));
        if let Some(description) = build.labels.get("org.opencontainers.image.description").and_then(Text::as_literal) {
            block.add("description", string(&description));
        }
        self.context(&mut block, build, &self.plan.dockerfile(build).path);
        if let Some(target) = &build.dockerfile_target {
            block.add("target", string(target));
        }
        args(&mut block, &build.args);
        self.contexts(&mut block, build, &|_| true, None);
        if !build.tags.is_empty() {
            block.add("tags", tags(&build.tags));
        }
        if !build.labels.is_empty() {
            block.add("labels", map(build.labels.iter().map(|(name, value)| (name.clone(), label(value)))));
        }
        annotations(&mut block, build);
        if !build.platforms.is_empty() {
            block.add("platforms", list(build.platforms.iter().map(|platform| string(platform))));
        }
        needs(&mut block, build);
        self.cache(&mut block, build);
        for (key, values) in &build.bake {
            block.add(key, raw_attribute(key, values));
        }
        block
    }

    fn context(&self, block: &mut Block, build: &Build, dockerfile: &str) {
        block.add("context", string(&self.path(&build.context)));
        // Bake takes a Dockerfile's path from the context
        block.add("dockerfile", string(&relative(&build.context, dockerfile)));
    }

    /// Named contexts; `image` is the build itself, for what runs on top of it.
    fn contexts(&self, block: &mut Block, build: &Build, used: &dyn Fn(&str) -> bool, image: Option<&str>) {
        let mut pairs: Vec<(String, Expression)> = build
            .contexts
            .iter()
            .filter(|(key, _)| used(key))
            .map(|(key, context)| {
                let value = match context {
                    NamedContext::Build(id) => format!("target:{}", self.plan.build(*id).target),
                    NamedContext::Folder(path) => self.path(path),
                    NamedContext::Other(other) => other.clone(),
                };
                (key.clone(), string(&value))
            })
            .collect();
        if let Some(target) = image {
            pairs.push(("image".to_string(), string(&format!("target:{target}"))));
        }
        if !pairs.is_empty() {
            block.add("contexts", map(pairs));
        }
    }

    /// Info commands or tests, as a build on top of the image.
    fn extra(&self, build: &Build, extra: &Extra, kind: &str) -> Block {
        let mut block = Block::new("target", &format!("{}-{kind}", build.target));
        self.context(&mut block, build, &extra.path);
        let args_used: IndexMap<String, Text> = build
            .check_args
            .iter()
            .filter(|(name, _)| extra.args.contains(name))
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect();
        args(&mut block, &args_used);
        let used = mounted(build);
        self.contexts(
            &mut block,
            build,
            &|key| kind == "test" && used.iter().any(|name| name == key),
            Some(&build.target),
        );
        if !build.platforms.is_empty() {
            block.add("platforms", list(build.platforms.iter().map(|platform| string(platform))));
        }
        needs(&mut block, build);
        let output = match kind {
            "info" => format!("type=local,dest=info/{}", build.target),
            _ => "type=cacheonly".to_string(),
        };
        block.add("output", list([string(&output)]));
        block
    }

    fn cache(&self, block: &mut Block, build: &Build) {
        let Some(cache) = self.plan.cache(build) else { return };
        let strings = |all: &[String]| list(all.iter().map(|one| string(one)));
        block.add("cache-from", raw(format!("CACHE ? {} : []", strings(&cache.from))));
        block.add("cache-to", raw(format!("CACHE ? {} : []", strings(&cache.to))));
    }
}

/// The contexts that the tests of a build mount from, as the keys of contexts are written.
fn mounted(build: &Build) -> Vec<String> {
    let mounts = build.tests.iter().filter(|test| is_build_test(test)).flat_map(|test| &test.mounts);
    let from = mounts.filter_map(|mount| match mount {
        Mount::Bind { from: Source::From(name), .. } => Some(name),
        _ => None,
    });
    from.map(|name| Reference::parse(name).map_or_else(|_| name.clone(), |reference| reference.familiar())).collect()
}

fn args(block: &mut Block, args: &IndexMap<String, Text>) {
    if !args.is_empty() {
        block.add("args", map(args.iter().map(|(name, value)| (name.clone(), text(value)))));
    }
}

/// Runs of tags of one condition, joined.
fn tags(tags: &[Tag]) -> Expression {
    let mut runs: Vec<(&When, Vec<&Tag>)> = Vec::new();
    for tag in tags {
        match runs.last_mut() {
            Some((when, run)) if **when == tag.when => run.push(tag),
            _ => runs.push((&tag.when, vec![tag])),
        }
    }
    let lists: Vec<String> = runs
        .iter()
        .map(|(conditions, run)| {
            let list = list(run.iter().map(|tag| text(&tag.reference)));
            match when(conditions) {
                None => list.to_string(),
                Some(condition) => format!("{condition} ? {list} : []"),
            }
        })
        .collect();
    match lists.as_slice() {
        [only] => raw(only.clone()),
        _ => {
            let lines: Vec<String> = lists.iter().map(|list| format!("  {},\n", list.replace('\n', "\n  "))).collect();
            raw(format!("concat(\n{})", lines.concat()))
        }
    }
}

/// Labels that registries show of an index too.
fn annotations(block: &mut Block, build: &Build) {
    let shown = ["title", "description", "source", "licenses"].iter().filter_map(|key| {
        let name = format!("org.opencontainers.image.{key}");
        let value = build.labels.get(&name)?.as_literal()?;
        Some(string(&format!("index,manifest:{name}={value}")))
    });
    let shown: Vec<Expression> = shown.collect();
    if !shown.is_empty() {
        block.add("annotations", raw(format!("ATTEST ? {} : []", list(shown))));
    }
}

/// What a build may use of the machine that it is built on.
fn needs(block: &mut Block, build: &Build) {
    if !build.secrets.is_empty() {
        let each = build.secrets.iter().map(|id| {
            let variable = secret_variable(id);
            format!("{variable} != \"\" ? {} : []", list([string(&format!("type=env,id={id},env={variable}"))]))
        });
        let each: Vec<String> = each.collect();
        let all = match each.as_slice() {
            [only] => only.clone(),
            _ => format!("concat({})", each.join(", ")),
        };
        block.add("secret", raw(all));
    }
    if !build.ssh.is_empty() {
        block.add("ssh", list(build.ssh.iter().map(|id| string(id))));
    }
    if !build.entitlements.is_empty() {
        block.add("entitlements", list(build.entitlements.iter().map(|name| string(name))));
    }
}

/// Attributes of a target that are lists even with one value.
/// Source: docker/buildx, bake/bake.go, struct `Target`, v0.36.1 (2026-08).
const LISTS: &[&str] = &[
    "annotations",
    "attest",
    "cache-from",
    "cache-to",
    "entitlements",
    "inherits",
    "no-cache-filter",
    "output",
    "platforms",
    "policy",
    "secret",
    "ssh",
    "tags",
    "ulimits",
];

fn raw_attribute(key: &str, values: &[BakeValue]) -> Expression {
    let one = |value: &BakeValue| match value {
        BakeValue::Text(value) => text(value),
        BakeValue::Number(number) => raw(number.clone()),
        BakeValue::Bool(on) => raw(on.to_string()),
    };
    if key == "extra-hosts" {
        let pairs = values.iter().filter_map(|value| match value {
            BakeValue::Text(value) => {
                value.as_literal()?.split_once('=').map(|(host, to)| (host.to_string(), string(to)))
            }
            _ => None,
        });
        return map(pairs);
    }
    match values {
        [only] if !LISTS.contains(&key) => one(only),
        _ => list(values.iter().map(one)),
    }
}
