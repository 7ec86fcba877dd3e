//! A program of the machine's, asked one question: it has a few seconds, and nothing to read.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// A driver that hangs makes its tools hang.
const LIMIT: Duration = Duration::from_secs(5);

/// More than any of them says.
const MOST: u64 = 1024 * 1024;

/// What it prints; `None`: it is not there, fails, or takes too long.
pub fn run(program: &str, arguments: &[&str]) -> Option<String> {
    within(LIMIT, program, arguments)
}

fn within(limit: Duration, program: &str, arguments: &[&str]) -> Option<String> {
    let end = Instant::now() + limit;
    let mut command = Command::new(program);
    command.args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let pipe = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    // whatever it has started may hold the pipe open: nobody waits for this thread
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.take(MOST).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    let bytes = receiver.recv_timeout(limit).ok();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if Instant::now() < end && bytes.is_some() => std::thread::sleep(Duration::from_millis(10)),
            _ => break None,
        }
    };
    if status.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    status.filter(|status| status.success())?;
    Some(String::from_utf8_lossy(&bytes?).into_owned())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn what_it_prints_is_read() {
        assert_eq!(run("sh", &["-c", "echo a; echo b >&2"]).as_deref(), Some("a\n"));
        assert_eq!(run("sh", &["-c", "echo a; exit 1"]), None);
        assert_eq!(run("imgc-there-is-no-such-program", &[]), None);
        let long = run("sh", &["-c", "yes | head -c 3000000"]);
        assert!(long.is_none_or(|text| text.len() <= 1024 * 1024));
    }

    #[test]
    fn nothing_is_waited_for_too_long() {
        let start = Instant::now();
        let limit = Duration::from_millis(100);
        assert_eq!(within(limit, "sh", &["-c", "sleep 20"]), None);
        assert_eq!(within(limit, "sh", &["-c", "sleep 20 & echo a"]), None, "what it leaves behind holds its output");
        assert_eq!(within(limit, "sh", &["-c", "exec >&-; sleep 20"]), None, "closed output is no end");
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }
}
