//! Lines with their evidence become blocks: what goes together, round by round until nothing more goes.

use crate::edge;
use crate::evidence::{Evidence, Survey, flag};
use crate::head;
use crate::line::{EndMark, Kind};
use crate::repeat;
use crate::rule::{Belonging, Block, Category, Detector};
use crate::rule_set::{NO_RULE, RuleIndex, RuleSet};
use crate::thread;
use crate::zone::{self, Zones, is_prose};

/// How much of the evidence counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Lines of strong rules, but for headlines of other articles behind a label.
    Strong,
    /// And weak lines in company, blocks, the head.
    Company,
}

/// Rounds after which a text counts as made to go on for ever. Real texts take two or three; the last one changes nothing.
const MAX_ROUNDS: usize = 32;

/// One look at the lines that are left: every decision of a round is made from the same lines.
pub(crate) struct Round<'s, 't> {
    pub(crate) survey: &'s Survey<'t>,
    pub(crate) rules: &'s RuleSet,
    /// Numbers of the lines that are left.
    pub(crate) alive: &'s [u32],
    /// For each of them the rule that takes it, or [`NO_RULE`].
    pub(crate) marks: Vec<RuleIndex>,
    /// The text is hard-wrapped: what looks like a headline is a part of a sentence.
    pub(crate) wrapped: bool,
}

impl Round<'_, '_> {
    pub(crate) fn line(&self, place: usize) -> &Evidence {
        &self.survey.lines[self.alive[place] as usize]
    }

    /// Whether the line has the bit of [`flag`].
    pub(crate) fn has(&self, place: usize, flag: u8) -> bool {
        self.survey.flags[self.alive[place] as usize] & flag != 0
    }

    pub(crate) fn content(&self, place: usize) -> &str {
        self.survey.content(self.alive[place] as usize)
    }

    pub(crate) fn is_marked(&self, place: usize) -> bool {
        self.marks[place] != NO_RULE
    }

    pub(crate) fn mark(&mut self, place: usize, rule: RuleIndex) {
        if !self.line(place).kept && !self.is_marked(place) {
            self.marks[place] = rule;
        }
    }

    /// Whether a blank line is left before the line, once the lines between it and the one before it are gone.
    pub(crate) fn is_set_off(&self, place: usize) -> bool {
        let before = place.checked_sub(1);
        let first = before.map_or(0, |before| self.alive[before] as usize + 1);
        let blanks = |number: usize| self.survey.lines[number].blanks;
        blanks(first) > 0 || blanks(self.alive[place] as usize) > 0
    }
}

/// What goes.
pub(crate) struct Decision {
    /// For every line of the survey the rule that takes it, or [`NO_RULE`].
    pub(crate) removed: Vec<RuleIndex>,
    /// Less goes than was found, since more prose would have gone than stayed.
    pub(crate) fell_back: bool,
}

/// Decides what goes. Deciding about what is left decides nothing more.
pub(crate) fn decide(survey: &Survey<'_>, rules: &RuleSet, reach: Reach) -> Decision {
    let none = || vec![NO_RULE; survey.lines.len()];
    let strong = || settle(survey, rules, Reach::Strong, none()).unwrap_or_else(none);
    if reach == Reach::Strong {
        return Decision {
            removed: strong(),
            fell_back: false,
        };
    }
    if let Some(removed) = settle(survey, rules, Reach::Company, none())
        && is_plausible(survey, rules, &none(), &removed)
    {
        return Decision {
            removed,
            fell_back: false,
        };
    }
    // The strong lines go first, and company has another try at what they leave: the same that it would have if what is
    // returned here came in again, so that twice is once.
    let strong = strong();
    let removed = match settle(survey, rules, Reach::Company, strong.clone()) {
        Some(removed) if is_plausible(survey, rules, &strong, &removed) => removed,
        _ => strong,
    };
    Decision {
        removed,
        fell_back: true,
    }
}

/// Decides what goes beside what has been decided on already, which is company to weak lines.
pub(crate) fn decide_rest(
    survey: &Survey<'_>,
    rules: &RuleSet,
    removed: Vec<RuleIndex>,
) -> Decision {
    let found = settle_beside(survey, rules, Reach::Company, removed.clone(), &removed);
    if let Some(found) = found
        && is_plausible(survey, rules, &removed, &found)
    {
        return Decision {
            removed: found,
            fell_back: false,
        };
    }
    let strong = settle(survey, rules, Reach::Strong, removed.clone()).unwrap_or(removed);
    Decision {
        removed: strong,
        fell_back: true,
    }
}

/// Rounds until nothing more goes; nothing if that takes too long.
fn settle(
    survey: &Survey<'_>,
    rules: &RuleSet,
    reach: Reach,
    removed: Vec<RuleIndex>,
) -> Option<Vec<RuleIndex>> {
    let alive = (0..)
        .zip(&removed)
        .filter(|(_, rule)| **rule == NO_RULE)
        .map(|(number, _)| number)
        .collect();
    rounds(survey, rules, reach, removed, alive, &[])
}

/// The same, but the first round sees the lines of `given` that go, as lines that go.
fn settle_beside(
    survey: &Survey<'_>,
    rules: &RuleSet,
    reach: Reach,
    removed: Vec<RuleIndex>,
    given: &[RuleIndex],
) -> Option<Vec<RuleIndex>> {
    let alive = (0..).zip(&removed).map(|(number, _)| number).collect();
    rounds(survey, rules, reach, removed, alive, given)
}

fn rounds(
    survey: &Survey<'_>,
    rules: &RuleSet,
    reach: Reach,
    mut removed: Vec<RuleIndex>,
    mut alive: Vec<u32>,
    given: &[RuleIndex],
) -> Option<Vec<RuleIndex>> {
    for _ in 0..MAX_ROUNDS {
        let marks = look(survey, rules, reach, &alive, given);
        let mut marks = marks.into_iter();
        let before = alive.len();
        alive.retain(|&number| {
            let mark = marks.next().unwrap_or(NO_RULE);
            removed[number as usize] = mark;
            mark == NO_RULE
        });
        if alive.len() == before {
            return Some(removed);
        }
    }
    None
}

/// More prose removed by company than is left is not the work of boilerplate. Readers may well write more than the author,
/// and of a text printed three times a third is left.
fn is_plausible(
    survey: &Survey<'_>,
    rules: &RuleSet,
    before: &[RuleIndex],
    removed: &[RuleIndex],
) -> bool {
    let repeated = rules.detector(Detector::RepeatedText);
    let may_be_long = |rule| {
        rule == repeated
            || rules.has_category(rule, Category::Comments)
            || rules.has_category(rule, Category::Site)
    };
    let mut gone = 0;
    let mut left = 0;
    for ((line, &before), &rule) in survey.lines.iter().zip(before).zip(removed) {
        let prose = line.shape.is_paragraph() || line.shape.end == EndMark::Stop;
        if !prose || before != NO_RULE {
            continue;
        }
        if rule != NO_RULE && (line.strong || may_be_long(rule)) {
            continue;
        }
        let bytes = line.content_end - line.start;
        if rule == NO_RULE {
            left += bytes
        } else {
            gone += bytes
        }
    }
    gone <= left
}

fn look(
    survey: &Survey<'_>,
    rules: &RuleSet,
    reach: Reach,
    alive: &[u32],
    given: &[RuleIndex],
) -> Vec<RuleIndex> {
    let mut round = Round {
        survey,
        rules,
        alive,
        marks: vec![NO_RULE; alive.len()],
        wrapped: false,
    };
    round.wrapped = zone::is_wrapped(&round);
    let mut beside_given = false;
    for (place, &number) in alive.iter().enumerate() {
        if let Some(&rule) = given.get(number as usize)
            && rule != NO_RULE
        {
            round.marks[place] = rule;
            beside_given = true;
        } else if round.has(place, flag::STRONG)
            && (reach == Reach::Company || !round.line(place).names_other)
            && !(round.wrapped && zone::is_rest(&round, place))
            && !is_property(&round, place)
        {
            round.marks[place] = round.line(place).rule;
        }
    }
    if reach == Reach::Strong {
        return round.marks;
    }
    if survey.any_site {
        runs_of_site(&mut round, SITE_LINES, None);
    }
    let zones = Zones::of(&round);
    if survey.any_site {
        runs_of_site(&mut round, 2, zones);
    }
    if survey.any_rule && !round.wrapped {
        blocks(&mut round, zones);
    }
    if let Some(zones) = zones
        && !round.wrapped
    {
        head::repeated_title(&mut round, zones);
        head::own_parts(&mut round, zones);
        repeat::repeats(&mut round);
        edge::keywords(&mut round, zones);
        edge::addresses(&mut round, zones);
        if survey.any_rule {
            thread::threads(&mut round);
            edge::menu(&mut round, zones);
            // Lines before a footer that has been found are not taken for a part of it.
            if !beside_given {
                edge::footer(&mut round, zones);
            }
        }
    }
    if survey.any_rule {
        company(&mut round, zones);
    }
    round.marks
}

/// So many lines of the form `Sound: thin` in a row, and so many of them that no rule knows, are a list of properties: the picture of a television, the topics of a meeting.
const PROPERTIES: usize = 4;
const PROPERTIES_UNKNOWN: usize = 2;
/// Words before the colon, and lines that are looked at before and behind one.
const PROPERTY_WORDS: usize = 3;
const PROPERTIES_AROUND: usize = 8;

/// Whether a line that a rule knows by its label stands in a list of properties.
fn is_property(round: &Round<'_, '_>, place: usize) -> bool {
    let category = round.rules.rule(round.line(place).rule).category;
    if !matches!(
        category,
        Category::Credit | Category::Topic | Category::Related
    ) || !has_property(round.content(place))
    {
        return false;
    }
    let before = (0..place).rev().take(PROPERTIES_AROUND);
    let behind = (place + 1..round.alive.len()).take(PROPERTIES_AROUND);
    let is_one = |place: &usize| has_property(round.content(*place));
    let run = before.take_while(is_one).chain(behind.take_while(is_one));
    let (mut lines, mut unknown) = (1, 0);
    for place in run {
        lines += 1;
        unknown += usize::from(
            !round.has(place, flag::STRONG | flag::WEAK) && !round.line(place).dateline,
        );
    }
    lines >= PROPERTIES && unknown >= PROPERTIES_UNKNOWN
}

/// Whether a line is a label of a few words, a colon and something behind it.
fn has_property(content: &str) -> bool {
    let Some((label, value)) = content.split_once([':', '：']) else {
        return false;
    };
    let words = label.split_whitespace().count();
    (1..=PROPERTY_WORDS).contains(&words)
        && !value.starts_with("//")
        && value.contains(char::is_alphanumeric)
}

/// So many lines of a site in a row are no list of the article's. Two may be, between its paragraphs, if on most pages that the rule was learned from
/// they stand elsewhere.
const SITE_LINES: usize = 3;

/// Marks the lines of a rule for a site that stand in a row, at least `least` of them.
fn runs_of_site(round: &mut Round<'_, '_>, least: usize, zones: Option<Zones>) {
    let mut end = 0;
    while end < round.alive.len() {
        let start = end;
        let rule = round.line(start).site;
        end += 1;
        while end < round.alive.len() && round.line(end).site == rule {
            end += 1;
        }
        if rule == NO_RULE || end - start < least {
            continue;
        }
        let inside = zones.is_some_and(|zones| !zones.is_after(start) && !zones.is_before(end - 1));
        if !inside || end - start >= SITE_LINES || round.rules.rule(rule).goes_inside() {
            for place in start..end {
                round.mark(place, rule);
            }
        }
    }
}

/// Lines that a block takes at most between two paragraphs of the article.
const INSIDE_LINES: usize = 8;
/// In a block inside the article, a last line of fewer words may be the heading of the section that follows.
const HEADING_WORDS: u16 = 6;

/// Marks the blocks, the last first: a block ends where the next one begins, and by then it is known where one does.
fn blocks(round: &mut Round<'_, '_>, zones: Option<Zones>) {
    for place in (0..round.alive.len()).rev() {
        if round.has(place, flag::OPENS) {
            open(round, zones, place);
        }
    }
}

/// Marks the block that the line opens, if it is one.
fn open(round: &mut Round<'_, '_>, zones: Option<Zones>, opener: usize) {
    let rule = round.line(opener).opens;
    let rules = round.rules;
    let Some(block) = &rules.rule(rule).block else {
        return;
    };
    let end = match paired_end(round, opener, rule, block) {
        Some(end) => end + 1,
        None => list_end(round, zones, opener, block),
    };
    for place in opener..end {
        round.mark(place, rule);
    }
}

/// The place behind the list that hangs on the opener; the opener's own place if there are too few lines.
fn list_end(round: &Round<'_, '_>, zones: Option<Zones>, opener: usize, block: &Block) -> usize {
    let inside = zones.is_some_and(|zones| !zones.is_after(opener) && !zones.is_before(opener));
    let limit = if inside {
        block.max_lines.min(INSIDE_LINES)
    } else {
        block.max_lines
    };
    let mut end = opener + 1;
    while end < round.alive.len() && end - opener <= limit && belongs(round, opener, end, block) {
        end += 1;
    }
    if inside && ends_in_heading(round, opener, end) {
        end -= 1;
    }
    let lines = (opener + 1..end).filter(|&place| round.line(place).shape.kind != Kind::Bullet);
    if lines.count() + next_block_lines(round, end, block) < block.min_lines {
        opener
    } else {
        end
    }
}

/// Lines of the block that begins here, if its first line could as well belong to this one: two headers of the same list.
fn next_block_lines(round: &Round<'_, '_>, place: usize, block: &Block) -> usize {
    if place >= round.alive.len() || !is_kind_of(round, place, block) {
        return 0;
    }
    let behind = place..(place + block.min_lines).min(round.alive.len());
    behind.take_while(|&place| round.is_marked(place)).count()
}

/// Where the line stands that ends the block by name.
fn paired_end(
    round: &Round<'_, '_>,
    opener: usize,
    rule: RuleIndex,
    block: &Block,
) -> Option<usize> {
    if block.ends.is_empty() {
        return None;
    }
    let last = (opener + block.max_lines + 1).min(round.alive.len());
    (opener + 1..last).find(|&place| round.line(place).closes == rule)
}

fn belongs(round: &Round<'_, '_>, opener: usize, place: usize, block: &Block) -> bool {
    let line = round.line(place);
    let next_block = line.opens != NO_RULE && round.is_marked(place);
    let prose =
        is_prose(round, place) || line.shape.is_paragraph() || zone::continues(round, place);
    if line.kept || prose || next_block {
        return false;
    }
    // A list that hangs directly on its header ends where a blank line sets the text off, unless the list goes on in the same form.
    if place > opener + 1 && !round.is_set_off(opener + 1) && round.is_set_off(place) {
        let first = round.line(opener + 1).shape;
        if !(first.marked_start && line.shape.marked_start) {
            return false;
        }
    }
    round.is_marked(place) || is_kind_of(round, place, block)
}

fn is_kind_of(round: &Round<'_, '_>, place: usize, block: &Block) -> bool {
    let line = round.line(place);
    let shape = &line.shape;
    let mut kinds = block.belongs.iter();
    kinds.any(|kind| kind.admits(shape))
        || ((line.dateline || line.unasked)
            && block.belongs.contains(&Belonging::Date)
            && round.rules.is_date(round.content(place), shape))
}

/// Whether the last line of a block may be the heading of the paragraph behind it: the block's list hangs together without it.
fn ends_in_heading(round: &Round<'_, '_>, opener: usize, end: usize) -> bool {
    let last = end - 1;
    if last <= opener || round.is_marked(last) || end >= round.alive.len() {
        return false;
    }
    let shape = round.line(last).shape;
    if !shape.is_headline_like()
        || shape.words >= HEADING_WORDS
        || shape.end != EndMark::None
        || shape.marked_start
    {
        return false;
    }
    let first = opener + 1;
    let set_off = round.is_set_off(last);
    if last == first {
        return set_off || !round.is_set_off(end);
    }
    set_off
        || round.line(first).shape.marked_start
        || round.line(first).shape.words >= HEADING_WORDS
}

/// Weak lines go when both sides of their run go, or one side outside the article, or at an end of the text when there are many.
fn company(round: &mut Round<'_, '_>, zones: Option<Zones>) {
    let mut place = 0;
    while place < round.alive.len() {
        if !is_weak(round, place) {
            place += 1;
            continue;
        }
        let start = place;
        while place < round.alive.len() && is_weak(round, place) {
            place += 1;
        }
        let before = start
            .checked_sub(1)
            .is_some_and(|before| round.is_marked(before));
        let after = place < round.alive.len() && round.is_marked(place);
        let outside =
            zones.is_some_and(|zones| zones.is_after(start) || zones.is_before(place - 1));
        let many = is_menu(round, start, place);
        let edge = zones.is_some_and(|zones| is_at_edge(round, zones, start, place));
        if (before && after) || (outside && (before || after)) || many || edge {
            for weak in start..place {
                let rule = round.line(weak).rule;
                round.mark(weak, rule);
            }
        }
    }
}

/// Whether weak labels of the page's own furniture are the very first lines of a text and stand before its first paragraph, or the very last
/// and behind its last: they head nothing and name nothing (in the outputs of eleven extractors for 181 pages, 924
/// characters of boilerplate to 261 of text).
fn is_at_edge(round: &Round<'_, '_>, zones: Zones, start: usize, end: usize) -> bool {
    let first = start == 0 && zones.is_before(end - 1);
    let last = end == round.alive.len() && zones.is_after(start);
    (first || last)
        && (start..end).all(|place| {
            let shape = round.line(place).shape;
            let address = first && shape.kind == Kind::Url;
            edge::is_furniture(round, place) && (address || shape.is_headline_like())
        })
}

/// So many different labels in a row are a menu or a row of buttons.
const MENU_LABELS: usize = 4;

/// Whether the weak lines from `start` to `end` are company to each other: at the very start or end of a text, not the most of
/// it, and with different labels. Columns of numbers are tables.
fn is_menu(round: &Round<'_, '_>, start: usize, end: usize) -> bool {
    let at_edge = start == 0 || end == round.alive.len();
    if !at_edge || (end - start) * 2 > round.alive.len() {
        return false;
    }
    let mut labels: Vec<&str> = Vec::with_capacity(MENU_LABELS);
    for place in start..end {
        let label = round.content(place).trim();
        if round.line(place).shape.is_headline_like() && !labels.contains(&label) {
            labels.push(label);
        }
        if labels.len() == MENU_LABELS {
            return true;
        }
    }
    false
}

fn is_weak(round: &Round<'_, '_>, place: usize) -> bool {
    round.has(place, flag::WEAK) && !round.is_marked(place)
}
