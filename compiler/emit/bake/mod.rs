//! `docker-bake.hcl`: every build as a target, for Docker's Bake.
//!
//! In: a plan, and the files of info commands and tests. Out: one HCL file. Bake ignores attributes that it does not know
//! and checks neither tags nor names, so all of that was decided, and checked, before.

mod extra;
mod hcl;
mod paths;
mod raw;
mod target;
#[cfg(test)]
mod tests;
mod text;
mod variables;
mod when;

pub use paths::relative;

use crate::plan::{BuildId, CheckKind, Plan};
use hcl::{Expr, Item};
use std::collections::BTreeMap;
use target::Shared;
use variables::Scope;
use when::Asking;

/// A Dockerfile on top of built images, which stand in it as `image`: path from the root, and the builds that share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtraFile {
    pub path: String,
    pub builds: Vec<BuildId>,
    /// Those of the builds' args that it declares.
    pub args: Vec<String>,
}

/// The text of the file, which belongs into the plan's `out`.
pub fn emit(plan: &Plan, info: &[ExtraFile], tests: &[ExtraFile]) -> String {
    let mut scope = Scope::new(plan);
    let shared = shared(plan);
    let mut targets = Vec::new();
    if !shared.is_empty() {
        targets.push(block("target", &shared.name, shared.items(&mut scope)));
    }
    if let Some(name) = &shared.published {
        let mut attributes = indexmap::IndexMap::from([("attest".to_string(), target::unattested())]);
        if shared.attest {
            let wanted = Expr::texts(["type=provenance,mode=max", "type=sbom"]);
            let attest = Expr::when(scope.variable("ATTEST"), wanted, target::unattested());
            attributes.insert("attest".to_string(), attest);
            target::put(&mut attributes, "annotations", target::annotations(shared.labels.iter(), &mut scope));
        }
        targets.push(block("target", name, target::items(attributes)));
    }
    for build in &plan.builds {
        targets.push(block("target", &build.target, target::target(plan, build, &shared, &mut scope)));
    }
    let mut groups: BTreeMap<&str, Vec<String>> =
        plan.groups.iter().map(|(name, members)| (name.as_str(), members.clone())).collect();
    for (files, kind) in [(info, CheckKind::Info), (tests, CheckKind::Test)] {
        let (names, items): (Vec<_>, Vec<_>) = extra::targets(plan, files, kind, &mut scope).into_iter().unzip();
        if !names.is_empty() {
            groups.insert(kind.name(), names);
        }
        targets.extend(items);
    }

    let mut items = vec![Item::Comment(usage(plan))];
    items.extend(scope.items());
    // a group would hide the target of its name
    let mut shown: Vec<_> = groups.into_iter().filter(|(name, _)| plan.by_target(name).is_none()).collect();
    shown.sort_by_key(|(name, _)| (*name != "default", *name));
    items.extend(shown.into_iter().map(|(name, members)| {
        let members = Expr::texts(members);
        block("group", name, vec![Item::Attribute("targets".into(), members)])
    }));
    items.extend(targets);
    super::sealed(&plan.stack.file, "", &hcl::file(&items))
}

fn block(kind: &'static str, label: &str, body: Vec<Item>) -> Item {
    Item::Block { kind, label: Some(label.to_string()), body }
}

/// How the file is used: its paths are from its own folder.
fn usage(plan: &Plan) -> String {
    let outside: Vec<String> = plan
        .builds
        .iter()
        .map(|build| relative(&plan.stack.out, &build.context))
        .filter(|context| context.starts_with(".."))
        .collect();
    let mut lines = vec![
        "Run it in this file's folder, from which its paths are:".to_string(),
        "  docker buildx bake -f docker-bake.hcl [GROUP|TARGET…]".to_string(),
    ];
    if !outside.is_empty() {
        let up = relative(&plan.stack.out, "");
        lines.push(format!("Contexts lie outside this folder: from here, add --allow=fs.read={up}"));
    }
    lines.join("\n")
}

/// What all builds say alike, where there is more than one.
fn shared(plan: &Plan) -> Shared {
    let published = plan.builds.iter().any(|build| !build.internal);
    let mut shared = Shared {
        published: published.then(|| free(plan, "_published")),
        attest: plan.ci.as_ref().is_none_or(|ci| ci.attest) && published,
        ..Shared::default()
    };
    let [first, others @ ..] = plan.builds.as_slice() else { return shared };
    if others.is_empty() {
        return shared;
    }
    shared.name = free(plan, "_common");
    shared.labels = first.labels.clone();
    shared.labels.retain(|key, value| others.iter().all(|build| build.labels.get(key) == Some(value)));
    if others.iter().all(|build| build.platforms == first.platforms) {
        shared.platforms = first.platforms.clone();
    }
    shared
}

/// A name that no target or group has.
fn free(plan: &Plan, name: &str) -> String {
    let mut name = name.to_string();
    while plan.by_target(&name).is_some() || plan.groups.contains_key(&name) {
        name.insert(0, '_');
    }
    name
}
