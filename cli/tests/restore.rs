//! What was removed comes back: the input, byte for byte, from what was left and the removals file.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::write::GzEncoder;

fn unboil(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unboil"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn done(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let done = unboil(folder, arguments);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{arguments:?}: {said}");
    done.stdout
}

/// The texts of the repository, with `\n` and with `\r\n`, one without boilerplate and one of nothing else.
fn texts() -> Vec<(String, String)> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/raw");
    let mut texts = Vec::new();
    for entry in fs::read_dir(fixtures).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        texts.push((format!("{name}-crlf.txt"), text.replace('\n', "\r\n")));
        texts.push((format!("{name}.txt"), text));
    }
    texts.push(("calm.txt".to_owned(), "It rained.".to_owned()));
    texts.push((
        "nothing-left.txt".to_owned(),
        "Share this story\n".to_owned(),
    ));
    texts.push((
        "hard.txt".to_owned(),
        "İ 😀 e\u{301} \"שלום\" fell.\n\nShare this story\n\nSn\tow \\ \"fell\".\n\n[ad_1]\n"
            .to_owned(),
    ));
    texts.sort();
    texts
}

fn json_lines() -> String {
    let mut lines = String::new();
    for (number, (name, text)) in texts().iter().enumerate() {
        let text = serde_json::to_string(text).unwrap();
        // Other writers escape more.
        let text = if number % 2 == 0 {
            text.replace("e", "\\u0065").replace('/', "\\/")
        } else {
            text
        };
        lines +=
            &format!("{{\"id\": \"{name}\",  \"page\": {{\"text\" : {text}}}, \"x\": 1.50}}\n");
        if number % 3 == 0 {
            lines += "\n";
        }
    }
    lines
        + "{\"page\":{\"text\":\"Sn\\u00f6w \\ud83d\\ude00 fell.\\n\\n[ad\\u005f1]\\n\"},\"text\":\"\"}\r\n{\"page\":{\"text\":null}}"
}

fn delimited(delimiter: char) -> String {
    let mut rows = format!("id{delimiter}text{delimiter}\"last, one\"\n");
    for (name, text) in texts() {
        let text = text.replace('"', "\"\"");
        rows += &format!("{name}{delimiter}\"{text}\"{delimiter}1.50\r\n");
    }
    rows + &format!("plain{delimiter}[ad_1] It rained. [ad_2]{delimiter}x\n")
}

fn warc() -> String {
    let mut records =
        "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n".to_owned();
    for (name, text) in texts() {
        records += &format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.org/{name}\r\nContent-Type: text/plain\r\n\
             WARC-Block-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\ncontent-length:   {}\r\n\r\n{text}\r\n\r\n",
            text.len()
        );
    }
    records
}

fn inputs() -> Vec<(String, Vec<u8>)> {
    let mut inputs: Vec<(String, String)> = texts();
    inputs.push(("pages.jsonl".to_owned(), json_lines()));
    inputs.push(("pages.csv".to_owned(), delimited(',')));
    inputs.push(("pages.tsv".to_owned(), delimited('\t')));
    inputs.push(("pages.wet".to_owned(), warc()));
    inputs
        .into_iter()
        .map(|(name, text)| (name, text.into_bytes()))
        .collect()
}

fn field_of(name: &str) -> &'static str {
    if name.ends_with(".jsonl") {
        "page.text"
    } else {
        "text"
    }
}

#[test]
fn every_format_comes_back_in_every_unit() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut removed = 0;
    for (name, bytes) in inputs() {
        fs::write(folder.join(&name), &bytes).unwrap();
        let field = field_of(&name);
        for unit in ["bytes", "chars", "utf16"] {
            let left = format!("left-{name}");
            done(
                folder,
                &[
                    "clean",
                    &name,
                    "-o",
                    &left,
                    "--removals",
                    "gone.jsonl",
                    "--offsets",
                    unit,
                    "--field",
                    field,
                ],
            );
            removed += bytes.len() - fs::read(folder.join(&left)).unwrap().len();
            let back = done(
                folder,
                &[
                    "restore",
                    &left,
                    "--removals",
                    "gone.jsonl",
                    "--field",
                    field,
                ],
            );
            assert!(back == bytes, "{name} in {unit}");
        }
    }
    assert!(removed > 10_000);
}

#[test]
fn a_folder_comes_back_with_its_tree() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    for (name, bytes) in inputs() {
        if name.ends_with(".jsonl") {
            continue;
        }
        // The same name in two places, of which one is below the other; one is packed.
        for place in ["crawl", "crawl/deep"] {
            let path = Path::new(place).join(&name);
            fs::create_dir_all(folder.join(place)).unwrap();
            fs::write(folder.join(&path), &bytes).unwrap();
            files.push((
                path.strip_prefix("crawl").unwrap().to_owned(),
                bytes.clone(),
            ));
        }
        let packed = fs::File::create(folder.join("crawl").join(format!("{name}.gz"))).unwrap();
        let mut packed = GzEncoder::new(packed, flate2::Compression::fast());
        packed.write_all(&bytes).unwrap();
        packed.finish().unwrap();
        files.push((PathBuf::from(format!("{name}.gz")), bytes));
    }
    done(
        folder,
        &["clean", "crawl", "-o", "left", "--removals", "gone.jsonl"],
    );
    done(
        folder,
        &["restore", "left", "--removals", "gone.jsonl", "-o", "back"],
    );
    for (path, bytes) in files {
        assert!(
            fs::read(folder.join("back").join(&path)).unwrap() == bytes,
            "{path:?}"
        );
    }
}

#[test]
fn a_long_file_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let input = json_lines().replace("null}}", "null}}\n").repeat(60);
    assert!(input.len() > 3 << 20);
    fs::write(folder.join("long.jsonl"), &input).unwrap();
    let clean = [
        "clean",
        "long.jsonl",
        "-o",
        "left.jsonl",
        "--removals",
        "gone.jsonl",
        "--field",
        "page.text",
    ];
    done(folder, &clean);
    let back = done(
        folder,
        &[
            "restore",
            "left.jsonl",
            "--removals",
            "gone.jsonl",
            "--field",
            "page.text",
        ],
    );
    assert!(back == input.as_bytes());
}

#[test]
fn what_does_not_fit_is_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let text = "It rained.\n\nShare this story\n";
    for name in ["one.txt", "two.txt"] {
        fs::write(folder.join(name), text).unwrap();
    }
    done(
        folder,
        &[
            "clean",
            "one.txt",
            "-o",
            "left.txt",
            "--removals",
            "one.jsonl",
        ],
    );
    done(
        folder,
        &[
            "clean",
            "one.txt",
            "two.txt",
            "-o",
            "both",
            "--removals",
            "both.jsonl",
        ],
    );
    fs::write(folder.join("short.txt"), "It").unwrap();
    fs::write(folder.join("broken.jsonl"), "{\"document\": \n").unwrap();
    for (arguments, status, message) in [
        (
            &["short.txt", "--removals", "one.jsonl", "-o", "out"] as &[&str],
            1,
            "short.txt: the removal 11 to 29 (en/share-prompt) doesn't fit",
        ),
        (
            &["left.txt", "--removals", "both.jsonl"],
            2,
            "name the one that left.txt was made of with --document: `one.txt`, `two.txt`",
        ),
        (
            &[
                "left.txt",
                "--removals",
                "both.jsonl",
                "--document",
                "three.txt",
            ],
            2,
            "has no removals of `three.txt`",
        ),
        (
            &["left.txt", "--removals", "broken.jsonl"],
            1,
            "broken.jsonl: line 1: not a line of a removals file",
        ),
        (
            &["left.txt", "--removals", "one.jsonl", "-o", "left.txt"],
            2,
            "written over the input",
        ),
        (
            &["left.txt", "--removals", "one.jsonl", "--format", "jsonl"],
            1,
            "left.txt",
        ),
        (&["both", "--removals", "both.jsonl"], 2, "name it with -o"),
        (
            &["left.txt", "--removals", "none.jsonl"],
            1,
            "none.jsonl: No such file",
        ),
        (
            &["none.txt", "--removals", "one.jsonl"],
            1,
            "none.txt: No such file",
        ),
    ] {
        let done = unboil(folder, &[&["restore"], arguments].concat());
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(status), "{arguments:?}: {said}");
        assert!(said.contains(message), "{arguments:?}: {said}");
        assert!(!folder.join("out").exists());
    }
    let named = [
        "restore",
        "left.txt",
        "--removals",
        "both.jsonl",
        "--document",
        "two.txt",
    ];
    assert_eq!(done(folder, &named), text.as_bytes());
}

#[cfg(feature = "parquet")]
#[test]
fn the_values_of_a_parquet_column_come_back() {
    use parquet::column::reader::get_typed_column_reader;
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::file::writer::SerializedFileWriter;

    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let schema = "message page { optional binary text (UTF8); }";
    let schema = parquet::schema::parser::parse_message_type(schema).unwrap();
    let values: Vec<ByteArray> = texts()
        .iter()
        .map(|(_, text)| text.as_str().into())
        .collect();
    // Every other row has none.
    let levels: Vec<i16> = values.iter().flat_map(|_| [1, 0]).collect();
    let file = fs::File::create(folder.join("a.parquet")).unwrap();
    let mut writer = SerializedFileWriter::new(file, schema.into(), Default::default()).unwrap();
    for _ in 0..2 {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let typed = column.typed::<ByteArrayType>();
        typed.write_batch(&values, Some(&levels), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.close().unwrap();

    let read = |name: &str| {
        let reader = SerializedFileReader::new(fs::File::open(folder.join(name)).unwrap()).unwrap();
        let mut rows = Vec::new();
        for number in 0..reader.num_row_groups() {
            let group = reader.get_row_group(number).unwrap();
            let column = group.get_column_reader(0).unwrap();
            let mut column = get_typed_column_reader::<ByteArrayType>(column);
            let (mut found, mut levels) = (Vec::new(), Vec::new());
            column
                .read_records(1000, Some(&mut levels), None, &mut found)
                .unwrap();
            rows.push((found, levels));
        }
        rows
    };
    done(
        folder,
        &[
            "clean",
            "a.parquet",
            "-o",
            "left.parquet",
            "--removals",
            "gone.jsonl",
        ],
    );
    assert_ne!(read("left.parquet"), read("a.parquet"));
    done(
        folder,
        &[
            "restore",
            "left.parquet",
            "--removals",
            "gone.jsonl",
            "-o",
            "back.parquet",
        ],
    );
    assert_eq!(read("back.parquet"), read("a.parquet"));
    let printed = unboil(
        folder,
        &["restore", "left.parquet", "--removals", "gone.jsonl"],
    );
    assert_eq!(printed.status.code(), Some(1));
}
