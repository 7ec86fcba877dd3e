//! An image of the stack that is named by what it was published as: Bake cannot replace it by its build.

use super::found::references;
use super::{Subject, errors};
use crate::diag::Diagnostics;

pub(super) fn hidden_parent(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        for (reference, origin) in references(subject.plan, build) {
            let parent = subject.own(&reference).filter(|parent| parent.image != build.image);
            let (Some(parent), Some(span)) = (parent, origin.span) else { continue };
            let adopted = build.adopted.is_some();
            diagnostics.report(errors::hidden_parent(&reference, parent, span, &origin.via, adopted));
        }
    }
}
