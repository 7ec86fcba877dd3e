//! Which machines the jobs ask for.

use super::yaml::{flow, quoted};
use crate::ast::{Ci, Runner};
use crate::plan::Plan;
use std::collections::BTreeSet;

const DEFAULT: &str = "ubuntu-24.04";

/// `runs-on` of what needs nothing special.
pub fn usual(ci: &Ci) -> String {
    plain(ci).map_or_else(|| quoted(DEFAULT), labels)
}

/// `runs-on` of what needs a GPU of a family that is declared.
pub fn gpu(ci: &Ci, family: &str) -> String {
    let has = |runner: &&Runner| runner.gpu.as_ref().is_some_and(|gpu| gpu.value == family);
    ci.runners.iter().find(has).map_or_else(|| usual(ci), labels)
}

fn plain(ci: &Ci) -> Option<&Runner> {
    ci.runners.iter().find(|runner| runner.gpu.is_none() && runner.platform.is_none())
}

fn labels(runner: &Runner) -> String {
    match runner.labels.as_slice() {
        [one] => quoted(&one.value),
        all => flow(all.iter().map(|label| &label.value)),
    }
}

/// The architectures that the usual runner has to emulate, separated by commas; empty: none.
pub fn emulated(plan: &Plan, ci: &Ci) -> String {
    let arm = plain(ci).is_some_and(|runner| {
        runner.labels.iter().any(|label| label.value.eq_ignore_ascii_case("arm64") || label.value.ends_with("-arm"))
    });
    let native = if arm { "arm64" } else { "amd64" };
    let platforms = plan.builds.iter().flat_map(|build| &build.platforms);
    let foreign: BTreeSet<&str> = platforms
        .filter_map(|platform| platform.split('/').nth(1))
        .filter(|architecture| *architecture != native)
        .collect();
    foreign.into_iter().collect::<Vec<_>>().join(",")
}
