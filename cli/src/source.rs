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

/// The unpacked bytes of an input.
pub(crate) struct Source {
    reader: Box<dyn Read + Send>,
    /// What has been read and not yet taken.
    ahead: Vec<u8>,
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
        let packed: Box<dyn Read + Send> = match &input.path {
            None => {
                if io::stdin().is_terminal() {
                    eprintln!(
                        "unboil: reading from the terminal; end with Ctrl-D, or see unboil --help"
                    );
                }
                Box::new(io::stdin())
            }
            Some(path) => Box::new(File::open(path).map_err(|error| error.to_string())?),
        };
        let mut packed = Counted {
            reader: packed,
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
                ahead: head,
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
                ahead: Vec::new(),
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
                Format::of_bytes(&source.ahead)
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
        if self.ahead.len() >= wanted {
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
        let missing = wanted - self.ahead.len();
        self.ahead.reserve(missing);
        match self
            .reader
            .by_ref()
            .take(missing as u64)
            .read_to_end(&mut self.ahead)
        {
            Ok(read) => {
                self.at_end = read < missing;
                Ok(())
            }
            Err(error) => {
                self.at_end = true;
                let reason = self.explain(&error);
                self.failure = Some(reason.clone());
                Err(reason)
            }
        }
    }

    fn explain(&self, error: &io::Error) -> String {
        let packed = match self.compression {
            Compression::None => return error.to_string(),
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        };
        let readable = self.offset + self.ahead.len() as u64;
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
        &self.ahead
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
        let rest = self.ahead[length..].to_vec();
        let mut taken = std::mem::replace(&mut self.ahead, rest);
        taken.truncate(length);
        taken
    }
}

/// Counts packed bytes for the progress bar.
struct Counted {
    reader: Box<dyn Read + Send>,
    progress: Arc<Progress>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}
