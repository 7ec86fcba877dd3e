//! An image of the stack that is named by what it was published as: Bake cannot replace it by its build.

use super::found::references;
use super::{Subject, errors};
use crate::diag::Diagnostics;

pub(super) fn hidden_parent(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        for named in references(subject.plan, build) {
            let parent = subject.own(&named.reference).filter(|parent| parent.image != build.image);
            let (Some(parent), Some(span)) = (parent, named.origin.span) else { continue };
            diagnostics.report(errors::hidden_parent(&named, parent, span));
        }
    }
}
