//! Rows of the catalogue of GPUs: families, their releases, and the bases that each has.

use super::row::{Context, Kind, Row, one, property, several};

pub const GPU_FAMILY: Row = Row::new("gpu-family", "a family of GPUs")
    .doc("The catalogue of `std` has `nvidia` and `rocm`.")
    .takes(&[one("NAME", Kind::Name)])
    .properties(&[
        property("release", Kind::Name, "the property of `gpu` that names a release, as in `cuda`"),
        property("toolkit", Kind::Name, "what there are releases of, as people call it: `CUDA`"),
    ])
    .holds(Context::GpuFamily)
    .many()
    .example("gpu-family \"acme\" release=\"version\" { run-options \"--device=/dev/acme\" }");

pub const GPU_RELEASE: Row = Row::new("gpu-release", "a release of a GPU family, and its bases")
    .doc("One of the stack's own comes before that of `std` with the same version.")
    .takes(&[one("FAMILY", Kind::Name), one("VERSION", Kind::Name)])
    .properties(&[
        property("driver", Kind::Name, "the driver that it brings, as in `560.35.05`"),
        property("source", Kind::Plain, "where this was read"),
        property("date", Kind::Name, "when that was true"),
    ])
    .holds(Context::GpuRelease)
    .many()
    .example("gpu-release \"nvidia\" \"12.6.4\" {\n    base \"nvidia/cuda:12.6.4-{flavor}-{distro}\" { flavor \"base\"; distro \"ubuntu24.04\" }\n}");

pub const FAMILY: &[Row] = &[super::image::RUN_OPTIONS];

pub const RELEASE: &[Row] = &[Row::new("base", "a base; `{name}` stands for a property of `gpu`")
    .doc("A property, or a list in braces, says which values there are.")
    .takes(&[one("REFERENCE", Kind::Plain)])
    .open(Kind::Name)
    .holds(Context::GpuBase)
    .many()
    .example("base \"nvidia/cuda:12.6.3-cudnn-{flavor}-ubuntu24.04\" cudnn=\"9.5.1\" distro=\"ubuntu24.04\" { flavor \"runtime\" \"devel\" }")];

pub const BASE: &[Row] = &[
    Row::new("flavor", "what it brings").takes(&[several("VALUE", Kind::Name)]).example("flavor \"runtime\" \"devel\""),
    Row::new("distro", "distributions that it is there for")
        .takes(&[several("VALUE", Kind::Name)])
        .example("distro \"ubuntu24.04\""),
    Row::new("platforms", "platforms that it is there for")
        .takes(&[several("PLATFORM", Kind::Plain)])
        .example("platforms \"linux/amd64\""),
];
