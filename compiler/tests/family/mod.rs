//! The example stacks, read from the disk into memory.

pub mod clock;
pub mod program;
pub mod today;
pub mod written;

use imgc::Compilation;
use imgc::diag::Diagnostic;
use imgc::emit::FileSet;
use imgc::plan::Plan;
use imgc::world::MemoryWorld;
use std::fs;
use std::path::{Path, PathBuf};

/// The repository.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A stack, and all the files that its compilation may see.
#[derive(Clone)]
pub struct Example {
    /// From `examples/`: `iree`.
    pub name: String,
    /// From the world's root.
    pub file: String,
    pub world: MemoryWorld,
}

/// Every example, by name. A new folder with a `stack.kdl` is one.
pub fn examples() -> Vec<Example> {
    let root = repository().join("examples");
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    let stacks = files.iter().filter_map(|path| path.strip_suffix("/stack.kdl"));
    stacks.map(|name| example(&root, name)).collect()
}

pub fn named(name: &str) -> Example {
    example(&repository().join("examples"), name)
}

fn example(examples: &Path, name: &str) -> Example {
    let folder = examples.join(name);
    let text = fs::read_to_string(folder.join("stack.kdl")).expect("an example has a stack.kdl");
    let levels = imgc::root_of(&text).unwrap_or_default().split('/').filter(|part| *part == "..").count();
    let root = folder.ancestors().nth(levels).expect("the root is a folder above").to_path_buf();
    let mut paths = Vec::new();
    walk(&root, &root, &mut paths);
    // bytes that are no text are not there: the compiler asks for names only
    let read = |path: String| {
        let text = fs::read_to_string(root.join(&path)).unwrap_or_default();
        (path, text)
    };
    let world = MemoryWorld::new(paths.into_iter().map(read));
    let below = folder.strip_prefix(&root).expect("the stack is below its root").to_string_lossy().replace('\\', "/");
    let file = if below.is_empty() { "stack.kdl".to_string() } else { format!("{below}/stack.kdl") };
    Example { name: name.to_string(), file, world }
}

/// Every file below a folder, sorted, with `/`.
pub fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            walk(root, &entry, found);
        } else {
            found.push(entry.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/"));
        }
    }
}

impl Example {
    pub fn check(&self) -> Compilation {
        imgc::check(&self.world, &self.file, &today::options())
    }

    pub fn plan(&self) -> Plan {
        let compilation = self.check();
        let told = told(&compilation);
        assert_eq!(told, Vec::<String>::new(), "{}", self.name);
        compilation.plan.expect("a stack without errors has a plan")
    }

    pub fn files(&self) -> FileSet {
        imgc::emit(&self.plan())
    }
}

/// Errors and warnings, a line each.
pub fn told(compilation: &Compilation) -> Vec<String> {
    let heavy = |one: &&Diagnostic| one.severity != imgc::diag::Severity::Hint;
    let line = |one: &Diagnostic| {
        let source = compilation.sources.get(one.primary().source);
        let place = source.position(one.primary().start as usize);
        format!("{}:{}:{}: {}: {}", source.name, place.line, place.column, one.rule.name, one.message)
    };
    compilation.diagnostics.iter().filter(heavy).map(line).collect()
}

pub fn dockerfile_tree(text: &str) -> tree_sitter::Tree {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_containerfile::LANGUAGE.into()).expect("the grammar loads");
    parser.parse(text, None).expect("it parses")
}
