//! Several workers between a reader and a writer: what is read in order is written in order, and only so much is in memory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What may be on its way at the same time, in bytes read. Cleaning takes a small multiple of it.
const BUDGET: usize = 1 << 25;

/// How much is on its way.
#[derive(Default)]
pub(crate) struct Gate {
    load: Mutex<Load>,
    changed: Condvar,
}

#[derive(Default)]
struct Load {
    bytes: usize,
    tasks: usize,
    closed: bool,
}

impl Gate {
    fn load(&self) -> MutexGuard<'_, Load> {
        self.load.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Load)) {
        change(&mut self.load());
        self.changed.notify_all();
    }

    /// Waits until there is room for more; false if nothing more is wanted.
    fn wait(&self, has_room: impl Fn(&Load) -> bool) -> bool {
        let waiting = self
            .changed
            .wait_while(self.load(), |load| !load.closed && !has_room(load));
        !waiting.unwrap_or_else(PoisonError::into_inner).closed
    }

    /// Waits until nothing else is on its way.
    pub(crate) fn wait_until_empty(&self) {
        self.wait(|load| load.tasks == 0);
    }
}

/// Reads tasks with their weight in bytes, works on them in `workers` threads, and hands over the results in the order of the tasks until `write` breaks
/// off. With one worker all is done by the calling thread. Threads that still wait for input when `write` breaks off are left to the end of the process.
pub(crate) fn run<T, R, W>(
    workers: usize,
    gate: &Arc<Gate>,
    mut read: impl FnMut() -> Option<(T, usize)> + Send + 'static,
    new_worker: impl Fn() -> W,
    mut write: impl FnMut(R) -> ControlFlow<()>,
) where
    T: Send + 'static,
    R: Send + 'static,
    W: FnMut(T) -> R + Send + 'static,
{
    if workers <= 1 {
        let mut work = new_worker();
        while let Some((task, _)) = read() {
            if write(work(task)).is_break() {
                return;
            }
        }
        return;
    }
    let limit = 4 * workers;
    let (send_task, tasks) = sync_channel::<(usize, usize, T)>(limit);
    let tasks = Arc::new(Mutex::new(tasks));
    let (send_result, results) = channel::<(usize, usize, R)>();
    for _ in 0..workers {
        let (tasks, send_result) = (tasks.clone(), send_result.clone());
        let mut work = new_worker();
        thread::spawn(move || {
            loop {
                let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok((number, weight, task)) = task else {
                    break;
                };
                if send_result.send((number, weight, work(task))).is_err() {
                    break;
                }
            }
        });
    }
    drop(send_result);
    let reading = gate.clone();
    thread::spawn(move || {
        for number in 0.. {
            if !reading.wait(|load| load.bytes < BUDGET && load.tasks < limit) {
                break;
            }
            let Some((task, weight)) = read() else { break };
            reading.change(|load| {
                load.bytes += weight;
                load.tasks += 1;
            });
            if send_task.send((number, weight, task)).is_err() {
                break;
            }
        }
    });
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, weight, result) in results {
        early.insert(number, (weight, result));
        while let Some((weight, result)) = early.remove(&next) {
            next += 1;
            let flow = write(result);
            gate.change(|load| {
                load.bytes -= weight;
                load.tasks -= 1;
                load.closed |= flow.is_break();
            });
            if flow.is_break() {
                return;
            }
        }
    }
}
