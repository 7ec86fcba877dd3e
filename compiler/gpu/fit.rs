//! Whether a build runs on a machine.

use super::{Choice, Driven, Gpu, Host, LOOKED_FOR};
use crate::model::{covers_platform, numbers};

/// Whether a build runs, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    pub runs: Runs,
    /// Why it does not, what is not known, or what is to be known where it does.
    pub reasons: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
    Yes,
    No,
    Unknown,
}

/// What speaks against it, what nobody can tell, and what is only to be known.
#[derive(Default)]
struct Findings {
    against: Vec<String>,
    unknown: Vec<String>,
    notes: Vec<String>,
}

pub fn fit(choice: &Choice, host: &Host) -> Fit {
    let mut found = Findings::default();
    let here = |platform: &&str| covers_platform(&host.platform, platform);
    if !choice.platforms.is_empty() && !choice.platforms.iter().any(here) {
        found.against.push(format!("it is for {}, this machine is {}", choice.platforms.join(", "), host.platform));
    }
    match host.families.get(choice.family) {
        Some(driven) => {
            driver(choice, driven, &mut found);
            targets(choice, driven, &mut found);
        }
        None if LOOKED_FOR.contains(&choice.family) => {
            found.against.push(format!("no GPU of `{}` is here", choice.family))
        }
        None => found.unknown.push(format!("GPUs of `{}` cannot be looked for", choice.family)),
    }
    let Findings { against, unknown, notes } = found;
    match (against.is_empty(), unknown.is_empty()) {
        (false, _) => Fit { runs: Runs::No, reasons: against },
        (true, false) => Fit { runs: Runs::Unknown, reasons: unknown },
        (true, true) => Fit { runs: Runs::Yes, reasons: notes },
    }
}

fn driver(choice: &Choice, driven: &Driven, found: &mut Findings) {
    let Some(release) = choice.release else {
        return found.unknown.push("nothing says of which release it is".to_string());
    };
    let version = &release.version.value;
    let own = release.driver.as_ref().map(|driver| driver.value.as_str());
    let Some(least) = choice.least_driver.or(own) else { return };
    let Some(driver) = driven.driver.as_deref().filter(|driver| numbers(driver).is_some()) else {
        return found.unknown.push(format!("the driver's version is not known; {version} needs {least}"));
    };
    if numbers(driver) < numbers(least) {
        found.against.push(format!("driver {driver} is older than {least}, the least for {version}"));
    } else if let Some(own) = own.filter(|own| numbers(driver) < numbers(own)) {
        let why = "minor-version compatibility runs it, without what is new in the driver";
        found.notes.push(format!("driver {driver} is older than {own}, which {version} brings: {why}"));
    }
}

/// Whether there is code for a GPU.
enum Code<'a> {
    There,
    /// That of an older one of its generation.
    Of(&'a str),
    Missing,
    Unknown,
}

fn targets(choice: &Choice, driven: &Driven, found: &mut Findings) {
    if choice.targets.is_empty() {
        // of a build without a release that was said
        if let Some(release) = choice.release {
            found.unknown.push(format!("the targets of {} are not known", release.version.value));
        }
        return;
    }
    let codes: Vec<(&Gpu, Code)> = driven.gpus.iter().map(|gpu| (gpu, code(gpu, &choice.targets))).collect();
    let runs = codes.iter().any(|(_, code)| matches!(code, Code::There | Code::Of(_)));
    let unknown = codes.is_empty() || codes.iter().any(|(_, code)| matches!(code, Code::Unknown));
    if unknown && !runs {
        return found.unknown.push("which kind of GPU it is, is not known".to_string());
    }
    let told = if runs { &mut found.notes } else { &mut found.against };
    for (gpu, code) in &codes {
        match code {
            Code::Missing => told.push(format!("there is no code for {}", gpu.words())),
            Code::Of(older) => told.push(format!("{} runs its code for {older}", gpu.words())),
            Code::There | Code::Unknown => {}
        }
    }
}

fn code<'a>(gpu: &Gpu, targets: &[&'a str]) -> Code<'a> {
    let Some(own) = gpu.target.as_deref() else { return Code::Unknown };
    if targets.contains(&own) {
        return Code::There;
    }
    // cubins run within their major compute capability, on the same or a newer minor one (NVIDIA, CUDA compatibility)
    let capability = |target: &str| target.strip_prefix("sm_").and_then(|digits| digits.parse::<u32>().ok());
    let Some(own) = capability(own) else { return Code::Missing };
    let older = |target: &&&str| capability(target).is_some_and(|other| other / 10 == own / 10 && other < own);
    targets
        .iter()
        .filter(older)
        .max_by_key(|target| capability(target))
        .map_or(Code::Missing, |target| Code::Of(target))
}
