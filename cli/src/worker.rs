//! A batch cleaned: what goes to the output, and what is said of it.

use std::ops::Range;
use std::sync::Arc;

use unboil::{Cleaner, Removal};

use crate::batch::{Batch, Piece, Records};
use crate::compression::Compressor;
use crate::edit::{self, Edit};
use crate::format::Compression;
use crate::options::Emit;
use crate::parquet::Values;
use crate::problem::{OnError, Place, Problem, QuarantineLine};
use crate::removals::{Offsets, RemovalLine, Units};
use crate::site::{Says, SiteOf};
use crate::statistics::Statistics;
use crate::{delimited, dolma, json_lines, warc};

/// What every worker of a job needs to know.
pub(crate) struct Orders {
    pub(crate) cleaner: Cleaner,
    /// Where the site of a text is named, if some sites have rules of their own.
    pub(crate) site: Option<SiteOf>,
    /// Whether documents without an article are left out.
    pub(crate) require_article: bool,
    /// The field or column that holds the text.
    pub(crate) field: String,
    pub(crate) on_error: OnError,
    pub(crate) offsets: Offsets,
    pub(crate) emit: Emit,
    pub(crate) wants_removals: bool,
    pub(crate) wants_statistics: bool,
    /// Whether nothing is written but what would go is counted.
    pub(crate) check: bool,
}

/// What has become of a piece.
#[derive(Default)]
pub(crate) struct Done {
    /// For the output, packed as it is.
    pub(crate) bytes: Vec<u8>,
    /// Whether what was packed ends with a line break.
    pub(crate) ends_line: bool,
    /// Of a Parquet column, where the values of `bytes` are.
    pub(crate) values: Option<Values>,
    /// For the removals file.
    pub(crate) removals: Vec<u8>,
    /// For the quarantine file.
    pub(crate) quarantine: Vec<u8>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) statistics: Option<Statistics>,
    pub(crate) counts: Counts,
    /// The job ends here.
    pub(crate) stop: bool,
    /// Nothing of the file goes to the output.
    pub(crate) leave_out: bool,
}

/// What a job has done, in documents and bytes.
#[derive(Clone, Copy, Debug, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct Counts {
    pub(crate) documents: u64,
    /// Documents of which something went.
    pub(crate) changed: u64,
    pub(crate) read: u64,
    pub(crate) removed: u64,
    /// Documents that were left out, since they have no article.
    pub(crate) left_out: u64,
}

impl Done {
    /// Takes over what is said of a later piece of the same input.
    pub(crate) fn add_reports(&mut self, later: &mut Done) {
        self.removals.append(&mut later.removals);
        self.quarantine.append(&mut later.quarantine);
        self.problems.append(&mut later.problems);
        if let Some(statistics) = later.statistics.take() {
            self.statistics.get_or_insert_default().add(statistics);
        }
        self.counts.add(later.counts);
        self.stop |= later.stop;
        self.leave_out |= later.leave_out;
    }
}

impl Counts {
    pub(crate) fn add(&mut self, more: Counts) {
        self.documents += more.documents;
        self.changed += more.changed;
        self.read += more.read;
        self.removed += more.removed;
        self.left_out += more.left_out;
    }
}

/// Cleans pieces of one file after the other.
pub(crate) struct Worker {
    orders: Arc<Orders>,
    compressor: Compressor,
}

/// A batch on its way.
struct Cleaning<'w> {
    orders: &'w Orders,
    document: &'w str,
    done: Done,
    edits: Vec<Edit>,
}

impl Worker {
    pub(crate) fn new(orders: Arc<Orders>) -> Worker {
        Worker {
            orders,
            compressor: Compressor::new(Compression::None),
        }
    }

    /// What is said of an input that can't be read at all.
    pub(crate) fn refuse_file(&self, problem: Problem) -> Done {
        let mut done = Done {
            stop: self.orders.on_error == OnError::Stop,
            leave_out: true,
            ..Done::default()
        };
        if let OnError::Quarantine(_) = &self.orders.on_error {
            QuarantineLine::new(&problem, None).write(&mut done.quarantine);
        }
        done.problems.push(problem);
        done
    }

    /// Cleans a piece of the input with this name for an output that is packed so.
    pub(crate) fn clean(&mut self, document: &str, piece: Piece, packing: Compression) -> Done {
        if self.compressor.compression() != packing {
            self.compressor = Compressor::new(packing);
        }
        if let Piece::Unreadable(problem) = piece {
            return self.refuse_file(problem);
        }
        let orders = self.orders.clone();
        let mut cleaning = Cleaning {
            orders: &orders,
            document,
            done: Done {
                statistics: orders.wants_statistics.then(Statistics::default),
                ..Done::default()
            },
            edits: Vec::new(),
        };
        let mut ends = Vec::new();
        let mut bytes = match piece {
            Piece::Batch(batch) => cleaning.clean_batch(batch, &mut ends),
            Piece::Broken {
                mut bytes,
                problem,
                continued,
            } => {
                let whole = 0..bytes.len();
                cleaning.refuse(&bytes, whole, problem);
                if continued {
                    cleaning.done.problems.clear();
                }
                edit::apply(&mut bytes, &cleaning.edits);
                bytes
            }
            Piece::Unusable(problem) | Piece::Unreadable(problem) => {
                cleaning.refuse_file(problem);
                Vec::new()
            }
        };
        let mut done = cleaning.done;
        if orders.check {
            return done;
        }
        if orders.emit == Emit::Dolma {
            // The worker has put the attributes where the text would be.
            ends.clear();
        }
        done.ends_line = bytes.last().is_none_or(|byte| *byte == b'\n');
        if packing != Compression::None && !bytes.is_empty() {
            if ends.last() != Some(&bytes.len()) {
                ends.push(bytes.len());
            }
            let mut packed = Vec::new();
            let mut start = 0;
            for end in ends {
                if end > start
                    && let Err(error) = self.compressor.pack(&bytes[start..end], &mut packed)
                {
                    done.stop = true;
                    done.problems.push(Problem {
                        document: document.to_owned(),
                        place: Place::File,
                        reason: format!("what is left can't be packed: {error}"),
                    });
                }
                start = end;
            }
            bytes = packed;
        }
        done.bytes = bytes;
        done
    }
}

impl Cleaning<'_> {
    /// The batch as it goes to the output. `ends` takes the places where a packed output begins a new member.
    fn clean_batch(&mut self, batch: Batch, ends: &mut Vec<usize>) -> Vec<u8> {
        let Batch {
            mut bytes,
            first,
            offset,
            records,
        } = batch;
        let mut attributes = Vec::new();
        match &records {
            Records::Unusable => return bytes,
            Records::Text => self.clean_text(&bytes),
            Records::Lines => self.clean_lines(&bytes, first, &mut attributes),
            Records::Rows(rows) => {
                for (number, row) in (first..).zip(rows) {
                    if self.done.stop {
                        break;
                    }
                    let place = Place::Record {
                        what: "row",
                        number,
                        offset: offset + row.range.start as u64,
                    };
                    if let Err(reason) = self.clean_row(&bytes, row, number) {
                        self.refuse(&bytes, row.range.clone(), self.problem(place, reason));
                    }
                }
            }
            Records::Values(values) => self.clean_values(&bytes, values),
            Records::Warc(records) => {
                for (number, record) in (first..).zip(records) {
                    if self.done.stop {
                        break;
                    }
                    ends.push(record.range.end);
                    let place = Place::Record {
                        what: "record",
                        number,
                        offset: offset + record.range.start as u64,
                    };
                    if record.is_text
                        && let Err(reason) = self.clean_record(&bytes, record, number)
                    {
                        self.refuse(&bytes, record.range.clone(), self.problem(place, reason));
                    }
                }
            }
        }
        if self.orders.emit == Emit::Dolma {
            return attributes;
        }
        edit::moved(ends, &self.edits);
        edit::apply(&mut bytes, &self.edits);
        if let Records::Values(mut values) = records {
            edit::moved(&mut values.ends, &self.edits);
            self.done.values = Some(values);
        }
        bytes
    }

    fn clean_values(&mut self, bytes: &[u8], values: &Values) {
        let mut start = 0;
        for (&end, &row) in values.ends.iter().zip(&values.rows) {
            if self.done.stop {
                break;
            }
            let value = &bytes[start..end];
            match simdutf8::compat::from_utf8(value) {
                Ok(text) => {
                    let removals = match self.removals(text, Says::Nothing) {
                        Ok(Some(removals)) => removals,
                        Ok(None) => {
                            self.edits.push(Edit::delete(start..end));
                            start = end;
                            continue;
                        }
                        Err(reason) => {
                            let problem = self.problem(Place::Row(row), reason);
                            self.refuse(bytes, start..end, problem);
                            start = end;
                            continue;
                        }
                    };
                    self.report(text, Some(row), &removals, |_| None, None);
                    for Range { start: from, end } in removals.iter().map(|r| r.span.clone()) {
                        self.edits.push(Edit::delete(start + from..start + end));
                    }
                }
                Err(error) => {
                    let reason = not_text(value, error.valid_up_to());
                    let problem = self.problem(Place::Row(row), reason);
                    self.refuse(bytes, start..end, problem);
                }
            }
            start = end;
        }
    }

    fn clean_text(&mut self, bytes: &[u8]) {
        match simdutf8::compat::from_utf8(bytes) {
            Ok(text) => {
                let removals = match self.removals(text, Says::Nothing) {
                    Ok(Some(removals)) => removals,
                    Ok(None) => {
                        self.edits.push(Edit::delete(0..bytes.len()));
                        self.done.leave_out = true;
                        return;
                    }
                    Err(reason) => {
                        self.refuse(bytes, 0..bytes.len(), self.problem(Place::File, reason));
                        return;
                    }
                };
                self.report(text, None, &removals, |_| None, None);
                let spans = removals.iter().map(|removal| removal.span.clone());
                self.edits.extend(spans.map(Edit::delete));
            }
            Err(error) => {
                let reason = not_text(bytes, error.valid_up_to());
                self.refuse(bytes, 0..bytes.len(), self.problem(Place::File, reason));
            }
        }
    }

    fn clean_lines(&mut self, bytes: &[u8], first: u64, attributes: &mut Vec<u8>) {
        let checked = simdutf8::basic::from_utf8(bytes).ok();
        let mut start = 0;
        for number in first.. {
            if start == bytes.len() || self.done.stop {
                break;
            }
            let end = memchr::memchr(b'\n', &bytes[start..])
                .map_or(bytes.len(), |newline| start + newline + 1);
            let range = start..end;
            start = end;
            let line = &bytes[range.clone()];
            if json_lines::is_blank(line) {
                continue;
            }
            let text = match checked {
                Some(text) => Ok(&text[range.clone()]),
                None => simdutf8::compat::from_utf8(line)
                    .map_err(|error| not_text(line, error.valid_up_to())),
            };
            let cleaned = text.and_then(|line| {
                self.clean_line(line, range.start, number)
                    .and_then(|spans| {
                        if self.orders.emit == Emit::Dolma {
                            dolma::write_attributes(line, &spans, attributes)?;
                        }
                        Ok(())
                    })
            });
            if let Err(reason) = cleaned {
                let problem = self.problem(Place::Line(number), reason);
                self.refuse(bytes, range, problem);
                if self.orders.emit == Emit::Dolma && self.orders.on_error == OnError::Skip {
                    dolma::write_nothing(line, attributes);
                }
            }
        }
    }

    /// Cleans the text of a line that begins at `start` of the batch.
    fn clean_line(
        &mut self,
        line: &str,
        start: usize,
        number: u64,
    ) -> Result<dolma::Spans, String> {
        let Some(field) = json_lines::find_text(line, &self.orders.field)? else {
            return Ok(dolma::Spans::default());
        };
        let Some(removals) = self.removals(&field.text, Says::Line(line))? else {
            self.edits.push(Edit::delete(start..start + line.len()));
            return Ok(dolma::Spans::default());
        };
        let raw = &line[field.raw.clone()];
        let at = start + field.raw.start;
        let spans: Vec<_> = removals
            .iter()
            .map(|removal| removal.span.clone())
            .collect();
        let spans = json_lines::raw_spans(raw, &spans);
        self.report(
            &field.text,
            Some(number),
            &removals,
            |index| json_lines::unusual(&raw[spans[index].clone()], &removals[index].text),
            None,
        );
        if self.orders.emit == Emit::Dolma {
            return Ok(dolma::Spans::new(&field.text, &removals));
        }
        let spans = spans.into_iter();
        self.edits
            .extend(spans.map(|span| Edit::delete(at + span.start..at + span.end)));
        Ok(dolma::Spans::default())
    }

    fn clean_row(&mut self, bytes: &[u8], row: &delimited::Row, number: u64) -> Result<(), String> {
        let Some(range) = &row.field else {
            return Err(format!("it has no column `{}`", self.orders.field));
        };
        let raw = &bytes[range.clone()];
        let raw =
            simdutf8::compat::from_utf8(raw).map_err(|error| not_text(raw, error.valid_up_to()))?;
        let text = delimited::decode(raw).ok_or_else(|| {
            format!(
                "the quotes of column `{}` are not in order",
                self.orders.field
            )
        })?;
        let Some(mut removals) = self.removals(&text, Says::Nothing)? else {
            self.edits.push(Edit::delete(row.range.clone()));
            return Ok(());
        };
        let is_quoted = raw.starts_with('"');
        if !is_quoted && unboil::apply(&text, &removals).is_ok_and(|left| left.starts_with('"')) {
            // What is left would be read as a quoted field.
            removals.clear();
        }
        self.report(&text, Some(number), &removals, |_| None, None);
        let spans: Vec<_> = removals
            .iter()
            .map(|removal| removal.span.clone())
            .collect();
        for span in delimited::raw_spans(raw, &spans) {
            self.edits.push(Edit::delete(
                range.start + span.start..range.start + span.end,
            ));
        }
        Ok(())
    }

    fn clean_record(
        &mut self,
        bytes: &[u8],
        record: &warc::WarcRecord,
        number: u64,
    ) -> Result<(), String> {
        let block = &bytes[record.block.clone()];
        let text = simdutf8::compat::from_utf8(block)
            .map_err(|error| not_text(block, error.valid_up_to()))?;
        let head = &bytes[record.range.start..record.block.start];
        let Some(removals) = self.removals(text, Says::Header(head))? else {
            self.edits.push(Edit::delete(record.range.clone()));
            return Ok(());
        };
        if !removals.is_empty() {
            let mut kept = Vec::with_capacity(removals.len() + 1);
            let mut at = 0;
            for removal in &removals {
                kept.push(&block[at..removal.span.start]);
                at = removal.span.end;
            }
            kept.push(&block[at..]);
            for mut edit in warc::header_edits(head, &kept)? {
                edit.range.start += record.range.start;
                edit.range.end += record.range.start;
                self.edits.push(edit);
            }
        }
        let head = std::str::from_utf8(head).ok();
        self.report(text, Some(number), &removals, |_| None, head);
        for removal in &removals {
            let Range { start, end } = removal.span;
            self.edits.push(Edit::delete(
                record.block.start + start..record.block.start + end,
            ));
        }
        Ok(())
    }

    /// What goes from a text whose record says this of itself; nothing if the document is left out as a whole.
    ///
    /// # Errors
    ///
    /// The record doesn't name its site as it should, or the text is too long.
    fn removals<'t>(
        &mut self,
        text: &'t str,
        says: Says<'_>,
    ) -> Result<Option<Vec<Removal<'t>>>, String> {
        let cleaner = &self.orders.cleaner;
        // Some sites may have rules of their own.
        let site = self.orders.site.as_ref();
        let site = site.map(|site| site.of(says)).transpose()?;
        let of_site = site.and_then(|site| cleaner.for_site(&site));
        let cleaner = of_site.as_ref().unwrap_or(cleaner);
        cleaner
            .check_length(text)
            .map_err(|error| error.to_string())?;
        if !self.orders.require_article {
            return Ok(Some(cleaner.removals(text)));
        }
        let cleaned = cleaner.clean(text);
        if !cleaned.no_article {
            return Ok(Some(cleaned.removals));
        }
        let length = text.len() as u64;
        self.done.counts.add(Counts {
            documents: 1,
            changed: 1,
            read: length,
            removed: length,
            left_out: 1,
        });
        if let Some(statistics) = &mut self.done.statistics {
            statistics.leave_out(text);
        }
        Ok(None)
    }

    /// Says what went from one text. `raw` gives what stood in the file for a removal, where its text doesn't say it.
    fn report<'t>(
        &mut self,
        text: &str,
        record: Option<u64>,
        removals: &'t [Removal<'_>],
        raw: impl Fn(usize) -> Option<&'t str>,
        head: Option<&'t str>,
    ) {
        self.done.counts.add(Counts {
            documents: 1,
            changed: u64::from(!removals.is_empty()),
            read: text.len() as u64,
            removed: removals
                .iter()
                .map(|removal| removal.span.len() as u64)
                .sum(),
            left_out: 0,
        });
        if let Some(statistics) = &mut self.done.statistics {
            statistics.add_document(text, removals);
        }
        if !self.orders.wants_removals {
            return;
        }
        let mut units = Units::new(text, self.orders.offsets);
        for (index, removal) in removals.iter().enumerate() {
            let line = RemovalLine {
                document: self.document.into(),
                record,
                span: units.convert(&removal.span),
                offsets: self.orders.offsets,
                rule: removal.rule.as_str().into(),
                category: removal.category.as_str().into(),
                text: removal.text.as_ref().into(),
                raw: raw(index).map(Into::into),
                head: head.filter(|_| index == 0).map(Into::into),
            };
            line.write(&mut self.done.removals);
        }
    }

    fn problem(&self, place: Place, reason: String) -> Problem {
        Problem {
            document: self.document.to_owned(),
            place,
            reason,
        }
    }

    /// A record that can't be cleaned.
    fn refuse(&mut self, bytes: &[u8], range: Range<usize>, mut problem: Problem) {
        match &self.orders.on_error {
            OnError::Pass if problem.place == Place::File => {
                problem.reason += "; nothing is written for this file";
                self.edits.push(Edit::delete(range));
            }
            OnError::Skip | OnError::Pass => problem.reason += "; it is passed on as it is",
            OnError::Stop => {
                self.done.stop = true;
                self.edits.push(Edit::delete(range.start..bytes.len()));
            }
            OnError::Quarantine(_) => {
                self.quarantine(&problem, Some(&bytes[range.clone()]));
                self.edits.push(Edit::delete(range));
                self.done.leave_out = matches!(problem.place, Place::File);
            }
        }
        self.done.problems.push(problem);
    }

    /// A file of which nothing can be cleaned.
    fn refuse_file(&mut self, mut problem: Problem) {
        match &self.orders.on_error {
            OnError::Skip | OnError::Pass => problem.reason += "; it is passed on as it is",
            OnError::Stop => self.done.stop = true,
            OnError::Quarantine(_) => {
                self.quarantine(&problem, None);
                self.done.leave_out = true;
            }
        }
        self.done.problems.push(problem);
    }

    fn quarantine(&mut self, problem: &Problem, record: Option<&[u8]>) {
        QuarantineLine::new(problem, record).write(&mut self.done.quarantine);
    }
}

fn not_text(bytes: &[u8], at: usize) -> String {
    let utf_16 = matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let hint = if utf_16 {
        "; it looks like UTF-16, which iconv -f UTF-16 -t UTF-8 turns into it"
    } else {
        ""
    };
    format!("not UTF-8: byte {at} can't be read as text{hint}")
}
