//! What may be built but should not: breaches of roles and policies, and what a careful reader would notice.
//!
//! In: the model and its plan. Out: diagnostics only. Each lint is one file here, with its page beside it, and one line below.

mod context;
mod denied;
mod errors;
mod floating;
mod found;
mod parent;
mod required;
mod root;
mod secret;

use crate::diag::Diagnostics;
use crate::model::Model;
use crate::plan::Plan;
use crate::world::World;

/// What a lint sees.
pub(crate) struct Subject<'a> {
    pub world: &'a dyn World,
    pub model: &'a Model,
    pub plan: &'a Plan,
}

type Lint = fn(&Subject, &mut Diagnostics);

const LINTS: &[Lint] = &[
    context::copy_sources,
    context::bake_files,
    denied::denied,
    floating::floating_tags,
    parent::hidden_parent,
    required::required,
    root::ends_as_root,
    secret::secret_in_value,
];

/// Runs every lint.
pub fn lint(world: &dyn World, model: &Model, plan: &Plan, diagnostics: &mut Diagnostics) {
    let subject = Subject { world, model, plan };
    for lint in LINTS {
        lint(&subject, diagnostics);
    }
}
