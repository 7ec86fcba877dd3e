//! What the catalogue knows of Linux distributions, and what a stack may add to it.

use crate::family;

use family::written::standard;
use imgc::ast::{Distribution, LibcKind};
use imgc::date::Date;
use imgc::model::distribution_of;
use imgc::reference::Reference;
use imgc::world::MemoryWorld;
use imgc::{Options, check};
use std::collections::{BTreeMap, BTreeSet};

fn table() -> Vec<Distribution> {
    standard("distributions.kdl").distributions
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
    let expected = ["cm2", "oraclelinux8", "oraclelinux9", "ubi7"].map(str::to_string);
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

/// As images of Jupyter say who their user is: only the base knows.
#[test]
fn a_user_may_come_from_the_environment_of_the_base() {
    let ends_as = |user: &str| packages(&format!("image \"b\" {{\n from \"ubuntu:22.04\"\n user \"{user}\"\n}}\n"));
    for user in ["$NB_USER", "${NB_UID}", "${NB_UID:-1000}", "$NB_UID:$NB_GID"] {
        let (told, text) = ends_as(user);
        assert!(told.is_empty(), "{user}: {told:?}");
        assert!(text.contains("USER $"), "{text}");
    }
    assert_eq!(ends_as("").0, ["more/os.kdl:3:7: empty-name: `user` is given an empty name"]);
}

fn on(day: Option<&str>, rest: &str) -> imgc::Compilation {
    let text = format!("stack \"s\" {{ registry \"r.io/o\" }}\ntags {{ tag \"t{{-values}}\" }}\n{rest}");
    let today = day.map(|day| Date::parse(day).unwrap());
    check(&MemoryWorld::new([("stack.kdl", text)]), "stack.kdl", &Options { today, ..Options::default() })
}

/// The rule, the words that it points at, and its helps.
fn ended(day: &str, rest: &str) -> Vec<(String, String, Vec<String>)> {
    let compilation = on(Some(day), rest);
    let all = compilation.diagnostics.iter();
    all.map(|one| {
        let place = compilation.sources.text(one.primary()).to_string();
        (format!("{}: {}", one.rule.name, one.message), place, one.help.clone())
    })
    .collect()
}

#[test]
fn life_ends_after_its_last_day() {
    let stack = "image \"a\" { from \"ubuntu:22.04\" }\n";
    assert_eq!(ended("2027-04-01", stack), []);
    assert_eq!(family::told(&on(None, stack)), [""; 0], "without a day nothing is said");
    let [(message, place, helps)] = &ended("2027-04-02", stack)[..] else { panic!("once") };
    assert_eq!(message, "end-of-life: `ubuntu22.04` has had no fixes since 2027-04-01");
    assert_eq!(place, "\"ubuntu:22.04\"");
    assert!(helps[0].starts_with("go on to `ubuntu26.04` (until 2031-04-30), `ubuntu24.04`"), "{helps:?}");
    assert!(helps[1].contains("until 2032-04-09"), "{helps:?}");
    // LTS of Debian is for everybody
    assert_eq!(ended("2026-11-21", "image \"a\" { from \"debian:12\" }\n"), []);
    assert_eq!(ended("2026-11-21", "image \"a\" { from \"debian:11\" }\n").len(), 1);
}

#[test]
fn it_is_told_at_the_word_that_gives_the_base() {
    let day = "2026-11-21";
    let gpu = "gpu \"nvidia\" cuda=\"11.8\" flavor=\"devel\" distro=\"ubuntu20.04\"";
    for (body, place) in [
        ("from \"centos:7\"", "\"centos:7\""),
        ("arg \"BASE\" \"centos:7\"\nfrom \"{BASE}\"", "\"centos:7\""),
        ("axis \"os\" { value \"c\" { arg \"BASE\" \"centos:7\" } }\nfrom \"{BASE}\"", "\"centos:7\""),
        ("from \"acme/os:1\" distro=\"centos7\"", "\"acme/os:1\""),
        ("variant \"v\" { from \"centos:7\" }", "\"centos:7\""),
        (gpu, gpu),
        ("manylinux \"2014\"", "\"2014\""),
        ("stage \"s\" { from \"centos:7\" }\nfrom \"debian:12\"\ncopy \"/a\" to=\"/a\" stage=\"s\"", "\"centos:7\""),
    ] {
        let told = ended(day, &format!("image \"a\" {{\n{body}\n}}\n"));
        assert!(
            matches!(&told[..], [(rule, at, _)] if rule.starts_with("end-of-life: ") && at == place),
            "{body}: {told:?}"
        );
    }
    // an image of the stack answers for its children
    let parent = "image \"a\" { from \"centos:7\" }\nimage \"b\" { from image=\"a\" }\n";
    assert_eq!(ended(day, parent).len(), 1);
}

#[test]
fn where_a_distribution_ends_its_family_goes_on() {
    let told = ended("2026-11-21", "image \"a\" { from \"centos:7\" }\n");
    let help = &told[0].2[0];
    for name in ["almalinux10", "rockylinux10", "ubi10"] {
        assert!(help.contains(name), "{help}");
    }
    let told = ended("2026-11-21", "image \"a\" { platforms \"linux/amd64\"; manylinux \"2_24\" tag=\"1\" }\n");
    let [(message, place, helps)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(message, "end-of-life: manylinux `2_24` has had no images since 2023-01-01");
    assert_eq!(place, "\"2_24\"");
    assert!(helps[0].contains("`2_28`"), "{helps:?}");
}

#[test]
fn a_policy_gives_it_another_weight() {
    let stack =
        |level: &str| format!("policy {{ level \"end-of-life\" \"{level}\" }}\nimage \"a\" {{ from \"centos:7\" }}\n");
    assert_eq!(ended("2026-11-21", &stack("allow")), []);
    assert!(on(Some("2026-11-21"), &stack("error")).has_errors());
    assert!(!on(Some("2026-11-21"), &stack("warn")).has_errors());
    let own =
        "distribution \"acme\" family=\"acme\" manager=\"apt\" { base \"acme/os:*\"; end-of-life \"2020-01-01\" }\n";
    let told = ended("2026-11-21", &format!("{own}image \"a\" {{ from \"acme/os:1\" }}\n"));
    assert_eq!(told[0].0, "end-of-life: `acme` has had no fixes since 2020-01-01");
}

/// What is said of a copy of `source` from one base to another.
fn copied(from: &str, step: &str, source: &str, to: &str) -> Vec<String> {
    let rest = format!(
        "image \"a\" {{\nstage \"s\" {{\n {from}\n {step}\n}}\n{to}\ncopy \"{source}\" to=\"/x\" stage=\"s\"\n}}\n"
    );
    family::told(&on(None, &rest))
        .into_iter()
        .map(|line| line.splitn(4, ':').nth(3).unwrap().trim().to_string())
        .collect()
}

#[test]
fn a_program_needs_a_c_library_as_new_as_its_own() {
    let quiet = [
        ("manylinux \"2_28\"", "/usr/local/bin/tool", "from \"ubuntu:24.04\""),
        ("from \"almalinux:8\"", "/usr/lib64/libx.so.1", "from \"debian:12\""),
        ("from \"almalinux:9\"", "/opt/conda", "from \"rockylinux/rockylinux:9\""),
        ("from \"alpine:3.21\"", "/usr/bin/tool", "from \"alpine:3.23\""),
        ("from \"alpine:3.23\"", "/usr/bin/tool", "from \"alpine:3.24\""),
        ("from \"debian:12\"", "/usr/bin/tool", "from \"cgr.dev/chainguard/wolfi-base:1\""),
        ("from \"ubuntu:24.04\"", "/usr/local/bin/start.sh", "from \"debian:12\""),
        ("from \"ubuntu:24.04\"", "/usr/share/lib/data", "from \"debian:12\""),
        ("from \"ubuntu:24.04\"", "/srv/site", "from \"debian:12\""),
        ("from \"ubuntu:24.04\"", "/usr/bin/tool", "from \"ubuntu:noble\""),
        // a distribution that nobody knows
        ("from \"golang:1.25\"", "/go/bin/tool", "from \"debian:12\""),
    ];
    for (from, source, to) in quiet {
        assert_eq!(copied(from, "run \"true\"", source, to), [""; 0], "{from} {source} {to}");
    }
    for (from, source, to, message) in [
        (
            "from \"ubuntu:24.04\"",
            "/usr/local/bin/tool",
            "manylinux \"2_28\"",
            "`/usr/local/bin/tool` was built against glibc 2.39, and runs here on 2.28",
        ),
        (
            "from \"debian:13\"",
            "/opt/x/libx.so",
            "from \"debian:12\"",
            "`/opt/x/libx.so` was built against glibc 2.41, and runs here on 2.36",
        ),
        (
            "from \"alpine:3.22\"",
            "/usr/bin/tool",
            "from \"debian:12\"",
            "`/usr/bin/tool` was built against musl 1.2.5, and this has glibc 2.36",
        ),
        (
            "from \"cgr.dev/chainguard/wolfi-base:1\"",
            "/usr/bin/tool",
            "from \"ubuntu:26.04\"",
            "`/usr/bin/tool` was built against glibc rolling, and runs here on 2.43",
        ),
        (
            "from \"mcr.microsoft.com/azurelinux/base/core:4.0\"",
            "/usr/bin/tool",
            "from \"debian:12\"",
            "`/usr/bin/tool` was made on azurelinux4.0, and this is debian12",
        ),
    ] {
        let told = copied(from, "run \"true\"", source, to);
        assert_eq!(told, [format!("foreign-binary: {message}")], "{from} {source} {to}");
    }
}

#[test]
fn what_is_linked_statically_runs_anywhere() {
    for step in [
        "env CGO_ENABLED=\"0\"",
        "run \"CGO_ENABLED=0 go build -o /usr/bin/tool .\"",
        "run \"cargo build --target x86_64-unknown-linux-musl\"",
        "run \"gcc -static -o /usr/bin/tool tool.c\"",
    ] {
        assert_eq!(copied("from \"ubuntu:24.04\"", step, "/usr/bin/tool", "from \"debian:11\""), [""; 0], "{step}");
    }
    let told =
        copied("from \"ubuntu:24.04\"", "run \"gcc -static-libgcc tool.c\"", "/usr/bin/tool", "from \"debian:12\"");
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn an_environment_needs_its_python() {
    let venv = |from: &str, to: &str| copied(from, "run \"true\"", "/opt/venv", to);
    assert_eq!(
        venv("manylinux \"2_28\"", "from \"ubuntu:24.04\""),
        ["foreign-binary: `/opt/venv` was made with the Python of almalinux8 (3.6), and this is ubuntu24.04 (3.12)"]
    );
    assert_eq!(
        venv("manylinux \"2_28\" python=\"3.12\"", "from \"ubuntu:24.04\""),
        ["foreign-binary: `/opt/venv` was made with the Python of almalinux8, and this is ubuntu24.04 (3.12)"]
    );
    // the same Python, on an older C library and on a newer one
    assert_eq!(venv("from \"python:3.12-bookworm\"", "from \"python:3.12-slim-trixie\""), [""; 0]);
    assert_eq!(
        venv("from \"python:3.12-trixie\"", "from \"python:3.12-bookworm\""),
        ["foreign-binary: `/opt/venv` was built against glibc 2.41, and runs here on 2.36"]
    );
    assert_eq!(venv("from \"python:3.11-trixie\"", "from \"python:3.12-bookworm\"").len(), 1);
}

/// The help names what does run there.
#[test]
fn what_to_build_on_is_named() {
    let rest = "image \"a\" {\nstage \"s\" { from \"ubuntu:24.04\" }\nfrom \"almalinux:8\"\n\
                copy \"/usr/bin/tool\" to=\"/x\" stage=\"s\"\n}\n";
    let compilation = on(None, rest);
    let help = &compilation.diagnostics[0].help[0];
    assert_eq!(help, "build it on `almalinux8` or `manylinux \"2_28\"`");
}
