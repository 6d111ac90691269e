//! What stands inside the article's range and is not the article's.

use std::ops::Range;

use crate::page::score::{Anchor, Score};
use crate::page::tune;
use crate::page::unit::Units;

/// For each unit of the range whether it goes.
pub(crate) fn foreign(units: &Units, scores: &[Score], range: &Range<usize>, flat: bool) -> Vec<bool> {
    let mut goes = vec![false; range.len()];
    let mut after_header = false;
    let (lone, flat_value, menu_share, hl) = (tune("LONE", 0.0), tune("FLATV", 0.0), tune("MENUS", 0.4), tune("HL", 0.0));
    let prose = |number: Option<usize>| number.is_some_and(|n| range.contains(&n) && scores[n].is_prose());
    for number in range.clone() {
        let score = &scores[number];
        let unit = &units.units[number];
        let (before, after) = (prose(number.checked_sub(1)), prose(Some(number + 1)));
        let between = before && after;
        goes[number - range.start] = if score.is_prose() {
            let stays = if flat {
                score.value > flat_value || (score.class < 3 && between && flat_value == 0.0)
            } else {
                between || score.value > if before || after { 0.0 } else { lone }
            };
            if stays {
                after_header = false;
            }
            !stays
        } else {
            after_header |= matches!(score.anchor, Anchor::Header | Anchor::Comments);
            let menu = flat && !unit.is_closed() && unit.profile.lower_share().is_some_and(|share| share < menu_share);
            let headline = hl > 0.0 && !flat && score.anchor == Anchor::None && unit.profile.length as f32 > hl
                && unit.end == crate::line::EndMark::None && unit.profile.digits < 4
                && unit.profile.lower_share().is_some_and(|share| share < 0.45);
            after_header || score.anchor == Anchor::Credit || menu || headline
        };
    }
    goes
}
