//! What a user sees: whole documents.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod fixtures;

use fixtures::documents;
use unboil::{Cleaner, Mode};

fn assert_cleaned(cleaner: &Cleaner, expected_folder: &str) {
    for (name, raw) in documents("raw") {
        let expected = fixtures::read(&format!("{expected_folder}/{name}"));
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
