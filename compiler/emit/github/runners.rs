//! Which machines the jobs ask for.

use super::yaml::{flow, quoted};
use crate::ast::{Ci, Runner};
use crate::plan::Plan;
use std::collections::BTreeSet;

const DEFAULT: &str = "ubuntu-24.04";

/// `runs-on` of what needs nothing special.
pub fn usual(plan: &Plan, ci: &Ci) -> String {
    plain(plan, ci).map_or_else(|| quoted(DEFAULT), labels)
}

/// `runs-on` of what needs a GPU of a family that is declared.
pub fn gpu(plan: &Plan, ci: &Ci, family: &str) -> String {
    let has = |runner: &&Runner| runner.gpu.as_ref().is_some_and(|gpu| gpu.value == family);
    ci.runners.iter().find(has).map_or_else(|| usual(plan, ci), labels)
}

/// The runner of the one platform that all builds are for; else the first that is said to be for none.
fn plain<'c>(plan: &Plan, ci: &'c Ci) -> Option<&'c Runner> {
    let platforms: BTreeSet<&Vec<String>> = plan.builds.iter().map(|build| &build.platforms).collect();
    let only = platforms.first().filter(|only| platforms.len() == 1 && only.len() == 1).map(|only| only[0].as_str());
    let mut usual = ci.runners.iter().filter(|runner| runner.gpu.is_none());
    let native =
        |runner: &&Runner| runner.platform.as_ref().is_some_and(|platform| Some(platform.value.as_str()) == only);
    usual.clone().find(native).or_else(|| usual.find(|runner| runner.platform.is_none()))
}

fn labels(runner: &Runner) -> String {
    match runner.labels.as_slice() {
        [one] => quoted(&one.value),
        all => flow(all.iter().map(|label| &label.value)),
    }
}

/// The architectures that the usual runner has to emulate, separated by commas; empty: none.
pub fn emulated(plan: &Plan, ci: &Ci) -> String {
    let arm = plain(plan, ci).is_some_and(|runner| {
        let native = runner.platform.as_ref().is_some_and(|platform| platform.value.starts_with("linux/arm64"));
        native
            || runner
                .labels
                .iter()
                .any(|label| label.value.eq_ignore_ascii_case("arm64") || label.value.ends_with("-arm"))
    });
    let native = if arm { "arm64" } else { "amd64" };
    let platforms = plan.builds.iter().flat_map(|build| &build.platforms);
    let foreign: BTreeSet<&str> = platforms
        .filter_map(|platform| platform.split('/').nth(1))
        .filter(|architecture| *architecture != native)
        .collect();
    foreign.into_iter().collect::<Vec<_>>().join(",")
}
