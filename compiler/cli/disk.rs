//! The files below a stack's root, on a disk.

use imgc::world::{MAX_FILE, ReadError, World};
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

/// Folders that no context wants, and that may be large.
const PASSED_OVER: &[&str] = &[".git"];

/// More files below one folder than this are not looked at.
const MAX_FILES: usize = 200_000;

impl Disk {
    pub fn new(root: PathBuf, standard_input: Option<(String, String)>) -> Disk {
        Disk { root, standard_input, listed: RefCell::default() }
    }

    fn walk(&self, folder: &Path, prefix: &str, found: &mut Vec<String>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        let mut entries: Vec<_> = entries.flatten().collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let path = if prefix.is_empty() { name.to_string() } else { format!("{prefix}/{name}") };
            let Ok(kind) = entry.file_type() else { continue };
            // a link is a file of its own: it is not followed
            if kind.is_dir() {
                if !PASSED_OVER.contains(&name) {
                    self.walk(&entry.path(), &path, found);
                }
            } else {
                found.push(path);
            }
            if found.len() >= MAX_FILES {
                return;
            }
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
        read(&self.root.join(path))
    }

    fn exists(&self, path: &str) -> bool {
        self.root.join(path).symlink_metadata().is_ok()
    }

    fn list(&self, directory: &str) -> Vec<String> {
        if let Some(known) = self.listed.borrow().get(directory) {
            return known.clone();
        }
        let mut found = Vec::new();
        self.walk(&self.root.join(directory), directory, &mut found);
        self.listed.borrow_mut().insert(directory.to_string(), found.clone());
        found
    }
}

/// The text of a regular file.
pub fn read(path: &Path) -> Result<String, ReadError> {
    let meta = fs::metadata(path).map_err(problem)?;
    if !meta.is_file() {
        return Err(ReadError::NotAFile);
    }
    if meta.len() > MAX_FILE {
        return Err(ReadError::TooLarge);
    }
    text(fs::File::open(path).map_err(problem)?)
}

/// All text of a stream, up to the largest size.
pub fn text(stream: impl Read) -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    stream.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(problem)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(ReadError::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| ReadError::NotText {
        at: error.utf8_error().valid_up_to(),
        readable: String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

fn problem(error: std::io::Error) -> ReadError {
    match error.kind() {
        std::io::ErrorKind::NotFound => ReadError::Missing,
        _ => ReadError::Other(error.to_string()),
    }
}
