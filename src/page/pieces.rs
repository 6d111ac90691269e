//! Sentences of which links and other elements have lines of their own, as `get_text("\n")` makes them: which lines are pieces of the sentence before them.

use crate::evidence::{Survey, flag};
use crate::line::{EndMark, is_note};
use crate::page::profile::sign;
use crate::page::unit::{RUNNING_LENGTH, Unit, is_running};
use crate::zone::BROKEN_LINES;

/// How a line goes on with the one before it, if links and other elements inside sentences have lines of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    None,
    /// As the rest of a sentence may, and a menu in lower case.
    Likely,
    Certain,
}

/// So many lines at most stand between a likely joint and a certain one.
const LIKELY_LINES: usize = 4;
/// A line of fewer words may be a label before a name.
const OPEN_WORDS: u32 = 3;

/// Lines that begin with a mark that stands behind a word, as far as [`BROKEN_LINES`].
pub(crate) fn marks(survey: &Survey<'_>) -> usize {
    let is_mark = |flags: &&u8| **flags & flag::CONTINUES != 0;
    let marks = survey.flags.iter().filter(is_mark);
    marks.take(BROKEN_LINES).count()
}

/// Whether sentences are broken in at least [`BROKEN_LINES`] places: before a mark that stands behind a word, and, as far as there is such a place and no tool has wrapped the lines,
/// before a small letter.
fn is_in_pieces(survey: &Survey<'_>, line: impl Fn(usize) -> Unit, wrapped: bool) -> bool {
    let marks = marks(survey);
    if marks == 0 || marks >= BROKEN_LINES {
        return marks > 0;
    }
    let goes_on = |number: &usize| {
        survey.lines[*number].shape.lower_start && {
            let before = line(*number - 1);
            !before.is_closed() && is_running(&before)
        }
    };
    let letters = (1..survey.lines.len()).filter(goes_on);
    !wrapped && letters.take(BROKEN_LINES).count() + marks >= BROKEN_LINES
}

/// For each line whether it is a piece of the sentence before it; nothing for a text whose sentences are whole.
pub(crate) fn pieces(
    survey: &Survey<'_>,
    line: impl Fn(usize) -> Unit,
    wrapped: bool,
) -> Vec<bool> {
    if !is_in_pieces(survey, &line, wrapped) {
        return Vec::new();
    }
    let count = survey.lines.len();
    let continues = |number: usize| survey.lines[number].shape.continues;
    let starts_inside =
        |number: usize| continues(number) || line(number).profile.has(sign::LOWER_START);
    let joint = |number: usize| {
        let (before, next) = (line(number - 1), line(number));
        if next.set_off || next.profile.has(sign::HEADING | sign::ITEM) {
            return Joint::None;
        }
        let last = survey.content(number - 1).trim_end();
        if continues(number)
            || is_note(survey.content(number))
            || last.ends_with([',', '(', '，', '、', '（', '،'])
        {
            return Joint::Certain;
        }
        if before.is_closed() || before.end == EndMark::Ellipsis {
            return Joint::None;
        }
        if next.profile.has(sign::LOWER_START) {
            return match is_phrase(&before) || is_phrase(&next) {
                true => Joint::Certain,
                false => Joint::Likely,
            };
        }
        let is_open = before.end == EndMark::None && before.profile.has(sign::LOWER_END);
        // A name in a sentence.
        let is_name = is_open
            && next.profile.length <= RUNNING_LENGTH
            && (starts_inside(number - 1)
                || is_running(&before)
                || before.profile.words >= OPEN_WORDS
                    && number + 1 < count
                    && starts_inside(number + 1));
        match is_name {
            true => Joint::Likely,
            false => Joint::None,
        }
    };
    let first = std::iter::once(Joint::None);
    let joints: Vec<Joint> = first.chain((1..count).map(joint)).collect();
    let mut pieces = vec![false; count];
    let mut mark = |numbers: &mut dyn Iterator<Item = usize>| {
        let mut certain = usize::MAX;
        for number in numbers {
            certain = match joints[number] {
                Joint::Certain => 0,
                Joint::Likely => certain.saturating_add(1),
                Joint::None => usize::MAX,
            };
            pieces[number] |= certain <= LIKELY_LINES;
        }
    };
    mark(&mut (0..count));
    mark(&mut (0..count).rev());
    pieces
}

/// So many words, most of them in lower case, are more than a label where sentences are in pieces.
const PHRASE_WORDS: u32 = 5;

fn is_phrase(unit: &Unit) -> bool {
    unit.profile.words >= PHRASE_WORDS && unit.profile.lower > unit.profile.upper
}

#[cfg(test)]
mod tests {
    use crate::evidence::Survey;
    use crate::page::profile::Profiles;
    use crate::page::unit::{Unit, Units};
    use crate::rule_set::{RuleSet, RuleTable};

    /// The units of a text as they are put together, and whether its sentences are in pieces.
    fn units(text: &str) -> (Vec<String>, bool) {
        let rules = RuleSet::new(RuleTable::new(Vec::new()));
        let survey = Survey::new(text, &rules, None);
        let units = Units::of(&survey, Profiles::of(&survey), false);
        let lines = |unit: &Unit| {
            let lines: Vec<&str> = unit.lines().map(|line| survey.content(line)).collect();
            lines.join(" / ")
        };
        (units.units.iter().map(lines).collect(), units.broken)
    }

    #[test]
    fn pieces_are_put_together() {
        for (text, expected) in [
            (
                "About us\nThe pier of\nGrey Point\n, which the\nharbour board\nbuilt\n, is old\n.\nHome\nSearch",
                &[
                    "About us",
                    "The pier of / Grey Point / , which the / harbour board / built / , is old / .",
                    "Home",
                    "Search",
                ][..],
            ),
            // A note is a part of the sentence before it, and the next one begins behind it.
            (
                "The pier\n, the old one\n, is closed\n.\n[2]\nHe left",
                &[
                    "The pier / , the old one / , is closed / . / [2]",
                    "He left",
                ],
            ),
            // A comma at the end of a line, or a bracket, goes on in the next.
            (
                "The pier,\nAller\n(\nGrey Point\n)\n, is\n.",
                &["The pier, / Aller", "( / Grey Point / ) / , is / ."],
            ),
            // Menus in lower case have no such marks near them.
            (
                "home\nabout us\ncontact\nNews\nThe pier\n, the old one\n, is closed\n.",
                &[
                    "home",
                    "about us",
                    "contact",
                    "News",
                    "The pier / , the old one / , is closed / .",
                ],
            ),
            (
                "one\ntwo\nthree\nfour\nfive\nsix\n, seven\n, eight\n, nine",
                &[
                    "one",
                    "two / three / four / five / six / , seven / , eight / , nine",
                ],
            ),
            (
                ", one\n, two\n, three\nfour\nfive\nsix\nseven\neight\nnine",
                &[
                    ", one / , two / , three / four / five / six / seven",
                    "eight",
                    "nine",
                ],
            ),
            // What is closed, or a list, is whole.
            (
                "The pier is old.\nthe mill\n, the weir\n, the lock\n- of\n, the\n.",
                &[
                    "The pier is old.",
                    "the mill / , the weir / , the lock",
                    "- of / , the / .",
                ],
            ),
        ] {
            assert_eq!(
                units(text),
                (expected.iter().map(|&unit| unit.to_owned()).collect(), true)
            );
        }
    }

    #[test]
    fn sentences_are_in_pieces_where_three_of_them_are() {
        let long = "Seven bridges in the district stay closed until";
        for (text, broken) in [
            ("The pier\n, the mill\n, the weir\n.", true),
            ("The pier\n, the mill\n, the weir", false),
            (
                &format!(
                    "{long}\nthe spring\n, say those who have seen the ice there and\nwait for the thaw"
                ),
                true,
            ),
            (&format!("{long}\nthe spring\n, they say"), false),
            // Without a mark a small letter says nothing.
            (
                &format!("{long}\nthe spring\n{long}\nthe spring\n{long}\nthe spring\n{long}"),
                false,
            ),
            // What a tool has wrapped is not in pieces.
            (
                &format!(
                    "{long} the frost is out of the ground\nand the ice off the river again in all of the villages above the weir\nand those below it and the drivers of lorries have to wait there for it\nas they did in all of the years before the war and have done ever since\nthe mill at the ford was sold to those who live beside it in the summer\nof that year\n, they say"
                ),
                false,
            ),
        ] {
            assert_eq!(units(text).1, broken, "{text}");
        }
    }
}
