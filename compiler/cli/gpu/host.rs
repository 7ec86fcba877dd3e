//! What a machine has: from the drivers' tools, else from what the kernel says.

use imgc::gpu::{Driven, Gpu, Host};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Reads a machine whose files are below `root`; `run` gives what a program prints.
pub fn read(root: &Path, run: impl Fn(&str, &[&str]) -> Option<String>) -> Host {
    let found = [("nvidia", nvidia(root, &run)), ("rocm", rocm(root, &run))];
    let families: BTreeMap<String, Driven> =
        found.into_iter().filter_map(|(name, driven)| Some((name.to_string(), driven?))).collect();
    Host { platform: platform(), families }
}

/// As images say it: `linux/amd64`. Containers are Linux's, whatever this is.
fn platform() -> String {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        "powerpc64" => "ppc64le",
        other => other,
    };
    format!("linux/{architecture}")
}

fn nvidia(root: &Path, run: impl Fn(&str, &[&str]) -> Option<String>) -> Option<Driven> {
    let query = |fields: &str| {
        let text = run("nvidia-smi", &[&format!("--query-gpu={fields}"), "--format=csv,noheader"])?;
        let rows: Vec<(String, Gpu)> = text.lines().filter_map(nvidia_row).collect();
        (!rows.is_empty()).then_some(rows)
    };
    // tools older than the driver 510 know no compute capability
    let rows = query("name,driver_version,compute_cap").or_else(|| query("name,driver_version"));
    if let Some(rows) = rows {
        let driver = rows.first().map(|(driver, _)| driver.clone());
        return Some(Driven { driver, gpus: rows.into_iter().map(|(_, gpu)| gpu).collect() });
    }
    let text = fs::read_to_string(root.join("proc/driver/nvidia/version")).ok()?;
    let driver = text.lines().find(|line| line.contains("NVRM"))?.split_whitespace().find(|word| is_version(word));
    Some(Driven { driver: driver.map(str::to_string), gpus: Vec::new() })
}

/// `NVIDIA H100 80GB HBM3, 560.35.03, 9.0`
fn nvidia_row(line: &str) -> Option<(String, Gpu)> {
    let mut fields = line.split(", ").map(str::trim);
    let name = fields.next().filter(|name| !name.is_empty())?;
    let driver = fields.next().filter(|driver| is_version(driver))?;
    let target = fields.next().filter(|capability| is_version(capability));
    let target = target.map(|capability| format!("sm_{}", capability.replace('.', "")));
    Some((driver.to_string(), Gpu { name: Some(name.to_string()), target }))
}

fn is_version(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
}

fn rocm(root: &Path, run: impl Fn(&str, &[&str]) -> Option<String>) -> Option<Driven> {
    let told = ["rocminfo", "/opt/rocm/bin/rocminfo"].iter().find_map(|program| {
        let gpus = agents(&run(program, &[])?);
        (!gpus.is_empty()).then_some(gpus)
    });
    let gpus = told.unwrap_or_else(|| nodes(root));
    // a driver that is part of the kernel has no version of its own
    let driver = fs::read_to_string(root.join("sys/module/amdgpu/version")).ok();
    let driver = driver.map(|text| text.trim().to_string()).filter(|text| is_version(text));
    (!gpus.is_empty() || driver.is_some()).then_some(Driven { driver, gpus })
}

/// The agents of `rocminfo` that are GPUs. Those that are none have other names; what is `amdgcn-…` is code, not an agent.
fn agents(text: &str) -> Vec<Gpu> {
    let mut gpus: Vec<Gpu> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match key.trim() {
            "Name" => {
                let target = value.split(':').next().filter(|name| is_gfx(name));
                open = target.is_some();
                gpus.extend(target.map(|target| Gpu { name: None, target: Some(target.to_string()) }));
            }
            "Marketing Name" if open && !value.is_empty() => {
                if let Some(gpu) = gpus.last_mut() {
                    gpu.name = Some(value.to_string());
                }
                open = false;
            }
            _ => {}
        }
    }
    gpus
}

fn is_gfx(name: &str) -> bool {
    name.strip_prefix("gfx").is_some_and(|rest| rest.len() >= 3 && rest.chars().all(|c| c.is_ascii_hexdigit()))
}

/// The GPUs of the kernel's own list, in its order.
fn nodes(root: &Path) -> Vec<Gpu> {
    let Ok(folder) = fs::read_dir(root.join("sys/class/kfd/kfd/topology/nodes")) else { return Vec::new() };
    let mut nodes: Vec<_> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    nodes.sort();
    let versions = nodes.iter().filter_map(|node| {
        let text = fs::read_to_string(node.join("properties")).ok()?;
        text.lines().find_map(|line| line.strip_prefix("gfx_target_version ")?.trim().parse::<u32>().ok())
    });
    versions.filter_map(|version| Some(Gpu { name: None, target: Some(gfx(version)?) })).collect()
}

/// 90402 is gfx942, 90010 is gfx90a: two digits each of the version's numbers, of which the last two are hexadecimal in the
/// name. A CPU has 0. Source: Linux, drivers/gpu/drm/amd/amdkfd/kfd_device.c.
fn gfx(version: u32) -> Option<String> {
    let (major, minor, step) = (version / 10_000, version / 100 % 100, version % 100);
    (major > 0).then(|| format!("gfx{major}{minor:x}{step:x}"))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
