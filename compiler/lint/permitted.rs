//! What a node permits is not told, and a permit that nothing needs is.

use super::errors;
use crate::ast::{ImageItem, Permit};
use crate::diag::Diagnostics;
use crate::model::{Model, every};
use crate::paths;
use crate::source::Span;

pub(super) fn permitted(model: &Model, diagnostics: &mut Diagnostics) {
    let needless: Vec<&Permit> =
        model.permits.iter().filter(|permit| !diagnostics.permit(&permit.rule.value, &places(model, permit))).collect();
    for permit in needless {
        diagnostics.report(errors::needless_permit(permit));
    }
}

/// The node that a permit is for, and the Dockerfiles that are adopted in it.
fn places(model: &Model, permit: &Permit) -> Vec<Span> {
    let is_in = |span: Span| {
        span.source == permit.node.source && permit.node.start <= span.start && span.end <= permit.node.end
    };
    let adopted =
        model.images.values().flat_map(|image| every(&image.ast.body).into_iter().map(move |item| (image, item)));
    let files = adopted.filter_map(|(image, item)| match item {
        ImageItem::Dockerfile(dockerfile) if is_in(dockerfile.span) => {
            let file = model.adopted.get(&paths::join(&image.folder, &dockerfile.path.value))?;
            let source = file.instructions.first()?.span.source;
            Some(Span { source, start: 0, end: u32::MAX })
        }
        _ => None,
    });
    files.chain([permit.node]).collect()
}
