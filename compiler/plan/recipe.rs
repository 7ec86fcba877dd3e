//! Recipes: what a Dockerfile says, before it is written as one.

use super::Text;
use crate::source::Span;

/// Where something in the plan comes from. Never part of equality.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub span: Option<Span>,
    /// The `use`s that led there, outermost first.
    pub via: Vec<Span>,
}

impl PartialEq for Origin {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Origin {}
impl PartialOrd for Origin {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Origin {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

/// All stages of a build; the last is the image. Args are names here; their values are the build's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipe {
    pub stages: Vec<Stage>,
}

impl Recipe {
    /// A stage, without a name the final one, and those that it stands on, from it downwards.
    pub fn line(&self, name: Option<&str>) -> Vec<&Stage> {
        let mut line: Vec<&Stage> = Vec::new();
        let mut next = self.stages.iter().find(|stage| stage.name.as_deref() == name);
        while let Some(stage) = next.filter(|_| line.len() < self.stages.len()) {
            line.push(stage);
            next = match &stage.base {
                Base::Stage(below) => self.stages.iter().find(|other| other.name.as_ref() == Some(below)),
                _ => None,
            };
        }
        line
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stage {
    /// `None` for the final stage.
    pub name: Option<String>,
    pub base: Base,
    pub steps: Vec<Step>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Base {
    /// A reference, of the stack's own image or an outside one; the args in it are global.
    Reference(Text),
    /// An earlier stage.
    Stage(String),
    /// The earlier stage for the platform that is built: of this name, with `-amd64` and the like behind it; with variants
    /// also `-armv7`.
    PlatformStage {
        name: String,
        variants: bool,
    },
    Scratch,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    pub op: Op,
    /// The build args that it uses, in templates or in shell, in order of first use. Platform args
    /// (`TARGETARCH` and its kin) are among them. The emitter declares each before its first use in a stage.
    pub args: Vec<String>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    Env(Vec<(String, Text)>),
    Run(Run),
    Packages(Packages),
    Pip(Pip),
    Conda(Conda),
    Copy(Copy),
    Add(Add),
    Workdir(Text),
    User(Text),
    Shell(Vec<Text>),
    Expose(Vec<Text>),
    Volume(Vec<Text>),
    Entrypoint(Vec<Text>),
    Cmd(Vec<Text>),
    Healthcheck(Healthcheck),
    Stopsignal(Text),
    /// In the order given.
    Label(Vec<(String, Text)>),
    /// A raw line.
    Instruction(String),
    /// `ARG NAME` or, of a stage's own, `ARG NAME=default`.
    Arg {
        name: String,
        default: Option<Text>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// As the user wrote it, indentation removed; may hold newlines.
    pub shell: String,
    /// Parameters of the component it stands in, assigned at its head: literals and args only.
    pub assignments: Vec<(String, Text)>,
    pub mounts: Vec<Mount>,
    pub network: Option<String>,
    pub security: Option<String>,
}

/// Where a `copy` or a mount takes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The build's own context.
    Context,
    Stage(String),
    /// A reference or the key of a named context: always literal.
    From(String),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mount {
    Bind { source: Text, to: Text, from: Source, writable: bool },
    Cache { to: Text, id: Option<Text>, sharing: Option<String> },
    Secret { id: String, env: Option<String>, to: Option<Text>, required: bool },
    Tmpfs { to: Text },
    Ssh { id: Option<String> },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Copy {
    pub sources: Vec<Text>,
    pub to: Text,
    pub from: Source,
    pub chown: Option<Text>,
    pub chmod: Option<Text>,
    pub link: bool,
    pub parents: bool,
    pub exclude: Vec<Text>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Add {
    pub sources: Vec<Text>,
    pub to: Text,
    pub checksum: Option<Text>,
    pub chown: Option<Text>,
    pub chmod: Option<Text>,
    pub link: bool,
    pub unpack: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Healthcheck {
    /// `None`: `HEALTHCHECK NONE`
    pub shell: Option<String>,
    /// Without dashes: (`interval`, `30s`).
    pub options: Vec<(String, String)>,
}

/// An entry of a list, and what the user said of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    pub text: Text,
    pub comment: Option<String>,
    pub origin: Origin,
}

/// Package managers, by what they are called with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Manager {
    Apt,
    Dnf,
    Microdnf,
    Yum,
    Tdnf,
    Zypper,
    Apk,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Packages {
    pub manager: Manager,
    /// Sorted, none twice.
    pub items: Vec<Item>,
    /// Weak dependencies too.
    pub recommends: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pip {
    /// Sorted, none twice.
    pub items: Vec<Item>,
    /// The interpreter, as a command or a path; `python3` unless said.
    pub python: Option<Text>,
    pub index: Option<Text>,
    pub extra_index: Vec<Text>,
    pub requirements: Vec<Text>,
    pub constraints: Vec<Text>,
    pub tool: PipTool,
    /// The distribution marks its own Python as externally managed (PEP 668), and no other is named.
    pub externally_managed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PipTool {
    Pip,
    Uv,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conda {
    /// Sorted, none twice.
    pub items: Vec<Item>,
    pub channels: Vec<Text>,
    /// `conda` or `mamba`
    pub tool: String,
}
