//! Carries steps out as a set: every text beside its file first, then each in its place, the Bake file last.
//!
//! A run that fails while it writes leaves the old set whole. One that is killed leaves whole files, and temporary ones that
//! the next run removes. Runs in one folder wait for each other.

use super::{Change, Refusal, Step, folder_of};
use crate::cli::folder::{Folder, Kind};
use imgc::emit::BAKE_FILE;
use imgc::paths;
use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a run waits for others.
const WAIT: Duration = Duration::from_secs(30);

/// Where there are no locks, a temporary file is left behind for certain after so long.
const OLD: Duration = Duration::from_secs(3600);

/// The folders of a set, which no other run writes to while this is held.
pub struct Held(#[expect(dead_code, reason = "dropping it gives the folders back")] Vec<Folder>);

/// Waits until no other run writes to these folders (a root, and a path from there) nor to the roots, and removes what
/// killed ones left.
pub fn hold<'a>(folders: impl IntoIterator<Item = (&'a Path, String)>) -> Result<Held, Refusal> {
    // in one order everywhere, so that two runs never wait for each other
    let mut all = BTreeMap::new();
    for (root, path) in folders {
        let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
        all.insert(real.join(&path), (root, path));
        all.insert(real, (root, String::new()));
    }
    let mut held = Vec::new();
    let start = Instant::now();
    for (root, path) in all.into_values() {
        let Ok(Some(folder)) = folder_of(root, &paths::join(&path, "x")) else { continue };
        let locked = loop {
            match folder.lock() {
                Ok(true) => break true,
                Ok(false) if start.elapsed() < WAIT => std::thread::sleep(Duration::from_millis(10)),
                Ok(false) => {
                    return Err(Refusal { path, why: "another run of imgc writes to it".to_string() });
                }
                Err(_) => break false,
            }
        };
        sweep(&folder, locked);
        held.push(folder);
    }
    Ok(Held(held))
}

/// Removes temporary files of runs that are over.
fn sweep(folder: &Folder, locked: bool) {
    let is_old = |name: &str| {
        let modified = folder.file(name).and_then(|file| file.metadata()?.modified());
        modified.is_ok_and(|then| then.elapsed().is_ok_and(|age| age > OLD))
    };
    for (name, kind) in folder.names().unwrap_or_default() {
        if kind == Kind::File && is_temporary(&name) && (locked || is_old(&name)) {
            let _ = folder.remove(&name);
        }
    }
}

fn temporary(at: usize) -> String {
    format!(".imgc-{}-{at}.tmp", std::process::id())
}

fn is_temporary(name: &str) -> bool {
    let numbers = name.strip_prefix(".imgc-").and_then(|rest| rest.strip_suffix(".tmp")?.split_once('-'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(process, at)| is_number(process) && is_number(at))
}

/// Writes the text of each step beside its file.
pub fn prepare(root: &Path, steps: Vec<Step>) -> Result<Set, Refusal> {
    let mut set = Set {
        root: root.to_path_buf(),
        steps: Vec::new(),
        folders: BTreeMap::new(),
        made: Vec::new(),
        beside: BTreeMap::new(),
    };
    for step in steps.iter().filter(|step| matches!(step.change, Change::Create | Change::Update)) {
        set.prepare(step).map_err(|why| Refusal { path: step.path.clone(), why })?;
    }
    set.steps = steps;
    Ok(set)
}

/// What is prepared, and taken back unless it is put in its place.
pub struct Set {
    root: PathBuf,
    steps: Vec<Step>,
    /// By their paths from the root.
    folders: BTreeMap<String, Folder>,
    /// Folders that were not there, the outermost first.
    made: Vec<String>,
    /// The temporary file of each path.
    beside: BTreeMap<String, String>,
}

impl Set {
    /// Puts every text in its place, and says of each step when it is done.
    pub fn put(mut self, mut done: impl FnMut(&Step)) -> Result<(), Refusal> {
        let mut steps = std::mem::take(&mut self.steps);
        // what the old Bake file names is there until it is replaced, and so is what the new one names
        steps.sort_by_key(|step| (step.change == Change::Remove, paths::name(&step.path) == BAKE_FILE));
        for step in &steps {
            let result = match step.change {
                Change::Same | Change::Keep => continue,
                Change::Remove => self.remove(step),
                Change::Create | Change::Update => self.replace(step),
            };
            result.map_err(|why| Refusal { path: step.path.clone(), why })?;
            done(step);
        }
        Ok(())
    }

    fn folder(&mut self, path: &str) -> Result<&Folder, String> {
        if !self.folders.contains_key(path) {
            let found = match folder_of(&self.root, &paths::join(path, "x"))? {
                Some(found) => found,
                None => {
                    let (above, name) = (paths::folder(path), paths::name(path));
                    let above = self.folder(above)?;
                    match above.create_folder(name) {
                        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.to_string()),
                        _ => {}
                    }
                    let found = above.folder(name).map_err(|error| error.to_string())?;
                    self.made.push(path.to_string());
                    found
                }
            };
            self.folders.insert(path.to_string(), found);
        }
        Ok(&self.folders[path])
    }

    /// Writes the text beside its file.
    fn prepare(&mut self, step: &Step) -> Result<(), String> {
        let at = self.beside.len();
        let shown = self.root.join(paths::folder(&step.path));
        let said = |error: io::Error| format!("`{}`: {}", shown.display(), io::Error::from(error.kind()));
        let folder = self.folder(paths::folder(&step.path))?;
        let (name, mut file) = create(folder, at).map_err(said)?;
        let rights = rights(folder, paths::name(&step.path));
        let done = file.write_all(step.after.as_bytes()).and_then(|()| match rights {
            Some(rights) => file.set_permissions(rights),
            None => Ok(()),
        });
        self.beside.insert(step.path.clone(), name);
        done.map_err(|error| error.to_string())
    }

    fn replace(&mut self, step: &Step) -> Result<(), String> {
        let Some(name) = self.beside.get(&step.path).cloned() else { return Ok(()) };
        let folder = self.folder(paths::folder(&step.path))?;
        folder.rename(&name, paths::name(&step.path)).map_err(|error| error.to_string())?;
        self.beside.remove(&step.path);
        Ok(())
    }

    fn remove(&mut self, step: &Step) -> Result<(), String> {
        let folder = self.folder(paths::folder(&step.path))?;
        folder.remove(paths::name(&step.path)).map_err(|error| error.to_string())
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        for (path, name) in &self.beside {
            let _ = self.folders[paths::folder(path)].remove(name);
        }
        // those that hold something by now stay
        for path in self.made.iter().rev() {
            if let Some(above) = self.folders.get(paths::folder(path)) {
                let _ = above.remove_folder(paths::name(path));
            }
        }
    }
}

/// A new temporary file. Another run may have the same process number, in a container of its own.
fn create(folder: &Folder, first: usize) -> io::Result<(String, File)> {
    let mut at = first;
    loop {
        let name = temporary(at);
        match folder.create(&name) {
            Ok(file) => return Ok((name, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => at += 1,
            Err(error) => return Err(error),
        }
    }
}

/// What the file in its place lets people do, where one is; a new file gets what new files get.
fn rights(folder: &Folder, name: &str) -> Option<Permissions> {
    if folder.kind(name).ok()? != Kind::File {
        return None;
    }
    let rights = folder.file(name).ok()?.metadata().ok()?.permissions();
    #[cfg(unix)]
    let rights = {
        use std::os::unix::fs::PermissionsExt;
        // nothing that is written runs as somebody else
        Permissions::from_mode(rights.mode() & 0o777)
    };
    Some(rights)
}
