//! How the profile of a line is read from its text.

mod wide;

use std::ops::Range;

use crate::page::letter::{BYTES, Class, Letters, is_sentence_end};
use crate::page::link::{OpenTexts, target_end};
use crate::page::profile::{Profile, SEED, mix, sign};
use crate::page::run::{Run, Words};
use crate::page::stamp::{is_clock, is_date};
use crate::page::word::{STEM_LETTERS, STEM_MIN, Word, hash_of};

/// Years and the numbers of parts have no more digits; of longer numbers so many are read.
const NUMBER_DIGITS: u32 = 4;

/// Two counts in one number.
#[derive(Clone, Copy, Default)]
struct Pair(u64);

impl Pair {
    #[inline]
    fn add(&mut self, first: u32, second: u32) {
        self.0 = self
            .0
            .wrapping_add(u64::from(first) | u64::from(second) << 32);
    }

    fn counts(self) -> (u32, u32) {
        (self.0 as u32, (self.0 >> 32) as u32)
    }
}

/// What a line is read with, beside its profile.
struct Reader<'s> {
    profile: Profile,
    stems: &'s mut Vec<u32>,
    word: Word,
    characters: Letters,
    /// Words and letters, in lower case and capitals.
    words: Pair,
    letters: Pair,
    /// Where what is marked as a heading or item begins, and where the first space stands, in characters.
    start: u32,
    first_space: u32,
    /// Behind a final mark, and behind the space after it.
    ended: bool,
    spaced: bool,
}

impl Profile {
    /// The profile of a line, which is the `range` of a text; its stems are added to `stems`.
    pub(crate) fn of(text: &str, range: Range<usize>, stems: &mut Vec<u32>) -> Profile {
        let mut reader = Reader {
            profile: Profile {
                hash: SEED,
                stems: (stems.len() as u32, 0),
                ..Profile::default()
            },
            stems,
            word: Word::default(),
            characters: Letters::default(),
            words: Pair::default(),
            letters: Pair::default(),
            start: 0,
            first_space: u32::MAX,
            ended: false,
            spaced: false,
        };
        reader.read(&text[range.clone()], &text.as_bytes()[range.start..]);
        let Reader {
            mut profile,
            stems,
            words,
            letters,
            first_space,
            ..
        } = reader;
        (profile.lower, profile.upper) = words.counts();
        (profile.lower_letters, profile.upper_letters) = letters.counts();
        profile.first_word = first_space.min(profile.width);
        profile.stems.1 = stems.len() as u32;
        profile
    }
}

impl Reader<'_> {
    /// Reads a line; `source` is the text from where it begins.
    fn read(&mut self, content: &str, source: &[u8]) {
        let bytes = content.as_bytes();
        let mut at = self.profile.lead(content);
        let mut texts = OpenTexts::default();
        // Whether a bracket has been seen.
        let mut bracketed = false;
        self.start = at as u32;
        self.profile.width = self.start;
        while at < bytes.len() {
            let byte = bytes[at];
            let kind = BYTES[usize::from(byte)];
            // Behind a word and its space nearly always comes a word: that is asked first.
            if matches!(kind, Class::Lower | Class::Upper | Class::Digit) {
                if !self.ended && self.word.letters == 0 {
                    let read = self.short_words(&source[at..], bytes.len() - at);
                    at += read;
                    if read > 0 {
                        continue;
                    }
                }
                at = self.ascii_run(bytes, &source[at..], at, kind);
                continue;
            }
            match kind {
                Class::Space => {
                    self.space();
                    at += 1;
                }
                Class::Letter => at = self.wide(content, at),
                _ => {
                    let profile = &mut self.profile;
                    profile.width += 1;
                    match byte {
                        b':' if is_clock(bytes, at) => profile.signs |= sign::CLOCK,
                        b':' if bytes[at..].starts_with(b"://") => profile.signs |= sign::ADDRESS,
                        b'.' | b'/' | b'-' if is_date(bytes, at) => profile.signs |= sign::YEAR,
                        b'[' => {
                            texts.begin(profile.length, profile.linked);
                            bracketed = true;
                        }
                        b']' => {
                            let text = texts.end();
                            if let Some(end) = target_end(bytes, at) {
                                let links = &mut profile.links;
                                match text {
                                    Some(text) => profile.linked = text.linked(profile.length),
                                    None => links.end_text(profile.length),
                                }
                                links.target_open = bytes[end - 1] != b')';
                                profile.width += (end - at - 1) as u32;
                                bracketed = true;
                                self.end_word();
                                at = end;
                                continue;
                            }
                        }
                        b'(' => bracketed = true,
                        b')' if !bracketed => {
                            profile.links.end_target(profile.length);
                            bracketed = true;
                        }
                        _ => {}
                    }
                    self.sign(char::from(byte));
                    at += 1;
                }
            }
        }
        if self.word.letters > 0 && self.word.first == Class::Lower {
            self.profile.signs |= sign::LOWER_END;
        }
        self.end_word();
        let profile = &mut self.profile;
        texts.leave(&mut profile.links, profile.length, profile.linked);
    }

    /// Reads short words of ASCII that follow one another: most of most texts. `source` begins with them, and the line has so many more bytes; gives how many have been read.
    #[inline]
    fn short_words(&mut self, source: &[u8], limit: usize) -> usize {
        let mut words = Words::default();
        let mut hash = self.profile.hash;
        let mut first = 0;
        while let Some((stem, letters)) = words.next(&source[words.bytes..], limit - words.bytes) {
            let word = hash_of(stem, letters);
            if letters >= STEM_MIN {
                self.stems.push(word);
            }
            hash = mix(hash, word ^ letters);
            if words.count == 1 {
                first = letters;
            }
        }
        if words.count == 0 {
            return 0;
        }
        let (lower, upper) = words.letters();
        self.letters.add(lower, upper);
        let (starts_lower, starts_upper) = words.starts();
        self.words.add(starts_lower, starts_upper);
        self.word.previous = None;
        let bytes = words.bytes as u32;
        let profile = &mut self.profile;
        if words.spaces > 0 {
            self.spaced = true;
            self.first_space = self.first_space.min(profile.width + first);
        }
        if words.bytes == limit && words.ends_lower {
            profile.signs |= sign::LOWER_END;
        }
        profile.hash = hash;
        profile.words += words.count;
        profile.gaps += words.spaces;
        profile.digits += bytes - words.spaces - lower - upper;
        profile.width += bytes;
        profile.length += bytes;
        words.bytes
    }

    /// Reads the letters and digits of ASCII at `at`, where `source` begins, as a part of a word; the first is of this kind. Gives where they end.
    #[inline]
    fn ascii_run(&mut self, bytes: &[u8], source: &[u8], at: usize, kind: Class) -> usize {
        let run = Run::of(source, bytes.len() - at);
        let end = at + run.length;
        if self.ended {
            self.profile.breaks += u32::from(self.spaced && !run.starts_lower);
            self.ended = false;
        }
        self.letters.add(run.lower, run.upper);
        let profile = &mut self.profile;
        profile.digits += run.digits();
        let numeric = run.lower + run.upper == 0;
        let length = run.length as u32;
        let word = &mut self.word;
        word.begin(kind);
        word.numeric &= numeric;
        if word.numeric {
            let digits = bytes[at..end].iter();
            for byte in digits.take(NUMBER_DIGITS.saturating_sub(word.letters) as usize) {
                word.number = word.number * 10 + u32::from(byte - b'0');
            }
        }
        if word.letters < STEM_LETTERS {
            let room = STEM_LETTERS - word.letters;
            word.stem ^= run.first(room as usize) << (8 * word.letters);
        }
        word.letters += length;
        if word.numeric && word.letters == length && profile.words <= 1 {
            self.number(&bytes[end..]);
        }
        self.profile.width += length;
        self.profile.length += length;
        end
    }

    /// Takes in the number that has been read, behind which this stands, if it is that of a part: the first word of the line, or the second.
    fn number(&mut self, behind: &[u8]) {
        let Reader { profile, word, .. } = self;
        let before = match profile.words {
            0 if profile.width == self.start => 0,
            1 if profile.number == 0 && profile.width.checked_sub(1) == Some(self.first_space) => {
                (profile.hash >> 32) as u32
            }
            _ => return,
        };
        // Markdown has a backslash before a mark that would begin a list.
        let marks = behind.iter().take_while(|byte| b".):\\".contains(byte));
        let ends = match behind[marks.count()..] {
            // A space that breaks no line, and one as wide as an ideogram.
            [] | [0xC2, 0xA0, ..] | [0xE3, 0x80, 0x80, ..] => true,
            [byte, ..] => BYTES[usize::from(byte)] == Class::Space,
        };
        if ends && word.letters <= NUMBER_DIGITS {
            (profile.number, profile.number_word) = (word.number as u16, before);
        }
    }

    #[inline]
    fn space(&mut self) {
        self.end_word();
        self.first_space = self.first_space.min(self.profile.width);
        self.profile.width += 1;
        self.profile.gaps += 1;
        self.spaced = true;
        self.profile.length += u32::from(self.profile.words > 0);
    }

    fn sign(&mut self, c: char) {
        let inside = matches!(c, '\'' | '’' | '-') && self.word.letters > 0;
        if !inside {
            self.end_word();
        }
        let profile = &mut self.profile;
        match c {
            ',' | '，' | '、' | '،' => profile.commas += 1,
            '|' | '·' | '•' if profile.words > 0 => profile.bars += 1,
            '@' => profile.signs |= sign::ADDRESS,
            '=' | '(' | '{' | '}' | '<' | '>' | ';' | '\\' => profile.signs |= sign::PROGRAM,
            '©' => profile.signs |= sign::COPYRIGHT,
            _ => {}
        }
        if is_sentence_end(c) {
            self.ended = true;
            self.spaced = false;
        }
        if !matches!(c, '*' | '_' | '\\' | '[' | ']' | '#' | '`') {
            profile.length += 1;
        }
    }

    #[inline]
    fn end_word(&mut self) {
        let word = &mut self.word;
        word.previous = None;
        if word.letters == 0 {
            return;
        }
        let profile = &mut self.profile;
        profile.words += 1;
        self.words.add(
            (word.first == Class::Lower).into(),
            (word.first == Class::Upper).into(),
        );
        if word.numeric && word.letters == 4 && (1900..2100).contains(&word.number) {
            profile.signs |= sign::YEAR;
        }
        let hash = word.hash();
        if word.letters >= STEM_MIN && !word.numeric {
            self.stems.push(hash);
        }
        profile.hash = mix(profile.hash, hash ^ word.letters);
        word.letters = 0;
    }
}

impl Profile {
    /// Skips the marks before the first word.
    fn lead(&mut self, content: &str) -> usize {
        let bytes = content.as_bytes();
        let mut at = bytes
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        self.indent = at as u32;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' | b'\\' | b'_' => {}
                // The bullet of a list in a list, where a tool has only letters for it.
                b'o' if self.indent > 0
                    && at == self.indent as usize
                    && bytes.get(at + 1) == Some(&b' ')
                    && bytes
                        .get(at + 2)
                        .is_none_or(|next| !next.is_ascii_lowercase()) =>
                {
                    self.signs |= sign::ITEM
                }
                b'#' => self.signs |= sign::HEADING,
                b'*' | b'-' | b'+' if bytes.get(at + 1) == Some(&b' ') => self.signs |= sign::ITEM,
                b'*' | b'>' => {}
                b'|' => {}
                _ => break,
            }
            at += 1;
        }
        let rest = &content[at..];
        let first = rest.chars().next().unwrap_or(' ');
        if matches!(first, '•' | '●' | '▪' | '◦' | '‣' | '■') {
            self.signs |= sign::ITEM;
        }
        if matches!(
            first,
            ',' | '.' | ')' | ';' | ':' | '!' | '?' | '，' | '。' | '、' | '’' | '”' | '»'
        ) {
            self.signs |= sign::CONTINUES;
        }
        if first.is_lowercase() {
            self.signs |= sign::LOWER_START;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a line has, in short: counts that are not 0, and signs.
    fn described(line: &str) -> String {
        let mut stems = Vec::new();
        let profile = Profile::of(line, 0..line.len(), &mut stems);
        let counts = [
            ("length", profile.length),
            ("width", profile.width),
            ("indent", profile.indent),
            ("first", profile.first_word),
            ("words", profile.words),
            ("lower", profile.lower),
            ("upper", profile.upper),
            ("lower letters", profile.lower_letters),
            ("upper letters", profile.upper_letters),
            ("breaks", profile.breaks),
            ("commas", profile.commas),
            ("bars", profile.bars),
            ("gaps", profile.gaps),
            ("digits", profile.digits),
            ("linked", profile.linked),
            ("stems", stems.len() as u32),
            ("number", profile.number.into()),
        ];
        let signs = [
            ("clock", sign::CLOCK),
            ("year", sign::YEAR),
            ("heading", sign::HEADING),
            ("item", sign::ITEM),
            ("address", sign::ADDRESS),
            ("copyright", sign::COPYRIGHT),
            ("lower start", sign::LOWER_START),
            ("continues", sign::CONTINUES),
            ("lower end", sign::LOWER_END),
            ("spaceless", sign::SPACELESS),
            ("program", sign::PROGRAM),
        ];
        let counts = counts.iter().filter(|(_, count)| *count > 0);
        let mut parts: Vec<String> = counts
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        let signs = signs.iter().filter(|(_, bit)| profile.has(*bit));
        parts.extend(signs.map(|(name, _)| (*name).to_owned()));
        parts.join(", ")
    }

    #[test]
    fn numbers_are_those_that_lines_begin_with() {
        let number = |line: &str| {
            let profile = Profile::of(line, 0..line.len(), &mut Vec::new());
            (profile.number, profile.number_word)
        };
        for (line, expected, behind_word) in [
            ("3. Norway", 3, false),
            ("# 10) The Netherlands", 10, false),
            ("  * 3 gulls", 3, false),
            ("3.\u{A0}Norway", 3, false),
            ("3\u{3000}鍋に油", 3, false),
            ("Step 3", 3, true),
            ("Шаг 12: rain", 12, true),
            ("Step: 3", 3, true),
            ("2021 5", 2021, false),
            ("3.5 km", 0, false),
            ("3rd 5", 5, true),
            ("3-4 gulls", 0, false),
            ("10:30 Norway", 0, false),
            ("(3) Norway", 0, false),
            ("[3] Norway", 0, false),
            ("Step (3)", 0, false),
            ("Step three 3", 0, false),
            ("99999 gulls", 0, false),
            ("Norway", 0, false),
            ("", 0, false),
        ] {
            let (found, word) = number(line);
            assert_eq!((found, word != 0), (expected, behind_word), "{line}");
        }
        assert_eq!(number("Day 1"), (1, number("Day 2: rain").1));
        assert_ne!(number("Day 1").1, number("Step 1").1);
    }

    #[test]
    fn profiles_are_what_lines_have() {
        for (line, expected) in [
            ("", ""),
            ("   ", "width 3, indent 3, first 3"),
            (
                "Home",
                "length 4, width 4, first 4, words 1, upper 1, lower letters 3, upper letters 1, stems 1",
            ),
            (
                "It rained, and nobody came. The pier was closed! he said",
                "length 56, width 56, first 2, words 11, lower 9, upper 2, lower letters 41, upper letters 2, breaks 1, commas 1, gaps 10, stems 6, lower end",
            ),
            (
                "  * Bread and butter",
                "length 16, width 20, indent 2, first 9, words 3, lower 2, upper 1, lower letters 13, upper letters 1, gaps 2, stems 2, item, lower end",
            ),
            (
                "   o Soup",
                "length 4, width 9, indent 3, first 9, words 1, upper 1, lower letters 3, upper letters 1, stems 1, item",
            ),
            (
                "## History",
                "length 7, width 10, first 10, words 1, upper 1, lower letters 6, upper letters 1, stems 1, heading",
            ),
            (
                "\\- _word_",
                "length 4, width 9, first 9, words 1, lower 1, lower letters 4, stems 1, item, lower start",
            ),
            (
                "1. Norway",
                "length 9, width 9, first 2, words 2, upper 1, lower letters 5, upper letters 1, breaks 1, gaps 1, digits 1, stems 1, number 1",
            ),
            (
                "● Über Grün",
                "length 10, width 11, first 1, words 2, upper 2, lower letters 6, upper letters 2, gaps 2, stems 2, item",
            ),
            (
                ", and so on",
                "length 10, width 11, first 1, words 3, lower 3, lower letters 7, commas 1, gaps 3, continues, lower end",
            ),
            (
                "it’s a well-known O'Neill word-",
                "length 31, width 31, first 4, words 5, lower 4, upper 1, lower letters 21, upper letters 2, gaps 4, stems 3, lower start, lower end",
            ),
            (
                "News | Sport · Video • Radio",
                "length 28, width 28, first 4, words 4, upper 4, lower letters 15, upper letters 4, bars 3, gaps 6, stems 4",
            ),
            (
                "| not a bar",
                "length 9, width 11, first 5, words 3, lower 3, lower letters 7, gaps 2, lower start, lower end",
            ),
            (
                "12:30 on 17.6.2021",
                "length 18, width 18, first 5, words 6, lower 1, lower letters 2, gaps 2, digits 11, clock, year",
            ),
            (
                "2021-06-17 at 9:5",
                "length 17, width 17, first 10, words 4, lower 1, lower letters 2, gaps 2, digits 10, year",
            ),
            (
                "In 1899, 2021 and 2100",
                "length 22, width 22, first 2, words 5, lower 1, upper 1, lower letters 4, upper letters 1, commas 1, gaps 4, digits 12, year",
            ),
            (
                "see http://a.example or me@b.example",
                "length 36, width 36, first 3, words 8, lower 8, lower letters 27, gaps 3, stems 3, address, lower start, lower end",
            ),
            (
                "[Home](https://a.example/b) and [more]",
                "length 13, width 38, first 27, words 3, lower 2, upper 1, lower letters 10, upper letters 1, gaps 2, linked 4, stems 2",
            ),
            (
                "![x](y)[Sport](z) now",
                "length 11, width 21, first 17, words 3, lower 2, upper 1, lower letters 8, upper letters 1, gaps 1, linked 6, stems 1, continues, lower end",
            ),
            (
                "let x = f(a);",
                "length 13, width 13, first 3, words 4, lower 4, lower letters 6, gaps 3, lower start, program",
            ),
            (
                "© 2021 ÉCOLE Été",
                "length 15, width 16, first 1, words 3, upper 2, lower letters 2, upper letters 6, gaps 3, digits 4, stems 1, year, copyright",
            ),
            (
                "Мост закрыт. Паром, 12 мая",
                "length 26, width 26, first 4, words 5, lower 2, upper 2, lower letters 16, upper letters 2, breaks 1, commas 1, gaps 4, digits 2, stems 3, lower end",
            ),
            (
                "市政府周三宣布，石河上。好",
                "length 35, width 13, first 13, words 8, breaks 1, commas 1, stems 8, spaceless",
            ),
            (
                "ab漢字cd é1 a1b2",
                "length 18, width 14, first 6, words 4, lower 3, lower letters 7, gaps 2, digits 3, stems 3, lower start, lower end, spaceless",
            ),
            (
                "a\u{a0}b\u{3000}c",
                "length 5, width 5, first 1, words 3, lower 3, lower letters 3, gaps 2, lower start, lower end",
            ),
            (
                "Done… Next one? \"Yes.\" no. Yes",
                "length 30, width 30, first 5, words 6, lower 2, upper 4, lower letters 15, upper letters 4, breaks 3, gaps 5, stems 2",
            ),
            (
                "averyveryLONGword0123456789 and more",
                "length 36, width 36, first 27, words 3, lower 3, lower letters 20, upper letters 4, gaps 2, digits 10, stems 2, lower start, lower end",
            ),
        ] {
            assert_eq!(described(line), expected, "{line}");
        }
    }

    fn stems(line: &str) -> Vec<u32> {
        let mut stems = Vec::new();
        Profile::of(line, 0..line.len(), &mut stems);
        stems
    }

    #[test]
    fn a_word_has_the_same_stem_however_it_is_written() {
        for (one, other) in [
            ("bread butter", "BREAD, Butter!"),
            ("well-known", "wellknown"),
            ("it’s rained", "its 5 rained"),
            ("ÜBERALL", "überall"),
            ("Мосты", "МОСТЫ"),
            ("갈매기는 병원에", "갈매기를 이 병원까지"),
            // Behind the seventh letter words may differ.
            ("harbours", "harboured"),
        ] {
            assert_eq!(stems(one), stems(other), "{one}");
            assert!(!stems(one).is_empty(), "{one}");
        }
        for (one, other) in [
            ("bread", "broad"),
            ("harbor", "harbour"),
            ("mast", "maste"),
            ("漢字", "字漢"),
        ] {
            assert_ne!(stems(one), stems(other), "{one}");
        }
        assert!(stems("the sea 2021").is_empty());
    }
}
