//! A release of the catalogue.

use super::{said, words};
use crate::ast::{GpuBase, GpuFamily, GpuRelease};
use crate::model::numbers;
use serde_json::{Map, Value, json};

/// All that its bases say of a property, sorted.
pub(super) fn values(release: &GpuRelease, key: &str) -> Vec<String> {
    let values = release.bases.iter().flat_map(|base| &base.values).filter(|(known, _)| known == key);
    let mut all: Vec<String> = values.flat_map(|(_, values)| words(values)).collect();
    all.sort();
    all.dedup();
    all
}

/// Targets with numbers of several digits in the order of those.
pub(super) fn targets(release: &GpuRelease) -> Vec<String> {
    let mut all = words(&release.targets);
    all.sort_by_key(|target| (target.len(), target.clone()));
    all
}

/// "ubuntu20.04 22.04, ubi8": those of one name together.
pub(super) fn gathered(distros: &[String]) -> Vec<String> {
    let name = |distro: &str| distro.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_string();
    let mut sorted = distros.to_vec();
    sorted.sort_by_key(|distro| (name(distro), numbers(&distro[name(distro).len()..])));
    let mut all: Vec<String> = Vec::new();
    for distro in &sorted {
        let own = name(distro);
        match all.last_mut().filter(|last| name(last.split(' ').next().unwrap_or(last)) == own) {
            Some(last) => *last = format!("{last} {}", &distro[own.len()..]),
            None => all.push(distro.clone()),
        }
    }
    all
}

pub(super) fn json(release: &GpuRelease, family: &GpuFamily) -> Value {
    let version = &release.version.value;
    json!({
        "family": release.family.value,
        "version": version,
        "own": release.own,
        "driver": said(&release.driver),
        "least_driver": family.least_driver(version),
        "targets": targets(release),
        "indexes": words(&release.indexes),
        "bases": release.bases.iter().map(base).collect::<Vec<_>>(),
        "released": said(&release.released),
        "confidence": said(&release.confidence),
        "source": said(&release.source),
        "date": said(&release.date),
        "note": said(&release.note),
    })
}

fn base(base: &GpuBase) -> Value {
    let values: Map<String, Value> =
        base.values.iter().map(|(key, values)| (key.clone(), json!(words(values)))).collect();
    json!({ "reference": base.reference.value, "values": values, "platforms": words(&base.platforms) })
}
