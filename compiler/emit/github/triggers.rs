//! What starts a run: the moments that `ci` asks for, and which files matter.

use super::globs::{filter, with_below};
use super::table::{made_from, word};
use super::yaml::raw_quoted;
use crate::ast::{Ci, Event};
use crate::plan::{Clause, Plan};
use std::collections::BTreeSet;

/// What the user is offered to build, besides each image.
pub const EVERY_IMAGE: &str = "every image";

/// Branches or git tags: all, or those of some filters.
#[derive(Default)]
struct Refs {
    asked: bool,
    all: bool,
    branches: BTreeSet<String>,
    tags: BTreeSet<String>,
}

impl Refs {
    fn add(&mut self, branch: Option<&str>, tag: Option<&str>) {
        match (branch, tag) {
            (None, None) => self.all = true,
            (Some(branch), None) => self.branches.extend([filter(branch).0]),
            (None, Some(tag)) => self.tags.extend([filter(tag).0]),
            // a push is of one or the other
            (Some(_), Some(_)) => return,
        }
        self.asked = true;
    }
}

/// The moments that start runs.
#[derive(Default)]
pub struct Triggers {
    push: Refs,
    pull_request: Refs,
    pub release: bool,
    crons: BTreeSet<String>,
    pub dispatch: bool,
}

pub fn triggers(plan: &Plan, ci: &Ci) -> Triggers {
    let mut triggers = Triggers::default();
    for moment in &ci.moments {
        let moment = &moment.value;
        let (branch, tag) =
            (moment.branch.as_ref().map(|glob| glob.as_str()), moment.git_tag.as_ref().map(|glob| glob.as_str()));
        let any = moment.event.is_none();
        if any || moment.event == Some(Event::Push) {
            triggers.push.add(branch, tag);
        }
        if moment.is_of_pull_requests() {
            triggers.pull_request.add(branch, None);
        }
        match moment.event {
            Some(Event::Release) => triggers.release = true,
            Some(Event::Schedule) => triggers.crons.extend(moment.cron.clone()),
            Some(Event::Dispatch) => triggers.dispatch = true,
            _ => {}
        }
    }
    if ci.moments.is_empty() {
        from_tags(plan, &mut triggers);
    }
    triggers
}

/// Where nothing is said: the branches and git tags of the tag rules, pull requests, and by hand.
fn from_tags(plan: &Plan, triggers: &mut Triggers) {
    triggers.pull_request.add(None, None);
    triggers.dispatch = true;
    for tag in plan.builds.iter().flat_map(|build| &build.tags) {
        let pushed = |moment: &&crate::plan::Moment| matches!(moment.event, None | Some(Event::Push));
        let moment = match tag.when.0.as_slice() {
            [Clause::On(moment)] => Some(moment),
            _ => None,
        };
        match moment {
            None => triggers.push.add(None, None),
            Some(moment) if moment.event == Some(Event::Release) => triggers.release = true,
            Some(moment) if pushed(&moment) => {
                let glob =
                    |pattern: &Option<crate::plan::Pattern>| pattern.as_ref().map(|pattern| pattern.glob.clone());
                triggers.push.add(glob(&moment.branch).as_deref(), glob(&moment.git_tag).as_deref());
            }
            Some(_) => {}
        }
    }
}

impl Triggers {
    pub fn pushes(&self) -> bool {
        self.push.asked
    }

    pub fn pull_requests(&self) -> bool {
        self.pull_request.asked
    }

    /// Whether anything is ever published.
    pub fn publishes(&self) -> bool {
        self.push.asked || self.release || self.dispatch || !self.crons.is_empty()
    }

    /// When nothing is to come from a cache: if that is asked for, and on a schedule, which is there for what is new outside.
    pub fn no_cache(&self) -> &'static str {
        match (self.dispatch, self.crons.is_empty()) {
            (true, true) => "${{ inputs.rebuild || false }}",
            (true, false) => "${{ inputs.rebuild || github.event_name == 'schedule' }}",
            (false, false) => "${{ github.event_name == 'schedule' }}",
            (false, true) => "false",
        }
    }

    /// The body of `on:`.
    pub fn yaml(&self, plan: &Plan, written: &[String]) -> String {
        let rules = plan.changes.iter().flat_map(|changes| &changes.rebuild_all);
        // what rebuilds all without a file must not be kept out by a filter on files
        let loose = rules.filter(|rule| rule.globs.is_empty());
        let (by_message, by_branch): (Vec<_>, Vec<_>) = loose.partition(|rule| rule.branch.is_none());
        let paths = paths(plan, written);
        let mut out = String::new();
        if self.push.asked {
            out.push_str("  push:\n");
            if !self.push.all {
                list(&mut out, "branches", self.push.branches.iter());
                list(&mut out, "tags", self.push.tags.iter());
            }
            let branches = self.push.all || !self.push.branches.is_empty();
            if branches && by_message.is_empty() && by_branch.is_empty() {
                list(&mut out, "paths", paths.iter());
            }
        }
        if self.pull_request.asked {
            out.push_str("  pull_request:\n");
            if !self.pull_request.all {
                list(&mut out, "branches", self.pull_request.branches.iter());
            }
            if by_message.is_empty() {
                list(&mut out, "paths", paths.iter());
            }
        }
        if self.release {
            out.push_str("  release:\n    types: [published]\n");
        }
        if !self.crons.is_empty() {
            out.push_str("  schedule:\n");
            for cron in &self.crons {
                out.push_str(&format!("    - cron: {}\n", raw_quoted(cron)));
            }
        }
        if self.dispatch {
            out.push_str(&dispatch(plan));
        }
        out
    }
}

fn list<'t>(out: &mut String, key: &str, items: impl Iterator<Item = &'t String>) {
    let items: Vec<String> = items.map(|item| format!("      - {}\n", raw_quoted(item))).collect();
    if !items.is_empty() {
        out.push_str(&format!("    {key}:\n{}", items.concat()));
    }
}

/// What an image is made from; what is ignored, as far as GitHub can say it; what rebuilds all. The last that matches counts.
fn paths(plan: &Plan, written: &[String]) -> Vec<String> {
    let made = plan.builds.iter().flat_map(|build| made_from(plan, build));
    let mut wanted: BTreeSet<String> = made.map(|glob| filter(&glob).0).collect();
    let below: Vec<String> = wanted.iter().filter(|glob| glob.ends_with("/**") || *glob == "**").cloned().collect();
    // what lies below a folder that is wanted anyway need not be named
    wanted.retain(|glob| {
        let covers = |folder: &&String| {
            let folder = folder.trim_end_matches("**");
            !folder.contains(['*', '[', '\\', '!']) && glob.starts_with(folder) && glob.len() > folder.len() + 2
        };
        glob == "**" || !below.iter().any(|folder| covers(&folder) || (folder == "**" && glob != "**"))
    });
    let mut all: Vec<String> = wanted.into_iter().collect();
    if let Some(changes) = &plan.changes {
        let ignored = changes.ignore.iter().map(|glob| filter(glob.value.as_str())).filter(|(_, exact)| *exact);
        all.extend(ignored.map(|(glob, _)| format!("!{glob}")));
        let rules = changes.rebuild_all.iter().flat_map(|rule| &rule.globs);
        all.extend(rules.map(|glob| filter(glob.value.as_str()).0));
    }
    let stack = plan.stack.files.iter().chain(written);
    all.extend(stack.flat_map(|file| with_below(file).into_iter().take(1)).map(|file| filter(&file).0));
    let mut seen = BTreeSet::new();
    let mut kept: Vec<String> = all.into_iter().rev().filter(|glob| seen.insert(glob.clone())).collect();
    kept.reverse();
    kept
}

fn dispatch(plan: &Plan) -> String {
    let images: BTreeSet<String> = plan.builds.iter().map(|build| word(&build.image)).collect();
    let options: String = images.iter().map(|image| format!("          - {}\n", raw_quoted(image))).collect();
    format!(
        "  workflow_dispatch:
    inputs:
      image:
        description: What to build, with all that stands on it
        type: choice
        default: {EVERY_IMAGE}
        options:
          - {EVERY_IMAGE}
{options}      rebuild:
        description: Build anew, without any cache
        type: boolean
        default: false
"
    )
}
