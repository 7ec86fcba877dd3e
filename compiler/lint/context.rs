//! What is copied is in the context, and nothing else is read as a Bake file.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::inputs::{CheckedSource, Contexts};
use crate::paths;
use std::collections::BTreeSet;

/// Copy sources exist, and `.dockerignore` does not hide them.
pub(super) fn copy_sources(subject: &Subject, diagnostics: &mut Diagnostics) {
    let contexts = Contexts::new(subject.world);
    for build in &subject.plan.builds {
        let file = subject.plan.dockerfile(build);
        let mut missing: BTreeSet<&str> = BTreeSet::new();
        for taken in &build.taken {
            let Some(span) = taken.origin.span else { continue };
            if missing.contains(taken.folder.as_str()) {
                continue;
            }
            let dockerfile = (taken.folder == build.context).then_some(file.path.as_str());
            let answer = contexts.check_source(&taken.folder, dockerfile, &taken.pattern(), taken.kind);
            if matches!(answer, CheckedSource::NoContext) {
                missing.insert(&taken.folder);
            }
            if matches!(answer, CheckedSource::Missing { .. })
                && build.adopted.is_some()
                && let Some(own) = dockerfile.map(paths::folder).filter(|own| *own != build.context)
                && contexts.check_source(own, dockerfile, &taken.pattern(), taken.kind) == CheckedSource::Found
            {
                let image = &subject.model.images[&build.image];
                let folder = paths::relative(&image.folder, own);
                diagnostics.report(errors::beside(&taken.source, &build.image, &folder, span));
                continue;
            }
            if let Some(diagnostic) = errors::source(&taken.source, &answer, &taken.folder, span, &taken.origin.via) {
                diagnostics.report(diagnostic);
            }
        }
    }
}

/// Files that `docker buildx bake` reads and merges without being told.
/// Source: docker/buildx, bake/bake.go, `defaultFilenames`, v0.36.1 (2026-08).
const MERGED: &[&str] = &[
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
    "docker-bake.json",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
];

/// Nothing beside the Bake file is merged into it.
pub(super) fn bake_files(subject: &Subject, diagnostics: &mut Diagnostics) {
    for name in MERGED {
        let path = paths::join(&subject.plan.stack.out, name);
        if subject.world.exists(&path) {
            diagnostics.report(errors::merged(&path, subject.model.stack.name.span));
        }
    }
}
