//! Words of steps that name the release of a GPU.

use super::Subject;
use super::address::addresses;
use super::gpu::{By, Fact};
use super::said::{Said, What, fetches, is_setting};
use crate::ast::GpuFamily;
use crate::model::{Named, Naming};
use crate::plan::{Build, Op, Step};
use crate::shell::{InstallKind, is_name, scan};

/// A word of a step, and what else stands there.
pub(super) struct Mention<'s> {
    pub fact: Fact<'s>,
    /// `None`: it names wheels for no GPU.
    pub named: Option<Named<'s>>,
    pub within: Within,
    /// The place is that of the very word.
    pub exact: bool,
    /// What installs it is a node.
    pub node: bool,
    /// The requirements that it is for, as far as they are known.
    pub installed: Vec<String>,
}

pub(super) enum Within {
    /// The address of an index, and where the word starts in it.
    Index(String, usize),
    /// A requirement: `torch==2.6.0+cu124`.
    Pin(String),
    Package,
}

/// A word before its place is known.
struct Word<'s> {
    text: String,
    start: usize,
    named: Option<Named<'s>>,
    within: Within,
}

/// Everything in the final stage of a build that names a release, in the order of its steps.
pub(super) fn mentions<'s>(
    subject: &Subject<'s>,
    naming: &Naming<'s>,
    build: &'s Build,
    meant: &GpuFamily,
) -> Vec<Mention<'s>> {
    let reader = Reader { subject, naming, build, meant: &meant.name.value };
    let line = subject.line(build);
    let said = line.iter().flat_map(|stage| subject.said_in(build, stage)).chain(subject.said_adopted(build));
    said.flat_map(|said| reader.read(&said)).collect()
}

struct Reader<'r, 's> {
    subject: &'r Subject<'s>,
    naming: &'r Naming<'s>,
    build: &'s Build,
    /// The family that a word is of, where it may be of several.
    meant: &'r str,
}

impl<'s> Reader<'_, 's> {
    fn read(&self, said: &Said<'s>) -> Vec<Mention<'s>> {
        let requirements = |step| self.subject.requirements(self.build, step);
        let (words, installed) = match said.what {
            What::Shell(_) => return self.shell(said),
            What::Index(step) => (self.indexes(&said.text), requirements(step)),
            What::Requirement(step) => (self.pin(&said.text).into_iter().collect(), requirements(step)),
            What::Package => (self.package(&said.text).into_iter().collect(), Vec::new()),
            What::Address => return Vec::new(),
        };
        let node = !matches!(said.what, What::Package);
        let at = |word: &Word| (word.start, word.start + word.text.len());
        words.into_iter().map(|word| mention(said, (at(&word), true), word, node, installed.clone())).collect()
    }

    /// What a shell text installs, as far as it is sure to.
    fn shell(&self, said: &Said<'s>) -> Vec<Mention<'s>> {
        // args may bring the word into an address or a command that installs
        let by_arg = || said.text.contains('$') && (said.text.contains("://") || said.text.contains("install"));
        if !(self.naming.may_be_in(&said.text) || said.text.contains("/cpu") || said.text.contains("+cpu") || by_arg())
        {
            return Vec::new();
        }
        let run = match said.what {
            What::Shell(run) => run,
            _ => None,
        };
        let mut scan = scan(&said.text);
        scan.commands.retain(|command| !command.conditional);
        let installs = scan.installs();
        let expanded = |word: &crate::shell::Word| self.subject.expanded(self.build, run, &scan, &word.text);
        // those of the command that the word is of; of another command, all
        let installed = |at: usize| -> Vec<String> {
            let of_pip = || installs.iter().filter(|install| install.kind == InstallKind::Pip);
            let around =
                of_pip().filter(|install| (install.start..install.end).contains(&at)).flat_map(|one| &one.packages);
            let around: Vec<String> = around.map(expanded).collect();
            if around.is_empty() { of_pip().flat_map(|one| &one.packages).map(expanded).collect() } else { around }
        };
        let mut found = Vec::new();
        let mut add = |at: (usize, usize), word: Word<'s>| {
            let written = &said.text[at.0..at.1];
            let exact = written.find(&word.text).map(|start| (at.0 + start, at.0 + start + word.text.len()));
            found.push(mention(said, (exact.unwrap_or(at), exact.is_some()), word, false, installed(at.0)));
        };
        for command in scan.commands.iter().filter(|command| fetches(command)) {
            for word in command.words.iter().filter(|word| !is_other_setting(&word.text)) {
                for index in self.indexes(&expanded(word)) {
                    add((word.start, word.end), index);
                }
            }
        }
        for install in &installs {
            for word in &install.packages {
                let text = expanded(word);
                let found = match install.kind {
                    InstallKind::System => self.package(&text),
                    InstallKind::Pip => self.pin(&text),
                    InstallKind::Conda => None,
                };
                found.into_iter().for_each(|found| add((word.start, word.end), found));
            }
        }
        found
    }

    /// The words of the paths of addresses.
    fn indexes(&self, text: &str) -> Vec<Word<'s>> {
        let mut found = Vec::new();
        for address in addresses(text) {
            for (start, word) in address.words() {
                let named = self.naming.word(word, Some(self.meant));
                let without_gpu = || self.subject.is_without_gpu(address.host, &address.text[..start], word);
                if named.is_some() || without_gpu() {
                    found.push(Word {
                        text: word.to_string(),
                        start: address.start + start,
                        named,
                        within: Within::Index(address.text.to_string(), start),
                    });
                }
            }
        }
        found
    }

    /// The local version of a requirement.
    fn pin(&self, text: &str) -> Option<Word<'s>> {
        let (version, local) = text.split_once('+')?;
        let end = local.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(local.len());
        let word = &local[..end];
        if !version.contains("==") || version.contains("://") {
            return None;
        }
        let named = self.naming.word(word, Some(self.meant));
        let known = named.is_some() || (word == "cpu" && self.subject.is_framework(requirement(text)));
        let (text, start) = (word.to_string(), version.len() + 1);
        known.then(|| Word { text, start, named, within: Within::Pin(format!("{version}+{local}")) })
    }

    /// A package by its name, or by what its version was built for: `libnccl2=2.21.5-1+cuda12.4`.
    fn package(&self, text: &str) -> Option<Word<'s>> {
        let (name, version) = text.split_once('=').unwrap_or((text, ""));
        let of_version = version.split_once('+').map_or("", |(_, local)| local);
        if let Some(named) = self.naming.word(of_version, Some(self.meant)) {
            let start = text.len() - of_version.len();
            return Some(Word { text: of_version.to_string(), start, named: Some(named), within: Within::Package });
        }
        let named = self.naming.package(name, Some(self.meant))?;
        Some(Word { text: name.to_string(), start: 0, named: Some(named), within: Within::Package })
    }
}

fn mention<'s>(
    said: &Said<'s>,
    (at, exact): ((usize, usize), bool),
    word: Word<'s>,
    node: bool,
    installed: Vec<String>,
) -> Mention<'s> {
    let (span, written) = said.part(at.0, at.1);
    let fact = Fact {
        by: By::Step,
        family: word.named.as_ref().map(|named| named.family),
        release: word.named.as_ref().map(|named| named.release.clone()),
        word: word.text,
        span,
        via: said.via,
    };
    Mention { fact, named: word.named, within: word.within, exact: exact && written, node, installed }
}

/// `NAME=https://…`, which may be for anything.
fn is_other_setting(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| is_name(name) && !is_setting(name))
}

/// The name that a requirement starts with.
pub(super) fn requirement(text: &str) -> &str {
    &text[..text.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).unwrap_or(text.len())]
}

impl Subject<'_> {
    /// Whether a word in the address of an index asks for wheels without GPU: the catalogue has such an index at that host.
    fn is_without_gpu(&self, host: &str, before: &str, word: &str) -> bool {
        let wheels = self.model.framework_releases.iter().flat_map(|release| &release.wheels);
        let mut known = wheels.filter(|wheels| wheels.family.value == "cpu").filter_map(|wheels| wheels.index.as_ref());
        word == "cpu"
            && before.contains("/whl/")
            && known.any(|index| addresses(&index.value).first().is_some_and(|address| address.host == host))
    }

    /// Whether the catalogue has releases of a Python package, or with it.
    pub(super) fn is_framework(&self, name: &str) -> bool {
        self.model.framework_releases.iter().any(|release| {
            release.framework.value == name || release.companions.iter().any(|(companion, _)| companion.value == name)
        })
    }

    /// The requirements of a step that installs with pip, with every arg replaced.
    pub(super) fn requirements(&self, build: &Build, step: &Step) -> Vec<String> {
        match &step.op {
            Op::Pip(pip) => pip.items.iter().map(|item| build.written(&item.text)).collect(),
            _ => Vec::new(),
        }
    }
}
