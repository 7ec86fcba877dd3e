//! Files from outside, each in a stage of its own: the builder fetches them by their checksums.

use super::{End, Lowering};
use crate::ast::{Download, DownloadFile, DownloadRelease, Name, Segment, Template, UseValue};
use crate::model::covers_platform;
use crate::plan::site::{Bound, Frame, Position, Uses, called};
use crate::plan::{Add, Base, Op, Origin, Stage, Step, Text, errors};
use crate::reference::check_digest;
use crate::source::Span;
use indexmap::IndexMap;
use std::cell::RefCell;

/// A file, as one platform has it.
#[derive(Clone, PartialEq, Eq)]
struct File {
    url: String,
    digest: String,
}

/// A checksum that the stack gives; without a platform it is that of all.
struct Given {
    platform: Option<String>,
    digest: String,
}

impl<'p, 'a> Lowering<'p, 'a> {
    /// What is wrong is reported; then there is no such stage, and the uses of it are not told of.
    pub(super) fn download(&mut self, download: &'a Download, frame: Option<&Frame<'_, 'a>>, via: &[Span]) {
        let origin = self.origin(download.name.span, via);
        match self.files(download, frame) {
            Some(files) => {
                let made = |name: &str| stages(name, &download.name.value, &files, &origin);
                self.named(&download.name, made, End::default(), frame);
            }
            None => {
                self.ends.insert(download.name.value.to_lowercase(), End::default());
            }
        }
    }

    /// The file of each platform of the build; one for all where they do not differ.
    fn files(&self, download: &'a Download, frame: Option<&Frame<'_, 'a>>) -> Option<Vec<(Option<String>, File)>> {
        let given = self.given(download, frame)?;
        let version = match &download.version {
            Some(template) => Some(self.site.literal(template, frame)?),
            None => None,
        };
        let release = version
            .as_ref()
            .and_then(|version| download.releases.iter().find(|release| release.version.value == *version));
        let mut platforms: Vec<Option<String>> = self.platforms.iter().cloned().map(Some).collect();
        if platforms.is_empty() {
            let rows = download.platforms.iter().map(|row| &row.platform.value);
            platforms = rows.filter(|name| known(&given, download, release, name)).cloned().map(Some).collect();
        }
        if platforms.is_empty() {
            platforms.push(None);
        }
        let mut files = Vec::new();
        for platform in platforms {
            let file = self.file(download, release, version.as_deref(), &given, platform.as_deref(), frame)?;
            files.push((platform, file));
        }
        let (_, first) = files.first()?;
        if files.iter().all(|(_, file)| file == first) {
            return Some(vec![(None, first.clone())]);
        }
        if let Some((platform, other)) =
            files.iter().find(|(_, file)| file.url != first.url && file.digest == first.digest)
            && given.iter().any(|one| one.platform.is_none())
        {
            let (at, urls) =
                (self.said_at(download.checksum.as_ref(), &download.name, frame), (&first.url, &other.url));
            self.site.report_once(errors::one_checksum(&download.name, platform.as_deref(), urls, at));
            return None;
        }
        Some(files)
    }

    /// The file of one platform.
    fn file(
        &self,
        download: &'a Download,
        release: Option<&'a DownloadRelease>,
        version: Option<&str>,
        given: &[Given],
        platform: Option<&str>,
        frame: Option<&Frame<'_, 'a>>,
    ) -> Option<File> {
        let at = self.said_at(download.version.as_ref(), &download.name, frame);
        let row =
            platform.and_then(|name| download.platforms.iter().find(|row| covers_platform(&row.platform.value, name)));
        if let (Some(platform), None, false) = (platform, row, download.platforms.is_empty()) {
            let known = download.platforms.iter().map(|row| row.platform.value.clone()).collect();
            self.site.report_once(errors::no_file_for(&download.name, platform, known, at));
            return None;
        }
        let listed = file_of(download, release, platform);
        let own = given.iter().find(|one| covers(one.platform.as_deref(), platform) && one.platform.is_some());
        let own = own.or_else(|| given.iter().find(|one| one.platform.is_none()));
        let Some(digest) = own.map(|one| &one.digest).or(listed.map(|file| &file.digest)) else {
            let versions = download.releases.iter().map(|release| release.version.value.as_str()).collect();
            let told = errors::no_checksum(&download.name, version, platform, versions, frame.is_some(), at);
            self.site.report_once(told);
            return None;
        };
        let of_release = release.and_then(|release| release.url.as_ref());
        let url = listed.and_then(|file| file.url.as_ref()).or(of_release).unwrap_or(&download.url);
        let names = row.map_or(&[][..], |row| &row.names);
        Some(File { url: self.url(download, url, names, frame)?, digest: digest.clone() })
    }

    /// The URL, with what the platform is called there.
    fn url(
        &self,
        download: &'a Download,
        url: &'a Template,
        names: &'a [(Name, UseValue)],
        frame: Option<&Frame<'_, 'a>>,
    ) -> Option<String> {
        let mut params = frame.map_or_else(IndexMap::new, |frame| frame.params.clone());
        params.extend(names.iter().map(|(name, value)| (name.value.as_str(), Bound { value, given: false })));
        let (call, caller) = (called(frame), frame.and_then(|frame| frame.caller));
        let text = self.site.literal(url, Some(&Frame { params, call, caller, stages: RefCell::default() }))?;
        if !["https://", "http://"].iter().any(|start| text.len() > start.len() && text.starts_with(start)) {
            let at = self.said_at(Some(url), &download.name, frame);
            self.site.report_once(errors::bad_url(&download.name, &text, at));
            return None;
        }
        Some(text)
    }

    /// The checksums that the stack gives itself.
    fn given(&self, download: &'a Download, frame: Option<&Frame<'_, 'a>>) -> Option<Vec<Given>> {
        let Some(template) = &download.checksum else { return Some(Vec::new()) };
        let at = self.said_at(Some(template), &download.name, frame);
        let mut all = Vec::new();
        for text in self.spliced(template, frame, Position::Value, &mut Uses::default()) {
            let text = text?.as_literal()?;
            // a parameter that was not given
            if text.is_empty() && !template.segments.is_empty() {
                continue;
            }
            let (platform, digest) = match text.split_once('=') {
                Some((platform, digest)) => (Some(platform.to_string()), digest),
                None => (None, text.as_str()),
            };
            if let Err(mistake) = check_digest(digest) {
                self.site.report_once(errors::bad_checksum(digest, &mistake.message, at));
                return None;
            }
            let rows: Vec<&str> = download.platforms.iter().map(|row| row.platform.value.as_str()).collect();
            let known = if rows.is_empty() { self.platforms.iter().map(String::as_str).collect() } else { rows };
            let there = |wanted: &&str| known.is_empty() || known.iter().any(|one| covers_platform(one, wanted));
            if let Some(wrong) = platform.as_deref().filter(|wanted| !there(wanted)) {
                self.site.report_once(errors::checksum_for_nothing(&download.name, wrong, known, at));
                return None;
            }
            if all.iter().any(|before: &Given| before.platform == platform) {
                self.site.report_once(errors::second_checksum(&download.name, platform.as_deref(), at));
                return None;
            }
            all.push(Given { platform, digest: digest.to_string() });
        }
        Some(all)
    }

    /// Where it is said what a template is: in itself, or where the parameter that it is is given, else where the component
    /// is used.
    fn said_at(&self, template: Option<&'a Template>, name: &Name, frame: Option<&Frame<'_, 'a>>) -> Span {
        let Some(call) = called(frame) else {
            return template.map_or(name.span, |template| template.span);
        };
        if let Some(template) = template.filter(|template| template.references().next().is_none()) {
            return template.span;
        }
        let param = template.and_then(|template| match template.segments.as_slice() {
            [Segment::Name(reference)] => frame?.params.get(reference.name.as_str()),
            _ => None,
        });
        match param.filter(|bound| bound.given).map(|bound| bound.value) {
            Some(UseValue::One(template)) => template.span,
            Some(UseValue::List(_, span) | UseValue::Switch(_, span)) => *span,
            None => call.component.span,
        }
    }
}

/// The row of a platform's file: of the release that is meant, else of none.
fn file_of<'a>(
    download: &'a Download,
    release: Option<&'a DownloadRelease>,
    platform: Option<&str>,
) -> Option<&'a DownloadFile> {
    let files = release.map_or(&download.files, |release| &release.files);
    let fits = |file: &&DownloadFile| covers(file.platform.as_ref().map(|of| of.value.as_str()), platform);
    files.iter().find(fits)
}

/// Whether what is there for one platform, or for all, is there for another, or for any.
fn covers(known: Option<&str>, wanted: Option<&str>) -> bool {
    known.is_none_or(|known| wanted.is_some_and(|wanted| covers_platform(known, wanted)))
}

/// Whether there is a checksum for a platform.
fn known(given: &[Given], download: &Download, release: Option<&DownloadRelease>, platform: &str) -> bool {
    given.iter().any(|one| covers(one.platform.as_deref(), Some(platform)))
        || file_of(download, release, Some(platform)).is_some()
}

/// A stage for each platform, and the one that is one of them. The file is called as the download says, whatever its stage
/// is called here.
fn stages(name: &str, file: &str, files: &[(Option<String>, File)], origin: &Origin) -> Vec<Stage> {
    let to = format!("/{file}");
    let stage = |stage: String, file: &File| {
        let add = Add {
            sources: vec![Text::literal(file.url.clone())],
            to: Text::literal(to.clone()),
            checksum: Some(Text::literal(file.digest.clone())),
            chown: None,
            chmod: None,
            link: false,
            unpack: None,
        };
        let step = Step { op: Op::Add(add), args: Vec::new(), origin: origin.clone() };
        Stage { name: Some(stage), base: Base::Scratch, steps: vec![step], origin: origin.clone() }
    };
    if let [(_, file)] = files {
        return vec![stage(name.to_string(), file)];
    }
    let targets: Vec<(&str, &str)> = files.iter().map(|(platform, _)| target(platform.as_deref())).collect();
    let variants = targets.iter().any(|one| targets.iter().any(|other| one.0 == other.0 && one.1 != other.1));
    let mut all: Vec<Stage> = Vec::new();
    for ((architecture, variant), (_, file)) in targets.into_iter().zip(files) {
        let one = stage(format!("{name}-{architecture}{}", if variants { variant } else { "" }), file);
        // `linux/arm` and `linux/arm/v7` are one platform
        if !all.iter().any(|before| before.name == one.name) {
            all.push(one);
        }
    }
    let base = Base::PlatformStage { name: name.to_string(), variants };
    all.push(Stage { name: Some(name.to_string()), base, steps: Vec::new(), origin: origin.clone() });
    all
}

/// What the builder calls a platform, `TARGETARCH` and `TARGETVARIANT`: the usual variant has no name, but that of `arm`.
fn target(platform: Option<&str>) -> (&str, &str) {
    let mut parts = platform.unwrap_or_default().split('/').skip(1);
    let (architecture, variant) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let variant = match (architecture, variant) {
        ("arm", "") => "v7",
        ("arm64", "v8") | ("amd64", "v1") => "",
        _ => variant,
    };
    (architecture, variant)
}
