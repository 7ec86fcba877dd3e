//! Files for the tools of the field, from a [`Plan`].
//!
//! In: a plan. Out: a [`FileSet`]. Emitting is total: it cannot fail, and it decides nothing that the plan has not decided.

pub mod bake;
mod banner;
pub mod dockerfile;
pub mod github;
mod held;

pub use banner::{Seal, seal, sealed, stack_of};
pub use held::held;

use crate::paths;
use crate::plan::Plan;
use std::collections::BTreeMap;

/// What the Bake file is called, in the folder that the stack writes to.
pub const BAKE_FILE: &str = "docker-bake.hcl";

/// Files to write: paths relative to the stack's root, with `/`.
pub type FileSet = BTreeMap<String, String>;

fn extra_files(extras: &[dockerfile::Extra]) -> Vec<bake::ExtraFile> {
    let one = |extra: &dockerfile::Extra| bake::ExtraFile {
        path: extra.path.clone(),
        builds: extra.builds.clone(),
        args: extra.args.clone(),
    };
    extras.iter().map(one).collect()
}

/// Every file of a plan.
pub fn emit(plan: &Plan) -> FileSet {
    let mut files = FileSet::new();
    dockerfile::emit(plan, &mut files);
    let (info, tests) = (dockerfile::info_files(plan), dockerfile::test_files(plan));
    files.insert(paths::join(&plan.stack.out, BAKE_FILE), bake::emit(plan, &extra_files(&info), &extra_files(&tests)));
    for extra in info.into_iter().chain(tests) {
        files.insert(extra.path, extra.text);
    }
    github::emit(plan, &mut files);
    files
}
