//! A file's tree as a typed document.

use super::checked::{Checked, Reader, as_word, name_of};
use super::*;
use crate::diag::{Diagnostics, one_off};
use crate::schema::{self, Context, Kind};
use crate::syntax::{Broken, Node, Tree};

/// Reads every top-level node; what is wrong is reported and left out.
pub fn read(tree: &Tree, text: &str, diagnostics: &mut Diagnostics) -> Document {
    let mut reader = Reader { diagnostics, text };
    let mut document = Document::default();
    for broken in tree.broken.iter().filter(|broken| broken.name.is_some()) {
        document.unknown.push((broken.name.clone().unwrap_or_default(), broken.argument.clone()));
        document.unknown.extend(axes_of(broken, tree, text));
    }
    let taken = reader.permits(&tree.nodes, &mut document.permits);
    for node in taken.as_ref().unwrap_or(&tree.nodes) {
        if reader.diagnostics.is_full() {
            break;
        }
        let before = reader.diagnostics.errors();
        let done = reader.check(node, Context::Top).and_then(|checked| reader.top(checked, &mut document));
        if done.is_none() {
            document.unknown.push(unknown(node));
        } else if reader.diagnostics.errors() > before {
            document.unknown.push(unknown(node));
            left_out(&mut document);
        }
    }
    document
}

/// A part of the last image or component could not be read: what needs that part must not be told of it too.
fn left_out(document: &mut Document) {
    match document.unknown.last().map(|(kind, _)| kind.as_str()) {
        Some("image") => {
            let image = document.images.pop();
            let axes = image.into_iter().flat_map(|image| image.axes);
            document.unknown.extend(axes.map(|axis| (OWN_AXIS.to_string(), Some(axis.name.value))));
        }
        Some("component") => {
            document.components.pop();
        }
        _ => {}
    }
}

/// The axes that a node declares which is not even KDL.
fn axes_of(broken: &Broken, tree: &Tree, text: &str) -> Vec<(String, Option<String>)> {
    let start = broken.span.start;
    let nodes = tree.nodes.iter().map(|node| node.span.start);
    let next = nodes.chain(tree.broken.iter().map(|broken| broken.span.start)).filter(|&other| other > start).min();
    let written = text.get(start as usize..next.map_or(text.len(), |next| next as usize)).unwrap_or("");
    let names = written.lines().filter_map(|line| line.trim_start().strip_prefix("axis ")?.split('"').nth(1));
    names.map(|name| (OWN_AXIS.to_string(), Some(name.to_string()))).collect()
}

/// What a node that could not be read would have defined, as far as that is plain.
fn unknown(node: &Node) -> (String, Option<String>) {
    let name = node.arguments.first().and_then(as_word).map(|word| word.value.clone()).filter(|name| !name.is_empty());
    if schema::find(Context::Top, &node.name.value).is_some() {
        return (node.name.value.clone(), name);
    }
    match foreign::meant(&node.name, node, Context::Top) {
        Some(row) if name.as_deref() == Some(row.name) => (row.name.to_string(), Some(node.name.value.clone())),
        Some(row) => (row.name.to_string(), name),
        // of any kind, if it has a name
        None => (if name.is_some() { String::new() } else { node.name.value.clone() }, name),
    }
}

impl Reader<'_> {
    fn top(&mut self, node: Checked, document: &mut Document) -> Option<()> {
        let name = node.word(0).map(name_of);
        match node.row.name {
            "stack" => document.stacks.push(self.stack(node, name?)),
            "include" => {
                let globs = self.globs(&node.words(0));
                document.includes.push(Include { globs, span: node.head(), removal: node.node.removal });
            }
            "arg" => {
                let arg = self.arg(node)?;
                let upper = arg.name.value.to_ascii_uppercase();
                let prefixed = TAKEN_STARTS.iter().find(|start| upper.starts_with(**start));
                if let Some(taken) = TAKEN.iter().find(|taken| upper == **taken).or(prefixed) {
                    self.error(errors::taken_name(&arg.name, taken));
                    return None;
                }
                document.args.push(arg);
            }
            "axis" => document.axes.push(self.axis(node, name?, Context::Axis)),
            "plan" => document.plans.push(self.value(node, name?, Context::PlanBody)),
            "exclude" => document.excludes.push(self.selector(node)?),
            "only" => document.onlys.push(self.selector(node)?),
            "info-cmd" => document.info_cmds.push(InfoCmd {
                name: name?,
                description: node.word(1)?.clone(),
                shell: node.word(2)?.clone(),
                span: node.head(),
                removal: node.node.removal,
            }),
            "component" | "image" if !self.few_enough(node) => return None,
            "component" => document.components.push(self.component(node, name?)),
            "role" => {
                let rules = self.rules(node, Context::Role).0;
                document.roles.push(Role { name: name?, rules, span: node.head() });
            }
            "policy" => {
                let (rules, floating, levels) = self.rules(node, Context::Policy);
                document.policies.push(Policy { rules, floating, levels });
            }
            "tags" => document.tags.push(self.tags(node)),
            "test" => document.tests.push(self.test(node)?),
            "changes" => document.changes.push(self.changes(node)),
            "ci" => document.cis.push(self.ci(node, name?)),
            "group" => document.groups.push(Group { name: name?, selector: self.selector(node)? }),
            "image" => document.images.push(self.image(node, name?)),
            "distribution" => document.distributions.push(self.distribution(node, name?)?),
            "manylinux-policy" => document.manylinux_policies.push(self.manylinux_policy(node, name?)?),
            "gpu-family" => document.gpu_families.push(self.gpu_family(node, name?)?),
            "gpu-release" => document.gpu_releases.push(self.gpu_release(node, name?)?),
            "framework-release" => document.framework_releases.push(self.framework_release(node, name?)?),
            other => unreachable!("`{other}` has a row and no reader"),
        }
        Some(())
    }

    pub fn names(&self, words: &[&Word]) -> Vec<Name> {
        words.iter().map(|word| name_of(word)).collect()
    }

    pub fn globs(&mut self, words: &[&Word]) -> Vec<Spanned<Glob>> {
        words.iter().filter_map(|word| Some(Spanned::new(self.glob(word)?, word.span))).collect()
    }

    pub fn templates(&mut self, words: &[&Word]) -> Vec<Template> {
        words.iter().filter_map(|word| self.template(word)).collect()
    }

    /// `NAME=template` for every property that the row does not name.
    pub fn pairs(&mut self, node: Checked, docker: bool) -> Vec<(Name, Template)> {
        let mut pairs = Vec::new();
        for property in node.open_properties() {
            let Some(word) = as_word(&property.value) else { continue };
            let template = if docker { self.docker(word) } else { self.template(word) };
            if let Some(template) = template {
                pairs.push((name_of(&property.name), template));
            }
        }
        pairs
    }

    fn stack(&mut self, node: Checked, name: Name) -> Stack {
        let mut stack = Stack {
            name,
            description: None,
            source: None,
            docs: None,
            license: None,
            vendor: None,
            authors: None,
            version: None,
            registries: Vec::new(),
            platforms: None,
            labels: Vec::new(),
            shell: None,
            syntax: None,
            root: None,
            out: None,
            span: node.head(),
        };
        for child in self.nodes(node.children(), Context::Stack) {
            let word = child.word(0).map(name_of);
            match child.row.name {
                "description" => stack.description = word,
                "source" => stack.source = word,
                "docs" => stack.docs = word,
                "license" => stack.license = word,
                "vendor" => stack.vendor = word,
                "authors" => stack.authors = word,
                "version" => stack.version = word,
                "registry" => stack.registries = self.registries(child),
                "platforms" => stack.platforms = Some(self.platforms(child)),
                "label" => stack.labels.extend(self.labels(child)),
                "shell" => stack.shell = Some(self.templates(&child.words(0))),
                "syntax" => stack.syntax = word,
                "root" => stack.root = word,
                "out" => stack.out = word,
                other => unreachable!("`{other}` has a row and no reader"),
            }
        }
        stack
    }

    /// Registries with what follows them, without a slash at the end.
    fn registries(&mut self, node: Checked) -> Vec<Name> {
        let mut registries = Vec::new();
        for word in node.words(0) {
            let name = word.value.trim_end_matches('/');
            match crate::reference::Reference::parse(&format!("{name}/image")) {
                Ok(_) => registries.push(Spanned::new(name.to_string(), word.span)),
                Err(problem) => self.error(errors::bad_registry(word, &problem.message)),
            }
        }
        registries
    }

    pub fn platforms(&mut self, node: Checked) -> Spanned<Vec<Name>> {
        let platforms = node.words(0).into_iter().filter_map(|word| self.platform(word)).collect();
        Spanned::new(platforms, node.head())
    }

    pub fn platform(&mut self, word: &Word) -> Option<Name> {
        let parts: Vec<&str> = word.value.split('/').collect();
        let good =
            |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        let right = (2..=3).contains(&parts.len()) && parts.iter().all(good);
        let misspelled = PLATFORMS.iter().any(|known| one_off(&word.value, [*known]).is_some())
            && !PLATFORMS.contains(&word.value.as_str());
        if right && !misspelled {
            return Some(name_of(word));
        }
        self.error(errors::bad_platform(word));
        None
    }

    pub fn labels(&mut self, node: Checked) -> Vec<(Name, Template)> {
        for property in node.open_properties() {
            let name = &property.name.value;
            let good = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
            if !good {
                self.error(errors::bad_label(&property.name));
            }
        }
        self.pairs(node, node.row.open == Some(Kind::Docker))
    }

    pub fn axis(&mut self, node: Checked, name: Name, context: Context) -> AxisUse {
        let inner = if context == Context::Axis { Context::ValueBody } else { Context::ImageValueBody };
        let listed = node.words(1).into_iter().map(|word| AxisValue {
            name: name_of(word),
            body: ValueBody::default(),
            span: word.span,
        });
        let mut values: Vec<AxisValue> = listed.collect();
        for child in self.nodes(node.children(), context) {
            if let Some(name) = child.word(0).map(name_of) {
                values.push(self.value(child, name, inner));
            }
        }
        AxisUse { name, values }
    }

    pub fn value(&mut self, node: Checked, name: Name, context: Context) -> AxisValue {
        let mut body = ValueBody::default();
        for child in self.nodes(node.children(), context) {
            let word = child.word(0).map(name_of);
            match child.row.name {
                "arg" => {
                    let value = child.word(1).and_then(|word| self.template(word));
                    if let (Some(name), Some(value)) = (word, value) {
                        body.args.push((name, value));
                    }
                }
                "platforms" => body.platforms = Some(self.platforms(child)),
                "version" => body.version = child.word(0).and_then(|word| self.template(word)),
                "name" => body.name = word,
                "prefix" => body.prefix = word,
                "from" => body.from = self.from(child),
                "manylinux" => body.manylinux = self.manylinux(child),
                "gpu" => body.gpu = Some(self.gpu(child)),
                "torch" | "tensorflow" => body.frameworks.extend(self.framework(child)),
                other => unreachable!("`{other}` has a row and no reader"),
            }
        }
        AxisValue { name, body, span: node.head() }
    }

    pub fn arg(&mut self, node: Checked) -> Option<Arg> {
        let name = name_of(node.word(0)?);
        if !name.value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            || !name.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        {
            self.error(errors::bad_arg_name(&name));
            return None;
        }
        let value = match node.word(1) {
            Some(word) => Some(self.template(word)?),
            None => None,
        };
        let image = self.image_ref(node);
        if image.is_none() {
            let known: Vec<_> = node.open_properties().collect();
            if let Some(property) = known.first() {
                self.error(errors::axis_without_image(&property.name));
                return None;
            }
        }
        let cases = self.cases(node);
        Some(Arg { name, value, image, cases, span: node.head(), removal: node.node.removal })
    }

    /// `in SELECTOR VALUE` and `otherwise VALUE`, in the body of an arg.
    fn cases(&mut self, node: Checked) -> Vec<Entry<Template>> {
        let mut cases = Vec::new();
        for child in self.nodes(node.children(), Context::ArgCases) {
            let Some(value) = child.word(0).and_then(|word| self.template(word)) else { continue };
            let head = match child.row.name {
                "in" => match self.selector(child) {
                    Some(selector) => Head::In(selector),
                    None => continue,
                },
                _ if cases.is_empty() => {
                    self.error(errors::lone_otherwise(child.node));
                    continue;
                }
                _ => Head::Otherwise,
            };
            cases.push(Entry::When(Block { head, body: vec![Entry::Plain(value)], span: child.head() }));
        }
        cases
    }

    /// Names that `node` lists, as arguments or in braces, one a line.
    pub fn listed(&mut self, node: Checked, from: usize) -> Vec<(Word, Option<String>)> {
        let mut found: Vec<(Word, Option<String>)> =
            node.words(from).into_iter().map(|word| (word.clone(), None)).collect();
        for child in node.children() {
            let plain = child.arguments.is_empty() && child.properties.is_empty() && child.children.is_none();
            if let Some(told) = foreign::in_list(child) {
                self.error(told);
            } else if plain {
                found.push((child.name.clone(), child.comment.clone()));
            } else {
                self.error(errors::not_a_word(child, node.row));
            }
        }
        found
    }
}

/// Platforms that images are made for; others are taken as they are, unless they are one letter off one of these.
/// Source: Docker's official images, `architectures` of bashbrew, 2026, and Go's list of GOOS and GOARCH.
pub(super) const PLATFORMS: &[&str] = &[
    "linux/386",
    "linux/amd64",
    "linux/arm/v5",
    "linux/arm/v6",
    "linux/arm/v7",
    "linux/arm64",
    "linux/arm64/v8",
    "linux/loong64",
    "linux/mips64le",
    "linux/ppc64le",
    "linux/riscv64",
    "linux/s390x",
    "windows/amd64",
    "windows/arm64",
];

/// Names that shells and CI systems set themselves: as a Bake variable such an arg would be overwritten from outside.
/// Sources: GitHub Docs, "Variables reference", and GitLab Docs, "Predefined CI/CD variables reference", 2026.
const TAKEN: &[&str] = &[
    "CI",
    "HOME",
    "PATH",
    "USER",
    "SHELL",
    "PWD",
    "LANG",
    "TERM",
    "HOSTNAME",
    "TMPDIR",
    "VERSION",
    "TAG",
    "BRANCH",
    "REGISTRY",
    "GIT_SHA",
    "GIT_BRANCH",
    "GIT_TAG",
    "GIT_EVENT",
    "PR",
    "DATE",
    "CREATED",
    "CACHE",
    "ATTEST",
    "RUNNER_OS",
    "RUNNER_ARCH",
    "GITHUB_SHA",
    "GITHUB_REF",
    "GITHUB_TOKEN",
    "GITHUB_ACTIONS",
    "GITHUB_REPOSITORY",
    "BUILD_NUMBER",
    "JOB_NAME",
];

/// What the variables of tools begin with.
const TAKEN_STARTS: &[&str] = &["BAKE_", "BUILDKIT_", "BUILDX_", "DOCKER_", "GITHUB_"];

impl Reader<'_> {
    /// Whether a node of the file takes an image, and for which values of its axes.
    pub fn image_ref(&mut self, node: Checked) -> Option<ImageRef> {
        let image = node.name_property("image")?;
        Some(ImageRef { image, axes: self.pairs(node, false) })
    }

    /// Nodes with a required property.
    pub fn required<'n>(&mut self, node: Checked<'n>, name: &str) -> Option<&'n Word> {
        let found = node.property_word(name);
        if found.is_none() {
            self.error(errors::missing_property(node.node, name));
        }
        found
    }
}
