//! Any bytes are an error that names its place, or a pack that a cleaner can be built from and that obeys the laws.
#![no_main]

#[path = "../../tests/laws/mod.rs"]
#[expect(
    dead_code,
    reason = "tests and targets share it, and each needs a part"
)]
mod laws;

use libfuzzer_sys::fuzz_target;
use unboil::{Cleaner, RulePack};

fuzz_target!(|text: &str| {
    match RulePack::parse("fuzz.toml", text) {
        Ok(pack) => {
            let examples: Vec<String> = pack
                .rules()
                .flat_map(|rule| rule.must_match().map(str::to_owned).collect::<Vec<_>>())
                .collect();
            if let Ok(cleaner) = Cleaner::builder().languages(["und"]).pack(pack).build() {
                laws::all(&cleaner, &examples.join("\n"));
            }
        }
        Err(error) => {
            assert!(!error.problems().is_empty() && error.to_string().contains("problem"))
        }
    }
});
