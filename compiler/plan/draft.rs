//! A build before it has its Dockerfile: its recipe is its own, shared with no other yet.

use super::site::Site;
use super::{Build, NamedContext, Recipe};
use crate::model::{Combination, Distribution};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// A build that is planned but for its Dockerfile.
pub(super) struct Draft<'a> {
    pub build: Build,
    pub made: Made,
    pub site: Site<'a>,
    /// What a child's `FROM` says.
    pub reference: String,
    /// How its final stage ends.
    pub end: End<'a>,
    /// A tag of it was reported.
    pub wrong_tags: bool,
}

pub(super) enum Made {
    Recipe(Recipe),
    /// An adopted Dockerfile's path.
    Adopted(String),
}

/// What is known of a stage after its last step.
#[derive(Clone, Default)]
pub(super) struct End<'a> {
    pub distribution: Option<&'a Distribution>,
    /// What it stands on was reported, so of its distribution nothing more is.
    pub told: bool,
    /// `None`: the base's, which is not known.
    pub user: Option<String>,
    /// The shell of the last `SHELL`, which children inherit.
    pub shell: Option<Vec<String>>,
    /// A Python that is not the distribution's comes first.
    pub own_python: bool,
    /// The GPU family whose variables the base brings: it is an image of the family's own, or a build for it.
    pub gpu: Option<String>,
    /// Variables of GPUs that a step has set, in this stage or below.
    pub env: BTreeSet<String>,
    /// Where the user was said.
    pub user_span: Option<crate::source::Span>,
}

/// The drafts so far, parents first.
#[derive(Default)]
pub(super) struct Drafts<'a> {
    pub list: Vec<Draft<'a>>,
    /// Image name and combination to the place in the list.
    pub index: IndexMap<(String, Combination), usize>,
    /// Images with a build that could not be planned: a child would only repeat what was said of it.
    pub lost: BTreeSet<String>,
    /// Images with an error of any kind: what more there would be to say of them may come of it.
    pub wrong: BTreeSet<String>,
}

impl<'a> Drafts<'a> {
    pub fn push(&mut self, draft: Draft<'a>) {
        let key = (draft.site.image.name().to_string(), draft.site.combination.clone());
        self.index.insert(key, self.list.len());
        self.list.push(draft);
    }

    pub fn find(&self, image: &str, combination: &Combination) -> Option<usize> {
        self.index.get(&(image.to_string(), combination.clone())).copied()
    }
}

/// Named contexts of one build: each reference stands for one build.
#[derive(Default)]
pub(super) struct Contexts {
    pub list: IndexMap<String, NamedContext>,
}

impl Contexts {
    /// The name under which `build` can be taken: `key`, or `other` where `key` already is another build.
    pub fn add(&mut self, key: &str, context: NamedContext, other: &str) -> String {
        match self.list.get(key) {
            Some(before) if *before != context => {
                self.list.insert(other.to_string(), context);
                other.to_string()
            }
            _ => {
                self.list.insert(key.to_string(), context);
                key.to_string()
            }
        }
    }
}
