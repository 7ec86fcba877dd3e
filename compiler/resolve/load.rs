//! Reads the stack's own files.

use super::standard::Words;
use super::{Loaded, errors};
use crate::ast;
use crate::budget::Cost;
use crate::diag::{self, Diagnostics, Reported};
use crate::glob::Glob;
use crate::paths::{View, below, folder, relative, unusable};
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
    loader.file(file, text, None);
    let mut next = 0;
    while next < loader.documents.len() {
        let includes = std::mem::take(&mut loader.documents[next].document.includes);
        let path = loader.documents[next].path.clone();
        for include in &includes {
            for glob in &include.globs {
                loader.include(&path, include, glob);
                loader.diagnostics.go_on()?;
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
    /// `at` is what includes it.
    fn file(&mut self, path: &str, text: String, at: Option<Span>) {
        self.seen.entry(self.world.file(path)).or_insert(None);
        let source = self.sources.add_own(self.view.shown(path), path, text.clone());
        let at = at.unwrap_or(Span::new(source, 0, 0));
        if self.diagnostics.draw(Cost::Source, text.len(), at).is_err() {
            return;
        }
        let tree = syntax::parse(source, &text, self.diagnostics);
        self.words.take(&tree);
        let mut document = ast::read(&tree, &text, self.diagnostics);
        document.gpu_releases.iter_mut().for_each(|release| release.own = true);
        self.documents.push(Loaded { document, source, path: path.to_string() });
    }

    fn include(&mut self, from: &str, include: &ast::Include, glob: &Spanned<Glob>) {
        let said = glob.value.as_str();
        let Some(whole) = below(folder(from), said) else {
            self.diagnostics.error(errors::include_outside(said, glob.span));
            return;
        };
        let literal = glob.value.is_literal();
        // a glob is matched from the folder that it climbs to
        let mut base = folder(from);
        let rest = relative(base, &whole);
        let mut rest = rest.as_str();
        while let Some(climbed) = rest.strip_prefix("../") {
            (base, rest) = (folder(base), climbed);
        }
        let pattern = Glob::new(rest).unwrap_or_else(|_| glob.value.clone());
        let skip = if base.is_empty() { 0 } else { base.len() + 1 };
        let matches: Vec<String> = if literal {
            vec![whole]
        } else {
            let matched = |path: &String| path.get(skip..).is_some_and(|rest| pattern.matches(rest));
            let listed = self.world.list(base);
            if self.diagnostics.draw(Cost::Question, listed.len(), glob.span).is_err() {
                return;
            }
            listed.into_iter().filter(matched).collect()
        };
        for path in matches {
            if self.diagnostics.go_on().is_err() {
                return;
            }
            // by whatever name: a link leads to what another name does
            let file = self.world.file(&path);
            match self.seen.get(&file) {
                // a glob may well match the file that it stands in, or one that another glob took
                Some(_) if !literal => continue,
                Some(before) => {
                    let before = *before;
                    self.diagnostics.error(errors::included_twice(include, glob, &path, before));
                    continue;
                }
                None => {}
            }
            if let Some(why) = unusable(&path) {
                self.diagnostics.error(diag::unusable_path("an include", why, glob.span));
                continue;
            }
            match self.world.read(&path) {
                Ok(text) => {
                    self.seen.insert(file, Some(glob.span));
                    self.file(&path, text, Some(glob.span));
                }
                Err(error) => {
                    // anything may be defined there
                    self.documents[0].document.unknown.push((String::new(), None));
                    let near = matches!(error, ReadError::Missing).then(|| self.world.list(base)).unwrap_or_default();
                    // those that are read already are not meant
                    let near = near.iter().filter(|near| !self.seen.contains_key(*near));
                    let near: Vec<String> = near.map(|near| relative(folder(from), near)).collect();
                    let at = not_text(&self.view.shown(&path), &error, self.sources);
                    self.diagnostics.error(errors::cannot_include(glob, &path, &error, &near, at));
                }
            }
        }
    }
}
