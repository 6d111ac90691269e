//! `--emit dolma`: attribute files for the Dolma toolkit
//! (<https://github.com/allenai/dolma/blob/main/docs/data-format.md>): a line for each document, with what would go as spans of characters.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;
use unboil::Removal;

use crate::json_lines::value_of;
use crate::removals::{Offsets, Units};

/// The attribute that holds all spans; those of one category are in `unboil__CATEGORY`.
const ALL: &str = "unboil__removed";

/// Where each attribute applies: begin, end, and score, which is always 1.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Spans(BTreeMap<String, Vec<(u64, u64, f32)>>);

impl Spans {
    pub(crate) fn new(text: &str, removals: &[Removal<'_>]) -> Spans {
        let mut units = Units::new(text, Offsets::Chars);
        let mut spans = Spans::default();
        for removal in removals {
            let [start, end] = units.convert(&removal.span);
            let category = format!("unboil__{}", removal.category);
            for name in [ALL.to_owned(), category] {
                spans.0.entry(name).or_default().push((start, end, 1.0));
            }
        }
        spans
    }
}

#[derive(Serialize)]
struct Attributes<'l> {
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'l RawValue>,
    id: Option<&'l RawValue>,
    attributes: &'l Spans,
}

/// Adds the attributes of the document in a line.
///
/// # Errors
///
/// The document has no `id`.
pub(crate) fn write_attributes(line: &str, spans: &Spans, out: &mut Vec<u8>) -> Result<(), String> {
    let id = member(line, "id");
    if id.is_none() {
        return Err("there is no field `id`, by which Dolma knows a document".to_owned());
    }
    write(line, id, spans, out);
    Ok(())
}

/// Adds a document about which nothing is known, so that lines of both files still belong together.
pub(crate) fn write_nothing(line: &[u8], out: &mut Vec<u8>) {
    let line = std::str::from_utf8(line).unwrap_or_default();
    write(line, member(line, "id"), &Spans::default(), out);
}

fn write(line: &str, id: Option<&RawValue>, attributes: &Spans, out: &mut Vec<u8>) {
    let attributes = Attributes {
        source: member(line, "source"),
        id,
        attributes,
    };
    // Strings and numbers can be written to memory.
    let _ = serde_json::to_writer(&mut *out, &attributes);
    out.push(b'\n');
}

fn member<'l>(line: &'l str, name: &str) -> Option<&'l RawValue> {
    let span = value_of(line, name).ok()??;
    serde_json::from_str(&line[span]).ok()
}
