//! Runs the scripts of a workflow, as GitHub would.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The script of the step of that name in that job.
pub fn script(workflow: &str, job: &str, step: &str) -> String {
    let read: Value = serde_saphyr::from_str(workflow).unwrap();
    let steps = read["jobs"][job]["steps"].as_array().unwrap_or_else(|| panic!("no job {job}"));
    let found = steps.iter().find(|found| found["name"] == step).unwrap_or_else(|| panic!("no step {step}"));
    found["run"].as_str().unwrap().to_string()
}

/// A place to run in: a folder, and what a runner has beside it.
pub struct Place {
    folder: TempDir,
    env: BTreeMap<String, String>,
}

impl Place {
    pub fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        for name in ["work", "temp", "bin"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let path = format!("{}:{}", folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        let mut place = Place { folder, env: BTreeMap::new() };
        place.set("PATH", &path);
        place.set("HOME", &place.at("temp").display().to_string());
        place.set("RUNNER_TEMP", &place.at("temp").display().to_string());
        place.set("GITHUB_OUTPUT", &place.at("temp/output").display().to_string());
        place.set("GITHUB_STEP_SUMMARY", &place.at("temp/summary").display().to_string());
        place
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_string(), value.to_string());
    }

    /// A program of that name that runs this shell.
    pub fn program(&self, name: &str, shell: &str) {
        let path = self.at("bin").join(name);
        fs::write(&path, format!("#!/usr/bin/env bash\n{shell}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.at("work")).env_clear().envs(&self.env);
        command
    }

    pub fn git(&self, args: &[&str]) -> String {
        let mut git = self.command("git");
        git.args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ]);
        let output = git.args(args).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_string()
    }

    pub fn write(&self, path: impl AsRef<Path>, text: &str) {
        let path = self.at("work").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Commits all there is and says what.
    pub fn commit(&self, message: &str) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
        self.git(&["rev-parse", "HEAD"])
    }

    /// The images that a script hands on.
    pub fn images(&self) -> Vec<Value> {
        serde_json::from_str(&fs::read_to_string(self.at("temp/images/images.json")).unwrap()).unwrap()
    }

    /// Hands images to a script, as another step or job has left them.
    pub fn set_images(&mut self, images: &Value) {
        let path = self.at("temp/images/images.json");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, images.to_string()).unwrap();
        self.set("IMAGES", &path.display().to_string());
    }

    pub fn run(&self, script: &str) -> Output {
        fs::write(self.at("temp/script"), script).unwrap();
        for file in ["output", "summary"] {
            fs::write(self.at("temp").join(file), "").unwrap();
        }
        let script = self.at("temp/script");
        self.command("bash").args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(script).output().unwrap()
    }

    /// Runs what must go well; its outputs.
    pub fn outputs(&self, script: &str) -> BTreeMap<String, String> {
        let output = self.run(script);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stdout));
        assert!(said.is_empty(), "{said}");
        let text = fs::read_to_string(self.at("temp/output")).unwrap();
        let mut outputs = BTreeMap::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            match line.split_once("<<").filter(|(name, _)| !name.contains('=')) {
                Some((name, end)) => {
                    let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
                    outputs.insert(name.to_string(), value.join("\n"));
                }
                None => {
                    let (name, value) = line.split_once('=').unwrap();
                    outputs.insert(name.to_string(), value.to_string());
                }
            }
        }
        outputs
    }
}
