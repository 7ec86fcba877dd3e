//! What may be built but should not: breaches of roles and policies, and what a careful reader would notice.
//!
//! In: the model and its plan. Out: diagnostics only. Each lint is one file here, with its page beside it, and one line below.

mod address;
mod alike;
mod command;
mod context;
mod cure;
mod denied;
mod distro;
mod environment;
mod errors;
mod floating;
mod foreign;
mod found;
mod gpu;
mod life;
mod mention;
mod parent;
mod permitted;
mod pinned;
mod portable;
mod pypi;
mod read;
mod releases;
mod required;
mod root;
mod runner;
mod said;
mod secret;
mod source_lines;
mod stage;

use crate::ast::Distribution;
use crate::budget::{Budget, Cost};
use crate::date::Date;
use crate::diag::Diagnostics;
use crate::model::Model;
use crate::plan::{BuildId, Plan};
use crate::source::{Sources, Span};
use crate::world::World;
use std::cell::Cell;
use std::collections::BTreeMap;

/// What a lint sees.
pub(crate) struct Subject<'a> {
    pub world: &'a dyn World,
    pub sources: &'a Sources,
    pub model: &'a Model,
    pub plan: &'a Plan,
    pub today: Option<Date>,
    /// The build that is published into each repository, by its whole name.
    own: BTreeMap<String, BuildId>,
    steps: said::Steps<'a>,
    /// Of the scripts that are read.
    budget: Budget,
    /// The first build whose scripts are too much.
    over: Cell<Option<Span>>,
}

impl<'a> Subject<'a> {
    pub fn distribution(&self, name: &str) -> Option<&'a Distribution> {
        self.model.distributions.iter().find(|row| row.name.value == name)
    }
}

type Lint = fn(&Subject, &mut Diagnostics);

const LINTS: &[Lint] = &[
    alike::could_be_variant,
    command::one_word_command,
    context::contexts,
    context::copy_sources,
    context::bake_files,
    denied::denied,
    distro::distribution_mismatch,
    environment::overwritten_env,
    floating::floating_tags,
    foreign::foreign_binary,
    gpu::gpu_mismatch,
    life::end_of_life,
    parent::hidden_parent,
    pinned::unpinned_base,
    portable::images,
    portable::out,
    pypi::pypi_wheels,
    required::required,
    root::ends_as_root,
    runner::exposed_runner,
    runner::unused_runner,
    secret::secret_in_value,
    stage::unused_stage,
];

/// Runs every lint. Without a day nothing is said of time.
pub fn lint(
    (world, sources): (&dyn World, &Sources),
    model: &Model,
    plan: &Plan,
    today: Option<Date>,
    diagnostics: &mut Diagnostics,
) {
    let own = found::own_repositories(plan);
    let steps = said::Steps::new(model);
    let (budget, over) = (Budget::default(), Cell::default());
    let subject = Subject { world, sources, model, plan, today, own, steps, budget, over };
    for lint in LINTS {
        lint(&subject, diagnostics);
    }
    if let Some(span) = subject.over.get() {
        diagnostics.over(Cost::Script, span);
    }
    permitted::permitted(model, diagnostics);
}
