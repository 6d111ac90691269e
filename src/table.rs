//! What lines are looked up by: the bytes at their ends, as numbers. The build script makes the tables of the packs of this crate.

use std::borrow::Cow;
use std::ops::Range;

use crate::anchor::{Anchor, Signs, Texts, is_weak, pairs};
use crate::ends::{Ends, KEY_BYTES, beginning, length};

/// Longest line in words that a rule matches if it doesn't say otherwise; for labels, the words after the label.
pub(crate) const MAX_WORDS: u16 = 40;

/// What an item of a table stands for; the numbers count within the rule.
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

/// Most lines of prose are too long for most rules, or closed where a rule wants an open line: that is seen before anything is looked up. A line of ASCII is
/// nothing that has other characters, which is seen before it is folded.
#[derive(Clone, Copy)]
pub(crate) struct Class {
    pub(crate) long: bool,
    pub(crate) closed: bool,
    pub(crate) ascii: bool,
}

impl Class {
    fn all() -> impl Iterator<Item = Class> {
        (0..8).map(|number| Class {
            long: number & 4 != 0,
            closed: number & 2 != 0,
            ascii: number & 1 != 0,
        })
    }

    fn number(self) -> usize {
        usize::from(self.long) * 4 + usize::from(self.closed) * 2 + usize::from(self.ascii)
    }

    /// Which filter it has: the same whether it is ASCII or not.
    fn filter(self) -> usize {
        self.number() / 2
    }

    /// Whether the class is one of those.
    fn is_in(self, classes: u8) -> bool {
        classes >> self.number() & 1 == 1
    }

    fn may_match(self, role: Role, limits: Limits, ascii: bool) -> bool {
        let Limits {
            max_words, closed, ..
        } = limits;
        let is_label = matches!(role, Role::Label(_));
        let words = if self.long && !is_label {
            MAX_WORDS + 1
        } else {
            0
        };
        (ascii || !self.ascii)
            && (matches!(role, Role::BlockEnd(_))
                || words <= max_words.unwrap_or(MAX_WORDS)
                    && closed.is_none_or(|wanted| wanted == self.closed)
                    && !(is_label && self.closed))
    }
}

/// A bit for each class of lines that a line, label or pattern can match, if its rule has these limits; `ascii` if it can match a line of ASCII.
fn classes(role: Role, limits: Limits, ascii: bool) -> u8 {
    Class::all()
        .filter(|class| class.may_match(role, limits, ascii))
        .map(|class| 1 << class.number())
        .sum()
}

/// Multiplicative hash (Knuth, The Art of Computer Programming 3, 6.4), of which the high bits are good.
pub(crate) fn hash(key: u64) -> u64 {
    (key ^ key >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The key of a whole line.
fn whole(ends: Ends) -> u64 {
    hash(ends.head) ^ ends.tail
}

/// An entry of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    /// Of the key; items are sorted by it.
    hash: u64,
    key: u64,
    target: Target,
    /// The [`pairs`] of what stands in every line that it is.
    pairs: u64,
    /// A bit for each class of lines.
    classes: u8,
}

/// A hash table from keys to candidates.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// For each slot, how many items stand before it; one more at the end. Their number is a power of two.
    pub(crate) starts: Cow<'static, [u32]>,
    pub(crate) keys: Cow<'static, [u64]>,
    pub(crate) pairs: Cow<'static, [u64]>,
    pub(crate) targets: Cow<'static, [Target]>,
    pub(crate) classes: Cow<'static, [u8]>,
    /// For each class of lines, of ASCII or not, a filter by hashes: which lengths keys may have that begin so, or which whole keys there may be. What it says
    /// there isn't there is not.
    pub(crate) filters: [Cow<'static, [u8]>; 4],
}

/// What lines are held against a table by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The whole key.
    Whole,
    /// Any beginning of it.
    Beginning,
}

/// The beginnings by which a filter is asked for longer ones, in bytes, and the bits of the lengths that each is asked for. So a line asks three
/// times, and not once for each length.
const STEPS: [(usize, u8); 3] = [(1, 0b1), (2, 0b110), (4, 0b1111_1000)];

/// Places in a filter at most, and for each key; a pack of a site has few, and there may be thousands of such packs.
const FILTER_PLACES: usize = 1 << 16;
const PLACES_A_KEY: usize = 4;

impl Table {
    fn new(mut items: Vec<Item>, by: By) -> Table {
        // Without packs of the user, everything is sorted already.
        if !items.is_sorted() {
            items.sort();
        }
        items.dedup();
        let slots = items.len().next_power_of_two().max(2);
        let places = (items.len() * PLACES_A_KEY).next_power_of_two();
        let places = places.min(FILTER_PLACES);
        let mut filters = [const { Vec::new() }; 4];
        for class in Class::all() {
            let filter = &mut filters[class.filter()];
            for item in items.iter().filter(|item| class.is_in(item.classes)) {
                filter.resize(places, 0);
                let (hash, bits) = match by {
                    By::Whole => (item.hash, bit_of(item.hash)),
                    By::Beginning => {
                        let length = length(item.key).max(1);
                        let step = STEPS.into_iter().rfind(|(step, _)| *step <= length);
                        let (step, _) = step.unwrap_or(STEPS[0]);
                        (hash(item.key & beginning(step)), 1 << (length - 1))
                    }
                };
                filter[place_of(hash, places)] |= bits;
            }
        }
        let mut starts = vec![0; slots + 1];
        for item in &items {
            starts[slot_of(item.hash, slots) + 1] += 1;
        }
        for slot in 0..slots {
            starts[slot + 1] += starts[slot];
        }
        Table {
            starts: starts.into(),
            keys: items.iter().map(|item| item.key).collect(),
            pairs: items.iter().map(|item| item.pairs).collect(),
            targets: items.iter().map(|item| item.target).collect(),
            classes: items.iter().map(|item| item.classes).collect(),
            filters: filters.map(Cow::Owned),
        }
    }

    /// Every item, sorted.
    fn items(&self) -> impl Iterator<Item = Item> {
        (0..self.keys.len()).map(|number| Item {
            hash: hash(self.keys[number]),
            key: self.keys[number],
            target: self.targets[number],
            pairs: self.pairs[number],
            classes: self.classes[number],
        })
    }

    /// The items of a line of the class that has the key.
    #[inline]
    fn find(&self, class: Class, key: u64, found: &mut impl FnMut(Range<usize>)) {
        let filter = &*self.filters[class.filter()];
        let hash = hash(key);
        if !filter.is_empty() && filter[place_of(hash, filter.len())] & bit_of(hash) != 0 {
            self.look_up(key, hash, found);
        }
    }

    /// The items of a line of the class that has the key at one end: those with any beginning of the key.
    #[inline]
    fn find_beginnings(&self, class: Class, key: u64, found: &mut impl FnMut(Range<usize>)) {
        let filter = &*self.filters[class.filter()];
        if filter.is_empty() || key == 0 {
            return;
        }
        let mut lengths = 0;
        for (step, bits) in STEPS {
            let hash = hash(key & beginning(step));
            lengths |= filter[place_of(hash, filter.len())] & bits;
        }
        lengths &= u8::MAX >> (KEY_BYTES - length(key));
        while lengths != 0 {
            let beginning = key & beginning(lengths.trailing_zeros() as usize + 1);
            lengths &= lengths - 1;
            self.look_up(beginning, hash(beginning), found);
        }
    }

    #[inline]
    fn look_up(&self, key: u64, hash: u64, found: &mut impl FnMut(Range<usize>)) {
        let slot = slot_of(hash, self.starts.len() - 1);
        let (first, last) = (self.starts[slot] as usize, self.starts[slot + 1] as usize);
        let keys = &self.keys[first..last];
        // They are sorted: those with the same key stand together.
        if let Some(start) = keys.iter().position(|other| *other == key) {
            let same = keys[start..].iter().take_while(|other| **other == key);
            let start = first + start;
            found(start..start + same.count());
        }
    }

    /// Whether a line of the class may be any of the items.
    fn fits_any(&self, items: Range<usize>, class: Class) -> bool {
        let mut classes = self.classes[items].iter();
        classes.any(|classes| class.is_in(*classes))
    }

    /// Which of the items a line of the class with those pairs may be.
    fn fitting(
        &self,
        items: Range<usize>,
        class: Class,
        present: u64,
    ) -> impl Iterator<Item = Target> {
        let classes = self.classes[items.clone()].iter();
        let pairs = self.pairs[items.clone()].iter();
        let fits = classes.zip(pairs).zip(&self.targets[items]);
        fits.filter(move |((classes, pairs), _)| class.is_in(**classes) && *pairs & !present == 0)
            .map(|(_, target)| *target)
    }
}

fn place_of(hash: u64, places: usize) -> usize {
    (hash >> 48) as usize & (places - 1)
}

/// One of eight, by bits that say nothing about the place.
fn bit_of(hash: u64) -> u8 {
    1 << (hash >> 45 & 7)
}

fn slot_of(hash: u64, slots: usize) -> usize {
    (hash >> (64 - slots.trailing_zeros())) as usize
}

/// Patterns that begin with a digit are hundreds: they are looked up by what stands inside of all their matches.
#[derive(Clone, Debug)]
pub(crate) struct Inner {
    pub(crate) texts: Texts,
    /// For each text, where its targets end.
    pub(crate) ends: Cow<'static, [u32]>,
    pub(crate) targets: Cow<'static, [Target]>,
    /// For each of them, a bit for each class of lines.
    pub(crate) classes: Cow<'static, [u8]>,
    /// All of them together.
    pub(crate) any_class: u8,
}

impl Inner {
    fn new(mut items: Vec<InnerItem>) -> Inner {
        items.sort();
        items.dedup();
        let mut ends = Vec::new();
        let mut texts = Vec::new();
        for same in items.chunk_by(|a, b| a.0 == b.0) {
            texts.push(same[0].0.clone());
            ends.push(ends.last().unwrap_or(&0) + same.len() as u32);
        }
        Inner {
            any_class: items.iter().fold(0, |all, (_, _, classes)| all | classes),
            targets: items.iter().map(|(_, target, _)| *target).collect(),
            classes: items.iter().map(|(_, _, classes)| *classes).collect(),
            texts: texts.into(),
            ends: ends.into(),
        }
    }

    /// The numbers of the targets of a text.
    fn targets_of(&self, text: usize) -> Range<usize> {
        let start = match text {
            0 => 0,
            _ => self.ends[text - 1] as usize,
        };
        start..self.ends[text] as usize
    }

    /// Every item, sorted.
    fn items(&self) -> impl Iterator<Item = InnerItem> {
        (0..self.texts.len()).flat_map(move |text| {
            self.targets_of(text).map(move |number| {
                let text = self.texts[text].clone();
                (text, self.targets[number], self.classes[number])
            })
        })
    }

    /// Whether any can match a line of the class.
    pub(crate) fn fits_any(&self, class: Class) -> bool {
        class.is_in(self.any_class)
    }

    /// What a line of the class that holds the text may be.
    pub(crate) fn fitting(&self, text: usize, class: Class) -> impl Iterator<Item = Target> {
        let range = self.targets_of(text);
        let classes = self.classes[range.clone()].iter();
        let fits = classes.zip(&self.targets[range]);
        fits.filter(move |(classes, _)| class.is_in(**classes))
            .map(|(_, target)| *target)
    }
}

/// A text, a pattern, and a bit for each class of lines that it can match.
type InnerItem = (Cow<'static, str>, Target, u8);

/// All that lines are looked up by.
#[derive(Clone, Debug)]
pub(crate) struct Tables {
    /// Whole lines.
    pub(crate) lines: Table,
    /// What lines begin with, and what they end with.
    pub(crate) heads: Table,
    pub(crate) tails: Table,
    pub(crate) inner: Inner,
}

/// Items of one of the tables.
pub(crate) struct Hit {
    place: Place,
    items: Range<usize>,
}

/// Where a key stands in a line.
#[derive(Clone, Copy)]
enum Place {
    Whole,
    Head,
    Tail,
}

impl Tables {
    /// Adds what a line of the class with those ends may be, but for `inner`.
    #[inline]
    pub(crate) fn find(&self, class: Class, ends: Ends, hits: &mut Vec<Hit>) {
        let mut add = |place, items| hits.push(Hit { place, items });
        self.lines
            .find(class, whole(ends), &mut |items| add(Place::Whole, items));
        self.heads
            .find_beginnings(class, ends.head, &mut |items| add(Place::Head, items));
        self.tails
            .find_beginnings(class, ends.tail, &mut |items| add(Place::Tail, items));
    }

    fn table(&self, place: Place) -> &Table {
        match place {
            Place::Whole => &self.lines,
            Place::Head => &self.heads,
            Place::Tail => &self.tails,
        }
    }

    /// Whether a line of the class may be any of them.
    pub(crate) fn fits_any(&self, hits: &[Hit], class: Class) -> bool {
        let mut hits = hits.iter();
        hits.any(|hit| self.table(hit.place).fits_any(hit.items.clone(), class))
    }

    /// Which of them it may be if it has those [`pairs`].
    pub(crate) fn fitting(
        &self,
        hit: &Hit,
        class: Class,
        present: u64,
    ) -> impl Iterator<Item = Target> {
        let table = self.table(hit.place);
        table.fitting(hit.items.clone(), class, present)
    }
}

/// Items from which tables are made.
#[derive(Default)]
pub(crate) struct Items {
    lines: Vec<Item>,
    heads: Vec<Item>,
    tails: Vec<Item>,
    inner: Vec<InnerItem>,
}

/// The number of the rule that items are added for, and which lines it can match.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) rule: u32,
    pub(crate) max_words: Option<u16>,
    pub(crate) closed: Option<bool>,
}

impl Items {
    /// Adds what the lines of a rule are looked up by: its phrases, folded, and its patterns by their signs.
    pub(crate) fn add<'r>(
        &mut self,
        limits: Limits,
        lines: &[impl AsRef<str>],
        block_ends: &[impl AsRef<str>],
        labels: &[impl AsRef<str>],
        patterns: impl IntoIterator<Item = &'r Signs>,
    ) {
        let line = |phrase: &str, role| {
            limits.item(role, whole(Ends::of_folded(phrase)), 0, phrase.is_ascii())
        };
        for (phrase, number) in lines.iter().zip(0..) {
            self.lines.push(line(phrase.as_ref(), Role::Line(number)));
        }
        for (phrase, number) in block_ends.iter().zip(0..) {
            self.lines
                .push(line(phrase.as_ref(), Role::BlockEnd(number)));
        }
        for (label, number) in labels.iter().zip(0..) {
            let label = label.as_ref();
            let key = Ends::of_folded(label).head;
            let role = Role::Label(number);
            self.heads
                .push(limits.item(role, key, pairs(label), label.is_ascii()));
        }
        for (signs, number) in patterns.into_iter().zip(0..) {
            self.add_pattern(limits, number, signs);
        }
    }

    fn add_pattern(&mut self, limits: Limits, number: u32, signs: &Signs) {
        let Signs { anchor, inner, .. } = signs;
        let role = Role::Pattern(number);
        let item = |key, literal: &str| {
            let ascii = literal.is_ascii() && signs.may_be_ascii();
            limits.item(role, key, pairs(literal) | signs.pairs, ascii)
        };
        match anchor {
            Anchor::Head(literals) => {
                let mut by_inner = false;
                for literal in literals.iter() {
                    if is_weak(literal) && !inner.is_empty() {
                        by_inner = true;
                    } else {
                        let key = Ends::of_folded(literal).head;
                        self.heads.push(item(key, literal));
                    }
                }
                if by_inner {
                    self.inner.extend(inner.iter().map(|text| {
                        let item = item(0, text);
                        (text.clone(), item.target, item.classes)
                    }));
                }
            }
            Anchor::Tail(literals) => {
                for literal in literals.iter() {
                    let key = Ends::of_folded(literal).tail;
                    self.tails.push(item(key, literal));
                }
            }
        }
    }

    /// Adds what tables hold for some of their rules; `numbers` gives for each of them its number among the rules of the items.
    pub(crate) fn add_some(&mut self, tables: &Tables, numbers: &[Option<u32>]) {
        let renumbered = |target: Target| {
            let rule = (*numbers.get(target.rule as usize)?)?;
            Some(Target { rule, ..target })
        };
        let Tables {
            lines,
            heads,
            tails,
            inner,
        } = tables;
        for (items, table) in [
            (&mut self.lines, lines),
            (&mut self.heads, heads),
            (&mut self.tails, tails),
        ] {
            items.extend(table.items().filter_map(|mut item| {
                item.target = renumbered(item.target)?;
                Some(item)
            }));
        }
        let inner = inner.items();
        self.inner.extend(
            inner.filter_map(|(text, target, classes)| Some((text, renumbered(target)?, classes))),
        );
    }

    pub(crate) fn into_tables(self) -> Tables {
        Tables {
            lines: Table::new(self.lines, By::Whole),
            heads: Table::new(self.heads, By::Beginning),
            tails: Table::new(self.tails, By::Beginning),
            inner: Inner::new(self.inner),
        }
    }
}

impl Limits {
    fn item(self, role: Role, key: u64, pairs: u64, ascii: bool) -> Item {
        let target = Target {
            rule: self.rule,
            role,
        };
        Item {
            hash: hash(key),
            key,
            target,
            pairs,
            classes: classes(role, self, ascii),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those of a rule that matches lines as any rule does.
    const ANY_LINE: Limits = Limits {
        rule: 7,
        max_words: None,
        closed: None,
    };

    #[test]
    fn tables_find_every_beginning_and_whole_line() {
        let labels = [
            "a",
            "ab",
            "abc",
            "abd",
            "b",
            "share",
            "share this",
            "もっと",
        ];
        let lines = ["share", "share this story", "ab"];
        let mut items = Items::default();
        let none: [&str; 0] = [];
        items.add(ANY_LINE, &lines, &none, &labels, &[]);
        let tables = items.into_tables();
        let class = Class {
            long: false,
            closed: false,
            ascii: false,
        };
        for text in [
            "abcd",
            "abe",
            "ac",
            "share this stor",
            "share this story",
            "share",
            "zoo",
            "",
            "a",
            "もっと見る",
        ] {
            let mut hits = Vec::new();
            tables.find(class, Ends::of(text), &mut hits);
            let fitting = |hit| tables.fitting(hit, class, pairs(text));
            let mut found: Vec<_> = hits.iter().flat_map(fitting).map(|t| t.role).collect();
            found.sort_unstable();
            let whole = (0..).zip(lines).filter(|(_, line)| *line == text);
            let beginning = (0..)
                .zip(labels)
                .filter(|(_, label)| text.starts_with(label));
            let expected: Vec<_> = whole
                .map(|(number, _)| Role::Line(number))
                .chain(beginning.map(|(number, _)| Role::Label(number)))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    /// Long or short, closed or open.
    #[test]
    fn only_lines_that_may_match_are_looked_up() {
        const ALL: &str = "so sc lo lc";
        for (role, max_words, closed, expected) in [
            (Role::Line(0), None, None, "so sc"),
            (Role::Line(0), Some(MAX_WORDS), None, "so sc"),
            (Role::Line(0), Some(MAX_WORDS + 1), None, ALL),
            (Role::Pattern(0), None, Some(true), "sc"),
            (Role::Pattern(0), None, Some(false), "so"),
            (Role::Pattern(0), Some(MAX_WORDS + 1), Some(false), "so lo"),
            // Words are counted behind the label.
            (Role::Label(0), Some(2), None, "so lo"),
            (Role::Label(0), None, Some(false), "so lo"),
            (Role::Label(0), None, Some(true), ""),
            (Role::BlockEnd(0), Some(2), Some(true), ALL),
        ] {
            let limits = Limits {
                rule: 7,
                max_words,
                closed,
            };
            for ascii in [true, false] {
                let mut items = Items::default();
                let key = hash(1);
                items.lines.push(limits.item(role, key, 0, ascii));
                let tables = items.into_tables();
                let mut found = Vec::new();
                for (name, long, closed) in [
                    ("so", false, false),
                    ("sc", false, true),
                    ("lo", true, false),
                    ("lc", true, true),
                ] {
                    let class = |ascii| Class {
                        long,
                        closed,
                        ascii,
                    };
                    let mut hits = Vec::new();
                    tables.find(class(false), Ends { head: 1, tail: 0 }, &mut hits);
                    assert!(hits.is_empty() || tables.fits_any(&hits, class(false)));
                    assert_eq!(
                        tables.fits_any(&hits, class(true)),
                        ascii && !hits.is_empty()
                    );
                    if !hits.is_empty() {
                        found.push(name);
                    }
                }
                assert_eq!(
                    found.join(" "),
                    expected,
                    "{role:?} {max_words:?} {closed:?}"
                );
            }
        }
    }

    #[test]
    fn a_line_has_the_pairs_of_the_pattern_that_it_is_looked_up_for() {
        let signs = Signs::of("share .*ad.*").unwrap();
        let mut items = Items::default();
        items.add_pattern(ANY_LINE, 0, &signs);
        let tables = items.into_tables();
        let class = Class {
            long: false,
            closed: false,
            ascii: true,
        };
        let mut hits = Vec::new();
        tables.find(class, Ends::of("share it"), &mut hits);
        for (text, expected) in [("share ad", 1), ("share da", 0), ("ad", 0)] {
            let fitting = |hit| tables.fitting(hit, class, pairs(text)).count();
            assert_eq!(hits.iter().map(fitting).sum::<usize>(), expected, "{text}");
        }
    }

    #[test]
    fn patterns_that_begin_with_digits_are_looked_up_by_what_stands_inside() {
        let signs = Signs::of("[0-9]+ comments .*").unwrap();
        let limits = Limits {
            rule: 7,
            max_words: None,
            closed: Some(false),
        };
        let mut items = Items::default();
        items.add_pattern(limits, 0, &signs);
        let Tables { heads, inner, .. } = items.into_tables();
        assert!(heads.keys.is_empty());
        assert_eq!(*inner.texts, [" comments "]);
        for closed in [true, false] {
            let class = Class {
                long: false,
                closed,
                ascii: true,
            };
            assert_eq!(inner.fits_any(class), !closed);
            assert_eq!(inner.fitting(0, class).count(), usize::from(!closed));
        }
    }

    /// A line is held against few of many keys.
    #[test]
    fn keys_are_spread_over_a_table() {
        let lines: Vec<String> = (0..1000).map(|number| format!("town {number}")).collect();
        let none: [&str; 0] = [];
        let mut items = Items::default();
        items.add(ANY_LINE, &lines, &none, &none, &[]);
        let table = items.into_tables().lines;
        let slots = table.starts.windows(2).map(|slot| slot[1] - slot[0]);
        assert!(slots.max().unwrap() < 10);
        let bits: u32 = table.filters[0].iter().map(|byte| byte.count_ones()).sum();
        assert!(bits > 950, "{bits}");
    }

    #[test]
    fn a_line_of_ascii_is_nothing_with_other_characters() {
        let patterns = ["share.*", "share .*[一-龥]"].map(|source| Signs::of(source).unwrap());
        let mut items = Items::default();
        let none: [&str; 0] = [];
        items.add(ANY_LINE, &none, &none, &["share été"], &patterns);
        let tables = items.into_tables();
        let roles = |text: &str, ascii| {
            let class = Class {
                long: false,
                closed: false,
                ascii,
            };
            let mut hits = Vec::new();
            tables.find(class, Ends::of(text), &mut hits);
            assert!(tables.fits_any(&hits, class));
            let fitting = |hit| tables.fitting(hit, class, u64::MAX);
            let mut roles: Vec<_> = hits.iter().flat_map(fitting).map(|t| t.role).collect();
            roles.sort_unstable();
            roles
        };
        assert_eq!(roles("share it", true), [Role::Pattern(0)]);
        assert_eq!(
            roles("share 一", false),
            [Role::Pattern(0), Role::Pattern(1)]
        );
        assert_eq!(
            roles("share été", false),
            [Role::Label(0), Role::Pattern(0), Role::Pattern(1)]
        );
    }
}
