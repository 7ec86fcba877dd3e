//! All that the compiler may see of the outside: files below the stack's root.
//!
//! A compilation asks a [`World`] and nothing else: no disk, clock or environment. The program gives it a disk, tests give it
//! a [`MemoryWorld`], an editor lays its buffers over a disk. Paths are relative to the root, with `/`, without `.` or `..`.

use crate::budget::FILE;
use std::collections::BTreeMap;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    Missing,
    /// A directory, a socket, a device: something that holds no text.
    NotAFile,
    /// More bytes than [`FILE`].
    TooLarge,
    /// A link on the way leads out of the root.
    Outside,
    /// Below `.git`, where credentials may be.
    OfGit,
    /// Not UTF-8: the offset of the first byte that is not, and the text with U+FFFD in place of such bytes, which is the
    /// same up to there.
    NotText {
        at: usize,
        readable: String,
    },
    /// What the system says.
    Other(String),
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ReadError::Missing => f.write_str("there is no such file"),
            ReadError::NotAFile => f.write_str("it is not a regular file"),
            ReadError::TooLarge => write!(f, "it is larger than {} MiB", FILE >> 20),
            ReadError::Outside => f.write_str("a link leads out of the stack's root"),
            ReadError::OfGit => f.write_str("nothing in `.git` is read"),
            ReadError::NotText { at, .. } => write!(f, "it is not UTF-8 text (byte {at})"),
            ReadError::Other(words) => f.write_str(words),
        }
    }
}

/// The files that a compilation may see.
pub trait World {
    /// The text of a file.
    fn read(&self, path: &str) -> Result<String, ReadError>;
    /// The one path of a file that several may lead to.
    fn file(&self, path: &str) -> String {
        path.to_string()
    }
    /// Whether there is a file or directory of that path.
    fn exists(&self, path: &str) -> bool;
    /// Every file below a directory (`""` is the root), as paths from the root, sorted.
    fn list(&self, directory: &str) -> Vec<String>;
}

/// Files in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld {
    pub files: BTreeMap<String, String>,
}

impl MemoryWorld {
    pub fn new<P: Into<String>, T: Into<String>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        MemoryWorld { files: files.into_iter().map(|(path, text)| (path.into(), text.into())).collect() }
    }
}

impl MemoryWorld {
    fn below(&self, directory: &str) -> impl Iterator<Item = &String> {
        let prefix = if directory.is_empty() { String::new() } else { format!("{directory}/") };
        let from = self.files.range(prefix.clone()..).map(|(path, _)| path);
        from.take_while(move |path| path.starts_with(&prefix))
    }
}

impl World for MemoryWorld {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        match self.files.get(path) {
            Some(text) => Ok(text.clone()),
            None if self.exists(path) => Err(ReadError::NotAFile),
            None => Err(ReadError::Missing),
        }
    }

    fn exists(&self, path: &str) -> bool {
        path.is_empty() || self.files.contains_key(path) || self.below(path).next().is_some()
    }

    fn list(&self, directory: &str) -> Vec<String> {
        self.below(directory).cloned().collect()
    }
}
