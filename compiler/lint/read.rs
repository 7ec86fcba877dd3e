//! Files of contexts that the shell of a build reads: scripts that it runs, lists of requirements.

use super::Subject;
use crate::budget::Cost;
use crate::paths;
use crate::plan::{Build, Mount, NamedContext, Op, Source, Stage, Step, Text};
use crate::shell::Command;

/// What people write by hand is smaller; each build reads its files anew.
const MOST_BYTES: usize = 256 * 1024;

/// A file that a word of a shell names.
pub(super) struct Read {
    /// From the world's root.
    pub path: String,
    pub text: String,
}

/// What lies in the image while a step runs, as far as it comes from folders: where from, and where to.
pub(super) struct Lies<'s> {
    stages: &'s [&'s Stage],
    step: &'s Step,
}

impl<'s> Lies<'s> {
    /// While a step runs: what steps before it copied, and what it mounts. `stages` are its own, and those that this stands
    /// on, the lowest first; the step is in the last.
    pub fn during(stages: &'s [&'s Stage], step: &'s Step) -> Lies<'s> {
        Lies { stages, step }
    }

    /// From where, what and to where; what comes last lies over the others.
    fn placed(&self) -> Vec<(&'s Source, &'s Text, &'s Text)> {
        let before = self.stages.iter().flat_map(|stage| &stage.steps);
        let mut placed = Vec::new();
        for step in before.take_while(|other| !std::ptr::eq(*other, self.step)) {
            if let Op::Copy(copy) = &step.op {
                placed.extend(copy.sources.iter().map(|source| (&copy.from, source, &copy.to)));
            }
        }
        let mounts = match &self.step.op {
            Op::Run(run) => run.mounts.as_slice(),
            _ => &[],
        };
        for mount in mounts {
            if let Mount::Bind { source, to, from, .. } = mount {
                placed.push((from, source, to));
            }
        }
        placed
    }
}

impl Subject<'_> {
    /// The file that a path in a shell names; of an adopted Dockerfile, the one of that name that it takes.
    pub(super) fn read(&self, build: &Build, lies: Option<&Lies>, path: &str) -> Option<Read> {
        let found = match lies {
            Some(lies) => lies.placed().into_iter().rev().find_map(|(from, source, to)| {
                let folder = match from {
                    Source::Context => build.context.as_str(),
                    Source::From(key) => match build.contexts.get(key)? {
                        NamedContext::Folder(folder) => folder,
                        _ => return None,
                    },
                    Source::Stage(_) => return None,
                };
                self.placed(folder, &build.written(source), &build.written(to), path)
            }),
            None => {
                let mut taken = build.taken.iter().filter(|taken| last(&taken.source) == last(path));
                taken.find_map(|taken| paths::below(&taken.folder, &taken.source))
            }
        }?;
        let text = self.world.read(&found).ok().filter(|text| text.len() <= MOST_BYTES)?;
        if self.budget.draw(Cost::Script, text.len()).is_err() {
            self.over.set(self.over.get().or(build.origin.span));
            return None;
        }
        Some(Read { path: found, text })
    }

    /// Where a path of the image comes from, if it is what was placed there or is below it.
    fn placed(&self, folder: &str, source: &str, to: &str, path: &str) -> Option<String> {
        let from = paths::below(folder, source)?;
        let (to, path) = (to.trim_start_matches("./").trim_end_matches('/'), path.trim_start_matches("./"));
        let inside = format!("{to}/{}", last(source));
        let is = |target: &str| target == path || (!path.starts_with('/') && target.ends_with(&format!("/{path}")));
        if is(to) || is(&inside) {
            return Some(from);
        }
        let below = path.strip_prefix(to).and_then(|rest| rest.strip_prefix('/'));
        let below =
            below.or_else(|| Some(path).filter(|path| !path.starts_with('/') && (to == "." || to.is_empty())))?;
        paths::below(&from, below).filter(|path| self.world.exists(path))
    }
}

/// The last name of a path.
fn last(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

/// The word that names the script which a command runs: `bash -e x.sh`, `. x.sh`, `./x.sh`.
pub(super) fn script(command: &Command) -> Option<&crate::shell::Word> {
    let (first, rest) = command.unwrapped().split_first()?;
    match last(&first.text) {
        "sh" | "bash" | "dash" | "ash" | "source" | "." => {
            let named = rest.iter().find(|word| !word.text.starts_with('-') && !word.text.starts_with('+'))?;
            let inline = rest.iter().any(|word| word.text.starts_with('-') && word.text.contains('c'));
            (!inline).then_some(named)
        }
        _ => Some(first).filter(|word| word.text.contains('/') || word.text.ends_with(".sh")),
    }
}
