//! A secret in an arg or an environment variable, where everybody who pulls the image can read it.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::inputs::looks_secret;
use crate::model::every;
use crate::plan::{DockerfileContent, Op};

pub(super) fn secret_in_value(subject: &Subject, diagnostics: &mut Diagnostics) {
    let own = subject.model.images.values().flat_map(|image| every(&image.ast.body)).filter_map(|item| match item {
        crate::ast::ImageItem::Arg(arg) => Some(arg),
        _ => None,
    });
    for arg in subject.model.args.values().chain(own) {
        if looks_secret(&arg.name.value) {
            diagnostics.report(errors::secret(&arg.name.value, "arg", arg.name.span));
        }
    }
    for file in &subject.plan.dockerfiles {
        let DockerfileContent::Made { recipe, .. } = &file.content else { continue };
        for step in recipe.stages.iter().flat_map(|stage| &stage.steps) {
            let (Op::Env(pairs), Some(span)) = (&step.op, step.origin.span) else { continue };
            for (name, value) in pairs {
                if looks_secret(name) && !value.is_empty() {
                    diagnostics.report(errors::secret(name, "env", span));
                }
            }
        }
    }
}
