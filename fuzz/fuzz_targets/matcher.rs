//! Law 8: the matcher finds what trying rules on a line finds. To try them all takes long, so the first two bytes choose some; what the matcher finds is tried in any case.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
#[expect(
    dead_code,
    reason = "tests and targets share it, and each needs a part"
)]
mod laws;

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use unboil::Cleaner;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| {
    let builder = Cleaner::builder().drop("title").drop("byline").drop("date");
    builder.build().unwrap()
});

static RULES: LazyLock<usize> = LazyLock::new(|| CLEANER.rules().count());

fuzz_target!(|data: &[u8]| -> Corpus {
    let [low, high, line @ ..] = data else {
        return Corpus::Reject;
    };
    match std::str::from_utf8(line) {
        Ok(line) if !line.contains('\n') => {
            let first = usize::from(u16::from_le_bytes([*low, *high])) % *RULES;
            laws::fast_is_slow_for(&CLEANER, line, first, 8);
            Corpus::Keep
        }
        _ => Corpus::Reject,
    }
});
