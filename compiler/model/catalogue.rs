//! The catalogue of GPUs: which releases there are, and which of them a version means.

use crate::ast::{GpuBase, GpuFamily, GpuRelease};
use indexmap::IndexMap;

/// The families and releases that a stack can name.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    pub families: IndexMap<String, GpuFamily>,
    /// The stack's own behind those of the standard library.
    pub releases: Vec<GpuRelease>,
}

impl Catalogue {
    /// Every release of a family, the newest first; of one version, the stack's own before that of `std`.
    pub fn releases_of(&self, family: &str) -> Vec<&GpuRelease> {
        let mut found: Vec<&GpuRelease> =
            self.releases.iter().rev().filter(|release| release.family.value == family).collect();
        found.sort_by_key(|release| std::cmp::Reverse(numbers(&release.version.value)));
        found
    }

    /// The releases that a version means, the newest first.
    pub fn meant(&self, family: &str, version: &str) -> Vec<&GpuRelease> {
        self.releases_of(family).into_iter().filter(|release| is_of(&release.version.value, version)).collect()
    }

    /// The versions of a family nearest to one that there is not.
    pub fn nearest(&self, family: &str, version: &str) -> Vec<&str> {
        let mut versions: Vec<&str> =
            self.releases_of(family).into_iter().map(|release| release.version.value.as_str()).collect();
        versions.reverse();
        versions.dedup();
        nearest(version, &versions)
    }

    /// The release, and the base of it, that a reference of an image is.
    pub fn base(&self, family: &str, reference: &str) -> Option<(&GpuRelease, &GpuBase)> {
        let image = without_digest(reference);
        let mut bases =
            self.releases_of(family).into_iter().flat_map(|one| one.bases.iter().map(move |base| (one, base)));
        bases.find(|(_, base)| spellings(base).iter().any(|spelling| ends_with(image, spelling)))
    }

    /// The version of a base of the family: as the catalogue has it, else as its tag says where the repository is known.
    pub fn release_of(&self, family: &str, reference: &str) -> Option<String> {
        if !self.is_of_family(family, reference) {
            return None;
        }
        if let Some((release, _)) = self.base(family, reference) {
            return Some(release.version.value.clone());
        }
        let image = without_digest(reference);
        let tag = image[repository(image).len()..].strip_prefix(':')?;
        let releases = self.releases.iter().filter(|one| one.family.value == family);
        let mut known = releases.flat_map(|one| one.bases.iter().map(move |base| (one, &base.reference.value)));
        known.find_map(|(release, known)| {
            let name = repository(known);
            // what stands before the version in the tags of this repository
            let before = &known[name.len()..known.find(&release.version.value)?];
            let rest = ends_with(repository(image), name).then(|| tag.strip_prefix(before.strip_prefix(':')?))??;
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            numbers(&rest[..end]).map(|_| rest[..end].to_string())
        })
    }

    /// Whether a reference is an image of the family's own, of whichever release, or one that stands on such.
    pub fn is_of_family(&self, family: &str, reference: &str) -> bool {
        let image = repository(reference);
        if self.families.get(family).is_some_and(|family| family.bases.iter().any(|base| base.value.matches(image))) {
            return true;
        }
        let mut bases = self.releases.iter().filter(|one| one.family.value == family).flat_map(|one| &one.bases);
        bases.any(|base| ends_with(image, repository(&base.reference.value)))
    }
}

impl GpuFamily {
    /// The least driver on which every release of a version's major one runs.
    pub fn least_driver(&self, version: &str) -> Option<&str> {
        let least = self.drivers.iter().find(|least| is_of(version, &least.major.value));
        least.map(|least| least.driver.value.as_str())
    }
}

/// Whether a version begins with the parts of another: 12.6.3 is of 12.6 and of 12.
pub fn is_of(version: &str, wanted: &str) -> bool {
    version == wanted || version.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('.'))
}

/// A version as numbers, to be compared.
pub fn numbers(version: &str) -> Option<Vec<u64>> {
    version.split('.').map(|part| part.parse().ok()).collect()
}

/// The version below and the one above; the last two where it is none.
pub fn nearest<'v>(wanted: &str, sorted: &[&'v str]) -> Vec<&'v str> {
    let wanted = numbers(wanted);
    let at = sorted.partition_point(|version| numbers(version) < wanted);
    let from = if wanted.is_none() { sorted.len().saturating_sub(2) } else { at.saturating_sub(1) };
    sorted[from..].iter().take(2).copied().collect()
}

/// Whether an image is a known one, or the same from another registry, such as `nvcr.io` or a mirror.
fn ends_with(image: &str, known: &str) -> bool {
    image.strip_suffix(known).is_some_and(|host| host.is_empty() || host.ends_with('/'))
}

fn without_digest(reference: &str) -> &str {
    reference.split('@').next().unwrap_or(reference)
}

/// A reference without tag and digest.
fn repository(reference: &str) -> &str {
    let name = without_digest(reference);
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    name[slash..].find(':').map_or(name, |colon| &name[..slash + colon])
}

/// Every reference that a base stands for.
fn spellings(base: &GpuBase) -> Vec<String> {
    let mut all = vec![base.reference.value.clone()];
    for (key, values) in &base.values {
        let hole = format!("{{{key}}}");
        all = all
            .iter()
            .flat_map(|text| values.iter().map(|value| text.replace(&hole, &value.value)).collect::<Vec<_>>())
            .collect();
        all.dedup();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_told_from_its_host_and_tag() {
        assert_eq!(repository("nvidia/cuda:12.6.3-base-{distro}"), "nvidia/cuda");
        assert_eq!(repository("localhost:5000/nvidia/cuda"), "localhost:5000/nvidia/cuda");
        assert_eq!(repository("nvcr.io/nvidia/cuda:1@sha256:2"), "nvcr.io/nvidia/cuda");
        assert!(ends_with("nvcr.io/nvidia/cuda", "nvidia/cuda") && ends_with("nvidia/cuda", "nvidia/cuda"));
        assert!(!ends_with("mynvidia/cuda", "nvidia/cuda"));
    }

    #[test]
    fn a_version_is_of_the_versions_that_it_begins_with() {
        assert!(is_of("12.6.3", "12.6") && is_of("12.6.3", "12.6.3") && is_of("12.6.3", "12"));
        assert!(!is_of("12.6.3", "12.60") && !is_of("12.6", "12.6.3") && !is_of("12.6.3", "1"));
        assert!(numbers("10.0") > numbers("7.14.1"));
    }
}
