//! Dockerfiles.
//!
//! In: a [`Plan`]. Out: each Dockerfile that we make, as text; and those of info commands and tests ([`extra`]).
//! Must not know: Bake, workflows, how a plan came to be. Everything of the user's passes through the writers of
//! [`word`] and [`shell`]; what they cannot write the planner has refused with [`holds`].

mod extra;
mod holds;
mod instruction;
mod list;
mod packages;
mod python;
mod run;
mod shell;
mod stage;
mod step;
mod word;

#[cfg(test)]
mod tests;

pub use extra::{Extra, info_files, is_build_test, test_files};
pub use holds::{Place, holds};
pub use shell::takes_assignments;

use super::{FileSet, sealed};
use crate::plan::{DockerfileContent, Plan};

/// Writes every Dockerfile of the plan that is ours to write.
pub fn emit(plan: &Plan, files: &mut FileSet) {
    for dockerfile in &plan.dockerfiles {
        if let DockerfileContent::Made { recipe, defaults, labels, .. } = &dockerfile.content {
            let body = stage::dockerfile(recipe, defaults, labels);
            files.insert(dockerfile.path.clone(), finish(plan, &body));
        }
    }
}

/// The frontend line, if any, the banner, the rest.
fn finish(plan: &Plan, body: &str) -> String {
    let syntax = plan.stack.syntax.as_ref().map(|syntax| format!("# syntax={}\n", syntax.replace('\n', " ")));
    sealed(&plan.stack.file, &syntax.unwrap_or_default(), body)
}
