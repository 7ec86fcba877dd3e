//! Words that name the release of a distribution where the stage is on another one.

use super::Subject;
use super::address::{Address, addresses};
use super::errors::{self, Claim};
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
}

pub(super) fn distribution_mismatch(subject: &Subject, diagnostics: &mut Diagnostics) {
    // what is true of several builds is told once a place
    let mut clashes: BTreeMap<Span, Clash> = BTreeMap::new();
    for build in &subject.plan.builds {
        for clash in contradictions(subject, build) {
            clashes.entry(clash.claim.span).or_insert(clash).targets.push(&build.target);
        }
    }
    for Clash { claim, stage, is, base, instead, targets } in clashes.into_values() {
        diagnostics.report(errors::distribution_mismatch(&claim, (stage, &is.name.value), base, instead, &targets));
    }
}

fn contradictions<'s>(subject: &Subject<'s>, build: &'s Build) -> Vec<Clash<'s>> {
    let mut told: Vec<Clash> = build.outside.iter().filter_map(|base| of_base(subject, base)).collect();
    told.extend(of_gpu(subject, build));
    let on = |stage: &Option<String>| subject.distribution(build.distributions.get(stage)?);
    let mut read = |stage: Option<&'s str>, is: &'s Distribution, said: Said<'s>| {
        for word in words(subject, build, &said, is) {
            let claim = Claim { word: word.text, names: word.names, span: word.span, via: said.via };
            let base = base_of(build, is);
            told.push(Clash { claim, stage, is, base, instead: word.instead, targets: Vec::new() });
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
    let clash = Clash { claim, stage: None, is, base: Some(base.said), instead: Some(instead), targets: Vec::new() };
    other_release(said, is).then_some(clash)
}

/// The `distro=` of a `gpu` node beside a base of another distribution.
fn of_gpu<'s>(subject: &Subject<'s>, build: &'s Build) -> Option<Clash<'s>> {
    let (_, asked) = build.gpu_asked.iter().find(|(name, _)| name == "distro")?;
    let said = subject.distribution(&asked.value)?;
    let is = subject.distribution(build.distributions.get(&None)?)?;
    let instead = format!("write `distro=\"{}\"`, or leave `from` out: `gpu` gives the base", is.name.value);
    let claim = Claim { word: "distro".to_string(), names: said.name.value.clone(), span: asked.span, via: &[] };
    let base = base_of(build, is);
    let clash = Clash { claim, stage: None, is, base, instead: Some(instead), targets: Vec::new() };
    other_release(said, is).then_some(clash)
}

/// Whether two rows cannot be one system: a row without a version, such as a stack's own, may be any.
fn other_release(said: &Distribution, is: &Distribution) -> bool {
    let versions = (version(said), version(is));
    said.family.value != is.family.value
        || (versions.0 != versions.1 && !versions.0.is_empty() && !versions.1.is_empty())
}

fn version(row: &Distribution) -> &str {
    row.key("distro.version").unwrap_or_default()
}

/// The name without its version: `ubuntu`.
fn lineage(row: &Distribution) -> &str {
    row.name.value.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default()
}

/// A word that names another release.
struct Word {
    text: String,
    names: String,
    span: Span,
    instead: Option<String>,
}

fn words<'s>(subject: &Subject<'s>, build: &Build, said: &Said<'s>, is: &Distribution) -> Vec<Word> {
    let run = match said.what {
        What::Shell(run) => run,
        What::Address => {
            let all = addresses(&said.text).into_iter().flat_map(|address| of_address(subject, &address, is));
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
            let all = addresses(&text).into_iter().flat_map(|address| of_address(subject, &address, is));
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
            addresses(&text).iter().flat_map(|address| of_address(subject, address, is)).collect();
        if !text.contains("://") {
            all.extend(suite_parts(&text).filter_map(|(at, part)| judge(subject, part, at, is, false)));
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

fn of_address<'s>(subject: &Subject<'s>, address: &Address, is: &Distribution) -> Vec<Found> {
    let mut of_packages = address.host.split('.').any(|label| HOSTS.contains(&label));
    let mut found = Vec::new();
    for (start, word) in address.words() {
        if of_packages {
            found.extend(judge(subject, word, address.start + start, is, true));
        }
        of_packages |= FOLDERS.contains(&word) || subject.model.distributions.iter().any(|row| lineage(row) == word);
    }
    found
}

/// Whether a word names another release of the family of a distribution; `folder`: also as a folder, `ubuntu2204`.
fn judge<'s>(subject: &Subject<'s>, word: &str, start: usize, is: &Distribution, folder: bool) -> Option<Found> {
    let folder_of = |row: &Distribution, name: &str| {
        let digits: String = version(row).chars().filter(|&c| c != '.').collect();
        (!digits.is_empty()).then(|| format!("{name}{digits}"))
    };
    let codename = |row: &Distribution| row.codename.as_ref().is_some_and(|name| name.value == word);
    let names = |row: &&Distribution| {
        codename(row)
            || (folder
                && [lineage(row), &row.family.value].iter().any(|name| folder_of(row, name).as_deref() == Some(word)))
    };
    let of_family = |row: &&Distribution| row.family.value == is.family.value;
    let rows: Vec<&'s Distribution> = subject.model.distributions.iter().filter(names).filter(of_family).collect();
    let first = *rows.first()?;
    if rows.iter().any(|row| !other_release(row, is)) {
        return None;
    }
    let by_codename = codename(first);
    let instead = if lineage(first) != lineage(is) && by_codename {
        None
    } else if by_codename {
        is.codename.as_ref().map(|name| name.value.clone())
    } else {
        let name = if word.starts_with(lineage(first)) { lineage(is) } else { &is.family.value };
        folder_of(is, name)
    };
    let names = if by_codename || rows.len() == 1 {
        first.name.value.clone()
    } else {
        format!("{} {}", first.family.value, version(first))
    };
    Some(Found { text: word.to_string(), start, names, instead: instead.map(|word| format!("write `{word}`")) })
}
