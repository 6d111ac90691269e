//! Where in a text a line stands: before the first paragraph, after the last, or between.

use std::ops::{Range, RangeInclusive};

use crate::block::Round;
use crate::evidence::flag;
use crate::line::EndMark;

/// The first and the last paragraph, as places among the lines that are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Zones {
    pub(crate) first: usize,
    pub(crate) last: usize,
}

impl Zones {
    /// Nothing for a text without paragraphs.
    pub(crate) fn of(round: &Round<'_, '_>) -> Option<Zones> {
        let first = (0..round.alive.len()).find(|&place| is_prose(round, place))?;
        let last = (first..round.alive.len())
            .rev()
            .find(|&place| is_prose(round, place))?;
        Some(Zones { first, last })
    }

    pub(crate) fn is_before(&self, place: usize) -> bool {
        place < self.first
    }

    pub(crate) fn is_after(&self, place: usize) -> bool {
        place > self.last
    }
}

/// A paragraph, or one of two neighbouring sentences, that isn't about to go.
pub(crate) fn is_prose(round: &Round<'_, '_>, place: usize) -> bool {
    if round.is_marked(place) {
        return false;
    }
    round.has(place, flag::PARAGRAPH)
        || (is_paired_sentence(round, place)
            && (place
                .checked_sub(1)
                .is_some_and(|before| is_paired_sentence(round, before))
                || is_paired_sentence(round, place + 1)))
}

fn is_paired_sentence(round: &Round<'_, '_>, place: usize) -> bool {
    place < round.alive.len() && !round.is_marked(place) && round.has(place, flag::SENTENCE)
}

/// Whether a sentence runs over a line break here: into this line, or out of it.
pub(crate) fn continues(round: &Round<'_, '_>, place: usize) -> bool {
    let runs_into = |place: usize| {
        place > 0
            && !round.is_set_off(place)
            && (round.has(place, flag::CONTINUES)
                || round.has(place, flag::LOWER_START)
                    && matches!(
                        round.line(place - 1).shape.end,
                        EndMark::None | EndMark::Open
                    ))
    };
    runs_into(place) || (place + 1 < round.alive.len() && runs_into(place + 1))
}

/// Whether the line is the rest of a sentence that has begun in the line before it, whatever rules say of it.
pub(crate) fn is_rest(round: &Round<'_, '_>, place: usize) -> bool {
    place > 0
        && round.line(place).shape.lower_start
        && round.has(place - 1, flag::RUNS_ON)
        && !round.is_set_off(place)
        && !is_item(round.content(place))
}

/// Whether a line is an item of a list in a list, for the bullet of which tools have a letter: `   o Soup`.
fn is_item(content: &str) -> bool {
    let indented = content.trim_start_matches([' ', '\t']);
    indented.len() < content.len()
        && indented
            .strip_prefix("o ")
            .is_some_and(|item| !item.starts_with(char::is_lowercase))
}

/// Where so many lines begin with a mark that stands behind a word, links and other elements inside sentences have lines of their own: `get_text("\\n")` makes such
/// texts. Of 181 pages a block a line two have so many, of 125 in that form 69 (lines of `article-extraction-benchmark`, and of the test pages of Readability).
pub(crate) const BROKEN_LINES: usize = 3;

/// Whether sentences are broken over lines there, so that what looks like a label is a part of one.
pub(crate) fn is_broken(round: &Round<'_, '_>, mut places: Range<usize>) -> bool {
    let mut broken = 0;
    places.any(|place| {
        broken += usize::from(round.has(place, flag::CONTINUES));
        broken >= BROKEN_LINES
    })
}

/// A text in which this share of the lines, and at least so many, go on in the next is hard-wrapped (measured on 181 pages in the
/// outputs of 15 extractors, one of which wraps its lines).
const WRAPPED_SHARE: f32 = 0.12;
const WRAPPED_LINES: usize = 4;

pub(crate) fn is_wrapped(round: &Round<'_, '_>) -> bool {
    let lines = round.alive.len();
    let is_enough =
        |count: usize| count >= WRAPPED_LINES && count as f32 >= WRAPPED_SHARE * lines as f32;
    let (mut unclosed, mut running) = (0, 0);
    for place in 1..lines {
        let runs_on = round.has(place - 1, flag::RUNS_ON);
        unclosed += usize::from(runs_on);
        running += usize::from(runs_on && round.has(place, flag::LOWER_START));
    }
    if is_enough(running) {
        return true;
    }
    if !is_enough(unclosed) {
        return false;
    }
    // Where all lines are set off alike, none is set off.
    let apart = (1..lines).all(|place| round.is_set_off(place));
    let may_go_on = |place: usize| {
        (apart || !round.is_set_off(place))
            && is_caseless(round.content(place))
            && is_caseless(round.content(place - 1))
    };
    let width = |content: &str| content.chars().count() as u32;
    let running = (1..lines).filter(|&place| round.has(place - 1, flag::RUNS_ON));
    let mut widths: Vec<(u32, u32)> = running
        .filter(|&place| may_go_on(place))
        .map(|place| {
            let own = width(round.content(place - 1));
            let next = round.content(place).trim_start().split(' ').next();
            (own, own + 1 + next.map_or(0, width))
        })
        .filter(|(own, _)| WRAP_WIDTH.contains(own))
        .collect();
    if !is_enough(widths.len()) {
        return false;
    }
    let ends = (1..lines).filter(|&place| {
        let closed = round.line(place).shape.end == EndMark::Stop;
        may_go_on(place)
            && (closed || has_break(round.content(place - 1)))
            && width(round.content(place)) <= *WRAP_WIDTH.end()
    });
    ends.count() * LINES_AN_END >= widths.len() && full_width(&mut widths).is_some()
}

/// Whether a sentence ends inside a line and another one begins.
fn has_break(line: &str) -> bool {
    let marks = ['.', '?', '!', '؟', '۔', '।', '॥'];
    let mut ends = line.match_indices(marks);
    ends.any(|(at, mark)| line[at + mark.len()..].starts_with(' '))
}

/// Whether a line begins with a letter of a script that has no case.
fn is_caseless(content: &str) -> bool {
    let content = content.trim_ascii_start();
    let first = content.chars().next().filter(|first| !first.is_ascii());
    first.is_some_and(|first| {
        first.is_alphabetic() && !first.is_lowercase() && !first.is_uppercase()
    })
}

/// Lines of a hard-wrapped text have widths between these, in characters: tools wrap at 72 to 100.
pub(crate) const WRAP_WIDTH: RangeInclusive<u32> = 55..=130;
/// Of the lines that a tool has wrapped this share has no room for the first word of the next; of lines that end by themselves far fewer.
const FULL_SHARE: f32 = 0.9;
/// In one of so many lines of running text a sentence ends; headlines of one length look like wrapped lines, but no sentence ends in them.
pub(crate) const LINES_AN_END: usize = 4;

/// The width at which lines are wrapped, if they are, told by widths alone: where letters have no case, nothing else says that a sentence goes on. Of each line
/// the width, and what it would be with the first word of the next.
pub(crate) fn full_width(lines: &mut [(u32, u32)]) -> Option<u32> {
    let width = usual_width(lines)?;
    let full = lines.iter().filter(|(_, with_next)| *with_next > width);
    (full.count() as f32 >= FULL_SHARE * lines.len() as f32).then_some(width)
}

/// The width that one of ten of such lines reaches or passes.
pub(crate) fn usual_width(lines: &mut [(u32, u32)]) -> Option<u32> {
    let place = lines.len() * 9 / 10;
    (place < lines.len()).then(|| lines.select_nth_unstable(place).1.0)
}
