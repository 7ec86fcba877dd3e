//! What the examples reproduce of the real images: variables, links, wheels, packages, users and entry points. Who builds
//! in one of them finds there what the original has; what differs is a table in each example's README.

use crate::family::named;
use imgc::plan::Build;

/// A build's target, and what its Dockerfile must have, a line each: `NAME=value` of an `ENV`, or any other text. `${X}` is
/// the value of an arg, as the Dockerfile has it.
const FACTS: &[(&str, &str, &[&str])] = &[
    // iree-org/base-docker-images, f97cc2f, 2024-10-02
    (
        "iree-base",
        "cpubuilder_ubuntu_jammy-plain",
        &[
            "FROM ubuntu:22.04",
            "CC=clang",
            "CXX=clang++",
            "for name in clang clang++ lld ld.lld; do",
            "/usr/bin/$name-14",
            "clang-14",
            "lld-14",
            "gcc-9",
            "g++-9",
            "python3.11-dev",
            "python3.11-venv",
            "clang-${LLVM_VERSION}",
            "lld-${LLVM_VERSION}",
            "LLVM_VERSION=19",
            "CMAKE_VERSION=3.23.2",
            "CCACHE_VERSION=4.10.2",
            "SCCACHE_VERSION=0.8.1",
            "WORKDIR /\n",
        ],
    ),
    (
        "iree-base",
        "cpubuilder_ubuntu_jammy-ghr",
        &["myoung34/github-runner:ubuntu-jammy", "CC=clang", "CXX=clang++", "WORKDIR /actions-runner"],
    ),
    (
        "iree-base",
        "amdgpu_ubuntu_jammy-plain",
        &[
            "mpi4py",
            "libopenmpi-dev",
            "libdrm-amdgpu-dev",
            "python3.11-dev",
            "vulkan-tools",
            "CMAKE_VERSION=3.29.3",
            "AMDGPU_VERSION=6.1",
        ],
    ),
    (
        "iree-base",
        "manylinux-plain",
        &[
            "manylinux_2_28_x86_64@sha256:cea0ade79068b36deae7eb7a04b4192e5ba2761d045ba5a92ba36eb5ce5f88b6",
            "ccache",
            "capstone-devel",
            "safe.directory",
        ],
    ),
    (
        "iree-base",
        "manylinux-ghr",
        &[
            "GH_RUNNER_VERSION=2.317.0",
            "CMAKE_VERSION=3.23.2",
            "CCACHE_VERSION=4.9",
            "boost-devel",
            "systemtap-sdt-devel",
            "AGENT_TOOLSDIRECTORY=/opt/hostedtoolcache",
            "/opt/python/cp311-cp311/bin:",
            "ENTRYPOINT [\"/entrypoint.sh\"]",
            "CMD [\"./bin/Runner.Listener\", \"run\", \"--startuptype\", \"service\"]",
        ],
    ),
    // iree-org/iree, 2b9ade5134, 2023-09-23
    (
        "iree",
        "base",
        &[
            "CC=/usr/bin/clang-${LLVM_VERSION}",
            "CXX=/usr/bin/clang++-${LLVM_VERSION}",
            "LLVM_VERSION=9",
            "CMAKE_VERSION=3.21.6",
            "IREE_CUDA_DEPS_DIR=/usr/local/iree_cuda_deps",
            "PYTHON_BIN=",
            "b795f8e0caaaacad9859a9a38fe1c78154f8301fdaf0872eaf1520d66d9c0b98",
        ],
    ),
    (
        "iree",
        "base-bleeding-edge",
        &["LLVM_VERSION=17", "CMAKE_VERSION=3.24.3", "IREE_CUDA_DEPS_DIR=/usr/local/iree_cuda_deps"],
    ),
    (
        "iree",
        "perf",
        &[
            "CC=/usr/bin/clang",
            "CXX=/usr/bin/clang++",
            "ln -s \"/usr/lib/llvm-$PERF_LLVM_VERSION/bin/$name\" \"/usr/bin/$name\"",
            "PERF_LLVM_VERSION=14",
        ],
    ),
    (
        "iree",
        "mmperf",
        &[
            "MKL_DIR=/opt/intel/mkl",
            "MMPERF_REPO_DIR=",
            "/usr/nvvm/libdevice/libdevice.10.bc",
            "intel-mkl-64bit-2018.2-046",
        ],
    ),
    ("iree", "convperf", &["CONVPERF_REPO_DIR=", "libomp-${PERF_LLVM_VERSION}-dev"]),
    ("iree", "android", &["ANDROID_NDK=/usr/src/android-ndk-${NDK_VERSION}", "NDK_VERSION=r25b"]),
    ("iree", "gradle-android", &["ANDROID_SDK_ROOT=", "ANDROID_HOME=", "ANDROID_NDK=", "openjdk-${JDK_VERSION}-jdk"]),
    (
        "iree",
        "emscripten",
        &[
            "EMSDK=/emsdk",
            "EM_DATA=/emsdk/.data",
            "EM_CONFIG=/emsdk/.emscripten",
            "EM_CACHE=/emsdk/.data/cache",
            "EM_PORTS=/emsdk/.data/ports",
            "/emsdk/upstream/emscripten:",
        ],
    ),
    (
        "iree",
        "riscv",
        &[
            "RISCV_RV64_LINUX_TOOLCHAIN_ROOT=/usr/src/toolchain_iree",
            "RISCV_RV32_NEWLIB_TOOLCHAIN_ROOT=/usr/src/toolchain_iree_rv32imf",
            "QEMU_RV64_BIN=/usr/src/qemu-riscv/qemu-riscv64",
            "QEMU_RV32_BIN=/usr/src/qemu-riscv/qemu-riscv32",
        ],
    ),
    ("iree", "nvidia", &["/usr/local/cuda/bin"]),
    ("iree", "swiftshader", &["VK_ICD_FILENAMES=/swiftshader/vk_swiftshader_icd.json"]),
    ("iree", "frontends-swiftshader", &["VK_ICD_FILENAMES=/swiftshader/vk_swiftshader_icd.json", "COPY --from="]),
    ("iree", "samples", &["numpy", "matplotlib", "bottleneck", "tensorflow==2.12.0", "tensorflow_hub==0.13.0"]),
    (
        "iree",
        "shark",
        &[
            "TZ=UTC",
            "VULKAN_SDK=/opt/vulkan-sdk/${VULKAN_SDK_VERSION}/x86_64",
            "VULKAN_SDK_VERSION=1.2.154.0",
            "CUDNN_VERSION=8.7.0.84",
        ],
    ),
    // ROCm/TheRock, 2026-08
    (
        "therock",
        "build_manylinux-rocm",
        &[
            "manylinux_2_28_x86_64@sha256:d632b5e68ab39e59e128dcf0e59e438b26f122d7f2d45f3eea69ffd2877ab017",
            "/usr/local/therock-tools/bin:",
            "/opt/python/cp312-cp312/bin:",
            "setuptools==69.1.1",
            "wheel==0.46.2",
            "CppHeaderParser==2.7.4",
            "meson==1.7.0",
            "tomli==2.2.1",
            "PyYAML==6.0.2",
            "dvc[s3]==3.67.1",
            "aiobotocore==3.4.0",
            "RUSTUP_HOME=/usr/local/rustup",
            "CARGO_HOME=/usr/local/cargo",
            "DEVTOOLSET_ROOTPATH=/opt/rh/gcc-toolset-${GCC_TOOLSET}/root",
            "LIBRARY_PATH=",
            "LD_LIBRARY_PATH=",
            "GCC_TOOLSET=13",
            "CMAKE_VERSION=3.27.9",
            "NINJA_VERSION=1.12.1",
            "texinfo",
            "flex",
            "vim-common",
            "git-lfs",
            "safe.directory",
        ],
    ),
    (
        "therock",
        "build_manylinux-rccl",
        &["hwloc-devel", "numactl-devel", "libevent-devel", "PKG_CONFIG_PATH=", "OPENMPI_VERSION=5.0.8"],
    ),
    (
        "therock",
        "no_rocm_image_ubuntu24_04",
        &[
            "FROM ubuntu:24.04",
            "USER tester",
            "WORKDIR /home/tester",
            "ppa:git-core/ppa",
            "libgfortran5",
            "psmisc",
            "valgrind",
            "lld",
            "python3-setuptools",
            "python3-wheel",
        ],
    ),
    ("therock", "no_rocm_image_ubuntu24_04_rocgdb", &["dejagnu", "gfortran", "USER tester"]),
    ("therock", "no_rocm_image_ubuntu24_04_ocl_rt", &["ocl-icd-libopencl1", "ocl-icd-opencl-dev", "strace"]),
    (
        "therock",
        "no_rocm_image_ubuntu24_04_media",
        &["libavcodec-dev", "libavformat-dev", "libavutil-dev", "pkg-config"],
    ),
    ("therock", "no_rocm_image_ubuntu24_04_openmpi", &["libopenmpi-dev", "openmpi-bin"]),
    (
        "therock",
        "no_rocm_image_ubi10",
        &[
            "ubi10/ubi:10.1",
            "USER tester",
            "WORKDIR /home/tester",
            "libquadmath",
            "libatomic",
            "python-unversioned-command",
        ],
    ),
    // interTwin-eu/itwinai, env-files, 2026-02-23
    (
        "itwinai",
        "torch-skinny",
        &[
            "FROM ubuntu:24.04",
            "UV_NO_CACHE=1",
            "VIRTUAL_ENV=/app/.venv",
            "/app/.venv/bin:",
            "TORCH_ENV=/app/.venv",
            "WORKDIR /app",
            "wget",
            "curl",
            "pytest-xdist",
            "psutil",
            "/whl/cu${CUDA_VERSION_MAJOR}${CUDA_VERSION_MINOR}",
        ],
    ),
    (
        "itwinai",
        "torch-slim",
        &[
            "nvidia/cuda:${CUDA_VERSION}-devel-ubuntu24.04",
            "HOROVOD_WITH_PYTORCH=1",
            "HOROVOD_WITHOUT_TENSORFLOW=1",
            "HOROVOD_WITHOUT_MXNET=1",
            "HOROVOD_MPI_THREADS_DISABLE=1",
            "HOROVOD_CPU_OPERATIONS=MPI",
            "HOROVOD_GPU_ALLREDUCE=NCCL",
            "HOROVOD_NCCL_LINK=SHARED",
            "CMAKE_CXX_STANDARD=17",
            "DS_BUILD_UTILS=1",
            "DS_BUILD_AIO=1",
            "DS_BUILD_STOCHASTIC_TRANSFORMER=0",
            "DS_BUILD_TRANSFORMER_INFERENCE=0",
            "mpi4py",
            "DEEPSPEED_VERSION=0.16.8",
            "HOROVOD_COMMIT=3a31d93",
            "PYTHONNOUSERSITE=1",
            "PYTHONPATH=",
            "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
            "UV_NO_CACHE=1",
            "UV_PYTHON=/opt/venv/bin/python",
            "/opt/venv/bin:",
            "python3-mpi4py",
            "libopenmpi-dev",
        ],
    ),
    (
        "itwinai",
        "jlab-slim",
        &[
            "quay.io/jupyter/minimal-notebook:python-${PYTHON_VERSION}",
            "DEBIAN_FRONTEND=noninteractive",
            "PYTHONUNBUFFERED=1",
            "PIP_NO_CACHE_DIR=1",
            "PYTHONPATH=",
            "PAGER=cat",
            "UV_SYSTEM_PYTHON=true",
            "UV_NO_CACHE=1",
            "JUPYTER_ENABLE_LAB=yes",
            "software-properties-common",
            "wget",
            "voms-clients-java",
            "jupyterhub==5.2.1",
            "jupyterlab>=4.1,<4.2",
            "notebook>=7.0.0",
            "rucio-jupyterlab",
            "CMD [\"start-notebook.sh\"]",
        ],
    ),
    (
        "itwinai",
        "tensorflow",
        &[
            "nvcr.io/nvidia/tensorflow:24.08-tf2-py3",
            "DEBIAN_FRONTEND=noninteractive",
            "PYTHONPATH=",
            "dot2tex",
            "tf_keras==",
            "prov4ml[nvidia]@git+https://github.com/matbun/ProvML@v0.0.1",
        ],
    ),
    // ucsd-ets/datahub-docker-stack, 2035e52, 2026-05-15
    (
        "datahub",
        "datascience-notebook",
        &[
            "DEBIAN_FRONTEND=noninteractive",
            "DEBCONF_NOWARNINGS=yes",
            "NBGRADER_COURSEID=NA",
            "JUPYTERHUB_USER=jovyan",
            "JUPYTERHUB_VERSION=4.1.5",
            "jupyter_server==2.14.2",
            "nbgrader==0.9.3",
            "jupyterlab==4.2.4",
            "nbconvert==7.16.4",
            "notebook==7.2.1",
            "nbclassic==1.1.0",
            "pandas==3.0.3",
            "statsmodels==0.14.6",
            "bottleneck==1.4.2",
            "numexpr==2.14.1",
            "uv",
            "netcat-openbsd",
            "p7zip-full",
            "USER jovyan",
            "WORKDIR /home/jovyan",
        ],
    ),
    (
        "datahub",
        "rstudio-notebook",
        &[
            "SHELL=/bin/bash",
            "LD_LIBRARY_PATH=/opt/conda/lib:/usr/lib/x86_64-linux-gnu",
            "/usr/lib/rstudio-server/bin",
            "RSTUDIO_VERSION=2024.09.1-394",
            "jupyter-rsession-proxy",
            "ssh ssh-add ssh-agent ssh-copy-id ssh-keygen ssh-keyscan sshd git",
            "conda init bash",
            "USER jovyan",
        ],
    ),
    (
        "datahub",
        "scipy-ml-notebook-cuda126",
        &[
            "libncurses.so.6 /usr/lib/x86_64-linux-gnu/libncurses.so.5",
            "libtinfo5",
            ":/usr/local/nvidia/bin:/opt/conda/bin",
            "TORCH_VERSION=2.6.0",
            "TENSORFLOW_VERSION=2.18.0",
            "keras==3.9.0",
            "nvidia-cudnn-cu12==9.5.1.17",
            "tensorrt==10.7.0",
            "protobuf==3.20.3",
            "torchvision",
            "torchaudio",
            "transformers",
            "timm",
            "USER jovyan",
        ],
    ),
    // the same, 42158c8, 2021-10-01
    (
        "datahub-v1",
        "datahub-base-notebook-py39",
        &[
            "jupyterhub==${JUPYTERHUB_VERSION}",
            "JUPYTERHUB_VERSION=1.4.1",
            "PYTHON_VERSION=3.9.5",
            "nbconvert==5.6.1",
            "nltk",
            "rise",
            "USER jovyan",
            "WORKDIR /home/jovyan",
        ],
    ),
    ("datahub-v1", "datascience-notebook-py39", &["dpkt", "nose", "datascience", "SHELL=/bin/bash"]),
    (
        "datahub-v1",
        "scipy-ml-notebook-py39",
        &[
            "cudatoolkit=11.2",
            "cudnn",
            "nccl",
            "tensorflow-gpu==2.6",
            "TORCH_VERSION=1.9.0",
            "TORCH_CUDA=cu111",
            "ln -s /usr/local/nvidia/bin/nvidia-smi",
            "$PATH:/usr/local/nvidia/bin",
            "libtinfo5",
        ],
    ),
    // what PyTorch's and AMD's indexes have: the catalogue's sources
    (
        "torch",
        "torch-devel-3-12-cu126",
        &[
            "nvidia/cuda:12.6.3-devel-ubuntu24.04",
            "TORCH=2.14.1",
            "TORCHVISION=0.29.1",
            "TORCHAUDIO=2.11.0",
            "TORCH_INDEX=https://download.pytorch.org/whl/cu126",
        ],
    ),
    (
        "torch",
        "torch-devel-3-12-rocm7-2",
        &["rocm/dev-ubuntu-24.04:7.2.4-complete", "TORCH_INDEX=https://download.pytorch.org/whl/rocm7.2"],
    ),
];

#[test]
fn the_examples_have_what_the_originals_have() {
    let mut missing = Vec::new();
    for (example, target, facts) in FACTS {
        let stack = named(example);
        let plan = stack.plan();
        let Some(id) = plan.by_target(target) else {
            missing.push(format!("{example}: no build is called {target}"));
            continue;
        };
        let build = plan.build(id);
        let files = imgc::emit(&plan);
        let text = plain(&files[&plan.dockerfile(build).path]);
        let lacks = |fact: &&&str| !has(build, &text, fact);
        missing.extend(facts.iter().filter(lacks).map(|fact| format!("{example}: {target} lacks {fact}")));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Whether a Dockerfile says something, or its build gives an arg that value.
fn has(build: &Build, text: &str, fact: &str) -> bool {
    let arg = fact.split_once('=').and_then(|(name, value)| Some((build.args.get(name)?, value)));
    whole(text, fact)
        || build.from == fact.trim_start_matches("FROM ")
        || build.from == fact
        || arg.is_some_and(|(given, value)| given.to_string() == value)
}

/// Whether a text has words that do not go on: `CC=clang` is not in `CC=clang-14`.
fn whole(text: &str, words: &str) -> bool {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || "._-+/".contains(c);
    let ends = !words.ends_with(goes_on);
    text.match_indices(words).any(|(at, _)| ends || !text[at + words.len()..].starts_with(goes_on))
}

/// Without the quotes of `ENV`.
fn plain(text: &str) -> String {
    let line = |line: &str| match line.trim_start().strip_prefix("ENV ").unwrap_or(line.trim_start()).split_once("=\"")
    {
        Some((name, _)) if name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_') => {
            line.replace('"', "")
        }
        _ => line.to_string(),
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

#[test]
fn every_example_of_a_real_system_says_what_differs() {
    for example in ["datahub", "datahub-v1", "iree", "iree-base", "itwinai", "therock"] {
        let path = crate::family::repository().join("examples").join(example).join("README.md");
        let text = std::fs::read_to_string(path).expect("it has a README");
        let (_, table) = text.split_once("## What differs\n").unwrap_or_else(|| panic!("{example} does not say it"));
        let rows = table.lines().skip(1).take_while(|line| line.starts_with('|')).skip(2).count();
        assert!(rows >= 4, "{example}: {rows}");
    }
}
