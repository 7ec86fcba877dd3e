//! What a machine has, and which builds run on it, for `imgc gpu host`.

use super::FORMAT;
use crate::gpu::{Choice, Driven, Fit, Host, LOOKED_FOR, Runs, fit};
use crate::report::table::Table;
use serde_json::{Map, Value, json};

const HEADS: [&str; 5] = ["TARGET", "GPU", "RELEASE", "RUNS", "WHY"];

/// What is there, then a row for each build, where there is a stack.
pub fn gpu_host(host: &Host, choices: Option<&[Choice]>, width: Option<usize>) -> String {
    let mut out = format!("this machine is {}\n", host.platform);
    if host.families.is_empty() {
        out.push_str("no GPU and no driver of one was found\n");
    } else {
        out.extend(LOOKED_FOR.iter().map(|family| format!("{family}: {}\n", found(host.families.get(*family)))));
    }
    match choices {
        None => {}
        Some([]) => out.push_str("\nno build of the stack is for a GPU\n"),
        Some(choices) => {
            let rows = choices.iter().map(|choice| row(choice, fit(choice, host))).collect();
            out.push_str(&format!("\n{}", Table { heads: &HEADS, rows }.text(width)));
        }
    }
    out
}

fn found(driven: Option<&Driven>) -> String {
    let Some(driven) = driven else { return "none found".to_string() };
    let driver = match &driven.driver {
        Some(driver) => format!("driver {driver}"),
        None => "a driver of an unknown version".to_string(),
    };
    let gpus: Vec<String> = driven.gpus.iter().map(|gpu| gpu.words()).collect();
    match gpus.is_empty() {
        true => format!("{driver}; which GPUs it drives is not known"),
        false => format!("{driver}; {}", gpus.join(", ")),
    }
}

fn row(choice: &Choice, fit: Fit) -> Vec<Vec<String>> {
    vec![
        vec![choice.build.target.clone()],
        vec![choice.family.to_string()],
        vec![choice.release.map_or("-", |release| &release.version.value).to_string()],
        vec![word(fit.runs).to_string()],
        vec![fit.reasons.join("; ")],
    ]
}

fn word(runs: Runs) -> &'static str {
    match runs {
        Runs::Yes => "yes",
        Runs::No => "no",
        Runs::Unknown => "unknown",
    }
}

pub fn gpu_host_json(host: &Host, choices: Option<&[Choice]>) -> Value {
    let families: Map<String, Value> =
        host.families.iter().map(|(name, driven)| (name.clone(), driven_json(driven))).collect();
    let builds =
        choices.map(|choices| choices.iter().map(|choice| build_json(choice, fit(choice, host))).collect::<Vec<_>>());
    json!({ "format": FORMAT, "platform": host.platform, "families": families, "builds": builds })
}

fn driven_json(driven: &Driven) -> Value {
    let gpus: Vec<Value> = driven.gpus.iter().map(|gpu| json!({ "name": gpu.name, "target": gpu.target })).collect();
    json!({ "driver": driven.driver, "gpus": gpus })
}

fn build_json(choice: &Choice, fit: Fit) -> Value {
    json!({
        "target": choice.build.target,
        "family": choice.family,
        "release": choice.release.map(|release| &release.version.value),
        "runs": word(fit.runs),
        "reasons": fit.reasons,
    })
}
