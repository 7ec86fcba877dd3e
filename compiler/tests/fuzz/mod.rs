//! Texts that nobody wrote: changed ones of the repository, and new ones from the table of the schema. None makes the
//! compiler panic, and what [`hold`] has holds of each.
//!
//! A few seconds in `cargo test`, which is enough to see that nothing obvious broke. For longer, and optimized:
//!
//! ```sh
//! CARGO_PROFILE_DEV_OPT_LEVEL=1 IMGC_FUZZ_SECONDS=600 IMGC_FUZZ_SEED=$RANDOM cargo test --test all fuzz -- --nocapture
//! ```
//!
//! Every execution has a seed of its own, and what it tries depends on that and on the repository alone: the seed that a
//! failure names, as `IMGC_FUZZ_SEED` with `IMGC_FUZZ_SECONDS=0`, does it again.

mod corpus;
mod grammar;
mod hold;
mod mutate;
mod random;
mod shapes;
mod smaller;

use corpus::{CORPUS, Case};
use random::Random;
use std::any::Any;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::sync::Once;
use std::time::{Duration, Instant};

/// Where the seeds start, and for how long they are counted up.
struct Budget {
    seed: u64,
    time: Duration,
}

impl Budget {
    fn said() -> Budget {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let time = number("IMGC_FUZZ_SECONDS").map_or(Duration::from_secs(1), Duration::from_secs);
        Budget { seed: number("IMGC_FUZZ_SEED").unwrap_or(1), time }
    }
}

/// Makes a text of a seed, and tries it.
struct Target {
    name: &'static str,
    make: fn(&mut Random) -> Case,
    try_it: fn(&Case),
}

/// What was said where a trial failed; `None`: it held.
fn failure(target: &Target, case: &Case) -> Option<String> {
    let run = silently(|| std::panic::catch_unwind(AssertUnwindSafe(|| (target.try_it)(case))));
    run.err().map(|panic| words(&*panic))
}

/// What a panic says.
fn words(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    said.or(panic.downcast_ref::<&str>().copied()).unwrap_or("it panics").to_string()
}

thread_local! {
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Without a word of the panics in it, on this thread alone.
fn silently<T>(run: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let speak = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !SILENT.get() {
                speak(info);
            }
        }));
    });
    SILENT.set(true);
    let result = run();
    SILENT.set(false);
    result
}

#[expect(clippy::disallowed_methods, reason = "it stops when its time is over")]
fn fuzz(target: &Target) {
    let Budget { seed, time } = Budget::said();
    let start = Instant::now();
    let mut tries = 0;
    loop {
        let now = seed.wrapping_add(tries);
        // what takes the whole program with it leaves this behind
        let noted = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{}.seed", target.name));
        std::fs::write(noted, now.to_string()).expect("the folder of tests can be written to");
        let case = (target.make)(&mut Random::new(now));
        if let Some(said) = failure(target, &case) {
            let small = smaller::smaller(case.text(), &said, |text| failure(target, &case.with(text.to_string())));
            panic!(
                "{} with IMGC_FUZZ_SEED={now}, after {tries} executions: {said}\nthe smallest {} found:\n{small}\nas a literal: {small:?}",
                target.name, case.changed
            );
        }
        tries += 1;
        if start.elapsed() >= time {
            break;
        }
    }
    println!("{}: {tries} executions from seed {seed} without a find", target.name);
}

fn of_corpus(random: &mut Random) -> Case {
    let case = random.one_of(&CORPUS.stacks);
    case.with(mutate::mutated(case.text(), random))
}

fn of_grammar(random: &mut Random) -> Case {
    let text = grammar::stack(random);
    Case::of(if random.once_in(4) { mutate::mutated(&text, random) } else { text })
}

fn adopting(random: &mut Random) -> Case {
    let mut case = Case::of(random.pick(&[
        "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"1\" }\nimage \"a\" { dockerfile \"Dockerfile\" }\n",
        "stack \"s\" { registry \"r.io/o\" }\ntags { tag \"1\" }\narg \"A\" \"{git.sha}\"\nimage \"b\" { from \"debian:12\" }\nimage \"a\" { dockerfile \"Dockerfile\" target=\"b\"; arg \"B\" image=\"b\"; test \"t\" \"true\" }\n",
    ]));
    case.changed = "Dockerfile".to_string();
    let text = random.one_of(&CORPUS.dockerfiles).as_str();
    case.with(mutate::mutated(text, random))
}

fn of_shell(random: &mut Random) -> Case {
    let text = random.one_of(&CORPUS.shells).as_str();
    Case::of(mutate::mutated(text, random))
}

#[test]
fn changed_stacks_compile_or_are_refused() {
    fuzz(&Target { name: "stack", make: of_corpus, try_it: hold::compiles });
}

#[test]
fn stacks_of_the_schema_compile_or_are_refused() {
    fuzz(&Target { name: "grammar", make: of_grammar, try_it: hold::compiles });
}

#[test]
fn repairs_of_changed_stacks_end_and_break_nothing() {
    fuzz(&Target { name: "fix", make: of_corpus, try_it: hold::repairs });
}

#[test]
fn repairs_of_stacks_of_the_schema_end_and_break_nothing() {
    fuzz(&Target { name: "fix-grammar", make: of_grammar, try_it: hold::repairs });
}

#[test]
fn changed_dockerfiles_are_adopted_or_refused() {
    fuzz(&Target { name: "dockerfile", make: adopting, try_it: hold::compiles });
}

#[test]
fn changed_shell_is_read() {
    fuzz(&Target { name: "shell", make: of_shell, try_it: |case| hold::shell(case.text()) });
}

/// The machinery itself: a seed is a text, a failure is found and made small.
#[test]
fn a_failure_is_found_again_by_its_seed_and_made_small() {
    let target = Target {
        name: "failing",
        make: |random| Case::of(format!("a\n{}b\nc\n", if random.once_in(5) { "wrong here\n" } else { "" })),
        try_it: |case| assert!(!case.text().contains("wrong"), "it is wrong"),
    };
    let found = silently(|| std::panic::catch_unwind(AssertUnwindSafe(|| fuzz(&target)))).expect_err("it is found");
    let said = found.downcast_ref::<String>().expect("words");
    assert!(said.contains("it is wrong") && said.ends_with("as a literal: \"wrong\""), "{said}");
    let seed: u64 =
        said.split("IMGC_FUZZ_SEED=").nth(1).and_then(|rest| rest.split(',').next()).unwrap().parse().unwrap();
    assert_eq!(failure(&target, &(target.make)(&mut Random::new(seed))).as_deref(), Some("it is wrong"));
    let text = |seed| of_grammar(&mut Random::new(seed)).text().to_string();
    assert!(text(7) == text(7) && text(7) != text(8));
}
