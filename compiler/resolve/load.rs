//! Reads the stack's own files.

use super::standard::Words;
use super::{Loaded, errors};
use crate::ast;
use crate::diag::{Diagnostics, Reported};
use crate::glob::Glob;
use crate::paths::{View, folder, join};
use crate::source::{Sources, Span, Spanned};
use crate::syntax;
use crate::world::{ReadError, World};
use std::collections::BTreeMap;

/// Every file of the stack, the first one first, and the words in them.
pub(super) fn load(
    world: &dyn World,
    file: &str,
    view: &View,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<(Vec<Loaded>, Words), Reported> {
    let text = match world.read(file) {
        Ok(text) => text,
        Err(error) => {
            let name = view.shown(file);
            let at = not_text(&name, &error, sources).unwrap_or_else(|| Span::new(sources.add(name, ""), 0, 0));
            return Err(diagnostics.error(errors::unreadable(file, &error, at)));
        }
    };
    let (documents, words, seen) = (Vec::new(), Words::default(), BTreeMap::new());
    let mut loader = Loader { world, view, sources, diagnostics, documents, words, seen };
    loader.file(file, text);
    let mut next = 0;
    while next < loader.documents.len() {
        let includes = std::mem::take(&mut loader.documents[next].document.includes);
        let path = loader.documents[next].path.clone();
        for include in &includes {
            for glob in &include.globs {
                loader.include(&path, include, glob);
            }
        }
        next += 1;
    }
    Ok((loader.documents, loader.words))
}

/// The first byte of a file that is no text.
pub(super) fn not_text(name: &str, error: &ReadError, sources: &mut Sources) -> Option<Span> {
    let ReadError::NotText { at, readable } = error else { return None };
    let source = sources.add(name, readable.as_str());
    Some(Span::new(source, *at, at + char::REPLACEMENT_CHARACTER.len_utf8()))
}

struct Loader<'a> {
    world: &'a dyn World,
    view: &'a View,
    sources: &'a mut Sources,
    diagnostics: &'a mut Diagnostics,
    documents: Vec<Loaded>,
    words: Words,
    /// Paths already read, and what included them.
    seen: BTreeMap<String, Option<Span>>,
}

impl Loader<'_> {
    fn file(&mut self, path: &str, text: String) {
        self.seen.entry(path.to_string()).or_insert(None);
        let source = self.sources.add_own(self.view.shown(path), path, text.clone());
        let tree = syntax::parse(source, &text, self.diagnostics);
        self.words.take(&tree);
        let mut document = ast::read(&tree, &text, self.diagnostics);
        document.gpu_releases.iter_mut().for_each(|release| release.own = true);
        self.documents.push(Loaded { document, source, path: path.to_string() });
    }

    fn include(&mut self, from: &str, include: &ast::Include, glob: &Spanned<Glob>) {
        let folder = folder(from);
        let literal = glob.value.is_literal();
        if glob.value.as_str().starts_with('/') || glob.value.as_str().split('/').any(|part| part == "..") {
            self.diagnostics.error(errors::include_outside(glob));
            return;
        }
        let matches: Vec<String> = if literal {
            vec![join(folder, glob.value.as_str())]
        } else {
            let below = |path: &String| {
                let rest =
                    if folder.is_empty() { Some(path.as_str()) } else { path.strip_prefix(&format!("{folder}/")) };
                rest.is_some_and(|rest| glob.value.matches(rest))
            };
            self.world.list(folder).into_iter().filter(below).collect()
        };
        for path in matches {
            match self.seen.get(&path) {
                // a glob may well match the file that it stands in, or one that another glob took
                Some(_) if !literal => continue,
                Some(before) => {
                    let before = *before;
                    self.diagnostics.error(errors::included_twice(include, glob, &path, before));
                    continue;
                }
                None => {}
            }
            match self.world.read(&path) {
                Ok(text) => {
                    self.seen.insert(path.clone(), Some(glob.span));
                    self.file(&path, text);
                }
                Err(error) => {
                    // anything may be defined there
                    self.documents[0].document.unknown.push((String::new(), None));
                    let near = matches!(error, ReadError::Missing).then(|| self.world.list(folder)).unwrap_or_default();
                    let skip = if folder.is_empty() { 0 } else { folder.len() + 1 };
                    // those that are read already are not meant
                    let near = near.iter().filter(|near| !self.seen.contains_key(*near));
                    let near: Vec<&str> = near.filter_map(|near| near.get(skip..)).collect();
                    let at = not_text(&self.view.shown(&path), &error, self.sources);
                    self.diagnostics.error(errors::cannot_include(glob, &path, &error, &near, at));
                }
            }
        }
    }
}
