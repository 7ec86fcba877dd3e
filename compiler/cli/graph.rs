//! `imgc graph`

use super::arguments::{Common, Graph, GraphFormat};
use super::{Outcome, loading, output, plan};
use imgc::report;

pub fn run(common: &Common, command: &Graph) -> Outcome {
    let loaded = match loading::load(&command.stack, None) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    loading::tell(common, &loaded.compilation);
    let Some(plan) = &loaded.compilation.plan else { return Outcome::Failed };
    match plan::selected(plan, &command.selection) {
        Ok(builds) => output::print(&match command.format {
            GraphFormat::Mermaid => report::graph_mermaid(plan, &builds),
            GraphFormat::Dot => report::graph_dot(plan, &builds),
            GraphFormat::Json => report::graph_json(plan, &builds),
        }),
        Err(outcome) => outcome,
    }
}
