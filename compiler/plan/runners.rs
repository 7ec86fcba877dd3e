//! Which of the runners of `ci` has which jobs.

use super::Plan;
use crate::ast::Runner;
use crate::source::Span;
use std::collections::BTreeSet;

/// Labels of the machines that GitHub lends out anew for each job. A larger one of GitHub's has the name that its owner gave it.
const HOSTED: &[&str] = &[
    "ubuntu-latest",
    "ubuntu-slim",
    "ubuntu-26.04",
    "ubuntu-26.04-arm",
    "ubuntu-24.04",
    "ubuntu-24.04-arm",
    "ubuntu-22.04",
    "ubuntu-22.04-arm",
    "windows-latest",
    "windows-2025",
    "windows-2022",
    "windows-11-arm",
    "macos-latest",
    "macos-26",
    "macos-15",
    "macos-15-intel",
    "macos-14",
];

impl Runner {
    /// Whether its jobs run on a machine that is GitHub's, and gone after the job. One that has to have several labels is not.
    pub fn is_hosted(&self) -> bool {
        matches!(&self.labels[..], [one] if HOSTED.contains(&one.value.to_lowercase().as_str()))
    }
}

impl Plan {
    /// The runner of what needs nothing special: that of the one platform that all builds are for, else the first that is said to
    /// be for none; nothing where none is declared.
    pub fn usual_runner(&self) -> Option<&Runner> {
        let platforms: BTreeSet<&Vec<String>> = self.builds.iter().map(|build| &build.platforms).collect();
        let only =
            platforms.first().filter(|only| platforms.len() == 1 && only.len() == 1).map(|only| only[0].as_str());
        let first = || self.runners().find(|runner| runner.platform.is_none());
        only.and_then(|only| self.runner_of(only)).or_else(first)
    }

    pub fn runner_of(&self, platform: &str) -> Option<&Runner> {
        self.runners().find(|runner| runner.platform.as_ref().is_some_and(|own| own.value == platform))
    }

    /// By build: the platform that it and all that it stands on are for alone, where that has a runner besides the usual one.
    pub fn native_platforms(&self) -> Vec<Option<&str>> {
        let usual =
            self.usual_runner().and_then(|runner| runner.platform.as_ref()).map(|platform| platform.value.as_str());
        let has_own = |platform: &&str| usual != Some(*platform) && self.runner_of(platform).is_some();
        self.only_platforms().into_iter().map(|only| only.filter(has_own)).collect()
    }

    /// Those that do not lend a GPU.
    fn runners(&self) -> impl Iterator<Item = &Runner> {
        self.ci.iter().flat_map(|ci| &ci.runners).filter(|runner| runner.gpu.is_none())
    }

    /// Where it is said that pull requests start a run; the `ci` node where it says no moment at all.
    pub fn on_pull_request(&self) -> Option<Span> {
        let ci = self.ci.as_ref()?;
        let asked = ci.moments.iter().find(|moment| moment.value.is_of_pull_requests()).map(|moment| moment.span);
        asked.or_else(|| ci.moments.is_empty().then_some(ci.span))
    }

    /// The runners that a pull request's jobs are given; nothing stands for GitHub's own, which need not be declared.
    pub fn pull_request_runners(&self) -> Vec<Option<&Runner>> {
        if self.on_pull_request().is_none() {
            return Vec::new();
        }
        let native: BTreeSet<&str> = self.native_platforms().into_iter().flatten().collect();
        [self.usual_runner()].into_iter().chain(native.into_iter().map(|platform| self.runner_of(platform))).collect()
    }

    /// Whether the builds of pull requests may have the entitlements that they ask for.
    pub fn entitles_pull_requests(&self) -> bool {
        self.pull_request_runners().iter().all(|runner| runner.is_some_and(|runner| runner.pull_requests))
    }
}
