//! What stands inside the article's range and is not the article's.

use std::ops::Range;

use crate::page::score::{Anchor, Score};
use crate::page::unit::Units;

/// For each unit of the range whether it goes.
pub(crate) fn foreign(
    units: &Units,
    scores: &[Score],
    range: &Range<usize>,
    flat: bool,
) -> Vec<bool> {
    let mut goes = vec![false; range.len()];
    let mut after_header = false;
    for number in range.clone() {
        let score = &scores[number];
        let between = number > range.start
            && scores[number - 1].is_prose()
            && number + 1 < range.end
            && scores[number + 1].is_prose();
        goes[number - range.start] = if score.is_prose() && (score.value > 0.0 || between) {
            after_header = false;
            false
        } else {
            after_header |= matches!(score.anchor, Anchor::Header | Anchor::Comments);
            let unit = &units.units[number];
            let menu = flat
                && !unit.is_closed()
                && unit.profile.lower_share().is_some_and(|share| share < 0.4);
            after_header || score.anchor == Anchor::Credit || menu
        };
    }
    goes
}
