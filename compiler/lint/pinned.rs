//! References that say no version: what they mean changes from day to day.

use super::found::{Named, references};
use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::plan::{Build, DockerfileContent};
use crate::reference::Reference;

pub(super) fn unpinned_base(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        for Named { reference, origin, .. } in references(subject.plan, build) {
            let Ok(parsed) = Reference::parse(&reference) else { continue };
            let floats = matches!(parsed.tag.as_deref(), None | Some("latest")) && parsed.digest.is_none();
            // that of the stack's own image is told as such; a named context is a folder
            let named = reference == parsed.path && build.contexts.contains_key(&reference);
            if let Some(span) = origin.span.filter(|_| floats && !named && subject.own(&reference).is_none()) {
                let span = build.said_base(&reference).unwrap_or(span);
                let meant = meant(subject, build, &reference);
                diagnostics.report(errors::unpinned(&reference, span, &origin.via, meant));
            }
        }
    }
}

/// What a bare name that is also one of the stack may have been meant as.
fn meant(subject: &Subject, build: &Build, reference: &str) -> Option<(&'static str, String)> {
    if subject.model.images.contains_key(reference) && build.image != reference {
        let written = match build.adopted {
            // its `FROM` reads an arg
            Some(_) => format!("arg \"…\" image=\"{reference}\""),
            None => format!("image=\"{reference}\""),
        };
        return Some(("an image", written));
    }
    let DockerfileContent::Made { recipe, .. } = &subject.plan.dockerfile(build).content else { return None };
    let stage = recipe.stages.iter().any(|stage| stage.name.as_deref() == Some(reference));
    stage.then(|| ("a stage", format!("stage=\"{reference}\"")))
}
