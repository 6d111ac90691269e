//! Parquet: one column written anew, all else as it was. Needs `--features parquet`.

#![cfg(feature = "parquet")]

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod program;

use std::fs::File;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::RowAccessor;
use parquet::schema::parser::parse_message_type;
use program::{Folder, NOISY, QUIET};
use serde_json::Value;

const SCHEMA: &str = "message page {
    required int64 id;
    optional group page {
        optional binary text (UTF8);
    }
    required binary url (UTF8);
}";

/// Two row groups of `rows` rows; every third text is missing.
fn write(folder: &Folder, name: &str, rows: i64, text: &[u8]) {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "maker".to_owned(),
            "a test".to_owned(),
        )]))
        .build();
    let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
    let file = File::create(folder.path(name)).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
    for group in 0..2 {
        let mut out = writer.next_row_group().unwrap();
        let ids: Vec<i64> = (0..rows).map(|row| group * rows + row).collect();
        let levels: Vec<i16> = ids
            .iter()
            .map(|id| if id % 3 == 0 { 1 } else { 2 })
            .collect();
        let texts: Vec<ByteArray> = levels
            .iter()
            .filter(|level| **level == 2)
            .map(|_| ByteArray::from(text.to_vec()))
            .collect();
        let urls: Vec<ByteArray> = ids
            .iter()
            .map(|id| format!("https://example.org/{id}").as_str().into())
            .collect();
        let mut column = out.next_column().unwrap().unwrap();
        column
            .typed::<Int64Type>()
            .write_batch(&ids, None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = out.next_column().unwrap().unwrap();
        column
            .typed::<ByteArrayType>()
            .write_batch(&texts, Some(&levels), None)
            .unwrap();
        column.close().unwrap();
        let mut column = out.next_column().unwrap().unwrap();
        column
            .typed::<ByteArrayType>()
            .write_batch(&urls, None, None)
            .unwrap();
        column.close().unwrap();
        out.close().unwrap();
    }
    writer.close().unwrap();
}

fn read(folder: &Folder, name: &str) -> SerializedFileReader<File> {
    SerializedFileReader::new(File::open(folder.path(name)).unwrap()).unwrap()
}

/// The bytes of a column chunk.
fn chunk(folder: &Folder, name: &str, group: usize, column: usize) -> Vec<u8> {
    let reader = read(folder, name);
    let (start, length) = reader
        .metadata()
        .row_group(group)
        .column(column)
        .byte_range();
    let file = File::open(folder.path(name)).unwrap();
    file.get_bytes(start, length as usize).unwrap().to_vec()
}

#[test]
fn only_the_column_changes() {
    let folder = Folder::new();
    write(&folder, "a.parquet", 10_000, NOISY.as_bytes());
    for workers in [1, 3] {
        let line = format!(
            "clean a.parquet --column page.text -o b.parquet -j {workers} --removals r.jsonl"
        );
        folder.run(&line).status(0);
        let (before, after) = (read(&folder, "a.parquet"), read(&folder, "b.parquet"));
        let (old, new) = (before.metadata(), after.metadata());
        assert_eq!(old.file_metadata().schema(), new.file_metadata().schema());
        assert_eq!(
            old.file_metadata().key_value_metadata(),
            new.file_metadata().key_value_metadata()
        );
        assert_eq!(new.num_row_groups(), 2);
        for group in 0..2 {
            assert_eq!(new.row_group(group).num_rows(), 10_000);
            assert_eq!(
                new.row_group(group).column(1).compression(),
                old.row_group(group).column(1).compression()
            );
            for column in [0, 2] {
                assert!(
                    chunk(&folder, "a.parquet", group, column)
                        == chunk(&folder, "b.parquet", group, column)
                );
            }
        }
        for (number, row) in after.get_row_iter(None).unwrap().enumerate() {
            let row = row.unwrap();
            assert_eq!(row.get_long(0).unwrap(), number as i64);
            assert_eq!(
                row.get_string(2).unwrap(),
                &format!("https://example.org/{number}")
            );
            let text = row.get_group(1).unwrap();
            if number % 3 == 0 {
                assert!(text.get_string(0).is_err());
            } else {
                assert_eq!(text.get_string(0).unwrap(), QUIET);
            }
        }
        let removals = folder.text("r.jsonl");
        assert_eq!(removals.lines().count(), 20_000 - 6_667);
        let second: Value = serde_json::from_str(removals.lines().nth(1).unwrap()).unwrap();
        assert_eq!(second["record"], 3);
    }
    let printed = folder.run("clean a.parquet --field page.text").status(0);
    assert!(printed.0.stdout == folder.read("b.parquet"));
}

#[test]
fn a_file_without_the_column_or_that_is_none() {
    let folder = Folder::new();
    write(&folder, "a.parquet", 10, NOISY.as_bytes());
    folder
        .run("clean a.parquet -o b.parquet")
        .status(1)
        .says("no column `text` but `id`, `page.text`, `url`");
    folder
        .run("clean a.parquet -o b.parquet --field id")
        .status(1)
        .says("holds no strings");
    assert!(!folder.exists("b.parquet"));
    folder
        .run("clean a.parquet -o b.parquet --on-error skip")
        .status(1);
    assert!(folder.read("a.parquet") == folder.read("b.parquet"));
    let whole = folder.read("a.parquet");
    folder.write("cut.parquet", &whole[..whole.len() - 3]);
    folder
        .run("clean cut.parquet -o c.parquet")
        .status(1)
        .says("cut.parquet: no Parquet file");
    let mut damaged = whole.clone();
    damaged[40..120].fill(0x55);
    folder.write("damaged.parquet", damaged);
    folder
        .run("clean damaged.parquet --field page.text -o c.parquet --on-error skip")
        .status(1);
    write(&folder, "latin.parquet", 10, b"caf\xe9");
    folder
        .run("clean latin.parquet --field page.text -o c.parquet")
        .status(1)
        .says("row 2: not UTF-8");
    assert!(!folder.exists("c.parquet"));
}
