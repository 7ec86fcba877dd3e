//! How long a thread has been computing: a machine that is busy with other things is not counted.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Source: the kernel's documentation of schedstats (nanoseconds on the CPU come first), and proc_pid_stat(5), where a tick
/// of user space is a hundredth of a second. Elsewhere than on Linux, the time of day.
#[expect(clippy::disallowed_methods, reason = "it measures")]
pub fn computed() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    if let Ok(stat) = std::fs::read_to_string("/proc/thread-self/schedstat")
        && let Some(taken) = stat.split_whitespace().next().and_then(|taken| taken.parse().ok())
    {
        return Duration::from_nanos(taken);
    }
    let Ok(stat) = std::fs::read_to_string("/proc/thread-self/stat") else { return START.elapsed() };
    // the name, in brackets, may have blanks
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).map(|field| field.parse::<u64>().expect("a count of ticks")).sum();
    Duration::from_millis(ticks * 10)
}
