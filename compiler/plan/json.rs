//! The plan for machines: what `imgc plan --format json` prints, as `report/plan.schema.json` describes it.

use super::*;
use crate::ast::{Cache, TestWhen};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The version of the format. Fields may be added within one; anything else makes a new one.
const FORMAT: u32 = 1;

/// The builds of these ids, in build order, and the groups that they are in.
pub fn to_json(plan: &Plan, ids: &[BuildId]) -> Value {
    let targets: BTreeSet<&str> = ids.iter().map(|&id| plan.build(id).target.as_str()).collect();
    let groups: Map<String, Value> = plan
        .groups
        .iter()
        .map(|(name, members)| {
            (name, members.iter().filter(|member| targets.contains(member.as_str())).collect::<Vec<_>>())
        })
        .filter(|(_, members)| !members.is_empty())
        .map(|(name, members)| (name.clone(), json!(members)))
        .collect();
    json!({
        "format": FORMAT,
        "stack": {
            "name": plan.stack.name,
            "file": plan.stack.file,
            "description": plan.stack.description,
            "source": plan.stack.source,
            "registries": plan.stack.registries,
            "out": if plan.stack.out.is_empty() { "." } else { &plan.stack.out },
            "files": plan.stack.files,
        },
        "variables": variables(plan),
        "builds": ids.iter().map(|&id| build(plan, plan.build(id))).collect::<Vec<_>>(),
        "groups": groups,
    })
}

/// Every variable that text in the plan may name, with what it is when nobody sets it; `null`: the day of the build.
fn variables(plan: &Plan) -> Value {
    let own = VARIABLES.into_iter().map(|name| {
        let default = match name {
            "GIT_SHA" => json!(NO_COMMIT),
            "GIT_BRANCH" => json!(NO_BRANCH),
            "DATE" => Value::Null,
            _ => json!(""),
        };
        (name.to_string(), default)
    });
    let stack = plan.variables.iter().map(|(name, default)| (name.clone(), json!(default)));
    Value::Object(own.chain(stack).collect())
}

fn build(plan: &Plan, build: &Build) -> Value {
    let parents: Vec<&str> = build.parents.iter().map(|&id| plan.build(id).target.as_str()).collect();
    json!({
        "target": build.target,
        "image": build.image,
        "plan": build.plan,
        "variant": build.variant,
        "axes": build.axes,
        "repository": build.repository,
        "internal": build.internal,
        "tags": build.tags.iter().map(tag).collect::<Vec<_>>(),
        "promotions": build.promotions.iter().map(promotion).collect::<Vec<_>>(),
        "dockerfile": plan.dockerfile(build).path,
        "dockerfile_target": build.dockerfile_target,
        "context": if build.context.is_empty() { "." } else { &build.context },
        "contexts": object(build.contexts.iter().map(|(key, value)| (key, context(plan, value)))),
        "from": build.from,
        "parents": parents,
        "roles": build.roles,
        "args": object(build.args.iter().map(|(key, value)| (key, text(value)))),
        "labels": object(build.labels.iter().map(|(key, value)| (key, text(value)))),
        "ref_name": build.ref_name.iter().map(|(condition, name)| json!({ "value": text(name), "when": when(condition) })).collect::<Vec<_>>(),
        "check_args": object(build.check_args.iter().map(|(key, value)| (key, text(value)))),
        "platforms": build.platforms,
        "manylinux": build.manylinux,
        "gpu": build.gpu,
        "gpu_release": build.gpu_release,
        "gpu_targets": build.gpu_targets,
        "secrets": build.secrets,
        "ssh": build.ssh,
        "entitlements": build.entitlements,
        "cache": plan.cache(build).map(cache),
        "output": if build.internal { "none" } else { "image" },
        "bake": object(build.bake.iter().map(|(key, values)| (key, values.iter().map(bake_value).collect()))),
        "run_options": build.run_options,
        "info": build.info.iter().map(|info| json!({
            "name": info.name,
            "description": info.description,
            "shell": info.shell,
        })).collect::<Vec<_>>(),
        "tests": build.tests.iter().map(|test| json!({
            "name": test.name,
            "shell": test.shell,
            "when": match test.when {
                TestWhen::Build => "build",
                TestWhen::Push => "push",
                TestWhen::Promote => "promote",
            },
            "gpu": test.gpu,
            "image": test.inside,
        })).collect::<Vec<_>>(),
        "installs": plan.installs(build).iter().map(|install| json!({
            "tool": install.tool,
            "items": install.items,
        })).collect::<Vec<_>>(),
        "inputs": build.inputs(),
    })
}

fn object<'k>(entries: impl Iterator<Item = (&'k String, Value)>) -> Value {
    Value::Object(entries.map(|(key, value)| (key.clone(), value)).collect())
}

fn tag(tag: &Tag) -> Value {
    json!({ "ref": text(&tag.reference), "when": when(&tag.when) })
}

fn promotion(promotion: &Promotion) -> Value {
    let tags: Vec<Value> = promotion
        .tags
        .iter()
        .map(|tag| json!({ "tag": tag.tag, "refs": tag.references, "after": tag.after, "when": when(&tag.when) }))
        .collect();
    json!({ "needs": promotion.needs, "tags": tags })
}

fn context(plan: &Plan, context: &NamedContext) -> Value {
    match context {
        NamedContext::Build(id) => json!({ "target": plan.build(*id).target }),
        NamedContext::Folder(folder) => json!({ "folder": if folder.is_empty() { "." } else { folder } }),
        NamedContext::Other(other) => json!({ "other": other }),
    }
}

fn cache(cache: BuildCache) -> Value {
    let kind = match cache.kind {
        Cache::Gha => "gha",
        Cache::Registry => "registry",
        Cache::Inline => "inline",
    };
    json!({ "kind": kind, "from": cache.from, "to": cache.to })
}

fn bake_value(value: &BakeValue) -> Value {
    match value {
        BakeValue::Text(value) => text(value),
        BakeValue::Bool(value) => json!(value),
        // as it was written: numbers of KDL are wider than those of JSON
        BakeValue::Number(number) => json!({ "number": number }),
    }
}

/// A string where all of it is known; else its segments, so that a literal `${` stays one.
fn text(text: &Text) -> Value {
    match text.as_literal() {
        Some(literal) => json!(literal),
        None => text.0.iter().map(segment).collect(),
    }
}

fn segment(segment: &Segment) -> Value {
    match segment {
        Segment::Literal(literal) | Segment::Docker(literal) => json!({ "literal": literal }),
        Segment::Arg(name) => json!({ "literal": format!("${{{name}}}") }),
        Segment::Variable(variable) => {
            let mut value = json!({ "variable": variable.base() });
            if let Some(function) = variable.function() {
                value["function"] = json!(function);
            }
            if let Variable::GitBranchRest(regex) = variable {
                value["regex"] = json!(regex);
            }
            value
        }
    }
}

fn when(when: &When) -> Value {
    when.0
        .iter()
        .map(|clause| match clause {
            Clause::On(one) => json!({ "on": moment(one) }),
            Clause::NoneOf(moments) => json!({ "none_of": moments.iter().map(moment).collect::<Vec<_>>() }),
        })
        .collect()
}

fn moment(moment: &Moment) -> Value {
    let mut fields = Map::new();
    if let Some(event) = moment.event {
        fields.insert("event".into(), json!(event_name(event)));
    }
    for (name, regex_name, pattern) in
        [("branch", "branch_regex", &moment.branch), ("git_tag", "git_tag_regex", &moment.git_tag)]
    {
        if let Some(pattern) = pattern {
            fields.insert(name.into(), json!(pattern.glob));
            fields.insert(regex_name.into(), json!(pattern.regex));
        }
    }
    Value::Object(fields)
}
