//! Lines that say together what none of them says alone: tables, verse, lists of other articles.

use std::ops::Range;

use crate::line::EndMark;
use crate::page::profile::sign;
use crate::page::score::{Anchor, LINKED, Score, WORD_LENGTH};
use crate::page::unit::{Unit, Units};
use crate::zone::WRAP_WIDTH;

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

/// So many images of Markdown, each between two paragraphs, are those of a report in pictures, and part its paragraphs no more than blank lines do. A single one may as well
/// stand between an article and a note on its author.
const IMAGES: usize = 3;

/// Of the images only those between paragraphs count, and only where they are many.
pub(crate) fn images(units: &Units, scores: &mut [Score]) {
    let list = &units.units;
    let images: Vec<usize> = (0..scores.len())
        .filter(|&number| scores[number].bridged)
        .collect();
    // What says the same as an image is its caption.
    let is_paragraph = |number: usize, image: usize| {
        let profile = &list[number].profile;
        scores[number].class >= 2
            && !profile.links.begin_before()
            && profile.hash != list[image].profile.hash
    };
    let runs = images.chunk_by(|a, b| b - a == 1);
    let between = |run: &[usize]| {
        let (first, last) = (run[0], run[run.len() - 1]);
        let is_between = first > 0
            && last + 1 < list.len()
            && is_paragraph(first - 1, first)
            && is_paragraph(last + 1, last);
        is_between.then_some(first..last + 1)
    };
    let between: Vec<Range<usize>> = runs.filter_map(between).collect();
    for number in images {
        scores[number].bridged = false;
    }
    if between.len() >= IMAGES {
        for number in between.into_iter().flatten() {
            (scores[number].bridged, scores[number].base) = (true, 0.0);
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

/// An item of a list says more than a label or a headline does from so many characters on, of which so many words are in lower case.
const ITEM_LENGTH: u32 = 55;
const ITEM_LOWER: f32 = 0.6;

/// Whether a line is such an item.
pub(crate) fn is_running_item(unit: &Unit) -> bool {
    let profile = &unit.profile;
    profile.has(sign::ITEM)
        && profile.length >= ITEM_LENGTH
        && profile.linked_share() <= LINKED
        && profile
            .lower_share()
            .is_some_and(|share| share >= ITEM_LOWER)
}

/// So many of them, with no more than a heading between two, are a list of the article's if one of so many is closed as a sentence is, or has one inside: lists of other
/// articles have headlines.
const ITEMS: usize = 5;
const ITEMS_A_SENTENCE: usize = 6;
/// As of a short sentence.
const ITEM_WEIGHT: f32 = 0.3;
/// What the heading of such a list costs.
const LIST_HEADING_COST: f32 = -1.0;

/// The items of each such list.
pub(crate) fn lists(units: &Units, scores: &[Score]) -> Vec<Vec<usize>> {
    let list = &units.units;
    let may_belong = |number: usize| scores[number].anchor == Anchor::None && !scores[number].date;
    let items: Vec<usize> = (0..list.len())
        .filter(|&number| is_running_item(&list[number]) && may_belong(number))
        .collect();
    let goes_on = |a: &usize, b: &usize| b - a <= 2 && (a + 1..*b).all(may_belong);
    let is_sentence =
        |number: &&usize| list[**number].end == EndMark::Stop || list[**number].profile.breaks > 0;
    let lists = items.chunk_by(goes_on).filter(|items| {
        let sentences = items.iter().filter(is_sentence).count();
        items.len() >= ITEMS && sentences * ITEMS_A_SENTENCE >= items.len()
    });
    lists.map(<[usize]>::to_vec).collect()
}

/// Makes prose of the items of lists, for a page on which there is no other.
pub(crate) fn read_lists(units: &Units, scores: &mut [Score], lists: &[Vec<usize>]) {
    for items in lists {
        for &number in items {
            if scores[number].is_prose() {
                continue;
            }
            let words = units.units[number].profile.length as f32 / WORD_LENGTH;
            (scores[number].class, scores[number].base) = (1, words * ITEM_WEIGHT);
        }
        let first = items[0].saturating_sub(1);
        for score in &mut scores[first..items[items.len() - 1]] {
            if !score.is_prose() && score.anchor == Anchor::None {
                score.base = score.base.max(LIST_HEADING_COST);
            }
        }
    }
}

/// What a line beside a sentence costs where sentences are broken: nearly always it is a part of one, or of a formula or a program.
pub(crate) const PIECE_COST: f32 = -0.5;

/// The short lines around sentences in a text in which those are broken: `The`, before the link that goes on.
pub(crate) fn pieces(units: &Units, scores: &mut [Score]) {
    if !units.broken {
        return;
    }
    let pairs = units.units.iter().zip(scores.iter());
    let whole: Vec<bool> = pairs
        .map(|(unit, score)| {
            score.is_prose() || unit.lines().len() > 1 && unit.profile.has(sign::PROGRAM)
        })
        .collect();
    let beside = |number: usize| {
        number > 0 && whole[number - 1] || whole[number] || whole.get(number + 1) == Some(&true)
    };
    for (number, score) in scores.iter_mut().enumerate() {
        let may_be = !score.is_prose()
            && !score.date
            && matches!(score.anchor, Anchor::None | Anchor::Label);
        if may_be && beside(number) {
            score.base = score.base.max(PIECE_COST);
        }
    }
}
