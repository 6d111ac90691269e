//! Inputs that fuzz targets found, each with its cause.

#[allow(dead_code)]
mod laws;

use unboil::{Cleaner, RulePack};

fn comes_out(noise: &str, place: usize) {
    laws::noise_comes_out(&Cleaner::default(), &laws::ARTICLE, noise, place);
}

/// A list took the opening half of a paired note for one of its items, and the note's inside was left.
#[test]
fn a_list_ends_where_a_paired_note_begins() {
    comes_out(
        "Related stories\nCouncil says the second bridge may open before the spring\n\n\
         skip past newsletter promotion\nMorning Post\nThe stories of the day\nafter newsletter promotion",
        2,
    );
}

/// The last headline of a list counted as a sentence that runs on, since the note behind it starts with a lower-case letter.
#[test]
fn a_line_of_a_rule_is_not_the_rest_of_a_sentence() {
    comes_out(
        "Most read\n1\nThe ferryman who will not take the tunnel to the other side\n2\n\
         Council says the second bridge may open before the spring\n\n\
         skip past newsletter promotion\nMorning Post\nafter newsletter promotion",
        0,
    );
}

/// Four notes that start with lower-case letters made the whole text look hard-wrapped.
#[test]
fn lines_of_rules_don_t_make_a_text_hard_wrapped() {
    let note = "skip past newsletter promotion\nMorning Post\nThe stories of the day and what is behind them\nafter newsletter promotion";
    comes_out(&[note; 5].join("\n\n"), 4);
}

/// A list took the header of a player for an item, and the player's times were left.
#[test]
fn a_list_ends_where_another_block_begins() {
    comes_out(
        "Topics in this article\n\nNow Playing\nThe Harbour Hour\n31:07",
        1,
    );
}

/// A rule of the user with the name of a built-in rule, whose language was left out, was looked up by the built-in rule's phrases.
#[test]
fn a_rule_of_the_user_may_have_the_name_of_one_that_is_left_out() {
    let rule = include_str!("../fixtures/packs/rule.toml").replace("mine/box", "en/skip-link");
    let pack = format!("schema = 1\nlanguage = \"en\"\n\n[[rule]]\n{rule}");
    let pack = RulePack::parse("mine.toml", &pack).unwrap();
    let builder = Cleaner::builder().languages(["und"]).pack(pack);
    let cleaner = builder.build().unwrap();
    let text = "Weather in your town\nSkip to content\nIt rained.";
    laws::all(&cleaner, text);
    assert_eq!(cleaner.clean(text).text, "Skip to content\nIt rained.");
}
