//! What is named in place of a combination that there is not: each of it works.

use super::{base, compiled};
use regex::Regex;

/// Combinations that there are not, of every kind.
const REFUSED: &[&str] = &[
    // a release that there is not
    r#""nvidia" cuda="12.7" flavor="devel" distro="ubuntu24.04""#,
    r#""nvidia" cuda="12.7" flavor="devel" distro="ubuntu26.04""#,
    r#""nvidia" cuda="12.7.1" cudnn="9" flavor="runtime" distro="ubi9""#,
    r#""nvidia" cuda="13.9" flavor="base" distro="ubuntu26.04""#,
    r#""nvidia" cuda="10.2" cudnn="8" flavor="runtime" distro="ubuntu18.04""#,
    r#""nvidia" cuda="13.2.2" flavor="devel" distro="ubuntu24.04""#,
    r#""nvidia" cuda="12.7" flavor="devel" distro="debian12""#,
    r#""nvidia" cuda="latest" flavor="base" distro="ubuntu24.04""#,
    r#""nvidia" cuda="12.7""#,
    r#""rocm" version="8" distro="ubuntu24.04""#,
    r#""rocm" version="9.1" distro="almalinux8""#,
    r#""rocm" version="11.0" flavor="full" distro="ubuntu26.04""#,
    r#""rocm" version="6.5" distro="ubuntu22.04""#,
    // a distribution
    r#""nvidia" cuda="12.6" flavor="runtime" distro="ubuntu26.04""#,
    r#""nvidia" cuda="12.6" flavor="runtime" distro="debian12""#,
    r#""nvidia" cuda="13.4" flavor="devel" distro="ubuntu22.04""#,
    r#""nvidia" cuda="13.0" flavor="base" distro="ubuntu20.04""#,
    r#""nvidia" cuda="12.4.1" flavor="base" distro="centos7""#,
    r#""nvidia" cuda="13.0" flavor="base" distro="opensuse15""#,
    r#""nvidia" cuda="13.2" cudnn="9" flavor="devel" distro="rockylinux9""#,
    r#""rocm" version="7.14" distro="almalinux8""#,
    r#""rocm" version="10.1" distro="ubuntu22.04""#,
    r#""rocm" version="7.2" distro="ubuntu26.04""#,
    r#""rocm" version="6.4" distro="ubuntu26.04""#,
    // a library
    r#""nvidia" cuda="13.1.0" cudnn="9" flavor="runtime" distro="ubuntu24.04""#,
    r#""nvidia" cuda="12.2" cudnn="9" flavor="runtime" distro="ubuntu22.04""#,
    r#""nvidia" cuda="12.6" cudnn="8" flavor="runtime" distro="ubuntu24.04""#,
    r#""nvidia" cuda="12.6" cudnn="9" flavor="runtime" distro="amzn2023""#,
    r#""nvidia" cuda="12.5" cudnn="9" flavor="devel" distro="ubuntu24.04""#,
    // a flavor
    r#""nvidia" cuda="12.6" cudnn="9" flavor="base" distro="ubuntu24.04""#,
    r#""nvidia" cuda="12.6" flavor="slim" distro="ubuntu24.04""#,
    r#""nvidia" cuda="13.4.2" flavor="runtime" distro="ubuntu26.04""#,
    r#""rocm" version="10.1" flavor="complete" distro="ubuntu24.04""#,
    r#""rocm" version="7.2.4" flavor="full" distro="almalinux8""#,
    // several at once
    r#""nvidia" cuda="12.6" cudnn="7" flavor="slim" distro="debian12""#,
    r#""nvidia" cuda="13.1.1" cudnn="8" flavor="base" distro="ubuntu20.04""#,
    r#""rocm" version="10.1" flavor="complete" distro="almalinux8""#,
    r#""rocm" version="7.1.0" flavor="full" distro="debian12""#,
    // too little is said
    r#""nvidia" cuda="12.6" distro="ubuntu24.04""#,
    r#""nvidia" cuda="12.6" flavor="devel""#,
    r#""nvidia" cuda="12.6" cudnn="9""#,
    r#""rocm" version="7.2" flavor="complete""#,
    // a target
    r#""nvidia" cuda="13.0" flavor="devel" distro="ubuntu24.04" target="sm_61""#,
    r#""nvidia" cuda="12.6" flavor="devel" distro="ubuntu24.04" target="sm_120""#,
    r#""nvidia" cuda="13.4" target="sm_50""#,
    r#""nvidia" cuda="12.6" flavor="devel" distro="ubuntu24.04" target="gfx942""#,
    r#""rocm" version="7.2" distro="ubuntu24.04" target="gfx1151""#,
    r#""rocm" version="6.3.3" distro="almalinux8" target="gfx950""#,
    r#""rocm" version="10.1" target="gfx1250""#,
];

/// What takes the place of properties.
type Change = Vec<(String, Option<String>)>;

/// Every change that the help names; what is to be added in several steps is one change.
fn changes(gpu: &str, help: &[String], wrong_target: Option<&str>) -> Vec<Change> {
    let quoted = Regex::new("`([^`]*)`").unwrap();
    let pair = Regex::new("([a-z]+)=\"([^\"]*)\"").unwrap();
    let release = if gpu.starts_with("\"rocm\"") { "version" } else { "cuda" };
    let mut changes: Vec<Change> = Vec::new();
    let mut added: Vec<Change> = vec![Vec::new()];
    for line in help {
        let words: Vec<&str> = quoted.captures_iter(line).map(|found| found.get(1).unwrap().as_str()).collect();
        let one = |name: &str, value: &str| vec![(name.to_string(), Some(value.to_string()))];
        if line.starts_with("the nearest are") || line.starts_with("the nearest is") {
            changes.extend(words.iter().map(|value| one(release, value)));
        } else if line.starts_with("the newest") {
            changes.push(one(words[0], words[1]));
        } else if line.starts_with("with the rest as it is") {
            changes.extend(words[1..].iter().map(|value| one(words[0], value)));
        } else if line.starts_with("leave") {
            changes.push(vec![(words[0].to_string(), None)]);
        } else if line.starts_with("its targets are") {
            let target = property(gpu, "target").unwrap();
            let fixed = |value: &str| target.replace(wrong_target.unwrap(), value);
            changes.extend(words.iter().map(|value| one("target", &fixed(value))));
        } else if line.starts_with("the nearest that there is") {
            let whole = pair.captures_iter(words[0]).map(|found| (found[1].to_string(), Some(found[2].to_string())));
            let mut change: Change = whole.collect();
            let said = |name: &str| change.iter().any(|(known, _)| known == name);
            let gone: Change = ["flavor", "distro", "cudnn"]
                .iter()
                .filter(|name| !said(name))
                .map(|name| (name.to_string(), None))
                .collect();
            change.extend(gone);
            changes.push(change);
        } else if line.starts_with("add ") {
            let name = words[0].trim_end_matches('=');
            let more = |change: &Change| -> Vec<Change> {
                words[1..].iter().map(|value| change.iter().cloned().chain(one(name, value)).collect()).collect()
            };
            added = added.iter().flat_map(more).collect();
        } else {
            let known = ["or add it", "if the registry has one", "or name the base"];
            assert!(
                line.contains("imgc gpu list") || known.iter().any(|start| line.starts_with(start)),
                "{gpu}: what is this? {line}"
            );
        }
    }
    changes.extend(added.into_iter().filter(|change| !change.is_empty()));
    changes
}

fn property(gpu: &str, name: &str) -> Option<String> {
    let value = Regex::new(&format!(r#" {name}="([^"]*)""#)).unwrap();
    value.captures(gpu).map(|found| found[1].to_string())
}

fn changed(gpu: &str, change: &Change) -> String {
    let mut text = gpu.to_string();
    for (name, value) in change {
        if let Some(old) = property(&text, name) {
            text = text.replace(&format!(" {name}=\"{old}\""), "");
        }
        text.extend(value.iter().map(|value| format!(" {name}=\"{value}\"")));
    }
    text
}

#[test]
fn every_suggestion_works() {
    assert!(REFUSED.len() >= 30);
    let mut tried = 0;
    for gpu in REFUSED {
        let compilation = compiled(&format!("image \"a\" {{ gpu {gpu} }}\n"));
        let rules = ["unknown-gpu", "no-gpu-base", "unknown-gpu-target", "not-in-catalogue"];
        let told: Vec<_> = compilation.diagnostics.iter().filter(|one| rules.contains(&one.rule.name)).collect();
        let [one] = told[..] else { panic!("{gpu} is not told of once: {told:?}") };
        let at = compilation.sources.text(one.primary());
        let changes = changes(gpu, &one.help, Some(at));
        // of a target that no release has, only the others can be told
        assert!(!changes.is_empty(), "{gpu}: {:?}", one.help);
        for change in changes {
            let now = changed(gpu, &change);
            tried += 1;
            if property(&now, "distro").is_some() {
                base(&now);
            } else {
                let marked = compiled(&format!("image \"a\" {{ gpu {now}; from \"debian:bookworm-slim\" }}\n"));
                assert!(!marked.has_errors(), "{gpu}: {now}");
            }
        }
    }
    assert!(tried > 150, "{tried}");
}
