//! What a line of a page looks like, beyond its shape: length, case, sentences, signs, and the stems that tell what it is about.

use crate::evidence::Survey;
use crate::page::link::Links;

/// Counts over one line, or over several lines that are one paragraph. Markup of Markdown is not counted, nor are the targets of its links.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Profile {
    /// Characters; a syllable of kana counts twice, an ideogram three times.
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
    /// `|`, middle dots and bullets between words.
    pub(crate) bars: u32,
    /// White space between words and signs.
    pub(crate) gaps: u32,
    pub(crate) digits: u32,
    /// Characters that are texts of links.
    pub(crate) linked: u32,
    /// Links that begin or end in other lines.
    pub(crate) links: Links,
    /// Hash of all words: equal for equal lines.
    pub(crate) hash: u64,
    /// Bits of [`sign`].
    pub(crate) signs: u16,
    /// The number with which it begins, alone or behind one word, as far as it has four digits: `3. Norway`, `Step 3`; else 0.
    pub(crate) number: u16,
    /// Hash of the word before that number; 0 where none is.
    pub(crate) number_word: u32,
    /// The first and the last stem, among all of the page.
    pub(crate) stems: (u32, u32),
}

/// Signs that stand in a line.
pub(crate) mod sign {
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
    /// A sign that every line of a program has of which [`score`](crate::page::score) can tell that it is one.
    pub(crate) const PROGRAM: u16 = 2048;
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
        let mut stems = Vec::with_capacity(survey.text.len() / STEM_BYTES);
        let lines = (0..survey.lines.len())
            .map(|number| {
                let (text, range) = survey.source(number);
                // Spaces behind a line are a break of Markdown, and no part of it.
                let content = text[range.clone()].trim_ascii_end();
                Profile::of(text, range.start..range.start + content.len(), &mut stems)
            })
            .collect();
        let mut numbering = Numbering::new(stems.len());
        for stem in &mut stems {
            *stem = numbering.number(*stem);
        }
        Profiles {
            lines,
            stems,
            stem_count: numbering.count,
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

/// Bytes of a text for each of its stems, at least in most scripts with spaces.
const STEM_BYTES: usize = 8;

/// Gives equal keys equal numbers, counted from 0 in the order in which they first come.
pub(crate) struct Numbering<Key> {
    /// A key and its number at the place that its hash says, or the next one that was free.
    table: Vec<(Key, u32)>,
    /// What a hash is shifted by to be a place.
    shift: u32,
    pub(crate) count: u32,
}

/// Places of the table that are looked at for one key: three quarters are found at the first.
const MAX_PROBES: usize = 64;
const FREE: u32 = u32::MAX;

impl<Key: Copy + Default + PartialEq + Into<u64>> Numbering<Key> {
    /// For so many keys.
    pub(crate) fn new(keys: usize) -> Numbering<Key> {
        let places = (keys * 2).next_power_of_two().max(16);
        Numbering {
            table: vec![(Key::default(), FREE); places],
            shift: u64::BITS - places.trailing_zeros(),
            count: 0,
        }
    }

    #[inline]
    pub(crate) fn number(&mut self, key: Key) -> u32 {
        let mask = self.table.len() - 1;
        let mut place = (mix(key.into(), 0) >> self.shift) as usize;
        let mut probes = 0;
        loop {
            let (there, number) = &mut self.table[place & mask];
            if *number == FREE {
                (*there, *number) = (key, self.count);
                self.count += 1;
                return *number;
            }
            // Whoever makes words for one place of the table gets them taken for one.
            if *there == key || probes == MAX_PROBES {
                return *number;
            }
            place += 1;
            probes += 1;
        }
    }
}

/// What a hash begins with: so wide that no small number leaves nothing of it, nor makes it what two others do.
pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// A step of a multiplicative hash (Knuth, The Art of Computer Programming 3, 6.4).
#[inline]
pub(crate) fn mix(hash: u64, c: u32) -> u64 {
    (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl Profile {
    /// Takes in the line that goes on with this one.
    pub(crate) fn join(&mut self, next: &Profile, ended: bool) {
        let (length, linked) = self.links.join(&next.links, next.length, next.linked);
        self.length += length + 1;
        self.words += next.words;
        self.lower += next.lower;
        self.upper += next.upper;
        self.lower_letters += next.lower_letters;
        self.upper_letters += next.upper_letters;
        self.breaks += next.breaks + u32::from(ended && next.signs & sign::LOWER_START == 0);
        self.commas += next.commas;
        self.bars += next.bars;
        self.gaps += next.gaps + 1;
        self.digits += next.digits;
        self.linked += linked;
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

    /// Whether it has words, most of them of a script whose letters have no case, and no row of numbers.
    pub(crate) fn is_caseless(&self) -> bool {
        self.words > 0 && self.digits * 4 + self.gaps < self.length && self.lower_share().is_none()
    }

    /// Share of characters that are texts of links.
    pub(crate) fn linked_share(&self) -> f32 {
        self.linked as f32 / self.length.max(1) as f32
    }
}
