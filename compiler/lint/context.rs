//! What is copied is in the context, and nothing else is read as a Bake file.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::inputs::{CheckedSource, Contexts, SourceKind};
use crate::paths;
use crate::plan::{DockerfileContent, Mount, Op, Source};

/// Copy sources exist, and `.dockerignore` does not hide them.
pub(super) fn copy_sources(subject: &Subject, diagnostics: &mut Diagnostics) {
    let contexts = Contexts::new(subject.world);
    for build in &subject.plan.builds {
        let file = subject.plan.dockerfile(build);
        let DockerfileContent::Made { recipe, .. } = &file.content else { continue };
        for step in recipe.stages.iter().flat_map(|stage| &stage.steps) {
            let Some(span) = step.origin.span else { continue };
            let sources: Vec<(String, SourceKind)> = match &step.op {
                Op::Copy(copy) if copy.from == Source::Context => {
                    let kind = if copy.parents { SourceKind::CopyParents } else { SourceKind::Copy };
                    copy.sources.iter().map(|source| (build.written(source), kind)).collect()
                }
                Op::Add(add) => {
                    let local = |source: &String| !source.contains("://") && !source.starts_with("git@");
                    let sources = add.sources.iter().map(|source| build.written(source));
                    sources.filter(local).map(|source| (source, SourceKind::Copy)).collect()
                }
                Op::Run(run) => run
                    .mounts
                    .iter()
                    .filter_map(|mount| match mount {
                        Mount::Bind { source, from: Source::Context, .. } => {
                            Some((build.written(source), SourceKind::Mount))
                        }
                        _ => None,
                    })
                    .collect(),
                _ => continue,
            };
            for (source, kind) in sources {
                // a platform's arg may be any of its values
                let pattern = wild(&source);
                let answer = contexts.check_source(&build.context, &file.path, &pattern, kind);
                if let Some(diagnostic) = errors::source(&source, &answer, &build.context, span, &step.origin.via) {
                    diagnostics.report(diagnostic);
                }
                if matches!(answer, CheckedSource::NoContext) {
                    break;
                }
            }
        }
    }
}

/// `${NAME}` and `$NAME` as a wildcard.
fn wild(text: &str) -> String {
    let mut pattern = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        pattern.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = match after.strip_prefix('{') {
            Some(inner) => inner.find('}').map_or(after.len(), |end| end + 2),
            None => after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len()),
        };
        pattern.push('*');
        rest = &after[end..];
    }
    pattern.push_str(rest);
    pattern
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
