//! The packs of this crate keep their word, and what is wrong with a pack is said in one go.

use unboil::{Category, Cleaner, Mode, RulePack};

#[test]
fn every_rule_keeps_its_word() {
    for mode in [Mode::Article, Mode::Page] {
        if let Err(error) = Cleaner::builder().mode(mode).build().unwrap().verify() {
            panic!("{mode}: {error}");
        }
    }
}

#[test]
fn rules_for_the_parts_of_an_article_keep_their_word() {
    let own = Category::ALL
        .iter()
        .filter(|category| category.is_of_article());
    let cleaner = own.fold(Cleaner::builder(), |builder, category| {
        builder.drop(category.as_str())
    });
    let cleaner = cleaner.build().unwrap();
    let Err(error) = cleaner.verify() else { return };
    // The other rules' examples are written for a cleaner that keeps those parts.
    let is_own = |id: &str| {
        let rule = cleaner.rules().find(|rule| rule.id() == id).unwrap();
        rule.category().is_of_article()
    };
    let problems: Vec<_> = error
        .problems()
        .iter()
        .filter(|problem| problem.rule().is_none_or(is_own))
        .map(ToString::to_string)
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn ids_say_which_pack_they_stand_in() {
    for rule in Cleaner::default().rules() {
        let (file, _) = rule.defined_at();
        let (pack, _) = rule.id().as_str().split_once('/').unwrap();
        assert_eq!(file, format!("rules/{pack}.toml"));
        // What stands around the article of a page is the same in every language.
        let language = if pack == "page" { "und" } else { pack };
        assert_eq!(rule.language(), language, "{}", rule.id());
    }
}

/// Every phrase stands in one rule of its pack, in alphabetical order: a phrase that is found in two places was added without looking.
#[test]
fn phrases_are_sorted_and_stand_once() {
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut seen = std::collections::HashMap::new();
        let mut wrong = Vec::new();
        for (rule, key, phrases) in phrase_lists(&text) {
            let mut sorted = phrases.clone();
            sorted.sort_by_key(|phrase| phrase.to_lowercase());
            if phrases != sorted {
                wrong.push(format!("{rule}: `{key}` is not sorted"));
            }
            for phrase in phrases {
                if let Some(first) = seen.insert((key.clone(), phrase.to_lowercase()), rule.clone())
                {
                    wrong.push(format!("`{phrase}` stands in {first} and in {rule}"));
                }
            }
        }
        assert!(
            wrong.is_empty(),
            "{}:\n{}",
            path.display(),
            wrong.join("\n")
        );
    }
}

/// Rule id, key and strings of every `lines` and `labels` of a pack.
fn phrase_lists(text: &str) -> Vec<(String, String, Vec<String>)> {
    let pack = toml::de::DeTable::parse(text).unwrap();
    let rules = pack.get_ref()["rule"].get_ref().as_array().unwrap();
    let mut lists = Vec::new();
    for rule in rules.iter().map(|rule| rule.get_ref().as_table().unwrap()) {
        let id = rule["id"].get_ref().as_str().unwrap();
        for key in ["lines", "labels"] {
            if let Some(list) = rule.get(key) {
                let strings = list.get_ref().as_array().unwrap().iter();
                let strings = strings.map(|value| value.get_ref().as_str().unwrap().to_owned());
                lists.push((id.to_owned(), key.to_owned(), strings.collect()));
            }
        }
    }
    lists
}

fn pack(rule: &str) -> String {
    format!("schema = 1\nlanguage = \"en\"\n\n[[rule]]\n{rule}")
}

const GOOD: &str = include_str!("../fixtures/packs/rule.toml");

fn complaints(text: &str) -> String {
    RulePack::parse("mine.toml", text).unwrap_err().to_string()
}

#[test]
fn one_error_lists_everything() {
    let text = pack(GOOD)
        + r#"
[[rule]]
id = "mine/box"
category = "advertisment"
summary = ""
status = "stable"
since = "1"
strength = "strong"
patern = ["x"]
patterns = ["(a", "b"]
must_match = ["a"]

[[rule]]
id = "Mine"
category = "site"
summary = "Another"
status = "stable"
since = "1"
strength = "weak"
lines = ["- - -", 7]
must_match = ["x"]
must_not_match = ["y"]
max_words = 0
block = { belong = ["headline"] }
"#;
    let error = complaints(&text);
    for expected in [
        "12 problems",
        "mine.toml:17: rule mine/box: `category` can't be `advertisment`; did you mean `advertisement`?",
        "`summary` is empty",
        "unknown field `patern`; did you mean `patterns`?",
        "pattern `(a`: unclosed group",
        "pattern `b`: must begin or end with literal text of at least 2 characters",
        "`must_not_match` needs at least one example",
        "an id is `pack/name` in lower-case letters, digits and hyphens",
        "nothing is left of `- - -` once its decoration is cut off",
        "`lines` must hold strings only",
        "`max_words` must be a whole number from 1 to 1000",
        "unknown field `belong`; did you mean `belongs`?",
        "a block needs `belongs` or `ends`",
    ] {
        assert!(error.contains(expected), "{expected}\n{error}");
    }
}

#[test]
fn ids_are_given_once() {
    let text = pack(GOOD) + "\n[[rule]]\n" + GOOD;
    assert!(
        complaints(&text)
            .contains("mine.toml:15: rule mine/box: the id is given twice; first in line 4")
    );
    let pack = RulePack::parse("mine.toml", &pack(GOOD)).unwrap();
    let error = Cleaner::builder()
        .pack(pack.clone())
        .pack(pack)
        .build()
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("mine.toml:4: rule mine/box: the id is taken by mine.toml:4"),
        "{error}"
    );
}

#[test]
fn ids_are_two_names() {
    for id in ["mine", "mine/", "/box", "mine/Box", "Mine/box", "mine/a/b"] {
        let said = complaints(&pack(&GOOD.replace("mine/box", id)));
        assert!(said.contains("an id is `pack/name`"), "{id}: {said}");
    }
    let pack = pack(&GOOD.replace("mine/box", "mine-2/box-of-10"));
    assert!(RulePack::parse("mine.toml", &pack).is_ok());
}

#[test]
fn examples_that_fail_are_missing_or_noisy() {
    let text = pack(
        &GOOD
            .replace("\"Weather in your town\"", "\"Weather\"")
            .replace("is cold.", "!"),
    );
    let text = text.replace("Weather in your town !", "Weather in your town!");
    assert!(RulePack::parse_unverified("mine.toml", &text).is_ok());
    let error = complaints(&text);
    assert!(
        error.contains("missing: must_match `Weather` is not matched"),
        "{error}"
    );
    assert!(
        error.contains("noisy: must_not_match `Weather in your town!` is matched"),
        "{error}"
    );
}

#[test]
fn patterns_have_a_size_limit() {
    let rule = GOOD.replace(
        "lines = [\"weather in your town\"]",
        "patterns = ['weather in \\w{200}{50}.*']",
    );
    let error = complaints(&pack(&rule));
    assert!(
        error.contains("compiles to more than 262144 bytes"),
        "{error}"
    );
}

#[test]
fn broken_toml_is_named_by_line() {
    assert!(complaints("schema = 1\nlanguage = \n").contains("mine.toml:2: "));
    assert!(complaints("").contains("`schema = 1` is missing"));
    assert!(complaints("schema = 1\nlanguage = \"en\"").contains("the pack holds no rule"));
}

#[test]
fn settings_that_name_nothing_are_listed() {
    let error = Cleaner::builder()
        .keep("newsleter")
        .drop("en/nothing")
        .languages(["xx"])
        .always_keep("(")
        .keep("related")
        .drop("related")
        .build()
        .unwrap_err();
    assert_eq!(error.problems().len(), 5, "{error}");
}

#[test]
fn categories_and_rules_can_be_kept_and_dropped() {
    let text = "By Jane Doe\n\nShare this story\n\nSkip to content\n\nThe ferry left the harbour an hour late because fog had \
                settled over the mouth of the river, and nobody on the quay could see the far bank.";
    let clean =
        |builder: unboil::CleanerBuilder| builder.build().unwrap().clean(text).text.into_owned();
    assert!(!clean(Cleaner::builder()).contains("Share"));
    assert!(
        clean(Cleaner::builder().keep("share"))
            .starts_with("By Jane Doe\n\nShare this story\n\nThe ferry")
    );
    assert!(clean(Cleaner::builder().keep("en/share-prompt")).contains("Share"));
    assert!(!clean(Cleaner::builder().keep("share").drop("en/share-prompt")).contains("Share"));
    assert!(clean(Cleaner::builder().drop("byline")).starts_with("The ferry"));
    assert!(clean(Cleaner::builder().languages(["und"])).contains("Skip"));
}

#[test]
fn the_fingerprint_changes_with_what_is_removed() {
    let fingerprint = |builder: unboil::CleanerBuilder| builder.build().unwrap().fingerprint();
    let mine = RulePack::parse("mine.toml", &pack(GOOD)).unwrap();
    let other = RulePack::parse(
        "mine.toml",
        &pack(&GOOD.replace("lines = [\"w", "lines = [\"x\", \"w")),
    )
    .unwrap();
    let mut fingerprints = vec![
        fingerprint(Cleaner::builder()),
        fingerprint(Cleaner::builder().mode(Mode::Markers)),
        fingerprint(Cleaner::builder().body_only(true)),
        fingerprint(Cleaner::builder().keep("share")),
        fingerprint(Cleaner::builder().always_keep("x")),
        fingerprint(Cleaner::builder().pack(mine)),
        fingerprint(Cleaner::builder().pack(other)),
    ];
    assert_eq!(fingerprints[0], Cleaner::default().fingerprint());
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 7);
}

#[test]
fn a_header_that_always_stays_keeps_its_list() {
    let text = "You may also like\nTen years of roadworks on the old bridge\nSeven islands you can reach on foot\n";
    let cleaner = Cleaner::builder().always_keep("^You may").build().unwrap();
    assert_eq!(cleaner.clean(text).text, text);
    assert_eq!(unboil::clean(text), "");
}

#[test]
fn values_of_another_kind_are_named() {
    let rule = |line: &str| pack(&format!("{GOOD}{line}\n"));
    for (text, expected) in [
        (
            "schema = \"1\"".to_owned(),
            "mine.toml:1: `schema` must be a whole number",
        ),
        (
            "schema = 9".to_owned(),
            "schema 9 is not known; this version reads schema 1",
        ),
        (
            "schema = 1\nlanguage = 7".to_owned(),
            "mine.toml:2: `language` must be a string",
        ),
        (
            "schema = 1\nsite = \" \"".to_owned(),
            "mine.toml:2: `site` is empty",
        ),
        (
            "schema = 1\nrule = 7".to_owned(),
            "mine.toml:2: `rule` must be an array of tables: `[[rule]]`",
        ),
        (
            "schema = 1\nrule = [7]".to_owned(),
            "mine.toml:2: a rule must be a table: `[[rule]]`",
        ),
        (
            rule("labels = \"town\""),
            "rule mine/box: `labels` must be an array of strings",
        ),
        (rule("labels = [\" \"]"), "`labels` holds an empty string"),
        (rule("closed = \"no\""), "`closed` must be true or false"),
        (
            rule("max_words = \"two\""),
            "`max_words` must be a whole number from 1 to 1000",
        ),
        (
            rule("markers = ['[']"),
            "marker `[` must be one line of at most 1024 bytes, begin with two literal bytes, and not end with `*`",
        ),
        (rule("markers = ['[ad_*']"), "marker `[ad_*` must be"),
        (rule("markers = [\"[ad\\n]\"]"), "marker `[ad\n]` must be"),
        (rule("block = 7"), "`block` must be a table"),
        (rule("seen = 7"), "`seen` must be a table"),
        (
            rule("seen = { pages = \"many\" }"),
            "`pages` must be a number of pages",
        ),
        (
            rule("seen = { pages = 9, of = 3 }"),
            "`seen` needs `pages`, at least 1, and `of`",
        ),
        (
            pack(&GOOD.replace("lines = [\"weather in your town\"]\n", "")),
            "one of `lines`, `labels`, `patterns`, `markers`, `detector` is needed",
        ),
        (
            pack(&GOOD.replace("strong", "weak")),
            "a weak rule, a block or a detector needs an example of several lines in must_match",
        ),
        (
            pack(&GOOD.replace(
                "[\"Weather in your town\"]",
                "[\"- Weather in your town\\nIt rained.\"]",
            )),
            "must begin with `- ` or two spaces",
        ),
    ] {
        let said = complaints(&text);
        assert!(said.contains(expected), "{expected}\n{said}");
    }
}

#[test]
fn a_problem_says_where_it_is() {
    let error = RulePack::parse("mine.toml", &pack(&GOOD.replace("strong", "weak"))).unwrap_err();
    let [problem] = error.problems() else {
        panic!("{error}")
    };
    assert_eq!(problem.place(), Some(("mine.toml", 4)));
    assert_eq!(problem.rule(), Some("mine/box"));
    let error = Cleaner::builder().drop("nothing").build().unwrap_err();
    assert_eq!(error.problems()[0].place(), None);
}

/// It stays in the pack so that its id is not given again.
#[test]
fn a_rule_that_was_removed_needs_no_matcher_and_takes_nothing() {
    let removed = GOOD.replace("stable", "removed");
    let removed = removed.replace("lines = [\"weather in your town\"]\n", "");
    let pack = RulePack::parse("mine.toml", &pack(&removed)).unwrap();
    let cleaner = Cleaner::builder().without_built_in().pack(pack);
    let cleaner = cleaner.build().unwrap();
    cleaner.verify().unwrap();
    let text = "It rained.\n\nWeather in your town\n\nIt snowed.";
    assert_eq!(cleaner.clean(text).text, text);
}

#[test]
fn examples_that_fail_in_documents_are_wrong_or_noisy() {
    let said = |rules: &[String]| {
        let text = pack(&rules.join("\n[[rule]]\n"));
        let pack = RulePack::parse("mine.toml", &text).unwrap();
        let builder = Cleaner::builder().without_built_in().pack(pack);
        builder.build().unwrap().verify().unwrap_err().to_string()
    };
    let matching = |examples: &str| GOOD.replace("[\"Weather in your town\"]", examples);
    let staying = |examples: &str| GOOD.replace("[\"Weather in your town is cold.\"]", examples);
    let another = GOOD.replace("mine/box", "mine/another");
    let another = another
        .replace("in your", "of your")
        .replace("in your", "of your");
    let another = another.replace("Weather in", "Weather of");
    for (rules, expected) in [
        (
            vec![matching(
                "[\"Weather in your town\", \"- Weather in your town\\n- Snow\"]",
            )],
            "leaves `Snow`",
        ),
        (
            vec![matching(
                "[\"Weather in your town\", \"  Weather in your town\\n  Snow\"]",
            )],
            "loses `Weather in your town`",
        ),
        (
            vec![
                another.clone(),
                matching(
                    "[\"Weather in your town\", \"- Weather of your town\\n  It rained all day, and the day after.\"]",
                ),
            ],
            "is removed by mine/another instead",
        ),
        (
            vec![another.clone(), staying("[\"Weather of your town\"]")],
            "noisy: from must_not_match `Weather of your town` between two paragraphs the rule mine/another takes `Weather of your town",
        ),
    ] {
        let error = said(&rules);
        assert!(error.contains(expected), "{expected}\n{error}");
    }
}

#[test]
fn one_line_examples_are_tried_between_paragraphs() {
    let pack = RulePack::parse("mine.toml", &pack(GOOD)).unwrap();
    let builder = Cleaner::builder().pack(pack).always_keep("^Weather");
    let error = builder.build().unwrap().verify().unwrap_err().to_string();
    let expected = "rule mine/box: wrong: must_match `Weather in your town` between two paragraphs leaves `Weather in your town`";
    assert!(error.contains(expected), "{error}");
}

/// All that decides what goes is a part of the fingerprint.
#[test]
fn packs_that_are_written_and_read_again_are_the_same() {
    let mut again = Cleaner::builder().without_built_in();
    for pack in RulePack::built_in() {
        let written = pack.to_toml();
        let read = RulePack::parse("again.toml", &written).unwrap();
        assert_eq!(read.to_toml(), written);
        for (read, rule) in read.rules().zip(pack.rules()) {
            assert_eq!(
                (read.summary(), read.status(), read.since()),
                (rule.summary(), rule.status(), rule.since())
            );
            assert_eq!(
                (read.detector(), read.opens_block(), read.has_markers()),
                (rule.detector(), rule.opens_block(), rule.has_markers())
            );
        }
        again = again.pack(read);
    }
    let again = again.build().unwrap();
    assert_eq!(again.fingerprint(), Cleaner::default().fingerprint());
}

/// What no rule asks for is not looked for: a repeated title, a menu, a footer, keywords, an address, copies.
#[test]
fn without_the_rules_of_this_crate_only_ones_own_take_anything() {
    let paragraph = |town: &str| {
        format!(
            "The ferry from {town} left the harbour an hour late because fog had settled over the mouth of the river, and nobody on the \
             quay could see the far bank until the bells began to ring."
        )
    };
    let (first, second) = (paragraph("Ostby"), paragraph("Westby"));
    let text = format!(
        "Home\nNews\nSport\nLog in\nFog stops the morning ferry\nFog stops the morning ferry\n\n{first}\n\nWeather in your town\n\n{second}\n\n\
         {first}\n\n{second}\n\nferry, fog, harbour, river, ferry times, fog today\n\n12 Quay Street, Ostby 40213\n\nPrivacy policy\nAll rights reserved\n"
    );
    assert!(Cleaner::default().removals(&text).len() > 2);
    for mode in [Mode::Article, Mode::Page] {
        let pack = RulePack::parse("mine.toml", &pack(GOOD)).unwrap();
        let builder = Cleaner::builder().mode(mode).without_built_in().pack(pack);
        let removals = builder.build().unwrap().removals(&text);
        let rules: Vec<&str> = removals
            .iter()
            .map(|removal| removal.rule.as_str())
            .collect();
        assert_eq!(rules, ["mine/box"], "{mode}");
    }
}

/// Beside a pack of one's own, and without those of other languages, the rules of this crate match what they matched.
#[test]
fn rules_match_the_same_in_other_company() {
    let all = Cleaner::default();
    let pack = RulePack::parse("mine.toml", &pack(GOOD)).unwrap();
    let mine = Cleaner::builder().pack(pack).build().unwrap();
    let some = Cleaner::builder().languages(["und", "en", "ko"]);
    let some = some.build().unwrap();
    let is_in = |cleaner: &Cleaner, id: &str| cleaner.rules().any(|rule| rule.id() == id);
    for rule in all.rules() {
        for line in rule.must_match().chain(rule.must_not_match()) {
            let expected = all.matches(line);
            assert_eq!(mine.matches(line), expected, "{line}");
            let of_some = expected.into_iter();
            let of_some = of_some.filter(|id| is_in(&some, id.as_str()));
            assert!(some.matches(line).into_iter().eq(of_some), "{line}");
        }
    }
    let ids = mine.matches("Weather in your town");
    assert!(ids.iter().any(|id| *id == "mine/box"), "{ids:?}");
}

/// Law 8 for rules of many kinds: a line is looked up by few of its bytes, and what is found is what rules say.
#[test]
fn lines_are_found_by_their_bytes() {
    let matchers = [
        "lines = ['share this story', 'it rained']",
        "lines = ['share', 'été', '1 of 3']\nclosed = false",
        "lines = ['it rained']\nclosed = true",
        "labels = ['written by all of', 'もっと']\nmax_words = 38",
        "labels = ['ab', 'abc', 'abcdefgh', 'abcdefghij']\nmax_words = 3",
        "patterns = ['share (?:this|that)(?: story)?']",
        "patterns = ['share .*']\nmax_words = 60",
        "patterns = ['.* ago', '(?:it|we) .*d']\nclosed = true",
        "patterns = ['[0-9]+ (?:comments?|shares?)', '[0-9]+ (?:of|von) [0-9]+']",
        "patterns = ['1 .*字', '1[0-9]* [a-z]+']\nclosed = false",
        "patterns = ['share .*[一-龥]', '[k-m]elvin .*[ſs]', '.*[éa] [0-9]']",
    ];
    let rules: Vec<String> = matchers
        .iter()
        .enumerate()
        .map(|(number, matchers)| {
            GOOD.replace("mine/box", &format!("mine/box-{number}"))
                .replace("lines = [\"weather in your town\"]", matchers)
        })
        .collect();
    let pack = pack(&rules.join("\n[[rule]]\n"));
    let pack = RulePack::parse_unverified("mine.toml", &pack).unwrap();
    let cleaner = Cleaner::builder().without_built_in().pack(pack);
    let cleaner = cleaner.build().unwrap();
    let long = "Gull ".repeat(37) + "gull";
    let mut found = 0;
    for line in [
        "Share",
        "Share this",
        "share this story",
        "Share that story.",
        "Share 一",
        "SHARE é",
        &format!("Share {long}"),
        &format!("Share {long} {long}"),
        &format!("Written by all of: {long}"),
        &format!("Written by all of: {long} more"),
        "Written by all of: gulls",
        "もっと: All",
        "もっと見る",
        "It rained",
        "It rained.",
        "It snowed.",
        "It snowed",
        "Three days ago",
        "Three days ago.",
        "Été",
        "été.",
        "1 of 3",
        "1 von 3.",
        "12 comments",
        "12 comments.",
        "1 字",
        "1 share",
        "19 gulls",
        "2 gulls",
        "Ab: One",
        "Abc: One",
        "Abcd: One",
        "Abcdefgh: One two three",
        "Abcdefgh: One two three four",
        "Abcdefghij: One",
        "\u{212A}elvin and gull\u{17F}",
        "Melvin and gulls",
        "Gull é 7",
        "Gull a 7",
        "ab",
        "a",
    ] {
        let slow: Vec<_> = cleaner
            .rules()
            .filter(|rule| rule.matches(line))
            .map(|rule| rule.id())
            .collect();
        let fast = cleaner.matches(line);
        assert_eq!(fast.iter().collect::<Vec<_>>(), slow, "{line}");
        found += slow.len();
    }
    assert!(found > 30, "{found}");
}

/// Takes a line "The box", and the lines of a kind behind it, of which one is given.
fn cleaner_with_block(kind: &str, line: &str) -> Cleaner {
    let block = format!(
        r#"lines = ["the box"]
block = {{ belongs = ["{kind}"] }}
must_match = ["- The box\n- {line}"]
must_not_match = ["Prose."]
"#
    );
    let lines = GOOD.find("lines = ").unwrap();
    let pack = pack(&(GOOD[..lines].to_owned() + &block));
    let pack = RulePack::parse("mine.toml", &pack).unwrap();
    Cleaner::builder().pack(pack).build().unwrap()
}

#[test]
fn a_block_of_sentences() {
    let cleaner = cleaner_with_block("sentence", "It is small.");
    let text = "The box\nIt is small.\nIt is blue.\nSeven islands\n";
    assert_eq!(cleaner.clean(text).text, "Seven islands\n");
}

#[test]
fn a_block_of_times() {
    let cleaner = cleaner_with_block("time", "9:30 am");
    let text = "The box\n9:30 am\n00:15 / 29:12\nAM 9:30\n";
    assert_eq!(cleaner.clean(text).text, "AM 9:30\n");
}

#[test]
fn an_example_of_lines_that_stand_twice() {
    let rule = GOOD.replace(
        r#"must_match = ["#,
        r#"must_match = ["- Weather in your town\n  It rained.\n- It rained.", "#,
    );
    let pack = RulePack::parse("mine.toml", &pack(&rule)).unwrap();
    let error = Cleaner::builder().pack(pack).build().unwrap().verify();
    let error = error.unwrap_err().to_string();
    assert!(error.contains("leaves `It rained.\nIt rained.`"), "{error}");
}
