//! One build as a target.

use super::hcl::{Expr, Item};
use super::paths::relative;
use super::variables::Scope;
use super::when::{self, Asking};
use super::{raw, text};
use crate::ast::Cache;
use crate::plan::{Build, NamedContext, Plan, REF_NAME, Tag, Text, When, secret_variable};
use indexmap::IndexMap;

/// What targets have in common, and the name of the hidden target that says it.
#[derive(Default)]
pub struct Shared {
    pub name: String,
    pub labels: IndexMap<String, Text>,
    pub platforms: Vec<String>,
    /// The hidden target of what is published: it says what is attested.
    pub published: Option<String>,
    /// Whether `ATTEST` may ask for attestations.
    pub attest: bool,
}

impl Shared {
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.platforms.is_empty()
    }

    pub fn items(&self, scope: &mut Scope) -> Vec<Item> {
        let mut attributes = IndexMap::new();
        put(&mut attributes, "platforms", Expr::texts(self.platforms.iter().map(String::as_str)));
        put(&mut attributes, "labels", Expr::Object(labels(self.labels.iter(), scope)));
        items(attributes)
    }
}

/// Says that nothing is attested: a builder adds a provenance where nothing is said.
pub fn unattested() -> Expr {
    Expr::texts(["type=provenance,disabled=true"])
}

/// A block of attributes.
pub fn items(attributes: IndexMap<String, Expr>) -> Vec<Item> {
    attributes.into_iter().map(|(name, value)| Item::Attribute(name, value)).collect()
}

/// Unless there is nothing in it.
pub fn put(attributes: &mut IndexMap<String, Expr>, name: &str, value: Expr) {
    let empty = match &value {
        Expr::List(items) => items.is_empty(),
        Expr::Object(entries) => entries.is_empty(),
        _ => false,
    };
    if !empty {
        attributes.insert(name.to_string(), value);
    }
}

/// Where a target is built: its context, its Dockerfile as seen from there.
pub fn place(attributes: &mut IndexMap<String, Expr>, plan: &Plan, build: &Build, dockerfile: &str) {
    put(attributes, "context", Expr::text(relative(&plan.stack.out, &build.context)));
    put(attributes, "dockerfile", Expr::text(relative(&build.context, dockerfile)));
}

pub fn context(plan: &Plan, context: &NamedContext) -> Expr {
    Expr::text(match context {
        NamedContext::Build(id) => format!("target:{}", plan.build(*id).target),
        NamedContext::Folder(folder) => relative(&plan.stack.out, folder),
        NamedContext::Other(other) => other.clone(),
    })
}

pub fn secrets(ids: &[String]) -> Expr {
    let secret = |id: &String| {
        let variable = Expr::text(secret_variable(id));
        Expr::Object(vec![("id".into(), Expr::text(id)), ("env".into(), variable)])
    };
    Expr::List(ids.iter().map(secret).collect())
}

pub fn sockets(ids: &[String]) -> Expr {
    Expr::List(ids.iter().map(|id| Expr::Object(vec![("id".into(), Expr::text(id))])).collect())
}

pub fn target(plan: &Plan, build: &Build, shared: &Shared, scope: &mut Scope) -> Vec<Item> {
    let mut attributes = IndexMap::new();
    let mut inherits = Vec::new();
    if !shared.is_empty() {
        inherits.push(shared.name.clone());
    }
    if !build.internal {
        inherits.extend(shared.published.clone());
    }
    put(&mut attributes, "inherits", Expr::texts(inherits));
    place(&mut attributes, plan, build, &plan.dockerfile(build).path);
    if let Some(stage) = &build.dockerfile_target {
        put(&mut attributes, "target", Expr::text(stage));
    }
    let contexts = build.contexts.iter().map(|(key, value)| (key.clone(), context(plan, value))).collect();
    put(&mut attributes, "contexts", Expr::Object(contexts));
    let args = build.args.iter().map(|(name, value)| (name.clone(), text::expr(value, scope))).collect();
    put(&mut attributes, "args", Expr::Object(args));
    if build.platforms != shared.platforms {
        put(&mut attributes, "platforms", Expr::texts(build.platforms.iter().map(String::as_str)));
    }
    put(&mut attributes, "tags", tags(plan, &build.tags, scope));
    let own = build.labels.iter().filter(|(key, value)| shared.labels.get(*key) != Some(value));
    let mut told = labels(own, scope);
    told.extend(ref_name(&build.ref_name, scope).map(|name| (REF_NAME.to_string(), name)));
    told.sort_by(|(a, _), (b, _)| a.cmp(b));
    put(&mut attributes, "labels", Expr::Object(told));
    if shared.attest && !build.internal {
        let own = build.labels.iter().filter(|(key, value)| shared.labels.get(*key) != Some(value));
        put(&mut attributes, "annotations", annotations(own, scope));
    }
    cache(&mut attributes, plan, build, scope);
    put(&mut attributes, "secret", secrets(&build.secrets));
    put(&mut attributes, "ssh", sockets(&build.ssh));
    put(&mut attributes, "entitlements", Expr::texts(build.entitlements.iter().map(String::as_str)));
    if build.internal {
        put(&mut attributes, "output", Expr::texts(["type=cacheonly"]));
    }
    raw::add(&mut attributes, &build.bake, scope);
    items(attributes)
}

fn labels<'t>(labels: impl Iterator<Item = (&'t String, &'t Text)>, scope: &mut Scope) -> Vec<(String, Expr)> {
    let entries = labels.map(|(key, value)| {
        let terms = text::known(value, scope);
        let mut told = text::expr(value, scope);
        if !terms.is_empty() {
            told = Expr::when(Expr::all(terms), told, Expr::Null);
        }
        (key.clone(), told)
    });
    entries.collect()
}

/// What labels say, on the index and on each manifest of it: a registry shows them there, and an index has no labels. A name
/// of the reference is none of them: in a layout of OCI it is the tag. Without `ATTEST` a single platform has no index.
pub fn annotations<'t>(labels: impl Iterator<Item = (&'t String, &'t Text)>, scope: &mut Scope) -> Expr {
    let entry = |(key, value): (&String, &Text)| {
        let mut whole = Text::literal(format!("index,manifest:{key}="));
        whole.extend(value);
        (text::known(value, scope), text::expr(&whole, scope))
    };
    let entries: Vec<_> = labels.map(entry).collect();
    if entries.is_empty() {
        return Expr::List(vec![]);
    }
    Expr::when(scope.variable("ATTEST"), lists(entries), Expr::List(vec![]))
}

/// The first name whose condition holds, and that is known; else none.
fn ref_name(names: &[(When, Text)], scope: &mut Scope) -> Option<Expr> {
    let mut told = None;
    for (when, name) in names.iter().rev() {
        let mut terms = when::terms(when, scope);
        for term in text::known(name, scope) {
            if !implied(&term, &terms) {
                terms.push(term);
            }
        }
        told = Some(Expr::when(Expr::all(terms), text::expr(name, scope), told.unwrap_or(Expr::Null)));
    }
    told
}

fn tags(plan: &Plan, tags: &[Tag], scope: &mut Scope) -> Expr {
    let entry = |tag: &Tag| {
        let mut terms = when::terms(&tag.when, scope);
        for term in text::not_empty(&tag.reference, scope) {
            if !implied(&term, &terms) {
                terms.push(term);
            }
        }
        let registry = plan.stack.registries.first().filter(|_| tag.home);
        (terms, text::moved(&tag.reference, registry.map(String::as_str), scope))
    };
    lists(tags.iter().map(entry).collect())
}

/// A list of what is there under conditions, or lists joined: one for each run under the same ones.
fn lists(entries: Vec<(Vec<Expr>, Expr)>) -> Expr {
    let mut runs: Vec<(Vec<Expr>, Vec<Expr>)> = Vec::new();
    for (terms, item) in entries {
        match runs.last_mut() {
            Some((same, items)) if *same == terms => items.push(item),
            _ => runs.push((terms, vec![item])),
        }
    }
    let mut lists: Vec<Expr> = runs
        .into_iter()
        .map(|(terms, items)| match terms.is_empty() {
            true => Expr::List(items),
            false => Expr::when(Expr::all(terms), Expr::List(items), Expr::List(vec![])),
        })
        .collect();
    match lists.len() {
        0 => Expr::List(vec![]),
        1 => lists.remove(0),
        _ => Expr::Call("concat", lists),
    }
}

/// Whether `x != ""` follows from what holds already.
fn implied(not_empty: &Expr, terms: &[Expr]) -> bool {
    let Expr::Differ(value, _) = not_empty else { return false };
    terms.iter().any(|term| match term {
        Expr::Equal(same, _) => same == value,
        Expr::Call("matches", arguments) => arguments.last() == Some(value),
        term => term == not_empty,
    })
}

fn cache(attributes: &mut IndexMap<String, Expr>, plan: &Plan, build: &Build, scope: &mut Scope) {
    let Some(cache) = plan.cache(build) else { return };
    let switch = scope.variable("CACHE");
    let nothing = Expr::List(vec![]);
    if !cache.from.is_empty() {
        let read = Expr::Call("contains", vec![Expr::texts(["read", "true"]), switch.clone()]);
        put(attributes, "cache-from", Expr::when(read, Expr::texts(cache.from), nothing.clone()));
    }
    // an internal build is pushed nowhere: there is no image for its cache to be in
    if cache.kind != Cache::Inline || !build.internal {
        put(attributes, "cache-to", Expr::when(switch.equal(Expr::text("true")), Expr::texts(cache.to), nothing));
    }
}
