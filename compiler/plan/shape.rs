//! The shapes of a [`Plan`].

use super::{Origin, Recipe, Text, Variable};
use crate::ast::{Allow, Changes, Ci, Event, TestWhen};
use crate::inputs::SourceKind;
use crate::model::Catalogue;
use crate::paths;
use crate::reference::context_key;
use crate::source::{Span, Spanned};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// Every build of a stack. Paths are relative to the stack's root, with `/`.
#[derive(Clone, Debug)]
pub struct Plan {
    pub stack: StackInfo,
    /// In build order: parents before children, ties by target.
    pub builds: Vec<Build>,
    /// Bake groups and the targets of each, sorted; `info` and `test` are the emitter's to make from the builds.
    pub groups: BTreeMap<String, Vec<String>>,
    /// One for each text: builds point into it.
    pub dockerfiles: Vec<Dockerfile>,
    /// Stack args that may be set from outside, with their defaults.
    pub variables: IndexMap<String, String>,
    /// What a build-time value must not spell, because another rule's tag does.
    pub refused: Vec<Refused>,
    pub changes: Option<Changes>,
    pub ci: Option<Ci>,
    /// The families and releases that the builds may name.
    pub gpus: Catalogue,
}

/// What a variable must not spell where a rule holds, because a tag of another rule is called so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub variable: Variable,
    /// The moments of the rule: at others the variable may be anything.
    pub when: When,
    /// A branch called `latest`.
    pub words: Vec<String>,
    /// A branch called `stage-foo`.
    pub forms: Vec<Form>,
}

/// Tags that are not known when compiling, but what they are like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Anchored; RE2 and Rust read it alike.
    pub regex: String,
    /// The tags that are of this form, as templates: `stage-{git.branch.rest}`.
    pub tags: Vec<String>,
}

/// What is said of the stack as a whole.
#[derive(Clone, Debug, Default)]
pub struct StackInfo {
    pub name: String,
    /// The file that `compile` was given.
    pub file: String,
    pub description: Option<String>,
    pub source: Option<String>,
    /// Never empty unless the stack names no registry.
    pub registries: Vec<String>,
    /// The frontend line's value; `None` leaves the line out.
    pub syntax: Option<String>,
    /// Where Dockerfiles and the Bake file go: `""` is the root.
    pub out: String,
    /// All files that the stack is written in, and those read for it.
    pub files: Vec<String>,
}

/// The label that tells by which name an image was published.
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// The place of a build in [`Plan::builds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuildId(pub usize);

/// One image, built once.
#[derive(Clone, Debug)]
pub struct Build {
    /// The Bake target.
    pub target: String,
    pub image: String,
    /// The values of its axes, `plan` and `variant` among them, in declaration order; those that the image takes one
    /// value of are there too.
    pub axes: IndexMap<String, String>,
    pub roles: Vec<String>,
    /// What it is allowed although a role or a policy denies it.
    pub allows: Vec<Allow>,
    /// The user that its final stage ends as, where that is known, and where it is said.
    pub user: Option<(String, Option<Span>)>,
    /// `None` when there is only one.
    pub plan: Option<String>,
    pub variant: Option<String>,
    /// Without the registry.
    pub repository: String,
    /// Built, never published.
    pub internal: bool,
    /// Full references, registry first; one of each registry for each rule.
    pub tags: Vec<Tag>,
    pub promotions: Vec<Promotion>,
    /// Every arg that its Dockerfile declares, and its value in this build: literals and variables.
    pub args: IndexMap<String, Text>,
    /// Named contexts that mounts of its tests take from.
    pub test_contexts: IndexMap<String, NamedContext>,
    /// The args that its info commands and tests use, and their values in this build.
    pub check_args: IndexMap<String, Text>,
    /// Named contexts: the key as BuildKit reads it.
    pub contexts: IndexMap<String, NamedContext>,
    /// Into [`Plan::dockerfiles`].
    pub dockerfile: usize,
    /// Of an adopted Dockerfile.
    pub dockerfile_target: Option<String>,
    /// The folder of the build's context.
    pub context: String,
    /// Empty: the builder's own.
    pub platforms: Vec<String>,
    /// What the final stage's `FROM` says in this build; `scratch` where there is no base.
    pub from: String,
    /// The builds that it needs, in order of first mention, none twice.
    pub parents: Vec<BuildId>,
    /// All labels: literals and variables. Those with a variable that is empty are left out when building.
    pub labels: IndexMap<String, Text>,
    /// The label [`REF_NAME`] where every tag has a condition: the first whose condition holds.
    pub ref_name: Vec<(When, Text)>,
    pub secrets: Vec<String>,
    /// Identifiers of the agents' sockets; `default` for one without a name.
    pub ssh: Vec<String>,
    /// `network.host`, `security.insecure`
    pub entitlements: Vec<String>,
    pub info: Vec<InfoCmd>,
    pub tests: Vec<Test>,
    /// The distribution of each stage where that is known, by its name; the final one has none.
    pub distributions: BTreeMap<Option<String>, String>,
    /// What its stages stand on that is no image of the stack's.
    pub outside: Vec<OutsideBase>,
    /// The manylinux policy of its base.
    pub manylinux: Option<String>,
    /// The GPU family.
    pub gpu: Option<String>,
    /// The release that its `gpu` node means: the whole version.
    pub gpu_release: Option<String>,
    /// The properties of its `gpu` node that chose the release and the base, and their values.
    pub gpu_asked: Vec<(String, Spanned<String>)>,
    /// What it is compiled for, where that is said.
    pub gpu_targets: Vec<String>,
    /// How it must be started.
    pub run_options: Vec<String>,
    /// Raw attributes of the Bake target.
    pub bake: IndexMap<String, Vec<BakeValue>>,
    /// The shell of its final stage, which info commands and tests inherit.
    pub shell: Option<Vec<String>>,
    /// What it takes from folders: copy and mount sources.
    pub taken: Vec<Taken>,
    /// Of an adopted Dockerfile, what rules speak of.
    pub adopted: Option<Adopted>,
    pub origin: Origin,
}

impl Build {
    /// Where the reference of a base from outside is written: of an arg of several images, once.
    pub fn said_base(&self, reference: &str) -> Option<Span> {
        self.outside.iter().find(|base| base.reference == reference).map(|base| base.said)
    }
}

/// An image from outside that a stage stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideBase {
    pub reference: String,
    /// Where that is known.
    pub distribution: Option<String>,
    /// The word `distro=` that says so, where it is said.
    pub distro: Option<Span>,
    /// The manylinux policy that gave it.
    pub policy: Option<String>,
    /// The word that it comes from: of a `from`, a `gpu` or a `manylinux`, or the value of an arg.
    pub said: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BakeValue {
    Text(Text),
    Number(String),
    Bool(bool),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedContext {
    /// The build of another image of the stack.
    Build(BuildId),
    /// A folder, from the root.
    Folder(String),
    /// Anything else that Bake takes, as written: `docker-image://…`, a URL.
    Other(String),
}

/// Something that a build takes from a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// From the root.
    pub folder: String,
    /// Below the folder, as written, with the args known when compiling replaced.
    pub source: String,
    pub kind: SourceKind,
    pub origin: Origin,
}

impl Taken {
    /// The source as a pattern: a variable that only the builder knows may be anything.
    pub fn pattern(&self) -> String {
        let mut pattern = String::new();
        let mut rest = self.source.as_str();
        while let Some(at) = rest.find('$') {
            pattern.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let end = match after.strip_prefix('{') {
                Some(inner) => inner.find('}').map_or(after.len(), |end| end + 2),
                None => after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len()),
            };
            pattern.push('*');
            rest = &after[end..];
        }
        pattern.push_str(rest);
        pattern
    }
}

/// What an adopted Dockerfile holds, in the stages that its target needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adopted {
    /// Bases that are no builds of this stack.
    pub bases: Vec<AdoptedBase>,
    /// The shell of each RUN.
    pub runs: Vec<AdoptedRun>,
}

/// What a FROM names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptedBase {
    pub reference: Spanned<String>,
    /// The arg that the FROM consists of, as in `FROM ${BASE}`.
    pub arg: Option<String>,
}

/// The shell of a RUN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptedRun {
    pub shell: Spanned<String>,
    /// It is in the target itself, or in a stage that this grows from.
    pub own: bool,
}

/// A tag that a build is pushed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// `ghcr.io/acme/base:2021.3-` and the short commit.
    pub reference: Text,
    /// It begins with the stack's first registry, in whose place a Bake run may put another.
    pub home: bool,
    pub when: When,
    pub origin: Origin,
}

/// Conditions that must all hold; none: always.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct When(pub Vec<Clause>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    On(Moment),
    /// None of these; where one speaks of a branch, there must be a branch.
    NoneOf(Vec<Moment>),
}

impl When {
    /// Whether the other holds whenever this does, as far as its clauses are the same.
    pub fn implies(&self, other: &When) -> bool {
        other.0.iter().all(|clause| self.0.contains(clause))
    }
}

/// All that is given must hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    pub event: Option<Event>,
    pub branch: Option<Pattern>,
    pub git_tag: Option<Pattern>,
}

/// A glob, and the same as a regular expression that RE2 reads: anchored, its first `**` a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    pub glob: String,
    pub regex: String,
    pub literal: bool,
}

/// What a promotion moves: its tags are in an order in which each follows what it is moved after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promotion {
    /// Names of tests that must pass first.
    pub needs: Vec<String>,
    pub tags: Vec<PromotedTag>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromotedTag {
    /// Full references, one a registry: all literal.
    pub references: Vec<String>,
    /// The tag alone.
    pub tag: String,
    /// The tag that it is moved from; `None`: one given when the promotion is run.
    pub after: Option<String>,
    pub when: When,
    pub origin: Origin,
}

/// A Dockerfile of the stack.
#[derive(Clone, Debug)]
pub struct Dockerfile {
    pub path: String,
    pub content: DockerfileContent,
}

#[derive(Clone, Debug)]
pub enum DockerfileContent {
    /// Written by us: the recipe, and each arg's default (`None`: it has none, as the platform args).
    Made { image: String, recipe: Recipe, defaults: IndexMap<String, Option<String>>, labels: Vec<(String, String)> },
    /// The user's own, used as it is.
    Adopted,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InfoCmd {
    /// The name of the exported file: no `/`.
    pub name: String,
    pub description: String,
    pub shell: String,
    /// The args that its shell uses.
    pub args: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    pub name: String,
    pub shell: String,
    pub when: TestWhen,
    pub gpu: bool,
    pub inside: bool,
    pub mounts: Vec<super::Mount>,
    /// The args that its shell uses.
    pub args: Vec<String>,
    pub origin: Origin,
}

impl Build {
    /// The build of the stack that its `FROM` is, if it is one.
    pub fn base(&self) -> Option<BuildId> {
        self.parent_at(&self.from)
    }

    /// The build of the stack that a reference means in it, if it is one.
    pub fn parent_at(&self, reference: &str) -> Option<BuildId> {
        match self.contexts.get(&context_key(reference))? {
            NamedContext::Build(id) => Some(*id),
            _ => None,
        }
    }

    /// The GPU family that it is for, and the release where one was chosen.
    pub fn gpu_and_release(&self) -> Option<(String, Option<String>)> {
        self.gpu.clone().map(|family| (family, self.gpu_release.clone()))
    }

    /// Globs or paths of its own that it is made from, from the root, sorted. Without Dockerfiles and the stack's files.
    pub fn inputs(&self) -> Vec<String> {
        let mut inputs: Vec<String> =
            self.taken.iter().map(|taken| paths::join(&taken.folder, &taken.pattern())).collect();
        inputs.sort();
        inputs.dedup();
        inputs
    }
}

impl Plan {
    pub fn build(&self, id: BuildId) -> &Build {
        &self.builds[id.0]
    }

    pub fn by_target(&self, target: &str) -> Option<BuildId> {
        self.builds.iter().position(|build| build.target == target).map(BuildId)
    }

    pub fn dockerfile(&self, build: &Build) -> &Dockerfile {
        &self.dockerfiles[build.dockerfile]
    }

    /// A build's inputs and those of all it is built on, sorted.
    pub fn all_inputs(&self, id: BuildId) -> Vec<String> {
        let mut inputs: Vec<String> = self.with_ancestors(id).iter().flat_map(|&id| self.build(id).inputs()).collect();
        inputs.sort();
        inputs.dedup();
        inputs
    }

    /// By build, the one platform that it and all that it stands on are for.
    pub fn only_platforms(&self) -> Vec<Option<&str>> {
        let mut found: Vec<Option<&str>> = Vec::with_capacity(self.builds.len());
        for build in &self.builds {
            let own = match build.platforms.as_slice() {
                [only] => Some(only.as_str()),
                _ => None,
            };
            let alike = |own: &&str| build.parents.iter().all(|parent| found[parent.0] == Some(*own));
            let only = own.filter(alike);
            found.push(only);
        }
        found
    }

    /// A build and all that it is built on, in build order.
    pub fn with_ancestors(&self, id: BuildId) -> Vec<BuildId> {
        let mut wanted = vec![false; self.builds.len()];
        wanted[id.0] = true;
        for at in (0..=id.0).rev() {
            if wanted[at] {
                for parent in &self.builds[at].parents {
                    wanted[parent.0] = true;
                }
            }
        }
        (0..self.builds.len()).filter(|&at| wanted[at]).map(BuildId).collect()
    }

    /// A build and all that are built on it, in build order.
    pub fn with_dependents(&self, id: BuildId) -> Vec<BuildId> {
        let mut wanted = vec![false; self.builds.len()];
        wanted[id.0] = true;
        for at in id.0..self.builds.len() {
            wanted[at] |= self.builds[at].parents.iter().any(|parent| wanted[parent.0]);
        }
        (0..self.builds.len()).filter(|&at| wanted[at]).map(BuildId).collect()
    }
}
