//! How much each unit of a page speaks for an article or against one.

use crate::evidence::Survey;
use crate::line::EndMark;
use crate::page::contents;
use crate::page::profile::{Numbering, sign};
use crate::page::rows;
use crate::page::unit::{Unit, Units};
use crate::rule::{Category, Strength};
use crate::rule_set::{NO_RULE, RuleSet};

/// What the phrases of the rules say of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    None,
    /// A label that may stand in an article too.
    Label,
    /// The header of a list of other things.
    Header,
    /// The header, counter or form of comments.
    Comments,
    /// The same, if it is not one of the buttons that stand under every comment or embedded message.
    WeakComments,
    /// A credit of an image, or the label of an advertisement: goes, and says nothing about what stands around.
    Credit,
    Copyright,
}

/// One unit as it is weighed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Score {
    pub(crate) anchor: Anchor,
    /// 0: no prose; 1 a sentence, 2 a long or closed one, 3 a paragraph.
    pub(crate) class: u8,
    /// Weight before topic and company.
    pub(crate) base: f32,
    /// Weight after them.
    pub(crate) value: f32,
    pub(crate) date: bool,
    /// Prose goes on behind it as behind a blank line: images of Markdown in a report in pictures, and a table of contents.
    pub(crate) bridged: bool,
    /// A link behind a heading that edits its section.
    pub(crate) edits: bool,
    /// Share of its stems that stand in the article too; nothing for a unit without stems.
    pub(crate) topical: Option<f32>,
}

impl Score {
    pub(crate) fn is_prose(&self) -> bool {
        self.class > 0
    }
}

/// Characters of an average English word with its space.
pub(crate) const WORD_LENGTH: f32 = 6.0;
/// A longer unit weighs no more, in words: one long line is no article.
const CAP: f32 = 80.0;

/// What a word costs in a menu of a flattened page, where a whole menu is one unit; one in lower case costs half.
const FLAT_COST: f32 = 2.5;
/// What a short sentence costs there.
const SENTENCE_COST: f32 = -1.0;
/// A sentence of a flattened page weighs nothing if its share of lower-case words is so far below the usual one, and all from so much above that.
const CASE_BELOW: f32 = 0.25;
const CASE_WIDTH: f32 = 0.2;

/// Weighs every unit by itself.
pub(crate) fn scores(
    survey: &Survey<'_>,
    rules: &RuleSet,
    units: &Units,
    flat: bool,
) -> Vec<Score> {
    let mut scores: Vec<Score> = units
        .units
        .iter()
        .map(|unit| {
            let anchor = anchor(survey, rules, unit, units.broken);
            let is_markup =
                unit.profile.has(sign::PROGRAM) && is_markup(survey.content(unit.first as usize));
            let class = match anchor {
                Anchor::None | Anchor::Label if !is_markup => prose_class(unit, flat),
                _ => 0,
            };
            let date = class == 0 && is_date(unit);
            let base = if class > 0 {
                let words = unit.profile.length as f32 / WORD_LENGTH;
                let weight = match class {
                    3 => 1.0,
                    2 => 0.8,
                    _ => 0.3,
                };
                let service = if unit.profile.has(sign::ADDRESS) && unit.profile.length < 600 {
                    0.5
                } else {
                    1.0
                };
                let row = if flat && is_row(unit) { 0.0 } else { 1.0 };
                words.min(CAP) * weight * service * row
            } else {
                let code = !flat
                    && anchor == Anchor::None
                    && unit.profile.has(sign::PROGRAM)
                    && unit.lines().all(|number| is_code(survey.content(number)));
                let cost = match code {
                    true => CODE_COST,
                    false => cost(unit, anchor, date),
                };
                if flat && is_short_sentence(unit, anchor) {
                    SENTENCE_COST
                } else if flat {
                    cost.min(
                        -FLAT_COST * (unit.profile.words as f32 - 0.5 * unit.profile.lower as f32),
                    )
                } else {
                    cost
                }
            };
            Score {
                anchor,
                class,
                base,
                value: base,
                date,
                bridged: class == 0 && !flat && is_image(survey, unit),
                edits: false,
                topical: None,
            }
        })
        .collect();
    if flat {
        weigh_by_case(units, &mut scores);
    }
    repeated(units, &mut scores);
    if !flat {
        edit_links(survey, units, &mut scores);
        rows::cut_off(units, &mut scores);
        rows::images(units, &mut scores);
        contents::bridge(units, &mut scores);
        rows::tables(units, &mut scores);
        rows::verses(units, &mut scores);
        rows::pieces(units, &mut scores);
    }
    scores
}

/// A longer sentence, in characters, has a comma in so many; where it has fewer, headlines or a menu stand before its end: of the units of 371 flattened pages that
/// look so, four of five are no part of the article.
const ROW_LENGTH: u32 = 500;
const ROW_COMMA: u32 = 150;
/// One of so many characters of a table is a digit.
const ROW_DIGIT: u32 = 8;

/// Whether a sentence of a flattened page is a row of headlines or names: in most languages capitals don't tell.
fn is_row(unit: &Unit) -> bool {
    let profile = &unit.profile;
    profile.length >= ROW_LENGTH
        && profile.commas * ROW_COMMA < profile.length
        && profile.digits * ROW_DIGIT < profile.length
        && !profile.has(sign::SPACELESS | sign::PROGRAM)
}

/// In a flattened text headlines are parts of sentences: what has many more capitals than most sentences of the page weighs less.
fn weigh_by_case(units: &Units, scores: &mut [Score]) {
    let share = |unit: &Unit| unit.profile.lower_share();
    let pairs = units.units.iter().zip(scores.iter());
    let mut shares: Vec<f32> = pairs
        .filter(|(_, score)| score.class >= 2)
        .filter_map(|(unit, _)| share(unit))
        .collect();
    if shares.is_empty() {
        return;
    }
    let place = shares.len() * 3 / 5;
    let usual = *shares.select_nth_unstable_by(place, f32::total_cmp).1;
    for (unit, score) in units.units.iter().zip(scores) {
        if let Some(share) = share(unit)
            && score.is_prose()
        {
            score.base *= ((share - usual + CASE_BELOW) / CASE_WIDTH).clamp(0.0, 1.0);
        }
    }
}

fn anchor(survey: &Survey<'_>, rules: &RuleSet, unit: &Unit, broken: bool) -> Anchor {
    let mut found = Anchor::None;
    let is_sentence = broken && unit.lines().len() > 1;
    for number in unit.lines() {
        let line = &survey.lines[number];
        if line.kept {
            continue;
        }
        let of_site = survey.any_site && survey.is_of_site(number);
        if of_site || is_data(survey.content(number)) {
            return Anchor::Credit;
        }
        let mut rule = if line.rule == NO_RULE {
            line.opens
        } else {
            line.rule
        };
        let mut opens = line.opens != NO_RULE;
        if rule == NO_RULE
            && unit.profile.linked_share() > LINKED
            && unit.profile.length < LABEL_LENGTH
        {
            (rule, opens) = rules.find(&link_text(survey.content(number)));
        }
        if rule == NO_RULE {
            continue;
        }
        let rule = rules.rule(rule);
        let strong = rule.strength == Strength::Strong;
        // What is a label where it stands alone is a word of a sentence here.
        let is_rest = number > unit.first as usize
            && (line.shape.lower_start || !strong)
            && rule.category != Category::Credit;
        if is_rest || is_sentence && !strong {
            continue;
        }
        let anchor = match rule.category {
            Category::Comments if strong && !counts_none(survey.content(number)) => {
                Anchor::Comments
            }
            Category::Comments => Anchor::WeakComments,
            Category::Copyright => Anchor::Copyright,
            Category::Credit | Category::Advertisement | Category::Template | Category::Icon => {
                Anchor::Credit
            }
            // `Read also: ...` with all that it announces in one line heads no list.
            Category::Related if !opens => Anchor::Credit,
            Category::Related | Category::Topic => Anchor::Header,
            _ if opens || strong => Anchor::Header,
            _ => Anchor::Label,
        };
        if anchor != Anchor::Label || found == Anchor::None {
            found = anchor;
        }
    }
    found
}

/// Whether the only digit of a line is 0: no thread follows, and `0 Comments` stands under the headline of an article as well as at its end.
fn counts_none(line: &str) -> bool {
    let mut digits = line.bytes().filter(u8::is_ascii_digit);
    digits.next() == Some(b'0') && digits.next().is_none()
}

/// Data that a page hands to its scripts is longer than this, in bytes, and has so many keys; an article that shows some sets it with spaces.
const DATA_BYTES: usize = 200;
const DATA_KEYS: usize = 8;

/// Whether a line is such data: JSON without a space between its parts.
fn is_data(line: &str) -> bool {
    let line = line.trim_start();
    (line.starts_with("{\"") || line.starts_with("[{\""))
        && line.len() >= DATA_BYTES
        && line.matches("\":").count() >= DATA_KEYS
        && !line.contains("\": ")
}

/// Whether a line is an element of HTML that was printed instead of shown.
fn is_markup(line: &str) -> bool {
    let line = line.trim_start_matches(['*', ' ']);
    let element = line.strip_prefix('<').or_else(|| line.strip_prefix("&lt;"));
    element.is_some_and(|element| {
        element
            .trim_start()
            .starts_with(|c: char| c.is_ascii_lowercase())
    }) && ["href=", "src=", "class=", "style="]
        .iter()
        .any(|name| line.contains(name))
}

/// Whether a unit is nothing but images of Markdown, with links on them or without.
fn is_image(survey: &Survey<'_>, unit: &Unit) -> bool {
    if !survey.content(unit.first as usize).starts_with(['!', '[']) {
        return false;
    }
    // A tool may have wrapped the addresses.
    let content: String = unit.lines().map(|line| survey.content(line)).collect();
    let mut rest = content.trim();
    while !rest.is_empty() {
        let Some(behind) = behind_image(rest) else {
            return false;
        };
        rest = behind.trim_start();
    }
    true
}

/// What stands behind the image, or the link on an image, that a text begins with.
fn behind_image(text: &str) -> Option<&str> {
    let linked = text.strip_prefix('[');
    let image = linked.unwrap_or(text).trim_start().strip_prefix("![")?;
    let (_, target) = image.split_once("](")?;
    let (_, behind) = target.split_once(')')?;
    match linked {
        None => Some(behind),
        Some(_) => Some(behind.trim_start().strip_prefix("](")?.split_once(')')?.1),
    }
}

/// A unit is a link if this share of it is the text of links.
pub(crate) const LINKED: f32 = 0.6;
/// Links of labels are shorter, in characters.
const LABEL_LENGTH: u32 = 120;

/// A line of Markdown without the targets of its links.
fn link_text(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(end) = rest.find("](") {
        text.extend(rest[..end].chars().filter(|&c| c != '[' && c != '!'));
        let target = &rest[end + 2..];
        rest = target.find(')').map_or("", |end| &target[end + 1..]);
    }
    text.push_str(rest);
    text
}

/// Terms of use and warnings say in capitals what nobody is to overlook: such a paragraph has so many characters.
const CAPITALS_LENGTH: u32 = 150;

/// Whether running text is to be seen: lower-case words, as far as the script has any, or a long sentence in capitals. In a flattened page that may begin with a menu.
fn is_running(unit: &Unit, flat: bool) -> bool {
    let profile = &unit.profile;
    let Some(share) = profile.lower_share() else {
        return true;
    };
    share >= 0.35
        || (share >= 0.2 && (profile.breaks >= 2 || (profile.length >= 55 && unit.is_closed())))
        || (!flat
            && is_in_capitals(unit)
            && profile.length >= CAPITALS_LENGTH
            && profile.breaks + profile.commas > 0
            && unit.is_closed())
}

fn is_in_capitals(unit: &Unit) -> bool {
    unit.profile.upper_letters > unit.profile.lower_letters * 4
}

/// A list in one line has so many bars, and of its parts each has fewer characters; in a script without spaces it has so many gaps.
const LIST_BARS: u32 = 3;
const LIST_PART: u32 = 40;
const LIST_GAPS: u32 = 4;
const LIST_WORD: u32 = 9;

/// Whether a line is a row of names, as menus and keywords are printed: parted by bars, or by spaces where the script needs none.
fn is_list(unit: &Unit) -> bool {
    let profile = &unit.profile;
    let by_bars = profile.bars >= LIST_BARS && profile.length <= LIST_PART * (profile.bars + 1);
    let by_gaps = profile.has(sign::SPACELESS)
        && profile.gaps >= LIST_GAPS
        && profile.width <= LIST_WORD * (profile.gaps + 1);
    !unit.is_closed() && profile.breaks <= 1 && (by_bars || by_gaps)
}

fn prose_class(unit: &Unit, flat: bool) -> u8 {
    let profile = &unit.profile;
    if !is_running(unit, flat) || profile.linked_share() > LINKED || is_list(unit) {
        return 0;
    }
    let closed = unit.is_closed();
    if profile.length >= 110 && (closed || profile.breaks > 0 || profile.commas >= 2) {
        3
    } else if (profile.length >= 55 && closed) || profile.length >= 150 {
        2
    } else if profile.length >= 20 && closed {
        1
    } else {
        0
    }
}

/// A longer line with a date is no date line.
pub(crate) const DATE_LENGTH: u32 = 80;
const YEAR_LENGTH: u32 = 4;

/// A date in digits, a year or a time on a short line is the same in every language; month names would ask every rule for dates. A year alone is the head of
/// a part or the cell of a table.
fn is_date(unit: &Unit) -> bool {
    let profile = &unit.profile;
    let is_year = profile.length <= YEAR_LENGTH && !profile.has(sign::CLOCK);
    profile.length < DATE_LENGTH && profile.has(sign::CLOCK | sign::YEAR) && !is_year
}

/// Whether a unit of a flattened page that is too short for prose is a sentence of running text: `He said yes.`
pub(crate) fn is_short_sentence(unit: &Unit, anchor: Anchor) -> bool {
    anchor == Anchor::None && unit.is_closed() && unit.profile.lower * 2 > unit.profile.words
}

const LABEL_COST: f32 = -6.0;

/// What a line of a program costs: a page shows programs in its article and nowhere else.
const CODE_COST: f32 = 0.0;

/// Whether a line is of a program: it ends as statements and blocks do, or has signs side by side that no sentence has.
fn is_code(line: &str) -> bool {
    let line = line.trim();
    line.ends_with([';', '{', '}', '(', '\\'])
        || line.starts_with(['{', '}', '<'])
        || [" = ", " == ", "()", "=>", "->", "</", " { "]
            .iter()
            .any(|signs| line.contains(signs))
}

/// What a unit that is no prose costs.
fn cost(unit: &Unit, anchor: Anchor, date: bool) -> f32 {
    let profile = &unit.profile;
    match anchor {
        Anchor::Header => return -25.0,
        Anchor::Comments | Anchor::WeakComments => return -25.0,
        Anchor::Copyright => return if profile.length < 250 { -40.0 } else { -4.0 },
        Anchor::Credit => return -4.0,
        Anchor::Label => return LABEL_COST,
        Anchor::None => {}
    }
    if profile.length == 0 {
        return 0.0;
    }
    let share = profile.lower_share();
    if date && profile.length < 40 {
        -15.0
    } else if profile.bars > 0
        || profile.has(sign::LOWER_START)
        || (is_in_capitals(unit) && profile.length > 30)
    {
        -6.0
    } else if unit.end == EndMark::Open {
        -1.0
    } else if profile.length < 20 {
        -4.0
    } else if profile.length < 45 || share.is_none_or(|share| share >= 0.6) {
        -3.0
    } else {
        -9.0
    }
}

/// A field of a form or a heading says little by itself: `URL:` and `Discussion` stand in articles too. It has something else of comments so many units from it
/// at most, or not more than so many times as much prose behind it as before it.
const COMPANY_UNITS: usize = 6;
const MOST_BEHIND: u32 = 2;

/// For each unit whether comments may begin there.
fn may_begin_comments(units: &Units, scores: &[Score]) -> Vec<bool> {
    let length = |(unit, score): (&Unit, &Score)| match score.is_prose() {
        true => unit.profile.length,
        false => 0,
    };
    let all: u32 = units.units.iter().zip(scores).map(length).sum();
    let mut may_begin = vec![false; scores.len()];
    let mut last: Option<usize> = None;
    let mut before = 0;
    for (number, pair) in units.units.iter().zip(scores).enumerate() {
        before += length(pair);
        if matches!(pair.1.anchor, Anchor::Comments | Anchor::WeakComments) {
            may_begin[number] = all - before <= MOST_BEHIND * before;
            if let Some(last) = last.filter(|last| number - last <= COMPANY_UNITS) {
                may_begin[last] = true;
                may_begin[number] = true;
            }
            last = Some(number);
        }
    }
    may_begin
}

/// Prose that stands more than once on the page counts less, unless much of it does: then the page was printed twice. Labels cost more.
fn repeated(units: &Units, scores: &mut [Score]) {
    let counts = counts(units);
    let pairs = || counts.iter().zip(scores.iter());
    let prose = pairs().filter(|(_, score)| score.is_prose()).count();
    let twice = pairs()
        .filter(|(count, score)| **count > 1 && score.is_prose())
        .count();
    let printed_twice = twice * 10 >= prose * 3;
    let may_begin = may_begin_comments(units, scores);
    for ((&count, may_begin), score) in counts.iter().zip(may_begin).zip(scores.iter_mut()) {
        if score.anchor == Anchor::WeakComments {
            // A button under every message that is embedded goes, wherever it stands.
            (score.anchor, score.base) = if count >= 3 {
                (Anchor::Credit, -6.0)
            } else if may_begin {
                (Anchor::Comments, score.base)
            } else {
                (Anchor::Label, LABEL_COST)
            };
        }
        if score.is_prose() {
            if count > 1 && !printed_twice {
                score.base *= 0.2;
            }
        } else if count >= 3 && score.anchor == Anchor::None {
            score.base *= 1.5;
        }
    }
}

/// So many same lines in square brackets, each behind a heading, are links to what edits a section: `[ edit | edit source ]`.
const EDIT_LINKS: usize = 3;
const EDIT_LENGTH: u32 = 60;
/// What such a heading costs.
const HEADING_COST: f32 = -3.0;

/// Links that stand behind the headings of an article part nothing.
fn edit_links(survey: &Survey<'_>, units: &Units, scores: &mut [Score]) {
    let list = &units.units;
    let is_link = |number: &usize| {
        let unit = &list[*number];
        let is_label = |score: &Score| score.class == 0 && !score.date;
        // Brackets are not counted.
        let may_be = unit.profile.width >= unit.profile.length + 2
            && is_label(&scores[*number])
            && (1..=EDIT_LENGTH).contains(&unit.profile.length)
            && unit.profile.digits == 0
            && scores[*number].anchor != Anchor::Comments;
        may_be && {
            let line = survey.content(unit.first as usize).trim();
            line.starts_with('[') && line.ends_with(']') && !line.contains("](")
        }
    };
    let mut links: Vec<usize> = (1..list.len()).filter(is_link).collect();
    links.sort_by_key(|&number| list[number].profile.hash);
    for same in links.chunk_by(|&a, &b| list[a].profile.hash == list[b].profile.hash) {
        if same.len() >= EDIT_LINKS {
            for &number in same {
                // Whatever else a heading may be the header of, here it is that of a section.
                let heading = &mut scores[number - 1];
                if matches!(heading.anchor, Anchor::Header | Anchor::Label) {
                    (heading.anchor, heading.base) = (Anchor::None, HEADING_COST);
                }
                let score = &mut scores[number];
                (score.anchor, score.base, score.edits) = (Anchor::Credit, 0.0, true);
            }
        }
    }
}

/// For each unit how many are the same.
fn counts(units: &Units) -> Vec<u32> {
    let mut numbering = Numbering::new(units.units.len());
    let hashes = units.units.iter().map(|unit| unit.profile.hash);
    let numbers: Vec<u32> = hashes.map(|hash| numbering.number(hash)).collect();
    let mut counts = vec![0; numbering.count as usize];
    for &number in &numbers {
        counts[number as usize] += 1;
    }
    let counts = numbers.iter().map(|&number| counts[number as usize]);
    counts.collect()
}
