//! What else belongs to the article: parts behind a gap, lists and tables behind its last paragraph.

use std::ops::Range;

use crate::line::EndMark;
use crate::page::profile::sign;
use crate::page::score::{Anchor, Score};
use crate::page::unit::Unit;

/// What a run has at least that goes on with an article behind a gap, in words of prose; so many paragraphs; and how much it is about the same: its stems that
/// stand in the article, as a share of what the article's own paragraphs have.
const JOINED_WEIGHT: f32 = 60.0;
const JOINED_PARAGRAPHS: usize = 2;
const JOINED_TOPIC: f32 = 0.8;
/// Units of a gap at most.
const GAP: usize = 400;
/// A paragraph in a gap that has less of the article's topic belongs to others.
const GAP_TOPIC: f32 = 0.6;

/// Mean share of the stems of paragraphs that stand in the article.
fn topic(scores: &[Score]) -> f32 {
    let topics = scores
        .iter()
        .filter(|score| score.class >= 2)
        .filter_map(|score| score.topical);
    let (sum, count) = topics.fold((0.0, 0), |(sum, count), topic| (sum + topic, count + 1));
    sum / count.max(1) as f32
}

/// Takes in the runs from `from` to `to` that are about the same as the article, before and behind it: a list of links, a box of a shop parts long
/// articles. Gives the gaps.
pub(crate) fn join(
    runs: &[(Range<usize>, f32)],
    scores: &[Score],
    range: &mut Range<usize>,
    from: usize,
    to: usize,
) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let own = topic(&scores[range.clone()]);
    let belongs = |run: &Range<usize>, sum: f32| {
        let run = &scores[run.clone()];
        sum >= JOINED_WEIGHT
            && run.iter().filter(|score| score.class >= 2).count() >= JOINED_PARAGRAPHS
            && topic(run) >= JOINED_TOPIC * own
    };
    let Range { start, end } = range.clone();
    for (run, sum) in runs
        .iter()
        .filter(|(run, _)| run.end > end && run.end <= to)
    {
        if run.start <= range.end + GAP && belongs(run, *sum) {
            gaps.push(range.end..run.start.max(range.end));
            range.end = run.end;
        }
    }
    for (run, sum) in runs
        .iter()
        .rev()
        .filter(|(run, _)| run.start >= from && run.end <= start)
    {
        if run.end + GAP >= range.start && belongs(run, *sum) {
            gaps.push(run.end..range.start);
            range.start = run.start;
        }
    }
    gaps
}

/// For each unit of the gap whether it is prose about something else.
pub(crate) fn foreign_prose(
    scores: &[Score],
    ranges: &[Range<usize>],
    gap: &Range<usize>,
) -> Vec<bool> {
    let topics: Vec<f32> = ranges
        .iter()
        .map(|range| topic(&scores[range.clone()]))
        .collect();
    let own = topics.iter().sum::<f32>() / topics.len().max(1) as f32;
    let foreign =
        |score: &Score| score.is_prose() && score.topical.unwrap_or(0.0) < GAP_TOPIC * own;
    scores[gap.clone()].iter().map(foreign).collect()
}

/// So far behind the last paragraph a list is followed.
const LIST_UNITS: usize = 100;
/// What speaks for a unit behind the last paragraph and against it. Chosen on the bare text of 181 pages; none matters by itself.
mod weight {
    /// A colon announces a list.
    pub(crate) const ANNOUNCED: f32 = 4.0;
    /// Any line that is no prose.
    pub(crate) const LINE: f32 = -0.5;
    /// By how much of it stands in the article.
    pub(crate) const TOPIC: f32 = 2.0;
    pub(crate) const PROSE_TOPIC: f32 = 6.0;
    /// The header of a list of other articles, behind which the article may go on.
    pub(crate) const HEADER: f32 = -1.0;
    /// A paragraph behind it, by how much of it stands in the article in comparison with the article's own.
    pub(crate) const BEHIND_HEADER: f32 = 8.0;
    /// Has the form of the line before it, with digits: a table.
    pub(crate) const ROW: f32 = 2.0;
    /// The same, as a list item.
    pub(crate) const ITEM: f32 = 0.5;
    pub(crate) const RUNNING: f32 = 0.75;
    /// Capitals: the headline of another article.
    pub(crate) const HEADLINE: f32 = -1.0;
    pub(crate) const CLOSED: f32 = 1.0;
    pub(crate) const LABEL: f32 = -1.5;
    /// So much is needed where no colon announces anything.
    pub(crate) const LEAST: f32 = 1.0;
}

/// Lists, tables and headings that go on with the article behind its last paragraph: the reach at which what speaks for them outweighs most
/// what speaks against.
pub(crate) fn extend(units: &[Unit], scores: &[Score], range: &mut Range<usize>) {
    let opens = |number: usize| {
        units
            .get(number)
            .is_some_and(|unit| unit.end == EndMark::Open)
    };
    let announced = opens(range.end - 1) || opens(range.end);
    let mut sum = if announced { weight::ANNOUNCED } else { 0.0 };
    let mut most = 0.0;
    let mut headers = 0;
    let own = topic(&scores[range.clone()]);
    let mut end = range.end;
    for number in range.end..scores.len().min(range.end + LIST_UNITS) {
        let (unit, score) = (&units[number], &scores[number]);
        if matches!(score.anchor, Anchor::Comments | Anchor::Copyright) {
            break;
        }
        if score.anchor == Anchor::Header {
            headers += 1;
            if headers > 1 {
                break;
            }
            sum += weight::HEADER;
            continue;
        }
        let alike = number > range.end && is_alike(&units[number - 1], unit);
        sum += if score.is_prose() {
            if headers > 0 && score.class == 3 {
                score.topical.map_or(-2.0, |topical| {
                    weight::BEHIND_HEADER * (topical / own.max(0.1) - 0.5)
                })
            } else {
                score
                    .topical
                    .map_or(-2.0, |topical| weight::PROSE_TOPIC * (topical - 0.5))
            }
        } else {
            line_weight(unit, score, alike)
        };
        if sum > most {
            most = sum;
            end = number + 1;
        }
    }
    if end > range.end && (announced || most >= weight::LEAST) {
        range.end = end;
    }
}

fn line_weight(unit: &Unit, score: &Score, alike: bool) -> f32 {
    let profile = &unit.profile;
    let mut sum = weight::LINE
        + score
            .topical
            .map_or(0.0, |topical| weight::TOPIC * (topical - 0.5));
    if alike && profile.digits > 0 {
        sum += weight::ROW;
    } else if alike && profile.has(sign::ITEM) {
        sum += weight::ITEM;
    }
    let share = profile.lower_share().unwrap_or(0.5);
    if profile.length >= 20 && share >= 0.6 {
        sum += weight::RUNNING;
    } else if profile.length >= 30 && share < 0.4 && profile.digits == 0 {
        sum += weight::HEADLINE;
    }
    if unit.is_closed() {
        sum += weight::CLOSED;
    }
    if score.anchor == Anchor::Label || (score.date && profile.length < 40) {
        sum += weight::LABEL;
    }
    sum
}

/// Whether two lines have the same form: they begin in the same way and are about as long.
fn is_alike(before: &Unit, unit: &Unit) -> bool {
    let (a, b) = (&before.profile, &unit.profile);
    (a.digits > 0) == (b.digits > 0)
        && a.has(sign::ITEM) == b.has(sign::ITEM)
        && a.indent == b.indent
        && before.is_closed() == unit.is_closed()
        && a.words.abs_diff(b.words) <= 2 + a.words.max(b.words) / 3
}
