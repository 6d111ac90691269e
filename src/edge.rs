//! What a page prints around an article: menus before the first paragraph, lists and labels after the last. Their words are never
//! the same twice; that a few of them are known, and where they stand, says what the others are.

use std::collections::{HashMap, HashSet};

use crate::block::Round;
use crate::evidence::flag;
use crate::head::{TITLE_MIN_WORDS, for_each_stem};
use crate::line::{EndMark, Kind, count_bytes};
use crate::rule::{Category, Detector};
use crate::rule_set::NO_RULE;
use crate::zone::{Zones, is_broken, is_prose, is_rest};

/// Different known lines that a menu has at least.
const MENU_KNOWN: usize = 3;
/// Lines that a menu has at least, the known ones among them.
const MENU_LINES: usize = 6;
/// At least one of so many lines of a menu is known.
const MENU_LINES_A_KNOWN: usize = 20;
/// Longer lines are no entries of a menu, but for known ones.
const MENU_WORDS: u16 = 8;
/// A line that has this share of its words in the first paragraphs may be the title: it stays.
const TITLE_SHARE: f32 = 0.6;

/// Marks the labels before the first paragraph that stand before known lines, if those are many and different: the last known line is
/// the end of the menu. The article's own title, byline and date stay.
///
/// Of 264 whole pages this takes 7.3 % of the boilerplate and 0.008 % of the body (line labels of WCXB).
pub(crate) fn menu(round: &mut Round<'_, '_>, zones: Zones) {
    let rule = round.rules.detector(Detector::Menu);
    if rule == NO_RULE {
        return;
    }
    let known = (0..zones.first).filter(|&place| is_furniture(round, place));
    let Some(last) = known.clone().next_back() else {
        return;
    };
    if last + 1 < MENU_LINES
        || known.clone().count() * MENU_LINES_A_KNOWN < last + 1
        || !are_different(round, known, MENU_KNOWN)
        || is_broken(round, 0..last + 1)
    {
        return;
    }
    let mut words = None;
    for place in 0..=last {
        let shape = round.line(place).shape;
        let is_entry = matches!(shape.end, EndMark::None | EndMark::Question)
            && shape.words <= MENU_WORDS
            && !round.is_marked(place)
            && !is_rest(round, place)
            && !has_digit(round, place);
        if !is_entry || is_own(round, place) {
            continue;
        }
        let is_title = shape.words >= TITLE_MIN_WORDS && {
            let words = words.get_or_insert_with(|| words_of_article(round, zones));
            is_title(round, place, words)
        };
        if !is_title {
            round.mark(place, rule);
        }
    }
}

/// Words of prose that a text has at least before something is called its footer: lists and recipes have a paragraph or two.
const FOOTER_PROSE_WORDS: u32 = 80;
/// A footer has at most so many times the words of the prose before it.
const FOOTER_SHARE: u32 = 3;
/// Different known lines that a footer has at least.
const FOOTER_KNOWN: usize = 2;
/// A longer sentence stays in a footer.
const FOOTER_SENTENCE_WORDS: u16 = 18;
/// So many lines with digits, if they are at least this share of all, are a table or a calendar.
const TABLE_LINES: usize = 4;
const TABLE_SHARE: f32 = 0.3;

/// Marks what follows the first certain boilerplate after the last paragraph: other articles' headlines, labels, links. Without an anchor,
/// what follows a last paragraph is as often a list of the article's.
///
/// Of 264 whole pages this takes 3.7 % of the boilerplate and 0.002 % of the body (line labels of WCXB).
pub(crate) fn footer(round: &mut Round<'_, '_>, zones: Zones) {
    let rule = round.rules.detector(Detector::Footer);
    if rule == NO_RULE {
        return;
    }
    let tail = zones.last + 1..round.alive.len();
    let Some(anchor) = tail.clone().find(|&place| is_anchor(round, place)) else {
        return;
    };
    let known = tail.filter(|&place| is_furniture(round, place));
    if !are_different(round, known, FOOTER_KNOWN) || is_broken(round, anchor..round.alive.len()) {
        return;
    }
    let goes: Vec<usize> = (anchor + 1..round.alive.len())
        .filter(|&place| !round.is_marked(place) && is_of_footer(round, place))
        .collect();
    let words = |places: &[usize]| -> u32 {
        let words = places.iter().map(|&place| round.line(place).shape.words);
        words.map(u32::from).sum()
    };
    let prose: Vec<usize> = (zones.first..=zones.last)
        .filter(|&place| is_prose(round, place))
        .collect();
    let prose = words(&prose);
    if is_table(round, &goes)
        || prose < FOOTER_PROSE_WORDS
        || words(&goes) > prose.saturating_mul(FOOTER_SHARE)
    {
        return;
    }
    for place in goes {
        round.mark(place, rule);
    }
}

/// Standings, calendars, prices: lists of the article's.
fn has_digit(round: &Round<'_, '_>, place: usize) -> bool {
    count_bytes(round.content(place).as_bytes(), |byte| {
        byte.is_ascii_digit()
    }) > 0
}

fn is_table(round: &Round<'_, '_>, places: &[usize]) -> bool {
    let with_digits = |place: &&usize| has_digit(round, **place);
    let digits = places.iter().filter(with_digits).count();
    digits >= TABLE_LINES && digits as f32 >= TABLE_SHARE * places.len() as f32
}

fn is_of_footer(round: &Round<'_, '_>, place: usize) -> bool {
    let line = round.line(place);
    let speech = round
        .content(place)
        .trim_start()
        .starts_with(['"', '“', '„', '«', '»', '「', '『', '‘', '—', '–']);
    !speech && (line.shape.end != EndMark::Stop || line.shape.words < FOOTER_SENTENCE_WORDS)
}

/// Keywords in a list at least, and words that one has at most.
const KEYWORDS: usize = 6;
const KEYWORD_WORDS: usize = 6;

/// Marks lists of keywords after the last paragraph: unclosed, separated by commas, with one word in at least half of them, as those have
/// that are written for search engines.
pub(crate) fn keywords(round: &mut Round<'_, '_>, zones: Zones) {
    let rule = round.rules.detector(Detector::KeywordList);
    if rule == NO_RULE {
        return;
    }
    // A long list looks like a paragraph itself.
    for place in zones.last..round.alive.len() {
        let shape = round.line(place).shape;
        if shape.end == EndMark::None && usize::from(shape.words) > KEYWORDS {
            let content = round.content(place);
            if !round.is_marked(place) && is_keyword_list(content) {
                round.mark(place, rule);
            }
        }
    }
}

fn is_keyword_list(content: &str) -> bool {
    if content.matches(',').count() + 1 < KEYWORDS {
        return false;
    }
    let mut keywords = 0;
    let mut uses: HashMap<String, usize> = HashMap::new();
    for keyword in content.split(',') {
        let words: HashSet<String> = keyword
            .split_whitespace()
            .map(|word| word.to_lowercase())
            .collect();
        if words.is_empty() || words.len() > KEYWORD_WORDS || keyword.contains(['.', ';', ':']) {
            return false;
        }
        keywords += 1;
        for word in words.into_iter().filter(|word| word.chars().count() > 2) {
            *uses.entry(word).or_default() += 1;
        }
    }
    uses.values().any(|&uses| uses * 2 >= keywords)
}

/// An address line has at least so many parts and digits: postcode, house number and a telephone number or two.
const ADDRESS_PARTS: usize = 3;
const ADDRESS_DIGITS: usize = 20;
/// Digits that follow each other, but for what telephone numbers are grouped by, in one of them.
const TELEPHONE_DIGITS: usize = 7;

/// Marks address lines after the last paragraph. More than two of them are a list of the article's.
pub(crate) fn addresses(round: &mut Round<'_, '_>, zones: Zones) {
    let rule = round.rules.detector(Detector::AddressLine);
    if rule == NO_RULE {
        return;
    }
    let addresses: Vec<usize> = (zones.last + 1..round.alive.len())
        .filter(|&place| {
            round.line(place).shape.end == EndMark::None && is_address_line(round.content(place))
        })
        .collect();
    if addresses.len() <= 2 {
        for place in addresses {
            round.mark(place, rule);
        }
    }
}

fn is_address_line(content: &str) -> bool {
    if count_bytes(content.as_bytes(), |byte| byte.is_ascii_digit()) < ADDRESS_DIGITS {
        return false;
    }
    let dashes = content.matches(" - ").count() + content.matches(" – ").count();
    let parts = 1 + dashes + content.matches(['|', '•', '·']).count();
    let mut longest = 0;
    let mut run = 0;
    for c in content.chars() {
        match c {
            '0'..='9' => run += 1,
            ' ' | '-' | '(' | ')' | '/' | '.' | '+' if run > 0 => {}
            _ => run = 0,
        }
        longest = longest.max(run);
    }
    parts >= ADDRESS_PARTS
        && longest >= TELEPHONE_DIGITS
        && content.chars().filter(|c| c.is_alphabetic()).count() >= ADDRESS_DIGITS
}

/// Whether the line is of what a page prints around its article, certainly or perhaps. What was learned of a site says nothing about other lines.
pub(crate) fn is_furniture(round: &Round<'_, '_>, place: usize) -> bool {
    let rule = if round.is_marked(place) {
        round.marks[place]
    } else if round.has(place, flag::WEAK) {
        round.line(place).rule
    } else {
        return false;
    };
    let category = round.rules.rule(rule).category;
    !category.is_of_article() && !matches!(category, Category::Credit | Category::Site)
}

/// Certain boilerplate that is printed after articles rather than inside: not credits, players, advertisements and the like.
fn is_anchor(round: &Round<'_, '_>, place: usize) -> bool {
    round.has(place, flag::STRONG)
        && matches!(
            round.rules.rule(round.line(place).rule).category,
            Category::Related
                | Category::Comments
                | Category::Newsletter
                | Category::Share
                | Category::Follow
                | Category::Navigation
                | Category::Account
                | Category::Consent
                | Category::App
                | Category::Paywall
                | Category::Feedback
        )
}

/// Whether at least `wanted` of the lines are different.
fn are_different(
    round: &Round<'_, '_>,
    places: impl Iterator<Item = usize>,
    wanted: usize,
) -> bool {
    let mut different: Vec<&str> = Vec::with_capacity(wanted);
    for place in places {
        let content = round.content(place).trim();
        if !different.iter().any(|d| d.eq_ignore_ascii_case(content)) {
            different.push(content);
        }
        if different.len() == wanted {
            return true;
        }
    }
    false
}

/// Whether the line is a date or names an author.
fn is_own(round: &Round<'_, '_>, place: usize) -> bool {
    let line = round.line(place);
    line.dateline || (line.unasked && round.rules.is_own_part(round.content(place), &line.shape))
}

/// Lines from the first paragraph on in which the words of a title are looked for.
const FIRST_LINES: usize = 4;

/// Stems of the words of the first paragraphs, sorted.
fn words_of_article(round: &Round<'_, '_>, zones: Zones) -> Vec<u64> {
    let until = (zones.first + FIRST_LINES).min(round.alive.len());
    let prose = (zones.first..until).filter(|&place| {
        matches!(
            round.line(place).shape.kind,
            Kind::Paragraph | Kind::Sentence
        )
    });
    let mut words = Vec::new();
    prose.for_each(|place| for_each_stem(round.content(place), |stem| words.push(stem)));
    words.sort_unstable();
    words
}

fn is_title(round: &Round<'_, '_>, place: usize, article: &[u64]) -> bool {
    let mut words = Vec::new();
    for_each_stem(round.content(place), |stem| words.push(stem));
    words.sort_unstable();
    words.dedup();
    let shared = words
        .iter()
        .filter(|word| article.binary_search(word).is_ok())
        .count();
    !words.is_empty() && shared as f32 >= TITLE_SHARE * words.len() as f32
}
