//! What only the moment of building knows: the names, stand-ins and functions that every target of ours agrees on.

use super::Variable;
use crate::ast::Event;

/// The commit where there is no git.
pub const NO_COMMIT: &str = "0000000000000000000000000000000000000000";

/// The branch where there is no git.
pub const NO_BRANCH: &str = "local";

/// What is made safe for a tag is no longer than this: a tag of 128 characters has room for as much again.
pub const SLUG_MAX: usize = 63;

/// The variables that CI sets. A stack arg may not take their names, nor those of [`SWITCHES`].
pub const VARIABLES: [&str; 7] = ["GIT_SHA", "GIT_BRANCH", "GIT_TAG", "GIT_EVENT", "PR", "DATE", "CREATED"];

/// What is set from outside, and stands in no text of the plan: a Bake run may put another registry in the place of the
/// stack's first, take up a cache, attach attestations.
pub const SWITCHES: [&str; 3] = ["REGISTRY", "CACHE", "ATTEST"];

/// The values of `GIT_EVENT`; it is empty where no event is known.
pub const EVENTS: [Event; 5] = [Event::Push, Event::PullRequest, Event::Release, Event::Schedule, Event::Dispatch];

/// An event as `GIT_EVENT` spells it.
pub fn event_name(event: Event) -> &'static str {
    match event {
        Event::Push => "push",
        Event::PullRequest => "pull_request",
        Event::Release => "release",
        Event::Schedule => "schedule",
        Event::Dispatch => "dispatch",
    }
}

/// Made safe for a tag, as Docker's metadata action does it: runs of what a tag cannot hold become `-`, which, like `.`,
/// does not come first.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let kept = c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        match (kept, out.ends_with('\u{0}')) {
            (true, _) => out.push(c),
            (false, false) => out.push('\u{0}'),
            (false, true) => {}
        }
    }
    out.replace('\u{0}', "-").trim_start_matches(['.', '-']).chars().take(SLUG_MAX).collect()
}

impl Variable {
    /// The variable that it is, or is made of.
    pub fn base(&self) -> &str {
        match self {
            Variable::GitSha | Variable::GitShort => "GIT_SHA",
            Variable::GitBranch | Variable::GitBranchSlug | Variable::GitBranchRest(_) => "GIT_BRANCH",
            Variable::GitTag => "GIT_TAG",
            Variable::Pr => "PR",
            Variable::Date | Variable::DateCompact => "DATE",
            Variable::Created => "CREATED",
            Variable::Stack(name) => name,
        }
    }

    /// How it is made of its base; `None`: it is its base.
    pub fn function(&self) -> Option<&'static str> {
        match self {
            Variable::GitShort => Some("short"),
            Variable::GitBranchSlug => Some("slug"),
            Variable::GitBranchRest(_) => Some("rest"),
            Variable::DateCompact => Some("compact"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_tag() {
        assert_eq!(slug("feature/a b"), "feature-a-b");
        assert_eq!(slug("./-x"), "x");
        assert_eq!(slug("a-/b"), "a--b");
        assert_eq!(slug("中文"), "");
        assert_eq!(slug(&"x".repeat(200)).len(), SLUG_MAX);
    }
}
