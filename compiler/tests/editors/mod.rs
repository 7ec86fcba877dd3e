//! What editors highlight: files of `editors/` equal what the schema and their templates give, and tree-sitter's queries do
//! what they are for, on every example stack. `IMGC_BLESS=1 cargo test --test all editors` writes the files anew.

mod queries;
mod render;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

#[test]
fn files_equal_their_templates() {
    let bless = std::env::var("IMGC_BLESS").is_ok_and(|value| value == "1");
    let editors = root().join("editors");
    let words = words::words();
    let mut drifted = Vec::new();
    for output in render::OUTPUTS {
        let template = fs::read_to_string(editors.join("templates").join(output.template)).unwrap();
        let text = output.render(&template, &words);
        let path = editors.join(output.path);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        if bless {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        } else {
            drifted.push(format!("editors/{}", output.path));
        }
    }
    assert!(
        drifted.is_empty(),
        "not what the schema and the templates give; `IMGC_BLESS=1 cargo test --test all editors` writes them anew:\n{}",
        drifted.join("\n")
    );
}

/// What is packed for VS Code carries the text of its license.
#[test]
fn the_extension_has_its_license() {
    let text = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    assert_eq!(text("editors/vscode/LICENSE"), text("LICENSE-MIT"));
}

/// Every stack file of the examples and of the standard library, and the editors' own test stacks.
fn stacks() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, found);
            } else if entry.extension().is_some_and(|ending| ending == "kdl") {
                found.push(entry);
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["examples", "stdlib", "editors"] {
        walk(&root().join(folder), &mut found);
    }
    found.sort();
    assert!(found.len() > 10, "the examples are gone");
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}
