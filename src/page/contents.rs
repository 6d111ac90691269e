//! A table of contents between the first paragraphs of an article and the rest: its entries are the headings that stand below.

use std::ops::Range;

use crate::evidence::Survey;
use crate::page::profile::{Numbering, mix};
use crate::page::score::Score;
use crate::page::unit::Units;
use crate::rule::Detector;
use crate::rule_set::{NO_RULE, RuleSet};

/// Fewer lines that stand again below may do so by chance.
const ENTRIES: usize = 3;
/// What stands more often than in a table, in another for narrow screens, and as a heading is a button or a name.
const PLACES: usize = 3;
/// A longer line is no heading, in characters.
const HEADING_LENGTH: u32 = 160;
/// One entry of so many may be worded otherwise than its heading.
const OTHERWISE: usize = 4;
/// A paragraph stands no more than so many units behind a heading, and behind so many headings of ten.
const PARAGRAPH_WITHIN: usize = 3;
const WITH_PARAGRAPH: usize = 6;
/// So many labels may stand before the entries: `Contents`, and a button that folds them.
const LABELS: usize = 2;
const LABEL_WORDS: u32 = 5;

/// A table of contents.
struct Table {
    /// The labels before its entries.
    labels: Range<usize>,
    /// Those of its units that stand again below.
    entries: Vec<usize>,
}

/// Tables of contents part the paragraphs before and behind them no more than blank lines do.
pub(crate) fn bridge(units: &Units, scores: &mut [Score]) {
    for Table { labels, entries } in tables(units, scores) {
        let last = entries.last().map_or(labels.end, |last| last + 1);
        for score in &mut scores[labels.start..last] {
            if !score.is_prose() {
                (score.bridged, score.base) = (true, 0.0);
            }
        }
    }
}

/// The units of tables whose label the rule knows: what may as well be the author's own list stays.
pub(crate) fn known(
    survey: &Survey<'_>,
    units: &Units,
    scores: &[Score],
    rules: &RuleSet,
) -> Vec<usize> {
    if rules.detector(Detector::PageContents) == NO_RULE {
        return Vec::new();
    }
    let is_known = |label: usize| {
        let mut lines = units.units[label].lines();
        lines.any(|line| survey.lines[line].heads_contents)
    };
    let known = tables(units, scores)
        .into_iter()
        .filter(|table| table.labels.clone().any(is_known));
    known
        .flat_map(|table| table.labels.chain(table.entries))
        .collect()
}

fn tables(units: &Units, scores: &[Score]) -> Vec<Table> {
    let numbers = headings(units, scores);
    // For each heading where it stands, in order.
    let mut places: Vec<Vec<usize>> = Vec::new();
    for (number, heading) in numbers.iter().enumerate() {
        if let Some(heading) = *heading {
            let heading = heading as usize;
            if heading >= places.len() {
                places.resize(heading + 1, Vec::new());
            }
            places[heading].push(number);
        }
    }
    // Characters of prose before each unit, and in all.
    let mut prose = vec![0; scores.len() + 1];
    for (number, (unit, score)) in units.units.iter().zip(scores).enumerate() {
        let length = if score.is_prose() {
            unit.profile.length
        } else {
            0
        };
        prose[number + 1] = prose[number] + length;
    }
    let mut tables = Vec::new();
    let mut start = 0;
    while start < numbers.len() {
        let targets = targets(&numbers, &places, start);
        let Some(&(last, _)) = targets.last() else {
            start += 1;
            continue;
        };
        let end = last + 1;
        if is_table(scores, &targets, end)
            && let Some(first) = first_label(units, scores, start)
            && prose[first] * 2 <= prose[scores.len()]
        {
            tables.push(Table {
                labels: first..start,
                entries: targets.into_iter().map(|(entry, _)| entry).collect(),
            });
        }
        start = end;
    }
    tables
}

/// For each unit that may be a heading a number that is the same where its longer words are, whatever number stands before them.
fn headings(units: &Units, scores: &[Score]) -> Vec<Option<u32>> {
    let mut numbering = Numbering::new(scores.len());
    let pairs = units.units.iter().zip(scores);
    let numbers = pairs.map(|(unit, score)| {
        let profile = &unit.profile;
        let may_be = score.class < 2 && profile.length <= HEADING_LENGTH && profile.words > 0;
        may_be.then(|| {
            let key = match units.stems_of(unit) {
                [] => profile.hash,
                stems => stems.iter().fold(0, |key, stem| mix(key, *stem)),
            };
            numbering.number(key)
        })
    });
    numbers.collect()
}

/// The entries from `start` on, each with the place below where it stands again: in the same order, and behind all of them.
fn targets(numbers: &[Option<u32>], places: &[Vec<usize>], start: usize) -> Vec<(usize, usize)> {
    let mut targets: Vec<(usize, usize)> = Vec::new();
    let mut otherwise = 0;
    for (entry, heading) in numbers.iter().enumerate().skip(start) {
        let first = targets.first().map_or(usize::MAX, |(_, target)| *target);
        if entry >= first {
            break;
        }
        let last = targets.last().map_or(entry, |(_, target)| *target);
        let target = heading.and_then(|heading| {
            let places = &places[heading as usize];
            let next = places.iter().copied().find(|place| *place > last);
            next.filter(|_| places.len() <= PLACES)
        });
        match target {
            Some(target) => {
                otherwise = 0;
                targets.push((entry, target));
            }
            None if heading.is_some() && otherwise == 0 && targets.len() >= OTHERWISE - 1 => {
                otherwise += 1;
            }
            None => break,
        }
    }
    targets
}

/// Whether these entries, which end before `end`, are those of a table: most of what they name are headings of paragraphs. A menu stands again as a menu.
fn is_table(scores: &[Score], targets: &[(usize, usize)], end: usize) -> bool {
    if targets.len() < ENTRIES || targets[0].1 < end {
        return false;
    }
    let heads = targets.iter().enumerate().filter(|(number, (_, target))| {
        let next = targets
            .get(number + 1)
            .map_or(scores.len(), |(_, next)| *next);
        let behind = *target + 1..next.min(target + 1 + PARAGRAPH_WITHIN);
        scores[behind].iter().any(|score| score.class >= 2)
    });
    heads.count() * 10 >= targets.len() * WITH_PARAGRAPH
}

/// Where the labels before the entries begin, or the entries, if a paragraph stands before them.
fn first_label(units: &Units, scores: &[Score], start: usize) -> Option<usize> {
    let paragraph = (start.saturating_sub(LABELS + 1)..start)
        .rev()
        .find(|&number| {
            scores[number].is_prose() || units.units[number].profile.words > LABEL_WORDS
        })?;
    scores[paragraph].is_prose().then_some(paragraph + 1)
}
