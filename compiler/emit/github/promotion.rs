//! Promotions: the steps that can be chosen, and what each moves.

use super::checks::{Place, Wanted, lines, place};
use super::globs::expression;
use super::registries::repository;
use crate::ast::Ci;
use crate::plan::{Build, Clause, Moment, Pattern, Plan, PromotedTag, Promotion, Test};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Every promoted tag of the stack once, in an order in which each follows what it is moved after.
pub fn steps(plan: &Plan) -> Vec<String> {
    let mut steps: Vec<String> = Vec::new();
    for (_, _, tag) in promoted(plan) {
        if !steps.contains(&tag.tag) {
            steps.push(tag.tag.clone());
        }
    }
    steps
}

fn promoted(plan: &Plan) -> impl Iterator<Item = (&Build, &Promotion, &PromotedTag)> {
    plan.builds.iter().filter(|build| !build.internal).flat_map(|build| {
        let tags = build.promotions.iter().flat_map(|promotion| promotion.tags.iter().map(move |tag| (promotion, tag)));
        tags.map(move |(promotion, tag)| (build, promotion, tag))
    })
}

/// Rows for `resolve.sh`.
pub fn table(plan: &Plan, ci: &Ci) -> String {
    let rows: Vec<Value> = promoted(plan)
        .filter_map(|(build, _, tag)| {
            Some(json!({
                "step": tag.tag,
                "target": build.target,
                "repository": repository(tag.references.first()?),
                "after": tag.after,
                "tags": tag.references,
                "gpus": gpus(ci, build, Some(&tag.tag)),
                "blocked": blocked(ci, build, Some(&tag.tag)),
                "when": tag.when.0.iter().map(clause).collect::<Vec<_>>(),
            }))
        })
        .collect();
    lines(&rows)
}

/// The families of the GPUs that the tests before a step need; of any step, if none is given.
pub fn gpus(ci: &Ci, build: &Build, step: Option<&String>) -> BTreeSet<String> {
    let mut gpus = BTreeSet::new();
    for test in &build.tests {
        let place = place(ci, build, test);
        let now = match wanted(build, test, &place) {
            None => false,
            Some(Wanted::Always) => true,
            Some(Wanted::Steps(steps)) => step.is_none_or(|step| steps.contains(step)),
        };
        gpus.extend(place.gpu().filter(|_| now).map(str::to_string));
    }
    gpus
}

/// The tests that must pass before a step (before any, if none is given) and that no runner of the stack can run.
pub fn blocked(ci: &Ci, build: &Build, step: Option<&String>) -> BTreeSet<String> {
    let tests = build.tests.iter().filter(|test| matches!(place(ci, build, test), Place::Nowhere(_)));
    let now = |test: &&Test| needing(build, test).iter().any(|needing| step.is_none_or(|step| needing == step));
    tests.filter(now).map(|test| test.name.clone()).collect()
}

/// Which event it was does not matter: a promotion is by hand.
fn clause(clause: &Clause) -> Value {
    let (not, moments) = match clause {
        Clause::On(moment) => (false, std::slice::from_ref(moment)),
        Clause::NoneOf(moments) => (true, moments.as_slice()),
    };
    let pattern = |pattern: &Option<Pattern>| pattern.as_ref().map(|pattern| expression(&pattern.glob));
    let moment = |moment: &Moment| json!({ "branch": pattern(&moment.branch), "git_tag": pattern(&moment.git_tag) });
    json!({ "not": not, "any": moments.iter().map(moment).collect::<Vec<_>>() })
}

/// The steps whose promotion names the test.
fn needing(build: &Build, test: &Test) -> Vec<String> {
    let naming = build.promotions.iter().filter(|promotion| promotion.needs.contains(&test.name));
    naming.flat_map(|promotion| promotion.tags.iter().map(|tag| tag.tag.clone())).collect()
}

/// A test that promotions name is for those; one that is for promotions and named by none is for all.
pub fn wanted(build: &Build, test: &Test, place: &Place) -> Option<Wanted> {
    let steps = needing(build, test);
    match place {
        Place::Nowhere(_) => None,
        _ if !steps.is_empty() => Some(Wanted::Steps(steps)),
        Place::Promotion | Place::PromotionGpu(_) if !build.promotions.is_empty() => Some(Wanted::Always),
        _ => None,
    }
}
