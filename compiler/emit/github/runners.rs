//! Which machines the jobs ask for.

use super::graph::Layout;
use super::yaml::{flow, quoted, raw_quoted};
use crate::ast::{Ci, Runner};
use crate::plan::Plan;
use std::collections::BTreeSet;

const DEFAULT: &str = "ubuntu-24.04";

/// `runs-on` of what needs nothing special.
pub fn usual(plan: &Plan, ci: &Ci) -> String {
    asked(&usual_labels(plan, ci))
}

/// `runs-on` of what needs a GPU of a family that is declared.
pub fn gpu(plan: &Plan, ci: &Ci, family: &str) -> String {
    let has = |runner: &&Runner| runner.gpu.as_ref().is_some_and(|gpu| gpu.value == family);
    ci.runners.iter().find(has).map_or_else(|| usual(plan, ci), |runner| asked(&labels(runner)))
}

/// `runs-on` of a part of the run, of which an expression of GitHub's says the platform that it is for alone, or nothing.
pub fn of_part(plan: &Plan, ci: &Ci, part: &str) -> String {
    let platforms: BTreeSet<&str> = native(plan, ci).into_iter().flatten().collect();
    if platforms.is_empty() {
        return usual(plan, ci);
    }
    let usual = usual_labels(plan, ci);
    let own = platforms.into_iter().filter_map(|platform| Some((platform, labels(of_platform(ci, platform)?))));
    let own: Vec<(&str, Vec<&str>)> = own.collect();
    let single = usual.len() == 1 && own.iter().all(|(_, labels)| labels.len() == 1);
    let literal = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let value = |labels: &[&str]| match single {
        true => literal(labels[0]),
        false => literal(&serde_json::json!(labels).to_string()),
    };
    let cases: String =
        own.iter().map(|(name, labels)| format!("{part} == {} && {} || ", literal(name), value(labels))).collect();
    let chosen = format!("{cases}{}", value(&usual));
    raw_quoted(&if single { format!("${{{{ {chosen} }}}}") } else { format!("${{{{ fromJSON({chosen}) }}}}") })
}

/// By build: the platform that it and all that it stands on are for alone, where that has a runner besides the usual one.
pub fn native<'p>(plan: &'p Plan, ci: &Ci) -> Vec<Option<&'p str>> {
    let usual = plain(plan, ci).and_then(|runner| runner.platform.as_ref()).map(|platform| platform.value.as_str());
    let has_own = |platform: &&str| usual != Some(*platform) && of_platform(ci, platform).is_some();
    plan.only_platforms().into_iter().map(|only| only.filter(has_own)).collect()
}

fn of_platform<'c>(ci: &'c Ci, platform: &str) -> Option<&'c Runner> {
    let mut usual = ci.runners.iter().filter(|runner| runner.gpu.is_none());
    usual.find(|runner| runner.platform.as_ref().is_some_and(|own| own.value == platform))
}

/// The runner of the one platform that all builds are for; else the first that is said to be for none.
fn plain<'c>(plan: &Plan, ci: &'c Ci) -> Option<&'c Runner> {
    let platforms: BTreeSet<&Vec<String>> = plan.builds.iter().map(|build| &build.platforms).collect();
    let only = platforms.first().filter(|only| platforms.len() == 1 && only.len() == 1).map(|only| only[0].as_str());
    let mut usual = ci.runners.iter().filter(|runner| runner.gpu.is_none());
    only.and_then(|only| of_platform(ci, only)).or_else(|| usual.find(|runner| runner.platform.is_none()))
}

fn usual_labels<'c>(plan: &Plan, ci: &'c Ci) -> Vec<&'c str> {
    plain(plan, ci).map_or_else(|| vec![DEFAULT], labels)
}

fn labels(runner: &Runner) -> Vec<&str> {
    runner.labels.iter().map(|label| label.value.as_str()).collect()
}

fn asked(labels: &[&str]) -> String {
    match labels {
        [one] => quoted(one),
        all => flow(all),
    }
}

/// The architectures that the usual runner has to emulate, separated by commas; empty: none.
pub fn emulated(plan: &Plan, ci: &Ci, layout: &Layout) -> String {
    let arm = plain(plan, ci).is_some_and(|runner| {
        let native = runner.platform.as_ref().is_some_and(|platform| platform.value.starts_with("linux/arm64"));
        native
            || runner
                .labels
                .iter()
                .any(|label| label.value.eq_ignore_ascii_case("arm64") || label.value.ends_with("-arm"))
    });
    let usual = if arm { "arm64" } else { "amd64" };
    let native = native(plan, ci);
    // what may be built beside others is built where they are
    let beside_others = layout.beside_others(&native);
    let here = plan.builds.iter().enumerate().filter(|(at, _)| native[*at].is_none() || beside_others[*at]);
    let foreign: BTreeSet<&str> = here
        .flat_map(|(_, build)| &build.platforms)
        .filter_map(|platform| platform.split('/').nth(1))
        .filter(|architecture| *architecture != usual)
        .collect();
    foreign.into_iter().collect::<Vec<_>>().join(",")
}
