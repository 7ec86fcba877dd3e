//! What can be typed.

use super::{Outcome, output};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// The image stack compiler
///
/// Turns a stack of container images, written once in KDL, into Dockerfiles, a Bake file and CI workflows.
#[derive(Debug, Parser)]
#[command(name = "imgc", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 clean or warnings only, 1 errors, drift or denied warnings, 2 wrong usage.\n\
    Start with `imgc new DIR`; `imgc explain RULE` tells more of anything that was reported.")]
pub struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Args)]
pub struct Common {
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check a stack and write its files
    #[command(visible_alias = "c")]
    Compile(Compile),
    /// Check a stack and write nothing
    Check(Check),
    /// Show every build: its base, its tags, its args
    Plan(Plan),
    /// Show how the builds stand on one another
    Graph(Graph),
    /// List GPU releases, and tell which builds need what, and what this machine runs
    Gpu(Gpu),
    /// Tell more of a rule, of a node of the language, or of a component
    Explain(Explain),
    /// Make a new stack that compiles
    New(New),
    /// Print the JSON Schema of what `plan --format json` prints
    Schema(Schema),
    /// Print a completion script
    Completions(Completions),
    /// Print the manual page
    Man(Man),
}

#[derive(Debug, Args)]
pub struct Stack {
    /// The stack's file or folder, or `-` for standard input [default: the nearest `stack.kdl` upwards]
    #[arg(value_name = "STACK")]
    pub stack: Option<PathBuf>,
    #[command(flatten)]
    pub sets: Sets,
}

/// For commands that take several.
#[derive(Debug, Args)]
pub struct Stacks {
    /// The stacks' files or folders, or `-` for standard input [default: the nearest `stack.kdl` upwards]
    #[arg(value_name = "STACK")]
    pub stacks: Vec<PathBuf>,
    /// Every `stack.kdl` and `*.stack.kdl` below the folders, or below this one
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub sets: Sets,
}

#[derive(Clone, Debug, Default, Args)]
pub struct Sets {
    /// Give an arg a value, stronger than any in the stack; may be repeated
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub values: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub struct Verdict {
    /// Fail where there are warnings, as if they were errors
    #[arg(long)]
    pub deny_warnings: bool,
}

#[derive(Debug, Args)]
pub struct Compile {
    #[command(flatten)]
    pub stacks: Stacks,
    #[command(flatten)]
    pub verdict: Verdict,
    /// Where Dockerfiles and the Bake file go [default: as the stack says, else its folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The frontend that Dockerfiles ask for, instead of the stack's; `""` leaves the line out
    #[arg(long, value_name = "IMAGE")]
    pub syntax: Option<String>,
    /// Write nothing; fail with a diff if any file is not what the stack makes
    #[arg(long)]
    pub check: bool,
    /// Show what would change
    #[arg(long)]
    pub diff: bool,
    /// Overwrite files that imgc did not make, or that were edited since
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub stacks: Stacks,
    #[command(flatten)]
    pub verdict: Verdict,
    /// How to say it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: CheckFormat,
    /// Make every safe repair that leaves fewer mistakes, and say what is left; of standard input, print the repaired text
    #[arg(long)]
    pub fix: bool,
    /// With `--fix`: also make repairs that may not be what was meant
    #[arg(long, requires = "fix")]
    pub r#unsafe: bool,
    /// Show what `--fix` would change, and write nothing
    #[arg(long, requires = "fix", conflicts_with = "format")]
    pub diff: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// With the source around each place
    Human,
    /// A line each
    Short,
    /// One object
    Json,
    /// A SARIF 2.1.0 log, for code scanning
    Sarif,
    /// Workflow commands of GitHub, which become annotations
    Github,
}

#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    pub stack: Stack,
    #[command(flatten)]
    pub selection: Selection,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: PlanFormat,
}

#[derive(Debug, Args)]
pub struct Selection {
    /// Only these builds; `plan` shows a single one in full. An image, a published name, a target, a glob; `NAME+` with dependents, `+NAME` with ancestors;
    /// `plan=py39`, `os=alma*`. May be repeated, and then adds
    #[arg(long = "select", value_name = "SELECTION")]
    pub select: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    Table,
    Json,
}

#[derive(Debug, Args)]
pub struct Graph {
    #[command(flatten)]
    pub stack: Stack,
    #[command(flatten)]
    pub selection: Selection,
    /// How to print it
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<GraphFormat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// Each build below what it is built on: what a terminal gets
    Tree,
    /// A flowchart: what a pipe gets
    Mermaid,
    Dot,
    Json,
}

#[derive(Debug, Args)]
pub struct Gpu {
    #[command(subcommand)]
    pub command: GpuCommand,
}

#[derive(Debug, Subcommand)]
pub enum GpuCommand {
    /// List the releases that a `gpu` node may name, with what the nearest stack adds
    List(GpuList),
    /// Show one release: its bases, drivers and targets, and where that is known from
    Show(GpuShow),
    /// Tell which release each build of a stack is for, and why
    Check(GpuStack),
    /// Tell which GPUs and drivers this machine has, and which builds of a stack run on it
    Host(GpuStack),
}

#[derive(Debug, Args)]
pub struct GpuList {
    /// Only this family, as in `nvidia`
    #[arg(value_name = "FAMILY")]
    pub family: Option<String>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: PlanFormat,
}

#[derive(Debug, Args)]
pub struct GpuShow {
    /// The family, as in `nvidia`
    #[arg(value_name = "FAMILY")]
    pub family: String,
    /// The release; a part of it, as in `12.6`, means the newest
    #[arg(value_name = "VERSION")]
    pub release: String,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: PlanFormat,
}

#[derive(Debug, Args)]
pub struct GpuStack {
    #[command(flatten)]
    pub stack: Stack,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: PlanFormat,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// A rule, as in `unknown-image`, a node, as in `from`, or a component; without it all of them are listed
    #[arg(value_name = "RULE|NODE|COMPONENT")]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct New {
    /// The folder to make it in: new, or without a `stack.kdl`
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// What to start from
    #[arg(long, value_name = "TEMPLATE", default_value = "minimal")]
    pub template: Template,
    /// The stack's name [default: the folder's]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Template {
    /// One image
    Minimal,
    /// Two plans of a base and a child, with CI
    Plans,
    /// One image over several distributions
    Distributions,
}

#[derive(Debug, Args)]
pub struct Schema {}

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct Man {
    /// A command's own page
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err("write NAME=VALUE".to_string()),
    }
}

pub fn completions(command: &Completions) -> Outcome {
    let mut text = Vec::new();
    clap_complete::generate(command.shell, &mut Arguments::command(), "imgc", &mut text);
    output::print(&String::from_utf8_lossy(&text))
}

pub fn man(command: &Man) -> Outcome {
    let mut root = Arguments::command();
    root.build();
    let page = match &command.command {
        None => clap_mangen::Man::new(root),
        Some(name) => match root.find_subcommand(name) {
            Some(found) => clap_mangen::Man::new(found.clone()),
            None => return output::usage(&format!("there is no command `{name}`")),
        },
    };
    let mut text = Vec::new();
    match page.render(&mut text) {
        Ok(()) => output::print(&String::from_utf8_lossy(&text)),
        Err(error) => output::usage(&format!("cannot write the page: {error}")),
    }
}
