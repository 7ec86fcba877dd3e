//! The standard library: KDL files that every stack sees without an import, as `<std>/…`.

/// Names below `stdlib/`, and their texts, sorted.
pub static FILES: &[(&str, &str)] = &[
    ("components/apt-llvm.kdl", include_str!("../stdlib/components/apt-llvm.kdl")),
    ("components/awscli.kdl", include_str!("../stdlib/components/awscli.kdl")),
    ("components/bazel.kdl", include_str!("../stdlib/components/bazel.kdl")),
    ("components/ca-certificates.kdl", include_str!("../stdlib/components/ca-certificates.kdl")),
    ("components/ccache.kdl", include_str!("../stdlib/components/ccache.kdl")),
    ("components/clang.kdl", include_str!("../stdlib/components/clang.kdl")),
    ("components/cmake.kdl", include_str!("../stdlib/components/cmake.kdl")),
    ("components/code-server.kdl", include_str!("../stdlib/components/code-server.kdl")),
    ("components/gcc-toolset.kdl", include_str!("../stdlib/components/gcc-toolset.kdl")),
    ("components/gh.kdl", include_str!("../stdlib/components/gh.kdl")),
    ("components/git-lfs.kdl", include_str!("../stdlib/components/git-lfs.kdl")),
    ("components/git.kdl", include_str!("../stdlib/components/git.kdl")),
    ("components/go.kdl", include_str!("../stdlib/components/go.kdl")),
    ("components/googletest.kdl", include_str!("../stdlib/components/googletest.kdl")),
    ("components/jdk.kdl", include_str!("../stdlib/components/jdk.kdl")),
    ("components/jupyterlab.kdl", include_str!("../stdlib/components/jupyterlab.kdl")),
    ("components/locale.kdl", include_str!("../stdlib/components/locale.kdl")),
    ("components/micromamba.kdl", include_str!("../stdlib/components/micromamba.kdl")),
    ("components/mold.kdl", include_str!("../stdlib/components/mold.kdl")),
    ("components/ninja.kdl", include_str!("../stdlib/components/ninja.kdl")),
    ("components/node.kdl", include_str!("../stdlib/components/node.kdl")),
    ("components/openmpi.kdl", include_str!("../stdlib/components/openmpi.kdl")),
    ("components/patchelf.kdl", include_str!("../stdlib/components/patchelf.kdl")),
    ("components/pythons.kdl", include_str!("../stdlib/components/pythons.kdl")),
    ("components/rstudio.kdl", include_str!("../stdlib/components/rstudio.kdl")),
    ("components/rust.kdl", include_str!("../stdlib/components/rust.kdl")),
    ("components/sccache.kdl", include_str!("../stdlib/components/sccache.kdl")),
    ("components/software-rendering.kdl", include_str!("../stdlib/components/software-rendering.kdl")),
    ("components/timezone.kdl", include_str!("../stdlib/components/timezone.kdl")),
    ("components/ucx.kdl", include_str!("../stdlib/components/ucx.kdl")),
    ("components/user.kdl", include_str!("../stdlib/components/user.kdl")),
    ("components/uv.kdl", include_str!("../stdlib/components/uv.kdl")),
    ("components/venv.kdl", include_str!("../stdlib/components/venv.kdl")),
    ("components/vulkan.kdl", include_str!("../stdlib/components/vulkan.kdl")),
    ("distributions.kdl", include_str!("../stdlib/distributions.kdl")),
    ("info.kdl", include_str!("../stdlib/info.kdl")),
    ("manylinux.kdl", include_str!("../stdlib/manylinux.kdl")),
    ("nvidia.kdl", include_str!("../stdlib/nvidia.kdl")),
    ("rocm.kdl", include_str!("../stdlib/rocm.kdl")),
    ("roles.kdl", include_str!("../stdlib/roles.kdl")),
    ("tensorflow.kdl", include_str!("../stdlib/tensorflow.kdl")),
    ("torch.kdl", include_str!("../stdlib/torch.kdl")),
];

/// The component that a file is for; `None` for tables, roles and info commands.
pub fn component_in(file: &str) -> Option<String> {
    let name = file.strip_prefix("components/")?.strip_suffix(".kdl")?;
    Some(format!("std/{name}"))
}

/// The name of every component.
pub fn components() -> impl Iterator<Item = String> {
    FILES.iter().filter_map(|(file, _)| component_in(file))
}
