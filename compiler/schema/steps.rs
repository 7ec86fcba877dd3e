//! Steps: the same in images, stages and components.

use super::row::{Argument, Body, Context, Kind, Row, any, maybe, one, property, several};

const ORIGINS: [super::Property; 4] = [
    property("stage", Kind::Name, "from a stage before this"),
    property("image", Kind::Name, "from another image of the stack"),
    property("from", Kind::Template, "from an outside image"),
    property("context", Kind::Name, "from a named context"),
];

const SPECS: &[Argument] = &[any("NAME", Kind::Docker)];

pub const STEPS: &[Row] = &[
    Row::new("arg", "a value that steps can use")
        .takes(&[one("NAME", Kind::Name), maybe("VALUE", Kind::Template)])
        .properties(&[property("image", Kind::Name, "the published reference of another image of the stack")])
        .open(Kind::Template)
        .holds(Context::ArgCases)
        .many()
        .example("arg \"CMAKE_VERSION\" \"3.27.9\""),
    Row::new("env", "environment variables: one node, one instruction")
        .open(Kind::Docker)
        .many()
        .example("env PATH=\"/opt/tool/bin:$PATH\""),
    Row::new("run", "a shell command, or several lines of it")
        .takes(&[one("SHELL", Kind::Shell)])
        .properties(&[
            property("network", Kind::Choice(&["default", "none", "host"]), "what network it sees"),
            property("security", Kind::Choice(&["sandbox", "insecure"]), "its privileges"),
        ])
        .holds(Context::Mounts)
        .many()
        .example("run \"ldconfig\""),
    Row::new("copy", "copies files into the image")
        .takes(&[several("SOURCE", Kind::Docker)])
        .properties(&[
            property("to", Kind::Docker, "where to"),
            ORIGINS[0],
            ORIGINS[1],
            ORIGINS[2],
            ORIGINS[3],
            property("chown", Kind::Docker, "user and group"),
            property("chmod", Kind::Docker, "mode"),
            property("link", Kind::Boolean, "as a layer of its own"),
            property("parents", Kind::Boolean, "with the folders that it lies in"),
            property("exclude", Kind::Docker, "what is left out"),
        ])
        .open(Kind::Template)
        .many()
        .example("copy \"scripts/\" to=\"/usr/share/acme/\""),
    Row::new("add", "downloads or unpacks files into the image")
        .takes(&[several("SOURCE", Kind::Docker)])
        .properties(&[
            property("to", Kind::Docker, "where to"),
            property("checksum", Kind::Docker, "`sha256:…`"),
            property("chown", Kind::Docker, "user and group"),
            property("chmod", Kind::Docker, "mode"),
            property("link", Kind::Boolean, "as a layer of its own"),
            property("unpack", Kind::Boolean, "whether an archive is unpacked"),
        ])
        .many()
        .example("add \"https://example.org/tool.tar.gz\" to=\"/tmp/tool.tar.gz\""),
    Row::new("workdir", "the working folder from here on")
        .example("workdir \"/home/reader\"")
        .takes(&[one("PATH", Kind::Docker)])
        .many(),
    Row::new("user", "the user from here on").example("user \"reader\"").takes(&[one("USER", Kind::Docker)]).many(),
    Row::new("shell", "the shell from here on, in exec form")
        .example("shell \"/bin/bash\" \"-o\" \"pipefail\" \"-c\"")
        .takes(&[several("WORD", Kind::Template)])
        .many(),
    Row::new("expose", "ports that the image listens on")
        .example("expose 8080 \"53/udp\"")
        .takes(&[several("PORT", Kind::Port)])
        .many(),
    Row::new("volume", "folders that are volumes")
        .example("volume \"/var/lib/data\"")
        .takes(&[several("PATH", Kind::Docker)])
        .many(),
    Row::new("entrypoint", "what is started, in exec form: one argument, one word")
        .example("entrypoint \"tini\" \"--\"")
        .takes(&[any("WORD", Kind::Template)])
        .many(),
    Row::new("cmd", "the default arguments, in exec form")
        .example("cmd \"serve\" \"--port\" \"8080\"")
        .takes(&[any("WORD", Kind::Template)])
        .many(),
    Row::new("healthcheck", "a command that tells whether a container is well")
        .example("healthcheck \"curl --fail http://localhost:8080/\" interval=\"30s\" retries=3")
        .takes(&[maybe("SHELL", Kind::Shell)])
        .properties(&[
            property("none", Kind::Boolean, "switches an inherited one off"),
            property("interval", Kind::Plain, "as in `30s`"),
            property("timeout", Kind::Plain, "as in `5s`"),
            property("start-period", Kind::Plain, "as in `10s`"),
            property("start-interval", Kind::Plain, "as in `1s`"),
            property("retries", Kind::Integer, "how many failures in a row"),
        ])
        .many(),
    Row::new("stopsignal", "the signal that stops it")
        .example("stopsignal \"SIGTERM\"")
        .takes(&[one("SIGNAL", Kind::Docker)])
        .many(),
    Row::new("instruction", "a line of the Dockerfile, as it is")
        .example("instruction \"ONBUILD RUN ldconfig\"")
        .takes(&[one("LINE", Kind::Plain)])
        .many(),
    Row::new("packages", "system packages, by the distribution's own manager")
        .takes(SPECS)
        .properties(&[
            property("recommends", Kind::Boolean, "weak dependencies too"),
            property(
                "manager",
                Kind::Choice(&["apk", "apt", "dnf", "microdnf", "tdnf", "yum", "zypper"]),
                "where the base does not tell",
            ),
        ])
        .body(Body::Words(Kind::Docker))
        .many()
        .example("packages {\n    git\n    tmux // lectures attach to it\n}"),
    Row::new("pip", "Python packages")
        .takes(SPECS)
        .properties(&[
            property("python", Kind::Docker, "the interpreter"),
            property("index", Kind::Docker, "the package index"),
            property("extra-index", Kind::Docker, "a further index"),
            property("requirements", Kind::Docker, "a requirements file in the image, copied before this"),
            property("constraints", Kind::Docker, "a constraints file in the image"),
            property("tool", Kind::Choice(&["pip", "uv"]), "what installs"),
        ])
        .body(Body::Words(Kind::Docker))
        .many()
        .example("pip \"torch=={TORCH}\" index=\"https://download.pytorch.org/whl/cu126\""),
    Row::new("conda", "conda packages")
        .takes(SPECS)
        .properties(&[
            property("channel", Kind::Docker, "a channel"),
            property("tool", Kind::Choice(&["conda", "mamba"]), "what installs"),
        ])
        .body(Body::Words(Kind::Docker))
        .many()
        .example("conda \"numpy=2.1\" channel=\"conda-forge\""),
    Row::new("use", "the steps of a component")
        .takes(&[one("COMPONENT", Kind::Name)])
        .open(Kind::Any)
        .body(Body::Lists)
        .many()
        .example("use \"rocm-layer\" package=\"amdrocm-runtime\""),
];

pub const MOUNTS: &[Row] = &[Row::new("mount", "something that is there while the command runs")
    .doc("`bind SOURCE to=`, `cache TO`, `secret ID [env=|to=]`, `tmpfs TO`, `ssh [ID]`.")
    .takes(&[one("KIND", Kind::Choice(&["bind", "cache", "secret", "tmpfs", "ssh"])), maybe("WHAT", Kind::Template)])
    .properties(&[
        property("to", Kind::Template, "where to"),
        ORIGINS[0],
        ORIGINS[1],
        ORIGINS[2],
        ORIGINS[3],
        property("rw", Kind::Boolean, "writable; what is written is lost"),
        property("id", Kind::Template, "a cache's identity, where it is not its folder"),
        property("sharing", Kind::Choice(&["shared", "private", "locked"]), "how builds share a cache"),
        property("env", Kind::Name, "a secret as an environment variable"),
        property("required", Kind::Boolean, "the build fails without the secret"),
    ])
    .open(Kind::Template)
    .many()
    .example("mount \"cache\" \"/root/.cache/pip\"")];
