//! A folder of the disk, held open. A name in it is no path, and no link in it is followed.
//!
//! On Unix what is asked of a folder is asked of that very folder, even when somebody moves it or puts a link in its place
//! meanwhile. Elsewhere it is asked of the folder's path.

#[cfg(any(not(unix), test))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub use portable::Folder;
#[cfg(unix)]
pub use unix::Folder;

use imgc::budget::FILE;
use imgc::world::ReadError;
use std::io::{self, Read};

/// What a name in a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

impl Folder {
    /// The bytes of a regular file that is not too large. Anything else is refused at once: opening a pipe would wait.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        if self.kind(name).map_err(problem)? != Kind::File {
            return Err(ReadError::NotAFile);
        }
        let file = self.file(name).map_err(problem)?;
        let meta = file.metadata().map_err(problem)?;
        if !meta.is_file() {
            return Err(ReadError::NotAFile);
        }
        if meta.len() > FILE {
            return Err(ReadError::TooLarge);
        }
        bytes(file)
    }
}

/// All bytes of a stream, up to the largest size.
pub fn bytes(stream: impl Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    stream.take(FILE + 1).read_to_end(&mut bytes).map_err(problem)?;
    if bytes.len() as u64 > FILE { Err(ReadError::TooLarge) } else { Ok(bytes) }
}

pub fn problem(error: io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::Missing,
        _ => ReadError::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
