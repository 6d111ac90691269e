//! Inputs that fuzz targets and property tests found, each with its cause.

#[expect(dead_code, reason = "tests share it, and each needs a part")]
mod laws;

use unboil::{Cleaner, Mode, RulePack};

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

/// The document of the user with each line that begins with one of these three hundred times on its line.
fn with_long_lines(beginnings: &[&str]) -> String {
    let lines = include_str!("../fixtures/raw/kvia-comment-footer.txt").split_inclusive('\n');
    lines
        .map(|line| {
            let content = line.trim_end_matches(['\r', '\n']);
            let is_long = beginnings.iter().any(|start| content.starts_with(start));
            let times = if is_long { 300 } else { 1 };
            content.repeat(times) + &line[content.len()..]
        })
        .collect()
}

fn keeps_the_laws_in_page_mode(text: &str) {
    let cleaner = Cleaner::builder().mode(Mode::Page).build().unwrap();
    laws::all(&cleaner, text);
}

/// What one look left of a line went in the next, with the lines behind it: a removal began inside the line, where another ended.
#[test]
fn two_removals_may_share_a_line() {
    let text = with_long_lines(&["Skip to Content", "If you would like"]);
    let text = laws::wrapped(&(text.trim_end().to_owned() + "\n\nSkip to content"), 79);
    keeps_the_laws_in_page_mode(&text);
}

/// The rest of a flattened line went with all that is behind it, and the last removal ended before the break that the line keeps.
#[test]
fn a_line_whose_rest_goes_keeps_its_break() {
    let text = with_long_lines(&["In a clip of an interview"]);
    let text = text
        .trim_end()
        .trim_end_matches("Skip to content")
        .trim_end();
    keeps_the_laws_in_page_mode(&format!("Skip to Content\n{text}\n"));
}

/// What hung on a paragraph went in the first look at a page, the last line in the second: the break between them was counted to what hung, although the line that it
/// hung on stays.
#[test]
fn a_line_that_stays_keeps_its_break_to_what_goes_behind_it() {
    let pages = Cleaner::builder().mode(Mode::Page).build().unwrap();
    for hangs in [" 2 comments", "\r2 comments"] {
        let text = format!(
            "12 May 2021\n#\n{}It rained. It rained.\n2 comments\n20:9999999      2:2:!! The council met and it rained all day: 2021, and \
             nobody came to the harbour before six.{hangs}\n#",
            "a | b | ".repeat(30)
        );
        let removals = pages.removals(&text);
        let last = removals.iter().rev().take(2);
        let ends: Vec<&str> = last.map(|removal| &*removal.text).collect();
        assert_eq!(ends, ["\n#", hangs]);
        laws::all(&pages, &text);
    }
}

/// A page of which one look left a single line: in the next it was a page in one line, and its beginning went out of the middle of the text.
#[test]
fn what_is_left_may_be_a_page_in_one_line() {
    let dots = |count| ".".repeat(count);
    let line = format!(
        "- T{}T{}\r{}T{}\r{}K{}K{}erms of use- All rights reserved",
        dots(40),
        dots(60),
        dots(80),
        dots(40),
        dots(40),
        dots(60),
        dots(60)
    );
    keeps_the_laws_in_page_mode(&format!(
        "Home\nWorld\nBusiness\nSports\nWeather\nContact us\nLog in\nSearch\np*o M y y\n{line}\nRelated stories\nPrivacy policy\nTerms of use\nAll rights reserved\n"
    ));
}

/// What hung on a paragraph had a marker behind it, which went for itself: the two cover the end of the line together.
#[test]
fn a_marker_may_stand_behind_what_hangs_on_a_paragraph() {
    let text = "Er kam nicht, und es regnete den ganzen langen Tag über. Lesen Sie auch[/gallery]\nEs regnete.\n";
    let cleaned = Cleaner::default().clean(text);
    assert_eq!(
        cleaned.text,
        "Er kam nicht, und es regnete den ganzen langen Tag über.\nEs regnete.\n"
    );
    laws::all(&Cleaner::default(), text);
    keeps_the_laws_in_page_mode(text);
}
