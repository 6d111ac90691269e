//! Texts for the subcommands that only look: every format that `unboil clean` reads, record by record.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use crate::batch::{Batch, Cutter, Piece, Records};
use crate::exit::Exit;
use crate::format::Format;
use crate::input::{Input, Inputs};
use crate::problem::{Place, Problem};
use crate::progress::Progress;
use crate::site::Says;
use crate::source::Source;
use crate::{delimited, json_lines, warc};

/// The texts of files, folders and standard input.
pub(crate) struct Texts<'o> {
    inputs: Inputs,
    format: Option<Format>,
    /// The field or column that holds the text.
    field: &'o str,
}

/// A text and what people know it by, or why there is none.
pub(crate) type Found<'t> = Result<(String, &'t str), Problem>;

impl<'o> Texts<'o> {
    pub(crate) fn new(paths: &[PathBuf], format: Option<Format>, field: &'o str) -> Texts<'o> {
        Texts {
            inputs: Inputs::find(paths, None),
            format,
            field,
        }
    }

    /// Hands over one text after the other, at most `limit`, and what can't be read. The flag says whether there may be more than one.
    ///
    /// # Errors
    ///
    /// Those of `take`, at once.
    pub(crate) fn each<E>(
        &self,
        limit: usize,
        mut take: impl FnMut(Found<'_>, bool) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut left = limit;
        for problem in &self.inputs.problems {
            take(Err(problem.clone()), true)?;
        }
        for input in &self.inputs.files {
            let mut cutter = match open(input, self.format, self.field, &Arc::new(Progress::new(0)))
            {
                Ok(cutter) => cutter,
                Err(problem) => {
                    take(Err(problem), true)?;
                    continue;
                }
            };
            let many = self.inputs.many || cutter.source.format != Format::Text;
            while let Some(piece) = cutter.next() {
                let batch = match piece {
                    Piece::Batch(batch) => batch,
                    Piece::Broken {
                        continued: true, ..
                    } => continue,
                    Piece::Broken { problem, .. }
                    | Piece::Unusable(problem)
                    | Piece::Unreadable(problem) => {
                        take(Err(problem), many)?;
                        continue;
                    }
                };
                let title = input.title();
                for text in texts_of(&batch, &title, self.field) {
                    if left == 0 {
                        return Ok(());
                    }
                    left -= 1;
                    match text {
                        Ok(text) => take(Ok((text.name(&title), &text.text)), many)?,
                        Err(problem) => take(Err(problem), many)?,
                    }
                }
            }
        }
        Ok(())
    }
}

/// Opens an input for reading record by record.
///
/// # Errors
///
/// It can't be read at all.
pub(crate) fn open(
    input: &Input,
    format: Option<Format>,
    field: &str,
    progress: &Arc<Progress>,
) -> Result<Cutter, Problem> {
    Source::open(input, format, progress)
        .and_then(|source| Cutter::new(source, input, field))
        .map_err(|reason| of_file(input, reason))
}

/// A problem of an input as a whole.
pub(crate) fn of_file(input: &Input, reason: impl ToString) -> Problem {
    Problem {
        document: input.title(),
        place: Place::File,
        reason: reason.to_string(),
    }
}

/// Says on standard error what is wrong.
pub(crate) fn report(problem: &Problem) -> Exit {
    eprintln!("unboil: {problem}");
    Exit::SomeFailed
}

/// A text of a batch, where it stands, and what its record says of itself.
pub(crate) struct Text<'b> {
    pub(crate) place: Place,
    pub(crate) text: Cow<'b, str>,
    pub(crate) says: Says<'b>,
}

impl Text<'_> {
    /// What people know it by, in the input with this title.
    fn name(&self, title: &str) -> String {
        let number = match self.place.record() {
            Some(number) => format!("{title}:{number}"),
            None => title.to_owned(),
        };
        let address = match self.says {
            Says::Header(header) => warc::value_of(header, "warc-target-uri").map(|at| &header[at]),
            _ => None,
        };
        match address {
            Some(address) => format!("{number}  {}", String::from_utf8_lossy(address)),
            None => number,
        }
    }
}

type Read<'b> = Result<Text<'b>, Problem>;

/// The texts of a batch. Records that hold no text are passed over.
pub(crate) fn texts_of<'b>(
    batch: &'b Batch,
    title: &'b str,
    field: &'b str,
) -> Box<dyn Iterator<Item = Read<'b>> + 'b> {
    let bytes = &batch.bytes;
    let read = move |place: Place, says: Says<'b>, text: Result<Cow<'b, str>, String>| {
        let problem = |reason| Problem {
            document: title.to_owned(),
            place,
            reason,
        };
        let text = text.map_err(problem)?;
        Ok(Text { place, text, says })
    };
    let record = move |what: &'static str, number: u64, start: usize| Place::Record {
        what,
        number,
        offset: batch.offset + start as u64,
    };
    match &batch.records {
        Records::Unusable => Box::new(std::iter::empty()),
        Records::Text => Box::new(std::iter::once_with(move || {
            read(Place::File, Says::Nothing, utf8(bytes).map(Cow::Borrowed))
        })),
        Records::Lines => Box::new(lines_of(batch).map(move |(number, bytes)| {
            let line = utf8(bytes);
            let says = line.as_ref().map_or(Says::Nothing, |line| Says::Line(line));
            let text = line.and_then(|line| json_lines::find_text(line, field));
            let text = text.map(|text| text.map_or(Cow::Borrowed(""), |field| field.text));
            read(Place::Line(number), says, text)
        })),
        Records::Rows(rows) => Box::new((batch.first..).zip(rows).map(move |(number, row)| {
            let text = row
                .field
                .clone()
                .ok_or_else(|| format!("it has no column `{field}`"))
                .and_then(|range| utf8(&bytes[range]))
                .and_then(|raw| {
                    let text = delimited::decode(raw);
                    text.ok_or_else(|| format!("the quotes of column `{field}` are not in order"))
                });
            read(record("row", number, row.range.start), Says::Nothing, text)
        })),
        Records::Values(values) => {
            let starts = std::iter::once(0).chain(values.ends.iter().copied());
            let values = starts.zip(&values.ends).zip(&values.rows);
            Box::new(values.map(move |((start, &end), &number)| {
                let text = utf8(&bytes[start..end]).map(Cow::Borrowed);
                read(record("row", number, 0), Says::Nothing, text)
            }))
        }
        Records::Warc(records) => {
            let texts = (batch.first..)
                .zip(records)
                .filter(|(_, found)| found.is_text);
            Box::new(texts.map(move |(number, found)| {
                let header = &bytes[found.range.start..found.block.start];
                let text = utf8(&bytes[found.block.clone()]).map(Cow::Borrowed);
                let place = record("record", number, found.range.start);
                read(place, Says::Header(header), text)
            }))
        }
    }
}

pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, String> {
    simdutf8::compat::from_utf8(bytes).map_err(|error| {
        format!(
            "not UTF-8: byte {} can't be read as text",
            error.valid_up_to()
        )
    })
}

/// The lines of a batch of JSON lines with their numbers; blank ones are counted and passed over.
pub(crate) fn lines_of(batch: &Batch) -> impl Iterator<Item = (u64, &[u8])> {
    let lines = batch.bytes.split_inclusive(|byte| *byte == b'\n');
    (batch.first..)
        .zip(lines)
        .filter(|(_, line)| !json_lines::is_blank(line))
}

/// One object of a JSON-lines file.
pub(crate) struct Record {
    document: String,
    line: u64,
    value: Value,
}

impl Record {
    /// # Errors
    ///
    /// The line is no JSON object.
    pub(crate) fn parse(document: &str, number: u64, line: &[u8]) -> Result<Record, Problem> {
        let wrong = |reason: String| Problem {
            document: document.to_owned(),
            place: Place::Line(number),
            reason,
        };
        let line = utf8(line).map_err(wrong)?;
        let value: Value = serde_json::from_str(json_lines::without_mark(line))
            .map_err(|error| wrong(json_lines::not_json(&error)))?;
        if !value.is_object() {
            return Err(wrong("not a JSON object".to_owned()));
        }
        Ok(Record {
            document: document.to_owned(),
            line: number,
            value,
        })
    }

    /// File and line.
    pub(crate) fn name(&self) -> String {
        format!("{}:{}", self.document, self.line)
    }

    /// The string in a field; the empty string for `null`.
    ///
    /// # Errors
    ///
    /// There is no such field, or it is no string.
    pub(crate) fn text(&self, path: &str) -> Result<&str, Problem> {
        let reason = match find(&self.value, path) {
            Some(Value::String(text)) => return Ok(text),
            Some(Value::Null) => return Ok(""),
            Some(_) => format!("field `{path}` is not a string"),
            None => {
                let fields = self.value.as_object().into_iter().flatten();
                let names: Vec<String> = fields.map(|(name, _)| format!("`{name}`")).collect();
                format!("there is no field `{path}` but {}", names.join(", "))
            }
        };
        Err(Problem {
            document: self.document.clone(),
            place: Place::Line(self.line),
            reason,
        })
    }
}

/// A field whose own name has the dots comes before nested objects.
fn find<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    value.get(path).or_else(|| {
        path.match_indices('.')
            .find_map(|(dot, _)| find(value.get(&path[..dot])?, &path[dot + 1..]))
    })
}
