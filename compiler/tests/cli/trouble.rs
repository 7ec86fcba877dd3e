//! What goes wrong outside: output that cannot be written, folders that may not be, runs that are broken off.

use super::program::{code, err, imgc, run};
use super::{STACK, files, folder};
use std::fs;
use std::process::Stdio;

/// Whoever redirects to a full disk is told by the exit code.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let folder = folder();
    for arguments in [
        &["plan"][..],
        &["graph"],
        &["compile", "--diff"],
        &["check", "--format", "json"],
        &["explain", "from"],
        &["schema"],
        &["man"],
        &["completions", "bash"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let status = imgc(folder.path(), arguments).stdout(full).stderr(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(1), "{arguments:?}");
    }
}

/// A run that is broken off leaves whole files: the next one needs no `--force`, and does the rest.
#[test]
fn a_run_that_is_broken_off() {
    let folder = folder();
    for round in 0..12 {
        let stack = STACK.replace("run \"true\"", &format!("run \"echo {round}\""));
        fs::write(folder.path().join("stack.kdl"), stack).unwrap();
        let mut child =
            imgc(folder.path(), &["compile"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(std::time::Duration::from_millis(round * 4));
        let _ = child.kill();
        child.wait().unwrap();
        for name in files(folder.path()).iter().filter(|name| name.ends_with(".Dockerfile")) {
            let text = fs::read_to_string(folder.path().join(name)).unwrap();
            assert_eq!(imgc::emit::seal(&text), imgc::emit::Seal::Intact, "{name}");
        }
        let next = run(folder.path(), &["compile"]);
        assert_eq!(code(&next), 0, "{}", err(&next));
        assert_eq!(code(&run(folder.path(), &["compile", "--check"])), 0);
    }
}

/// A folder that cannot be written to is noticed before the first file is written, in any folder.
#[cfg(unix)]
#[test]
fn a_folder_that_is_read_only() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    let folder = folder();
    let path = folder.path();
    let stack = format!("{STACK}ci \"github\" {{ on \"push\" branch=\"main\" }}\n");
    fs::write(path.join("stack.kdl"), stack).unwrap();
    let workflows = path.join(".github/workflows");
    fs::create_dir_all(&workflows).unwrap();
    let mut command = imgc(path, &["compile"]);
    fs::set_permissions(&workflows, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(workflows.join("x"), "").is_ok() {
        // nothing is read-only to root: as somebody else then
        fs::remove_file(workflows.join("x")).unwrap();
        for file in [path.to_path_buf(), path.join("stack.kdl"), path.join(".github"), workflows.clone()] {
            chown(file, Some(65534), Some(65534)).unwrap();
        }
        command.uid(65534).gid(65534);
    }
    let refused = command.output().unwrap();
    assert_eq!(code(&refused), 1);
    let said = err(&refused);
    assert!(said.starts_with("error: cannot write `.github/workflows/images-build.yml`: `"), "{said}");
    assert!(said.ends_with("/.github/workflows`: permission denied\n"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert_eq!(files(path), ["stack.kdl"], "nothing is written where one file cannot be");
    // nothing is asked where nothing is written
    assert_eq!(code(&run(path, &["compile", "--diff"])), 0);
}

/// `--set` outweighs what the stack says of an arg, and finds no fault with it.
#[test]
fn a_value_from_outside_is_no_fault_of_the_stack() {
    let folder = folder();
    let stack = r#"stack "acme" { registry "ghcr.io/acme" }
plan "old"
plan "new"
tags { tag "{plan}" }
image "base" {
    from "debian:bookworm-slim"
    arg "SERVER" "https://example.org"
    arg "MIRROR" "{SERVER}/debian" {
        in plan="new" "{SERVER}/debian-new"
    }
    run "echo $MIRROR >/mirror"
}
"#;
    fs::write(folder.path().join("stack.kdl"), stack).unwrap();
    let output = run(folder.path(), &["compile", "--deny-warnings", "--set", "MIRROR=http://localhost"]);
    assert_eq!((code(&output), err(&output).contains("[")), (0, false), "{}", err(&output));
    let bake = fs::read_to_string(folder.path().join("docker-bake.hcl")).unwrap();
    let dockerfile = fs::read_to_string(folder.path().join("base.Dockerfile")).unwrap();
    assert!(format!("{bake}{dockerfile}").contains("http://localhost"), "{dockerfile}");
    assert!(!format!("{bake}{dockerfile}").contains("example.org"), "{bake}{dockerfile}");
}
