//! Where in a text a line stands: before the first paragraph, after the last, or between; and the head's own parts.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::block::Round;
use crate::evidence::flag;
use crate::fold::{core, fold_char, fold_into};
use crate::line::{EndMark, Kind, is_spaceless};
use crate::rule::{Category, Detector};
use crate::rule_set::NO_RULE;

/// The first and the last paragraph, as places among the lines that are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Zones {
    pub(crate) first: usize,
    pub(crate) last: usize,
}

impl Zones {
    /// Nothing for a text without paragraphs.
    pub(crate) fn of(round: &Round<'_, '_>) -> Option<Zones> {
        let first = (0..round.alive.len()).find(|&place| is_prose(round, place))?;
        let last = (first..round.alive.len())
            .rev()
            .find(|&place| is_prose(round, place))?;
        Some(Zones { first, last })
    }

    pub(crate) fn is_before(&self, place: usize) -> bool {
        place < self.first
    }

    pub(crate) fn is_after(&self, place: usize) -> bool {
        place > self.last
    }
}

/// A paragraph, or one of two neighbouring sentences, that isn't about to go.
pub(crate) fn is_prose(round: &Round<'_, '_>, place: usize) -> bool {
    if round.is_marked(place) {
        return false;
    }
    round.has(place, flag::PARAGRAPH)
        || (is_paired_sentence(round, place)
            && (place
                .checked_sub(1)
                .is_some_and(|before| is_paired_sentence(round, before))
                || is_paired_sentence(round, place + 1)))
}

fn is_paired_sentence(round: &Round<'_, '_>, place: usize) -> bool {
    place < round.alive.len() && !round.is_marked(place) && round.has(place, flag::SENTENCE)
}

/// Whether a sentence runs over a line break here: into this line, or out of it.
pub(crate) fn continues(round: &Round<'_, '_>, place: usize) -> bool {
    let runs_into = |place: usize| {
        place > 0
            && round.has(place, flag::LOWER_START)
            && round.blanks_before(place) == 0
            && matches!(
                round.line(place - 1).shape.end,
                EndMark::None | EndMark::Open
            )
    };
    runs_into(place) || (place + 1 < round.alive.len() && runs_into(place + 1))
}

/// A text in which this share of the lines, and at least so many, go on in the next is hard-wrapped (measured on 181 pages in the
/// outputs of 15 extractors, one of which wraps its lines).
const WRAPPED_SHARE: f32 = 0.12;
const WRAPPED_LINES: usize = 4;

pub(crate) fn is_wrapped(round: &Round<'_, '_>) -> bool {
    let lines = round.alive.len();
    let running = (1..lines)
        .filter(|&place| round.has(place, flag::LOWER_START) && round.has(place - 1, flag::RUNS_ON))
        .count();
    running >= WRAPPED_LINES && running as f32 >= WRAPPED_SHARE * lines as f32
}

/// Lines at the head that are looked at for a title, and behind it for the same title again.
const TITLE_LINES: usize = 4;
/// A title has at least this many words or, in scripts without spaces, this many characters halved.
const TITLE_MIN_WORDS: u16 = 3;

/// Marks the title where it stands a second time before the first paragraph.
pub(crate) fn repeated_title(round: &mut Round<'_, '_>, zones: Zones) {
    let rule = round.rules.detector(Detector::RepeatedTitle);
    if rule == NO_RULE {
        return;
    }
    let head: Vec<usize> = (0..zones.first)
        .filter(|&place| !round.is_marked(place))
        .collect();
    for (number, &title) in head.iter().enumerate().take(TITLE_LINES) {
        let shape = round.line(title).shape;
        if !shape.is_headline_like() || shape.words < TITLE_MIN_WORDS {
            continue;
        }
        let wanted = folded(round, title);
        let again: Vec<usize> = head[number + 1..]
            .iter()
            .copied()
            .take(TITLE_LINES)
            .filter(|&place| folded(round, place) == wanted)
            .collect();
        // A line that stands three times and more is a refrain.
        match again[..] {
            [] => {}
            [place] => return round.mark(place, rule),
            _ => return,
        }
    }
}

fn folded(round: &Round<'_, '_>, place: usize) -> String {
    let mut folded = String::new();
    fold_into(core(round.content(place)).0, true, &mut folded);
    folded
}

/// Lines that may stand between the start of a text and its first paragraph in a head: title, byline, dates, standfirst.
const HEAD_LINES: usize = 8;
/// A standfirst has at most this many words.
const STANDFIRST_WORDS: u16 = 40;
/// A title has at least this share of its longer words in the lines that follow it.
const TITLE_SHARE: f32 = 0.4;
const TITLE_LOOKAHEAD: usize = 12;

/// Marks the article's own title, byline, date and standfirst, as far as their rules are active.
pub(crate) fn head(round: &mut Round<'_, '_>, zones: Zones) {
    if !round.rules.removes_own_parts() {
        return;
    }
    let title_rule = round.rules.detector(Detector::Title);
    let standfirst_rule = round.rules.detector(Detector::Standfirst);
    let head: Vec<usize> = (0..zones.first)
        .filter(|&place| !round.is_marked(place))
        .take(HEAD_LINES)
        .collect();
    let mut titled = false;
    for place in head {
        let line = round.line(place);
        let (shape, rule) = (line.shape, line.rule);
        if line.dateline {
            let own = round.rules.has_category(rule, Category::Date)
                || round.rules.has_category(rule, Category::Byline);
            if own {
                round.mark(place, rule);
            }
        } else if shape.marked_start || shape.kind == Kind::Bullet {
            return;
        } else if !titled && is_title(round, place) {
            titled = true;
            if title_rule != NO_RULE && !round.line(place).kept {
                round.mark(place, title_rule);
            }
        } else if shape.words >= 8
            && shape.words <= STANDFIRST_WORDS
            && (titled || stands_before_marker(round, place))
            && (shape.end == EndMark::None || stands_before_marker(round, place))
        {
            if standfirst_rule != NO_RULE && !round.line(place).kept {
                round.mark(place, standfirst_rule);
            }
            return;
        } else {
            return;
        }
    }
}

/// Templates print an article's excerpt before the marker of the first advertisement.
fn stands_before_marker(round: &Round<'_, '_>, place: usize) -> bool {
    place + 1 < round.alive.len()
        && round
            .rules
            .has_category(round.marks[place + 1], Category::Template)
}

fn is_title(round: &Round<'_, '_>, place: usize) -> bool {
    let shape = round.line(place).shape;
    if !shape.is_headline_like() || shape.words < TITLE_MIN_WORDS || shape.lower_start {
        return false;
    }
    let words: HashSet<u64> = stems(round.content(place)).collect();
    if words.is_empty() {
        return false;
    }
    let wanted = (TITLE_SHARE * words.len() as f32).ceil() as usize;
    let until = (place + 1 + TITLE_LOOKAHEAD).min(round.alive.len());
    let mut found: HashSet<u64> = HashSet::new();
    for follower in place + 1..until {
        // A line that only repeats the words is a refrain or a list: running text takes them up.
        if !matches!(
            round.line(follower).shape.kind,
            Kind::Paragraph | Kind::Sentence
        ) {
            continue;
        }
        for stem in stems(round.content(follower)).filter(|stem| words.contains(stem)) {
            found.insert(stem);
            if found.len() >= wanted {
                return true;
            }
        }
    }
    false
}

/// Longer lines are read this far, in bytes, so that a look ahead costs the same in every text.
const STEM_BYTES: usize = 2000;
/// Of a word, this many letters tell that it is the same: its ending may differ.
const STEM_LETTERS: usize = 5;
const MIN_LETTERS: usize = 4;

/// Hashes of the beginnings of all words of four letters or more, folded; of pairs of characters in scripts without spaces.
fn stems(content: &str) -> impl Iterator<Item = u64> {
    let mut end = content.len().min(STEM_BYTES);
    while !content.is_char_boundary(end) {
        end -= 1;
    }
    let words = content[..end].split(|c: char| !c.is_alphanumeric());
    words.flat_map(|word| {
        let letters: Vec<char> = word.chars().map(fold_char).collect();
        let (size, last) = if letters.iter().any(|&c| is_spaceless(c)) {
            (2, letters.len().saturating_sub(1))
        } else {
            (STEM_LETTERS, usize::from(letters.len() >= MIN_LETTERS))
        };
        (0..last).map(move |at| {
            let mut hasher = DefaultHasher::new();
            letters[at..letters.len().min(at + size)].hash(&mut hasher);
            hasher.finish()
        })
    })
}
