//! Parquet: one column written anew. Schema, metadata, row groups and the bytes of all other columns stay as they are.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use parquet::basic::{Compression, Type};
use parquet::column::reader::{ColumnReaderImpl, get_typed_column_reader};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::Result as ParquetResult;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};

use crate::batch::BATCH_BYTES;

/// How many rows are read in one go.
const ROWS: usize = 256;

/// Where the values of a batch end, and the levels that say where nulls and lists are among them.
#[derive(Debug, Default)]
pub(crate) struct Values {
    pub(crate) ends: Vec<usize>,
    /// The row of each value, from 1.
    pub(crate) rows: Vec<u64>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
    row_group: usize,
}

/// A Parquet file that is read value by value.
pub(crate) struct ColumnCutter {
    reader: SerializedFileReader<File>,
    column: usize,
    row_group: usize,
    rows: u64,
    open: Option<ColumnReaderImpl<ByteArrayType>>,
}

impl ColumnCutter {
    /// Opens a file and finds its column.
    ///
    /// # Errors
    ///
    /// It is no Parquet file, or has no column of strings with this name.
    pub(crate) fn open(path: &Path, field: &str) -> Result<ColumnCutter, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let reader = SerializedFileReader::new(file)
            .map_err(|error| format!("no Parquet file that can be read: {error}"))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let columns = schema.columns();
        let Some(column) = columns
            .iter()
            .position(|column| column.path().string() == field)
        else {
            let names: Vec<_> = columns
                .iter()
                .map(|column| format!("`{}`", column.path().string()))
                .collect();
            return Err(format!(
                "there is no column `{field}` but {}; name the one that holds the text with --field",
                names.join(", ")
            ));
        };
        let found = columns[column].physical_type();
        if found != Type::BYTE_ARRAY {
            return Err(format!("column `{field}` holds no strings but {found}"));
        }
        Ok(ColumnCutter {
            reader,
            column,
            row_group: 0,
            rows: 0,
            open: None,
        })
    }

    /// The next values and their bytes, all of one row group; nothing at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(Vec<u8>, Values)>, String> {
        self.read()
            .map_err(|error| format!("row group {} can't be read: {error}", self.row_group))
    }

    fn read(&mut self) -> ParquetResult<Option<(Vec<u8>, Values)>> {
        let schema = self.reader.metadata().file_metadata().schema_descr();
        let most = schema.column(self.column).max_def_level();
        let repeated = schema.column(self.column).max_rep_level() > 0;
        loop {
            if self.open.is_none() {
                if self.row_group == self.reader.num_row_groups() {
                    return Ok(None);
                }
                let group = self.reader.get_row_group(self.row_group)?;
                self.open = Some(get_typed_column_reader(
                    group.get_column_reader(self.column)?,
                ));
                self.row_group += 1;
            }
            let Some(column) = &mut self.open else {
                return Ok(None);
            };
            let mut values = Values {
                row_group: self.row_group - 1,
                ..Values::default()
            };
            let mut bytes = Vec::new();
            while bytes.len() < BATCH_BYTES {
                let mut read = Vec::new();
                let before = (values.definition.len(), values.repetition.len());
                let (_, _, levels) = column.read_records(
                    ROWS,
                    Some(&mut values.definition),
                    Some(&mut values.repetition),
                    &mut read,
                )?;
                if levels == 0 {
                    self.open = None;
                    break;
                }
                for value in &read {
                    bytes.extend_from_slice(value.data());
                    values.ends.push(bytes.len());
                }
                for level in 0..levels {
                    let begins_row = !repeated || values.repetition[before.1 + level] == 0;
                    self.rows += u64::from(begins_row);
                    let is_value = most == 0 || values.definition[before.0 + level] == most;
                    if is_value {
                        values.rows.push(self.rows);
                    }
                }
            }
            if most == 0 {
                values.definition.clear();
            }
            if !values.definition.is_empty() || !values.ends.is_empty() {
                return Ok(Some((bytes, values)));
            }
        }
    }

    /// What is to be written anew.
    pub(crate) fn writer(&self, path: &Path) -> Result<ColumnWriter, String> {
        Ok(ColumnWriter {
            metadata: Arc::new(self.reader.metadata().clone()),
            column: self.column,
            file: File::open(path).map_err(|error| error.to_string())?,
        })
    }
}

/// Writes a Parquet file like another, but for one column.
pub(crate) struct ColumnWriter {
    metadata: Arc<ParquetMetaData>,
    column: usize,
    file: File,
}

/// The bytes of a batch and where its values are.
type Piece = (Vec<u8>, Values);

/// A Parquet file that is being written by a thread of its own, since its parts borrow from each other.
pub(crate) struct ParquetOutput<W> {
    pieces: SyncSender<Piece>,
    thread: JoinHandle<ParquetResult<W>>,
}

impl ColumnWriter {
    /// Begins to write.
    pub(crate) fn start<W: Write + Send + 'static>(self, output: W) -> ParquetOutput<W> {
        let (pieces, received) = sync_channel(1);
        ParquetOutput {
            pieces,
            thread: thread::spawn(move || self.write(output, &received)),
        }
    }

    fn write<W: Write + Send>(self, output: W, pieces: &Receiver<Piece>) -> ParquetResult<W> {
        let file = self.metadata.file_metadata();
        let schema = file.schema_descr();
        let mut properties = WriterProperties::builder()
            .set_key_value_metadata(file.key_value_metadata().cloned())
            .set_writer_version(if file.version() > 1 {
                WriterVersion::PARQUET_2_0
            } else {
                WriterVersion::PARQUET_1_0
            });
        if let Some(group) = self.metadata.row_groups().first() {
            properties = properties.set_column_compression(
                schema.column(self.column).path().clone(),
                match group.column(self.column).compression() {
                    // The old framing is written by nobody any more.
                    Compression::LZ4 => Compression::LZ4_RAW,
                    compression => compression,
                },
            );
        }
        let mut writer = SerializedFileWriter::new(
            output,
            schema.root_schema_ptr(),
            Arc::new(properties.build()),
        )?;
        let mut next = pieces.recv().ok();
        for number in 0..self.metadata.num_row_groups() {
            let mut group = writer.next_row_group()?;
            for column in 0..schema.num_columns() {
                if column != self.column {
                    self.copy(&mut group, number, column)?;
                    continue;
                }
                let Some(mut column) = group.next_column()? else {
                    continue;
                };
                while let Some((bytes, values)) =
                    next.take_if(|(_, values)| values.row_group == number)
                {
                    write_values(column.typed::<ByteArrayType>(), bytes, &values)?;
                    next = pieces.recv().ok();
                }
                column.close()?;
            }
            group.close()?;
        }
        writer.into_inner()
    }

    fn copy<W: Write + Send>(
        &self,
        group: &mut SerializedRowGroupWriter<'_, W>,
        number: usize,
        column: usize,
    ) -> ParquetResult<()> {
        let from = self.metadata.row_group(number);
        let metadata = from.column(column).clone();
        group.append_column(
            &self.file,
            ColumnCloseResult {
                bytes_written: metadata.compressed_size() as u64,
                rows_written: from.num_rows() as u64,
                metadata,
                bloom_filter: None,
                column_index: None,
                offset_index: None,
            },
        )
    }
}

fn write_values(
    column: &mut parquet::column::writer::ColumnWriterImpl<'_, ByteArrayType>,
    bytes: Vec<u8>,
    values: &Values,
) -> ParquetResult<()> {
    let bytes = parquet::data_type::ByteArray::from(bytes);
    let mut start = 0;
    let slices: Vec<ByteArray> = values
        .ends
        .iter()
        .map(|&end| {
            let value = bytes.slice(start, end - start);
            start = end;
            value
        })
        .collect();
    let levels = |levels: &'_ Vec<i16>| (!levels.is_empty()).then(|| levels.clone());
    column.write_batch(
        &slices,
        levels(&values.definition).as_deref(),
        levels(&values.repetition).as_deref(),
    )?;
    Ok(())
}

impl<W> ParquetOutput<W> {
    /// Adds the values of a batch; false if nothing can be written any more, and [`ParquetOutput::finish`] says why.
    pub(crate) fn write(&self, bytes: Vec<u8>, values: Values) -> bool {
        self.pieces.send((bytes, values)).is_ok()
    }

    /// Writes the end of the file and gives back where it was written.
    pub(crate) fn finish(self) -> Result<W, String> {
        drop(self.pieces);
        match self.thread.join() {
            Ok(written) => written.map_err(|error| error.to_string()),
            Err(_) => Err("the Parquet file can't be written".to_owned()),
        }
    }
}
