//! Letters and digits of ASCII that follow one another: nearly all of most texts, and so read eight bytes at a time.

use crate::page::letter::ENDS_WORD;

/// A run of them.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub(crate) length: usize,
    pub(crate) lower: u32,
    pub(crate) upper: u32,
    /// The first letters, folded, each in its own byte.
    pub(crate) start: u64,
    /// Whether the first is a lower-case letter.
    pub(crate) starts_lower: bool,
}

const ONES: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each byte, which no byte of ASCII has. A mask has it where something holds for a byte.
const HIGH: u64 = 0x80 * ONES;
/// The bit that letters of ASCII differ by in case, and digits have.
const CASE: u64 = 0x20 * ONES;

/// Up to eight bytes of a run.
struct Eight {
    bytes: u64,
    length: usize,
    lower: u64,
    upper: u64,
}

impl Run {
    /// The run that `bytes` begins with, of at most `limit` bytes; what stands behind the limit is of no matter, but for that eight bytes can be read at once.
    #[inline]
    pub(crate) fn of(bytes: &[u8], limit: usize) -> Run {
        let first = Eight::of(bytes, limit);
        let mut run = Run {
            length: first.length,
            lower: count(first.lower),
            upper: count(first.upper),
            start: (first.bytes | CASE) & kept(first.length),
            starts_lower: first.lower & 0x80 != 0,
        };
        let mut more = first.length == 8;
        while more && run.length < limit {
            let next = Eight::of(&bytes[run.length..], limit - run.length);
            run.length += next.length;
            run.lower += count(next.lower);
            run.upper += count(next.upper);
            more = next.length == 8;
        }
        run
    }

    /// The first letters, no more than so many.
    #[inline]
    pub(crate) fn first(&self, letters: usize) -> u64 {
        self.start & kept(letters)
    }

    pub(crate) fn digits(&self) -> u32 {
        self.length as u32 - self.lower - self.upper
    }
}

/// Words of up to seven letters and digits that follow one another, which are counted together.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) count: u32,
    /// Those of them that have a space behind them: all but the last one.
    pub(crate) spaces: u32,
    /// Their bytes and those of the spaces.
    pub(crate) bytes: usize,
    /// Whether the last one begins with a lower-case letter, if it has no space behind it.
    pub(crate) ends_lower: bool,
    /// How many have a lower-case letter, or a capital, at each place.
    lower: u64,
    upper: u64,
}

impl Words {
    /// So many words can be counted: of so many letters the number fits in a byte.
    const MOST: u32 = 32;

    /// Counts the word that `bytes` begins with; `limit` is as in [`Run::of`]. Gives its letters, folded, each in its own byte, and their number; nothing if there is no such word,
    /// if it is all digits, or may go on behind a sign.
    #[inline]
    pub(crate) fn next(&mut self, bytes: &[u8], limit: usize) -> Option<(u64, u32)> {
        let eight = u64::from_le_bytes(*bytes.first_chunk()?);
        let (letters, digits) = kinds(eight);
        let ends = !(letters | digits) & HIGH;
        if ends == 0 || self.count != self.spaces || self.count == Words::MOST {
            return None;
        }
        let bits = ends.trailing_zeros() & !7;
        let length = (bits / 8) as usize;
        let inside = (1 << bits) - 1;
        let letters = letters & inside;
        if letters == 0 || length > limit {
            return None;
        }
        let lower = letters & (eight << 2);
        let behind = (eight >> bits) as u8;
        if behind == b' ' && length < limit {
            self.spaces += 1;
            self.bytes += length + 1;
        } else if length == limit || ENDS_WORD[usize::from(behind)] {
            self.ends_lower = lower & 0x80 != 0;
            self.bytes += length;
        } else {
            return None;
        }
        self.lower += lower >> 7;
        self.upper += (letters & !lower) >> 7;
        self.count += 1;
        Some(((eight | CASE) & inside, length as u32))
    }

    /// How many letters are of lower case, and capitals.
    pub(crate) fn letters(&self) -> (u32, u32) {
        (sum(self.lower), sum(self.upper))
    }

    /// How many words begin with the one, and with the other.
    pub(crate) fn starts(&self) -> (u32, u32) {
        ((self.lower & 0xFF) as u32, (self.upper & 0xFF) as u32)
    }
}

impl Eight {
    #[inline]
    fn of(bytes: &[u8], limit: usize) -> Eight {
        let bytes = match bytes.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => {
                let mut eight = [0; 8];
                eight[..bytes.len()].copy_from_slice(bytes);
                u64::from_le_bytes(eight)
            }
        };
        let (letters, digits) = kinds(bytes);
        let ends = !(letters | digits) & HIGH;
        let length = (ends.trailing_zeros() as usize / 8).min(limit);
        let letters = letters & kept(length);
        let lower = letters & (bytes << 2);
        Eight {
            bytes,
            length,
            lower,
            upper: letters & !lower,
        }
    }
}

/// Which bytes are letters of ASCII, and which are digits.
#[inline]
fn kinds(bytes: u64) -> (u64, u64) {
    // No sum below carries over to the next byte: both parts are less than 128.
    let plain = bytes & !HIGH;
    let between = |bytes: u64, first: u8, last: u8| {
        let from_first = bytes + ONES * u64::from(0x80 - first);
        let behind_last = bytes + ONES * u64::from(0x7F - last);
        from_first & !behind_last
    };
    let letters = between(plain | CASE, b'a', b'z') & !bytes & HIGH;
    let digits = between(plain, b'0', b'9') & !bytes & HIGH;
    (letters, digits)
}

/// So many of the first bytes.
#[inline]
fn kept(length: usize) -> u64 {
    match length {
        0..8 => !(u64::MAX << (8 * length)),
        _ => u64::MAX,
    }
}

/// In how many bytes the mask is set.
#[inline]
fn count(mask: u64) -> u32 {
    sum(mask >> 7)
}

/// The sum of the bytes, if a byte has room for it.
#[inline]
fn sum(bytes: u64) -> u32 {
    (bytes.wrapping_mul(ONES) >> 56) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_what_its_bytes_are() {
        let texts = [
            "",
            "a",
            "Z9",
            "word",
            "Words",
            "eight888",
            "NineLongX",
            "a-b",
            "it's",
            "@[`{/:",
            "abc\u{E9}",
            "2021",
            "averyveryLONGword0123456789 and more",
        ];
        for text in texts {
            for limit in 0..=text.len() {
                let run = Run::of(text.as_bytes(), limit);
                let bytes: Vec<u8> = text
                    .bytes()
                    .take(limit)
                    .take_while(u8::is_ascii_alphanumeric)
                    .collect();
                let are = |is: fn(&u8) -> bool| bytes.iter().filter(|byte| is(byte)).count() as u32;
                assert_eq!(run.length, bytes.len(), "{text} {limit}");
                assert_eq!(run.lower, are(u8::is_ascii_lowercase), "{text} {limit}");
                assert_eq!(run.upper, are(u8::is_ascii_uppercase), "{text} {limit}");
                assert_eq!(run.digits(), are(u8::is_ascii_digit), "{text} {limit}");
                let starts = |is: fn(&u8) -> bool| bytes.first().is_some_and(is);
                assert_eq!(
                    run.starts_lower,
                    starts(u8::is_ascii_lowercase),
                    "{text} {limit}"
                );
                let folded = bytes.iter().rev().skip(bytes.len().saturating_sub(3));
                let folded = folded.fold(0, |all, byte| {
                    all << 8 | u64::from(byte.to_ascii_lowercase())
                });
                assert_eq!(run.first(3), folded, "{text} {limit}");
            }
        }
    }

    #[test]
    fn short_words_are_what_their_bytes_are() {
        let texts = [
            "the Sea 2b A1 it was LONG ago",
            "The end.",
            "words, and more",
            "2021 was dry",
            "so it's so",
            "no\u{A0}space",
            "a longerword here",
        ];
        for text in texts {
            // Behind the limit other lines follow.
            let source = format!("{text} and more of it");
            for limit in 0..=text.len() {
                let mut words = Words::default();
                let mut seen = Vec::new();
                while let Some((stem, letters)) =
                    words.next(&source.as_bytes()[words.bytes..], limit - words.bytes)
                {
                    let bytes = stem.to_le_bytes();
                    seen.push(String::from_utf8_lossy(&bytes[..letters as usize]).into_owned());
                }
                let read = &source[..words.bytes];
                let are: Vec<&str> = read.split_terminator(' ').collect();
                let context = format!("{text} {limit}");
                assert!(words.bytes <= limit, "{context}");
                assert_eq!(
                    seen,
                    are.iter()
                        .map(|word| word.to_lowercase())
                        .collect::<Vec<_>>(),
                    "{context}"
                );
                assert_eq!(words.count as usize, are.len(), "{context}");
                assert_eq!(
                    words.spaces as usize,
                    read.matches(' ').count(),
                    "{context}"
                );
                let letters = |is: fn(&u8) -> bool| read.bytes().filter(is).count() as u32;
                let starts = |is: fn(&u8) -> bool| {
                    are.iter().filter(|word| is(&word.as_bytes()[0])).count() as u32
                };
                let (lower, upper) = (u8::is_ascii_lowercase, u8::is_ascii_uppercase);
                assert_eq!(
                    words.letters(),
                    (letters(lower), letters(upper)),
                    "{context}"
                );
                assert_eq!(words.starts(), (starts(lower), starts(upper)), "{context}");
                let open = words.count > words.spaces;
                assert_eq!(
                    words.ends_lower,
                    open && are.last().is_some_and(|word| lower(&word.as_bytes()[0])),
                    "{context}"
                );
            }
        }
        let mut words = Words::default();
        let first = "Sea air, and more of it".as_bytes();
        assert_eq!(words.next(first, 9).map(|(_, letters)| letters), Some(3));
        assert_eq!(
            words.next(&first[4..], 5).map(|(_, letters)| letters),
            Some(3)
        );
        assert_eq!(words.next(&first[7..], 2), None);
        assert_eq!((words.bytes, words.spaces), (7, 1));
    }
}
