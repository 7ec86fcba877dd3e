//! Text for people and programs. A closed pipe ends the output, not the program.
//!
//! Whatever is said goes through here, and characters that a terminal would act on are spelt.

use super::Outcome;
use super::arguments::{Color, Common};
use anstream::{AutoStream, ColorChoice};
use imgc::visible::{is_spelt, visible};
use std::io::Write;

/// Prints to standard output.
pub fn print(text: &str) -> Outcome {
    write(&mut std::io::stdout().lock(), &visible(text))
}

/// Prints what a program is to take as it is.
pub fn print_file(text: &str) -> Outcome {
    write(&mut std::io::stdout().lock(), text)
}

/// Prints to standard output with colours where they are wanted; who made the text has made it visible.
pub fn print_styled(common: &Common, text: &str) -> Outcome {
    write(&mut AutoStream::new(std::io::stdout().lock(), choice(common)), text)
}

/// Says something to the person at the terminal.
pub fn say(common: &Common, text: &str) {
    say_styled(common, &visible(text));
}

/// The same with colours where they are wanted; who made the text has made it visible.
pub fn say_styled(common: &Common, text: &str) {
    if !common.quiet {
        error_styled(common, text);
    }
}

/// Says an error, whatever else is silent.
pub fn error(common: &Common, text: &str) {
    error_styled(common, &visible(text));
}

/// The same with colours where they are wanted; who made the text has made it visible.
pub fn error_styled(common: &Common, text: &str) {
    let _ = write(&mut AutoStream::new(std::io::stderr().lock(), choice(common)), text);
}

/// Says what is wrong with the command.
pub fn usage(message: &str) -> Outcome {
    let _ = writeln!(std::io::stderr().lock(), "error: {}", visible(message));
    Outcome::Usage
}

/// Says what is wrong with the arguments, or what they ask to be told: with colours, unless an argument would act on a
/// terminal itself.
pub fn of_arguments(error: &clap::Error) -> Outcome {
    let outcome = if error.use_stderr() { Outcome::Usage } else { Outcome::Clean };
    let acts = |argument: std::ffi::OsString| argument.to_string_lossy().contains(is_spelt);
    if error.use_stderr() && std::env::args_os().any(acts) {
        let _ = write(&mut std::io::stderr().lock(), &visible(&error.render().to_string()));
    } else {
        // a closed pipe is the reader's choice
        let _ = error.print();
    }
    outcome
}

fn write(stream: &mut dyn Write, text: &str) -> Outcome {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Ok(()) => Outcome::Clean,
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Outcome::Clean,
        Err(_) => Outcome::Failed,
    }
}

fn choice(common: &Common) -> ColorChoice {
    match common.color {
        Color::Auto if is_forced(|name| std::env::var(name).ok()) => ColorChoice::Always,
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}

/// What the environment says of colours, for what is said before `--color` is read.
pub fn asked_by_environment() -> clap::ColorChoice {
    if is_forced(|name| std::env::var(name).ok()) { clap::ColorChoice::Always } else { clap::ColorChoice::Auto }
}

/// Whether `FORCE_COLOR` asks for colours. `NO_COLOR` is stronger; the other variables are read where colours are written.
fn is_forced(variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_set = |name: &str| variable(name).filter(|value| !value.is_empty());
    is_set("NO_COLOR").is_none() && is_set("FORCE_COLOR").is_some_and(|value| value != "0" && value != "false")
}

/// Whether messages to the person may have colours.
pub fn colored(common: &Common) -> bool {
    let stream = AutoStream::new(std::io::stderr(), choice(common));
    !matches!(stream.current_choice(), ColorChoice::Never)
}
