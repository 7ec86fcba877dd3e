//! What a base reference is.

pub use crate::ast::Distribution;

/// The distribution of a reference in its familiar form; a digest behind a tag does not count.
pub fn distribution_of<'a>(table: &'a [Distribution], familiar: &str) -> Option<&'a Distribution> {
    let name = familiar.split('@').next().unwrap_or(familiar);
    table.iter().find(|row| row.bases.iter().any(|base| base.value.matches(name)))
}
