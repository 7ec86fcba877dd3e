//! Files to a disk: as a set, only where they change, never over what is not ours.

mod set;

pub use set::{hold, prepare};

use super::folder::{Folder, Kind};
use imgc::emit::{BAKE_FILE, FileSet, Seal, seal, stack_of};
use imgc::paths;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Same,
    Create,
    Update,
    /// The stack no longer makes it, and it is as imgc made it.
    Remove,
    /// The stack no longer makes it, and somebody edited it: it is theirs.
    Keep,
}

/// A file and what is to be done about it.
#[derive(Debug)]
pub struct Step {
    /// From the root.
    pub path: String,
    pub change: Change,
    pub before: String,
    pub after: String,
}

/// Why a file is left alone.
#[derive(Debug)]
pub struct Refusal {
    pub path: String,
    pub why: String,
}

/// What writing `files` of the stack comes to. Old files of it are looked for in `folders` (from the root), not below them.
pub fn steps(
    root: &Path,
    stack: &str,
    files: &FileSet,
    folders: &BTreeSet<String>,
    force: bool,
) -> Result<Vec<Step>, Vec<Refusal>> {
    let mut steps = Vec::new();
    let mut refused = Vec::new();
    for (path, after) in files {
        match step(root, path, after, force) {
            Ok(step) => steps.push(step),
            Err(why) => refused.push(Refusal { path: path.clone(), why }),
        }
    }
    for folder in folders {
        for (step, is_read_only) in stale(root, stack, folder, files) {
            match step.change {
                Change::Remove if is_read_only && !force => {
                    refused.push(Refusal { path: step.path, why: READ_ONLY.to_string() });
                }
                _ => steps.push(step),
            }
        }
    }
    if refused.is_empty() { Ok(steps) } else { Err(refused) }
}

const READ_ONLY: &str = "it is read-only; make it writable, or use `--force`";

fn step(root: &Path, path: &str, after: &str, force: bool) -> Result<Step, String> {
    let made = |change, before: String| Ok(Step { path: path.to_string(), change, before, after: after.to_string() });
    let name = paths::name(path);
    let Some(folder) = folder_of(root, path)? else { return made(Change::Create, String::new()) };
    match folder.kind(name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return made(Change::Create, String::new()),
        Err(error) => return Err(error.to_string()),
        Ok(Kind::Folder) => return Err("a folder is in its place".to_string()),
        Ok(Kind::Link) if force => return made(Change::Update, String::new()),
        Ok(Kind::Link) => return Err("a link is in its place; `--force` replaces it".to_string()),
        Ok(Kind::File | Kind::Other) => {}
    }
    let bytes = folder.read(name).map_err(|error| error.to_string())?;
    let before = String::from_utf8_lossy(&bytes).into_owned();
    if before == after {
        return made(Change::Same, before);
    }
    let why = match seal(&before) {
        _ if force => None,
        Seal::Foreign => Some("imgc did not make it; move it away, or overwrite it with `--force`"),
        Seal::Edited => Some("it was edited since imgc made it; take the edit into the stack, then `--force`"),
        Seal::Intact => is_read_only(&folder, name)?.then_some(READ_ONLY),
    };
    why.map_or_else(|| made(Change::Update, before), |why| Err(why.to_string()))
}

fn is_read_only(folder: &Folder, name: &str) -> Result<bool, String> {
    let meta = folder.file(name).and_then(|file| file.metadata());
    meta.map(|meta| meta.permissions().readonly()).map_err(|error| error.to_string())
}

/// The step that puts an edited text in the place of a file that is somebody's own: only if that is as it was read, and may
/// be written.
pub fn edit(root: &Path, path: &str, before: &str, after: &str) -> Result<Step, Refusal> {
    may_edit(root, path, before).map_err(|why| Refusal { path: path.to_string(), why })?;
    Ok(Step { path: path.to_string(), change: Change::Update, before: before.to_string(), after: after.to_string() })
}

fn may_edit(root: &Path, path: &str, before: &str) -> Result<(), String> {
    let name = paths::name(path);
    let folder = folder_of(root, path)?.ok_or("its folder is gone")?;
    if folder.kind(name).map_err(|error| error.to_string())? == Kind::Link {
        return Err("it is a link, and none is followed".to_string());
    }
    if folder.read(name).map_err(|error| error.to_string())? != before.as_bytes() {
        return Err("it was changed since it was read".to_string());
    }
    if is_read_only(&folder, name)? { Err("it is read-only".to_string()) } else { Ok(()) }
}

/// The folder that a file lies in; `None` where that is not there yet. No link is followed on the way.
fn folder_of(root: &Path, path: &str) -> Result<Option<Folder>, String> {
    let mut folder = Folder::open(root).map_err(|error| error.to_string())?;
    let mut way = String::new();
    for name in paths::folder(path).split('/').filter(|name| !name.is_empty()) {
        way = paths::join(&way, name);
        folder = match folder.kind(name) {
            Ok(Kind::Folder) => folder.folder(name).map_err(|error| error.to_string())?,
            Ok(Kind::Link) => return Err(format!("`{way}` is a link, and none is followed")),
            Ok(Kind::File | Kind::Other) => return Err(format!("`{way}` is no folder")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
    }
    Ok(Some(folder))
}

/// Files in a folder that the stack made and no longer makes, and whether they are read-only; those of another stack are
/// not its to remove, nor is what lies behind a link.
fn stale(root: &Path, stack: &str, folder: &str, files: &FileSet) -> Vec<(Step, bool)> {
    let Ok(Some(held)) = folder_of(root, &paths::join(folder, "x")) else { return Vec::new() };
    let mut names = held.names().unwrap_or_default();
    names.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let mut found = Vec::new();
    for (name, kind) in names {
        let path = paths::join(folder, &name);
        let ours = [".Dockerfile", BAKE_FILE, ".yml"].iter().any(|end| name.ends_with(end));
        if !ours || files.contains_key(&path) || kind != Kind::File {
            continue;
        }
        let Some(before) = held.read(&name).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
        if stack_of(&before) != Some(stack) {
            continue;
        }
        let (change, after) = match seal(&before) {
            Seal::Intact => (Change::Remove, String::new()),
            Seal::Edited => (Change::Keep, before.clone()),
            Seal::Foreign => continue,
        };
        found.push((Step { path, change, before, after }, is_read_only(&held, &name).unwrap_or(true)));
    }
    found
}
