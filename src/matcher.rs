//! From a line to the rules that match it, without trying each.
//!
//! The beginning of every phrase, label and literal end of a pattern is an entry of a table; one table is for beginnings and one, with
//! the characters reversed, for ends. Patterns that begin with a digit are hundreds: they are looked up by what stands inside of all their matches, in one
//! pass over the line.

use std::borrow::Cow;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use once_cell::sync::OnceCell;

use crate::anchor::{Anchor, ENTRY_CHARS, begins_with_digit, head_entry, is_weak, tail_entry};
use crate::built_in;
use crate::fold::{core, fold, fold_into, is_plain};
use crate::line::{EndMark, Shape};
use crate::rule::{Block, LineView, MAX_LINE_BYTES, Rule};
use crate::table::{Class, FILTER_CHARS, MAX_WORDS, Phrase, Role, Table, Target, classes};

impl Class {
    fn of(shape: &Shape) -> Class {
        Class {
            long: shape.words > MAX_WORDS,
            closed: shape.end == EndMark::Stop,
        }
    }
}

/// The rules of a cleaner, arranged for looking up lines.
#[derive(Debug)]
pub(crate) struct Matcher {
    heads: Table,
    tails: Table,
    /// Of patterns that begin with digits.
    inner: Table,
    /// Finds the entries of `inner`; made when a line first begins so.
    inner_finder: OnceCell<Option<AhoCorasick>>,
}

/// Lines of more bytes are folded only once a rule may know them.
const FOLDED_BYTES: usize = 200;

/// Buffers that are used again for every line.
#[derive(Default)]
pub(crate) struct Scratch {
    folded: String,
    /// An end of the line.
    part: String,
    candidates: Vec<Target>,
    patterns: Vec<u32>,
}

/// The rules that match a line, by their numbers, sorted and without repetition.
#[derive(Default)]
pub(crate) struct Matches {
    pub(crate) rules: Vec<u32>,
    /// Those of them that match by more than a label with its remainder: what is complete in one line heads no list.
    pub(crate) headers: Vec<u32>,
    /// Rules whose block the line ends.
    pub(crate) block_ends: Vec<u32>,
}

impl Matches {
    /// Adds those of another set of rules, whose numbers begin at `first`.
    pub(crate) fn append(&mut self, others: Matches, first: u32) {
        let Matches {
            rules,
            headers,
            block_ends,
        } = others;
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
        if built_in::are_all(rules) {
            return Matcher {
                heads: built_in::HEADS.clone(),
                tails: built_in::TAILS.clone(),
                inner: built_in::INNER.clone(),
                inner_finder: OnceCell::new(),
            };
        }
        let mut numbers = vec![None; built_in::count()];
        let mut entries = Entries::default();
        for (rule, number) in rules.iter().zip(0..) {
            // The entries of built-in rules are sorted already.
            match built_in::number(&rule.id) {
                Some(built_in) => numbers[built_in as usize] = Some(number),
                None => entries.add(rule, number),
            }
        }
        let Entries {
            heads,
            tails,
            inner,
        } = entries;
        let with_built_in = |mut phrases: Vec<Phrase<'static>>, all: &'static Table| {
            if numbers.iter().any(Option::is_some) {
                phrases.extend(built_in::phrases(all, &numbers));
            }
            Table::new(phrases)
        };
        Matcher {
            heads: with_built_in(heads, &built_in::HEADS),
            tails: with_built_in(tails, &built_in::TAILS),
            inner: with_built_in(inner, &built_in::INNER),
            inner_finder: OnceCell::new(),
        }
    }

    /// Adds the patterns that hold something the folded line holds.
    fn find_inner(&self, class: Class, folded: &str, candidates: &mut Vec<Target>) {
        let finder = self.inner_finder.get_or_init(|| {
            // Thousands of short texts, which is no number that it could refuse.
            AhoCorasick::new(self.inner.entries()).ok()
        });
        let Some(finder) = finder else { return };
        for found in finder.find_overlapping_iter(folded) {
            self.inner
                .add_targets(found.pattern().as_usize(), class, candidates);
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
        matches.rules.clear();
        matches.headers.clear();
        matches.block_ends.clear();
        if content.len() > MAX_LINE_BYTES {
            return false;
        }
        let (core, trail) = core(content);
        let Scratch {
            folded,
            part,
            candidates,
            patterns,
        } = scratch;
        candidates.clear();
        let class = Class::of(shape);
        let bytes = core.as_bytes();
        let first = bytes.first_chunk::<FILTER_CHARS>();
        let first = first.filter(|first| is_plain(&first[..])).map(plain_chars);
        let last = bytes.last_chunk::<FILTER_CHARS>();
        let last = last.filter(|last| is_plain(&last[..])).map(plain_chars);
        let may_begin = first.is_none_or(|first| self.heads.admits(class, first.into_iter()));
        let may_end = last.is_none_or(|last| self.tails.admits(class, last.into_iter().rev()));
        let by_inner = begins_with_digit(core) && self.inner.fits_any(class);
        if !(may_begin || may_end || by_inner) {
            return false;
        }
        // Of a long line only what can be looked up is folded.
        let whole = by_inner || core.len() <= FOLDED_BYTES;
        if whole {
            fold_into(core, true, folded);
        }
        let known = first.is_some();
        if may_begin && !whole {
            let line = fold(core.chars());
            find_start(&self.heads, class, known, line, part, candidates);
        } else if may_begin && (known || self.heads.admits(class, folded.chars())) {
            self.heads.find(class, folded, true, candidates);
        }
        let known = last.is_some();
        if may_end && !whole {
            let line = fold(core.chars().rev());
            find_start(&self.tails, class, known, line, part, candidates);
        } else if may_end {
            let line = folded.chars().rev();
            find_start(&self.tails, class, known, line, part, candidates);
        }
        if by_inner {
            self.find_inner(class, folded, candidates);
        }
        candidates.retain(|target| {
            wanted[target.rule as usize]
                && (matches!(target.role, Role::BlockEnd(_))
                    || rules[target.rule as usize].is_asked_about(shape))
        });
        if candidates.is_empty() {
            return false;
        }
        if !whole {
            fold_into(core, true, folded);
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
            patterns.clear();
            let mut hit = false;
            let mut heads_list = false;
            for target in candidates {
                match target.role {
                    Role::Line(phrase) => {
                        heads_list |= rule.line_matches(&rule.lines[phrase as usize], &view)
                    }
                    Role::Label(label) => {
                        let label = &rule.labels[label as usize];
                        let matches = rule.label_matches(label, &view);
                        hit |= matches;
                        heads_list |= matches && view.folded == label;
                    }
                    Role::Pattern(pattern) => {
                        if rule.patterns[pattern as usize].may_match(view.folded) {
                            patterns.push(pattern);
                        }
                    }
                    Role::BlockEnd(end) => {
                        let ends = |block: &Block| block.ends[end as usize] == view.folded;
                        if rule.block.as_ref().is_some_and(ends) {
                            matches.block_ends.push(number);
                        }
                    }
                }
            }
            heads_list |=
                !heads_list && !patterns.is_empty() && rule.any_pattern_matches(patterns, &view);
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

/// What the lines of rules are looked up by.
#[derive(Default)]
struct Entries {
    heads: Vec<Phrase<'static>>,
    tails: Vec<Phrase<'static>>,
    inner: Vec<Phrase<'static>>,
}

impl Entries {
    fn add(&mut self, rule: &Rule, number: u32) {
        let Entries {
            heads,
            tails,
            inner,
        } = self;
        let phrase = |text, role| {
            let target = Target { rule: number, role };
            let fits = classes(role, rule.max_words, rule.closed);
            (Cow::Owned(text), target, fits)
        };
        let mut head = |text: &str, role| heads.push(phrase(head_entry(text), role));
        for (phrase, number) in rule.lines.iter().zip(0..) {
            head(phrase, Role::Line(number));
        }
        for (label, number) in rule.labels.iter().zip(0..) {
            head(label, Role::Label(number));
        }
        let ends = rule.block.iter().flat_map(|block| block.ends.iter());
        for (phrase, number) in ends.zip(0..) {
            head(phrase, Role::BlockEnd(number));
        }
        for (pattern, number) in rule.patterns.iter().zip(0..) {
            let role = Role::Pattern(number);
            match &pattern.anchor {
                Anchor::Head(literals) => {
                    let by_inner = |text: &str| is_weak(text) && !pattern.inner.is_empty();
                    let strong = literals.iter().filter(|text| !by_inner(text));
                    strong.for_each(|text| head(text, role));
                    if literals.iter().any(|text| by_inner(text)) {
                        let texts = pattern.inner.iter();
                        inner.extend(texts.map(|text| phrase(text.to_string(), role)));
                    }
                }
                Anchor::Tail(literals) => {
                    tails.extend(literals.iter().map(|text| phrase(tail_entry(text), role)));
                }
            }
        }
    }
}

/// Bytes that folding takes for letters in lower case.
fn plain_chars(bytes: &[u8; FILTER_CHARS]) -> [char; FILTER_CHARS] {
    bytes.map(|byte| char::from(byte.to_ascii_lowercase()))
}

/// Adds the targets of the entries that a line begins with, if it is `known` to be admitted or is; `start` is room for its beginning.
fn find_start(
    table: &Table,
    class: Class,
    known: bool,
    line: impl Iterator<Item = char> + Clone,
    start: &mut String,
    candidates: &mut Vec<Target>,
) {
    if known || table.admits(class, line.clone()) {
        start.clear();
        start.extend(line.take(ENTRY_CHARS));
        table.find(class, start, false, candidates);
    }
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
        let mut entries = Entries::default();
        for (rule, number) in all.iter().zip(0..) {
            entries.add(rule, number);
        }
        for (made, table) in [
            (entries.heads, &built_in::HEADS),
            (entries.tails, &built_in::TAILS),
            (entries.inner, &built_in::INNER),
        ] {
            assert_eq!(format!("{:?}", Table::new(made)), format!("{table:?}"));
        }
    }
}
