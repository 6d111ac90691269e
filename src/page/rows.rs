//! Lines that say together what none of them says alone: tables, verse, lists of other articles.

use crate::line::EndMark;
use crate::page::profile::sign;
use crate::page::score::{Anchor, Score, WORD_LENGTH};
use crate::page::unit::{Unit, Units, WRAP_WIDTH};

/// So many beginnings of other articles make a list; each has more characters than a line that a tool has wrapped and stands behind its headline, and
/// they are cut off at one length, give or take a few characters for a word that is not cut.
const CUT_OFF: usize = 4;
const CUT_SLACK: u32 = 3;

/// Beginnings of other articles, as lists of them are printed: cut off without a final mark, all at the same length.
pub(crate) fn cut_off(units: &Units, scores: &mut [Score]) {
    let list = &units.units;
    let is_cut = |unit: &Unit| {
        unit.profile.width > *WRAP_WIDTH.end() && !unit.is_closed() && unit.end != EndMark::Open
    };
    let mut cut: Vec<(u32, usize)> = (1..list.len())
        .filter(|&number| {
            is_cut(&list[number]) && !is_cut(&list[number - 1]) && !scores[number - 1].is_prose()
        })
        .map(|number| (list[number].profile.width, number))
        .collect();
    cut.sort_unstable();
    for same in cut.chunk_by(|(a, _), (b, _)| b - a <= 1) {
        let widest = same.last().map_or(0, |(width, _)| *width);
        let same = same.iter().filter(|(width, _)| width + CUT_SLACK >= widest);
        if same.clone().count() >= CUT_OFF {
            for &(_, number) in same {
                (scores[number].class, scores[number].base) = (0, -9.0);
            }
        }
    }
}

/// So many lines, of each of which a quarter is digits, are the cells of a table, if no more than so many others, no longer than so many characters, stand before each: the head of
/// a row. Half of all lines are cells, and half of these are no years: menus have none, and in lists of headlines dates, times and ranks alternate with long lines.
const CELLS: usize = 6;
const ROW_HEADS: usize = 2;
const HEAD_LENGTH: u32 = 30;

/// A table of which a tool has set each cell on its own line costs nothing, however long it is.
pub(crate) fn tables(units: &Units, scores: &mut [Score]) {
    let list = &units.units;
    let is_cell = |number: &usize| {
        let profile = &list[*number].profile;
        profile.digits > 0 && profile.digits * 4 >= profile.length
    };
    let goes_on = |a: &usize, b: &usize| {
        let heads = &list[a + 1..*b];
        heads.len() <= ROW_HEADS && heads.iter().all(|unit| unit.profile.length <= HEAD_LENGTH)
    };
    let cells: Vec<usize> = (0..list.len()).filter(is_cell).collect();
    for table in cells.chunk_by(goes_on) {
        let range = table[0]..table[table.len() - 1] + 1;
        let is_number = |number: &&usize| !list[**number].profile.has(sign::YEAR);
        let numbers = table.iter().filter(is_number).count();
        if table.len() < CELLS || table.len() * 2 < range.len() || numbers * 2 < table.len() {
            continue;
        }
        // The head of the first row stands before the first cell.
        let is_head = |number: &usize| {
            !scores[*number].is_prose() && list[*number].profile.length <= HEAD_LENGTH
        };
        let heads = (0..range.start).rev().take(ROW_HEADS).take_while(is_head);
        let start = range.start - heads.count();
        for score in &mut scores[start..range.end] {
            if !score.is_prose() && matches!(score.anchor, Anchor::None | Anchor::Label) {
                (score.base, score.date) = (0.0, false);
            }
        }
    }
}

/// So many lines, each of so many words at least and so many characters at most, are verse, if half of them end as parts of a sentence do: entries of menus and headlines
/// have no final mark.
const VERSES: usize = 8;
const VERSE_WORDS: u32 = 3;
const VERSE_LENGTH: u32 = 75;
/// In lower case this share of its words.
const VERSE_LOWER: f32 = 0.5;
/// As of a sentence that is closed.
const VERSE_WEIGHT: f32 = 0.8;

/// Verse is prose.
pub(crate) fn verses(units: &Units, scores: &mut [Score]) {
    let is_line = |unit: &Unit, score: &Score| {
        let profile = &unit.profile;
        score.anchor == Anchor::None
            && !score.date
            && profile.words >= VERSE_WORDS
            && profile.length <= VERSE_LENGTH
            && profile.digits + profile.bars + profile.linked == 0
            && profile
                .lower_share()
                .is_some_and(|share| share >= VERSE_LOWER)
    };
    let list = &units.units;
    let lines: Vec<usize> = (0..list.len())
        .filter(|&number| is_line(&list[number], &scores[number]))
        .collect();
    let is_end = |number: &usize| !matches!(list[*number].end, EndMark::None | EndMark::Ellipsis);
    for verses in lines.chunk_by(|a, b| b - a == 1) {
        let last = verses.iter().rposition(is_end).unwrap_or(0);
        let verses = &verses[..=last];
        let ends = verses.iter().filter(|number| is_end(number)).count();
        if verses.len() < VERSES || ends * 2 < verses.len() {
            continue;
        }
        for &number in verses {
            let words = list[number].profile.length as f32 / WORD_LENGTH;
            (scores[number].class, scores[number].base) = (2, words * VERSE_WEIGHT);
        }
    }
}
