//! `imgc graph`

use super::arguments::{Common, Graph, GraphFormat};
use super::{Outcome, loading, output, plan, terminal};
use imgc::report;

pub fn run(common: &Common, command: &Graph) -> Outcome {
    let loaded = match loading::load(&command.stack, None, None) {
        Ok(loaded) => loaded,
        Err(outcome) => return outcome,
    };
    loading::tell(common, &loaded.compilation, loaded.compilation.has_errors());
    let Some(plan) = &loaded.compilation.plan else { return Outcome::Failed };
    match plan::selected(plan, &command.selection) {
        Ok(builds) => {
            let format = match command.format {
                Some(GraphFormat::Tree) => report::GraphFormat::Tree { unicode: terminal::shows_unicode() },
                None if terminal::width().is_some() => report::GraphFormat::Tree { unicode: terminal::shows_unicode() },
                None => report::GraphFormat::Mermaid,
                Some(GraphFormat::Mermaid) => report::GraphFormat::Mermaid,
                Some(GraphFormat::Dot) => report::GraphFormat::Dot,
                Some(GraphFormat::Json) => report::GraphFormat::Json,
            };
            output::print(&report::graph(plan, &builds, format))
        }
        Err(outcome) => outcome,
    }
}
