//! Comment threads: readers' posts are prose like the article's, but for the names, times and buttons between them.

use std::ops::Range;

use crate::block::Round;
use crate::evidence::flag;
use crate::line::EndMark;
use crate::rule::{Category, Detector};
use crate::rule_set::{NO_RULE, RuleIndex};
use crate::zone::is_prose;

/// Words of prose that stand before a thread at least: the buttons at the head of an article name the comments as well.
const PROSE_WORDS: u32 = 80;
/// Marks of a thread behind its header at least, and how many of them a rule for comments knows: a ticker has times only.
const MARKS: usize = 3;
const KNOWN_MARKS: usize = 2;
/// Lines from one mark to the next at most (measured on 264 whole pages: at 12 a table of reviews counts as a thread).
const GAP: usize = 10;
/// Paragraphs between the header and the first mark at most: behind the link to the comments under a headline stands the article.
const HEADER_PROSE: usize = 2;
/// A line that says who wrote when is not longer.
const MARK_WORDS: u16 = 10;

/// Marks the threads: of 264 whole pages 6.2 % of the boilerplate and 0.008 % of the body (line labels of WCXB). One goes from a line that a rule for comments knows, behind the article, to the last mark of the thread.
pub(crate) fn threads(round: &mut Round<'_, '_>) {
    let rule = round.rules.detector(Detector::CommentThread);
    if rule == NO_RULE || round.survey.comments <= KNOWN_MARKS {
        return;
    }
    let mut prose_words = 0;
    let mut place = 0;
    while place < round.alive.len() {
        let thread = match prose_words >= PROSE_WORDS && is_known(round, place) {
            true => thread(round, place),
            false => None,
        };
        if let Some(thread) = thread {
            place = thread.end;
            thread.for_each(|place| round.mark(place, rule));
        } else {
            if is_prose(round, place) {
                prose_words += u32::from(round.line(place).shape.words);
            }
            place += 1;
        }
    }
}

/// The thread that begins here, if one does.
fn thread(round: &Round<'_, '_>, header: usize) -> Option<Range<usize>> {
    let mut last = header;
    let mut marks = 0;
    let mut known = 0;
    let mut place = header + 1;
    let mut prose = 0;
    while place < round.alive.len() && place - last <= GAP {
        let is_known = is_known(round, place);
        if is_known || is_time_line(round, place) {
            last = place;
            marks += 1;
            known += usize::from(is_known);
        } else if marks == 0 {
            prose += usize::from(is_prose(round, place));
            if prose > HEADER_PROSE {
                return None;
            }
        }
        place += 1;
    }
    (marks >= MARKS && known >= KNOWN_MARKS).then(|| header..last + 1)
}

fn is_known(round: &Round<'_, '_>, place: usize) -> bool {
    let is_comment = |rule: RuleIndex| round.rules.has_category(rule, Category::Comments);
    is_comment(round.marks[place])
        || (round.has(place, flag::WEAK) && is_comment(round.line(place).rule))
}

/// A short line with a clock time or a year, as posts have them: `Jane, July 11, 2021 / 9:47 pm`.
fn is_time_line(round: &Round<'_, '_>, place: usize) -> bool {
    let shape = round.line(place).shape;
    if shape.words > MARK_WORDS || shape.end == EndMark::Stop {
        return false;
    }
    let bytes = round.content(place).as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| {
        let clock = bytes[at] == b':' && at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2);
        let year = (at == 0 || !digit(at - 1))
            && matches!(bytes.get(at..at + 2), Some(b"19" | b"20"))
            && digit(at + 2)
            && digit(at + 3)
            && !digit(at + 4);
        clock || year
    })
}
