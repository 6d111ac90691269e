//! What a page is about: the words that its paragraphs share, and those of its title.

use std::ops::Range;

use memchr::memchr_iter;

use crate::evidence::Survey;
use crate::page::profile::{Profile, sign};
use crate::page::score::{Anchor, Score};
use crate::page::unit::Units;

/// For each stem, in how many units of an article it stands.
pub(crate) struct Vocabulary {
    /// In how many, and the unit that counted the stem last, so that a unit counts each once.
    stems: Vec<(u32, u32)>,
}

const NOWHERE: (u32, u32) = (0, u32::MAX);

impl Vocabulary {
    pub(crate) fn new(units: &Units) -> Vocabulary {
        Vocabulary {
            stems: vec![NOWHERE; units.stem_count()],
        }
    }

    pub(crate) fn clear(&mut self) {
        self.stems.fill(NOWHERE);
    }

    pub(crate) fn add(&mut self, units: &Units, number: usize) {
        for &stem in units.stems_of(&units.units[number]) {
            let (count, last) = &mut self.stems[stem as usize];
            if *last != number as u32 {
                *last = number as u32;
                *count += 1;
            }
        }
    }

    /// Takes the stems of a unit out, of whichever units they are.
    pub(crate) fn forget(&mut self, units: &Units, number: usize) {
        for &stem in units.stems_of(&units.units[number]) {
            self.stems[stem as usize] = NOWHERE;
        }
    }

    /// Stems of the unit that stand in another unit, and all of its stems.
    pub(crate) fn shared(&self, units: &Units, number: usize, member: bool) -> (u32, u32) {
        let stems = units.stems_of(&units.units[number]);
        let own = u32::from(member);
        let shared = stems
            .iter()
            .filter(|&&stem| self.stems[stem as usize].0 > own)
            .count();
        (shared as u32, stems.len() as u32)
    }
}

/// Fewer paragraphs say too little of what an article is about.
const MIN_MEMBERS: usize = 3;

/// Weighs every unit by what it shares with the prose of `core`.
pub(crate) fn weigh(
    units: &Units,
    scores: &mut [Score],
    vocabulary: &mut Vocabulary,
    core: Range<usize>,
    least_class: u8,
) {
    let is_member =
        |score: &Score, number: usize| core.contains(&number) && score.class >= least_class.max(1);
    vocabulary.clear();
    let mut members = Vec::with_capacity(core.len());
    let mut length = 0;
    for number in core.clone() {
        if is_member(&scores[number], number) {
            vocabulary.add(units, number);
            members.push(number);
            length += units.units[number].profile.length;
        }
    }
    if members.len() < MIN_MEMBERS {
        for score in scores.iter_mut() {
            score.value = score.base;
        }
        return;
    }
    let counts: Vec<(u32, u32)> = members
        .iter()
        .map(|&number| vocabulary.shared(units, number, true))
        .collect();
    let share = |(shared, all): &(u32, u32)| *shared as f32 / (*all).max(1) as f32;
    let mut shares: Vec<f32> = counts.iter().map(share).collect();
    let middle = shares.len() / 2;
    let median = shares
        .select_nth_unstable_by(middle, f32::total_cmp)
        .1
        .max(0.1);
    let floor = (0.5 * (1.0 - length as f32 / 2000.0)).max(0.0);
    let mut of_members = members.iter().zip(counts).peekable();
    for (number, score) in scores.iter_mut().enumerate() {
        let (shared, all) = match of_members.next_if(|(member, _)| **member == number) {
            Some((_, counts)) => counts,
            None => vocabulary.shared(units, number, false),
        };
        score.value = score.base;
        score.topical = (all > 0).then(|| shared as f32 / all as f32);
        if score.is_prose() {
            let likeness = (shared as f32 + 3.0 * median) / (all as f32 + 3.0) / median;
            score.value *= ((likeness - 0.3) / 0.4).clamp(floor, 1.0);
        } else if score.anchor == Anchor::None
            && score.base > -20.0
            && (all == 0 || shared * 2 >= all)
        {
            score.value *= 0.6;
        }
    }
}

/// The stems of the title, and where they stand.
pub(crate) struct Title {
    /// How many different ones there are.
    pub(crate) stems: u32,
    /// For each unit which of them it has, a bit for each.
    shared: Vec<u128>,
    /// The unit that gave it.
    pub(crate) unit: usize,
}

/// What parts a title from the name of the site.
const SEPARATORS: [&str; 9] = [
    " | ", " - ", " – ", " — ", " « ", " » ", " :: ", " / ", " · ",
];
const MIN_STEMS: usize = 3;
/// Of a longer line the title is looked for in so many characters.
const TITLE_START: usize = 80;
/// A longer first line is no title, in characters.
const TITLE_LENGTH: u32 = 250;

/// The first separator from `from` on, and where it stands.
fn next_separator(content: &str, from: usize) -> Option<(usize, &'static str)> {
    let spaces = memchr_iter(b' ', &content.as_bytes()[from..]);
    let mut places = spaces.map(|at| (from + at, &content[from + at..]));
    places.find_map(|(at, rest)| {
        let mut separators = SEPARATORS.iter();
        separators
            .find(|separator| rest.starts_with(**separator))
            .map(|separator| (at, *separator))
    })
}

impl Title {
    /// From the first line of the page, which holds the title and often the name of the site; from a heading of Markdown where there is no such line.
    pub(crate) fn of(survey: &Survey<'_>, units: &Units) -> Option<Title> {
        let heading = || {
            units.units.iter().position(|unit| {
                unit.profile.has(sign::HEADING)
                    && survey
                        .content(unit.first as usize)
                        .trim_start()
                        .starts_with("# ")
            })
        };
        Title::from_unit(survey, units, heading().unwrap_or(0))
    }

    fn from_unit(survey: &Survey<'_>, units: &Units, number: usize) -> Option<Title> {
        let unit = units.units.get(number)?;
        let mut all = units.stems_of(unit);
        let mut content = survey.content(unit.first as usize);
        if unit.profile.length >= TITLE_LENGTH {
            // A flattened page begins with its title too.
            let end = content.char_indices().map(|(at, _)| at).nth(TITLE_START)?;
            content = &content[..end];
            let mut start = Vec::new();
            Profile::of(content, 0..content.len(), &mut start);
            all = &all[..start.len().min(all.len())];
        }
        let mut cut = all.len();
        let mut from = 0;
        while let Some((at, separator)) = next_separator(content, from) {
            let mut part = Vec::new();
            Profile::of(content, 0..at, &mut part);
            if part.len() * 2 >= all.len() && part.len() >= MIN_STEMS {
                cut = part.len();
                break;
            }
            from = at + separator.len();
        }
        // For each stem of the page its place in the title, from 1.
        let mut places = vec![0u8; units.stem_count()];
        let mut stems = 0;
        for &stem in &all[..cut.min(all.len())] {
            let place = &mut places[stem as usize];
            if *place == 0 && u32::from(stems) < u128::BITS {
                stems += 1;
                *place = stems;
            }
        }
        if usize::from(stems) < MIN_STEMS {
            return None;
        }
        let shared = |unit| {
            let stems = units.stems_of(unit).iter();
            let places = stems.map(|&stem| places[stem as usize]);
            places.fold(0, |shared, place| {
                if place > 0 {
                    shared | 1u128 << (place - 1)
                } else {
                    shared
                }
            })
        };
        Some(Title {
            stems: stems.into(),
            shared: units.units.iter().map(shared).collect(),
            unit: number,
        })
    }

    /// Whether it is a line of its own, and not the beginning of a longer one.
    pub(crate) fn is_line(&self, units: &Units) -> bool {
        units.units[self.unit].profile.length < TITLE_LENGTH
    }

    /// Different stems of the title in the unit.
    pub(crate) fn shared(&self, unit: usize) -> u32 {
        self.shared[unit].count_ones()
    }

    /// Share of the title's stems that stand in the prose of a run.
    pub(crate) fn coverage(&self, scores: &[Score], range: Range<usize>) -> f32 {
        let pairs = scores[range.clone()].iter().zip(&self.shared[range]);
        let prose = pairs.filter(|(score, _)| score.is_prose());
        let found = prose.fold(0, |found, (_, shared)| found | shared);
        found.count_ones() as f32 / self.stems as f32
    }
}
