//! Machines that are not there: their tools are functions, their files are in a folder.

use super::*;
use imgc::gpu::{Runs, choices, fit};
use imgc::world::MemoryWorld;
use tempfile::TempDir;

fn files(files: &[(&str, &str)]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

/// A machine with one tool, and these files.
fn machine(tool: &'static str, says: impl Fn(&str) -> Option<String>, of: &[(&str, &str)]) -> Host {
    let root = files(of);
    read(root.path(), |program, arguments| (program == tool).then(|| says(&arguments.join(" ")))?)
}

fn smi(line: &'static str) -> Host {
    machine("nvidia-smi", move |_| Some(format!("{line}\n")), &[])
}

fn nothing() -> Host {
    machine("none", |_| None, &[])
}

fn gpu(name: Option<&str>, target: Option<&str>) -> Gpu {
    Gpu { name: name.map(str::to_string), target: target.map(str::to_string) }
}

/// Whether one build runs on a machine, and what is said of that.
fn runs(gpu: &str, host: &Host) -> (Runs, Vec<String>) {
    let base = if gpu.contains("distro=") { "" } else { "from \"debian:bookworm-slim\"" };
    let text =
        format!("stack \"s\" {{ registry \"r.io/o\" }}\ntags {{ tag \"t\" }}\nimage \"a\" {{ {gpu}\n{base} }}\n");
    let compilation = imgc::check(&MemoryWorld::new([("stack.kdl", text)]), "stack.kdl", &imgc::Options::default());
    let plan = compilation.plan.expect("nothing is wrong");
    let choices = choices(&plan);
    let fit = fit(&choices[0], host);
    (fit.runs, fit.reasons)
}

const CUDA_12: &str = r#"gpu "nvidia" cuda="12.6" flavor="runtime" distro="ubuntu24.04""#;
const CUDA_13: &str = r#"gpu "nvidia" cuda="13.0.2" flavor="runtime" distro="ubuntu24.04""#;
const ROCM: &str = r#"gpu "rocm" version="7.2.4""#;

const ROCMINFO: &str = "\
ROCk module version 6.12.12 is loaded
=====================
HSA Agents
==========
*******
Agent 1
*******
  Name:                    AMD EPYC 9654 96-Core Processor
  Marketing Name:          AMD EPYC 9654 96-Core Processor
  Device Type:             CPU
*******
Agent 2
*******
  Name:                    gfx942
  Uuid:                    GPU-0123456789abcdef
  Marketing Name:          AMD Instinct MI300X
  Device Type:             GPU
  ISA Info:
    ISA 1
      Name:                    amdgcn-amd-amdhsa--gfx942:sramecc+:xnack-
    ISA 2
      Name:                    amdgcn-amd-amdhsa--gfx9-4-generic:sramecc+:xnack-
*** Done ***
";

#[test]
fn a_new_gpu_and_driver() {
    let host = smi("NVIDIA H100 80GB HBM3, 560.35.03, 9.0");
    let driven = &host.families["nvidia"];
    assert_eq!(driven.driver.as_deref(), Some("560.35.03"));
    assert_eq!(driven.gpus, [gpu(Some("NVIDIA H100 80GB HBM3"), Some("sm_90"))]);
    let (word, notes) = runs(CUDA_12, &host);
    assert_eq!(word, Runs::Yes);
    assert!(notes[0].contains("older than 560.35.05") && notes[0].contains("minor-version"), "{notes:?}");
    let newer = smi("NVIDIA H100 80GB HBM3, 575.57.08, 9.0");
    assert_eq!(runs(CUDA_12, &newer), (Runs::Yes, Vec::new()));
    let (word, why) = runs(CUDA_13, &host);
    assert_eq!((word, why), (Runs::No, vec!["driver 560.35.03 is older than 580, the least for 13.0.2".to_string()]));
    assert_eq!(runs(ROCM, &host).1, ["no GPU of `rocm` is here"]);
}

/// Its tool knows no `compute_cap`, and says so on standard output.
#[test]
fn an_old_driver() {
    let says = |arguments: &str| match arguments.contains("compute_cap") {
        true => None,
        false => Some("Tesla V100-SXM2-16GB, 470.57.02\nTesla V100-SXM2-16GB, 470.57.02\n".to_string()),
    };
    let host = machine("nvidia-smi", says, &[]);
    let driven = &host.families["nvidia"];
    assert_eq!((driven.driver.as_deref(), driven.gpus.len()), (Some("470.57.02"), 2));
    assert_eq!(driven.gpus[0].target, None);
    let (word, why) = runs(CUDA_12, &host);
    assert_eq!((word, why[0].as_str()), (Runs::No, "driver 470.57.02 is older than 525.60.13, the least for 12.6.3"));
    // 11 runs on it; whether there is code for the GPU nobody says
    let (word, why) = runs(r#"gpu "nvidia" cuda="11.8" flavor="base" distro="ubuntu22.04""#, &host);
    assert_eq!((word, why[0].as_str()), (Runs::Unknown, "which kind of GPU it is, is not known"));
}

#[test]
fn a_gpu_that_the_release_left_behind() {
    let host = smi("NVIDIA GeForce GTX 1080, 580.95.05, 6.1");
    assert_eq!(runs(CUDA_12, &host), (Runs::Yes, Vec::new()));
    let (word, why) = runs(CUDA_13, &host);
    assert_eq!((word, why), (Runs::No, vec!["there is no code for NVIDIA GeForce GTX 1080 (sm_61)".to_string()]));
}

#[test]
fn code_runs_on_newer_gpus_of_its_generation() {
    let host = smi("NVIDIA GB10, 580.95.05, 12.1");
    let (word, notes) = runs(r#"gpu "nvidia" cuda="12.8" flavor="base" distro="ubuntu24.04""#, &host);
    assert_eq!((word, notes), (Runs::Yes, vec!["NVIDIA GB10 (sm_121) runs its code for sm_120".to_string()]));
    assert_eq!(runs(CUDA_12, &host).0, Runs::No, "sm_90 is another generation");
    // what the build says it is compiled for comes before the release's
    let (word, why) = runs(r#"gpu "nvidia" cuda="12.9" target="sm_90" flavor="devel" distro="ubuntu24.04""#, &host);
    assert_eq!((word, why), (Runs::No, vec!["there is no code for NVIDIA GB10 (sm_121)".to_string()]));
}

#[test]
fn several_gpus() {
    let two = "NVIDIA GeForce GTX 1080, 580.95.05, 6.1\nNVIDIA H100 80GB HBM3, 580.95.05, 9.0";
    let (word, notes) = runs(CUDA_13, &smi(two));
    assert_eq!((word, notes), (Runs::Yes, vec!["there is no code for NVIDIA GeForce GTX 1080 (sm_61)".to_string()]));
}

#[test]
fn rocminfo_tells_of_gpus() {
    let host = machine("rocminfo", |_| Some(ROCMINFO.to_string()), &[("sys/module/amdgpu/version", "6.12.12\n")]);
    let driven = &host.families["rocm"];
    assert_eq!(driven.gpus, [gpu(Some("AMD Instinct MI300X"), Some("gfx942"))]);
    assert_eq!(driven.driver.as_deref(), Some("6.12.12"));
    assert_eq!(runs(ROCM, &host), (Runs::Yes, Vec::new()));
    let (word, why) = runs(r#"gpu "rocm" version="7.2.4" target="gfx1100""#, &host);
    assert_eq!((word, why), (Runs::No, vec!["there is no code for AMD Instinct MI300X (gfx942)".to_string()]));
    let elsewhere = machine("/opt/rocm/bin/rocminfo", |_| Some(ROCMINFO.to_string()), &[]);
    assert_eq!(elsewhere.families["rocm"].gpus, driven.gpus);
}

#[test]
fn the_kernel_tells_of_gpus() {
    let nodes = "sys/class/kfd/kfd/topology/nodes";
    let host = machine(
        "none",
        |_| None,
        &[
            (&format!("{nodes}/0/properties"), "cpu_cores_count 96\ngfx_target_version 0\n"),
            (&format!("{nodes}/1/properties"), "simd_count 416\ngfx_target_version 90010\n"),
            (&format!("{nodes}/2/properties"), "gfx_target_version 110003\n"),
        ],
    );
    let targets: Vec<_> = host.families["rocm"].gpus.iter().map(|gpu| gpu.target.as_deref()).collect();
    assert_eq!(targets, [Some("gfx90a"), Some("gfx1103")]);
    assert_eq!(host.families["rocm"].driver, None);
    let (word, notes) = runs(ROCM, &host);
    assert_eq!((word, notes), (Runs::Yes, vec!["there is no code for gfx1103".to_string()]));
    assert_eq!([gfx(90402), gfx(120001), gfx(0)].map(|name| name.unwrap_or_default()), ["gfx942", "gfx1201", ""]);
}

#[test]
fn the_kernel_tells_of_nvidias_driver() {
    for (line, version) in [
        ("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023", "535.104.05"),
        ("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  560.35.03  Release Build  (dvs)", "560.35.03"),
    ] {
        let text = format!("{line}\nGCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1)\n");
        let host = machine("none", |_| None, &[("proc/driver/nvidia/version", &text)]);
        assert_eq!(host.families["nvidia"], Driven { driver: Some(version.to_string()), gpus: Vec::new() });
        assert_eq!(runs(CUDA_12, &host).0, Runs::Unknown);
        assert_eq!(runs(CUDA_13, &host).0, Runs::No);
    }
}

#[test]
fn a_machine_without_a_gpu() {
    let host = nothing();
    assert!(host.families.is_empty() && host.platform.starts_with("linux/"));
    assert_eq!(runs(CUDA_12, &host), (Runs::No, vec!["no GPU of `nvidia` is here".to_string()]));
    let text = imgc::report::gpu_host(&host, None, Some(80));
    assert!(text.contains("no GPU and no driver of one was found"), "{text}");
}

#[test]
fn another_platform() {
    let host = Host { platform: "linux/arm64".to_string(), ..smi("NVIDIA GH200, 580.95.05, 9.0") };
    // the base of the build is there for both
    assert_eq!(runs(CUDA_12, &host), (Runs::Yes, Vec::new()));
    let (word, why) = runs(&format!("platforms \"linux/amd64\"\n{CUDA_12}"), &host);
    assert_eq!((word, why), (Runs::No, vec!["it is for linux/amd64, this machine is linux/arm64".to_string()]));
    let (word, why) = runs(r#"gpu "rocm" version="7.2.4" distro="ubuntu24.04""#, &host);
    assert_eq!((word, why.len()), (Runs::No, 2), "AMD's images are for amd64 alone: {why:?}");
}

#[test]
fn what_nobody_can_tell_is_said() {
    let host = smi("NVIDIA H100 80GB HBM3, 580.95.05, 9.0");
    let (word, why) = runs(r#"gpu "nvidia""#, &host);
    assert_eq!((word, why), (Runs::Unknown, vec!["nothing says of which release it is".to_string()]));
    let (word, _) = runs(r#"gpu "rocm" version="5.3""#, &machine("rocminfo", |_| Some(ROCMINFO.to_string()), &[]));
    assert_eq!(word, Runs::Unknown, "its targets are not known");
}

/// A tool that says anything else is none, and no harm comes of it.
#[test]
fn garbage() {
    for text in [
        "",
        "\n\n\n",
        ",,,,\n, , ,\n",
        "No devices were found",
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
        "Field \"compute_cap\" is not a valid field to query.",
        "name, [N/A], [N/A]",
        "H100, 560..03, 9.0",
        "Name: gfx\nMarketing Name:\nName: gfx: :\nMarketing Name: x",
        "gfx_target_version -1\u{0}\u{fffd}: : :",
    ] {
        let owned = text.to_string();
        let root = files(&[
            ("proc/driver/nvidia/version", text),
            ("sys/module/amdgpu/version", text),
            ("sys/class/kfd/kfd/topology/nodes/0/properties", text),
            ("sys/class/kfd/kfd/topology/nodes/1", "a file in a folder's place"),
        ]);
        let host = read(root.path(), |_, _| Some(owned.clone()));
        assert!(host.families.is_empty(), "{text:?}: {host:?}");
    }
    // a capability that is none leaves the rest
    let host = smi("NVIDIA H100, 560.35.03, [N/A]");
    assert_eq!(host.families["nvidia"].gpus, [gpu(Some("NVIDIA H100"), None)]);
    let host = machine(
        "none",
        |_| None,
        &[("sys/class/kfd/kfd/topology/nodes/0/properties", "gfx_target_version 4294967295\n")],
    );
    assert_eq!(host.families["rocm"].gpus.len(), 1);
}
