//! What is copied is in the context, and nothing else is read as a Bake file.

use super::{Subject, errors};
use crate::ast::ImageItem;
use crate::budget::Cost;
use crate::diag::Diagnostics;
use crate::inputs::{CheckedSource, Contexts};
use crate::model::every;
use crate::paths;
use crate::plan::NamedContext;
use crate::world::World;
use std::collections::{BTreeMap, BTreeSet};

/// Copy sources exist, and `.dockerignore` does not hide them.
pub(super) fn copy_sources(subject: &Subject, diagnostics: &mut Diagnostics) {
    let contexts = Contexts::new(subject.world);
    for build in &subject.plan.builds {
        let file = subject.plan.dockerfile(build);
        for taken in &build.taken {
            let Some(span) = taken.origin.span else { continue };
            let tries = contexts.tries(&taken.folder, &taken.pattern());
            if diagnostics.is_full() || diagnostics.draw(Cost::Question, tries, span).is_err() {
                return;
            }
            let dockerfile = (taken.folder == build.context).then_some(file.path.as_str());
            let answer = contexts.check_source(&taken.folder, dockerfile, &taken.pattern(), taken.kind);
            for (path, error) in contexts.unreadable() {
                diagnostics.report(errors::unreadable(&path, &error, span));
            }
            let missing = matches!(answer, CheckedSource::Missing { .. });
            if missing && subject.is_generated(&paths::join(&taken.folder, &taken.pattern())) {
                continue;
            }
            if missing
                && build.adopted.is_some()
                && let Some(own) = dockerfile.map(paths::folder).filter(|own| *own != build.context)
                && contexts.check_source(own, dockerfile, &taken.pattern(), taken.kind) == CheckedSource::Found
            {
                let image = &subject.model.images[&build.image];
                let folder = paths::relative(&image.folder, own);
                diagnostics.report(errors::beside(&taken.source, &build.image, &folder, span));
                continue;
            }
            let written = missing && subject.steps.is_source(span, &taken.source);
            let place = (span, taken.origin.via.as_slice(), written);
            if let Some(diagnostic) = errors::source(&taken.source, &answer, &taken.folder, place) {
                diagnostics.report(diagnostic);
            }
        }
    }
}

/// Each context is a folder.
pub(super) fn contexts(subject: &Subject, diagnostics: &mut Diagnostics) {
    let mut folders: Option<BTreeSet<String>> = None;
    for build in &subject.plan.builds {
        let named = build.contexts.values().filter_map(|context| match context {
            NamedContext::Folder(folder) => Some(folder),
            _ => None,
        });
        let mut said = None;
        for folder in named.chain([&build.context]) {
            if folder.is_empty() || subject.world.exists(folder) || subject.is_generated(folder) {
                continue;
            }
            if diagnostics.is_full() {
                return;
            }
            let Some(image) = subject.model.images.get(&build.image) else { continue };
            let said = said.get_or_insert_with(|| {
                let items = every(&image.ast.body).into_iter().rev();
                let named = items.filter_map(|item| match item {
                    ImageItem::Context(context) => {
                        let folder = paths::below(&image.folder, context.location.as_literal()?)?;
                        Some((folder, &context.location))
                    }
                    _ => None,
                });
                named.collect::<BTreeMap<_, _>>()
            });
            let said = said.get(folder).copied();
            let known = folders.get_or_insert_with(|| all_folders(subject.world));
            // as they are named from the image's file
            let below = if image.folder.is_empty() { String::new() } else { format!("{}/", image.folder) };
            let known = known.iter().filter_map(|known| known.strip_prefix(&below)).collect();
            diagnostics.report(errors::no_context(folder, said, image.ast.name.span, known));
        }
    }
}

impl Subject<'_> {
    /// Whether a file or folder is made before the images are built.
    fn is_generated(&self, path: &str) -> bool {
        self.plan.changes.as_ref().is_some_and(|changes| changes.generated(path).is_some())
    }
}

fn all_folders(world: &dyn World) -> BTreeSet<String> {
    let files = world.list("");
    files.iter().flat_map(|file| file.match_indices('/').map(|(at, _)| file[..at].to_string())).collect()
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
