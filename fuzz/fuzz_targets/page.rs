//! The laws in page mode, on texts that have the furniture of a page around them: each line of the input is put between menu and footer. The first
//! byte chooses the form: a block a line, hard-wrapped, or flattened.
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

static CLEANER: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::builder().mode(Mode::Page).build().unwrap());

const MENU: &str = "Home\nWorld\nBusiness\nSports\nWeather\nContact us\nLog in\nSearch\n";
const FOOTER: &str = "Related stories\nPrivacy policy\nTerms of use\nAll rights reserved\n";

fuzz_target!(|data: &[u8]| -> Corpus {
    let [form, text @ ..] = data else {
        return Corpus::Reject;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return Corpus::Reject;
    };
    let page = format!("{MENU}{text}\n{FOOTER}");
    let page = match form % 3 {
        0 => page,
        1 => laws::wrapped(&page, 79),
        _ => page.replace('\n', " "),
    };
    laws::all_but_slow(&CLEANER, &page);
    Corpus::Keep
});
