//! Downloads: the table of their releases.

use super::checked::{Checked, Reader, as_word, name_of};
use super::*;
use crate::reference::check_digest;
use crate::schema::Context;
use crate::source::Span;

impl Reader<'_> {
    pub fn download(&mut self, node: Checked) -> Option<Download> {
        let name = self.stage_name(node)?;
        let mut download = Download {
            name,
            url: self.template(node.word(1)?)?,
            version: node.property_word("version").and_then(|word| self.template(word)),
            checksum: node.property_word("checksum").and_then(|word| self.template(word)),
            platforms: Vec::new(),
            releases: Vec::new(),
            files: Vec::new(),
        };
        for child in self.rows(node, Context::Download) {
            match child.row.name {
                "platform" => download.platforms.extend(self.download_platform(child)),
                "sha256" => download.files.extend(self.download_file(child)),
                _ => download.releases.extend(self.download_release(child)),
            }
        }
        Some(download)
    }

    /// The rows of a table, in which a platform or a version is there once.
    fn rows<'n>(&mut self, node: Checked<'n>, context: Context) -> Vec<Checked<'n>> {
        let rows = self.nodes(node.children(), context);
        let mut seen: Vec<(String, Span)> = Vec::new();
        for row in &rows {
            let of = row.word(0).filter(|_| row.row.name != "sha256" || row.word(1).is_some());
            let what = of.map_or_else(|| row.row.name.to_string(), |of| format!("{} \"{}\"", row.row.name, of.value));
            match seen.iter().find(|(before, _)| *before == what) {
                Some((_, before)) => self.error(errors::repeated(&what, row.node.name.span, *before)),
                None => seen.push((what, row.node.name.span)),
            }
        }
        rows
    }

    fn download_platform(&mut self, node: Checked) -> Option<DownloadPlatform> {
        let mut names = Vec::new();
        for property in node.open_properties() {
            let word = as_word(&property.value)?;
            // a value is what it says: braces in it are none of a template
            let value = Template { segments: vec![Segment::Literal(word.value.clone())], span: word.span };
            names.push((name_of(&property.name), UseValue::One(value)));
        }
        Some(DownloadPlatform { platform: name_of(node.word(0)?), names })
    }

    fn download_release(&mut self, node: Checked) -> Option<DownloadRelease> {
        let mut files = Vec::new();
        for child in self.rows(node, Context::DownloadRelease) {
            files.extend(self.download_file(child));
        }
        Some(DownloadRelease {
            version: name_of(node.word(0)?),
            url: node.property_word("url").and_then(|word| self.template(word)),
            source: node.name_property("source"),
            date: node.name_property("date"),
            files,
        })
    }

    fn download_file(&mut self, node: Checked) -> Option<DownloadFile> {
        let (platform, digits) = match node.word(1) {
            Some(digits) => (node.word(0).map(name_of), digits),
            None => (None, node.word(0)?),
        };
        let digest = format!("sha256:{}", digits.value);
        if let Err(mistake) = check_digest(&digest) {
            self.error(errors::bad_checksum(digits, &mistake.message));
            return None;
        }
        let url = node.property_word("url").and_then(|word| self.template(word));
        Some(DownloadFile { platform, digest, url })
    }
}
