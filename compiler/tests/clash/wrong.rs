//! Contradictions, and what is told of them.

use super::heads::*;

/// Bodies of an image, and all that is told of it: the word that is wrong, the other place, and the help.
pub const WRONG: &[(&str, &str, &[&str])] = &[
    // indexes
    (
        NODE,
        r#"pip "torch==2.6.0" index="https://download.pytorch.org/whl/cu124""#,
        &[r#"gpu-mismatch: cu124 <> "12.6" [write `https://download.pytorch.org/whl/cu126`]"#],
    ),
    (
        NODE,
        r#"pip "torch" extra-index="https://download.pytorch.org/whl/cu118/""#,
        &[r#"gpu-mismatch: cu118 <> "12.6" [write `https://download.pytorch.org/whl/cu126/`]"#],
    ),
    (
        NODE,
        r#"pip "torch" index="https://download.pytorch.org/whl/nightly/cu128""#,
        &[r#"gpu-mismatch: cu128 <> "12.6" [write `https://download.pytorch.org/whl/nightly/cu126`]"#],
    ),
    (
        NODE,
        r#"pip "torch==2.5.1" index="https://mirror.acme.com/whl/cu124""#,
        &[
            r#"gpu-mismatch: cu124 <> "12.6" [there are no wheels for CUDA 12.6; the nearest are for 12.4: choose that for `gpu`, too]"#,
        ],
    ),
    (
        NODE,
        r#"pip "torch==2.6.0" index="https://download.pytorch.org/whl/cpu""#,
        &[r#"gpu-mismatch: cpu <> "12.6" [write `https://download.pytorch.org/whl/cu126`]"#],
    ),
    (
        NODE,
        r#"pip "torch==2.6.0" index="https://download.pytorch.org/whl/rocm6.2.4""#,
        &[r#"gpu-mismatch: rocm6.2.4 <> "12.6" [write `https://download.pytorch.org/whl/cu126`]"#],
    ),
    (
        NODE,
        r#"run "pip install torch --index-url https://download.pytorch.org/whl/cu121""#,
        &[r#"gpu-mismatch: cu121 <> "12.6" [write `https://download.pytorch.org/whl/cu126`]"#],
    ),
    (
        NODE,
        r#"run "set -e; python3 -m pip install -f 'https://download.pytorch.org/whl/cu121/torch_stable.html' torch && true""#,
        &[r#"gpu-mismatch: cu121 <> "12.6" [write `https://download.pytorch.org/whl/cu126/torch_stable.html`]"#],
    ),
    (
        NODE,
        r#"run "PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cu124 pip install torch""#,
        &[r#"gpu-mismatch: cu124 <> "12.6" [write `https://download.pytorch.org/whl/cu126`]"#],
    ),
    (
        NODE,
        r#"env PIP_INDEX_URL="https://download.pytorch.org/whl/cu124""#,
        &[r#"gpu-mismatch: cu124 <> "12.6" [write `https://download.pytorch.org/whl/cu126`]"#],
    ),
    (
        NODE,
        "arg \"CU\" \"cu124\"\nrun \"pip install torch --index-url https://download.pytorch.org/whl/$CU\"",
        &[
            r#"gpu-mismatch: https://download.pytorch.org/whl/$CU <> "12.6" [write `https://download.pytorch.org/whl/cu126`]"#,
        ],
    ),
    (
        NODE,
        "arg \"CU\" \"cu124\"\npip \"torch\" index=\"https://download.pytorch.org/whl/{CU}\"",
        &[
            r#"gpu-mismatch: "https://download.pytorch.org/whl/{CU}" <> "12.6" [write `https://download.pytorch.org/whl/cu126`]"#,
        ],
    ),
    (
        ROCM,
        r#"pip "torch" index="https://download.pytorch.org/whl/rocm6.4""#,
        &[r#"gpu-mismatch: rocm6.4 <> "7.2" [write `https://download.pytorch.org/whl/rocm7.2`]"#],
    ),
    (
        ROCM,
        r#"pip "torch" index="https://download.pytorch.org/whl/cu126""#,
        &[r#"gpu-mismatch: cu126 <> "7.2" [write `https://download.pytorch.org/whl/rocm7.2`]"#],
    ),
    (
        BASE,
        r#"pip "torch" index="https://download.pytorch.org/whl/cu124""#,
        &[
            r#"gpu-mismatch: cu124 <> "nvidia/cuda:12.6.3-runtime-ubuntu24.04" [write `https://download.pytorch.org/whl/cu126`]"#,
        ],
    ),
    // pins
    (
        NODE,
        r#"pip "torch==2.6.0+cu124" index="https://download.pytorch.org/whl/cu126""#,
        &[r#"gpu-mismatch: cu124 <> "12.6" [write `torch==2.6.0+cu126`]"#],
    ),
    (
        NODE,
        r#"run "uv pip install 'torch==2.6.0+cu118'""#,
        &[r#"gpu-mismatch: cu118 <> "12.6" [write `torch==2.6.0+cu126`]"#],
    ),
    (NODE, r#"pip "torchvision==0.21.0+cpu""#, &[r#"gpu-mismatch: cpu <> "12.6" [write `torchvision==0.21.0+cu126`]"#]),
    // packages
    (
        NODE,
        "packages git cuda-toolkit-12-4",
        &[r#"gpu-mismatch: cuda-toolkit-12-4 <> "12.6" [write `cuda-toolkit-12-6`]"#],
    ),
    (NODE, "packages libcudnn9-cuda-13", &[r#"gpu-mismatch: libcudnn9-cuda-13 <> "12.6" [write `libcudnn9-cuda-12`]"#]),
    (
        NODE,
        r#"run "apt-get update && apt-get install -y cuda-compat-12-8""#,
        &[r#"gpu-mismatch: cuda-compat-12-8 <> "12.6" [write `cuda-compat-12-6`]"#],
    ),
    (
        BASE,
        r#"packages "libnccl2=2.21.5-1+cuda12.4""#,
        &[r#"gpu-mismatch: cuda12.4 <> "nvidia/cuda:12.6.3-runtime-ubuntu24.04" [write `cuda12.6`]"#],
    ),
    (
        MARK,
        "packages cuda-toolkit-12-6\npip \"torch\" index=\"https://download.pytorch.org/whl/cu124\"",
        &["gpu-mismatch: cu124 <> cuda-toolkit-12-6 [write `https://download.pytorch.org/whl/cu126`]"],
    ),
    // bases
    (
        "gpu \"nvidia\" cuda=\"12.6\"\n",
        "from \"nvidia/cuda:12.4.1-devel-ubuntu22.04\"",
        &[
            r#"gpu-mismatch: "nvidia/cuda:12.4.1-devel-ubuntu22.04" <> "12.6" [write `nvidia/cuda:12.6.3-devel-ubuntu22.04`]"#,
        ],
    ),
    (
        "gpu \"nvidia\" cuda=\"12.6\"\n",
        "from \"nvcr.io/nvidia/cuda:12.4.9-base-ubuntu22.04\"",
        &[
            r#"gpu-mismatch: "nvcr.io/nvidia/cuda:12.4.9-base-ubuntu22.04" <> "12.6" [write `nvcr.io/nvidia/cuda:12.6.3-base-ubuntu22.04`]"#,
        ],
    ),
    (
        "gpu \"nvidia\" cuda=\"12.6\"\n",
        "from \"pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime\"",
        &[r#"gpu-mismatch: "pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime" <> "12.6" [stand on a base of CUDA 12.6]"#],
    ),
    (
        "gpu \"nvidia\" cuda=\"12.8\"\n",
        "from \"mirror.acme.com/pytorch/manylinux2_28-builder:cuda12.6\"",
        &[
            r#"gpu-mismatch: "mirror.acme.com/pytorch/manylinux2_28-builder:cuda12.6" <> "12.8" [stand on a base of CUDA 12.8]"#,
        ],
    ),
    (
        "gpu \"rocm\" version=\"7.2\"\n",
        "from \"mirror.acme.com/rocm/dev-ubuntu-24.04:6.4.4-complete\"",
        &[
            r#"gpu-mismatch: "mirror.acme.com/rocm/dev-ubuntu-24.04:6.4.4-complete" <> "7.2" [write `mirror.acme.com/rocm/dev-ubuntu-24.04:7.2.4-complete`]"#,
        ],
    ),
    (
        "gpu \"nvidia\" cuda=\"12.6\"\n",
        "from \"rocm/dev-ubuntu-24.04:7.2.4\"",
        &[r#"gpu-mismatch: "rocm/dev-ubuntu-24.04:7.2.4" <> "12.6" [stand on a base of CUDA 12.6]"#],
    ),
    // distributions
    (
        NOBLE,
        r##"run #"echo "deb http://apt.llvm.org/jammy/ llvm-toolchain-jammy-18 main" > /etc/apt/sources.list.d/l.list"#"##,
        &[
            r#"distribution-mismatch: jammy <> "ubuntu:24.04" [write `noble`]"#,
            r#"distribution-mismatch: jammy <> "ubuntu:24.04" [write `noble`]"#,
        ],
    ),
    (
        NOBLE,
        r#"run "add-apt-repository 'deb http://archive.ubuntu.com/ubuntu focal-updates main'""#,
        &[r#"distribution-mismatch: focal <> "ubuntu:24.04" [write `noble`]"#],
    ),
    (
        NOBLE,
        r#"run "curl -fsSL https://apt.kitware.com/keys/jammy/key.asc -o /k""#,
        &[r#"distribution-mismatch: jammy <> "ubuntu:24.04" [write `noble`]"#],
    ),
    (
        NOBLE,
        r#"add "https://repo.radeon.com/amdgpu/6.4/ubuntu/dists/jammy/Release" to="/tmp/r""#,
        &[r#"distribution-mismatch: jammy <> "ubuntu:24.04" [write `noble`]"#],
    ),
    (
        NOBLE,
        r#"run "curl -O https://developer.download.nvidia.com/compute/cuda/repos/ubuntu2204/x86_64/cuda-keyring_1.1-1_all.deb""#,
        &[r#"distribution-mismatch: ubuntu2204 <> "ubuntu:24.04" [write `ubuntu2404`]"#],
    ),
    (
        "from \"almalinux:8\"\n",
        r#"run "dnf config-manager --add-repo https://developer.download.nvidia.com/compute/cuda/repos/rhel9/x86_64/cuda-rhel9.repo""#,
        &[r#"distribution-mismatch: rhel9 <> "almalinux:8" [write `rhel8`]"#],
    ),
    (
        "from \"debian:bullseye-slim\"\n",
        "run \"\"\"\n    cat > /etc/apt/sources.list.d/b.list <<EOF\n    deb http://deb.debian.org/debian bookworm-backports main\n    EOF\n    \"\"\"",
        &[r#"distribution-mismatch: bookworm <> "debian:bullseye-slim" [write `bullseye`]"#],
    ),
    (
        NOBLE,
        "arg \"NAME\" \"jammy\"\nrun #\"echo \"deb http://archive.ubuntu.com/ubuntu $NAME main\" >> /etc/apt/sources.list\"#",
        &[r#"distribution-mismatch: $NAME <> "ubuntu:24.04" [write `noble`]"#],
    ),
    (
        NOBLE,
        r##"run #"printf 'Types: deb\nURIs: http://archive.ubuntu.com/ubuntu\nSuites: jammy jammy-updates\n' > /etc/apt/sources.list.d/u.sources"#"##,
        &[
            r#"distribution-mismatch: jammy <> "ubuntu:24.04" [write `noble`]"#,
            r#"distribution-mismatch: jammy <> "ubuntu:24.04" [write `noble`]"#,
        ],
    ),
    (
        NOBLE,
        r##"run #"echo "deb https://download.docker.com/linux/debian bookworm stable" > /etc/apt/sources.list.d/d.list"#"##,
        &[r#"distribution-mismatch: bookworm <> "ubuntu:24.04" []"#],
    ),
    (
        "",
        r#"from "nvidia/cuda:12.6.3-runtime-ubuntu22.04" distro="ubuntu24.04""#,
        &[
            r#"distribution-mismatch: "ubuntu24.04" <> "nvidia/cuda:12.6.3-runtime-ubuntu22.04" [write `distro="ubuntu22.04"`, or leave it out: the base is known]"#,
        ],
    ),
    (
        "stage \"tools\" {\n    from \"debian:12\"\n    run \"curl https://apt.llvm.org/trixie/x -o /tool\"\n}\n",
        "from \"debian:13\"\ncopy \"/tool\" stage=\"tools\" to=\"/tool\"",
        &[r#"distribution-mismatch: trixie <> "debian:12" [write `bookworm`]"#],
    ),
];
