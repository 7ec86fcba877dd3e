//! The page of a component, in Markdown: what its own nodes say of it, and nothing else.

use super::markdown::{first_sentence, table};
use crate::ast::{Component, Download, DownloadFile, Name, Param, ParamKind, Segment, Template, UseValue};

/// What `imgc explain` prints of it.
pub fn component(component: &Component) -> String {
    page(component, "#")
}

/// All of them as a page of the manual.
pub fn components(all: &[&Component]) -> String {
    let mut text = String::from(
        "# Standard components\n\nA component is steps with parameters; an image takes one with `use`. Those of the standard \
         library are called `std/…`, and every stack has them without an import. This page is generated from their nodes: \
         `imgc explain` lists them, those of the nearest stack too, and `imgc explain NAME` prints the page of one. \
         [language.md](language.md#components) tells how components are written, [own-catalogue.md](own-catalogue.md) how a \
         team adds its own.\n\n",
    );
    if all.is_empty() {
        text.push_str("There are none yet.\n");
    }
    for component in all {
        let name = &component.name.value;
        text.push_str(&format!("- [`{name}`](#{}): {}\n", anchor(name), summary(component)));
    }
    for component in all {
        text.push_str(&format!("\n{}", page(component, "##")));
    }
    text
}

/// A component in a sentence.
pub fn summary(component: &Component) -> &str {
    said(&component.description).map_or("It does not say what it installs.", first_sentence)
}

/// `hashes` stand before its title.
fn page(component: &Component, hashes: &str) -> String {
    let mut text = format!("{hashes} {}\n", component.name.value);
    if let Some(description) = said(&component.description) {
        text.push_str(&format!("\n{description}\n"));
    }
    let distros: Vec<&str> = component.distros.iter().map(|glob| glob.value.as_str()).collect();
    match &distros[..] {
        [] => text.push_str("\nFor any distribution.\n"),
        _ => text.push_str(&format!("\nFor {}; elsewhere a `use` of it is an error.\n", code(&distros))),
    }
    if let Some(example) = &component.example {
        text.push_str(&block(&example.value));
    }
    if !component.params.is_empty() {
        let rows: Vec<Vec<String>> = component.params.iter().map(row).collect();
        text.push_str(&format!("\n{hashes}# Parameters\n\n"));
        text.push_str(&table(&["name", "type", "default", "meaning"], &rows));
    }
    for download in component.downloads() {
        text.push_str(&format!("\n{hashes}# Download `{}`\n", download.name.value));
        text.push_str(&fetched(component, download));
    }
    text
}

fn row(param: &Param) -> Vec<String> {
    let allowed: Vec<&str> = param.one_of.iter().map(|value| value.value.as_str()).collect();
    let one = match (&allowed[..], param.kind) {
        ([], ParamKind::Text) => "text".to_string(),
        ([], ParamKind::Version) => "version".to_string(),
        ([], ParamKind::Path) => "path".to_string(),
        ([], ParamKind::Package) => "package".to_string(),
        ([], ParamKind::Url) => "URL".to_string(),
        ([], ParamKind::Switch) => "switch".to_string(),
        (allowed, _) => format!("one of {}", code(allowed)),
    };
    let kind = if param.list { format!("{one}; a list") } else { one };
    let default = match &param.default {
        None => "must be given".to_string(),
        Some(UseValue::Switch(on, _)) => format!("`#{on}`"),
        Some(UseValue::One(value)) => written(value),
        Some(UseValue::List(values, _)) if values.is_empty() => "none".to_string(),
        Some(UseValue::List(values, _)) => values.iter().map(written).collect::<Vec<_>>().join(", "),
    };
    vec![format!("`{}`", param.name.value), kind, default, said(&param.doc).unwrap_or_default().to_string()]
}

/// A value as a stack says it: what is empty is only seen in quotes.
fn written(value: &Template) -> String {
    match value.to_string() {
        text if text.is_empty() => "`\"\"`".to_string(),
        text => format!("`{text}`"),
    }
}

/// Where a file comes from, the versions of it that are known, and how another is asked for.
fn fetched(component: &Component, download: &Download) -> String {
    let platforms: Vec<&str> = download.platforms.iter().map(|row| row.platform.value.as_str()).collect();
    let mut text = format!("\nFrom `{}`", download.url);
    if !platforms.is_empty() {
        text.push_str(&format!(", for {}", code(&platforms)));
    }
    text.push_str(".\n");
    let files = |files: &[DownloadFile]| {
        let named = files.iter().map(|file| file.platform.as_ref().map_or("any", |platform| platform.value.as_str()));
        named.collect::<Vec<_>>().join(", ")
    };
    let fact = |fact: &Option<Name>| said(fact).unwrap_or("-").to_string();
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !download.files.is_empty() {
        rows.push(vec!["-".to_string(), files(&download.files), "-".to_string(), "-".to_string()]);
    }
    rows.extend(download.releases.iter().map(|release| {
        let version = release.version.value.clone();
        vec![version, files(&release.files), fact(&release.source), fact(&release.date)]
    }));
    if !rows.is_empty() {
        text.push_str(&format!("\n{}", table(&["version", "platforms", "checksums from", "read"], &rows)));
    }
    let versions = parameter(component, &download.version).is_some();
    let further = match (another(component, download, &platforms), versions, rows.is_empty()) {
        (Some(call), true, false) => format!("Any other version needs its checksum:\n{}", block(&call)),
        (Some(call), true, true) => format!("No version is listed; each needs its checksum:\n{}", block(&call)),
        (Some(call), false, false) => format!("Another file needs its checksum:\n{}", block(&call)),
        (Some(call), false, true) => format!("Its checksum must be given:\n{}", block(&call)),
        (None, true, false) => "No other version can be given.\n".to_string(),
        (None, _, _) => return text,
    };
    format!("{text}\n{further}")
}

/// A use of a component with a version of a download that is not listed; `None`: it has no parameter for the checksum.
fn another(component: &Component, download: &Download, platforms: &[&str]) -> Option<String> {
    let checksum = parameter(component, &download.checksum)?;
    let version = parameter(component, &download.version);
    // where nothing else tells them, these are needed too
    let needed = component.params.iter().filter(|param| match &param.default {
        None => true,
        Some(UseValue::One(value)) => {
            value.segments.is_empty() && download.url.references().any(|name| name.name == param.name.value)
        }
        Some(_) => false,
    });
    let further =
        needed.filter(|param| param.name.value != checksum && version.is_none_or(|name| name != param.name.value));
    let mut call = format!("use \"{}\"", component.name.value);
    for name in version.into_iter().chain(further.map(|param| param.name.value.as_str())) {
        call.push_str(&format!(" {name}=\"{}\"", name.to_uppercase()));
    }
    match platforms {
        [] => call.push_str(&format!(" {checksum}=\"sha256:…\"")),
        platforms => {
            let sums = platforms.iter().map(|platform| format!(" \"{platform}=sha256:…\"")).collect::<String>();
            call.push_str(&format!(" {{\n    {checksum}{sums}\n}}"));
        }
    }
    Some(call)
}

/// The parameter that a property is, where it is one and no more: `checksum="{checksum}"`.
fn parameter<'a>(component: &'a Component, value: &Option<Template>) -> Option<&'a str> {
    let [Segment::Name(reference)] = &value.as_ref()?.segments[..] else { return None };
    let param = component.params.iter().find(|param| param.name.value == reference.name)?;
    Some(&param.name.value)
}

fn said(name: &Option<Name>) -> Option<&str> {
    name.as_ref().map(|name| name.value.as_str())
}

fn code(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn block(kdl: &str) -> String {
    format!("\n```kdl\n{}\n```\n", kdl.trim_matches('\n'))
}

/// As GitHub makes it of a heading.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostics;
    use crate::report::{HumanStyle, page as set};
    use crate::source::Sources;
    use crate::{ast, syntax};

    const TOOL: &str = r##"
component "tool" {
    description "The tool | its makers' own. It needs nothing else."
    example #"use "tool" version="2.1.0""#
    distros "debian*" "ubuntu24.04"
    param "name" doc="whose it is"
    param "version" "" doc="a release; empty: the distribution's own"
    param "checksum" "" list=#true doc="for each platform, for a version that is not listed"
    param "flavor" "plain" { one-of "plain" "full" }
    param "docs" #false
    param "url" "" type="url"
    in version="" { packages "tool" }
    otherwise {
        download "tool" "{url}" version="{version}" checksum="{checksum}" {
            platform "linux/amd64" arch="x86_64"
            platform "linux/arm64" arch="aarch64"
            release "2.1.0" source="the makers' list" date="2026-11-21" {
                sha256 "linux/amd64" "0ba904eae8773b70f75333db4de2f3d9d1fd7ed5a5a5e0a5a5a5a5a5a5a5a5a5"
            }
        }
        run "install /tmp/tool /usr/local/bin/" { mount "bind" "tool" to="/tmp/tool" stage="tool" }
    }
}
component "key" {
    param "sum" ""
    param "edition" "1"
    download "key" "https://example.org/{{key}}-{edition.major}{-edition}" checksum="{sum}" {
        sha256 "0ba904eae8773b70f75333db4de2f3d9d1fd7ed5a5a5e0a5a5a5a5a5a5a5a5a5"
    }
    download "list" "https://example.org/list-{edition}" version="{edition}" {}
}
"##;

    fn read() -> Vec<Component> {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let id = sources.add("stack.kdl", TOOL);
        let document = ast::read(&syntax::parse(id, TOOL, &mut diagnostics), TOOL, &mut diagnostics);
        assert!(diagnostics.check().is_ok(), "{}", crate::report::short(&sources, &diagnostics.sorted()));
        document.components
    }

    #[test]
    fn a_page_tells_what_the_nodes_say() {
        let all = read();
        insta::with_settings!({
            snapshot_path => "../../snapshots/report", prepend_module_to_snapshot => false, omit_expression => true
        }, {
            insta::assert_snapshot!("components", components(&all.iter().collect::<Vec<_>>()));
            let style = HumanStyle { width: 80, ..HumanStyle::default() };
            insta::assert_snapshot!("component_in_a_terminal", set(&component(&all[0]), style));
        });
    }

    #[test]
    fn a_library_without_components_has_a_page() {
        assert!(components(&[]).ends_with("\nThere are none yet.\n"));
    }

    #[test]
    fn no_page_is_wider_than_the_terminal() {
        let own = read();
        let standard = crate::components(None);
        for component in own.iter().chain(standard.values()) {
            for width in [60, 80] {
                let set = set(&super::component(component), HumanStyle { width, ..HumanStyle::default() });
                for line in set.lines().filter(|line| !line.starts_with("    ")) {
                    assert!(line.chars().count() <= width, "{}: {line}", component.name.value);
                }
            }
        }
    }
}
