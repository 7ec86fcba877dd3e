//! What the catalogue gives for a `manylinux` node, and what is said where it has nothing.

use crate::family;

use family::today;
use family::written::{compiled_with, only, planned, standard};
use imgc::Compilation;
use imgc::plan::Build;

const NEWEST: &str = "2026.10.09-1";

fn compiled(rest: &str) -> Compilation {
    compiled_with(rest, &today::options())
}

fn image(body: &str) -> String {
    format!("image \"a\" {{\n{body}\n}}\n")
}

fn builds(rest: &str) -> Vec<Build> {
    planned(compiled(rest))
}

fn base(body: &str) -> String {
    builds(&image(body)).remove(0).from
}

fn dockerfile(body: &str) -> String {
    let compilation = compiled(&image(body));
    assert_eq!(family::told(&compilation), Vec::<String>::new(), "{body}");
    let files = imgc::emit(&compilation.plan.unwrap());
    files.into_iter().find(|(path, _)| path.ends_with("Dockerfile")).unwrap().1
}

#[test]
fn a_policy_gives_the_repository_of_the_platforms() {
    let of = |platforms: &str, rest: &str| base(&format!("platforms {platforms}\nmanylinux {rest}"));
    for (platform, arch) in [("linux/amd64", "x86_64"), ("linux/arm64", "aarch64"), ("linux/386", "i686")] {
        let expected = format!("quay.io/pypa/manylinux_2_28_{arch}:{NEWEST}");
        assert_eq!(of(&format!("\"{platform}\""), "\"2_28\""), expected);
    }
    assert_eq!(of("\"linux/arm64/v8\"", "\"2_34\""), format!("quay.io/pypa/manylinux_2_34_aarch64:{NEWEST}"));
    assert_eq!(of("\"linux/arm/v7\"", "\"2_35\""), format!("quay.io/pypa/manylinux_2_35_armv7l:{NEWEST}"));
    assert_eq!(of("\"linux/riscv64\"", "\"2_39\""), format!("quay.io/pypa/manylinux_2_39_riscv64:{NEWEST}"));
    assert_eq!(of("\"linux/amd64\" \"linux/arm64\"", "\"2_28\""), format!("quay.io/pypa/manylinux_2_28:{NEWEST}"));
    assert_eq!(of("\"linux/amd64\"", "\"musllinux_1_2\""), format!("quay.io/pypa/musllinux_1_2_x86_64:{NEWEST}"));
    // the builder's own platform is not known
    assert_eq!(base("manylinux \"2_28\""), format!("quay.io/pypa/manylinux_2_28:{NEWEST}"));
}

#[test]
fn a_policy_is_called_as_wheels_have_it_too() {
    for name in ["2_28", "manylinux_2_28"] {
        assert_eq!(base(&format!("manylinux \"{name}\"")), format!("quay.io/pypa/manylinux_2_28:{NEWEST}"));
    }
}

#[test]
fn a_tag_may_be_another_and_a_digest() {
    let digest = format!("sha256:{}", "ab".repeat(32));
    let of = |tag: &str| base(&format!("platforms \"linux/amd64\"\nmanylinux \"2_28\" tag=\"{tag}\""));
    let repository = "quay.io/pypa/manylinux_2_28_x86_64";
    assert_eq!(of("2025.11.10-3"), format!("{repository}:2025.11.10-3"));
    assert_eq!(of(&format!("@{digest}")), format!("{repository}@{digest}"));
    assert_eq!(of(&format!("{NEWEST}@{digest}")), format!("{repository}:{NEWEST}@{digest}"));
}

#[test]
fn its_distribution_is_known() {
    let text = dockerfile("manylinux \"2_28\"\npackages \"git\"");
    assert!(text.contains("dnf install") && text.contains("FROM quay.io/pypa/manylinux_2_28:"), "{text}");
    assert!(dockerfile("manylinux \"musllinux_1_2\"\npackages \"git\"").contains("apk add"));
    let build = builds(&image("manylinux \"manylinux_2_28\"")).remove(0);
    assert_eq!(build.manylinux.as_deref(), Some("2_28"));
    assert_eq!(build.distributions.get(&None).map(String::as_str), Some("almalinux8"));
}

#[test]
fn an_interpreter_comes_first_on_the_path() {
    for (python, folder) in [("3.12", "cp312-cp312"), ("3.14t", "cp314-cp314t"), ("cp39-cp39", "cp39-cp39")] {
        let text = dockerfile(&format!("manylinux \"2_28\" python=\"{python}\"\nrun \"true\""));
        let path = format!("\nENV PATH=/opt/python/{folder}/bin:$PATH\n");
        let path = text.find(&path).or_else(|| text.find(&path.replace('=', "=\"").replace("$PATH\n", "$PATH\"\n")));
        let from = text.find("FROM").unwrap();
        assert!(path.is_some_and(|path| from < path && path < text.find("RUN").unwrap()), "{text}");
    }
    // that of Alpine is managed by its packages, the one of manylinux is not
    let text = dockerfile("manylinux \"musllinux_1_2\" python=\"3.12\"\npip \"build==1.3.0\"");
    assert!(!text.contains("break-system-packages"), "{text}");
}

#[test]
fn an_axis_a_value_and_a_condition_choose() {
    let rest = "axis \"policy\" \"2_28\" \"2_34\"\nimage \"a\" { axis \"policy\"; manylinux \"{policy}\" }\n";
    let found = builds(rest);
    let policies: Vec<_> = found.iter().map(|build| build.manylinux.as_deref().unwrap()).collect();
    assert_eq!(policies, ["2_28", "2_34"]);
    assert_eq!(found[0].dockerfile, found[1].dockerfile, "one file serves both");
    let found = builds(&image(
        "variant \"old\" { manylinux \"2_28\" }\nvariant \"new\" { from \"ubuntu:24.04\" }\n\
         in variant=\"old\" { label \"a\"=\"b\" }",
    ));
    // by target: `new` before `old`
    assert_eq!((found[0].from.as_str(), found[0].manylinux.as_deref()), ("ubuntu:24.04", None));
    assert_eq!(found[1].from, format!("quay.io/pypa/manylinux_2_28:{NEWEST}"));
    let body = "variant \"x\"; variant \"y\"\nmanylinux \"2_28\"\nin variant=\"y\" { manylinux \"musllinux_1_2\" }";
    let found = builds(&image(body));
    assert_eq!(found[1].manylinux.as_deref(), Some("musllinux_1_2"));
}

#[test]
fn a_gpu_may_stand_on_it() {
    let build = builds(&image("gpu \"rocm\" version=\"7.2\" manylinux=\"2_28\" python=\"3.12\"")).remove(0);
    assert_eq!(build.from, format!("quay.io/pypa/manylinux_2_28:{NEWEST}"));
    assert_eq!(build.gpu.as_deref(), Some("rocm"));
    assert!(build.gpu_release.as_deref().is_some_and(|release| release.starts_with("7.2")));
    assert_eq!(build.manylinux.as_deref(), Some("2_28"));
    let plain = builds(&image("gpu \"rocm\" manylinux=\"2_28\"")).remove(0);
    assert_eq!((plain.from, plain.gpu_release), (build.from, None));
}

#[test]
fn a_stage_may_stand_on_it() {
    let body = "stage \"build\" {\n manylinux \"2_28\" python=\"3.12\"\n packages \"git\"\n run \"make\"\n}\n\
                from \"ubuntu:24.04\"\ncopy \"/usr/local/bin/tool\" to=\"/usr/local/bin/tool\" stage=\"build\"";
    let build = builds(&image(body)).remove(0);
    assert_eq!((build.from.as_str(), build.manylinux), ("ubuntu:24.04", None));
    assert!(dockerfile(body).contains("dnf install"));
}

#[test]
fn a_stack_may_know_more_than_the_catalogue() {
    let own = "manylinux-policy \"2_28\" glibc=\"2.28\" {\n base \"acme/ml\" platform=\"linux/amd64\"\n known-tag \"7\" \"6\"\n \
               python \"cp313-cp313\"\n}\ndistribution \"acme\" family=\"rhel\" manager=\"dnf\" { base \"acme/ml:*\" }\n";
    let rest = format!("{own}{}", image("manylinux \"2_28\" python=\"3.13\"\npackages \"git\""));
    assert_eq!(builds(&rest).remove(0).from, "acme/ml:7");
}

/// Each is wrong at one word; what is said to work instead does.
#[test]
fn what_does_not_exist_is_refused_at_its_word() {
    let amd64 = "platforms \"linux/amd64\"\n";
    for (before, wrong, after, rule, mended) in [
        (amd64, "\"2_30\"", "", "unknown-manylinux", "\"2_28\""),
        (amd64, "\"2_27\"", "", "unknown-manylinux", "\"2_28\""),
        (amd64, "\"2_60\"", "", "unknown-manylinux", "\"2_34\""),
        (amd64, "\"2.28\"", "", "unknown-manylinux", "\"2_28\""),
        (amd64, "\"2_82\"", "", "unknown-manylinux", "\"2_34\""),
        (amd64, "\"manylinux2_28\"", "", "", "\"2_28\""),
        (amd64, "\"manylinux_2_28_x86_64\"", "", "unknown-manylinux", "\"2_28\""),
        (amd64, "\"manylinux_2_29\"", "", "unknown-manylinux", "\"2_28\""),
        (amd64, "\"musllinux_1_3\"", "", "unknown-manylinux", "\"musllinux_1_2\""),
        (amd64, "\"ubuntu\"", "", "unknown-manylinux", "\"2_28\""),
        ("manylinux-policy \"x\" glibc=\"2.28\"\n", "\"\"", "", "unknown-manylinux", "\"2_28\""),
    ] {
        let stack = |policy: &str| {
            let (top, inside) = if before.starts_with("manylinux-policy") { (before, "") } else { ("", before) };
            format!("{top}{}", image(&format!("{inside}manylinux {policy} {after}")))
        };
        refused(&stack(wrong), rule, wrong, mended.trim_matches('"'));
        builds(&stack(mended));
    }
}

/// The word is where the value is from.
#[test]
fn a_policy_of_an_arg_is_refused_where_that_has_its_value() {
    let stack =
        |policy: &str| image(&format!("arg \"P\" \"{policy}\"; platforms \"linux/amd64\"; manylinux \"{{P}}\""));
    refused(&stack("2_29"), "unknown-manylinux", "\"2_29\"", "2_28");
    builds(&stack("2_28"));
    let axis = "axis \"a\" { value \"1\" { arg \"P\" \"2_29\" } }; platforms \"linux/amd64\"; manylinux \"{P}\"";
    refused(&image(axis), "unknown-manylinux", "\"2_29\"", "2_28");
}

#[track_caller]
fn refused(stack: &str, rule: &str, place: &str, help: &str) {
    let compilation = compiled(stack);
    let told = family::told(&compilation);
    if rule.is_empty() {
        assert_eq!(told, Vec::<String>::new());
        return;
    }
    let one = only(&compilation);
    assert_eq!((one.rule.name, compilation.sources.text(one.primary())), (rule, place), "{}", one.message);
    assert!(one.help.iter().any(|line| line.contains(&format!("`{help}`"))), "{stack}{:?}", one.help);
}

#[test]
fn a_base_that_a_policy_lacks_is_refused_at_its_word() {
    let digest = format!("@sha256:{}", "0".repeat(64));
    for (wrong, place, help, mended) in [
        (
            "platforms \"linux/arm/v7\"; manylinux \"2_28\"",
            "\"linux/arm/v7\"",
            "2_31",
            "platforms \"linux/arm/v7\"; manylinux \"2_35\"",
        ),
        (
            "platforms \"linux/amd64\"; manylinux \"2_39\"",
            "\"linux/amd64\"",
            "2_28",
            "platforms \"linux/amd64\"; manylinux \"2_28\"",
        ),
        (
            "platforms \"linux/amd64\"; manylinux \"2_35\"",
            "\"linux/amd64\"",
            "2_34",
            "platforms \"linux/amd64\"; manylinux \"2_34\"",
        ),
        (
            "platforms \"linux/amd64\" \"linux/riscv64\"; manylinux \"2_28\"",
            "\"linux/riscv64\"",
            "musllinux_1_2",
            "platforms \"linux/amd64\" \"linux/riscv64\"; manylinux \"musllinux_1_2\"",
        ),
        (
            "platforms \"linux/riscv64\"; manylinux \"2014\"",
            "\"linux/riscv64\"",
            "2_39",
            "platforms \"linux/riscv64\"; manylinux \"2_39\"",
        ),
        (
            "platforms \"linux/amd64\" \"linux/arm64\"; manylinux \"2_28\" tag=\"2025.11.10-3\"",
            "\"2025.11.10-3\"",
            NEWEST,
            "platforms \"linux/amd64\" \"linux/arm64\"; manylinux \"2_28\" tag=\"2026.10.09-1\"",
        ),
        (
            "manylinux \"2_28\" tag=\"2026.04.30-1\"",
            "\"2026.04.30-1\"",
            NEWEST,
            "platforms \"linux/amd64\"; manylinux \"2_28\" tag=\"2026.04.30-1\"",
        ),
        ("manylinux \"2_28\" python=\"3.8\"", "\"3.8\"", "3.9", "manylinux \"2_28\" python=\"3.9\""),
        ("manylinux \"2_28\" python=\"3.13t\"", "\"3.13t\"", "3.14t", "manylinux \"2_28\" python=\"3.14t\""),
        ("manylinux \"2_28\" python=\"3\"", "\"3\"", "3.12", "manylinux \"2_28\" python=\"3.12\""),
        ("manylinux \"2_28\" python=\"cp27-cp27mu\"", "\"cp27-cp27mu\"", "3.15", "manylinux \"2_28\" python=\"3.15\""),
        (
            "gpu \"rocm\" manylinux=\"2_28\" python=\"2.7\"",
            "\"2.7\"",
            "3.12",
            "gpu \"rocm\" manylinux=\"2_28\" python=\"3.12\"",
        ),
    ] {
        refused(&image(wrong), "no-manylinux-base", place, help);
        builds(&image(mended));
    }
    builds(&image(&format!("manylinux \"2_28\" tag=\"{digest}\"")));
}

#[test]
fn a_tag_that_is_none_is_refused() {
    for tag in ["", "a b", "2026/10", "@sha256:12", ":", "@"] {
        let compilation = compiled(&image(&format!("manylinux \"2_28\" tag=\"{tag}\"")));
        let told = family::told(&compilation);
        assert!(matches!(&told[..], [one] if one.contains("invalid-reference")), "{tag}: {told:?}");
        assert_eq!(compilation.sources.text(compilation.diagnostics[0].primary()), format!("\"{tag}\""));
    }
}

/// A second base is told with both places.
#[test]
fn there_is_one_base() {
    for (body, rule, place, other) in [
        ("from \"debian:12\"; manylinux \"2_28\"", "duplicate-definition", "manylinux \"2_28\"", "from \"debian:12\""),
        ("manylinux \"2_28\"; manylinux \"2_34\"", "duplicate-definition", "manylinux \"2_34\"", "manylinux \"2_28\""),
        (
            "manylinux \"2_28\"; gpu \"rocm\" manylinux=\"2_34\"",
            "duplicate-definition",
            "gpu \"rocm\" manylinux=\"2_34\"",
            "manylinux \"2_28\"",
        ),
        (
            "gpu \"rocm\" manylinux=\"2_34\"; from \"debian:12\"",
            "duplicate-definition",
            "gpu \"rocm\" manylinux=\"2_34\"",
            "from \"debian:12\"",
        ),
        (
            "manylinux \"2_28\"; gpu \"rocm\" version=\"7.2\" distro=\"ubuntu24.04\"",
            "duplicate-definition",
            "gpu \"rocm\" version=\"7.2\" distro=\"ubuntu24.04\"",
            "manylinux \"2_28\"",
        ),
        (
            "variant \"v\" { from \"debian:12\"; manylinux \"2_28\" }",
            "duplicate-definition",
            "manylinux \"2_28\"",
            "from \"debian:12\"",
        ),
        (
            "axis \"a\" { value \"1\" { manylinux \"2_28\" } }; axis \"b\" { value \"1\" { from \"debian:12\" } }",
            "conflicting-values",
            "from \"debian:12\"",
            "manylinux \"2_28\"",
        ),
        (
            "gpu \"rocm\" manylinux=\"2_28\" version=\"7.2\" distro=\"ubuntu24.04\"",
            "no-manylinux-base",
            "\"ubuntu24.04\"",
            "\"2_28\"",
        ),
        (
            "stage \"s\" { from \"debian:12\"; manylinux \"2_28\"; run \"true\" }; from \"debian:12\"; copy \"/a\" to=\"/a\" stage=\"s\"",
            "duplicate-definition",
            "manylinux \"2_28\"",
            "from \"debian:12\"",
        ),
    ] {
        let compilation = compiled(&image(body));
        let [one] = compilation.diagnostics.as_slice() else { panic!("{body}: {:?}", family::told(&compilation)) };
        assert_eq!((one.rule.name, compilation.sources.text(one.primary())), (rule, place), "{body}");
        let labels: Vec<&str> = one.labels.iter().map(|label| compilation.sources.text(label.span)).collect();
        assert!(labels.contains(&other), "{body}: {labels:?}");
    }
    // what only marks the build, or is chosen by a condition, is no second base
    builds(&image("manylinux \"2_28\"; gpu \"rocm\""));
    builds(&image("from \"debian:12\"; gpu \"rocm\""));
    let told = family::told(&compiled(&image("gpu \"rocm\"")));
    assert!(matches!(&told[..], [one] if one.contains("no-from")), "{told:?}");
}

#[test]
fn every_policy_of_the_catalogue_keeps_to_its_grammar() {
    let document = standard("manylinux.kdl");
    let table = standard("distributions.kdl").distributions;
    assert!(document.manylinux_policies.len() > 10);
    for policy in &document.manylinux_policies {
        let name = &policy.name.value;
        let source = policy.source.as_ref().unwrap_or_else(|| panic!("{name} has no source"));
        assert!(source.date.is_some(), "{name}");
        assert!(policy.bases.iter().filter(|base| base.platform.is_none()).count() <= 1, "{name}");
        for base in &policy.bases {
            let repository = &base.repository.value;
            assert!(repository.starts_with("quay.io/pypa/"), "{repository}");
            assert!(repository.contains(&format!("linux{}", if name.starts_with(['1', '2']) { "" } else { "_" })));
            // what the policy promises is what the distribution has
            let reference = format!("{repository}:{NEWEST}");
            let row = imgc::model::distribution_of(&table, &reference).unwrap_or_else(|| panic!("{reference}"));
            let libc = row.libc.as_ref().unwrap_or_else(|| panic!("{}", row.name.value));
            assert_eq!(libc.kind, policy.libc.kind, "{reference}");
            assert!(libc.version.starts_with(&policy.libc.version), "{reference}: {}", row.name.value);
        }
        if policy.end_of_life.is_none() {
            let mut tags = policy.tags.iter().map(|tag| &tag.value).collect::<Vec<_>>();
            assert!(!tags.is_empty() && !policy.pythons.is_empty(), "{name}");
            tags.reverse();
            assert!(tags.is_sorted(), "{name}: the newest comes first");
            for python in &policy.pythons {
                let (version, abi) = python.value.split_once('-').unwrap();
                assert!(version.starts_with("cp3") && abi.trim_end_matches('t') == version, "{}", python.value);
            }
        }
        assert!(policy.devtoolset.as_ref().is_none_or(|path| path.value.starts_with("/opt/rh/")), "{name}");
    }
}
