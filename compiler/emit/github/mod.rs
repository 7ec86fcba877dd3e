//! Workflows for GitHub Actions.
//!
//! In: a plan whose stack asks for CI. Out: `images.yml`, which decides what is affected and starts the builds;
//! `images-build.yml`, which builds, tests and publishes some targets; `promote.yml`, where something can be promoted.
//! They need the Bake file, and no imgc. Everything is decided here; the frames (`*.j2`) only print, and the scripts
//! (`*.sh`) read the tables that are put before them.

mod actions;
mod checks;
mod frames;
mod globs;
mod graph;
mod held;
mod names;
mod promotion;
mod registries;
mod runners;
mod secrets;
mod table;
#[cfg(test)]
mod tests;
mod triggers;
mod workflows;
mod yaml;

pub use held::held;

use crate::emit::{FileSet, sealed};
use crate::plan::Plan;

/// Adds the workflows of a plan. The fingerprints of builds cover the Dockerfiles that `files` holds already.
pub fn emit(plan: &Plan, files: &mut FileSet) {
    let Some(ci) = &plan.ci else { return };
    let names = names::names(plan);
    let workflows = workflows::Workflows::new(plan, ci, &names);
    let mut made = vec![(&names.images, workflows.images(files))];
    if workflows.publishes() {
        made.push((&names.build, workflows.build()));
    }
    if let Some(text) = workflows.promote() {
        made.push((&names.promote, text));
    }
    for (path, body) in made {
        files.insert(path.clone(), sealed(&plan.stack.file, "", &body));
    }
}
