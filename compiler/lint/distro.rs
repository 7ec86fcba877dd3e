//! Words that name the release of a distribution where the stage is on another one.

use super::Subject;
use super::address::{Address, addresses};
use super::errors::{self, Claim};
use super::releases::{Other, Releases, are_different};
use super::said::{Said, What, fetches};
use super::source_lines::{source_words, suite_parts};
use crate::ast::Distribution;
use crate::diag::Diagnostics;
use crate::model::distribution_of;
use crate::plan::{Build, DockerfileContent, OutsideBase};
use crate::reference::Reference;
use crate::shell::scan;
use crate::source::Span;
use std::collections::BTreeMap;

/// A claim, what it contradicts, and the builds in which it does.
struct Clash<'s> {
    claim: Claim<'s>,
    stage: Option<&'s str>,
    is: &'s Distribution,
    base: Option<Span>,
    instead: Option<String>,
    targets: Vec<&'s str>,
    /// The build is of a Dockerfile that others keep.
    adopted: bool,
}

pub(super) fn distribution_mismatch(subject: &Subject, diagnostics: &mut Diagnostics) {
    let releases = Releases::new(&subject.model.distributions);
    // what is true of several builds is told once a place
    let mut clashes: BTreeMap<Span, Clash> = BTreeMap::new();
    for build in &subject.plan.builds {
        for clash in contradictions(subject, &releases, build) {
            let targets = &mut clashes.entry(clash.claim.span).or_insert(clash).targets;
            if targets.last() != Some(&build.target.as_str()) {
                targets.push(&build.target);
            }
        }
    }
    for Clash { claim, stage, is, base, instead, targets, adopted } in clashes.into_values() {
        let is = (stage, is.name.value.as_str());
        diagnostics.report(errors::distribution_mismatch(&claim, is, base, instead, &targets, adopted));
    }
}

fn contradictions<'s>(subject: &Subject<'s>, releases: &Releases, build: &'s Build) -> Vec<Clash<'s>> {
    let mut told: Vec<Clash> = build.outside.iter().filter_map(|base| of_base(subject, base)).collect();
    let on = |stage: &Option<String>| subject.distribution(build.distributions.get(stage)?);
    let mut read = |stage: Option<&'s str>, is: &'s Distribution, said: Said<'s>| {
        for word in words(subject, releases, build, &said, is) {
            let claim = Claim { word: word.text, names: word.names, span: word.span, via: said.via };
            let base = base_of(build, is);
            let (instead, targets, adopted) = (word.instead, Vec::new(), build.adopted.is_some());
            told.push(Clash { claim, stage, is, base, instead, targets, adopted });
        }
    };
    if let DockerfileContent::Made { recipe, .. } = &subject.plan.dockerfile(build).content {
        for stage in &recipe.stages {
            let Some(is) = on(&stage.name) else { continue };
            subject.said_in(build, stage).into_iter().for_each(|said| read(stage.name.as_deref(), is, said));
        }
    } else if let Some(is) = on(&None) {
        subject.said_adopted(build).for_each(|said| read(None, is, said));
    }
    told
}

/// The base that says of which distribution a stage is.
fn base_of(build: &Build, is: &Distribution) -> Option<Span> {
    let base = build.outside.iter().find(|base| base.distribution.as_ref() == Some(&is.name.value))?;
    Some(base.distro.unwrap_or(base.said))
}

/// A `distro=` beside a reference that the table knows as another distribution.
fn of_base<'s>(subject: &Subject<'s>, base: &'s OutsideBase) -> Option<Clash<'s>> {
    let span = base.distro?;
    let said = subject.distribution(base.distribution.as_ref()?)?;
    let reference = Reference::parse(&base.reference).ok()?.familiar();
    let is = distribution_of(&subject.model.distributions, &reference)?;
    let instead = format!("write `distro=\"{}\"`, or leave it out: the base is known", is.name.value);
    let claim = Claim { word: "distro".to_string(), names: said.name.value.clone(), span, via: &[] };
    let (instead, base, targets) = (Some(instead), Some(base.said), Vec::new());
    let clash = Clash { claim, stage: None, is, base, instead, targets, adopted: false };
    are_different(said, is).then_some(clash)
}

/// A word that names another release.
struct Word {
    text: String,
    names: String,
    span: Span,
    instead: Option<String>,
}

fn words(subject: &Subject, releases: &Releases, build: &Build, said: &Said, is: &Distribution) -> Vec<Word> {
    let run = match said.what {
        What::Shell(run) => run,
        What::Address => {
            let all = addresses(&said.text).into_iter().flat_map(|address| of_address(releases, &address, is));
            return all.map(|found| found.placed(said, None)).collect();
        }
        _ => return Vec::new(),
    };
    if !said.text.contains("://") && !said.text.contains("Suites:") {
        return Vec::new();
    }
    let scan = scan(&said.text);
    let mut found = Vec::new();
    for command in scan.commands.iter().filter(|command| !command.conditional && fetches(command)) {
        for word in command.words.iter().filter(|word| word.text.contains("://")) {
            let text = subject.expanded(build, run, &scan, &word.text);
            let all = addresses(&text).into_iter().flat_map(|address| of_address(releases, &address, is));
            found.extend(all.map(|found| found.placed(said, Some((word.start, word.end)))));
        }
    }
    for (start, written) in source_words(&said.text) {
        let under = scan.commands.iter().rfind(|command| command.start <= start);
        if under.is_some_and(|command| command.conditional) {
            continue;
        }
        let text = subject.expanded(build, run, &scan, written);
        let mut all: Vec<Found> =
            addresses(&text).iter().flat_map(|address| of_address(releases, address, is)).collect();
        if !text.contains("://") {
            all.extend(
                suite_parts(&text).filter_map(|(at, part)| Some(Found::new(part, at, releases.codename(part, is)?))),
            );
        }
        found.extend(all.into_iter().map(|found| found.placed(said, Some((start, start + written.len())))));
    }
    found
}

/// A word before its place is known.
struct Found {
    text: String,
    start: usize,
    names: String,
    instead: Option<String>,
}

impl Found {
    fn new(word: &str, start: usize, other: Other) -> Found {
        let instead = other.instead.map(|word| format!("write `{word}`"));
        Found { text: word.to_string(), start, names: other.names, instead }
    }

    /// `within`: where in the text what it was found in is written, with its args not yet replaced.
    fn placed(self, said: &Said, within: Option<(usize, usize)>) -> Word {
        let end = |start: usize| (start, start + self.text.len());
        let at = match within {
            None => end(self.start),
            Some((from, to)) => {
                let same = |start: &usize| said.text.get(*start..start + self.text.len()) == Some(self.text.as_str());
                let found =
                    Some(from + self.start).filter(same).or(said.text[from..to].find(&self.text).map(|at| from + at));
                found.map_or((from, to), end)
            }
        };
        Word { text: self.text, names: self.names, span: said.part(at.0, at.1).0, instead: self.instead }
    }
}

/// Words of paths that only repositories of packages have.
const FOLDERS: &[&str] = &["apt", "deb", "dists", "repo", "repos"];

/// The same of hosts: `apt.llvm.org`.
const HOSTS: &[&str] = &[
    "apt", "archive", "deb", "mirror", "mirrors", "packages", "ports", "ppa", "repo", "repos", "security", "snapshot",
];

/// The words of a path that name another release, where the address is one of a repository.
fn of_address(releases: &Releases, address: &Address, is: &Distribution) -> Vec<Found> {
    let mut of_packages = address.host.split('.').any(|label| HOSTS.contains(&label));
    let mut found = Vec::new();
    for (start, word) in address.words() {
        if of_packages {
            let other = releases.codename(word, is).or_else(|| releases.folder(word, is));
            found.extend(other.map(|other| Found::new(word, address.start + start, other)));
        }
        of_packages |= FOLDERS.contains(&word) || releases.is_lineage(word);
    }
    found
}
