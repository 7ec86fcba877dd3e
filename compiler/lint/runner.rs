//! Runners for a platform that no job is for alone.

use super::{Subject, errors};
use crate::diag::Diagnostics;

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
