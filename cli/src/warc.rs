//! WARC (ISO 28500) and so Common Crawl's WET: the block of a conversion record edited, and what its header says of the block.

use std::ops::Range;

use memchr::memmem;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

use crate::batch::{BATCH_BYTES, Batch, Piece, Records};
use crate::edit::Edit;
use crate::problem::{Place, Problem};
use crate::source::Source;

/// A header block that is longer is none.
const MAX_HEAD: usize = 1 << 20;
/// A length beyond this is believed only as long as no other record begins within it.
const LARGE_BLOCK: usize = 1 << 26;

/// One record of a batch.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct WarcRecord {
    /// All of it, with the blank lines at its end.
    pub(crate) range: Range<usize>,
    pub(crate) block: Range<usize>,
    /// Whether the block is a text: that of a conversion record.
    pub(crate) is_text: bool,
}

/// Finds where records end.
#[derive(Default)]
pub(crate) struct RecordCutter {
    /// The problem of a record whose end has not been found yet.
    lost: Option<Problem>,
    /// A problem that comes after the records before it.
    pending: Option<(usize, String)>,
}

impl RecordCutter {
    /// The next records; `before` is the number of those that came earlier.
    pub(crate) fn next(
        &mut self,
        source: &mut Source,
        document: &str,
        before: u64,
    ) -> Result<Option<Piece>, String> {
        if let Some(problem) = &self.lost {
            let problem = problem.clone();
            source.fill(BATCH_BYTES)?;
            if source.ahead().is_empty() {
                self.lost = None;
                return Ok(None);
            }
            return Ok(Some(self.broken(source, problem, 0, true)));
        }
        let offset = source.offset();
        let mut records = Vec::new();
        let mut at = 0;
        while at < BATCH_BYTES && self.pending.is_none() {
            match find_record(source, at) {
                Ok(Some(record)) => {
                    at = record.range.end;
                    records.push(record);
                }
                Ok(None) => {
                    at = source.ahead().len();
                    break;
                }
                Err(Fault::Read(reason)) if records.is_empty() => return Err(reason),
                // It is met again when it is the first.
                Err(Fault::Read(_)) => break,
                Err(Fault::Record { head, reason }) => self.pending = Some((head, reason)),
            }
        }
        if at > 0 {
            return Ok(Some(Piece::Batch(Batch {
                bytes: source.take(at),
                first: before + 1,
                offset,
                records: Records::Warc(records),
            })));
        }
        let Some((head, reason)) = self.pending.take() else {
            return Ok(None);
        };
        let problem = Problem {
            document: document.to_owned(),
            place: Place::Record {
                what: "record",
                number: before + 1,
                offset,
            },
            reason,
        };
        Ok(Some(self.broken(source, problem, head, false)))
    }

    /// What is ahead up to the next record that can be seen.
    fn broken(
        &mut self,
        source: &mut Source,
        problem: Problem,
        head: usize,
        continued: bool,
    ) -> Piece {
        let ahead = source.ahead();
        let next = memmem::find(&ahead[head..], RECORD_START).map(|found| head + found + 4);
        let length = match next {
            Some(next) => next,
            None if source.at_end() => ahead.len(),
            None => (ahead.len() - RECORD_START.len()).max(1),
        };
        self.lost = (next.is_none() && !source.at_end()).then(|| problem.clone());
        Piece::Broken {
            bytes: source.take(length),
            problem,
            continued,
        }
    }
}

/// The end of a record and the beginning of another.
const RECORD_START: &[u8] = b"\r\n\r\nWARC/1.";

enum Fault {
    /// The input can't be read further.
    Read(String),
    /// The record is wrong; its header has `head` bytes.
    Record { head: usize, reason: String },
}

/// The record at a place of what is ahead; nothing at the end.
fn find_record(source: &mut Source, at: usize) -> Result<Option<WarcRecord>, Fault> {
    let wrong = |head: usize, reason: &str| Fault::Record {
        head,
        reason: reason.to_owned(),
    };
    let mut start = at;
    loop {
        if source.ahead().len() <= start {
            source.fill(start + BATCH_BYTES).map_err(Fault::Read)?;
        }
        match source.ahead().get(start) {
            None => return Ok(None),
            Some(b'\r' | b'\n') => start += 1,
            Some(_) => break,
        }
    }
    let mut wanted = start + (1 << 14);
    let block = loop {
        let read = if source.ahead().len() < wanted {
            // Many records may be as small as their headers.
            source.fill(wanted + BATCH_BYTES)
        } else {
            Ok(())
        };
        let ahead = &source.ahead()[start..];
        if let Some(end) = memmem::find(ahead, b"\r\n\r\n") {
            break start + end + 4;
        }
        read.map_err(Fault::Read)?;
        if !ahead.starts_with(b"WARC/") {
            return Err(wrong(0, "no WARC record begins here"));
        }
        if ahead.len() > MAX_HEAD || source.at_end() {
            return Err(wrong(0, "its header doesn't end"));
        }
        wanted = start + 2 * ahead.len();
    };
    let header = &source.ahead()[start..block];
    let head = block - start;
    if !header.starts_with(b"WARC/") {
        return Err(wrong(0, "no WARC record begins here"));
    }
    let length = value_of(header, "content-length")
        .and_then(|value| std::str::from_utf8(&header[value]).ok()?.parse().ok());
    let Some(length): Option<usize> = length else {
        return Err(wrong(head, "its header says no Content-Length"));
    };
    let is_text = value_of(header, "warc-type")
        .is_some_and(|value| &header[value] == b"conversion")
        && value_of(header, "content-type")
            .is_none_or(|value| header[value].starts_with(b"text/plain"));
    let block_end = block.saturating_add(length);
    let end = block_end.saturating_add(4);
    let mut searched = block;
    while source.ahead().len() < end && !source.at_end() {
        let step = if end - start > LARGE_BLOCK {
            (2 * source.ahead().len()).max(1 << 20)
        } else {
            end
        };
        let read = source.fill(end.min(step));
        let ahead = source.ahead();
        if end - start > LARGE_BLOCK && memmem::find(&ahead[searched..], RECORD_START).is_some() {
            break;
        }
        searched = ahead.len().saturating_sub(RECORD_START.len()).max(block);
        read.map_err(Fault::Read)?;
    }
    let ahead = source.ahead();
    if ahead.get(block_end..end) == Some(b"\r\n\r\n") {
        return Ok(Some(WarcRecord {
            range: at..end,
            block: block..block_end,
            is_text,
        }));
    }
    let reason = if ahead.len() < end && source.at_end() {
        format!(
            "its Content-Length is {length}, but only {} bytes follow its header",
            ahead.len() - block
        )
    } else {
        format!("its Content-Length is {length}, but the record doesn't end there")
    };
    Err(Fault::Record { head, reason })
}

/// Where the value of a header field stands; the name in lower case.
pub(crate) fn value_of(header: &[u8], name: &str) -> Option<Range<usize>> {
    fields(header)
        .find_map(|(field, value)| field.eq_ignore_ascii_case(name.as_bytes()).then_some(value))
}

fn fields(header: &[u8]) -> impl Iterator<Item = (&[u8], Range<usize>)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let end = start + memmem::find(&header[start..], b"\r\n")?;
        let line = start..end;
        start = end + 2;
        Some(line)
    })
    .filter_map(|line| {
        let colon = line.start + memchr::memchr(b':', &header[line.clone()])?;
        let blank = header[colon + 1..line.end]
            .iter()
            .take_while(|byte| **byte == b' ' || **byte == b'\t')
            .count();
        let value = &header[colon + 1 + blank..line.end];
        let length = value.trim_ascii_end().len();
        let from = colon + 1 + blank;
        Some((&header[line.start..colon], from..from + length))
    })
}

/// The changes to a header that make it right for a block of which only `kept` is left.
///
/// # Errors
///
/// A digest is of a kind that this command can't make.
pub(crate) fn header_edits(header: &[u8], kept: &[&[u8]]) -> Result<Vec<Edit>, String> {
    let mut edits = Vec::new();
    for (name, value) in fields(header) {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
        if is("content-length") {
            let length: usize = kept.iter().map(|stretch| stretch.len()).sum();
            edits.push(Edit {
                range: value,
                with: length.to_string().into_bytes(),
            });
        } else if is("warc-block-digest") || is("warc-payload-digest") {
            let digest = digest_like(&header[value.clone()], kept).ok_or_else(|| {
                format!(
                    "its digest `{}` is of no known kind (sha1, sha256, sha512), so it can't be made anew",
                    String::from_utf8_lossy(&header[value.clone()])
                )
            })?;
            edits.push(Edit {
                range: value,
                with: digest,
            });
        }
    }
    Ok(edits)
}

/// The digest of a block in the notation of another: `sha1:` and base 32 or hexadecimal digits.
fn digest_like(old: &[u8], kept: &[&[u8]]) -> Option<Vec<u8>> {
    let old = std::str::from_utf8(old).ok()?;
    let (algorithm, encoded) = old.split_once(':')?;
    let digest = match algorithm.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => digest_of::<Sha1>(kept),
        "sha256" | "sha-256" => digest_of::<Sha256>(kept),
        "sha512" | "sha-512" => digest_of::<Sha512>(kept),
        _ => return None,
    };
    let base32 = data_encoding::BASE32.encode(&digest);
    let hexadecimal = data_encoding::HEXLOWER.encode(&digest);
    let encoded = match encoded.len() {
        length if length == base32.len() => base32,
        length if length == base32.trim_end_matches('=').len() => {
            base32.trim_end_matches('=').to_owned()
        }
        length if length == hexadecimal.len() => hexadecimal,
        _ => return None,
    };
    Some(format!("{algorithm}:{encoded}").into_bytes())
}

fn digest_of<D: Digest>(kept: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    for stretch in kept {
        digest.update(stretch);
    }
    digest.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_made_right() {
        let header = b"WARC/1.0\r\nWARC-Type: conversion\r\ncontent-length:  12 \r\n\
            WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n\r\n";
        let mut edited = header.to_vec();
        let edits = header_edits(header, &[b"a", b"bc"]).unwrap();
        crate::edit::apply(&mut edited, &edits);
        // SHA-1 of "abc", from FIPS 180: a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d.
        assert_eq!(
            String::from_utf8_lossy(&edited),
            "WARC/1.0\r\nWARC-Type: conversion\r\ncontent-length:  3 \r\n\
            WARC-Block-Digest: sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5\r\n\r\n"
        );
        assert!(header_edits(b"WARC-Block-Digest: crc:1\r\n\r\n", &[]).is_err());
    }
}
