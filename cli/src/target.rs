//! Where the output of one input goes.

use std::io::{self, Write};

use crate::compression::Compressor;
use crate::feeder::Open;
use crate::format::Compression;
use crate::output::PartialFile;
use crate::worker::Done;

/// An open output.
pub(crate) enum Target {
    /// Nothing is written.
    Nothing,
    /// Standard output, which the inputs share.
    Print,
    File(FileTarget),
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
        let Some(name) = &open.target else {
            return Ok(Target::Print);
        };
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
        }
    }

    /// Adds a piece.
    pub(crate) fn write(&mut self, done: Done) -> io::Result<()> {
        match self {
            Target::Nothing | Target::Print => Ok(()),
            Target::File(target) => target.file.write_all(&done.bytes),
        }
    }

    /// The output is whole.
    pub(crate) fn commit(self) -> io::Result<()> {
        match self {
            Target::Nothing | Target::Print => Ok(()),
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
