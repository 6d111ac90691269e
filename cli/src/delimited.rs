//! CSV and TSV: one field of a row edited; every other byte stays as it is.

use std::borrow::Cow;
use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use memchr::memchr;

use crate::batch::BATCH_BYTES;
use crate::source::Source;

/// One row of a batch, without the header.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its bytes in the batch.
    pub(crate) range: Range<usize>,
    /// The field with the text as it stands there, with its quotes; nothing if the row is too short.
    pub(crate) field: Option<Range<usize>>,
}

/// Why no more rows come.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The input can't be read further.
    Read(String),
    /// There is no such column.
    Column(String),
}

/// Finds where rows end.
pub(crate) struct RowCutter {
    reader: Box<Reader>,
    field: String,
    delimiter: u8,
    /// The column with the text, once the header has been read.
    column: Option<usize>,
    /// What the reader decodes goes nowhere: fields are taken as they stand.
    scratch: Vec<u8>,
}

/// What a header row may have: the widest tables that people make have some thousand.
const MAX_COLUMNS: usize = 1 << 16;
/// How many columns a message names.
const MAX_SHOWN: usize = 12;

/// Where the reader is in the row.
#[derive(Default)]
struct Position {
    row_start: usize,
    field_start: usize,
    fields: usize,
    field: Option<Range<usize>>,
    header: Vec<Range<usize>>,
}

impl RowCutter {
    pub(crate) fn new(delimiter: u8, field: &str) -> RowCutter {
        RowCutter {
            reader: Box::new(ReaderBuilder::new().delimiter(delimiter).build()),
            field: field.to_owned(),
            delimiter,
            column: None,
            scratch: vec![0; 1 << 14],
        }
    }

    /// How many of the bytes ahead the next rows take, and where they are in them.
    pub(crate) fn next(
        &mut self,
        source: &mut Source,
    ) -> Result<Option<(usize, Vec<Row>)>, Failure> {
        let mut rows = Vec::new();
        let mut at = 0;
        let mut position = Position::default();
        loop {
            if at == source.ahead().len() {
                let wanted = BATCH_BYTES.max(2 * at);
                match source.fill(wanted) {
                    Ok(()) => {}
                    // It is met again behind the rows before it.
                    Err(_) if position.row_start > 0 => {
                        return Ok(Some((position.row_start, rows)));
                    }
                    Err(reason) => return Err(Failure::Read(reason)),
                }
            }
            let ahead = source.ahead();
            let (result, read, _) = self.reader.read_field(&ahead[at..], &mut self.scratch);
            let ended = at == ahead.len();
            at += read;
            let record_end = match result {
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => continue,
                ReadFieldResult::End => {
                    if self.column.is_none() && at > 0 {
                        return Err(Failure::Column(self.no_column(&[])));
                    }
                    return Ok((at > 0).then_some((at, rows)));
                }
                ReadFieldResult::Field { record_end } => record_end,
            };
            let end = if ended { at } else { at - 1 };
            position.end_field(ahead, end, self.column);
            if position.header.len() > MAX_COLUMNS {
                return Err(Failure::Column(format!(
                    "the header row has more than {MAX_COLUMNS} columns, which is the limit"
                )));
            }
            position.field_start = at;
            if !record_end {
                continue;
            }
            match self.column {
                None => {
                    let names: Vec<_> = position
                        .header
                        .iter()
                        .map(|name| header_name(&ahead[name.clone()]))
                        .collect();
                    let column = names.iter().position(|name| *name == self.field);
                    self.column =
                        Some(column.ok_or_else(|| Failure::Column(self.no_column(&names)))?);
                }
                Some(_) => rows.push(Row {
                    range: position.row_start..at,
                    field: position.field.take(),
                }),
            }
            if at >= BATCH_BYTES {
                return Ok(Some((at, rows)));
            }
            position = Position {
                row_start: at,
                field_start: at,
                ..Position::default()
            };
        }
    }

    fn no_column(&self, names: &[Cow<'_, str>]) -> String {
        let kind = if self.delimiter == b'\t' {
            "TSV"
        } else {
            "CSV"
        };
        if names.is_empty() {
            return format!("the {kind} file has no header row");
        }
        let shown: Vec<_> = names
            .iter()
            .take(MAX_SHOWN)
            .map(|name| format!("`{name}`"))
            .collect();
        let more = if names.len() > MAX_SHOWN {
            format!(" and {} more", names.len() - MAX_SHOWN)
        } else {
            String::new()
        };
        format!(
            "there is no column `{}` but {}{more}; name the one that holds the text with --field",
            self.field,
            shown.join(", ")
        )
    }
}

impl Position {
    fn end_field(&mut self, ahead: &[u8], end: usize, column: Option<usize>) {
        let mut start = self.field_start;
        if self.fields == 0 {
            // The line break of the row before is read with this one, and so are blank lines.
            while start < end && matches!(ahead[start], b'\r' | b'\n') {
                start += 1;
            }
        }
        match column {
            None => self.header.push(start..end),
            Some(column) if column == self.fields => self.field = Some(start..end),
            Some(_) => {}
        }
        self.fields += 1;
    }
}

fn header_name(raw: &[u8]) -> Cow<'_, str> {
    let raw = raw.strip_prefix(b"\xef\xbb\xbf").unwrap_or(raw);
    match std::str::from_utf8(raw).ok().and_then(decode) {
        Some(name) => name,
        None => String::from_utf8_lossy(raw),
    }
}

/// The text of a field; nothing if its quotes are not in order.
pub(crate) fn decode(raw: &str) -> Option<Cow<'_, str>> {
    let Some(quoted) = raw.strip_prefix('"') else {
        return Some(Cow::Borrowed(raw));
    };
    let inner = quoted.strip_suffix('"')?;
    if memchr(b'"', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(quote) = memchr(b'"', rest.as_bytes()) {
        text.push_str(&rest[..=quote]);
        rest = rest[quote + 1..].strip_prefix('"')?;
    }
    text.push_str(rest);
    Some(Cow::Owned(text))
}

/// Where stretches of the decoded text, sorted and disjoint, stand in the field.
pub(crate) fn raw_spans(raw: &str, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let Some(inner) = raw.strip_prefix('"') else {
        return spans.to_vec();
    };
    let inner = inner.as_bytes();
    let (mut at, mut decoded) = (0, 0);
    let mut find = |target: usize| {
        while let Some(quote) = memchr(b'"', &inner[at..]) {
            if target <= decoded + quote {
                break;
            }
            at += quote + 2;
            decoded += quote + 1;
        }
        1 + at + (target - decoded)
    };
    spans
        .iter()
        .map(|span| find(span.start)..find(span.end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_decoded_and_found_again() {
        let raw = "\"say \"\"a\"\"\nb\"";
        assert_eq!(decode(raw).unwrap(), "say \"a\"\nb");
        assert_eq!(raw_spans(raw, &[4..7, 8..9]), [5..10, 11..12]);
        assert_eq!(decode("plain \"a\"").unwrap(), "plain \"a\"");
        assert_eq!(raw_spans("plain", &[1..2, 3..4]), [1..2, 3..4]);
        assert!(decode("\"open").is_none());
        assert!(decode("\"a\"b\"").is_none());
        assert!(decode("\"").is_none());
    }
}
