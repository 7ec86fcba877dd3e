//! Nothing outside of a stack's root is read, whatever the repository's files are.

#![cfg(unix)]

use crate::family::program::{code, err, imgc, out, run};
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const SECRET: &str = "hunter2";

const STACK: &str = r#"stack "acme" { registry "ghcr.io/acme" }
tags { tag "1" }
include "images.kdl"
image "kept" { dockerfile "kept.Dockerfile" }
"#;
const IMAGES: &str = r#"image "base" {
    from "debian:bookworm-slim"
    role "std/rocm-free"
    copy "files/a" to="/a"
    run "/b.sh" {
        mount "bind" "files/b.sh" to="/b.sh"
    }
    user "1000"
}
ci "github" { on push branch="main" }
"#;

/// What a compilation reads, each with its text.
const INPUTS: &[(&str, &str)] = &[
    ("stack.kdl", STACK),
    ("images.kdl", IMAGES),
    ("kept.Dockerfile", "FROM debian:bookworm-slim\nCOPY files/a /a\nUSER 1000\n"),
    ("kept.Dockerfile.dockerignore", "x\n"),
    (".dockerignore", "x\n"),
    ("files/a", "a\n"),
    ("files/b.sh", "#!/bin/sh\n"),
];

/// A stack that is right, in a folder `root` beside what is outside of it.
fn disk() -> TempDir {
    let disk = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(disk.path().join("root/files")).expect("a folder");
    for (path, text) in INPUTS {
        fs::write(disk.path().join("root").join(path), text).expect("a file");
    }
    disk
}

/// The program's answer to a command, which comes soon.
fn soon(folder: &Path, arguments: &[&str]) -> Output {
    let said = tempfile::tempdir().expect("a folder");
    let file = |name: &str| fs::File::create(said.path().join(name)).expect("a file");
    let mut command = imgc(folder, arguments);
    command.env("SECRET", SECRET).stdout(file("out")).stderr(file("err"));
    let mut child = command.spawn().expect("it starts");
    let start = Instant::now();
    let status = loop {
        match child.try_wait().expect("it can be asked") {
            Some(status) => break status,
            None if start.elapsed() > Duration::from_secs(60) => {
                child.kill().expect("it can be ended");
                panic!("{arguments:?} does not return");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let read = |name: &str| fs::read(said.path().join(name)).expect("it was written");
    Output { status, stdout: read("out"), stderr: read("err") }
}

/// Links in the place of a file of the root that lead out of it.
type Link = fn(disk: &Path, path: &str);

/// Makes something odd at a path, and on a disk at a path.
type Make = fn(&Path);
type MakeOn = fn(&Path, &Path);

const OUT: &[(&str, Link)] = &[
    ("absolute", |disk, path| link(&disk.join("outside/f"), disk, path)),
    ("relative", |disk, path| {
        let up = "../".repeat(path.split('/').count());
        link(Path::new(&format!("{up}outside/f")), disk, path);
    }),
    ("out and in again", |disk, path| {
        let up = "../".repeat(path.split('/').count());
        link(Path::new(&format!("{up}root/kept.Dockerfile")), disk, path);
    }),
    ("a chain", |disk, path| {
        symlink("../outside/f", disk.join("root/second")).expect("a link");
        symlink("second", disk.join("root/first")).expect("a link");
        link(&disk.join("root/first"), disk, path);
    }),
    ("the middle of a path", |disk, path| {
        symlink("../outside", disk.join("root/far")).expect("a link");
        link(&disk.join("root/far/f"), disk, path);
    }),
    ("the environment", |disk, path| link(Path::new("/proc/self/environ"), disk, path)),
    ("a device", |disk, path| link(Path::new("/dev/zero"), disk, path)),
    ("a circle", |disk, path| {
        symlink("two", disk.join("root/one")).expect("a link");
        symlink("one", disk.join("root/two")).expect("a link");
        link(&disk.join("root/one"), disk, path);
    }),
];

/// Links that stay below the root, in the place of a file whose text is at `inside`.
const IN: &[(&str, Link)] = &[
    ("absolute", |disk, path| link(&disk.join("root/inside/f"), disk, path)),
    ("relative", |disk, path| {
        let up = "../".repeat(path.split('/').count() - 1);
        link(Path::new(&format!("{up}inside/../inside/./f")), disk, path);
    }),
    ("a chain", |disk, path| {
        symlink("inside/f", disk.join("root/second")).expect("a link");
        symlink("second", disk.join("root/first")).expect("a link");
        link(&disk.join("root/first"), disk, path);
    }),
    ("the middle of a path", |disk, path| {
        symlink("inside", disk.join("root/near")).expect("a link");
        link(&disk.join("root/near/f"), disk, path);
    }),
];

fn link(to: &Path, disk: &Path, path: &str) {
    let place = disk.join("root").join(path);
    fs::remove_file(&place).expect("it was there");
    symlink(to, place).expect("a link");
}

#[test]
fn the_stack_without_links_is_clean() {
    let checked = run(&disk().path().join("root"), &["check", "--deny-warnings"]);
    assert_eq!(code(&checked), 0, "{}", err(&checked));
}

/// Sources that are copied are not read: what is copied of a link is Docker's to say.
fn is_read(path: &str) -> bool {
    !path.starts_with("files/")
}

#[test]
fn a_link_out_of_the_root_is_refused_and_shows_nothing() {
    let mut formats = ["human", "short", "json", "sarif", "github"].iter().cycle();
    for (path, _) in INPUTS {
        for (shape, make) in OUT {
            let disk = disk();
            fs::create_dir(disk.path().join("outside")).expect("a folder");
            fs::write(disk.path().join("outside/f"), format!("SECRET={SECRET}\napt-get install -y rocm-{SECRET}\n"))
                .expect("a file");
            make(disk.path(), path);
            let format = formats.next().expect("they begin again");
            let checked = soon(&disk.path().join("root"), &["check", "stack.kdl", "--format", format]);
            let said = out(&checked) + &err(&checked);
            assert!(!said.contains(SECRET), "{path}, {shape}:\n{said}");
            if is_read(path) {
                assert!(matches!(code(&checked), 1 | 2), "{path}, {shape}:\n{said}");
                assert!(said.contains(path), "{path}, {shape}:\n{said}");
                let why = ["out of the stack's root", "in a circle", "there is no file"];
                assert!(why.iter().any(|why| said.contains(why)), "{path}, {shape}:\n{said}");
            }
        }
    }
}

/// Scripts are read for what they install, and through links below the root alone.
#[test]
fn a_script_that_runs_is_read_below_the_root_only() {
    for (place, is_found) in [("root/inside", true), ("outside", false)] {
        let disk = disk();
        let real = disk.path().join(place);
        fs::write(&real, format!("#!/bin/sh\napt-get install -y rocm-{SECRET}\n")).expect("a file");
        link(&real, disk.path(), "files/b.sh");
        let checked = soon(&disk.path().join("root"), &["check", "--format", "short"]);
        assert_eq!(out(&checked).contains(&format!("rocm-{SECRET}")), is_found, "{}", out(&checked));
    }
}

#[test]
fn a_link_below_the_root_is_followed() {
    for (path, text) in INPUTS {
        for (shape, make) in IN {
            let disk = disk();
            fs::create_dir(disk.path().join("root/inside")).expect("a folder");
            fs::write(disk.path().join("root/inside/f"), text).expect("a file");
            make(disk.path(), path);
            let checked = soon(&disk.path().join("root"), &["check", "--deny-warnings"]);
            assert_eq!(code(&checked), 0, "{path}, {shape}:\n{}", err(&checked));
        }
    }
}

/// The same of folders: an include's, a Dockerfile's, a context's.
#[test]
fn a_linked_folder_is_seen_where_it_is_below_the_root() {
    let stack = r#"stack "acme" { registry "ghcr.io/acme" }
tags { tag "1" }
include "far/*.kdl"
include "far/one.kdl"
image "kept" { dockerfile "far/Dockerfile" }
image "base" {
    context "far"
    from "debian:bookworm-slim"
    copy "a" to="/a"
    copy "deep/b" to="/b"
    user "1000"
}
"#;
    for inside in [true, false] {
        let disk = tempfile::tempdir().expect("a folder");
        let root = disk.path().join("root");
        let real = disk.path().join(if inside { "root/real" } else { "outside" });
        fs::create_dir_all(real.join("deep")).expect("a folder");
        fs::create_dir_all(&root).expect("a folder");
        fs::write(root.join("stack.kdl"), stack.replace("include \"far/*.kdl\"\n", "")).expect("a file");
        fs::write(real.join("one.kdl"), "arg \"UNUSED_MARK\" \"1\"\n").expect("a file");
        fs::write(real.join("Dockerfile"), "FROM debian:bookworm-slim\nUSER 1000\n").expect("a file");
        fs::write(real.join("a"), "").expect("a file");
        fs::write(real.join("deep/b"), "").expect("a file");
        symlink(&real, root.join("far")).expect("a link");
        let checked = run(&root, &["check"]);
        let said = err(&checked);
        assert_eq!(code(&checked), i32::from(!inside), "{said}");
        assert_eq!(said.contains("UNUSED_MARK"), inside, "{said}");
        if !inside {
            assert_eq!(said.matches("is a link out of the stack's root").count(), 2, "{said}");
            assert!(said.contains("far"), "{said}");
        }
    }
}

#[test]
fn nothing_of_git_is_read_or_written() {
    let disk = disk();
    let root = disk.path().join("root");
    for folder in [".git", "sub/.git"] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
        fs::write(root.join(folder).join("config"), format!("url={SECRET}\n")).expect("a file");
        fs::write(root.join(folder).join("x.kdl"), format!("url={SECRET}\n")).expect("a file");
    }
    symlink(".git", root.join("linked")).expect("a link");
    for path in [".git/config", "sub/.git/config", "linked/config", ".GIT/config", "files/../.git/config"] {
        fs::write(root.join("images.kdl"), format!("{IMAGES}include \"{path}\"\n")).expect("a file");
        let checked = run(&root, &["check"]);
        assert_eq!(code(&checked), 1, "{path}");
        assert!(!err(&checked).contains(SECRET), "{path}: {}", err(&checked));
    }
    // no glob finds it
    fs::write(root.join("images.kdl"), format!("{IMAGES}include \"**/x.kdl\" \"*/x.kdl\"\n")).expect("a file");
    let checked = run(&root, &["check"]);
    assert_eq!(code(&checked), 0, "{}", err(&checked));
    fs::write(root.join("images.kdl"), IMAGES).expect("a file");
    for folder in [".git", ".git/hooks", "sub/.git", "linked"] {
        let compiled = run(&root, &["compile", "--out", folder]);
        assert_ne!(code(&compiled), 0, "{folder}");
        assert!(!root.join(folder).join("docker-bake.hcl").exists(), "{folder}");
    }
}

#[test]
fn an_include_may_climb_as_far_as_the_root() {
    let disk = tempfile::tempdir().expect("a folder");
    let root = disk.path().join("root");
    for folder in ["stacks/app", "shared/deep"] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    fs::write(disk.path().join("secret.kdl"), format!("arg \"{SECRET}\" \"1\"\n")).expect("a file");
    fs::write(root.join("shared/one.kdl"), "image \"one\" { from \"debian:12\"; internal }\n").expect("a file");
    fs::write(root.join("shared/deep/two.kdl"), "image \"two\" { from \"debian:12\"; internal }\n").expect("a file");
    let check = |include: &str, up: &str| {
        let stack =
            format!("stack \"s\" {{ root \"{up}\" }}\n{include}\nimage \"a\" {{ from \"debian:12\"; internal }}\n");
        fs::write(root.join("stacks/app/stack.kdl"), stack).expect("a file");
        run(&root.join("stacks/app"), &["check"])
    };
    for (include, images) in [
        ("include \"../../shared/*.kdl\"", 2),
        ("include \"../../shared/**/*.kdl\"", 3),
        ("include \"../../shared/one.kdl\" \"../../shared/deep/t*.kdl\"", 3),
        ("include \"../app/../../shared/o?e.kdl\"", 2),
    ] {
        let checked = check(include, "../..");
        assert_eq!(code(&checked), 0, "{include}: {}", err(&checked));
        assert!(err(&checked).contains(&format!("{images} images, {images} builds")), "{include}: {}", err(&checked));
    }
    for (include, up) in [
        ("include \"../../shared/*.kdl\"", ".."),
        ("include \"../../shared/one.kdl\"", ".."),
        ("include \"../../../secret.kdl\"", "../.."),
        ("include \"../../../*.kdl\"", "../.."),
        ("include \"../../shared/../../*.kdl\"", "../.."),
        ("include \"/etc/passwd\"", "../.."),
    ] {
        let checked = check(include, up);
        assert_eq!(code(&checked), 1, "{include}");
        let said = err(&checked);
        assert!(said.contains("[include-outside]") && !said.contains(SECRET), "{include}: {said}");
    }
    // what was probably meant is said from where the include is
    let near = check("include \"../../shared/won.kdl\"", "../..");
    assert!(err(&near).contains("did you mean `../../shared/one.kdl`?"), "{}", err(&near));
}

#[test]
fn a_name_with_a_line_break_is_refused_at_the_door() {
    let disk = tempfile::tempdir().expect("a folder");
    for name in ["d\nRUN evil", "d\r", "d\u{9b}7m", "d\u{202e}x", "\u{1b}]0;x"] {
        let folder = disk.path().join(name);
        fs::create_dir(&folder).expect("a folder");
        fs::write(
            folder.join("stack.kdl"),
            "stack \"s\" { root \"..\" }\nimage \"a\" { from \"debian:12\"; internal }\n",
        )
        .expect("a file");
        for arguments in [&["check"][..], &["compile"], &["check", "--fix"]] {
            let refused = run(&folder, arguments);
            assert_eq!(code(&refused), 2, "{name:?}: {}", err(&refused));
            assert!(err(&refused).contains("holds a control character"), "{}", err(&refused));
            assert!(!err(&refused).trim_end().contains(name), "{}", err(&refused));
        }
        assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 1);
    }
}

#[test]
fn a_path_in_the_stack_holds_no_control_characters() {
    let good = "stack \"s\"\nimage \"a\" { from \"debian:12\"; internal }\n";
    for (text, at) in [
        (good.replace("stack \"s\"", "stack \"s\" { out \"x\\ny\" }"), "`out`"),
        (format!("{good}include \"x\\ny.kdl\"\n"), "an include"),
        (format!("{good}include \"x*.kdl\"\n"), "an include"),
        (format!("{good}image \"b\" {{ dockerfile \"x\\ny.kdl\"; internal }}\n"), "a Dockerfile"),
        (format!("{good}image \"b\" {{ from \"debian:12\"; context \"x\\u{{202e}}\"; internal }}\n"), "a context"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("stack.kdl"), &text).expect("a file");
        fs::write(folder.path().join("x\ny.kdl"), "// nothing\n").expect("a file");
        let checked = run(folder.path(), &["check", "--format", "short"]);
        assert_eq!(code(&checked), 1, "{text}");
        let said = out(&checked);
        let told = format!("error[unusable-path]: the path of {at} holds a control character");
        assert!(said.contains(&told) || said.contains("error[unwritable-value]: "), "{said}");
    }
}

#[test]
fn a_dockerignore_that_cannot_be_read_is_told() {
    let odd: &[(&str, Make)] = &[
        ("a pipe", |path| assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success())),
        ("a folder", |path| fs::create_dir(path).expect("a folder")),
        ("too large", |path| fs::File::create(path).and_then(|file| file.set_len(17 << 20)).expect("a file")),
        ("no text", |path| fs::write(path, b"\xff\n").expect("a file")),
        ("a link out", |path| symlink("/proc/self/environ", path).expect("a link")),
    ];
    for name in [".dockerignore", "kept.Dockerfile.dockerignore"] {
        for (what, make) in odd {
            let disk = disk();
            let root = disk.path().join("root");
            fs::remove_file(root.join(name)).expect("it was there");
            make(&root.join(name));
            let checked = soon(&root, &["check", "--format", "short"]);
            assert_eq!(code(&checked), 1, "{what}");
            let told = out(&checked).matches("[unreadable-file]").count();
            assert_eq!(told, 1, "{what}: {}", out(&checked));
            assert!(out(&checked).contains(&format!("cannot read `{name}`: ")), "{what}: {}", out(&checked));
        }
    }
}

/// What may be in an output's place, and what `--force` makes of it.
#[test]
fn what_is_no_file_in_an_output_s_place_is_refused_and_nothing_waits() {
    let odd: &[(&str, bool, MakeOn)] = &[
        ("a pipe", false, |_, path| assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success())),
        ("a folder", false, |_, path| fs::create_dir(path).expect("a folder")),
        ("a socket", false, |_, path| drop(UnixListener::bind(path).expect("a socket"))),
        ("too large", false, |_, path| fs::File::create(path).and_then(|file| file.set_len(17 << 20)).expect("a file")),
        ("a link out", true, |disk, path| symlink(disk.join("outside"), path).expect("a link")),
        ("a relative link out", true, |_, path| symlink("../../../../../../etc/passwd", path).expect("a link")),
        ("a link to nothing", true, |disk, path| symlink(disk.join("nothing"), path).expect("a link")),
        ("a link in the root", true, |disk, path| symlink(disk.join("root/images.kdl"), path).expect("a link")),
        ("a link to a pipe", true, |disk, path| {
            assert!(Command::new("mkfifo").arg(disk.join("pipe")).status().expect("mkfifo runs").success());
            symlink(disk.join("pipe"), path).expect("a link");
        }),
        ("a device", true, |_, path| symlink("/dev/zero", path).expect("a link")),
    ];
    for name in ["base.Dockerfile", "docker-bake.hcl", ".github/workflows/images.yml"] {
        for (what, forced, make) in odd {
            let disk = disk();
            let root = disk.path().join("root");
            fs::write(disk.path().join("outside"), "precious\n").expect("a file");
            let place = root.join(name);
            fs::create_dir_all(place.parent().expect("it is in a folder")).expect("a folder");
            make(disk.path(), &place);
            for arguments in [&["compile"][..], &["compile", "--check"], &["compile", "--diff"]] {
                let refused = soon(&root, arguments);
                let shows_link = *forced && arguments.contains(&"--diff");
                assert_eq!(code(&refused), i32::from(!shows_link), "{what}, {arguments:?}: {}", err(&refused));
                if !forced || arguments.len() == 1 {
                    assert!(err(&refused).contains(&format!("error: cannot write `{name}`: ")), "{}", err(&refused));
                }
            }
            for other in ["base.Dockerfile", "docker-bake.hcl"].iter().filter(|other| **other != name) {
                assert!(!root.join(other).exists(), "{what}: {other} is written");
            }
            let compiled = soon(&root, &["compile", "--force"]);
            assert_eq!(code(&compiled), i32::from(!forced), "{what}: {}", err(&compiled));
            assert_eq!(fs::read(disk.path().join("outside")).expect("it is there"), b"precious\n");
            assert!(!disk.path().join("nothing").exists());
            assert_eq!(fs::read_to_string(root.join("images.kdl")).expect("it is there"), IMAGES);
            if *forced {
                assert!(place.symlink_metadata().expect("it is there").is_file(), "{what}");
                assert_eq!(code(&soon(&root, &["compile", "--check"])), 0, "{what}");
            }
        }
    }
}

#[test]
fn no_folder_on_the_way_to_an_output_is_a_link() {
    for inside in [true, false] {
        for (link, arguments) in [(".github", &["compile"][..]), ("made", &["compile", "--out", "made/deep"])] {
            let disk = disk();
            let root = disk.path().join("root");
            let to = disk.path().join(if inside { "root/to" } else { "to" });
            fs::create_dir(&to).expect("a folder");
            symlink(&to, root.join(link)).expect("a link");
            let mut command = imgc(&root, arguments);
            let refused = command.stdout(Stdio::null()).output().expect("it runs");
            assert_eq!(code(&refused), 1, "{}", err(&refused));
            let whys =
                [format!("`{link}` is a link, and none is followed"), "leads out of the stack's root".to_string()];
            assert!(whys.iter().any(|why| err(&refused).contains(why)), "{}", err(&refused));
            assert_eq!(fs::read_dir(&to).expect("it is there").count(), 0);
            assert!(!root.join("base.Dockerfile").exists());
        }
    }
}

#[test]
fn no_stack_says_of_a_root_that_is_wider_than_its_repository() {
    let disk = tempfile::tempdir().expect("a folder");
    let app = disk.path().join("repository/app");
    fs::create_dir_all(&app).expect("a folder");
    fs::write(disk.path().join("secret.kdl"), format!("arg \"{SECRET}\" \"1\"\n")).expect("a file");
    let check = |up: &str, include: &str| {
        let stack =
            format!("stack \"s\" {{ root \"{up}\" }}\n{include}\nimage \"a\" {{ from \"debian:12\"; internal }}\n");
        fs::write(app.join("stack.kdl"), stack).expect("a file");
        run(&app, &["check"])
    };
    assert_eq!(code(&check("../..", "")), 0, "no repository: the folders are the user's own");
    // a folder here, a file in submodules and worktrees
    fs::write(disk.path().join("repository/.git"), "gitdir: elsewhere\n").expect("a file");
    assert_eq!(code(&check("..", "")), 0);
    let many = "../".repeat(99);
    for up in ["../..", "../../..", "../x/../..", &many, "/"] {
        for include in ["", "include \"../../secret.kdl\"", "include \"../../*.kdl\""] {
            let checked = check(up, include);
            assert_eq!(code(&checked), 1, "{up} {include}");
            assert!(err(&checked).contains("leads out of the repository"), "{up}: {}", err(&checked));
            assert!(!err(&checked).contains(SECRET), "{up}: {}", err(&checked));
        }
        let compiled = run(&app, &["compile"]);
        assert_eq!(code(&compiled), 1, "{up}");
    }
    let above: Vec<_> = fs::read_dir(disk.path()).expect("a folder").flatten().map(|one| one.file_name()).collect();
    assert_eq!(above.len(), 2, "{above:?}");
}
