//! Many Python strings at once.
//!
//! Only the thread that holds the interpreter can read Python strings and make new ones. It hands batches of borrowed texts to the others, makes strings
//! of what they give back, and cleans a batch itself, with the interpreter released, whenever it has nothing else to do.

use std::borrow::Cow;
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::{PyList, PyString};

use crate::text::{at, cleanable};

/// A batch holds about as much as a core's own cache does.
const BATCH_BYTES: usize = 1 << 18;

/// How many texts a batch holds at most, so that short ones don't wait for each other.
const BATCH_TEXTS: usize = 1024;

/// Some of the texts, and what is left of those that change.
struct Batch {
    first: usize,
    texts: Vec<PyBackedStr>,
    left: Vec<Option<String>>,
}

impl Batch {
    /// The texts from this number on, as many as fit.
    fn read(
        cleaner: &unboil::Cleaner,
        texts: &[Bound<'_, PyAny>],
        first: usize,
    ) -> PyResult<Batch> {
        let mut batch = Batch {
            first,
            texts: Vec::new(),
            left: Vec::new(),
        };
        let mut bytes = 0;
        for (number, text) in texts.iter().enumerate().skip(first).take(BATCH_TEXTS) {
            let borrowed = cleanable(cleaner, text)
                .map_err(|error| at(text.py(), &format!("item {number} of the list"), error))?;
            bytes += borrowed.len();
            batch.texts.push(borrowed);
            if bytes >= BATCH_BYTES {
                break;
            }
        }
        Ok(batch)
    }

    fn clean(mut self, cleaner: &unboil::Cleaner) -> Batch {
        let texts = self.texts.iter();
        self.left = texts
            .map(|text| match cleaner.clean(text).text {
                Cow::Borrowed(_) => None,
                Cow::Owned(left) => Some(left),
            })
            .collect();
        self
    }

    fn write<'py>(&self, py: Python<'py>, texts: &mut [Bound<'py, PyAny>]) {
        for (text, left) in texts[self.first..].iter_mut().zip(&self.left) {
            if let Some(left) = left {
                *text = PyString::new(py, left).into_any();
            }
        }
    }
}

pub(crate) fn clean_many<'py>(
    cleaner: &unboil::Cleaner,
    texts: &Bound<'py, PyAny>,
    threads: usize,
) -> PyResult<Bound<'py, PyList>> {
    let py = texts.py();
    if texts.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(
            "clean_many takes a list of texts; for one text there is clean",
        ));
    }
    let mut texts: Vec<_> = texts.try_iter()?.collect::<PyResult<_>>()?;
    let first = Batch::read(cleaner, &texts, 0)?;
    if threads == 1 || first.texts.len() == texts.len() {
        let mut batch = first;
        while !batch.texts.is_empty() {
            batch = py.detach(|| batch.clean(cleaner));
            batch.write(py, &mut texts);
            py.check_signals()?;
            batch = Batch::read(cleaner, &texts, batch.first + batch.texts.len())?;
        }
    } else {
        share(cleaner, py, &mut texts, first, threads)?;
    }
    PyList::new(py, texts)
}

fn share<'py>(
    cleaner: &unboil::Cleaner,
    py: Python<'py>,
    texts: &mut [Bound<'py, PyAny>],
    first: Batch,
    threads: usize,
) -> PyResult<()> {
    let (to_clean, waiting): (Sender<Batch>, Receiver<Batch>) = unbounded();
    let (cleaned, done) = unbounded();
    thread::scope(|scope| {
        for _ in 1..threads {
            let (waiting, cleaned) = (waiting.clone(), cleaned.clone());
            scope.spawn(move || {
                for batch in waiting {
                    // The receiver is gone only if an error has ended the whole.
                    let _ = cleaned.send(batch.clean(cleaner));
                }
            });
        }
        drop(cleaned);
        // Moved here so that the threads end where this ends, by whichever way.
        let to_clean = to_clean;
        let mut next = first.first + first.texts.len();
        let mut on_the_way = 1;
        let _ = to_clean.send(first);
        while on_the_way > 0 || next < texts.len() {
            while on_the_way < 2 * threads && next < texts.len() {
                let batch = Batch::read(cleaner, texts, next)?;
                next += batch.texts.len();
                on_the_way += 1;
                let _ = to_clean.send(batch);
            }
            let ready = done.try_recv().ok();
            let batch = match ready {
                Some(batch) => Some(batch),
                None => py.detach(|| match waiting.try_recv() {
                    Ok(batch) => Some(batch.clean(cleaner)),
                    Err(_) => done.recv().ok(),
                }),
            };
            let Some(batch) = batch else { break };
            batch.write(py, texts);
            on_the_way -= 1;
            py.check_signals()?;
        }
        Ok(())
    })
}
