//! Rows of frameworks: what an image says of them, and their releases.

use super::row::{Context, Kind, Property, Row, maybe, one, property, several};

const PYTHON: [Property; 1] = [property("python", Kind::Template, "the Python that it is for, as in `3.12`: checked")];

/// `torch VERSION` and `tensorflow VERSION`, in an image or in the body of a value.
pub const FRAMEWORKS: &[Row] = &[
    Row::new("torch", "the release of PyTorch that this image is for")
        .doc("It sets the args `TORCH`, `TORCHVISION`, `TORCHAUDIO` and `TORCH_INDEX`, the index of the wheels for the GPU of the \
              build, or for none. `2.6` is the newest of 2.6. What has no wheels is an error.")
        .takes(&[one("VERSION", Kind::Template)])
        .properties(&PYTHON)
        .example("torch \"2.14\" python=\"3.12\""),
    Row::new("tensorflow", "the release of TensorFlow that this image is for")
        .doc("It sets the arg `TENSORFLOW`. A CUDA or cuDNN that it was not built for is an error.")
        .takes(&[one("VERSION", Kind::Template)])
        .properties(&PYTHON)
        .example("tensorflow \"2.18\""),
];

pub const FRAMEWORK_RELEASE: Row = Row::new("framework-release", "a release of a framework, and its wheels")
    .doc("One of the stack's own comes before that of `std` with the same version.")
    .takes(&[one("FRAMEWORK", Kind::Choice(&["torch", "tensorflow"])), one("VERSION", Kind::Name)])
    .properties(&[
        property("source", Kind::Plain, "where this was read"),
        property("date", Kind::Date, "when that was true"),
        property("confidence", Kind::Choice(&["high", "medium", "low"]), "how sure it is"),
    ])
    .holds(Context::FrameworkRelease)
    .many()
    .example("framework-release \"torch\" \"2.16.0\" {\n    with torchvision=\"0.31.0\"\n    wheels \"nvidia\" \"13.4\" index=\"https://download.pytorch.org/whl/cu134\"\n}");

pub const RELEASE: &[Row] = &[
    Row::new("with", "what is released together with it, and in which version")
        .open(Kind::Name)
        .example("with torchvision=\"0.21.0\" torchaudio=\"2.6.0\""),
    Row::new("python", "the Pythons that it has wheels for")
        .takes(&[several("VERSION", Kind::Name)])
        .example("python \"3.11\" \"3.12\""),
    Row::new("wheels", "the wheels for a release of a GPU family, or for `cpu`")
        .doc("A further property is a library of the base, as in `cudnn=`.")
        .takes(&[one("FAMILY|cpu", Kind::Name), maybe("RELEASE", Kind::Name)])
        .properties(&[
            property("index", Kind::Plain, "the package index that has them"),
            property("newer", Kind::Boolean, "they also run on newer releases of the same major version"),
        ])
        .open(Kind::Name)
        .holds(Context::Wheels)
        .many()
        .example("wheels \"rocm\" \"7.2\" index=\"https://download.pytorch.org/whl/rocm7.2\""),
];

pub const WHEELS: &[Row] = &[Row::new("platforms", "the platforms that they are for; any unless said")
    .takes(&[several("PLATFORM", Kind::Plain)])
    .example("platforms \"linux/amd64\"")];
