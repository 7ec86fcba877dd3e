//! The program, run in a folder.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// 2026-11-21: what is alive that day is alive in tests.
pub const TODAY: &str = "1795219200";

pub fn imgc(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imgc"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE", "COLORTERM", "NO_GRAPHICS"] {
        command.env_remove(name);
    }
    command.env("COLUMNS", "100").env("TERM", "xterm-256color").env("SOURCE_DATE_EPOCH", TODAY);
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    imgc(folder, arguments).output().expect("the program runs")
}

pub fn code(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("it writes text")
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("it writes text")
}

pub fn with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child = imgc(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // it may end without reading all
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}
