//! Every law that speaks of any text, with settings of every kind, but for law 8, which has a target of its own. The first byte of an input chooses the
//! settings, so that plain text makes a good corpus.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
#[expect(
    dead_code,
    reason = "tests and targets share it, and each needs a part"
)]
mod laws;

use std::sync::LazyLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use unboil::{Category, Cleaner, Mode};

/// Mode and body by what is left of the division by six, and something else besides for each sixth. All are built before the first run, and few enough that they
/// fit into memory.
static CLEANERS: LazyLock<Vec<Cleaner>> = LazyLock::new(|| (0..60).map(cleaner).collect());

fn cleaner(settings: usize) -> Cleaner {
    let builder = Cleaner::builder()
        .mode(Mode::ALL[settings % 3])
        .body_only(settings / 3 % 2 == 1);
    let builder = match settings / 6 {
        0 => builder,
        1 => builder.always_keep("e$"),
        2 => builder.languages(["und"]),
        3 => builder.keep("related").keep("und/ad-marker"),
        4 => builder.drop("date").drop("byline").keep("share"),
        // Six categories at a time that are kept.
        group => {
            let kept = Category::ALL.iter().skip((group - 5) * 6).take(6);
            kept.fold(builder, |builder, category| builder.keep(category.as_str()))
        }
    };
    builder.build().unwrap()
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [settings, text @ ..] = data else {
        return Corpus::Reject;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return Corpus::Reject;
    };
    laws::all_but_slow(&CLEANERS[usize::from(*settings) % CLEANERS.len()], text);
    Corpus::Keep
});
