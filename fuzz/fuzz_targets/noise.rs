//! Law 6: examples of rules between the paragraphs of a clean article come out again. Law 10: hard sentences stay.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
#[expect(
    dead_code,
    reason = "tests and targets share it, and each needs a part"
)]
mod laws;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use unboil::Cleaner;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(Cleaner::default);

static NOISES: LazyLock<Vec<String>> =
    LazyLock::new(|| CLEANER.rules().flat_map(laws::noises).collect());

static HAZARDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let table = include_str!("../../fixtures/hazards.tsv");
    table
        .lines()
        .skip(1)
        .filter_map(|row| row.split('\t').nth(2))
        .collect()
});

#[derive(arbitrary::Arbitrary, Debug)]
struct Input {
    noises: Vec<u16>,
    place: u8,
    hazard: u16,
    crlf: bool,
}

fuzz_target!(|input: Input| {
    // Several pieces of noise in one place: what stands in company must still go.
    let pieces = input.noises.iter().take(6);
    let pieces: Vec<&str> = pieces
        .map(|&number| NOISES[usize::from(number) % NOISES.len()].as_str())
        .collect();
    if !pieces.is_empty() {
        let place = usize::from(input.place) % (laws::ARTICLE.len() + 1);
        laws::noise_comes_out(&CLEANER, &laws::ARTICLE, &pieces.join("\n\n"), place);
    }
    let hazard = HAZARDS[usize::from(input.hazard) % HAZARDS.len()];
    laws::keeps(&CLEANER, hazard, &laws::ARTICLE);
    if input.crlf {
        laws::line_ends(&CLEANER, &format!("{}\n{hazard}", pieces.join("\n")));
    }
});
