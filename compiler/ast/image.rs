//! Images, stages, axes and args.

use super::{Entry, ImageRef, Name, Removal, Selector, Step, Tags, Template, Word};
use crate::source::{Span, Spanned};

/// `image NAME { … }`
#[derive(Clone, Debug)]
pub struct Image {
    pub name: Name,
    /// Axes and variants in the order of their first mention.
    pub axes: Vec<AxisUse>,
    pub excludes: Vec<Selector>,
    pub onlys: Vec<Selector>,
    pub repository: Option<Template>,
    pub body: Vec<Entry<ImageItem>>,
    /// The head of the node.
    pub span: Span,
}

/// `axis NAME`, `axis NAME VALUE…`, `axis NAME { value … }`, or all the `variant`s of an image.
#[derive(Clone, Debug)]
pub struct AxisUse {
    pub name: Name,
    /// Empty: as the parent has it, else as the stack has it.
    pub values: Vec<AxisValue>,
}

/// A value of an axis: `value NAME { … }`, `plan NAME { … }`, `variant NAME { … }`.
#[derive(Clone, Debug)]
pub struct AxisValue {
    pub name: Name,
    pub body: ValueBody,
    pub span: Span,
}

/// What a value brings to the builds that have it.
#[derive(Clone, Debug, Default)]
pub struct ValueBody {
    pub args: Vec<(Name, Template)>,
    pub platforms: Option<Spanned<Vec<Name>>>,
    pub version: Option<Template>,
    /// What it is called in build names and templates; empty leaves it out.
    pub name: Option<Name>,
    /// Of a plan.
    pub prefix: Option<Name>,
    /// Of an axis or variant in an image.
    pub from: Option<From>,
    pub manylinux: Option<super::Manylinux>,
    pub gpu: Option<Gpu>,
    pub frameworks: Vec<Framework>,
}

/// `from …`
#[derive(Clone, Debug)]
pub struct From {
    pub base: Base,
    /// `distro="ubuntu24.04"`
    pub distro: Option<Name>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Base {
    Reference(Template),
    Image(ImageRef),
    Stage(Name),
    Scratch,
}

/// `gpu FAMILY key=value… target=NAMES`
#[derive(Clone, Debug)]
pub struct Gpu {
    pub family: Name,
    /// What it is compiled for.
    pub targets: Vec<Template>,
    pub properties: Vec<(Name, Template)>,
    /// `manylinux=`, and then `tag=` and `python=`.
    pub manylinux: Option<super::Manylinux>,
    pub span: Span,
}

/// `torch VERSION [python=]`, `tensorflow VERSION [python=]`
#[derive(Clone, Debug)]
pub struct Framework {
    /// The word that stands there: `torch`.
    pub name: Name,
    pub version: Template,
    pub python: Option<Template>,
}

/// `arg NAME VALUE { in SELECTOR VALUE; otherwise VALUE }` or `arg NAME image="base"`
#[derive(Clone, Debug)]
pub struct Arg {
    pub name: Name,
    pub value: Option<Template>,
    /// The published reference of another image of the stack.
    pub image: Option<ImageRef>,
    pub cases: Vec<Entry<Template>>,
    pub span: Span,
    pub removal: Option<Removal>,
}

/// What stands in the body of an image or, as steps and stages only, of a component or a stage.
#[derive(Clone, Debug)]
pub enum ImageItem {
    Title(Template),
    Description(Template),
    Version(Template),
    Internal(Spanned<bool>),
    Role(Vec<Name>),
    Platforms(Spanned<Vec<Name>>),
    Context(Context),
    Replaced(Replaced),
    Label(Vec<(Name, Template)>),
    InfoCmds { names: Vec<Name>, inherit: bool, span: Span },
    Tags(Tags),
    Allow(super::Allow),
    RunOptions { options: Vec<Template>, inherit: bool },
    Bake(BakeAttribute),
    Test(Test),
    From(From),
    Gpu(Gpu),
    Framework(Framework),
    Manylinux(super::Manylinux),
    Dockerfile(Dockerfile),
    Arg(Arg),
    Stage(Stage),
    Download(Download),
    Step(Step),
}

/// `context DIR` (name is none) or `context NAME REF`
#[derive(Clone, Debug)]
pub struct Context {
    pub name: Option<Name>,
    pub location: Template,
    pub span: Span,
}

/// `context REFERENCE image=NAME`: where an adopted Dockerfile names the reference, it gets the image.
#[derive(Clone, Debug)]
pub struct Replaced {
    pub reference: Name,
    pub image: ImageRef,
}

/// `bake KEY VALUE…`: an attribute of the Bake target, as written.
#[derive(Clone, Debug)]
pub struct BakeAttribute {
    pub key: Name,
    pub values: Vec<BakeValue>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum BakeValue {
    Text(Template),
    Number(String),
    Bool(bool),
}

/// `dockerfile PATH target=STAGE`
#[derive(Clone, Debug)]
pub struct Dockerfile {
    pub path: Word,
    pub target: Option<Name>,
    pub span: Span,
}

/// `stage NAME { … }`
#[derive(Clone, Debug)]
pub struct Stage {
    pub name: Name,
    pub body: Vec<Entry<StageItem>>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum StageItem {
    From(From),
    Manylinux(super::Manylinux),
    Step(Step),
}

/// When a test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestWhen {
    /// Before publishing.
    Build,
    /// On the pushed candidate, before its final tags.
    Push,
    /// Before a promotion.
    Promote,
}

/// `test NAME SHELL { mount … }`
#[derive(Clone, Debug)]
pub struct Test {
    pub name: Name,
    pub shell: Word,
    pub when: TestWhen,
    pub gpu: bool,
    /// Runs inside the image; otherwise outside, with the reference in `$IMAGE`.
    pub inside: bool,
    pub mounts: Vec<super::Mount>,
    pub span: Span,
}

/// `download NAME URL [version=] [checksum=] { platform …; release …; sha256 … }`: a stage that holds one file.
#[derive(Clone, Debug)]
pub struct Download {
    pub name: Name,
    pub url: Template,
    /// Which release is meant.
    pub version: Option<Template>,
    /// `sha256:…` or `PLATFORM=sha256:…`, or a list parameter of such.
    pub checksum: Option<Template>,
    pub platforms: Vec<DownloadPlatform>,
    pub releases: Vec<DownloadRelease>,
    /// Where no release is meant.
    pub files: Vec<DownloadFile>,
}

/// `platform PLATFORM NAME=…`
#[derive(Clone, Debug)]
pub struct DownloadPlatform {
    pub platform: Name,
    /// What the URL may call, and what it is there: always [`UseValue::One`](super::UseValue::One).
    pub names: Vec<(Name, super::UseValue)>,
}

/// `release VERSION [url=] [source=] [date=] { sha256 … }`
#[derive(Clone, Debug)]
pub struct DownloadRelease {
    pub version: Name,
    pub url: Option<Template>,
    pub source: Option<Name>,
    pub date: Option<Name>,
    pub files: Vec<DownloadFile>,
}

/// `sha256 [PLATFORM] DIGITS [url=]`
#[derive(Clone, Debug)]
pub struct DownloadFile {
    /// `None`: the file is the same for all.
    pub platform: Option<Name>,
    /// With its `sha256:`.
    pub digest: String,
    pub url: Option<Template>,
}
