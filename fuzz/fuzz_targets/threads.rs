//! Law 11: two threads with one cleaner find what one thread finds; to start more takes longer than their work. Texts are divided by form feeds; the first byte
//! chooses the mode.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
#[expect(
    dead_code,
    reason = "tests and targets share it, and each needs a part"
)]
mod laws;

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use unboil::{Cleaner, Mode};

/// For each mode one for the thread that is alone, and one that is shared.
static CLEANERS: LazyLock<Vec<[Cleaner; 2]>> = LazyLock::new(|| {
    let build = |mode: &Mode| Cleaner::builder().mode(*mode).build().unwrap();
    Mode::ALL
        .iter()
        .map(|mode| [build(mode), build(mode)])
        .collect()
});

fuzz_target!(|data: &[u8]| -> Corpus {
    let [mode, text @ ..] = data else {
        return Corpus::Reject;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return Corpus::Reject;
    };
    let texts: Vec<&str> = text.split('\u{c}').collect();
    let [alone, shared] = &CLEANERS[usize::from(*mode) % CLEANERS.len()];
    laws::threads_agree(alone, shared, &texts, 2);
    Corpus::Keep
});
