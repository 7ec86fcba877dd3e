//! What may be built but should not: policies, and what a careful reader would notice.
use crate::diag::Diagnostics;
use crate::model::Model;
use crate::plan::Plan;
pub fn lint(_model: &Model, _plan: &Plan, _diagnostics: &mut Diagnostics) {}
