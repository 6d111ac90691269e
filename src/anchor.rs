//! The literal text by which lines are chosen for patterns and phrases. The build script uses it for the packs of this crate.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

use crate::fold::fold_char;

/// Folded literals, one of which the line must begin or end with for the pattern to be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Head(Texts),
    Tail(Texts),
}

/// What tells that a line is not what a pattern matches, without asking the pattern itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signs {
    pub(crate) anchor: Anchor,
    /// One of these stands in every line that matches, if there are any.
    pub(crate) inner: Texts,
    /// The [`pairs`] of each.
    pub(crate) inner_pairs: Cow<'static, [u64]>,
    /// The [`pairs`] and the [`marks`] that every line has that matches.
    pub(crate) pairs: u64,
    pub(crate) marks: u64,
    /// Its bytes, folded, at least and at most.
    pub(crate) lengths: (u16, u16),
    /// The [`bits_of`] each byte that it can end with.
    pub(crate) lasts: u64,
}

impl Signs {
    /// # Errors
    ///
    /// The pattern has nothing that lines could be chosen by.
    pub(crate) fn of(source: &str) -> Result<Signs, String> {
        let hir = regex_syntax::parse(source).map_err(|error| last_line(&error.to_string()))?;
        let anchor = anchor(&hir)?;
        let inner = owned(inner(&hir).unwrap_or_default());
        let needs = Needs::of(&hir);
        let cut = |bytes: usize| u16::try_from(bytes).unwrap_or(u16::MAX);
        Ok(Signs {
            anchor,
            inner_pairs: inner.iter().map(|literal| pairs(literal)).collect(),
            inner,
            pairs: needs.pairs,
            marks: needs.marks,
            lengths: (cut(needs.least), needs.most.map_or(u16::MAX, cut)),
            lasts: if needs.may_be_empty {
                u64::MAX
            } else {
                needs.lasts
            },
        })
    }

    /// What a match begins with, folded, where that is known.
    pub(crate) fn heads(&self) -> &[Cow<'static, str>] {
        match &self.anchor {
            Anchor::Head(literals) => literals,
            Anchor::Tail(_) => &[],
        }
    }

    /// Whether the pattern may match a line of ASCII.
    pub(crate) fn may_be_ascii(&self) -> bool {
        self.marks >> WIDE & 1 == 0
    }

    /// Whether the pattern may match a line.
    pub(crate) fn fit(&self, line: &mut LineSigns<'_>) -> bool {
        let (least, most) = self.lengths;
        let lacks = |pairs: u64| pairs & !line.pairs != 0;
        let mut literals = self.inner.iter().zip(&*self.inner_pairs);
        (usize::from(least)..=usize::from(most)).contains(&line.folded.len())
            && self.lasts & line.last != 0
            && !lacks(self.pairs)
            && (self.inner.is_empty()
                || literals
                    .any(|(literal, pairs)| !lacks(*pairs) && line.folded.contains(&**literal)))
            && self.marks & !line.marks() == 0
    }
}

/// A folded line and what [`Signs`] are held against.
pub(crate) struct LineSigns<'l> {
    folded: &'l str,
    pub(crate) pairs: u64,
    /// The [`bits_of`] its last byte.
    last: u64,
    /// Worked out when a pattern first asks.
    marks: Option<u64>,
}

impl<'l> LineSigns<'l> {
    pub(crate) fn new(folded: &'l str) -> LineSigns<'l> {
        LineSigns {
            folded,
            pairs: pairs(folded),
            last: folded.bytes().last().map_or(u64::MAX, bits_of),
            marks: None,
        }
    }

    fn marks(&mut self) -> u64 {
        *self.marks.get_or_insert_with(|| marks(self.folded))
    }
}

/// The numbers of the bits of [`marks`] for what is not ASCII, and for what begins a character of three bytes or more.
const WIDE: u8 = 28;
const WIDER: u8 = 29;

/// Bits for a byte of a folded line: each letter of ASCII has its own, all digits have one, all that is not ASCII has one, and of signs few share theirs.
const fn bits_of(byte: u8) -> u64 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' => 1 << (byte & 31),
        b'0'..=b'9' => 1 << 27,
        0x80..0xE0 => 1 << WIDE,
        0xE0.. => 1 << WIDE | 1 << WIDER,
        sign => 1 << (32 | sign & 31),
    }
}

/// The [`bits_of`] each byte.
pub(crate) const BITS: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        bits[byte] = bits_of(byte as u8);
        byte += 1;
    }
    bits
};

/// The [`bits_of`] all bytes.
fn marks(text: &str) -> u64 {
    text.bytes()
        .fold(0, |marks, byte| marks | BITS[usize::from(byte)])
}

/// A bit for each pair of bytes that stand side by side, by a hash of it: a text in another has no bit that the other lacks. Of lines that begin
/// as a pattern does, this turns away most.
pub(crate) fn pairs(text: &str) -> u64 {
    let first = text.as_bytes();
    let second = first.get(1..).unwrap_or_default();
    first.iter().zip(second).fold(0, |pairs, (first, second)| {
        // The six lowest bits count: all that letters differ by.
        let bit = u32::from(*first) ^ u32::from(*second) << 1;
        pairs | 1u64.wrapping_shl(bit)
    })
}

/// What a part of a pattern asks of a folded line.
struct Needs {
    pairs: u64,
    marks: u64,
    /// Bytes at least, and at most if that can be said.
    least: usize,
    most: Option<usize>,
    /// The [`bits_of`] each byte that it can end with, if it is not empty.
    lasts: u64,
    may_be_empty: bool,
}

impl Needs {
    fn of(hir: &Hir) -> Needs {
        let nothing = Needs {
            pairs: 0,
            marks: 0,
            least: 0,
            most: Some(0),
            lasts: 0,
            may_be_empty: true,
        };
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => nothing,
            HirKind::Literal(literal) => {
                let text = String::from_utf8_lossy(&literal.0);
                let folded: String = text.chars().map(fold_char).collect();
                Needs {
                    pairs: pairs(&folded),
                    marks: marks(&folded),
                    // A character may be folded to one of fewer bytes.
                    least: folded.chars().count(),
                    most: Some(folded.chars().map(most_bytes).sum()),
                    lasts: folded.bytes().last().map_or(0, bits_of),
                    may_be_empty: folded.is_empty(),
                }
            }
            HirKind::Class(class) => Needs {
                pairs: 0,
                marks: marks_of_class(class),
                least: 1,
                most: Some(if class.maximum_len() == Some(1) { 1 } else { 4 }),
                lasts: lasts_of_class(class),
                may_be_empty: false,
            },
            HirKind::Capture(capture) => Needs::of(&capture.sub),
            HirKind::Repetition(repetition) => {
                let each = Needs::of(&repetition.sub);
                let times = |bytes: usize, times: u32| bytes.saturating_mul(times as usize);
                let needed = |bits| if repetition.min > 0 { bits } else { 0 };
                Needs {
                    pairs: needed(each.pairs),
                    marks: needed(each.marks),
                    least: times(each.least, repetition.min),
                    most: each
                        .most
                        .zip(repetition.max)
                        .map(|(most, max)| times(most, max)),
                    lasts: each.lasts,
                    may_be_empty: each.may_be_empty || repetition.min == 0,
                }
            }
            HirKind::Concat(parts) => {
                let parts = parts.iter().map(Needs::of);
                parts.fold(nothing, |all, part| Needs {
                    pairs: all.pairs | part.pairs,
                    marks: all.marks | part.marks,
                    least: all.least.saturating_add(part.least),
                    most: all
                        .most
                        .zip(part.most)
                        .map(|(all, part)| all.saturating_add(part)),
                    lasts: match part.may_be_empty {
                        true => all.lasts | part.lasts,
                        false => part.lasts,
                    },
                    may_be_empty: all.may_be_empty && part.may_be_empty,
                })
            }
            HirKind::Alternation(ways) => {
                let ways = ways.iter().map(Needs::of);
                let any = ways.reduce(|any, way| Needs {
                    pairs: any.pairs & way.pairs,
                    marks: any.marks & way.marks,
                    least: any.least.min(way.least),
                    most: any.most.zip(way.most).map(|(any, way)| any.max(way)),
                    lasts: any.lasts | way.lasts,
                    may_be_empty: any.may_be_empty || way.may_be_empty,
                });
                any.unwrap_or(nothing)
            }
        }
    }
}

/// Whether folding makes a letter of ASCII of a character of the class: of two characters that are not of ASCII it does.
fn folds_to_ascii(class: &ClassUnicode) -> bool {
    let mut ranges = class.ranges().iter();
    ranges.any(|range| {
        let holds = |c| (range.start()..=range.end()).contains(&c);
        holds('ſ') || holds('\u{212A}')
    })
}

/// Scripts without cases of which each letter has three bytes: of India and what is near it, and of East Asia.
const WIDER_SCRIPTS: [RangeInclusive<char>; 3] = [
    '\u{900}'..='\u{109F}',
    '\u{3000}'..='\u{9FFF}',
    '\u{AC00}'..='\u{D7FF}',
];

/// The marks of a character of the class, as far as all of its characters share them.
fn marks_of_class(class: &Class) -> u64 {
    let Class::Unicode(class) = class else {
        return 0;
    };
    let mut ranges = class.ranges().iter();
    if ranges.clone().all(|range| {
        let mut scripts = WIDER_SCRIPTS.iter();
        scripts.any(|script| script.contains(&range.start()) && script.contains(&range.end()))
    }) {
        return marks("字");
    }
    if !folds_to_ascii(class) && ranges.clone().all(|range| !range.start().is_ascii()) {
        return marks("é");
    }
    let are_digits =
        ranges.all(|range| range.start().is_ascii_digit() && range.end().is_ascii_digit());
    if are_digits { marks("0") } else { 0 }
}

/// The [`bits_of`] the last byte of each character of the class, folded.
fn lasts_of_class(class: &Class) -> u64 {
    let Class::Unicode(class) = class else {
        return u64::MAX;
    };
    if folds_to_ascii(class) {
        return u64::MAX;
    }
    let ranges = class.ranges().iter();
    ranges.fold(0, |lasts, range| {
        let wide = if range.end().is_ascii() {
            0
        } else {
            bits_of(0x80)
        };
        let ascii = range.start()..=range.end().min('\x7F');
        ascii.fold(lasts | wide, |lasts, c| lasts | bits_of(c as u8))
    })
}

/// Bytes of what a character of a pattern can match in a folded line.
fn most_bytes(c: char) -> usize {
    if c.is_ascii() { 1 } else { 4 }
}

/// Texts that are built into the crate or belong to a pack.
pub(crate) type Texts = Cow<'static, [Cow<'static, str>]>;

/// Texts of a pack.
pub(crate) fn owned(texts: Vec<String>) -> Texts {
    texts.into_iter().map(Cow::Owned).collect()
}

/// What the literal at an end of a pattern must have at least, in characters: fewer, and the pattern is tried on every other line.
const ANCHOR_CHARS: usize = 2;
/// Longer literals are many more, and of ASCII a key of the tables holds no more.
const ANCHOR_MAX_CHARS: usize = 8;

/// The literals that a pattern begins or ends with.
fn anchor(hir: &Hir) -> Result<Anchor, String> {
    let long = |literal: &String| literal.chars().count() >= ANCHOR_CHARS;
    let rare = |literal: &String| {
        literal.starts_with(|c: char| c.is_ascii_digit() || c == ')' || !c.is_ascii())
    };
    let long_enough = |literals: &Vec<String>| literals.iter().all(long);
    let rare_enough = |literals: &Vec<String>| {
        literals
            .iter()
            .all(|literal| long(literal) || rare(literal))
    };
    let head = literals(hir, ExtractKind::Prefix);
    if let Some(head) = head.clone().filter(long_enough) {
        return Ok(Anchor::Head(owned(head)));
    }
    let tail = literals(hir, ExtractKind::Suffix);
    if let Some(tail) = tail.clone().filter(long_enough) {
        return Ok(Anchor::Tail(owned(tail)));
    }
    let head = head
        .filter(rare_enough)
        .map(|head| Anchor::Head(owned(head)));
    let tail = || {
        tail.filter(rare_enough)
            .map(|tail| Anchor::Tail(owned(tail)))
    };
    head.or_else(tail).ok_or_else(|| {
        format!(
            "must begin or end with literal text of at least {ANCHOR_CHARS} characters, or with a digit or a sign that prose seldom has"
        )
    })
}

/// Whether a literal at the beginning of a pattern tells little: it begins with a digit and has no letter, as lines of any language do.
pub(crate) fn is_weak(literal: &str) -> bool {
    begins_with_digit(literal) && !literal.contains(char::is_alphabetic)
}

/// What every weak literal does, and so every line that begins with one.
pub(crate) fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// More literals than this, and looking for them costs as much as the pattern.
const INNER_COUNT: usize = 16;
/// A part of a longer one is as seldom.
const INNER_MAX_CHARS: usize = 16;

/// Folded literals, one of which stands somewhere in every line that a pattern matches; none if that can't be said. Of several such sets it is that
/// with the longest literals. To look for them is cheaper than the pattern, and most patterns that begin with a digit need never be compiled.
fn inner(hir: &Hir) -> Option<Vec<String>> {
    let mut found = match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            vec![text.chars().map(fold_char).take(INNER_MAX_CHARS).collect()]
        }
        HirKind::Capture(capture) => return inner(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => return inner(&repetition.sub),
        HirKind::Concat(parts) => {
            let sets = parts.iter().filter_map(inner);
            return sets.max_by_key(|set| set.iter().map(String::len).min());
        }
        HirKind::Alternation(ways) => {
            let sets: Option<Vec<_>> = ways.iter().map(inner).collect();
            sets?.concat()
        }
        _ => return None,
    };
    found.sort();
    found.dedup();
    (found.len() <= INNER_COUNT).then_some(found)
}

fn literals(hir: &Hir, kind: ExtractKind) -> Option<Vec<String>> {
    let prefix = matches!(kind, ExtractKind::Prefix);
    let sequence = Extractor::new().kind(kind).extract(hir);
    let mut literals = Vec::new();
    for literal in sequence.literals()? {
        // Of a long literal the extractor keeps a hundred bytes, and cuts through a character for it.
        let mut whole = literal.as_bytes().utf8_chunks().map(|chunk| chunk.valid());
        let text = whole.find(|text| !text.is_empty())?;
        let folded = text.chars().map(fold_char);
        let cut: String = if prefix {
            folded.take(ANCHOR_MAX_CHARS).collect()
        } else {
            let skip = text.chars().count().saturating_sub(ANCHOR_MAX_CHARS);
            folded.skip(skip).collect()
        };
        literals.push(cut);
    }
    literals.sort();
    literals.dedup();
    (!literals.is_empty()).then_some(literals)
}

/// The regex crate draws a picture of the pattern; its last line is the reason.
pub(crate) fn last_line(message: &str) -> String {
    let line = message.lines().last().unwrap_or_default();
    line.trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_literals_are_those_that_no_match_lacks() {
        for (source, expected) in [
            ("[0-9]+ comments?", &[" comment"][..]),
            (
                "(?:ein Gedanke|[0-9]+ gedanken) (?:zu|auf) .+",
                &[" gedanken", "ein gedanke"],
            ),
            ("(?:jan(?:uary)?|feb) [0-9]{4}", &["feb", "jan"]),
            ("[0-9]+ (comments|shares)", &["comments", "shares"]),
            ("(?:share )?[0-9]+", &[]),
            ("(?:comments|[0-9]+)", &[]),
            ("(?:by )+[^ ]+", &["by "]),
            (".*[^ ]", &[]),
        ] {
            let hir = regex_syntax::parse(source).unwrap();
            assert_eq!(inner(&hir).unwrap_or_default(), expected, "{source}");
        }
    }

    #[test]
    fn signs_are_those_that_no_match_lacks() {
        for (source, lengths, text) in [
            ("[0-9]{1,3}[km]?", (1, 4), ""),
            ("share (?:this|that)(?: page)?", (10, 15), "share "),
            ("(?:share|shares) .+", (7, u16::MAX), "share"),
            ("été [0-9]+", (5, u16::MAX), "été "),
            ("über.{2}", (6, 15), "über"),
        ] {
            let signs = Signs::of(source).unwrap();
            assert_eq!(signs.lengths, lengths, "{source}");
            assert_eq!(signs.pairs & pairs(text), pairs(text), "{source}");
        }
        let signs = Signs::of("follow (?:us|me) on [a-z]+").unwrap();
        let fits = |signs: &Signs, line| signs.fit(&mut LineSigns::new(line));
        assert!(fits(&signs, "follow us on threads"));
        assert!(!fits(&signs, "follow the money"));
        assert!(!fits(&signs, "follow us on"));
        let signs = Signs::of("copyright:? (?:19|20)[0-9]{2}.*").unwrap();
        assert!(fits(&signs, "copyright: 2021 the paper"));
        assert!(!fits(&signs, "copyright of the paper"));
        let signs = Signs::of("copyright .*[가-힣].*").unwrap();
        assert!(fits(&signs, "copyright 한겨레"));
        assert!(!fits(&signs, "copyright 2021 the paper"));
        assert!(!fits(&signs, "copyright © the paper"));
        let signs = Signs::of("mail @ ?[ſa]").unwrap();
        assert!(fits(&signs, "mail @s"));
        assert!(!fits(&signs, "mail us"));
    }

    #[test]
    fn each_sign_turns_lines_away() {
        for (source, yes, no) in [
            // Its length.
            (
                "share [a-z]{3}",
                "share abc",
                &["share abcd", "share ab"][..],
            ),
            // The byte that it ends with.
            ("share .*x", "share ax", &["share xa"]),
            // Bytes side by side.
            ("share .*ad.*", "share ad", &["share da"]),
            ("share .*ad.*ad.*", "share ad ad", &["share da da"]),
            ("share .*(?:ad){2}.*", "share adad", &["share da da"]),
            // What stands inside, though all of its pairs are there.
            (
                "at .*(?:northern|southern).*",
                "at northern",
                &["at north hern"],
            ),
            // Marks, whatever else is there.
            ("share .*:.*", "share a:b", &["share a-b"]),
            ("share .*[0-9]x?", "share 5x", &["share xx"]),
            ("share .*[à-ü]x?", "share éx", &["share 5x"]),
            ("share .*[가-힣]x?", "share 한x", &["share éx"]),
            // No marks that only some of the characters have, or that folding takes away.
            ("share .*[\u{900}-\u{2129}]x?", "share ωx", &["share 5x"]),
            ("share .*[ſ\u{212A}]x?", "share sx", &[]),
            ("share .*[0-z]x?", "share ax", &[]),
        ] {
            let signs = Signs::of(source).unwrap();
            assert!(signs.fit(&mut LineSigns::new(yes)), "{source}");
            for line in no {
                assert!(!signs.fit(&mut LineSigns::new(line)), "{source}: {line}");
            }
        }
    }

    #[test]
    fn last_bytes_are_those_that_a_match_can_end_with() {
        for (source, yes, no) in [
            ("share .*[0-9](?: ?[km])?", "18k", "x!"),
            ("share (?:it|this)?(?: now)*", " tsw", "x1"),
            ("[0-9]+(?:[.,][0-9]+)?", "09", "oé"),
            ("share .*[ſx]", "sxé1", ""),
            ("share o(?:ab|[0-9]*)", "ob9", "ax"),
            ("share (?:été|[à-ü])", "éü", "e."),
        ] {
            let lasts = Signs::of(source).unwrap().lasts;
            let has = |c: char| lasts & bits_of(c.to_string().bytes().last().unwrap()) != 0;
            assert!(yes.chars().all(has), "{source}");
            assert!(!no.chars().any(has), "{source}");
        }
    }

    #[test]
    fn long_literals_are_cut_between_characters() {
        let long = "字".repeat(40);
        let expected = owned(vec!["字".repeat(ANCHOR_MAX_CHARS)]);
        let anchor = |source: String| Signs::of(&source).unwrap().anchor;
        assert_eq!(anchor(format!("{long} .*")), Anchor::Head(expected.clone()));
        assert_eq!(anchor(format!(".* {long}")), Anchor::Tail(expected));
    }

    #[test]
    fn what_begins_with_a_digit_and_has_no_letter_is_weak() {
        for (literal, expected) in [
            ("1", true),
            ("12. ", true),
            ("1 day", false),
            (") 1", false),
        ] {
            assert_eq!(is_weak(literal), expected, "{literal}");
        }
    }

    #[test]
    fn letters_of_wider_scripts_have_three_bytes_when_folded() {
        for c in WIDER_SCRIPTS.into_iter().flatten() {
            assert!(fold_char(c).len_utf8() >= 3, "{c}");
        }
    }
}
