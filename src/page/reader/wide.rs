//! Characters that are not of ASCII, as a line is read: letters of alphabets, kana and ideograms, spaces and signs.

use crate::line::is_spaceless;
use crate::page::letter::{Class, is_syllable};
use crate::page::profile::{Profile, SEED, mix, sign};
use crate::page::reader::Reader;

impl Reader<'_> {
    /// Reads a character that is not of ASCII, and those that follow it; gives where the last one ends.
    pub(super) fn wide(&mut self, content: &str, at: usize) -> usize {
        let bytes = content.as_bytes();
        let mut at = at;
        loop {
            at = self.ideograms(bytes, at);
            let Some(c) = content[at..].chars().next().filter(|c| !c.is_ascii()) else {
                return at;
            };
            at += c.len_utf8();
            let (kind, folded) = self.characters.look_up(c);
            match kind {
                Class::Space => self.space(),
                Class::Sign => {
                    self.profile.width += 1;
                    self.sign(c);
                }
                _ => {
                    self.letter(c, kind, folded);
                    at = self.small_letters(bytes, at);
                }
            }
        }
    }

    /// Reads small letters inside a word, each of two bytes and on the page of the letter before; gives where the last one ends.
    #[inline]
    fn small_letters(&mut self, bytes: &[u8], at: usize) -> usize {
        let word = &mut self.word;
        let before = word.letters;
        if before == 0 {
            return at;
        }
        let mut end = at;
        while let Some(&[first @ 0xC3..=0xDF, second]) = bytes[end..].first_chunk() {
            let code = (u32::from(first) & 0x1F) << 6 | u32::from(second) & 0x3F;
            match self.characters.at_hand(code) {
                Some((Class::Lower, folded)) => word.add(folded),
                _ => break,
            }
            end += 2;
        }
        let letters = word.letters - before;
        word.numeric &= letters == 0;
        self.letters.add(letters, 0);
        self.profile.width += letters;
        self.profile.length += letters;
        end
    }

    /// Reads kana and ideograms, each of which has three bytes; gives where the last one ends.
    fn ideograms(&mut self, bytes: &[u8], at: usize) -> usize {
        let mut end = at;
        let mut previous = self.word.previous;
        let Profile {
            mut hash,
            mut length,
            mut words,
            ..
        } = self.profile;
        while let Some(&[first @ 0xE3..=0xE9, second, third]) = bytes[end..].first_chunk() {
            let [first, second, third] = [first, second, third].map(u32::from);
            let code = (first & 0xF) << 12 | (second & 0x3F) << 6 | third & 0x3F;
            length += match code {
                0x3040..=0x30FF => 2,
                0x3400..=0x9FFF => 3,
                _ => break,
            };
            // Two characters of such a script are about a word.
            if let Some(previous) = previous.replace(code) {
                let pair = mix(mix(SEED, previous), code);
                self.stems.push((pair >> 32) as u32);
                hash = mix(hash, pair as u32);
                words += 1;
            }
            end += 3;
        }
        if end == at {
            return at;
        }
        self.word.previous = previous;
        let profile = &mut self.profile;
        profile.breaks += u32::from(self.ended);
        self.ended = false;
        profile.width += ((end - at) / 3) as u32;
        profile.signs |= sign::SPACELESS;
        (profile.hash, profile.length, profile.words) = (hash, length, words);
        end
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
            Class::Lower => self.letters.add(1, 0),
            Class::Upper => self.letters.add(0, 1),
            Class::Digit => profile.digits += 1,
            _ if is_spaceless(c) => {
                profile.length += further_letters(c);
                profile.signs |= sign::SPACELESS;
                // Two characters of such a script are about a word.
                if let Some(previous) = self.word.previous.replace(c.into()) {
                    let pair = mix(mix(SEED, previous), c.into());
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
        match is_syllable(c) {
            true => word.add_syllable(folded),
            false => word.add(folded),
        }
    }
}

/// How many more letters of an alphabet say as much as a character of a script without spaces: a syllable is about two, an ideogram three; letters of Thai and its
/// neighbours are letters.
fn further_letters(c: char) -> u32 {
    match c {
        '\u{0E00}'..='\u{17FF}' => 0,
        '\u{3040}'..='\u{30FF}' => 1,
        _ => 2,
    }
}
