//! The builds and what each is built on, for `imgc graph`.

use crate::plan::{BuildId, Plan};
use crate::visible::{self, visible};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// For a terminal; with the lines of ASCII where it shows no other.
    Tree {
        unicode: bool,
    },
    Mermaid,
    Dot,
    Json,
}

/// The graph of these builds; edges to builds that are not among them are left out.
pub fn graph(plan: &Plan, ids: &[BuildId], format: GraphFormat) -> String {
    let edges: Vec<(BuildId, BuildId)> = ids
        .iter()
        .flat_map(|&child| plan.build(child).parents.iter().map(move |&parent| (parent, child)))
        .filter(|(parent, _)| ids.contains(parent))
        .collect();
    match format {
        GraphFormat::Tree { unicode } => tree(plan, ids, &edges, unicode),
        GraphFormat::Mermaid => mermaid(plan, ids, &edges),
        GraphFormat::Dot => dot(plan, ids, &edges),
        GraphFormat::Json => {
            let name = |id: BuildId| plan.build(id).target.as_str();
            let nodes: Vec<_> = ids
                .iter()
                .map(|&id| {
                    let build = plan.build(id);
                    json!({ "target": build.target, "image": build.image, "from": build.from, "internal": build.internal })
                })
                .collect();
            let edges: Vec<_> =
                edges.iter().map(|&(parent, child)| json!({ "from": name(parent), "to": name(child) })).collect();
            visible::json(&json!({ "nodes": nodes, "edges": edges }))
        }
    }
}

/// Builds below what they are built on, as `cargo tree` draws it. One whose children were shown already has a `(*)`.
fn tree(plan: &Plan, ids: &[BuildId], edges: &[(BuildId, BuildId)], unicode: bool) -> String {
    let mut children: BTreeMap<BuildId, Vec<BuildId>> = BTreeMap::new();
    for &(parent, child) in edges {
        children.entry(parent).or_default().push(child);
    }
    let built: BTreeSet<BuildId> = edges.iter().map(|(_, child)| *child).collect();
    let [fork, last, bar] = if unicode { ["├── ", "└── ", "│   "] } else { ["|-- ", "`-- ", "|   "] };
    let mut seen = BTreeSet::new();
    let mut out = String::new();
    // a build, what stands before it, and before what is below it
    let roots = ids.iter().rev().filter(|id| !built.contains(id));
    let mut open: Vec<(BuildId, String, String)> = roots.map(|&id| (id, String::new(), String::new())).collect();
    while let Some((id, before, below)) = open.pop() {
        let build = plan.build(id);
        let children = children.get(&id).map(Vec::as_slice).unwrap_or_default();
        let again = !seen.insert(id) && !children.is_empty();
        let base = outside(plan, id).map(|base| format!("  from {base}")).unwrap_or_default();
        let internal = if build.internal { "  (internal)" } else { "" };
        let mark = if again { "  (*)" } else { "" };
        let line = format!("{}{base}{internal}{mark}", build.target);
        let line = visible(&line).replace(['\n', '\t'], " ");
        let _ = writeln!(out, "{before}{line}");
        for (at, &child) in children.iter().enumerate().rev().filter(|_| !again) {
            let (line, rest) = if at + 1 < children.len() { (fork, bar) } else { (last, "    ") };
            open.push((child, format!("{below}{line}"), format!("{below}{rest}")));
        }
    }
    out
}

/// What is said of a build without a parent: the outside image it stands on.
fn outside(plan: &Plan, id: BuildId) -> Option<&str> {
    let build = plan.build(id);
    build.parents.is_empty().then_some(build.from.as_str())
}

/// Nodes are numbered: a target may be called `end` or `o`, which Mermaid reads as its own.
fn mermaid(plan: &Plan, ids: &[BuildId], edges: &[(BuildId, BuildId)]) -> String {
    let mut out = String::from("flowchart TD\n");
    for &id in ids {
        let mut label = entities(&plan.build(id).target);
        if let Some(base) = outside(plan, id) {
            label = format!("{label}<br>from {}", entities(base));
        }
        let (open, close) = if plan.build(id).internal { ("([", "])") } else { ("[", "]") };
        let _ = writeln!(out, "    b{}{open}\"{label}\"{close}", id.0);
    }
    for (parent, child) in edges {
        let _ = writeln!(out, "    b{} --> b{}", parent.0, child.0);
    }
    out
}

/// Mermaid's labels are HTML, and `#` begins its entities.
fn entities(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        match c {
            c if c.is_ascii_alphanumeric() || " ./:@_-".contains(c) => out.push(c),
            c if c.is_control() => out.push(' '),
            c if c.is_ascii() => {
                let _ = write!(out, "#{};", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

fn dot(plan: &Plan, ids: &[BuildId], edges: &[(BuildId, BuildId)]) -> String {
    let name = |id: BuildId| quoted(&plan.build(id).target);
    let mut out = String::from("digraph stack {\n    node [shape=box];\n");
    for &id in ids {
        let mut label = plan.build(id).target.clone();
        if let Some(base) = outside(plan, id) {
            label = format!("{label}\nfrom {base}");
        }
        let style = if plan.build(id).internal { ", style=dashed" } else { "" };
        let _ = writeln!(out, "    {} [label={}{style}];", name(id), quoted(&label));
    }
    for &(parent, child) in edges {
        let _ = writeln!(out, "    {} -> {};", name(parent), name(child));
    }
    out.push_str("}\n");
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", visible(text).replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
