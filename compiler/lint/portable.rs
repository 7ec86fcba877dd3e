//! What the stack writes can be written: on this disk, and on those of other systems.

use super::{Subject, errors};
use crate::diag::{Diagnostics, unusable_path};
use crate::paths;
use crate::plan::DockerfileContent;
use crate::world::ReadError;
use std::collections::BTreeSet;

/// `out` is a folder or can become one.
pub(super) fn out(subject: &Subject, diagnostics: &mut Diagnostics) {
    let stack = &subject.model.stack;
    let span = stack.out.as_ref().unwrap_or(&stack.name).span;
    let out = &subject.plan.stack.out;
    let ends = out.match_indices('/').map(|(at, _)| at).chain([out.len()]);
    for folder in ends.map(|end| &out[..end]).filter(|folder| !folder.is_empty()) {
        let is_workflow = paths::folder(folder).eq_ignore_ascii_case(".github/workflows") && folder.ends_with(".yml");
        let is_file =
            matches!(subject.world.read(folder), Ok(_) | Err(ReadError::TooLarge | ReadError::NotText { .. }));
        if is_workflow || is_file {
            diagnostics.report(unusable_path("`out`", "leads through a file", span));
            return;
        }
        let name = paths::name(folder);
        if !paths::is_portable(name) {
            diagnostics.report(errors::unportable("folder", name, span));
        }
    }
}

/// Images that have files of their own are not called as a device is.
pub(super) fn images(subject: &Subject, diagnostics: &mut Diagnostics) {
    let made = subject.plan.dockerfiles.iter().filter_map(|file| match &file.content {
        DockerfileContent::Made { image, .. } => Some(image),
        DockerfileContent::Adopted => None,
    });
    let checked = subject.plan.builds.iter().filter(|build| !build.tests.is_empty() || !build.info.is_empty());
    let images: BTreeSet<&String> = made.chain(checked.map(|build| &build.image)).collect();
    for image in images {
        let name = format!("{image}.Dockerfile");
        if let (false, Some(image)) = (paths::is_portable(&name), subject.model.images.get(image)) {
            diagnostics.report(errors::unportable("file", &name, image.ast.name.span));
        }
    }
}
