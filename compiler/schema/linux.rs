//! Rows of what is known of Linux distributions and of manylinux, and the node that takes its base from there.

use super::row::{Context, Kind, Row, one, property, several};

pub const DISTRIBUTION: Row = Row::new("distribution", "what a base reference is")
    .doc("The table of `std` has the common ones. A row of the stack's own comes before those, and in place of one of its name.")
    .takes(&[one("NAME", Kind::Name)])
    .properties(&[
        property("family", Kind::Name, "`debian`, `rhel`, `suse`, `alpine`, …"),
        property(
            "manager",
            Kind::Choice(&["apk", "apt", "dnf", "microdnf", "tdnf", "yum", "zypper"]),
            "its package manager",
        ),
        property("codename", Kind::Name, "as in `bookworm`"),
        property("glibc", Kind::Name, "the version of its C library, or `rolling`"),
        property("musl", Kind::Name, "the same, where that is musl"),
        property("python", Kind::Name, "the version of its own `python3`, as in `3.12`"),
        property("externally-managed", Kind::Boolean, "its own Python refuses `pip install` (PEP 668)"),
    ])
    .holds(Context::Distribution)
    .many()
    .example("distribution \"acme12\" family=\"debian\" manager=\"apt\" glibc=\"2.36\" {\n    base \"acme/os:12*\"\n    end-of-life \"2028-06-30\"\n}");

pub const IN_DISTRIBUTION: &[Row] = &[
    Row::new("base", "references that are this distribution, in their familiar form")
        .takes(&[several("GLOB", Kind::Glob)])
        .many()
        .example("base \"acme/os:12*\""),
    END_OF_LIFE,
    SOURCE,
];

const END_OF_LIFE: Row = Row::new("end-of-life", "the last day on which everybody gets fixes")
    .takes(&[one("DATE", Kind::Date)])
    .properties(&[
        property("support", Kind::Plain, "what ends then, in the words of who gives it"),
        property("extended", Kind::Date, "the last day of the support that has to be paid for"),
    ])
    .example("end-of-life \"2029-05-31\" support=\"standard support\" extended=\"2036-05-31\"");

const SOURCE: Row = Row::new("source", "where this was read")
    .takes(&[one("TEXT", Kind::Plain)])
    .properties(&[
        property("date", Kind::Date, "when that was true"),
        property("confidence", Kind::Choice(&["high", "medium", "low"]), "how sure it is; `high` unless said"),
    ])
    .example("source \"endoflife-date/endoflife.date: products/debian.md\" date=\"2026-08-22\"");

pub const MANYLINUX: Row = Row::new("manylinux", "stands on the image that PyPA publishes for a manylinux policy")
    .doc("The repository is that of the build's one platform, or the one of all platforms. Policies are called as in `2_28`, \
          `2014` or `musllinux_1_2`; `manylinux_2_28` is understood.")
    .takes(&[one("POLICY", Kind::Template)])
    .properties(&[
        property("tag", Kind::Template, "another tag than the newest that is known, or a digest with its `@`, or both"),
        property("python", Kind::Template, "the interpreter that comes first on `PATH`, as in `3.12` or `3.14t`"),
    ])
    .many()
    .example("manylinux \"2_28\" python=\"3.12\"");

pub const MANYLINUX_POLICY: Row = Row::new("manylinux-policy", "a manylinux policy, and the bases that it has")
    .doc("One of the stack's own replaces the one of `std` of the same name.")
    .takes(&[one("NAME", Kind::Name)])
    .properties(&[
        property("glibc", Kind::Name, "the C library that its programs run with, and with any newer one"),
        property("musl", Kind::Name, "the same, where that is musl"),
        property("status", Kind::Choice(&["supported", "alpha"]), "`alpha` is not to be relied on yet"),
        property("devtoolset", Kind::Plain, "where its compiler is, `$DEVTOOLSET_ROOTPATH` in the image"),
    ])
    .holds(Context::ManylinuxPolicy)
    .many()
    .example("manylinux-policy \"acme_2_28\" glibc=\"2.28\" {\n    base \"acme/manylinux\" platform=\"linux/amd64\"\n    known-tag \"3\"\n}");

pub const IN_MANYLINUX_POLICY: &[Row] = &[
    Row::new("base", "a repository of its images; without `platform=` the one of all platforms")
        .takes(&[one("REPOSITORY", Kind::Plain)])
        .properties(&[
            property("platform", Kind::Plain, "the platform that it is for"),
            property("since", Kind::Name, "its first tag"),
        ])
        .many()
        .example("base \"quay.io/pypa/manylinux_2_28_x86_64\" platform=\"linux/amd64\""),
    Row::new("python", "interpreters, as their folders in `/opt/python` are called")
        .takes(&[several("NAME", Kind::Name)])
        .many()
        .example("python \"cp312-cp312\" \"cp314-cp314t\""),
    Row::new("known-tag", "tags that there are; the first is taken unless another is said")
        .takes(&[several("TAG", Kind::Name)])
        .many()
        .example("known-tag \"2026.10.09-1\""),
    END_OF_LIFE,
    SOURCE,
];
