//! The catalogue against what is known to be published, and the data of its rows.

use super::{base, compiled, family};
use imgc::reference::Reference;
use std::collections::BTreeSet;

/// A release of CUDA; the word for cuDNN in its tags; distributions with `base`, `runtime` and `devel`, the latter two with
/// cuDNN too; those without cuDNN. Source: NVIDIA's sources of images, 2025-12-15.
const MIRRORED: &[(&str, &str, &str, &str)] = &[
    ("11.8.0", "cudnn8", "centos7 rockylinux8 ubi7 ubi8 ubuntu18.04 ubuntu20.04 ubuntu22.04", ""),
    ("12.0.0", "cudnn8", "centos7 rockylinux8 ubi7 ubi8 ubuntu20.04 ubuntu22.04", ""),
    ("12.0.1", "cudnn8", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu18.04 ubuntu20.04 ubuntu22.04", ""),
    ("12.1.0", "cudnn8", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu20.04 ubuntu22.04", ""),
    ("12.1.1", "cudnn8", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu20.04 ubuntu22.04", ""),
    ("12.2.0", "", "", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu20.04 ubuntu22.04"),
    ("12.2.2", "cudnn8", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu20.04 ubuntu22.04", ""),
    ("12.3.0", "", "", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu20.04 ubuntu22.04"),
    ("12.3.1", "", "", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu20.04 ubuntu22.04"),
    ("12.3.2", "cudnn9", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu20.04 ubuntu22.04", ""),
    ("12.4.0", "", "", "centos7 rockylinux8 rockylinux9 ubi7 ubi8 ubi9 ubuntu20.04 ubuntu22.04"),
    ("12.4.1", "cudnn", "rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04", ""),
    ("12.5.0", "", "", "rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04"),
    ("12.5.1", "cudnn", "rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04", "ubuntu24.04"),
    ("12.6.0", "cudnn", "rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04 ubuntu24.04", "amzn2023 cm2"),
    ("12.6.1", "cudnn", "rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04 ubuntu24.04", "amzn2023 cm2"),
    ("12.6.2", "cudnn", "rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04 ubuntu24.04", "amzn2023 cm2"),
    ("12.6.3", "cudnn", "rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04 ubuntu24.04", "amzn2023 cm2"),
    (
        "12.8.0",
        "cudnn",
        "oraclelinux8 oraclelinux9 rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04 ubuntu24.04",
        "amzn2023 cm2",
    ),
    (
        "12.8.1",
        "cudnn",
        "oraclelinux8 oraclelinux9 rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04 ubuntu24.04",
        "amzn2023 cm2",
    ),
    (
        "12.9.0",
        "cudnn",
        "oraclelinux8 oraclelinux9 rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04 ubuntu24.04",
        "amzn2023 azl3 cm2",
    ),
    (
        "12.9.1",
        "cudnn",
        "oraclelinux8 oraclelinux9 rockylinux8 rockylinux9 ubi8 ubi9 ubuntu20.04 ubuntu22.04 ubuntu24.04",
        "amzn2023 azl3 cm2",
    ),
    (
        "13.0.0",
        "cudnn",
        "oraclelinux8 oraclelinux9 rockylinux8 rockylinux9 ubi8 ubi9 ubuntu22.04 ubuntu24.04",
        "amzn2023 azl3 cm2 rockylinux10 ubi10",
    ),
    (
        "13.0.1",
        "cudnn",
        "oraclelinux8 oraclelinux9 rockylinux8 rockylinux9 rockylinux10 ubi8 ubi9 ubi10 ubuntu22.04 ubuntu24.04",
        "amzn2023 azl3 cm2",
    ),
    (
        "13.0.2",
        "cudnn",
        "oraclelinux8 oraclelinux9 rockylinux8 rockylinux9 ubi8 ubi9 ubuntu22.04 ubuntu24.04",
        "amzn2023 azl3",
    ),
    (
        "13.1.0",
        "",
        "",
        "amzn2023 azl3 oraclelinux8 oraclelinux9 rockylinux8 rockylinux9 rockylinux10 ubi8 ubi9 ubi10 ubuntu22.04 ubuntu24.04",
    ),
];

/// Releases of which only some tags were seen, each behind the version. Source: first-party consumers and Dockerfiles that
/// pin digests, 2026.
const SEEN: &[(&str, &str)] = &[
    (
        "11.7.1",
        "base-ubuntu22.04 cudnn8-devel-ubuntu20.04 cudnn8-devel-ubuntu22.04 cudnn8-runtime-ubuntu20.04 devel-ubuntu22.04 runtime-ubuntu20.04",
    ),
    ("12.8.2", "base-ubuntu22.04 base-ubuntu24.04 runtime-ubuntu22.04 runtime-ubuntu24.04"),
    (
        "12.9.2",
        "base-rockylinux8 base-ubuntu22.04 base-ubuntu24.04 cudnn-devel-ubuntu20.04 cudnn-devel-ubuntu22.04 cudnn-devel-ubuntu24.04 devel-rockylinux8",
    ),
    ("13.0.3", "base-rockylinux8 base-ubuntu22.04 base-ubuntu24.04 cudnn-devel-ubuntu22.04 cudnn-devel-ubuntu24.04"),
    ("13.1.1", "cudnn-devel-ubuntu22.04 cudnn-devel-ubuntu24.04"),
    ("13.1.2", "cudnn-devel-ubuntu22.04 cudnn-devel-ubuntu24.04"),
    ("13.2.0", "cudnn-devel-ubuntu22.04 cudnn-devel-ubuntu24.04"),
    ("13.2.1", "base-amzn2023 cudnn-devel-ubuntu22.04 cudnn-devel-ubuntu24.04 devel-amzn2023 runtime-amzn2023"),
    (
        "13.3.0",
        "base-rockylinux8 base-ubuntu22.04 base-ubuntu24.04 base-ubuntu26.04 cudnn-devel-ubi8 cudnn-devel-ubuntu22.04 cudnn-devel-ubuntu24.04 devel-rockylinux8",
    ),
    (
        "13.3.1",
        "base-ubuntu24.04 base-ubuntu26.04 devel-rockylinux9 devel-ubuntu24.04 devel-ubuntu26.04 runtime-ubuntu24.04 runtime-ubuntu26.04",
    ),
    (
        "13.4.1",
        "cudnn-devel-ubuntu24.04 cudnn-devel-ubuntu26.04 devel-ubuntu24.04 devel-ubuntu26.04 runtime-ubuntu26.04",
    ),
    ("13.4.2", "base-ubuntu24.04 base-ubuntu26.04 cudnn-devel-ubuntu26.04 cudnn-runtime-ubuntu24.04 devel-ubuntu24.04"),
];

/// Tags of AMD's images, by their repository. Source: ROCm/ROCm-docker, push_all.sh, 2022-04-01 to 2025-05-28; FROM lines,
/// CI and documentation of public repositories, 2026-11-28.
const ROCM: &[(&str, &str)] = &[
    (
        "dev-almalinux-8",
        "6.1.2-complete 6.2-complete 6.3.1-complete 6.3.3-complete 6.4-complete 6.4.1-complete 6.4.4-complete \
         7.0.2-complete 7.1.1-complete 7.2.1-complete 7.2.4-complete",
    ),
    (
        "dev-ubuntu-20.04",
        "5.1 5.1-complete 5.1.3 5.1.3-complete 5.2.3 5.2.3-complete 5.3 5.3-complete 5.4 5.4-complete 5.4.3 \
         5.4.3-complete 5.5.1 5.5.1-complete 5.7 5.7-complete 5.7.1 5.7.1-complete 6.0 6.0-complete 6.1.1 \
         6.1.1-complete 6.1.2 6.1.2-complete 6.2 6.2-complete 6.3.1 6.3.1-complete 6.4 6.4-complete 6.4.1 \
         6.4.1-complete",
    ),
    (
        "dev-ubuntu-22.04",
        "5.3 5.3-complete 5.3.2-complete 5.4 5.4-complete 5.4.2 5.4.2-complete 5.4.3 5.4.3-complete \
         5.5-complete 5.5.1 5.5.1-complete 5.6 5.6-complete 5.6.1 5.6.1-complete 5.7 5.7-complete 5.7.1 \
         5.7.1-complete 6.0 6.0-complete 6.0.2 6.0.2-complete 6.1 6.1-complete 6.1.1 6.1.1-complete 6.1.2 \
         6.1.2-complete 6.2 6.2-complete 6.2.1 6.2.2 6.2.4 6.2.4-complete 6.3 6.3.1 6.3.1-complete 6.3.2 \
         6.3.3 6.3.3-complete 6.3.4 6.3.4-complete 6.4 6.4-complete 6.4.1 6.4.1-complete 6.4.2 6.4.2-complete \
         6.4.3-complete 6.4.4 6.4.4-complete 7.0 7.0-complete 7.0.2 7.0.2-complete 7.1 7.1-complete 7.1.1 \
         7.1.1-complete 7.2 7.2-complete 7.2.1 7.2.1-complete 7.2.2 7.2.2-complete 7.2.3 7.2.3-complete 7.2.4 \
         7.2.4-complete 7.14.0-full 7.14.1-full 10.0.0-full",
    ),
    (
        "dev-ubuntu-24.04",
        "6.2 6.2-complete 6.2.1-complete 6.2.4 6.2.4-complete 6.3 6.3-complete 6.3.1 6.3.1-complete 6.3.2 \
         6.3.3 6.3.3-complete 6.3.4-complete 6.4 6.4-complete 6.4.1 6.4.1-complete 6.4.2 6.4.2-complete 6.4.3 \
         6.4.3-complete 6.4.4 6.4.4-complete 7.0-complete 7.0.2 7.0.2-complete 7.1-complete 7.1.1 \
         7.1.1-complete 7.2 7.2-complete 7.2.1-complete 7.2.2-complete 7.2.3 7.2.3-complete 7.2.4 \
         7.2.4-complete 7.14.0-full 7.14.1-full 10.0.0-full 10.1.0-full",
    ),
    ("dev-ubuntu-26.04", "7.14.0-full 7.14.1-full 10.0.0-full 10.1.0-full"),
];

/// Every tag of a release of CUDA that there is.
fn tags(version: &str) -> BTreeSet<String> {
    let mut tags = BTreeSet::new();
    for (_, cudnn, with, without) in MIRRORED.iter().filter(|(known, ..)| *known == version) {
        for distro in with.split_whitespace().chain(without.split_whitespace()) {
            tags.extend(["base", "runtime", "devel"].map(|flavor| format!("{version}-{flavor}-{distro}")));
        }
        for distro in with.split_whitespace() {
            tags.extend(["runtime", "devel"].map(|flavor| format!("{version}-{cudnn}-{flavor}-{distro}")));
        }
    }
    let seen = SEEN.iter().filter(|(known, _)| *known == version).flat_map(|(_, tags)| tags.split_whitespace());
    tags.extend(seen.map(|tag| format!("{version}-{tag}")));
    tags
}

fn versions() -> impl Iterator<Item = &'static str> {
    MIRRORED.iter().map(|(version, ..)| *version).chain(SEEN.iter().map(|(version, _)| *version))
}

/// All distributions of all releases.
fn distros() -> BTreeSet<String> {
    let tags = versions().flat_map(tags);
    tags.filter_map(|tag| tag.rsplit_once('-').map(|(_, distro)| distro.to_string())).collect()
}

/// Each release with each flavor, distribution and cuDNN: there is a base where a tag is known, and else a refusal.
#[test]
fn every_combination_of_cuda_is_there_or_refused() {
    let distros = distros();
    assert!(distros.len() >= 15, "{distros:?}");
    for version in versions() {
        let tags = tags(version);
        let mut text = String::new();
        let mut asked = Vec::new();
        for distro in &distros {
            for flavor in ["base", "runtime", "devel"] {
                for cudnn in ["", "8", "9"] {
                    let property = if cudnn.is_empty() { String::new() } else { format!("cudnn=\"{cudnn}\"") };
                    let name = format!("i{}", asked.len());
                    text.push_str(&format!(
                        "image \"{name}\" {{ gpu \"nvidia\" cuda=\"{version}\" {property} flavor=\"{flavor}\" distro=\"{distro}\" }}\n"
                    ));
                    let word = match cudnn {
                        "" => String::new(),
                        "8" => "cudnn8-".to_string(),
                        _ if version == "12.3.2" => "cudnn9-".to_string(),
                        _ => "cudnn-".to_string(),
                    };
                    asked.push((name, format!("{version}-{word}{flavor}-{distro}")));
                }
            }
        }
        let (there, missing): (Vec<_>, Vec<_>) = asked.into_iter().partition(|(_, tag)| tags.contains(tag));
        assert_eq!(there.len(), tags.len(), "{version}: each tag is asked for");
        let only = |names: &[(String, String)]| -> String {
            let lines = text.lines().filter(|line| names.iter().any(|(name, _)| line.contains(&format!("\"{name}\""))));
            lines.map(|line| format!("{line}\n")).collect()
        };
        let compilation = compiled(&only(&there));
        assert_eq!(family::told(&compilation), Vec::<String>::new(), "{version}");
        for build in compilation.plan.expect("nothing is wrong").builds {
            let tag = &there.iter().find(|(name, _)| *name == build.image).expect("it was asked for").1;
            assert_eq!(build.from, format!("nvidia/cuda:{tag}"));
        }
        let refused = compiled(&only(&missing));
        let told: Vec<&str> = refused.diagnostics.iter().map(|one| one.rule.name).collect();
        assert_eq!(told, vec!["no-gpu-base"; missing.len()], "{version}: {missing:?}");
    }
}

#[test]
fn every_tag_of_rocm_that_was_seen_is_there() {
    for (repository, tags) in ROCM {
        let distro = repository.trim_start_matches("dev-").replace('-', "");
        for tag in tags.split_whitespace() {
            let (version, flavor) = tag.split_once('-').unwrap_or((tag, ""));
            // the first of a minor version has no third number in its tag
            let whole = if version.matches('.').count() == 1 { format!("{version}.0") } else { version.to_string() };
            let property = if flavor.is_empty() { String::new() } else { format!("flavor=\"{flavor}\"") };
            let (from, release) = base(&format!("\"rocm\" version=\"{whole}\" {property} distro=\"{distro}\""));
            assert_eq!((from, release), (format!("rocm/{repository}:{tag}"), Some(whole)));
        }
    }
    // and no other is
    let known: BTreeSet<String> = ROCM
        .iter()
        .flat_map(|(repository, tags)| tags.split_whitespace().map(move |tag| format!("rocm/{repository}:{tag}")))
        .collect();
    let catalogue = imgc::catalogue(None);
    let bases = catalogue.releases_of("rocm").into_iter().flat_map(|release| &release.bases);
    let found: BTreeSet<String> = bases.map(|base| base.reference.value.clone()).collect();
    assert_eq!(found, known);
}

#[test]
fn every_row_says_where_it_is_from() {
    let catalogue = imgc::catalogue(None);
    assert_eq!(catalogue.families.keys().collect::<Vec<_>>(), ["nvidia", "rocm"]);
    let date = regex::Regex::new(r"^20\d\d-[01]\d-[0-3]\d$").unwrap();
    let is_date = |value: &Option<imgc::ast::Name>| value.as_ref().is_some_and(|value| date.is_match(&value.value));
    for family in catalogue.families.values() {
        assert!(family.source.is_some() && is_date(&family.date), "{}", family.name.value);
    }
    let mut seen = BTreeSet::new();
    for release in &catalogue.releases {
        let what = format!("{} {}", release.family.value, release.version.value);
        assert!(seen.insert(what.clone()), "{what} is there twice");
        assert!(release.source.is_some() && release.confidence.is_some() && is_date(&release.date), "{what}");
        assert!(release.released.is_none() || is_date(&release.released), "{what}");
        assert!(imgc::model::numbers(&release.version.value).is_some(), "{what} is no version");
        let driver = release.driver.as_ref().map(|driver| imgc::model::numbers(&driver.value));
        assert_ne!(driver, Some(None), "{what}: its driver is no version");
        for base in &release.bases {
            assert!(!base.platforms.is_empty(), "{what}: {}", base.reference.value);
            let plain = base.reference.value.replace("{flavor}", "devel").replace("{distro}", "ubuntu24.04");
            assert!(Reference::parse(&plain).is_ok_and(|parsed| parsed.tag.is_some()), "{plain}");
        }
        let unknown = release.note.as_ref().is_some_and(|note| note.value.contains("its targets are not known"));
        assert!(release.bases.is_empty() || unknown || !release.targets.is_empty(), "{what} has images and no targets");
    }
}

/// A driver that a release brings is none below the least of its major version.
#[test]
fn drivers_rise() {
    let catalogue = imgc::catalogue(None);
    let nvidia = &catalogue.families["nvidia"];
    let mut before = None;
    for release in catalogue.releases_of("nvidia").into_iter().rev() {
        let version = &release.version.value;
        let least = nvidia.least_driver(version).and_then(imgc::model::numbers);
        assert!(least.is_some(), "{version}");
        let Some(driver) = release.driver.as_ref().and_then(|driver| imgc::model::numbers(&driver.value)) else {
            continue;
        };
        let driver = Some(driver);
        assert!(driver >= least && driver >= before, "{version}");
        before = driver;
    }
    assert_eq!(nvidia.least_driver("11.8.0"), Some("450.80.02"));
    assert_eq!(nvidia.least_driver("12.9.2"), Some("525.60.13"));
    assert_eq!(nvidia.least_driver("13.4.2"), Some("580"));
}

/// Targets of ROCm are kinds of GPU that the family tells of.
#[test]
fn targets_are_known_to_their_family() {
    let catalogue = imgc::catalogue(None);
    let known: BTreeSet<&str> =
        catalogue.families["rocm"].targets.iter().map(|target| target.name.value.as_str()).collect();
    assert_eq!(known.len(), 28);
    for release in catalogue.releases_of("rocm") {
        let targets = release.targets.iter().map(|target| target.value.as_str());
        let strange: Vec<&str> = targets.filter(|target| !known.contains(target)).collect();
        assert!(strange.is_empty(), "{}: {strange:?}", release.version.value);
    }
    let has = |version: &str, target: &str| {
        let release = catalogue.meant("rocm", version)[0];
        release.targets.iter().any(|known| known.value == target)
    };
    assert!(has("7.2.4", "gfx950") && !has("6.4.4", "gfx950") && has("6.4.4", "gfx1201") && !has("6.3.3", "gfx1201"));
    let sm = |version: &str, target: &str| {
        catalogue.meant("nvidia", version)[0].targets.iter().any(|known| known.value == target)
    };
    assert!(sm("12.9", "sm_61") && !sm("13.0", "sm_61") && sm("12.8", "sm_120") && !sm("12.6", "sm_120"));
}
