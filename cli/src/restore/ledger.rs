//! The removals file, read by document.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::problem::{Place, Problem};
use crate::removals::RemovalLine;

fn problem(name: &str, place: Place, reason: impl ToString) -> Problem {
    Problem {
        document: name.to_owned(),
        place,
        reason: reason.to_string(),
    }
}

/// Where the removals of each document stand in the file, so that the file need not fit into memory.
pub(crate) struct Ledger {
    path: PathBuf,
    documents: BTreeMap<String, Vec<Range<u64>>>,
}

/// All that is asked of a line before its document's turn.
#[derive(Deserialize)]
struct Owner<'l> {
    #[serde(borrow)]
    document: std::borrow::Cow<'l, str>,
}

impl Ledger {
    /// Reads which documents there are.
    ///
    /// # Errors
    ///
    /// The file can't be read, or a line is no removal.
    pub(crate) fn open(path: &Path) -> Result<Ledger, Problem> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|error| problem(&name, Place::File, error))?;
        let mut input = BufReader::with_capacity(1 << 16, file);
        let mut documents: BTreeMap<String, Vec<Range<u64>>> = BTreeMap::new();
        let mut last: Option<String> = None;
        let mut line = Vec::new();
        let mut at = 0;
        for number in 1.. {
            line.clear();
            let fault = |reason: String| problem(&name, Place::Line(number), reason);
            let length = input
                .read_until(b'\n', &mut line)
                .map_err(|error| fault(error.to_string()))? as u64;
            if length == 0 {
                break;
            }
            let run = at..at + length;
            at = run.end;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let owner: Owner<'_> = serde_json::from_slice(&line)
                .map_err(|error| fault(format!("not a line of a removals file: {error}")))?;
            let of_owner = match &last {
                Some(last) if *last == owner.document => documents.get_mut(last.as_str()),
                _ => None,
            };
            // Lines of one document stand side by side; their runs grow together.
            match of_owner.and_then(|runs| runs.last_mut()) {
                Some(before) if before.end == run.start => before.end = run.end,
                _ => {
                    let document = owner.document.into_owned();
                    documents.entry(document.clone()).or_default().push(run);
                    last = Some(document);
                }
            }
        }
        Ok(Ledger {
            path: path.to_owned(),
            documents,
        })
    }

    /// The documents of which something was removed.
    pub(crate) fn documents(&self) -> impl ExactSizeIterator<Item = &str> {
        self.documents.keys().map(String::as_str)
    }

    /// The removals of a document, by record; none if nothing was removed from it.
    pub(crate) fn of(&self, document: &str) -> Result<Removals, Problem> {
        let name = self.path.display().to_string();
        let file = File::open(&self.path).map_err(|error| problem(&name, Place::File, error))?;
        let runs = self.documents.get(document).cloned().unwrap_or_default();
        Ok(Removals {
            name,
            input: BufReader::with_capacity(1 << 16, file),
            runs: runs.into_iter(),
            left: 0,
            next: None,
        })
    }
}

/// The removals of one document in the order of the file.
pub(crate) struct Removals {
    name: String,
    input: BufReader<File>,
    runs: std::vec::IntoIter<Range<u64>>,
    /// Bytes left of the present run.
    left: u64,
    next: Option<RemovalLine<'static>>,
}

impl Removals {
    /// The removals of a record, which must be asked for in the order of the file; without a number, those of a document that is one text.
    pub(crate) fn of_record(
        &mut self,
        record: Option<u64>,
    ) -> Result<Vec<RemovalLine<'static>>, Problem> {
        let mut removals = Vec::new();
        while let Some(removal) = self.peek()? {
            if removal.record != record {
                break;
            }
            removals.extend(self.next.take());
        }
        Ok(removals)
    }

    /// Fails if removals were left over: they are of another document.
    pub(crate) fn finish(&mut self) -> Result<(), String> {
        match self.peek().map_err(|problem| problem.to_string())? {
            None => Ok(()),
            Some(removal) => Err(match removal.record {
                Some(record) => format!(
                    "there is no record {record}, or it comes out of turn, but removals of it in {}",
                    self.name
                ),
                None => format!(
                    "{} has removals of a plain text for it; see --format",
                    self.name
                ),
            }),
        }
    }

    fn peek(&mut self) -> Result<Option<&RemovalLine<'static>>, Problem> {
        while self.next.is_none() {
            let fault = |reason: String| problem(&self.name, Place::File, reason);
            if self.left == 0 {
                let Some(run) = self.runs.next() else {
                    return Ok(None);
                };
                self.input
                    .seek(SeekFrom::Start(run.start))
                    .map_err(|error| fault(error.to_string()))?;
                self.left = run.end - run.start;
            }
            let mut line = Vec::new();
            let length = self
                .input
                .read_until(b'\n', &mut line)
                .map_err(|error| fault(error.to_string()))? as u64;
            self.left = self.left.saturating_sub(length.max(1));
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let removal = serde_json::from_slice(&line)
                .map_err(|error| fault(format!("not a line of a removals file: {error}")))?;
            self.next = Some(removal);
        }
        Ok(self.next.as_ref())
    }
}
