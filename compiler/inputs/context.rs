//! Sources of COPY, ADD and mounts, looked for in a build context.

use super::ignore::{IgnoreFile, IgnoredBy};
use super::pattern::{Pattern, clean};
use crate::diag::{nearest, the_nearest};
use crate::world::{ReadError, World};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a pattern for sources finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedSource {
    Found,
    Missing {
        /// A path of the context that was probably meant.
        nearest: Option<String>,
        /// No other path is spelled as nearly so, and it is no pattern.
        alone: bool,
        /// The same path exists below the stack's root: the context is not the folder that was thought of.
        at_root: bool,
    },
    /// All that it finds is hidden.
    Ignored {
        by: IgnoredBy,
        /// The build fails; otherwise an empty folder is copied.
        fails: bool,
    },
    /// It leads out of the context with `..`, which Docker cuts off without a word.
    Outside,
    /// Go's `filepath.Match` refuses it.
    BadPattern,
    /// The context is no folder of the stack.
    NoContext,
}

/// How a source is matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// COPY and ADD: wildcards, which stop at `/`.
    Copy,
    /// `COPY --parents`: also `**`, and `/./` parts what is kept from what is not.
    CopyParents,
    /// A bind mount: a path as it is.
    Mount,
}

/// The contexts of one compilation, each listed once.
pub struct Contexts<'w> {
    world: &'w dyn World,
    listings: RefCell<BTreeMap<String, Rc<Listing>>>,
    /// By path; `None` where there is no such file.
    ignores: RefCell<BTreeMap<String, Option<Rc<IgnoreFile>>>>,
    unreadable: RefCell<Vec<(String, ReadError)>>,
}

/// All paths of a context, relative to it.
struct Listing {
    files: Vec<String>,
    folders: BTreeSet<String>,
}

/// Looks for one COPY source; see [`Contexts::check_source`].
pub fn check_source(world: &dyn World, context: &str, dockerfile: Option<&str>, pattern: &str) -> CheckedSource {
    Contexts::new(world).check_source(context, dockerfile, pattern, SourceKind::Copy)
}

impl<'w> Contexts<'w> {
    pub fn new(world: &'w dyn World) -> Self {
        Contexts { world, listings: RefCell::default(), ignores: RefCell::default(), unreadable: RefCell::default() }
    }

    /// Looks for a source. `context` is a folder and `dockerfile` a file, both from the stack's root; a named context has
    /// no Dockerfile. `pattern` is as written, with variables replaced.
    pub fn check_source(
        &self,
        context: &str,
        dockerfile: Option<&str>,
        pattern: &str,
        kind: SourceKind,
    ) -> CheckedSource {
        let context = folder(context);
        if !context.is_empty() && !self.world.exists(&context) {
            return CheckedSource::NoContext;
        }
        let cleaned = clean(pattern);
        if cleaned == ".." || cleaned.starts_with("../") {
            return CheckedSource::Outside;
        }
        let path = cleaned.trim_start_matches('/');
        if matches!(path, "" | ".") {
            return CheckedSource::Found;
        }
        let compiled = match kind {
            SourceKind::Copy => Pattern::go(path),
            SourceKind::CopyParents => Pattern::ignore(path),
            SourceKind::Mount => Some(Pattern::Exact(path.to_string())),
        };
        let Some(compiled) = compiled else { return CheckedSource::BadPattern };
        let listing = self.listing(&context);
        let ignore = self.ignore(&context, dockerfile);
        match listing.look(&compiled, &ignore) {
            Look::Found => CheckedSource::Found,
            Look::Ignored { by, fails } => CheckedSource::Ignored { by, fails },
            // an empty folder is in no listing
            Look::Nothing if compiled.is_literal() && self.world.exists(&join(&context, path)) => CheckedSource::Found,
            Look::Nothing => {
                let near = listing.nearest(path);
                CheckedSource::Missing {
                    alone: compiled.is_literal() && near.as_ref().is_some_and(|(_, alone)| *alone),
                    nearest: near.map(|(near, _)| near),
                    at_root: !context.is_empty() && compiled.is_literal() && self.world.exists(path),
                }
            }
        }
    }

    /// How many paths a pattern is held against; one without wildcards is looked up.
    pub fn tries(&self, context: &str, pattern: &str) -> usize {
        if pattern.contains(['*', '?', '[']) { self.listing(&folder(context)).files.len() } else { 1 }
    }

    /// The patterns that hold for a context: those of `<dockerfile>.dockerignore`, else of its `.dockerignore`.
    pub fn ignore(&self, context: &str, dockerfile: Option<&str>) -> Rc<IgnoreFile> {
        let own = dockerfile.map(|dockerfile| format!("{dockerfile}.dockerignore"));
        let shared = join(&folder(context), ".dockerignore");
        own.into_iter().chain([shared]).find_map(|path| self.ignore_file(path)).unwrap_or_default()
    }

    /// The `.dockerignore` files that are there and could not be read since the last time that this was asked.
    pub fn unreadable(&self) -> Vec<(String, ReadError)> {
        self.unreadable.take()
    }

    fn ignore_file(&self, path: String) -> Option<Rc<IgnoreFile>> {
        if let Some(known) = self.ignores.borrow().get(&path) {
            return known.clone();
        }
        let file = match self.world.read(&path) {
            Ok(text) => Some(Rc::new(IgnoreFile::parse(&path, &text))),
            Err(ReadError::Missing) => None,
            Err(error) => {
                self.unreadable.borrow_mut().push((path.clone(), error));
                None
            }
        };
        self.ignores.borrow_mut().insert(path, file.clone());
        file
    }

    fn listing(&self, context: &str) -> Rc<Listing> {
        if let Some(known) = self.listings.borrow().get(context) {
            return known.clone();
        }
        let skip = if context.is_empty() { 0 } else { context.len() + 1 };
        let files: Vec<String> =
            self.world.list(context).iter().filter_map(|path| Some(path.get(skip..)?.to_string())).collect();
        let mut folders = BTreeSet::new();
        for file in &files {
            for (at, _) in file.match_indices('/').rev() {
                // the folders above it are known too, then
                if !folders.insert(file[..at].to_string()) {
                    break;
                }
            }
        }
        let listing = Rc::new(Listing { files, folders });
        self.listings.borrow_mut().insert(context.to_string(), listing.clone());
        listing
    }
}

enum Look {
    Found,
    Ignored { by: IgnoredBy, fails: bool },
    Nothing,
}

impl Listing {
    fn look(&self, pattern: &Pattern, ignore: &IgnoreFile) -> Look {
        let mut hidden = None;
        let exact = match pattern {
            Pattern::Exact(path) => Some(path),
            _ => None,
        };
        let files = match exact {
            None => &self.files[..],
            Some(path) => self.files.binary_search(path).map_or(&[][..], |at| &self.files[at..=at]),
        };
        for file in files.iter().filter(|file| pattern.matches(file)) {
            match ignore.ignored(file) {
                None => return Look::Found,
                Some(by) => hidden = hidden.or(Some((by, true))),
            }
        }
        let folders: Vec<&String> = match exact {
            None => self.folders.iter().filter(|folder| pattern.matches(folder)).collect(),
            Some(path) => self.folders.get(path).into_iter().collect(),
        };
        for folder in folders {
            let prefix = format!("{folder}/");
            let from = self.files.partition_point(|file| file.as_str() < prefix.as_str());
            for file in self.files[from..].iter().take_while(|file| file.starts_with(&prefix)) {
                match ignore.ignored(file) {
                    None => return Look::Found,
                    Some(by) => {
                        let fails = ignore.ignored(folder).is_some();
                        hidden = match hidden {
                            Some((first, failed)) => Some((first, failed && fails)),
                            None => Some((by, fails)),
                        };
                    }
                }
            }
        }
        hidden.map_or(Look::Nothing, |(by, fails)| Look::Ignored { by, fails })
    }

    /// A path spelled nearly so, and whether it is the only one; else the only one with the same last part, which may be
    /// meant for another.
    fn nearest(&self, path: &str) -> Option<(String, bool)> {
        let all = || self.files.iter().chain(&self.folders).map(String::as_str);
        if let Some(near) = nearest(path, all()) {
            return Some((near.to_string(), the_nearest(path, all()).is_some()));
        }
        let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_string();
        let name = last(path);
        let mut same = all().filter(|other| last(other) == name);
        same.next().filter(|_| same.next().is_none()).map(|path| (path.to_string(), false))
    }
}

/// A folder's path as [`World`] has it: `.` is the root, and nothing ends in a slash.
fn folder(path: &str) -> String {
    match clean(path).as_str() {
        "." | "/" => String::new(),
        cleaned => cleaned.to_string(),
    }
}

fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() { path.to_string() } else { format!("{folder}/{path}") }
}
