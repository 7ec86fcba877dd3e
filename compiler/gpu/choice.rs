//! Which release of the catalogue each build is for, and why that one.

use crate::ast::GpuRelease;
use crate::plan::{Build, Plan};

/// A build for a GPU, and what the catalogue knows of it.
pub struct Choice<'a> {
    pub build: &'a Build,
    pub family: &'a str,
    /// `None`: nothing says which.
    pub release: Option<&'a GpuRelease>,
    pub how: How<'a>,
    /// Newer releases that the asked version means too, which have no such base.
    pub passed: Vec<&'a str>,
    /// On this driver every release of the major version runs.
    pub least_driver: Option<&'a str>,
    /// What the build is compiled for, else what its release compiles for; empty: not known.
    pub targets: Vec<&'a str>,
    /// Where the build is for; its base, where nothing is said. Empty: not known.
    pub platforms: Vec<&'a str>,
}

/// Where the release is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How<'a> {
    /// The build's `gpu` node.
    Node,
    /// The reference of its base.
    Base,
    /// The build that it stands on.
    Parent(&'a str),
    Nothing,
}

/// Every build for a GPU, in build order.
pub fn choices(plan: &Plan) -> Vec<Choice<'_>> {
    let marked = plan.builds.iter().filter_map(|build| Some((build, build.gpu.as_deref()?)));
    marked.map(|(build, family)| choice(plan, build, family)).collect()
}

fn choice<'a>(plan: &'a Plan, build: &'a Build, family: &'a str) -> Choice<'a> {
    let (release, how) = release(plan, build, family);
    let version = release.map(|release| release.version.value.as_str());
    let known = plan.gpus.families.get(family);
    let compiled: Vec<&str> = build.gpu_targets.iter().map(String::as_str).collect();
    let of_release = || release.into_iter().flat_map(|one| &one.targets).map(|target| target.value.as_str()).collect();
    Choice {
        build,
        family,
        release,
        how,
        passed: passed(plan, build, family, version),
        least_driver: version.and_then(|version| known?.least_driver(version)),
        targets: if compiled.is_empty() { of_release() } else { compiled },
        platforms: platforms(plan, build, family),
    }
}

/// As the build says; else those of its base, or of the build that it stands on.
fn platforms<'a>(plan: &'a Plan, build: &'a Build, family: &str) -> Vec<&'a str> {
    if !build.platforms.is_empty() {
        return build.platforms.iter().map(String::as_str).collect();
    }
    match (plan.gpus.base(family, &build.from), build.base()) {
        (Some((_, base)), _) => base.platforms.iter().map(|platform| platform.value.as_str()).collect(),
        (None, Some(parent)) => platforms(plan, plan.build(parent), family),
        (None, None) => Vec::new(),
    }
}

/// By the node, by the base, or as the build has it that this one stands on.
fn release<'a>(plan: &'a Plan, build: &'a Build, family: &str) -> (Option<&'a GpuRelease>, How<'a>) {
    // a build without a node of its own has the release of the one that it stands on
    let own =
        build.gpu_release.as_ref().filter(|_| !build.gpu_asked.is_empty() && build.gpu.as_deref() == Some(family));
    if let Some(version) = own {
        let found = plan.gpus.releases_of(family).into_iter().find(|release| release.version.value == *version);
        return (found, How::Node);
    }
    if let Some((release, _)) = plan.gpus.base(family, &build.from) {
        return (Some(release), How::Base);
    }
    match build.base().map(|parent| (release(plan, plan.build(parent), family).0, parent)) {
        Some((Some(release), parent)) => (Some(release), How::Parent(&plan.build(parent).target)),
        _ => (None, How::Nothing),
    }
}

fn passed<'a>(plan: &'a Plan, build: &Build, family: &str, version: Option<&str>) -> Vec<&'a str> {
    let (Some((_, asked)), Some(version), Some(_)) = (build.gpu_asked.first(), version, build.gpu_asked.get(1)) else {
        return Vec::new();
    };
    let meant = plan.gpus.meant(family, asked).into_iter().map(|release| release.version.value.as_str());
    meant.take_while(|newer| *newer != version).collect()
}

impl Choice<'_> {
    /// Why it is this release, in a sentence without its full stop.
    pub fn why(&self) -> String {
        let mut asked = self.build.gpu_asked.iter();
        match (self.how, self.release, asked.next()) {
            (How::Node, Some(release), Some((_, version))) => {
                let mut why = match release.version.value == version.value {
                    true => "asked for".to_string(),
                    false => format!("the newest {}", version.value),
                };
                let words: Vec<String> = asked.map(|(name, value)| words(name, value)).collect();
                if let Some(first) = words.first() {
                    let what = if first.starts_with("on ") { "a base " } else { "" };
                    why.push_str(&format!(" that has {what}{}", words.join(" ")));
                }
                if !self.passed.is_empty() {
                    why.push_str(&format!("; newer without such a base: {}", self.passed.join(", ")));
                }
                why
            }
            (How::Base, ..) => "its base is of it".to_string(),
            (How::Parent(parent), ..) => format!("as `{parent}`, on which it stands"),
            _ => "nothing says of which release".to_string(),
        }
    }
}

/// A property of a `gpu` node as it is said: "cudnn 9 runtime on ubuntu24.04".
fn words(name: &str, value: &str) -> String {
    match name {
        "flavor" => value.to_string(),
        "distro" => format!("on {value}"),
        _ => format!("{name} {value}"),
    }
}
