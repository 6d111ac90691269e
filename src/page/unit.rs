//! What is judged as one on a page: a line, or the lines over which a tool has broken one paragraph.

use crate::evidence::Survey;
use crate::line::EndMark;
use crate::page::profile::{Profile, sign};

/// A paragraph, heading, label: one line of the survey, or several that belong together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit {
    /// First line in the survey, and the one behind the last.
    pub(crate) first: u32,
    pub(crate) behind: u32,
    pub(crate) profile: Profile,
    pub(crate) end: EndMark,
    /// Blank lines stand before it.
    pub(crate) set_off: bool,
}

impl Unit {
    pub(crate) fn lines(&self) -> std::ops::Range<usize> {
        self.first as usize..self.behind as usize
    }

    /// Closed as a sentence is: not by `:`, and not cut off by an ellipsis.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.end, EndMark::Stop | EndMark::Question)
    }
}

/// All units of a page, in order, and the stems of their words.
#[derive(Debug, Default)]
pub(crate) struct Units {
    pub(crate) units: Vec<Unit>,
    /// For each stem of a unit a number that is the same where the stem is.
    pub(crate) stems: Vec<u32>,
}

/// Lines of a hard-wrapped text have widths between these, in characters: tools wrap at 72 to 100.
const WRAP_WIDTH: std::ops::RangeInclusive<u32> = 55..=130;
/// A text is hard-wrapped if so many lines, and this share of the wide ones, run on in the next (`findings`: 181 pages).
const WRAPPED_LINES: usize = 4;
const WRAPPED_SHARE: f32 = 0.25;
/// A line that is much narrower than the others has not been wrapped.
const WRAPPED_LEAST: f32 = 0.6;
/// A line of this many characters is more than a label: what goes on in lower case behind it is the rest of its sentence.
const RUNNING_LENGTH: u32 = 40;

impl Units {
    pub(crate) fn of(survey: &Survey<'_>, flat: bool) -> Units {
        let mut stems = Vec::new();
        let lines: Vec<Unit> = survey
            .lines
            .iter()
            .zip(0..)
            .map(|(line, number)| Unit {
                first: number,
                behind: number + 1,
                profile: Profile::of(survey.content(number as usize), &mut stems),
                end: line.shape.end,
                set_off: line.blanks > 0,
            })
            .collect();
        if flat {
            return Units {
                units: lines,
                stems: numbered(stems),
            };
        }
        let width = wrap_width(&lines);
        let mut units: Vec<Unit> = Vec::with_capacity(lines.len());
        // Width of the last line of the unit.
        let mut last_width = 0;
        for (number, line) in lines.iter().enumerate() {
            let follows = lines.get(number + 1);
            match units.last_mut() {
                Some(unit)
                    if !line.set_off
                        && (width.is_some_and(|width| goes_on(last_width, line, width))
                            || is_broken(unit, line, follows)) =>
                {
                    unit.profile.join(&line.profile, unit.is_closed());
                    unit.behind = line.behind;
                    unit.end = line.end;
                }
                _ => units.push(*line),
            }
            last_width = line.profile.width;
        }
        Units {
            units,
            stems: numbered(stems),
        }
    }
}

/// The width at which the text is wrapped, if it is.
fn wrap_width(lines: &[Unit]) -> Option<u32> {
    let wide = |line: &&Unit| WRAP_WIDTH.contains(&line.profile.width);
    let mut widths: Vec<u32> = lines
        .windows(2)
        .filter(|pair| {
            wide(&&pair[0])
                && matches!(pair[0].end, EndMark::None | EndMark::Open)
                && !pair[1].set_off
                && pair[1].profile.has(sign::LOWER_START)
        })
        .map(|pair| pair[0].profile.width)
        .collect();
    let all = lines
        .iter()
        .filter(|line| line.profile.width >= *WRAP_WIDTH.start())
        .count();
    if widths.len() < WRAPPED_LINES || (widths.len() as f32) < WRAPPED_SHARE * all as f32 {
        return None;
    }
    let place = widths.len() * 9 / 10;
    Some(*widths.select_nth_unstable(place).1)
}

/// Whether a line goes on with the one before it, which has the width `before`: its first word had no room there.
fn goes_on(before: u32, line: &Unit, width: u32) -> bool {
    let profile = &line.profile;
    before as f32 >= WRAPPED_LEAST * width as f32
        && before <= width + 3
        && before + 1 + profile.first_word > width - 1
        && !profile.has(sign::HEADING | sign::ITEM)
}

/// Whether an inline element broke the sentence here: what goes on does so in lower case, or with a comma.
fn is_broken(unit: &Unit, line: &Unit, follows: Option<&Unit>) -> bool {
    if unit.is_closed()
        || unit.end == EndMark::Ellipsis
        || line.profile.has(sign::HEADING | sign::ITEM)
    {
        return false;
    }
    let goes_on = |line: &Unit| line.profile.has(sign::LOWER_START | sign::CONTINUES);
    let running = |unit: &Unit| {
        unit.profile.length >= RUNNING_LENGTH && unit.profile.lower > unit.profile.upper
    };
    if goes_on(line) {
        let carried = running(line)
            || follows.is_some_and(|next| !next.set_off && goes_on(next) && running(next));
        return running(unit) || (carried && unit.profile.length > 1);
    }
    // A name between two halves of a sentence.
    running(unit)
        && unit.profile.has(sign::LOWER_END)
        && line.profile.length <= RUNNING_LENGTH
        && follows.is_some_and(|next| !next.set_off && goes_on(next))
}

/// Places of the table that are looked at for one stem: three quarters are found at the first.
const MAX_PROBES: usize = 64;

/// Equal stems get equal numbers, counted from 0 in the order in which they first stand.
fn numbered(mut stems: Vec<u32>) -> Vec<u32> {
    const FREE: (u32, u32) = (0, u32::MAX);
    let bits = (stems.len() * 2)
        .next_power_of_two()
        .trailing_zeros()
        .max(4);
    let mut table = vec![FREE; 1 << bits];
    let mask = table.len() - 1;
    let mut next = 0;
    for stem in &mut stems {
        let mut slot = (stem.wrapping_mul(0x9E37_79B1) >> (32 - bits.min(31))) as usize & mask;
        for probe in 0.. {
            let (there, number) = table[slot];
            if number == u32::MAX {
                table[slot] = (*stem, next);
                *stem = next;
                next += 1;
                break;
            }
            // Whoever makes words for one place of the table gets them taken for one.
            if there == *stem || probe == MAX_PROBES {
                *stem = number;
                break;
            }
            slot = (slot + 1) & mask;
        }
    }
    stems
}
