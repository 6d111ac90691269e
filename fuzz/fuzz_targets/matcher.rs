//! Law 8: the matcher finds what trying every rule on every line finds.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
#[allow(dead_code)]
mod laws;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use unboil::Cleaner;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| {
    let builder = Cleaner::builder().drop("title").drop("byline").drop("date");
    builder.build().unwrap()
});

fuzz_target!(|text: &str| laws::fast_is_slow(&CLEANER, text));
