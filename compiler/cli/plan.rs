//! `imgc plan`

use super::arguments::{Common, Plan, PlanFormat, Selection};
use super::{Outcome, loading, output, terminal};
use imgc::plan::BuildId;
use imgc::report::{self, Fit};

pub fn run(common: &Common, command: &Plan) -> Outcome {
    let loaded = match loading::load(&command.stack, None, None) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    loading::tell(common, &loaded.compilation, loaded.compilation.has_errors());
    let Some(plan) = &loaded.compilation.plan else { return Outcome::Failed };
    let builds = match selected(plan, &command.selection) {
        Ok(builds) => builds,
        Err(outcome) => return outcome,
    };
    match (command.format, &builds[..]) {
        (PlanFormat::Table, [one]) if !command.selection.select.is_empty() => {
            output::print(&report::plan_build(plan, *one))
        }
        (PlanFormat::Table, builds) => {
            let mark = if terminal::shows_unicode() { "…" } else { "..." };
            let fit = terminal::width().map(|width| Fit { width, mark });
            let printed = output::print(&report::plan_table(plan, builds, fit));
            output::say(common, &report::plan_legend(plan, builds, fit));
            printed
        }
        (PlanFormat::Json, builds) => output::print(&imgc::visible::json(&imgc::plan::to_json(plan, builds))),
    }
}

/// The builds that were asked for; all of them where nothing was.
pub fn selected(plan: &imgc::plan::Plan, selection: &Selection) -> Result<Vec<BuildId>, Outcome> {
    if selection.select.is_empty() {
        return Ok((0..plan.builds.len()).map(BuildId).collect());
    }
    imgc::plan::select(plan, &selection.select).map_err(|error| output::usage(&error.to_string()))
}
