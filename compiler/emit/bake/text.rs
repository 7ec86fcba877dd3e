//! [`Text`] as a template, and when it can be told at all.

use super::hcl::{Expr, Piece};
use super::variables::Scope;
use super::when::Asking;
use crate::plan::{Segment, Text, Variable};

/// The text as an expression. What only recipes hold (args, Docker's `$`) does not come here; if it did, it would be
/// written as it reads.
pub fn expr(text: &Text, scope: &mut Scope) -> Expr {
    let pieces: Vec<Piece> = text
        .0
        .iter()
        .map(|segment| match segment {
            Segment::Literal(text) | Segment::Docker(text) => Piece::Literal(text.clone()),
            Segment::Arg(name) => Piece::Literal(format!("${{{name}}}")),
            Segment::Variable(variable) => Piece::Value(scope.value(variable)),
        })
        .collect();
    Expr::Text(pieces)
}

/// What must be true for no variable of it to be empty: a tag with a hole in it is not pushed.
pub fn not_empty(text: &Text, scope: &mut Scope) -> Vec<Expr> {
    unique(text, |variable| match variable {
        // their validation refuses an empty one
        Variable::GitSha | Variable::GitShort | Variable::Date | Variable::DateCompact => None,
        variable => Some(scope.value(variable).not_empty()),
    })
}

/// What must be true for all its variables to be told from outside: a label says nothing rather than a stand-in.
pub fn known(text: &Text, scope: &mut Scope) -> Vec<Expr> {
    let mut terms = Vec::new();
    for variable in text.variables() {
        let own = match variable {
            Variable::GitSha | Variable::GitShort => {
                vec![Expr::Call("trim", vec![scope.variable("GIT_SHA"), Expr::text("0")]).not_empty()]
            }
            Variable::Date | Variable::DateCompact => vec![],
            Variable::GitBranch => {
                vec![scope.value(variable).not_empty(), scope.variable("GIT_BRANCH").differ(Expr::text("local"))]
            }
            Variable::GitBranchSlug | Variable::GitBranchRest(_) => {
                vec![scope.value(variable).not_empty(), scope.variable("GIT_BRANCH").differ(Expr::text("local"))]
            }
            variable => vec![scope.value(variable).not_empty()],
        };
        for term in own {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
    }
    terms
}

fn unique(text: &Text, mut term: impl FnMut(&Variable) -> Option<Expr>) -> Vec<Expr> {
    let mut terms = Vec::new();
    for found in text.variables().filter_map(&mut term) {
        if !terms.contains(&found) {
            terms.push(found);
        }
    }
    terms
}
