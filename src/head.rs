//! What stands before the first paragraph: the article's own title, byline, date and standfirst.

use std::collections::HashSet;

use crate::block::Round;
use crate::fold::{core, fold, fold_char, is_letter_or_digit};
use crate::line::{EndMark, Kind, is_spaceless};
use crate::rule::{Category, Detector};
use crate::rule_set::NO_RULE;
use crate::zone::Zones;

/// Lines at the head that are looked at for a title, and behind it for the same title again.
const TITLE_LINES: usize = 4;
/// A title has at least this many words or, in scripts without spaces, this many characters halved.
pub(crate) const TITLE_MIN_WORDS: u16 = 3;

/// Marks the title where it stands a second time before the first paragraph.
pub(crate) fn repeated_title(round: &mut Round<'_, '_>, zones: Zones) {
    let rule = round.rules.detector(Detector::RepeatedTitle);
    if rule == NO_RULE {
        return;
    }
    let head: Vec<usize> = (0..zones.first)
        .filter(|&place| !round.is_marked(place))
        .take(2 * TITLE_LINES)
        .collect();
    for (number, &title) in head.iter().enumerate().take(TITLE_LINES) {
        let shape = round.line(title).shape;
        if !shape.is_headline_like() || shape.words < TITLE_MIN_WORDS {
            continue;
        }
        let again: Vec<usize> = head[number + 1..]
            .iter()
            .copied()
            .take(TITLE_LINES)
            .filter(|&place| folded(round, place).eq(folded(round, title)))
            .collect();
        // A line that stands three times and more is a refrain.
        match again[..] {
            [] => {}
            [place] => return round.mark(place, rule),
            _ => return,
        }
    }
}

fn folded(round: &Round<'_, '_>, place: usize) -> impl Iterator<Item = char> {
    fold(core(round.content(place)).0.chars())
}

/// Lines that may stand between the start of a text and its first paragraph in a head: title, byline, dates, standfirst.
const HEAD_LINES: usize = 8;
/// A standfirst has at most this many words.
const STANDFIRST_WORDS: u16 = 40;
/// A title has at least this share of its longer words in the lines that follow it.
const TITLE_SHARE: f32 = 0.4;
const TITLE_LOOKAHEAD: usize = 12;

/// Marks the article's own title, byline, date and standfirst, as far as their rules are active.
pub(crate) fn own_parts(round: &mut Round<'_, '_>, zones: Zones) {
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
            if rule != NO_RULE && round.rules.rule(rule).category.is_dateline() {
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
    let mut words: HashSet<u64> = HashSet::new();
    for_each_stem(round.content(place), |stem| {
        words.insert(stem);
    });
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
        for_each_stem(round.content(follower), |stem| {
            if words.contains(&stem) {
                found.insert(stem);
            }
        });
        if found.len() >= wanted {
            return true;
        }
    }
    false
}

/// Longer lines are read this far, in bytes, so that a look ahead costs the same in every text.
const STEM_BYTES: usize = 2000;
/// Of a word, this many letters tell that it is the same: its ending may differ.
const STEM_LETTERS: usize = 5;
const MIN_LETTERS: usize = 4;

/// Gives hashes of the beginnings of all words of four letters or more, folded; of pairs of characters in scripts without spaces.
pub(crate) fn for_each_stem(content: &str, mut found: impl FnMut(u64)) {
    let mut end = content.len().min(STEM_BYTES);
    while !content.is_char_boundary(end) {
        end -= 1;
    }
    let content = &content[..end];
    let mut start = 0;
    let mut letters = 0;
    let mut spaceless = false;
    // The last word ends like all others.
    for (at, c) in content.char_indices().chain([(end, ' ')]) {
        if is_letter_or_digit(c) {
            if letters == 0 {
                start = at;
            }
            letters += 1;
            spaceless |= !c.is_ascii() && is_spaceless(c);
            continue;
        }
        let word = content[start..at].chars().map(fold_char);
        if spaceless {
            let pairs = word.clone().zip(word.skip(1));
            pairs.for_each(|(a, b)| found(hash([a, b])));
        } else if letters >= MIN_LETTERS {
            found(hash(word.take(STEM_LETTERS)));
        }
        letters = 0;
        spaceless = false;
    }
}

/// Multiplicative hash of a few characters (Knuth, The Art of Computer Programming 3, 6.4).
fn hash(letters: impl IntoIterator<Item = char>) -> u64 {
    letters.into_iter().fold(0, |hash: u64, c| {
        (hash.rotate_left(5) ^ u64::from(u32::from(c))).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}
