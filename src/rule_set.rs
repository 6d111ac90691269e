//! The rules of one cleaner.

use std::ops::Deref;
use std::sync::Arc;

use once_cell::sync::OnceCell;

use crate::beginning::Beginnings;
use crate::line::Shape;
use crate::marker::MarkerFinder;
use crate::matcher::{Matcher, Matches, Scratch};
use crate::rule::{Category, Detector, Rule, Strength};

/// The number of a rule in its set.
pub(crate) type RuleIndex = u32;

/// No rule.
pub(crate) const NO_RULE: RuleIndex = RuleIndex::MAX;

/// Rules for all texts, and those for the site at hand. The numbers of the latter come behind.
#[derive(Clone, Debug)]
pub(crate) struct RuleSet {
    general: Arc<General>,
    site: Option<Arc<RuleTable>>,
}

/// Rules, sorted by their ids so that the order they came in can't matter, and what finds them in a line.
#[derive(Debug)]
pub(crate) struct RuleTable {
    pub(crate) rules: Vec<Arc<Rule>>,
    /// Whether the rule removes anything.
    pub(crate) active: Vec<bool>,
    matcher: Matcher,
}

/// What applies to texts of every site.
#[derive(Debug)]
pub(crate) struct General {
    table: RuleTable,
    pub(crate) markers: MarkerFinder,
    detectors: [RuleIndex; Detector::ALL.len()],
    removes_own_parts: bool,
    /// Which rules are for dates, whether or not they remove anything.
    dates: Vec<bool>,
    /// Which rules are for dates and names of authors.
    own_parts: Vec<bool>,
    /// Made when a page is first flattened.
    header_beginnings: OnceCell<Beginnings>,
}

impl RuleTable {
    /// `rules` and whether each is active, sorted by id.
    pub(crate) fn new(rules: Vec<(Arc<Rule>, bool)>) -> RuleTable {
        let (rules, active): (Vec<_>, Vec<_>) = rules.into_iter().unzip();
        RuleTable {
            matcher: Matcher::new(&rules),
            rules,
            active,
        }
    }
}

impl Deref for RuleSet {
    type Target = General;

    fn deref(&self) -> &General {
        &self.general
    }
}

impl RuleSet {
    /// The rules for all texts.
    pub(crate) fn new(table: RuleTable) -> RuleSet {
        let RuleTable { rules, active, .. } = &table;
        let mut detectors = [NO_RULE; Detector::ALL.len()];
        for ((rule, active), number) in rules.iter().zip(active).zip(0..) {
            if let (Some(detector), true) = (rule.detector, *active) {
                detectors[detector as usize] = number;
            }
        }
        let mut own = rules
            .iter()
            .zip(active)
            .filter(|(rule, _)| rule.category.is_of_article());
        RuleSet {
            general: Arc::new(General {
                dates: rules
                    .iter()
                    .map(|rule| rule.category == Category::Date)
                    .collect(),
                own_parts: rules
                    .iter()
                    .map(|rule| rule.category.is_dateline())
                    .collect(),
                removes_own_parts: own.any(|(_, active)| *active),
                markers: MarkerFinder::new(rules, active, detectors[Detector::GluedIcons as usize]),
                detectors,
                table,
                header_beginnings: OnceCell::new(),
            }),
            site: None,
        }
    }

    /// The same rules with those of a site.
    pub(crate) fn with_site(&self, site: Arc<RuleTable>) -> RuleSet {
        RuleSet {
            general: self.general.clone(),
            site: Some(site),
        }
    }

    /// Every rule, and whether it is active.
    pub(crate) fn rules(&self) -> impl Iterator<Item = (&Arc<Rule>, bool)> {
        let tables = [Some(&self.table), self.site.as_deref()];
        let tables = tables.into_iter().flatten();
        tables.flat_map(|table| table.rules.iter().zip(table.active.iter().copied()))
    }

    pub(crate) fn rule(&self, index: RuleIndex) -> &Rule {
        let index = index as usize;
        let rules = &self.table.rules;
        match (rules.get(index), &self.site) {
            (None, Some(site)) => &site.rules[index - rules.len()],
            _ => &rules[index],
        }
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
        let RuleTable { rules, matcher, .. } = &self.table;
        matcher.find(rules, wanted, content, shape, &mut scratch, &mut matches)
            && !matches.rules.is_empty()
    }

    /// Fills `matches` with the active rules that match the line; `false` if there are none.
    pub(crate) fn find_all(
        &self,
        content: &str,
        shape: &Shape,
        scratch: &mut Scratch,
        matches: &mut Matches,
    ) -> bool {
        let RuleTable {
            rules,
            active,
            matcher,
        } = &self.table;
        let found = matcher.find(rules, active, content, shape, scratch, matches);
        match &self.site {
            None => found,
            Some(site) => {
                let mut of_site = Matches::default();
                let RuleTable {
                    rules,
                    active,
                    matcher,
                } = &**site;
                if !matcher.find(rules, active, content, shape, scratch, &mut of_site) {
                    return found;
                }
                matches.append(of_site, self.table.rules.len() as RuleIndex);
                true
            }
        }
    }

    /// The strongest active rule that matches a line, or [`NO_RULE`], and whether the line heads a list.
    pub(crate) fn find(&self, content: &str) -> (RuleIndex, bool) {
        let mut matches = Matches::default();
        let mut scratch = Scratch::default();
        self.find_all(content, &Shape::of(content), &mut scratch, &mut matches);
        let strong = |index: &&RuleIndex| self.rule(**index).strength == Strength::Strong;
        let rule = matches.rules.iter().find(strong).or(matches.rules.first());
        let rule = rule.copied().unwrap_or(NO_RULE);
        (rule, self.heads_list(&matches))
    }

    /// Whether a line with these matches heads a list.
    pub(crate) fn heads_list(&self, matches: &Matches) -> bool {
        let mut headers = matches.headers.iter();
        headers.any(|&index| self.rule(index).block.is_some())
    }

    /// What the headers of lists and comments begin with.
    pub(crate) fn header_beginnings(&self) -> &Beginnings {
        let General {
            table,
            header_beginnings,
            ..
        } = &*self.general;
        header_beginnings.get_or_init(|| Beginnings::new(table))
    }

    pub(crate) fn has_category(&self, index: RuleIndex, category: Category) -> bool {
        index != NO_RULE && self.rule(index).category == category
    }
}
