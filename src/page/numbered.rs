//! Numbered parts of an article: steps, ranks, the lines of a list in order.

use std::ops::Range;

use crate::evidence::Survey;
use crate::line::EndMark;
use crate::page::score::{Anchor, Score};
use crate::page::unit::Units;

/// So many parts are an order, and one is so many units behind the other at most.
const PARTS: usize = 3;
const PART_UNITS: usize = 12;
/// A line that opens a part is no longer, in words.
const PART_WORDS: u32 = 12;

/// No article begins with its first step: what it is about, and what is needed, stands so many units before it at most.
const LEAD_UNITS: usize = 24;

/// The word before the number, if there is one, and the number with which a line begins: `Step 3`, `Day 3: rain`, `3. Norway`.
fn number(line: &str) -> Option<(&str, u32)> {
    let mut words = line.split_whitespace();
    let number = |word: &str| {
        let digits = word.trim_end_matches(['.', ')', ':']);
        let are_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        are_digits.then(|| digits.parse().ok())?
    };
    let first = words.next()?;
    if let Some(number) = number(first) {
        return words.next().map(|_| ("", number));
    }
    Some((first, number(words.next()?)?))
}

/// The stretches of a page that are numbered from one on: parts with prose between, or a list that prose or a colon announces.
pub(crate) fn stretches(survey: &Survey<'_>, units: &Units, scores: &[Score]) -> Vec<Range<usize>> {
    let opener = |place: usize| {
        let unit = &units.units[place];
        let may_open = !scores[place].is_prose()
            && scores[place].anchor == Anchor::None
            && unit.profile.digits > 0
            && unit.profile.words <= PART_WORDS;
        if !may_open {
            return None;
        }
        number(survey.content(unit.first as usize))
    };
    let openers: Vec<Option<(&str, u32)>> = (0..scores.len()).map(opener).collect();
    let is_announced = |place: usize| {
        place.checked_sub(1).is_some_and(|before| {
            scores[before].is_prose()
                || (units.units[before].end == EndMark::Open
                    && scores[before].anchor == Anchor::None)
        })
    };
    let mut stretches = Vec::new();
    let mut place = 0;
    while place < scores.len() {
        let start = place;
        place += 1;
        let Some((word, 1)) = openers[start] else {
            continue;
        };
        let mut last = start;
        let mut count = 1;
        let mut parted = true;
        for next in start + 1..scores.len() {
            if next - last > PART_UNITS {
                break;
            }
            if openers[next] == Some((word, count + 1)) {
                parted &= scores[last..next].iter().any(Score::is_prose);
                last = next;
                count += 1;
            }
        }
        if count as usize >= PARTS && (parted || is_announced(start)) {
            let lead = start.saturating_sub(LEAD_UNITS)..start;
            let prose = lead.rev().find(|&place| scores[place].is_prose());
            stretches.push(prose.map_or(start, |prose| prose + 1)..last + 1);
            place = last + 1;
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_those_that_lines_begin_with() {
        for (line, expected) in [
            ("Step 3", Some(("Step", 3))),
            ("  Day 12: rain", Some(("Day", 12))),
            ("3. Norway", Some(("", 3))),
            ("10) The Netherlands", Some(("", 10))),
            ("3", None),
            ("3.5 km", None),
            (": 1", Some((":", 1))),
            ("Step three", None),
            ("Norway", None),
            ("99999999999 gulls", None),
            ("", None),
        ] {
            assert_eq!(number(line), expected, "{line}");
        }
    }
}
