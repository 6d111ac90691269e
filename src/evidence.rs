//! What each line of a text is, by itself: the only place where a decision looks at the text.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr_iter;
use once_cell::unsync::OnceCell;
use regex::RegexSet;

use crate::credit;
use crate::fold::{is_blank, trim};
use crate::glued;
use crate::line::{EndMark, LABEL_WORDS, Line, Lines, PAIRED_WORDS, Shape};
use crate::marker::{Edit, merge, without};
use crate::matcher::{Matches, Scratch};
use crate::repeat;
use crate::rule::{Category, Detector, Rule, Strength};
use crate::rule_set::{NO_RULE, RuleIndex, RuleSet};

/// A line that is not blank, and what speaks for and against it.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(crate) start: usize,
    pub(crate) content_end: usize,
    /// Length of the line break: 0, 1 or 2.
    line_break: u8,
    /// Blank lines directly before it.
    pub(crate) blanks: u32,
    pub(crate) shape: Shape,
    /// The rule that takes the line, strong before weak, or [`NO_RULE`].
    pub(crate) rule: RuleIndex,
    pub(crate) strong: bool,
    /// The rule for a site that takes the line beside others of its kind, or [`NO_RULE`].
    pub(crate) site: RuleIndex,
    /// It names another article behind a label: certain boilerplate, but not a mark that a page left behind.
    pub(crate) names_other: bool,
    /// The rule whose block the line opens.
    pub(crate) opens: RuleIndex,
    /// The rule whose block the line ends.
    pub(crate) closes: RuleIndex,
    /// Matches an active rule of category `date` or `byline`.
    pub(crate) dateline: bool,
    /// It is a label of tables of contents, which says something in mode `page` only.
    pub(crate) heads_contents: bool,
    /// Rules that remove nothing might match it.
    pub(crate) unasked: bool,
    /// The user's patterns say that it stays.
    pub(crate) kept: bool,
}

/// What the rounds ask of every line, in one byte: they pass over all lines several times, and few have anything to say.
pub(crate) mod flag {
    /// A strong rule takes it.
    pub(crate) const STRONG: u8 = 1;
    /// A weak rule would take it in company.
    pub(crate) const WEAK: u8 = 2;
    /// It opens a block.
    pub(crate) const OPENS: u8 = 4;
    pub(crate) const PARAGRAPH: u8 = 8;
    /// Prose if a neighbour is the same.
    pub(crate) const SENTENCE: u8 = 16;
    /// It starts with a lower-case letter, and no rule knows it: perhaps the rest of a sentence.
    pub(crate) const LOWER_START: u8 = 32;
    /// It has no final mark, and more than a word or two.
    pub(crate) const RUNS_ON: u8 = 64;
    /// It begins with a mark that stands behind a word.
    pub(crate) const CONTINUES: u8 = 128;
}

/// All that decisions need to know of a text.
pub(crate) struct Survey<'t> {
    pub(crate) text: &'t str,
    pub(crate) lines: Vec<Evidence>,
    /// For each line, the bits of [`flag`].
    pub(crate) flags: Vec<u8>,
    /// Stretches inside lines that go, sorted.
    pub(crate) edits: Vec<Edit>,
    /// Lines with edits, by number, as they are without them.
    edited: Vec<(usize, String)>,
    /// Whether any rule matches any line.
    pub(crate) any_rule: bool,
    /// Whether a rule for a site would take any line.
    pub(crate) any_site: bool,
    /// How many lines a rule for comments takes.
    pub(crate) comments: usize,
    copies: OnceCell<Vec<Vec<u32>>>,
}

impl<'t> Survey<'t> {
    pub(crate) fn new(text: &'t str, rules: &RuleSet, keep: Option<&RegexSet>) -> Survey<'t> {
        Survey::over(text, Lines::new(text), about_lines(text), rules, keep)
    }

    /// The same, with other units in the place of lines, about `count`: they follow one another without a gap.
    pub(crate) fn over(
        text: &'t str,
        lines: impl Iterator<Item = Line>,
        count: usize,
        rules: &RuleSet,
        keep: Option<&RegexSet>,
    ) -> Survey<'t> {
        let mut survey = Survey {
            text,
            lines: Vec::with_capacity(count),
            flags: Vec::with_capacity(count),
            edits: Vec::new(),
            edited: Vec::new(),
            any_rule: false,
            any_site: false,
            comments: 0,
            copies: OnceCell::new(),
        };
        let mut lookup = Lookup::default();
        let mut blanks = 0;
        let mut trigger = rules.markers.next_trigger(text, 0);
        for line in lines {
            let content = &text[line.start..line.content_end];
            if is_blank(content) {
                blanks += 1;
                continue;
            }
            let kept = keep.is_some_and(|keep| keep.is_match(content));
            let mut evidence = Evidence {
                start: line.start,
                content_end: line.content_end,
                line_break: (line.end - line.content_end) as u8,
                blanks: std::mem::take(&mut blanks),
                shape: Shape::of(content),
                rule: NO_RULE,
                strong: false,
                site: NO_RULE,
                names_other: false,
                opens: NO_RULE,
                closes: NO_RULE,
                dateline: false,
                heads_contents: false,
                unasked: true,
                kept,
            };
            while trigger.is_some_and(|at| at < line.start) {
                trigger = rules.markers.next_trigger(text, line.start);
            }
            let marked = trigger.is_some_and(|at| at < line.end) && !kept;
            survey.look_at(&mut evidence, marked, rules, keep, &mut lookup);
            survey.comments += usize::from(rules.has_category(evidence.rule, Category::Comments));
            survey.any_site |= evidence.site != NO_RULE;
            survey.any_rule |= evidence.rule != NO_RULE || evidence.opens != NO_RULE;
            survey.flags.push(evidence.flags());
            survey.lines.push(evidence);
        }
        survey
    }

    /// What is left of a text of which whole lines went: `lines` of it, from the evidence of those that stayed, at the places that they have now; nothing
    /// if its lines are others.
    pub(crate) fn of_rest(
        text: &'t str,
        lines: impl Iterator<Item = Line>,
        mut stayed: Vec<Evidence>,
        rules: &RuleSet,
    ) -> Option<Survey<'t>> {
        let mut rest = stayed.iter_mut();
        let mut blanks = 0;
        for line in lines {
            if is_blank(&text[line.start..line.content_end]) {
                blanks += 1;
                continue;
            }
            let evidence = rest.next()?;
            if (evidence.start, evidence.content_end) != (line.start, line.content_end) {
                return None;
            }
            evidence.line_break = (line.end - line.content_end) as u8;
            evidence.blanks = std::mem::take(&mut blanks);
        }
        if rest.next().is_some() {
            return None;
        }
        let lines = stayed;
        let known = |line: &Evidence| line.rule != NO_RULE || line.opens != NO_RULE;
        Some(Survey {
            text,
            flags: lines.iter().map(Evidence::flags).collect(),
            any_rule: lines.iter().any(known),
            any_site: lines.iter().any(|line| line.site != NO_RULE),
            comments: lines
                .iter()
                .filter(|line| rules.has_category(line.rule, Category::Comments))
                .count(),
            copies: OnceCell::new(),
            lines,
            edits: Vec::new(),
            edited: Vec::new(),
        })
    }

    /// Looks the next line up: without its markers if it is `marked`, and if no rule knows it, without what hangs on its ends.
    fn look_at(
        &mut self,
        evidence: &mut Evidence,
        marked: bool,
        rules: &RuleSet,
        keep: Option<&RegexSet>,
        lookup: &mut Lookup,
    ) {
        let content = &self.text[evidence.start..evidence.content_end];
        let mut left = Cow::Borrowed(content);
        let mut edits = match marked {
            true => rules.markers.edits(content),
            false => Vec::new(),
        };
        loop {
            if let Some(first) = edits.first() {
                left = Cow::Owned(without(content, &edits));
                if is_blank(&left) {
                    evidence.rule = first.rule;
                    evidence.strong = true;
                    return;
                }
                evidence.shape = Shape::of(&left);
                evidence.kept = keep.is_some_and(|keep| keep.is_match(&left));
            }
            evidence.look_up(&left, rules, lookup);
            if !evidence.is_unknown() || !glued::may_hang(&left, &evidence.shape) {
                break;
            }
            let Some(hanging) = lookup.hanging(&left, rules) else {
                break;
            };
            // Once something went, a marker may stand where a sentence ends.
            let behind = without(&left, std::slice::from_ref(&hanging));
            let more = merge(&[hanging], &rules.markers.edits(&behind));
            edits = merge(&edits, &more);
        }
        if let Cow::Owned(left) = left {
            self.edits.extend(edits.into_iter().map(|edit| Edit {
                span: edit.span.start + evidence.start..edit.span.end + evidence.start,
                rule: edit.rule,
            }));
            self.edited.push((self.lines.len(), left));
        }
    }

    /// Whether a rule for the site takes the line and one beside it.
    pub(crate) fn is_of_site(&self, number: usize) -> bool {
        let site = |number: usize| self.lines.get(number).map_or(NO_RULE, |line| line.site);
        let own = site(number);
        own != NO_RULE && (own == site(number + 1) || (number > 0 && own == site(number - 1)))
    }

    /// Takes it that no two lines are the same paragraph.
    pub(crate) fn forget_copies(&mut self) {
        self.copies = OnceCell::from(Vec::new());
    }

    /// Groups of lines, by number, that are the same paragraph.
    pub(crate) fn copies(&self) -> &[Vec<u32>] {
        self.copies.get_or_init(|| repeat::copies(self))
    }

    /// The line as it is once its edits are made.
    pub(crate) fn content(&self, number: usize) -> &str {
        let (text, range) = self.source(number);
        &text[range]
    }

    /// The same as a part of a text.
    pub(crate) fn source(&self, number: usize) -> (&str, Range<usize>) {
        let line = &self.lines[number];
        if self.edited.is_empty() {
            return (self.text, line.start..line.content_end);
        }
        let edited = self
            .edited
            .binary_search_by_key(&number, |(number, _)| *number);
        match edited {
            Ok(place) => (&self.edited[place].1, 0..self.edited[place].1.len()),
            Err(_) => (self.text, line.start..line.content_end),
        }
    }
}

/// Lines to make room for: as many as a text has if it goes on as it begins. To count them all takes longer than to make more room later.
pub(crate) fn about_lines(text: &str) -> usize {
    /// In bytes.
    const BEGINNING: usize = 1024;
    /// What may be blank lines only at the beginning takes no memory for all of a long text.
    const MOST: usize = 4096;
    let beginning = &text.as_bytes()[..text.len().min(BEGINNING)];
    let breaks = memchr_iter(b'\n', beginning).count() + 1;
    (breaks * text.len().div_ceil(BEGINNING)).min(MOST)
}

/// Looks lines up; its buffers are used again for every line.
#[derive(Default)]
struct Lookup {
    scratch: Scratch,
    matches: Matches,
}

impl Lookup {
    fn find(&mut self, content: &str, shape: &Shape, rules: &RuleSet) -> bool {
        rules.find_all(content, shape, &mut self.scratch, &mut self.matches)
    }

    /// What hangs on an end of a line.
    fn hanging(&mut self, content: &str, rules: &RuleSet) -> Option<Edit> {
        glued::edit(content, &mut |part| {
            let found = self.find(part, &Shape::of(part), rules);
            let mut certain = self.matches.rules.iter().copied();
            match certain.find(|&rule| found && glued::is_certain(rules.rule(rule))) {
                Some(rule) => rule,
                None => NO_RULE,
            }
        })
    }
}

/// The two halves of a line that says the same twice, as icons with a name do: `Comments comments`.
fn doubled(content: &str) -> Option<&str> {
    let content = trim(content);
    let first = content.get(..content.len() / 2)?;
    let second = content.get(content.len() / 2 + 1..)?;
    (content[first.len()..].starts_with(' ') && first.eq_ignore_ascii_case(second)).then_some(first)
}

/// What stands between the brackets of a line that is wholly in brackets: `(Read also: Ten years on)`.
fn inside_brackets(content: &str) -> Option<&str> {
    let content = trim(content);
    let inner = content
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .or_else(|| content.strip_prefix('[')?.strip_suffix(']'))?;
    (!inner.contains(['(', ')', '[', ']'])).then_some(inner)
}

/// Prose has asides in brackets, but none that a strong rule of these categories takes.
fn goes_in_brackets(rule: &Rule) -> bool {
    rule.strength == Strength::Strong
        && matches!(
            rule.category,
            Category::Related | Category::Advertisement | Category::Share | Category::Newsletter
        )
}

impl Evidence {
    /// No rule knows the line, and the user hasn't asked for it to stay.
    fn is_unknown(&self) -> bool {
        self.rule == NO_RULE && self.opens == NO_RULE && self.site == NO_RULE && !self.kept
    }

    /// Looks the line up, as it is left by its edits.
    fn look_up(&mut self, content: &str, rules: &RuleSet, lookup: &mut Lookup) {
        self.closes = NO_RULE;
        self.site = NO_RULE;
        self.dateline = false;
        self.heads_contents = false;
        let icons = rules.markers.icon_line(content, &self.shape);
        if icons != NO_RULE && !self.kept {
            self.rule = icons;
            self.strong = true;
            return;
        }
        let found = lookup.find(content, &self.shape, rules);
        self.unasked = lookup.matches.unwanted;
        if found {
            self.take(&lookup.matches, rules);
        } else if let Some(inner) = inside_brackets(content) {
            if lookup.find(inner, &Shape::of(inner), rules) {
                let matches = &mut lookup.matches;
                matches
                    .rules
                    .retain(|&rule| goes_in_brackets(rules.rule(rule)));
                self.take(matches, rules);
            }
        } else if let Some(half) = doubled(content) {
            if lookup.find(half, &Shape::of(half), rules) {
                self.take(&lookup.matches, rules);
            }
        } else if !self.kept {
            let rule = rules.detector(Detector::CaptionCredit);
            if rule != NO_RULE && credit::is_caption(content, &self.shape) {
                self.rule = rule;
                self.strong = true;
            }
        }
    }

    /// Where the line ends, its break included.
    pub(crate) fn end(&self) -> usize {
        self.content_end + usize::from(self.line_break)
    }

    fn flags(&self) -> u8 {
        let shape = &self.shape;
        let ruled = self.rule != NO_RULE && !self.kept;
        let runs_on =
            matches!(shape.end, EndMark::None | EndMark::Open) && shape.words > LABEL_WORDS;
        let sentence =
            shape.end == EndMark::Stop && shape.words >= PAIRED_WORDS && !shape.marked_start;
        let bit = |holds: bool, flag: u8| u8::from(holds) * flag;
        bit(ruled && self.strong, flag::STRONG)
            | bit(ruled && !self.strong, flag::WEAK)
            | bit(self.opens != NO_RULE, flag::OPENS)
            | bit(shape.is_paragraph(), flag::PARAGRAPH)
            | bit(sentence, flag::SENTENCE)
            | bit(shape.lower_start && self.rule == NO_RULE, flag::LOWER_START)
            | bit(runs_on, flag::RUNS_ON)
            | bit(shape.continues, flag::CONTINUES)
    }

    fn take(&mut self, matches: &Matches, rules: &RuleSet) {
        for &index in &matches.rules {
            let rule = rules.rule(index);
            self.dateline |= rule.category.is_dateline();
            if self.kept {
                continue;
            }
            if rule.detector == Some(Detector::PageContents) {
                self.heads_contents = true;
                continue;
            }
            let strong = rule.strength == Strength::Strong;
            if rule.goes_in_runs() {
                if self.site == NO_RULE {
                    self.site = index;
                }
                continue;
            }
            if self.rule == NO_RULE || (strong && !self.strong) {
                self.rule = index;
                self.strong = strong;
                self.names_other =
                    rule.category == Category::Related && !matches.headers.contains(&index);
            }
            let weaker = self.opens == NO_RULE
                || (strong && rules.rule(self.opens).strength == Strength::Weak);
            if rule.block.is_some() && weaker && matches.headers.contains(&index) {
                self.opens = index;
            }
        }
        self.closes = matches.block_ends.first().copied().unwrap_or(NO_RULE);
    }
}
