//! Whether a text is that of a whole page: what an extractor gave has no menus.

use std::ops::Range;

use crate::page::profile::sign;
use crate::page::range::Article;
use crate::page::score::{Anchor, LINKED, Score};
use crate::page::unit::{Unit, Units};

/// Lines of site furniture, weighed, from which on a text is a whole page. Of 362 pages as bare text 97 % have as many, of 2,700
/// texts that extractors gave 3 %.
const SOME: f32 = 5.0;
/// From which on it is so certainly that most of its words may go.
const MUCH: f32 = 10.0;
/// A menu in one line has so many words, and this share of them in lower case at most.
const MENU_WORDS: u32 = 20;
const MENU_LOWER: f32 = 0.35;

/// With so much prose a text has little furniture, unless it has much.
const CLEAN: f32 = 0.75;

/// How much of it there is, and so how much prose may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Furniture {
    Little,
    Some,
    Much,
}

/// Of the prose of a text with little furniture, and with some, this share may go.
const LITTLE_GOES: f32 = 0.2;
const SOME_GOES: f32 = 0.5;
/// Of a flattened page this share.
const FLAT_GOES: f32 = 0.7;
/// Where more goes, the article has so many characters at least: what is taken for a shorter one is as often something else.
const FLAT_OWN: f32 = 800.0;
/// Where there is little furniture so many units at least stand before the article: its headline, or one that no article begins with.
const LEAD: usize = 2;

impl Furniture {
    fn of(measure: f32, prose: f32) -> Furniture {
        match measure {
            _ if measure >= MUCH => Furniture::Much,
            _ if measure >= SOME && prose < CLEAN => Furniture::Some,
            _ => Furniture::Little,
        }
    }

    /// Whether a text in which no article is found is a whole page: of one with some furniture half is no prose.
    pub(crate) fn is_page(self, units: &Units, scores: &[Score]) -> bool {
        match self {
            Furniture::Much => true,
            Furniture::Some => length(units, scores, 2) * 2.0 < length(units, scores, 0),
            Furniture::Little => false,
        }
    }

    /// Whether a text that is not flattened is no page wherever its article begins, so that none need be looked for: nothing stands before the first fifth of
    /// its prose of which some must stand before an article.
    pub(crate) fn lets_nothing_go(self, units: &Units, scores: &[Score]) -> bool {
        if self != Furniture::Little {
            return false;
        }
        let all = length(units, scores, 1);
        let mut before = 0.0;
        let mut lead = units.units.iter().zip(scores).take_while(|(unit, score)| {
            if score.is_prose() {
                before += unit.profile.length as f32;
            }
            before <= LITTLE_GOES * all
        });
        lead.all(|(_, score)| score.is_prose() && !is_furniture(score))
    }

    /// Whether what is outside the article may go: most of the prose only from what is a page beyond doubt.
    pub(crate) fn may_go(
        self,
        units: &Units,
        scores: &[Score],
        article: &Article,
        flat: bool,
    ) -> bool {
        let ranges = &article.ranges;
        let prose = |range: Range<usize>| -> f32 {
            let pairs = units.units[range.clone()].iter().zip(&scores[range]);
            let prose = pairs.filter(|(_, score)| score.is_prose());
            prose.map(|(unit, _)| unit.profile.length as f32).sum()
        };
        let own: f32 = ranges.iter().cloned().map(prose).sum();
        // Readers may well write more than the author.
        let last = ranges.last().map_or(0, |range| range.end);
        let goes = 1.0 - own / prose(0..article.comments.max(last)).max(1.0);
        let thread = flat && article.comments < scores.len();
        let first = ranges.first().map_or(0, |range| range.start);
        match self {
            Furniture::Much => !flat || goes <= FLAT_GOES || own >= FLAT_OWN,
            // Where readers answer one another is a page, however little of a menu it has.
            Furniture::Little if thread => goes <= FLAT_GOES,
            Furniture::Some => goes <= if flat { FLAT_GOES } else { SOME_GOES },
            Furniture::Little => {
                // No headline stands behind a paragraph.
                let is_headline =
                    |headline: usize| scores[..headline].iter().all(|score| score.class < 2);
                !flat
                    && goes <= LITTLE_GOES
                    && first >= LEAD
                    && (article.headline.is_some_and(is_headline)
                        || scores[..first].iter().any(is_furniture))
            }
        }
    }
}

fn is_furniture(score: &Score) -> bool {
    score.anchor != Anchor::None || score.date
}

/// Characters of units of this class and above.
fn length(units: &Units, scores: &[Score], least: u8) -> f32 {
    let pairs = units.units.iter().zip(scores);
    let some = pairs.filter(|(_, score)| score.class >= least);
    some.map(|(unit, _)| unit.profile.length as f32).sum()
}

/// A flattened page begins with a menu: of so many words with a case at most this share is in lower case, or so many characters come before
/// the first paragraph.
const HEAD_WORDS: u32 = 120;
const HEAD_LOWER: f32 = 0.55;
const HEAD_LENGTH: u32 = 100;

/// A menu or a list of a flattened page, which is one unit, has so many characters.
const FLAT_MENU: u32 = 400;
/// This share of a flattened page is no prose.
const FLAT_NO_PROSE: f32 = 0.2;
/// So many of these four signs make a page beyond doubt: of 373 pages in one line 253 have as many, of 1,361 outputs of extractors in one line 16
/// (the corpora of `docs/accuracy.md`).
const FLAT_MUCH: usize = 3;

/// Whether a flattened text is a page: it begins as one or has a notice of copyright, and beyond doubt if it also has a long menu or much that is no prose.
pub(crate) fn measure_flat(units: &Units, scores: &[Score]) -> Furniture {
    let (mut lower, mut upper) = (0, 0);
    for unit in &units.units {
        lower += unit.profile.lower;
        upper += unit.profile.upper;
        if lower + upper >= HEAD_WORDS {
            break;
        }
    }
    let pairs = || units.units.iter().zip(scores);
    let lead = pairs().take_while(|(_, score)| score.class < 2);
    let lead: u32 = lead.map(|(unit, _)| unit.profile.length).sum();
    let head = (lower as f32) <= HEAD_LOWER * (lower + upper) as f32 && lower + upper > 0
        || lead >= HEAD_LENGTH;
    let copyright = pairs().any(|(unit, score)| {
        unit.profile.has(sign::COPYRIGHT) || score.anchor == Anchor::Copyright
    });
    let mut no_prose = pairs().filter(|(_, score)| !score.is_prose());
    let menu = no_prose.any(|(unit, _)| unit.profile.length >= FLAT_MENU);
    let (all, prose) = (length(units, scores, 0), length(units, scores, 1));
    let mixed = all - prose >= FLAT_NO_PROSE * all;
    let signs = [head, copyright, menu, mixed];
    match signs.iter().filter(|sign| **sign).count() {
        FLAT_MUCH.. if head => Furniture::Much,
        _ if head || copyright => Furniture::Some,
        _ => Furniture::Little,
    }
}

/// A short page in one line begins with so many words with a case, of which no more than half are in lower case, and ends with so few of them.
const SHORT_HEAD_WORDS: u32 = 12;
const SHORT_HEAD_LEAST: u32 = 6;
const SHORT_LOWER: f32 = 0.5;
/// The notice of copyright stands so near its end.
const NOTICE_UNITS: usize = 3;

/// Whether a short text in one line is a page: two of these say so, that it begins as a menu does, ends as one does, and has its title again.
pub(crate) fn measure_short(units: &Units, repeats_title: bool) -> Furniture {
    let list = &units.units;
    let (mut lower, mut upper) = (0, 0);
    for unit in list {
        lower += unit.profile.lower;
        upper += unit.profile.upper;
        if lower + upper >= SHORT_HEAD_WORDS {
            break;
        }
    }
    let cased =
        lower + upper >= SHORT_HEAD_LEAST && lower as f32 <= SHORT_LOWER * (lower + upper) as f32;
    // Where a script has neither case nor spaces, what stands between spaces is a label.
    let begins = cased
        || list.first().is_some_and(|unit| {
            unit.profile.has(sign::SPACELESS)
                && !unit.is_closed()
                && unit.profile.gaps >= SHORT_HEAD_LEAST
        });
    let near = &list[list.len().saturating_sub(NOTICE_UNITS)..];
    let is_notice = |unit: &Unit| unit.profile.has(sign::COPYRIGHT);
    let is_end = |unit: &Unit| {
        let share = unit.profile.lower_share();
        !unit.is_closed()
            && unit.profile.upper >= 2
            && share.is_some_and(|share| share < SHORT_LOWER)
    };
    let ends = near.iter().any(is_notice) || list.last().is_some_and(is_end);
    match [begins, ends, repeats_title] {
        [true, true, _] | [true, _, true] | [_, true, true] => Furniture::Some,
        _ => Furniture::Little,
    }
}

/// How much speaks for a whole page: different labels, a copyright notice, and how many lines stand before the first paragraph and in a row
/// without one.
pub(crate) fn measure(units: &Units, scores: &[Score]) -> Furniture {
    // A label that repeats is part of a table or of a list of entries.
    let mut labels: Vec<u64> = Vec::new();
    let mut copyright = 0.0;
    for (unit, score) in units.units.iter().zip(scores) {
        match score.anchor {
            Anchor::Label | Anchor::Header | Anchor::Comments => labels.push(unit.profile.hash),
            Anchor::Copyright => copyright = 1.0,
            _ => {}
        }
    }
    // A menu that a tool put in one line.
    let menus = units
        .units
        .iter()
        .zip(scores)
        .filter(|(unit, score)| !score.is_prose() && is_menu(unit))
        .map(|(unit, _)| unit.profile.hash);
    let mut rows: Vec<u64> = menus.collect();
    rows.sort_unstable();
    rows.dedup();
    let links = units
        .units
        .iter()
        .zip(scores)
        .filter(|(unit, score)| !score.is_prose() && unit.profile.linked_share() > LINKED)
        .count();
    labels.sort_unstable();
    labels.dedup();
    let lead = scores
        .iter()
        .position(|score| score.class >= 2)
        .unwrap_or(scores.len());
    let mut longest = 0;
    let mut run = 0;
    for score in scores {
        run = if score.is_prose() { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    Furniture::of(
        labels.len() as f32
            + (0.5 * links as f32).min(6.0)
            + 1.5 * rows.len().min(4) as f32
            + copyright
            + (0.25 * lead as f32).min(10.0)
            + (0.1 * longest as f32).min(6.0),
        length(units, scores, 2) / length(units, scores, 0).max(1.0),
    )
}

/// Many words in capitals and no sentence.
fn is_menu(unit: &Unit) -> bool {
    unit.profile.words >= MENU_WORDS
        && unit
            .profile
            .lower_share()
            .is_some_and(|share| share < MENU_LOWER)
}
