//! Moments as conditions over the file's variables.

use super::hcl::Expr;
use crate::plan::{Clause, Moment, Pattern, When, event_name};

/// How variables are asked.
pub trait Asking {
    fn variable(&mut self, name: &str) -> Expr;
    /// Whether a pattern holds of a value that is there at all.
    fn matches(&mut self, regex: &str, value: Expr) -> Expr;
}

/// The terms that must all be true; none: always.
pub fn terms(when: &When, scope: &mut impl Asking) -> Vec<Expr> {
    let mut terms = Vec::new();
    for clause in &when.0 {
        match clause {
            Clause::On(moment) => terms.extend(moment_terms(moment, scope)),
            Clause::NoneOf(moments) => {
                if moments.iter().any(|moment| moment.branch.is_some()) {
                    terms.push(scope.variable("GIT_BRANCH").not_empty());
                }
                for moment in moments {
                    terms.push(negated(moment_terms(moment, scope)));
                }
            }
        }
    }
    let mut unique: Vec<Expr> = Vec::new();
    for term in terms {
        if !unique.contains(&term) {
            unique.push(term);
        }
    }
    unique
}

fn moment_terms(moment: &Moment, scope: &mut impl Asking) -> Vec<Expr> {
    let mut terms = Vec::new();
    if let Some(event) = moment.event {
        terms.push(scope.variable("GIT_EVENT").equal(Expr::text(event_name(event))));
    }
    for (variable, pattern) in [("GIT_BRANCH", &moment.branch), ("GIT_TAG", &moment.git_tag)] {
        if let Some(pattern) = pattern {
            terms.push(pattern_term(variable, pattern, scope));
        }
    }
    terms
}

fn pattern_term(variable: &'static str, pattern: &Pattern, scope: &mut impl Asking) -> Expr {
    let value = scope.variable(variable);
    if pattern.literal { value.equal(Expr::text(&pattern.glob)) } else { scope.matches(&pattern.regex, value) }
}

fn negated(mut terms: Vec<Expr>) -> Expr {
    if terms.len() != 1 {
        return Expr::Not(Box::new(Expr::All(terms)));
    }
    match terms.remove(0) {
        Expr::Equal(a, b) => Expr::Differ(a, b),
        term => Expr::Not(Box::new(term)),
    }
}
