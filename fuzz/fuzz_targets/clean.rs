//! Every law that speaks of any text, with any settings. The first two bytes of an input choose the settings, so that plain text makes
//! a good corpus.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
#[allow(dead_code)]
mod laws;

use std::cell::RefCell;
use std::collections::HashMap;

use libfuzzer_sys::{Corpus, fuzz_target};
use unboil::{Category, Cleaner, Mode};

thread_local! {
    static CLEANERS: RefCell<HashMap<(u8, u8), Cleaner>> = RefCell::new(HashMap::new());
}

/// Three bits for mode and body, five for a category that is kept; the second byte for one that is dropped and lines that always stay.
fn cleaner(settings: (u8, u8)) -> Cleaner {
    let mut builder = Cleaner::builder()
        .mode(Mode::ALL[usize::from(settings.0 % 3)])
        .body_only(settings.0 & 4 != 0);
    let kept = Category::ALL.get(usize::from(settings.0 >> 3));
    let dropped = Category::ALL.get(usize::from(settings.1 >> 3));
    if let Some(category) = kept {
        builder = builder.keep(category.as_str());
    }
    if let Some(category) = dropped.filter(|dropped| kept != Some(dropped)) {
        builder = builder.drop(category.as_str());
    }
    if settings.1 & 1 != 0 {
        builder = builder.always_keep("e$");
    }
    if settings.1 & 2 != 0 {
        builder = builder.languages(["und"]);
    }
    builder.build().unwrap()
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [first, second, text @ ..] = data else {
        return Corpus::Reject;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return Corpus::Reject;
    };
    CLEANERS.with_borrow_mut(|cleaners| {
        let settings = (*first, *second);
        laws::all(
            cleaners
                .entry(settings)
                .or_insert_with(|| cleaner(settings)),
            text,
        );
    });
    Corpus::Keep
});
