//! What GitHub and a runner cannot hold, refused before anything is written.

use super::graph::{Layout, layout};
use super::names::names;
use super::workflows::Workflows;
use crate::ast::Ci;
use crate::diag::{Diagnostic, Diagnostics, rule};
use crate::emit::FileSet;
use crate::plan::{Build, BuildId, CheckKind, Plan};
use std::collections::BTreeMap;

/// GitHub starts no workflow whose file is larger.
const WORKFLOW: usize = 500_000;

/// The targets of a job are one variable of its environment, of which the kernel takes 128 KiB.
const TARGETS: usize = 120_000;

/// GitHub makes at most so many jobs of a matrix: each image that is attested is one.
const MATRIX: usize = 256;

/// A stack of fewer builds comes near no limit.
const FEW: usize = 100;

pub fn held(plan: &Plan, diagnostics: &mut Diagnostics) {
    let Some(ci) = plan.ci.as_ref().filter(|_| plan.builds.len() > FEW) else { return };
    let layout = layout(plan, ci.strategy);
    if let Some(told) = too_many_together(plan, ci, &layout).or_else(|| too_long(plan, ci)) {
        diagnostics.error(told);
    }
}

fn too_many_together(plan: &Plan, ci: &Ci, layout: &Layout) -> Option<Diagnostic> {
    let mut cells: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (at, part) in layout.parts.iter().enumerate() {
        cells.entry(("", part)).or_default().push(at);
        if let Some((job, shard)) = &layout.places[at] {
            cells.entry((job, shard)).or_default().push(at);
        }
    }
    let bytes = |at: &usize| plan.builds[*at].target.len() + plan.check_target(BuildId(*at), CheckKind::Test).len() + 2;
    for ((job, _), builds) in &cells {
        let first: &Build = &plan.builds[builds[0]];
        let refused = |why: String| {
            let what = format!("{} builds are built by one job, that of `{}`", builds.len(), first.target);
            Diagnostic::new(&rule::TOO_LARGE, what, ci.span).at(why)
        };
        if builds.iter().map(bytes).sum::<usize>() > TARGETS {
            let told = refused("a job is given their names in one variable, which holds 128 KiB".to_string());
            return Some(told.help("divide the images into several stacks, each with a `ci` of its own"));
        }
        // with a job for each image, parts are those of pull requests, which attest nothing
        let publishes = layout.jobs.is_empty() || !job.is_empty();
        if ci.attest && publishes && builds.iter().filter(|at| !plan.builds[**at].internal).count() > MATRIX {
            let told =
                refused(format!("each is attested in a job of its own, and GitHub makes at most {MATRIX} of a matrix"));
            let help = if layout.jobs.is_empty() {
                "write `strategy \"per-image\"`"
            } else {
                "divide the image's values among several images"
            };
            return Some(told.help(help));
        }
    }
    None
}

fn too_long(plan: &Plan, ci: &Ci) -> Option<Diagnostic> {
    let names = names(plan);
    let workflows = Workflows::new(plan, ci, &names);
    // without their texts fingerprints are others, and as long
    let mut texts = vec![(&names.images, workflows.images(&FileSet::new()))];
    texts.extend(workflows.publishes().then(|| (&names.build, workflows.build())));
    texts.extend(workflows.promote().map(|text| (&names.promote, text)));
    let (path, text) = texts.into_iter().find(|(_, text)| text.len() > WORKFLOW)?;
    let what = format!(
        "the workflow `{path}` has {} KB, and GitHub starts none of more than {}",
        text.len() / 1000,
        WORKFLOW / 1000
    );
    let told = Diagnostic::new(&rule::TOO_LARGE, what, ci.span).at("of this many builds");
    Some(match workflows.is_per_image() {
        true => told.help("write `strategy \"single\"`, or divide the images into several stacks"),
        false => told.help("divide the images into several stacks, each with a `ci` of its own"),
    })
}
