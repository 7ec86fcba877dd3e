//! The Bake file.
//!
//! In: a [`Plan`], and the Dockerfiles of info commands and tests. Out: `docker-bake.hcl`, as text. Must not know: how a plan
//! came to be, or what stands in a Dockerfile. Every string passes through [`hcl`], which escapes by construction.
//!
//! Bake resolves paths against the folder it is run in, so the file is meant to be run from its own folder, or from anywhere
//! with `BUILDX_BAKE_FILE_RELATIVE_PATHS=1`.

mod hcl;
mod target;
mod variables;

use super::dockerfile::Extra;
use super::sealed;
use crate::plan::Plan;
use hcl::{Block, Expression, list, string};
use target::Targets;

const HEADER: &str = "# Run it in this folder: `docker buildx bake`, or a group or a target: `docker buildx bake NAME`.\n\
                      # From elsewhere: `BUILDX_BAKE_FILE_RELATIVE_PATHS=1 docker buildx bake -f FOLDER/docker-bake.hcl`.\n";

/// The text of the Bake file.
pub fn emit(plan: &Plan, info: &[Extra], tests: &[Extra]) -> String {
    let targets = Targets { plan, info, tests }.blocks();
    let mut body = String::from(HEADER);
    let text: String = targets.iter().map(Block::to_string).collect::<Vec<_>>().join("\n");
    for block in variables::blocks(plan, &text) {
        body.push('\n');
        body.push_str(&block.to_string());
    }
    for block in groups(plan, info, tests) {
        body.push('\n');
        body.push_str(&block.to_string());
    }
    body.push('\n');
    body.push_str(&text);
    sealed(&plan.stack.file, "", &body)
}

fn groups(plan: &Plan, info: &[Extra], tests: &[Extra]) -> Vec<Block> {
    let mut groups: Vec<(String, Vec<String>)> =
        plan.groups.iter().map(|(name, targets)| (name.clone(), targets.clone())).collect();
    for (name, extras) in [("info", info), ("test", tests)] {
        let mut members: Vec<String> = extras
            .iter()
            .flat_map(|extra| &extra.builds)
            .map(|&id| format!("{}-{name}", plan.build(id).target))
            .collect();
        members.sort();
        if !members.is_empty() {
            groups.push((name.to_string(), members));
        }
    }
    // `default` first: it is what a reader looks for
    groups.sort_by_key(|(name, _)| (name != "default", name.clone()));
    let block = |(name, targets): (String, Vec<String>)| {
        let mut block = Block::new("group", &name);
        block.add("targets", list(targets.iter().map(|target| string(target))));
        block
    };
    groups.into_iter().map(block).collect()
}

/// What an expression is called where it stands alone.
type Pair = (String, Expression);
