//! What an adopted Dockerfile asks for, with the args that a build gives it.

use super::builder_args::PLATFORM_ARGS;
use super::expand::{Expansion, Var, expand};
use super::file::{Arguments, Containerfile, Instruction, Keyword, Pair, Problem};
use super::mount::{MountKind, mounts};
use super::stage::{Base, Declared, How, Setting, Stage, Take, TakenFrom};
use crate::budget::{DOCKER_STAGES, DOCKER_VALUE, DOCKER_VALUES};
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// Stages and args of a Dockerfile, evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// The args before the first `FROM`.
    pub globals: Vec<Declared>,
    pub stages: Vec<Stage>,
    /// Places of the stages of each name, in lower case.
    stage_names: BTreeMap<String, Vec<usize>>,
    /// The last of the args before the first `FROM` of each name.
    last_globals: BTreeMap<String, usize>,
    /// Bytes of the values that were made.
    pub cost: usize,
    /// What only shows when args have values; those of reading are not repeated.
    pub problems: Vec<Problem>,
}

/// Evaluates a Dockerfile. `given` are the build args, by name; unknown ones get their value when building.
pub fn outline(file: &Containerfile, given: &BTreeMap<String, Var>) -> Outline {
    let (globals, stages, problems) = (Vec::new(), Vec::new(), Vec::new());
    let outline =
        Outline { globals, stages, stage_names: BTreeMap::new(), last_globals: BTreeMap::new(), cost: 0, problems };
    let mut reader = Reader { outline, escape: file.escape, given };
    for instruction in &file.instructions {
        if instruction.keyword == Keyword::From && reader.outline.stages.len() == DOCKER_STAGES {
            reader.problem(format!("a Dockerfile of more than {DOCKER_STAGES} stages"), instruction.span);
            break;
        }
        match (instruction.keyword, reader.outline.stages.is_empty()) {
            (Keyword::From, _) => reader.from(instruction),
            (Keyword::Arg, true) => reader.globals(instruction),
            (_, true) => {}
            (_, false) => reader.instruction(instruction),
        }
        if reader.outline.cost > DOCKER_VALUES {
            break;
        }
    }
    reader.outline
}

impl Outline {
    /// The place of the stage that `--target` names, by name or number; the last without a name.
    pub fn target(&self, name: Option<&str>) -> Option<usize> {
        match name {
            None => self.stages.len().checked_sub(1),
            Some(name) => self.named(name, self.stages.len()).or_else(|| {
                let at: usize = name.parse().ok()?;
                (at < self.stages.len()).then_some(at)
            }),
        }
    }

    /// The last stage of that name before `end`.
    fn named(&self, name: &str, end: usize) -> Option<usize> {
        let places = self.stage_names.get(&name.to_ascii_lowercase())?;
        places[..places.partition_point(|&at| at < end)].last().copied()
    }

    /// A stage and all that it is made from, ascending.
    pub fn needed(&self, target: usize) -> Vec<usize> {
        let mut needed = BTreeSet::from([target]);
        for at in (0..=target).rev() {
            if needed.contains(&at) {
                let stage = &self.stages[at];
                needed.extend(stage.takes.iter().filter_map(|take| match take.from {
                    TakenFrom::Stage(from) => Some(from),
                    _ => None,
                }));
                if let Base::Stage(base) = stage.base {
                    needed.insert(base);
                }
            }
        }
        needed.into_iter().collect()
    }

    /// The references that a stage needs from outside, as bases, `COPY --from` and mounts, with their places.
    pub fn references(&self, target: usize) -> Vec<Spanned<String>> {
        let mut found = Vec::new();
        for at in self.needed(target) {
            let stage = &self.stages[at];
            if let Base::Image(reference) = &stage.base {
                found.push(Spanned::new(reference.clone(), stage.from.span));
            }
            found.extend(stage.takes.iter().filter_map(|take| match &take.from {
                TakenFrom::Other(reference) => Some(reference.clone()),
                _ => None,
            }));
        }
        found
    }

    /// Every arg that the target's stages or the file's head declare.
    pub fn declared(&self, target: usize) -> BTreeSet<&str> {
        let stages = self.needed(target).into_iter().flat_map(|at| &self.stages[at].args);
        self.globals.iter().chain(stages).map(|arg| arg.name.value.as_str()).collect()
    }

    /// The user that a stage ends as, if any of the stages that it grows from says.
    pub fn user(&self, target: usize) -> Option<&Setting> {
        self.line(target).find_map(|stage| stage.user.as_ref())
    }

    /// The folder that a stage ends in, if any of the stages that it grows from says.
    pub fn workdir(&self, target: usize) -> Option<&Setting> {
        self.line(target).find_map(|stage| stage.workdir.as_ref())
    }

    /// The shell that a stage ends with, if any of the stages that it grows from says.
    pub fn shell(&self, target: usize) -> Option<&Vec<String>> {
        self.line(target).find_map(|stage| stage.shell.as_ref())
    }

    /// The last base of a stage: never another stage.
    pub fn root(&self, target: usize) -> &Base {
        self.line(target).last().map_or(&Base::Unknown, |stage| &stage.base)
    }

    /// A stage, the one that it grows from, and so on.
    pub fn line(&self, target: usize) -> impl Iterator<Item = &Stage> {
        std::iter::successors(self.stages.get(target), |stage| match stage.base {
            Base::Stage(at) => self.stages.get(at),
            _ => None,
        })
    }

    fn global(&self, name: &str) -> Option<&Var> {
        self.last_globals.get(name).map(|&at| &self.globals[at].value)
    }

    /// A variable in the stage that is read last: its own, then what the stages below export.
    fn variable(&self, name: &str) -> Var {
        let Some(last) = self.stages.len().checked_sub(1) else { return Var::Unset };
        if let Some(value) = self.stages[last].environment.get(name) {
            return value.clone();
        }
        let found = self.line(last).find_map(|stage| stage.exported.get(name));
        match (found, self.root(last)) {
            (Some(value), _) => value.clone(),
            (None, Base::Scratch) => Var::Unset,
            // the base's own environment is not known here
            (None, _) => Var::Unknown,
        }
    }
}

struct Reader<'a> {
    outline: Outline,
    escape: char,
    given: &'a BTreeMap<String, Var>,
}

impl Reader<'_> {
    fn problem(&mut self, message: impl Into<String>, span: Span) {
        self.outline.problems.push(Problem { message: message.into(), span });
    }

    /// A word's value; what Docker refuses is reported and unknown.
    fn expand(&mut self, word: &Spanned<String>, lookup: &dyn Fn(&Outline, &str) -> Var) -> Expansion {
        let outline = &self.outline;
        match expand(&word.value, self.escape, &|name| lookup(outline, name)) {
            Ok(expansion) => {
                let text = expansion.text.filter(|text| self.spend(text.len() + expansion.cost, word.span));
                Expansion { text, ..expansion }
            }
            Err(bad) => {
                self.problem(bad.message, word.span);
                self.spend(DOCKER_VALUE, word.span);
                Expansion { text: None, used: Vec::new(), cost: 0 }
            }
        }
    }

    /// Whether there is room for a value; where there is none any more, that is told once.
    fn spend(&mut self, bytes: usize, span: Span) -> bool {
        let had = self.outline.cost <= DOCKER_VALUES;
        self.outline.cost += bytes;
        let has = self.outline.cost <= DOCKER_VALUES;
        if had && !has {
            let most = DOCKER_VALUES >> 20;
            self.problem(format!("the values of this Dockerfile have more than {most} MiB together"), span);
        }
        has
    }

    fn globals(&mut self, instruction: &Instruction) {
        let given = self.given;
        for Pair { name, value: default } in instruction.pairs() {
            let value = match (given.get(&name.value), default) {
                (Some(value), _) => value.clone(),
                (None, Some(default)) => {
                    self.expand(default, &|outline, name| global(outline, given, name)).text.into()
                }
                (None, None) if PLATFORM_ARGS.contains(&name.value.as_str()) => Var::Unknown,
                (None, None) => Var::Unset,
            };
            self.outline.last_globals.insert(name.value.clone(), self.outline.globals.len());
            self.outline.globals.push(Declared { name: name.clone(), default: default.clone(), value });
        }
    }

    fn from(&mut self, instruction: &Instruction) {
        let given = self.given;
        let words = instruction.words();
        let missing = Spanned::new(String::new(), instruction.span);
        let from = words.first().unwrap_or(&missing).clone();
        let expansion = self.expand(&from, &|outline, name| global(outline, given, name));
        let unset: Vec<String> =
            expansion.used.iter().filter(|used| !used.set).map(|used| format!("`{}`", used.name)).collect();
        let base = match expansion.text {
            None => Base::Unknown,
            Some(text) if text.is_empty() => {
                if !unset.is_empty() {
                    self.problem(format!("the base is empty: {} has no value", unset.join(", ")), from.span);
                }
                Base::Unknown
            }
            Some(text) if text == "scratch" => Base::Scratch,
            Some(text) => match self.outline.named(&text, self.outline.stages.len()) {
                Some(at) => Base::Stage(at),
                None => Base::Image(text),
            },
        };
        let mut seen = BTreeSet::new();
        let names = expansion.used.into_iter().map(|used| used.name);
        let from_args = names.filter(|name| seen.insert(name.clone())).collect();
        let name = words.get(2).cloned();
        if let Some(name) = &name {
            let at = self.outline.stages.len();
            self.outline.stage_names.entry(name.value.to_ascii_lowercase()).or_default().push(at);
        }
        self.outline.stages.push(Stage {
            name,
            from,
            base,
            from_args,
            platform: instruction.flag("platform").and_then(|flag| flag.value.clone()),
            args: Vec::new(),
            takes: Vec::new(),
            secrets: Vec::new(),
            ssh: Vec::new(),
            entitlements: Vec::new(),
            user: None,
            workdir: None,
            shell: None,
            runs: Vec::new(),
            span: instruction.span,
            exported: BTreeMap::new(),
            environment: BTreeMap::new(),
        });
    }

    fn instruction(&mut self, instruction: &Instruction) {
        match (instruction.keyword, &instruction.arguments) {
            (Keyword::Arg, Arguments::Pairs(pairs)) => self.args(pairs),
            (Keyword::Env, Arguments::Pairs(pairs)) => self.env(pairs),
            (Keyword::Copy | Keyword::Add, _) => self.copy(instruction),
            (Keyword::Run, _) => self.run(instruction),
            (Keyword::User, Arguments::Text(text)) => {
                let value = self.value(text);
                self.stage().user = Some(Setting { text: text.clone(), value });
            }
            (Keyword::Workdir, Arguments::Text(text)) => self.workdir(text),
            (Keyword::Shell, Arguments::Exec(words)) => {
                self.stage().shell = Some(words.iter().map(|word| word.value.clone()).collect());
            }
            _ => {}
        }
    }

    fn stage(&mut self) -> &mut Stage {
        let last = self.outline.stages.len() - 1;
        &mut self.outline.stages[last]
    }

    /// A word's value in the stage that is being read.
    fn value(&mut self, word: &Spanned<String>) -> Option<String> {
        self.expand(word, &Outline::variable).text
    }

    fn args(&mut self, pairs: &[Pair]) {
        for Pair { name, value: default } in pairs {
            let value = match (self.given.get(&name.value), default) {
                (Some(value), _) => value.clone(),
                (None, Some(default)) => self.value(default).into(),
                (None, None) => match self.outline.global(&name.value) {
                    Some(value) => value.clone(),
                    None if PLATFORM_ARGS.contains(&name.value.as_str()) => Var::Unknown,
                    None => Var::Unset,
                },
            };
            let stage = self.stage();
            if value != Var::Unset {
                stage.environment.insert(name.value.clone(), value.clone());
            }
            stage.args.push(Declared { name: name.clone(), default: default.clone(), value });
        }
    }

    fn env(&mut self, pairs: &[Pair]) {
        let values: Vec<(String, Var)> = pairs
            .iter()
            .filter_map(|pair| Some((pair.name.value.clone(), self.value(pair.value.as_ref()?).into())))
            .collect();
        let stage = self.stage();
        stage.exported.extend(values.clone());
        stage.environment.extend(values);
    }

    fn copy(&mut self, instruction: &Instruction) {
        let words = instruction.words();
        let Some((_, sources)) = words.split_last() else { return };
        let from = match instruction.flag("from").and_then(|flag| flag.value.as_ref()) {
            Some(from) => self.taken_from(from),
            None => TakenFrom::Context,
        };
        let how = match instruction.keyword {
            Keyword::Add => How::Add,
            _ if instruction.flag("parents").is_some_and(|flag| on(flag.value.as_ref())) => How::CopyParents,
            _ => How::Copy,
        };
        let heredoc =
            |source: &Spanned<String>| instruction.heredocs.iter().any(|heredoc| heredoc.name.span == source.span);
        for source in sources.iter().filter(|source| !heredoc(source)) {
            let value = self.value(source);
            if how == How::Add && value.as_deref().is_some_and(is_remote) {
                continue;
            }
            self.stage().takes.push(Take { how, from: from.clone(), path: source.clone(), value });
        }
    }

    fn run(&mut self, instruction: &Instruction) {
        if let Arguments::Text(text) = &instruction.arguments {
            self.stage().runs.push(text.clone());
        }
        let bodies = instruction.heredocs.iter().map(|heredoc| heredoc.content.clone());
        self.stage().runs.extend(bodies);
        for (flag, value, entitlement) in
            [("network", "host", "network.host"), ("security", "insecure", "security.insecure")]
        {
            let given = instruction.flag(flag).and_then(|flag| flag.value.as_ref());
            if let Some(given) = given.filter(|given| given.value == value) {
                self.stage().entitlements.push(Spanned::new(entitlement.to_string(), given.span));
            }
        }
        for mount in mounts(instruction) {
            match mount.kind {
                MountKind::Secret => {
                    let secret = mount.secret();
                    self.stage().secrets.extend(secret);
                }
                MountKind::Ssh => {
                    let id = mount.id.filter(|id| !id.value.is_empty());
                    self.stage().ssh.push(id.unwrap_or(Spanned::new("default".to_string(), mount.span)));
                }
                MountKind::Bind | MountKind::Cache => {
                    let from = match &mount.from {
                        Some(from) => self.taken_from(from),
                        None if mount.kind == MountKind::Cache => continue,
                        None => TakenFrom::Context,
                    };
                    let path = mount.source.unwrap_or(Spanned::new(String::new(), mount.span));
                    let value = self.value(&path);
                    self.stage().takes.push(Take { how: How::Mount, from, path, value });
                }
                MountKind::Tmpfs | MountKind::Other => {}
            }
        }
    }

    fn workdir(&mut self, text: &Spanned<String>) {
        let at = self.outline.stages.len() - 1;
        let before = match self.outline.workdir(at) {
            Some(setting) => setting.value.clone(),
            None => matches!(self.outline.root(at), Base::Scratch).then(|| "/".to_string()),
        };
        let path = self.value(text);
        let value = path.and_then(|path| joined(before, &path));
        let value = value.filter(|path| self.spend(path.len(), text.span));
        let stage = self.stage();
        stage.workdir = Some(Setting { text: text.clone(), value });
    }

    /// What `--from` or `from=` names: a stage before this one, else a reference.
    fn taken_from(&mut self, from: &Spanned<String>) -> TakenFrom {
        let here = self.outline.stages.len() - 1;
        if from.value.contains('$') {
            self.problem("Docker expands no variables in `from`; give the image a stage of its own", from.span);
        }
        if let Some(at) = self.outline.named(&from.value, here) {
            return TakenFrom::Stage(at);
        }
        if let Ok(at) = from.value.parse::<usize>() {
            if at < here {
                return TakenFrom::Stage(at);
            }
            self.problem(format!("there is no stage {at} before this one"), from.span);
        }
        TakenFrom::Other(from.clone())
    }
}

fn global(outline: &Outline, given: &BTreeMap<String, Var>, name: &str) -> Var {
    match outline.global(name) {
        Some(value) => value.clone(),
        None if PLATFORM_ARGS.contains(&name) => given.get(name).cloned().unwrap_or(Var::Unknown),
        None => Var::Unset,
    }
}

/// The path of a WORKDIR, joined to the one before it.
fn joined(before: Option<String>, path: &str) -> Option<String> {
    let path = path.trim_end_matches('/');
    match path {
        "" => Some("/".to_string()),
        _ if path.starts_with('/') => Some(path.to_string()),
        _ => Some(format!("{}/{path}", before?.trim_end_matches('/'))),
    }
}

/// A switch as a flag: `--link`, `--link=true`.
fn on(value: Option<&Spanned<String>>) -> bool {
    value.is_none_or(|value| value.value == "true")
}

/// What ADD fetches over a network: no source in the context.
fn is_remote(source: &str) -> bool {
    let schemes = ["http://", "https://", "git://", "ssh://", "git@"];
    schemes.iter().any(|scheme| source.starts_with(scheme))
}
