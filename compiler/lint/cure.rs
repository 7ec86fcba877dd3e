//! What would agree in place of a word that contradicts, and whether that is sure to be right.

use super::address::addresses;
use super::gpu::{By, Fact};
use super::mention::{Mention, Within, requirement};
use super::{Subject, errors};
use crate::ast::{FrameworkRelease, GpuFamily, Wheels};
use crate::model::{Named, Numbers, is_of};

#[derive(Default)]
pub(super) struct Cure {
    pub help: Option<String>,
    /// What has to stand in place of the word.
    pub certain: Option<String>,
}

fn help(text: String) -> Cure {
    Cure { help: Some(text), certain: None }
}

/// Of a base, or of a node that contradicts what is known of a parent.
pub(super) fn of_base(subject: &Subject, wrong: &Fact, right: &Fact) -> Cure {
    let (Some(family), Some(release)) = (right.family, &right.release) else { return Cure::default() };
    if wrong.by == By::Node {
        return help(format!("write `{}=\"{release}\"`, or stand on another base", family.release.value));
    }
    let releases = subject.model.gpus.releases_of(&family.name.value);
    let fitting = releases.iter().filter(|one| Numbers::of(&one.version.value).is_some_and(|one| one.agree(release)));
    let now = subject.model.gpus.release_of(&family.name.value, &wrong.word);
    let image = wrong.word.split('@').next().unwrap_or(&wrong.word);
    let same = fitting.filter_map(|one| Some(image.replacen(now.as_ref()?, &one.version.value, 1)));
    let known = same.into_iter().find(|reference| subject.model.gpus.base(&family.name.value, reference).is_some());
    match known {
        Some(reference) => help(format!("write `{reference}`")),
        None => help(format!("stand on a base of {}", of_release(family, release))),
    }
}

fn of_release(family: &GpuFamily, release: &Numbers) -> String {
    format!("{} {release}", errors::toolkit(family))
}

/// Of a word in a step.
pub(super) fn of_mention(subject: &Subject, mention: &Mention, right: &Fact) -> Cure {
    let Some(family) = right.family else { return Cure::default() };
    let release = right.release.as_ref();
    let same = |named: &&Named| named.family.name.value == family.name.value;
    let instead = mention.named.as_ref().filter(same).zip(release).and_then(|(named, release)| named.instead(release));
    match &mention.within {
        Within::Package => instead.map_or_else(Cure::default, |word| help(format!("write `{word}`"))),
        Within::Pin(text) => {
            let wheels = of_framework(subject, family, std::slice::from_ref(text));
            let written = |word: &str| text.replacen(&format!("+{}", mention.fact.word), &format!("+{word}"), 1);
            let known = subject.is_framework(requirement(text));
            in_wheels(family, release, &wheels, written).sure_if(known && is_sure(mention, right))
        }
        Within::Index(address, start) => {
            let installed = &mention.installed;
            let wheels = of_framework(subject, family, installed);
            let Some(parsed) = addresses(address).into_iter().next() else { return Cure::default() };
            // of other packages nobody knows which wheels there are
            let known = mention.node
                && !installed.is_empty()
                && installed.iter().all(|one| subject.is_framework(requirement(one)));
            let written = |word: &str| parsed.with(*start, &mention.fact.word, word);
            in_wheels(family, release, &wheels, written).sure_if(known && is_sure(mention, right))
        }
    }
}

/// A word that stands there as it is, and names another release than the one that is asked for.
fn is_sure(mention: &Mention, right: &Fact) -> bool {
    mention.exact && mention.named.is_some() && right.by == By::Node
}

impl Cure {
    fn sure_if(self, sure: bool) -> Cure {
        Cure { certain: self.certain.filter(|_| sure), ..self }
    }
}

/// The wheels of a family of the frameworks that are pinned; of all where none is. Of a release that is not known, none.
fn of_framework<'s>(subject: &Subject<'s>, family: &GpuFamily, pins: &[String]) -> Vec<&'s Wheels> {
    let pinned = |release: &&FrameworkRelease| {
        pins.iter().filter_map(|pin| pin.split_once("==")).find_map(|(name, version)| {
            let version = version.split('+').next().unwrap_or(version);
            let own = (&release.framework.value, &release.version.value);
            let companions = release.companions.iter().map(|(name, version)| (&name.value, &version.value));
            let of = |(known, of): (&String, &String)| (requirement(name) == known).then(|| is_of(of, version));
            companions.chain([own]).find_map(of)
        })
    };
    let all = || subject.model.framework_releases.iter();
    let any = pins.iter().any(|pin| pin.contains("==") && subject.is_framework(requirement(pin)));
    let fitting = all().filter(|release| !any || pinned(release) == Some(true));
    fitting.flat_map(|release| &release.wheels).filter(|wheels| wheels.family.value == family.name.value).collect()
}

/// The word for a release where there are such wheels; else the releases that there are wheels for.
fn in_wheels(
    family: &GpuFamily,
    release: Option<&Numbers>,
    wheels: &[&Wheels],
    written: impl Fn(&str) -> String,
) -> Cure {
    let of = |wheels: &&Wheels| Numbers::of(&wheels.release.as_ref()?.value);
    let word_of = |wheels: &&Wheels| {
        let index = &wheels.index.as_ref()?.value;
        Some(index.trim_end_matches('/').rsplit('/').next()?.to_string())
    };
    let mut there: Vec<Numbers> = wheels.iter().filter_map(of).collect();
    there.sort_by(|a, b| a.0.cmp(&b.0));
    there.dedup();
    let Some(release) = release else {
        return help(format!("take wheels for {}", errors::toolkit(family)));
    };
    if let Some(word) = wheels.iter().find(|wheels| of(wheels).is_some_and(|one| one == *release)).and_then(word_of) {
        return Cure { help: Some(format!("write `{}`", written(&word))), certain: Some(word) };
    }
    if there.is_empty() {
        return help(format!("take wheels for {}", of_release(family, release)));
    }
    let at = there.partition_point(|one| one.0 < release.0);
    let near: Vec<String> = there[at.saturating_sub(1)..].iter().take(2).map(|one| one.to_string()).collect();
    help(format!(
        "there are no wheels for {}; the nearest are for {}: choose that for `gpu`, too",
        of_release(family, release),
        near.join(" and ")
    ))
}
