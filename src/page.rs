//! The text of a whole page: where its article begins and ends. What is outside goes, and inside the article text is cleaned as in
//! [`Mode::Article`](crate::Mode::Article).

mod comments;
mod contents;
mod edge;
mod furniture;
mod header;
mod inside;
mod letter;
mod link;
mod parts;
mod pieces;
mod posts;
mod profile;
mod range;
mod reader;
mod rows;
mod run;
mod score;
mod sentence;
mod several;
mod stamp;
mod topic;
mod unit;
mod word;

use std::borrow::Cow;
use std::ops::Range;

use regex::RegexSet;

use crate::block::{Decision, Reach, decide, decide_rest};
use crate::evidence::{Evidence, Survey, about_lines};
use crate::line::Lines;
use crate::page::profile::Profiles;
use crate::page::range::Article;
use crate::page::score::Score;
use crate::page::unit::Units;
use crate::removal::Removal;
use crate::rule::Detector;
use crate::rule_set::{NO_RULE, RuleIndex, RuleSet};
use crate::seam::{Span, removals, spans};

/// What goes from the text of a page.
pub(crate) struct Page<'t> {
    pub(crate) removals: Vec<Removal<'t>>,
    /// There is no article on the page: only strong rules have been applied.
    pub(crate) no_article: bool,
    pub(crate) fell_back: bool,
}

/// A page is looked at until nothing more goes. Real pages take two or three looks, the last of which changes nothing; a text that takes more
/// was made for it, and of that one only strong rules take something before it has its second and last try.
const MAX_LOOKS: usize = 8;

/// Looks at a page, and again at what is left, so that cleaning what is returned removes nothing.
pub(crate) fn clean<'t>(text: &'t str, rules: &RuleSet, keep: Option<&RegexSet>) -> Page<'t> {
    let mut state = State {
        text,
        left: Cow::Borrowed(text),
        spans: Vec::new(),
        fell_back: false,
        no_article: None,
        stayed: None,
    };
    if !state.settle(rules, keep) {
        state = State {
            text,
            left: Cow::Borrowed(text),
            spans: Vec::new(),
            fell_back: true,
            no_article: Some(true),
            stayed: None,
        };
        let survey = Survey::new(text, rules, keep);
        let strong = decide(&survey, rules, Reach::Strong);
        state.take(spans(&survey, &strong.removed));
        let strong = (state.left.clone(), state.spans.clone());
        if !state.settle(rules, keep) {
            (state.left, state.spans) = strong;
        }
    }
    Page {
        removals: removals(text, rules, &state.spans),
        no_article: state.no_article.unwrap_or(false),
        fell_back: state.fell_back,
    }
}

/// A text between two looks.
struct State<'t> {
    text: &'t str,
    left: Cow<'t, str>,
    /// What is gone so far, as places in `text`.
    spans: Vec<Span>,
    fell_back: bool,
    no_article: Option<bool>,
    /// What is known of the lines that stayed in the last look.
    stayed: Option<Stayed>,
}

/// Lines that stayed in a look, where they stand in what it left: they need not be read and held against the rules again.
struct Stayed {
    lines: Vec<Evidence>,
    profiles: Profiles,
    /// The last round of that look saw these lines and took none by company: it would take none again.
    settled: bool,
}

impl<'t> State<'t> {
    /// Looks until nothing more goes; `false` if that takes too long.
    fn settle(&mut self, rules: &RuleSet, keep: Option<&RegexSet>) -> bool {
        for _ in 0..MAX_LOOKS {
            let look = look(&self.left, rules, keep, self.stayed.take());
            self.fell_back |= look.fell_back;
            // What has been an article once is not less of one when it stands alone.
            self.no_article = Some(look.no_article && self.no_article.unwrap_or(true));
            if look.spans.is_empty() {
                return true;
            }
            self.take(look.spans);
            self.stayed = look.stayed;
        }
        false
    }

    /// Removes spans of what is left.
    fn take(&mut self, found: Vec<Span>) {
        let mut left = String::with_capacity(self.left.len());
        let mut at = 0;
        for (span, _) in &found {
            left.push_str(&self.left[at..span.start]);
            at = span.end;
        }
        left.push_str(&self.left[at..]);
        self.spans = composed(&self.spans, found, self.text);
        self.left = Cow::Owned(left);
    }
}

/// Spans of a text, and spans of what is left without them, as spans of the text.
fn composed(gone: &[Span], found: Vec<Span>, text: &str) -> Vec<Span> {
    if gone.is_empty() {
        return found;
    }
    let mut all: Vec<Span> = Vec::with_capacity(gone.len() + found.len());
    let starts_at_line = |at: usize| {
        let (before, behind) = text.split_at(at);
        before.is_empty()
            || before.ends_with('\n')
            || behind.starts_with('\n')
            || behind.starts_with("\r\n")
    };
    // Where the spans begin that touch one another.
    let mut run_start = 0;
    let mut add = |mut span: Range<usize>, rule: RuleIndex| {
        let touched = all.last_mut().filter(|(last, _)| last.end == span.start);
        if touched.is_none() {
            run_start = span.start;
        }
        if let Some((last, _)) = touched
            && starts_at_line(run_start)
            && !text[last.clone()].ends_with('\n')
        {
            // What was removed at the end of the text took the break of the line before it, which now goes too.
            let content = text[span.clone()].trim_start_matches(['\r', '\n']);
            let first = &text[span.start..span.end - content.len()];
            let line_break = first.find('\n').map_or(0, |at| at + 1);
            last.end += line_break;
            span.start += line_break;
        }
        if span.is_empty() {
            return;
        }
        match all.last_mut() {
            Some((last, last_rule)) if last.end == span.start && *last_rule == rule => {
                last.end = span.end
            }
            _ => all.push((span, rule)),
        }
    };
    let mut gone = gone.iter().peekable();
    // What has been left out so far: a place in what is left is so far behind in the text.
    let mut shift = 0;
    for (span, rule) in found {
        while let Some((before, rule)) =
            gone.next_if(|(before, _)| before.start <= span.start + shift)
        {
            add(before.clone(), *rule);
            shift += before.len();
        }
        let mut start = span.start + shift;
        while let Some((inside, its)) = gone.next_if(|(inside, _)| inside.start < span.end + shift)
        {
            add(start..inside.start, rule);
            add(inside.clone(), *its);
            start = inside.end;
            shift += inside.len();
        }
        add(start..(span.end + shift).min(text.len()), rule);
    }
    for (behind, rule) in gone {
        add(behind.clone(), *rule);
    }
    all
}

/// What one look finds.
#[derive(Default)]
struct Look {
    spans: Vec<Span>,
    no_article: bool,
    fell_back: bool,
    stayed: Option<Stayed>,
}

fn look(text: &str, rules: &RuleSet, keep: Option<&RegexSet>, stayed: Option<Stayed>) -> Look {
    let mut pieces = Vec::with_capacity(about_lines(text));
    pieces.extend(Lines::new(text));
    let flat = sentence::is_flat(text, &pieces);
    if flat {
        pieces = header::part(text, &sentence::pieces(text, &pieces), rules);
    }
    let known = stayed.and_then(|stayed| {
        let survey = Survey::of_rest(text, pieces.iter().copied(), stayed.lines, rules)?;
        Some((survey, stayed.profiles, stayed.settled))
    });
    let (mut survey, profiles, settled) = known.unwrap_or_else(|| {
        let count = pieces.len();
        let survey = Survey::over(text, pieces.into_iter(), count, rules, keep);
        let profiles = Profiles::of(&survey);
        (survey, profiles, false)
    });
    if flat {
        // What is no copy as a paragraph may well stand again as a sentence.
        survey.forget_copies();
    }
    let (verdict, profiles) = verdict(&survey, rules, profiles, flat);
    let reach = match verdict {
        Verdict::Article { removed, is_thread } => {
            if is_thread {
                // What stood between the messages would make comments of them.
                survey.comments = 0;
            }
            let decision = decide_rest(&survey, rules, removed);
            return Look::of(survey, decision, Some(profiles), Reach::Company);
        }
        Verdict::NoArticle => Reach::Strong,
        Verdict::NoPage if settled && !flat => {
            debug_assert!({
                let decision = decide(&survey, rules, Reach::Company);
                decision.removed.iter().all(|rule| *rule == NO_RULE)
            });
            return Look::default();
        }
        Verdict::NoPage => Reach::Company,
    };
    if flat {
        // Rules know lines, not sentences.
        let survey = Survey::new(text, rules, keep);
        let decision = decide(&survey, rules, reach);
        return Look::of(survey, decision, None, reach);
    }
    let decision = decide(&survey, rules, reach);
    Look::of(survey, decision, Some(profiles), reach)
}

impl Look {
    /// Of a look that decided with this reach: only where there is no article company is not asked.
    fn of(
        survey: Survey<'_>,
        decision: Decision,
        profiles: Option<Profiles>,
        reach: Reach,
    ) -> Look {
        let Decision { removed, fell_back } = decision;
        let spans = spans(&survey, &removed);
        // Lines with markers inside look different without them.
        let stayed = profiles
            .filter(|_| !spans.is_empty() && survey.edits.is_empty())
            .map(|mut profiles| {
                profiles.retain(|number| removed[number] == NO_RULE);
                let mut spans = spans.iter().peekable();
                let mut gone = 0;
                let lines = survey.lines.into_iter().zip(&removed);
                let lines = lines
                    .filter(|(_, rule)| **rule == NO_RULE)
                    .map(|(mut line, _)| {
                        while let Some((span, _)) =
                            spans.next_if(|(span, _)| span.end <= line.start)
                        {
                            gone += span.len();
                        }
                        line.start -= gone;
                        line.content_end -= gone;
                        line
                    });
                Stayed {
                    lines: lines.collect(),
                    profiles,
                    settled: reach == Reach::Company && !fell_back,
                }
            });
        Look {
            spans,
            no_article: reach == Reach::Strong,
            fell_back,
            stayed,
        }
    }
}

enum Verdict {
    Article {
        /// For each line of the survey the rule that takes it because of where it stands.
        removed: Vec<RuleIndex>,
        /// The messages of a thread are the article.
        is_thread: bool,
    },
    /// A page without an article.
    NoArticle,
    /// Clean already, as an extractor gives it.
    NoPage,
}

fn verdict(
    survey: &Survey<'_>,
    rules: &RuleSet,
    profiles: Profiles,
    flat: bool,
) -> (Verdict, Profiles) {
    let units = Units::of(survey, profiles, flat);
    let mut scores = score::scores(survey, rules, &units, flat);
    let short = flat && sentence::is_short(survey.text);
    let furniture = if short {
        furniture::measure_short(&units, sentence::repeats_title(survey.text))
    } else if flat {
        furniture::measure_flat(&units, &scores)
    } else {
        furniture::measure(&units, &scores)
    };
    if !flat && furniture.lets_nothing_go(&units, &scores) {
        debug_assert!({
            let article = range::find(survey, &units, &mut scores.clone(), flat);
            !article.is_some_and(|article| furniture.may_go(&units, &scores, &article, flat))
        });
        return (Verdict::NoPage, units.profiles);
    }
    let mut article = match short {
        true => range::find_short(&units, &scores),
        false => range::find(survey, &units, &mut scores, flat),
    };
    if article.is_none() && !flat {
        let lists = rows::lists(&units, &scores);
        if !lists.is_empty() {
            // What has been looked for has changed their weights.
            scores = score::scores(survey, rules, &units, flat);
            rows::read_lists(&units, &mut scores, &lists);
            article = range::find(survey, &units, &mut scores, flat);
        }
    }
    let verdict = match article {
        Some(article) if furniture.may_go(&units, &scores, &article, flat) => Verdict::Article {
            removed: reasons(survey, rules, &units, &scores, &article, flat),
            is_thread: article.is_thread,
        },
        None if furniture.is_page(&units, &scores) => Verdict::NoArticle,
        _ => Verdict::NoPage,
    };
    (verdict, units.profiles)
}

/// A row of so many labels is a menu.
const MENU_LABELS: usize = 4;
const LABEL_WORDS: u32 = 4;

/// For each line that goes the rule that says why.
fn reasons(
    survey: &Survey<'_>,
    rules: &RuleSet,
    units: &Units,
    scores: &[Score],
    article: &Article,
    flat: bool,
) -> Vec<RuleIndex> {
    let count = scores.len();
    let mut reasons = vec![NO_RULE; count];
    let first = article.ranges.first().map_or(count, |range| range.start);
    let last = article.ranges.last().map_or(0, |range| range.end);
    let before = rules.detector(Detector::BeforeArticle);
    let after = rules.detector(Detector::AfterArticle);
    let comments = rules.detector(Detector::PageComments);
    let within = rules.detector(Detector::InsideArticle);
    let menu = rules.detector(Detector::PageMenu);
    reasons[..first].fill(before);
    if last < count {
        let thread = article.comments.clamp(last, count);
        reasons[last..thread].fill(after);
        reasons[thread..].fill(comments);
    }
    for pair in article.ranges.windows(2) {
        reasons[pair[0].end..pair[1].start].fill(within);
    }
    for range in &article.ranges {
        let goes = inside::foreign(units, scores, range, flat);
        for (place, _) in goes.iter().enumerate().filter(|(_, goes)| **goes) {
            reasons[range.start + place] = within;
        }
    }
    let contents = rules.detector(Detector::PageContents);
    for number in contents::known(survey, units, scores, rules) {
        reasons[number] = contents;
    }
    for gap in &article.gaps {
        let goes = edge::foreign_prose(scores, &article.ranges, gap, flat);
        for (place, _) in goes.iter().enumerate().filter(|(_, goes)| **goes) {
            reasons[gap.start + place] = within;
        }
    }
    if let Some(headline) = article.headline {
        reasons[headline] = rules.detector(Detector::PageHeadline);
    }
    // Labels in a row have a name of their own.
    let is_label = |number: usize| {
        let unit = &units.units[number];
        !scores[number].is_prose() && !unit.is_closed() && unit.profile.words <= LABEL_WORDS
    };
    let outside = |number: usize, reasons: &[RuleIndex]| {
        reasons[number] == before || reasons[number] == after
    };
    let mut number = 0;
    while number < count {
        let start = number;
        while number < count && is_label(number) && outside(number, &reasons) {
            number += 1;
        }
        if number - start >= MENU_LABELS && menu != NO_RULE {
            reasons[start..number].fill(menu);
        }
        number = number.max(start + 1);
    }
    let mut removed = vec![NO_RULE; survey.lines.len()];
    for (unit, reason) in units.units.iter().zip(reasons) {
        for line in unit.lines() {
            let evidence = &survey.lines[line];
            if reason == NO_RULE || evidence.kept {
                continue;
            }
            removed[line] = if evidence.strong && evidence.rule != NO_RULE {
                evidence.rule
            } else {
                reason
            };
        }
    }
    removed
}
