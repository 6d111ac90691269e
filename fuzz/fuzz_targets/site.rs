//! What is learned from any pages is a pack that holds, whatever their order; with it, cleaning twice is cleaning once. The first byte chooses the
//! mode, and whether the rules of this crate are there too, which takes longer to build; pages are divided by form feeds.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use unboil::{Cleaner, Mode, RulePack, SiteLearner};

const SITE: &str = "gazette.example";

fuzz_target!(|data: &[u8]| -> Corpus {
    let [settings, data @ ..] = data else {
        return Corpus::Reject;
    };
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
    let mode = [Mode::Article, Mode::Page][usize::from(settings & 1)];
    let builder = Cleaner::builder().mode(mode).pack(pack.clone());
    let builder = if settings & 14 == 0 {
        builder
    } else {
        builder.without_built_in()
    };
    let cleaner = builder.build().unwrap().for_site(SITE).unwrap();
    for page in &pages {
        let once = cleaner.clean(page);
        assert_eq!(unboil::apply(page, &once.removals).unwrap(), once.text);
        let twice = cleaner.clean(&once.text);
        assert_eq!(twice.text, once.text);
    }
    Corpus::Keep
});
