//! Small inputs that ask for much: each is refused, or taken, within the time and the memory that a compilation may use.

use super::shapes::{HEAD, adopted, each, image, stack};
use imgc::world::MemoryWorld;
use std::process::{Command, Stdio};

/// Address space, which is more than memory: the program itself is in it.
const KILOBYTES: usize = 512 * 1024;
/// Seconds of a released program; one that is not optimised takes many times as long.
const SECONDS: usize = if cfg!(debug_assertions) { 50 } else { 5 };

/// Checks a stack in a process that the system stops where it takes more; what it says.
fn check(name: &str, world: &MemoryWorld) -> String {
    let size: usize = world.files.values().map(String::len).sum();
    assert!(size < 1_000_000, "{name}: {size} bytes");
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in &world.files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let limits = format!("ulimit -v {KILOBYTES} && ulimit -t {SECONDS} && exec \"$0\" check --format short");
    let done = Command::new("sh")
        .args(["-c", &limits, env!("CARGO_BIN_EXE_imgc")])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(matches!(done.status.code(), Some(0 | 1)), "{name}: {}: {said}", done.status);
    said
}

/// `{A0}{A0}` and so on.
fn doubling(first: &str, line: impl Fn(usize) -> String, last: &str) -> String {
    format!("{first}{}{last}", each(40, line))
}

/// What a Dockerfile and parameters make of little.
fn bombs() -> Vec<(&'static str, MemoryWorld)> {
    let docker = |lines: String| adopted(format!("FROM debian:12\n{lines}"));
    vec![
        (
            "ENV that doubles",
            docker(doubling("ENV A0=xxxxxxxx\n", |at| format!("ENV A{}=$A{at}$A{at}\n", at + 1), "WORKDIR $A40\n")),
        ),
        (
            "ARG that doubles",
            docker(doubling(
                "ARG A0=xxxxxxxx\n",
                |at| format!("ARG A{}=${{A{at}}}${{A{at}}}\n", at + 1),
                "USER $A40\n",
            )),
        ),
        (
            "ARG before FROM that doubles",
            adopted(doubling("ARG A0=xxxxxxxx\n", |at| format!("ARG A{}=$A{at}$A{at}\n", at + 1), "FROM $A40\n")),
        ),
        (
            "ENV of stages that doubles",
            adopted(doubling(
                "FROM debian:12 AS s0\nENV A=xxxxxxxx\n",
                |at| format!("FROM s{at} AS s{}\nENV A=$A$A\n", at + 1),
                "",
            )),
        ),
        (
            "long values of ENV, many times",
            docker(format!("ENV A={}\n{}", "x".repeat(60_000), each(40_000, |at| format!("ENV B{at}=$A\n")))),
        ),
        ("WORKDIR that grows", docker(format!("WORKDIR /\n{}", "WORKDIR aaaaaaaa\n".repeat(50_000)))),
        ("COPY sources that grow", docker(format!("ENV A={}\n{}", "x".repeat(60_000), "COPY $A /a\n".repeat(50_000)))),
        (
            "patterns of variables",
            docker(format!("ENV A={}\n{}", "a".repeat(60_000), "ENV B=${A%*b*c}\n".repeat(40_000))),
        ),
        (
            "stages that all export the same",
            adopted(format!(
                "FROM debian:12 AS s\n{}{}",
                each(30_000, |at| format!("ENV A{at}=1\n")),
                "FROM s\n".repeat(50_000)
            )),
        ),
        ("here-documents that never end", docker(each(60_000, |at| format!("RUN <<E{at}\n")))),
        (
            "parameters that double",
            stack(format!(
                "component \"c0\" {{ param \"p\"; run \"echo {{p}}\" }}\n{}image \"i\" {{ from \"debian:12\"; use \"c40\" p=\"xxxxxxxx\" }}\n",
                each(40, |at| format!("component \"c{}\" {{ param \"p\"; use \"c{at}\" p=\"{{p}}{{p}}\" }}\n", at + 1))
            )),
        ),
    ]
}

/// What is said again by each of many builds, or asked of each.
fn bombs_of_many_builds() -> Vec<(&'static str, MemoryWorld)> {
    let docker = |lines: String| adopted(format!("FROM debian:12\n{lines}"));
    let axis = |n: usize| format!("    axis \"a\" {}\n", each(n, |at| format!(" \"v{at}\"")));
    let many = |n: usize, body: &str| stack(each(n, |at| format!("image \"i{at}\" {{ from \"debian:12\"{body} }}\n")));
    let long = "x".repeat(400_000);
    vec![
        ("a Dockerfile for thousands of builds", {
            let mut world = docker("RUN true\n".repeat(50_000));
            world.files.insert("stack.kdl".into(), format!("{HEAD}image \"i\" {{\n    dockerfile \"Dockerfile\"\n{}    tags replace=#true {{ tag \"{{a}}\" }}\n}}\n", axis(4000)));
            world
        }),
        ("a script for thousands of builds", {
            let mut world = image(format!("{}    copy \"x.sh\" \"/x.sh\"\n    run \"sh /x.sh\"\n", axis(4000)));
            world.files.insert("x.sh".into(), "pip install a\n".repeat(15_000));
            world
        }),
        ("a long text for thousands of builds", image(format!("{}    run \"{long}\"\n", axis(4000)))),
        ("a long name for thousands of images", many(10_000, &format!("; description \"{}\"", "x".repeat(20)))),
        (
            "steps for thousands of builds",
            image(format!("{}{}", axis(4000), each(1900, |_| "    run \"true\"\n".into()))),
        ),
        (
            "builds of many images",
            stack(format!(
                "axis \"a\" {}\n{}",
                each(4000, |at| format!(" \"v{at}\"")),
                each(10_000, |at| format!("image \"i{at}\" {{ from \"debian:12\"; axis \"a\" }}\n"))
            )),
        ),
        (
            "values that all images but one exclude",
            stack(format!(
                "axis \"a\" {}\nonly a=\"v1\"\n{}",
                each(4000, |at| format!(" \"v{at}\"")),
                each(10_000, |at| format!("image \"i{at}\" {{ from \"debian:12\"; axis \"a\" }}\n"))
            )),
        ),
        (
            "a plan that says much for many images",
            stack(format!(
                "plan \"p\" {{\n{}}}\n{}",
                each(10_000, |at| format!("    arg \"A{at}\" \"1\"\n")),
                each(10_000, |at| format!("image \"i{at}\" {{ from \"debian:12\" }}\n"))
            )),
        ),
        (
            "a test of the stack that says much for many images",
            stack(format!(
                "test \"t\" \"{long}\"\n{}",
                each(10_000, |at| format!("image \"i{at}\" {{ from \"debian:12\" }}\n"))
            )),
        ),
        (
            "groups of all images",
            stack(each(8_000, |at| {
                format!("image \"i{at}\" {{ from \"debian:12\" }}\ngroup \"g{at}\" image=\"i*\"\n")
            })),
        ),
        ("selectors that never hold", many(300, &each(100, |at| format!("; in image=\"o*{at}\" {{ env A=\"1\" }}")))),
        (
            "a chain of args for many images",
            stack(format!(
                "arg \"A0\" \"1\"\n{}{}",
                each(4_000, |at| format!("arg \"A{}\" \"{{A{at}}}\"\n", at + 1)),
                each(10_000, |at| format!("image \"i{at}\" {{ from \"debian:12\"; run \"echo $A4000\" }}\n"))
            )),
        ),
        (
            "many regular expressions",
            stack(format!(
                "image \"i\" {{\n    from \"debian:12\"\n    tags {{\n{}    }}\n}}\n",
                each(600, |_| "        match #\"\\w{20}\"#\n".into())
            )),
        ),
        (
            "a large regular expression",
            stack("tags { match #\"((\\w{100}){100}){100}\"# }\nimage \"i\" { from \"debian:12\" }\n".into()),
        ),
        (
            "long globs of many images",
            stack(format!(
                "{}{}",
                each(100, |_| format!("exclude image=\"{}\"\n", "*a?".repeat(1000))),
                each(15_000, |at| format!("image \"i{at}\" {{ from \"debian:12\" }}\n"))
            )),
        ),
        ("properties of one node", image(format!("    env {}\n", each(80_000, |at| format!(" A{at}=\"1\""))))),
        ("nodes that are nothing", stack("a\n".repeat(450_000))),
        (
            "images with a misspelt parent",
            stack(each(15_000, |at| format!("image \"img{at}\" {{ from image=\"imgg{at}\" }}\n"))),
        ),
        (
            "a chain of parents",
            stack(
                "image \"i0\" { from \"debian:12\" }\n".to_string()
                    + &each(12_000, |at| {
                        format!("image \"i{}\" {{ from image=\"i{at}\"; env A{at}=\"1\" }}\n", at + 1)
                    }),
            ),
        ),
        ("variables of shell", docker(format!("RUN echo {}\n", each(90_000, |at| format!(" $V{at}"))))),
        ("braces of shell that never end", image(format!("    run #\"echo '{}'\"#\n", "${A".repeat(200_000)))),
        ("subshells", image(format!("    run \"{}\"\n", "(true;".repeat(100_000)))),
    ]
}

#[test]
fn small_inputs_take_little() {
    for (name, said) in each_takes_little(bombs()) {
        let mut first = said.split(": error[");
        let place = first.next().unwrap_or_default();
        assert!(place.matches(':').count() == 2 && first.next().is_some(), "{name}: no error at a place: {said}");
    }
}

#[test]
#[ignore = "minutes, unless it is optimised"]
fn small_inputs_of_many_builds_take_little() {
    each_takes_little(bombs_of_many_builds());
}

/// What is said of each. `BOMB=NAME` tries one.
fn each_takes_little(bombs: Vec<(&'static str, MemoryWorld)>) -> Vec<(&'static str, String)> {
    let wanted = std::env::var("BOMB").unwrap_or_default();
    let bombs = bombs.into_iter().filter(|(name, _)| name.contains(&wanted));
    bombs
        .map(|(name, world)| {
            let said = check(name, &world);
            println!("{name}: {}", said.lines().next().unwrap_or("nothing"));
            (name, said)
        })
        .collect()
}
