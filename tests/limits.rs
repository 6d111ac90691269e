//! What is too large is refused, with an error that names the limit; what is just small enough is not. `docs/limits.md` has the list.

use std::fmt::Write;

use unboil::{Cleaner, Mode, RulePack, SiteLearner};

/// A pack of rules, each with these matchers and an example that they match.
fn pack(rules: impl IntoIterator<Item = (String, String)>) -> String {
    let mut pack = "schema = 1\nlanguage = \"und\"\n".to_owned();
    for (number, (matchers, example)) in rules.into_iter().enumerate() {
        write!(
            pack,
            "[[rule]]\nid = \"mine/r{number}\"\ncategory = \"site\"\nsummary = \"A box\"\nstatus = \"stable\"\nsince = \"1\"\n\
             strength = \"strong\"\n{matchers}\nmust_match = [\"{example}\"]\nmust_not_match = [\"It rained, he said.\"]\n"
        )
        .unwrap();
    }
    pack
}

/// What is said of a pack, of which only a little is to be said.
fn refused(pack: &str) -> String {
    let error = RulePack::parse("mine.toml", pack).unwrap_err().to_string();
    assert!(
        error.len() < 1000,
        "{} bytes: {}",
        error.len(),
        &error[..400]
    );
    error
}

fn same(key: &str, rules: usize) -> String {
    let example = if key == "labels" { "[town:" } else { "[town" };
    let one = (format!("{key} = [\"[town\"]"), example.to_owned());
    pack(std::iter::repeat_n(one, rules))
}

#[test]
fn many_rules_are_no_reason_to_refuse_a_pack() {
    let rules = (0..10_000).map(|n| (format!("lines = [\"town {n}\"]"), format!("Town {n}")));
    let pack = RulePack::parse("mine.toml", &pack(rules)).unwrap();
    let cleaner = Cleaner::builder().pack(pack).build().unwrap();
    assert_eq!(cleaner.clean("Town 9999\n\nIt rained.").text, "It rained.");
}

#[test]
fn a_phrase_stands_in_so_many_rules() {
    for key in ["lines", "labels", "markers"] {
        RulePack::parse("mine.toml", &same(key, 100)).unwrap();
        let limit = "more than 100 in the pack are, or begin with, `[town`, which is the limit";
        let said = refused(&same(key, 1000));
        assert!(said.contains(limit), "{said}");
        assert!(said.contains("mine.toml:1003: rule mine/r100: "), "{said}");
    }
}

#[test]
fn a_pack_has_so_many_patterns() {
    let patterns = |number: usize| {
        let one = |n| format!("\"town {n} [a-z]\"");
        let all: Vec<_> = (0..number).map(one).collect();
        pack([(
            format!("patterns = [{}]", all.join(", ")),
            "town 1 a".to_owned(),
        )])
    };
    RulePack::parse("mine.toml", &patterns(4000)).unwrap();
    let said = refused(&patterns(4001));
    assert!(
        said.contains("the pack has more than 4000 patterns, which is the limit"),
        "{said}"
    );
}

#[test]
fn phrases_patterns_and_markers_have_a_length() {
    let long = "a ".repeat(500_000);
    for (matcher, limit) in [
        (
            format!("lines = [\"{long}\"]"),
            "has 999999 bytes; the limit is 1024",
        ),
        (
            format!("labels = [\"{long}\"]"),
            "has 999999 bytes; the limit is 1024",
        ),
        (
            format!("patterns = [\"{long}\"]"),
            "compiles to more than 262144 bytes",
        ),
        (
            format!("markers = [\"[{long}\"]"),
            "one line of at most 1024 bytes",
        ),
        (
            format!("markers = [\"[a{}b\"]", "*a".repeat(500_000)),
            "one line of at most 1024 bytes",
        ),
        (format!("detector = \"{long}\""), "`detector` can't be"),
        (
            format!("{} = 1\nlines = [\"a\"]", "a".repeat(1_000_000)),
            "unknown field",
        ),
    ] {
        let said = refused(&pack([(matcher, "a".to_owned())]));
        assert!(said.contains(limit), "{limit}: {said}");
    }
}

#[test]
fn phrases_and_markers_may_be_as_long_as_a_line() {
    let phrase = "a".repeat(1024);
    let marker = format!("[{}]", "a".repeat(1022));
    for (matcher, example) in [
        ("lines", phrase),
        ("markers", marker),
        ("markers", "[[".into()),
    ] {
        let pack = pack([(format!("{matcher} = [\"{example}\"]"), example)]);
        RulePack::parse("mine.toml", &pack).unwrap();
    }
}

/// The engine of patterns has no backtracking, so that what explodes elsewhere is only large.
#[test]
fn patterns_that_are_made_to_explode_are_refused_or_do_no_harm() {
    for (pattern, limit) in [
        (
            "town ((a{100}){100}){100}",
            "compiles to more than 262144 bytes",
        ),
        ("town a{4294967295}", "compiles to more than 262144 bytes"),
        ("town [^x]{5000}", "compiles to more than 262144 bytes"),
        (
            &format!("town {}a{}", "(".repeat(5000), ")".repeat(5000)),
            "nested",
        ),
        (
            &format!("town{}", "|town [a-z]".repeat(50_000)),
            "compiles to more than 262144 bytes",
        ),
    ] {
        let said = refused(&pack([(
            format!("patterns = ['{pattern}']"),
            "a".to_owned(),
        )]));
        assert!(said.contains(limit), "{said}");
    }
    for pattern in [
        "town (a*)*b",
        "town (a|a)*b",
        "town (a+a+)+b",
        "town .*.*.*.*.*b",
    ] {
        let matcher = format!("patterns = ['{pattern}']");
        let pack = RulePack::parse("mine.toml", &pack([(matcher, "town aab".to_owned())])).unwrap();
        let cleaner = Cleaner::builder()
            .without_built_in()
            .pack(pack)
            .build()
            .unwrap();
        let line = format!("town {}\n", "a".repeat(1000));
        let text = format!("{}town aab\n", line.repeat(1000));
        assert!(cleaner.clean(&text).text == line.repeat(1000), "{pattern}");
    }
}

#[test]
fn a_text_has_a_length() {
    let page = Cleaner::builder().mode(Mode::Page).build().unwrap();
    let says = |cleaner: &Cleaner, text: &str| {
        cleaner
            .check_length(text)
            .map_err(|error| error.to_string())
    };
    let menu = "Skip to content\n";
    for (cleaner, unit, most, limit) in [
        (
            &Cleaner::default(),
            "\n",
            1 << 24,
            "the text has more than 16777216 lines, which is the limit of one text",
        ),
        (
            &page,
            "\n",
            1 << 20,
            "the text has more than 1048576 lines, which is the limit of mode `page`",
        ),
        (
            &page,
            "a",
            1 << 24,
            "the text has 16777217 bytes; the limit of mode `page` is 16777216",
        ),
    ] {
        let text = unit.repeat(most);
        assert_eq!(says(cleaner, &text), Ok(()));
        let text = unit.repeat(most + 1);
        assert_eq!(says(cleaner, &text), Err(limit.to_owned()));
        let text = format!("{menu}{text}");
        let cleaned = cleaner.clean(&text);
        assert!(cleaned.removals.is_empty() && cleaned.text == text && cleaned.fell_back);
        assert!(cleaner.removals(&text).is_empty());
    }
}

#[test]
fn a_page_that_is_learned_from_has_a_length() {
    let mut learner = SiteLearner::new();
    learner
        .add("gazette.example", &"a".repeat(1 << 24))
        .unwrap();
    let error = learner
        .add("gazette.example", &"a".repeat((1 << 24) + 1))
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "gazette.example: the text of a page has 16777217 bytes; the limit is 16777216"
    );
}
