//! Where the output of one input goes.

use std::io::{self, IsTerminal, Write};

use crate::compression::Compressor;
use crate::feeder::Open;
use crate::format::Compression;
use crate::output::PartialFile;
use crate::parquet::ParquetOutput;
use crate::worker::Done;

/// An open output.
pub(crate) enum Target {
    /// Nothing is written.
    Nothing,
    /// Standard output, which the inputs share.
    Print,
    File(FileTarget),
    Parquet(ParquetOutput<Box<dyn Output>>, String),
}

/// A file or standard output, which a thread can write to.
pub(crate) trait Output: Write + Send {
    /// All has been written.
    fn commit(self: Box<Self>) -> io::Result<()>;
}

impl Output for PartialFile {
    fn commit(self: Box<Self>) -> io::Result<()> {
        PartialFile::commit(*self)
    }
}

impl Output for io::Stdout {
    fn commit(mut self: Box<Self>) -> io::Result<()> {
        self.flush()
    }
}

/// A file that appears when it is whole.
pub(crate) struct FileTarget {
    file: PartialFile,
    title: String,
    packing: Compression,
}

impl Target {
    /// Opens the output of an input.
    ///
    /// # Errors
    ///
    /// Why it can't be written.
    pub(crate) fn open(open: &Open) -> Result<Target, String> {
        let writer = open
            .column_writer
            .lock()
            .ok()
            .and_then(|mut writer| writer.take());
        let Some(name) = &open.target else {
            let Some(writer) = writer else {
                return Ok(Target::Print);
            };
            if io::stdout().is_terminal() {
                return Err(
                    "a Parquet file is not for a terminal; name an output with -o".to_owned(),
                );
            }
            let output: Box<dyn Output> = Box::new(io::stdout());
            return Ok(Target::Parquet(writer.start(output), open.target_title()));
        };
        if let Some(writer) = writer {
            let file = PartialFile::create(name).map_err(|error| error.to_string())?;
            let output: Box<dyn Output> = Box::new(file);
            return Ok(Target::Parquet(writer.start(output), open.target_title()));
        }
        Ok(Target::File(FileTarget {
            file: PartialFile::create(name).map_err(|error| error.to_string())?,
            title: open.target_title(),
            packing: open.packing,
        }))
    }

    /// As messages call it.
    pub(crate) fn title(&self) -> String {
        match self {
            Target::Nothing => "no output".to_owned(),
            Target::Print => "standard output".to_owned(),
            Target::File(target) => target.title.clone(),
            Target::Parquet(_, title) => title.clone(),
        }
    }

    /// Adds a piece.
    pub(crate) fn write(&mut self, done: Done) -> io::Result<()> {
        match self {
            Target::Nothing | Target::Print => Ok(()),
            Target::File(target) => target.file.write_all(&done.bytes),
            Target::Parquet(output, _) => {
                if let Some(values) = done.values {
                    // What goes wrong is said at the end of the file.
                    output.write(done.bytes, values);
                }
                Ok(())
            }
        }
    }

    /// The output is whole.
    pub(crate) fn commit(self) -> io::Result<()> {
        match self {
            Target::Nothing | Target::Print => Ok(()),
            Target::Parquet(output, _) => output.finish().map_err(io::Error::other)?.commit(),
            Target::File(mut target) => {
                if target.file.length() == 0 && target.packing != Compression::None {
                    // No bytes are packed as a member without any.
                    let mut empty = Vec::new();
                    Compressor::new(target.packing).pack(&[], &mut empty)?;
                    target.file.write_all(&empty)?;
                }
                target.file.commit()
            }
        }
    }
}
