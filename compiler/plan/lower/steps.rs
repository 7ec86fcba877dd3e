//! Each step that Docker knows, as an operation.

use super::{End, Lowering, Open};
use crate::ast::{self, StepKind, Template};
use crate::budget::Cost;
use crate::containerfile::{self, Arguments, Keyword};
use crate::plan::PLATFORM_ARGS;
use crate::plan::site::{Frame, Position, Uses};
use crate::plan::used::own_place;
use crate::plan::{Healthcheck, Op, Run, Text, errors};
use crate::shell;
use std::collections::{BTreeMap, BTreeSet};

/// What reads quotes as the scanner does.
const POSIX_SHELLS: &[&str] = &["ash", "bash", "busybox", "dash", "ksh", "sh", "zsh"];

impl<'p, 'a> Lowering<'p, 'a> {
    /// `None`: something in it was reported.
    pub(super) fn op(
        &mut self,
        open: &mut Open<'a>,
        step: &'a ast::Step,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Op> {
        let site = self.site;
        Some(match &step.kind {
            StepKind::Env(pairs) => {
                let mut list = Vec::new();
                for (name, template) in pairs {
                    list.push((name.value.clone(), site.text(template, Position::Step, frame, uses)));
                    open.env.insert(name.value.clone(), name.span);
                    self.sets(open, &name.value);
                }
                Op::Env(list.into_iter().map(|(name, text)| Some((name, text?))).collect::<Option<_>>()?)
            }
            StepKind::Label(pairs) => {
                let texts = pairs.iter().map(|(name, template)| {
                    Some((name.value.clone(), site.text(template, Position::Step, frame, uses)?))
                });
                Op::Label(texts.collect::<Option<_>>()?)
            }
            StepKind::Run(run) => Op::Run(self.run(open, run, frame, uses)?),
            StepKind::Copy(copy) => Op::Copy(self.copy(copy, frame, uses)?),
            StepKind::Add(add) => Op::Add(self.add(add, frame, uses)?),
            StepKind::Workdir(path) => Op::Workdir(site.text(path, Position::Step, frame, uses)?),
            StepKind::User(user) => {
                let text = site.text(user, Position::Step, frame, uses)?;
                open.end.user = self.resolved(&text, uses, None).and_then(|text| text.as_literal());
                if open.end.user.as_deref() == Some("") {
                    site.report(errors::empty_user(step.span));
                    return None;
                }
                open.end.user_span = Some(own_place(step.span, &self.site.uses.borrow()));
                Op::User(text)
            }
            StepKind::Shell(words) => {
                let words = self.words(words, frame)?;
                open.end.shell = words.iter().map(Text::as_literal).collect();
                Op::Shell(words)
            }
            StepKind::Entrypoint(words) => Op::Entrypoint(self.words(words, frame)?),
            StepKind::Cmd(words) => Op::Cmd(self.words(words, frame)?),
            StepKind::Expose(ports) => Op::Expose(self.texts(ports, frame, uses)?),
            StepKind::Volume(paths) => Op::Volume(self.texts(paths, frame, uses)?),
            StepKind::Stopsignal(signal) => Op::Stopsignal(site.text(signal, Position::Step, frame, uses)?),
            StepKind::Healthcheck(check) => {
                check.shell.iter().for_each(|word| self.quotes(open, word, &shell::scan(&word.value)));
                Op::Healthcheck(Healthcheck {
                    shell: check.shell.as_ref().map(|word| word.value.clone()),
                    options: check
                        .options
                        .iter()
                        .map(|(name, value)| (name.to_string(), value.value.clone()))
                        .collect(),
                })
            }
            StepKind::Instruction(line) => self.instruction(open, line)?,
            StepKind::Packages(packages) => Op::Packages(self.packages(open, packages, step.span, frame, uses)?),
            StepKind::Pip(pip) => Op::Pip(self.pip(open, pip, frame, uses)?),
            StepKind::Conda(conda) => Op::Conda(self.conda(conda, frame, uses)?),
            StepKind::Arg(arg) => {
                let default = match &arg.value {
                    Some(template) => Some(site.text(template, Position::Step, frame, uses)?),
                    None => None,
                };
                let name = arg.name.value.clone();
                let value = default.as_ref().and_then(|text| self.resolved(text, uses, None));
                let mut own = site.stage_args.borrow_mut();
                own.later.remove(&name);
                own.declared.insert(name.clone(), value);
                Op::Arg { name, default }
            }
            StepKind::Use(_) => unreachable!("a `use` is replaced by its steps"),
        })
    }

    pub(super) fn texts(
        &self,
        templates: &'a [Template],
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Vec<Text>> {
        let all: Vec<Option<Text>> =
            templates.iter().map(|template| self.site.text(template, Position::Step, frame, uses)).collect();
        all.into_iter().collect()
    }

    /// Exec form: Docker expands nothing there.
    fn words(&self, templates: &'a [Template], frame: Option<&Frame<'_, 'a>>) -> Option<Vec<Text>> {
        let all: Vec<Option<Text>> =
            templates.iter().map(|template| self.site.literal(template, frame).map(Text::literal)).collect();
        all.into_iter().collect()
    }

    fn run(
        &mut self,
        open: &Open<'a>,
        run: &'a ast::Run,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Run> {
        let assignments = self.shell(open, &run.shell, frame, uses)?;
        let mounts: Vec<_> = run.mounts.iter().map(|mount| self.mount(mount, frame)).collect();
        if run.network.as_ref().is_some_and(|network| network.value == "host") {
            self.entitlements.insert("network.host".to_string());
        }
        if run.security.as_ref().is_some_and(|security| security.value == "insecure") {
            self.entitlements.insert("security.insecure".to_string());
        }
        Some(Run {
            shell: run.shell.value.clone(),
            assignments,
            mounts: mounts.into_iter().collect::<Option<_>>()?,
            network: run.network.as_ref().map(|network| network.value.clone()),
            security: run.security.as_ref().map(|security| security.value.clone()),
        })
    }

    /// The args that the shell of a test or an info command uses.
    pub(in crate::plan) fn shell_uses(&self, word: &'a ast::Word, uses: &mut Uses) {
        let open = Open { steps: Vec::new(), end: End::default(), env: BTreeMap::new(), via: Vec::new(), uses: 0 };
        self.shell(&open, word, None, uses);
    }

    /// The args that shell text uses, and assignments for the parameters it uses.
    pub(super) fn shell(
        &self,
        open: &Open<'a>,
        word: &'a ast::Word,
        frame: Option<&Frame<'_, 'a>>,
        uses: &mut Uses,
    ) -> Option<Vec<(String, Text)>> {
        let site = self.site;
        site.draw(Cost::Text, word.value.len(), word.span).ok()?;
        let scan = shell::scan(&word.value);
        self.quotes(open, word, &scan);
        let mut assignments: Vec<(String, Text)> = Vec::new();
        for (name, found) in needed(&scan) {
            if site.stage_args.borrow().declared.contains_key(name) {
                continue;
            }
            let param = frame.and_then(|frame| {
                frame
                    .params
                    .get_key_value(name)
                    .or_else(|| frame.params.iter().find(|(param, _)| super::arg_name(param) == name))
            });
            if let Some((_, bound)) = param {
                let inner = if bound.given { frame.and_then(|frame| frame.caller) } else { None };
                let text = site.parameter(bound.value, Position::Step, inner, uses)?;
                assignments.push((name.to_string(), text));
                continue;
            }
            if let Some(&later) = site.stage_args.borrow().later.get(name) {
                site.report(errors::arg_too_early(name, word.part(found.start, found.end), later));
                continue;
            }
            let visible = frame.is_none()
                || site
                    .args
                    .get(name)
                    .is_some_and(|declared| declared.of_stack || site.model().args.contains_key(name));
            if visible && site.args.contains(name) && !open.env.contains_key(name) {
                site.mark_used(name);
                if site.arg(name).is_none() {
                    if site.lacks_value(name) && site.args[name].of_stack {
                        site.without_value(name, word.part(found.start, found.end));
                    }
                    continue;
                }
                uses.arg(name);
            } else if PLATFORM_ARGS.contains(&name) {
                uses.arg(name);
            } else if let Some((_, value)) =
                site.image.values(site.combination).find(|(axis, _)| super::arg_name(&axis.name) == name)
            {
                uses.derived.insert(name.to_string(), Text::literal(value.label.clone()));
                uses.arg(name);
            } else if !open.env.contains_key(name)
                && let Some(diagnostic) = self.near_miss(name, word.part(found.start, found.end))
            {
                site.report(diagnostic);
            }
        }
        Some(assignments)
    }

    /// Whether each quote is closed, where the shell is one of POSIX.
    fn quotes(&self, open: &Open<'a>, word: &'a ast::Word, scan: &shell::Scan) {
        let program = open.end.shell.as_ref().and_then(|words| words.first()).map(|path| path.rsplit('/').next());
        let posix = program.flatten().is_none_or(|name| POSIX_SHELLS.contains(&name));
        if let Some(at) = scan.unclosed.filter(|_| posix && !word.value.starts_with("#!")) {
            self.site.report(errors::unclosed_quote(&word.value[at..=at], word.part(at, at + 1)));
        }
    }

    /// Remembers a variable that a family of GPUs would set.
    fn sets(&self, open: &mut Open<'a>, name: &str) {
        if self.site.shared.gpu_variables.contains(name) {
            open.end.env.insert(name.to_string());
        }
    }

    /// A raw line is one instruction that BuildKit reads, and opens no stage.
    fn instruction(&mut self, open: &mut Open<'a>, line: &'a ast::Word) -> Option<Op> {
        const BEFORE: &str = "FROM scratch\n";
        self.site.draw(Cost::Text, line.value.len(), line.span).ok()?;
        let file = containerfile::parse(line.span.source, &format!("{BEFORE}{}", line.value));
        for problem in &file.problems {
            let within = |at: u32| (at as usize).saturating_sub(BEFORE.len()).min(line.value.len());
            let span = line.part(within(problem.span.start), within(problem.span.end));
            self.site.report(errors::broken_instruction(&problem.message, span));
        }
        let one = matches!(&file.instructions[..], [_, one] if one.keyword != Keyword::From);
        if !one && file.problems.is_empty() {
            self.site.report(errors::no_single_instruction(line.span));
        }
        // a flag counts wherever it is written
        for stage in containerfile::outline(&file, &BTreeMap::new()).stages {
            self.asks(&stage);
        }
        for set in file.instructions.iter().filter(|one| one.keyword == Keyword::Env) {
            if let Arguments::Pairs(pairs) = &set.arguments {
                pairs.iter().for_each(|pair| self.sets(open, &pair.name.value));
            }
        }
        (one && file.problems.is_empty()).then(|| Op::Instruction(line.value.clone()))
    }

    /// A warning where a name is declared elsewhere in the stack but not here, or is one letter off one that is.
    fn near_miss(&self, name: &str, span: crate::source::Span) -> Option<crate::diag::Diagnostic> {
        let site = self.site;
        if let Some(image) = site.model().other_with_arg(name, site.image.name()) {
            return Some(errors::arg_of_another(name, image.name(), span));
        }
        if name.len() < 4 {
            return None;
        }
        let near = crate::diag::one_off(name, site.args.names())?;
        // that nothing else uses it comes of the same slip
        site.mark_used(near);
        Some(errors::near_arg(name, span, (near, site.args[near].name.span)))
    }
}

/// The variables that shell text needs from outside, and where each is first used: those an inner shell may expand too.
fn needed(scan: &shell::Scan) -> Vec<(&str, &shell::Use)> {
    let free: BTreeSet<&str> = scan.free().into_iter().collect();
    let assigned: BTreeSet<&str> = scan.assigned.iter().map(|assigned| assigned.name.as_str()).collect();
    let inner = scan.quoted.iter().filter(|used| !assigned.contains(used.name.as_str()));
    let all = scan.uses.iter().filter(|used| free.contains(used.name.as_str())).chain(inner);
    let mut seen = BTreeSet::new();
    all.map(|used| (used.name.as_str(), used)).filter(|(name, _)| seen.insert(*name)).collect()
}
