//! Where the workflows go.

use crate::plan::{Plan, short};

/// Paths from the root.
pub struct Names {
    pub images: String,
    pub build: String,
    pub promote: String,
    pub bake: String,
    /// The Bake file's folder, in which Bake runs: its paths are from there.
    pub source: String,
}

/// `images.yml` and its kin; those of a stack that is not the `stack.kdl` at the root say which, since the folder of
/// workflows is one for all stacks of a repository.
pub fn names(plan: &Plan) -> Names {
    let file = plan.stack.file.trim_start_matches("./");
    let stem = file.strip_suffix(".kdl").unwrap_or(file);
    let stem = stem.strip_suffix("/stack").unwrap_or(if stem == "stack" { "" } else { stem });
    let words =
        stem.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.')).filter(|word| !word.is_empty());
    let mut prefix = short(&words.collect::<Vec<_>>().join("-"));
    if !prefix.is_empty() {
        prefix.push('-');
    }
    let path = |name: &str| format!(".github/workflows/{prefix}{name}.yml");
    let out = plan.stack.out.trim_start_matches("./").trim_matches('/');
    let (bake, source) = match out {
        "" | "." => ("docker-bake.hcl".to_string(), ".".to_string()),
        // never to be taken for an address
        out => (format!("{out}/docker-bake.hcl"), format!("./{out}")),
    };
    Names { images: path("images"), build: path("images-build"), promote: path("promote"), bake, source }
}
