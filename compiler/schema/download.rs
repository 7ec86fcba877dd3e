//! Rows of `download`: a file from outside, by its checksum.

use super::row::{Context, Kind, Row, maybe, one, property};

pub const DOWNLOAD: Row = Row::new("download", "a file from outside, as a stage that holds it")
    .doc("The stage has the name of the download, and so has the file in it: take it with `mount \"bind\" \"NAME\" to=… \
          stage=\"NAME\"`, or with `copy`. The builder fetches it, and refuses it where its checksum is another. It is fetched \
          for the platforms of the build.")
    .takes(&[one("NAME", Kind::Name), one("URL", Kind::Template)])
    .properties(&[
        property("version", Kind::Template, "which `release` is meant"),
        property("checksum", Kind::Template, "`sha256:…`, or `linux/amd64=sha256:…` for each platform; comes before a release's"),
    ])
    .holds(Context::Download)
    .many()
    .example("download \"tool\" \"https://example.org/tool-2.1.0.tar.gz\" checksum=\"sha256:0ba904eae8773b70f75333db4de2f3d9d1fd7ed5a5a5e0a5a5a5a5a5a5a5a5a5\"");

pub const DOWNLOAD_BODY: &[Row] = &[
    SHA256,
    Row::new("platform", "a platform that there are files for, and what the URL calls it")
        .doc("Each property is a name for the URL.")
        .takes(&[one("PLATFORM", Kind::Plain)])
        .open(Kind::Plain)
        .many()
        .example("platform \"linux/amd64\" arch=\"x86_64\""),
    Row::new("release", "a version, and the checksums of its files")
        .takes(&[one("VERSION", Kind::Plain)])
        .properties(&[
            property("url", Kind::Template, "another URL than that of `download`"),
            property("source", Kind::Plain, "where the checksums were read"),
            property("date", Kind::Date, "when that was"),
        ])
        .holds(Context::DownloadRelease)
        .many()
        .example("release \"2.1.0\" { sha256 \"linux/amd64\" \"0ba904eae8773b70f75333db4de2f3d9d1fd7ed5a5a5e0a5a5a5a5a5a5a5a5a5\" }"),
];

pub const RELEASE: &[Row] = &[SHA256];

const SHA256: Row = Row::new("sha256", "the checksum of a platform's file; without a platform, of the file for all")
    .takes(&[one("PLATFORM|DIGITS", Kind::Plain), maybe("DIGITS", Kind::Plain)])
    .properties(&[property("url", Kind::Template, "another URL than that of the release")])
    .many()
    .example("sha256 \"0ba904eae8773b70f75333db4de2f3d9d1fd7ed5a5a5e0a5a5a5a5a5a5a5a5a5\"");
