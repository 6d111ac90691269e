//! An article, or parts of it, printed twice: what an extractor took from a page and from its copy for another screen.

use std::collections::HashSet;

use crate::block::Round;
use crate::evidence::flag;
use crate::line::PARAGRAPH_WORDS;
use crate::rule::Detector;
use crate::rule_set::{NO_RULE, RuleIndex};
use crate::zone::is_prose;

/// Of a text in which paragraphs are looked for twice, prose has this share of the bytes: what repeats on a whole page may be
/// the same story in two places, and menus between (measured on 264 whole pages and the outputs of 15 extractors).
const PROSE_SHARE: f32 = 0.8;
/// A single paragraph that stands twice may be a quotation that the author comes back to (3 of 8 on 73 pages).
const REPEATS: usize = 2;
/// So many paragraphs that stand twice are a text printed again: the headings between them go as well.
const REPRINT: usize = 4;

/// Marks the paragraphs that stand in the text before. Shorter lines repeat in verse, recipes and interviews.
pub(crate) fn repeats(round: &mut Round<'_, '_>) {
    let rule = round.rules.detector(Detector::RepeatedText);
    if rule == NO_RULE {
        return;
    }
    let repeated = repeated_paragraphs(round);
    if repeated.len() < REPEATS || !is_mostly_prose(round) {
        return;
    }
    for &place in &repeated {
        round.mark(place, rule);
    }
    if repeated.len() >= REPRINT {
        headings_between(round, &repeated, rule);
    }
}

/// Length, beginning, middle and end of a paragraph: enough to tell nearly all apart without reading them.
type Key = (usize, [[u8; 8]; 3]);

fn key_of(content: &str) -> Option<Key> {
    let bytes = content.as_bytes();
    let part = |at: usize| bytes.get(at..at + 8)?.try_into().ok();
    let last = bytes.len().checked_sub(8)?;
    Some((bytes.len(), [part(0)?, part(last / 2)?, part(last)?]))
}

/// The places of paragraphs that are the same as an earlier one, in order.
fn repeated_paragraphs(round: &Round<'_, '_>) -> Vec<usize> {
    let mut paragraphs: Vec<(Key, usize)> = (0..round.alive.len())
        .filter(|&place| {
            round.has(place, flag::PARAGRAPH)
                && !round.is_marked(place)
                && round.line(place).shape.words >= PARAGRAPH_WORDS
        })
        .filter_map(|place| Some((key_of(round.content(place).trim())?, place)))
        .collect();
    paragraphs.sort_unstable();
    let mut repeated = Vec::new();
    for same in paragraphs.chunk_by(|(a, _), (b, _)| a == b) {
        let first = round.content(same[0].1).trim();
        let later = same[1..].iter().map(|(_, place)| *place);
        repeated.extend(later.filter(|&place| round.content(place).trim() == first));
    }
    repeated.sort_unstable();
    repeated
}

fn is_mostly_prose(round: &Round<'_, '_>) -> bool {
    let mut prose = 0;
    let mut all = 0;
    for place in (0..round.alive.len()).filter(|&place| !round.is_marked(place)) {
        let bytes = round.content(place).len();
        all += bytes;
        if is_prose(round, place) {
            prose += bytes;
        }
    }
    prose as f32 >= PROSE_SHARE * all as f32
}

/// Marks the other lines of a reprint that stood before it.
fn headings_between(round: &mut Round<'_, '_>, repeated: &[usize], rule: RuleIndex) {
    let (Some(&start), Some(&end)) = (repeated.first(), repeated.last()) else {
        return;
    };
    let before: HashSet<&str> = (0..start)
        .map(|place| round.content(place).trim())
        .collect();
    let again: Vec<usize> = (start..end)
        .filter(|&place| before.contains(round.content(place).trim()))
        .collect();
    for place in again {
        round.mark(place, rule);
    }
}
