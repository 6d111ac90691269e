//! Where in a text a line stands: before the first paragraph, after the last, or between.

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
            && round.has(place, flag::LOWER_START)
            && !round.is_set_off(place)
            && matches!(
                round.line(place - 1).shape.end,
                EndMark::None | EndMark::Open
            )
    };
    runs_into(place) || (place + 1 < round.alive.len() && runs_into(place + 1))
}

/// A text in which this share of the lines, and at least so many, go on in the next is hard-wrapped (measured on 181 pages in the
/// outputs of 15 extractors, one of which wraps its lines).
const WRAPPED_SHARE: f32 = 0.12;
const WRAPPED_LINES: usize = 4;

pub(crate) fn is_wrapped(round: &Round<'_, '_>) -> bool {
    let lines = round.alive.len();
    let running = (1..lines)
        .filter(|&place| round.has(place, flag::LOWER_START) && round.has(place - 1, flag::RUNS_ON))
        .count();
    running >= WRAPPED_LINES && running as f32 >= WRAPPED_SHARE * lines as f32
}
