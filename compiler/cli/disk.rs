//! The files below a stack's root, on a disk. Nothing outside of the root is seen, by whatever links, nor what Git keeps.

use super::folder::{Folder, Kind, bytes, problem};
use imgc::budget::{FILES, FOLDERS, LINKS};
use imgc::paths;
use imgc::world::{ReadError, World};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A disk, and the text of the stack where it came by standard input.
pub struct Disk {
    pub root: PathBuf,
    pub standard_input: Option<(String, String)>,
    /// Folders that were listed: a compilation asks for the same ones again and again.
    listed: RefCell<BTreeMap<String, Vec<String>>>,
}

/// What a path leads to, when all links are followed.
enum Found {
    Folder(Folder),
    /// A name in a folder that is neither a folder nor a link.
    Name(Folder, String),
}

impl Disk {
    pub fn new(root: PathBuf, standard_input: Option<(String, String)>) -> Disk {
        Disk { root, standard_input, listed: RefCell::default() }
    }

    /// Walks from the root, folder by folder. A link is followed as far as it stays below the root.
    fn find(&self, path: &str) -> Result<Found, ReadError> {
        let mut way = vec![Folder::open(&self.root).map_err(problem)?];
        let mut left: Vec<String> = path.rsplit('/').map(str::to_string).collect();
        let mut links = 0;
        while let Some(name) = left.pop() {
            let Some(here) = way.last() else { return Err(ReadError::Outside) };
            match name.as_str() {
                "" | "." => continue,
                ".." => {
                    way.pop();
                    continue;
                }
                name if paths::is_of_git(name) => return Err(ReadError::OfGit),
                _ => {}
            }
            match here.kind(&name).map_err(problem)? {
                Kind::Folder => way.push(here.folder(&name).map_err(problem)?),
                Kind::Link => {
                    links += 1;
                    if links > LINKS {
                        return Err(ReadError::Other("its links go in a circle".to_string()));
                    }
                    let target = here.target(&name).map_err(problem)?;
                    let target = if target.is_absolute() {
                        way.truncate(1);
                        self.below(&target).ok_or(ReadError::Outside)?
                    } else {
                        target
                    };
                    let target = target.to_str().ok_or(ReadError::Missing)?;
                    left.extend(target.rsplit(std::path::is_separator).map(str::to_string));
                }
                Kind::File | Kind::Other if left.iter().all(String::is_empty) => {
                    return way.pop().map(|folder| Found::Name(folder, name)).ok_or(ReadError::Outside);
                }
                Kind::File | Kind::Other => return Err(ReadError::Missing),
            }
        }
        way.pop().map(Found::Folder).ok_or(ReadError::Outside)
    }

    /// What is left of an absolute path below the root.
    fn below(&self, path: &Path) -> Option<PathBuf> {
        let real = || path.strip_prefix(fs::canonicalize(&self.root).ok()?).ok();
        path.strip_prefix(&self.root).ok().or_else(real).map(Path::to_path_buf)
    }
}

fn walk(folder: &Folder, prefix: &str, depth: usize, found: &mut Vec<String>) {
    let Ok(names) = folder.names() else { return };
    for (name, kind) in names {
        if found.len() >= FILES {
            return;
        }
        let path = paths::join(prefix, &name);
        match kind {
            _ if paths::is_of_git(&name) => {}
            Kind::Folder if depth < FOLDERS => {
                if let Ok(below) = folder.folder(&name) {
                    walk(&below, &path, depth + 1, found);
                }
            }
            Kind::Folder => {}
            // a link is a file of its own: it is not followed
            Kind::File | Kind::Link | Kind::Other => found.push(path),
        }
    }
}

impl World for Disk {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if let Some((name, text)) = &self.standard_input
            && name == path
        {
            return Ok(text.clone());
        }
        match self.find(path)? {
            Found::Folder(_) => Err(ReadError::NotAFile),
            Found::Name(folder, name) => as_text(folder.read(&name)?),
        }
    }

    fn file(&self, path: &str) -> String {
        let real = self.root.canonicalize().and_then(|root| Ok((self.root.join(path).canonicalize()?, root)));
        let below = real.ok().and_then(|(file, root)| Some(file.strip_prefix(root).ok()?.to_str()?.to_string()));
        below.unwrap_or_else(|| path.to_string())
    }

    fn exists(&self, path: &str) -> bool {
        self.find(path).is_ok()
    }

    fn list(&self, directory: &str) -> Vec<String> {
        if let Some(known) = self.listed.borrow().get(directory) {
            return known.clone();
        }
        let mut found = Vec::new();
        if let Ok(Found::Folder(folder)) = self.find(directory) {
            walk(&folder, directory, 0, &mut found);
        }
        found.sort_unstable();
        self.listed.borrow_mut().insert(directory.to_string(), found.clone());
        found
    }
}

/// All text of a stream, up to the largest size.
pub fn text(stream: impl Read) -> Result<String, ReadError> {
    as_text(bytes(stream)?)
}

fn as_text(bytes: Vec<u8>) -> Result<String, ReadError> {
    String::from_utf8(bytes).map_err(|error| ReadError::NotText {
        at: error.utf8_error().valid_up_to(),
        readable: String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}
