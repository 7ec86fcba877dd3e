//! What is changed: every stack that the repository has, and the Dockerfiles and shell texts in it.

use crate::family::{self, examples, repository};
use imgc::world::MemoryWorld;
use std::fs;
use std::sync::LazyLock;

/// A stack, all the files that its compilation may see, and the one of them that is changed.
#[derive(Clone)]
pub struct Case {
    pub world: MemoryWorld,
    /// From the world's root.
    pub stack: String,
    pub changed: String,
}

impl Case {
    pub fn of(stack: impl Into<String>) -> Case {
        let files =
            [("stack.kdl", stack.into())].into_iter().chain(OTHERS.map(|(path, text)| (path, text.to_string())));
        Case { world: MemoryWorld::new(files), stack: "stack.kdl".to_string(), changed: "stack.kdl".to_string() }
    }

    pub fn text(&self) -> &str {
        &self.world.files[&self.changed]
    }

    pub fn with(&self, text: String) -> Case {
        let mut case = self.clone();
        case.world.files.insert(self.changed.clone(), text);
        case
    }
}

/// What a stack may copy, adopt and include.
const OTHERS: [(&str, &str); 5] = [
    ("Dockerfile", "FROM debian:12 AS b\nARG A=1\nRUN echo $A\nCOPY d/x /x\nFROM b\nUSER 1000\n"),
    ("d/x", ""),
    ("scripts/setup.sh", "#!/bin/sh\n"),
    ("requirements.txt", "numpy==2.0\n"),
    ("other.kdl", "component \"c\" {\n    param \"p\" \"1\"\n    run \"echo $p\"\n}\n"),
];

pub struct Corpus {
    pub stacks: Vec<Case>,
    pub dockerfiles: Vec<String>,
    pub shells: Vec<String>,
}

pub static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let root = repository();
    let mut paths = Vec::new();
    for folder in ["compiler", "docs", "editors", "stdlib"] {
        family::walk(&root, &root.join(folder), &mut paths);
    }
    let read = |path: &String| fs::read_to_string(root.join(path)).expect("it is text");
    let pages = paths.iter().filter(|path| path.ends_with(".md")).flat_map(|path| blocks(&read(path)));
    let files = paths.iter().filter(|path| path.ends_with(".kdl")).map(read);
    let mut stacks: Vec<Case> = pages.chain(files).map(Case::of).collect();
    let mut dockerfiles = vec![OTHERS[0].1.to_string()];
    for example in examples() {
        for (path, text) in &example.world.files {
            let is_stack = path.ends_with(".kdl");
            if is_stack {
                let (world, stack) = (example.world.clone(), example.file.clone());
                stacks.push(Case { world, stack, changed: path.clone() });
            }
            if path.contains("Dockerfile") {
                dockerfiles.push(text.clone());
            }
        }
        dockerfiles
            .extend(example.files().into_iter().filter(|(path, _)| path.ends_with("Dockerfile")).map(|(_, text)| text));
    }
    let shells = stacks.iter().flat_map(|case| strings(case.text())).filter(|text| text.contains(' ')).collect();
    Corpus { stacks, dockerfiles, shells }
});

/// The stacks in a page of the manual; a fragment is given what it stands in.
fn blocks(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```kdl") else { continue };
        let text: String =
            lines.by_ref().take_while(|line| !line.starts_with("```")).map(|line| format!("{line}\n")).collect();
        found.push(match info {
            info if info.contains("image") => format!("{HEAD}image \"a\" {{\nfrom \"debian:12\"\n{text}}}\n"),
            info if info.contains("top") => format!("{HEAD}{text}"),
            _ => text,
        });
    }
    found
}

pub const HEAD: &str = "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"t{-values}\" }\n";

/// What stands between quotes.
fn strings(text: &str) -> Vec<String> {
    text.split('"').skip(1).step_by(2).map(str::to_string).collect()
}
