//! Files to a disk: atomically, only where they change, never over what is not ours.

use imgc::emit::{FileSet, Seal, seal, stack_of};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
        steps.extend(stale(root, stack, folder, files));
    }
    if refused.is_empty() { Ok(steps) } else { Err(refused) }
}

fn step(root: &Path, path: &str, after: &str, force: bool) -> Result<Step, String> {
    inside(root, path)?;
    let file = root.join(path);
    let made = |change, before: String| Ok(Step { path: path.to_string(), change, before, after: after.to_string() });
    match fs::symlink_metadata(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return made(Change::Create, String::new()),
        Err(error) => return Err(error.to_string()),
        Ok(meta) if meta.is_dir() => return Err("a folder is in its place".to_string()),
        Ok(meta) if meta.is_symlink() && !force => {
            return Err("a link is in its place; `--force` replaces it".to_string());
        }
        Ok(_) => {}
    }
    let before = match fs::read(&file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => return Err(error.to_string()),
    };
    if before == after {
        return made(Change::Same, before);
    }
    match seal(&before) {
        Seal::Intact => made(Change::Update, before),
        Seal::Foreign if !force => {
            Err("imgc did not make it; move it away, or overwrite it with `--force`".to_string())
        }
        Seal::Edited if !force => {
            Err("it was edited since imgc made it; take the edit into the stack, then `--force`".to_string())
        }
        Seal::Foreign | Seal::Edited => made(Change::Update, before),
    }
}

/// The step that puts an edited text in the place of a file that is somebody's own: only if that is as it was read, and may
/// be written.
pub fn edit(root: &Path, path: &str, before: &str, after: &str) -> Result<Step, Refusal> {
    let refusal = |why: String| Refusal { path: path.to_string(), why };
    inside(root, path).map_err(refusal)?;
    let file = root.join(path);
    let meta = fs::symlink_metadata(&file).map_err(|error| refusal(error.to_string()))?;
    if meta.is_symlink() {
        return Err(refusal("it is a link, and none is followed".to_string()));
    }
    if meta.permissions().readonly() {
        return Err(refusal("it is read-only".to_string()));
    }
    match fs::read(&file) {
        Ok(bytes) if bytes == before.as_bytes() => {}
        Ok(_) => return Err(refusal("it was changed since it was read".to_string())),
        Err(error) => return Err(refusal(error.to_string())),
    }
    Ok(Step { path: path.to_string(), change: Change::Update, before: before.to_string(), after: after.to_string() })
}

/// Every folder on the way is a folder, not a link out of the root.
fn inside(root: &Path, path: &str) -> Result<(), String> {
    let mut folder = PathBuf::from(root);
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            break;
        }
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(meta) if meta.is_symlink() => {
                return Err(format!("`{}` is a link, and none is followed", folder.display()));
            }
            Ok(meta) if !meta.is_dir() => return Err(format!("`{}` is no folder", folder.display())),
            _ => {}
        }
    }
    Ok(())
}

/// Files in a folder that the stack made and no longer makes; those of another stack are not its to remove, nor is what
/// lies behind a link.
fn stale(root: &Path, stack: &str, folder: &str, files: &FileSet) -> Vec<Step> {
    if inside(root, &imgc::paths::join(folder, "x")).is_err() {
        return Vec::new();
    }
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let path = imgc::paths::join(folder, name);
        let ours = [".Dockerfile", "docker-bake.hcl", ".yml"].iter().any(|end| name.ends_with(end));
        if !ours || files.contains_key(&path) || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let Ok(before) = fs::read_to_string(entry.path()) else { continue };
        if stack_of(&before) != Some(stack) {
            continue;
        }
        let (change, after) = match seal(&before) {
            Seal::Intact => (Change::Remove, String::new()),
            Seal::Edited => (Change::Keep, before.clone()),
            Seal::Foreign => continue,
        };
        found.push(Step { path, change, before, after });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The first file of each folder that cannot be written to: asked before any file is written, so that nothing is where one
/// cannot be.
pub fn unwritable(root: &Path, steps: &[Step]) -> Vec<Refusal> {
    let mut asked = BTreeSet::new();
    let writes = steps.iter().filter(|step| !matches!(step.change, Change::Same | Change::Keep));
    let refused = writes.filter_map(|step| {
        let file = root.join(&step.path);
        // a folder that is not there yet is made in the nearest that is
        let folder = file.ancestors().skip(1).find(|folder| folder.exists())?;
        if !asked.insert(folder.to_path_buf()) {
            return None;
        }
        let error = beside(folder).err()?;
        Some(Refusal { path: step.path.clone(), why: format!("`{}`: {error}", folder.display()) })
    });
    refused.collect()
}

/// A file without a lasting name. What cannot be is said of no file: nobody asked for one of that name.
fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let made = tempfile::Builder::new().prefix(".imgc-").tempfile_in(folder);
    made.map_err(|error| io::Error::from(error.kind()))
}

/// Carries the steps out; the first problem ends it, and no file is half-written.
pub fn carry_out(root: &Path, steps: &[Step]) -> Result<(), Refusal> {
    for step in steps {
        let file = root.join(&step.path);
        let done = match step.change {
            Change::Same | Change::Keep => Ok(()),
            Change::Remove => fs::remove_file(&file),
            Change::Create | Change::Update => write(&file, &step.after),
        };
        done.map_err(|error| Refusal { path: step.path.clone(), why: error.to_string() })?;
    }
    Ok(())
}

/// Beside the file first, then in its place: whoever reads sees the old text or the new one.
fn write(file: &Path, text: &str) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut beside = beside(folder)?;
    beside.write_all(text.as_bytes())?;
    let permissions = match fs::metadata(file) {
        Ok(meta) => meta.permissions(),
        Err(_) => ordinary(beside.as_file())?,
    };
    beside.as_file().set_permissions(permissions)?;
    beside.persist(file).map_err(|error| error.error)?;
    Ok(())
}

/// What a new file usually gets: a temporary one is its owner's alone.
#[cfg(unix)]
fn ordinary(_: &fs::File) -> io::Result<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn ordinary(file: &fs::File) -> io::Result<fs::Permissions> {
    Ok(file.metadata()?.permissions())
}
