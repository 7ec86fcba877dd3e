//! The shapes of a Dockerfile that was read.

use crate::source::{Span, Spanned};

/// A Dockerfile, in order, unevaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Containerfile {
    /// Known ones, which stand before anything else.
    pub directives: Vec<Directive>,
    /// `\`, or what `# escape=` says.
    pub escape: char,
    pub instructions: Vec<Instruction>,
    /// What BuildKit would refuse, in order of place.
    pub problems: Vec<Problem>,
}

impl Containerfile {
    /// The value of `# syntax=`, `# escape=` or `# check=`.
    pub fn directive(&self, name: &str) -> Option<&Spanned<String>> {
        self.directives.iter().find(|directive| directive.name.value == name).map(|directive| &directive.value)
    }
}

/// `# syntax=docker/dockerfile:1`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// In lower case.
    pub name: Spanned<String>,
    pub value: Spanned<String>,
}

/// What makes a Dockerfile wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Lower case, names in back-ticks, no final period.
    pub message: String,
    pub span: Span,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    pub keyword: Keyword,
    /// The keyword as written.
    pub name: Spanned<String>,
    pub flags: Vec<Flag>,
    pub arguments: Arguments,
    /// In the order of their bodies.
    pub heredocs: Vec<Heredoc>,
    /// From the keyword to the end of the last line, heredocs included, without its line end.
    pub span: Span,
}

impl Instruction {
    /// The first flag of this name.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name.value == name)
    }

    /// Words or the strings of a JSON array; empty for others.
    pub fn words(&self) -> &[Spanned<String>] {
        match &self.arguments {
            Arguments::Words(words) | Arguments::Exec(words) => words,
            _ => &[],
        }
    }

    /// `NAME=value` pairs; empty for others.
    pub fn pairs(&self) -> &[Pair] {
        match &self.arguments {
            Arguments::Pairs(pairs) => pairs,
            _ => &[],
        }
    }
}

/// What follows the keyword and its flags. Continuations are joined, and nothing is expanded; quotes are as written, but
/// in `Exec`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arguments {
    /// RUN, CMD, ENTRYPOINT, HEALTHCHECK CMD in shell form, and what takes one text: USER, WORKDIR, STOPSIGNAL, MAINTAINER.
    Text(Spanned<String>),
    /// A JSON array of strings, decoded.
    Exec(Vec<Spanned<String>>),
    /// FROM, COPY, ADD, EXPOSE, VOLUME.
    Words(Vec<Spanned<String>>),
    /// ENV, LABEL, ARG.
    Pairs(Vec<Pair>),
    /// ONBUILD.
    Trigger(Box<Instruction>),
    /// None, or none that could be read.
    None,
}

/// `NAME=value`; `ARG NAME` has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub name: Spanned<String>,
    pub value: Option<Spanned<String>>,
}

/// `--from=builder`, `--link`; quotes and escapes undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Without the dashes.
    pub name: Spanned<String>,
    pub value: Option<Spanned<String>>,
    pub span: Span,
}

/// A here-document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it, without quotes; its span is that of the marker, `<<-"EOF"`.
    pub name: Spanned<String>,
    /// The word has no quotes: variables in the body are replaced.
    pub expand: bool,
    /// `<<-`: tabs that start a line are removed.
    pub chomp: bool,
    /// As written, with its line ends.
    pub content: Spanned<String>,
}

macro_rules! keywords {
    ($($variant:ident $text:literal $($flag:literal)*;)*) => {
        /// The instructions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Keyword { $($variant,)* /** None that there is. */ Unknown }

        impl Keyword {
            /// Every instruction's name, in upper case.
            pub const ALL: &[&str] = &[$($text),*];

            pub fn of(word: &str) -> Keyword {
                match word.to_ascii_uppercase().as_str() {
                    $($text => Keyword::$variant,)*
                    _ => Keyword::Unknown,
                }
            }

            /// The flags that it takes.
            pub fn flags(self) -> &'static [&'static str] {
                match self {
                    $(Keyword::$variant => &[$($flag),*],)*
                    Keyword::Unknown => &[],
                }
            }
        }
    };
}

keywords! {
    Add "ADD" "checksum" "chmod" "chown" "exclude" "keep-git-dir" "link" "unpack";
    Arg "ARG";
    Cmd "CMD";
    Copy "COPY" "chmod" "chown" "exclude" "from" "link" "parents";
    Entrypoint "ENTRYPOINT";
    Env "ENV";
    Expose "EXPOSE";
    From "FROM" "platform";
    Healthcheck "HEALTHCHECK" "interval" "retries" "start-interval" "start-period" "timeout";
    Label "LABEL";
    Maintainer "MAINTAINER";
    Onbuild "ONBUILD";
    Run "RUN" "device" "mount" "network" "security";
    Shell "SHELL";
    Stopsignal "STOPSIGNAL";
    User "USER";
    Volume "VOLUME";
    Workdir "WORKDIR";
}
