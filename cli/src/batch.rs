//! An input cut into stretches of whole records: the unit that goes to a worker, the same however many workers there are.

use memchr::memrchr;

use crate::delimited::{Row, RowCutter};
use crate::format::Format;
use crate::input::Input;
use crate::parquet::{ColumnCutter, ColumnWriter, Values};
use crate::problem::{Place, Problem};
use crate::source::Source;
use crate::warc::{RecordCutter, WarcRecord};

/// What a batch holds at least, if the input has so much: enough that handing it over costs nothing, and few enough that it stays near a core.
pub(crate) const BATCH_BYTES: usize = 1 << 19;

/// Whole records, as they stand in the unpacked input.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) bytes: Vec<u8>,
    /// The number of its first record, from 1.
    pub(crate) first: u64,
    /// Where it begins in the unpacked input.
    pub(crate) offset: u64,
    pub(crate) records: Records,
}

/// Where the records of a batch are.
#[derive(Debug)]
pub(crate) enum Records {
    /// The batch is one text.
    Text,
    /// Each line is one.
    Lines,
    Rows(Vec<Row>),
    Warc(Vec<WarcRecord>),
    /// Values of a Parquet column.
    Values(Values),
    /// None that could be cleaned: the bytes pass as they are.
    Unusable,
}

/// What comes next in an input.
#[derive(Debug)]
pub(crate) enum Piece {
    Batch(Batch),
    /// A record that can't be cleaned.
    Broken {
        bytes: Vec<u8>,
        problem: Problem,
        /// Whether this is more of what has been reported.
        continued: bool,
    },
    /// Nothing of this input can be cleaned.
    Unusable(Problem),
    /// The input can't be read to its end, and without it there is no output.
    Unreadable(Problem),
}

impl Piece {
    /// The memory that it holds, in bytes.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Piece::Batch(batch) => batch.bytes.len(),
            Piece::Broken { bytes, .. } => bytes.len(),
            Piece::Unusable(_) | Piece::Unreadable(_) => 0,
        }
    }
}

/// Cuts one input.
pub(crate) struct Cutter {
    pub(crate) source: Source,
    document: String,
    records: u64,
    form: Form,
    done: bool,
}

enum Form {
    Text,
    Lines,
    Rows(RowCutter),
    Warc(RecordCutter),
    Parquet(Box<ColumnCutter>),
    /// Nothing can be cleaned, for this reason if it has not been said yet.
    Unusable(Option<String>),
}

impl Cutter {
    /// `field` is the name of the column.
    ///
    /// # Errors
    ///
    /// Nothing can be read of the input.
    pub(crate) fn new(source: Source, input: &Input, field: &str) -> Result<Cutter, String> {
        let form = match source.format {
            Format::Text => Form::Text,
            Format::Jsonl => Form::Lines,
            Format::Csv => Form::Rows(RowCutter::new(b',', field)),
            Format::Tsv => Form::Rows(RowCutter::new(b'\t', field)),
            Format::Warc => Form::Warc(RecordCutter::default()),
            Format::Parquet => match &input.path {
                None => return Err("Parquet can't be read from a pipe; name the file".to_owned()),
                Some(path) => match ColumnCutter::open(path, field) {
                    Ok(cutter) => Form::Parquet(Box::new(cutter)),
                    Err(reason) => Form::Unusable(Some(reason)),
                },
            },
        };
        Ok(Cutter {
            source,
            document: input.title(),
            records: 0,
            form,
            done: false,
        })
    }

    /// The way to write the input anew, if it is a Parquet file with the column.
    pub(crate) fn column_writer(&self, input: &Input) -> Result<Option<ColumnWriter>, String> {
        match (&self.form, &input.path) {
            (Form::Parquet(cutter), Some(path)) => cutter.writer(path).map(Some),
            _ => Ok(None),
        }
    }

    /// The next piece; nothing at the end.
    pub(crate) fn next(&mut self) -> Option<Piece> {
        if self.done {
            return None;
        }
        let offset = self.source.offset();
        let piece = match &mut self.form {
            Form::Text => self.next_text(),
            Form::Lines => self.next_lines(),
            Form::Unusable(reason) => match reason.take() {
                Some(reason) => return Some(Piece::Unusable(self.problem(Place::File, reason))),
                None => self.next_unusable(),
            },
            Form::Parquet(cutter) => match cutter.next() {
                Ok(found) => found.map(|(bytes, values)| {
                    Piece::Batch(Batch {
                        bytes,
                        first: 1,
                        offset: 0,
                        records: Records::Values(values),
                    })
                }),
                Err(reason) => {
                    self.done = true;
                    return Some(Piece::Unreadable(self.problem(Place::File, reason)));
                }
            },
            Form::Rows(cutter) => match cutter.next(&mut self.source) {
                Ok(found) => found.map(|(length, rows)| {
                    let first = self.records + 1;
                    self.records += rows.len() as u64;
                    Piece::Batch(Batch {
                        bytes: self.source.take(length),
                        first,
                        offset,
                        records: Records::Rows(rows),
                    })
                }),
                Err(crate::delimited::Failure::Read(reason)) => self.fail(reason),
                Err(crate::delimited::Failure::Column(reason)) => {
                    self.form = Form::Unusable(None);
                    return Some(Piece::Unusable(self.problem(Place::File, reason)));
                }
            },
            Form::Warc(cutter) => {
                match cutter.next(&mut self.source, &self.document, self.records) {
                    Ok(found) => found.inspect(|piece| {
                        self.records += match piece {
                            Piece::Batch(Batch {
                                records: Records::Warc(records),
                                ..
                            }) => records.len() as u64,
                            Piece::Broken {
                                continued: false, ..
                            } => 1,
                            _ => 0,
                        };
                    }),
                    Err(reason) => self.fail(reason),
                }
            }
        };
        self.done |= piece.is_none();
        piece
    }

    fn next_text(&mut self) -> Option<Piece> {
        self.done = true;
        let mut wanted = 1 << 16;
        while !self.source.at_end() {
            if let Err(reason) = self.source.fill(wanted) {
                return self.fail(reason);
            }
            wanted *= 2;
        }
        let length = self.source.ahead().len();
        Some(Piece::Batch(Batch {
            bytes: self.source.take(length),
            first: 1,
            offset: 0,
            records: Records::Text,
        }))
    }

    fn next_lines(&mut self) -> Option<Piece> {
        let mut wanted = BATCH_BYTES;
        let mut searched = 0;
        let length = loop {
            let read = self.source.fill(wanted);
            let ahead = self.source.ahead();
            if let Some(end) = memrchr(b'\n', &ahead[searched..]) {
                break searched + end + 1;
            }
            searched = ahead.len();
            if let Err(reason) = read {
                return self.fail(reason);
            }
            if self.source.at_end() {
                break searched;
            }
            wanted = 2 * searched;
        };
        if length == 0 {
            return None;
        }
        let offset = self.source.offset();
        let first = self.records + 1;
        let bytes = self.source.take(length);
        self.records += memchr::memchr_iter(b'\n', &bytes).count() as u64;
        Some(Piece::Batch(Batch {
            bytes,
            first,
            offset,
            records: Records::Lines,
        }))
    }

    /// The rest of an input of which nothing can be cleaned.
    fn next_unusable(&mut self) -> Option<Piece> {
        if let Err(reason) = self.source.fill(BATCH_BYTES) {
            return self.fail(reason);
        }
        let length = self.source.ahead().len();
        let offset = self.source.offset();
        (length > 0).then(|| {
            Piece::Batch(Batch {
                bytes: self.source.take(length),
                first: 1,
                offset,
                records: Records::Unusable,
            })
        })
    }

    /// The end of an input that can't be read further: what was read of the last record.
    fn fail(&mut self, reason: String) -> Option<Piece> {
        self.done = true;
        let offset = self.source.offset();
        let length = self.source.ahead().len();
        let place = match self.form {
            Form::Lines => Place::Line(self.records + 1),
            _ => Place::Byte(offset + length as u64),
        };
        let problem = self.problem(place, reason);
        Some(Piece::Broken {
            bytes: self.source.take(length),
            problem,
            continued: false,
        })
    }

    fn problem(&self, place: Place, reason: String) -> Problem {
        Problem {
            document: self.document.clone(),
            place,
            reason,
        }
    }
}
