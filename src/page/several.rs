//! Pages with several articles, one after the other.

use std::ops::Range;

use crate::page::score::Score;

/// A further article has at least so many paragraphs and this share of the weight of the first.
const PARAGRAPHS: usize = 3;
const SHARE: f32 = 0.6;
/// Lines between the headline and the first paragraph, at most.
const OPENING: usize = 6;

/// Whether a run opens as an article does: with a date behind a headline.
fn is_dated(scores: &[Score], start: usize) -> bool {
    scores[start.saturating_sub(OPENING)..start]
        .iter()
        .any(|score| score.date)
}

/// Those of the `runs` that are articles beside the `first`: they open in the same way and are of its size.
pub(crate) fn further(
    scores: &[Score],
    first: &(Range<usize>, f32),
    runs: Vec<(Range<usize>, f32)>,
) -> Vec<Range<usize>> {
    if !is_dated(scores, first.0.start) {
        return Vec::new();
    }
    runs.into_iter()
        .filter(|(range, sum)| {
            let prose = scores[range.clone()]
                .iter()
                .filter(|score| score.class >= 2)
                .count();
            let apart = range.end <= first.0.start || range.start >= first.0.end;
            apart && *sum >= SHARE * first.1 && prose >= PARAGRAPHS && is_dated(scores, range.start)
        })
        .map(|(range, _)| range)
        .collect()
}
