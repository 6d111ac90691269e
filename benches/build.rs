//! What it takes to build a cleaner once the packs of this crate are read.

use unboil::Cleaner;

fn main() {
    divan::main();
}

#[divan::bench]
fn default_settings() -> Cleaner {
    let cleaner = Cleaner::builder().build().unwrap();
    assert!(cleaner.rules().count() > 10);
    cleaner
}
