//! Facts of one build that contradict one another: each is told at the word that is wrong, and what only looks so is not.

mod heads;
mod right;
use crate::family::today;
mod wrong;

use heads::NODE;
use imgc::check;
use imgc::diag::{Class, Severity};
use imgc::fix::fix;
use imgc::world::MemoryWorld;
use right::RIGHT;
use wrong::WRONG;

/// A stack of one image, `app`.
fn stack(body: &str) -> String {
    format!("stack \"demo\" {{ registry \"ghcr.io/acme\" }}\ntags {{ tag \"latest\" }}\nimage \"app\" {{\n{body}\n}}\n")
}

/// What is told of a stack: the rule, the words of all places, and the help. Other rules are left out.
fn told(text: &str) -> Vec<String> {
    told_in(&MemoryWorld::new([("stack.kdl", text)]))
}

fn told_in(world: &MemoryWorld) -> Vec<String> {
    let compilation = check(world, "stack.kdl", &today::options());
    let of = |name: &str| matches!(name, "gpu-mismatch" | "distribution-mismatch");
    let wrong = compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error && !of(one.rule.name));
    let wrong: Vec<&str> = wrong.map(|one| one.message.as_str()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let words = |one: &imgc::diag::Diagnostic| {
        one.labels.iter().map(|label| compilation.sources.text(label.span).to_string()).collect::<Vec<_>>().join(" <> ")
    };
    let told = compilation.diagnostics.iter().filter(|one| of(one.rule.name));
    // how to say that it is meant is told of each
    let help = |one: &imgc::diag::Diagnostic| {
        let meant = format!("or permit it, in the braces of this node: `allow \"{}\" reason=\"…\"`", one.rule.name);
        let (last, others) = one.help.split_last().expect("a way out");
        assert_eq!(*last, meant);
        others.join("; ")
    };
    told.map(|one| format!("{}: {} [{}]", one.rule.name, words(one), help(one))).collect()
}

#[test]
fn contradictions_are_told_at_the_word() {
    let mut wrong = String::new();
    for (head, body, expected) in WRONG {
        let found = told(&stack(&format!("{head}{body}")));
        if found != *expected {
            wrong.push_str(&format!("{body}\n  expected {expected:#?}\n  found    {found:#?}\n"));
        }
    }
    assert!(WRONG.len() >= 25 && wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_only_looks_like_one_is_quiet() {
    let mut wrong = String::new();
    for (head, body) in RIGHT {
        let found = told(&stack(&format!("{head}{body}")));
        if !found.is_empty() {
            wrong.push_str(&format!("{body}\n  found {found:#?}\n"));
        }
    }
    assert!(RIGHT.len() >= 25 && wrong.is_empty(), "\n{wrong}");
}

const SEVERAL: &str = r#"
stack "demo" { registry "ghcr.io/acme" }
tags { tag "{values}" }
axis "cuda" "12.4" "12.6" "12.8"
image "base" {
    axis "cuda"
    gpu "nvidia" cuda="{cuda}" flavor="runtime" distro="ubuntu22.04"
}
image "app" {
    axis "cuda"
    from image="base"
    pip "torch==2.7.0" index="https://download.pytorch.org/whl/cu126"
    packages cuda-toolkit-12-8
}
"#;

#[test]
fn several_builds_are_told_at_once_and_in_the_order_of_places() {
    let world = MemoryWorld::new([("stack.kdl", SEVERAL)]);
    let compilation = check(&world, "stack.kdl", &today::options());
    let shown: Vec<String> = compilation
        .diagnostics
        .iter()
        .map(|one| format!("{}: {} ({})", compilation.sources.text(one.primary()), one.message, one.labels[0].message))
        .collect();
    assert_eq!(
        shown,
        [
            "cu126: `cu126` is for CUDA 12.6, and this build is for CUDA 12.4 (in `app-12-4` and `app-12-8`)",
            "cuda-toolkit-12-8: `cuda-toolkit-12-8` is for CUDA 12.8, and this build is for CUDA 12.4 (in `app-12-4` and `app-12-6`)",
        ]
    );
}

#[test]
fn a_build_is_named_once_a_place() {
    let run = r#"run "add-apt-repository 'deb http://archive.ubuntu.com/ubuntu/jammy x main'""#;
    let component = "component \"torch\" { pip \"torch\" index=\"https://download.pytorch.org/whl/cu124\" }\n";
    let text = stack(&format!("{NODE}{run}\nuse \"torch\"\nuse \"torch\""));
    let world = MemoryWorld::new([("stack.kdl", format!("{component}{text}"))]);
    let told = check(&world, "stack.kdl", &today::options()).diagnostics;
    assert_eq!(told.iter().map(|one| one.labels[0].message.as_str()).collect::<Vec<_>>(), ["in `app`", "in `app`"]);
}

#[test]
fn a_child_says_another_release_than_its_parent() {
    let text = SEVERAL
        .replace("from image=\"base\"\n    pip", "from image=\"base\"\n    gpu \"nvidia\" cuda=\"12.6\"\n    pip");
    let found = told(&text.replace("    packages cuda-toolkit-12-8\n", ""));
    assert_eq!(found, [r#"gpu-mismatch: "12.6" <> "{cuda}" [write `cuda="12.4"`, or stand on another base]"#]);
}

#[test]
fn an_adopted_dockerfile_is_read_too() {
    let text = stack("gpu \"nvidia\" cuda=\"12.6\"\ndockerfile \"Dockerfile\"");
    let dockerfile = "FROM debian:12 AS tools\nRUN pip install torch==2.6.0+cu118\n\
        FROM nvidia/cuda:12.4.1-devel-ubuntu22.04\nCOPY --from=tools /x /x\n\
        RUN curl -O https://apt.llvm.org/noble/x\nRUN pip install torch==2.6.0+cu128\n";
    let world = MemoryWorld::new([("stack.kdl", text.as_str()), ("Dockerfile", dockerfile)]);
    assert_eq!(
        told_in(&world),
        [
            r#"gpu-mismatch: nvidia/cuda:12.4.1-devel-ubuntu22.04 <> "12.6" [write `nvidia/cuda:12.6.3-devel-ubuntu22.04`]"#,
            "distribution-mismatch: noble <> nvidia/cuda:12.4.1-devel-ubuntu22.04 [write `jammy`]",
            r#"gpu-mismatch: cu128 <> "12.6" [write `torch==2.6.0+cu126`]"#,
        ]
    );
}

#[test]
fn a_family_of_the_stack_s_own_says_how_it_is_named() {
    let family = "gpu-family \"acme\" release=\"version\" toolkit=\"Acme\" { written \"ac{major}.{minor}\"; package-name \"acme-rt-{major}\" }\n\
        gpu-release \"acme\" \"3.1.0\" { base \"acme/dev:v3.1.0-{flavor}\" { flavor \"full\" } }\n";
    let text = stack(
        "gpu \"acme\" version=\"3.1\"\nfrom \"mirror/acme/dev:v2.9.1-full\" distro=\"ubuntu24.04\"\n\
         packages acme-rt-2\npip \"x\" index=\"https://acme.com/whl/ac2.9\"",
    );
    assert_eq!(
        told(&format!("{family}{text}")),
        [r#"gpu-mismatch: "mirror/acme/dev:v2.9.1-full" <> "3.1" [write `mirror/acme/dev:v3.1.0-full`]"#,]
    );
    let text = text.replace("2.9", "3.1");
    assert_eq!(told(&format!("{family}{text}")), [r#"gpu-mismatch: acme-rt-2 <> "3.1" [write `acme-rt-3`]"#]);
}

#[test]
fn a_policy_weighs_them() {
    let text = stack(&format!("{NODE}pip \"torch\" index=\"https://download.pytorch.org/whl/cu124\""));
    let levelled = |level: &str| {
        let text = format!("{text}policy {{ level \"gpu-mismatch\" \"{level}\" }}\n");
        let world = MemoryWorld::new([("stack.kdl", text.as_str())]);
        let compilation = check(&world, "stack.kdl", &today::options());
        compilation.diagnostics.iter().map(|one| one.severity).collect::<Vec<_>>()
    };
    assert_eq!(levelled("warn"), [Severity::Warning]);
    assert_eq!(levelled("allow"), []);
}

#[test]
fn what_is_certain_is_repaired() {
    let fixed = |body: &str| {
        let text = stack(&format!("{NODE}{body}"));
        let world = MemoryWorld::new([("stack.kdl", text.as_str())]);
        let files = fix(&world, "stack.kdl", &today::options(), Class::Safe, &|_| true).files;
        files.into_values().next().map(|file| file.after.replace(&stack(NODE), ""))
    };
    let cases = [
        (r#"pip "torch==2.6.0" index="https://download.pytorch.org/whl/cu124""#, Some("/whl/cu126\"")),
        (r#"pip "torch==2.6.0+cu118""#, Some("torch==2.6.0+cu126\"")),
        (r#"run "pip install torch==2.6.0+cu118""#, Some("torch==2.6.0+cu126\"")),
        // there is none, or it is written elsewhere
        (r#"pip "torch==2.5.1" index="https://download.pytorch.org/whl/cu124""#, None),
        ("arg \"CU\" \"cu124\"\npip \"torch\" index=\"https://download.pytorch.org/whl/{CU}\"", None),
        (r#"pip "torch==2.6.0" index="https://download.pytorch.org/whl/cpu""#, None),
        // nobody knows which wheels there are of it
        (r#"pip "xformers" index="https://download.pytorch.org/whl/cu124""#, None),
        (r#"run "pip install torch --index-url https://download.pytorch.org/whl/cu124""#, None),
    ];
    for (body, expected) in cases {
        let after = fixed(body);
        match expected {
            Some(text) => assert!(after.as_ref().is_some_and(|after| after.contains(text)), "{body}: {after:?}"),
            None => assert_eq!(after, None, "{body}"),
        }
    }
    // it is right in one build of three
    let world = MemoryWorld::new([("stack.kdl", SEVERAL)]);
    assert!(fix(&world, "stack.kdl", &today::options(), Class::Safe, &|_| true).files.is_empty());
}

/// Dockerfiles that are adopted stay as they are, and may be built so today.
#[test]
fn what_an_adopted_dockerfile_says_is_a_warning() {
    let told = |dockerfile: &str, policy: &str| {
        let text = format!("{policy}\n{}", stack("dockerfile \"Dockerfile\""));
        let world = MemoryWorld::new([("stack.kdl", text.as_str()), ("Dockerfile", dockerfile)]);
        let compilation = check(&world, "stack.kdl", &today::options());
        let of = |name: &str| matches!(name, "gpu-mismatch" | "distribution-mismatch");
        let all = compilation.diagnostics.iter().filter(|one| of(one.rule.name));
        all.map(|one| (one.rule.name, one.severity)).collect::<Vec<_>>()
    };
    let gpu = "FROM nvidia/cuda:12.6.3-base-ubuntu22.04\nRUN pip install torch --index-url https://download.pytorch.org/whl/cu124\n";
    let distro = "FROM nvidia/cuda:12.6.3-base-ubuntu22.04\nRUN wget https://developer.download.nvidia.com/compute/cuda/repos/ubuntu1804/x86_64/cuda-keyring_1.0-1_all.deb\n";
    assert_eq!(told(gpu, ""), [("gpu-mismatch", Severity::Warning)]);
    assert_eq!(told(distro, ""), [("distribution-mismatch", Severity::Warning)]);
    assert_eq!(told(gpu, "policy { level \"gpu-mismatch\" \"allow\" }"), []);
    assert_eq!(told(gpu, "policy { level \"gpu-mismatch\" \"error\" }"), [("gpu-mismatch", Severity::Error)]);
}

/// An index is named only where the release that is installed has wheels there.
#[test]
fn no_index_is_named_that_has_no_such_wheels() {
    let help = |install: &str| {
        let head = "gpu \"nvidia\" cuda=\"12.8\" flavor=\"devel\" distro=\"ubuntu22.04\"\n";
        let found = told(&stack(&format!("{head}{install}")));
        assert_eq!(found.len(), 1, "{install}: {found:?}");
        found[0].clone()
    };
    for pin in ["torch==2.6.0", "torch==2.6", "torch==2.15.0"] {
        for install in [
            format!("pip \"{pin}\" index=\"https://download.pytorch.org/whl/cu124\""),
            format!("run \"pip install {pin} --index-url https://download.pytorch.org/whl/cu124\""),
            format!(
                "run \"pip install numpy && pip install --index-url https://download.pytorch.org/whl/cu124 {pin}\""
            ),
        ] {
            let found = help(&install);
            assert!(!found.contains("cu128"), "{install}: {found}");
        }
    }
    assert!(help("pip \"torch==2.7.1\" index=\"https://download.pytorch.org/whl/cu126\"").contains("whl/cu128"));
    assert!(
        help("run \"pip install torch==2.7.1 --index-url https://download.pytorch.org/whl/cu126\"")
            .contains("whl/cu128")
    );
}
