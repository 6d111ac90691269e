//! From a line to the rules that match it, without trying each.
//!
//! The ends of a line are looked up, folded, in the tables of [`crate::table`]. What has such an end is held against the line only if the line has all pairs
//! of characters that it must have.

use std::sync::Arc;

use aho_corasick::AhoCorasick;
use once_cell::sync::OnceCell;

use crate::anchor::{LineSigns, begins_with_digit};
use crate::built_in;
use crate::ends::Ends;
use crate::fold::{core, fold_into};
use crate::line::{EndMark, Kind, Shape};
use crate::rule::{Block, LineView, MAX_LINE_BYTES, Rule};
use crate::table::{Class, Hit, Items, Limits, MAX_WORDS, Role, Tables, Target};

impl Class {
    /// Whether the line is of ASCII remains to be said.
    fn of(shape: &Shape) -> Class {
        Class {
            long: shape.words > MAX_WORDS,
            closed: shape.end == EndMark::Stop,
            ascii: false,
        }
    }
}

/// The rules of a cleaner, arranged for looking up lines.
#[derive(Debug)]
pub(crate) struct Matcher {
    tables: Tables,
    /// Finds the texts of `tables.inner`; made when a line first begins with a digit.
    inner_finder: OnceCell<Option<AhoCorasick>>,
}

/// Buffers that are used again for every line.
pub(crate) struct Scratch {
    folded: String,
    hits: Vec<Hit>,
    candidates: Vec<Target>,
}

impl Default for Scratch {
    /// With room for what most lines take, so that a text seldom makes more.
    fn default() -> Scratch {
        Scratch {
            folded: String::with_capacity(256),
            hits: Vec::with_capacity(16),
            candidates: Vec::with_capacity(32),
        }
    }
}

/// The rules that match a line, by their numbers, sorted and without repetition.
#[derive(Default)]
pub(crate) struct Matches {
    pub(crate) rules: Vec<u32>,
    /// Those of them that match by more than a label with its remainder: what is complete in one line heads no list.
    pub(crate) headers: Vec<u32>,
    /// Rules whose block the line ends.
    pub(crate) block_ends: Vec<u32>,
    /// Whether rules that weren't asked for might match.
    pub(crate) unwanted: bool,
}

impl Matches {
    fn clear(&mut self) {
        self.rules.clear();
        self.headers.clear();
        self.block_ends.clear();
        self.unwanted = false;
    }

    /// Adds those of another set of rules, whose numbers begin at `first`.
    pub(crate) fn append(&mut self, others: Matches, first: u32) {
        let Matches {
            rules,
            headers,
            block_ends,
            unwanted,
        } = others;
        self.unwanted |= unwanted;
        for (all, others) in [
            (&mut self.rules, rules),
            (&mut self.headers, headers),
            (&mut self.block_ends, block_ends),
        ] {
            all.extend(others.into_iter().map(|number| first + number));
        }
    }
}

impl Matcher {
    pub(crate) fn new(rules: &[Arc<Rule>]) -> Matcher {
        let tables = if built_in::are_all(rules) {
            built_in::TABLES.clone()
        } else {
            let mut numbers = vec![None; built_in::count()];
            let mut items = Items::default();
            for (rule, number) in rules.iter().zip(0..) {
                // The items of built-in rules are made already.
                match built_in::number(&rule.id) {
                    Some(built_in) => numbers[built_in as usize] = Some(number),
                    None => add(&mut items, rule, number),
                }
            }
            if numbers.iter().any(Option::is_some) {
                items.add_some(&built_in::TABLES, &numbers);
            }
            items.into_tables()
        };
        Matcher {
            tables,
            inner_finder: OnceCell::new(),
        }
    }

    /// The patterns of which something stands in the folded line.
    fn find_inner(&self, class: Class, folded: &str, mut found: impl FnMut(Target)) {
        let inner = &self.tables.inner;
        let finder = self.inner_finder.get_or_init(|| {
            // Thousands of short texts, which is no number that it could refuse.
            AhoCorasick::new(inner.texts.iter().map(|text| &**text)).ok()
        });
        let Some(finder) = finder else { return };
        // A text that stands there again finds nothing more: `" "` is one.
        let mut last = usize::MAX;
        for text in finder.find_overlapping_iter(folded) {
            let text = text.pattern().as_usize();
            if text != last {
                inner.fitting(text, class).for_each(&mut found);
            }
            last = text;
        }
    }

    /// Fills `matches` with those of the `wanted` rules that match the line; `false` if there are none.
    pub(crate) fn find(
        &self,
        rules: &[Arc<Rule>],
        wanted: &[bool],
        content: &str,
        shape: &Shape,
        scratch: &mut Scratch,
        matches: &mut Matches,
    ) -> bool {
        matches.clear();
        if content.len() > MAX_LINE_BYTES {
            return false;
        }
        let (core, trail) = core(content);
        let Scratch {
            folded,
            hits,
            candidates,
        } = scratch;
        hits.clear();
        candidates.clear();
        let mut class = Class::of(shape);
        self.tables.find(class, Ends::of(core), hits);
        let by_inner = begins_with_digit(core) && self.tables.inner.fits_any(class);
        if hits.is_empty() && !by_inner {
            return false;
        }
        class.ascii = core.is_ascii();
        if !by_inner && !self.tables.fits_any(hits, class) {
            return false;
        }
        fold_into(core, true, folded);
        let mut signs = LineSigns::new(folded);
        // Only of these, rules of one language are not asked.
        let may_be_skipped = matches!(shape.kind, Kind::Time | Kind::Number);
        let mut add = |target: Target| {
            let rule = target.rule as usize;
            let is_end = matches!(target.role, Role::BlockEnd(_));
            if !is_end && may_be_skipped && !rules[rule].is_asked_about(shape) {
                return;
            }
            if is_end || wanted[rule] {
                candidates.push(target);
            } else {
                matches.unwanted = true;
            }
        };
        for hit in &*hits {
            let fitting = self.tables.fitting(hit, class, signs.pairs);
            fitting.for_each(&mut add);
        }
        if by_inner {
            self.find_inner(class, folded, add);
        }
        if candidates.is_empty() {
            return false;
        }
        let view = LineView {
            shape: *shape,
            folded,
            core,
            trail,
        };
        candidates.sort_unstable();
        candidates.dedup();
        for candidates in candidates.chunk_by(|a, b| a.rule == b.rule) {
            let number = candidates[0].rule;
            let rule = &*rules[number as usize];
            let mut hit = false;
            let mut heads_list = false;
            for candidate in candidates {
                match candidate.role {
                    Role::Line(phrase) => {
                        heads_list |= rule.line_matches(&rule.lines[phrase as usize], &view)
                    }
                    Role::Label(label) => {
                        let label = &rule.labels[label as usize];
                        let matches = rule.label_matches(label, &view);
                        hit |= matches;
                        heads_list |= matches && view.folded == label;
                    }
                    // Sorted behind lines and labels: cheaper ones come first.
                    Role::Pattern(pattern) => {
                        let pattern = pattern as usize;
                        heads_list = heads_list
                            || rule.patterns[pattern].signs.fit(&mut signs)
                                && rule.pattern_matches(pattern, &view);
                    }
                    Role::BlockEnd(end) => {
                        let ends = |block: &Block| block.ends[end as usize] == view.folded;
                        if rule.block.as_ref().is_some_and(ends) {
                            matches.block_ends.push(number);
                        }
                    }
                }
            }
            if hit || heads_list {
                matches.rules.push(number);
            }
            if heads_list {
                matches.headers.push(number);
            }
        }
        !matches.rules.is_empty() || !matches.block_ends.is_empty()
    }
}

/// Adds what the lines of a rule are looked up by.
fn add(items: &mut Items, rule: &Rule, number: u32) {
    let limits = Limits {
        rule: number,
        max_words: rule.max_words,
        closed: rule.closed,
    };
    let ends = rule.block.as_ref().map_or(&[][..], |block| &block.ends);
    let patterns = rule.patterns.iter().map(|pattern| &pattern.signs);
    items.add(limits, &rule.lines, ends, &rule.labels, patterns);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_tables_are_what_the_rules_make() {
        let packs = built_in::BUILT_IN.iter();
        let mut all: Vec<_> = packs.flat_map(|pack| pack.rules.clone()).collect();
        all.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
        assert!(built_in::are_all(&all));
        let mut items = Items::default();
        for (rule, number) in all.iter().zip(0..) {
            add(&mut items, rule, number);
        }
        let made = items.into_tables();
        assert_eq!(format!("{made:?}"), format!("{:?}", built_in::TABLES));
    }
}
