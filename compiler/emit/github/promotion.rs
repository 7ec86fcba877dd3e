//! Promotions: the steps that can be chosen, and what each moves.

use super::checks::{Place, Wanted, lines, place};
use super::registries::repository;
use crate::ast::Ci;
use crate::plan::{Build, Plan, PromotedTag, Promotion, Test};
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

/// A test that promotions name is for those; one that is for promotions and named by none is for all.
pub fn wanted(build: &Build, test: &Test, place: &Place) -> Option<Wanted> {
    let naming = build.promotions.iter().filter(|promotion| promotion.needs.contains(&test.name));
    let steps: Vec<String> = naming.flat_map(|promotion| promotion.tags.iter().map(|tag| tag.tag.clone())).collect();
    match place {
        Place::Nowhere(_) => None,
        _ if !steps.is_empty() => Some(Wanted::Steps(steps)),
        Place::Promotion | Place::PromotionGpu(_) if !build.promotions.is_empty() => Some(Wanted::Always),
        _ => None,
    }
}
