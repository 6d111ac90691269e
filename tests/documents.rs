//! What a user sees: whole documents.

use std::fs;
use std::path::{Path, PathBuf};

use unboil::{Cleaner, Mode};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The files of a folder of `fixtures/`, by name.
fn documents(folder: &str) -> Vec<(String, String)> {
    let mut documents: Vec<_> = fs::read_dir(fixtures().join(folder))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    documents.sort();
    assert!(!documents.is_empty());
    documents
}

fn assert_cleaned(cleaner: &Cleaner, expected_folder: &str) {
    for (name, raw) in documents("raw") {
        let expected = fs::read_to_string(fixtures().join(expected_folder).join(&name)).unwrap();
        let cleaned = cleaner.clean(&raw);
        let reasons: Vec<_> = cleaned
            .removals
            .iter()
            .map(|removal| format!("{} {:?}", removal.rule, removal.text))
            .collect();
        assert_eq!(cleaned.text, expected, "{name}: {reasons:#?}");
    }
}

#[test]
fn real_documents_are_cleaned_exactly() {
    assert_cleaned(&Cleaner::default(), "expected");
}

#[test]
fn the_body_of_real_documents_is_exact() {
    assert_cleaned(
        &Cleaner::builder().body_only(true).build().unwrap(),
        "expected-body",
    );
}

fn modes() -> [(Mode, Cleaner); 2] {
    [Mode::Markers, Mode::Article]
        .map(|mode| (mode, Cleaner::builder().mode(mode).build().unwrap()))
}

/// Lists everything that went, so that one run shows all that is wrong.
fn assert_untouched(texts: impl IntoIterator<Item = (String, String)>) {
    let cleaners = modes();
    let mut touched = Vec::new();
    for (name, text) in texts {
        for (mode, cleaner) in &cleaners {
            for removal in cleaner.removals(&text) {
                touched.push(format!(
                    "{name} ({mode}): {} takes {:?}",
                    removal.rule, removal.text
                ));
            }
        }
    }
    assert!(
        touched.is_empty(),
        "{} touched:\n{}",
        touched.len(),
        touched.join("\n")
    );
}

#[test]
fn documents_without_boilerplate_stay_whole() {
    assert_untouched(documents("negative"));
}
