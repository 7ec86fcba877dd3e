//! The typed syntax of a stack: what stands in the files, before any name is looked up.
//!
//! In: a [`syntax::Tree`](crate::syntax::Tree). Out: a [`Document`]. A node that breaks the vocabulary of
//! [`schema`](crate::schema) is reported and skipped. Nothing here knows what a name refers to.

mod arguments;
mod checked;
mod conditions;
mod duration;
mod errors;
mod foreign;
mod generated;
mod gpu;
mod image;
mod linux;
mod parse_template;
mod permits;
mod read;
mod read_component;
mod read_download;
mod read_framework;
mod read_gpu;
mod read_image;
mod read_items;
mod read_linux;
mod read_rules;
mod read_step;
mod step;
mod template;
mod top;

pub use gpu::*;
pub use image::*;
pub use linux::*;
pub use read::read;
pub use step::*;
pub use template::*;
pub use top::*;

use crate::glob::Glob;
use crate::source::{Span, Spanned};
pub use crate::syntax::{Quoting, Removal, Word};

/// A name: of an image, an axis, an arg.
pub type Name = Spanned<String>;

/// `plan="py39" os="!alma*|debian*"`: terms that must all hold.
#[derive(Clone, Debug)]
pub struct Selector {
    pub terms: Vec<Term>,
    pub span: Span,
    pub removal: Option<Removal>,
}

/// One property of a selector.
#[derive(Clone, Debug)]
pub struct Term {
    pub key: Name,
    pub negated: bool,
    /// Each at its own place.
    pub globs: Vec<Spanned<Glob>>,
    /// The property.
    pub span: Span,
    /// What stands behind its `=`.
    pub value: Span,
}

impl Term {
    pub fn matches(&self, value: &str) -> bool {
        self.globs.iter().any(|glob| glob.matches(value)) != self.negated
    }
}

/// What happens on the other side of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Event {
    Push,
    PullRequest,
    Release,
    Schedule,
    Dispatch,
}

/// `on push branch="main"`: a moment, known when building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub event: Option<Event>,
    pub branch: Option<Glob>,
    pub git_tag: Option<Glob>,
    /// Only in `ci`, with `schedule`.
    pub cron: Option<String>,
}

impl Moment {
    /// Whether a pull request may be it.
    pub fn is_of_pull_requests(&self) -> bool {
        self.git_tag.is_none() && matches!(self.event, None | Some(Event::PullRequest))
    }
}

/// An item of a body, alone or under a condition.
#[derive(Clone, Debug)]
pub enum Entry<T> {
    Plain(T),
    When(Block<T>),
}

/// `in … { }`, `on … { }` or `otherwise { }`.
#[derive(Clone, Debug)]
pub struct Block<T> {
    pub head: Head,
    pub body: Vec<Entry<T>>,
    /// Of the head.
    pub span: Span,
}

/// The condition of a [`Block`].
#[derive(Clone, Debug)]
pub enum Head {
    In(Selector),
    On(Moment),
    /// None of the unbroken run of blocks of the same kind before it.
    Otherwise,
}
