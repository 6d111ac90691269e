//! What is learned from any pages is a pack that holds, whatever their order; with it, cleaning twice is cleaning once. Pages are divided by form feeds.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use unboil::{Cleaner, Mode, RulePack, SiteLearner};

const SITE: &str = "gazette.example";

fuzz_target!(|data: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else {
        return Corpus::Reject;
    };
    let pages: Vec<&str> = text.split('\u{c}').collect();
    let mut learner = SiteLearner::new();
    let mut backwards = SiteLearner::new();
    for page in &pages {
        learner.add(SITE, page).unwrap();
    }
    for page in pages.iter().rev() {
        backwards.add(SITE, page).unwrap();
    }
    assert_eq!(learner, backwards);
    assert_eq!(SiteLearner::from_bytes(&learner.to_bytes()), Ok(backwards));
    let Ok(pack) = learner.pack(SITE) else {
        return Corpus::Keep;
    };
    let again = RulePack::parse("again.toml", &pack.to_toml()).unwrap();
    assert_eq!(again.to_toml(), pack.to_toml());
    for mode in [Mode::Article, Mode::Page] {
        let builder = Cleaner::builder().mode(mode).pack(pack.clone());
        let cleaner = builder.build().unwrap().for_site(SITE).unwrap();
        for page in &pages {
            let once = cleaner.clean(page);
            assert_eq!(unboil::apply(page, &once.removals).unwrap(), once.text);
            let twice = cleaner.clean(&once.text);
            assert_eq!(twice.text, once.text);
        }
    }
    Corpus::Keep
});
