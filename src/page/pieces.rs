//! Sentences of which links and other elements have lines of their own, as `get_text("\n")` makes them: which lines are pieces of the sentence before them.

use crate::evidence::{Survey, flag};
use crate::line::EndMark;
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

/// Whether sentences are broken in at least [`BROKEN_LINES`] places: before a mark that stands behind a word, and, as far as there is such a place and no tool has wrapped the lines,
/// before a small letter.
fn is_in_pieces(survey: &Survey<'_>, line: impl Fn(usize) -> Unit, wrapped: bool) -> bool {
    let is_mark = |&flags: &&u8| flags & flag::CONTINUES != 0;
    let marks = survey.flags.iter().filter(is_mark).take(BROKEN_LINES);
    let marks = marks.count();
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

/// Whether a line is the number or letter of a note, as encyclopedias have them behind a sentence: `[12]`.
pub(crate) fn is_note(content: &str) -> bool {
    let inside = content
        .trim()
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|note| {
        (1..=NOTE_BYTES).contains(&note.len())
            && note.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// The longest number of a note.
const NOTE_BYTES: usize = 3;
