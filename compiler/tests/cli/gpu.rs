//! `imgc gpu`: the catalogue, a stack's builds and a machine, with tools of the driver that are scripts.

use super::program::{code, err, imgc, out, run};
use super::{said, settings};
use insta::assert_snapshot;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const STACK: &str = r#"stack "acme" { registry "ghcr.io/acme" }
tags { tag "1{-values}" }

// a patch that only this stack knows, without cuDNN
gpu-release "nvidia" "12.6.4" driver="560.35.05" {
    base "mirror.acme.org/cuda:12.6.4-{flavor}-{distro}" { flavor "base"; distro "ubuntu24.04" }
}

axis "cuda" "12.6" "13.0"

image "train" {
    axis "cuda"
    gpu "nvidia" cuda="{cuda}" cudnn="9" flavor="runtime" distro="ubuntu24.04"
    packages "git"
}
image "tools" {
    from image="train" cuda="12.6"
    packages "jq"
}
image "based" {
    gpu "nvidia"
    from "nvcr.io/nvidia/cuda:12.6.3-base-ubuntu24.04"
    packages "git"
}
image "amd" {
    platforms "linux/s390x"
    gpu "rocm" version="7.2" target="gfx942"
    from "debian:bookworm-slim"
    packages "git"
}
image "plain" {
    from "debian:bookworm-slim"
    packages "git"
}
"#;

fn stack(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stack.kdl"), text).unwrap();
    folder
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = run(folder, arguments);
    assert_eq!(code(&output), 0, "{arguments:?}: {}", err(&output));
    serde_json::from_str(&out(&output)).expect("JSON")
}

#[test]
fn what_it_says() {
    let _settings = settings();
    let folder = stack(STACK);
    let empty = tempfile::tempdir().unwrap();
    let mut text = String::new();
    for arguments in [
        &["gpu", "check"][..],
        &["gpu", "check", "--format", "json"],
        &["gpu", "list", "nvidia"],
        &["gpu", "list", "rocm"],
        &["gpu", "show", "nvidia", "12.6"],
        &["gpu", "show", "nvidia", "12.6.3"],
        &["gpu", "show", "rocm", "7.2"],
        &["gpu", "show", "rocm", "10.1", "--format", "json"],
    ] {
        assert_eq!(code(&run(folder.path(), arguments)), 0, "{arguments:?}");
        text.push_str(&format!("{}\n", said(folder.path(), arguments)));
    }
    // what there is not
    for arguments in [
        &["gpu", "list", "nvidai"][..],
        &["gpu", "show", "nvidia", "12.7"],
        &["gpu", "show", "rocm", "latest"],
        &["gpu", "show", "intel", "1"],
    ] {
        assert_eq!(code(&run(empty.path(), arguments)), 1, "{arguments:?}");
        text.push_str(&format!("{}\n", said(empty.path(), arguments)));
    }
    assert_snapshot!("gpu", text);
}

#[test]
fn the_list_is_the_same_as_each_release_alone() {
    let folder = stack(STACK);
    let list = json(folder.path(), &["gpu", "list", "--format", "json"]);
    let families = list["families"].as_array().unwrap();
    assert_eq!((families.len(), list["format"].as_u64()), (2, Some(1)));
    let releases: Vec<&Value> = families.iter().flat_map(|family| family["releases"].as_array().unwrap()).collect();
    assert!(releases.len() > 80, "{}", releases.len());
    let own: Vec<&str> =
        releases.iter().filter(|one| one["own"] == true).map(|one| one["version"].as_str().unwrap()).collect();
    assert_eq!(own, ["12.6.4"]);
    for release in releases.iter().step_by(9) {
        let [family, version] = ["family", "version"].map(|key| release[key].as_str().unwrap());
        let shown = json(folder.path(), &["gpu", "show", family, version, "--format", "json"]);
        assert_eq!(&shown["release"], *release);
    }
    // without a stack, that one is not there
    let empty = tempfile::tempdir().unwrap();
    let list = json(empty.path(), &["gpu", "list", "nvidia", "--format", "json"]);
    assert_eq!(list["families"].as_array().map(Vec::len), Some(1));
    let releases = list["families"][0]["releases"].as_array().unwrap();
    assert!(releases.iter().all(|release| release["own"] == false));
}

/// Whoever looks for what there is may have a stack that does not compile.
#[test]
fn a_broken_stack_has_a_list_all_the_same() {
    let folder = stack(&format!(
        "{STACK}\nimage \"x\" {{ gpu \"nvidia\" cuda=\"12.7\" flavor=\"base\" distro=\"ubuntu24.04\" }}\n"
    ));
    let list = out(&run(folder.path(), &["gpu", "list"]));
    assert!(list.contains("12.6.4*") && list.contains("* of this stack"), "{list}");
    let checked = run(folder.path(), &["gpu", "check"]);
    assert_eq!((code(&checked), out(&checked)), (1, String::new()));
    assert!(err(&checked).contains("`imgc gpu list nvidia` lists all"), "{}", err(&checked));
    fs::write(folder.path().join("stack.kdl"), "stack {{{").unwrap();
    assert!(out(&run(folder.path(), &["gpu", "list"])).contains("12.6.3"));
}

#[test]
fn without_gpus() {
    let folder = stack(
        "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"t\" }\nimage \"a\" { from \"debian:bookworm-slim\" }\n",
    );
    for command in ["check", "host"] {
        let output = run(folder.path(), &["gpu", command]);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("no build of the stack is for a GPU"), "{}", out(&output));
    }
}

/// The program on a machine whose tools are these scripts; what is below `/sys` and `/proc` is the machine's own.
#[cfg(unix)]
fn with_tools(folder: &Path, tools: &[(&str, &str)], arguments: &[&str]) -> Value {
    use std::os::unix::fs::PermissionsExt;
    let path = tempfile::tempdir().unwrap();
    for (name, script) in tools {
        let file = path.path().join(name);
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let output = imgc(folder, arguments).env("PATH", path.path()).output().unwrap();
    assert_eq!(code(&output), 0, "{}", err(&output));
    serde_json::from_str(&out(&output)).expect("JSON")
}

#[cfg(unix)]
#[test]
fn a_machine_with_both() {
    let folder = stack(STACK);
    let tools = [
        ("nvidia-smi", "echo 'NVIDIA H100 80GB HBM3, 560.35.05, 9.0'"),
        ("rocminfo", "echo '  Name:   gfx942'; echo '  Marketing Name:  AMD Instinct MI300X'"),
    ];
    let host = with_tools(folder.path(), &tools, &["gpu", "host", "--format", "json"]);
    assert_eq!(host["families"]["nvidia"]["gpus"][0]["target"], "sm_90");
    assert_eq!(host["families"]["rocm"]["gpus"][0]["name"], "AMD Instinct MI300X");
    let builds: Vec<(&str, &str)> = host["builds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|build| (build["target"].as_str().unwrap(), build["runs"].as_str().unwrap()))
        .collect();
    let known = [("amd", "no"), ("based", "yes"), ("train-12-6", "yes"), ("tools", "yes"), ("train-13-0", "no")];
    assert_eq!(builds, known, "the first is for another platform, the last needs a newer driver");
    // outside of a stack there are no builds
    let empty = tempfile::tempdir().unwrap();
    let host = with_tools(empty.path(), &tools, &["gpu", "host", "--format", "json"]);
    assert_eq!(host["builds"], Value::Null);
}
