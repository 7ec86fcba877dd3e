//! What the builds of a stack need of a GPU, and whether a machine has it.
//!
//! In: a [`Plan`](crate::plan::Plan) and what was found on a [`Host`]. Out: for each build its [`Choice`] from the catalogue,
//! and how it [fits](fit()) the machine. Nothing here looks at a machine.

mod choice;
mod fit;
mod host;

pub use choice::{Choice, How, choices};
pub use fit::{Fit, Runs, fit};
pub use host::{Driven, Gpu, Host, LOOKED_FOR};
