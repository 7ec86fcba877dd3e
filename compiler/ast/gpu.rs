//! Rows of the catalogue of GPUs.

use super::{Name, Template};
use crate::glob::Glob;
use crate::source::Spanned;

/// `gpu-family NAME release=PROPERTY { run-options …; env …; written …; package-name …; driver …; target … }`
#[derive(Clone, Debug)]
pub struct GpuFamily {
    pub name: Name,
    /// The property of `gpu` that names a release.
    pub release: Name,
    /// What there are releases of, as people call it: `CUDA`.
    pub toolkit: Option<Name>,
    pub run_options: Vec<Template>,
    /// What an image sets where its base is none of the family's.
    pub env: Vec<(Name, Template)>,
    /// Repositories whose images set that already, beside those of its releases.
    pub bases: Vec<Spanned<Glob>>,
    /// Words that name a release, with holes: `cu{major}{minor}`.
    pub written: Vec<Name>,
    /// Names of packages that name one: `cuda-toolkit-{major}-{minor}`.
    pub packages: Vec<Name>,
    /// Python packages whose wheels on PyPI are for this family alone.
    pub on_pypi: Vec<Spanned<Glob>>,
    /// Packages of Conda that bring its toolkit.
    pub of_conda: Vec<Spanned<Glob>>,
    pub drivers: Vec<LeastDriver>,
    pub targets: Vec<GpuTarget>,
    pub source: Option<Name>,
    pub date: Option<Name>,
}

/// `driver MAJOR VERSION`: on this driver every release of the major version runs.
#[derive(Clone, Debug)]
pub struct LeastDriver {
    pub major: Name,
    pub driver: Name,
}

/// `target NAME products= families= extra= status=`: a kind of GPU that releases compile for.
#[derive(Clone, Debug)]
pub struct GpuTarget {
    pub name: Name,
    pub products: Option<Name>,
    /// What the maker calls the builds that hold it.
    pub families: Vec<String>,
    /// What pip calls its libraries.
    pub extra: Option<Name>,
    pub status: Option<Name>,
}

/// `gpu-release FAMILY VERSION { targets …; index URL; base … }`
#[derive(Clone, Debug)]
pub struct GpuRelease {
    pub family: Name,
    pub version: Name,
    pub driver: Option<Name>,
    pub source: Option<Name>,
    pub date: Option<Name>,
    pub released: Option<Name>,
    pub confidence: Option<Name>,
    pub note: Option<Name>,
    /// What it compiles for; empty: not known.
    pub targets: Vec<Name>,
    /// Where its packages are.
    pub indexes: Vec<Name>,
    pub bases: Vec<GpuBase>,
    /// Said by the stack, not by the standard library.
    pub own: bool,
}

impl GpuRelease {
    /// Whether what is not listed is not there.
    pub fn is_sure(&self) -> bool {
        is_high(self.confidence.as_ref())
    }
}

/// Of a row that does not say, as of one that says `high`.
pub(super) fn is_high(confidence: Option<&Name>) -> bool {
    confidence.is_none_or(|confidence| confidence.value == "high")
}

/// A base of a release, and the values that each property of `gpu` may have for it.
#[derive(Clone, Debug)]
pub struct GpuBase {
    /// `{name}` stands for a property's value.
    pub reference: Name,
    pub values: Vec<(String, Vec<Name>)>,
    /// Empty: not known.
    pub platforms: Vec<Name>,
}
