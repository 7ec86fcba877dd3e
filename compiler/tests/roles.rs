//! The roles of the standard library: what breaks them, wherever it is said.

use crate::family::today;
use imgc::world::MemoryWorld;

const FILES: &[(&str, &str)] = &[
    ("scripts/rpms.sh", "#!/bin/sh\nset -e\n# not libfoo-devel\nyum install -y numactl-devel git\n"),
    ("scripts/by.sh", "if command -v yum; then yum install -y numactl-devel; fi\napt-get install -y git\n"),
    ("scripts/rocm.sh", "pip install rocm --index-url https://rocm.nightlies.amd.com/v2/gfx94X-dcgpu/\n"),
    ("scripts/clean.sh", "# from repo.radeon.com\napt-get install -y git\n"),
];

/// Messages of a role's breaches, and the words that they point at.
fn breaches(role: &str, body: &str) -> Vec<String> {
    let text = format!(
        "stack \"demo\" {{ registry \"ghcr.io/acme\" }}\ntags {{ tag \"latest\" }}\nimage \"a\" {{\nrole \"std/{role}\"\n{body}\n}}\n"
    );
    let world = MemoryWorld::new(FILES.iter().copied().chain([("stack.kdl", text.as_str())]));
    let compilation = imgc::check(&world, "stack.kdl", &today::options());
    let denied = compilation.diagnostics.iter().filter(|one| one.rule.name == "denied");
    let other: Vec<_> = compilation.diagnostics.iter().filter(|one| one.rule.name != "denied").collect();
    assert!(other.iter().all(|one| one.severity != imgc::diag::Severity::Error), "{body}: {other:#?}");
    denied.map(|one| format!("{} <> {}", one.message, compilation.sources.text(one.primary()))).collect()
}

#[test]
fn a_rocm_free_image_takes_rocm_from_nowhere() {
    let from = "from \"ubuntu:24.04\"\n";
    for (body, expected) in [
        (
            "from \"rocm/dev-ubuntu-24.04:7.2.4\"",
            vec!["base `rocm/dev-ubuntu-24.04:7.2.4` is denied in `a` <> from \"rocm/dev-ubuntu-24.04:7.2.4\""],
        ),
        (
            "gpu \"rocm\" version=\"7.2\" distro=\"ubuntu24.04\"",
            vec![
                "base `rocm/dev-ubuntu-24.04:7.2.4` is denied in `a` <> gpu \"rocm\" version=\"7.2\" distro=\"ubuntu24.04\"",
            ],
        ),
        (
            "from \"mirror.acme.org/rocm/dev-ubuntu-24.04:7.2.4\" distro=\"ubuntu24.04\"",
            vec![
                "base `mirror.acme.org/rocm/dev-ubuntu-24.04:7.2.4` is denied in `a` <> from \"mirror.acme.org/rocm/dev-ubuntu-24.04:7.2.4\" distro=\"ubuntu24.04\"",
            ],
        ),
        ("from \"ghcr.io/rocm/no_rocm_image_ubuntu24_04:latest\" distro=\"ubuntu24.04\"", vec![]),
    ] {
        assert_eq!(breaches("rocm-free", body), expected, "{body}");
    }
    let on = |body: &str| breaches("rocm-free", &format!("{from}{body}"));
    let two = on("pip \"rocm[libraries]\" index=\"https://rocm.nightlies.amd.com/v2/gfx94X-dcgpu/\"");
    assert_eq!(two.len(), 2, "{two:?}");
    assert!(two.iter().any(|one| one.contains("index `https://rocm.nightlies.amd.com/v2/gfx94X-dcgpu`")), "{two:?}");
    assert!(two.iter().any(|one| one.contains("Python package `rocm`")), "{two:?}");
    let one = |body: &str, words: &str| {
        let found = on(body);
        assert!(found.len() == 1 && found[0].contains(words), "{body}: {found:?}");
    };
    one("pip \"torch==2.10.0+rocm7.0\" index=\"https://mirror.acme.org/simple\"", "wheel `torch==2.10.0+rocm7.0`");
    one(
        "pip \"torch\" index=\"https://download.pytorch.org/whl/nightly/rocm7.2/\"",
        "index `https://download.pytorch.org/whl/nightly/rocm7.2`",
    );
    one("env PIP_EXTRA_INDEX_URL=\"https://stable.repo.amd.com/rocm/whl-next/\"", "index");
    one("run \"pip install torch --index-url https://download.pytorch.org/whl/rocm7.0\"", "index");
    one("run \"pip install torch --index-url https://repo.amd.com/rocm/whl-multi-arch/\"", "this command");
    one(
        "run \"bash /tmp/rocm.sh\" { mount \"bind\" \"scripts/clean.sh\" to=\"/tmp/rocm.sh\" }\npackages \"rocm-dev\"",
        "rocm-dev",
    );
    assert_eq!(on("pip \"torch\" index=\"https://download.pytorch.org/whl/cpu\""), Vec::<String>::new());
}

/// What a script installs is the image's, however it gets there.
#[test]
fn packages_of_scripts_count() {
    let breach = "package `numactl-devel` is denied in `a`";
    let alma = "from \"almalinux:8\"\n";
    for (body, words) in [
        ("run \"bash -e /tmp/x.sh\" { mount \"bind\" \"scripts/rpms.sh\" to=\"/tmp/x.sh\" }", "/tmp/x.sh"),
        ("copy \"scripts/rpms.sh\" to=\"/opt/\"\nrun \"/opt/rpms.sh\"", "/opt/rpms.sh"),
        ("copy \"scripts\" to=\"/opt/s\"\nrun \"sh /opt/s/rpms.sh && rm -r /opt/s\"", "/opt/s/rpms.sh"),
        ("workdir \"/install\"\ncopy \"scripts/rpms.sh\" to=\"./\"\nrun \"./rpms.sh\"", "./rpms.sh"),
        ("run \". /tmp/s/rpms.sh\" { mount \"bind\" \"scripts\" to=\"/tmp/s\" }", "/tmp/s/rpms.sh"),
    ] {
        for role in ["manylinux-build", "rocm-free"] {
            assert_eq!(breaches(role, &format!("{alma}{body}")), [format!("{breach} <> {words}")], "{body}");
        }
    }
    // what is for another distribution, what is not run, and what is permitted
    for body in [
        "run \"bash /tmp/x.sh\" { mount \"bind\" \"scripts/by.sh\" to=\"/tmp/x.sh\" }",
        "copy \"scripts/rpms.sh\" to=\"/opt/\"",
        "run \"cat /tmp/x.sh\" { mount \"bind\" \"scripts/rpms.sh\" to=\"/tmp/x.sh\" }",
        "allow package=\"numactl-devel\" reason=\"it is the library under test\"\nrun \"sh /x.sh\" { mount \"bind\" \"scripts/rpms.sh\" to=\"/x.sh\" }",
    ] {
        assert_eq!(breaches("manylinux-build", &format!("{alma}{body}")), Vec::<String>::new(), "{body}");
    }
    let rocm =
        breaches("rocm-free", &format!("{alma}run \"sh /x.sh\" {{ mount \"bind\" \"scripts/rocm.sh\" to=\"/x.sh\" }}"));
    assert!(rocm.iter().any(|one| one.contains("index `https://rocm.nightlies.amd.com")), "{rocm:?}");
}

#[test]
fn a_dockerfile_that_is_adopted_is_read_too() {
    let text = "FROM almalinux:8\nCOPY scripts/rpms.sh /tmp/\nRUN /tmp/rpms.sh\n";
    let stack = "stack \"demo\" { registry \"ghcr.io/acme\" }\ntags { tag \"latest\" }\n\
                 image \"a\" { role \"std/manylinux-build\"; dockerfile \"Dockerfile\" }\n";
    let world = MemoryWorld::new(FILES.iter().copied().chain([("Dockerfile", text), ("stack.kdl", stack)]));
    let compilation = imgc::check(&world, "stack.kdl", &today::options());
    let said: Vec<_> = compilation.diagnostics.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(said, ["package `numactl-devel` is denied in `a`"]);
}
