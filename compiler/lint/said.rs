//! The texts of steps in which something may be named, and where each part of them is written.

use super::Subject;
use crate::ast::{self, ImageItem, StageItem, StepKind, Template, Word};
use crate::model::{Model, every};
use crate::plan::{Build, DockerfileContent, Op, Run, Segment, Stage, Step, Text, Variable};
use crate::shell::{Command, Scan, is_name};
use crate::source::Span;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A text of a step.
pub(super) struct Said<'s> {
    pub what: What<'s>,
    /// As the user wrote it where it is shell; else with every arg replaced.
    pub text: Cow<'s, str>,
    place: Place<'s>,
    pub via: &'s [Span],
}

#[derive(Clone, Copy)]
pub(super) enum What<'s> {
    /// With the parameters that are assigned at its head.
    Shell(Option<&'s Run>),
    /// The address of a package index, and the step that installs from it.
    Index(&'s Step),
    Requirement(&'s Step),
    Package,
    /// What `add` fetches.
    Address,
}

#[derive(Clone, Copy)]
enum Place<'s> {
    Word(&'s Word),
    Template(&'s Template),
    Whole(Span),
}

impl Said<'_> {
    /// Where a part of the text is written: exactly there (`true`), or somewhere within.
    pub fn part(&self, start: usize, end: usize) -> (Span, bool) {
        let plain = |span: Span, quotes: usize| {
            (span.range().len() == self.text.len() + 2 * quotes).then(|| span.part(start + quotes, end + quotes))
        };
        let found = match self.place {
            Place::Word(word) => Some(word.part(start, end)).filter(|span| span.range().len() == end - start),
            Place::Template(template) if template.as_literal() == Some(&self.text) => {
                plain(template.span, 0).or_else(|| plain(template.span, 1))
            }
            Place::Template(_) => None,
            Place::Whole(span) => plain(span, 0),
        };
        let whole = match self.place {
            Place::Word(word) => word.part(start, end),
            Place::Template(template) => template.span,
            Place::Whole(span) => span,
        };
        (found.unwrap_or(whole), found.is_some())
    }
}

/// Every step that is written in a stack, by its place.
pub(super) struct Steps<'m> {
    all: BTreeMap<Span, &'m ast::Step>,
    /// What a `copy` or an `add` names.
    sources: BTreeMap<Span, &'m Template>,
}

impl<'m> Steps<'m> {
    pub fn new(model: &'m Model) -> Steps<'m> {
        let images = model.images.values().map(|image| &image.ast.body);
        let components = model.components.values().map(|component| &component.body);
        let mut steps: BTreeMap<Span, &ast::Step> = BTreeMap::new();
        for item in images.chain(components).flat_map(|body| every(body)) {
            match item {
                ImageItem::Step(step) => {
                    steps.insert(step.span, step);
                }
                ImageItem::Stage(stage) => steps.extend(every(&stage.body).into_iter().filter_map(|item| match item {
                    StageItem::Step(step) => Some((step.span, step)),
                    _ => None,
                })),
                _ => {}
            }
        }
        let sources = steps.values().flat_map(|step| match &step.kind {
            StepKind::Copy(copy) => copy.sources.as_slice(),
            StepKind::Add(add) => add.sources.as_slice(),
            _ => &[],
        });
        Steps { sources: sources.map(|source| (source.span, source)).collect(), all: steps }
    }
}

impl<'m> Steps<'m> {
    pub fn all(&self) -> impl Iterator<Item = &'m ast::Step> {
        self.all.values().copied()
    }
}

impl Steps<'_> {
    /// Whether a `copy` or an `add` names a source at a place, just as it is.
    pub fn is_source(&self, at: Span, source: &str) -> bool {
        self.sources.get(&at).is_some_and(|named| named.as_literal() == Some(source))
    }

    /// The words of an `entrypoint` or a `cmd`.
    pub fn words(&self, step: Span) -> &[Template] {
        match self.all.get(&step).map(|step| &step.kind) {
            Some(StepKind::Entrypoint(words) | StepKind::Cmd(words)) => words,
            _ => &[],
        }
    }

    /// Where a part of the shell of a `run` is written: a step of the stack, or the text itself.
    pub fn shell_part(&self, run: Span, text: &str, part: std::ops::Range<usize>) -> Span {
        match self.all.get(&run).map(|step| &step.kind) {
            Some(StepKind::Run(written)) => written.shell.part(part.start, part.end),
            _ if run.range().len() == text.len() => run.part(part.start, part.end),
            _ => run,
        }
    }
}

impl<'a> Subject<'a> {
    /// The final stage of a build, and those that it stands on, the final one last. None of an adopted Dockerfile.
    pub(super) fn line(&self, build: &Build) -> Vec<&'a Stage> {
        let DockerfileContent::Made { recipe, .. } = &self.plan.dockerfile(build).content else { return Vec::new() };
        let mut line = recipe.line(None);
        line.reverse();
        line
    }

    /// The texts of a stage, in the order of its steps.
    pub(super) fn said_in(&self, build: &Build, stage: &'a Stage) -> Vec<Said<'a>> {
        stage.steps.iter().flat_map(|step| self.said_by(build, step)).collect()
    }

    /// The shell that an adopted Dockerfile runs in its target, or in a stage that this grows from.
    pub(super) fn said_adopted(&self, build: &'a Build) -> impl Iterator<Item = Said<'a>> {
        let runs = build.adopted.iter().flat_map(|adopted| &adopted.runs).filter(|run| run.own);
        runs.map(|run| Said {
            what: What::Shell(None),
            text: Cow::Borrowed(run.shell.value.as_str()),
            place: Place::Whole(run.shell.span),
            via: &[],
        })
    }

    fn said_by(&self, build: &Build, step: &'a Step) -> Vec<Said<'a>> {
        let Some(whole) = step.origin.span else { return Vec::new() };
        let kind = self.steps.all.get(&whole).map(|step| &step.kind);
        let said = |what: What<'a>, text: &'a Text, template: Option<&'a Template>| Said {
            what,
            text: self.written(build, text),
            place: template.map_or(Place::Whole(whole), Place::Template),
            via: &step.origin.via,
        };
        let by_span = |items: &'a [ast::Item]| -> BTreeMap<Option<Span>, &'a Template> {
            items.iter().map(|item| (Some(item.text.span), &item.text)).collect()
        };
        match (&step.op, kind) {
            (Op::Run(run), kind) => {
                let place = match kind {
                    Some(StepKind::Run(written)) => Place::Word(&written.shell),
                    _ => Place::Whole(whole),
                };
                let text = Cow::Borrowed(run.shell.as_str());
                vec![Said { what: What::Shell(Some(run)), text, place, via: &step.origin.via }]
            }
            (Op::Pip(pip), Some(StepKind::Pip(written))) => {
                let indexes = pip.index.iter().zip(&written.index);
                let more = pip.extra_index.iter().zip(&written.extra_index);
                let indexes = indexes.chain(more).map(|(text, at)| said(What::Index(step), text, Some(at)));
                let at = by_span(&written.items);
                let items = pip.items.iter();
                let items =
                    items.map(|one| said(What::Requirement(step), &one.text, at.get(&one.origin.span).copied()));
                indexes.chain(items).collect()
            }
            (Op::Packages(packages), Some(StepKind::Packages(written))) => {
                let at = by_span(&written.items);
                let items = packages.items.iter();
                items.map(|one| said(What::Package, &one.text, at.get(&one.origin.span).copied())).collect()
            }
            (Op::Add(add), Some(StepKind::Add(written))) => {
                let sources = add.sources.iter().zip(&written.sources);
                sources.map(|(text, at)| said(What::Address, text, Some(at))).collect()
            }
            (Op::Env(pairs), Some(StepKind::Env(written))) => {
                // what pip and uv read from the environment
                let pairs = pairs.iter().zip(written).filter(|((name, _), _)| is_setting(name));
                pairs.map(|((_, text), (_, at))| said(What::Index(step), text, Some(at))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A text of a recipe as far as it is known: args of the stack are as the stack says.
    fn written<'t>(&self, build: &Build, text: &'t Text) -> Cow<'t, str> {
        if let [Segment::Literal(text)] = text.0.as_slice() {
            return Cow::Borrowed(text);
        }
        let of_stack = |segment: &Segment| match segment {
            Segment::Variable(Variable::Stack(name)) => self.plan.variables.get(name).cloned(),
            _ => None,
        };
        let plain = |segment: &Segment| of_stack(segment).unwrap_or_else(|| Text(vec![segment.clone()]).to_string());
        let all = text.0.iter().map(|segment| match segment {
            Segment::Arg(name) if build.args.contains_key(name) => build.args[name].0.iter().map(plain).collect(),
            segment => plain(segment),
        });
        Cow::Owned(all.collect())
    }

    /// A word of shell with the args and parameters that are known replaced, but for those that the shell sets itself.
    pub(super) fn expanded(&self, build: &Build, run: Option<&Run>, scan: &Scan, word: &str) -> String {
        let mut text = String::new();
        let mut rest = word;
        while let Some(at) = rest.find('$') {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let inner = rest.strip_prefix("${").and_then(|inner| Some(&inner[..inner.find('}')?]));
            let bare = &rest[1..];
            let bare = &bare[..bare.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(bare.len())];
            let (name, length) = inner.map_or((bare, bare.len() + 1), |name| (name, name.len() + 3));
            let set = scan.assigned.iter().any(|assigned| assigned.name == name);
            let param = run.into_iter().flat_map(|run| &run.assignments).find(|(known, _)| known == name);
            let value = param.map(|(_, value)| value).or(build.args.get(name)).map(|value| self.written(build, value));
            match value.filter(|_| is_name(name) && !set) {
                Some(value) => text.push_str(&value),
                None => text.push_str(&rest[..length]),
            }
            rest = &rest[length..];
        }
        text.push_str(rest);
        text
    }
}

/// Whether a variable tells pip or uv where to look.
pub(super) fn is_setting(name: &str) -> bool {
    (name.starts_with("PIP_") || name.starts_with("UV_")) && (name.contains("INDEX") || name.ends_with("FIND_LINKS"))
}

/// Whether a command may fetch from the addresses in it: not where it prints, compares or replaces them.
pub(super) fn fetches(command: &Command) -> bool {
    let first = command.words.first().map_or("", |word| word.text.as_str());
    !matches!(first, "echo" | "printf" | ":" | "[" | "[[" | "test" | "grep" | "sed" | "case" | "cat")
}
