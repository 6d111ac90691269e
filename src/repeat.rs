//! An article, or parts of it, printed twice: what an extractor took from a page and from its copy for another screen.

use std::collections::HashSet;

use crate::block::Round;
use crate::evidence::{Survey, flag};
use crate::rule::Detector;
use crate::rule_set::{NO_RULE, RuleIndex};
use crate::zone::is_prose;

/// Of a text in which paragraphs are looked for twice, prose has this share of the bytes: what repeats on a whole page may be
/// the same story in two places, and menus between (measured on 264 whole pages and the outputs of 15 extractors).
const PROSE_SHARE: f32 = 0.8;
/// A single paragraph that stands again, however often, may be the author's: on two of the three pages of 73 that had one, the hand-made text has it twice.
const REPEATS: usize = 2;
/// So many paragraphs that stand twice are a text printed again: the headings between them go as well.
const REPRINT: usize = 4;

/// A text of more paragraphs is a file of many texts, and what stands in two of them belongs to both: an article of so many has forty
/// thousand words and more.
const MOST_PARAGRAPHS: usize = 2000;

/// Marks the paragraphs that stand in the text before. Shorter lines repeat in verse, recipes and interviews.
pub(crate) fn repeats(round: &mut Round<'_, '_>) {
    let rule = round.rules.detector(Detector::RepeatedText);
    if rule == NO_RULE {
        return;
    }
    let paragraphs = (0..round.alive.len()).filter(|&place| round.has(place, flag::PARAGRAPH));
    if paragraphs.take(MOST_PARAGRAPHS + 1).count() > MOST_PARAGRAPHS
        || round.survey.copies().is_empty()
        || !is_mostly_prose(round)
    {
        return;
    }
    let groups = repeated_paragraphs(round);
    if groups.len() < REPEATS {
        return;
    }
    let mut repeated = groups.concat();
    repeated.sort_unstable();
    for &place in &repeated {
        round.mark(place, rule);
    }
    if repeated.len() >= REPRINT {
        headings_between(round, &repeated, rule);
    }
}

/// Length, beginning, middle and end of a paragraph in one number: enough to tell nearly all apart without reading them.
fn key_of(content: &str) -> Option<u64> {
    let bytes = content.as_bytes();
    let part = |at: usize| Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    let last = bytes.len().checked_sub(8)?;
    let parts = [bytes.len() as u64, part(0)?, part(last / 2)?, part(last)?];
    // Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4); what collides is compared.
    Some(parts.into_iter().fold(0, |key: u64, part| {
        (key.rotate_left(23) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }))
}

/// Groups of lines, by number, that are the same paragraph.
pub(crate) fn copies(survey: &Survey<'_>) -> Vec<Vec<u32>> {
    let flags = (0..).zip(&survey.flags);
    let numbers =
        flags.filter_map(|(number, flags)| (flags & flag::PARAGRAPH != 0).then_some(number));
    let mut paragraphs: Vec<(u64, u32)> = Vec::with_capacity(numbers.clone().count());
    paragraphs
        .extend(numbers.filter_map(|number| Some((key_of(content(survey, number))?, number))));
    // Those that have a key in common are nearly always the same, but need not be.
    paragraphs.sort_unstable_by(|(a, first), (b, second)| {
        let contents = || content(survey, *first).cmp(content(survey, *second));
        a.cmp(b).then_with(contents).then(first.cmp(second))
    });
    let groups = paragraphs
        .chunk_by(|(a, first), (b, second)| {
            a == b && content(survey, *first) == content(survey, *second)
        })
        .filter(|same| same.len() > 1);
    groups
        .map(|same| same.iter().map(|(_, number)| *number).collect())
        .collect()
}

fn content<'s>(survey: &'s Survey<'_>, number: u32) -> &'s str {
    survey.content(number as usize).trim()
}

/// For each paragraph that stands again among those that are left, the places where it does.
fn repeated_paragraphs(round: &Round<'_, '_>) -> Vec<Vec<usize>> {
    let place_of = |number: &u32| {
        let place = round.alive.binary_search(number).ok()?;
        (!round.is_marked(place)).then_some(place)
    };
    let again = |group: &Vec<u32>| -> Vec<usize> {
        let places = group.iter().filter_map(place_of);
        places.skip(1).collect()
    };
    let groups = round.survey.copies().iter().map(again);
    groups.filter(|places| !places.is_empty()).collect()
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

#[cfg(test)]
mod tests {
    use super::MOST_PARAGRAPHS;
    use crate::Cleaner;

    /// Different paragraphs, each of more words than a paragraph needs.
    fn paragraphs(count: usize) -> String {
        let paragraph = |number| {
            format!(
                "On day {number} the ferry left at seven with nobody on board but the captain, his dog and a man \
                 from the council who counted the gulls on the far bank.\n\n"
            )
        };
        (0..count).map(paragraph).collect()
    }

    #[test]
    fn a_file_of_many_texts_keeps_what_stands_in_two_of_them() {
        let cleaner = Cleaner::default();
        let thrice = cleaner.clean(&paragraphs(3).repeat(3)).text.into_owned();
        assert_eq!(thrice.trim_end(), paragraphs(3).trim_end());
        let many = paragraphs(MOST_PARAGRAPHS / 2 + 1).repeat(2);
        assert_eq!(cleaner.clean(&many).text, many);
    }

    #[test]
    fn a_paragraph_that_is_nearly_the_same_hides_no_others() {
        let both = paragraphs(2);
        // The same length, beginning, middle and end as the first of them.
        let alike = paragraphs(1).replace("seven", "eight");
        for (text, wanted) in [
            (format!("{alike}{both}{both}"), format!("{alike}{both}")),
            (format!("{both}{alike}{both}"), format!("{both}{alike}")),
            (format!("{both}{both}{alike}"), format!("{both}{alike}")),
        ] {
            let cleaned = Cleaner::default().clean(&text).text.into_owned();
            assert_eq!(cleaned.trim_end(), wanted.trim_end());
        }
    }

    #[test]
    fn a_paragraph_that_returns_is_the_authors() {
        let refrain = paragraphs(1).repeat(5);
        assert_eq!(Cleaner::default().clean(&refrain).text, refrain);
    }
}
