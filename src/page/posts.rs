//! Threads of a forum: the messages are the article. Between them stand boxes, each with a date and with lines that all the others have too:
//! `Posts: 12`, `Quote`, the title again.

use std::ops::Range;

use crate::page::profile::{Numbering, Profile, sign};
use crate::page::range::Article;
use crate::page::score::{Anchor, Score};
use crate::page::unit::{Unit, Units};

/// So many messages make a thread.
const MESSAGES: usize = 3;
/// In characters they have so much prose.
const THREAD_LENGTH: u32 = 250;
/// A line of a box with a date is no longer, in characters: it may name who wrote.
const DATE_LENGTH: u32 = 120;
/// A box has no more units: longer ones are menus and lists behind the last message.
const BOX_UNITS: usize = 24;
/// Rules of the forum, between the title of a thread and its first message, have no paragraph of so many characters.
const LEAD_LENGTH: u32 = 150;
/// To so many boxes there is one other row with a date at most.
const OTHER_ROWS: usize = 4;
/// A headline has so many words, and stands in one box only.
const HEADLINE_WORDS: u32 = 4;

/// Units in a row that are no prose.
struct Row {
    units: Range<usize>,
    dated: bool,
    /// Letters and diaries have days, and no times.
    timed: bool,
}

/// What a page has of boxes.
struct Boxes<'p> {
    units: &'p [Unit],
    scores: &'p [Score],
    /// All rows, and those that are boxes of the thread, by their number.
    rows: Vec<Row>,
    boxes: Vec<usize>,
    /// For each unit how many rows have one of its form.
    counts: Vec<u32>,
}

/// The article of a page that is a thread of a forum. A thread under an article is none: `is_article` says whether one stands in a range.
pub(crate) fn find(
    units: &Units,
    scores: &[Score],
    headlines: &[usize],
    is_article: impl Fn(&Range<usize>) -> bool,
) -> Option<Article> {
    let is_time = |number: &usize| {
        units.units[*number].profile.has(sign::CLOCK) && is_date(units, scores, *number)
    };
    let times = (0..scores.len()).filter(is_time);
    if times.take(MESSAGES).count() < MESSAGES {
        return None;
    }
    let boxes = Boxes::of(units, scores)?;
    let messages = boxes.messages()?;
    let start = messages.first()?.start;
    let opening = boxes.rows.iter().rfind(|row| row.units.start < start)?;
    let is_before = |number: &&usize| **number < start;
    let headline = headlines.iter().rfind(is_before).copied();
    let mut between = headline.unwrap_or(0)..opening.units.start;
    let has_lead = between.any(|number| {
        scores[number].class >= 2 && units.units[number].profile.length >= LEAD_LENGTH
    });
    // Comments stand under something that is no text.
    let mut head = headline.unwrap_or(opening.units.start)..start;
    let has_header = head.any(|number| scores[number].anchor == Anchor::Comments);
    // Its header or counter stands above comments, and above them only.
    let mut lines = opening.units.start..messages.last()?.end;
    let has_comments =
        lines.any(|number| scores[number].anchor == Anchor::Comments && !boxes.is_usual(number));
    let is_thread = !has_lead
        && !has_comments
        && !has_header
        && !boxes.have_headlines()
        && !is_article(&(0..opening.units.start));
    is_thread.then(|| Article {
        ranges: messages,
        headline,
        comments: scores.len(),
        gaps: Vec::new(),
        is_thread: true,
    })
}

/// Whether a line says when something was written.
fn is_date(units: &Units, scores: &[Score], number: usize) -> bool {
    let profile = &units.units[number].profile;
    !scores[number].is_prose()
        && profile.has(sign::CLOCK | sign::YEAR)
        && profile.length < DATE_LENGTH
}

/// The words of a line without its numbers: `Posts: 12` and `Posts: 7` are of one form.
fn form(units: &Units, unit: &Unit) -> Option<u64> {
    let Profile {
        hash,
        words,
        digits,
        ..
    } = unit.profile;
    let short = (words > 0 && digits == 0).then_some(hash);
    units.stems_hash(unit).or(short)
}

/// Where the units of one form stand.
#[derive(Default)]
struct Stands {
    units: u32,
    /// In how many rows, and in how many with a date.
    rows: u32,
    dated: u32,
    last: Option<usize>,
}

impl Stands {
    fn add(&mut self, row: usize, dated: bool) {
        self.units += 1;
        if self.last.replace(row) != Some(row) {
            self.rows += 1;
            self.dated += u32::from(dated);
        }
    }

    /// Whether most rows have no more than one.
    fn once(&self) -> bool {
        self.units * 2 <= self.rows * 3
    }
}

/// All rows of units without prose.
fn rows(units: &Units, scores: &[Score]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for number in (0..scores.len()).filter(|&number| !scores[number].is_prose()) {
        let dated = is_date(units, scores, number);
        let timed = dated && units.units[number].profile.has(sign::CLOCK);
        match rows.last_mut() {
            Some(row) if row.units.end == number => {
                row.units.end = number + 1;
                row.dated |= dated;
                row.timed |= timed;
            }
            _ => rows.push(Row {
                units: number..number + 1,
                dated,
                timed,
            }),
        }
    }
    rows
}

impl<'p> Boxes<'p> {
    /// The rows in which the form stands that most of those with a date have; of several such forms the one that stands first.
    fn of(units: &'p Units, scores: &'p [Score]) -> Option<Boxes<'p>> {
        let list = &units.units;
        let rows = rows(units, scores);
        let dated = || rows.iter().enumerate().filter(|(_, row)| row.dated);
        if dated().take(MESSAGES).count() < MESSAGES {
            return None;
        }
        let mut numbering = Numbering::new(list.len());
        let mut forms = vec![None; list.len()];
        let mut stands: Vec<Stands> = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            for number in row.units.clone() {
                let Some(form) = form(units, &list[number]) else {
                    continue;
                };
                let form = numbering.number(form) as usize;
                if form == stands.len() {
                    stands.push(Stands::default());
                }
                forms[number] = Some(form);
                stands[form].add(place, row.dated);
            }
        }
        let may_be = |number: &usize| !is_date(units, scores, *number);
        let most = (0..list.len())
            .rev()
            .filter(may_be)
            .filter_map(|number| forms[number])
            .filter(|&form| stands[form].once())
            .max_by_key(|&form| stands[form].dated)?;
        if (stands[most].dated as usize) < MESSAGES {
            return None;
        }
        let has_most = |row: &Row| row.units.clone().any(|number| forms[number] == Some(most));
        let mut boxes = Vec::new();
        for (place, row) in rows.iter().enumerate().filter(|(_, row)| has_most(row)) {
            // The title of the thread stands before its first box too.
            if row.dated || !boxes.is_empty() {
                boxes.push(place);
            }
            // A longer one stands behind the last message, or before the first.
            if row.units.len() > BOX_UNITS && boxes.len() > 1 {
                break;
            }
        }
        let (first, last) = (*boxes.first()?, *boxes.last()?);
        let near = &rows[first.saturating_sub(1)..=last];
        let timed = near.iter().filter(|row| row.timed);
        if timed.count() * 2 < boxes.len() {
            return None;
        }
        let are_few = |is_other: &dyn Fn(&Row) -> bool| {
            let others = rows[first..=last].iter().filter(|row| is_other(row));
            others.count() * OTHER_ROWS <= boxes.len()
        };
        if !are_few(&|row| row.dated && !has_most(row))
            || !are_few(&|row| !row.dated && has_most(row))
        {
            return None;
        }
        let count = |form: &Option<usize>| form.map_or(0, |form| stands[form].rows);
        let counts = forms.iter().map(count).collect();
        Some(Boxes {
            units: list,
            scores,
            rows,
            boxes,
            counts,
        })
    }

    /// Whether most boxes have a line of this form.
    fn is_usual(&self, number: usize) -> bool {
        self.counts[number] as usize * 2 > self.boxes.len()
    }

    /// Whether a unit is a line of boxes.
    fn is_line(&self, number: usize) -> bool {
        let (unit, score) = (&self.units[number], &self.scores[number]);
        !score.is_prose()
            && (self.is_usual(number)
                || score.anchor != Anchor::None
                || unit.profile.has(sign::CLOCK | sign::YEAR)
                || unit.profile.lower + unit.profile.upper == 0 && unit.profile.digits > 0)
    }

    /// The box inside a row: what stands before and behind it are lines of messages.
    fn inside(&self, row: &Row) -> Range<usize> {
        let first = row.units.clone().find(|&number| self.is_line(number));
        let last = row.units.clone().rfind(|&number| self.is_line(number));
        first.unwrap_or(row.units.end)..last.map_or(row.units.end, |last| last + 1)
    }

    fn length(&self, range: Range<usize>) -> u32 {
        let prose = range.filter(|&number| self.scores[number].is_prose());
        prose.map(|number| self.units[number].profile.length).sum()
    }

    /// The messages between the boxes, before the first of them where boxes close messages, and behind the last where they open them.
    fn messages(&self) -> Option<Vec<Range<usize>>> {
        let inside = |place: usize| self.inside(&self.rows[place]);
        let between = |a: usize, b: usize| inside(a).end..inside(b).start;
        let mut messages: Vec<Range<usize>> = Vec::with_capacity(self.boxes.len() + 1);
        let (first, last) = (*self.boxes.first()?, *self.boxes.last()?);
        let before = first
            .checked_sub(1)
            .filter(|&before| self.rows[before].dated);
        messages.extend(before.map(|before| between(before, first)));
        messages.extend(self.boxes.windows(2).map(|pair| between(pair[0], pair[1])));
        messages.retain(|message| self.length(message.clone()) > 0);
        if before.is_none() && (self.rows[last].units.len() <= BOX_UNITS || last == first) {
            messages.extend(self.last_message(inside(last).end));
        }
        let lengths = || messages.iter().map(|message| self.length(message.clone()));
        let (all, most) = (lengths().sum::<u32>(), lengths().max()?);
        // An article has boxes too, one before it, one behind it and those of other articles.
        let is_thread = messages.len() >= MESSAGES && all >= THREAD_LENGTH && most * 2 <= all;
        is_thread.then_some(messages)
    }

    /// The message behind the last box, up to the next line of one.
    fn last_message(&self, start: usize) -> Option<Range<usize>> {
        let count = self.scores.len();
        let end = (start..count)
            .find(|&number| self.is_line(number))
            .unwrap_or(count);
        let last = (start..end).rfind(|&number| self.scores[number].is_prose())?;
        Some(start..last + 1)
    }

    /// Whether most boxes have a line that stands in no other: lists of other articles have their headlines there.
    fn have_headlines(&self) -> bool {
        let is_headline = |number: usize| {
            let (unit, score) = (&self.units[number], &self.scores[number]);
            self.counts[number] == 1
                && unit.profile.words >= HEADLINE_WORDS
                && score.anchor == Anchor::None
                && !unit.profile.has(sign::CLOCK | sign::YEAR)
                && !unit.is_closed()
        };
        let later = &self.boxes[1..];
        let has = |place: &&usize| self.inside(&self.rows[**place]).any(is_headline);
        later.iter().filter(has).count() * 2 > later.len()
    }
}
