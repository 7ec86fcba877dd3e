//! Rows of what is known of Linux distributions.

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
