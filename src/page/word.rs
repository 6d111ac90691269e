//! A word as it is read, and its stem.

use crate::page::letter::Class;
use crate::page::profile::mix;

/// A stem is the beginning of a word: of a word of this many letters or more, so many.
pub(crate) const STEM_MIN: u32 = 4;
pub(crate) const STEM_LETTERS: u32 = 7;
/// A syllable of Hangul counts as so many letters, the first one of a word as one less, so that two are a stem: behind them stand mostly endings, others each time.
const SYLLABLE_LETTERS: u32 = 4;

/// A word that is being read.
#[derive(Default)]
pub(crate) struct Word {
    pub(crate) letters: u32,
    /// Its first letters, folded: equal for equal ones.
    pub(crate) stem: u64,
    pub(crate) first: Class,
    pub(crate) numeric: bool,
    /// What its digits say, of four digits at most.
    pub(crate) number: u32,
    /// The code point before, of a script without spaces.
    pub(crate) previous: Option<u32>,
}

impl Word {
    /// Begins with a letter of this kind, if it hasn't begun.
    #[inline]
    pub(crate) fn begin(&mut self, kind: Class) {
        if self.letters == 0 {
            *self = Word {
                first: kind,
                numeric: true,
                previous: self.previous,
                ..Word::default()
            };
        }
    }

    /// Goes on with a letter.
    #[inline]
    pub(crate) fn add(&mut self, folded: u32) {
        if self.letters < STEM_LETTERS {
            self.stem = mix(self.stem, folded);
        }
        self.letters += 1;
    }

    /// Goes on with a syllable of Hangul.
    #[inline]
    pub(crate) fn add_syllable(&mut self, folded: u32) {
        let is_first = self.letters == 0;
        self.add(folded);
        // One is counted already.
        self.letters += SYLLABLE_LETTERS - if is_first { 2 } else { 1 };
    }

    pub(crate) fn hash(&self) -> u32 {
        hash_of(self.stem, self.letters)
    }
}

/// Of a word with these first letters and so many of them in all.
#[inline]
pub(crate) fn hash_of(stem: u64, letters: u32) -> u32 {
    (mix(stem, letters.min(STEM_LETTERS)) >> 32) as u32
}
