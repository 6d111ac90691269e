//! How many threads, and work shared between them.
//!
//! Threads live as long as one call: a pool would be dead in the child of a forked process, as which many Python programs run their workers.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// The number of threads to use: as asked for, or as many as this process may run on.
///
/// # Errors
///
/// `ValueError` for less than one.
pub(crate) fn wanted(threads: Option<isize>) -> PyResult<usize> {
    match threads {
        None => Ok(thread::available_parallelism().map_or(1, usize::from)),
        Some(threads) => usize::try_from(threads)
            .ok()
            .filter(|threads| *threads > 0)
            .ok_or_else(|| {
                PyValueError::new_err(format!(
                    "threads must be 1 or more, or None for all cores, not {threads}"
                ))
            }),
    }
}

/// What `work` makes of each task, in the order of the tasks.
pub(crate) fn map<T: Send, R: Send>(
    tasks: Vec<T>,
    threads: usize,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    if threads < 2 || tasks.len() < 2 {
        return tasks.into_iter().map(work).collect();
    }
    let slots: Vec<_> = tasks
        .into_iter()
        .map(|task| Mutex::new((Some(task), None)))
        .collect();
    let next = AtomicUsize::new(0);
    let run = || {
        while let Some(slot) = slots.get(next.fetch_add(1, Ordering::Relaxed)) {
            let Ok(mut slot) = slot.lock() else { continue };
            slot.1 = slot.0.take().map(&work);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.min(slots.len()) {
            scope.spawn(run);
        }
        run();
    });
    let done = slots.into_iter().filter_map(|slot| slot.into_inner().ok());
    done.filter_map(|(_, result)| result).collect()
}
