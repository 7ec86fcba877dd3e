//! Two images that are nearly the same: variants of one, written twice.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::plan::{Build, DockerfileContent, Op, Recipe};
use std::collections::{BTreeMap, BTreeSet};

/// Fewer steps than these are alike by chance.
const FEW: usize = 5;

/// A step that more images have is a habit of the stack, and says nothing of two of them.
const COMMON: usize = 16;

pub(super) fn could_be_variant(subject: &Subject, diagnostics: &mut Diagnostics) {
    let mut images: Vec<(&Build, &Recipe)> = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for build in &subject.plan.builds {
        let DockerfileContent::Made { recipe, .. } = &subject.plan.dockerfile(build).content else { continue };
        if seen.insert(&build.image) {
            images.push((build, recipe));
        }
    }
    let mut having: BTreeMap<&Op, Vec<usize>> = BTreeMap::new();
    for (at, (_, recipe)) in images.iter().enumerate() {
        for step in recipe.stages.iter().flat_map(|stage| &stage.steps) {
            having.entry(&step.op).or_default().push(at);
        }
    }
    // how many steps each pair has in common
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for all in having.values().filter(|all| all.len() <= COMMON) {
        for (first, &a) in all.iter().enumerate() {
            for &b in all[first + 1..].iter().filter(|&&b| b != a) {
                *shared.entry((a.min(b), a.max(b))).or_default() += 1;
            }
        }
    }
    let steps = |at: usize| images[at].1.stages.iter().map(|stage| stage.steps.len()).sum::<usize>();
    for ((a, b), common) in shared {
        let most = steps(a).max(steps(b));
        if steps(a).min(steps(b)) >= FEW && common * 5 > most * 4 {
            let (a, b) = (images[a].0, images[b].0);
            if let (Some(first), Some(span)) = (a.origin.span, b.origin.span) {
                diagnostics.report(errors::alike(&b.image, span, &a.image, first, common, most));
            }
        }
    }
}
