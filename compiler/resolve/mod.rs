//! From files to a [`Model`]: includes are read, documents united, images ordered, axes and builds found.
//!
//! In: a [`World`] and the path of a stack's file. Out: the model, or all that is wrong with names, axes and edges.
//! Nothing here knows what a build's Dockerfile will say.

mod adopted;
mod axes;
mod errors;
mod load;
mod order;
mod standard;
mod unite;

use crate::ast;
use crate::diag::{Diagnostics, Reported};
use crate::model::{Catalogue, Model};
use crate::paths::View;
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

/// Reads the stack at `file` (a path from the root) and all that it includes. `sets` are values that args get from outside.
pub fn resolve<'a>(
    world: &dyn World,
    file: &str,
    view: &View,
    sets: impl Iterator<Item = &'a String>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Model, Reported> {
    let (own, mut words) = load::load(world, file, view, sources, diagnostics)?;
    sets.for_each(|value| words.take_value(value));
    let mut documents = standard::asked(words, sources, diagnostics);
    documents.extend(own);
    let mut model = unite::unite(documents, file, diagnostics)?;
    order::order(&mut model, diagnostics)?;
    // without the values of an axis nothing can be said of builds
    if model.unknown.iter().any(|(kind, _)| matches!(kind.as_str(), "plan" | "axis" | "exclude" | "only")) {
        diagnostics.check()?;
    }
    axes::axes(&mut model, diagnostics)?;
    adopted::adopted(world, view, sources, &mut model, diagnostics);
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

/// The whole standard library, and what can be read of a stack, whatever is wrong with the rest of it.
fn readable(stack: Option<(&dyn World, &str)>) -> Vec<Loaded> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let mut documents = standard::whole(&mut sources, &mut diagnostics);
    let own =
        stack.and_then(|(world, file)| load::load(world, file, &View::default(), &mut sources, &mut diagnostics).ok());
    documents.extend(own.into_iter().flat_map(|(own, _)| own));
    documents
}
