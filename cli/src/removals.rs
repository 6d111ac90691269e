//! The removals file, `--removals FILE`: JSON lines, one for each stretch that went, in the order of the input.
//!
//! ```json
//! {"document":"pages.jsonl","record":2,"span":[0,8],"rule":"und/ad-marker","category":"template","text":"[ad_1]\n\n"}
//! ```
//!
//! | key | what |
//! |---|---|
//! | `document` | the input file as it was named on the command line or found below a folder; `-` for standard input |
//! | `record` | which text of the file, from 1: the line of a JSON-lines file (blank lines count), the row of a CSV, TSV or Parquet file (without the header), the record of a WARC file (all records count). Not there for a plain text, which is one document |
//! | `span` | where the stretch begins and ends in the text of that document **before** cleaning, half open. Of a JSON or CSV field: in its decoded text |
//! | `offsets` | the unit of `span`: `chars` (Unicode code points) or `utf16` (code units). Not there for bytes of UTF-8, the default |
//! | `rule`, `category` | why |
//! | `text` | what stood there, decoded |
//! | `raw` | JSON lines only, and only where it is not what `serde_json` makes of `text`: the same stretch as it stood between the quotes of the JSON string |
//! | `head` | WARC only, at the first removal of a record: its header block as it was, up to and including the blank line |
//!
//! # The way back
//!
//! Removals of one document come in one run, sorted by `span`. Cleaning deletes exactly the stretches: what is left of a field keeps the
//! encoding that it had (an escape such as `\u00e9` stays one). So, going through the removals of a document, keep the text up to
//! `span[0]`, counted in the restored text, then put in `text`; the rest follows the last removal. In a JSON string put in
//! `raw`, or else the JSON encoding of `text`, at the place of the string that its decoded offset names. In a quoted CSV field
//! double the quotes of `text`; in an unquoted one put it in as it is. Of a WARC record put back `head` as well. For compressed input the way back gives the
//! bytes that were compressed.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The unit of spans in the removals file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Offsets {
    /// Bytes of UTF-8.
    #[default]
    Bytes,
    /// Unicode code points, as Python counts.
    Chars,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

impl Offsets {
    fn is_default(&self) -> bool {
        *self == Offsets::Bytes
    }
}

/// One line of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RemovalLine<'t> {
    pub(crate) document: Cow<'t, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) record: Option<u64>,
    pub(crate) span: [u64; 2],
    #[serde(default, skip_serializing_if = "Offsets::is_default")]
    pub(crate) offsets: Offsets,
    pub(crate) rule: Cow<'t, str>,
    pub(crate) category: Cow<'t, str>,
    pub(crate) text: Cow<'t, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) raw: Option<Cow<'t, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) head: Option<Cow<'t, str>>,
}

impl RemovalLine<'_> {
    /// Adds the line to a file in memory.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        // Strings and numbers can be written to memory.
        let _ = serde_json::to_writer(&mut *out, self);
        out.push(b'\n');
    }
}

/// Turns byte offsets of one text into another unit, in one pass over it.
pub(crate) struct Units<'t> {
    text: &'t str,
    offsets: Offsets,
    byte: usize,
    unit: u64,
}

impl<'t> Units<'t> {
    pub(crate) fn new(text: &'t str, offsets: Offsets) -> Units<'t> {
        Units {
            text,
            offsets,
            byte: 0,
            unit: 0,
        }
    }

    /// The next span, which must not begin before the end of the one before.
    pub(crate) fn convert(&mut self, span: &Range<usize>) -> [u64; 2] {
        [self.advance(span.start), self.advance(span.end)]
    }

    fn advance(&mut self, byte: usize) -> u64 {
        let stretch = &self.text[self.byte..byte];
        self.byte = byte;
        self.unit += match self.offsets {
            Offsets::Bytes => stretch.len() as u64,
            Offsets::Chars => stretch.chars().count() as u64,
            Offsets::Utf16 => stretch.chars().map(|c| c.len_utf16() as u64).sum(),
        };
        self.unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_hard_texts() {
        let text = "İ😀e\u{301}שx";
        for (offsets, wanted) in [
            (Offsets::Bytes, [[2, 6], [7, 11]]),
            (Offsets::Chars, [[1, 2], [3, 5]]),
            (Offsets::Utf16, [[1, 3], [4, 6]]),
        ] {
            let mut units = Units::new(text, offsets);
            assert_eq!([units.convert(&(2..6)), units.convert(&(7..11))], wanted);
        }
    }
}
