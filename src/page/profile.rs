//! What a line of a page looks like, beyond its shape: length, case, sentences, signs, and the stems that tell what it is about.

use std::sync::LazyLock;

use crate::fold::fold_char;
use crate::line::is_spaceless;

/// Counts over one line, or over several lines that are one paragraph. Markup of Markdown is not counted, nor are the targets of its links.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Profile {
    /// Characters; those of scripts without spaces count twice.
    pub(crate) length: u32,
    /// Characters as they stand, markup included: what a tool that wraps lines counts.
    pub(crate) width: u32,
    /// Characters of white space before the first sign.
    pub(crate) indent: u32,
    /// Characters of the first word, markup included.
    pub(crate) first_word: u32,
    pub(crate) words: u32,
    /// Words that start with a lower-case letter.
    pub(crate) lower: u32,
    /// Words that start with an upper-case letter.
    pub(crate) upper: u32,
    pub(crate) lower_letters: u32,
    pub(crate) upper_letters: u32,
    /// Places inside where a sentence ends and the next one begins.
    pub(crate) breaks: u32,
    pub(crate) commas: u32,
    pub(crate) digits: u32,
    /// Characters that are texts of links.
    pub(crate) linked: u32,
    /// Hash of all words: equal for equal lines.
    pub(crate) hash: u64,
    /// Bits of [`sign`].
    pub(crate) signs: u16,
    /// The first and the last stem, among all of the page.
    pub(crate) stems: (u32, u32),
}

/// Signs that stand in a line.
pub(crate) mod sign {
    /// `|` or a middle dot between words.
    pub(crate) const BAR: u16 = 1;
    /// A clock time.
    pub(crate) const CLOCK: u16 = 2;
    /// A year of the last or this century, or a date in digits.
    pub(crate) const YEAR: u16 = 4;
    /// Starts with the mark of a heading.
    pub(crate) const HEADING: u16 = 8;
    /// Starts with the mark of a list item.
    pub(crate) const ITEM: u16 = 16;
    /// An address: `@` or `://`.
    pub(crate) const ADDRESS: u16 = 32;
    pub(crate) const COPYRIGHT: u16 = 64;
    /// Starts with a lower-case letter.
    pub(crate) const LOWER_START: u16 = 128;
    /// Starts with a sign that goes on with a sentence: `,`, `.`, `)`.
    pub(crate) const CONTINUES: u16 = 256;
    /// Its last word starts with a lower-case letter.
    pub(crate) const LOWER_END: u16 = 512;
    /// Letters of a script without spaces.
    pub(crate) const SPACELESS: u16 = 1024;
}

/// A stem is the beginning of a word: of a word of this many letters or more, so many.
const STEM_MIN: u32 = 4;
const STEM_LETTERS: u32 = 7;
/// Longer targets of links than this, in bytes, are taken for text.
const TARGET_BYTES: usize = 2000;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Lower,
    Upper,
    Letter,
    Digit,
    Space,
    Sign,
}

pub(crate) fn class(c: char) -> Class {
    if c.is_ascii() {
        return ASCII[c as usize];
    }
    match TABLE.get(c as usize) {
        Some((class, _)) => *class,
        None => class_of(c),
    }
}

/// Simple case folding.
fn fold(c: char) -> char {
    match TABLE.get(c as usize) {
        Some((_, folded)) => *folded,
        None => fold_char(c),
    }
}

/// Class and folding of the characters of most alphabets: the tables of the standard library are slower.
static TABLE: LazyLock<Vec<(Class, char)>> = LazyLock::new(|| {
    let characters = '\0'..='\u{1FFF}';
    characters.map(|c| (class_of(c), fold_char(c))).collect()
});

const ASCII: [Class; 128] = {
    let mut table = [Class::Sign; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = ascii_class(byte as u8);
        byte += 1;
    }
    table
};

const fn ascii_class(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' => Class::Lower,
        b'A'..=b'Z' => Class::Upper,
        b'0'..=b'9' => Class::Digit,
        b' ' | b'\t' | b'\r' | 0x0B | 0x0C => Class::Space,
        _ => Class::Sign,
    }
}

fn class_of(c: char) -> Class {
    if c.is_ascii() {
        return ascii_class(c as u8);
    }
    match c {
        '\u{A0}' | '\u{2000}'..='\u{200F}' | '\u{3000}' | '\u{FEFF}' => Class::Space,
        '\u{80}'..='\u{BF}'
        | '\u{2010}'..='\u{2BFF}'
        | '\u{3001}'..='\u{303F}'
        | '\u{FF00}'..='\u{FF0F}' => Class::Sign,
        '\u{2E80}'..='\u{D7FF}' => Class::Letter,
        _ if c.is_lowercase() => Class::Lower,
        _ if c.is_uppercase() => Class::Upper,
        _ if c.is_numeric() => Class::Digit,
        // Vowel signs of Indic and Thai words are marks, not letters.
        _ if c.is_alphanumeric() || is_mark(c) => Class::Letter,
        _ => Class::Sign,
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{65F}' | '\u{900}'..='\u{1FFF}')
}

pub(crate) fn is_sentence_end(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '。'
            | '！'
            | '？'
            | '．'
            | '।'
            | '॥'
            | '۔'
            | '؟'
            | '։'
            | '።'
            | '។'
            | '။'
    )
}

/// A word that is being read.
#[derive(Default)]
struct Word {
    letters: u32,
    hash: u64,
    first: Option<Class>,
    numeric: bool,
    /// What its digits say, of four digits at most.
    number: u32,
    /// The character before, of a script without spaces.
    previous: Option<char>,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// A step of a multiplicative hash (Knuth, The Art of Computer Programming 3, 6.4).
fn mix(hash: u64, c: u32) -> u64 {
    (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Profile {
    /// The profile of a line; its stems are added to `stems`.
    pub(crate) fn of(content: &str, stems: &mut Vec<u32>) -> Profile {
        let mut profile = Profile {
            hash: SEED,
            stems: (stems.len() as u32, 0),
            ..Profile::default()
        };
        profile.read(content, stems);
        profile.stems.1 = stems.len() as u32;
        profile
    }

    fn read(&mut self, content: &str, stems: &mut Vec<u32>) {
        let bytes = content.as_bytes();
        let mut at = self.lead(content);
        let mut word = Word::default();
        // Behind a final mark, and behind the space after it.
        let mut ended = false;
        let mut spaced = false;
        let mut link_start = None;
        let mut first_space = None;
        self.width = at as u32;
        while at < bytes.len() {
            let byte = bytes[at];
            let (c, kind, size) = if byte < 128 {
                (char::from(byte), ASCII[usize::from(byte)], 1)
            } else {
                let c = content[at..].chars().next().unwrap_or(' ');
                (c, class(c), c.len_utf8())
            };
            self.width += 1;
            match kind {
                Class::Lower | Class::Upper | Class::Letter | Class::Digit => {
                    if ended && kind != Class::Lower && (spaced || !c.is_ascii()) {
                        self.breaks += 1;
                    }
                    ended = false;
                    self.letter(&mut word, c, kind, stems);
                }
                Class::Space => {
                    self.end_word(&mut word, stems);
                    first_space.get_or_insert(self.width - 1);
                    spaced = true;
                    if self.words > 0 {
                        self.length += 1;
                    }
                }
                Class::Sign => {
                    let inside = matches!(c, '\'' | '’' | '-') && word.letters > 0;
                    if !inside {
                        self.end_word(&mut word, stems);
                    }
                    match c {
                        ',' | '，' | '、' | '،' => self.commas += 1,
                        '|' | '·' | '•' if self.words > 0 => self.signs |= sign::BAR,
                        '@' => self.signs |= sign::ADDRESS,
                        '©' => self.signs |= sign::COPYRIGHT,
                        ':' if is_clock(bytes, at) => self.signs |= sign::CLOCK,
                        ':' if bytes[at..].starts_with(b"://") => self.signs |= sign::ADDRESS,
                        '.' | '/' | '-' if is_date(bytes, at) => self.signs |= sign::YEAR,
                        '[' => link_start = Some(self.length),
                        ']' => {
                            if let Some(start) = link_start.take()
                                && let Some(end) = target_end(bytes, at)
                            {
                                self.linked += self.length - start;
                                self.width += (end - at - 1) as u32;
                                at = end;
                                continue;
                            }
                        }
                        _ => {}
                    }
                    if is_sentence_end(c) {
                        ended = true;
                        spaced = false;
                    }
                    if !matches!(c, '*' | '_' | '\\' | '[' | ']' | '#' | '`') {
                        self.length += 1;
                    }
                }
            }
            at += size;
        }
        let last_is_lower = word.first == Some(Class::Lower);
        self.end_word(&mut word, stems);
        if last_is_lower {
            self.signs |= sign::LOWER_END;
        }
        self.first_word = first_space.unwrap_or(self.width);
    }

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

    #[inline]
    fn letter(&mut self, word: &mut Word, c: char, kind: Class, stems: &mut Vec<u32>) {
        self.length += 1;
        match kind {
            Class::Lower => self.lower_letters += 1,
            Class::Upper => self.upper_letters += 1,
            Class::Digit => self.digits += 1,
            _ if is_spaceless(c) => {
                self.length += 1;
                self.signs |= sign::SPACELESS;
                if let Some(previous) = word.previous {
                    let pair = mix(mix(SEED, previous.into()), c.into());
                    stems.push((pair >> 32) as u32);
                    self.hash = mix(self.hash, pair as u32);
                }
                // Two characters of such a script are about a word.
                if word.previous.replace(c).is_some() {
                    word.previous = None;
                    self.words += 1;
                    word.previous = Some(c);
                }
                return;
            }
            _ => {}
        }
        if word.letters == 0 {
            word.first = Some(kind);
            word.hash = SEED;
            word.numeric = true;
        }
        word.numeric &= kind == Class::Digit;
        if let Some(digit) = c.to_digit(10).filter(|_| word.letters < 4) {
            word.number = word.number * 10 + digit;
        }
        if word.letters < STEM_LETTERS {
            let folded = if c.is_ascii() {
                c.to_ascii_lowercase()
            } else {
                fold(c)
            };
            word.hash = mix(word.hash, folded.into());
        }
        word.letters += 1;
    }

    #[inline]
    fn end_word(&mut self, word: &mut Word, stems: &mut Vec<u32>) {
        word.previous = None;
        if word.letters == 0 {
            return;
        }
        self.words += 1;
        match word.first {
            Some(Class::Lower) => self.lower += 1,
            Some(Class::Upper) => self.upper += 1,
            _ => {}
        }
        if word.numeric && word.letters == 4 && (1900..2100).contains(&word.number) {
            self.signs |= sign::YEAR;
        }
        if word.letters >= STEM_MIN && !word.numeric {
            stems.push((word.hash >> 32) as u32);
        }
        self.hash = mix(self.hash, (word.hash >> 32) as u32 ^ word.letters);
        *word = Word::default();
    }

    /// Takes in the line that goes on with this one.
    pub(crate) fn join(&mut self, next: &Profile, ended: bool) {
        self.length += next.length + 1;
        self.words += next.words;
        self.lower += next.lower;
        self.upper += next.upper;
        self.lower_letters += next.lower_letters;
        self.upper_letters += next.upper_letters;
        self.breaks += next.breaks + u32::from(ended && next.signs & sign::LOWER_START == 0);
        self.commas += next.commas;
        self.digits += next.digits;
        self.linked += next.linked;
        self.hash = mix(self.hash, (next.hash >> 32) as u32);
        self.signs = (self.signs & !sign::LOWER_END)
            | (next.signs & !(sign::LOWER_START | sign::CONTINUES | sign::HEADING | sign::ITEM));
        self.stems.1 = next.stems.1;
    }

    pub(crate) fn has(&self, signs: u16) -> bool {
        self.signs & signs != 0
    }

    /// Share of lower-case words among those that have a case; nothing where too few have one to tell.
    pub(crate) fn lower_share(&self) -> Option<f32> {
        let cased = self.lower + self.upper;
        (cased * 10 >= self.words * 3 && cased > 0).then(|| self.lower as f32 / cased as f32)
    }

    /// Share of characters that are texts of links.
    pub(crate) fn linked_share(&self) -> f32 {
        self.linked as f32 / self.length.max(1) as f32
    }
}

fn digit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_digit)
}

fn is_clock(bytes: &[u8], colon: usize) -> bool {
    colon > 0
        && digit(bytes, colon - 1)
        && digit(bytes, colon + 1)
        && digit(bytes, colon + 2)
        && !digit(bytes, colon + 3)
}

/// Whether the sign at `at` is the first of two that join three numbers: `17.6.2021`, `2021-06-17`.
fn is_date(bytes: &[u8], at: usize) -> bool {
    if at == 0 || !digit(bytes, at - 1) {
        return false;
    }
    let digits = bytes[at + 1..]
        .iter()
        .take(4)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let second = at + 1 + digits;
    (1..=2).contains(&digits) && bytes.get(second) == Some(&bytes[at]) && digit(bytes, second + 1)
}

/// Where the target ends of the Markdown link whose text ends at `bracket`.
fn target_end(bytes: &[u8], bracket: usize) -> Option<usize> {
    if bytes.get(bracket + 1) != Some(&b'(') {
        return None;
    }
    let rest = &bytes[bracket + 2..];
    let rest = &rest[..rest.len().min(TARGET_BYTES)];
    memchr::memchr(b')', rest).map(|length| bracket + 3 + length)
}
