//! Every release, for `imgc gpu list`.

use super::{FORMAT, cell, release, said, shortened};
use crate::ast::{GpuFamily, GpuRelease, GpuTarget};
use crate::model::Catalogue;
use crate::report::table::Table;
use serde_json::{Map, Value, json};

const HEADS: [&str; 5] = ["VERSION", "DRIVER", "DISTRIBUTIONS", "FLAVORS", "TARGETS"];

/// A table a family, the newest release first; those of the stack have a star.
pub fn gpu_list(catalogue: &Catalogue, families: &[&GpuFamily], width: Option<usize>) -> String {
    let mut out = String::new();
    for family in families {
        let releases = catalogue.releases_of(&family.name.value);
        let blank = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{blank}{}, by `{}=`\n", family.name.value, family.release.value));
        let least: Vec<String> =
            family.drivers.iter().map(|one| format!("{} from {}", one.major.value, one.driver.value)).collect();
        if !least.is_empty() {
            out.push_str(&format!("drivers that run it: {}\n", least.join(", ")));
        }
        out.push_str(&Table { heads: &HEADS, rows: releases.iter().map(|one| row(one)).collect() }.text(width));
        if releases.iter().any(|release| release.own) {
            out.push_str("* of this stack\n");
        }
    }
    out
}

fn row(release: &GpuRelease) -> Vec<Vec<String>> {
    let mut version = release.version.value.clone();
    if release.own {
        version.push('*');
    }
    let mut flavors = release::values(release, "flavor");
    if release.bases.iter().any(|base| base.values.iter().any(|(key, _)| key == "cudnn")) {
        flavors.push("cudnn".to_string());
    }
    vec![
        vec![version],
        vec![said(&release.driver).unwrap_or("-").to_string()],
        cell(release::gathered(&release::values(release, "distro"))),
        cell(flavors),
        shortened(&release::targets(release)),
    ]
}

pub fn gpu_list_json(catalogue: &Catalogue, families: &[&GpuFamily]) -> Value {
    let families: Vec<Value> = families.iter().map(|family| family_json(catalogue, family)).collect();
    json!({ "format": FORMAT, "families": families })
}

fn family_json(catalogue: &Catalogue, family: &GpuFamily) -> Value {
    let env: Map<String, Value> =
        family.env.iter().map(|(name, value)| (name.value.clone(), json!(value.literal()))).collect();
    let releases = catalogue.releases_of(&family.name.value);
    json!({
        "name": family.name.value,
        "property": family.release.value,
        "run_options": family.run_options.iter().map(|option| option.literal()).collect::<Vec<_>>(),
        "env": env,
        "drivers": family.drivers.iter().map(|one| json!({ "major": one.major.value, "driver": one.driver.value })).collect::<Vec<_>>(),
        "targets": family.targets.iter().map(target_json).collect::<Vec<_>>(),
        "source": said(&family.source),
        "date": said(&family.date),
        "releases": releases.into_iter().map(|one| release::json(one, family)).collect::<Vec<_>>(),
    })
}

pub(super) fn target_json(target: &GpuTarget) -> Value {
    json!({
        "name": target.name.value,
        "products": said(&target.products),
        "families": target.families,
        "extra": said(&target.extra),
        "status": said(&target.status),
    })
}
