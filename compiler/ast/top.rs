//! What stands at the top of a stack's files.

use super::{
    Arg, AxisUse, AxisValue, Download, Entry, GpuFamily, GpuRelease, Image, ImageItem, Moment, Name, Removal, Selector,
    Template, Test, Word,
};
use crate::glob::Glob;
use crate::source::{Span, Spanned};
use regex::Regex;
use std::collections::BTreeSet;

/// One file: its top-level nodes, each kind in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub stacks: Vec<Stack>,
    pub includes: Vec<Include>,
    pub args: Vec<Arg>,
    /// Top-level axes; `plan`s are one of name `plan`.
    pub axes: Vec<AxisUse>,
    pub plans: Vec<AxisValue>,
    pub excludes: Vec<Selector>,
    pub onlys: Vec<Selector>,
    pub info_cmds: Vec<InfoCmd>,
    pub components: Vec<Component>,
    pub roles: Vec<Role>,
    pub policies: Vec<Policy>,
    pub permits: Vec<Permit>,
    pub tags: Vec<Tags>,
    pub tests: Vec<Test>,
    pub changes: Vec<Changes>,
    pub cis: Vec<Ci>,
    pub groups: Vec<Group>,
    pub images: Vec<Image>,
    pub distributions: Vec<super::Distribution>,
    pub manylinux_policies: Vec<super::ManylinuxPolicy>,
    pub gpu_families: Vec<GpuFamily>,
    pub gpu_releases: Vec<GpuRelease>,
    pub framework_releases: Vec<FrameworkRelease>,
    /// Nodes that could not be read: kind and name, so that references to them are not reported again.
    pub unknown: Vec<(String, Option<String>)>,
}

/// The kind of what is unknown that stands for an axis of an image that could not be read.
pub const OWN_AXIS: &str = "axis of an image";

/// `stack NAME { … }`
#[derive(Clone, Debug)]
pub struct Stack {
    pub name: Name,
    pub description: Option<Name>,
    pub source: Option<Name>,
    pub docs: Option<Name>,
    pub license: Option<Name>,
    pub vendor: Option<Name>,
    pub authors: Option<Name>,
    pub version: Option<Name>,
    pub registries: Vec<Name>,
    pub platforms: Option<Spanned<Vec<Name>>>,
    pub labels: Vec<(Name, Template)>,
    pub shell: Option<Vec<Template>>,
    /// The frontend line's value; `""` leaves the line out.
    pub syntax: Option<Name>,
    pub root: Option<Name>,
    pub out: Option<Name>,
    pub span: Span,
}

/// `include GLOB…`
#[derive(Clone, Debug)]
pub struct Include {
    pub globs: Vec<Spanned<Glob>>,
    pub span: Span,
    pub removal: Option<Removal>,
}

/// `info-cmd NAME DESCRIPTION SHELL`
#[derive(Clone, Debug)]
pub struct InfoCmd {
    pub name: Name,
    pub description: Word,
    pub shell: Word,
    pub span: Span,
    pub removal: Option<Removal>,
}

/// `component NAME { param …; steps }`
#[derive(Clone, Debug)]
pub struct Component {
    pub name: Name,
    pub description: Option<Name>,
    /// Steps that use it.
    pub example: Option<Word>,
    /// The distributions that it is for; empty: any.
    pub distros: Vec<Spanned<Glob>>,
    pub params: Vec<Param>,
    /// What its texts name, with `_` for `-`: parameters, and anything else.
    pub names: BTreeSet<String>,
    pub body: Vec<Entry<ImageItem>>,
    pub span: Span,
}

impl Component {
    /// Its downloads, whatever the condition that they stand under.
    pub fn downloads(&self) -> Vec<&Download> {
        fn within(body: &[Entry<ImageItem>]) -> Vec<&Download> {
            let of = |entry| match entry {
                &Entry::Plain(ImageItem::Download(ref download)) => vec![download],
                Entry::Plain(_) => Vec::new(),
                Entry::When(block) => within(&block.body),
            };
            body.iter().flat_map(of).collect()
        }
        within(&self.body)
    }
}

/// `param NAME [DEFAULT] [type=] [list=] { one-of VALUE… }`
#[derive(Clone, Debug)]
pub struct Param {
    pub name: Name,
    pub default: Option<super::UseValue>,
    pub kind: ParamKind,
    pub list: bool,
    pub doc: Option<Name>,
    pub one_of: Vec<Name>,
    /// Something in the component speaks of it.
    pub read: bool,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamKind {
    Text,
    Version,
    Path,
    Package,
    Url,
    Switch,
}

/// `role NAME { … }`: rules for the images that have it.
#[derive(Clone, Debug)]
pub struct Role {
    pub name: Name,
    pub rules: Rules,
    pub span: Span,
}

/// `policy { … }`: rules for every image.
#[derive(Clone, Debug)]
pub struct Policy {
    pub rules: Rules,
    pub floating: Vec<Floating>,
    pub levels: Vec<(Name, Spanned<Level>)>,
}

/// What a role or a policy says of an image.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub denies: Vec<Deny>,
    pub requires: Vec<Require>,
}

/// `deny package="*-devel" reason="…"`
#[derive(Clone, Debug)]
pub struct Deny {
    pub what: Denied,
    pub reason: Option<String>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Denied {
    Package(Glob),
    Pip(Glob),
    Base(Glob),
    Path(Glob),
    /// An address that Python packages come from, without a slash at its end.
    Index(Glob),
    /// A Python requirement with its version, as in `torch==2.10.0+rocm7.0`.
    Wheel(Glob),
    /// Over shell.
    Run(Regex),
    /// Package names, not two of which may be in one image.
    Together(Vec<String>),
}

#[derive(Clone, Debug)]
pub enum Require {
    /// `require digest=#true`
    Digest(Span),
    /// `require { label NAME… }`
    Labels(Vec<Name>),
    /// `require user="!root"`
    User { term: super::Term },
}

/// `floating-tags GLOB max=N`
#[derive(Clone, Debug)]
pub struct Floating {
    pub glob: Spanned<Glob>,
    pub max: u32,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Error,
    Warn,
    Allow,
}

/// `allow package="…" reason="…"`
#[derive(Clone, Debug)]
pub struct Allow {
    pub what: Denied,
    pub reason: Word,
    pub span: Span,
    pub removal: Option<Removal>,
}

/// `allow "RULE" reason="…"`
#[derive(Clone, Debug)]
pub struct Permit {
    pub rule: Name,
    /// The node that it is for: that in whose braces it is.
    pub node: Span,
    pub span: Span,
    pub removal: Option<Removal>,
}

/// `tags { … }`
#[derive(Clone, Debug)]
pub struct Tags {
    /// Of an image: these instead of the stack's.
    pub replace: bool,
    pub body: Vec<Entry<TagItem>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum TagItem {
    Tag(Tag),
    /// Checks every tag of its block and below.
    Match {
        pattern: Word,
        regex: Regex,
        all: bool,
        span: Span,
    },
    Promote(Promote),
}

/// `tag TEXT [repository=NAME]`; `after=` only within `promote`.
#[derive(Clone, Debug)]
pub struct Tag {
    pub text: Template,
    pub repository: Option<Template>,
    pub after: Option<Template>,
    pub span: Span,
}

/// `promote [needs=TEST] { tag …; tag … after=… }`
#[derive(Clone, Debug)]
pub struct Promote {
    /// Tests that must pass first, separated by blanks.
    pub needs: Vec<Name>,
    pub tags: Vec<Entry<TagItem>>,
    pub span: Span,
}

/// `changes { … }`
#[derive(Clone, Debug)]
pub struct Changes {
    pub rebuild_all: Vec<RebuildAll>,
    pub ignore: Vec<Spanned<Glob>>,
    pub generated: Vec<Generated>,
    pub span: Span,
}

/// `generated GLOB… [from=GLOB]`: what is made before the images are built, and of what.
#[derive(Clone, Debug)]
pub struct Generated {
    pub globs: Vec<Spanned<Glob>>,
    pub from: Option<Spanned<Glob>>,
}

/// `rebuild-all [GLOB…] [branch=GLOB] [message=GLOB]`
#[derive(Clone, Debug)]
pub struct RebuildAll {
    pub globs: Vec<Spanned<Glob>>,
    pub branch: Option<Glob>,
    pub message: Option<Glob>,
}

/// `ci "github" { … }`
#[derive(Clone, Debug)]
pub struct Ci {
    pub system: Name,
    pub moments: Vec<Spanned<Moment>>,
    pub strategy: Strategy,
    pub runners: Vec<Runner>,
    pub environment: Option<Name>,
    pub attest: bool,
    pub cache: Option<Spanned<Cache>>,
    pub secrets: Vec<CiSecret>,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    #[default]
    Single,
    PerImage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    Gha,
    Registry,
    Inline,
}

/// `runner LABEL… [gpu=FAMILY] [platform=PLATFORM] [pull-requests=BOOL]`
#[derive(Clone, Debug)]
pub struct Runner {
    pub labels: Vec<Name>,
    pub gpu: Option<Name>,
    pub platform: Option<Name>,
    /// Builds of pull requests may run on it although it is not GitHub's, or ask it for more than a build is given.
    pub pull_requests: bool,
}

/// `secret ID ci=NAME`: a secret of the builds, and what CI calls it.
#[derive(Clone, Debug)]
pub struct CiSecret {
    pub id: Name,
    pub ci: Name,
}

/// `group NAME SELECTOR`
#[derive(Clone, Debug)]
pub struct Group {
    pub name: Name,
    pub selector: Selector,
}

/// `framework-release FRAMEWORK VERSION [source=] [date=] [confidence=] { with …; python …; wheels … }`
#[derive(Clone, Debug)]
pub struct FrameworkRelease {
    /// `torch`
    pub framework: Name,
    pub version: Name,
    pub source: Option<Name>,
    pub date: Option<Name>,
    pub confidence: Option<Name>,
    /// Packages released with it, and their versions.
    pub companions: Vec<(Name, Name)>,
    /// `3.12`; empty: nobody said.
    pub pythons: Vec<Name>,
    pub wheels: Vec<Wheels>,
}

impl FrameworkRelease {
    /// Whether what is not listed is not there.
    pub fn is_sure(&self) -> bool {
        super::gpu::is_high(self.confidence.as_ref())
    }
}

/// `wheels FAMILY|cpu [RELEASE] [index=] [newer=#true] [LIBRARY=…] { platforms … }`
#[derive(Clone, Debug)]
pub struct Wheels {
    /// A GPU family, or `cpu`.
    pub family: Name,
    pub release: Option<Name>,
    pub index: Option<Name>,
    /// Newer releases of the same major version run them, too.
    pub newer: bool,
    /// What the base must have: (`cudnn`, `9.3`).
    pub libraries: Vec<(Name, Name)>,
    /// Empty: any.
    pub platforms: Vec<Name>,
}
