//! What characters are: letters with and without case, digits, spaces and signs.

use std::sync::OnceLock;

use crate::fold::fold_char;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Class {
    Lower,
    Upper,
    Digit,
    Letter,
    Space,
    #[default]
    Sign,
}

pub(crate) fn class(c: char) -> Class {
    match ASCII.get(c as usize) {
        Some(class) => *class,
        None => Letters::default().look_up(c).0,
    }
}

/// Classes and foldings that have been asked for, in pages of 256 characters: the tables of the standard library are slower.
static PAGES: [OnceLock<Page>; 33] = [const { OnceLock::new() }; 33];
type Page = [(Class, u16); 256];

/// Looks characters up; those that follow one another are nearly always of one page.
#[derive(Default)]
pub(crate) struct Letters {
    /// The number of the page at hand.
    number: usize,
    page: Option<&'static Page>,
}

impl Letters {
    /// Class and simple case folding of a character.
    #[inline]
    pub(crate) fn look_up(&mut self, c: char) -> (Class, u32) {
        let code = c as usize;
        if let Some(page) = self.page
            && self.number == code >> 8
        {
            let (class, folded) = page[code & 0xFF];
            return (class, folded.into());
        }
        self.turn_to(c)
    }

    /// The same for a code point, if it is on the page at hand.
    #[inline]
    pub(crate) fn at_hand(&self, code: u32) -> Option<(Class, u32)> {
        let page = self.page.filter(|_| self.number == code as usize >> 8)?;
        let (class, folded) = page[code as usize & 0xFF];
        Some((class, folded.into()))
    }

    /// The same, of a character that may stand on another page.
    fn turn_to(&mut self, c: char) -> (Class, u32) {
        let code = c as usize;
        // Kana, Han and Hangul.
        if matches!(code, 0x3040..0xA640 | 0xAC00..0xD7A4) {
            return (Class::Letter, c.into());
        }
        let Some(page) = PAGES.get(code >> 8) else {
            return (class_of(c), fold_char(c).into());
        };
        self.number = code >> 8;
        let page = self.page.insert(page.get_or_init(|| {
            std::array::from_fn(|place| {
                let code = (code & !0xFF | place) as u16;
                let c = char::from_u32(code.into()).unwrap_or(' ');
                let folded = u16::try_from(u32::from(fold_char(c)));
                (class_of(c), folded.unwrap_or(code))
            })
        }));
        let (class, folded) = page[code & 0xFF];
        (class, folded.into())
    }
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
pub(crate) const BYTES: [Class; 256] = {
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

/// Whether a character is a syllable of Hangul.
pub(crate) fn is_syllable(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
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
pub(crate) const ENDS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        let inside = matches!(byte as u8, b'\'' | b'-');
        table[byte] = matches!(ASCII[byte], Class::Space | Class::Sign) && !inside;
        byte += 1;
    }
    table
};
