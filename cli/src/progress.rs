//! A bar on a terminal, for work that takes more than a second.

use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Shorter work is done before a bar could be read.
const QUIET: Duration = Duration::from_secs(1);

/// How far a job is, in bytes of its inputs as packed or in parts of it.
pub(crate) struct Progress {
    started: Instant,
    /// 0 if it can't be known.
    total: u64,
    in_bytes: bool,
    read: AtomicU64,
    shown: bool,
    bar: OnceLock<ProgressBar>,
    /// So that no two messages share a line.
    messages: Mutex<()>,
}

impl Progress {
    /// Shown only if standard error is a terminal.
    pub(crate) fn new(total: u64) -> Progress {
        Progress {
            started: Instant::now(),
            total,
            in_bytes: true,
            read: AtomicU64::new(0),
            shown: io::stderr().is_terminal(),
            bar: OnceLock::new(),
            messages: Mutex::new(()),
        }
    }

    /// The same, where bytes say nothing of how much is left.
    pub(crate) fn of_parts(total: u64) -> Progress {
        Progress {
            in_bytes: false,
            ..Progress::new(total)
        }
    }

    /// Some more bytes have been read, or parts done.
    pub(crate) fn advance(&self, bytes: u64) {
        let read = self.read.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if self.shown && self.started.elapsed() >= QUIET {
            self.bar.get_or_init(|| self.start()).set_position(read);
        }
    }

    fn start(&self) -> ProgressBar {
        let (bar, template) = if !self.in_bytes {
            (
                ProgressBar::new(self.total),
                "{wide_bar} {percent:>3} %  {eta} left",
            )
        } else if self.total > 0 {
            (
                ProgressBar::new(self.total),
                "{wide_bar} {percent:>3} %  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left",
            )
        } else {
            (
                ProgressBar::new_spinner(),
                "{spinner} {bytes}  {bytes_per_sec}  {elapsed}",
            )
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let bar = bar.with_elapsed(self.started.elapsed());
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }

    /// Says something on standard error, above the bar.
    pub(crate) fn say(&self, message: &str) {
        let _one = self.messages.lock();
        match self.bar.get() {
            Some(bar) => bar.suspend(|| eprintln!("unboil: {message}")),
            None => eprintln!("unboil: {message}"),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
