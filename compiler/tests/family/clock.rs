//! How long a thread has been computing: a machine that is busy with other things is not counted.

use std::time::Duration;

/// Since the thread began.
#[cfg(unix)]
pub fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("a time that is not negative")
}

/// Elsewhere, the time of day.
#[cfg(not(unix))]
#[expect(clippy::disallowed_methods, reason = "it measures")]
pub fn computed() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}
