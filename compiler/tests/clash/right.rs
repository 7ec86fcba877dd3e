//! Look-alikes of contradictions.

use super::heads::*;

/// What looks like a contradiction and is none, or may be none.
pub const RIGHT: &[(&str, &str)] = &[
    // they agree
    (NODE, r#"pip "torch==2.6.0+cu126" index="https://download.pytorch.org/whl/cu126""#),
    (NODE, "packages cuda-toolkit-12-6 libcudnn9-cuda-12 cuda-compat-12-6 cuda-keyring cuda-drivers-550"),
    (ROCM, r#"pip "torch" index="https://download.pytorch.org/whl/rocm7.2""#),
    (BASE, r#"run "pip install torch --index-url https://download.pytorch.org/whl/cu126""#),
    ("gpu \"nvidia\" cuda=\"12.6\"\n", "from \"pytorch/pytorch:2.7.0-cuda12.6-cudnn9-runtime\""),
    // nothing says for which GPU
    (NOBLE, r#"pip "torch" index="https://download.pytorch.org/whl/cu124""#),
    (NOBLE, r#"pip "torch" index="https://download.pytorch.org/whl/cpu""#),
    (NOBLE, "packages cuda-toolkit-12-4\npip \"torch==2.6.0+cu126\""),
    (MARK, r#"pip "torch" index="https://download.pytorch.org/whl/cu124""#),
    ("from \"nvcr.io/nvidia/pytorch:24.10-py3\"\n", r#"pip "torch" index="https://download.pytorch.org/whl/cu124""#),
    // words that name nothing
    (NODE, r#"pip "x" index="https://pypi.acme.com/cu12x/simple" extra-index="https://pypi.org/simple""#),
    (NODE, r#"pip "nvidia-cublas-cu11" "cupy-cuda11x" "torch>=2.6" "flash-attn==2.7.4+torch2.6""#),
    (NODE, r#"run "curl -O https://acme.com/build-cu124-final/x.tar.gz""#),
    // it is printed, compared, a comment, or for other builds
    (NODE, r#"run "echo see https://download.pytorch.org/whl/cu124""#),
    (NODE, r##"run #"[ "$INDEX" = https://download.pytorch.org/whl/cu124 ] || true"#"##),
    (NODE, "run \"\"\"\n    # pip install --index-url https://download.pytorch.org/whl/cu124\n    true\n    \"\"\""),
    (
        NODE,
        "run \"\"\"\n    if [ -f /x ]; then\n        pip install torch --index-url https://download.pytorch.org/whl/cpu\n    fi\n    \"\"\"",
    ),
    (
        NODE,
        "run \"\"\"\n    case \"$(uname -m)\" in\n        x86_64) pip install torch==2.6.0+cu124 ;;\n        *) pip install torch --index-url https://download.pytorch.org/whl/cpu ;;\n    esac\n    \"\"\"",
    ),
    (NODE, r#"run "[ -f /x ] && pip install torch==2.6.0+cu124""#),
    (NODE, r#"run "pip install torch || { true; pip install torch==2.6.0+cpu; }""#),
    (NODE, r#"run "TORCH=https://download.pytorch.org/whl/cu124; true""#),
    (NODE, r#"run "CU=cu124; pip install --index-url https://download.pytorch.org/whl/$CU torch""#),
    // another stage is built for something else
    (
        "stage \"build\" {\n    from \"nvidia/cuda:12.4.1-devel-ubuntu22.04\"\n    run \"pip install torch==2.6.0+cu124\"\n}\n",
        "from \"nvidia/cuda:12.6.3-runtime-ubuntu22.04\"\ncopy \"/model\" stage=\"build\" to=\"/model\"",
    ),
    // distributions: the same release
    (
        NOBLE,
        r##"run #"echo "deb https://apt.llvm.org/noble/ llvm-toolchain-noble-18 main" > /etc/apt/sources.list.d/l.list"#"##,
    ),
    (
        "from \"debian:12\"\n",
        r##"run #"echo "deb http://deb.debian.org/debian bookworm-backports main" > /etc/apt/sources.list.d/b.list"#"##,
    ),
    (
        "from \"rockylinux:9\"\n",
        r#"run "dnf config-manager --add-repo https://developer.download.nvidia.com/compute/cuda/repos/rhel9/x86_64/cuda-rhel9.repo""#,
    ),
    ("", r#"from "nvidia/cuda:12.6.3-runtime-ubuntu24.04" distro="ubuntu24.04""#),
    ("", r#"from "registry.access.redhat.com/ubi9/ubi:9.4" distro="almalinux9""#),
    // of no release
    (
        NOBLE,
        r##"run #"echo "deb [signed-by=/k] https://deb.nodesource.com/node_22.x nodistro main" > /etc/apt/sources.list.d/n.list"#"##,
    ),
    (
        NOBLE,
        r##"run #"echo "deb https://packages.cloud.google.com/apt kubernetes-xenial main" > /etc/apt/sources.list.d/k.list"#"##,
    ),
    (
        NOBLE,
        r##"run #"echo "deb https://download.docker.com/linux/ubuntu $(lsb_release -cs) stable" > /etc/apt/sources.list.d/d.list"#"##,
    ),
    (
        NOBLE,
        r#"run "curl -s https://nvidia.github.io/libnvidia-container/stable/ubuntu18.04/libnvidia-container.list -o /l""#,
    ),
    // no repository
    (NOBLE, r#"run "git clone https://github.com/focal/stretch.git && cd stretch""#),
    (NOBLE, r#"run "curl -O https://download2.rstudio.org/server/jammy/amd64/rstudio-server-amd64.deb""#),
    (NOBLE, r#"run "npm install @noble/hashes && echo jammy bionic && mkdir -p /srv/jammy""#),
    // comparisons, patterns, replacements, comments
    (NOBLE, r##"run #". /etc/os-release && [ "$VERSION_CODENAME" = jammy ] && echo old || true"#"##),
    (
        NOBLE,
        "run \"\"\"\n    case \"$(. /etc/os-release; echo $VERSION_CODENAME)\" in\n        jammy) curl -O https://apt.llvm.org/jammy/x ;;\n        bookworm|bullseye) echo 'deb http://deb.debian.org/debian bookworm main' > /etc/apt/sources.list.d/x.list ;;\n    esac\n    \"\"\"",
    ),
    (
        NOBLE,
        "run \"\"\"\n    if grep -q jammy /etc/os-release; then\n        cat > /etc/apt/sources.list.d/x.list <<EOF\n    deb http://archive.ubuntu.com/ubuntu jammy main\n    EOF\n    fi\n    \"\"\"",
    ),
    (
        NOBLE,
        r#"run "sed -i 's|http://archive.ubuntu.com/ubuntu jammy|http://mirror.acme.com/ubuntu noble|' /etc/apt/sources.list""#,
    ),
    (
        NOBLE,
        "run \"\"\"\n    # deb https://apt.llvm.org/jammy/ llvm-toolchain-jammy-18 main\n    true # https://apt.llvm.org/jammy/\n    \"\"\"",
    ),
    (NOBLE, r#"run "echo 'was jammy: see https://apt.llvm.org/jammy/ for more'""#),
    // nobody knows of which distribution it is
    ("from \"acme.com/own/base:1\"\n", r#"run "curl -O https://apt.llvm.org/jammy/x""#),
];
