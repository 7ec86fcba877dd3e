//! Which machines the jobs ask for.

use super::graph::Layout;
use super::yaml::{flow, quoted, raw_quoted};
use crate::ast::{Ci, Runner};
use crate::plan::Plan;
use std::collections::BTreeSet;

const DEFAULT: &str = "ubuntu-24.04";

/// `runs-on` of what needs nothing special.
pub fn usual(plan: &Plan) -> String {
    asked(&usual_labels(plan))
}

/// `runs-on` of what needs a GPU of a family that is declared.
pub fn gpu(plan: &Plan, ci: &Ci, family: &str) -> String {
    let has = |runner: &&Runner| runner.gpu.as_ref().is_some_and(|gpu| gpu.value == family);
    ci.runners.iter().find(has).map_or_else(|| usual(plan), |runner| asked(&labels(runner)))
}

/// `runs-on` of a part of the run, of which an expression of GitHub's says the platform that it is for alone, or nothing.
pub fn of_part(plan: &Plan, part: &str) -> String {
    let platforms: BTreeSet<&str> = plan.native_platforms().into_iter().flatten().collect();
    if platforms.is_empty() {
        return usual(plan);
    }
    let usual = usual_labels(plan);
    let own = platforms.into_iter().filter_map(|platform| Some((platform, labels(plan.runner_of(platform)?))));
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

fn usual_labels(plan: &Plan) -> Vec<&str> {
    plan.usual_runner().map_or_else(|| vec![DEFAULT], labels)
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
pub fn emulated(plan: &Plan, layout: &Layout) -> String {
    let arm = plan.usual_runner().is_some_and(|runner| {
        let native = runner.platform.as_ref().is_some_and(|platform| platform.value.starts_with("linux/arm64"));
        native
            || runner
                .labels
                .iter()
                .any(|label| label.value.eq_ignore_ascii_case("arm64") || label.value.ends_with("-arm"))
    });
    let usual = if arm { "arm64" } else { "amd64" };
    let native = plan.native_platforms();
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
