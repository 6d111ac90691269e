//! Files that appear whole or not at all: written beside their place and renamed.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fs4::{FileExt, TryLockError};

use crate::progress::Progress;

/// Held while something is written or renamed, so that an interruption comes between two writes.
static WRITING: Mutex<()> = Mutex::new(());
/// Files that go if the job is interrupted.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// A write that hangs longer is interrupted all the same.
const PATIENCE: Duration = Duration::from_secs(1);
/// The exit status of a program ended by SIGINT.
const INTERRUPTED: i32 = 130;

/// Waits for the write of another thread to end.
pub(crate) fn writing() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the process cleanly on SIGINT, SIGTERM and SIGHUP: between two records, without unfinished files. `hint` says how to go on.
pub(crate) fn end_on_signals(progress: Arc<Progress>, hint: &'static str) {
    // It fails only if a handler is set twice.
    let _ = ctrlc::set_handler(move || {
        let started = Instant::now();
        let guard = loop {
            match WRITING.try_lock() {
                Ok(guard) => break Some(guard),
                Err(_) if started.elapsed() > PATIENCE => break None,
                Err(_) => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        abandon();
        progress.finish();
        eprintln!("unboil: interrupted{hint}");
        // The guard is never dropped, so that nothing more is written.
        std::mem::forget(guard);
        std::process::exit(INTERRUPTED);
    });
}

/// Takes unfinished files away.
pub(crate) fn abandon() {
    for file in &*unfinished() {
        // What is already gone needs no removing.
        let _ = fs::remove_file(file);
    }
}

/// Opens a file to read and write that no other run has open in this way, and makes it if it is missing. The operating system takes the lock
/// away when the process ends, however it ends.
///
/// # Errors
///
/// `ResourceBusy` while another run has it.
pub(crate) fn open_alone(path: &Path) -> io::Result<File> {
    loop {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::new(
                    io::ErrorKind::ResourceBusy,
                    "another run of unboil is writing to it; wait until that has ended, or name another place",
                ));
            }
            // Some network file systems have no locks.
            Err(TryLockError::Error(_)) => return Ok(file),
        }
        // Whoever had it may have renamed or removed it in the meantime.
        let opened = same_file::Handle::from_file(file.try_clone()?)?;
        if same_file::Handle::from_path(path).is_ok_and(|named| named == opened) {
            return Ok(file);
        }
    }
}

/// A file under another name until it is whole.
pub(crate) struct PartialFile {
    file: File,
    target: PathBuf,
    /// Nothing if the target is no regular file, such as `/dev/null`, and written to at once.
    partial: Option<PathBuf>,
    length: u64,
    /// Whether a later run goes on with it.
    keep: bool,
}

impl PartialFile {
    /// Begins a file; folders that are missing are made.
    pub(crate) fn create(target: &Path) -> io::Result<PartialFile> {
        PartialFile::open(target, None)
    }

    /// Begins a file with which a later run can go on, or goes on with the first `length` bytes of an earlier one.
    pub(crate) fn resumable(target: &Path, length: Option<u64>) -> io::Result<PartialFile> {
        let mut file = PartialFile::open(target, length)?;
        file.keep = true;
        if let Some(partial) = &file.partial {
            unfinished().remove(partial);
        }
        Ok(file)
    }

    fn open(target: &Path, length: Option<u64>) -> io::Result<PartialFile> {
        // A link stays one.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf());
        let found = fs::metadata(&target).ok();
        if found
            .as_ref()
            .is_some_and(|found| !found.is_file() && !found.is_dir())
        {
            return Ok(PartialFile {
                file: OpenOptions::new().write(true).open(&target)?,
                target,
                partial: None,
                length: 0,
                keep: false,
            });
        }
        if found.is_some_and(|found| found.is_dir()) {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        let partial = partial_name(&target);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let _guard = writing();
        let mut file = open_alone(&partial)?;
        file.set_len(length.unwrap_or(0))?;
        file.seek(SeekFrom::End(0))?;
        if length.is_none() {
            unfinished().insert(partial.clone());
        }
        Ok(PartialFile {
            file,
            target,
            partial: Some(partial),
            length: length.unwrap_or(0),
            keep: false,
        })
    }

    /// In bytes.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Gives the file its name.
    pub(crate) fn commit(mut self) -> io::Result<()> {
        let Some(partial) = &self.partial else {
            return Ok(());
        };
        let _guard = writing();
        if let Ok(old) = fs::metadata(&self.target) {
            // Who may read it stays the same.
            let _ = fs::set_permissions(partial, old.permissions());
        }
        fs::rename(partial, &self.target)?;
        unfinished().remove(partial);
        self.partial = None;
        Ok(())
    }
}

impl Write for PartialFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _guard = writing();
        let written = self.file.write(bytes)?;
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if let (Some(partial), false) = (&self.partial, self.keep) {
            // The next run writes over it.
            let _ = fs::remove_file(partial);
            unfinished().remove(partial);
        }
    }
}

/// Where a file is written before it has its name.
pub(crate) fn partial_name(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.unboil-partial"))
}

/// Standard output, where no two documents share a line.
pub(crate) struct Printer {
    ends_line: bool,
}

impl Printer {
    pub(crate) fn new() -> Printer {
        Printer { ends_line: true }
    }

    /// Ends the line that the document before left open.
    pub(crate) fn start_line(&mut self) -> io::Result<()> {
        if self.ends_line {
            return Ok(());
        }
        self.print(b"\n", true)
    }

    pub(crate) fn print(&mut self, bytes: &[u8], ends_line: bool) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.ends_line = ends_line;
        let _guard = writing();
        let mut output = io::stdout().lock();
        output.write_all(bytes)?;
        output.flush()
    }
}
