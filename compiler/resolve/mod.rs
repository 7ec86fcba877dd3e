//! From files to a [`Model`]: includes are read, documents united, images ordered, axes and builds found.
//!
//! In: a [`World`] and the path of a stack's file. Out: the model, or all that is wrong with names, axes and edges.
//! Nothing here knows what a build's Dockerfile will say.

mod adopted;
mod axes;
mod errors;
mod load;
mod order;
mod unite;

use crate::ast;
use crate::diag::{Diagnostics, Reported};
use crate::model::{Catalogue, Model};
use crate::source::{SourceId, Sources};
use crate::world::World;
use std::collections::BTreeMap;

/// A document and where it stands.
struct Loaded {
    document: ast::Document,
    source: SourceId,
    /// From the root; empty for the standard library.
    path: String,
}

/// Reads the stack at `file` (a path from the root) and all that it includes.
pub fn resolve(
    world: &dyn World,
    file: &str,
    display: &str,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Model, Reported> {
    let documents = load::load(world, file, display, sources, diagnostics)?;
    let mut model = unite::unite(documents, file, diagnostics)?;
    order::order(&mut model, diagnostics)?;
    // without the values of an axis nothing can be said of builds
    if model.unknown.iter().any(|(kind, _)| matches!(kind.as_str(), "plan" | "axis" | "exclude" | "only")) {
        diagnostics.check()?;
    }
    axes::axes(&mut model, diagnostics)?;
    adopted::adopted(world, display, sources, &mut model, diagnostics);
    Ok(model)
}

/// The catalogue of GPUs that a stack sees, or that of the standard library.
pub fn catalogue(stack: Option<(&dyn World, &str)>) -> Catalogue {
    unite::catalogue(readable(stack))
}

/// The components that a stack sees, by name, or those of the standard library.
pub fn components(stack: Option<(&dyn World, &str)>) -> BTreeMap<String, ast::Component> {
    unite::components(readable(stack))
}

/// What can be read of a stack, whatever is wrong with the rest of it; at least the standard library.
fn readable(stack: Option<(&dyn World, &str)>) -> Vec<Loaded> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let own = stack.and_then(|(world, file)| load::load(world, file, "", &mut sources, &mut diagnostics).ok());
    own.unwrap_or_else(|| load::standard(&mut sources, &mut diagnostics))
}
