//! Twice the input takes at most about twice the time, in every stage and for every shape of stack; and no small input
//! takes much time or memory.

mod bombs;
mod shapes;

use crate::family::clock::computed;
use imgc::diag::Diagnostics;
use imgc::source::Sources;
use imgc::world::{MemoryWorld, World};
use imgc::{Options, ast, containerfile, report, shell, syntax};
use shapes::{SHAPES, Shape};
use std::collections::BTreeMap;
use std::time::Duration;

/// Twice the input, and a little for what is measured badly.
const MOST: f64 = 2.5;

/// Less than this says nothing: what is made ready for all is in it too.
const LEAST: Duration = Duration::from_millis(10);

/// What each stage took, in the order of the pipeline.
#[derive(Default)]
struct Taken(Vec<(&'static str, Duration)>);

impl Taken {
    fn time<T>(&mut self, stage: &'static str, run: impl FnOnce() -> T) -> T {
        let start = computed();
        let made = std::hint::black_box(run());
        let time = computed() - start;
        match self.0.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, before)) => *before += time,
            None => self.0.push((stage, time)),
        }
        made
    }

    /// The less of both, stage by stage.
    fn best(&mut self, other: &Taken) {
        for ((_, time), (_, again)) in self.0.iter_mut().zip(&other.0) {
            *time = (*time).min(*again);
        }
    }
}

/// Every stage alone.
fn stages(world: &MemoryWorld) -> Taken {
    let mut taken = Taken::default();
    let text = world.read("stack.kdl").expect("a stack");
    let (mut sources, mut told) = (Sources::default(), Diagnostics::default());
    let id = sources.add("stack.kdl", text.as_str());
    let tree = taken.time("syntax", || syntax::parse(id, &text, &mut told));
    taken.time("ast", || ast::read(&tree, &text, &mut told));
    for (path, text) in world.files.iter().filter(|(path, _)| path.ends_with("Dockerfile")) {
        let id = sources.add(path.as_str(), text.as_str());
        let file = taken.time("containerfile", || containerfile::parse(id, text));
        taken.time("outline", || containerfile::outline(&file, &BTreeMap::new()));
        taken.time("shell", || shell::scan(text).free().len());
    }
    let options = Options::default();
    let (mut sources, mut told) = (Sources::default(), Diagnostics::default());
    let no_sets = BTreeMap::new();
    let model = taken.time("resolve", || {
        imgc::resolve::resolve(
            world,
            "stack.kdl",
            &imgc::paths::View::default(),
            options.sets.values(),
            &mut sources,
            &mut told,
        )
    });
    if let Ok(model) = &model {
        let plan = taken.time("plan", || imgc::plan::plan(model, &no_sets, None, &mut told));
        if let Ok(plan) = &plan {
            taken.time("held", || imgc::emit::held(plan, &mut told));
            taken.time("lint", || imgc::lint::lint((world, &sources), model, plan, None, &mut told));
            taken.time("emit", || imgc::emit(plan));
            let ids: Vec<_> = (0..plan.builds.len()).map(imgc::plan::BuildId).collect();
            taken.time("plan table", || report::plan_table(plan, &ids, None));
            taken.time("plan as JSON", || imgc::plan::to_json(plan, &ids));
        }
    }
    let diagnostics = told.sorted();
    taken.time("short", || report::short(&sources, &diagnostics));
    taken.time("json", || report::json(&sources, &diagnostics));
    taken.time("sarif", || report::sarif(&sources, &diagnostics));
    taken.time("github", || report::github(&sources, &diagnostics));
    taken.time("human", || report::human(&sources, &diagnostics, report::HumanStyle::default()));
    taken
}

/// The stages that take more than they may for twice the input. What is chance is not there every time: the best of some
/// runs counts.
fn faults(shape: &Shape, stages: fn(&MemoryWorld) -> Taken) -> Vec<String> {
    let (once, twice) = ((shape.make)(shape.size), (shape.make)(2 * shape.size));
    let (mut one, mut two) = (stages(&once), stages(&twice));
    for _ in 0..4 {
        let found = compared(shape, &one, &two);
        if found.is_empty() {
            return found;
        }
        one.best(&stages(&once));
        two.best(&stages(&twice));
    }
    compared(shape, &one, &two)
}

fn compared(shape: &Shape, once: &Taken, twice: &Taken) -> Vec<String> {
    let mut found = Vec::new();
    let names = |taken: &Taken| taken.0.iter().map(|(stage, _)| *stage).collect::<Vec<_>>();
    assert_eq!(names(once), names(twice), "{}: twice the input takes another way", shape.name);
    for ((stage, one), (_, two)) in once.0.iter().zip(&twice.0) {
        let ratio = two.as_secs_f64() / one.as_secs_f64().max(1e-6);
        if *two > LEAST && ratio > MOST {
            let Shape { name, size, .. } = shape;
            found.push(format!("{name}: {stage}: {one:?} for {size}, {two:?} for twice that: {ratio:.1}"));
        }
    }
    found
}

#[test]
fn twice_the_input_takes_twice_the_time() {
    let wanted = std::env::var("SHAPE").ok();
    let shapes = SHAPES.iter().filter(|shape| wanted.as_deref().is_none_or(|wanted| shape.name.contains(wanted)));
    let broken: Vec<String> = shapes.flat_map(|shape| faults(shape, stages)).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// The repairs of a stack, each proven by a compilation: as many of them as there are kinds of mistakes, not mistakes.
#[test]
fn repairs_of_twice_the_input_take_twice_the_time() {
    let repairs = |world: &MemoryWorld| {
        let mut taken = Taken::default();
        let fix = || imgc::fix::fix(world, "stack.kdl", &Options::default(), imgc::diag::Class::Safe, &|_| true);
        assert!(!taken.time("fix", fix).files.is_empty());
        taken
    };
    let broken: Vec<String> = shapes::REPAIRED.iter().flat_map(|shape| faults(shape, repairs)).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

/// A tag's own grammar, as Docker writes it, takes megabytes: that is no reason to refuse it.
#[test]
fn an_expression_that_people_write_is_small_enough() {
    let text = "stack \"s\" { registry \"ghcr.io/a\" }\ntags { match #\"^[\\w][\\w.-]{0,127}$\"#; tag \"1\" }\nimage \"i\" { from \"debian:12\" }\n";
    let compilation = imgc::check(&MemoryWorld::new([("stack.kdl", text)]), "stack.kdl", &Options::default());
    assert!(!compilation.has_errors(), "{:?}", compilation.diagnostics);
}

/// What several links lead to is one file.
#[cfg(unix)]
#[test]
fn a_file_is_read_once_whatever_leads_to_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write("images", "image \"i\" { from \"debian:12\" }\n");
    for at in 0..60 {
        std::os::unix::fs::symlink("images", folder.path().join(format!("x{at}.kdl"))).expect("a link");
    }
    let check = |include: &str| {
        write("stack.kdl", &format!("{}include {include}\n", shapes::HEAD));
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_imgc"))
            .args(["check"])
            .current_dir(folder.path())
            .output()
            .expect("the program");
        String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr)
    };
    assert!(check("\"x*.kdl\"").contains("1 image"), "{}", check("\"x*.kdl\""));
    assert!(check("\"x1.kdl\" \"x2.kdl\"").contains("included-twice"));
}
