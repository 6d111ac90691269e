//! What an input is: by `--format`, by its name, or by its first bytes.

use std::path::Path;

use clap::ValueEnum;
use serde::Deserialize;

/// How texts stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    /// Each file is one text.
    Text,
    /// Each line is a JSON object with the text in one of its fields.
    #[value(alias = "ndjson")]
    Jsonl,
    /// Rows with the text in one of the columns.
    Parquet,
    /// Common Crawl WET and other WARC files; the text is in the conversion records.
    #[value(alias = "wet")]
    Warc,
    /// Comma-separated values with a header row.
    Csv,
    /// Tab-separated values with a header row.
    Tsv,
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// By the ending of a name.
    pub(crate) fn of_name(name: &Path) -> Compression {
        match ending(name).as_deref() {
            Some("gz" | "gzip") => Compression::Gzip,
            Some("zst" | "zstd") => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// By the first bytes (RFC 1952, RFC 8878). A zstd file may begin with a skippable frame.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Compression {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Compression::Zstd,
            _ => Compression::None,
        }
    }
}

impl Format {
    /// By the ending of a name, without that of a compression.
    pub(crate) fn of_name(name: &Path) -> Option<Format> {
        let inner = match Compression::of_name(name) {
            Compression::None => name.to_path_buf(),
            _ => name.with_extension(""),
        };
        match ending(&inner)?.as_str() {
            "txt" | "text" | "md" | "markdown" => Some(Format::Text),
            "jsonl" | "ndjson" | "json" => Some(Format::Jsonl),
            "parquet" | "pq" => Some(Format::Parquet),
            "wet" | "warc" => Some(Format::Warc),
            "csv" => Some(Format::Csv),
            "tsv" | "tab" => Some(Format::Tsv),
            _ => None,
        }
    }

    /// By the first bytes, unpacked. What nothing speaks for is text.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Format {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        if bytes.starts_with(b"PAR1") {
            Format::Parquet
        } else if bytes.starts_with(b"WARC/") {
            Format::Warc
        } else if begins_with_object(bytes) {
            Format::Jsonl
        } else {
            Format::Text
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Jsonl => "JSON lines",
            Format::Parquet => "Parquet",
            Format::Warc => "WARC",
            Format::Csv => "CSV",
            Format::Tsv => "TSV",
        }
    }
}

/// Whether the first line begins with a JSON object and its first key: no prose does.
fn begins_with_object(bytes: &[u8]) -> bool {
    let blank = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let after = |bytes: &[u8], wanted: u8| -> Option<usize> {
        let at = bytes.iter().position(|byte| !blank(byte))?;
        (bytes[at] == wanted).then_some(at + 1)
    };
    let key_end = |bytes: &[u8]| {
        let mut escaped = false;
        bytes.iter().position(|&byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        })
    };
    let found = || {
        let object = &bytes[after(bytes, b'{')?..];
        let key = &object[after(object, b'"')?..];
        let rest = &key[key_end(key)? + 1..];
        after(rest, b':')
    };
    found().is_some()
}

fn ending(name: &Path) -> Option<String> {
    Some(name.extension()?.to_str()?.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_file_is() {
        let of = |name: &str| {
            let name = Path::new(name);
            (Format::of_name(name), Compression::of_name(name))
        };
        assert_eq!(of("a.wet.gz"), (Some(Format::Warc), Compression::Gzip));
        assert_eq!(of("a.JSONL.zst"), (Some(Format::Jsonl), Compression::Zstd));
        assert_eq!(of("a.tsv"), (Some(Format::Tsv), Compression::None));
        assert_eq!(of("README"), (None, Compression::None));
    }

    #[test]
    fn first_bytes_say_what_a_name_does_not() {
        assert_eq!(Format::of_bytes(br#"{"text": "#), Format::Jsonl);
        assert_eq!(Format::of_bytes(br#" { "a\"b" : 1}"#), Format::Jsonl);
        assert_eq!(
            Format::of_bytes("\u{feff}{\"a\": 1}".as_bytes()),
            Format::Jsonl
        );
        assert_eq!(Format::of_bytes(br#"{"It rained," he said."#), Format::Text);
        assert_eq!(Format::of_bytes(b"{\n  \"text\": 1"), Format::Text);
        assert_eq!(Format::of_bytes(b"WARC/1.0\r\n"), Format::Warc);
        assert_eq!(Format::of_bytes(b""), Format::Text);
    }
}
