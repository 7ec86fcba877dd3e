//! What there is instead, where the catalogue has nothing for a `gpu` node: every value that is named would work.

use super::{Asked, Given, filled, fits, has};
use crate::ast::{GpuBase, GpuRelease};
use crate::diag::Diagnostic;
use crate::model::{nearest, numbers};
use crate::plan::errors;
use crate::source::Span;
use std::collections::BTreeSet;

impl<'a> Asked<'a> {
    /// Of a release beside which a base is named.
    pub(super) fn not_in_catalogue(&self, version: &Given) -> Diagnostic {
        let told = errors::unknown_release(self.family, &version.value, version.span);
        errors::all_releases(errors::as_warning(told), self.family, &version.value)
    }

    pub(super) fn no_release(&self, version: &Given) -> Diagnostic {
        let has_base =
            |one: &&&GpuRelease| self.given.is_empty() || one.bases.iter().any(|base| fits(base, &self.given));
        let versions = |releases: Vec<&'a GpuRelease>| -> Vec<&'a str> {
            let mut versions: Vec<&str> = releases.iter().map(|release| release.version.value.as_str()).collect();
            versions.reverse();
            versions.dedup();
            versions
        };
        let fitting = versions(self.releases.iter().filter(has_base).copied().collect());
        let diagnostic = errors::unknown_release(self.family, &version.value, version.span);
        let told = match fitting.is_empty() {
            false => errors::nearest_releases(diagnostic, &nearest(&version.value, &fitting)),
            true => {
                let near = nearest(&version.value, &versions(self.releases.clone()))
                    .into_iter()
                    .filter_map(|near| self.releases.iter().find(|release| release.version.value == near).copied());
                let releases: Vec<&GpuRelease> = near.chain(self.releases.iter().copied()).collect();
                errors::nearest_whole(diagnostic, &self.closest(&releases))
            }
        };
        let told = errors::all_releases(told, self.family, &version.value);
        if self.given.is_empty() || numbers(&version.value).is_none() {
            return told;
        }
        errors::or_a_base(told, self.family, &self.row(&version.value))
    }

    /// Points at the property without which there would be a base; else at the node.
    pub(super) fn no_base(&self, newest: &GpuRelease) -> Diagnostic {
        let version = newest.version.value.as_str();
        if self.meant.iter().all(|release| release.is_sure()) {
            return self.no_such_base(version, true);
        }
        errors::or_a_base(self.no_such_base(version, false), self.family, &self.row(version))
    }

    /// `sure`: what is not known is not there.
    fn no_such_base(&self, version: &str, sure: bool) -> Diagnostic {
        for one in &self.given {
            let values = self.values_of(one);
            if !values.is_empty() {
                let values = values.into_iter().collect();
                let told = errors::no_gpu_base_with(self.gpu, version, (&one.name, &one.value), one.span, sure);
                return self.elsewhere(errors::other_values(told, &one.name, values));
            }
        }
        for one in &self.given {
            if self.bases().any(|base| fits(base, &self.without(one))) {
                let told = errors::no_gpu_base_with(self.gpu, version, (&one.name, &one.value), one.span, sure);
                return self.elsewhere(errors::left_out(told, &one.name));
            }
        }
        let told = errors::no_gpu_base(self.gpu, version, sure);
        let missing = self.missing();
        if missing.is_empty() {
            let releases: Vec<&GpuRelease> = self.meant.iter().chain(&self.releases).copied().collect();
            return errors::nearest_whole(self.elsewhere(told), &self.closest(&releases));
        }
        errors::missing_properties(told, &missing)
    }

    pub(super) fn no_target(
        &self,
        wrong: &str,
        span: Span,
        release: Option<&GpuRelease>,
        known: &[&str],
    ) -> Diagnostic {
        let has = |one: &&&GpuRelease| {
            one.targets.iter().any(|target| target.value == wrong)
                && (self.given.is_empty() || one.bases.iter().any(|base| fits(base, &self.given)))
        };
        let newest = self.releases.iter().find(has).map(|one| one.version.value.as_str());
        errors::unknown_gpu_target(self.family, release, wrong, span, known, newest)
    }

    /// The row that would say what is asked for; its reference is that of the nearest release that has such a base.
    fn row(&self, version: &str) -> String {
        let family = &self.family.name.value;
        let values: Vec<String> = self.given.iter().map(|one| format!("{}=\"{}\"", one.name, one.value)).collect();
        let (below, above): (Vec<&GpuRelease>, Vec<&GpuRelease>) =
            self.releases.iter().copied().partition(|release| numbers(&release.version.value) < numbers(version));
        let known = below.into_iter().chain(above).find_map(|release| {
            let base = release.bases.iter().find(|base| fits(base, &self.given))?;
            let (name, tag) = base.reference.value.rsplit_once(':')?;
            let tag = tag.strip_prefix(release.version.value.as_str())?;
            Some(filled(&format!("{name}:{version}{tag}"), &self.given))
        });
        let reference = known.unwrap_or_else(|| "…".to_string());
        format!("gpu-release \"{family}\" \"{version}\" {{ base \"{reference}\" {} }}", values.join(" "))
    }

    fn bases(&self) -> impl Iterator<Item = &'a GpuBase> {
        self.meant.iter().flat_map(|release| &release.bases)
    }

    fn without(&self, left_out: &Given) -> Vec<Given> {
        self.given.iter().filter(|one| one.name != left_out.name).cloned().collect()
    }

    /// The values that a property may have, with the rest as it is.
    fn values_of(&self, one: &Given) -> BTreeSet<&'a str> {
        let others = self.without(one);
        let mut found = BTreeSet::new();
        for base in self.bases().filter(|base| others.iter().all(|other| has(base, &other.name, &other.value))) {
            let asked = |key: &str| key == one.name || others.iter().any(|other| other.name == key);
            if base.values.iter().all(|(key, _)| asked(key)) {
                let values = base.values.iter().filter(|(key, _)| *key == one.name).flat_map(|(_, values)| values);
                found.extend(values.map(|value| value.value.as_str()));
            }
        }
        found
    }

    /// The properties that must be said too, with their values: as few as there can be.
    fn missing(&self) -> Vec<(&'a str, Vec<&'a str>)> {
        let more = |base: &&GpuBase| base.values.len() - self.given.len();
        let fitting = || self.bases().filter(|base| self.given.iter().all(|one| has(base, &one.name, &one.value)));
        let fewest = fitting().map(|base| more(&base)).min();
        let mut missing: Vec<(&str, BTreeSet<&str>)> = Vec::new();
        for base in fitting().filter(|base| Some(more(base)) == fewest) {
            for (key, values) in base.values.iter().filter(|(key, _)| !self.given.iter().any(|one| one.name == *key)) {
                let values = values.iter().map(|value| value.value.as_str());
                match missing.iter_mut().find(|(known, _)| known == key) {
                    Some((_, all)) => all.extend(values),
                    None => missing.push((key, values.collect())),
                }
            }
        }
        missing.into_iter().map(|(key, values)| (key, values.into_iter().collect())).collect()
    }

    /// Names the newest release that has what was asked for.
    fn elsewhere(&self, diagnostic: Diagnostic) -> Diagnostic {
        let has = |one: &&&GpuRelease| one.bases.iter().any(|base| fits(base, &self.given));
        match self.releases.iter().find(has) {
            Some(release) => errors::newest_with_it(diagnostic, self.family, &release.version.value),
            None => diagnostic,
        }
    }

    /// The base with the least that is other than asked, of the first release of those that are equally near.
    fn closest(&self, releases: &[&'a GpuRelease]) -> Vec<(String, String)> {
        let meant = |release: &GpuRelease| self.meant.iter().any(|one| std::ptr::eq(*one, release));
        let changes = |(release, base): &(&GpuRelease, &GpuBase)| {
            let kept = self.given.iter().filter(|one| has(base, &one.name, &one.value)).count();
            usize::from(!meant(release)) + self.given.len().max(base.values.len()) - kept
        };
        let bases = releases.iter().flat_map(|&release| release.bases.iter().map(move |base| (release, base)));
        let Some((release, base)) = bases.min_by_key(changes) else { return Vec::new() };
        let version = self.version.as_ref().filter(|_| meant(release)).map(|version| version.value.clone());
        let version = version.unwrap_or_else(|| release.version.value.clone());
        let mut whole = vec![(self.family.release.value.clone(), version)];
        for (key, values) in &base.values {
            let given = self.given.iter().find(|one| one.name == *key).map_or("", |one| one.value.as_str());
            let near = values.iter().max_by_key(|value| alike(&value.value, given)).map_or("", |value| &value.value);
            whole.push((key.clone(), if has(base, key, given) { given.to_string() } else { near.to_string() }));
        }
        whole
    }
}

/// How many characters two words begin with together.
fn alike(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}
