//! Whether a text is that of a whole page: what an extractor gave has no menus.

use crate::page::score::{Anchor, LINKED, Score};
use crate::page::unit::{Unit, Units};

/// Lines of site furniture, weighed, from which on a text is a whole page. Of 362 pages as bare text 97 % have as many, of 2,700
/// texts that extractors gave 3 %.
pub(crate) const FURNITURE: f32 = 5.0;
/// From which on it is so certainly that most of its words may go.
pub(crate) const MUCH_FURNITURE: f32 = 10.0;
/// A menu in one line has so many words, and this share of them in lower case at most.
const MENU_WORDS: u32 = 20;
const MENU_LOWER: f32 = 0.35;
/// Of a flattened page this share of the words stands in menus (of 168 pages 90 % have as much, of 136 outputs of an extractor that writes one
/// line 10 %), and of one that is a page beyond doubt this.
const MENU_SHARE: f32 = 0.03;
const MUCH_MENU_SHARE: f32 = 0.05;

/// How much speaks for a whole page: different labels, a copyright notice, and how many lines stand before the first paragraph and in a row
/// without one.
pub(crate) fn measure(units: &Units, scores: &[Score], flat: bool) -> f32 {
    if flat {
        let mut menu = 0;
        let mut all = 0;
        for (unit, score) in units.units.iter().zip(scores) {
            all += unit.profile.words;
            if !score.is_prose() && is_menu(unit) {
                menu += unit.profile.words;
            }
        }
        let share = menu as f32 / all.max(1) as f32;
        return match share {
            _ if share >= MUCH_MENU_SHARE => MUCH_FURNITURE,
            _ if share >= MENU_SHARE => FURNITURE,
            _ => 0.0,
        };
    }
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
    labels.len() as f32
        + (0.5 * links as f32).min(6.0)
        + 1.5 * rows.len().min(4) as f32
        + copyright
        + (0.25 * lead as f32).min(10.0)
        + (0.1 * longest as f32).min(6.0)
}

/// Many words in capitals and no sentence.
fn is_menu(unit: &Unit) -> bool {
    unit.profile.words >= MENU_WORDS
        && unit
            .profile
            .lower_share()
            .is_some_and(|share| share < MENU_LOWER)
}
