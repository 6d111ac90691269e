//! What else belongs to the article: parts behind a gap, lists and tables behind its last paragraph.

use std::ops::Range;

use crate::evidence::Survey;
use crate::line::EndMark;
use crate::page::profile::sign;
use crate::page::rows::is_running_item;
use crate::page::score::{Anchor, LINKED, Score};
use crate::page::unit::{Unit, Units};

/// What a run has at least that goes on with an article behind a gap, in words of prose; so many paragraphs; and how much it is about the same: its stems that
/// stand in the article, as a share of what the article's own paragraphs have.
const JOINED_WEIGHT: f32 = 60.0;
const JOINED_PARAGRAPHS: usize = 2;
const JOINED_TOPIC: f32 = 0.8;
/// Units of a gap at most.
const GAP: usize = 400;
/// A paragraph in a gap that has less of the article's topic belongs to others.
const GAP_TOPIC: f32 = 0.6;
/// In a flattened page a menu there is one unit, that has less of it; a table has more.
const FLAT_TOPIC: f32 = 0.25;

/// Mean share of the stems of paragraphs that stand in the article.
fn topic(scores: &[Score]) -> f32 {
    let topics = scores
        .iter()
        .filter(|score| score.class >= 2)
        .filter_map(|score| score.topical);
    let (sum, count) = topics.fold((0.0, 0), |(sum, count), topic| (sum + topic, count + 1));
    sum / count.max(1) as f32
}

/// Takes in the runs from `from` to `to` that are about the same as the article, before and behind it: a list of links, a box of a shop parts long
/// articles. Gives the gaps.
pub(crate) fn join(
    runs: &[(Range<usize>, f32)],
    units: &[Unit],
    scores: &[Score],
    range: &mut Range<usize>,
    from: usize,
    to: usize,
) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let own = topic(&scores[range.clone()]);
    let belongs = |run: &Range<usize>, sum: f32| {
        let run = &scores[run.clone()];
        sum >= JOINED_WEIGHT
            && run.iter().filter(|score| score.class >= 2).count() >= JOINED_PARAGRAPHS
            && topic(run) >= JOINED_TOPIC * own
    };
    let Range { start, end } = range.clone();
    // What follows the copyright notice of a page are rules of the house.
    let is_notice =
        |number: &usize| !scores[*number].is_prose() && units[*number].profile.has(sign::COPYRIGHT);
    let to = (end..to).find(is_notice).unwrap_or(to);
    for (run, sum) in runs
        .iter()
        .filter(|(run, _)| run.end > end && run.end <= to)
    {
        if run.start <= range.end + GAP && belongs(run, *sum) {
            gaps.push(range.end..run.start.max(range.end));
            range.end = run.end;
        }
    }
    for (run, sum) in runs
        .iter()
        .rev()
        .filter(|(run, _)| run.start >= from && run.end <= start)
    {
        if run.end + GAP >= range.start && belongs(run, *sum) {
            gaps.push(run.end..range.start);
            range.start = run.start;
        }
    }
    gaps
}

/// For each unit of the gap whether it is prose about something else.
pub(crate) fn foreign_prose(
    scores: &[Score],
    ranges: &[Range<usize>],
    gap: &Range<usize>,
    flat: bool,
) -> Vec<bool> {
    let topics: Vec<f32> = ranges
        .iter()
        .map(|range| topic(&scores[range.clone()]))
        .collect();
    let own = topics.iter().sum::<f32>() / topics.len().max(1) as f32;
    let foreign = |score: &Score| {
        let topical = score.topical.unwrap_or(0.0);
        match score.is_prose() {
            true => topical < GAP_TOPIC * own,
            false => flat && topical < FLAT_TOPIC,
        }
    };
    scores[gap.clone()].iter().map(foreign).collect()
}

/// So far behind the last paragraph a list is followed.
const LIST_UNITS: usize = 100;
/// A paragraph that has so much more of the article's topic than the article's own goes on with it, behind a list of so few other articles.
const CERTAIN_TOPIC: f32 = 1.5;
const CERTAIN_UNITS: usize = 5;
/// A paragraph right behind the article, or behind a heading there, is a section of it if it has so much of its topic.
const SECTION_TOPIC: f32 = 0.7;
/// It goes on behind so many lines that rules know as labels at most: a button, a request to subscribe, those that share.
const LABELS: usize = 6;
/// Behind one label a sentence does, if it has so much of the topic: it has few words to tell by.
const SENTENCE_TOPIC: f32 = 1.0;
/// What speaks for a unit behind the last paragraph and against it: log-odds from a logistic regression over 39,000 such units of 581 pages in
/// nine forms, tested on pages that it had not seen.
mod weight {
    pub(crate) const ANY: f32 = -1.0;
    /// A colon announces a list.
    pub(crate) const ANNOUNCED: f32 = 1.4;
    /// By how much of a line stands in the article, above a half.
    pub(crate) const TOPIC: f32 = 1.25;
    /// By how much of a paragraph does, in comparison with the article's own.
    pub(crate) const PROSE_TOPIC: f32 = 0.8;
    /// The header of a list of other articles.
    pub(crate) const HEADER: f32 = -1.7;
    /// Each one that came before.
    pub(crate) const BEHIND_HEADER: f32 = -1.3;
    pub(crate) const CREDIT: f32 = -2.3;
    pub(crate) const DATE: f32 = -1.5;
    pub(crate) const DIGITS: f32 = 1.2;
    /// Digits, and the form of the line before it: a table.
    pub(crate) const ROW: f32 = 0.7;
    /// Fewer than 12 characters; fewer than 20.
    pub(crate) const VERY_SHORT: f32 = -2.4;
    pub(crate) const SHORT: f32 = -1.0;
    pub(crate) const CLOSED: f32 = 0.6;
    pub(crate) const BAR: f32 = -0.5;
}

/// Lists, tables and headings that go on with the article behind its last paragraph: the reach at which what speaks for them outweighs most
/// what speaks against.
pub(crate) fn extend(units: &[Unit], scores: &[Score], range: &mut Range<usize>, comments: usize) {
    // The header of a list of other articles announces just that.
    let opens = |number: usize| {
        let unit = units.get(number);
        unit.is_some_and(|unit| unit.end == EndMark::Open) && scores[number].anchor == Anchor::None
    };
    let announced = opens(range.end - 1) || opens(range.end);
    // A long paragraph is a section too, whatever its topic, where the text ends or a rule knows what follows as the end of articles.
    let is_last = |number: usize| {
        let next = scores.get(number + 1);
        scores[number].class == 3
            && next.is_none_or(|next| {
                matches!(
                    next.anchor,
                    Anchor::Header | Anchor::Comments | Anchor::Copyright
                )
            })
    };
    let own = topic(&scores[range.clone()]).max(0.1);
    let (mut sum, mut most, mut headers) = (0.0, 0.0, 0);
    let end = range.end;
    for number in end..comments.min(end + LIST_UNITS) {
        let (unit, score) = (&units[number], &scores[number]);
        if score.anchor == Anchor::Copyright {
            break;
        }
        if announced {
            sum += weight::ANNOUNCED;
        }
        sum += weight::ANY + weight::BEHIND_HEADER * headers as f32;
        sum += match (score.is_prose(), score.topical) {
            (true, topical) => weight::PROSE_TOPIC * topical.unwrap_or(0.0) / own,
            (false, topical) => {
                line_weight(&units[number - 1], unit, score)
                    + weight::TOPIC * (topical.unwrap_or(0.5) - 0.5)
            }
        };
        let likeness = score.topical.unwrap_or(0.0) / own;
        if score.class == 3
            && headers <= 1
            && number <= end + CERTAIN_UNITS
            && likeness >= CERTAIN_TOPIC
        {
            sum = sum.max(most) + 1.0;
        }
        let between = &scores[range.end..number];
        let is_section = headers == 0
            && score.class >= 2
            && unit.is_closed()
            && (between.len() <= 1 || is_table(&units[range.end..number]))
            && (likeness >= SECTION_TOPIC || is_last(number))
            && scores[range.end..=number]
                .iter()
                .all(|score| score.anchor == Anchor::None && !score.date);
        let behind_labels = is_behind_labels(unit, score, between, likeness);
        if behind_labels {
            // What looked like the header of a list stands inside the article.
            headers = 0;
        }
        if is_section || behind_labels {
            sum = sum.max(most) + 1.0;
        }
        headers += i32::from(score.anchor == Anchor::Header);
        if sum > most {
            most = sum;
            range.end = number + 1;
        }
    }
}

/// So many lines with digits, and no more than one other, the names of the columns, are a table.
const TABLE_ROWS: usize = 3;

fn is_table(units: &[Unit]) -> bool {
    let rows = units.iter().filter(|unit| unit.profile.digits > 0).count();
    rows >= TABLE_ROWS && units.len() - rows <= 1
}

/// Whether only labels stand between the article and a sentence that is about the same; a list of other articles has their headlines behind its label, and asks questions.
fn is_behind_labels(unit: &Unit, score: &Score, between: &[Score], likeness: f32) -> bool {
    let is_label = |score: &Score| {
        matches!(
            score.anchor,
            Anchor::Label | Anchor::Header | Anchor::Credit
        ) && !score.date
    };
    let (most, least) = match score.class {
        0 => return false,
        1 => (1, SENTENCE_TOPIC),
        _ => (LABELS, SECTION_TOPIC),
    };
    unit.is_closed()
        && unit.end != EndMark::Question
        && score.anchor == Anchor::None
        && (1..=most).contains(&between.len())
        && between.iter().all(is_label)
        && likeness >= least
}

/// Between the paragraph before the first section and the first link that edits one stand so many units at most: headings.
const EDITED_BEFORE: usize = 3;

/// Sections of an article that has links behind its headings to edit them, from the paragraph before the first of them to the last paragraph of one: tables and lists part
/// them.
pub(crate) fn extend_to_edited(
    scores: &[Score],
    range: &mut Range<usize>,
    from: usize,
    comments: usize,
) {
    let is_link = |number: &usize| scores[*number].edits;
    let is_paragraph = |number: &usize| scores[*number].class == 3;
    let is_end = |number: &usize| {
        matches!(
            scores[*number].anchor,
            Anchor::Header | Anchor::Comments | Anchor::Copyright
        )
    };
    let is_edited = range.clone().any(|number| is_link(&number));
    let before = (from..range.start)
        .rev()
        .take_while(|number| !is_end(number));
    if let Some(first) = before.filter(is_link).last() {
        let lead = (from..first).rev().take(EDITED_BEFORE).find(is_paragraph);
        range.start = lead.unwrap_or(range.start);
    }
    let most = comments.min(range.end + GAP);
    let behind = (range.end..most).take_while(|number| !is_end(number));
    if is_edited && let Some(last) = behind.filter(is_link).last() {
        let paragraph = (range.end..last).rfind(is_paragraph);
        range.end = paragraph.map_or(range.end, |paragraph| paragraph + 1);
    }
}

/// So many sentences, one behind the other, go on with an article, however short they are: menus and lists have lines without a final mark between.
const SENTENCES: usize = 3;
/// A text of so many questions, each with its answer behind it, is a talk, or answers what many ask: there one is enough.
const QUESTIONS: usize = 3;

/// The sentences before the first paragraph and behind the last.
pub(crate) fn extend_to_sentences(
    units: &[Unit],
    scores: &[Score],
    range: &mut Range<usize>,
    from: usize,
    comments: usize,
) {
    let is_sentence =
        |number: &usize| units[*number].is_closed() && scores[*number].anchor == Anchor::None;
    let is_answered = |number: &usize| {
        units[*number].end == EndMark::Question
            && number + 1 < units.len()
            && is_sentence(&(number + 1))
    };
    let least = match range.clone().filter(is_answered).count() {
        0..QUESTIONS => SENTENCES,
        _ => 1,
    };
    let behind = (range.end..comments).take_while(is_sentence).count();
    if behind >= least {
        range.end += behind;
    }
    let before = (from..range.start).rev().take_while(is_sentence).count();
    if before >= least {
        range.start -= before;
    }
}

/// A paragraph of so many characters and more than one sentence is no standfirst, which names the article as its headline does and goes with it.
const LEAD_LENGTH: u32 = 180;

/// The paragraphs between the headline and the article that are about the same: buttons and boxes part them from it.
pub(crate) fn leads(
    units: &[Unit],
    scores: &[Score],
    range: &Range<usize>,
    headline: usize,
) -> Vec<usize> {
    let own = topic(&scores[range.clone()]).max(0.1);
    let is_lead = |number: &usize| {
        let (unit, score) = (&units[*number], &scores[*number]);
        score.class == 3
            && unit.is_closed()
            && unit.profile.length >= LEAD_LENGTH
            && unit.profile.breaks > 0
            && score.topical.unwrap_or(0.0) >= SECTION_TOPIC * own
    };
    (headline + 1..range.start).filter(is_lead).collect()
}

/// A paragraph stands so many lines from the article at most, and the stretch behind the article in which it stands is no longer, in units.
const BEFORE_LINES: usize = 5;
const BEHIND_LINES: usize = 9;
const BEHIND_UNITS: usize = 40;

/// Whether a unit may stand between two paragraphs of an article: no date, no link and nothing that rules know.
fn may_part(unit: &Unit, score: &Score) -> bool {
    let is_day = score.date && unit.profile.has(sign::YEAR);
    score.anchor == Anchor::None && !is_day && unit.profile.linked_share() <= LINKED
}

/// The paragraphs before the article, back to its headline, and those behind it, up to what rules know as an end: headings, lists and tables part them from it where the article
/// says something else in each of its sections.
pub(crate) fn extend_to_paragraphs(
    units: &Units,
    scores: &[Score],
    range: &mut Range<usize>,
    headline: Option<usize>,
    comments: usize,
) {
    let list = &units.units;
    // Teasers have a sentence.
    let is_paragraph = |number: usize| {
        let unit = &list[number];
        scores[number].class == 3
            && unit.is_closed()
            && (unit.profile.breaks > 0 || unit.profile.length >= LEAD_LENGTH)
    };
    // A note on the author begins with the name that stands over it.
    let first_stem = |number: usize| units.stems_of(&list[number]).first();
    let has_name = |number: usize, from: usize| {
        let own = first_stem(number);
        own.is_some() && (from..number).any(|above| first_stem(above) == own)
    };
    if let Some(headline) = headline.filter(|headline| *headline < range.start) {
        let mut first = range.start;
        for number in (headline + 1..range.start).rev() {
            let (unit, score) = (&list[number], &scores[number]);
            if first - number > BEFORE_LINES + 1 || !may_part(unit, score) {
                break;
            }
            if score.is_prose() {
                first = number;
            }
            let above = number.saturating_sub(BEFORE_LINES).max(headline + 1);
            if is_paragraph(number) && !has_name(number, above) {
                range.start = number;
            }
        }
    }
    let is_end = |number: &usize| {
        matches!(
            scores[*number].anchor,
            Anchor::Header | Anchor::Comments | Anchor::Copyright
        )
    };
    let most = comments.min(range.end + BEHIND_UNITS + 1);
    let end = (range.end..most).find(is_end).unwrap_or(most);
    if end > range.end + BEHIND_UNITS {
        return;
    }
    for number in range.end..end {
        let (unit, score) = (&list[number], &scores[number]);
        if number - range.end > BEHIND_LINES || !may_part(unit, score) {
            break;
        }
        if is_paragraph(number) && !unit.profile.has(sign::ADDRESS) && !has_name(number, range.end)
        {
            range.end = number + 1;
        }
    }
}

/// So many lines that begin with a quantity list what is needed: they stand so many units before the first step at most, and have no more than so many other lines between two
/// of them.
const NEEDED: usize = 4;
const NEEDED_BEFORE: usize = 6;
const NEEDED_BETWEEN: usize = 2;
/// In characters.
const NEEDED_LENGTH: u32 = 110;
/// What introduces them stands so many units before at most.
const INTRODUCTION: usize = 25;

/// The quantity with which a line begins, as far as it is whole: `500 g flour`, `1.5 kg`, `½ onion`, but not `2. Norway` and `2.1 Norway`.
fn quantity(line: &str) -> Option<u32> {
    let may_begin = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    if line.bytes().find(may_begin)?.is_ascii_alphabetic() {
        return None;
    }
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let number = &line[..line.len() - behind.len()];
    let is_ordinal = number.ends_with('.')
        || behind.starts_with([')', ':'])
        || (number.contains('.') && behind.trim_start().starts_with(char::is_uppercase));
    let digits = number.split('.').next()?;
    (line.starts_with(char::is_numeric) && !is_ordinal).then(|| digits.parse().unwrap_or(0))
}

/// The list of what is needed before the first step, and the paragraph that introduces it; or the one that introduces the first of numbered steps, or a list.
pub(crate) fn extend_to_needed(
    survey: &Survey<'_>,
    units: &[Unit],
    scores: &[Score],
    range: &mut Range<usize>,
    from: usize,
) {
    let may_belong = |number: &usize| {
        matches!(scores[*number].anchor, Anchor::None | Anchor::Label) && !scores[*number].date
    };
    let quantity_of = |number: usize| {
        let profile = &units[number].profile;
        let may_be = !scores[number].is_prose()
            && profile.digits > 0
            && profile.words >= 2
            && profile.length <= NEEDED_LENGTH;
        may_be.then(|| quantity(survey.content(units[number].first as usize)))?
    };
    let mut first = range.start;
    // How many there are, how many of them are one less than the next, and the next.
    let (mut needed, mut counted, mut next) = (0, 0, None);
    for number in (from..range.start).rev().take_while(may_belong) {
        let most = if needed == 0 {
            NEEDED_BEFORE
        } else {
            NEEDED_BETWEEN
        };
        if first - number > most + 1 {
            break;
        }
        if let Some(quantity) = quantity_of(number) {
            first = number;
            needed += 1;
            counted += usize::from(next == Some(quantity + 1));
            next = Some(quantity);
        }
    }
    let is_listed = needed >= NEEDED && counted * 2 <= needed;
    let is_first_step = |number: usize| {
        let profile = &units[number].profile;
        profile.number == 1 && profile.number_word == 0 && profile.words > 1
    };
    if is_listed {
        range.start = first;
    } else if !range.clone().take(2).any(is_first_step) && !is_running_item(&units[range.start]) {
        return;
    }
    let mut before = (from..range.start)
        .rev()
        .take(INTRODUCTION)
        .take_while(may_belong);
    let introduction = before.find(|&number| scores[number].class >= 2);
    range.start = introduction.unwrap_or(range.start);
}

fn line_weight(before: &Unit, unit: &Unit, score: &Score) -> f32 {
    let profile = &unit.profile;
    let mut sum = match score.anchor {
        Anchor::Header => weight::HEADER,
        Anchor::Credit => weight::CREDIT,
        _ => 0.0,
    };
    if score.date {
        sum += weight::DATE;
    }
    if profile.digits > 0 {
        sum += weight::DIGITS;
        if is_alike(before, unit) {
            sum += weight::ROW;
        }
    }
    if profile.length < 12 {
        sum += weight::VERY_SHORT;
    } else if profile.length < 20 {
        sum += weight::SHORT;
    }
    if unit.is_closed() {
        sum += weight::CLOSED;
    }
    if profile.bars > 0 {
        sum += weight::BAR;
    }
    sum
}

/// Whether two lines have the same form: they begin in the same way and are about as long.
fn is_alike(before: &Unit, unit: &Unit) -> bool {
    let (a, b) = (&before.profile, &unit.profile);
    (a.digits > 0) == (b.digits > 0)
        && a.has(sign::ITEM) == b.has(sign::ITEM)
        && a.indent == b.indent
        && before.is_closed() == unit.is_closed()
        && a.words.abs_diff(b.words) <= 2 + a.words.max(b.words) / 3
}

#[cfg(test)]
mod tests {
    use super::quantity;

    #[test]
    fn quantities_are_those_that_lines_begin_with() {
        for (line, expected) in [
            ("500 g flour", Some(500)),
            ("* 2 Eier", Some(2)),
            ("1.5 kg potatoes", Some(1)),
            ("½ onion", Some(0)),
            ("99999999999 gulls", Some(0)),
            ("2. Norway", None),
            ("2.1 Norway", None),
            ("2) Norway", None),
            ("Norway 2", None),
            ("", None),
        ] {
            assert_eq!(quantity(line), expected, "{line}");
        }
    }
}
