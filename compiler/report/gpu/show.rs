//! One release whole, for `imgc gpu show`.

use super::list::target_json;
use super::{FORMAT, cell, release, said, words};
use crate::ast::{GpuBase, GpuFamily, GpuRelease, GpuTarget};
use crate::report::table::Table;
use serde_json::{Value, json};

/// What is said of it, then its bases, then the kinds of GPU that the family tells of.
pub fn gpu_show(family: &GpuFamily, release: &GpuRelease, width: Option<usize>) -> String {
    let name = format!("{} {}", family.name.value, release.version.value);
    let one = |what: &str, text: Option<&str>| vec![vec![what.to_string()], vec![text.unwrap_or("-").to_string()]];
    let mut rows = vec![one("driver", said(&release.driver))];
    if !family.drivers.is_empty() {
        rows.push(one("least driver", family.least_driver(&release.version.value)));
    }
    rows.push(vec![vec!["targets".to_string()], cell(release::targets(release))]);
    if !release.indexes.is_empty() {
        rows.push(vec![vec!["packages".to_string()], words(&release.indexes)]);
    }
    let facts = [
        ("released", &release.released),
        ("note", &release.note),
        ("confidence", &release.confidence),
        ("source", &release.source),
        ("date", &release.date),
    ];
    rows.extend(facts.iter().filter(|(_, fact)| fact.is_some()).map(|(what, fact)| one(what, said(fact))));
    if release.own {
        rows.push(one("said by", Some("this stack")));
    }
    let mut out = format!("{name}\n");
    // no heads: the first column is one
    out.push_str(Table { heads: &["", ""], rows }.text(width).trim_start_matches('\n'));
    if !release.bases.is_empty() {
        let heads = ["BASE", "CUDNN", "FLAVORS", "DISTRIBUTIONS", "PLATFORMS"];
        let cudnn = release.bases.iter().any(|base| !of(base, "cudnn").is_empty());
        let kept = |at: usize| at != 1 || cudnn;
        let some =
            |row: Vec<Vec<String>>| row.into_iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, cell)| cell);
        let heads: Vec<&str> =
            heads.into_iter().enumerate().filter(|(at, _)| kept(*at)).map(|(_, head)| head).collect();
        let rows = release.bases.iter().map(|base| some(row(base)).collect()).collect();
        out.push_str(&format!("\n{}", Table { heads: &heads, rows }.text(width)));
    }
    let kinds = kinds(family, release);
    if !kinds.is_empty() {
        let rows = kinds.iter().map(|kind| kind_row(kind)).collect();
        let heads = ["TARGET", "PRODUCTS", "PIP EXTRA", "BUILDS", "STATUS"];
        out.push_str(&format!("\n{}", Table { heads: &heads, rows }.text(width)));
    }
    out
}

pub fn gpu_show_json(family: &GpuFamily, release: &GpuRelease) -> Value {
    let kinds: Vec<Value> = kinds(family, release).into_iter().map(target_json).collect();
    json!({ "format": FORMAT, "release": release::json(release, family), "kinds": kinds })
}

/// The kinds of GPU among its targets that the family tells more of.
fn kinds<'a>(family: &'a GpuFamily, release: &GpuRelease) -> Vec<&'a GpuTarget> {
    let is = |kind: &&GpuTarget| release.targets.iter().any(|target| target.value == kind.name.value);
    family.targets.iter().filter(is).collect()
}

fn of(base: &GpuBase, key: &str) -> Vec<String> {
    base.values.iter().filter(|(known, _)| known == key).flat_map(|(_, values)| words(values)).collect()
}

fn row(base: &GpuBase) -> Vec<Vec<String>> {
    let reference = vec![base.reference.value.clone()];
    let distros = release::gathered(&of(base, "distro"));
    vec![reference, cell(of(base, "cudnn")), cell(of(base, "flavor")), cell(distros), cell(words(&base.platforms))]
}

fn kind_row(kind: &GpuTarget) -> Vec<Vec<String>> {
    let one = |text: Option<&str>| vec![text.unwrap_or("-").to_string()];
    vec![
        vec![kind.name.value.clone()],
        one(said(&kind.products)),
        one(said(&kind.extra)),
        cell(kind.families.clone()),
        one(said(&kind.status)),
    ]
}
