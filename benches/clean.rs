//! How fast texts of different kinds are cleaned, in bytes a second.

use divan::Bencher;
use divan::counter::BytesCount;
use unboil::{Cleaner, Mode};

fn main() {
    divan::main();
}

fn raw_documents() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/raw");
    let paths = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    paths
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

fn expected_bytes() -> usize {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/expected");
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| file.unwrap().metadata().unwrap().len() as usize)
        .sum()
}

/// Documents as extractors give them.
#[divan::bench(args = Mode::ALL)]
fn raw(bencher: Bencher<'_, '_>, mode: &Mode) {
    let documents = raw_documents();
    let cleaner = Cleaner::builder().mode(*mode).build().unwrap();
    let left: usize = documents
        .iter()
        .map(|text| cleaner.clean(text).text.len())
        .sum();
    assert!(left >= expected_bytes());
    bencher
        .counter(BytesCount::new(
            documents.iter().map(String::len).sum::<usize>(),
        ))
        .bench(|| {
            documents
                .iter()
                .map(|text| cleaner.clean(text).text.len())
                .sum::<usize>()
        });
}

/// Text with nothing to remove.
#[divan::bench]
fn prose(bencher: Bencher<'_, '_>) {
    let documents = raw_documents();
    let cleaner = Cleaner::default();
    let text: String = documents
        .iter()
        .map(|text| cleaner.clean(text).text.into_owned() + "\n\n")
        .collect();
    assert!(cleaner.removals(&text).is_empty());
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| cleaner.removals(&text).len());
}
