//! The rules of the architecture, kept by reading the sources: who imports whom, who owns which library, how long a file
//! is, what it may be called, and that tables equal the folders they list.

use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What each stage may import, besides itself. A new room of the compiler needs a row.
const IMPORTS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("budget", &[]),
    ("world", &["budget"]),
    ("glob", &["budget"]),
    ("reference", &[]),
    ("date", &[]),
    ("shell", &["budget"]),
    ("diag", &["budget", "source"]),
    ("schema", &["diag", "source"]),
    ("syntax", &["budget", "schema", "diag", "glob", "source"]),
    ("ast", &["budget", "syntax", "schema", "date", "diag", "glob", "reference", "source", "visible"]),
    ("paths", &["visible"]),
    ("visible", &[]),
    ("stdlib", &[]),
    ("model", &["ast", "containerfile", "glob", "source"]),
    (
        "resolve",
        &[
            "budget",
            "syntax",
            "ast",
            "containerfile",
            "model",
            "stdlib",
            "world",
            "diag",
            "glob",
            "paths",
            "reference",
            "shell",
            "source",
        ],
    ),
    ("containerfile", &["budget", "diag", "source"]),
    ("inputs", &["ast", "containerfile", "model", "world", "diag", "glob", "reference", "source"]),
    (
        "plan",
        &["ast", "budget", "containerfile", "inputs", "model", "diag", "glob", "paths", "reference", "shell", "source"],
    ),
    (
        "lint",
        &[
            "syntax",
            "ast",
            "budget",
            "inputs",
            "model",
            "plan",
            "world",
            "date",
            "diag",
            "glob",
            "paths",
            "reference",
            "shell",
            "source",
        ],
    ),
    ("emit", &["plan", "ast", "diag", "paths", "reference", "source", "visible"]),
    // besides what lib.rs itself offers
    ("fix", &["budget", "schema", "syntax", "world", "diag", "source"]),
    ("gpu", &["ast", "model", "plan"]),
    ("report", &["ast", "gpu", "model", "plan", "diag", "paths", "source", "visible"]),
    (
        "cli",
        &[
            "budget", "report", "emit", "fix", "ast", "gpu", "model", "plan", "schema", "syntax", "world", "date",
            "diag", "paths", "source", "visible",
        ],
    ),
];

/// The only places that may name a library.
const OWNERS: &[(&str, &[&str])] = &[
    ("kdl", &["syntax"]),
    ("petgraph", &["plan", "resolve"]),
    ("minijinja", &["emit", "cli/new"]),
    ("strsim", &["diag"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("comfy_table", &["cli", "report"]),
    ("anstream", &["cli", "report"]),
    ("anstyle", &["cli", "report"]),
    ("miette", &["report", "cli/report"]),
    ("rustix", &["cli/folder"]),
    ("similar", &["cli", "report"]),
    ("terminal_size", &["cli"]),
    ("textwrap", &["report"]),
];

/// A name that says nothing of what is in the file.
const NAMELESS: &[&str] = &["common", "helper", "helpers", "manager", "misc", "types", "util", "utils"];

const MAX_LINES: usize = 500;

/// A Rust file of the compiler.
struct File {
    /// From `compiler/`.
    path: String,
    text: String,
}

impl File {
    /// The first part of its path, without an ending.
    fn stage(&self) -> &str {
        self.path.split('/').next().unwrap_or("").trim_end_matches(".rs")
    }

    /// How many modules deep it is: `plan.rs` and `plan/mod.rs` are 1.
    fn depth(&self) -> usize {
        let parts = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        parts.split('/').count()
    }

    fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// Without comments, and without the module of tests that ends it.
    fn code(&self) -> String {
        let text = self.text.find("#[cfg(test)]\nmod tests {").map_or(self.text.as_str(), |at| &self.text[..at]);
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("compiler")
}

/// Every file below `compiler/` with this ending, sorted.
fn paths(ending: &str) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<String>, ending: &str) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, found, ending);
            } else if entry.to_string_lossy().ends_with(ending) {
                let path = entry.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found, ending);
    found.sort();
    found
}

fn files() -> Vec<File> {
    let read = |path: String| File { text: fs::read_to_string(root().join(&path)).unwrap(), path };
    paths(".rs").into_iter().map(read).collect()
}

fn none(broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The top-level modules that code names, through `crate::`, `imgc::` or enough `super::`s.
fn imported(file: &File) -> BTreeSet<String> {
    let code = file.code();
    let mut found = BTreeSet::new();
    let direct = Regex::new(r"\b(?:crate|imgc)::([a-z_][a-z0-9_]*)").unwrap();
    found.extend(direct.captures_iter(&code).map(|name| name[1].to_string()));
    let group = Regex::new(r"\b(?:crate|imgc)::\{").unwrap();
    for start in group.find_iter(&code) {
        let mut depth = 0;
        let mut name = String::new();
        for c in code[start.end()..].chars() {
            match c {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => found.extend(first_name(&std::mem::take(&mut name))),
                c if depth == 0 => name.push(c),
                _ => {}
            }
        }
        found.extend(first_name(&name));
    }
    let above = Regex::new(r"(?m)^(?:pub(?:\([a-z]+\))? )?use ((?:super::)+)([a-z_][a-z0-9_]*)").unwrap();
    for name in above.captures_iter(&code) {
        if name[1].matches("super").count() >= file.depth() {
            found.insert(name[2].to_string());
        }
    }
    found
}

fn first_name(path: &str) -> Option<String> {
    path.trim().split("::").next().filter(|name| !name.is_empty()).map(str::to_string)
}

#[test]
fn stages_import_only_what_the_table_allows() {
    let files = files();
    let stages: BTreeSet<&str> = files
        .iter()
        .filter(|file| !file.is_test())
        .map(File::stage)
        .filter(|name| !["lib", "main"].contains(name))
        .collect();
    let mut broken = Vec::new();
    for stage in &stages {
        if !IMPORTS.iter().any(|(name, _)| name == stage) {
            broken.push(format!("`{stage}` has no row in the table of imports"));
        }
    }
    for file in files.iter().filter(|file| stages.contains(file.stage()) && !file.is_test()) {
        let allowed = IMPORTS.iter().find(|(name, _)| *name == file.stage()).map_or(&[][..], |(_, allowed)| allowed);
        for name in imported(file) {
            let known = IMPORTS.iter().any(|(stage, _)| *stage == name);
            if known && name != file.stage() && !allowed.contains(&name.as_str()) {
                broken.push(format!("{}: `{}` may not import `{name}`", file.path, file.stage()));
            }
        }
    }
    none(broken);
}

#[test]
fn the_table_of_imports_has_no_cycle() {
    fn reaches(from: &str, to: &str) -> bool {
        let allowed = IMPORTS.iter().find(|(name, _)| *name == from).map_or(&[][..], |(_, allowed)| allowed);
        allowed.iter().any(|next| *next == to || reaches(next, to))
    }
    let unknown = |name: &&str| !IMPORTS.iter().any(|(stage, _)| stage == name);
    for (stage, allowed) in IMPORTS {
        assert!(allowed.iter().find(|name| unknown(name)).is_none(), "the row of `{stage}` names no stage");
        for next in *allowed {
            assert!(!reaches(next, stage), "`{stage}` and `{next}` import each other");
        }
    }
}

#[test]
fn each_library_has_one_owner() {
    let mut broken = Vec::new();
    for (library, owners) in OWNERS {
        let named = Regex::new(&format!(r"(?m)(?:^|[^\w:.]){library}::|^\s*(?:pub )?use {library}\b")).unwrap();
        for file in files().iter().filter(|file| !file.is_test() && named.is_match(&file.code())) {
            let owned = owners.iter().any(|owner| {
                let rest = file.path.strip_prefix(owner);
                rest.is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
            });
            if !owned {
                broken.push(format!("{}: `{library}` belongs to {}", file.path, owners.join(" and ")));
            }
        }
    }
    none(broken);
}

#[test]
fn no_file_is_long() {
    let long = |file: &File| {
        let lines = file.text.lines().count();
        (lines > MAX_LINES).then(|| format!("{}: {lines} lines; split it below {MAX_LINES}", file.path))
    };
    none(files().iter().filter_map(long).collect());
}

#[test]
fn every_file_is_named_after_a_thing() {
    let mut broken = Vec::new();
    for path in paths(".rs") {
        if path.trim_end_matches(".rs").split('/').any(|part| NAMELESS.contains(&part)) {
            broken.push(format!("{path}: name it after what is in it"));
        }
    }
    none(broken);
}

#[test]
fn every_module_says_what_it_is() {
    let silent = |file: &&File| file.path != "main.rs" && !file.text.starts_with("//! ");
    none(files().iter().filter(silent).map(|file| format!("{}: open it with `//!`", file.path)).collect());
}

#[test]
fn nothing_is_left_unfinished() {
    let words = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("dbg", "!("), concat!("FIX", "ME")];
    let mut broken = Vec::new();
    for file in files() {
        for (at, line) in file.text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(**word)) {
                broken.push(format!("{}:{}: `{word}`", file.path, at + 1));
            }
        }
    }
    none(broken);
}

/// Names of rules, and the folder of the page of each, as the table says.
fn rules() -> Vec<(String, String)> {
    let table = fs::read_to_string(root().join("diag/rules.rs")).unwrap();
    let row = Regex::new(r#"(?m)^\s*([A-Z0-9_]+)\s+"([^"]+)"\s+(?:Error|Warning|Hint)\s+"([^"]+)"\s*;"#).unwrap();
    let rows: Vec<_> = row.captures_iter(&table).collect();
    for row in &rows {
        assert_eq!(row[1].to_lowercase().replace('_', "-"), row[2], "a rule's constant is named after it");
    }
    rows.into_iter().map(|row| (row[2].to_string(), row[3].to_string())).collect()
}

#[test]
fn every_rule_has_its_row_and_its_page() {
    let rules = rules();
    let names: Vec<&str> = rules.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        imgc::diag::RULES.iter().map(|rule| rule.name).collect::<Vec<_>>(),
        "a row is unread by this test"
    );
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted, "rules are sorted by name, and none is there twice");
    let kebab = Regex::new("^[a-z0-9]+(-[a-z0-9]+)*$").unwrap();
    none(names.iter().filter(|name| !kebab.is_match(name)).map(|name| format!("`{name}` is no kebab-case")).collect());

    let wanted: BTreeSet<String> = rules.iter().map(|(name, folder)| format!("{folder}/{name}.md")).collect();
    let is_page = |path: &String| path.rsplit('/').next().is_some_and(|name| name.starts_with(char::is_lowercase));
    let found: BTreeSet<String> = paths(".md").into_iter().filter(is_page).collect();
    let missing = wanted.difference(&found).map(|page| format!("{page}: the page of a rule is missing"));
    let stray = found.difference(&wanted).map(|page| format!("{page}: no rule in diag/rules.rs has this page"));
    none(missing.chain(stray).collect());
}

/// What is kept of emitters, renderers, rules and tables of mistakes belongs to one that is still there; the tests of examples and of
/// commands look after theirs.
#[test]
fn no_snapshot_is_stale() {
    let snapshots = root().join("../snapshots");
    let sources: String = paths(".rs").iter().map(|path| fs::read_to_string(root().join(path)).unwrap()).collect();
    let rules: BTreeSet<String> = rules().into_iter().map(|(name, _)| name).collect();
    let tables = root().join("tests/mutations");
    let mut stale = Vec::new();
    for folder in ["bake", "dockerfile", "fixes", "github", "mutations", "plan", "report", "rules"] {
        for entry in fs::read_dir(snapshots.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let (first, _) = name.split_once('.').unwrap_or((&name, ""));
            let known = match folder {
                "fixes" | "rules" => rules.contains(first),
                "mutations" => ["txt", "kdl"].iter().any(|end| tables.join(first).with_extension(end).exists()),
                _ => sources.contains(&format!("\"{first}\"")) || sources.contains(&format!("\"{first}.")),
            };
            if !known || !name.ends_with(".snap") {
                stale.push(format!("snapshots/{folder}/{name}"));
            }
        }
    }
    none(stale);
}
