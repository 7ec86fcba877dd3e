//! The release of each build, for `imgc gpu check`.

use super::{FORMAT, said, shortened};
use crate::gpu::{Choice, How};
use crate::report::table::Table;
use serde_json::{Map, Value, json};

const HEADS: [&str; 6] = ["TARGET", "GPU", "RELEASE", "LEAST DRIVER", "COMPILED FOR", "WHY"];

/// A row a build; a sentence where none is for a GPU.
pub fn gpu_check(choices: &[Choice], width: Option<usize>) -> String {
    match choices {
        [] => "no build of the stack is for a GPU\n".to_string(),
        _ => Table { heads: &HEADS, rows: choices.iter().map(row).collect() }.text(width),
    }
}

fn row(choice: &Choice) -> Vec<Vec<String>> {
    let targets: Vec<String> = choice.targets.iter().map(|target| target.to_string()).collect();
    vec![
        vec![choice.build.target.clone()],
        vec![choice.family.to_string()],
        vec![choice.release.map_or("-", |release| &release.version.value).to_string()],
        vec![driver(choice).unwrap_or("-").to_string()],
        shortened(&targets),
        vec![choice.why()],
    ]
}

/// The least driver; the release's own where there is no other.
fn driver<'a>(choice: &Choice<'a>) -> Option<&'a str> {
    choice.least_driver.or_else(|| said(&choice.release?.driver))
}

pub fn gpu_check_json(choices: &[Choice]) -> Value {
    let builds: Vec<Value> = choices.iter().map(json).collect();
    json!({ "format": FORMAT, "builds": builds })
}

fn json(choice: &Choice) -> Value {
    let build = choice.build;
    let asked: Map<String, Value> =
        build.gpu_asked.iter().map(|(name, value)| (name.clone(), json!(value.value))).collect();
    let (how, parent) = match choice.how {
        How::Node => ("node", None),
        How::Base => ("base", None),
        How::Parent(parent) => ("parent", Some(parent)),
        How::Nothing => ("nothing", None),
    };
    json!({
        "target": build.target,
        "image": build.image,
        "family": choice.family,
        "asked": asked,
        "release": choice.release.map(|release| &release.version.value),
        "how": how,
        "parent": parent,
        "why": choice.why(),
        "passed": choice.passed,
        "driver": choice.release.and_then(|release| said(&release.driver)),
        "least_driver": choice.least_driver,
        "targets": choice.targets,
        "from": build.from,
        "platforms": choice.platforms,
    })
}
