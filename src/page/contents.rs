//! A table of contents between the first paragraphs of an article and the rest: its entries are the headings that stand below.

use std::ops::Range;

use crate::evidence::Survey;
use crate::page::profile::Numbering;
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
    let any = survey.lines.iter().any(|line| line.heads_contents);
    if !any || rules.detector(Detector::PageContents) == NO_RULE {
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

/// All tables, in order.
fn tables(units: &Units, scores: &[Score]) -> Vec<Table> {
    let again = again(units, scores);
    let mut tables = Vec::new();
    let mut start = 0;
    while start < again.len() {
        let targets = targets(&again, start);
        let Some(&(last, _)) = targets.last() else {
            start += 1;
            continue;
        };
        let end = last + 1;
        if is_table(scores, &targets, end)
            && let Some(first) = first_label(units, scores, start)
        {
            tables.push(Table {
                labels: first..start,
                entries: targets.into_iter().map(|(entry, _)| entry).collect(),
            });
        }
        start = end;
    }
    // Lists of what else there is to read stand behind the article, and name what stands again there.
    if !tables.is_empty() {
        let prose = |range: Range<usize>| -> u32 {
            let prose = range.filter(|&number| scores[number].is_prose());
            prose.map(|number| units.units[number].profile.length).sum()
        };
        let all = prose(0..scores.len());
        let mut before = 0;
        let mut from = 0;
        tables.retain(|table| {
            before += prose(from..table.labels.start);
            from = table.labels.start;
            before * 2 <= all
        });
    }
    tables
}

/// What stands behind a heading with the same words.
#[derive(Clone, Copy, Default)]
struct Again {
    /// In how many places it stands, and the next of these, if there is one.
    places: usize,
    next: usize,
}

/// For each unit that may be a heading where it stands again: its longer words, whatever number stands before them.
fn again(units: &Units, scores: &[Score]) -> Vec<Option<Again>> {
    let mut numbering = Numbering::new(scores.len());
    let mut seen: Vec<Again> = Vec::with_capacity(scores.len());
    let mut again = vec![None; scores.len()];
    for (number, score) in scores.iter().enumerate().rev() {
        let unit = &units.units[number];
        let profile = &unit.profile;
        if score.class >= 2 || profile.length > HEADING_LENGTH || profile.words == 0 {
            continue;
        }
        let key = units.stems_hash(unit).unwrap_or(profile.hash);
        let heading = numbering.number(key) as usize;
        if heading == seen.len() {
            seen.push(Again::default());
        }
        let seen = &mut seen[heading];
        again[number] = Some(*seen);
        *seen = Again {
            places: seen.places + 1,
            next: number,
        };
    }
    again
}

/// Where a heading stands for the first time behind `last`.
fn target(again: &[Option<Again>], heading: Again, last: usize) -> Option<usize> {
    let mut heading = Some(heading).filter(|heading| heading.places < PLACES)?;
    while heading.places > 0 {
        if heading.next > last {
            return Some(heading.next);
        }
        heading = again[heading.next]?;
    }
    None
}

/// The entries from `start` on, each with the place below where it stands again: in the same order, and behind all of them.
fn targets(again: &[Option<Again>], start: usize) -> Vec<(usize, usize)> {
    let mut targets: Vec<(usize, usize)> = Vec::new();
    let mut otherwise = 0;
    for (entry, heading) in again.iter().enumerate().skip(start) {
        let first = targets.first().map_or(usize::MAX, |(_, target)| *target);
        let Some(heading) = heading.filter(|_| entry < first) else {
            break;
        };
        let last = targets.last().map_or(entry, |(_, target)| *target);
        match target(again, heading, last) {
            Some(target) => {
                otherwise = 0;
                targets.push((entry, target));
            }
            None if otherwise == 0 && targets.len() >= OTHERWISE - 1 => otherwise += 1,
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
