//! Runners for a platform that no job is for alone.

use super::{Subject, errors};
use crate::diag::Diagnostics;
use crate::plan::BuildId;

pub(super) fn unused_runner(subject: &Subject, diagnostics: &mut Diagnostics) {
    let plan = subject.plan;
    let runners = plan.ci.iter().flat_map(|ci| &ci.runners).filter(|runner| runner.gpu.is_none());
    for platform in runners.filter_map(|runner| runner.platform.as_ref()) {
        let alone = |at: usize| plan.only_platform(BuildId(at)) == Some(platform.value.as_str());
        if !(0..plan.builds.len()).any(alone) {
            let beside = plan.builds.iter().find(|build| build.platforms.contains(&platform.value));
            diagnostics.report(errors::unused_runner(platform, beside));
        }
    }
}
