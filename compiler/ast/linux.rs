//! What is known of Linux distributions and of manylinux.

use super::{Name, Template};
use crate::date::Date;
use crate::glob::Glob;
use crate::source::{Span, Spanned};

/// `distribution NAME family= manager= … { base GLOB…; end-of-life DATE; source TEXT }`: what a base reference is.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// `ubuntu24.04`
    pub name: Name,
    pub family: Name,
    pub manager: Name,
    pub codename: Option<Name>,
    pub libc: Option<Libc>,
    /// The version of its own `python3`.
    pub python: Option<Name>,
    /// That Python refuses `pip install` (PEP 668).
    pub externally_managed: bool,
    /// References, without tag variants: `ubuntu:24.04`, `ubuntu:noble*`.
    pub bases: Vec<Spanned<Glob>>,
    pub end_of_life: Option<EndOfLife>,
    pub source: Option<Source>,
    pub span: Span,
}

/// What selectors and templates in a component may ask of the distribution that it is used on.
pub const DISTRIBUTION_KEYS: &[&str] =
    &["distro.name", "distro.family", "distro.manager", "distro.codename", "distro.version"];

impl Distribution {
    /// One of [`DISTRIBUTION_KEYS`]; empty where it has none, as AlmaLinux has no codename.
    pub fn key(&self, key: &str) -> Option<&str> {
        Some(match key {
            "distro.name" => &self.name.value,
            "distro.family" => &self.family.value,
            "distro.manager" => &self.manager.value,
            "distro.codename" => self.codename.as_ref().map_or("", |codename| &codename.value),
            "distro.version" => self.version(),
            _ => return None,
        })
    }

    /// The numbers in its name: `24.04`, `9`; empty for one that rolls.
    fn version(&self) -> &str {
        let name = self.name.value.as_str();
        let rest = &name[name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len())..];
        &rest[..rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len())]
    }
}

/// A C library, which programs need as new as the one that they were built against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Libc {
    pub kind: LibcKind,
    /// Numbers with points between, or `rolling`.
    pub version: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LibcKind {
    Glibc,
    Musl,
}

/// `end-of-life DATE [support=TEXT] [extended=DATE]`
#[derive(Clone, Debug)]
pub struct EndOfLife {
    /// The last day on which everybody gets fixes.
    pub date: Date,
    /// What ends then.
    pub support: Option<Name>,
    /// The last day for those who pay.
    pub extended: Option<Date>,
    pub span: Span,
}

/// `source TEXT date= [confidence=]`
#[derive(Clone, Debug)]
pub struct Source {
    pub text: Name,
    pub date: Option<Date>,
    /// `None`: high.
    pub confidence: Option<Name>,
}

/// `manylinux POLICY [tag=] [python=]`: a base to build wheels and portable programs on.
#[derive(Clone, Debug)]
pub struct Manylinux {
    pub policy: Template,
    /// A tag, a digest with its `@`, or both.
    pub tag: Option<Template>,
    pub python: Option<Template>,
    pub span: Span,
}

/// `manylinux-policy NAME glibc= { base …; python …; known-tag … }`
#[derive(Clone, Debug)]
pub struct ManylinuxPolicy {
    /// `2_28`
    pub name: Name,
    pub libc: Libc,
    /// Not to be relied on yet.
    pub alpha: bool,
    /// Where its compiler is.
    pub devtoolset: Option<Name>,
    pub bases: Vec<ManylinuxBase>,
    /// Folders of `/opt/python`.
    pub pythons: Vec<Name>,
    /// Tags that are known, the newest first.
    pub tags: Vec<Name>,
    pub end_of_life: Option<EndOfLife>,
    pub source: Option<Source>,
    pub span: Span,
}

/// `base REPOSITORY [platform=] [since=]`
#[derive(Clone, Debug)]
pub struct ManylinuxBase {
    pub repository: Name,
    /// `None`: for all platforms of the policy.
    pub platform: Option<Name>,
    /// Its first tag.
    pub since: Option<Name>,
}
