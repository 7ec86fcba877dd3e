//! A whole Dockerfile from its stages.
//!
//! In: a [`Recipe`], the defaults of its args, labels. Out: text without directives and banner. Must not know: files, plans.

use super::instruction::Instruction;
use super::step;
use super::word::{self, Written};
use crate::plan::{Base, Op, PLATFORM_ARGS, Recipe, Segment, Stage, Step, Text};
use indexmap::IndexMap;

pub(super) fn dockerfile(
    recipe: &Recipe,
    defaults: &IndexMap<String, Option<String>>,
    labels: &[(String, String)],
) -> String {
    let mut out = Blocks::default();
    let global = global_args(recipe);
    out.push(&head(recipe, !global.is_empty()));
    for name in &global {
        out.push(&step::arg(name, default(defaults, name).as_ref()).text());
    }
    let mut shells: IndexMap<&str, Option<Vec<String>>> = IndexMap::new();
    for (at, stage) in recipe.stages.iter().enumerate() {
        if at > 0 || !global.is_empty() {
            out.gap();
        }
        out.push(&from(stage).text());
        let is_last = at + 1 == recipe.stages.len();
        let inherited = match &stage.base {
            Base::Stage(name) => shells.get(name.as_str()).cloned().flatten(),
            _ => None,
        };
        let last_user = stage.steps.iter().rposition(|step| matches!(step.op, Op::User(_)));
        let mut writer = StageWriter { defaults, global: &global, declared: Vec::new(), shell: inherited };
        for (place, step) in stage.steps.iter().enumerate() {
            out.push(&writer.step(step, is_last && Some(place) == last_user));
        }
        if is_last && !labels.is_empty() {
            let labels: Vec<(String, Text)> =
                labels.iter().map(|(key, value)| (key.clone(), Text::literal(value.clone()))).collect();
            out.push(&step::pairs_of("LABEL", &labels).text());
        }
        if let Some(name) = &stage.name {
            shells.insert(name, writer.shell);
        }
    }
    out.text
}

/// What stands between the banner and the first instruction.
///
/// BuildKit takes the comment above an `ARG` or a named `FROM` for its description, across empty lines (measured, check
/// `InvalidDefinitionDescription`); an empty comment ends that. So a named `FROM` has its hadolint line up here, too.
fn head(recipe: &Recipe, has_args: bool) -> String {
    let named = || recipe.stages.iter().filter(|stage| stage.name.is_some());
    let mut codes: Vec<&str> = named().filter_map(finding).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut out = String::new();
    if !codes.is_empty() {
        out.push_str(&format!("# hadolint global ignore={}\n", codes.join(",")));
    }
    let is_described = has_args || recipe.stages.first().is_some_and(|stage| stage.name.is_some());
    out.push_str(if is_described { "#\n" } else { "\n" });
    out
}

/// hadolint's finding for a base; what a base is called is the plan's to judge.
fn finding(stage: &Stage) -> Option<&'static str> {
    let reference = match &stage.base {
        Base::Reference(reference) => reference,
        // a stage of this file, which hadolint takes for an image without a tag
        Base::PlatformStage { .. } => return Some("DL3006"),
        Base::Stage(_) | Base::Scratch => return None,
    };
    let reference = reference.to_string();
    let name = reference.rsplit('/').next().unwrap_or_default();
    match name {
        _ if reference.contains('@') => None,
        _ if name.ends_with(":latest") => Some("DL3007"),
        _ if name.contains([':', '$']) => None,
        _ => Some("DL3006"),
    }
}

/// Args in `FROM` lines, in order of first use.
fn global_args(recipe: &Recipe) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for stage in &recipe.stages {
        if let Base::Reference(reference) = &stage.base {
            for name in reference.args() {
                if !PLATFORM_ARGS.contains(&name) && !names.iter().any(|known| known == name) {
                    names.push(name.to_string());
                }
            }
        }
    }
    names
}

fn default(defaults: &IndexMap<String, Option<String>>, name: &str) -> Option<Text> {
    defaults.get(name).cloned().flatten().map(Text::literal)
}

fn from(stage: &Stage) -> Instruction {
    let base = match &stage.base {
        Base::Reference(reference) => word::bare(reference),
        Base::Stage(name) => word::bare(&Text::literal(name.clone())),
        Base::PlatformStage { name, variants } => {
            // the builder has no variant for arm64, whichever was asked for
            let own = if *variants { "${TARGETARCH}${TARGETVARIANT}" } else { "${TARGETARCH}" };
            word::bare(&Text(vec![Segment::Literal(format!("{name}-")), Segment::Docker(own.to_string())]))
        }
        Base::Scratch => Written::fixed("scratch"),
    };
    let mut parts = vec![base];
    if let Some(name) = &stage.name {
        parts.push(Written::fixed("AS"));
        parts.push(word::bare(&Text::literal(name.clone())));
    }
    let mut out = Instruction::new("FROM", &parts);
    if let (Some(code), None) = (finding(stage), &stage.name) {
        out.ignore(code);
    }
    out
}

struct StageWriter<'a> {
    defaults: &'a IndexMap<String, Option<String>>,
    global: &'a [String],
    declared: Vec<String>,
    shell: Option<Vec<String>>,
}

impl StageWriter<'_> {
    /// A step, after the args that no step before it has used.
    fn step(&mut self, step: &Step, is_last_user: bool) -> String {
        let mut text = String::new();
        for name in &step.args {
            if self.declare(name) {
                // A global arg brings its value along.
                let default = if self.global.contains(name) { None } else { default(self.defaults, name) };
                text.push_str(&step::arg(name, default.as_ref()).text());
            }
        }
        match &step.op {
            Op::Arg { name, .. } => {
                self.declare(name);
            }
            Op::Shell(words) => self.shell = Some(words.iter().map(Text::to_string).collect()),
            _ => {}
        }
        let mut instruction = step::instruction(&step.op, self.shell.as_deref());
        if let (true, Op::User(user)) = (is_last_user, &step.op)
            && matches!(user.to_string().split(':').next(), Some("root" | "0"))
        {
            instruction.ignore("DL3002");
        }
        text.push_str(&instruction.text());
        text
    }

    fn declare(&mut self, name: &str) -> bool {
        let is_new = !self.declared.iter().any(|known| known == name);
        if is_new {
            self.declared.push(name.to_string());
        }
        is_new
    }
}

/// Text in blocks: an empty line around each that has several lines.
#[derive(Default)]
pub(super) struct Blocks {
    text: String,
    was_long: bool,
}

impl Blocks {
    pub fn push(&mut self, block: &str) {
        let is_long = block.lines().nth(1).is_some();
        if (is_long || self.was_long) && !self.text.is_empty() {
            self.gap();
        }
        self.text.push_str(block);
        self.was_long = is_long;
    }

    pub fn gap(&mut self) {
        if self.text.len() > 1 && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    pub fn into_text(self) -> String {
        self.text
    }
}
