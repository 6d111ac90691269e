//! The rules of one cleaner.

use std::sync::Arc;

use crate::line::Shape;
use crate::marker::MarkerFinder;
use crate::matcher::{Matcher, Matches, Scratch};
use crate::rule::{Category, Detector, Rule, Strength};

/// The number of a rule in its set.
pub(crate) type RuleIndex = u32;

/// No rule.
pub(crate) const NO_RULE: RuleIndex = RuleIndex::MAX;

/// Rules, sorted by their ids so that the order they came in can't matter, and what finds them in a text.
#[derive(Debug)]
pub(crate) struct RuleSet {
    pub(crate) rules: Vec<Arc<Rule>>,
    /// Whether the rule removes anything.
    pub(crate) active: Vec<bool>,
    pub(crate) matcher: Matcher,
    pub(crate) markers: MarkerFinder,
    detectors: [RuleIndex; Detector::ALL.len()],
    removes_own_parts: bool,
    /// Which rules are for dates, whether or not they remove anything.
    dates: Vec<bool>,
    /// Which rules are for dates and names of authors.
    own_parts: Vec<bool>,
}

impl RuleSet {
    /// `rules` and whether each is active, sorted by id.
    pub(crate) fn new(rules: Vec<(Arc<Rule>, bool)>) -> RuleSet {
        let (rules, active): (Vec<_>, Vec<_>) = rules.into_iter().unzip();
        let mut detectors = [NO_RULE; Detector::ALL.len()];
        for ((rule, active), number) in rules.iter().zip(&active).zip(0..) {
            if let (Some(detector), true) = (rule.detector, *active) {
                detectors[detector as usize] = number;
            }
        }
        let mut own = rules
            .iter()
            .zip(&active)
            .filter(|(rule, _)| rule.category.is_of_article());
        RuleSet {
            dates: rules
                .iter()
                .map(|rule| rule.category == Category::Date)
                .collect(),
            own_parts: rules
                .iter()
                .map(|rule| rule.category.is_dateline())
                .collect(),
            removes_own_parts: own.any(|(_, active)| *active),
            matcher: Matcher::new(&rules),
            markers: MarkerFinder::new(&rules, &active, detectors[Detector::GluedIcons as usize]),
            rules,
            active,
            detectors,
        }
    }

    pub(crate) fn rule(&self, index: RuleIndex) -> &Rule {
        &self.rules[index as usize]
    }

    /// The active rule that uses the detector, or [`NO_RULE`].
    pub(crate) fn detector(&self, detector: Detector) -> RuleIndex {
        self.detectors[detector as usize]
    }

    /// Whether any rule takes the article's own title, byline or date.
    pub(crate) fn removes_own_parts(&self) -> bool {
        self.removes_own_parts
    }

    /// Whether a line is a date. Asked only where it matters: the dates of thirty languages are many patterns.
    pub(crate) fn is_date(&self, content: &str, shape: &Shape) -> bool {
        self.any_matches(&self.dates, content, shape)
    }

    /// Whether a line is a date or names an author.
    pub(crate) fn is_own_part(&self, content: &str, shape: &Shape) -> bool {
        self.any_matches(&self.own_parts, content, shape)
    }

    fn any_matches(&self, wanted: &[bool], content: &str, shape: &Shape) -> bool {
        let mut matches = Matches::default();
        let mut scratch = Scratch::default();
        self.matcher.find(
            &self.rules,
            wanted,
            content,
            shape,
            &mut scratch,
            &mut matches,
        ) && !matches.rules.is_empty()
    }

    /// The strongest active rule that matches a line, or [`NO_RULE`], and whether the line heads a list.
    pub(crate) fn find(&self, content: &str) -> (RuleIndex, bool) {
        let mut matches = Matches::default();
        let mut scratch = Scratch::default();
        let shape = Shape::of(content);
        self.matcher.find(
            &self.rules,
            &self.active,
            content,
            &shape,
            &mut scratch,
            &mut matches,
        );
        let strong = |index: &&RuleIndex| self.rule(**index).strength == Strength::Strong;
        let rule = matches.rules.iter().find(strong).or(matches.rules.first());
        let rule = rule.copied().unwrap_or(NO_RULE);
        let heads = matches
            .headers
            .iter()
            .any(|&index| self.rule(index).block.is_some());
        (rule, heads)
    }

    pub(crate) fn has_category(&self, index: RuleIndex, category: Category) -> bool {
        index != NO_RULE && self.rule(index).category == category
    }
}
