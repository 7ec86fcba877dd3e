//! The image stack compiler: one declarative file for a family of container images becomes Dockerfiles, a Bake file and CI
//! workflows.
//!
//! [`check`] reads and plans a stack, and sees the outside only through a [`World`]; [`emit()`] turns the plan into files. The
//! stages are, in order: [`syntax`] and [`ast`] (what is written), [`resolve`] (which names exist; the [`model`]), [`plan`] (every
//! build, with all that any target needs), [`lint`] (what may be built but should not), [`emit`] (files).

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests may run real tools on real files"))]

pub mod ast;
pub mod budget;
pub mod containerfile;
pub mod date;
pub mod diag;
pub mod emit;
pub mod fix;
pub mod glob;
pub mod gpu;
pub mod inputs;
pub mod lint;
pub mod model;
pub mod paths;
pub mod plan;
pub mod reference;
pub mod report;
pub mod resolve;
pub mod schema;
pub mod shell;
pub mod source;
pub mod stdlib;
pub mod syntax;
pub mod visible;
pub mod world;

use date::Date;
use diag::{Diagnostic, Diagnostics, Reported};
use emit::FileSet;
use paths::View;
use plan::Plan;
use source::Sources;
use std::collections::BTreeMap;
use world::World;

/// What a compilation is told, beside the stack itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--set NAME=VALUE`: the strongest value of an arg.
    pub sets: BTreeMap<String, String>,
    /// From where the user is told of paths.
    pub view: View,
    /// Where Dockerfiles and the Bake file go, from the root; the stack's own `out` unless given.
    pub out: Option<String>,
    /// The frontend that Dockerfiles ask for, instead of the stack's; empty leaves the line out.
    pub syntax: Option<String>,
    /// The day of the compilation. Without it nothing is said of what has come to its end.
    pub today: Option<Date>,
}

/// What came of a compilation.
#[derive(Debug)]
pub struct Compilation {
    pub sources: Sources,
    /// In the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// There unless an error was reported.
    pub plan: Option<Plan>,
}

impl Compilation {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == diag::Severity::Error)
    }
}

/// Reads the stack at `file` (a path from the world's root) and plans it.
pub fn check(world: &dyn World, file: &str, options: &Options) -> Compilation {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let plan = planned(world, file, options, &mut sources, &mut diagnostics).ok();
    let mut diagnostics = diagnostics.sorted();
    fix::doubt(&sources, &mut diagnostics);
    Compilation { sources, diagnostics, plan }
}

fn planned(
    world: &dyn World,
    file: &str,
    options: &Options,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<Plan, Reported> {
    let model = resolve::resolve(world, file, &options.view, options.sets.values(), sources, diagnostics)?;
    let mut plan = plan::plan(&model, &options.sets, options.out.as_deref(), diagnostics)?;
    if let Some(syntax) = &options.syntax {
        plan.stack.syntax = Some(syntax.clone()).filter(|syntax| !syntax.is_empty());
    }
    emit::held(&plan, diagnostics);
    lint::lint((world, sources), &model, &plan, options.today, diagnostics);
    level(&model, diagnostics);
    diagnostics.check()?;
    Ok(plan)
}

/// What policies say of the weight of rules; errors of the language itself stay errors.
fn level(model: &model::Model, diagnostics: &mut Diagnostics) {
    for (rule, level) in model.policies.iter().flat_map(|policy| &policy.levels) {
        diagnostics.level(
            &rule.value,
            match level.value {
                ast::Level::Error => Some(diag::Severity::Error),
                ast::Level::Warn => Some(diag::Severity::Warning),
                ast::Level::Allow => None,
            },
        );
    }
}

/// The catalogue of GPUs: with what the stack at `file` adds to it, as far as that can be read.
pub fn catalogue(stack: Option<(&dyn World, &str)>) -> model::Catalogue {
    resolve::catalogue(stack)
}

/// The components that a `use` may name: with those of the stack at `file`, as far as that can be read.
pub fn components(stack: Option<(&dyn World, &str)>) -> BTreeMap<String, ast::Component> {
    resolve::components(stack)
}

/// What a stack's text says of its root, read alone: `../..`, where it is above the file's folder.
pub fn root_of(text: &str) -> Option<String> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let id = sources.add("stack.kdl", text);
    let tree = syntax::parse_until(id, text, &mut diagnostics, |node| node.name.value == "stack");
    let document = ast::read(&tree, text, &mut diagnostics);
    document.stacks.into_iter().next()?.root.map(|root| root.value)
}

/// Every file of a plan.
pub fn emit(plan: &Plan) -> FileSet {
    emit::emit(plan)
}
