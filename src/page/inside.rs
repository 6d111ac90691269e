//! What stands inside the article's range and is not the article's.

use std::cell::LazyCell;
use std::ops::Range;

use crate::page::score::{Anchor, Score};
use crate::page::unit::Units;

/// In a flattened text a piece without a final mark and with fewer lower-case words is a menu.
const MENU_LOWER: f32 = 0.4;

/// So many paragraphs, each the first behind a date, are the entries of a log, which share no topic; so many lines stand between a date and its entry at most.
const LOG_ENTRIES: usize = 4;
const ENTRY_HEAD: usize = 2;

fn is_entry(scores: &[Score], number: usize) -> bool {
    let before = scores[number.saturating_sub(ENTRY_HEAD + 1)..number].iter();
    let mut head = before.rev().take_while(|score| !score.is_prose());
    scores[number].class >= 2 && head.any(|score| score.date)
}

/// For each unit of the range whether it goes: prose of no weight, credits, and what hangs on the header of a list of other things, up to the
/// next paragraph.
pub(crate) fn foreign(
    units: &Units,
    scores: &[Score],
    range: &Range<usize>,
    flat: bool,
) -> Vec<bool> {
    let mut goes = vec![false; range.len()];
    let is_log = LazyCell::new(|| {
        let entries = range.clone().filter(|&number| is_entry(scores, number));
        entries.take(LOG_ENTRIES).count() == LOG_ENTRIES
    });
    let mut after_header = false;
    for number in range.clone() {
        let score = &scores[number];
        let unit = &units.units[number];
        let between = number > range.start
            && scores[number - 1].is_prose()
            && number + 1 < range.end
            && scores[number + 1].is_prose();
        goes[number - range.start] = if score.is_prose() {
            let stays = score.value > 0.0
                || (between && !(flat && score.class == 3))
                || (is_entry(scores, number) && *is_log);
            after_header &= !stays;
            !stays
        } else {
            after_header |= matches!(score.anchor, Anchor::Header | Anchor::Comments);
            let capitals = unit
                .profile
                .lower_share()
                .is_some_and(|share| share < MENU_LOWER);
            let menu = flat && !unit.is_closed() && capitals;
            after_header || score.anchor == Anchor::Credit || menu
        };
    }
    goes
}
