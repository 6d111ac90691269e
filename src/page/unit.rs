//! What is judged as one on a page: a line, or the lines over which a tool has broken one paragraph.

use crate::evidence::Survey;
use crate::line::{EndMark, is_note};
use crate::page::pieces::{marks, pieces};
use crate::page::profile::{Profile, Profiles, SEED, mix, sign};
use crate::rule_set::NO_RULE;
use crate::zone::{BROKEN_LINES, LINES_AN_END, WRAP_WIDTH, full_width, usual_width};

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

/// All units of a page, in order, and what they are made of.
#[derive(Debug, Default)]
pub(crate) struct Units {
    pub(crate) units: Vec<Unit>,
    pub(crate) profiles: Profiles,
    /// Links and other elements inside sentences have lines of their own.
    pub(crate) broken: bool,
}

/// A text is hard-wrapped if so many lines, and this share of the wide ones, run on in the next (`findings`: 181 pages).
const WRAPPED_LINES: usize = 4;
const WRAPPED_SHARE: f32 = 0.25;
/// A line that is much narrower than the others has not been wrapped.
const WRAPPED_LEAST: f32 = 0.6;
/// A line of this many characters is more than a label: what goes on in lower case behind it is the rest of its sentence.
pub(crate) const RUNNING_LENGTH: u32 = 40;

impl Units {
    pub(crate) fn of(survey: &Survey<'_>, profiles: Profiles, flat: bool) -> Units {
        // Where all lines are set off alike, none is set off.
        let between = survey.lines.iter().skip(1);
        let usual = between.map(|line| line.blanks).min().unwrap_or(0);
        let line = |number: usize| {
            let line = &survey.lines[number];
            Unit {
                first: number as u32,
                behind: number as u32 + 1,
                profile: profiles.lines[number],
                end: line.shape.end,
                set_off: line.blanks > usual,
            }
        };
        let count = survey.lines.len();
        if flat {
            return Units {
                units: (0..count).map(line).collect(),
                profiles,
                broken: false,
            };
        }
        let width = wrap_width(survey, &profiles.lines, usual);
        let pieces = pieces(survey, line, width.is_some());
        let mut units: Vec<Unit> = Vec::with_capacity(count);
        // Width of the last line of the unit.
        let mut last_width = 0;
        for number in 0..count {
            let next = line(number);
            match units.last_mut() {
                Some(unit)
                    if !next.set_off
                        && (width.is_some_and(|width| {
                            goes_on(unit, last_width, &next, width)
                                && !(unit.is_closed() && survey.lines[number].opens != NO_RULE)
                        }) || pieces.get(number) == Some(&true)
                            || unit.profile.links.go_on_in(&next.profile.links)
                            || is_broken(unit, &next, || {
                                (number + 1 < count).then(|| line(number + 1))
                            })) =>
                {
                    unit.profile.join(&next.profile, unit.is_closed());
                    unit.behind = next.behind;
                    if !is_note(survey.content(number)) {
                        unit.end = next.end;
                    }
                }
                _ => units.push(next),
            }
            last_width = next.profile.width;
        }
        Units {
            units,
            profiles,
            broken: !pieces.is_empty(),
        }
    }

    /// One more than the greatest number of a stem.
    pub(crate) fn stem_count(&self) -> usize {
        self.profiles.stem_count as usize
    }

    pub(crate) fn stems_of(&self, unit: &Unit) -> &[u32] {
        &self.profiles.stems[unit.profile.stems.0 as usize..unit.profile.stems.1 as usize]
    }

    /// Equal for units with the same stems in the same order, whatever numbers and short words stand between them; nothing for one without stems.
    pub(crate) fn stems_hash(&self, unit: &Unit) -> Option<u64> {
        let stems = self.stems_of(unit);
        let hash = stems.iter().fold(SEED, |hash, stem| mix(hash, *stem));
        (!stems.is_empty()).then_some(hash)
    }
}

/// The width at which the text is wrapped, if it is.
fn wrap_width(survey: &Survey<'_>, profiles: &[Profile], usual: u32) -> Option<u32> {
    // Of each line that runs on in the next the width, and what it would be with the first word of that: before a small letter, and where no letter has a case.
    let mut widths = Vec::new();
    let mut caseless = Vec::new();
    // The latter of lines with links, whose targets are as wide as they are.
    let mut linked_too = Vec::new();
    let mut all = 0;
    for (number, profile) in profiles.iter().enumerate() {
        // A line of one word is a part of an address.
        let is_word = profile.gaps == 0 && !profile.has(sign::SPACELESS);
        if profile.width < *WRAP_WIDTH.start() || is_word {
            continue;
        }
        // A link is not wrapped, however long its target is.
        all += usize::from(profile.linked == 0);
        let Some(next) = survey.lines.get(number + 1) else {
            break;
        };
        let end = survey.lines[number].shape.end;
        if !WRAP_WIDTH.contains(&profile.width)
            || !matches!(end, EndMark::None | EndMark::Open)
            || next.blanks > usual
        {
            continue;
        }
        let next = &profiles[number + 1];
        if next.has(sign::LOWER_START) {
            widths.push((profile.width, profile.width + 1 + next.first_word));
        } else if profile.is_caseless()
            && next.is_caseless()
            && !profile.has(sign::HEADING | sign::ITEM)
            && !next.has(sign::HEADING | sign::ITEM)
        {
            let linked = profile.linked > 0 || profile.links.target_end > 0;
            let lines = if linked {
                &mut linked_too
            } else {
                &mut caseless
            };
            lines.push((profile.width, profile.width + 1 + next.first_word));
        }
    }
    let is_enough =
        |count: usize| count >= WRAPPED_LINES && count as f32 >= WRAPPED_SHARE * all as f32;
    // However many of the wide lines are headlines; pieces of sentences have no width.
    let is_full = |widths: &mut [_]| {
        widths.len() >= WRAPPED_LINES
            && marks(survey) < BROKEN_LINES
            && full_width(widths).is_some()
    };
    if is_enough(widths.len()) || is_full(&mut widths) {
        return usual_width(&mut widths);
    }
    if !is_enough(caseless.len()) {
        caseless.append(&mut linked_too);
    }
    if !is_enough(caseless.len()) {
        return None;
    }
    (ends_without_case(survey, profiles, usual) * LINES_AN_END >= caseless.len())
        .then(|| full_width(&mut caseless))
        .flatten()
}

/// In how many places, of lines that a tool may have wrapped and whose letters have no case, a sentence ends inside a line or with the next.
fn ends_without_case(survey: &Survey<'_>, profiles: &[Profile], usual: u32) -> usize {
    let ends = (1..profiles.len()).filter(|&number| {
        let (before, profile) = (&profiles[number - 1], &profiles[number]);
        let line = &survey.lines[number];
        let ends = before.breaks > 0 || line.shape.end == EndMark::Stop;
        ends && line.blanks <= usual
            && profile.width <= *WRAP_WIDTH.end()
            && before.is_caseless()
            && profile.is_caseless()
    });
    ends.count()
}

/// Whether a line goes on with the one before it, which has the width `before`: its first word had no room there.
fn goes_on(unit: &Unit, before: u32, line: &Unit, width: u32) -> bool {
    let profile = &line.profile;
    let runs_on = || is_running(unit) && !unit.is_closed();
    // The target of a link is not wrapped, however long it is.
    let fits = before <= width + 3 || (unit.profile.linked > 0 && runs_on());
    // Nor is there room for it behind a line that is narrow for it.
    let is_wide = before as f32 >= WRAPPED_LEAST * width as f32
        || (profile.linked > 0
            && profile.first_word as f32 > (1.0 - WRAPPED_LEAST) * width as f32
            && runs_on());
    is_wide
        && fits
        && before + 1 + profile.first_word > width - 1
        && !profile.has(sign::HEADING | sign::ITEM)
}

/// Whether a line is more than a label.
pub(crate) fn is_running(unit: &Unit) -> bool {
    unit.profile.length >= RUNNING_LENGTH && unit.profile.lower > unit.profile.upper
}

/// Whether an inline element broke the sentence here: what goes on does so in lower case, or with a comma.
fn is_broken(unit: &Unit, line: &Unit, follows: impl Fn() -> Option<Unit>) -> bool {
    if unit.is_closed()
        || unit.end == EndMark::Ellipsis
        || line.profile.has(sign::HEADING | sign::ITEM)
    {
        return false;
    }
    let goes_on = |line: &Unit| line.profile.has(sign::LOWER_START | sign::CONTINUES);
    if goes_on(line) {
        // A name before the date and time of a message.
        if !is_running(unit) && line.profile.has(sign::CLOCK) && line.profile.has(sign::YEAR) {
            return false;
        }
        let carried = is_running(line)
            || follows().is_some_and(|next| !next.set_off && goes_on(&next) && is_running(&next));
        return is_running(unit) || (carried && unit.profile.length > 1);
    }
    // A name between two halves of a sentence.
    is_running(unit)
        && unit.profile.has(sign::LOWER_END)
        && line.profile.length <= RUNNING_LENGTH
        && follows().is_some_and(|next| !next.set_off && goes_on(&next))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page is looked at more than once, and its stems have other numbers each time.
    #[test]
    fn stems_are_told_apart_whatever_their_numbers() {
        let hash = |stems: &[u32]| {
            let profile = Profile {
                stems: (0, stems.len() as u32),
                ..Profile::default()
            };
            let unit = Unit {
                first: 0,
                behind: 1,
                profile,
                end: EndMark::None,
                set_off: false,
            };
            let mut units = Units::default();
            units.profiles.stems = stems.to_vec();
            units.stems_hash(&unit)
        };
        assert_eq!(hash(&[]), None);
        let stems = 0..200;
        let singles = stems.clone().map(|stem| vec![stem]);
        let pairs = stems.flat_map(|first| (0..200).map(move |second| vec![first, second]));
        let hashes: Vec<_> = singles.chain(pairs).map(|stems| hash(&stems)).collect();
        let different: std::collections::HashSet<_> = hashes.iter().collect();
        assert_eq!(different.len(), hashes.len());
    }
}
