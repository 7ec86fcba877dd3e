//! What a component may ask of the distribution that it is used on, and the files that it downloads.

use crate::family;

use family::written::compiled;
use imgc::emit;

/// The Dockerfiles, one after the other, without comments and empty lines.
fn dockerfiles(rest: &str) -> String {
    let compilation = compiled(rest);
    assert_eq!(family::told(&compilation), Vec::<String>::new());
    let files = emit(&compilation.plan.expect("nothing is wrong"));
    let made = files.iter().filter(|(path, _)| path.ends_with(".Dockerfile"));
    let lines = made.flat_map(|(_, text)| text.lines()).filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// Rule, message and the text that it points at.
fn refused(rest: &str) -> Vec<(String, String)> {
    let compilation = compiled(rest);
    let told = compilation.diagnostics.iter();
    told.map(|one| {
        let at = compilation.sources.text(one.primary()).to_string();
        (format!("{}: {}", one.rule.name, one.message), at)
    })
    .collect()
}

const COMPILER: &str = "component \"cc\" { distros \"debian*\" \"almalinux*\"\n\
    in distro.manager=\"apt\" { packages \"g++\" }\n\
    in distro.family=\"rhel\" distro.version=\"8\" { packages \"gcc-toolset-14\" }\n\
    in distro.name=\"almalinux9\" { packages \"gcc-c++\" }\n\
    env OF=\"{distro.codename}\"\n}\n";

#[test]
fn steps_are_chosen_by_the_distribution_of_the_stage_that_uses_them() {
    let on = |base: &str| dockerfiles(&format!("{COMPILER}image \"a\" {{ from \"{base}\"; use \"cc\" }}\n"));
    assert!(on("debian:bookworm").contains("g++"));
    assert!(on("debian:bookworm").contains("ARG DISTRO_CODENAME=bookworm"), "{}", on("debian:bookworm"));
    assert!(on("almalinux:8").contains("gcc-toolset-14") && !on("almalinux:8").contains("g++"));
    assert!(on("almalinux:9").contains("gcc-c++") && on("almalinux:9").contains("DISTRO_CODENAME=\"\""));
    let staged = dockerfiles(&format!(
        "{COMPILER}image \"a\" {{\nstage \"b\" {{ from \"almalinux:9\"; use \"cc\" }}\nfrom \"debian:trixie\"\n\
         use \"cc\"\ncopy \"/x\" to=\"/x\" stage=\"b\"\n}}\n"
    ));
    let (stage, last) = staged.split_once("FROM debian:trixie").expect("two stages");
    assert!(stage.contains("gcc-c++") && !stage.contains("g++") && last.contains("g++"), "{staged}");
}

#[test]
fn a_component_inside_another_sees_the_same_distribution() {
    let text =
        format!("{COMPILER}component \"all\" {{ use \"cc\" }}\nimage \"a\" {{ from \"debian:12\"; use \"all\" }}\n");
    assert!(dockerfiles(&text).contains("g++"));
}

#[test]
fn one_dockerfile_serves_distributions_that_differ_in_a_name() {
    let text = "axis \"os\" \"bookworm\" \"trixie\"\ncomponent \"sources\" {\n\
                add \"https://example.org/{distro.codename}.list\" to=\"/etc/apt/sources.list.d/\"\n}\n\
                image \"a\" { axis \"os\"; from \"debian:{os}\"; use \"sources\" }\n";
    let plan = compiled(text).plan.expect("nothing is wrong");
    assert_eq!(plan.dockerfiles.len(), 1);
    let names = plan.builds.iter().map(|build| build.args["DISTRO_CODENAME"].to_string());
    assert_eq!(names.collect::<Vec<_>>(), ["bookworm", "trixie"]);
}

#[test]
fn a_distribution_that_is_not_known_or_not_meant_is_told_at_the_use() {
    let on = |base: &str| refused(&format!("{COMPILER}image \"a\" {{ from {base}; use \"cc\" }}\n"));
    let message = "unknown-distribution: `cc` depends on the distribution, and that of the base is not known";
    assert_eq!(on("\"acme/os:1\""), [(message.to_string(), "\"cc\"".to_string())]);
    assert_eq!(on("\"acme/os:1\" distro=\"debian12\""), []);
    let message = "unsupported-distribution: `cc` is not for `alpine3.22`";
    assert_eq!(on("\"alpine:3.22\""), [(message.to_string(), "\"cc\"".to_string())]);
}

#[test]
fn only_components_ask_for_the_distribution() {
    let image = "image \"a\" { from \"debian:12\"\nin distro.family=\"debian\" { packages \"git\" } }\n";
    let [(message, at)] = &refused(image)[..] else { panic!("one mistake") };
    assert_eq!(message, "unknown-selector-key: builds cannot be chosen by `distro.family`");
    assert_eq!(at, "distro.family");
    let wrong = "component \"c\" { in distro.famly=\"debian\" { packages \"git\" } }\n\
                 image \"a\" { from \"debian:12\"; use \"c\" }\n";
    let compilation = compiled(wrong);
    assert!(compilation.diagnostics[0].help.iter().any(|help| help.contains("`distro.family`")), "{compilation:?}");
}

/// An axis may be called like the distribution: its name and its version's parts are its own.
#[test]
fn an_axis_of_that_name_keeps_its_meaning() {
    let text = "axis \"distro\" \"12.1\"\nimage \"a\" { axis \"distro\"; from \"debian:{distro.major}\"\n\
                in distro=\"12*\" { packages \"git\" } }\n";
    assert!(dockerfiles(text).contains("git"));
}

const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

/// A component with a table of two releases, and an image that uses it.
fn tool(call: &str, platforms: &str) -> String {
    format!(
        "component \"tool\" {{\nparam \"version\" \"2.1\"\nparam \"checksum\" \"\" list=#true\n\
         download \"tool\" \"https://example.org/v{{version}}/tool-{{arch}}.tar.gz\" version=\"{{version}}\" checksum=\"{{checksum}}\" {{\n\
         platform \"linux/amd64\" arch=\"x86_64\"\nplatform \"linux/arm64\" arch=\"aarch64\"\n\
         release \"2.1\" {{\nsha256 \"linux/amd64\" \"{A}\"\nsha256 \"linux/arm64\" \"{B}\"\n}}\n\
         release \"2.0\" url=\"https://old.example.org/{{version}}.tar.gz\" {{ sha256 \"{A}\" }}\n}}\n\
         run \"tar -xf /tmp/tool.tar.gz -C /opt\" {{ mount \"bind\" \"tool\" to=\"/tmp/tool.tar.gz\" stage=\"tool\" }}\n}}\n\
         image \"a\" {{\n{platforms}\nfrom \"debian:12\"\nuse \"tool\" {call}\n}}\n"
    )
}

const BOTH: &str = "platforms \"linux/amd64\" \"linux/arm64\"";

#[test]
fn a_download_is_a_stage_for_each_platform() {
    let text = dockerfiles(&tool("", BOTH));
    let stages = format!(
        "FROM scratch AS tool-amd64\nADD --checksum=sha256:{A} https://example.org/v2.1/tool-x86_64.tar.gz /tool\n\
         FROM scratch AS tool-arm64\nADD --checksum=sha256:{B} https://example.org/v2.1/tool-aarch64.tar.gz /tool\n\
         FROM tool-${{TARGETARCH}} AS tool\n"
    );
    assert!(text.contains(&stages), "{text}");
    assert!(text.contains("--mount=type=bind,from=tool,source=tool,target=/tmp/tool.tar.gz"), "{text}");
}

#[test]
fn one_platform_and_one_file_are_one_stage() {
    let one = dockerfiles(&tool("", "platforms \"linux/arm64\""));
    assert!(one.contains("tool-aarch64") && !one.contains("x86_64") && !one.contains("TARGETARCH"), "{one}");
    let same = dockerfiles(&tool("version=\"2.0\"", BOTH));
    assert!(same.contains("https://old.example.org/2.0.tar.gz") && !same.contains("TARGETARCH"), "{same}");
    let open = dockerfiles(&tool("", ""));
    assert!(open.contains("tool-aarch64") && open.contains("tool-x86_64"), "{open}");
}

#[test]
fn a_version_that_is_not_listed_needs_its_checksums() {
    let says = |call: &str, platforms: &str| refused(&tool(call, platforms));
    assert_eq!(
        says("version=\"3.0\"", BOTH),
        [("no-checksum: no checksum of `tool` 3.0 is known for `linux/amd64`".to_string(), "\"3.0\"".to_string())]
    );
    let given = format!("version=\"3.0\" {{ checksum \"linux/amd64=sha256:{A}\" \"linux/arm64=sha256:{B}\" }}");
    assert!(dockerfiles(&tool(&given, BOTH)).contains("v3.0/tool-aarch64"));
    let half = format!("version=\"3.0\" {{ checksum \"linux/amd64=sha256:{A}\" }}");
    assert_eq!(says(&half, BOTH)[0].0, "no-checksum: no checksum of `tool` 3.0 is known for `linux/arm64`");
    let [(message, at)] = &says("version=\"3.0\" checksum=\"sha256:abc\"", BOTH)[..] else { panic!("one mistake") };
    assert_eq!((message.as_str(), at.as_str()), ("invalid-checksum: `sha256:abc` is no checksum", "\"sha256:abc\""));
    let [(message, at)] = &says("", "platforms \"linux/s390x\"")[..] else { panic!("one mistake") };
    assert_eq!((message.as_str(), at.as_str()), ("no-checksum: `tool` is not there for `linux/s390x`", "\"tool\""));
}

#[test]
fn an_image_downloads_with_its_own_args() {
    let text = format!(
        "image \"a\" {{\nfrom \"debian:12\"\narg \"TOOL\" \"2.1\"\n\
         download \"tool\" \"https://example.org/{{TOOL}}.tar.gz\" checksum=\"sha256:{A}\"\n\
         copy \"/tool\" to=\"/opt/\" stage=\"tool\"\n}}\n"
    );
    assert!(dockerfiles(&text).contains("https://example.org/2.1.tar.gz /tool"), "{}", dockerfiles(&text));
    let twice = text.replace("copy", "download \"tool\" \"https://example.org/x\" checksum=\"sha256:{A}\"\ncopy");
    assert!(!refused(&twice).is_empty());
}

#[test]
fn two_uses_share_a_stage_where_the_file_is_one() {
    let text = tool("", BOTH);
    let same = text.replace("use \"tool\" \n", "use \"tool\"\nuse \"tool\"\n");
    assert_eq!(dockerfiles(&same).matches("AS tool-amd64").count(), 1);
    let other = text.replace("use \"tool\" \n", "use \"tool\"\nuse \"tool\" version=\"2.0\"\n");
    let made = dockerfiles(&other);
    assert!(made.contains("AS tool-2\n") && made.contains("from=tool-2,source=tool,"), "{made}");
    // the step that takes it knows the file by the name that the component gave it
    assert!(made.contains("old.example.org/2.0.tar.gz /tool\n") && !made.contains(" /tool-2\n"), "{made}");
}

#[test]
fn platforms_of_one_architecture_are_told_apart() {
    let arm = "platform \"linux/arm/v6\" arch=\"armv6\"\nplatform \"linux/arm/v7\" arch=\"armv7\"\n";
    let text = format!(
        "image \"a\" {{\nplatforms \"linux/arm/v6\" \"linux/arm/v7\"\nfrom \"debian:12\"\n\
         download \"tool\" \"https://example.org/{{arch}}\" {{\n{arm}sha256 \"linux/arm/v6\" \"{A}\"\n\
         sha256 \"linux/arm/v7\" \"{B}\"\n}}\ncopy \"/tool\" to=\"/opt/\" stage=\"tool\"\n}}\n"
    );
    let made = dockerfiles(&text);
    assert!(made.contains("AS tool-armv7\n") && made.contains("FROM tool-${TARGETARCH}${TARGETVARIANT} AS"), "{made}");
}

#[test]
fn a_row_of_a_download_is_there_once() {
    let rows = |rows: &str| {
        let told = refused(&format!(
            "image \"a\" {{\nfrom \"debian:12\"\ndownload \"tool\" \"https://example.org/x\" version=\"1\" {{\n{rows}\n\
             release \"1\" {{ sha256 \"{A}\" }}\n}}\ncopy \"/tool\" to=\"/opt/\" stage=\"tool\"\n}}\n"
        ));
        told.into_iter().map(|(message, _)| message).collect::<Vec<_>>()
    };
    assert_eq!(rows(""), Vec::<String>::new());
    assert_eq!(rows("release \"1\""), ["repeated: `release \"1\"` stands twice"]);
    let platform = "platform \"linux/amd64\" arch=\"x\"\n";
    assert_eq!(rows(&platform.repeat(2)), ["repeated: `platform \"linux/amd64\"` stands twice"]);
    let release = format!("release \"2\" {{ sha256 \"{A}\"\nsha256 \"{B}\" }}");
    assert_eq!(rows(&release), ["repeated: `sha256` stands twice"]);
}

/// The names are those that the builder gives: the usual variant has none, but `linux/arm` is `linux/arm/v7`.
#[test]
fn platforms_are_called_as_the_builder_calls_them() {
    let row = |name: &str, digit: char| {
        format!("platform \"{name}\" arch=\"{digit}\"\nsha256 \"{name}\" \"{}\"\n", digit.to_string().repeat(64))
    };
    let rows = [row("linux/arm/v6", '6'), row("linux/arm", '7'), row("linux/arm64", '8'), row("linux/amd64", '9')];
    let text = format!(
        "image \"a\" {{\nplatforms \"linux/arm/v6\" \"linux/arm\" \"linux/arm64/v8\" \"linux/amd64\"\nfrom \"debian:12\"\n\
         download \"tool\" \"https://example.org/{{arch}}\" {{\n{}}}\ncopy \"/tool\" to=\"/opt/\" stage=\"tool\"\n}}\n",
        rows.concat()
    );
    let made = dockerfiles(&text);
    let stages: Vec<&str> = made.lines().filter_map(|line| line.strip_prefix("FROM scratch AS ")).collect();
    assert_eq!(stages, ["tool-armv6", "tool-armv7", "tool-arm64", "tool-amd64"]);
    // the two names of one platform
    let both = text.replace("\"linux/arm\" \"linux/arm64/v8\"", "\"linux/arm\" \"linux/arm/v7\"");
    assert_eq!(dockerfiles(&both).matches("AS tool-armv7\n").count(), 1);
}

#[test]
fn a_checksum_that_can_be_of_no_file_is_refused() {
    let said = |checksums: &str| {
        let told = refused(&tool(&format!("version=\"3.0\" {{ checksum {checksums} }}"), BOTH));
        let [(message, at)] = &told[..] else { panic!("{told:?}") };
        assert!(at.starts_with("checksum"), "{at}");
        message.strip_prefix("invalid-checksum: `tool` ").unwrap_or(message).to_string()
    };
    let both = format!("\"linux/amd64=sha256:{A}\" \"linux/arm64=sha256:{B}\"");
    let more = |one: &str| said(&format!("{both} \"{one}\""));
    assert_eq!(
        more(&format!("linux/arm46=sha256:{B}")),
        "is given a checksum for `linux/arm46`, and has no file for that"
    );
    assert_eq!(more(&format!("linux/amd64=sha256:{B}")), "is given two checksums for `linux/amd64`");
    assert_eq!(said(&format!("\"sha256:{A}\"")), "is another file on each platform, and has one checksum");
    // of one platform it may be the only one
    assert!(
        dockerfiles(&tool(&format!("version=\"3.0\" checksum=\"sha256:{A}\""), "platforms \"linux/arm64\""))
            .contains(A)
    );
}

#[test]
fn a_list_may_be_empty_asked_for_and_handed_on() {
    let inner = "component \"inner\" {\nparam \"names\" \"\" list=#true\nin names=\"\" { run \"echo none\" }\n\
                 in names=\"!\" { packages \"{names}\" }\n}\n";
    let outer =
        "component \"outer\" {\nparam \"more\" \"\" list=#true\nuse \"inner\" { names \"git\" \"{more}\" }\n}\n";
    let of = |outer: &str, call: &str| {
        dockerfiles(&format!("{inner}{outer}image \"a\" {{\nfrom \"debian:12\"\n{call}\n}}\n"))
    };
    assert!(of("", "use \"inner\"").contains("echo none") && !of("", "use \"inner\"").contains("apt-get"));
    assert!(of("", "use \"inner\" names=\"curl\"").contains("        curl\n"));
    assert!(of(outer, "use \"outer\"").contains("        git\n"), "{}", of(outer, "use \"outer\""));
    let both = of(outer, "use \"outer\" { more \"curl\" \"jq\" }");
    assert!(both.contains("        curl \\\n        git \\\n        jq\n") && !both.contains("echo none"), "{both}");
}
