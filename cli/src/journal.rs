//! What a folder job has done, so that `--resume` can go on: a file in the output folder that is there while the job is unfinished.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::input::Input;
use crate::output::open_alone;
use crate::statistics::Statistics;
use crate::worker::Counts;

const NAME: &str = ".unboil-job.jsonl";

/// The first line: two jobs with the same line do the same to the same inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) version: String,
    pub(crate) cleaner: u64,
    /// Every option that changes the output.
    pub(crate) options: String,
}

/// What tells one state of an input from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    size: u64,
    /// Nanoseconds since 1970.
    modified: u128,
}

impl Stamp {
    /// Of an input as it is now; to be asked for before the input is read.
    pub(crate) fn of(input: &Input) -> Stamp {
        let found = input.path.as_ref().and_then(|path| fs::metadata(path).ok());
        let modified = found
            .as_ref()
            .and_then(|found| found.modified().ok()?.duration_since(UNIX_EPOCH).ok());
        Stamp {
            size: found.map_or(0, |found| found.len()),
            modified: modified.map_or(0, |modified| modified.as_nanos()),
        }
    }
}

/// A line for each input that is done, in their order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    input: String,
    stamp: Stamp,
    /// How long the removals and the quarantine file are afterwards, in bytes.
    pub(crate) removals: u64,
    pub(crate) quarantine: u64,
    /// Whether the input has an output.
    pub(crate) written: bool,
    pub(crate) failed: bool,
    pub(crate) counts: Counts,
    pub(crate) statistics: Option<Statistics>,
}

impl Entry {
    /// Of an input that was so before it was read.
    pub(crate) fn new(input: &Input, stamp: Stamp) -> Entry {
        Entry {
            input: input.name(),
            stamp,
            removals: 0,
            quarantine: 0,
            written: true,
            failed: false,
            counts: Counts::default(),
            statistics: None,
        }
    }

    /// Whether the input is still the one that was done.
    fn is_of(&self, input: &Input) -> bool {
        self.input == input.name() && self.stamp == Stamp::of(input)
    }
}

/// The file, which one run at a time has.
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    /// Where the line of each entry that still holds ends.
    ends: Vec<u64>,
    waiting: Vec<u8>,
    written: Instant,
}

/// Lines are written as often: what is done again after a kill costs less than a write for each small file.
const INTERVAL: Duration = Duration::from_millis(100);

impl Journal {
    /// The journal of an output folder, which is made if it is missing.
    ///
    /// # Errors
    ///
    /// Another run is writing to the folder, or nothing can be written there.
    pub(crate) fn open(folder: &Path) -> io::Result<Journal> {
        fs::create_dir_all(folder)?;
        let path = folder.join(NAME);
        Ok(Journal {
            file: open_alone(&path)?,
            path,
            ends: Vec::new(),
            waiting: Vec::new(),
            written: Instant::now(),
        })
    }

    /// The entries of an unfinished job: those of the first inputs, as far as they still hold.
    ///
    /// # Errors
    ///
    /// The unfinished job was another one.
    pub(crate) fn read(&mut self, head: &Head, inputs: &[Input]) -> Result<Vec<Entry>, String> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let mut reader = BufReader::new(&self.file);
        let mut end = 0;
        // The last line may have been cut off.
        let mut next = || {
            let mut line = Vec::new();
            let read = reader.read_until(b'\n', &mut line);
            end += line.len() as u64;
            (read.is_ok() && line.ends_with(b"\n")).then_some((line, end))
        };
        let Some((first, _)) = next() else {
            return Ok(Vec::new());
        };
        if serde_json::from_slice::<Head>(&first).ok().as_ref() != Some(head) {
            return Err(format!(
                "the unfinished job in {} was called with other options, rules or version; call it as before, or without --resume to start anew",
                folder.display()
            ));
        }
        let mut entries = Vec::new();
        for input in inputs {
            let Some((line, end)) = next() else { break };
            match serde_json::from_slice::<Entry>(&line) {
                Ok(entry)
                    if entry.is_of(input)
                        && (!entry.written || folder.join(&input.below).exists()) =>
                {
                    entries.push(entry);
                    self.ends.push(end);
                }
                _ => break,
            }
        }
        Ok(entries)
    }

    /// Begins the job, or goes on behind the first `done` of the entries that were read.
    pub(crate) fn begin(&mut self, head: &Head, done: usize) -> io::Result<()> {
        let end = done.checked_sub(1).map_or(0, |last| self.ends[last]);
        self.file.set_len(end)?;
        self.file.seek(SeekFrom::Start(end))?;
        if end == 0 {
            let mut line = Vec::new();
            write_line(&mut line, head)?;
            self.file.write_all(&line)?;
        }
        Ok(())
    }

    /// Adds an input that is done, when all that the entry speaks of has been written.
    pub(crate) fn add(&mut self, entry: &Entry) -> io::Result<()> {
        write_line(&mut self.waiting, entry)?;
        if self.written.elapsed() < INTERVAL {
            return Ok(());
        }
        self.flush()
    }

    /// Writes the lines that wait.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.waiting)?;
        self.waiting.clear();
        self.written = Instant::now();
        Ok(())
    }

    /// The job is finished.
    pub(crate) fn finish(self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

fn write_line(lines: &mut Vec<u8>, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *lines, line)?;
    lines.push(b'\n');
    Ok(())
}
