//! What the catalogue knows of a `gpu` node: the release that is meant, and the base that it gives.

use super::errors;
use super::site::Site;
use crate::ast::{Gpu, GpuBase, GpuRelease, Name};
use crate::source::Span;
use std::collections::BTreeMap;

/// What a `gpu` node means in one build.
pub(super) struct Chosen<'a> {
    /// `None`: the node only marks the build.
    pub release: Option<&'a GpuRelease>,
    pub base: Option<&'a GpuBase>,
    /// The base, where the node says what it must be.
    pub reference: Option<String>,
}

/// A property of the node, with its value here.
struct Given {
    name: String,
    value: String,
    span: Span,
}

/// `None`: it was reported.
pub(super) fn choose<'a>(site: &Site<'a>, gpu: &'a Gpu) -> Option<Chosen<'a>> {
    let model = site.model();
    let Some(family) = model.gpu_families.get(&gpu.family.value) else {
        site.report(errors::unknown_family(&gpu.family, model.gpu_families.keys().map(String::as_str).collect()));
        return None;
    };
    // the stack's own come first
    let releases: Vec<&GpuRelease> =
        model.gpu_releases.iter().rev().filter(|release| release.family.value == family.name.value).collect();
    let mut release = None;
    let mut given = Vec::new();
    for (name, template) in &gpu.properties {
        let value = site.literal(template, None)?;
        if name.value == family.release.value {
            release = Some(Given { name: name.value.clone(), value, span: template.span });
        } else if known(&releases, &name.value) {
            given.push(Given { name: name.value.clone(), value, span: template.span });
        } else {
            site.report(errors::unknown_gpu_property(name, family, keys(&releases)));
            return None;
        }
    }
    if let (Some(manylinux), Some(first)) = (&gpu.manylinux, given.first()) {
        site.report(errors::manylinux_and(&first.name, first.span, manylinux.policy.span));
        return None;
    }
    let Some(wanted) = release else {
        if let Some(first) = given.first() {
            site.report(errors::no_gpu_release(gpu, family, &first.name));
            return None;
        }
        return Some(Chosen { release: None, base: None, reference: None });
    };
    let mut fitting: Vec<&GpuRelease> =
        releases.iter().copied().filter(|release| is_of(&release.version.value, &wanted.value)).collect();
    fitting.sort_by_key(|release| std::cmp::Reverse(number(&release.version.value)));
    if fitting.is_empty() {
        let mut versions: Vec<&str> = releases.iter().map(|release| release.version.value.as_str()).collect();
        versions.sort_by_key(|version| number(version));
        versions.dedup();
        site.report(errors::unknown_release(family, &wanted.value, wanted.span, &nearest(&wanted.value, &versions)));
        return None;
    }
    if given.is_empty() {
        return Some(Chosen { release: Some(fitting[0]), base: None, reference: None });
    }
    for release in &fitting {
        if let Some(base) = release.bases.iter().find(|base| fits(base, &given)) {
            let reference = Some(filled(&base.reference, &given));
            return Some(Chosen { release: Some(release), base: Some(base), reference });
        }
    }
    wrong_word(site, gpu, &fitting, &given);
    None
}

/// Whether any base speaks of this property.
fn known(releases: &[&GpuRelease], name: &str) -> bool {
    releases.iter().flat_map(|release| &release.bases).any(|base| base.values.iter().any(|(key, _)| key == name))
}

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
        .any(|known| known.value == value || (number(value).is_some() && is_of(&known.value, value)))
}

fn filled(reference: &Name, given: &[Given]) -> String {
    given.iter().fold(reference.value.clone(), |text, one| text.replace(&format!("{{{}}}", one.name), &one.value))
}

/// Points at the property without which there would be a base; else at the node.
fn wrong_word(site: &Site, gpu: &Gpu, fitting: &[&GpuRelease], given: &[Given]) {
    let version = &fitting[0].version.value;
    let bases = || fitting.iter().flat_map(|release| &release.bases);
    for (at, one) in given.iter().enumerate() {
        let others: Vec<&Given> =
            given.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, one)| one).collect();
        let mut values: BTreeMap<String, ()> = BTreeMap::new();
        for base in bases() {
            let asks =
                base.values.iter().all(|(key, _)| *key == one.name || others.iter().any(|other| other.name == *key));
            if asks && others.iter().all(|other| has(base, &other.name, &other.value)) {
                let known = base.values.iter().filter(|(key, _)| *key == one.name).flat_map(|(_, values)| values);
                values.extend(known.map(|value| (value.value.clone(), ())));
            }
        }
        if !values.is_empty() {
            let values: Vec<&str> = values.keys().map(String::as_str).collect();
            return site.report(errors::no_gpu_base_with(gpu, version, &one.name, &one.value, one.span, values));
        }
    }
    // something more must be said
    let mut missing: Vec<(&str, Vec<&str>)> = Vec::new();
    for base in bases().filter(|base| given.iter().all(|one| has(base, &one.name, &one.value))) {
        for (key, values) in base.values.iter().filter(|(key, _)| !given.iter().any(|one| one.name == *key)) {
            match missing.iter_mut().find(|(known, _)| known == key) {
                Some((_, all)) => all.extend(values.iter().map(|value| value.value.as_str())),
                None => missing.push((key, values.iter().map(|value| value.value.as_str()).collect())),
            }
        }
    }
    for (_, values) in &mut missing {
        values.sort_unstable();
        values.dedup();
    }
    site.report(errors::no_gpu_base(gpu, version, &missing));
}

/// Whether a version begins with the parts of another: 12.6.3 is of 12.6 and of 12.
pub(super) fn is_of(version: &str, wanted: &str) -> bool {
    version == wanted || version.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
}

/// A version as numbers, to be compared.
pub(super) fn number(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}

/// The version below and the one above; the last two where it is none.
pub(super) fn nearest<'v>(wanted: &str, sorted: &[&'v str]) -> Vec<&'v str> {
    let wanted = number(wanted);
    let at = sorted.partition_point(|version| number(version) < wanted);
    let from = if wanted.is_none() { sorted.len().saturating_sub(2) } else { at.saturating_sub(1) };
    sorted[from..].iter().take(2).copied().collect()
}
