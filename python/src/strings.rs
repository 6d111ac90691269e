//! One Arrow array of texts to another.
//!
//! What to remove is found first, by several threads; then the result is made at its exact size, in as few copies as its layout allows.

use std::fmt;
use std::iter;
use std::mem;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::make_view;
use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BinaryViewArray, GenericBinaryArray, GenericStringArray, OffsetSizeTrait,
    StringViewArray,
};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType};

use crate::threads;

/// Whether an array of this type can be cleaned. One of nothing but nulls can: there is nothing to do.
pub(crate) fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// Why a row can't be cleaned.
#[derive(Debug)]
pub(crate) struct Failure {
    row: Option<usize>,
    reason: String,
}

impl Failure {
    pub(crate) fn of_arrow(error: ArrowError) -> Failure {
        Failure {
            row: None,
            reason: error.to_string(),
        }
    }

    /// The same in an array that has this many rows before.
    pub(crate) fn after(self, rows: usize) -> Failure {
        Failure {
            row: self.row.map(|row| row + rows),
            ..self
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.row {
            write!(f, "row {row}: ")?;
        }
        f.write_str(&self.reason)
    }
}

/// The array with clean texts: the same array if none changes.
pub(crate) fn clean(
    cleaner: &unboil::Cleaner,
    array: &ArrayRef,
    threads: usize,
) -> Result<ArrayRef, Failure> {
    match array.data_type() {
        DataType::Utf8 => clean_strings::<i32>(cleaner, array, threads),
        DataType::LargeUtf8 => clean_strings::<i64>(cleaner, array, threads),
        DataType::Utf8View => clean_views(cleaner, array, threads),
        DataType::Dictionary(..) => clean_dictionary(cleaner, array, threads),
        _ => Ok(array.clone()),
    }
}

/// How many bytes one thread looks at before it asks for more.
const SHARE_BYTES: usize = 1 << 20;

/// What goes from a stretch of rows.
#[derive(Default)]
struct Share {
    rows: Range<usize>,
    /// Rows that change, each with how many of the spans below are its own.
    changed: Vec<(usize, usize)>,
    /// Bytes of the row.
    spans: Vec<Range<usize>>,
}

impl Share {
    /// Rows that change, with what goes from each.
    fn edits(&self) -> impl Iterator<Item = (usize, &[Range<usize>])> {
        let mut rest = self.spans.as_slice();
        self.changed.iter().map(move |(row, count)| {
            let (own, others) = rest.split_at(*count);
            rest = others;
            (*row, own)
        })
    }

    fn removed(&self) -> usize {
        self.spans.iter().map(|span| span.len()).sum()
    }
}

/// What goes from each stretch of rows. `bytes` gives the bytes of a row, nothing for a null, and an error for one that reaches out of its buffer.
fn look<'a>(
    cleaner: &unboil::Cleaner,
    shares: Vec<Range<usize>>,
    threads: usize,
    bytes: impl Fn(usize) -> Result<Option<&'a [u8]>, &'static str> + Sync,
) -> Result<Vec<Share>, Failure> {
    let shares = threads::map(shares, threads, |rows| {
        let mut share = Share {
            rows: rows.clone(),
            ..Share::default()
        };
        for row in rows {
            let fail = |reason: String| Failure {
                row: Some(row),
                reason,
            };
            let Some(bytes) = bytes(row).map_err(|reason| fail(reason.to_owned()))? else {
                continue;
            };
            let text = simdutf8::basic::from_utf8(bytes).map_err(|_| {
                let valid =
                    simdutf8::compat::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
                fail(format!("not UTF-8: byte {valid} can't be read as text"))
            })?;
            cleaner
                .check_length(text)
                .map_err(|error| fail(error.to_string()))?;
            let removals = cleaner.removals(text);
            if !removals.is_empty() {
                share.changed.push((row, removals.len()));
                share
                    .spans
                    .extend(removals.into_iter().map(|removal| removal.span));
            }
        }
        Ok(share)
    });
    shares.into_iter().collect()
}

const OUT_OF_BUFFER: &str = "its text lies outside of the array's buffer";

fn clean_strings<O: OffsetSizeTrait>(
    cleaner: &unboil::Cleaner,
    array: &ArrayRef,
    threads: usize,
) -> Result<ArrayRef, Failure> {
    let texts: &GenericStringArray<O> = array.as_string();
    let (offsets, values, nulls) = texts.clone().into_parts();
    let span = |row: usize| offsets[row].as_usize()..offsets[row + 1].as_usize();
    let shares = look(
        cleaner,
        divide(texts.len(), |row| span(row).len()),
        threads,
        |row| {
            if texts.is_null(row) {
                return Ok(None);
            }
            values.get(span(row)).map(Some).ok_or(OUT_OF_BUFFER)
        },
    )?;
    if shares.iter().all(|share| share.changed.is_empty()) {
        return Ok(array.clone());
    }

    let mut left = Vec::with_capacity(offsets.len());
    let mut end = 0;
    left.push(O::usize_as(0));
    for share in &shares {
        let mut edits = share.edits().peekable();
        for row in share.rows.clone() {
            let removed = match edits.next_if(|(changed, _)| *changed == row) {
                Some((_, spans)) => spans.iter().map(|span| span.len()).sum(),
                None => 0,
            };
            end += span(row).len() - removed;
            left.push(O::usize_as(end));
        }
    }

    let mut bytes = vec![0; end];
    let mut places = bytes.as_mut_slice();
    let mut tasks = Vec::with_capacity(shares.len());
    for share in &shares {
        let Range { start, end } = share.rows;
        let from = offsets[start].as_usize()..offsets[end].as_usize();
        let (place, rest) = mem::take(&mut places).split_at_mut(from.len() - share.removed());
        places = rest;
        tasks.push((share, from, place));
    }
    let copied = threads::map(tasks, threads, |(share, from, place)| {
        let gone = share.edits().flat_map(|(row, spans)| {
            let start = span(row).start;
            spans
                .iter()
                .map(move |span| start + span.start..start + span.end)
        });
        copy_less(&values, from, gone, place)
    });
    if copied.contains(&None) {
        return Err(Failure {
            row: None,
            reason: "texts lie outside of the array's buffer".to_owned(),
        });
    }
    let offsets = OffsetBuffer::new(ScalarBuffer::from(left));
    let cleaned = GenericBinaryArray::<O>::try_new(offsets, Buffer::from_vec(bytes), nulls);
    Ok(Arc::new(cleaned.map_err(Failure::of_arrow)?))
}

/// Copies what is left of a stretch of bytes when others go, which fills its place.
fn copy_less(
    bytes: &[u8],
    from: Range<usize>,
    gone: impl Iterator<Item = Range<usize>>,
    place: &mut [u8],
) -> Option<()> {
    let mut at = from.start;
    let mut filled = 0;
    for gone in gone.chain(iter::once(from.end..from.end)) {
        let kept = bytes.get(at..gone.start)?;
        place
            .get_mut(filled..filled + kept.len())?
            .copy_from_slice(kept);
        filled += kept.len();
        at = gone.end;
    }
    Some(())
}

/// Rows in stretches of about as many bytes as one thread takes at a time.
fn divide(rows: usize, length: impl Fn(usize) -> usize) -> Vec<Range<usize>> {
    let mut shares = Vec::new();
    let mut start = 0;
    let mut bytes = 0;
    for row in 0..rows {
        bytes += length(row);
        if bytes >= SHARE_BYTES {
            shares.push(start..row + 1);
            start = row + 1;
            bytes = 0;
        }
    }
    if start < rows {
        shares.push(start..rows);
    }
    shares
}

/// A text of at most this many bytes stands in its view (<https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout>).
const INLINE_BYTES: usize = 12;

/// A buffer of new texts is closed when it has this many bytes; offsets in it are 32 bits wide.
const NEW_BUFFER_BYTES: usize = 1 << 26;

/// Where a text of more than [`INLINE_BYTES`] lies.
#[derive(Clone, Copy)]
struct Elsewhere {
    buffer: u32,
    offset: u32,
}

fn view_length(view: u128) -> usize {
    view as u32 as usize
}

fn elsewhere(view: u128) -> Elsewhere {
    Elsewhere {
        buffer: (view >> 64) as u32,
        offset: (view >> 96) as u32,
    }
}

fn clean_views(
    cleaner: &unboil::Cleaner,
    array: &ArrayRef,
    threads: usize,
) -> Result<ArrayRef, Failure> {
    let texts: &StringViewArray = array.as_string_view();
    let (views, buffers, nulls) = texts.clone().into_parts();
    let inline: &[u8] = views.inner();
    let bytes = |row: usize| {
        let length = view_length(views[row]);
        if length <= INLINE_BYTES {
            let start = row * 16 + 4;
            return inline.get(start..start + length);
        }
        let Elsewhere { buffer, offset } = elsewhere(views[row]);
        let start = offset as usize;
        buffers.get(buffer as usize)?.get(start..start + length)
    };
    let shares = look(
        cleaner,
        divide(texts.len(), |row| view_length(views[row])),
        threads,
        |row| {
            if texts.is_null(row) {
                return Ok(None);
            }
            bytes(row).map(Some).ok_or(OUT_OF_BUFFER)
        },
    )?;
    if shares.iter().all(|share| share.changed.is_empty()) {
        return Ok(array.clone());
    }

    let mut left = views.to_vec();
    let mut new = NewBuffers {
        closed: buffers.to_vec(),
        open: Vec::new(),
    };
    for share in &shares {
        for (row, gone) in share.edits() {
            let text = bytes(row).unwrap_or_default();
            left[row] = new.view(text, views[row], gone);
        }
    }
    let cleaned = BinaryViewArray::try_new(ScalarBuffer::from(left), new.finish(), nulls);
    Ok(Arc::new(cleaned.map_err(Failure::of_arrow)?))
}

/// The buffers of the array that is read, and after them those of texts that lie together nowhere in it.
struct NewBuffers {
    closed: Vec<Buffer>,
    open: Vec<u8>,
}

impl NewBuffers {
    /// The view of what is left of a text.
    fn view(&mut self, text: &[u8], view: u128, gone: &[Range<usize>]) -> u128 {
        let mut kept = Vec::with_capacity(gone.len() + 1);
        let mut at = 0;
        for span in gone {
            kept.push(at..span.start);
            at = span.end;
        }
        kept.push(at..text.len());
        kept.retain(|kept| !kept.is_empty());
        if let [kept] = kept.as_slice()
            && kept.len() > INLINE_BYTES
        {
            let Elsewhere { buffer, offset } = elsewhere(view);
            return make_view(&text[kept.clone()], buffer, offset + kept.start as u32);
        }
        let length: usize = kept.iter().map(|kept| kept.len()).sum();
        if length <= INLINE_BYTES {
            let left: Vec<_> = kept
                .iter()
                .flat_map(|kept| &text[kept.clone()])
                .copied()
                .collect();
            return make_view(&left, 0, 0);
        }
        if self.open.len() + length > NEW_BUFFER_BYTES {
            self.close();
        }
        let start = self.open.len();
        for kept in kept {
            self.open.extend_from_slice(&text[kept]);
        }
        make_view(&self.open[start..], self.closed.len() as u32, start as u32)
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.closed
                .push(Buffer::from_vec(mem::take(&mut self.open)));
        }
    }

    fn finish(mut self) -> Vec<Buffer> {
        self.close();
        self.closed
    }
}

/// The keys stay; each value is cleaned once.
fn clean_dictionary(
    cleaner: &unboil::Cleaner,
    array: &ArrayRef,
    threads: usize,
) -> Result<ArrayRef, Failure> {
    let dictionary = array.as_any_dictionary();
    let values = dictionary.values();
    let cleaned = clean(cleaner, values, threads).map_err(|failure| Failure {
        row: None,
        reason: format!("dictionary, {failure}"),
    })?;
    if Arc::ptr_eq(values, &cleaned) {
        return Ok(array.clone());
    }
    Ok(dictionary.with_values(cleaned))
}
