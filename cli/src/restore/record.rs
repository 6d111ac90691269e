//! The records of a batch with what was removed from them.

use std::ops::Range;

use super::ledger::Removals;
use super::refill::{Encoding, refill};
use crate::batch::{Batch, Records};
use crate::edit::{self, Edit};
use crate::json_lines;
use crate::parquet::Values;
use crate::problem::Place;
use crate::removals::RemovalLine;
use crate::texts::{lines_of, utf8};

/// Where a record is, and why it can't be restored.
pub(super) type Fault = (Place, String);

/// The bytes that a batch was made of.
pub(super) fn restore_batch(
    batch: Batch,
    field: &str,
    removals: &mut Removals,
) -> Result<(Vec<u8>, Option<Values>), Fault> {
    let bytes = &batch.bytes;
    let mut edits = Vec::new();
    let of_record = |removals: &mut Removals, number: Option<u64>| {
        removals
            .of_record(number)
            .map_err(|problem| (Place::File, problem.to_string()))
    };
    match &batch.records {
        Records::Values(_) => {
            let (bytes, values) = restore_values(batch, removals)?;
            return Ok((bytes, Some(values)));
        }
        Records::Unusable => {}
        Records::Text => {
            let found = of_record(removals, None)?;
            edits.extend(
                edit(bytes, 0..bytes.len(), &found, Encoding::Plain)
                    .map_err(|reason| (Place::File, reason))?,
            );
        }
        Records::Lines => {
            for (number, line) in lines_of(&batch) {
                let found = of_record(removals, Some(number))?;
                if found.is_empty() {
                    continue;
                }
                let start = line.as_ptr() as usize - bytes.as_ptr() as usize;
                let restored = utf8(line).and_then(|line| {
                    let value = json_lines::find_text(line, field)?;
                    let raw = value.ok_or_else(|| format!("field `{field}` is null"))?.raw;
                    edit(
                        bytes,
                        start + raw.start..start + raw.end,
                        &found,
                        Encoding::Json,
                    )
                });
                edits.extend(restored.map_err(|reason| (Place::Line(number), reason))?);
            }
        }
        Records::Rows(rows) => {
            for (number, row) in (batch.first..).zip(rows) {
                let found = of_record(removals, Some(number))?;
                let restored = match &row.field {
                    Some(range) if bytes[range.clone()].starts_with(b"\"") && range.len() > 1 => {
                        edit(
                            bytes,
                            range.start + 1..range.end - 1,
                            &found,
                            Encoding::QuotedCsv,
                        )
                    }
                    Some(range) => edit(bytes, range.clone(), &found, Encoding::Plain),
                    None => edit(bytes, row.range.end..row.range.end, &found, Encoding::Plain),
                };
                edits.extend(
                    restored.map_err(|reason| {
                        (place(&batch, "row", number, row.range.start), reason)
                    })?,
                );
            }
        }
        Records::Warc(records) => {
            for (number, record) in (batch.first..).zip(records) {
                let found = of_record(removals, Some(number))?;
                let place = place(&batch, "record", number, record.range.start);
                let Some(first) = found.first() else {
                    continue;
                };
                let head = first.head.as_ref().ok_or_else(|| {
                    let reason = "the removals file doesn't have its header as it was";
                    (place, reason.to_owned())
                })?;
                edits.push(Edit {
                    range: record.range.start..record.block.start,
                    with: head.as_bytes().to_vec(),
                });
                let block = edit(bytes, record.block.clone(), &found, Encoding::Plain);
                edits.extend(block.map_err(|reason| (place, reason))?);
            }
        }
    }
    let mut restored = bytes.clone();
    edit::apply(&mut restored, &edits);
    Ok((restored, None))
}

/// What stands in a range once the removals are put back; nothing if there are none, so that such bytes need not be text.
fn edit(
    bytes: &[u8],
    range: Range<usize>,
    removals: &[RemovalLine<'_>],
    encoding: Encoding,
) -> Result<Option<Edit>, String> {
    if removals.is_empty() {
        return Ok(None);
    }
    let text = refill(utf8(&bytes[range.clone()])?, removals, encoding)?;
    Ok(Some(Edit {
        range,
        with: text.into_bytes(),
    }))
}

/// The values of a column, and where they end.
fn restore_values(batch: Batch, removals: &mut Removals) -> Result<(Vec<u8>, Values), Fault> {
    let Records::Values(mut values) = batch.records else {
        return Ok((batch.bytes, Values::default()));
    };
    let mut restored = Vec::with_capacity(batch.bytes.len());
    let mut start = 0;
    for number in 0..values.ends.len() {
        let fail = |reason: String| {
            (
                Place::File,
                format!("row {}: {reason}", values.rows[number]),
            )
        };
        let end = values.ends[number];
        let found = removals.of_record(Some(values.rows[number]));
        let found = found.map_err(|problem| (Place::File, problem.to_string()))?;
        if !found.is_empty() && values.rows.get(number + 1) == values.rows.get(number) {
            let reason = "it is a list, and the removals file doesn't say of which of its texts";
            return Err(fail(reason.to_owned()));
        }
        match edit(&batch.bytes, start..end, &found, Encoding::Plain).map_err(fail)? {
            Some(edit) => restored.extend_from_slice(&edit.with),
            None => restored.extend_from_slice(&batch.bytes[start..end]),
        }
        values.ends[number] = restored.len();
        start = end;
    }
    Ok((restored, values))
}

fn place(batch: &Batch, what: &'static str, number: u64, start: usize) -> Place {
    Place::Record {
        what,
        number,
        offset: batch.offset + start as u64,
    }
}
