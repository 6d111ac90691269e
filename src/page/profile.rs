//! What a line of a page looks like, beyond its shape: length, case, sentences, signs, and the stems that tell what it is about.

use std::sync::OnceLock;

use crate::evidence::Survey;
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

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Class {
    Lower,
    Upper,
    Letter,
    Digit,
    Space,
    #[default]
    Sign,
}

pub(crate) fn class(c: char) -> Class {
    match ASCII.get(c as usize) {
        Some(class) => *class,
        None => look_up(c).0,
    }
}

/// Classes and foldings that have been asked for, in pages of 256 characters: the tables of the standard library are slower.
static PAGES: [OnceLock<[(Class, u16); PAGE]>; 32] = [const { OnceLock::new() }; 32];
const PAGE: usize = 256;

/// Class and simple case folding of a character.
#[inline]
fn look_up(c: char) -> (Class, u32) {
    let code = c as usize;
    let Some(page) = PAGES.get(code / PAGE) else {
        return (class_of(c), fold_char(c).into());
    };
    let page = page.get_or_init(|| {
        std::array::from_fn(|place| {
            let code = (code - code % PAGE + place) as u16;
            let c = char::from_u32(code.into()).unwrap_or(' ');
            (
                class_of(c),
                u16::try_from(u32::from(fold_char(c))).unwrap_or(code),
            )
        })
    });
    let (class, folded) = page[code % PAGE];
    (class, folded.into())
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Sign; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = ascii_class(byte as u8);
        byte += 1;
    }
    table
};

/// The same for bytes; those of other characters are letters until they are looked up.
const BYTES: [Class; 256] = {
    let mut table = [Class::Letter; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = ASCII[byte];
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

/// Whether a word ends before the byte: not before a letter, nor before what stands inside words, nor where that is to be looked up.
const ENDS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let inside = matches!(byte as u8, b'\'' | b'-');
        table[byte] = matches!(ASCII[byte], Class::Space | Class::Sign) && !inside;
        byte += 1;
    }
    table
};

/// How many lower-case letters, capitals and digits each byte is, in the fields of [`Counts`]; nothing for all that is no letter or digit of ASCII.
const COUNTED: [u64; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match BYTES[byte] {
            Class::Lower => 1,
            Class::Upper => 1 << Counts::BITS,
            Class::Digit => 1 << (2 * Counts::BITS),
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// Letters and digits of a run of ASCII, in one number so that a byte takes one addition.
#[derive(Clone, Copy)]
struct Counts(u64);

impl Counts {
    const BITS: u32 = 21;
    /// A longer run is counted in parts.
    const MAX: usize = (1 << Counts::BITS) - 1;

    /// Of the run that `bytes` begins with.
    #[inline]
    fn of_run(bytes: &[u8]) -> (Counts, usize) {
        let mut sum = 0;
        let mut length = 0;
        for &byte in &bytes[..bytes.len().min(Counts::MAX)] {
            let counted = COUNTED[usize::from(byte)];
            if counted == 0 {
                break;
            }
            sum += counted;
            length += 1;
        }
        (Counts(sum), length)
    }

    fn field(self, number: u32) -> u32 {
        (self.0 >> (number * Counts::BITS)) as u32 & Counts::MAX as u32
    }
}

/// A word that is being read.
#[derive(Default)]
struct Word {
    letters: u32,
    /// Its first letters, folded: equal for equal ones.
    stem: u64,
    first: Class,
    numeric: bool,
    /// What its digits say, of four digits at most.
    number: u32,
    /// The character before, of a script without spaces.
    previous: Option<char>,
}

impl Word {
    /// Takes in letters that follow one another; `kind` is that of the first.
    #[inline]
    fn begin(&mut self, kind: Class) {
        if self.letters == 0 {
            *self = Word {
                first: kind,
                numeric: true,
                previous: self.previous,
                ..Word::default()
            };
        }
    }

    /// Adds another letter.
    #[inline]
    fn add(&mut self, folded: u32) {
        if self.letters < STEM_LETTERS {
            self.stem = mix(self.stem, folded);
        }
    }

    fn hash(&self) -> u32 {
        (mix(self.stem, self.letters.min(STEM_LETTERS)) >> 32) as u32
    }
}

/// The first letters and digits of a run of ASCII, folded, each in its own place.
#[inline]
fn stem_of(run: &[u8]) -> u64 {
    let length = run.len().min(STEM_LETTERS as usize);
    let eight = match run.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => run
            .iter()
            .rev()
            .fold(0, |eight, byte| eight << 8 | u64::from(*byte)),
    };
    // Letters fold by one bit, which digits have as well.
    (eight | 0x2020_2020_2020_2020) & !(u64::MAX << (8 * length))
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// A step of a multiplicative hash (Knuth, The Art of Computer Programming 3, 6.4).
#[inline]
fn mix(hash: u64, c: u32) -> u64 {
    (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The profiles of the lines of a text, in order.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    pub(crate) lines: Vec<Profile>,
    /// For each stem of a line a number that is the same where the stem is.
    pub(crate) stems: Vec<u32>,
    /// One more than the greatest of these numbers.
    pub(crate) stem_count: u32,
}

impl Profiles {
    pub(crate) fn of(survey: &Survey<'_>) -> Profiles {
        let mut stems = Vec::new();
        let lines = (0..survey.lines.len())
            .map(|number| Profile::of(survey.content(number), &mut stems))
            .collect();
        let stem_count = number(&mut stems);
        Profiles {
            lines,
            stems,
            stem_count,
        }
    }

    /// Those of the lines for which `stays` says so.
    pub(crate) fn retain(&mut self, stays: impl Fn(usize) -> bool) {
        let Profiles { lines, stems, .. } = self;
        let mut number = 0;
        let mut end = 0;
        lines.retain_mut(|line| {
            number += 1;
            let stays = stays(number - 1);
            if stays {
                let range = line.stems.0 as usize..line.stems.1 as usize;
                let length = range.len();
                stems.copy_within(range, end);
                line.stems = (end as u32, (end + length) as u32);
                end += length;
            }
            stays
        });
        stems.truncate(end);
    }
}

/// Places of the table that are looked at for one stem: three quarters are found at the first.
const MAX_PROBES: usize = 64;

/// Equal stems get equal numbers, counted from 0 in the order in which they first stand; gives how many there are.
fn number(stems: &mut [u32]) -> u32 {
    const FREE: (u32, u32) = (0, u32::MAX);
    let bits = (stems.len() * 2)
        .next_power_of_two()
        .trailing_zeros()
        .max(4);
    let mut table = vec![FREE; 1 << bits];
    let mask = table.len() - 1;
    let mut next = 0;
    for stem in stems {
        let mut slot = (stem.wrapping_mul(0x9E37_79B1) >> (32 - bits.min(31))) as usize & mask;
        for probe in 0.. {
            let (there, number) = table[slot];
            if number == u32::MAX {
                table[slot] = (*stem, next);
                *stem = next;
                next += 1;
                break;
            }
            // Whoever makes words for one place of the table gets them taken for one.
            if there == *stem || probe == MAX_PROBES {
                *stem = number;
                break;
            }
            slot = (slot + 1) & mask;
        }
    }
    next
}

/// What a line is read with, beside its profile.
struct Reader<'s> {
    profile: Profile,
    stems: &'s mut Vec<u32>,
    word: Word,
    /// Behind a final mark, and behind the space after it.
    ended: bool,
    spaced: bool,
}

impl Profile {
    /// The profile of a line; its stems are added to `stems`.
    pub(crate) fn of(content: &str, stems: &mut Vec<u32>) -> Profile {
        let mut reader = Reader {
            profile: Profile {
                hash: SEED,
                stems: (stems.len() as u32, 0),
                ..Profile::default()
            },
            stems,
            word: Word::default(),
            ended: false,
            spaced: false,
        };
        reader.read(content);
        let Reader {
            mut profile, stems, ..
        } = reader;
        profile.stems.1 = stems.len() as u32;
        profile
    }
}

impl Reader<'_> {
    fn read(&mut self, content: &str) {
        let bytes = content.as_bytes();
        let mut at = self.profile.lead(content);
        let mut link_start = None;
        let mut first_space = None;
        self.profile.width = at as u32;
        while at < bytes.len() {
            let byte = bytes[at];
            let kind = BYTES[usize::from(byte)];
            match kind {
                Class::Lower | Class::Upper | Class::Digit => {
                    at += self.ascii_run(&bytes[at..], kind);
                    if bytes.get(at) == Some(&b' ') {
                        self.space(&mut first_space);
                        at += 1;
                    }
                    continue;
                }
                Class::Space => {
                    self.space(&mut first_space);
                    at += 1;
                    continue;
                }
                Class::Letter => {
                    let c = content[at..].chars().next().unwrap_or(' ');
                    let (kind, folded) = look_up(c);
                    match kind {
                        Class::Space => self.space(&mut first_space),
                        Class::Sign => {
                            self.profile.width += 1;
                            self.sign(c);
                        }
                        _ => self.letter(c, kind, folded),
                    }
                    at += c.len_utf8();
                    continue;
                }
                Class::Sign => {}
            }
            self.profile.width += 1;
            let profile = &mut self.profile;
            match byte {
                b':' if is_clock(bytes, at) => profile.signs |= sign::CLOCK,
                b':' if bytes[at..].starts_with(b"://") => profile.signs |= sign::ADDRESS,
                b'.' | b'/' | b'-' if is_date(bytes, at) => profile.signs |= sign::YEAR,
                b'[' => link_start = Some(profile.length),
                b']' => {
                    if let Some(start) = link_start.take()
                        && let Some(end) = target_end(bytes, at)
                    {
                        profile.linked += profile.length - start;
                        profile.width += (end - at - 1) as u32;
                        self.end_word();
                        at = end;
                        continue;
                    }
                }
                _ => {}
            }
            self.sign(char::from(byte));
            at += 1;
        }
        if self.word.letters > 0 && self.word.first == Class::Lower {
            self.profile.signs |= sign::LOWER_END;
        }
        self.end_word();
        self.profile.first_word = first_space.unwrap_or(self.profile.width);
    }

    /// Reads the letters and digits of ASCII that `bytes` begins with, of which the first is of this kind; gives their number.
    #[inline]
    fn ascii_run(&mut self, bytes: &[u8], kind: Class) -> usize {
        let (counts, length) = Counts::of_run(bytes);
        let run = &bytes[..length];
        let profile = &mut self.profile;
        if self.ended {
            profile.breaks += u32::from(self.spaced && kind != Class::Lower);
            self.ended = false;
        }
        let digits = counts.field(2);
        profile.width += length as u32;
        profile.length += length as u32;
        profile.lower_letters += counts.field(0);
        profile.upper_letters += counts.field(1);
        profile.digits += digits;
        let numeric = digits as usize == length;
        let ends = bytes
            .get(length)
            .is_none_or(|next| ENDS_WORD[usize::from(*next)]);
        if ends && !numeric && self.word.letters == 0 {
            // Nearly every word is one run.
            let word = Word {
                letters: length as u32,
                stem: stem_of(run),
                first: kind,
                ..Word::default()
            };
            self.word.previous = None;
            self.profile.add(&word, self.stems);
            if length == bytes.len() && kind == Class::Lower {
                self.profile.signs |= sign::LOWER_END;
            }
            return length;
        }
        let word = &mut self.word;
        word.begin(kind);
        word.numeric &= numeric;
        if word.numeric {
            for byte in run
                .iter()
                .take(4usize.saturating_sub(word.letters as usize))
            {
                word.number = word.number * 10 + u32::from(byte - b'0');
            }
        }
        if word.letters < STEM_LETTERS {
            let room = (STEM_LETTERS - word.letters) as usize;
            word.stem ^= stem_of(&run[..length.min(room)]) << (8 * word.letters);
        }
        word.letters += length as u32;
        length
    }

    #[inline]
    fn space(&mut self, first_space: &mut Option<u32>) {
        self.end_word();
        first_space.get_or_insert(self.profile.width);
        self.profile.width += 1;
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
            '|' | '·' | '•' if profile.words > 0 => profile.signs |= sign::BAR,
            '@' => profile.signs |= sign::ADDRESS,
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

    /// Reads a letter or digit that is not of ASCII.
    #[inline]
    fn letter(&mut self, c: char, kind: Class, folded: u32) {
        let profile = &mut self.profile;
        profile.width += 1;
        if self.ended {
            profile.breaks += u32::from(kind != Class::Lower);
            self.ended = false;
        }
        profile.length += 1;
        match kind {
            Class::Lower => profile.lower_letters += 1,
            Class::Upper => profile.upper_letters += 1,
            Class::Digit => profile.digits += 1,
            _ if is_spaceless(c) => {
                profile.length += 1;
                profile.signs |= sign::SPACELESS;
                // Two characters of such a script are about a word.
                if let Some(previous) = self.word.previous.replace(c) {
                    let pair = mix(mix(SEED, previous.into()), c.into());
                    self.stems.push((pair >> 32) as u32);
                    profile.hash = mix(profile.hash, pair as u32);
                    profile.words += 1;
                }
                return;
            }
            _ => {}
        }
        let word = &mut self.word;
        word.begin(kind);
        word.numeric &= kind == Class::Digit;
        word.add(folded);
        word.letters += 1;
    }

    #[inline]
    fn end_word(&mut self) {
        self.word.previous = None;
        if self.word.letters > 0 {
            self.profile.add(&self.word, self.stems);
            self.word.letters = 0;
        }
    }
}

impl Profile {
    /// Takes in a word.
    #[inline]
    fn add(&mut self, word: &Word, stems: &mut Vec<u32>) {
        self.words += 1;
        self.lower += u32::from(word.first == Class::Lower);
        self.upper += u32::from(word.first == Class::Upper);
        if word.numeric && word.letters == 4 && (1900..2100).contains(&word.number) {
            self.signs |= sign::YEAR;
        }
        let hash = word.hash();
        if word.letters >= STEM_MIN && !word.numeric {
            stems.push(hash);
        }
        self.hash = mix(self.hash, hash ^ word.letters);
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
