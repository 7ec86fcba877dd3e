//! Which tags meet: moments that hold together or never.

use super::{Clause, Moment, Pattern, When};
use crate::ast::Event;
use crate::glob::Glob;

/// Whether there is a moment at which both hold, as far as literals tell.
pub(super) fn overlap(a: &When, b: &When) -> bool {
    !a.0.iter().any(|one| b.0.iter().any(|other| exclude(one, other).is_some()))
}

/// Why there is no moment at which this holds.
pub(super) fn impossible(when: &When) -> Option<&'static str> {
    let pairs = when.0.iter().enumerate().flat_map(|(at, one)| when.0[at..].iter().map(move |other| (one, other)));
    pairs.filter_map(|(one, other)| exclude(one, other)).next()
}

/// Why two clauses never hold together.
fn exclude(a: &Clause, b: &Clause) -> Option<&'static str> {
    match (a, b) {
        (Clause::On(a), Clause::On(b)) => apart(a, b),
        (Clause::On(on), Clause::NoneOf(none)) | (Clause::NoneOf(none), Clause::On(on)) => {
            let branch = none.iter().any(|one| one.branch.is_some());
            if none.iter().any(|one| implies(on, one)) {
                Some("an `otherwise` is what the `on`s before it are not")
            } else if branch && (on.git_tag.is_some() || branchless(on)) {
                Some("an `otherwise` after `on branch=` is another branch")
            } else {
                None
            }
        }
        (Clause::NoneOf(_), Clause::NoneOf(_)) => None,
    }
}

fn apart(a: &Moment, b: &Moment) -> Option<&'static str> {
    let differ = |a: &Option<Pattern>, b: &Option<Pattern>| match (a, b) {
        (Some(a), Some(b)) if a.literal && b.literal => a.glob != b.glob,
        (Some(a), Some(b)) if a.literal => !matches(b, &a.glob),
        (Some(a), Some(b)) if b.literal => !matches(a, &b.glob),
        _ => false,
    };
    let branch = a.branch.is_some() || b.branch.is_some();
    let git_tag = a.git_tag.is_some() || b.git_tag.is_some();
    let event = |wanted: Event| a.event == Some(wanted) || b.event == Some(wanted);
    if matches!((a.event, b.event), (Some(a), Some(b)) if a != b) {
        Some("nothing happens on two events at once")
    } else if branch && git_tag {
        Some("a branch and a git tag are never built at once")
    } else if branch && event(Event::Release) {
        Some("a release has its git tag, and no branch")
    } else if (branch || git_tag) && event(Event::PullRequest) {
        Some("for tags, a pull request has neither a branch nor a git tag")
    } else if git_tag && event(Event::Schedule) {
        Some("a schedule runs on the default branch")
    } else if differ(&a.branch, &b.branch) || differ(&a.git_tag, &b.git_tag) {
        Some("one name does not match both globs")
    } else {
        None
    }
}

fn branchless(moment: &Moment) -> bool {
    matches!(moment.event, Some(Event::Release | Event::PullRequest))
}

/// Whether `b` holds whenever `a` does.
fn implies(a: &Moment, b: &Moment) -> bool {
    let within = |a: &Option<Pattern>, b: &Option<Pattern>| match (a, b) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(a), Some(b)) => a.glob == b.glob || (a.literal && matches(b, &a.glob)),
    };
    (b.event.is_none() || a.event == b.event) && within(&a.branch, &b.branch) && within(&a.git_tag, &b.git_tag)
}

fn matches(pattern: &Pattern, text: &str) -> bool {
    Glob::new(&pattern.glob).is_ok_and(|glob| glob.matches(text))
}
