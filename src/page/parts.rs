//! Parts of an article: numbered ones, as steps, ranks and the lines of a list in order, and sections.

use std::ops::Range;

use crate::line::EndMark;
use crate::page::profile::sign;
use crate::page::score::{Anchor, LINKED, Score};
use crate::page::topic::Vocabulary;
use crate::page::unit::Units;

/// So many parts are an order, and one is so many units behind the other at most.
const PARTS: usize = 3;
const PART_UNITS: usize = 12;
/// A line that opens a part is no longer, in words.
const PART_WORDS: u32 = 12;

/// No article begins with its first step: what it is about, and what is needed, stands so many units before it at most.
const LEAD_UNITS: usize = 24;

/// The stretches of a page that are numbered from one on: parts with prose between, or a list that prose or a colon announces.
pub(crate) fn numbered(units: &Units, scores: &[Score]) -> Vec<Range<usize>> {
    let may_open = |place: &usize| {
        let profile = &units.units[*place].profile;
        profile.number > 0
            && (2..=PART_WORDS).contains(&profile.words)
            && !scores[*place].is_prose()
            && scores[*place].anchor == Anchor::None
    };
    let openers: Vec<usize> = (0..scores.len()).filter(may_open).collect();
    let profile = |place: usize| &units.units[place].profile;
    let is_announced = |place: usize| {
        place.checked_sub(1).is_some_and(|before| {
            scores[before].is_prose()
                || (units.units[before].end == EndMark::Open
                    && scores[before].anchor == Anchor::None)
        })
    };
    let mut stretches = Vec::new();
    let mut end = 0;
    for (nth, &start) in openers.iter().enumerate() {
        if start < end || profile(start).number != 1 {
            continue;
        }
        let mut last = start;
        let mut count = 1;
        let mut parted = true;
        for &next in &openers[nth + 1..] {
            if next - last > PART_UNITS {
                break;
            }
            if profile(next).number == count + 1
                && profile(next).number_word == profile(start).number_word
            {
                parted &= scores[last..next].iter().any(Score::is_prose);
                last = next;
                count += 1;
            }
        }
        if count as usize >= PARTS && (parted || is_announced(start)) {
            let lead = start.saturating_sub(LEAD_UNITS)..start;
            let prose = lead.rev().find(|&place| scores[place].is_prose());
            stretches.push(prose.map_or(start, |prose| prose + 1)..last + 1);
            end = last + 1;
        }
    }
    stretches
}

/// So many paragraphs, each of so many characters at least, are sections, if the heading of each is the only line between it and the one before.
const SECTIONS: usize = 3;
const SECTION_LENGTH: u32 = 150;
/// Teasers look the same, but are about different things. Of the stems of so many paragraphs this share at least, and so much more for each, stands in
/// another of them: first paragraphs of different articles of the corpora, three to forty of them drawn at random, have it once in a hundred times.
const SHARED: f32 = 0.17;
const SHARED_EACH: f32 = 0.006;

/// The stretches of a page in which paragraphs about one thing have headings.
pub(crate) fn sections(
    units: &Units,
    scores: &[Score],
    vocabulary: &mut Vocabulary,
) -> Vec<Range<usize>> {
    let list = &units.units;
    let is_section = |number: &usize| {
        let unit = &list[*number];
        scores[*number].class == 3 && unit.is_closed() && unit.profile.length >= SECTION_LENGTH
    };
    let is_heading = |number: usize| {
        let (unit, score) = (&list[number], &scores[number]);
        !score.is_prose()
            && score.anchor == Anchor::None
            && !score.date
            && !unit.is_closed()
            && unit.profile.linked_share() <= LINKED
    };
    let is_aside = |number: usize| {
        let profile = &list[number].profile;
        // A year under the name of a film or a ship.
        scores[number].anchor == Anchor::Credit
            // A heading whose section has a link to edit it.
            || scores.get(number + 1).is_some_and(|next| next.edits)
            || (profile.digits > 0 && profile.digits == profile.length && profile.has(sign::YEAR))
    };
    let goes_on = |a: &usize, b: &usize| {
        let mut between = (a + 1..*b).filter(|&number| !is_aside(number));
        between.next().is_none_or(is_heading) && between.next().is_none()
    };
    let paragraphs: Vec<usize> = (0..list.len()).filter(is_section).collect();
    paragraphs
        .chunk_by(goes_on)
        .map(|sections| (sections, sections[0]..sections[sections.len() - 1] + 1))
        // Paragraphs without a heading between them hold together by themselves.
        .filter(|(sections, range)| sections.len() >= SECTIONS && range.len() > sections.len())
        .filter(|(sections, range)| {
            scores[range.clone()].iter().any(|score| score.edits)
                || are_about_one_thing(units, vocabulary, sections)
        })
        .map(|(_, range)| range)
        .collect()
}

/// Leaves the vocabulary as it is given: empty.
fn are_about_one_thing(units: &Units, vocabulary: &mut Vocabulary, paragraphs: &[usize]) -> bool {
    for &number in paragraphs {
        vocabulary.add(units, number);
    }
    let counts = paragraphs
        .iter()
        .map(|&number| vocabulary.shared(units, number, true));
    let (shared, all) = counts.fold((0, 0), |(shared, all), (its_shared, its)| {
        (shared + its_shared, all + its)
    });
    // A page may have many such stretches: to clear all would take as long for each as the page is.
    for &number in paragraphs {
        vocabulary.forget(units, number);
    }
    shared as f32 >= (SHARED + SHARED_EACH * paragraphs.len() as f32) * all as f32
}
