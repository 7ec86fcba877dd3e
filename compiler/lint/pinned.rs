//! References that say no version: what they mean changes from day to day.

use super::found::{Named, references};
use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::reference::Reference;

pub(super) fn unpinned_base(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        for Named { reference, origin, .. } in references(subject.plan, build) {
            let Ok(parsed) = Reference::parse(&reference) else { continue };
            let floats = matches!(parsed.tag.as_deref(), None | Some("latest")) && parsed.digest.is_none();
            // that of the stack's own image is told as such; a named context is a folder
            let named = reference == parsed.path && build.contexts.contains_key(&reference);
            if let Some(span) = origin.span.filter(|_| floats && !named && subject.own(&reference).is_none()) {
                let image = subject.model.images.contains_key(&reference);
                diagnostics.report(errors::unpinned(&reference, image, span, &origin.via));
            }
        }
    }
}
