//! Steps: what an image does, in order.

use super::{Arg, Name, Template, Word};
use crate::source::{Span, Spanned};

/// One step and its place.
#[derive(Clone, Debug)]
pub struct Step {
    pub kind: StepKind,
    /// The node without its children.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum StepKind {
    Env(Vec<(Name, Template)>),
    Run(Run),
    Copy(Copy),
    Add(Add),
    Workdir(Template),
    User(Template),
    Shell(Vec<Template>),
    Expose(Vec<Template>),
    Volume(Vec<Template>),
    Entrypoint(Vec<Template>),
    Cmd(Vec<Template>),
    Healthcheck(Healthcheck),
    Stopsignal(Template),
    /// Labels in which Docker replaces something.
    Label(Vec<(Name, Template)>),
    /// A raw line of a Dockerfile.
    Instruction(Word),
    Packages(Packages),
    Pip(Pip),
    Conda(Conda),
    Use(Use),
    /// An arg of a stage, or of a component; an image's own are in its body.
    Arg(Arg),
}

/// `run SHELL { mount … }`
#[derive(Clone, Debug)]
pub struct Run {
    pub shell: Word,
    pub mounts: Vec<Mount>,
    /// `default`, `none` or `host`
    pub network: Option<Spanned<String>>,
    /// `sandbox` or `insecure`
    pub security: Option<Spanned<String>>,
}

/// Where something is taken from, other than the build's own context.
#[derive(Clone, Debug)]
pub enum Origin {
    Context,
    Stage(Name),
    Image(ImageRef),
    /// `from="REFERENCE"`
    Reference(Template),
    /// `context="NAME"`
    Named(Name),
}

/// `image="base" os="alma8"`: another image of the stack, and values for its axes.
#[derive(Clone, Debug)]
pub struct ImageRef {
    pub image: Name,
    pub axes: Vec<(Name, Template)>,
}

#[derive(Clone, Debug)]
pub struct Mount {
    pub kind: MountKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum MountKind {
    Bind { source: Template, to: Template, origin: Origin, writable: bool },
    Cache { to: Template, id: Option<Template>, sharing: Option<Spanned<String>> },
    Secret { id: Name, env: Option<Name>, to: Option<Template>, required: bool },
    Tmpfs { to: Template },
    Ssh { id: Option<Name> },
}

/// `copy SRC… to=DEST`
#[derive(Clone, Debug)]
pub struct Copy {
    pub sources: Vec<Template>,
    pub to: Template,
    pub origin: Origin,
    pub chown: Option<Template>,
    pub chmod: Option<Template>,
    pub link: bool,
    pub parents: bool,
    pub exclude: Vec<Template>,
}

/// `add URL to=DEST checksum=…`
#[derive(Clone, Debug)]
pub struct Add {
    pub sources: Vec<Template>,
    pub to: Template,
    pub checksum: Option<Template>,
    pub chown: Option<Template>,
    pub chmod: Option<Template>,
    pub link: bool,
    pub unpack: Option<bool>,
}

/// `healthcheck SHELL interval= timeout= start-period= start-interval= retries=`; `healthcheck none=#true`
#[derive(Clone, Debug)]
pub struct Healthcheck {
    /// `None` switches an inherited one off.
    pub shell: Option<Word>,
    /// Docker's options in Docker's order: (`interval`, `30s`).
    pub options: Vec<(&'static str, Spanned<String>)>,
}

/// A list entry and the comment that stands beside it.
#[derive(Clone, Debug)]
pub struct Item {
    pub text: Template,
    pub comment: Option<String>,
}

/// `packages NAME… { NAME… }`
#[derive(Clone, Debug)]
pub struct Packages {
    pub items: Vec<Item>,
    pub recommends: bool,
    pub manager: Option<Spanned<String>>,
}

/// `pip SPEC… { SPEC… }`
#[derive(Clone, Debug)]
pub struct Pip {
    pub items: Vec<Item>,
    pub python: Option<Template>,
    pub index: Option<Template>,
    pub extra_index: Vec<Template>,
    pub requirements: Vec<Template>,
    pub constraints: Vec<Template>,
    pub tool: Option<Spanned<String>>,
}

/// `conda SPEC… { SPEC… } channel=`
#[derive(Clone, Debug)]
pub struct Conda {
    pub items: Vec<Item>,
    pub channels: Vec<Template>,
    /// `conda` or `mamba`
    pub tool: Option<Spanned<String>>,
}

/// `use COMPONENT param=value…`; lists may be children: `param VALUE…`.
#[derive(Clone, Debug)]
pub struct Use {
    pub component: Name,
    pub arguments: Vec<UseArgument>,
}

#[derive(Clone, Debug)]
pub struct UseArgument {
    pub name: Name,
    pub value: UseValue,
}

#[derive(Clone, Debug)]
pub enum UseValue {
    /// One value, as a property or a child with one argument.
    One(Template),
    /// `#true`, `#false`
    Switch(bool, Span),
    List(Vec<Template>, Span),
}
