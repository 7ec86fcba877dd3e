//! The head of the file: what is set from outside, and what is made of it; only what the rest of the file uses.

use super::hcl::{Expr, Item};
use super::when::{self, Asking};
use crate::plan::{EVENTS, NO_BRANCH, NO_COMMIT, Plan, Refused, SLUG_MAX, SWITCHES, VARIABLES, Variable, event_name};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// What the file has used so far.
pub struct Scope<'p> {
    plan: &'p Plan,
    used: BTreeSet<String>,
    functions: BTreeSet<&'static str>,
    /// Values made of variables, by name.
    locals: IndexMap<String, Expr>,
}

impl Asking for Scope<'_> {
    fn variable(&mut self, name: &str) -> Expr {
        self.used.insert(name.to_string());
        Expr::name(name)
    }

    fn matches(&mut self, regex: &str, value: Expr) -> Expr {
        self.functions.insert("matches");
        Expr::Call("matches", vec![Expr::text(regex), value])
    }
}

/// Without functions of ours, which Bake does not know yet when it validates. What a rule's condition asks is there: its
/// tags ask it too.
struct Inline;

impl Asking for Inline {
    fn variable(&mut self, name: &str) -> Expr {
        Expr::name(name)
    }

    fn matches(&mut self, regex: &str, value: Expr) -> Expr {
        matched(Expr::text(regex), value)
    }
}

impl<'p> Scope<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        Scope { plan, used: BTreeSet::new(), functions: BTreeSet::new(), locals: IndexMap::new() }
    }

    pub fn value(&mut self, variable: &Variable) -> Expr {
        let base = self.variable(variable.base());
        let (name, value) = match variable {
            Variable::GitShort => ("_git_short", short(base)),
            Variable::DateCompact => ("_date_compact", compact(base)),
            Variable::GitBranchSlug => ("_git_branch_slug", self.slug(base)),
            Variable::GitBranchRest(regex) => ("_git_branch_rest", self.slug(rest(regex, base))),
            _ => return base,
        };
        Expr::name(self.local(name, value))
    }

    fn slug(&mut self, value: Expr) -> Expr {
        self.functions.insert("slug");
        Expr::Call("slug", vec![value])
    }

    /// The name of a value: `name`, or with a number where that is taken.
    fn local(&mut self, name: &str, value: Expr) -> String {
        let mut free = name.to_string();
        let mut number = 1;
        loop {
            match self.locals.get(&free) {
                Some(same) if *same == value => return free,
                None if !self.plan.variables.contains_key(&free) => break,
                _ => {
                    number += 1;
                    free = format!("{name}_{number}");
                }
            }
        }
        self.locals.insert(free.clone(), value);
        free
    }

    /// Blocks and values, in an order of their own.
    pub fn items(&self) -> Vec<Item> {
        let known = VARIABLES.into_iter().chain(self.plan.variables.keys().map(String::as_str)).chain(SWITCHES);
        let mut items: Vec<Item> =
            known.filter(|name| self.used.contains(*name)).map(|name| self.variable_block(name)).collect();
        items.extend(self.functions.iter().map(|name| function_block(name)));
        if !self.locals.is_empty() {
            items.push(Item::Comment("Made of the variables above; not to be set from outside.".into()));
            items.extend(self.locals.iter().map(|(name, value)| Item::Attribute(name.clone(), value.clone())));
        }
        items
    }

    fn variable_block(&self, name: &str) -> Item {
        let value = Expr::name(name);
        let mut kind = "string";
        let mut checks = Vec::new();
        let (default, description) = match name {
            "GIT_SHA" => {
                checks.push((
                    form("^([0-9a-f]{40}|[0-9a-f]{64})$", value),
                    "a full commit: 40 or 64 hexadecimal digits".into(),
                ));
                (Expr::text(NO_COMMIT), "The commit that is built.".to_string())
            }
            "GIT_BRANCH" => (
                Expr::text(NO_BRANCH),
                "The branch that is built; empty for a git tag, a release or a pull request.".into(),
            ),
            "GIT_TAG" => (Expr::text(""), "The git tag that is built; empty for a branch.".into()),
            "GIT_EVENT" => {
                let mut names = vec![""];
                names.extend(EVENTS.map(event_name));
                let told = names[1..].join(", ");
                checks.push((
                    Expr::Call("contains", vec![Expr::texts(names), value]),
                    format!("one of {told}, or empty"),
                ));
                (Expr::text(""), format!("Why it is built: {told}, or empty."))
            }
            "PR" => {
                checks.push((form("^[0-9]*$", value), "a number, or empty".into()));
                (Expr::text(""), "The number of the pull request.".into())
            }
            "DATE" => {
                checks.push((form("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", value), "a date: YYYY-MM-DD".into()));
                let now = Expr::Call("timestamp", vec![]);
                (Expr::Call("formatdate", vec![Expr::text("YYYY-MM-DD"), now]), "The day of the build, UTC.".into())
            }
            "CREATED" => {
                let pattern = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))?$";
                checks.push((form(pattern, value), "a time as RFC 3339 writes it, or empty".into()));
                (Expr::text(""), "The time of the build, as RFC 3339 writes it; empty leaves it out.".into())
            }
            "CACHE" => {
                let words = Expr::texts(["", "false", "read", "true"]);
                checks.push((Expr::Call("contains", vec![words, value]), "`true`, `read`, `false` or empty".into()));
                (
                    Expr::text(""),
                    "Whether layers are kept between runs: true, read (taken up, not written), false or empty.".into(),
                )
            }
            "ATTEST" => {
                kind = "bool";
                (Expr::Bool(false), "Whether provenance and an SBOM are attached: the engine must be able to.".into())
            }
            stack => {
                let default = self.plan.variables.get(stack).cloned().unwrap_or_default();
                (Expr::text(default), "An arg of the stack.".into())
            }
        };
        for refused in self.plan.refused.iter().filter(|refused| refused.variable.base() == name) {
            checks.extend(spelling(refused));
        }
        let mut body = vec![
            Item::Attribute("type".into(), Expr::name(kind)),
            Item::Attribute("default".into(), default),
            Item::Attribute("description".into(), Expr::text(description)),
        ];
        body.extend(checks.into_iter().map(|(condition, must)| Item::Block {
            kind: "validation",
            label: None,
            body: vec![
                Item::Attribute("condition".into(), condition),
                Item::Attribute("error_message".into(), Expr::text(format!("{name} must be {must}."))),
            ],
        }));
        Item::Block { kind: "variable", label: Some(name.into()), body }
    }
}

fn form(pattern: &str, value: Expr) -> Expr {
    can_match(Expr::text(pattern), value)
}

fn can_match(pattern: Expr, value: Expr) -> Expr {
    Expr::Call("can", vec![Expr::Call("regex", vec![pattern, value])])
}

fn matched(pattern: Expr, value: Expr) -> Expr {
    Expr::All(vec![value.clone().not_empty(), can_match(pattern, value)])
}

fn short(sha: Expr) -> Expr {
    Expr::Call("substr", vec![sha, Expr::Number("0".into()), Expr::Number("7".into())])
}

fn compact(date: Expr) -> Expr {
    Expr::Call("replace", vec![date, Expr::text("-"), Expr::text("")])
}

fn rest(regex: &str, branch: Expr) -> Expr {
    let found = Expr::First(Box::new(Expr::Call("regex", vec![Expr::text(regex), branch])));
    Expr::Call("try", vec![found, Expr::text("")])
}

/// What [`crate::plan::slug`] does.
fn slug(value: Expr) -> Expr {
    let dashed = Expr::Call("regex_replace", vec![value, Expr::text("[^A-Za-z0-9_.-]+"), Expr::text("-")]);
    let headed = Expr::Call("regex_replace", vec![dashed, Expr::text("^[.-]+"), Expr::text("")]);
    Expr::Call("substr", vec![headed, Expr::Number("0".into()), Expr::Number(SLUG_MAX.to_string())])
}

/// What must hold for a variable to spell no tag of another rule, and what is said if it does not.
fn spelling(refused: &Refused) -> Vec<(Expr, String)> {
    let spelled = inline(&refused.variable);
    let unless = |taken: Expr| {
        let mut terms = when::terms(&refused.when, &mut Inline);
        terms.push(taken);
        Expr::Not(Box::new(Expr::all(terms)))
    };
    let list = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let mut checks = Vec::new();
    if !refused.words.is_empty() {
        let words = Expr::texts(refused.words.iter().map(String::as_str));
        let told = format!("something else: a tag of another rule is called {}", list(&refused.words));
        checks.push((unless(Expr::Call("contains", vec![words, spelled.clone()])), told));
    }
    checks.extend(refused.forms.iter().map(|of| {
        let told = format!("something else: a tag of another rule may be called so, {}", list(&of.tags));
        (unless(form(&of.regex, spelled.clone())), told)
    }));
    checks
}

/// Without functions of ours.
fn inline(variable: &Variable) -> Expr {
    let base = Expr::name(variable.base());
    match variable {
        Variable::GitShort => short(base),
        Variable::DateCompact => compact(base),
        Variable::GitBranchSlug => slug(base),
        Variable::GitBranchRest(regex) => slug(rest(regex, base)),
        _ => base,
    }
}

fn function_block(name: &'static str) -> Item {
    let (params, result) = match name {
        "matches" => (vec!["pattern", "value"], matched(Expr::name("pattern"), Expr::name("value"))),
        _ => (vec!["value"], slug(Expr::name("value"))),
    };
    Item::Block {
        kind: "function",
        label: Some(name.into()),
        body: vec![
            Item::Attribute("params".into(), Expr::List(params.into_iter().map(Expr::name).collect())),
            Item::Attribute("result".into(), result),
        ],
    }
}
