//! Targets on top of built images: info commands, which export plain files, and tests, which only have to pass.

use super::ExtraFile;
use super::hcl::{Expr, Item};
use super::target::{context, items, place, put, secrets, sockets, unattested};
use super::text;
use super::variables::Scope;
use crate::plan::{Build, BuildId, CheckKind, Mount, Plan};
use indexmap::IndexMap;

/// The targets, each with its build, in build order.
pub fn targets(plan: &Plan, files: &[ExtraFile], kind: CheckKind, scope: &mut Scope) -> Vec<(String, Item)> {
    let mut all: Vec<(BuildId, &ExtraFile)> =
        files.iter().flat_map(|file| file.builds.iter().map(move |&id| (id, file))).collect();
    all.sort_by_key(|(id, _)| *id);
    all.into_iter()
        .map(|(id, file)| {
            let name = plan.check_target(id, kind);
            let body = body(plan, plan.build(id), file, kind, scope);
            (name.clone(), Item::Block { kind: "target", label: Some(name), body })
        })
        .collect()
}

fn body(plan: &Plan, build: &Build, file: &ExtraFile, kind: CheckKind, scope: &mut Scope) -> Vec<Item> {
    let mut attributes = IndexMap::new();
    place(&mut attributes, plan, build, &file.path);
    let mut contexts = vec![("image".to_string(), Expr::text(format!("target:{}", build.target)))];
    if kind == CheckKind::Test {
        contexts.extend(build.test_contexts.iter().map(|(key, value)| (key.clone(), context(plan, value))));
    }
    put(&mut attributes, "contexts", Expr::Object(contexts));
    let args = build.check_args.iter().filter(|(name, _)| file.args.contains(name));
    let args = args.map(|(name, value)| (name.clone(), text::expr(value, scope))).collect();
    put(&mut attributes, "args", Expr::Object(args));
    put(&mut attributes, "platforms", Expr::texts(build.platforms.iter().map(String::as_str)));
    match kind {
        CheckKind::Info => {
            put(&mut attributes, "attest", unattested());
            put(&mut attributes, "output", Expr::texts([format!("type=local,dest=info/{}", build.target)]));
        }
        CheckKind::Test => {
            let (ids, ssh) = secrets_of_tests(build);
            put(&mut attributes, "secret", secrets(&ids));
            put(&mut attributes, "ssh", sockets(&ssh));
            put(&mut attributes, "output", Expr::texts(["type=cacheonly"]));
        }
    }
    items(attributes)
}

fn secrets_of_tests(build: &Build) -> (Vec<String>, Vec<String>) {
    let (mut ids, mut sockets) = (Vec::new(), Vec::new());
    for mount in build.tests.iter().flat_map(|test| &test.mounts) {
        let (list, id) = match mount {
            Mount::Secret { id, .. } => (&mut ids, id.clone()),
            Mount::Ssh { id } => (&mut sockets, id.clone().unwrap_or_else(|| "default".into())),
            _ => continue,
        };
        if !list.contains(&id) {
            list.push(id);
        }
    }
    (ids, sockets)
}
