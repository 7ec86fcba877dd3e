//! Reads the Dockerfiles that images adopt.

use super::errors;
use super::load::not_text;
use crate::ast::ImageItem;
use crate::budget::Cost;
use crate::containerfile;
use crate::diag::{self, Diagnostics};
use crate::model::{Model, every};
use crate::paths::{View, below, folder, unusable};
use crate::source::Sources;
use crate::world::{ReadError, World};

/// Each file is read once, whatever adopts it; one that cannot be read is reported and left out.
pub(super) fn adopted(
    world: &dyn World,
    view: &View,
    sources: &mut Sources,
    model: &mut Model,
    diagnostics: &mut Diagnostics,
) {
    for image in model.images.values() {
        for item in every(&image.ast.body) {
            let ImageItem::Dockerfile(dockerfile) = item else { continue };
            let Some(path) = below(&image.folder, &dockerfile.path.value) else {
                diagnostics.error(diag::outside_root(&dockerfile.path.value, dockerfile.path.span));
                continue;
            };
            if model.adopted.contains_key(&path) {
                continue;
            }
            if let Some(why) = unusable(&path) {
                diagnostics.error(diag::unusable_path("a Dockerfile", why, dockerfile.path.span));
                continue;
            }
            match world.read(&path) {
                Ok(text) => {
                    if diagnostics.draw(Cost::Source, text.len(), dockerfile.path.span).is_err() {
                        return;
                    }
                    let file = containerfile::parse(sources.add(view.shown(&path), text.clone()), &text);
                    for problem in &file.problems {
                        diagnostics.error(errors::broken_dockerfile(problem, dockerfile.span));
                    }
                    model.adopted.insert(path, file);
                }
                Err(error) => {
                    let near = matches!(error, ReadError::Missing).then(|| world.list(folder(&path)));
                    let at = not_text(&view.shown(&path), &error, sources);
                    let near = near.unwrap_or_default();
                    diagnostics.error(errors::cannot_adopt(&dockerfile.path, &path, &error, &near, at));
                }
            }
        }
    }
}
