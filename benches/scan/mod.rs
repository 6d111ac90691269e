//! How times and memory are measured, and what times are measured against: a scan for line ends that copies every line.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The shortest of several runs: other work on the machine only ever adds time.
pub(crate) fn fastest(runs: usize, mut work: impl FnMut()) -> Duration {
    let times = (0..runs).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// Seconds that the scan takes for each byte.
pub(crate) fn seconds_per_byte(text: &str) -> f64 {
    assert_eq!(scan_and_copy(text), text);
    let time = fastest(5, || {
        black_box(scan_and_copy(black_box(text)));
    });
    time.as_secs_f64() / text.len() as f64
}

fn scan_and_copy(text: &str) -> String {
    let mut copy = String::with_capacity(text.len());
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        copy.push_str(&text[start..=end]);
        start = end + 1;
    }
    copy.push_str(&text[start..]);
    copy
}

/// How often a piece of work is done in a second or so; once at least.
pub(crate) fn rounds_of_a_second(mut work: impl FnMut()) -> usize {
    let start = Instant::now();
    let mut rounds = 0;
    while start.elapsed() < Duration::from_secs(1) {
        work();
        rounds += 1;
    }
    rounds
}

/// Memory of this process that is its own and in use, in megabytes; Linux only.
pub(crate) fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kilobytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024.0)
}
