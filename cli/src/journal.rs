//! What a folder job has done, so that `--resume` can go on: a file in the output folder that is there while the job is unfinished.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::input::Input;
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

/// A line for each input that is done, in their order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    input: String,
    size: u64,
    /// Nanoseconds since 1970.
    modified: u128,
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
    pub(crate) fn new(input: &Input) -> Entry {
        let found = input.path.as_ref().and_then(|path| fs::metadata(path).ok());
        let modified = found
            .as_ref()
            .and_then(|found| found.modified().ok()?.duration_since(UNIX_EPOCH).ok());
        Entry {
            input: input.name(),
            size: found.map_or(0, |found| found.len()),
            modified: modified.map_or(0, |modified| modified.as_nanos()),
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
        let now = Entry::new(input);
        (&self.input, self.size, self.modified) == (&now.input, now.size, now.modified)
    }
}

/// The file, open for more lines.
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    waiting: Vec<u8>,
    written: Instant,
}

/// Lines are written as often: what is done again after a kill costs less than a write for each small file.
const INTERVAL: Duration = Duration::from_millis(100);

impl Journal {
    /// Begins a journal in an output folder, with the entries that still hold.
    pub(crate) fn create(folder: &Path, head: &Head, entries: &[Entry]) -> io::Result<Journal> {
        fs::create_dir_all(folder)?;
        let path = folder.join(NAME);
        let beside = folder.join(format!("{NAME}.new"));
        let mut lines = Vec::new();
        write_line(&mut lines, head)?;
        for entry in entries {
            write_line(&mut lines, entry)?;
        }
        fs::write(&beside, lines)?;
        fs::rename(&beside, &path)?;
        Ok(Journal {
            file: OpenOptions::new().append(true).open(&path)?,
            path,
            waiting: Vec::new(),
            written: Instant::now(),
        })
    }

    /// The entries of an unfinished job: those of the first inputs, as far as they still hold.
    ///
    /// # Errors
    ///
    /// The unfinished job was another one.
    pub(crate) fn read(folder: &Path, head: &Head, inputs: &[Input]) -> Result<Vec<Entry>, String> {
        let path = folder.join(NAME);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        let mut lines = BufReader::new(file).lines().map_while(Result::ok);
        match lines
            .next()
            .and_then(|line| serde_json::from_str::<Head>(&line).ok())
        {
            Some(before) if before == *head => {}
            _ => {
                return Err(format!(
                    "the unfinished job in {} was called with other options, rules or version; call it as before, or without --resume to start anew",
                    folder.display()
                ));
            }
        }
        // The last line may have been cut off.
        let entries = lines.map_while(|line| serde_json::from_str::<Entry>(&line).ok());
        Ok(entries
            .zip(inputs)
            .take_while(|(entry, input)| {
                entry.is_of(input) && (!entry.written || folder.join(&input.below).exists())
            })
            .map(|(entry, _)| entry)
            .collect())
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
