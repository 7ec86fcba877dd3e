//! The forms of the managers.

use super::*;

fn packages(manager: Manager) -> Packages {
    let mut list = items(["git", "rsync=3.2", "tmux"]);
    list[2].comment = Some("lectures attach to it \\".to_string());
    list.push(Item { text: text("x-${VERSION}"), comment: None, origin: Origin::default() });
    Packages { manager, items: list, recommends: false }
}

#[test]
fn managers() {
    let all =
        [Manager::Apt, Manager::Dnf, Manager::Microdnf, Manager::Yum, Manager::Tdnf, Manager::Zypper, Manager::Apk];
    let steps = all.map(|manager| step_with(["VERSION"], Op::Packages(packages(manager)))).to_vec();
    snapshot("packages", &dockerfile(vec![stage("debian:12", steps)], &[("VERSION", Some("1.0"))], &[]));
}

#[test]
fn python() {
    let mut full = pip(["numpy", "torch==${TORCH}", "jax[cuda12]>=0.4; python_version < '3.13'"]);
    full.items[0].comment = Some("for torch".to_string());
    full.python = Some(text("/opt/py/bin/python"));
    full.index = Some(text("https://download.pytorch.org/whl/${INDEX}"));
    full.extra_index = texts(["https://pypi.org/simple"]);
    full.requirements = texts(["/tmp/my requirements.txt"]);
    full.constraints = texts(["/tmp/constraints.txt"]);
    let uv = Pip { tool: PipTool::Uv, externally_managed: true, ..pip(["ruff"]) };
    let managed = Pip { externally_managed: true, ..pip(["ruff==0.5"]) };
    let conda = |tool: &str| Conda {
        items: items(["mpi4py", "numpy>=2"]),
        channels: texts(["conda-forge"]),
        tool: tool.to_string(),
    };
    let steps = vec![
        step_with(["INDEX", "TORCH"], Op::Pip(full)),
        step(Op::Pip(managed)),
        step(Op::Pip(uv)),
        step(Op::Conda(conda("conda"))),
        step(Op::Conda(conda("mamba"))),
    ];
    snapshot(
        "python",
        &dockerfile(vec![stage("debian:12", steps)], &[("TORCH", Some("2.1+cpu")), ("INDEX", Some("cpu"))], &[]),
    );
}
