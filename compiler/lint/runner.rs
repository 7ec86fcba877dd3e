//! Runners that nobody should have, or that nothing has: given to whoever opens a pull request, or for a platform that no job is
//! for alone.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use std::collections::BTreeSet;

/// A pull request is a stranger's program: it runs on machines of GitHub's, without privileges, unless the runner permits more.
pub(super) fn exposed_runner(subject: &Subject, diagnostics: &mut Diagnostics) {
    let plan = subject.plan;
    let Some(moment) = plan.on_pull_request() else { return };
    let runners = plan.pull_request_runners();
    for runner in runners.iter().flatten().filter(|runner| !runner.is_hosted() && !runner.pull_requests) {
        let foreign = runner.labels.iter().find(|label| label.value != "self-hosted").or(runner.labels.first());
        diagnostics.report(errors::exposed_runner(foreign.expect("it has a label"), moment));
    }
    if plan.entitles_pull_requests() {
        return;
    }
    let declared = plan.usual_runner();
    let mut told = BTreeSet::new();
    for build in plan.builds.iter().filter(|build| !build.entitlements.is_empty()) {
        if let Some(span) = build.origin.span.filter(|_| told.insert(&build.image)) {
            diagnostics.report(errors::exposed_entitlement(build, span, moment, declared));
        }
    }
}

pub(super) fn unused_runner(subject: &Subject, diagnostics: &mut Diagnostics) {
    let plan = subject.plan;
    let only = plan.only_platforms();
    let runners = plan.ci.iter().flat_map(|ci| &ci.runners).filter(|runner| runner.gpu.is_none());
    for platform in runners.filter_map(|runner| runner.platform.as_ref()) {
        if !only.contains(&Some(platform.value.as_str())) {
            let beside = plan.builds.iter().find(|build| build.platforms.contains(&platform.value));
            diagnostics.report(errors::unused_runner(platform, beside));
        }
    }
}
