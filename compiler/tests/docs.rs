//! The manual says what is true: its stacks are checked, its commands are run, its reference is the table of the schema.
//!
//! CONTRIBUTING.md tells how blocks are marked.

use imgc::ast::Component;
use imgc::diag::{Diagnostics, Severity};
use imgc::schema::{self, Context};
use imgc::source::Sources;
use imgc::world::MemoryWorld;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced block of a page.
struct Block {
    /// For messages: `docs/tutorial.md:12`.
    place: String,
    /// The words after the fence: the language first.
    info: Vec<String>,
    text: String,
}

impl Block {
    fn is(&self, word: &str) -> bool {
        self.info.iter().any(|have| have == word)
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.info.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }
}

/// Pages that are written from tables, and not by hand.
const GENERATED: &[&str] = &["components.md", "language-reference.md"];

/// What fragments stand in.
const STACK: &str = "stack \"docs\" { registry \"ghcr.io/acme\" }\ntags { tag \"1\" }\n";

/// The files that copies in blocks may name.
const FILES: &[&str] = &["scripts/setup.sh", "bin/say", "requirements.txt", "phrases/en.json"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages that are written by hand.
fn pages() -> Vec<String> {
    let mut pages = vec!["README.md".to_string()];
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") && !GENERATED.contains(&name.as_str()) {
            pages.push(format!("docs/{name}"));
        }
    }
    pages.sort();
    pages
}

fn blocks(page: &str) -> Vec<Block> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (line, number) in text.lines().zip(1..) {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(info) => {
                open = true;
                let info = info.split_whitespace().map(str::to_string).collect();
                blocks.push(Block { place: format!("{page}:{number}"), info, text: String::new() });
            }
            None if open => blocks.last_mut().unwrap().text.push_str(&format!("{line}\n")),
            None => {}
        }
    }
    assert!(!open, "{page}: a block is not closed");
    blocks
}

/// The whole stack that a block stands for.
fn whole(block: &Block) -> String {
    let text = &block.text;
    let starts = |word: &str| text.lines().any(|line| line.trim_start().starts_with(word));
    if block.is("image") {
        let from = if starts("from ") || starts("dockerfile ") { "" } else { "from \"debian:bookworm-slim\"\n" };
        format!("{STACK}image \"it\" {{\n{from}{text}}}\n")
    } else if block.is("top") {
        format!("{STACK}{text}")
    } else {
        text.clone()
    }
}

/// The files of a page so far, and the one among them that a block is compiled from: the stack that it is a part of, or
/// itself.
fn compiled(block: &Block, files: &mut BTreeMap<String, String>) -> imgc::Compilation {
    let file = block.value("file").unwrap_or("stack.kdl");
    let above = Path::new(file).ancestors().skip(1).map(|folder| folder.join("stack.kdl").display().to_string());
    let stack = above.into_iter().find(|stack| files.contains_key(stack) && file != stack);
    let text = if stack.is_some() { block.text.clone() } else { whole(block) };
    let stack = stack.unwrap_or_else(|| file.to_string());
    let mut world = MemoryWorld::new(FILES.iter().map(|&file| (file, "")));
    if block.value("file").is_some() {
        files.insert(file.to_string(), text.clone());
        let folder = stack.strip_suffix("stack.kdl").unwrap_or_default();
        let below = files.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text)));
        world.files.extend(below.map(|(path, text)| (path.to_string(), text.clone())));
    } else {
        world.files.insert(stack.clone(), text);
    }
    let stack = stack.rsplit('/').next().unwrap_or_default();
    imgc::check(&world, stack, &imgc::Options::default())
}

#[test]
fn every_stack_in_the_manual_is_what_the_page_says_it_is() {
    let mut wrong = Vec::new();
    for page in pages() {
        let mut files = BTreeMap::new();
        for block in blocks(&page).into_iter().filter(|block| block.is("kdl")) {
            let compilation = compiled(&block, &mut files);
            let errors = compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error);
            let mut rules: Vec<&str> = errors.map(|one| one.rule.name).collect();
            rules.dedup();
            let expected: Vec<&str> = block.value("fails").into_iter().collect();
            if rules != expected {
                let said = imgc::report::short(&compilation.sources, &compilation.diagnostics);
                wrong.push(format!("{}: expected {expected:?}, not {rules:?}\n{said}", block.place));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// `expected`, where a line `…` stands for any lines.
fn matches(expected: &[&str], said: &[&str]) -> bool {
    match expected.split_first() {
        None => said.is_empty(),
        Some((&"…", rest)) => (0..=said.len()).any(|skip| matches(rest, &said[skip..])),
        Some((first, rest)) => {
            said.split_first().is_some_and(|(line, more)| line.trim_end() == first.trim_end() && matches(rest, more))
        }
    }
}

/// Runs one command line of a page; what it said, and whether it succeeded.
fn run(words: &str, folder: &Path) -> (String, bool) {
    let words: Vec<&str> = words.split_whitespace().map(|word| word.trim_matches('\'')).collect();
    let mut command = Command::new(env!("CARGO_BIN_EXE_imgc"));
    command.args(words).current_dir(folder).env("COLUMNS", "80").env("NO_COLOR", "1");
    // 2026-11-21
    command.env("SOURCE_DATE_EPOCH", "1795219200");
    let output = command.output().unwrap();
    let text = [output.stderr, output.stdout].map(|bytes| String::from_utf8(bytes).unwrap());
    (text.concat(), output.status.success())
}

#[test]
fn every_command_in_the_manual_says_what_the_page_shows() {
    let mut wrong = Vec::new();
    for page in pages() {
        let temporary = tempfile::tempdir().unwrap();
        let mut folder: PathBuf = temporary.path().to_path_buf();
        for block in blocks(&page) {
            if let Some(file) = block.value("file") {
                let file = temporary.path().join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, &block.text).unwrap();
            }
            if !block.is("console") {
                continue;
            }
            for shown in block.text.split("$ ").skip(1) {
                let (words, expected) = shown.split_once('\n').unwrap_or((shown, ""));
                if let Some(into) = words.strip_prefix("cd ") {
                    folder = folder.join(into);
                }
                let Some(words) = words.strip_prefix("imgc ") else { continue };
                let (said, success) = run(words, &folder);
                let lines: Vec<&str> = said.trim_end().lines().collect();
                let fits = match expected.trim_end() {
                    "" => success,
                    expected => matches(&expected.lines().collect::<Vec<_>>(), &lines),
                };
                if !fits {
                    wrong.push(format!("{}: `imgc {words}` says:\n{said}", block.place));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The scripts of a workflow's steps that begin with `imgc`.
fn steps(workflow: &str) -> Vec<String> {
    let workflow: serde_json::Value = serde_saphyr::from_str(workflow).expect("a workflow is YAML");
    let jobs = workflow["jobs"].as_object().expect("a workflow has jobs");
    let steps = jobs.values().flat_map(|job| job["steps"].as_array().expect("a job has steps"));
    let scripts = steps.filter_map(|step| step["run"].as_str()).filter(|script| script.starts_with("imgc "));
    scripts.map(str::to_string).collect()
}

#[test]
fn every_workflow_in_the_manual_runs_commands_that_there_are() {
    let program = Path::new(env!("CARGO_BIN_EXE_imgc"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    for page in pages() {
        for block in blocks(&page).into_iter().filter(|block| block.is("yaml")) {
            let steps = steps(&block.text);
            assert!(!steps.is_empty(), "{}: no step runs imgc", block.place);
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("stack.kdl"), format!("{STACK}image \"a\" {{ from image=\"b\" }}\n")).unwrap();
            for script in steps {
                let mut shell = Command::new("sh");
                let output =
                    shell.args(["-ec", &script]).current_dir(folder.path()).env("PATH", &path).output().unwrap();
                let said = String::from_utf8_lossy(&output.stderr);
                assert_eq!(output.status.code(), Some(1), "{}: `{script}` says:\n{said}", block.place);
            }
        }
    }
}

/// Compares a page with what it must be, or writes it.
fn is_true(name: &str, wanted: &str) {
    let path = root().join("docs").join(name);
    if std::env::var_os("IMGC_BLESS").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    let page = fs::read_to_string(&path).unwrap_or_default();
    assert!(page == wanted, "docs/{name} is old; write it anew: IMGC_BLESS=1 cargo test --test all docs");
}

#[test]
fn the_language_reference_is_the_table_of_the_schema() {
    is_true("language-reference.md", &schema::reference());
}

/// Which components CI builds for real, by the stack that it builds, and which it does not.
fn proof<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let stack = fs::read_to_string(root().join(".ci/components/stack.kdl")).unwrap();
    let used = |name: &&str| stack.contains(&format!("use \"{name}\""));
    let (built, checked): (Vec<&str>, Vec<&str>) = names.partition(used);
    let list = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    format!(
        "## How they are tested\n\nEach is compiled for every distribution that it is for, and its Dockerfiles pass BuildKit's checks \
         and hadolint. These are also built on Debian 12 for each change of imgc, and used in the image: {}.\n\nThese come from \
         where such builds do not reach, or are not for Debian, and are not: {}. Versions that are downloaded are built where they \
         come from PyPI or npm.\n",
        list(&built),
        list(&checked)
    )
}

#[test]
fn the_page_of_components_is_the_standard_library() {
    let components = imgc::components(None);
    let page = imgc::report::components(&components.values().collect::<Vec<_>>());
    is_true("components.md", &format!("{page}\n{}", proof(components.keys().map(String::as_str))));
}

/// What a component of the standard library leaves its page without.
fn unsaid(component: &Component) -> Vec<String> {
    let mut unsaid = Vec::new();
    let mut must = |said: bool, what: String| {
        if !said {
            unsaid.push(format!("{}: {what}", component.name.value));
        }
    };
    must(component.description.as_ref().is_some_and(|text| text.value.ends_with('.')), "a description".to_string());
    must(
        component.example.as_ref().is_some_and(|text| text.value.contains(&component.name.value)),
        "an example".to_string(),
    );
    for param in &component.params {
        must(param.doc.is_some(), format!("the doc of `{}`", param.name.value));
    }
    for release in component.downloads().into_iter().flat_map(|download| &download.releases) {
        must(release.source.is_some(), format!("the source of {}", release.version.value));
        must(release.date.is_some(), format!("the date of {}", release.version.value));
    }
    unsaid
}

#[test]
fn every_standard_component_fills_its_page() {
    let wrong: Vec<String> = imgc::components(None).values().flat_map(unsaid).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_a_component_does_not_say_is_found() {
    let text = "stack \"s\"\ncomponent \"bare\" {\n    param \"p\" \"\"\n    in p=\"\" {\n        download \"d\" \"https://a.example/d\" {\n            \
                release \"1\" { sha256 \"0ba904eae8773b70f75333db4de2f3d9d1fd7ed5a5a5e0a5a5a5a5a5a5a5a5a5\" }\n        }\n    }\n}\n";
    let world = MemoryWorld::new([("stack.kdl", text)]);
    let components = imgc::components(Some((&world, "stack.kdl")));
    let said = ["a description", "an example", "the doc of `p`", "the source of 1", "the date of 1"];
    assert_eq!(unsaid(&components["bare"]), said.map(|what| format!("bare: {what}")));
}

/// An example where it belongs, as a document that can be read.
fn in_place(context: Context, example: &str) -> String {
    let image = |text: &str| format!("image \"it\" {{\n{text}\n}}");
    match context {
        Context::Top => example.to_string(),
        Context::Stack => format!("stack \"s\" {{\n{example}\n}}"),
        Context::PlanBody => format!("plan \"p\" {{\n{example}\n}}"),
        Context::Axis => format!("axis \"a\" {{\n{example}\n}}"),
        Context::ValueBody => format!("axis \"a\" {{ value \"v\" {{\n{example}\n}}; }}"),
        Context::ArgCases => format!("arg \"A\" {{\n{example}\n}}"),
        Context::Image => image(example),
        Context::ImageAxis => image(&format!("axis \"a\" {{\n{example}\n}}")),
        Context::ImageValueBody => image(&format!("variant \"v\" {{\n{example}\n}}")),
        Context::Stage => image(&format!("stage \"s\" {{\n{example}\n}}")),
        Context::Mounts => image(&format!("run \"true\" {{\n{example}\n}}")),
        Context::Component => format!("component \"c\" {{\n{example}\n}}"),
        Context::Param => format!("component \"c\" {{ param \"p\" {{\n{example}\n}}; }}"),
        Context::Tags => format!("tags {{\n{example}\n}}"),
        Context::Promote => format!("tags {{ promote {{\n{example}\n}}; }}"),
        Context::Role => format!("role \"r\" {{\n{example}\n}}"),
        Context::Policy => format!("policy {{\n{example}\n}}"),
        Context::Require => format!("policy {{ require {{\n{example}\n}}; }}"),
        Context::Changes => format!("changes {{\n{example}\n}}"),
        Context::Ci => format!("ci \"github\" {{\n{example}\n}}"),
        Context::ManylinuxPolicy => format!("manylinux-policy \"p\" glibc=\"2.28\" {{\n{example}\n}}"),
        Context::Download => image(&format!("download \"d\" \"https://example.org/d\" {{\n{example}\n}}")),
        Context::DownloadRelease => {
            image(&format!("download \"d\" \"https://example.org/d\" {{ release \"1\" {{\n{example}\n}}; }}"))
        }
        Context::FrameworkRelease => format!("framework-release \"torch\" \"99.1\" {{\n{example}\n}}"),
        Context::Wheels => format!("framework-release \"torch\" \"99.1\" {{ wheels \"cpu\" {{\n{example}\n}}; }}"),
        Context::GpuFamily => format!("gpu-family \"d\" release=\"version\" {{\n{example}\n}}"),
        Context::GpuRelease => format!("gpu-release \"nvidia\" \"99.1\" {{\n{example}\n}}"),
        Context::GpuBase => format!("gpu-release \"nvidia\" \"99.1\" {{ base \"a:1\" {{\n{example}\n}} }}"),
        Context::GpuNode => image(&format!("gpu \"rocm\" {{\n{example}\n}}")),
        Context::Denied => format!("policy {{ deny reason=\"r\" {{\n{example}\n}}; }}"),
        Context::Distribution => format!("distribution \"d\" family=\"debian\" manager=\"apt\" {{\n{example}\n}}"),
    }
}

#[test]
fn every_example_of_the_schema_can_be_read_where_it_stands() {
    let mut wrong = Vec::new();
    for &context in Context::ALL {
        for row in schema::rows(context).into_iter().filter(|row| !row.example.is_empty()) {
            let text = in_place(context, row.example);
            let mut sources = Sources::default();
            let mut diagnostics = Diagnostics::default();
            let id = sources.add("example.kdl", text.as_str());
            imgc::ast::read(&imgc::syntax::parse(id, &text, &mut diagnostics), &text, &mut diagnostics);
            let said = imgc::report::short(&sources, &diagnostics.sorted());
            if !said.is_empty() {
                wrong.push(format!("`{}` {}:\n{text}\n{said}", row.name, context.place()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
