//! Programs and environments that are copied to a distribution on which they cannot run.
//!
//! A program needs a C library as new as the one that it was built against; an environment of Python needs that Python.

use super::{Subject, errors};
use crate::ast::{Distribution, Libc, LibcKind};
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{distribution_of, numbers};
use crate::plan::{Base, Build, DockerfileContent, NamedContext, Op, Recipe, Source, Step};
use crate::reference::{Reference, context_key};
use std::cmp::Ordering;
use std::sync::LazyLock;

fn expression(text: &str) -> regex::Regex {
    regex::Regex::new(text).expect("a regular expression")
}

/// Paths of virtual environments and of packages of Python.
static ENVIRONMENTS: LazyLock<regex::Regex> =
    LazyLock::new(|| expression(r"(^|/)(\.?venv|virtualenv|site-packages|dist-packages)(/|$)"));

/// Paths where programs and libraries are. Conda brings its own Python.
static PROGRAMS: LazyLock<regex::Regex> = LazyLock::new(|| {
    expression(r"(^|/)(s?bin|lib(exec)?(32|64|x32)?|conda|(mini|ana)conda3?|(mini|mamba)forge3?)(/|$)|\.so(\.[0-9]+)*$")
});

/// Scripts, data and the like, which run wherever their interpreter is.
static NO_PROGRAMS: LazyLock<regex::Regex> = LazyLock::new(|| {
    expression(
        r"(^|/)(share|include|node_modules)/|\.(sh|bash|py|pl|rb|js|mjs|jar|php|json|ya?ml|toml|conf|txt|service)$",
    )
});

/// What shows that programs are linked statically, so that they need no C library.
static STATIC: LazyLock<regex::Regex> = LazyLock::new(|| {
    expression(r#"CGO_ENABLED[= ]"?0|-linux-musl|(^|[\s"'])-static(-pie)?($|[\s"'])|crt-static|GraalVM.*--static"#)
});

pub(super) fn foreign_binary(subject: &Subject, diagnostics: &mut Diagnostics) {
    for build in &subject.plan.builds {
        let Some(recipe) = recipe(subject, build) else { continue };
        for stage in &recipe.stages {
            let Some(to) = place(subject, build, stage.name.as_deref()) else { continue };
            for step in &stage.steps {
                let Op::Copy(copy) = &step.op else { continue };
                let Some(from) = origin(subject, build, &copy.from) else { continue };
                let mut sources = copy.sources.iter().map(|source| build.written(source));
                if let Some(told) = sources.find_map(|source| judge(subject, &source, &from, &to, step)) {
                    diagnostics.report(told);
                }
            }
        }
    }
}

fn recipe<'s>(subject: &Subject<'s>, build: &Build) -> Option<&'s Recipe> {
    match &subject.plan.dockerfile(build).content {
        DockerfileContent::Made { recipe, .. } => Some(recipe),
        DockerfileContent::Adopted => None,
    }
}

/// Where something is built or runs.
struct Place<'s> {
    distribution: &'s Distribution,
    /// The version of the Python that comes first there, where it is not known to be another than the distribution's.
    python: Option<String>,
    links_statically: bool,
}

/// A stage of a build; without a name its final one.
fn place<'s>(subject: &Subject<'s>, build: &Build, stage: Option<&str>) -> Option<Place<'s>> {
    let distribution = subject.distribution(build.distributions.get(&stage.map(str::to_string))?)?;
    let below = recipe(subject, build).map(|recipe| recipe.line(stage)).unwrap_or_default();
    let image = below.last().and_then(|stage| match &stage.base {
        Base::Reference(text) => python_of(&build.written(text)),
        _ => None,
    });
    // one of manylinux, which is nowhere else
    let other = below.iter().flat_map(|stage| &stage.steps).any(|step| brings_python(build, step));
    Some(Place {
        distribution,
        python: image.or_else(|| distribution.python.as_ref().map(|python| python.value.clone())).filter(|_| !other),
        links_statically: below.iter().flat_map(|stage| &stage.steps).any(|step| links_statically(build, step)),
    })
}

fn links_statically(build: &Build, step: &Step) -> bool {
    match &step.op {
        Op::Run(run) => STATIC.is_match(&run.shell),
        Op::Env(pairs) => {
            pairs.iter().any(|(name, value)| STATIC.is_match(&format!("{name}={}", build.written(value))))
        }
        _ => false,
    }
}

/// Whether a step puts another Python first on `PATH`.
fn brings_python(build: &Build, step: &Step) -> bool {
    let Op::Env(pairs) = &step.op else { return false };
    pairs.iter().any(|(name, value)| name == "PATH" && build.written(value).contains("/opt/python/"))
}

/// The version of an official image of Python.
fn python_of(reference: &str) -> Option<String> {
    let parsed = Reference::parse(reference).ok()?;
    let familiar = parsed.familiar();
    let version = familiar.strip_prefix("python:")?.split(['-', '@']).next()?.to_string();
    let mut parts = version.split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    minor.chars().all(|c| c.is_ascii_digit()).then(|| format!("{major}.{minor}"))
}

/// Where a copy takes from.
fn origin<'s>(subject: &Subject<'s>, build: &Build, source: &Source) -> Option<Place<'s>> {
    match source {
        Source::Context => None,
        Source::Stage(name) => place(subject, build, Some(name)),
        Source::From(reference) => {
            let key = context_key(reference);
            match build.contexts.get(&key) {
                Some(NamedContext::Build(parent)) => place(subject, subject.plan.build(*parent), None),
                Some(_) => None,
                None => Some(Place {
                    distribution: distribution_of(&subject.model.distributions, &key)?,
                    python: python_of(reference),
                    links_statically: false,
                }),
            }
        }
    }
}

fn judge(subject: &Subject, source: &str, from: &Place, to: &Place, step: &Step) -> Option<Diagnostic> {
    let (made, here) = (from.distribution, to.distribution);
    let (made_name, here_name) = (&made.name.value, &here.name.value);
    let environment = ENVIRONMENTS.is_match(source);
    let program = PROGRAMS.is_match(source) && !NO_PROGRAMS.is_match(source) && !from.links_statically;
    let span = step.origin.span?;
    let via = &step.origin.via;
    if made_name == here_name || !(environment || program) {
        return None;
    }
    if environment && (from.python.is_none() || from.python != to.python) {
        let (made, here) = ((made_name.as_str(), from.python.as_deref()), (here_name.as_str(), to.python.as_deref()));
        return Some(errors::other_python(source, made, here, span, via));
    }
    let (Some(built), Some(runs)) = (&made.libc, &here.libc) else {
        return Some(errors::foreign(source, made_name, here_name, span, via));
    };
    if built.kind == runs.kind && compare(built, runs)? != Ordering::Greater {
        return None;
    }
    let bases = bases_for(subject, here, runs);
    Some(errors::newer_libc(source, (made_name, built), (here_name, runs), &bases, span, via))
}

/// `None`: one of them cannot be read.
fn compare(built: &Libc, runs: &Libc) -> Option<Ordering> {
    Some(version(built)?.cmp(&version(runs)?))
}

/// What rolls is newer than any release.
fn version(libc: &Libc) -> Option<Vec<u64>> {
    match libc.version.as_str() {
        "rolling" => Some(vec![u64::MAX]),
        // patches of musl change nothing that programs see
        text if libc.kind == LibcKind::Musl => text.split('.').take(2).map(|part| part.parse().ok()).collect(),
        text => numbers(text),
    }
}

/// Where to build for a C library: its own distribution, or the newest manylinux policy that is not newer.
fn bases_for(subject: &Subject, here: &Distribution, runs: &Libc) -> Vec<String> {
    let mut bases = vec![format!("`{}`", here.name.value)];
    let kept = subject.model.manylinux_policies.values().filter(|policy| {
        let fits = policy.libc.kind == runs.kind && compare(&policy.libc, runs).is_some_and(Ordering::is_le);
        // wherever most builds are
        let common =
            policy.bases.iter().any(|base| base.platform.as_ref().is_some_and(|one| one.value == "linux/amd64"));
        fits && common && !policy.alpha && policy.end_of_life.is_none()
    });
    let newest = kept.max_by_key(|policy| version(&policy.libc));
    bases.extend(newest.map(|policy| format!("`manylinux \"{}\"`", policy.name.value)));
    bases
}
