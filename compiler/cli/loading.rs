//! From what was typed to a planned stack.

use super::arguments::{CheckFormat, Common, Sets, Stack, Verdict};
use super::disk::Disk;
use super::{Outcome, disk, output, terminal};
use imgc::date::Date;
use imgc::diag::{Diagnostic, Severity};
use imgc::paths::{self, View};
use imgc::plan::Plan;
use imgc::world::World;
use imgc::{Compilation, Options, report};
use std::path::{Component, Path, PathBuf};

/// What a stack is called where nothing is said.
pub const DEFAULT: &str = "stack.kdl";
/// What diagnostics call the text that came by standard input.
const STANDARD_INPUT: &str = "<stdin>.kdl";

/// Where a stack lies, before it is read.
pub struct Found {
    pub world: Disk,
    /// From the world's root.
    pub file: String,
    pub options: Options,
}

impl Found {
    /// As those take it who read a stack as far as that goes.
    pub fn stack(&self) -> (&dyn World, &str) {
        (&self.world, &self.file)
    }

    pub fn place(&self) -> Place {
        let view = self.options.view.clone();
        Place { root: self.world.root.clone(), name: view.shown(&self.file), view }
    }
}

/// A stack that was read, and where it lies.
pub struct Loaded {
    pub compilation: Compilation,
    pub place: Place,
}

/// Where a stack lies.
pub struct Place {
    pub root: PathBuf,
    pub view: View,
    /// The stack's file, as the user is told of it.
    pub name: String,
}

/// Reads and plans the stack that the arguments mean. `Err`: that cannot be done at all, and was said.
pub fn load(stack: &Stack, out: Option<&Path>, syntax: Option<String>) -> Result<Loaded, Outcome> {
    let found = find(stack, out, syntax)?;
    let compilation = imgc::check(&found.world, &found.file, &found.options);
    Ok(loaded(found, compilation))
}

/// The same, of which the repairs are proven.
pub fn load_proven(stack: &Stack) -> Result<Loaded, Outcome> {
    let found = find(stack, None, None)?;
    let compilation = imgc::check(&found.world, &found.file, &found.options);
    let compilation = imgc::fix::prove(&found.world, &found.file, &found.options, compilation);
    Ok(loaded(found, compilation))
}

fn loaded(found: Found, mut compilation: Compilation) -> Loaded {
    let place = found.place();
    let Found { world, file, .. } = found;
    if let (Some(_), Some(plan)) = (&world.standard_input, &mut compilation.plan) {
        // diagnostics say where the text came from; what is made of it is made as of a file
        let named = file.replace(STANDARD_INPUT, DEFAULT);
        plan.stack.files.iter_mut().filter(|name| **name == file).for_each(|name| name.clone_from(&named));
        plan.stack.file = named;
    }
    Loaded { compilation, place }
}

/// What was reported of all of them, as of one. Their plans are taken, in order: there where nothing was wrong.
pub fn together(loaded: Vec<Loaded>) -> (Compilation, Vec<(Place, Option<Plan>)>) {
    let mut told = Vec::new();
    let mut plans = Vec::new();
    for Loaded { compilation, place } in loaded {
        told.push((compilation.sources, compilation.diagnostics));
        plans.push((place, compilation.plan));
    }
    let (sources, diagnostics) = report::together(told);
    (Compilation { sources, diagnostics, plan: None }, plans)
}

/// Finds the stack that the arguments mean, and its root.
pub fn find(stack: &Stack, out: Option<&Path>, syntax: Option<String>) -> Result<Found, Outcome> {
    let (path, standard_input) = file_or_input(stack)?;
    // the parent of a lone file name is the empty path, which cannot be made absolute
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf();
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or(DEFAULT);
    let text = match &standard_input {
        Some(text) => Some(text.clone()),
        // what cannot be read is reported with the rest; only the text says of a root that is wider than the folder, so a
        // link in its place stays in that
        None => Disk::new(folder.clone(), None).read(name).ok(),
    };
    let up = text.as_deref().and_then(imgc::root_of).unwrap_or_default();
    let absolute = absolute(&folder)?;
    let levels = up.split('/').filter(|part| *part == "..").count();
    let levels = levels.min(levels_of_repository(&absolute));
    let root = absolute.ancestors().nth(levels).unwrap_or(&absolute).to_path_buf();
    let below = absolute.strip_prefix(&root).unwrap_or(Path::new(""));
    let file = paths::join(&slashes(below), name);
    if let Some(why) = paths::unusable(&file) {
        return Err(output::usage(&format!("the path of the stack {file:?} {why}; use another path")));
    }
    let view = view(&root, &folder, levels)?;
    let out = match out {
        None => None,
        Some(out) => Some(inside(&root, out)?),
    };
    let sets = stack.sets.values.iter().cloned().collect();
    let options = Options { sets, view, out, syntax, today: Some(today()?) };
    let world = Disk::new(root, standard_input.map(|text| (file.clone(), text)));
    Ok(Found { world, file, options })
}

/// Where the user is, who wrote `folder` for one that is `levels` below the root.
fn view(root: &Path, folder: &Path, levels: usize) -> Result<View, Outcome> {
    let here = absolute(Path::new("."))?;
    if let (false, Ok(inside)) = (folder.is_absolute(), here.strip_prefix(root)) {
        return Ok(View::Inside(slashes(inside)));
    }
    let mut way: PathBuf = folder.components().filter(|part| *part != Component::CurDir).collect();
    for _ in 0..levels {
        match way.components().next_back() {
            Some(Component::Normal(_)) => drop(way.pop()),
            Some(Component::RootDir | Component::Prefix(_)) => break,
            _ => way.push(".."),
        }
    }
    Ok(View::Outside(slashes(&way)))
}

/// The day of `SOURCE_DATE_EPOCH` where that is set, as builds that must be repeatable set it; else that of the clock, in UTC.
fn today() -> Result<Date, Outcome> {
    let Some(said) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|said| !said.is_empty()) else {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        return Ok(Date::of_seconds(since.as_secs()));
    };
    let seconds = said.to_str().and_then(|text| text.parse().ok());
    seconds.map(Date::of_seconds).ok_or_else(|| {
        output::usage(&format!("`SOURCE_DATE_EPOCH` is `{}`, and no number of seconds", said.to_string_lossy()))
    })
}

/// The file, and its text where that comes by standard input.
fn file_or_input(stack: &Stack) -> Result<(PathBuf, Option<String>), Outcome> {
    match &stack.stack {
        Some(path) if path.as_os_str() == "-" => {
            let text = disk::text(std::io::stdin().lock())
                .map_err(|error| output::usage(&format!("cannot read standard input: {}", error)))?;
            Ok((PathBuf::from(STANDARD_INPUT), Some(text)))
        }
        Some(path) if path.is_dir() => Ok((path.join(DEFAULT), None)),
        Some(path) if path.exists() => Ok((path.clone(), None)),
        Some(path) => Err(output::usage(&format!("there is no file `{}`", path.display()))),
        None => {
            let here =
                std::env::current_dir().map_err(|error| output::usage(&format!("no current folder: {error}")))?;
            match levels_up(&here) {
                Some(0) => Ok((PathBuf::from(DEFAULT), None)),
                Some(levels) => Ok((PathBuf::from("../".repeat(levels)).join(DEFAULT), None)),
                None => Err(output::usage("there is no `stack.kdl` here or above; make one with `imgc new DIR`")),
            }
        }
    }
}

/// How many folders above this one the nearest stack is.
fn levels_up(here: &Path) -> Option<usize> {
    here.ancestors().position(|folder| folder.join(DEFAULT).is_file())
}

/// How many folders a root may be above this one: as far as the repository goes, whatever its stack says. Where there is no
/// repository, as far as there are folders.
fn levels_of_repository(folder: &Path) -> usize {
    let is_top = |folder: &Path| folder.join(".git").symlink_metadata().is_ok();
    folder.ancestors().position(is_top).unwrap_or_else(|| folder.ancestors().count() - 1)
}

/// The nearest stack upwards, if there is one.
pub fn nearest() -> Result<Option<Found>, Outcome> {
    if !is_below_a_stack() {
        return Ok(None);
    }
    find(&Stack { stack: None, sets: Sets::default() }, None, None).map(Some)
}

/// Whether there is a stack here or above.
pub fn is_below_a_stack() -> bool {
    std::env::current_dir().is_ok_and(|here| levels_up(&here).is_some())
}

/// A folder from the top of the disk, without `..`: what is above it is its parent. `""` is the current one.
pub fn absolute(folder: &Path) -> Result<PathBuf, Outcome> {
    let said = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let absolute = std::path::absolute(said).map_err(|error| output::usage(&format!("{}: {error}", said.display())))?;
    let mut path = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    Ok(path)
}

/// A folder, from the root. Nothing is written outside of that.
fn inside(root: &Path, folder: &Path) -> Result<String, Outcome> {
    let absolute = absolute(folder)?;
    let rest = absolute.strip_prefix(root).map_err(|_| {
        output::usage(&format!(
            "`{}` is outside the stack's root `{}`; set `root` in `stack` to a folder that holds both",
            folder.display(),
            root.display()
        ))
    })?;
    let path = paths::below("", &slashes(rest))
        .ok_or_else(|| output::usage(&format!("`{}` leaves the stack's root", folder.display())))?;
    match paths::unusable(&path) {
        None => Ok(path),
        Some(why) => Err(output::usage(&format!("the path of `--out` {why}; use another path"))),
    }
}

pub fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The last line where warnings are denied and there are any.
pub const DENIED: &str = "error: warnings are denied\n";

/// Whether warnings alone make the command fail.
pub fn denied(compilation: &Compilation, verdict: &Verdict) -> bool {
    let is_warning = |one: &Diagnostic| one.severity == Severity::Warning;
    verdict.deny_warnings && !compilation.has_errors() && compilation.diagnostics.iter().any(is_warning)
}

/// Says everything that was reported, to the person at the terminal: even a quiet one, where it is why the command fails.
pub fn tell(common: &Common, compilation: &Compilation, fails: bool) {
    let text = diagnostics(common, compilation, CheckFormat::Human);
    if fails {
        output::error_styled(common, &text);
    } else {
        output::say_styled(common, &text);
    }
}

/// Everything that was reported, in a format.
pub fn diagnostics(common: &Common, compilation: &Compilation, format: CheckFormat) -> String {
    let Compilation { sources, diagnostics, .. } = compilation;
    match format {
        CheckFormat::Human => report::human(sources, diagnostics, terminal::of_messages(common)),
        CheckFormat::Short => report::short(sources, diagnostics),
        CheckFormat::Json => report::json(sources, diagnostics),
        CheckFormat::Sarif => report::sarif(sources, diagnostics),
        CheckFormat::Github => report::github(sources, diagnostics),
    }
}
