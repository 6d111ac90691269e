//! Where the comments of a page begin.

use memchr::memchr_iter;

use crate::evidence::Survey;
use crate::page::letter::is_sentence_end;
use crate::page::profile::sign;
use crate::page::range::HEADLINE_LINES;
use crate::page::score::{Anchor, DATE_LENGTH, Score};
use crate::page::stamp::is_clock;
use crate::page::unit::Unit;

/// Share of the page's prose that stands before its comments at least, where no headline says where the article begins.
const COMMENTS_SHARE: f32 = 0.1;

/// A header stands so far before the first message of its thread, and a post of one paragraph so far before the header.
const HEADER_UNITS: usize = 3;
const POST_UNITS: usize = 20;

/// Where comments begin: at the first header or form of comments, or message of a thread, that has a part of the page's prose before it.
/// Links to comments stand in menus and under headlines too.
pub(crate) fn start(
    scores: &[Score],
    thread: Option<usize>,
    wall: Option<usize>,
    headlines: &[usize],
) -> usize {
    let all: f32 = scores.iter().map(|score| score.base.max(0.0)).sum();
    let mut sum = 0.0;
    let mut article = false;
    let paragraph = |score: &Score| score.class == 3 && score.base > 10.0;
    let mut headlines = headlines.iter().copied().peekable();
    // The headline that has no paragraph behind it yet.
    let mut bare = None;
    for (number, score) in scores.iter().enumerate() {
        let headline = headlines.next_if_eq(&number);
        bare = match headline.filter(|_| score.anchor == Anchor::None) {
            None if score.class >= 2 => None,
            None => bare.filter(|headline| headline + HEADLINE_LINES > number),
            headline => headline,
        };
        let is_header =
            || score.anchor == Anchor::Comments && bare.is_none() && !parts(scores, number);
        let starts = thread == Some(number) || is_header();
        // The header of a thread needs no more than a paragraph before it.
        let opens = thread.is_some_and(|thread| (number..number + HEADER_UNITS).contains(&thread))
            && scores[number.saturating_sub(POST_UNITS)..number]
                .iter()
                .any(paragraph);
        if starts && (article || opens || sum >= COMMENTS_SHARE * all) {
            return number;
        }
        let behind = wall.is_some_and(|wall| wall < number);
        article |= behind && score.class >= 2 && score.base > 10.0;
        sum += score.base.max(0.0);
    }
    scores.len()
}

/// A form takes so many units, and at least so many behind its first field. So many paragraphs behind it, without a date or the header of another list before them, are more than a message has.
const FORM_UNITS: usize = 8;
const FORM_LEAST: usize = 2;
const PARTED_PARAGRAPHS: usize = 4;

/// Whether the article goes on behind the form at `number`: a form to sign up has the same fields as one for comments.
fn parts(scores: &[Score], number: usize) -> bool {
    let mut paragraphs = 0;
    for (distance, score) in scores[number + 1..].iter().enumerate() {
        let listed = !matches!(score.anchor, Anchor::None | Anchor::Label);
        let is_header = distance < FORM_LEAST && score.class >= 2;
        if is_header || score.date || (listed && distance >= FORM_UNITS) {
            return false;
        }
        paragraphs += usize::from(score.class == 3);
        if paragraphs >= PARTED_PARAGRAPHS {
            return true;
        }
    }
    false
}

/// So many messages make a thread; of one to the next it is so far at most, and so many paragraphs a message has at most in the mean.
const THREAD_MESSAGES: usize = 4;
const THREAD_GAP: usize = 12;
const THREAD_PROSE: f32 = 2.5;
/// What stands before a message is shorter, in characters: it may name the message that this one answers.
const HEAD_LENGTH: u32 = 120;

/// Where messages begin that each open with a name and a date with a time.
pub(crate) fn thread(
    survey: &Survey<'_>,
    units: &[Unit],
    scores: &[Score],
    flat: bool,
) -> Option<usize> {
    if flat {
        return flat_thread(survey, units);
    }
    let goes_on = |(unit, score): &(&Unit, &Score)| {
        score.date
            && unit.profile.has(sign::CLOCK)
            && behind_time(survey, unit)
                .is_some_and(|behind| behind.starts_with(char::is_lowercase))
    };
    let lines = units.iter().zip(scores).filter(goes_on);
    let is_transcript = lines.take(TRANSCRIPT_LINES).count() == TRANSCRIPT_LINES;
    let opens = |number: usize| {
        let named = |number: usize| {
            !scores[number].is_prose() && !scores[number].date && units[number].profile.words <= 6
        };
        // A program goes on from time to time, and says behind each all that it has to say; lists of other articles begin with the newest.
        let is_of_program = || {
            let time = |place: usize| begins_with_time(survey, units.get(place)?);
            let rises = |from: &usize| {
                let times = [time(*from), time(from + 1), time(from + 2)];
                times[0].is_some() && times.is_sorted_by(|a, b| a < b)
            };
            (number.saturating_sub(2)..=number).any(|from| rises(&from))
        };
        let unit = &units[number];
        let is_head =
            scores[number].class == 0 && (DATE_LENGTH..HEAD_LENGTH).contains(&unit.profile.length);
        (scores[number].date || is_head)
            && unit.profile.has(sign::CLOCK)
            && !(is_transcript && behind_time(survey, unit).is_some())
            && !is_of_program()
            && (unit.profile.upper + unit.profile.lower > 4 || (number > 0 && named(number - 1)))
            && scores[number + 1..(number + 3).min(scores.len())]
                .iter()
                .any(|score| score.class > 0 || score.base > -4.0)
    };
    let mut first = 0;
    let mut last = 0;
    let mut messages = 0;
    let mut prose = 0;
    for (number, score) in scores.iter().enumerate() {
        if opens(number) {
            if messages > 0 && number - last <= THREAD_GAP {
                messages += 1;
            } else {
                first = number;
                messages = 1;
                prose = 0;
            }
            last = number;
            if messages >= THREAD_MESSAGES && prose as f32 <= THREAD_PROSE * (messages - 1) as f32 {
                let named = units[first].profile.lower + units[first].profile.upper <= 4;
                return Some(first - usize::from(named && first > 0));
            }
        } else if score.is_prose() {
            prose += 1;
        }
    }
    None
}

/// So many lines of a transcript go on in the middle of a sentence behind their times: `00:04 occurs before travelers reach`.
const TRANSCRIPT_LINES: usize = 3;

/// What stands behind the time with which a line begins.
fn behind_time<'s>(survey: &'s Survey<'_>, unit: &Unit) -> Option<&'s str> {
    let line = survey.content(unit.first as usize);
    let behind = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
    (behind.len() < line.len()).then(|| behind.trim_start())
}

/// The time that a line begins with, if it says something behind it: `(19, 30)`.
fn begins_with_time(survey: &Survey<'_>, unit: &Unit) -> Option<(u32, u32)> {
    let behind = behind_time(survey, unit)?;
    if behind.is_empty() || !unit.profile.has(sign::CLOCK) {
        return None;
    }
    let line = survey.content(unit.first as usize);
    let (hours, minutes) = line[..line.len() - behind.len()]
        .trim_end()
        .split_once(':')?;
    Some((hours.parse().ok()?, minutes.parse().ok()?))
}

/// The same where a message begins inside a sentence: what stands behind its date and time begins a sentence, or has a colon behind it.
fn flat_thread(survey: &Survey<'_>, units: &[Unit]) -> Option<usize> {
    let opens = |unit: &Unit| {
        unit.profile.has(sign::CLOCK)
            && unit.profile.has(sign::YEAR)
            && unit.profile.digits * TABLE_DIGITS < unit.profile.length
            && unit
                .lines()
                .any(|number| has_message(survey.content(number)))
    };
    let (mut first, mut last, mut messages) = (0, 0, 0);
    for (number, _) in units.iter().enumerate().filter(|(_, unit)| opens(unit)) {
        if messages == 0 || number - last > THREAD_GAP {
            (first, messages) = (number, 0);
        }
        messages += 1;
        last = number;
        if messages >= THREAD_MESSAGES {
            return Some(first);
        }
    }
    None
}

/// Of so many characters one is a digit in a table of measurements with their times, and of more in a message.
const TABLE_DIGITS: u32 = 5;

/// Words that may belong to a time (`6:34 am GMT`), or say that somebody said something; in so many characters.
const STAMP_WORDS: usize = 3;
const STAMP_LENGTH: usize = 60;

/// Whether something begins behind a time: no sentence goes on there.
fn has_message(content: &str) -> bool {
    let begins = |word: &str| word.ends_with(':') || !word.starts_with(char::is_lowercase);
    let times = memchr_iter(b':', content.as_bytes());
    let mut times = times.filter(|&colon| is_clock(content.as_bytes(), colon));
    times.any(|colon| {
        let behind = &content[colon..];
        let end = behind.char_indices().nth(STAMP_LENGTH);
        let behind = &behind[..end.map_or(behind.len(), |(at, _)| at)];
        // Behind the minutes.
        let mut words = behind
            .split_whitespace()
            .skip(1)
            .take(STAMP_WORDS)
            .peekable();
        match words.peek() {
            Some(_) => words.any(begins),
            None => !content.ends_with(is_sentence_end),
        }
    })
}
