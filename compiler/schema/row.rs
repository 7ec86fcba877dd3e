//! The shape of a row.

/// Where nodes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    Top,
    Stack,
    PlanBody,
    Axis,
    ValueBody,
    ArgCases,
    Image,
    ImageAxis,
    ImageValueBody,
    Stage,
    Mounts,
    Component,
    Param,
    Tags,
    Promote,
    Role,
    Policy,
    Require,
    Changes,
    Ci,
    Distribution,
    ManylinuxPolicy,
    Download,
    DownloadRelease,
    FrameworkRelease,
    Wheels,
    GpuFamily,
    GpuRelease,
    GpuBase,
    GpuNode,
    Denied,
}

impl Context {
    pub const ALL: &[Context] = &[
        Context::Top,
        Context::Stack,
        Context::PlanBody,
        Context::Axis,
        Context::ValueBody,
        Context::ArgCases,
        Context::Image,
        Context::ImageAxis,
        Context::ImageValueBody,
        Context::Stage,
        Context::Mounts,
        Context::Component,
        Context::Param,
        Context::Tags,
        Context::Promote,
        Context::Role,
        Context::Policy,
        Context::Require,
        Context::Changes,
        Context::Ci,
        Context::Distribution,
        Context::ManylinuxPolicy,
        Context::Download,
        Context::DownloadRelease,
        Context::FrameworkRelease,
        Context::Wheels,
        Context::GpuFamily,
        Context::GpuRelease,
        Context::GpuBase,
        Context::GpuNode,
        Context::Denied,
    ];

    /// For messages: "in an image", "at the top level".
    pub fn place(self) -> &'static str {
        match self {
            Context::Top => "at the top level",
            Context::Stack => "in `stack`",
            Context::PlanBody => "in `plan`",
            Context::Axis | Context::ImageAxis => "in `axis`",
            Context::ValueBody => "in a value's body",
            Context::ImageValueBody => "in an image's own value",
            Context::ArgCases => "in `arg`",
            Context::Image => "in an image",
            Context::Stage => "in `stage`",
            Context::Mounts => "in `run`",
            Context::Component => "in `component`",
            Context::Param => "in `param`",
            Context::Tags => "in `tags`",
            Context::Promote => "in `promote`",
            Context::Role => "in `role`",
            Context::Policy => "in `policy`",
            Context::Require => "in `require`",
            Context::Changes => "in `changes`",
            Context::Ci => "in `ci`",
            Context::Distribution => "in `distribution`",
            Context::ManylinuxPolicy => "in `manylinux-policy`",
            Context::Download => "in `download`",
            Context::DownloadRelease => "in a release of `download`",
            Context::FrameworkRelease => "in `framework-release`",
            Context::Wheels => "in `wheels`",
            Context::GpuFamily => "in `gpu-family`",
            Context::GpuRelease => "in `gpu-release`",
            Context::GpuBase => "in a base of `gpu-release`",
            Context::GpuNode => "in `gpu`",
            Context::Denied => "in `deny` or `allow`",
        }
    }
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A name, used as it is.
    Name,
    /// Text, used as it is.
    Plain,
    /// A template; `$NAME` is an error.
    Template,
    /// A template in which `$NAME` is Docker's.
    Docker,
    /// A port: a number, or a template with Docker's `$`.
    Port,
    /// Shell text, never a template.
    Shell,
    /// A regular expression.
    Regex,
    /// A glob.
    Glob,
    /// A day, as in `2026-11-21`.
    Date,
    /// A whole number, 0 or more.
    Integer,
    /// `#true` or `#false`
    Boolean,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Globs joined by `|`, a leading `!` negates; a switch may be asked for with `#true`.
    Selector,
    /// Text, a number or a boolean.
    Any,
}

impl Kind {
    /// "a name", "text", for messages and the reference.
    pub fn words(self) -> String {
        match self {
            Kind::Name => "a name".to_string(),
            Kind::Plain => "text".to_string(),
            Kind::Template => "a template".to_string(),
            Kind::Docker => "a template with Docker's `$`".to_string(),
            Kind::Port => "a port, as in `8080` or `\"53/udp\"`".to_string(),
            Kind::Shell => "shell".to_string(),
            Kind::Regex => "a regular expression".to_string(),
            Kind::Glob => "a glob".to_string(),
            Kind::Date => "a day, as in `2026-11-21`".to_string(),
            Kind::Integer => "a whole number".to_string(),
            Kind::Boolean => "`#true` or `#false`".to_string(),
            Kind::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
            Kind::Selector => "globs joined by `|`, with a leading `!` for all others".to_string(),
            Kind::Any => "any value".to_string(),
        }
    }
}

/// An argument: its name in the reference, and how often it stands.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    pub name: &'static str,
    pub kind: Kind,
    pub optional: bool,
    /// The last argument may be repeated.
    pub many: bool,
}

/// A property.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub name: &'static str,
    pub kind: Kind,
    pub doc: &'static str,
}

/// What the braces hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    None,
    /// Nodes of a context; the braces may be left out.
    Nodes(Context),
    /// What stands around this node may stand in it.
    Same,
    /// One word a line, as further arguments.
    Words(Kind),
    /// Lists for parameters: a name and its values.
    Lists,
}

/// A node: what it takes and what it means.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub name: &'static str,
    /// One line.
    pub summary: &'static str,
    /// More, in Markdown; may be empty.
    pub doc: &'static str,
    pub arguments: &'static [Argument],
    pub properties: &'static [Property],
    /// Properties of any other name, and what they must be.
    pub open: Option<Kind>,
    pub body: Body,
    /// May stand more than once in one body.
    pub many: bool,
    pub example: &'static str,
}

impl Row {
    pub const fn new(name: &'static str, summary: &'static str) -> Row {
        Row {
            name,
            summary,
            doc: "",
            arguments: &[],
            properties: &[],
            open: None,
            body: Body::None,
            many: false,
            example: "",
        }
    }

    pub const fn doc(self, doc: &'static str) -> Row {
        Row { doc, ..self }
    }

    pub const fn takes(self, arguments: &'static [Argument]) -> Row {
        Row { arguments, ..self }
    }

    pub const fn properties(self, properties: &'static [Property]) -> Row {
        Row { properties, ..self }
    }

    pub const fn open(self, kind: Kind) -> Row {
        Row { open: Some(kind), ..self }
    }

    pub const fn holds(self, context: Context) -> Row {
        Row { body: Body::Nodes(context), ..self }
    }

    pub const fn body(self, body: Body) -> Row {
        Row { body, ..self }
    }

    pub const fn many(self) -> Row {
        Row { many: true, ..self }
    }

    pub const fn example(self, example: &'static str) -> Row {
        Row { example, ..self }
    }

    /// How it is written: `from REFERENCE distro=`.
    pub fn usage(&self) -> String {
        let mut usage = self.name.to_string();
        for argument in self.arguments {
            let dots = if argument.many { "…" } else { "" };
            usage.push_str(&match argument.optional {
                true => format!(" [{}{dots}]", argument.name),
                false => format!(" {}{dots}", argument.name),
            });
        }
        for property in self.properties {
            usage.push_str(&format!(" [{}=]", property.name));
        }
        if self.open.is_some() {
            usage.push_str(" NAME=…");
        }
        if self.body != Body::None {
            usage.push_str(" { … }");
        }
        usage
    }
}

/// A required argument.
pub const fn one(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, optional: false, many: false }
}

/// An optional argument.
pub const fn maybe(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, optional: true, many: false }
}

/// One or more arguments.
pub const fn several(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, optional: false, many: true }
}

/// Any number of arguments.
pub const fn any(name: &'static str, kind: Kind) -> Argument {
    Argument { name, kind, optional: true, many: true }
}

pub const fn property(name: &'static str, kind: Kind, doc: &'static str) -> Property {
    Property { name, kind, doc }
}
