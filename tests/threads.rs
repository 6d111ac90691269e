//! Law 11: one cleaner for as many threads as there are.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod fixtures;
#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod laws;

use proptest::prelude::*;
use unboil::{
    BuildError, Category, Cleaned, Cleaner, CleanerBuilder, LearnError, LengthError, PackError,
    Removal, Rule, RuleId, RulePack, SiteLearner, SpanError,
};

/// All that is public can be given to another thread and looked at by several; it doesn't compile otherwise.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Cleaner>();
    is_shared::<CleanerBuilder>();
    is_shared::<Cleaned<'static>>();
    is_shared::<Removal<'static>>();
    is_shared::<RulePack>();
    is_shared::<Rule>();
    is_shared::<RuleId>();
    is_shared::<Category>();
    is_shared::<SiteLearner>();
    is_shared::<BuildError>();
    is_shared::<PackError>();
    is_shared::<SpanError>();
    is_shared::<LearnError>();
    is_shared::<LengthError>();
};

const THREADS: usize = 64;

/// Documents, pages and hard sentences of the fixtures.
fn texts() -> Vec<String> {
    let documents = ["raw", "pages", "negative"].map(fixtures::documents);
    let documents = documents.into_iter().flatten().map(|(_, text)| text);
    std::iter::once(fixtures::read("hazards.tsv"))
        .chain(documents)
        .collect()
}

/// Some things are made when a line first needs them: the shared cleaner is new.
#[test]
fn sixty_four_threads_find_what_one_finds() {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert!(texts.len() > 20);
    for (alone, shared) in laws::cleaners().iter().zip(&laws::cleaners()) {
        laws::threads_agree(alone, shared, &texts, THREADS);
        assert_eq!(alone.fingerprint(), shared.fingerprint());
    }
}

/// Rules whose patterns no cleaner before this one has compiled.
const PACK: &str = r#"
schema = 1
language = "und"

[[rule]]
id = "gazette/town"
category = "site"
summary = "Names of towns"
status = "stable"
since = "1"
strength = "strong"
patterns = ["town [a-z]+", "town [0-9]{1,4}", "[a-z ]+ town", "the town (of|on|by) [a-z]+"]
must_match = ["Town hall"]
must_not_match = ["The town is old, he said."]
"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_new_cleaner_is_shared_at_once(
        lines in proptest::collection::vec("(town|the town of|Share|[a-z]{1,6}|[0-9]{1,3}| |\n){1,12}", 1..20)
    ) {
        let build = || {
            let pack = RulePack::parse("gazette.toml", PACK).unwrap();
            let builder = Cleaner::builder().without_built_in().pack(pack);
            builder.build().unwrap()
        };
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        laws::threads_agree(&build(), &build(), &lines, THREADS);
    }
}
