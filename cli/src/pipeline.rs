//! Several workers that read in turn, and a writer: what is read in order is written in order, and only so much is in memory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::channel;
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

/// What has been worked on, waiting for its turn to be written.
struct Queue<R, S> {
    sink: Option<S>,
    /// The number of the result that is written next.
    next: usize,
    early: BTreeMap<usize, (usize, R)>,
}

impl<R, S> Queue<R, S> {
    /// Gives the sink to whichever thread is the last to end, if all that was read has been written.
    fn end(queue: Arc<Mutex<Queue<R, S>>>, gate: &Gate) -> Option<S> {
        let queue = Arc::into_inner(queue)?.into_inner().ok()?;
        queue.sink.filter(|_| gate.load().tasks == 0)
    }

    /// Writes what is ready.
    fn write(&mut self, gate: &Gate, write: fn(&mut S, R) -> ControlFlow<()>) -> ControlFlow<()> {
        while let Some(sink) = &mut self.sink
            && let Some((weight, result)) = self.early.remove(&self.next)
        {
            self.next += 1;
            let flow = write(sink, result);
            gate.change(|load| {
                load.bytes -= weight;
                load.tasks -= 1;
                load.closed |= flow.is_break();
            });
            flow?;
        }
        ControlFlow::Continue(())
    }
}

/// Reads tasks with their weight in bytes, works on them in `workers` threads, and hands the results to `write` in the order of the tasks until it breaks
/// off; then gives back what it has written to. Each worker reads its own tasks and writes what it finds ready, one of them at a time, so that bytes stay
/// near the core that works on them. With one worker all is done by the calling thread. Threads that still wait for input when `write` breaks off are
/// left to the end of the process. Nothing comes back if a thread has died.
pub(crate) fn run<T, R, S, W>(
    workers: usize,
    gate: &Arc<Gate>,
    mut read: impl FnMut() -> Option<(T, usize)> + Send + 'static,
    new_worker: impl Fn() -> W,
    mut sink: S,
    write: fn(&mut S, R) -> ControlFlow<()>,
) -> Option<S>
where
    T: 'static,
    R: Send + 'static,
    S: Send + 'static,
    W: FnMut(T) -> R + Send + 'static,
{
    if workers <= 1 {
        let mut work = new_worker();
        while let Some((task, _)) = read() {
            if write(&mut sink, work(task)).is_break() {
                break;
            }
        }
        return Some(sink);
    }
    let limit = 4 * workers;
    let tasks = Arc::new(Mutex::new((0.., read)));
    let queue = Arc::new(Mutex::new(Queue {
        sink: Some(sink),
        next: 0,
        early: BTreeMap::new(),
    }));
    let (give_back, given_back) = channel();
    for _ in 0..workers {
        let (tasks, gate, queue) = (tasks.clone(), gate.clone(), queue.clone());
        let give_back = give_back.clone();
        let mut work = new_worker();
        thread::spawn(move || {
            let next = || {
                let mut tasks = tasks.lock().ok()?;
                if !gate.wait(|load| load.bytes < BUDGET && load.tasks < limit) {
                    return None;
                }
                let (numbers, read) = &mut *tasks;
                let (task, weight) = read()?;
                gate.change(|load| {
                    load.bytes += weight;
                    load.tasks += 1;
                });
                Some((numbers.next()?, task, weight))
            };
            while let Some((number, task, weight)) = next() {
                let result = work(task);
                let Ok(mut queue) = queue.lock() else { return };
                queue.early.insert(number, (weight, result));
                if queue.write(&gate, write).is_break() {
                    // Of several workers one takes it.
                    let sink = queue.sink.take();
                    sink.into_iter().for_each(|sink| drop(give_back.send(sink)));
                    return;
                }
            }
            let sink = Queue::end(queue, &gate);
            sink.into_iter().for_each(|sink| drop(give_back.send(sink)));
        });
    }
    drop(give_back);
    Queue::end(queue, gate).or_else(|| given_back.recv().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_written_in_order_however_short_the_work() {
        for tasks in (0..4).cycle().take(400) {
            let mut left = 0..tasks;
            let written = run(
                3,
                &Arc::default(),
                move || Some((left.next()?, 1)),
                || |task| task,
                Vec::new(),
                |written, task| {
                    written.push(task);
                    ControlFlow::Continue(())
                },
            );
            assert_eq!(written, Some((0..tasks).collect()));
        }
    }
}
