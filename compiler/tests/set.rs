//! Files are written as a set: whatever breaks a run off, and however many run at once.

#![cfg(unix)]

use crate::family::program::{code, err, imgc, run};
use crate::family::walk;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A stack of many files; `mark` is in each.
fn stack(mark: &str) -> String {
    let mut text = String::from("stack \"acme\" { registry \"ghcr.io/acme\"; out \"out\" }\ntags { tag \"1\" }\n");
    for at in 0..40 {
        let step = format!("run \"echo {mark}\"");
        text.push_str(&format!("image \"i{at}\" {{ from \"debian:bookworm-slim\"; {step}; user \"1000\" }}\n"));
    }
    text + "ci \"github\" { on push branch=\"main\" }\n"
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found
}

fn temporary(folder: &Path) -> Vec<String> {
    files(folder).into_iter().filter(|file| file.contains(".imgc-")).collect()
}

/// Numbers that are spread as chance would, the same in every run.
struct Spread(u64);

impl Spread {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % most
    }
}

#[test]
fn a_killed_run_leaves_whole_files_and_the_next_one_sweeps() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let compile = || imgc(path, &["compile"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    fs::write(path.join("stack.kdl"), stack("0")).expect("a file");
    let start = Instant::now();
    assert!(compile().wait().expect("it ends").success());
    let takes = start.elapsed().as_micros() as u64;
    let mut spread = Spread(7);
    let mut left = 0;
    for round in 1..=60 {
        fs::write(path.join("stack.kdl"), stack(&round.to_string())).expect("a file");
        let mut child = compile();
        std::thread::sleep(Duration::from_micros(spread.below(takes * 5 / 4)));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        left += temporary(path).len();
        for file in files(path).iter().filter(|file| file.ends_with(".Dockerfile") || file.ends_with(".hcl")) {
            let text = fs::read_to_string(path.join(file)).expect("it is there");
            assert_eq!(imgc::emit::seal(&text), imgc::emit::Seal::Intact, "{file} is half-written");
        }
        if round % 3 == 0 {
            let next = run(path, &["compile"]);
            assert_eq!(code(&next), 0, "{}", err(&next));
            assert_eq!(temporary(path), [""; 0], "nothing is left beside");
            assert_eq!(code(&run(path, &["compile", "--check"])), 0, "the set is right");
        }
    }
    assert!(left > 0, "no run was killed while it wrote, of {takes} µs");
}

/// Of what lies there only temporary files of ours go.
#[test]
fn only_temporary_files_of_ours_are_swept() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("stack.kdl"), stack("0")).expect("a file");
    fs::create_dir_all(folder.path().join("out/.imgc-5-5.tmp")).expect("a folder");
    fs::create_dir_all(folder.path().join(".github/workflows")).expect("a folder");
    let theirs = ["out/.imgc-notes", "out/.imgc-1-x.tmp", "out/.imgc-1.tmp", "out/x.imgc-1-1.tmp", ".imgc"];
    let ours = ["out/.imgc-1-0.tmp", "out/.imgc-4194304-39.tmp", ".github/workflows/.imgc-77-3.tmp", ".imgc-8-0.tmp"];
    for path in theirs.iter().chain(&ours) {
        fs::write(folder.path().join(path), "").expect("a file");
    }
    // what only shows changes nothing
    run(folder.path(), &["compile", "--diff"]);
    assert!(ours.iter().all(|path| folder.path().join(path).exists()));
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    assert!(theirs.iter().all(|path| folder.path().join(path).exists()));
    assert!(ours.iter().all(|path| !folder.path().join(path).exists()));
    assert!(folder.path().join("out/.imgc-5-5.tmp").is_dir());
}

#[test]
fn runs_at_once_give_the_set_of_one_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    for _ in 0..10 {
        let compile = |mark: &&str| {
            let mut command = imgc(path, &["compile", "-", "--out", "out"]);
            let mut child =
                command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
            let mut input = child.stdin.take().expect("it is piped");
            std::io::Write::write_all(&mut input, stack(mark).as_bytes()).expect("it reads");
            child
        };
        let children: Vec<_> = ["a", "b", "c"].iter().map(compile).collect();
        for mut child in children {
            assert!(child.wait().expect("it ends").success());
        }
        let read = |at: usize| fs::read_to_string(path.join(format!("out/i{at}.Dockerfile"))).expect("it is there");
        let marks = ["echo a", "echo b", "echo c"].map(|mark| (0..40).filter(|&at| read(at).contains(mark)).count());
        assert!(marks.contains(&40), "the set is mixed: {marks:?}");
        assert_eq!(temporary(path), [""; 0]);
    }
}

/// A run that cannot write one text replaces nothing, removes nothing and leaves nothing.
#[test]
fn a_full_disk_leaves_the_old_set() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    fs::write(path.join("stack.kdl"), stack("0")).expect("a file");
    assert_eq!(code(&run(path, &["compile"])), 0);
    let before: Vec<(String, Vec<u8>)> = files(path)
        .into_iter()
        .filter(|file| file != "stack.kdl")
        .map(|file| (file.clone(), fs::read(path.join(&file)).expect("it is there")))
        .collect();
    // the Bake file is longer than all others: the limit meets it, after most of the others are written beside
    let changed = stack("1").replace("image \"i39\"", "image \"new\"");
    fs::write(path.join("stack.kdl"), changed).expect("a file");
    let limit = fs::metadata(path.join("out/docker-bake.hcl")).expect("it is there").len() / 1024 - 1;
    let mut command = Command::new("bash");
    let script = format!("trap '' XFSZ; ulimit -f {limit}; exec \"$0\" compile");
    command.current_dir(path).args(["-c", &script, env!("CARGO_BIN_EXE_imgc")]);
    let refused = command.output().expect("it runs");
    assert_eq!(refused.status.code(), Some(1), "{}", err(&refused));
    assert!(err(&refused).starts_with("error: cannot write `"), "{}", err(&refused));
    let after: Vec<String> = files(path).into_iter().filter(|file| file != "stack.kdl").collect();
    assert_eq!(after, before.iter().map(|(file, _)| file.clone()).collect::<Vec<_>>());
    for (file, text) in before {
        assert_eq!(fs::read(path.join(&file)).expect("it is there"), text, "{file} has changed");
    }
}

#[test]
fn folders_that_a_failed_run_made_go_again() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("stack.kdl"), stack("0")).expect("a file");
    let mut command = Command::new("bash");
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" compile --out a/b/c";
    command.current_dir(folder.path()).args(["-c", script, env!("CARGO_BIN_EXE_imgc")]);
    assert_eq!(command.output().expect("it runs").status.code(), Some(1));
    let names: Vec<_> = fs::read_dir(folder.path()).expect("it is there").collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

const DONE: &[&str] = &["created ", "updated ", "removed "];

/// While a run is broken off between two files the Bake file is the old one, and names only files that are there.
#[test]
fn the_bake_file_is_the_last_to_change() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("stack.kdl"), stack("0")).expect("a file");
    let first = run(folder.path(), &["compile"]);
    let less = stack("1").replace("image \"i39\"", "image \"new\"");
    fs::write(folder.path().join("stack.kdl"), less).expect("a file");
    let second = run(folder.path(), &["compile"]);
    for (said, behind) in [(err(&first), 0), (err(&second), 1)] {
        let lines: Vec<&str> = said.lines().filter(|line| DONE.iter().any(|done| line.starts_with(done))).collect();
        let at = lines.iter().position(|line| line.ends_with("docker-bake.hcl")).expect("it is written");
        assert_eq!(lines.len() - at - 1, behind, "{said}");
        assert!(lines[at + 1..].iter().all(|line| line.starts_with("removed ")), "{said}");
    }
}

#[test]
fn new_files_follow_the_umask() {
    for (umask, file, made) in [("077", 0o600, 0o700), ("022", 0o644, 0o755), ("002", 0o664, 0o775)] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("stack.kdl"), stack("0")).expect("a file");
        let mut command = Command::new("sh");
        let script = format!("umask {umask}; exec \"$0\" compile");
        command.current_dir(folder.path()).args(["-c", &script, env!("CARGO_BIN_EXE_imgc")]);
        assert!(command.output().expect("it runs").status.success());
        let mode =
            |path: &str| fs::metadata(folder.path().join(path)).expect("it is there").permissions().mode() & 0o7777;
        assert_eq!((mode("out/i0.Dockerfile"), mode("out")), (file, made), "umask {umask}");
    }
}

#[test]
fn rights_are_kept_but_not_to_run_as_somebody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("out/i0.Dockerfile");
    fs::write(folder.path().join("stack.kdl"), stack("0")).expect("a file");
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o6751)).expect("rights");
    fs::write(folder.path().join("stack.kdl"), stack("1")).expect("a file");
    assert_eq!(code(&run(folder.path(), &["compile"])), 0);
    assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o7777, 0o751);
}

#[test]
fn a_read_only_output_is_not_replaced_in_silence() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    fs::write(path.join("stack.kdl"), stack("0")).expect("a file");
    assert_eq!(code(&run(path, &["compile"])), 0);
    let read_only = fs::Permissions::from_mode(0o444);
    for name in ["i0", "i39"] {
        fs::set_permissions(path.join(format!("out/{name}.Dockerfile")), read_only.clone()).expect("rights");
    }
    assert_eq!(code(&run(path, &["compile"])), 0, "nothing is to be done");
    // one that would be replaced, and one that would be removed
    fs::write(path.join("stack.kdl"), stack("1").replace("image \"i39\"", "image \"new\"")).expect("a file");
    let refused = run(path, &["compile"]);
    assert_eq!(code(&refused), 1);
    for name in ["i0", "i39"] {
        assert!(
            err(&refused).contains(&format!("cannot write `out/{name}.Dockerfile`: it is read-only")),
            "{}",
            err(&refused)
        );
        assert!(
            fs::read_to_string(path.join(format!("out/{name}.Dockerfile"))).expect("it is there").contains("echo 0")
        );
    }
    assert!(!path.join("out/new.Dockerfile").exists(), "nothing is written where one file is refused");
    assert_eq!(code(&run(path, &["compile", "--check"])), 1);
    let forced = run(path, &["compile", "--force"]);
    assert_eq!(code(&forced), 0, "{}", err(&forced));
    assert!(!path.join("out/i39.Dockerfile").exists());
    assert_eq!(fs::metadata(path.join("out/i0.Dockerfile")).expect("it is there").permissions().mode() & 0o777, 0o444);
    assert_eq!(code(&run(path, &["compile", "--check"])), 0);
}

/// Ctrl-C ends the whole group of processes; what is there is whole.
#[test]
fn an_interrupted_run_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    for round in 0..10_u64 {
        fs::write(path.join("stack.kdl"), stack(&round.to_string())).expect("a file");
        let mut command = imgc(path, &["compile"]);
        let mut child =
            command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(round * 5));
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).stderr(Stdio::null()).status();
        child.wait().expect("it ends");
        for file in files(path).iter().filter(|file| file.ends_with(".Dockerfile") || file.ends_with(".hcl")) {
            let text = fs::read_to_string(path.join(file)).expect("it is there");
            assert_eq!(imgc::emit::seal(&text), imgc::emit::Seal::Intact, "{file} is half-written");
        }
    }
    assert_eq!(code(&run(path, &["compile"])), 0);
    assert_eq!(temporary(path), [""; 0]);
}
