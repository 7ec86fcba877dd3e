//! What the catalogue knows of Linux distributions, and what a stack may add to it.

mod family;

use imgc::ast::{Distribution, LibcKind};
use imgc::date::Date;
use imgc::model::distribution_of;
use imgc::reference::Reference;
use imgc::world::MemoryWorld;
use imgc::{Options, check};
use std::collections::{BTreeMap, BTreeSet};

fn table() -> Vec<Distribution> {
    let (name, text) = imgc::stdlib::FILES.iter().find(|(name, _)| *name == "distributions.kdl").unwrap();
    let mut sources = imgc::source::Sources::default();
    let mut diagnostics = imgc::diag::Diagnostics::default();
    let id = sources.add(*name, *text);
    let document = imgc::ast::read(&imgc::syntax::parse(id, text, &mut diagnostics), text, &mut diagnostics);
    assert!(diagnostics.check().is_ok());
    document.distributions
}

/// Tags as they are on registries, and what each is.
const TAGS: &[(&str, &str)] = &[
    ("ubuntu:18.04", "ubuntu18.04"),
    ("ubuntu:20.04", "ubuntu20.04"),
    ("ubuntu:focal-20250404", "ubuntu20.04"),
    ("ubuntu:jammy", "ubuntu22.04"),
    ("ubuntu:24.04@sha256:0000000000000000000000000000000000000000000000000000000000000000", "ubuntu24.04"),
    ("ubuntu:questing", "ubuntu25.10"),
    ("ubuntu:resolute", "ubuntu26.04"),
    ("debian:stretch-slim", "debian9"),
    ("debian:10", "debian10"),
    ("debian:11-slim", "debian11"),
    ("debian:bookworm-20260803-slim", "debian12"),
    ("debian:12.11", "debian12"),
    ("debian:13.1-slim", "debian13"),
    ("python:3.12-slim-bookworm", "debian12"),
    ("python:3.14.1-trixie", "debian13"),
    ("buildpack-deps:trixie-scm", "debian13"),
    ("centos:7.9.2009", "centos7"),
    ("centos:centos7", "centos7"),
    ("centos:8", "centos8"),
    ("almalinux:8.10", "almalinux8"),
    ("almalinux:9-minimal", "almalinux9"),
    ("almalinux/10-base:10.1", "almalinux10"),
    ("quay.io/almalinuxorg/almalinux:8", "almalinux8"),
    ("rockylinux:9.3", "rockylinux9"),
    ("rockylinux/rockylinux:10", "rockylinux10"),
    ("registry.access.redhat.com/ubi8/ubi:8.10", "ubi8"),
    ("registry.access.redhat.com/ubi9/ubi-minimal:9.7", "ubi9-minimal"),
    ("registry.access.redhat.com/ubi10/ubi", "ubi10"),
    ("fedora:44", "fedora44"),
    ("quay.io/fedora/fedora:43", "fedora43"),
    ("amazonlinux:2023.9.20250929.0", "amazonlinux2023"),
    ("mcr.microsoft.com/azurelinux/base/core:3.0", "azurelinux3.0"),
    ("registry.suse.com/bci/bci-base:15.7", "sles15.7"),
    ("opensuse/leap:16.0", "opensuse-leap16.0"),
    ("alpine:3.21", "alpine3.21"),
    ("alpine:3.22.2", "alpine3.22"),
    ("cgr.dev/chainguard/wolfi-base:latest", "wolfi"),
    ("nvidia/cuda:12.6.3-cudnn-devel-ubuntu24.04", "ubuntu24.04"),
    ("nvcr.io/nvidia/cuda:13.0.0-base-rockylinux9", "rockylinux9"),
    ("nvidia/cuda:11.8.0-devel-centos7", "centos7"),
    ("nvidia/cuda:12.6.1-cudnn-runtime-ubi9", "ubi9"),
    ("rocm/dev-ubuntu-24.04:7.2.4", "ubuntu24.04"),
    ("rocm/dev-almalinux-8:7.1.1-complete", "almalinux8"),
    ("quay.io/pypa/manylinux2014_x86_64:2026.10.09-1", "centos7"),
    ("quay.io/pypa/manylinux_2_28_x86_64:2026.10.09-1", "almalinux8"),
    ("quay.io/pypa/manylinux_2_28:2026.10.09-1", "almalinux8"),
    ("quay.io/pypa/manylinux_2_31_armv7l:2026.10.09-1", "ubuntu20.04"),
    ("quay.io/pypa/manylinux_2_34_aarch64", "almalinux9"),
    ("quay.io/pypa/manylinux_2_35_armv7l", "ubuntu22.04"),
    ("quay.io/pypa/manylinux_2_39_aarch64:2026.10.09-1", "almalinux10"),
    ("quay.io/pypa/manylinux_2_39_riscv64:2026.10.09-1", "rockylinux10"),
    ("quay.io/pypa/musllinux_1_2_x86_64:2026.10.09-1", "alpine3.22"),
];

#[test]
fn a_reference_is_of_one_distribution() {
    let table = table();
    for (reference, name) in TAGS {
        let familiar = Reference::parse(reference).unwrap().familiar();
        let familiar = familiar.split('@').next().unwrap();
        let rows = table.iter().filter(|row| row.bases.iter().any(|base| base.value.matches(familiar)));
        let rows: Vec<&str> = rows.map(|row| row.name.value.as_str()).collect();
        assert_eq!(rows, [*name], "{reference}");
    }
    let tested: BTreeSet<&str> = TAGS.iter().map(|(_, name)| *name).collect();
    assert!(tested.len() > 30, "{tested:?}");
}

/// Every base of the catalogue of GPUs is of a distribution in the table, or of one that is listed here.
#[test]
fn bases_of_gpus_are_of_known_distributions() {
    let table = table();
    let mut unknown: BTreeSet<String> = BTreeSet::new();
    for (name, text) in imgc::stdlib::FILES.iter().filter(|(name, _)| ["nvidia.kdl", "rocm.kdl"].contains(name)) {
        let mut sources = imgc::source::Sources::default();
        let mut diagnostics = imgc::diag::Diagnostics::default();
        let id = sources.add(*name, *text);
        let document = imgc::ast::read(&imgc::syntax::parse(id, text, &mut diagnostics), text, &mut diagnostics);
        for base in document.gpu_releases.iter().flat_map(|release| &release.bases) {
            let distros = base.values.iter().filter(|(key, _)| key == "distro").flat_map(|(_, values)| values);
            for distro in distros {
                let reference = base.reference.value.replace("{distro}", &distro.value).replace("{flavor}", "devel");
                match distribution_of(&table, &reference) {
                    // NVIDIA has its own words for these
                    Some(row) if ["azl3", "amzn2023"].contains(&distro.value.as_str()) => {
                        assert!(row.name.value.starts_with('a'), "{reference}");
                    }
                    Some(row) => assert_eq!(row.name.value, distro.value, "{reference}"),
                    None => _ = unknown.insert(distro.value.clone()),
                }
            }
        }
    }
    // of these the table has no row
    let expected = ["cm2", "opensuse15", "oraclelinux8", "oraclelinux9", "ubi7"].map(str::to_string);
    assert_eq!(unknown, BTreeSet::from(expected));
}

#[test]
fn every_row_says_where_it_is_from() {
    let read = Date::parse("2026-11-21").unwrap();
    for row in table() {
        let name = &row.name.value;
        let source = row.source.unwrap_or_else(|| panic!("{name} has no source"));
        assert!(!source.text.value.is_empty(), "{name}");
        assert!(source.date.is_some_and(|date| date <= read), "{name} was not read by then");
        if let Some(life) = row.end_of_life {
            assert!(life.extended.is_none_or(|extended| extended > life.date), "{name}");
        }
        assert!(!row.bases.is_empty(), "{name}");
    }
}

#[test]
fn rows_keep_to_their_grammar() {
    let table = table();
    let version = |text: &str| !text.is_empty() && text.split('.').all(|part| part.parse::<u32>().is_ok());
    let mut names = BTreeSet::new();
    let mut codenames = BTreeSet::new();
    for row in &table {
        let name = &row.name.value;
        assert!(names.insert(name), "{name} stands twice");
        if let Some(codename) = &row.codename {
            assert!(codenames.insert(&codename.value), "{} stands twice", codename.value);
        }
        if let Some(libc) = &row.libc {
            assert!(version(&libc.version) || libc.version == "rolling", "{name}: {}", libc.version);
            assert_eq!(libc.kind == LibcKind::Musl, row.family.value == "alpine", "{name}");
        }
        assert!(row.python.as_ref().is_none_or(|python| version(&python.value)), "{name}");
    }
}

/// Facts that are told apart: LTS of Debian is free, ESM of Ubuntu is not.
#[test]
fn life_ends_with_what_is_free() {
    let table: BTreeMap<String, Distribution> = table().into_iter().map(|row| (row.name.value.clone(), row)).collect();
    let life = |name: &str| {
        let life = table[name].end_of_life.as_ref().unwrap();
        (life.date.to_string(), life.extended.map(|date| date.to_string()))
    };
    let ends = |date: &str, extended: Option<&str>| (date.to_string(), extended.map(str::to_string));
    assert_eq!(life("ubuntu24.04"), ends("2029-05-31", Some("2036-05-31")));
    assert_eq!(life("debian12"), ends("2028-06-30", None));
    assert_eq!(life("ubi8-minimal"), ends("2029-05-31", Some("2033-05-31")));
    assert_eq!(life("centos7"), ends("2024-06-30", None));
    assert!(table["wolfi"].end_of_life.is_none());
}

fn packages(rest: &str) -> (Vec<String>, String) {
    let head = "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"t\" }\ninclude \"more/*.kdl\"\n";
    let stack = format!("{head}image \"a\" {{\n from \"ubuntu:24.04\"\n packages \"git\"\n}}\n");
    let world = MemoryWorld::new([("stack.kdl", stack), ("more/os.kdl", rest.to_string())]);
    let compilation = check(&world, "stack.kdl", &Options::default());
    let told = family::told(&compilation);
    let text = compilation.plan.map(|plan| imgc::emit(&plan)).unwrap_or_default();
    (told, text.iter().filter(|(path, _)| path.ends_with("Dockerfile")).map(|(_, text)| text.to_string()).collect())
}

#[test]
fn a_stacks_own_row_comes_first() {
    let (told, text) = packages("");
    assert!(told.is_empty() && text.contains("apt-get"), "{told:?}\n{text}");
    // by what it is called, or by the bases that it has
    for name in ["ubuntu24.04", "acme"] {
        let row = format!("distribution \"{name}\" family=\"acme\" manager=\"apk\" {{ base \"ubuntu:24.*\" }}\n");
        let (told, text) = packages(&row);
        assert!(told.is_empty() && text.contains("apk add") && !text.contains("apt-get"), "{told:?}\n{text}");
    }
    let row = "distribution \"acme\" family=\"acme\" manager=\"apk\" { base \"acme\" }\n";
    assert_eq!(
        packages(&row.repeat(2)).0,
        ["more/os.kdl:2:14: duplicate-definition: distribution `acme` is defined twice"]
    );
}

#[test]
fn what_is_known_of_it_is_checked() {
    let row = |properties: &str, inside: &str| {
        packages(&format!(
            "distribution \"acme\" family=\"acme\" manager=\"apt\" {properties} {{ base \"acme\"; {inside} }}\n"
        ))
        .0
    };
    assert_eq!(row("glibc=\"2.36\" python=\"3.11\"", "end-of-life \"2028-06-30\" extended=\"2030-06-30\""), [""; 0]);
    for (properties, inside, rule) in [
        ("glibc=\"2.36\" musl=\"1.2\"", "", "conflicting-values"),
        ("", "end-of-life \"2028-6-30\"", "invalid-date"),
        ("", "end-of-life \"2028-06-31\"", "invalid-date"),
        ("", "end-of-life 2028", "number-for-text"),
        ("", "source \"a wiki\" date=\"today\"", "invalid-date"),
        ("", "source \"a wiki\" confidence=\"total\"", "unknown-choice"),
        ("", "end-of-life \"2028-06-30\"; end-of-life \"2029-06-30\"", "repeated"),
    ] {
        let told = row(properties, inside);
        assert!(matches!(&told[..], [one] if one.contains(&format!(": {rule}: "))), "{properties} {inside}: {told:?}");
    }
}
