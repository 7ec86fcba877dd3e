//! The model: one stack, its files united, every image with its axes and the builds they make.
//!
//! In: what `resolve` found. Out: names that all exist. Steps and templates stay as the [`ast`](crate::ast) has them; what they
//! say in one build is the plan's to find. The model knows nothing of targets and their formats.

mod catalogue;
mod distribution;
mod known;
mod naming;
mod selector;

pub use catalogue::{Catalogue, is_of, nearest, numbers};
pub use distribution::{Distribution, distribution_of};
pub use known::Known;
pub use naming::{Named, Naming, Numbers};

pub use selector::{Condition, Key, Leaf, Missing, Nothing, Values, first, flatten, holds, missing_value, questions};

use crate::ast;
use crate::containerfile::Containerfile;
use crate::source::Span;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A stack whose names all exist.
#[derive(Debug)]
pub struct Model {
    pub stack: ast::Stack,
    /// The file that compilation started from, from the root.
    pub file: String,
    /// All files read, from the root, sorted.
    pub files: Vec<String>,
    pub args: IndexMap<String, ast::Arg>,
    /// The stack's axes in the order of the files; `plan` is one of them where there are plans, and the first.
    pub axes: IndexMap<String, Axis>,
    pub info_cmds: IndexMap<String, ast::InfoCmd>,
    pub components: IndexMap<String, ast::Component>,
    pub roles: IndexMap<String, ast::Role>,
    pub policies: Vec<ast::Policy>,
    pub permits: Vec<ast::Permit>,
    pub tags: Vec<ast::Tags>,
    /// The stack's own, by name.
    pub tests: Vec<StackTest>,
    /// Dockerfiles that images adopt, by path from the root.
    pub adopted: BTreeMap<String, Containerfile>,
    pub changes: Option<ast::Changes>,
    pub ci: Option<ast::Ci>,
    pub groups: Vec<ast::Group>,
    /// The stack's own first; none of a name twice.
    pub distributions: Vec<ast::Distribution>,
    pub manylinux_policies: IndexMap<String, ast::ManylinuxPolicy>,
    pub gpus: Catalogue,
    /// The stack's own behind those of the standard library.
    pub framework_releases: Vec<ast::FrameworkRelease>,
    pub excludes: Vec<ast::Selector>,
    pub onlys: Vec<ast::Selector>,
    /// Kind and name of what could not be read: references to it are not reported again. An empty kind is any.
    pub unknown: Vec<(String, Option<String>)>,
    /// Parents before children, ties by name.
    pub images: IndexMap<String, Image>,
    /// What they declare, by name.
    pub known: Known,
}

/// A test of every image.
#[derive(Clone, Debug)]
pub struct StackTest {
    pub test: ast::Test,
    /// The folder of the file that says it, from the root: what it mounts is there.
    pub folder: String,
}

/// An axis and the values that a stack or an image takes of it.
#[derive(Clone, Debug)]
pub struct Axis {
    pub name: String,
    pub values: Vec<Value>,
    /// Where it is declared, or taken.
    pub span: Span,
}

/// A value of an axis.
#[derive(Clone, Debug)]
pub struct Value {
    /// What selectors see.
    pub name: String,
    /// What build names and templates say; may be empty.
    pub label: String,
    /// Everything that says something of this value, the stack's first.
    pub bodies: Vec<Body>,
    pub span: Span,
}

/// A value's body, which all images share that take the value, and whether a parent brought it (then its base does not count).
#[derive(Clone, Debug)]
pub struct Body {
    pub body: Rc<ast::ValueBody>,
    pub inherited: bool,
}

/// An image and its builds.
#[derive(Debug)]
pub struct Image {
    pub ast: ast::Image,
    /// The folder of the file that declares it, from the root.
    pub folder: String,
    pub axes: Vec<Axis>,
    /// In the order of the axes' values.
    pub builds: Vec<Combination>,
    /// What an `exclude` or `only` took away, and where.
    pub excluded: Vec<(Combination, Span)>,
}

/// One value of each axis of an image, by index, in the order of [`Image::axes`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Combination(pub Vec<usize>);

impl Model {
    /// Whether a node of this kind and name was there but could not be read.
    pub fn is_unknown(&self, kind: &str, name: &str) -> bool {
        let is = |known: &str| known.is_empty() || known == kind;
        self.unknown.iter().any(|(known, of)| is(known) && of.as_deref().is_none_or(|of| of == name))
    }

    /// The names of this kind that were written but could not be read: they may be meant as well as those that were.
    pub fn unread<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a str> {
        let of = self.unknown.iter().filter(move |(known, _)| known.is_empty() || known == kind);
        of.filter_map(|(_, name)| name.as_deref())
    }

    /// Whether any image has an axis of this name, `plan` aside: that one may be the stack's.
    pub fn has_axis(&self, name: &str) -> bool {
        let lost = |(kind, axis): &(String, Option<String>)| kind == ast::OWN_AXIS && axis.as_deref() == Some(name);
        self.known.has_axis(name) || self.unknown.iter().any(lost)
    }

    /// The first image but this one that declares an arg of this name.
    pub fn other_with_arg(&self, name: &str, this: &str) -> Option<&Image> {
        let others = self.known.images_with_arg(name).iter().filter(|other| *other != this);
        others.filter_map(|other| self.images.get(other)).next()
    }
}

impl Image {
    pub fn name(&self) -> &str {
        &self.ast.name.value
    }

    /// The values of a build: (axis, value).
    pub fn values<'a>(&'a self, combination: &Combination) -> impl Iterator<Item = (&'a Axis, &'a Value)> + use<'a> {
        let chosen = combination.0.clone();
        self.axes.iter().zip(chosen).map(|(axis, at)| (axis, &axis.values[at]))
    }

    pub fn value<'a>(&'a self, combination: &Combination, axis: &str) -> Option<&'a Value> {
        let at = self.axes.iter().position(|candidate| candidate.name == axis)?;
        Some(&self.axes[at].values[combination.0[at]])
    }

    /// `image[-plan][-values…]`: the Bake target.
    pub fn target(&self, combination: &Combination) -> String {
        let mut name = self.name().to_string();
        for (axis, value) in self.values(combination) {
            if axis.values.len() > 1 && !value.label.is_empty() {
                name.push('-');
                name.push_str(&value.label);
            }
        }
        target_name(&name)
    }
}

/// Characters that a Bake target cannot have become `-`.
pub fn target_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-') { c } else { '-' }).collect()
}

/// Whether what is there for one platform is there for another: `linux/arm64` is also for `linux/arm64/v8`.
pub fn covers_platform(known: &str, wanted: &str) -> bool {
    wanted.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// All entries of a body, whatever their conditions.
pub fn every<T>(entries: &[ast::Entry<T>]) -> Vec<&T> {
    let mut found = Vec::new();
    for entry in entries {
        match entry {
            ast::Entry::Plain(item) => found.push(item),
            ast::Entry::When(block) => found.extend(every(&block.body)),
        }
    }
    found
}
