//! A sorted list of texts that finds all of them that a line begins with, and turns most lines away before they are folded. The build script makes
//! those of the packs of this crate.

use std::borrow::Cow;

use crate::anchor::ENTRY_CHARS;

/// Longest line in words that a rule matches if it doesn't say otherwise; for labels, the words after the label.
pub(crate) const MAX_WORDS: u16 = 40;

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

/// A text, what it stands for, and a bit for each class of lines that this can match.
pub(crate) type Phrase<'t> = (Cow<'t, str>, Target, u8);

/// Most lines of prose are too long for most rules, or closed where a rule wants an open line: that is seen before anything is looked up.
#[derive(Clone, Copy)]
pub(crate) struct Class {
    pub(crate) long: bool,
    pub(crate) closed: bool,
}

impl Class {
    fn all() -> impl Iterator<Item = Class> {
        let both = [false, true];
        both.into_iter()
            .flat_map(move |long| both.map(|closed| Class { long, closed }))
    }

    fn number(self) -> usize {
        usize::from(self.long) * 2 + usize::from(self.closed)
    }

    fn may_match(self, role: Role, max_words: Option<u16>, closed: Option<bool>) -> bool {
        let is_label = matches!(role, Role::Label(_));
        let words = if self.long && !is_label {
            MAX_WORDS + 1
        } else {
            0
        };
        matches!(role, Role::BlockEnd(_))
            || words <= max_words.unwrap_or(MAX_WORDS)
                && closed.is_none_or(|wanted| wanted == self.closed)
                && !(is_label && self.closed)
    }
}

/// A bit for each class of lines that an entry can match, if its rule has these limits.
pub(crate) fn classes(role: Role, max_words: Option<u16>, closed: Option<bool>) -> u8 {
    Class::all()
        .filter(|class| class.may_match(role, max_words, closed))
        .map(|class| 1 << class.number())
        .sum()
}

/// Characters that the bit tables look at. Prose shares two or three with some phrase on most lines, six on few.
pub(crate) const FILTER_CHARS: usize = 6;
/// Bits of the table for entries of fewer characters, and of the one for all others: ten times as many as the packs of this crate need. A
/// pack of a site needs far fewer, and there may be thousands of such packs: so many bits an entry do.
const SHORT_BITS: usize = 1 << 16;
const LONG_BITS: usize = 1 << 19;
const ENTRY_BITS: usize = 64;

/// A Bloom filter of two hashes a text (Bloom, Space/time trade-offs in hash coding, 1970): `false` is certain.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) short: Cow<'static, [u64]>,
    pub(crate) long: Cow<'static, [u64]>,
}

impl Filter {
    fn new(entries: usize) -> Filter {
        let bits = (entries * ENTRY_BITS).next_power_of_two().max(64);
        Filter {
            short: vec![0; bits.min(SHORT_BITS) / 64].into(),
            long: vec![0; bits.min(LONG_BITS) / 64].into(),
        }
    }

    fn insert(&mut self, text: &str) {
        let mut hash = CharHash::default();
        let mut characters = 0;
        for c in text.chars().take(FILTER_CHARS) {
            hash.add(c);
            characters += 1;
        }
        let table = if characters < FILTER_CHARS {
            self.short.to_mut()
        } else {
            self.long.to_mut()
        };
        for slot in hash.slots(table.len() * 64) {
            table[slot / 64] |= 1 << (slot % 64);
        }
    }

    /// Whether the characters may begin with a text that was inserted.
    #[inline]
    fn admits(&self, mut line: impl Iterator<Item = char>) -> bool {
        let mut hash = CharHash::default();
        for _ in 1..FILTER_CHARS {
            let Some(c) = line.next() else {
                return false;
            };
            hash.add(c);
            if has(&self.short, &hash) {
                return true;
            }
        }
        line.next().is_some_and(|c| {
            hash.add(c);
            has(&self.long, &hash)
        })
    }
}

/// Whether both bits are set. The number of bits is a power of two.
#[inline]
fn has(bits: &[u64], hash: &CharHash) -> bool {
    let last = bits.len() - 1;
    let is_set = |slot: usize| bits[(slot / 64) & last] >> (slot % 64) & 1 == 1;
    let [first, second] = hash.slots(bits.len() * 64);
    is_set(first) && is_set(second)
}

/// No entry.
const NONE: u32 = u32::MAX;

/// The entries of a cleaner, or those of the packs of this crate, which are static data.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// All entries, one behind the other.
    pub(crate) text: Cow<'static, str>,
    /// Where each entry ends in the text.
    pub(crate) ends: Cow<'static, [u32]>,
    /// The first bytes of each entry as a number: they are sorted as the entries are, and most searches read nothing else.
    pub(crate) keys: Cow<'static, [u64]>,
    /// For each entry, the longest other one that it begins with, or [`NONE`].
    pub(crate) parents: Cow<'static, [u32]>,
    /// For each first byte, how many entries sort before those that begin with it; one more at the end.
    pub(crate) starts: Cow<'static, [u32]>,
    /// For each entry, where its targets end.
    pub(crate) target_ends: Cow<'static, [u32]>,
    pub(crate) targets: Cow<'static, [Target]>,
    /// For each target, a bit for each class of lines that it can match.
    pub(crate) fits: Cow<'static, [u8]>,
    /// All of them together.
    pub(crate) all_fits: u8,
    /// For each class of lines, the entries that can match.
    pub(crate) filters: [Filter; 4],
}

impl Table {
    pub(crate) fn new(mut phrases: Vec<Phrase<'_>>) -> Table {
        // Without packs of the user, everything is sorted already.
        if !phrases.is_sorted() {
            phrases.sort();
        }
        phrases.dedup();
        let mut filters: [Filter; 4] = std::array::from_fn(|_| Filter::new(phrases.len()));
        let mut text = String::new();
        let (mut ends, mut parents, mut target_ends) = (Vec::new(), Vec::new(), Vec::new());
        let (mut targets, mut fits) = (Vec::new(), Vec::new());
        for same in phrases.chunk_by(|a, b| a.0 == b.0) {
            let entry = &*same[0].0;
            let mut all = 0;
            for (_, target, classes) in same {
                targets.push(*target);
                fits.push(*classes);
                all |= *classes;
            }
            for (number, filter) in filters.iter_mut().enumerate() {
                if all >> number & 1 == 1 {
                    filter.insert(entry);
                }
            }
            parents.push(parent_of(entry, &text, &ends, &parents));
            text += entry;
            ends.push(text.len() as u32);
            target_ends.push(targets.len() as u32);
        }
        let keys: Vec<u64> = (0..ends.len())
            .map(|number| key_of(entry(&text, &ends, number)))
            .collect();
        let starts: Vec<u32> = (0..=256)
            .map(|first| keys.partition_point(|key| key >> 56 < first) as u32)
            .collect();
        Table {
            all_fits: fits.iter().fold(0, |all, fits| all | fits),
            text: text.into(),
            ends: ends.into(),
            keys: keys.into(),
            parents: parents.into(),
            starts: starts.into(),
            target_ends: target_ends.into(),
            targets: targets.into(),
            fits: fits.into(),
            filters,
        }
    }

    /// Every text with each of its targets.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = Phrase<'_>> {
        (0..self.ends.len()).flat_map(move |number| {
            self.targets_of(number)
                .map(move |(target, fits)| (Cow::Borrowed(self.entry(number)), target, fits))
        })
    }

    /// Every text, in the order of its number.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|number| self.entry(number))
    }

    /// Whether any entry can match a line of the class.
    pub(crate) fn fits_any(&self, class: Class) -> bool {
        self.all_fits >> class.number() & 1 == 1
    }

    /// Adds the targets of an entry that can match a line of the class.
    pub(crate) fn add_targets(&self, number: usize, class: Class, found: &mut Vec<Target>) {
        self.add_some_targets(number, class, found, |_| true);
    }

    fn add_some_targets(
        &self,
        number: usize,
        class: Class,
        found: &mut Vec<Target>,
        is_wanted: impl Fn(&Target) -> bool,
    ) {
        let fitting = self
            .targets_of(number)
            .filter(|(target, fits)| fits >> class.number() & 1 == 1 && is_wanted(target));
        found.extend(fitting.map(|(target, _)| target));
    }

    fn entry(&self, number: usize) -> &str {
        entry(&self.text, &self.ends, number)
    }

    fn targets_of(&self, number: usize) -> impl Iterator<Item = (Target, u8)> {
        let start = match number {
            0 => 0,
            _ => self.target_ends[number - 1] as usize,
        };
        let range = start..self.target_ends[number] as usize;
        let fits = self.fits[range.clone()].iter();
        self.targets[range].iter().copied().zip(fits.copied())
    }

    /// Whether a line of the class, given as folded characters, may begin with an entry.
    #[inline]
    pub(crate) fn admits(&self, class: Class, line: impl Iterator<Item = char>) -> bool {
        self.filters[class.number()].admits(line)
    }

    /// Adds the targets of every entry that the text begins with; `whole` says that it is a whole line, and not the beginning of one.
    pub(crate) fn find(&self, class: Class, text: &str, whole: bool, found: &mut Vec<Target>) {
        let Some(first) = text.bytes().next().map(usize::from) else {
            return;
        };
        let (start, end) = (self.starts[first] as usize, self.starts[first + 1] as usize);
        let key = key_of(text);
        let keys = &self.keys[start..end];
        let mut behind = start + keys.partition_point(|&other| other < key);
        let same_key = self.keys[behind..end].iter();
        let mut end = behind + same_key.take_while(|&&other| other == key).count();
        while behind < end {
            let middle = behind.midpoint(end);
            if self.entry(middle) <= text {
                behind = middle + 1;
            } else {
                end = middle;
            }
        }
        let mut candidate = (behind as u32).checked_sub(1).unwrap_or(NONE);
        // All entries that the text begins with are the last one before it or begin that one in turn.
        while candidate != NONE {
            let number = candidate as usize;
            let entry = self.entry(number);
            if text.starts_with(entry) {
                // What is not cut and stands for a whole line is another line if it is shorter.
                let other = whole && entry.len() < text.len() && entry.len() < ENTRY_CHARS;
                self.add_some_targets(number, class, found, |target| {
                    !(other && matches!(target.role, Role::Line(_) | Role::BlockEnd(_)))
                });
            }
            candidate = self.parents[number];
        }
    }
}

fn entry<'t>(text: &'t str, ends: &[u32], number: usize) -> &'t str {
    let start = match number {
        0 => 0,
        _ => ends[number - 1] as usize,
    };
    &text[start..ends[number] as usize]
}

/// The longest entry that another, which sorts behind all of them, begins with.
fn parent_of(new: &str, text: &str, ends: &[u32], parents: &[u32]) -> u32 {
    let mut candidate = (ends.len() as u32).checked_sub(1).unwrap_or(NONE);
    while candidate != NONE && !new.starts_with(entry(text, ends, candidate as usize)) {
        candidate = parents[candidate as usize];
    }
    candidate
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
        let target = |number| Target {
            rule: 0,
            role: Role::BlockEnd(number),
        };
        let fits = classes(Role::BlockEnd(0), None, None);
        let phrases = words
            .iter()
            .zip(0..)
            .map(|(word, number)| (Cow::Borrowed(*word), target(number), fits));
        let table = Table::new(phrases.clone().collect());
        assert!(table.phrases().eq(phrases));
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
                    table.find(class, text, false, &mut found);
                }
                let expected = (0..).zip(words).filter(|(_, word)| text.starts_with(word));
                let expected: Vec<_> = expected.map(|(number, _)| target(number)).collect();
                found.sort_unstable();
                assert_eq!(found, expected, "{text}");
            }
        }
    }
}
