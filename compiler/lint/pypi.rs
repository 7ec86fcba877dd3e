//! Wheels of PyPI, and packages of Conda, in a build whose GPU they are not for.

use super::mention::requirement;
use super::read::Lies;
use super::said::is_setting;
use super::{Subject, errors};
use crate::ast::{Framework, GpuFamily, ImageItem};
use crate::diag::Diagnostics;
use crate::model::{Numbers, every, is_of};
use crate::plan::{Build, Mount, Op, PipTool, Run, Stage, Step};
use crate::shell::{Install, InstallKind, scan};
use crate::source::Span;
use std::collections::BTreeMap;

/// A package that a step takes from PyPI or Conda.
pub(super) struct Taken<'s> {
    /// As it is written, with what is known replaced: `torch==2.10.0`.
    pub requirement: String,
    pub span: Span,
    pub via: &'s [Span],
    pub from: From,
    /// The file that lists it, and the line.
    pub file: Option<(String, usize)>,
    /// The first word of a `pip` step of frameworks alone, behind which an index can be added.
    pub alone: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    PyPi,
    /// There are further indexes.
    AmongOthers,
    Conda,
}

/// What a build is for.
pub(super) struct For<'s> {
    /// `None`: for no GPU, beside builds of its image that are for one.
    pub family: Option<&'s GpuFamily>,
    pub release: Option<Numbers>,
    /// Where that is said.
    pub said: Option<Span>,
}

pub(super) fn pypi_wheels(subject: &Subject, diagnostics: &mut Diagnostics) {
    // what is true of several builds is told once a place
    let mut told: BTreeMap<(Span, String), (_, Vec<&str>)> = BTreeMap::new();
    for build in &subject.plan.builds {
        let all = taken(subject, build);
        if all.is_empty() {
            continue;
        }
        let Some(meant) = meant(subject, build) else { continue };
        for taken in all {
            let Some(of) = family_of(subject, &taken).filter(|of| is_other(subject, build, &meant, of, &taken)) else {
                continue;
            };
            let index = index(subject, build, &meant, &taken);
            let make = || (errors::pypi_wheels(&taken, of, &meant, index), Vec::new());
            let (_, builds) = told.entry((taken.span, taken.requirement.clone())).or_insert_with(make);
            builds.push(&build.target);
        }
    }
    for (diagnostic, builds) in told.into_values() {
        diagnostics.report(errors::in_builds(diagnostic, &builds));
    }
}

/// `None`: nothing is known to be wrong there.
fn meant<'s>(subject: &Subject<'s>, build: &'s Build) -> Option<For<'s>> {
    let gpus = &subject.model.gpus;
    let based = || gpus.families.keys().find(|family| gpus.is_of_family(family, &build.from));
    if let Some(family) = build.gpu.as_ref().or_else(based) {
        let release = build.gpu_release.clone().or_else(|| gpus.release_of(family, &build.from));
        let outside = build.outside.iter().find(|base| base.reference == build.from).map(|base| base.said);
        return Some(For {
            family: Some(gpus.families.get(family)?),
            release: release.and_then(|release| Numbers::of(&release)),
            said: build.gpu_asked.first().map(|(_, value)| value.span).or(outside),
        });
    }
    let beside = subject.plan.builds.iter().any(|other| other.image == build.image && other.gpu.is_some());
    beside.then_some(For { family: None, release: None, said: None })
}

/// The family that a package is for.
fn family_of<'s>(subject: &Subject<'s>, taken: &Taken) -> Option<&'s GpuFamily> {
    let name = requirement(&taken.requirement).to_lowercase().replace('_', "-");
    let globs = |family: &'s GpuFamily| match taken.from {
        From::Conda => &family.of_conda,
        From::PyPi | From::AmongOthers => &family.on_pypi,
    };
    subject.model.gpus.families.values().find(|family| globs(family).iter().any(|glob| glob.value.matches(&name)))
}

fn is_other(subject: &Subject, build: &Build, meant: &For, of: &GpuFamily, taken: &Taken) -> bool {
    match meant.family {
        Some(family) => family.name.value != of.name.value,
        // without a GPU the wheels work: it is told where there are others, and where those of PyPI bring a toolkit
        None => {
            let amd64 = |platform: &String| platform.starts_with("linux/amd64");
            let other = wheels(subject, meant, taken).is_some();
            taken.from == From::PyPi && other && (build.platforms.is_empty() || build.platforms.iter().any(amd64))
        }
    }
}

/// What to write: an address, or the arg of the image's framework.
pub(super) enum Index {
    Arg(String),
    Address(String),
    /// There are none for the build's release, but for these.
    Others(Vec<String>),
    Unknown,
}

fn index(subject: &Subject, build: &Build, meant: &For, taken: &Taken) -> Index {
    let name = requirement(&taken.requirement);
    let image = subject.model.images.get(&build.image);
    let nodes = image.into_iter().flat_map(|image| every(&image.ast.body)).filter_map(|item| match item {
        ImageItem::Framework(node) => Some(node),
        _ => None,
    });
    let of_node = |node: &&Framework| subject.belongs(name, &node.name.value);
    let arg = |node: &Framework| format!("{}_INDEX", node.name.value.to_uppercase());
    let known = |arg: &String| subject.has_arg(arg);
    if taken.via.is_empty()
        && let Some(arg) = nodes.into_iter().find(of_node).map(arg).filter(known)
    {
        return Index::Arg(arg);
    }
    match wheels(subject, meant, taken) {
        Some(address) => Index::Address(address),
        None => {
            let Some(family) = meant.family.filter(|_| subject.is_framework(name)) else { return Index::Unknown };
            let releases = subject.model.framework_releases.iter().filter(|one| is_meant(one, taken));
            let all = releases.flat_map(|one| &one.wheels).filter(|one| one.family.value == family.name.value);
            let mut others: Vec<String> = all.filter_map(|one| Some(one.release.as_ref()?.value.clone())).collect();
            others.sort_by_key(|one| crate::model::numbers(one));
            others.dedup();
            if others.is_empty() { Index::Unknown } else { Index::Others(others) }
        }
    }
}

/// The index of the wheels for the build.
fn wheels(subject: &Subject, meant: &For, taken: &Taken) -> Option<String> {
    let family = meant.family.map_or("cpu", |family| family.name.value.as_str());
    let releases = subject.model.framework_releases.iter().rev().filter(|release| is_meant(release, taken));
    let mut all = releases.flat_map(|release| &release.wheels).filter(|wheels| wheels.family.value == family);
    let fits = |wheels: &&crate::ast::Wheels| match (&wheels.release, &meant.release) {
        (None, _) => true,
        (Some(built), has) => Numbers::of(&built.value).zip(has.as_ref()).is_some_and(|(built, has)| built == *has),
    };
    all.find(fits)?.index.as_ref().map(|index| index.value.clone())
}

/// Whether a release is of the framework that is installed, and of the version that is pinned.
fn is_meant(release: &crate::ast::FrameworkRelease, taken: &Taken) -> bool {
    let name = requirement(&taken.requirement);
    let companions = release.companions.iter().map(|(name, version)| (&name.value, &version.value));
    let mut all = companions.chain([(&release.framework.value, &release.version.value)]);
    let pinned = taken.requirement.split_once("==").map(|(_, version)| version);
    all.any(|(known, version)| known == name && pinned.is_none_or(|pinned| is_of(version, pinned)))
}

/// Every package of the final stage, and of those that it stands on, that comes from PyPI or Conda as far as is known.
fn taken<'s>(subject: &Subject<'s>, build: &'s Build) -> Vec<Taken<'s>> {
    let line = subject.line(build);
    if line.is_empty() && build.adopted.is_none() {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (at, stage) in line.iter().enumerate() {
        for step in &stage.steps {
            of_step(subject, build, &line[..=at], step, &mut all);
        }
    }
    for run in build.adopted.iter().flat_map(|adopted| &adopted.runs).filter(|run| run.own) {
        let place = |at: std::ops::Range<usize>| subject.steps.shell_part(run.shell.span, &run.shell.value, at);
        of_shell(subject, build, None, &run.shell.value, None, &place, &[], &mut all);
    }
    if all.is_empty() || is_configured(subject, build, &line) || !build.distributions.contains_key(&None) {
        return Vec::new();
    }
    all
}

fn of_step<'s>(subject: &Subject<'s>, build: &Build, line: &[&'s Stage], step: &'s Step, all: &mut Vec<Taken<'s>>) {
    let Some(whole) = step.origin.span else { return };
    let via = step.origin.via.as_slice();
    match &step.op {
        Op::Pip(pip) => {
            let main = pip.index.as_ref().map(|index| build.written(index));
            let more = pip.extra_index.iter().any(|index| !is_pypi(&build.written(index)));
            let Some(from) = from(main.as_deref(), more, pip.tool == PipTool::Uv) else { return };
            let items: Vec<String> = pip.items.iter().map(|item| build.written(&item.text)).collect();
            let plain = pip.index.is_none() && !more && pip.requirements.is_empty() && via.is_empty();
            let plain = plain && items.iter().all(|item| subject.is_framework(requirement(item)));
            // the first word behind `pip`: what is in braces is on lines of its own
            let first = |span: Span| span.start <= whole.start + 4;
            for (item, text) in pip.items.iter().zip(items).filter(|(_, text)| may_be_on_pypi(text)) {
                let span = item.origin.span.unwrap_or(whole);
                let alone = plain && first(span);
                all.push(Taken { requirement: text, span, via, from, file: None, alone });
            }
            for path in &pip.requirements {
                let lies = Lies::during(line, step);
                let Some(read) = subject.read(build, Some(&lies), &build.written(path)) else { continue };
                of_file(&read.path, &read.text, from, whole, via, all);
            }
        }
        Op::Conda(conda) => all.extend(conda.items.iter().map(|item| Taken {
            requirement: build.written(&item.text),
            span: item.origin.span.unwrap_or(whole),
            via,
            from: From::Conda,
            file: None,
            alone: false,
        })),
        Op::Run(run) => {
            let place = |at| subject.steps.shell_part(whole, &run.shell, at);
            let lies = Lies::during(line, step);
            of_shell(subject, build, Some(&lies), &run.shell, Some(run), &place, via, all);
        }
        _ => {}
    }
}

#[expect(clippy::too_many_arguments, reason = "a shell is of a step or of an adopted file, and each knows its places")]
fn of_shell<'s>(
    subject: &Subject<'s>,
    build: &Build,
    lies: Option<&Lies>,
    shell: &str,
    run: Option<&Run>,
    place: &dyn Fn(std::ops::Range<usize>) -> Span,
    via: &'s [Span],
    all: &mut Vec<Taken<'s>>,
) {
    if !shell.contains("install") && !shell.contains("create") {
        return;
    }
    let scan = scan(shell);
    let written = |word: &crate::shell::Word| subject.expanded(build, run, &scan, &word.text);
    for install in scan.installs().iter().filter(|install| !install.conditional) {
        let from = match install.kind {
            InstallKind::System => continue,
            InstallKind::Conda => From::Conda,
            InstallKind::Pip => {
                let value = |names: &[&str]| {
                    let mut found = install.options.iter().filter(|(name, _)| names.contains(&name.as_str()));
                    found.find_map(|(_, value)| value.as_ref()).map(written)
                };
                let main = value(&[
                    "-i",
                    "--index-url",
                    "--default-index",
                    "--index",
                    "-f",
                    "--find-links",
                    "--torch-backend",
                ]);
                let elsewhere =
                    has_option(install, "--no-index") || shell[install.start..install.end].contains("_INDEX");
                let uv = install.program == "uv pip";
                let more = value(&["--extra-index-url"]).is_some_and(|index| !is_pypi(&index));
                match from(main.as_deref(), more, uv).filter(|_| !elsewhere) {
                    Some(from) => from,
                    None => continue,
                }
            }
        };
        for word in &install.packages {
            let requirement = written(word);
            if install.kind == InstallKind::Conda || may_be_on_pypi(&requirement) {
                let span = place(word.start..word.end);
                all.push(Taken { requirement, span, via, from, file: None, alone: false });
            }
        }
        for (_, path) in install.options.iter().filter(|(name, _)| matches!(name.as_str(), "-r" | "--requirement")) {
            let Some(path) = path.as_ref().filter(|_| install.kind == InstallKind::Pip) else { continue };
            let Some(read) = subject.read(build, lies, &written(path)) else { continue };
            of_file(&read.path, &read.text, from, place(path.start..path.end), via, all);
        }
    }
}

fn has_option(install: &Install, name: &str) -> bool {
    install.options.iter().any(|(known, _)| known == name)
}

/// A list of requirements: <https://pip.pypa.io/en/stable/reference/requirements-file-format/>.
fn of_file<'s>(path: &str, text: &str, from: From, span: Span, via: &'s [Span], all: &mut Vec<Taken<'s>>) {
    let lines = || text.lines().map(|line| line.split(" #").next().unwrap_or(line).trim());
    let option = |line: &str| {
        line.starts_with("-i ") || line.starts_with("-f") || line.contains("-index") || line.contains("--find-links")
    };
    if lines().any(|line| line.starts_with('-') && option(line)) {
        return;
    }
    for (at, line) in lines().enumerate().filter(|(_, line)| !line.starts_with(['-', '#']) && may_be_on_pypi(line)) {
        // a marker says for which machines it is
        let Some((requirement, marker)) = line.split_once(';').or(Some((line, ""))) else { continue };
        if marker.is_empty() && !requirement.is_empty() {
            let (requirement, file) = (requirement.trim().to_string(), Some((path.to_string(), at + 1)));
            all.push(Taken { requirement, span, via, from, file, alone: false });
        }
    }
}

/// Where pip looks; `None`: not at PyPI, or there last. `more`: there are further indexes.
fn from(main: Option<&str>, more: bool, uv: bool) -> Option<From> {
    match main {
        Some(index) if !is_pypi(index) => None,
        // uv takes the first index that has a package, and the further ones come first
        _ if more && uv => None,
        _ if more => Some(From::AmongOthers),
        _ => Some(From::PyPi),
    }
}

fn is_pypi(index: &str) -> bool {
    index.contains("://pypi.org/") || index.contains("://pypi.python.org/")
}

/// Not a file, an address, or a build that only another index has.
fn may_be_on_pypi(text: &str) -> bool {
    !text.starts_with(['.', '/', '$', '{', '-'])
        && !text.contains("://")
        && !text.contains('+')
        && !text.ends_with(".whl")
}

/// Whether something tells pip or uv where to look: the environment, a file of theirs, a parent.
fn is_configured(subject: &Subject, build: &Build, line: &[&Stage]) -> bool {
    let says = |text: &str| {
        ["pip config", "pip.conf", "uv.toml", "_INDEX_URL", "UV_INDEX", "UV_DEFAULT_INDEX", "TORCH_BACKEND"]
            .iter()
            .any(|word| text.contains(word))
    };
    let mount = |mount: &Mount| match mount {
        Mount::Bind { to, .. } => says(&build.written(to)),
        Mount::Secret { env, to, .. } => {
            env.as_ref().is_some_and(|env| is_setting(env) || says(env))
                || to.as_ref().is_some_and(|to| says(&build.written(to)))
        }
        _ => false,
    };
    let step = |step: &Step| match &step.op {
        Op::Env(pairs) => pairs.iter().any(|(name, _)| is_setting(name) || says(name)),
        Op::Run(run) => says(&run.shell) || run.mounts.iter().any(mount),
        Op::Copy(copy) => copy.sources.iter().chain([&copy.to]).any(|text| says(&build.written(text))),
        Op::Instruction(line) => says(line),
        _ => false,
    };
    let file = || subject.world.read(&subject.plan.dockerfile(build).path).is_ok_and(|text| says(&text));
    let mut parents = build.parents.iter().map(|id| subject.plan.build(*id));
    build.args.keys().any(|name| is_setting(name) || says(name))
        || line.iter().flat_map(|stage| &stage.steps).any(step)
        || (build.adopted.is_some() && file())
        || parents.any(|parent| is_configured(subject, parent, &subject.line(parent)))
}

impl Subject<'_> {
    /// Whether a Python package is a framework, or is released with it.
    fn belongs(&self, name: &str, framework: &str) -> bool {
        self.model
            .framework_releases
            .iter()
            .filter(|release| release.framework.value == framework)
            .any(|release| name == framework || release.companions.iter().any(|(companion, _)| companion.value == name))
    }

    /// Whether a framework's wheels have indexes, which an arg then names.
    fn has_arg(&self, arg: &str) -> bool {
        let framework = arg.trim_end_matches("_INDEX").to_lowercase();
        let of_it = self.model.framework_releases.iter().filter(|release| release.framework.value == framework);
        of_it.flat_map(|release| &release.wheels).any(|wheels| wheels.index.is_some())
    }
}
