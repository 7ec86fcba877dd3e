//! What the compiler tells its user: one plain struct, and the proof that something was told.
//!
//! A stage is given a [`Diagnostics`] to report into and returns `Result<T, Reported>`. A [`Reported`] can only be had by
//! reporting an error, so no stage can fail in silence. No source text is held here; renderers look it up.

mod cut;
mod path;
mod rules;
mod suggest;

pub use path::{outside_root, unusable_path};
pub use rules::{RULES, Rule, Stage, rule};
pub use suggest::{did_you_mean, key_help, nearest, nearest_are, one_off, the_nearest, value_help};

use crate::budget::{Budget, Cost, DIAGNOSTICS};
use crate::source::Span;
use std::collections::BTreeSet;

/// Proof that an error was reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported(());

/// How much a diagnostic weighs. A hint never changes an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
    Hint,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// A place and what is to be said of it; the message may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// One replacement of source text. Those of a fix do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// Who may make a repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// `--fix` makes it.
    Safe,
    /// It may be what is meant, or not: `--fix --unsafe` makes it.
    Unsafe,
}

impl Class {
    pub fn name(self) -> &'static str {
        match self {
            Class::Safe => "safe",
            Class::Unsafe => "unsafe",
        }
    }
}

/// A repair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// An imperative: "quote the version".
    pub title: String,
    pub edits: Vec<Edit>,
    /// It is right only where nothing else is wrong: what seems to be of no use may serve what could not be read.
    pub waits: bool,
    pub class: Class,
    /// The name that it writes in place of another.
    pub renames: Option<Renamed>,
    /// What is right where this one leads to another mistake.
    pub instead: Option<Box<Fix>>,
}

/// A name that does not exist, and the one that a repair takes for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    pub from: String,
    pub to: String,
}

impl Fix {
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Fix { title: title.into(), edits, waits: false, class: Class::Safe, renames: None, instead: None }
    }
}

/// One thing to tell the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: &'static Rule,
    pub severity: Severity,
    /// Lower case, names in back-ticks, no final period.
    pub message: String,
    /// The first is where the mistake is.
    pub labels: Vec<Label>,
    /// Imperatives, each a line or two.
    pub help: Vec<String>,
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic of the rule's own severity, at `span`.
    pub fn new(rule: &'static Rule, message: impl Into<String>, span: Span) -> Self {
        Diagnostic {
            rule,
            severity: rule.severity,
            message: message.into(),
            labels: vec![Label { span, message: String::new() }],
            help: Vec::new(),
            fix: None,
        }
    }

    /// What is said at the primary place.
    pub fn at(mut self, message: impl Into<String>) -> Self {
        self.labels[0].message = message.into();
        self
    }

    /// A further place.
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// A help line, where there is one.
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help.extend(help);
        self
    }

    /// A repair that replaces one span.
    pub fn fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.edits(title, vec![Edit { span, text: text.into() }])
    }

    /// A repair of several edits.
    pub fn edits(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix::new(title, edits));
        self
    }

    /// Another repair, where the one that there is leads to another mistake.
    pub fn or_fix(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.or_edits(title, vec![Edit { span, text: text.into() }])
    }

    /// The same of several edits.
    pub fn or_edits(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.instead = Some(Box::new(Fix::new(title, edits)));
        }
        self
    }

    /// The repair is one of several that may be meant.
    pub fn only_offered(mut self) -> Self {
        if let Some(fix) = &mut self.fix {
            fix.class = Class::Unsafe;
        }
        self
    }

    /// A repair that takes away what is of no use, where it can be told what goes with it.
    pub fn remove(mut self, title: impl Into<String>, span: Option<Span>) -> Self {
        let edits = span.map(|span| vec![Edit { span, text: String::new() }]);
        self.fix = edits.map(|edits| Fix { waits: true, ..Fix::new(title, edits) });
        self
    }

    /// Names the permit, of a rule that may be right to break.
    pub fn or_permit(self) -> Self {
        let rule = self.rule.name;
        self.help(format!("or permit it, in the braces of this node: `allow \"{rule}\" reason=\"…\"`"))
    }

    pub fn primary(&self) -> Span {
        self.labels[0].span
    }
}

/// Everything reported so far.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// What has been told, and where: a file of nothing but mistakes must not take forever.
    told: BTreeSet<(Span, &'static str, String)>,
    errors: usize,
    budget: Budget,
    /// Something is over the budget, which was reported.
    over: Option<Reported>,
}

impl Diagnostics {
    /// Report an error, and get the proof of it. A repetition of the same words at the same place is told once.
    pub fn error(&mut self, diagnostic: Diagnostic) -> Reported {
        debug_assert_eq!(diagnostic.severity, Severity::Error, "{}", diagnostic.message);
        self.errors += 1;
        self.push(diagnostic);
        Reported(())
    }

    /// The same of an error that takes long to word, which is not done where it would not be told.
    pub fn error_with(&mut self, word: impl FnOnce() -> Diagnostic) -> Reported {
        if self.is_full() {
            self.errors += 1;
            return Reported(());
        }
        self.error(word())
    }

    /// Report something that stops nothing.
    pub fn warn(&mut self, diagnostic: Diagnostic) {
        debug_assert_ne!(diagnostic.severity, Severity::Error, "{}", diagnostic.message);
        self.push(diagnostic);
    }

    /// Report what a lint found, whatever its severity.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.severity == Severity::Error);
        self.push(diagnostic);
    }

    /// Takes something of what the compilation may take; where there is not as much left, that is an error at `span`.
    pub fn draw(&mut self, cost: Cost, amount: usize, span: Span) -> Result<(), Reported> {
        match self.budget.draw(cost, amount) {
            Ok(()) => Ok(()),
            Err(over) if over.first => Err(self.over(cost, span)),
            Err(_) => Err(Reported(())),
        }
    }

    /// Reports that there is too much of something: it is why nothing more is told, and so never the one too many.
    pub fn over(&mut self, cost: Cost, span: Span) -> Reported {
        self.errors += 1;
        self.list.push(Diagnostic::new(&rule::TOO_LARGE, cost.message(), span).help(cost.help()));
        *self.over.insert(Reported(()))
    }

    /// `Err` where there is no use in going on: something is over the budget, or more is wrong than is told.
    pub fn go_on(&self) -> Result<(), Reported> {
        if self.is_full() {
            self.check()?;
        }
        self.over.map_or(Ok(()), Err)
    }

    /// Whether so much was said that nobody would read more.
    pub fn is_full(&self) -> bool {
        self.list.len() >= DIAGNOSTICS
    }

    fn push(&mut self, mut diagnostic: Diagnostic) {
        if self.is_full() {
            return;
        }
        cut::cut(&mut diagnostic);
        if self.told.insert((diagnostic.primary(), diagnostic.rule.name, diagnostic.message.clone())) {
            self.list.push(diagnostic);
        }
    }

    /// Gives what was reported of a rule another weight; `None` drops it. Of rules that are part of the language nothing changes.
    pub fn level(&mut self, rule: &str, severity: Option<Severity>) {
        let free = |one: &Diagnostic| one.rule.name == rule && one.rule.may_change();
        match severity {
            None => self.list.retain(|one| !free(one)),
            Some(severity) => self.list.iter_mut().filter(|one| free(one)).for_each(|one| one.severity = severity),
        }
        self.errors = self.list.iter().filter(|one| one.severity == Severity::Error).count();
    }

    /// Drops what was reported of a rule in some places; whether there was anything. A place is that of any label, as what is
    /// used in several places is told where it is written.
    pub fn permit(&mut self, rule: &str, places: &[Span]) -> bool {
        let is_in = |span: Span| {
            places.iter().any(|at| at.source == span.source && at.start <= span.start && span.end <= at.end)
        };
        let before = self.list.len();
        let is_permitted = |one: &Diagnostic| one.rule.name == rule && one.labels.iter().any(|label| is_in(label.span));
        self.list.retain(|one| !(is_permitted(one) && one.rule.may_change()));
        self.errors = self.list.iter().filter(|one| one.severity == Severity::Error).count();
        self.list.len() < before
    }

    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// How many errors there were so far: what is read between two equal counts is whole.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Whether the same was said, anywhere.
    pub fn has_said(&self, rule: &Rule, message: &str) -> bool {
        let message = cut::message(message);
        self.list.iter().any(|one| one.rule == rule && one.message == message)
    }

    /// Whether something of a rule was told at a place.
    pub fn has_told(&self, rule: &Rule, span: Span) -> bool {
        self.told
            .range((span, rule.name, String::new())..)
            .next()
            .is_some_and(|(at, name, _)| (*at, *name) == (span, rule.name))
    }

    /// The end of a stage: `Err` if any error was reported, by this stage or an earlier one.
    pub fn check(&self) -> Result<(), Reported> {
        if self.has_errors() { Err(Reported(())) } else { Ok(()) }
    }

    /// All of them, in the order of their places.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| {
            (a.primary(), a.severity, a.rule.name, &a.message).cmp(&(b.primary(), b.severity, b.rule.name, &b.message))
        });
        self.list
    }
}
