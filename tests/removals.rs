//! What goes, span by span. Removals that were kept elsewhere may not belong to the text they are held against: that is an error which says where and
//! why, and no wrong text.

use std::collections::HashMap;

use unboil::{Cleaner, Removal, RuleId, RulePack, apply, restore};

const TEXT: &str = "[ad_1]\nÄgypten im Regen.\n\n[ad_2]\n\nEs regnet.";

fn removals() -> Vec<Removal<'static>> {
    let removals = Cleaner::default().removals(TEXT).into_iter();
    removals.map(Removal::into_owned).collect()
}

/// What `apply` and `restore` say of removals that `change` has spoilt.
fn said(change: impl Fn(&mut Vec<Removal<'static>>)) -> [String; 2] {
    let mut removals = removals();
    let cleaned = apply(TEXT, &removals).unwrap().into_owned();
    change(&mut removals);
    [
        apply(TEXT, &removals).unwrap_err().to_string(),
        restore(&cleaned, &removals).unwrap_err().to_string(),
    ]
}

#[test]
fn removals_of_their_own_text_go_there_and_back() {
    let removals = removals();
    assert_eq!(removals.len(), 2);
    let cleaned = apply(TEXT, &removals).unwrap();
    assert_eq!(cleaned, "Ägypten im Regen.\n\nEs regnet.");
    assert_eq!(restore(&cleaned, &removals).unwrap(), TEXT);
}

#[test]
fn a_removal_beyond_the_text() {
    let [apply, restore] = said(|removals| {
        removals[1].span.start += 100;
        removals[1].span.end += 100;
    });
    assert!(apply.starts_with("removal 1 covers bytes "), "{apply}");
    let end = format!(", but the text has {} bytes", TEXT.len());
    assert!(apply.ends_with(&end), "{apply}");
    assert!(
        restore.ends_with("the cleaned text has no place for it"),
        "{restore}"
    );
}

#[test]
fn removals_out_of_order() {
    let [apply, restore] = said(|removals| removals.swap(0, 1));
    let begin = "removal 1 covers bytes 0 to 7, but must begin at byte";
    assert!(apply.starts_with(begin), "{apply}");
    assert!(
        restore.starts_with("removal 1 covers bytes 0 "),
        "{restore}"
    );
}

#[test]
fn an_empty_removal() {
    let [apply, restore] = said(|removals| {
        removals[0].span.end = 0;
        removals[0].text = "".into();
    });
    assert!(apply.ends_with("and not be empty"), "{apply}");
    assert!(
        restore.ends_with("its text has another length"),
        "{restore}"
    );
}

#[test]
fn a_removal_that_cuts_a_character() {
    // `Ä` stands in bytes 7 and 8.
    let [apply, restore] = said(|removals| removals[0].span = 0..8);
    assert!(
        apply.ends_with("but these are not character boundaries"),
        "{apply}"
    );
    assert!(
        restore.ends_with("its text has another length"),
        "{restore}"
    );
    let mut cut = removals().split_off(1);
    cut[0].span = 1..1 + cut[0].text.len();
    let error = unboil::restore("Ägypten", &cut).unwrap_err().to_string();
    assert!(
        error.ends_with("the cleaned text has no place for it"),
        "{error}"
    );
}

#[test]
fn a_removal_of_another_text() {
    let mut removals = removals();
    removals[0].text = "[ad_9]\n".into();
    let error = apply(TEXT, &removals).unwrap_err().to_string();
    assert_eq!(
        error,
        "removal 0 covers bytes 0 to 7, but another text stands there"
    );
}

/// What goes, each with its rule.
fn went(text: &str) -> Vec<(String, String)> {
    let removals = Cleaner::default().removals(text);
    let pair = |removal: Removal<'_>| (removal.text.into_owned(), removal.rule.to_string());
    removals.into_iter().map(pair).collect()
}

const FIRST: &str = "The ferry left the harbour an hour late because fog had settled over the mouth of the river, and nobody on the quay could see the far bank.";
const SECOND: &str = "By the evening the wind had turned to the north, the water was clear again, and the last crossing of the day left at nine.";

#[test]
fn neighbours_are_taken_by_a_rule_each() {
    let text = format!("{FIRST}\n\nShare this story\nSkip to content\n\n{SECOND}\n");
    let rules: Vec<String> = went(&text).into_iter().map(|(_, rule)| rule).collect();
    assert_eq!(rules, ["en/share-prompt", "en/skip-link"]);
    assert_eq!(unboil::clean(&text), format!("{FIRST}\n\n{SECOND}\n"));
}

#[test]
fn a_marker_goes_from_a_line_that_stays_and_with_one_that_goes() {
    let text = format!(
        "{FIRST} [ad_1]\n\nYou may also like\nSeven islands [embed]x[/embed] on foot\n\n{SECOND}[ad_3]\n"
    );
    let went = went(&text);
    let texts: Vec<&str> = went.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(
        texts,
        [
            " [ad_1]",
            "You may also like\nSeven islands [embed]x[/embed] on foot\n\n",
            "[ad_3]"
        ]
    );
}

#[test]
fn one_blank_line_stays_of_several_behind_what_goes() {
    let text = format!("{FIRST}\nShare this story\n\n\n\n{SECOND}");
    assert_eq!(unboil::clean(&text), format!("{FIRST}\n\n{SECOND}"));
}

#[test]
fn the_end_of_a_line_goes_with_the_lines_behind_it() {
    let text = format!("{FIRST} Share this story\nSkip to content\n\n{SECOND}\n\n{FIRST}\n");
    assert_eq!(
        unboil::clean(&text),
        format!("{FIRST}\n\n{SECOND}\n\n{FIRST}\n")
    );
}

/// What stands between the two ends of a note goes, unless that is most of the text: then only what is certain goes.
#[test]
fn a_note_that_is_longer_than_the_rest_stays() {
    let note =
        format!("skip past newsletter promotion\n{FIRST}\n{SECOND}\nafter newsletter promotion\n");
    let cleaner = Cleaner::default();
    let long = format!("{note}\nIt rained, he said, for most of the day and of the night.\n");
    let cleaned = cleaner.clean(&long);
    assert!(cleaned.fell_back);
    assert!(cleaned.text.contains(FIRST) && cleaned.text.contains(SECOND));
    // What needs company has another try.
    let labelled = cleaner
        .clean(&format!("{long}Comments\n"))
        .text
        .into_owned();
    assert_eq!(labelled, cleaned.text);
    let article = [FIRST, SECOND].join("\n\n").repeat(3);
    let short = format!("{article}\n\n{note}");
    assert!(!cleaner.clean(&short).fell_back);
}

/// The same, where nothing is certain.
#[test]
fn a_list_that_is_longer_than_the_rest_stays() {
    let rule = include_str!("../fixtures/packs/rule.toml")
        .replace("\"strong\"", "\"weak\"")
        .replace("\"site\"", "\"related\"")
        .replace(
            "must_match",
            "block = { belongs = [\"sentence\"] }\nmust_match",
        )
        .replace(
            "[\"Weather in your town\"]",
            "[\"\"\"\n- [ad_1]\n- Weather in your town\n- It rained.\"\"\"]",
        );
    let pack = format!("schema = 1\nlanguage = \"en\"\n\n[[rule]]\n{rule}");
    let builder = Cleaner::builder().pack(RulePack::parse("mine.toml", &pack).unwrap());
    let cleaner = builder.build().unwrap();
    let weather = |lines| {
        let list = "It rained and then it snowed.\n".repeat(lines);
        format!("{FIRST}\nWeather in your town\n{list}")
    };
    let (short, long) = (weather(4), weather(5));
    let cleaned = cleaner.clean(&short);
    assert_eq!(cleaned.text, format!("{FIRST}\n"));
    assert!(!cleaned.fell_back);
    let cleaned = cleaner.clean(&long);
    assert_eq!(cleaned.text, long);
    assert!(cleaned.fell_back);
}

/// Two headlines are a list once the copy of a paragraph between them is gone, unless a blank line is left in its place.
#[test]
fn a_blank_line_on_either_side_of_what_went_is_left() {
    let article = format!("{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n");
    let list = |before: &str, behind: &str| {
        let header = "Related\nSeven islands on foot this summer";
        let second = "A tower that leans to the sea";
        let text = format!("{article}{header}\n{before}{SECOND}\n{behind}{second}\n");
        unboil::clean(&text).contains(&format!("{header}\n\n{second}\n"))
    };
    assert!(!list("", ""));
    assert!(list("\n", "") && list("", "\n") && list("\n", "\n"));
}

/// Lines of a rule for a site go in rows: of two before the first paragraph and behind the last, and between paragraphs of three, unless that is
/// where they were seen.
#[test]
fn lines_of_a_site_go_in_rows() {
    let rule = |name: &str, lines: [&str; 3], inside: u32| {
        let [first, second, third] = lines;
        format!(
            r#"
            [[rule]]
            id = "gull/{name}"
            category = "site"
            summary = "Lines that repeat"
            status = "stable"
            since = "1"
            strength = "weak"
            lines = ["{first}", "{second}", "{third}"]
            seen = {{ pages = 9, of = 10, share = 0.9, head = 5, inside = {inside}, tail = 4 }}
            must_match = ["- {first}\n- {second}\n  It rained."]
            must_not_match = ["It rained."]
            "#
        )
        .replace("\n- ", "\\n- ")
        .replace("\n  It", "\\n  It")
    };
    let around = rule("around", ["the daily gull", "all the tides", "masthead"], 5);
    let inside = rule(
        "inside",
        ["ask the keeper", "send a gull", "call a boat"],
        6,
    );
    let pack = format!("schema = 1\nlanguage = \"en\"\n{around}{inside}");
    let builder = Cleaner::builder().pack(RulePack::parse("gull.toml", &pack).unwrap());
    let cleaner = builder.build().unwrap();
    for document in [
        "- The Daily Gull\n- All the tides\n  FIRST\n  SECOND\n- All the tides\n- Masthead\n",
        "- Masthead\n- All the tides\n- Send a gull\n- Call a boat\n  FIRST\n",
        "  Masthead\n  FIRST\n  All the tides\n",
        "  FIRST\n  The Daily Gull\n  All the tides\n  SECOND\n",
        "  FIRST\n- The Daily Gull\n- All the tides\n- Masthead\n  SECOND\n",
        "  FIRST\n  Masthead\n  Call a boat\n  Masthead\n  SECOND\n",
        "  FIRST\n- Ask the keeper\n- Send a gull\n  SECOND\n",
        "  FIRST\n  Fog by day\n  Rain by night\n  Send a gull\n  SECOND\n",
    ] {
        let document = document.replace("FIRST", FIRST).replace("SECOND", SECOND);
        let text: String = document
            .lines()
            .map(|line| format!("{}\n", &line[2..]))
            .collect();
        let stays = document.lines().filter_map(|line| line.strip_prefix("  "));
        let stays: String = stays.map(|line| format!("{line}\n")).collect();
        assert_eq!(cleaner.clean(&text).text, stays, "{document}");
    }
}

/// Removals are counted by rule, whether its name was kept with the text or comes from the rules.
#[test]
fn removals_are_counted_by_rule() {
    let mut counts: HashMap<RuleId, usize> = HashMap::new();
    for removal in Cleaner::default().removals("[ad_1]\nIt rained. [ad_2]\n\n[ad_3]") {
        *counts.entry(removal.rule).or_default() += 1;
    }
    assert_eq!(counts.len(), 1);
    assert_eq!(counts[&RuleId::from("und/ad-marker")], 3);
}

/// A marker that is left when the one inside it goes, goes too; deeper than templates nest them, all stay.
#[test]
fn markers_inside_markers() {
    let nested = |depth: usize| format!("{}[/ad]{}", "[/su_".repeat(depth), "A]".repeat(depth));
    assert_eq!(
        unboil::clean(&format!("{FIRST} {}\n", nested(2))),
        format!("{FIRST}\n")
    );
    let deep = format!("{FIRST} {}\n", nested(5));
    assert_eq!(unboil::clean(&deep), deep);
}

/// A long paragraph is read only so far, for words of the title: not to the middle of a letter, wherever that limit falls.
#[test]
fn a_limit_in_bytes_does_not_fall_inside_a_letter() {
    let cleaner = Cleaner::builder().body_only(true).build().unwrap();
    for begin in ["", "M"] {
        let paragraph = format!("{begin}{}.\n", "ääää ".repeat(400).trim_end());
        let text = format!("Ääää ääää bleibt ääää\n\n{paragraph}");
        assert_eq!(cleaner.clean(&text).text, paragraph);
    }
}
