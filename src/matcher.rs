//! From a line to the rules that match it, without trying each.
//!
//! The beginning of every phrase, label and literal end of a pattern is an entry of a sorted table; one table is for beginnings and one, with
//! the characters reversed, for ends. A bit table over the first characters turns most lines away at once.

use std::borrow::Cow;
use std::sync::Arc;

use crate::anchor::{Anchor, ENTRY_CHARS, head_entry, tail_entry};
use crate::built_in;
use crate::fold::{core, fold, fold_into};
use crate::line::{EndMark, Shape};
use crate::rule::{Block, LineView, MAX_LINE_BYTES, MAX_WORDS, Rule};

/// What an entry of a table stands for; the numbers count within the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Line(u32),
    Label(u32),
    Pattern(u32),
    /// A whole line that ends the rule's block.
    BlockEnd(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    pub(crate) rule: u32,
    pub(crate) role: Role,
}

impl Target {
    fn fits(&self, class: Class, rules: &[Arc<Rule>]) -> bool {
        match self.role {
            Role::BlockEnd(_) => true,
            role => rules[self.rule as usize].may_fit(
                matches!(role, Role::Label(_)),
                class.long,
                class.closed,
            ),
        }
    }
}

/// Most lines of prose are too long for most rules, or closed where a rule wants an open line: that is seen before anything is looked up.
#[derive(Clone, Copy)]
struct Class {
    long: bool,
    closed: bool,
}

impl Class {
    fn all() -> impl Iterator<Item = Class> {
        let both = [false, true];
        both.into_iter()
            .flat_map(move |long| both.map(|closed| Class { long, closed }))
    }

    fn of(shape: &Shape) -> Class {
        Class {
            long: shape.words > MAX_WORDS,
            closed: shape.end == EndMark::Stop,
        }
    }

    fn number(self) -> usize {
        usize::from(self.long) * 2 + usize::from(self.closed)
    }
}

/// The rules of a cleaner, arranged for looking up lines.
#[derive(Debug)]
pub(crate) struct Matcher {
    heads: Table,
    tails: Table,
}

/// Buffers that are used again for every line.
#[derive(Default)]
pub(crate) struct Scratch {
    folded: String,
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

impl Matcher {
    pub(crate) fn new(rules: &[Arc<Rule>]) -> Matcher {
        let mut numbers = vec![None; built_in::count()];
        let mut heads = Vec::new();
        let mut tails = Vec::new();
        for (rule, number) in rules.iter().zip(0..) {
            // The entries of built-in rules are sorted already.
            match built_in::number(&rule.id) {
                Some(built_in) => numbers[built_in as usize] = Some(number),
                None => add_entries(rule, number, &mut heads, &mut tails),
            }
        }
        heads.extend(built_in::entries(built_in::HEADS, &numbers));
        tails.extend(built_in::entries(built_in::TAILS, &numbers));
        Matcher {
            heads: Table::new(heads, rules),
            tails: Table::new(tails, rules),
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
            candidates,
            patterns,
        } = scratch;
        candidates.clear();
        let class = Class::of(shape);
        let bytes = core.as_bytes();
        let first = bytes.first_chunk().filter(|first| is_plain(first));
        let heads = match first {
            Some(first) => self.heads.admits(class, first.iter().map(plain_char)),
            None => self.heads.admits(class, fold(core.chars())),
        };
        if heads {
            let line = fold(core.chars());
            self.heads.find(class, line, folded, candidates);
        }
        let last = bytes.last_chunk().filter(|last| is_plain(last));
        let tails = match last {
            Some(last) => self.tails.admits(class, last.iter().rev().map(plain_char)),
            None => self.tails.admits(class, fold(core.chars().rev())),
        };
        if tails {
            let line = fold(core.chars().rev());
            self.tails.find(class, line, folded, candidates);
        }
        candidates.retain(|target| {
            wanted[target.rule as usize]
                && (matches!(target.role, Role::BlockEnd(_))
                    || rules[target.rule as usize].is_asked_about(shape))
        });
        if candidates.is_empty() {
            return false;
        }
        fold_into(core, true, folded);
        let view = LineView {
            shape: *shape,
            folded,
            core,
            trail,
        };
        candidates.sort_unstable();
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
                    Role::Pattern(pattern) => patterns.push(pattern),
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

type Entries = Vec<(Cow<'static, str>, Target)>;

/// What the lines of a rule are looked up by.
fn add_entries(rule: &Rule, number: u32, heads: &mut Entries, tails: &mut Entries) {
    let target = |role| Target { rule: number, role };
    let mut head = |text: &str, role| heads.push((Cow::Owned(head_entry(text)), target(role)));
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
            Anchor::Head(literals) => literals.iter().for_each(|text| head(text, role)),
            Anchor::Tail(literals) => {
                let entries = literals.iter().map(|text| Cow::Owned(tail_entry(text)));
                tails.extend(entries.map(|text| (text, target(role))));
            }
        }
    }
}

/// Characters that the bit tables look at. Prose shares two or three with some phrase on most lines, six on few.
const FILTER_CHARS: usize = 6;
/// Bits of the table for entries of fewer characters, and of the one for all others: ten times as many as the packs of this crate need.
const SHORT_BITS: usize = 1 << 16;
const LONG_BITS: usize = 1 << 19;

/// Whether folding these bytes is taking each for a letter in lower case.
fn is_plain(bytes: &[u8; FILTER_CHARS]) -> bool {
    let mut after_space = false;
    bytes.iter().all(|&byte| {
        let doubled = after_space && byte == b' ';
        after_space = byte == b' ';
        (byte.is_ascii_graphic() || after_space) && !doubled
    })
}

fn plain_char(byte: &u8) -> char {
    char::from(byte.to_ascii_lowercase())
}

/// A Bloom filter of two hashes a text (Bloom, Space/time trade-offs in hash coding, 1970): `false` is certain.
#[derive(Clone, Debug)]
struct Filter {
    short: Vec<u64>,
    long: Vec<u64>,
}

impl Filter {
    fn new() -> Filter {
        Filter {
            short: vec![0; SHORT_BITS / 64],
            long: vec![0; LONG_BITS / 64],
        }
    }

    /// Where a text stands: whether in the table for short ones, and its hash.
    fn place(text: &str) -> (bool, CharHash) {
        let mut hash = CharHash::default();
        let mut characters = 0;
        for c in text.chars().take(FILTER_CHARS) {
            hash.add(c);
            characters += 1;
        }
        (characters < FILTER_CHARS, hash)
    }

    fn insert(&mut self, (short, hash): &(bool, CharHash)) {
        let table = if *short {
            &mut self.short
        } else {
            &mut self.long
        };
        for slot in hash.slots(table.len() * 64) {
            table[slot / 64] |= 1 << (slot % 64);
        }
    }

    /// Whether the characters may begin with a text that was inserted.
    #[inline]
    fn admits(&self, characters: impl Iterator<Item = char>) -> bool {
        let mut hash = CharHash::default();
        let mut count = 0;
        characters.take(FILTER_CHARS).any(|c| {
            hash.add(c);
            count += 1;
            let table = if count < FILTER_CHARS {
                &self.short
            } else {
                &self.long
            };
            hash.slots(table.len() * 64)
                .into_iter()
                .all(|slot| table[slot / 64] >> (slot % 64) & 1 == 1)
        })
    }
}

/// A sorted list of texts that finds all of them that a line begins with.
#[derive(Debug)]
struct Table {
    entries: Vec<Entry>,
    /// The first bytes of each entry as a number: they are sorted as the entries are, and most searches read nothing else.
    keys: Vec<u64>,
    /// For each first byte, how many entries sort before those that begin with it; one more at the end.
    starts: Vec<u32>,
    targets: Vec<Target>,
    /// For each target, a bit for each class of lines that it can match.
    fits: Vec<u8>,
    /// For each class of lines, the entries that can match.
    filters: [Filter; 4],
}

#[derive(Debug)]
struct Entry {
    text: Cow<'static, str>,
    /// The longest other entry that this one begins with.
    parent: Option<u32>,
    /// Where its targets begin; they end where those of the next entry begin.
    targets: u32,
}

impl Table {
    fn new(mut phrases: Entries, rules: &[Arc<Rule>]) -> Table {
        // Without packs of the user, everything is sorted already.
        if !phrases.is_sorted() {
            phrases.sort();
        }
        phrases.dedup();
        let mut table = Table {
            entries: Vec::with_capacity(phrases.len()),
            starts: Vec::new(),
            targets: Vec::with_capacity(phrases.len()),
            keys: Vec::with_capacity(phrases.len()),
            fits: Vec::with_capacity(phrases.len()),
            filters: std::array::from_fn(|_| Filter::new()),
        };
        for (text, target) in phrases {
            let place = Filter::place(&text);
            let mut fits = 0;
            for class in Class::all().filter(|class| target.fits(*class, rules)) {
                table.filters[class.number()].insert(&place);
                fits |= 1 << class.number();
            }
            if table.entries.last().is_none_or(|last| *last.text != *text) {
                let parent = table.parent_of(&text);
                table.keys.push(key_of(&text));
                table.entries.push(Entry {
                    text,
                    parent,
                    targets: table.targets.len() as u32,
                });
            }
            table.targets.push(target);
            table.fits.push(fits);
        }
        table.starts = (0..=256)
            .map(|first| {
                let before = |entry: &Entry| {
                    entry
                        .text
                        .bytes()
                        .next()
                        .is_some_and(|byte| usize::from(byte) < first)
                };
                table.entries.partition_point(before) as u32
            })
            .collect();
        table
    }

    /// The longest entry that `text`, which sorts behind all entries, begins with.
    fn parent_of(&self, text: &str) -> Option<u32> {
        let mut candidate = self.entries.len().checked_sub(1).map(|last| last as u32);
        while let Some(number) = candidate {
            let entry = &self.entries[number as usize];
            if text.starts_with(&*entry.text) {
                break;
            }
            candidate = entry.parent;
        }
        candidate
    }

    /// Whether a line of the class, given as folded characters, may begin with an entry.
    #[inline]
    fn admits(&self, class: Class, line: impl Iterator<Item = char>) -> bool {
        self.filters[class.number()].admits(line)
    }

    /// Adds the targets of every entry that the line, given as folded characters, begins with.
    fn find(
        &self,
        class: Class,
        line: impl Iterator<Item = char>,
        start: &mut String,
        found: &mut Vec<Target>,
    ) {
        start.clear();
        start.extend(line.take(ENTRY_CHARS));
        self.prefixes_of(start, class, found);
    }

    fn prefixes_of(&self, text: &str, class: Class, found: &mut Vec<Target>) {
        let Some(first) = text.bytes().next().map(usize::from) else {
            return;
        };
        let (start, end) = (self.starts[first] as usize, self.starts[first + 1] as usize);
        let key = key_of(text);
        let start = start + self.keys[start..end].partition_point(|&other| other < key);
        let same_key = self.keys[start..end]
            .iter()
            .take_while(|&&other| other == key);
        let same_key = &self.entries[start..start + same_key.count()];
        let behind = start + same_key.partition_point(|entry| *entry.text <= *text);
        let mut candidate = behind.checked_sub(1);
        // All entries that the text begins with are the last one before it or begin that one in turn.
        while let Some(number) = candidate {
            let entry = &self.entries[number];
            if text.starts_with(&*entry.text) {
                let end = self
                    .entries
                    .get(number + 1)
                    .map_or(self.targets.len(), |next| next.targets as usize);
                let range = entry.targets as usize..end;
                let fits = self.fits[range.clone()].iter();
                let targets = self.targets[range].iter().zip(fits);
                let fitting = targets.filter(|(_, fits)| *fits >> class.number() & 1 == 1);
                found.extend(fitting.map(|(target, _)| *target));
            }
            candidate = entry.parent.map(|parent| parent as usize);
        }
    }
}

/// The first eight bytes of a text, and zeros where it is shorter.
fn key_of(text: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(bytes.len());
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

/// Multiplicative hash of a few characters (Knuth, The Art of Computer Programming 3, 6.4).
#[derive(Default)]
pub(crate) struct CharHash(u64);

impl CharHash {
    pub(crate) fn value(&self) -> u64 {
        self.0
    }

    #[inline]
    pub(crate) fn add(&mut self, c: char) {
        self.0 =
            (self.0.rotate_left(5) ^ u64::from(u32::from(c))).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    /// Two places in a table of `bits`, a power of two.
    fn slots(&self, bits: usize) -> [usize; 2] {
        [
            (self.0 >> 40) as usize & (bits - 1),
            (self.0 >> 20) as usize & (bits - 1),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_finds_every_beginning() {
        let words = [
            "a",
            "ab",
            "abc",
            "abd",
            "b",
            "share",
            "share this",
            "share this story",
        ];
        // Block ends fit every line, so that no rule is asked for.
        let target = |number| Target {
            rule: 0,
            role: Role::BlockEnd(number),
        };
        let phrases = words
            .iter()
            .zip(0..)
            .map(|(word, number)| (Cow::Borrowed(*word), target(number)));
        let table = Table::new(phrases.collect(), &[]);
        for text in [
            "abcd",
            "abe",
            "ac",
            "share this stor",
            "share this story now",
            "zoo",
            "",
            "a",
        ] {
            for class in Class::all() {
                let mut found = Vec::new();
                if table.admits(class, text.chars()) {
                    table.find(class, text.chars(), &mut String::new(), &mut found);
                }
                let expected = (0..).zip(words).filter(|(_, word)| text.starts_with(word));
                let expected: Vec<_> = expected.map(|(number, _)| target(number)).collect();
                found.sort_unstable();
                assert_eq!(found, expected, "{text}");
            }
        }
    }
}
