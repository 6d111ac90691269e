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
