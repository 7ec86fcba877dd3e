//! What stands in an image, a stage and a component, beside steps.

use super::download::DOWNLOAD;
use super::linux::MANYLINUX;
use super::row::{Body, Context, Kind, Row, any, maybe, one, property, several};
use super::top::{ALLOW, CONDITIONS as ALL_CONDITIONS, EXCLUDE, ONLY, PLATFORMS, TEST};

pub const CONDITIONS: &[Row] = ALL_CONDITIONS;

/// What defines builds: never under a condition.
pub const DEFINITIONS: &[Row] = &[
    Row::new("axis", "an axis of this image: the parent's or the stack's, a part of it, or its own")
        .doc("With no value: as the parent has it, with the parent's excludes, else as the stack has it. With values of a \
              shared axis: a part of that. Otherwise the axis is the image's own.")
        .takes(&[one("NAME", Kind::Name), any("VALUE", Kind::Name)])
        .holds(Context::ImageAxis)
        .many()
        .example("axis \"python\" \"3.11\" \"3.12\""),
    Row::new("variant", "a named alternative of this image: a value of its axis `variant`")
        .takes(&[one("NAME", Kind::Name)])
        .holds(Context::ImageValueBody)
        .many()
        .example("variant \"cpu\" { name \"\"; from \"ubuntu:24.04\" }"),
    EXCLUDE,
    ONLY,
    Row::new("repository", "where the image is published, below each registry; its name unless said").example("repository \"rocm-core\"").takes(&[one("PATH", Kind::Template)]),
];

pub const METADATA: &[Row] = &[
    Row::new("title", "the image's title").example("title \"Base\"").takes(&[one("TEXT", Kind::Template)]),
    Row::new("description", "one line on the image").example("description \"What other images start from\"").takes(&[one("TEXT", Kind::Template)]),
    Row::new("version", "the image's version").example("version \"2.1.0\"").takes(&[one("VERSION", Kind::Template)]),
    Row::new("internal", "built, but never published").example("internal").takes(&[maybe("YES", Kind::Boolean)]),
    Row::new("role", "the roles whose rules hold for this image").example("role \"runtime\"").takes(&[several("NAME", Kind::Name)]).many(),
    PLATFORMS,
    Row::new("context", "the folder that copies come from, or a further one with a name")
        .doc("With one argument: the build's own context, relative to the file that says it; that file's folder unless said. \
              With two: a name, and a folder or anything that Bake takes as a context. With `image=`: a reference that an \
              adopted Dockerfile names, and the image of the stack that it gets there.")
        .takes(&[one("NAME|FOLDER", Kind::Template), maybe("REF", Kind::Template)])
        .properties(&[property("image", Kind::Name, "another image of the stack, in place of what is named so")])
        .open(Kind::Template)
        .many()
        .example("context \"../..\""),
    Row::new("label", "labels").open(Kind::Docker).many().example("label org.opencontainers.image.title=\"Base\""),
    Row::new("info-cmds", "the info commands that run on this image")
        .takes(&[any("NAME", Kind::Name)])
        .properties(&[property("inherit", Kind::Boolean, "the parent's too")])
        .body(Body::Words(Kind::Name))
        .many()
        .example("info-cmds \"std/os-release\" \"PY_VER\""),
    Row::new("tags", "the image's own tags, beside the stack's").example("tags replace=#true { tag \"nightly\" }")
        .properties(&[property("replace", Kind::Boolean, "instead of the stack's")])
        .holds(Context::Tags)
        .many(),
    ALLOW,
    RUN_OPTIONS.properties(&[property("inherit", Kind::Boolean, "after those of the parent")]),
    Row::new("bake", "an attribute of the Bake target, as it is")
        .takes(&[one("KEY", Kind::Name), several("VALUE", Kind::Any)])
        .many()
        .example("bake \"shm-size\" \"1g\""),
    TEST,
];

pub const FROM: Row = Row::new("from", "what the image is built on")
    .doc("A reference, another image of the stack (`image=`, with values for axes of it that this image has not), a stage, or \
          `\"scratch\"`.")
    .takes(&[maybe("REFERENCE", Kind::Docker)])
    .properties(&[
        property("image", Kind::Name, "another image of the stack"),
        property("stage", Kind::Name, "a stage before this"),
        property("distro", Kind::Name, "the distribution, where the reference does not tell: `ubuntu24.04`"),
    ])
    .open(Kind::Template)
    .many()
    .example("from \"debian:bookworm-slim\"");

pub const RUN_OPTIONS: Row = Row::new("run-options", "how a container must be started")
    .takes(&[any("OPTION", Kind::Template)])
    .body(Body::Words(Kind::Template))
    .many()
    .example("run-options \"--gpus=all\"");

const GPU: Row = Row::new("gpu", "marks the build as one for a GPU of this family")
    .doc("With a release, as in `cuda=\"12.6\"`, it is for that; with a distribution too, it gives the base.")
    .takes(&[one("FAMILY", Kind::Name)])
    .properties(&[
        property("target", Kind::Template, "what it is compiled for, as in `sm_90` or `gfx942`"),
        property(
            "manylinux",
            Kind::Template,
            "the base is that of this manylinux policy; `tag=` and `python=` are then as those of `manylinux`",
        ),
    ])
    .open(Kind::Template)
    .holds(Context::GpuNode)
    .example("gpu \"nvidia\" cuda=\"12.6\"");

pub const GPU_BODY: &[Row] = &[Row::new("target", "what it is compiled for, where that is several")
    .takes(&[several("TARGET", Kind::Template)])
    .many()
    .example("target \"gfx942\" \"gfx950\"")];

pub const IMAGE_VALUE_BODY: &[Row] = &[FROM, MANYLINUX, GPU];

pub const IMAGE_AXIS: &[Row] = &[Row::new("value", "a value of the axis")
    .example("value \"3.12\" { name \"py312\" }")
    .takes(&[one("NAME", Kind::Name)])
    .holds(Context::ImageValueBody)
    .many()];

pub const PARTS: &[Row] = &[
    FROM,
    MANYLINUX,
    GPU,
    Row::new("dockerfile", "adopts an existing Dockerfile, in place of `from` and steps")
        .doc("`context \"DIR\"` beside it is what `docker build DIR` was given; the folder of the stack's file unless said. \
              `context REFERENCE image=\"…\"` puts an image of the stack in the place of a base that it names, and `arg NAME \
              image=\"…\"` makes it the value of an `ARG`; `arg NAME \"…\"` sets another. Tests, tags, platforms and plans are those of every image.")
        .takes(&[one("PATH", Kind::Plain)])
        .properties(&[property("target", Kind::Name, "the stage that is the image")])
        .many()
        .example("dockerfile \"images/base/Dockerfile\""),
    STAGE_NODE,
    DOWNLOAD,
];

const STAGE_NODE: Row = Row::new("stage", "a build stage before the final one")
    .takes(&[one("NAME", Kind::Name)])
    .holds(Context::Stage)
    .many()
    .example("stage \"build\" {\n    from \"golang:1.25\"\n    run \"go build -o /app .\"\n}");

pub const STAGE: &[Row] = &[FROM, MANYLINUX];

pub const COMPONENT: &[Row] = &[
    Row::new("description", "what it installs, in a sentence or two")
        .takes(&[one("TEXT", Kind::Plain)])
        .example("description \"The tool, as its makers release it.\""),
    Row::new("example", "a use of it, for its page")
        .takes(&[one("STEPS", Kind::Plain)])
        .example("example #\"use \"tool\" version=\"2.1.0\"\"#"),
    Row::new("distros", "the distributions that it is for; any unless said")
        .doc("Elsewhere a `use` of it is an error.")
        .takes(&[several("GLOB", Kind::Glob)])
        .example("distros \"debian*\" \"ubuntu*\""),
    Row::new("param", "a parameter")
        .doc("One without a default must be given. A default `#false` makes a switch that `in` can ask for.")
        .takes(&[one("NAME", Kind::Name), maybe("DEFAULT", Kind::Any)])
        .properties(&[
            property("type", Kind::Choice(&["text", "version", "path", "package", "url", "switch"]), "what it is"),
            property("list", Kind::Boolean, "it takes any number of values"),
            property("doc", Kind::Plain, "what it is for, for the component's page"),
        ])
        .holds(Context::Param)
        .many()
        .example("param \"version\" \"3.27.9\" type=\"version\""),
    STAGE_NODE,
    DOWNLOAD,
];

pub const PARAM: &[Row] = &[Row::new("one-of", "the values that it may have")
    .example("one-of \"gcc\" \"clang\"")
    .takes(&[several("VALUE", Kind::Plain)])];
