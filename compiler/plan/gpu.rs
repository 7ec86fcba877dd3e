//! What the catalogue knows of a `gpu` node: the release that is meant, and the base that it gives.

mod instead;

use super::errors;
use super::site::Site;
use crate::ast::{Gpu, GpuBase, GpuFamily, GpuRelease, ImageItem, Template};
use crate::model::{is_of, numbers};
use crate::source::{Span, Spanned};

/// What a `gpu` node means in one build.
pub(super) struct Chosen<'a> {
    /// The whole version; one that the catalogue does not know is as the node says it. `None`: the node names no release.
    pub version: Option<String>,
    /// Of this release the catalogue has all that there is.
    pub sure: bool,
    pub base: Option<&'a GpuBase>,
    /// The base's reference, where the node says what it must be.
    pub reference: Option<String>,
    /// The properties that chose it, and their values here.
    pub asked: Vec<(String, Spanned<String>)>,
    /// What the build is compiled for, where that is said.
    pub targets: Vec<String>,
}

/// A property of the node, with its value here.
#[derive(Clone)]
struct Given {
    name: String,
    value: String,
    span: Span,
}

impl Given {
    fn said(&self) -> (String, Spanned<String>) {
        (self.name.clone(), Spanned::new(self.value.clone(), self.span))
    }
}

/// A node among what there is: the releases of its family, and those that its version means, both newest first.
struct Asked<'a> {
    gpu: &'a Gpu,
    family: &'a GpuFamily,
    releases: Vec<&'a GpuRelease>,
    version: Option<Given>,
    meant: Vec<&'a GpuRelease>,
    /// All but the release.
    given: Vec<Given>,
}

/// `None`: it was reported.
pub(super) fn choose<'a>(site: &Site<'a>, gpu: &'a Gpu) -> Option<Chosen<'a>> {
    let asked = read(site, gpu)?;
    let (release, base) = asked.release(site)?;
    let said = asked.version.as_ref().map(|version| version.value.clone());
    let version = release.map(|release| release.version.value.clone()).or(said);
    let reference = base.map(|base| filled(&base.reference.value, &asked.given));
    let targets = asked.targets(site, release)?;
    let all = asked.version.iter().chain(&asked.given).map(Given::said);
    let sure = release.is_none_or(GpuRelease::is_sure);
    Some(Chosen { version, sure, base, reference, asked: all.collect(), targets })
}

fn read<'a>(site: &Site<'a>, gpu: &'a Gpu) -> Option<Asked<'a>> {
    let gpus = &site.model().gpus;
    let Some(family) = gpus.families.get(&gpu.family.value) else {
        if !site.model().is_unknown("gpu-family", &gpu.family.value) {
            site.report(errors::unknown_family(&gpu.family, gpus.families.keys().map(String::as_str).collect()));
        }
        return None;
    };
    let releases = gpus.releases_of(&family.name.value);
    let mut asked = Asked { gpu, family, releases, version: None, meant: Vec::new(), given: Vec::new() };
    for (name, template) in &gpu.properties {
        let value = site.literal(template, None)?;
        let given = Given { name: name.value.clone(), value, span: template.span };
        if name.value == family.release.value {
            asked.meant = gpus.meant(&family.name.value, &given.value);
            asked.version = Some(given);
        } else if keys(&asked.releases).contains(&name.value.as_str()) {
            asked.given.push(given);
        } else {
            site.report(errors::unknown_gpu_property(name, family, gpus, keys(&asked.releases)));
            return None;
        }
    }
    if let (Some(manylinux), Some(first)) = (&gpu.manylinux, asked.given.first()) {
        site.report(errors::manylinux_and(&first.name, first.span, manylinux.policy.span));
        return None;
    }
    Some(asked)
}

impl<'a> Asked<'a> {
    /// The release, and its base where one is asked for.
    fn release(&self, site: &Site) -> Option<(Option<&'a GpuRelease>, Option<&'a GpuBase>)> {
        let Some(version) = &self.version else {
            let Some(first) = self.given.first() else { return Some((None, None)) };
            site.report(errors::no_gpu_release(self.gpu, self.family, &first.name));
            return None;
        };
        let Some(&newest) = self.meant.first() else {
            // the image names a base, and a newer release than the catalogue's is none that there is not
            if self.given.is_empty() && numbers(&version.value).is_some() && names_base(site, self.gpu) {
                site.report(self.not_in_catalogue(version));
                return Some((None, None));
            }
            site.report(self.no_release(version));
            return None;
        };
        if self.given.is_empty() {
            return Some((Some(newest), None));
        }
        for &release in &self.meant {
            if let Some(base) = release.bases.iter().find(|base| fits(base, &self.given)) {
                return Some((Some(release), Some(base)));
            }
        }
        site.report(self.no_base(newest));
        None
    }

    /// The targets that the node names: each one of the release, or of any where it names none.
    fn targets(&self, site: &Site<'a>, release: Option<&GpuRelease>) -> Option<Vec<String>> {
        let one = release.map(|release| vec![release]);
        let releases = one.as_deref().unwrap_or(&self.releases);
        let mut known: Vec<&str> = Vec::new();
        for target in releases.iter().flat_map(|release| &release.targets) {
            if !known.contains(&target.value.as_str()) {
                known.push(&target.value);
            }
        }
        let mut named = Vec::new();
        for template in &self.gpu.targets {
            let target = site.literal(template, None)?;
            let several = target.contains(' ');
            // of a release without targets nothing is known
            if several || !known.is_empty() && !known.contains(&target.as_str()) {
                let told = self.no_target(&target, inside(template, &target), release, &known);
                let sure = several || release.is_none_or(GpuRelease::is_sure);
                site.report(if sure { told } else { errors::as_warning(told) });
                if sure {
                    return None;
                }
            }
            named.push(target);
        }
        Some(named)
    }
}

/// Whether something beside the node says what the build stands on.
fn names_base(site: &Site, gpu: &Gpu) -> bool {
    let said =
        |item: &ImageItem| matches!(item, ImageItem::From(_) | ImageItem::Manylinux(_) | ImageItem::Dockerfile(_));
    let of_value = || site.image.values(site.combination).flat_map(|(_, value)| &value.bodies);
    gpu.manylinux.is_some()
        || site.leaves.iter().any(|leaf| said(leaf.item))
        || of_value().any(|body| body.inherited || body.body.from.is_some() || body.body.manylinux.is_some())
}

/// The words of a template between their quotes, where it is written as it is.
fn inside(template: &Template, text: &str) -> Span {
    let plain = template.as_literal().is_some() && template.span.range().len() == text.len() + 2;
    if plain { template.span.part(1, 1 + text.len()) } else { template.span }
}

/// Every property that a base speaks of.
fn keys<'a>(releases: &[&'a GpuRelease]) -> Vec<&'a str> {
    let bases = releases.iter().flat_map(|release| &release.bases);
    let mut keys: Vec<&str> = bases.flat_map(|base| &base.values).map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Whether a base has all that is given, and asks for nothing that is not.
fn fits(base: &GpuBase, given: &[Given]) -> bool {
    base.values.iter().all(|(key, _)| given.iter().any(|one| one.name == *key))
        && given.iter().all(|one| has(base, &one.name, &one.value))
}

/// A value, or a version that one begins with: `9` of `9.5.1.17`.
fn has(base: &GpuBase, key: &str, value: &str) -> bool {
    base.values
        .iter()
        .filter(|(known, _)| known == key)
        .flat_map(|(_, values)| values)
        .any(|known| known.value == value || (numbers(value).is_some() && is_of(&known.value, value)))
}

fn filled(reference: &str, given: &[Given]) -> String {
    given.iter().fold(reference.to_string(), |text, one| text.replace(&format!("{{{}}}", one.name), &one.value))
}
