//! What stands at the top of a stack's files, and in the nodes there.

use super::row::{Body, Context, Kind, Row, any, maybe, one, property, several};

pub const TOP: &[Row] = &[
    Row::new("stack", "the stack itself: what is true of all its images")
        .takes(&[one("NAME", Kind::Name)])
        .holds(Context::Stack)
        .example("stack \"acme\" {\n    registry \"ghcr.io/acme\"\n}"),
    Row::new("include", "further files of the stack")
        .doc("Paths are relative to the file that says it, and stay below the stack's `root`. A plain union: nothing may be defined \
              twice, and the order of files only matters for the values of axes. A path without a glob must exist.")
        .takes(&[several("GLOB", Kind::Glob)])
        .many()
        .example("include \"images/*.kdl\""),
    Row::new("arg", "a value that steps, references and tags can use")
        .doc("At the top level it is there for all images, and written only to Dockerfiles that use it. It can be set from \
              outside when building (as a Bake variable of its name) unless a tag, a reference, a selector or a version part \
              depends on it; then `--set NAME=VALUE` and compiling again changes it.")
        .takes(&[one("NAME", Kind::Name), maybe("VALUE", Kind::Template)])
        .properties(&[property("image", Kind::Name, "the published reference of another image of the stack")])
        .open(Kind::Template)
        .holds(Context::ArgCases)
        .many()
        .example("arg \"TORCH\" \"2.6.0\" { in plan=\"py38\" \"2.4.1\" }"),
    Row::new("axis", "an axis that images can take by naming it")
        .takes(&[one("NAME", Kind::Name), any("VALUE", Kind::Name)])
        .holds(Context::Axis)
        .many()
        .example("axis \"os\" \"ubuntu24.04\" \"alma8\""),
    Row::new("plan", "a named track of the whole stack: a value of its axis `plan`")
        .takes(&[one("NAME", Kind::Name)])
        .holds(Context::PlanBody)
        .many()
        .example("plan \"py39\" { prefix \"2021.3\" }"),
    EXCLUDE,
    ONLY,
    Row::new("info-cmd", "a command whose output tells what is in an image")
        .takes(&[one("NAME", Kind::Name), one("DESCRIPTION", Kind::Plain), one("SHELL", Kind::Shell)])
        .many()
        .example("info-cmd \"PY_VER\" \"Python version\" \"python --version\""),
    Row::new("component", "steps with parameters, for several images")
        .doc("It sees its parameters, the stack's args and its caller's axes. What it copies comes from the caller's context.")
        .takes(&[one("NAME", Kind::Name)])
        .holds(Context::Component)
        .many()
        .example("component \"tool\" {\n    param \"name\"\n    packages \"{name}\"\n}"),
    Row::new("role", "rules for the images that have it")
        .takes(&[one("NAME", Kind::Name)])
        .holds(Context::Role)
        .many()
        .example("role \"runtime\" {\n    deny package=\"*-dev\" reason=\"runtime images stay small\"\n}"),
    Row::new("policy", "rules for every image")
        .holds(Context::Policy)
        .many()
        .example("policy { floating-tags \"*-latest\" max=3 }"),
    Row::new("tags", "the tags that every image is pushed with")
        .doc("An image's own `tags` add to these; `replace=#true` there replaces them.")
        .holds(Context::Tags)
        .many()
        .example("tags { tag \"{prefix}-{git.short}\" }"),
    TEST,
    Row::new("changes", "which changes of files rebuild what")
        .holds(Context::Changes)
        .example("changes { ignore \"**/*.md\" }"),
    Row::new("ci", "workflows for a CI system")
        .takes(&[one("SYSTEM", Kind::Choice(&["github"]))])
        .holds(Context::Ci)
        .example("ci \"github\" {\n    on push branch=\"main\"\n    on pull-request\n}"),
    Row::new("group", "a Bake group of the builds that a selector chooses")
        .takes(&[one("NAME", Kind::Name)])
        .open(Kind::Selector)
        .many()
        .example("group \"gpu\" gpu=\"nvidia|rocm\""),
    Row::new("image", "an image")
        .takes(&[one("NAME", Kind::Name)])
        .holds(Context::Image)
        .many()
        .example("image \"base\" {\n    from \"debian:bookworm-slim\"\n}"),
    super::linux::DISTRIBUTION,
    super::linux::MANYLINUX_POLICY,
    super::gpu::GPU_FAMILY,
    super::gpu::GPU_RELEASE,
    super::framework::FRAMEWORK_RELEASE,
];

pub const EXCLUDE: Row = Row::new("exclude", "takes builds away")
    .doc("One that takes none away is an error.")
    .open(Kind::Selector)
    .many()
    .example("exclude plan=\"py38\" variant=\"cuda*\"");

pub const ONLY: Row =
    Row::new("only", "keeps just these builds").open(Kind::Selector).many().example("only os=\"ubuntu*\"");

pub const TEST: Row = Row::new("test", "a command that must succeed on the image")
    .doc("It runs as a build step on top of the built image, before anything is published.")
    .takes(&[one("NAME", Kind::Name), one("SHELL", Kind::Shell)])
    .properties(&[
        property(
            "when",
            Kind::Choice(&["build", "push", "promote"]),
            "before publishing (the default), on the pushed candidate, or before a promotion",
        ),
        property("gpu", Kind::Boolean, "it needs a GPU, and runs on a runner that has one"),
        property(
            "image",
            Kind::Boolean,
            "`#false`: it runs outside of the image, with the pushed reference in `$IMAGE`",
        ),
    ])
    .holds(Context::Mounts)
    .many()
    .example("test \"imports\" \"python -c 'import torch'\"");

pub const STACK: &[Row] = &[
    Row::new("description", "one line on the stack; a label of every image without its own")
        .example("description \"Images for the web shop\"")
        .takes(&[one("TEXT", Kind::Plain)]),
    Row::new("source", "the address of the repository")
        .example("source \"https://github.com/acme/images\"")
        .takes(&[one("URL", Kind::Plain)]),
    Row::new("docs", "the address of the documentation")
        .example("docs \"https://docs.acme.example/images\"")
        .takes(&[one("URL", Kind::Plain)]),
    Row::new("license", "an SPDX expression")
        .example("license \"MIT OR Apache-2.0\"")
        .takes(&[one("SPDX", Kind::Plain)]),
    Row::new("vendor", "who publishes the images").example("vendor \"ACME\"").takes(&[one("TEXT", Kind::Plain)]),
    Row::new("authors", "who to write to")
        .example("authors \"images@acme.example\"")
        .takes(&[one("TEXT", Kind::Plain)]),
    Row::new("version", "the version of everything that has none of its own")
        .example("version \"2.1.0\"")
        .takes(&[one("VERSION", Kind::Plain)]),
    Row::new("registry", "where images are pushed; children pull from the first")
        .example("registry \"ghcr.io/acme\" \"quay.io/acme\"")
        .takes(&[several("REGISTRY", Kind::Plain)]),
    PLATFORMS,
    Row::new("label", "labels of every image; they come before generated ones")
        .open(Kind::Template)
        .many()
        .example("label org.opencontainers.image.vendor=\"ACME\""),
    Row::new("shell", "the shell of every `run`, in exec form")
        .takes(&[several("WORD", Kind::Template)])
        .example("shell \"/bin/bash\" \"-o\" \"pipefail\" \"-c\""),
    Row::new("syntax", "the frontend that Dockerfiles ask for; `\"\"` leaves the line out")
        .example("syntax \"docker/dockerfile:1\"")
        .takes(&[one("IMAGE", Kind::Plain)]),
    Row::new("root", "the repository's root, relative to this file: the limit for reads and writes")
        .example("root \"../..\"")
        .takes(&[one("FOLDER", Kind::Plain)]),
    Row::new("out", "where Dockerfiles and the Bake file go, relative to this file")
        .example("out \"build\"")
        .takes(&[one("FOLDER", Kind::Plain)]),
];

pub const PLATFORMS: Row = Row::new("platforms", "what is built for")
    .doc("A value's body comes before the image, the image before the stack. Where none of them says it, a build is for the platforms that all its parents have.")
    .takes(&[several("PLATFORM", Kind::Name)])
    .example("platforms \"linux/amd64\" \"linux/arm64\"");

pub const AXIS: &[Row] = &[Row::new("value", "a value of the axis")
    .takes(&[one("NAME", Kind::Name)])
    .holds(Context::ValueBody)
    .many()
    .example("value \"alma8\" { arg \"BASE\" \"almalinux:8\" }")];

pub const VALUE_BODY: &[Row] = &[
    Row::new("arg", "gives an arg its value in these builds")
        .takes(&[one("NAME", Kind::Name), one("VALUE", Kind::Template)])
        .many(),
    PLATFORMS,
    Row::new("version", "the version of these builds").takes(&[one("VERSION", Kind::Template)]),
    Row::new("name", "what the value is called in build names and templates; `\"\"` leaves it out")
        .example("name \"\"")
        .takes(&[one("TEXT", Kind::Plain)]),
];

pub const PLAN_BODY: &[Row] = &[Row::new("prefix", "what `{prefix}` is; the plan's name unless said")
    .example("prefix \"2026.1\"")
    .takes(&[one("TEXT", Kind::Plain)])];

pub const ARG_CASES: &[Row] = &[
    Row::new("in", "the value in the builds that the selector chooses; the first that holds counts")
        .takes(&[one("VALUE", Kind::Template)])
        .open(Kind::Selector)
        .many(),
    Row::new("otherwise", "the value where no `in` before it holds").takes(&[one("VALUE", Kind::Template)]).many(),
];

const ON: Row = Row::new("on", "a moment, known when building")
    .takes(&[maybe("EVENT", Kind::Choice(&["push", "pull-request", "release", "schedule", "dispatch"]))])
    .properties(&[
        property("branch", Kind::Glob, "the branch: a schedule's is the default one, a dispatch's the chosen ref"),
        property("git-tag", Kind::Glob, "the git tag"),
    ])
    .body(Body::Same)
    .many()
    .example("on branch=\"main\" { tag \"latest\" }");

const TAG: Row = Row::new("tag", "a tag of the image")
    .takes(&[one("TEXT", Kind::Template)])
    .properties(&[property("repository", Kind::Template, "another repository than the image's")])
    .many()
    .example("tag \"{prefix}-{git.short}\"");

const IN: Row = Row::new("in", "for the builds that the selector chooses")
    .open(Kind::Selector)
    .body(Body::Same)
    .many()
    .example("in plan=\"py39\" variant=\"!cpu\" { tag \"{prefix}-gpu\" }");

const OTHERWISE: Row = Row::new("otherwise", "where none of the unbroken run of `in`s, or of `on`s, before it holds")
    .body(Body::Same)
    .many();

pub const TAGS: &[Row] = &[
    TAG,
    Row::new("promote", "what a promotion moves, in steps")
        .doc("It starts from a pushed tag that is given when it is run; a tag with `after=` starts from that tag.")
        .properties(&[property("needs", Kind::Plain, "a test that must pass first; several stand in the braces")])
        .holds(Context::Promote)
        .many()
        .example("promote needs=\"gpu\" { tag \"{prefix}-stable\"; tag \"stable\" after=\"{prefix}-stable\" }"),
    Row::new("match", "a regular expression for every tag of this block and those in it")
        .takes(&[one("REGEX", Kind::Regex)])
        .properties(&[property("all", Kind::Boolean, "promoted tags too")])
        .many()
        .example("match #\"^\\d+\\.\\d+$\"#"),
    IN,
    ON,
    OTHERWISE,
];

pub const PROMOTE: &[Row] = &[
    Row::new("needs", "tests that must pass first")
        .takes(&[several("TEST", Kind::Plain)])
        .many()
        .example("needs \"starts a server\" \"gpu\""),
    Row::new("tag", "a tag that the promotion moves")
        .takes(&[one("TEXT", Kind::Template)])
        .properties(&[property("after", Kind::Template, "the tag that it is moved from")])
        .many(),
    IN,
    ON,
    OTHERWISE,
];

const RULE_PROPERTIES: &[super::Property] = &[
    property("package", Kind::Glob, "a system package"),
    property("pip", Kind::Glob, "a Python package"),
    property("base", Kind::Glob, "a base reference"),
    property("path", Kind::Glob, "a path in the image that a step writes"),
    property(
        "index",
        Kind::Glob,
        "an address that Python packages come from: an index, or of a wheel; without a slash at its end",
    ),
    property("wheel", Kind::Glob, "a Python requirement with its version, as in `torch==2.10.0+rocm7.0`"),
    property("run", Kind::Regex, "shell text"),
    property("reason", Kind::Plain, "why"),
];

pub const DENIED: &[Row] = &[Row::new("together", "packages of which an image has one at most")
    .takes(&[several("PACKAGE", Kind::Plain)])
    .example("together \"torch\" \"tensorflow\"")];

pub const ALLOW: Row = Row::new("allow", "permits what a role or a policy denies")
    .doc("It needs a `reason`. One that nothing needs any more is a warning.\n\nWith the name of a rule it permits what that rule would tell in the node in whose braces it is, and may be in those of every node, also of one that has no body of its own: `env GPG_KEY=\"…\" { allow \"secret-in-value\" reason=\"a fingerprint\"; }`. It can permit lints and warnings, not errors of the language. For the whole stack there is `level`, in `policy`.")
    .takes(&[maybe("RULE", Kind::Name)])
    .properties(RULE_PROPERTIES)
    .holds(Context::Denied)
    .many()
    .example("allow package=\"gcc-toolset-13-libstdc++-devel\" reason=\"part of the compiler\"");

pub const RULES: &[Row] = &[
    Row::new("deny", "what an image must not have")
        .properties(RULE_PROPERTIES)
        .holds(Context::Denied)
        .many()
        .example("deny package=\"*-devel\" reason=\"it becomes a hidden dependency\""),
    Row::new("require", "what an image must have")
        .properties(&[
            property("digest", Kind::Boolean, "its base is pinned by digest"),
            property("user", Kind::Plain, "the user that it ends as, as a selector's value: `!root`"),
        ])
        .holds(Context::Require)
        .many()
        .example("require { label \"org.opencontainers.image.licenses\" }"),
];

pub const REQUIRE: &[Row] =
    &[Row::new("label", "labels that every image has").takes(&[several("NAME", Kind::Plain)]).many()];

pub const POLICY: &[Row] = &[
    Row::new("floating-tags", "how many tags of the stack may match a glob")
        .takes(&[one("GLOB", Kind::Glob)])
        .properties(&[property("max", Kind::Integer, "at the most")])
        .many()
        .example("floating-tags \"*-latest\" max=3"),
    Row::new("level", "how much a rule weighs")
        .takes(&[one("RULE", Kind::Name), one("LEVEL", Kind::Choice(&["error", "warn", "allow"]))])
        .many()
        .example("level \"unused-arg\" \"error\""),
];

pub const CHANGES: &[Row] = &[
    Row::new("rebuild-all", "what rebuilds every image: files, a branch, words in a commit message")
        .takes(&[any("GLOB", Kind::Glob)])
        .properties(&[
            property("branch", Kind::Glob, "on this branch, always"),
            property("message", Kind::Glob, "a commit message like this"),
        ])
        .many()
        .example("rebuild-all \"tests_common/**\" message=\"*full rebuild*\""),
    Row::new("ignore", "files that rebuild nothing")
        .takes(&[several("GLOB", Kind::Glob)])
        .many()
        .example("ignore \"**/*.md\""),
    Row::new("generated", "files that are made before the images are built, as by a step of CI")
        .doc("They may be missing when the stack is compiled. What takes them is built again when a file that `from` matches changes; without `from`, when any file does.")
        .takes(&[several("GLOB", Kind::Glob)])
        .properties(&[property("from", Kind::Glob, "what they are made of")])
        .many()
        .example("generated \"dist/**\" from=\"web/**\""),
];

pub const CI: &[Row] = &[
    Row::new("on", "when the workflow runs")
        .takes(&[maybe("EVENT", Kind::Choice(&["push", "pull-request", "release", "schedule", "dispatch"]))])
        .properties(&[
            property("branch", Kind::Glob, "the branch; a pull request's is its target"),
            property("git-tag", Kind::Glob, "the git tag"),
            property("cron", Kind::Plain, "of a schedule: minute, hour, day, month, day of the week, in UTC"),
        ])
        .many()
        .example("on schedule cron=\"0 4 * * 1\""),
    Row::new("strategy", "one Bake run for each connected part, or a job for each image")
        .example("strategy \"per-image\"")
        .takes(&[one("STRATEGY", Kind::Choice(&["single", "per-image"]))]),
    Row::new("runner", "the runners of jobs")
        .takes(&[several("LABEL", Kind::Plain)])
        .properties(&[
            property("gpu", Kind::Name, "of jobs that need a GPU of this family"),
            property(
                "platform",
                Kind::Name,
                "of jobs whose builds are all for this platform alone; an image for several is built on the usual runner, which emulates",
            ),
            property(
                "pull-requests",
                Kind::Boolean,
                "`#true`: pull requests may run on it though it is your own machine, and their builds may have entitlements",
            ),
        ])
        .many()
        .example("runner \"self-hosted\" \"gpu\" gpu=\"nvidia\""),
    Row::new("environment", "the environment that pushes and promotions run in")
        .example("environment \"images\"")
        .takes(&[one("NAME", Kind::Plain)]),
    Row::new("attest", "signs what was built and how").example("attest").takes(&[maybe("YES", Kind::Boolean)]),
    Row::new("cache", "where layers are cached")
        .example("cache \"gha\"")
        .takes(&[one("WHERE", Kind::Choice(&["gha", "registry", "inline"]))]),
    Row::new("secret", "a secret of the builds, and what the CI system calls it")
        .takes(&[one("ID", Kind::Name)])
        .properties(&[property("ci", Kind::Name, "its name there")])
        .many()
        .example("secret \"token\" ci=\"HF_TOKEN\""),
];

pub const CONDITIONS: &[Row] = &[
    IN.example("in plan=\"py39\" variant=\"!cpu\" {\n    env NVIDIA_VISIBLE_DEVICES=\"all\"\n}"),
    OTHERWISE,
    // examples are what may stand there: no tags
    ON.example(""),
];
