//! An image that ends as root though its parent did not.

use super::{Subject, errors};
use crate::diag::{Diagnostics, rule};

pub(super) fn ends_as_root(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        let Some((user, Some(span))) = &build.user else { continue };
        let root = |user: &str| matches!(user.split(':').next(), Some("root" | "0"));
        let Some(parent) = build.parents.first().map(|&parent| subject.plan.build(parent)) else { continue };
        let Some((before, _)) = &parent.user else { continue };
        // once for the `user`, whatever plans and variants end with it
        if root(user) && !root(before) && !diagnostics.has_told(&rule::ENDS_AS_ROOT, *span) {
            diagnostics.report(errors::ends_as_root(*span, before, parent));
        }
    }
}
