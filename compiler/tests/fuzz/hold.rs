//! What holds of every stack, whatever is wrong with it. Each breach panics, and says what it found.

use super::corpus::Case;
use crate::family::clock::computed;
use imgc::containerfile;
use imgc::diag::{Class, Diagnostic, Severity, Stage};
use imgc::emit::FileSet;
use imgc::plan::{BuildId, Plan};
use imgc::report::{self, Fit, GraphFormat, HumanStyle};
use imgc::source::{Sources, Span};
use imgc::{Compilation, Options};
use std::collections::BTreeSet;
use std::time::Duration;

/// Reads, plans, writes and tells twice, and looks at all of it.
pub fn compiles(case: &Case) {
    let options = Options::default();
    let compilation = within("check", || imgc::check(&case.world, &case.stack, &options));
    told(&compilation);
    let files = within("emit and tell", || {
        texts(&compilation);
        compilation.plan.as_ref().map(|plan| {
            listed(plan);
            imgc::emit(plan)
        })
    });
    let again = imgc::check(&case.world, &case.stack, &options);
    assert_eq!(again.diagnostics, compilation.diagnostics, "two runs differ");
    assert!(again.plan.as_ref().map(imgc::emit) == files, "two runs write different files");
    if let Some(files) = &files {
        read_back(files);
    }
}

/// Repairs what may be repaired, and repairs again: what that finds is nothing, and no error comes of it.
pub fn repairs(case: &Case) {
    let options = Options::default();
    let before = imgc::check(&case.world, &case.stack, &options);
    for class in [Class::Safe, Class::Unsafe] {
        let repaired = within("fix", || imgc::fix::fix(&case.world, &case.stack, &options, class, &|_| true));
        told(&repaired.compilation);
        let mut world = case.world.clone();
        for (path, file) in &repaired.files {
            let changed = world.files.insert(path.clone(), file.after.clone());
            assert_eq!(changed.as_ref(), Some(&file.before), "{path} is not what was repaired");
        }
        let checked = imgc::check(&world, &case.stack, &options);
        assert_eq!(checked.diagnostics, repaired.compilation.diagnostics, "what was repaired is told otherwise");
        if let Some(stage) = sees_all(&before) {
            let (errors, left) = (errors(&before, stage), errors(&checked, stage));
            assert!(left <= errors, "{left} errors after the repair, {errors} before: {:?}", said(&checked));
        }
        let again = imgc::fix::fix(&world, &case.stack, &options, class, &|_| true);
        assert!(again.files.is_empty(), "a second repair finds more: {:?}", again.files);
    }
}

/// How many errors there are of a stage and those before it.
fn errors(compilation: &Compilation, stage: Stage) -> usize {
    let counts = |one: &&Diagnostic| one.severity == Severity::Error && one.rule.stage <= stage;
    compilation.diagnostics.iter().filter(counts).count()
}

/// The stage that sees all there is, because the one before it found nothing wrong; what comes behind it does not.
fn sees_all(compilation: &Compilation) -> Option<Stage> {
    let wrong = compilation.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    // of a node that cannot be read only the first mistake is told
    wrong.map(|one| one.rule.stage).min().filter(|&stage| stage > Stage::Syntax)
}

/// A light reading of shell: every place is in the text.
pub fn shell(text: &str) {
    let scan = within("shell", || imgc::shell::scan(text));
    let ranges = scan.uses.iter().chain(&scan.quoted).map(|used| (used.start, used.end));
    let assigned = scan.assigned.iter().map(|set| (set.start, set.end));
    let commands = scan.commands.iter().map(|command| (command.start, command.end));
    let words = scan.commands.iter().flat_map(|command| &command.words).map(|word| (word.start, word.end));
    for (start, end) in ranges.chain(assigned).chain(commands).chain(words).chain(scan.unclosed.map(|at| (at, at))) {
        assert!(text.get(start..end).is_some(), "{start}..{end} is no part of the text");
    }
    assert!(scan.commands.iter().all(|command| !command.words.is_empty()), "a command without words");
    scan.installs();
    scan.free();
}

/// So much CPU as nobody waits for; `IMGC_FUZZ_CPU_MS` where the compiler is optimized.
fn most() -> Duration {
    let said = std::env::var("IMGC_FUZZ_CPU_MS").ok().and_then(|text| text.parse().ok());
    Duration::from_millis(said.unwrap_or(10_000))
}

fn within<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = computed();
    let result = run();
    let taken = computed() - start;
    assert!(taken <= most(), "{what} takes {taken:?} of CPU");
    result
}

fn said(compilation: &Compilation) -> Vec<String> {
    let line = |one: &Diagnostic| format!("{}: {} at {:?}", one.rule.name, one.message, one.primary());
    compilation.diagnostics.iter().map(line).collect()
}

/// Every place is in its file, each mistake is told once, and there is a plan if and only if nothing is wrong.
fn told(compilation: &Compilation) {
    let mut seen = BTreeSet::new();
    for one in &compilation.diagnostics {
        for label in &one.labels {
            part_of(&compilation.sources, label.span);
        }
        let mut last: Option<Span> = None;
        let mut edits: Vec<Span> = one.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span).collect();
        edits.sort();
        for span in edits {
            part_of(&compilation.sources, span);
            let apart = last.is_none_or(|last| last.source != span.source || last.end <= span.start);
            assert!(apart, "two edits of a fix overlap: {one:?}");
            last = Some(span);
        }
        assert!(!one.message.is_empty());
        assert!(seen.insert((one.primary(), one.rule.name, &one.message)), "told twice: {one:?}");
    }
    assert_eq!(compilation.plan.is_none(), compilation.has_errors(), "a plan, and errors: {:?}", said(compilation));
}

fn part_of(sources: &Sources, span: Span) {
    let source = sources.get(span.source);
    assert!(source.text.get(span.range()).is_some(), "{span:?} is no part of {}", source.name);
}

/// Every format, in terminals of all kinds.
fn texts(compilation: &Compilation) {
    let Compilation { sources, diagnostics, .. } = compilation;
    let some = &diagnostics[..diagnostics.len().min(30)];
    let style = HumanStyle::default();
    report::human(sources, some, style);
    report::human(sources, some, HumanStyle { width: 20, unicode: false, ..style });
    report::human(sources, some, HumanStyle { graphics: false, ..style });
    assert_eq!(report::short(sources, some).lines().count(), some.len(), "a line a diagnostic");
    assert_eq!(report::github(sources, some).lines().count(), some.len(), "a line an annotation");
    for text in [report::json(sources, some), report::sarif(sources, some)] {
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
    }
}

/// The plan in every format.
fn listed(plan: &Plan) {
    let ids: Vec<BuildId> = (0..plan.builds.len()).map(BuildId).collect();
    imgc::plan::to_json(plan, &ids);
    report::plan_table(plan, &ids, None);
    report::plan_table(plan, &ids, Some(Fit { width: 80, mark: "…" }));
    report::plan_legend(plan, &ids, None);
    ids.iter().for_each(|&id| drop(report::plan_build(plan, id)));
    for format in [GraphFormat::Tree { unicode: false }, GraphFormat::Mermaid, GraphFormat::Dot, GraphFormat::Json] {
        report::graph(plan, &ids, format);
    }
}

/// Other readers take what was written.
fn read_back(files: &FileSet) {
    for (path, text) in files {
        assert_eq!(imgc::emit::seal(text), imgc::emit::Seal::Intact, "{path}");
        match path.rsplit_once('.').map(|(_, end)| end) {
            Some("hcl") => drop(hcl::parse(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"))),
            Some("yml") => {
                serde_saphyr::from_str::<serde_json::Value>(text)
                    .unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            }
            _ => {
                let mut sources = Sources::default();
                let read = containerfile::parse(sources.add(path, text), text);
                assert!(read.problems.is_empty(), "{path}: {:?}\n{text}", read.problems);
            }
        }
    }
}
