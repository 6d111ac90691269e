//! An opened input: unpacked, known in its format, read in stretches of a bounded size.

use std::fs::File;
use std::io::{self, BufReader, Cursor, IsTerminal, Read};
use std::path::Path;
use std::sync::Arc;

use crate::compression;
use crate::format::{Compression, Format};
use crate::input::Input;
use crate::progress::Progress;

/// Enough for the first bytes to say what a file is.
const HEAD: u64 = 1 << 16;

/// Records that are larger are read when nothing else is in memory.
const LARGE: usize = 1 << 24;

/// The longest record that is read, unpacked: many times what a page has, and less than the memory of a small machine.
const MAX_RECORD: usize = 1 << 30;

/// The unpacked bytes of an input.
pub(crate) struct Source {
    reader: Box<dyn Read + Send>,
    /// What has been read, of which the first `taken` bytes have been taken.
    read: Vec<u8>,
    taken: usize,
    /// Of the unpacked bytes, those taken so far.
    offset: u64,
    at_end: bool,
    /// Why no more can be read.
    failure: Option<String>,
    pub(crate) format: Format,
    pub(crate) compression: Compression,
    /// Called before a record that doesn't fit beside others is read on.
    pub(crate) before_large: Option<Box<dyn Fn() + Send>>,
}

impl Source {
    /// Opens a file or standard input.
    ///
    /// # Errors
    ///
    /// One sentence that says why it can't be read.
    pub(crate) fn open(
        input: &Input,
        format: Option<Format>,
        progress: &Arc<Progress>,
    ) -> Result<Source, String> {
        let mut whole = None;
        let packed: Box<dyn Read + Send> = match &input.path {
            None => {
                if io::stdin().is_terminal() {
                    eprintln!(
                        "unboil: reading from the terminal; end with Ctrl-D, or see unboil --help"
                    );
                }
                Box::new(io::stdin())
            }
            Some(path) => {
                let file = File::open(path).map_err(|error| error.to_string())?;
                if let Ok(found) = file.metadata()
                    && found.is_file()
                {
                    whole = Some((
                        file.try_clone().map_err(|error| error.to_string())?,
                        found.len(),
                    ));
                }
                Box::new(file)
            }
        };
        let mut packed = Counted {
            reader: packed,
            whole,
            read: 0,
            progress: progress.clone(),
        };
        let mut head = Vec::new();
        packed
            .by_ref()
            .take(HEAD)
            .read_to_end(&mut head)
            .map_err(|error| error.to_string())?;
        let name = input.path.as_deref().unwrap_or(Path::new(""));
        let compression = Compression::of_bytes(&head);
        let named = Compression::of_name(name);
        if named != Compression::None && compression != named && !head.is_empty() {
            return Err(format!(
                "its name ends in `.{}`, but it doesn't begin as such a file does",
                name.extension().unwrap_or_default().to_string_lossy()
            ));
        }
        let whole_in_head = (head.len() as u64) < HEAD;
        let mut source = if compression == Compression::None {
            Source {
                reader: Box::new(packed),
                read: head,
                taken: 0,
                offset: 0,
                at_end: whole_in_head,
                failure: None,
                format: Format::Text,
                compression,
                before_large: None,
            }
        } else {
            let packed = BufReader::with_capacity(1 << 16, Cursor::new(head).chain(packed));
            Source {
                reader: compression::decoder(compression, packed)
                    .map_err(|error| error.to_string())?,
                read: Vec::new(),
                taken: 0,
                offset: 0,
                at_end: false,
                failure: None,
                format: Format::Text,
                compression,
                before_large: None,
            }
        };
        source.format = match format.or_else(|| Format::of_name(name)) {
            Some(format) => format,
            None => {
                // What is wrong with it is reported where it is read.
                let _ = source.fill(HEAD as usize);
                Format::of_bytes(source.ahead())
            }
        };
        Ok(source)
    }

    /// Reads until `wanted` bytes are ahead, or all that are left.
    ///
    /// # Errors
    ///
    /// One sentence that says why no more can be read; what was read before is ahead.
    pub(crate) fn fill(&mut self, wanted: usize) -> Result<(), String> {
        let ahead = self.ahead().len();
        if ahead >= wanted {
            return Ok(());
        }
        if self.at_end {
            return self.failure.clone().map_or(Ok(()), Err);
        }
        if wanted > LARGE
            && let Some(before_large) = &self.before_large
        {
            before_large();
        }
        self.read.drain(..self.taken);
        self.taken = 0;
        // One byte more shows that there are more.
        let missing = wanted.min(MAX_RECORD + 1) - ahead;
        self.read.reserve(missing);
        let read = self
            .reader
            .by_ref()
            .take(missing as u64)
            .read_to_end(&mut self.read);
        let failure = match read {
            Ok(_) if self.read.len() > MAX_RECORD => format!(
                "a record has more than {MAX_RECORD} bytes, which is the limit; if the file holds many texts, --format says how"
            ),
            Ok(read) => {
                self.at_end = read < missing;
                return Ok(());
            }
            Err(error) => self.explain(&error),
        };
        self.at_end = true;
        self.failure = Some(failure.clone());
        Err(failure)
    }

    fn explain(&self, error: &io::Error) -> String {
        let packed = match self.compression {
            Compression::None => return error.to_string(),
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        };
        let readable = self.offset + self.ahead().len() as u64;
        let cut = error.kind() == io::ErrorKind::UnexpectedEof
            || error.to_string().contains("incomplete frame");
        if cut {
            format!(
                "the {packed} data are cut off; they can be read up to byte {readable} of what was packed"
            )
        } else {
            format!(
                "the {packed} data are damaged ({error}); they can be read up to byte {readable} of what was packed"
            )
        }
    }

    /// What has been read and not yet taken.
    pub(crate) fn ahead(&self) -> &[u8] {
        &self.read[self.taken..]
    }

    /// Whether nothing is to be read any more; something may be ahead.
    pub(crate) fn at_end(&self) -> bool {
        self.at_end
    }

    /// Where in the unpacked bytes the next one to take stands.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Takes the next `length` bytes of those ahead.
    pub(crate) fn take(&mut self, length: usize) -> Vec<u8> {
        self.offset += length as u64;
        let rest = self.ahead().len() - length;
        if self.taken == 0 && rest < length {
            let rest = self.read[length..].to_vec();
            let mut taken = std::mem::replace(&mut self.read, rest);
            taken.truncate(length);
            return taken;
        }
        // Little is taken of much: what is left stays where it is.
        let start = self.taken;
        self.taken += length;
        self.read[start..self.taken].to_vec()
    }
}

/// Counts packed bytes, for the progress bar and to know the end of a file from one that was cut off.
struct Counted {
    reader: Box<dyn Read + Send>,
    /// A regular file and its size when it was opened.
    whole: Option<(File, u64)>,
    read: u64,
    progress: Arc<Progress>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.progress.advance(read as u64);
        self.read += read as u64;
        if read == 0
            && !buffer.is_empty()
            && let Some((file, size)) = &self.whole
            && self.read < *size
            // Files that the system makes up have less than they say, and go on saying so.
            && file.metadata()?.len() < *size
        {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                format!(
                    "it was cut off while it was read: {} of {size} bytes were left",
                    self.read
                ),
            ));
        }
        Ok(read)
    }
}
