//! What a build's final stage installs, with every arg replaced: for people and programs that ask what is in an image.

use super::{Build, DockerfileContent, Item, Manager, Op, PipTool, Plan, Segment, Text};

/// One call of a package manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Install {
    /// `apt`, `pip`, `conda`, …
    pub tool: String,
    /// Sorted.
    pub items: Vec<String>,
}

impl Plan {
    /// In the order of the steps; what a parent installs is the parent's.
    pub fn installs(&self, build: &Build) -> Vec<Install> {
        let DockerfileContent::Made { recipe, .. } = &self.dockerfile(build).content else { return Vec::new() };
        let Some(last) = recipe.stages.last() else { return Vec::new() };
        let each = last.steps.iter().filter_map(|step| {
            let (tool, items): (&str, &[Item]) = match &step.op {
                Op::Packages(packages) => (packages.manager.name(), &packages.items),
                Op::Pip(pip) => (if pip.tool == PipTool::Uv { "uv" } else { "pip" }, &pip.items),
                Op::Conda(conda) => (&conda.tool, &conda.items),
                _ => return None,
            };
            let items = items.iter().map(|item| build.written(&item.text)).collect();
            Some(Install { tool: tool.to_string(), items })
        });
        each.collect()
    }
}

impl Build {
    /// A text of its recipe with every arg that is known replaced.
    pub fn written(&self, text: &Text) -> String {
        text.0
            .iter()
            .map(|segment| match segment {
                Segment::Arg(name) => self.args.get(name).map_or_else(|| format!("${{{name}}}"), Text::to_string),
                Segment::Literal(text) | Segment::Docker(text) => text.clone(),
                Segment::Variable(variable) => format!("{{{}}}", variable.template_name()),
            })
            .collect()
    }
}

impl Manager {
    /// What it is called in the language.
    pub fn name(self) -> &'static str {
        Manager::ALL.iter().find(|(_, manager)| *manager == self).map_or("", |(name, _)| name)
    }
}
