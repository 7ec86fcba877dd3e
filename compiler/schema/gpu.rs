//! Rows of the catalogue of GPUs: families, their releases, and the bases that each has.

use super::row::{Context, Kind, Row, one, property, several};

pub const GPU_FAMILY: Row = Row::new("gpu-family", "a family of GPUs")
    .doc("The catalogue of `std` has `nvidia` and `rocm`.")
    .takes(&[one("NAME", Kind::Name)])
    .properties(&[
        property("release", Kind::Name, "the property of `gpu` that names a release, as in `cuda`"),
        property("toolkit", Kind::Name, "what there are releases of, as people call it: `CUDA`"),
        property("source", Kind::Plain, "where this was read"),
        property("date", Kind::Date, "when that was true"),
    ])
    .holds(Context::GpuFamily)
    .many()
    .example("gpu-family \"acme\" release=\"version\" { run-options \"--device=/dev/acme\" }");

pub const GPU_RELEASE: Row = Row::new("gpu-release", "a release of a GPU family, and its bases")
    .doc("One of the stack's own comes before that of `std` with the same version.")
    .takes(&[one("FAMILY", Kind::Name), one("VERSION", Kind::Name)])
    .properties(&[
        property("driver", Kind::Name, "the driver that it brings, as in `560.35.05`"),
        property("released", Kind::Date, "the day that it came out"),
        property("confidence", Kind::Choice(&["high", "medium", "low"]), "how sure this is"),
        property("source", Kind::Plain, "where this was read"),
        property("date", Kind::Date, "when that was true"),
        property("note", Kind::Plain, "what else is to be known of it"),
    ])
    .holds(Context::GpuRelease)
    .many()
    .example("gpu-release \"nvidia\" \"12.6.4\" {\n    base \"nvidia/cuda:12.6.4-{flavor}-{distro}\" { flavor \"base\"; distro \"ubuntu24.04\" }\n}");

pub const FAMILY: &[Row] = &[
    super::image::RUN_OPTIONS,
    Row::new("env", "variables that an image sets where its base is none of the family's")
        .open(Kind::Template)
        .many()
        .example("env NVIDIA_VISIBLE_DEVICES=\"all\""),
    Row::new("base", "repositories whose images set these variables themselves, beside the bases of releases")
        .takes(&[several("GLOB", Kind::Glob)])
        .many()
        .example("base \"nvcr.io/nvidia/**\""),
    Row::new("written", "words that name a release: in the address of an index, in a tag, behind the `+` of a version")
        .doc("`{major}` and `{minor}` stand for its numbers. What disagrees with the build's release is told: `gpu-mismatch`.")
        .takes(&[several("WORD", Kind::Plain)])
        .many()
        .example("written \"cu{major}{minor}\" \"cuda{major}.{minor}\""),
    Row::new("package-name", "packages of distributions whose names say which release they are of")
        .doc("`{major}` and `{minor}` stand for its numbers, `*` for any text.")
        .takes(&[several("NAME", Kind::Plain)])
        .many()
        .example("package-name \"cuda-toolkit-{major}-{minor}\""),
    Row::new("pypi-name", "Python packages whose wheels on PyPI are for this family")
        .doc("In a build for another GPU, one that comes from PyPI is told: `pypi-wheels`.")
        .takes(&[several("GLOB", Kind::Glob)])
        .many()
        .example("pypi-name \"torch\" \"cupy-cuda*\""),
    Row::new("conda-name", "packages of Conda that bring the family's toolkit")
        .doc("In a build for another GPU they are told: `pypi-wheels`.")
        .takes(&[several("GLOB", Kind::Glob)])
        .many()
        .example("conda-name \"cudatoolkit\""),
    Row::new("driver", "the least driver on which every release of a major version runs")
        .takes(&[one("MAJOR", Kind::Name), one("VERSION", Kind::Name)])
        .many()
        .example("driver \"12\" \"525.60.13\""),
    Row::new("target", "a kind of GPU that releases compile for")
        .takes(&[one("NAME", Kind::Name)])
        .properties(&[
            property("products", Kind::Plain, "what is sold with it"),
            property("families", Kind::Plain, "what the maker calls the builds that hold it; separated by blanks"),
            property("extra", Kind::Name, "what pip calls its libraries, as in `rocm[device-gfx942]`"),
            property("status", Kind::Name, "how far the maker supports it"),
        ])
        .many()
        .example("target \"gfx942\" products=\"MI300X\" families=\"gfx94X-dcgpu\" extra=\"device-gfx942\""),
];

pub const RELEASE: &[Row] = &[
    Row::new("targets", "the kinds of GPU that it compiles for")
        .takes(&[several("TARGET", Kind::Name)])
        .example("targets \"sm_80\" \"sm_90\""),
    Row::new("index", "where its packages are")
        .takes(&[several("URL", Kind::Plain)])
        .example("index \"https://repo.amd.com/rocm/whl-multi-arch/\""),
    Row::new("base", "a base; `{name}` stands for a property of `gpu`")
        .doc("A property, or a list in braces, says which values there are.")
        .takes(&[one("REFERENCE", Kind::Plain)])
        .open(Kind::Name)
        .holds(Context::GpuBase)
        .many()
        .example("base \"nvidia/cuda:12.6.3-cudnn-{flavor}-ubuntu24.04\" cudnn=\"9.5.1\" distro=\"ubuntu24.04\" { flavor \"runtime\" \"devel\" }"),
];

pub const BASE: &[Row] = &[
    Row::new("flavor", "what it brings").takes(&[several("VALUE", Kind::Name)]).example("flavor \"runtime\" \"devel\""),
    Row::new("distro", "distributions that it is there for")
        .takes(&[several("VALUE", Kind::Name)])
        .example("distro \"ubuntu24.04\""),
    Row::new("platforms", "platforms that it is there for")
        .takes(&[several("PLATFORM", Kind::Plain)])
        .example("platforms \"linux/amd64\""),
];
