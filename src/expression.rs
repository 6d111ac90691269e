//! Whether a line is what a regular expression describes, told by sets of places: where in the line each part of the expression may end. The build script uses it
//! for the packs of this crate.
//!
//! Of the thousands of patterns of a cleaner a text asks hundreds, and most of those a few times. An automaton for each costs more to build than it ever saves,
//! and is not in the cache when it is asked again. What stands here is the expression itself in a row of bytes, and a line has so few places that a set of them is a
//! word or two (Thompson, Regular Expression Search Algorithm, Communications of the ACM, 1968, with sets of bits for its lists).

use std::borrow::Cow;

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};

use crate::anchor::BITS;
use crate::fold::fold_char;

/// A regular expression for a whole line.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    /// Nodes in the order of the expression, each as [`Node::split`] reads it.
    pub(crate) code: Cow<'static, [u8]>,
}

/// Steps that an expression may take for the longest line, each of one word of a set: some milliseconds. What takes more has repetitions in repetitions.
const MAX_COST: u64 = 1 << 25;

impl Expression {
    /// Nothing for what can't be parsed, for an expression that asks for more than sets of places can tell, and for one that they would take long for. Unless it is
    /// `case_sensitive`, the lines that it is held against are folded.
    pub(crate) fn new(source: &str, case_sensitive: bool) -> Option<Expression> {
        let hir = ParserBuilder::new()
            .case_insensitive(!case_sensitive)
            .build()
            .parse(source)
            .ok()?;
        let mut writer = Writer {
            code: Vec::new(),
            case_sensitive,
        };
        let cost = writer.write(&hir)?;
        (cost <= MAX_COST).then_some(Expression {
            code: writer.code.into(),
        })
    }

    /// Whether the whole line is what it describes.
    pub(crate) fn is_match(&self, line: &str) -> bool {
        // Most lines that get here are shorter than a word has bits.
        match line.len() {
            0..64 => self.reaches_end::<1>(line),
            64..256 => self.reaches_end::<4>(line),
            _ => self.reaches_end::<MOST_WORDS>(line),
        }
    }

    fn reaches_end<const WORDS: usize>(&self, line: &str) -> bool {
        let start = Places::<WORDS>::of(0);
        line.len() <= Places::<WORDS>::LAST && all(&self.code, line, start).has(line.len())
    }
}

/// Words of the largest set.
const MOST_WORDS: usize = 32;
/// The longest line that an expression can describe, in bytes, folded.
pub(crate) const MOST_BYTES: usize = Places::<MOST_WORDS>::LAST;

/// Kinds of nodes, and what stands in each.
mod kind {
    /// The text.
    pub(crate) const TEXT: u8 = 0;
    /// A class of characters: a bit for each of ASCII, then the first and the last of each stretch of others.
    pub(crate) const CLASS: u8 = 1;
    /// Nodes one behind the other.
    pub(crate) const ALL: u8 = 2;
    /// Nodes of which one is there.
    pub(crate) const ANY: u8 = 3;
    /// How often at least and at most, and the node.
    pub(crate) const REPEATED: u8 = 4;
    pub(crate) const START: u8 = 5;
    pub(crate) const END: u8 = 6;
}

/// Steps of a node without others in it.
const LEAF: u64 = MOST_WORDS as u64;

/// There is no most.
const ANY_NUMBER: u32 = u32::MAX;

struct Writer {
    code: Vec<u8>,
    case_sensitive: bool,
}

impl Writer {
    /// Gives the steps that it takes at most.
    fn write(&mut self, hir: &Hir) -> Option<u64> {
        match hir.kind() {
            HirKind::Empty => self.node(kind::ALL, |_| Some(LEAF)),
            HirKind::Literal(literal) => self.text(&literal.0),
            HirKind::Class(class) => match self.letter(class) {
                Some(letter) => self.text(letter.encode_utf8(&mut [0; 4]).as_bytes()),
                None => self.class(class),
            },
            HirKind::Look(Look::Start) => self.node(kind::START, |_| Some(LEAF)),
            HirKind::Look(Look::End) => self.node(kind::END, |_| Some(LEAF)),
            HirKind::Look(_) => None,
            HirKind::Repetition(Repetition { min, max, sub, .. }) => {
                self.node(kind::REPEATED, |writer| {
                    let most = max.unwrap_or(ANY_NUMBER);
                    writer.code.extend(min.to_le_bytes());
                    writer.code.extend(most.to_le_bytes());
                    // Beyond its least number, each time reaches a new place; a class does in one pass.
                    let times = most.min(min.saturating_add(MOST_BYTES as u32)).into();
                    match sub.kind() {
                        HirKind::Class(class) => writer.class(class).map(|_| times),
                        _ => writer.write(sub).map(|each| each.saturating_mul(times)),
                    }
                })
            }
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(parts) => self.nodes(kind::ALL, parts),
            HirKind::Alternation(ways) => self.nodes(kind::ANY, ways),
        }
    }

    fn nodes(&mut self, kind: u8, parts: &[Hir]) -> Option<u64> {
        self.node(kind, |writer| {
            let mut costs = parts.iter().map(|part| writer.write(part));
            costs.try_fold(0, |sum: u64, cost| Some(sum.saturating_add(cost?)))
        })
    }

    fn text(&mut self, text: &[u8]) -> Option<u64> {
        self.node(kind::TEXT, |writer| {
            writer.code.extend(text);
            Some(LEAF)
        })
    }

    fn class(&mut self, class: &Class) -> Option<u64> {
        let mut ascii: u128 = 0;
        let mut wide: Vec<u8> = Vec::new();
        for (first, last) in ranges(class) {
            for c in first..=last.min('\x7F') {
                ascii |= 1 << u32::from(c);
            }
            if !last.is_ascii() {
                wide.extend(u32::from(first.max('\u{80}')).to_le_bytes());
                wide.extend(u32::from(last).to_le_bytes());
            }
        }
        self.node(kind::CLASS, |writer| {
            writer.code.extend(ascii.to_le_bytes());
            writer.code.extend(wide);
            Some(LEAF)
        })
    }

    /// A node: its kind, how many bytes it has, and these.
    fn node(&mut self, kind: u8, write: impl FnOnce(&mut Writer) -> Option<u64>) -> Option<u64> {
        self.code.push(kind);
        let size = self.code.len();
        self.code.extend([0; 2]);
        let cost = write(self)?;
        let bytes = u16::try_from(self.code.len() - size - 2).ok()?;
        self.code[size..size + 2].copy_from_slice(&bytes.to_le_bytes());
        Some(cost)
    }

    /// The letter of which the class holds all cases: of a folded line, one remains.
    fn letter(&self, class: &Class) -> Option<char> {
        let mut characters = ranges(class)
            .into_iter()
            .flat_map(|(first, last)| first..=last);
        let few: Vec<char> = characters.by_ref().take(MOST_CASES).collect();
        let mut remain = few
            .into_iter()
            .filter(|&c| self.case_sensitive || fold_char(c) == c);
        let letter = remain.next().filter(|_| remain.next().is_none());
        letter.filter(|_| characters.next().is_none())
    }
}

/// The first and the last of each stretch of characters of a class.
fn ranges(class: &Class) -> Vec<(char, char)> {
    match class {
        Class::Unicode(class) => {
            let ranges = class.ranges().iter();
            ranges.map(|range| (range.start(), range.end())).collect()
        }
        Class::Bytes(class) => {
            let ranges = class.ranges().iter();
            let ranges = ranges.map(|range| (range.start().into(), range.end().into()));
            ranges.collect()
        }
    }
}

/// No letter has more cases.
const MOST_CASES: usize = 4;

/// A node as it is read.
struct Node<'c> {
    kind: u8,
    code: &'c [u8],
}

impl<'c> Node<'c> {
    /// The node that the code begins with, and the code behind it.
    #[inline]
    fn split(code: &'c [u8]) -> Option<(Node<'c>, &'c [u8])> {
        let ([kind, size @ ..], rest) = code.split_first_chunk::<3>()?;
        let size = u16::from_le_bytes(*size);
        let (code, rest) = rest.split_at_checked(size.into())?;
        Some((Node { kind: *kind, code }, rest))
    }

    /// What it begins with, if that is a text.
    #[inline]
    fn first_byte(&self) -> Option<u8> {
        match self.kind {
            kind::TEXT => self.code.first().copied(),
            kind::ALL => Node::split(self.code)?.0.first_byte(),
            _ => None,
        }
    }

    /// Where it may end if it begins at one of those places.
    #[inline]
    fn ends<const WORDS: usize>(&self, line: &str, starts: Places<WORDS>) -> Places<WORDS> {
        // Most nodes are texts.
        match self.kind {
            kind::TEXT => text(self.code, line, starts),
            _ => self.ends_of_other(line, starts),
        }
    }

    fn ends_of_other<const WORDS: usize>(
        &self,
        line: &str,
        starts: Places<WORDS>,
    ) -> Places<WORDS> {
        match self.kind {
            kind::CLASS => Characters::of(self.code).map_or(Places::NONE, |characters| {
                characters.ends(line, starts, 1, 1)
            }),
            kind::ALL => all(self.code, line, starts),
            kind::ANY => one_of(self.code, line, starts),
            kind::REPEATED => self.repeated(line, starts).unwrap_or(Places::NONE),
            kind::START => starts.only(0),
            kind::END => starts.only(line.len()),
            _ => Places::NONE,
        }
    }

    fn repeated<const WORDS: usize>(
        &self,
        line: &str,
        starts: Places<WORDS>,
    ) -> Option<Places<WORDS>> {
        let (least, code) = self.code.split_first_chunk()?;
        let (most, code) = code.split_first_chunk()?;
        let (least, most) = (u32::from_le_bytes(*least), u32::from_le_bytes(*most));
        let (node, _) = Node::split(code)?;
        if node.kind == kind::CLASS {
            return Some(Characters::of(node.code)?.ends(line, starts, least, most));
        }
        let mut ends = if least == 0 { starts } else { Places::NONE };
        let mut last = starts;
        let mut times = 0;
        while times < most && !last.is_empty() {
            last = node.ends(line, last);
            times += 1;
            if times >= least {
                // What was reached before is on its way already.
                last.remove_all(ends);
                ends.add_all(last);
            }
        }
        Some(ends)
    }
}

/// Where nodes that follow one another may end.
fn all<const WORDS: usize>(code: &[u8], line: &str, starts: Places<WORDS>) -> Places<WORDS> {
    let mut ends = starts;
    let mut code = code;
    while let Some((node, rest)) = Node::split(code) {
        ends = node.ends(line, ends);
        if ends.is_empty() {
            break;
        }
        code = rest;
    }
    ends
}

/// Where one of several nodes may end.
fn one_of<const WORDS: usize>(code: &[u8], line: &str, starts: Places<WORDS>) -> Places<WORDS> {
    let mut ends = Places::NONE;
    let mut code = code;
    let firsts = starts.first_bytes(line);
    while let Some((node, rest)) = Node::split(code) {
        code = rest;
        // Of many ways most begin with other bytes than stand at those places.
        if node
            .first_byte()
            .is_none_or(|byte| BITS[usize::from(byte)] & firsts != 0)
        {
            ends.add_all(node.ends(line, starts));
        }
    }
    ends
}

#[inline]
fn text<const WORDS: usize>(text: &[u8], line: &str, starts: Places<WORDS>) -> Places<WORDS> {
    let mut ends = Places::NONE;
    let line = line.as_bytes();
    let mut from = 0;
    while let Some(place) = starts.next(from) {
        let rest = &line[place..];
        // Most differ in the first byte, which needs no call.
        if rest.first() == text.first() && rest.starts_with(text) {
            ends.add(place + text.len());
        }
        from = place + 1;
    }
    ends
}

/// A class of characters as it is read.
struct Characters<'c> {
    ascii: [u64; 2],
    wide: &'c [[u8; 8]],
}

impl<'c> Characters<'c> {
    #[inline]
    fn of(code: &'c [u8]) -> Option<Characters<'c>> {
        let (ascii, wide) = code.split_first_chunk::<16>()?;
        let ascii = u128::from_le_bytes(*ascii);
        Some(Characters {
            ascii: [ascii as u64, (ascii >> 64) as u64],
            wide: wide.as_chunks().0,
        })
    }

    /// The length of the character at the place, in bytes, if it is one of them.
    #[inline]
    fn length_at(&self, line: &str, place: usize) -> Option<usize> {
        let byte = *line.as_bytes().get(place)?;
        if byte.is_ascii() {
            return (self.ascii[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1).then_some(1);
        }
        let c = line[place..].chars().next()?;
        let bound = |range: &[u8; 8], at: usize| {
            u32::from_le_bytes([range[at], range[at + 1], range[at + 2], range[at + 3]])
        };
        let at = self
            .wide
            .partition_point(|range| bound(range, 4) < c.into());
        let has = self
            .wide
            .get(at)
            .is_some_and(|range| bound(range, 0) <= c.into());
        has.then_some(c.len_utf8())
    }

    /// Where so many of them may end, in one pass.
    fn ends<const WORDS: usize>(
        &self,
        line: &str,
        starts: Places<WORDS>,
        least: u32,
        most: u32,
    ) -> Places<WORDS> {
        let mut ends = Places::NONE;
        let last = starts.last();
        let mut from = 0;
        while let Some(start) = starts.next(from) {
            let (mut place, mut count) = (start, 0);
            // The place that has the least number before this one, and how many stood before the latest start up to there.
            let mut behind = start;
            let mut begun = 0;
            loop {
                if count >= least {
                    if starts.has(behind) {
                        begun = count - least;
                    }
                    if count - begun <= most {
                        ends.add(place);
                    } else if behind >= last {
                        return ends;
                    }
                }
                let Some(length) = self.length_at(line, place) else {
                    break;
                };
                place += length;
                if count >= least {
                    behind += length_of(line.as_bytes()[behind]);
                }
                count += 1;
            }
            from = place + 1;
        }
        ends
    }
}

/// The length in bytes of the character that begins so.
fn length_of(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

/// A set of places in a line, in bytes from its start: all at the beginning of a character or at the end of the line.
#[derive(Clone, Copy)]
struct Places<const WORDS: usize>([u64; WORDS]);

impl<const WORDS: usize> Places<WORDS> {
    const NONE: Places<WORDS> = Places([0; WORDS]);
    const LAST: usize = 64 * WORDS - 1;

    fn of(place: usize) -> Places<WORDS> {
        let mut places = Places::NONE;
        places.add(place);
        places
    }

    #[inline]
    fn add(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    #[inline]
    fn has(&self, place: usize) -> bool {
        self.0[place / 64] >> (place % 64) & 1 == 1
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The first of them from there on.
    #[inline]
    fn next(&self, from: usize) -> Option<usize> {
        let mut mask = u64::MAX << (from % 64);
        for number in from / 64..WORDS {
            let word = self.0[number] & mask;
            if word != 0 {
                return Some(64 * number + word.trailing_zeros() as usize);
            }
            mask = u64::MAX;
        }
        None
    }

    /// The last of them, or 0.
    #[inline]
    fn last(&self) -> usize {
        let mut words = (0..WORDS).rev().zip(self.0.iter().rev());
        let last = words.find(|(_, word)| **word != 0);
        last.map_or(0, |(number, word)| 64 * number + word.ilog2() as usize)
    }

    /// The [`BITS`] of the bytes that stand at them.
    #[inline]
    fn first_bytes(&self, line: &str) -> u64 {
        let mut bits = 0;
        let mut from = 0;
        while let Some(place) = self.next(from) {
            let byte = line.as_bytes().get(place);
            bits |= byte.map_or(0, |byte| BITS[usize::from(*byte)]);
            from = place + 1;
        }
        bits
    }

    /// The place alone, if it is one of them.
    fn only(&self, place: usize) -> Places<WORDS> {
        match self.has(place) {
            true => Places::of(place),
            false => Places::NONE,
        }
    }

    #[inline]
    fn add_all(&mut self, others: Places<WORDS>) {
        for (word, other) in self.0.iter_mut().zip(others.0) {
            *word |= other;
        }
    }

    fn remove_all(&mut self, others: Places<WORDS>) {
        for (word, other) in self.0.iter_mut().zip(others.0) {
            *word &= !other;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::RegexBuilder;

    use super::*;
    use crate::built_in::BUILT_IN;
    use crate::fold::fold;

    /// What the regex crate says of the line.
    fn is_match(source: &str, case_sensitive: bool, line: &str) -> bool {
        RegexBuilder::new(&format!("^(?:{source})$"))
            .case_insensitive(!case_sensitive)
            .build()
            .unwrap()
            .is_match(line)
    }

    fn sources() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "", "a", "b", "ab", "K", "é", "字", ".", " ", "[a-c]", "[^ b]", "[0-9]", "[é-ü]", "s?",
            "(?-i:K)", "^", "$",
        ]);
        leaf.prop_map(str::to_owned)
            .prop_recursive(4, 24, 3, |part| {
                let parts = prop::collection::vec(part.clone(), 1..4);
                let times = prop::sample::select(vec![
                    "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "+?",
                ]);
                prop_oneof![
                    parts.clone().prop_map(|parts| parts.concat()),
                    parts.prop_map(|parts| format!("(?:{})", parts.join("|"))),
                    (part, times).prop_map(|(part, times)| format!("(?:{part}){times}")),
                ]
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn an_expression_is_what_the_whole_engine_says(
            source in sources(),
            case_sensitive in any::<bool>(),
            line in "[abcdkKsſ\u{212A} 01éÜ字]{0,12}",
            // Sets of one word, of four, of all.
            times in prop::sample::select(vec![1usize, 1, 1, 9, 40]),
        ) {
            let line = line.repeat(times);
            let line: String = match case_sensitive {
                true => line,
                false => line.chars().map(fold_char).collect(),
            };
            if let Some(expression) = Expression::new(&source, case_sensitive) {
                prop_assert_eq!(expression.is_match(&line), is_match(&source, case_sensitive, &line));
            }
        }
    }

    #[test]
    fn patterns_of_packs_are_what_the_whole_engine_says() {
        let rules = BUILT_IN.iter().flat_map(|pack| &pack.rules);
        let mut without = 0;
        for rule in rules {
            let examples = rule.must_match.iter().chain(&*rule.must_not_match);
            let lines: Vec<&str> = examples.flat_map(|example| example.lines()).collect();
            for pattern in rule.patterns.iter() {
                let (source, case_sensitive) = (&pattern.source, pattern.case_sensitive);
                let Some(expression) = Expression::new(source, case_sensitive) else {
                    without += 1;
                    continue;
                };
                let regex = pattern.compiled().unwrap();
                for line in &lines {
                    let line: String = match case_sensitive {
                        true => (*line).to_owned(),
                        false => fold(line.chars()).collect(),
                    };
                    assert_eq!(
                        expression.is_match(&line),
                        regex.is_match(&line),
                        "{source}: {line}"
                    );
                }
            }
        }
        assert!(without < 5, "{without} patterns need the whole engine");
    }

    #[test]
    fn what_takes_long_or_looks_around_has_no_expression() {
        for source in [
            "((a*)*)*",
            r"a\b",
            "(a?){4294967295}",
            "(",
            "((.{0,900}){0,900}b)*",
        ] {
            assert!(Expression::new(source, false).is_none(), "{source}");
        }
        assert!(Expression::new("(?:x+x+)+y", false).is_some());
        // However deep, what it costs is never taken for little.
        let mut nested = "a*b".to_owned();
        for depth in 1..30 {
            nested = format!("(?:{nested})*b");
            let is_cheap = Expression::new(&nested, false).is_some();
            assert_eq!(is_cheap, depth < 2, "{nested}");
        }
    }

    #[test]
    fn a_line_is_no_longer_than_the_largest_set() {
        let expression = Expression::new("a+", true).unwrap();
        assert!(expression.is_match(&"a".repeat(MOST_BYTES)));
        assert!(!expression.is_match(&"a".repeat(MOST_BYTES + 1)));
    }
}
