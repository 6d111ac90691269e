//! What is wrong with an input, and what happens then.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

/// A record or a file that can't be cleaned.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    /// The input, as it was named.
    pub(crate) document: String,
    pub(crate) place: Place,
    pub(crate) reason: String,
}

/// Where in the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The file as a whole.
    File,
    /// A line, from 1.
    Line(u64),
    /// A row, from 1.
    Row(u64),
    /// A row or record, from 1, and the byte of the unpacked file where it begins.
    Record {
        what: &'static str,
        number: u64,
        offset: u64,
    },
    /// A byte of the unpacked file.
    Byte(u64),
}

impl Place {
    /// The number of the record, if it has one.
    pub(crate) fn record(self) -> Option<u64> {
        match self {
            Place::Line(number) | Place::Row(number) | Place::Record { number, .. } => Some(number),
            Place::File | Place::Byte(_) => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.document)?;
        match self.place {
            Place::File => {}
            Place::Line(line) => write!(f, "line {line}: ")?,
            Place::Row(row) => write!(f, "row {row}: ")?,
            Place::Record {
                what,
                number,
                offset,
            } => write!(f, "{what} {number} at byte {offset}: ")?,
            Place::Byte(byte) => write!(f, "byte {byte}: ")?,
        }
        f.write_str(&self.reason)
    }
}

/// What happens to a record that can't be cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OnError {
    /// The job ends there.
    Stop,
    /// The record goes unchanged to the output.
    Skip,
    /// As `Skip`, but a text that can't be read goes nowhere: without a subcommand, for the eye.
    Pass,
    /// The record goes to this file instead of the output.
    Quarantine(PathBuf),
}

impl std::str::FromStr for OnError {
    type Err = String;

    fn from_str(text: &str) -> Result<OnError, String> {
        match text.split_once('=') {
            None if text == "stop" => Ok(OnError::Stop),
            None if text == "skip" => Ok(OnError::Skip),
            Some(("quarantine", file)) if !file.is_empty() => Ok(OnError::Quarantine(file.into())),
            _ => Err("must be `stop`, `skip`, or `quarantine` with a file".to_owned()),
        }
    }
}

/// A line of the quarantine file: the record, as it was, and what is wrong with it.
#[derive(Serialize)]
pub(crate) struct QuarantineLine<'p> {
    document: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    reason: &'p str,
    /// The record, if it is UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'p str>,
    /// The record in base 64 (RFC 4648), if it isn't.
    #[serde(skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

impl<'p> QuarantineLine<'p> {
    /// A record that is put away; without bytes, a whole file, which is only named.
    pub(crate) fn new(problem: &'p Problem, record: Option<&'p [u8]>) -> QuarantineLine<'p> {
        let text = record.map(std::str::from_utf8);
        QuarantineLine {
            document: &problem.document,
            record: problem.place.record(),
            reason: &problem.reason,
            text: text.and_then(Result::ok),
            base64: match (record, text) {
                (Some(record), Some(Err(_))) => Some(data_encoding::BASE64.encode(record)),
                _ => None,
            },
        }
    }

    /// Adds the line to a file in memory.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        // Strings and numbers can be written to memory.
        let _ = serde_json::to_writer(&mut *out, self);
        out.push(b'\n');
    }
}
