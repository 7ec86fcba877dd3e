//! The components of the standard library, on every distribution that they are for.

use crate::family;

use family::written::{only, standard};
use imgc::ast::{Component, UseValue};
use imgc::world::MemoryWorld;
use imgc::{Compilation, Options, check, emit};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// By name; each in a file of that name.
fn components() -> BTreeMap<String, Component> {
    let files = imgc::stdlib::FILES.iter().filter_map(|(path, _)| Some((*path, imgc::stdlib::component_in(path)?)));
    files
        .map(|(path, name)| {
            let mut document = standard(path);
            let (Some(component), 0) = (document.components.pop(), document.components.len()) else {
                panic!("{path} is one component")
            };
            assert_eq!(component.name.value, name);
            (name, component)
        })
        .collect()
}

/// A base reference for each distribution of the table.
fn bases() -> BTreeMap<String, String> {
    let named = standard("distributions.kdl").distributions.into_iter().map(|distribution| {
        let tagged = distribution.bases.iter().map(|base| base.value.as_str()).find(|base| base.contains(':'));
        let base = tagged.expect("a base with a tag").trim_end_matches('*');
        let version = if base.ends_with(':') { "1" } else { "" };
        (distribution.name.value, format!("{base}{version}"))
    });
    named.collect()
}

/// The distributions that a component is for.
fn claimed<'a>(component: &Component, bases: &'a BTreeMap<String, String>) -> Vec<&'a str> {
    let name = &component.name.value;
    for glob in &component.distros {
        assert!(
            bases.keys().any(|known| glob.value.matches(known)),
            "{name}: `{}` is no distribution",
            glob.value.as_str()
        );
    }
    let fits = |known: &&str| component.distros.iter().any(|glob| glob.value.matches(known));
    bases.keys().map(String::as_str).filter(fits).collect()
}

/// Ways to use a component: its example, as it is, and with all its switches on.
fn uses(component: &Component) -> Vec<(&'static str, String)> {
    let name = &component.name.value;
    let mut all = vec![("example", component.example.as_ref().expect("an example").value.clone())];
    if component.params.iter().all(|param| param.default.is_some()) {
        all.push(("plain", format!("use \"{name}\"")));
        let switches =
            component.params.iter().filter(|param| matches!(param.default, Some(UseValue::Switch(false, _))));
        let switches: String = switches.map(|param| format!(" {}=#true", param.name.value)).collect();
        if !switches.is_empty() {
            all.push(("switches", format!("use \"{name}\"{switches}")));
        }
    }
    all
}

fn compiled(images: &str) -> Compilation {
    let head = "stack \"s\" { registry \"r.io/o\"; license \"MIT\"; syntax \"\" }\ntags { tag \"t\" }\n";
    let world = MemoryWorld::new([("stack.kdl", format!("{head}{images}"))]);
    check(&world, "stack.kdl", &Options::default())
}

/// One use of a component on one base.
fn used(base: &str, call: &str) -> Compilation {
    compiled(&format!("image \"a\" {{\nplatforms \"linux/amd64\" \"linux/arm64\"\nfrom \"{base}\"\n{call}\n}}\n"))
}

fn dockerfile(base: &str, call: &str) -> String {
    let compilation = used(base, call);
    assert_eq!(family::told(&compilation), Vec::<String>::new(), "{call} on {base}");
    let files = emit(&compilation.plan.expect("nothing is wrong"));
    files.iter().find(|(path, _)| path.ends_with("a.Dockerfile")).expect("its file").1.to_string()
}

/// Rule, and the text that it points at.
fn refused(base: &str, call: &str) -> (String, String) {
    let compilation = used(base, call);
    let one = only(&compilation);
    (one.rule.name.to_string(), compilation.sources.text(one.primary()).to_string())
}

/// An image for each way to use each component on each distribution that it is for.
fn everywhere(component: &Component, bases: &BTreeMap<String, String>) -> Vec<String> {
    let short = component.name.value.replace('/', "-");
    let mut images = Vec::new();
    for distro in claimed(component, bases) {
        for (way, call) in uses(component) {
            let base = &bases[distro];
            images.push(format!("image \"{short}-{way}-{distro}\" {{\nfrom \"{base}\"\n{call}\n}}\n"));
        }
    }
    images
}

#[test]
fn every_component_says_what_it_is() {
    let all = components();
    assert!(all.len() > 30);
    for (name, component) in &all {
        assert!(component.description.as_ref().is_some_and(|text| text.value.ends_with('.')), "{name}: a description");
        assert!(
            component.example.as_ref().is_some_and(|text| text.value.contains(name.as_str())),
            "{name}: an example"
        );
        assert!(!component.distros.is_empty(), "{name}: its distributions");
        for param in &component.params {
            assert!(param.doc.is_some(), "{name}: a doc of `{}`", param.name.value);
        }
    }
    for (path, text) in imgc::stdlib::FILES.iter().filter(|(path, _)| path.starts_with("components/")) {
        for line in text.lines().filter(|line| line.trim_start().starts_with("release ")) {
            assert!(line.contains("source=\"") && line.contains("date=\""), "{path}: {line}");
        }
    }
}

#[test]
fn every_component_compiles_on_every_distribution_that_it_is_for() {
    let bases = bases();
    for (name, component) in components() {
        let images = everywhere(&component, &bases);
        assert_eq!(family::told(&compiled(&images.concat())), Vec::<String>::new(), "{name}");
    }
}

/// BuildKit and hadolint read the Dockerfiles: one of each that differ in more than the base.
#[test]
#[ignore = "needs the engine and hadolint: CI runs it"]
fn dockerfiles_are_clean() {
    let bases = bases();
    let mut seen = BTreeSet::new();
    let mut kept = String::new();
    for component in components().values() {
        for image in everywhere(component, &bases) {
            let plan = compiled(&image).plan.expect("nothing is wrong");
            let text = emit(&plan).values().map(|text| text.to_string()).find(|text| text.contains("\nFROM "));
            let told = |line: &&str| !["#", "FROM ", "LABEL ", "    org."].iter().any(|head| line.starts_with(head));
            let body: Vec<String> = text
                .expect("a Dockerfile")
                .lines()
                .filter(told)
                .map(|line| line.replace(&plan.builds[0].from, ""))
                .collect();
            if seen.insert((component.name.value.clone(), body)) {
                kept.push_str(&image);
            }
        }
    }
    assert!(seen.len() > 80, "{} differ", seen.len());
    let folder = std::env::temp_dir().join(format!("imgc-components-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for (path, text) in emit(&compiled(&kept).plan.expect("nothing is wrong")).iter() {
        fs::write(folder.join(path), text).unwrap();
    }
    let checked = Command::new(family::repository().join(".ci/checks/dockerfiles")).arg(&folder).output().unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

/// What CI cannot build for real, and why.
const NOT_BUILT: &[(&str, &str)] = &[
    ("std/apt-llvm", "comes from LLVM's servers"),
    ("std/code-server", "comes from GitHub"),
    ("std/gcc-toolset", "is not for Debian"),
    ("std/micromamba", "comes from GitHub"),
    ("std/pythons", "come from GitHub"),
    ("std/rstudio", "comes from Posit's servers"),
    ("std/uv", "comes from GitHub"),
];

#[test]
fn every_other_component_is_built_for_real() {
    let text = fs::read_to_string(family::repository().join(".ci/components/stack.kdl")).unwrap();
    let built: BTreeSet<&str> =
        text.lines().filter_map(|line| line.trim_start().strip_prefix("use \"")?.split('"').next()).collect();
    let not: BTreeSet<&str> = NOT_BUILT.iter().map(|(name, _)| *name).collect();
    let all = components();
    let expected: BTreeSet<&str> = all.keys().map(String::as_str).filter(|name| !not.contains(name)).collect();
    assert_eq!(built, expected);
    for name in &not {
        let short = name.trim_start_matches("std/");
        assert!(text.contains(short), "{name} is not among those that the stack's head names");
    }
    let files = ["certificates/company.crt", "hello/hello.cc"].map(|path| (path.to_string(), String::new()));
    let world = MemoryWorld::new(files.into_iter().chain([("stack.kdl".to_string(), text.clone())]));
    assert_eq!(family::told(&check(&world, "stack.kdl", &Options::default())), Vec::<String>::new());
}

#[test]
fn a_user_is_what_its_parameters_say() {
    let user = |call: &str| dockerfile("debian:bookworm", &format!("use \"std/user\" name=\"dev\" {call}"));
    let plain = user("");
    assert!(plain.contains("\nUSER dev\n") && !plain.contains("sudo") && !plain.contains("render"), "{plain}");
    assert!(user("gpu=#true render-gid=\"109\"").contains("render_gid=109\n"));
    let sudo = user("sudo=#true uid=\"1000\" { groups \"a\" \"b\" }");
    assert!(sudo.contains("NOPASSWD") && sudo.contains("uid=1000\n") && sudo.contains("groups='a b'\n"), "{sudo}");
    assert!(!user("stay-root=#true").contains("\nUSER "));
    let hostile = dockerfile("alpine:3.22", "use \"std/user\" name=#\"x'; touch /tmp/run; '$(id)\"# stay-root=#true");
    assert!(hostile.contains(r"name='x'\''; touch /tmp/run; '\''$(id)'"), "{hostile}");
    assert!(hostile.contains("apk add") && hostile.contains("        shadow\n"), "{hostile}");
}

#[test]
fn a_version_is_downloaded_for_each_platform() {
    let text = dockerfile("ubuntu:24.04", "use \"std/cmake\" version=\"4.3.2\"");
    for arch in ["x86_64", "aarch64"] {
        let url = format!("https://github.com/Kitware/CMake/releases/download/v4.3.2/cmake-4.3.2-linux-{arch}.tar.gz");
        assert!(text.contains(&url), "{text}");
    }
    assert!(text.contains("sha256:791ae3604841ca03cb3889a3ad89165346e4b180ae3448efd4b0caa9ef46d245"), "{text}");
    assert!(!text.contains("apt-get"), "{text}");
    assert!(dockerfile("ubuntu:24.04", "use \"std/cmake\"").contains("        cmake\n"));
}

#[test]
fn a_version_that_is_not_listed_needs_its_checksum() {
    let a = "a".repeat(64);
    for (name, version) in [("cmake", "4.9.9"), ("go", "1.99.0"), ("node", "99.0.0"), ("uv", "9.9.9"), ("ninja", "9.9")]
    {
        let call = format!("use \"std/{name}\" version=\"{version}\"");
        assert_eq!(refused("debian:12", &call), ("no-checksum".to_string(), format!("\"{version}\"")), "{name}");
        let given = format!("{call} {{ checksum \"linux/amd64=sha256:{a}\" \"linux/arm64=sha256:{a}\" }}");
        let text = dockerfile("debian:12", &given);
        assert!(text.contains(&format!("--checksum=sha256:{a} https://")) && text.contains(version), "{text}");
    }
    let other = format!("use \"std/jdk\" version=\"8\" url=\"https://example.org/8.tar.gz\" checksum=\"sha256:{a}\"");
    assert!(
        dockerfile("debian:12", &other).contains(&format!("--checksum=sha256:{a} https://example.org/8.tar.gz /jdk"))
    );
}

#[test]
fn another_distribution_is_refused_where_the_component_is_used() {
    for (base, name) in [("debian:12", "gcc-toolset"), ("alpine:3.22", "jdk"), ("centos:7", "git")] {
        let said = refused(base, &format!("use \"std/{name}\""));
        assert_eq!(said, ("unsupported-distribution".to_string(), format!("\"std/{name}\"")));
    }
}

#[test]
fn packages_have_the_names_of_their_distribution() {
    for (base, call, package) in [
        ("debian:13", "use \"std/openmpi\" devel=#true", "libopenmpi-dev"),
        ("almalinux:9", "use \"std/openmpi\" devel=#true", "openmpi-devel"),
        ("almalinux:9", "use \"std/ninja\"", "ninja-build"),
        ("opensuse/leap:16.0", "use \"std/ninja\"", "ninja"),
        ("alpine:3.22", "use \"std/gh\"", "github-cli"),
        ("fedora:43", "use \"std/awscli\"", "awscli2"),
        ("registry.suse.com/bci/bci-base:15.7", "use \"std/timezone\"", "timezone"),
        ("ubuntu:22.04", "use \"std/clang\" version=\"14\"", "clang-14"),
        ("registry.access.redhat.com/ubi9/ubi:9.7", "use \"std/locale\"", "glibc-locale-source"),
    ] {
        let text = dockerfile(base, call);
        let line = format!("        {package}");
        assert!(text.lines().any(|one| one == line || one == format!("{line} \\")), "{call} on {base}: {text}");
    }
}

/// What a stack can mend is in its own text: no mistake is told in a file of the standard library alone.
#[test]
fn what_is_wrong_inside_a_component_is_told_where_it_is_used() {
    let told = |uses: &str| {
        let text = format!("stack \"s\"\ntags {{ tag \"1\" }}\nimage \"a\" {{\nfrom \"debian:12\"\n{uses}\n}}\n");
        let compilation = check(&MemoryWorld::new([("stack.kdl", text)]), "stack.kdl", &Options::default());
        let places = |one: &imgc::diag::Diagnostic| {
            let texts = one.labels.iter().map(|label| compilation.sources.text(label.span).to_string());
            (one.rule.name, texts.collect::<Vec<_>>())
        };
        compilation
            .diagnostics
            .iter()
            .filter(|one| one.rule.stage != imgc::diag::Stage::Lint)
            .map(places)
            .collect::<Vec<_>>()
    };
    // the user is set by a component, and another installs
    let as_user = told("use \"std/user\" name=\"dev\"\nuse \"std/ninja\"");
    let [(rule, places)] = &as_user[..] else { panic!("{as_user:?}") };
    assert_eq!(
        (*rule, &places[..2]),
        ("packages-as-user", &["\"std/ninja\"".into(), "packages \"ninja-build\"".into()][..])
    );
    assert_eq!(places[2..], ["\"std/user\""]);
    // a component inside another
    let nested = told("user \"nobody\"\nuse \"std/uv\"");
    let [(_, places)] = &nested[..] else { panic!("{nested:?}") };
    assert_eq!(places[0], "\"std/uv\"");
    assert_eq!(places[3..], ["\"std/ca-certificates\""], "{places:?}");
    // an address that was not given, or is none
    let sum = format!("version=\"99\" checksum=\"sha256:{}\"", "a".repeat(64));
    assert_eq!(told(&format!("use \"std/jdk\" {sum}")), [("invalid-url", vec!["\"std/jdk\"".to_string()])]);
    let odd = told(&format!("use \"std/jdk\" {sum} url=\"ftp://x\""));
    assert_eq!(odd, [("invalid-url", vec!["\"ftp://x\"".to_string()])]);
    // a name that is none
    let [(rule, places)] = &told("use \"std/user\" name=\"\"")[..] else { panic!("one mistake") };
    assert_eq!((*rule, &places[..]), ("empty-name", &["\"std/user\"".into(), "user \"{name}\"".into()][..]));
    // what no Dockerfile can hold
    let broken = told("use \"std/timezone\" zone=\"a\\nb\"");
    assert!(
        !broken.is_empty() && broken.iter().all(|(_, places)| places[1].starts_with("use \"std/timezone\"")),
        "{broken:?}"
    );
}
