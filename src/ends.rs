//! The ends of a folded line as numbers: what it is looked up by. The build script uses them for the packs of this crate.

use crate::fold::fold;

/// Bytes of an end that make up a key: lines that share so many with a phrase are few.
pub(crate) const KEY_BYTES: usize = 8;

/// The bytes at the ends of a folded line as numbers: the outermost lowest, and zeros where the line is shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ends {
    pub(crate) head: u64,
    pub(crate) tail: u64,
}

impl Ends {
    /// The ends of a line that is not folded yet: of most lines no more than those is ever needed.
    #[inline]
    pub(crate) fn of(core: &str) -> Ends {
        let bytes = core.as_bytes();
        let Some(last) = bytes.last_chunk() else {
            return Ends::of_short(core);
        };
        let tail = plain(u64::from_be_bytes(*last));
        Ends {
            head: head(core),
            tail: tail.unwrap_or_else(|| key(fold(core.chars().rev()), true)),
        }
    }

    /// Those of a line of fewer bytes than a key.
    fn of_short(core: &str) -> Ends {
        let mut padded = [b'a'; KEY_BYTES];
        padded[..core.len()].copy_from_slice(core.as_bytes());
        match plain(u64::from_le_bytes(padded)) {
            Some(folded) if !core.is_empty() => {
                let head = folded & beginning(core.len());
                Ends {
                    head,
                    tail: head.swap_bytes() >> (8 * (KEY_BYTES - core.len())),
                }
            }
            _ => Ends::of_folded(core),
        }
    }

    /// The ends of a phrase of a rule, or of anything else that is folded.
    pub(crate) fn of_folded(text: &str) -> Ends {
        Ends {
            head: key(fold(text.chars()), false),
            tail: key(fold(text.chars().rev()), true),
        }
    }
}

/// The head of a text that is not folded yet.
#[inline]
pub(crate) fn head(text: &str) -> u64 {
    let first = text.as_bytes().first_chunk();
    let folded = first.and_then(|first| plain(u64::from_le_bytes(*first)));
    folded.unwrap_or_else(|| key(fold(text.chars()), false))
}

/// The bytes of the first characters; each character's own are turned round if the characters come `backwards`.
fn key(characters: impl Iterator<Item = char>, backwards: bool) -> u64 {
    let mut key = 0;
    let mut length = 0;
    for c in characters {
        let mut buffer = [0; 4];
        let bytes = c.encode_utf8(&mut buffer).len();
        let bytes = &mut buffer[..bytes];
        if backwards {
            bytes.reverse();
        }
        for byte in bytes {
            key |= u64::from(*byte) << (8 * length);
            length += 1;
            if length == KEY_BYTES {
                return key;
            }
        }
    }
    key
}

/// A byte in each place.
const fn bytes(byte: u8) -> u64 {
    u64::from_le_bytes([byte; KEY_BYTES])
}

/// The bytes folded, if that is to take each for a letter in lower case: all of them ASCII and no control character, no two spaces side by side.
/// What `is_plain` says of a whole line, of eight bytes at once: two of these are asked for every line.
#[inline]
fn plain(word: u64) -> Option<u64> {
    const HIGH: u64 = bytes(0x80);
    if word & HIGH != 0 {
        return None;
    }
    let visible = word.wrapping_sub(bytes(b' ')) & !word & HIGH == 0;
    // The high bit of each byte that is a space: of bytes below 128 no sum overflows.
    let spaces = !((word ^ bytes(b' ')) + bytes(0x7F)) & HIGH;
    if !visible || spaces & spaces >> 8 != 0 {
        return None;
    }
    let from_a = word + bytes(0x80 - b'A');
    let behind_z = word + bytes(0x80 - b'Z' - 1);
    Some(word | (from_a & !behind_z & HIGH) >> 2)
}

/// The mask of the first bytes of a key.
#[inline]
pub(crate) fn beginning(length: usize) -> u64 {
    u64::MAX >> (8 * (KEY_BYTES - length))
}

/// Bytes of a key, zeros behind it left out.
#[inline]
pub(crate) fn length(key: u64) -> usize {
    KEY_BYTES - key.leading_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::{core, fold_into};

    #[test]
    fn ends_are_those_of_the_folded_line() {
        for line in [
            "",
            "a",
            "Share",
            "Read more",
            "READ ALSO",
            "Read  more about  it",
            "Ten\tyears of it",
            "Über uns",
            "Menü",
            "もっと見る",
            "К\u{A0}КОММЕНТАРИЯМ",
            "nul\0nul\0nul\0",
            "\u{7F}\u{1F}delete",
            "@[`{AZaz}",
        ] {
            let (core, _) = core(line);
            let mut folded = String::new();
            fold_into(core, true, &mut folded);
            assert_eq!(Ends::of(core), Ends::of_folded(&folded), "{line:?}");
            let bytes = folded.as_bytes();
            for (number, byte) in bytes.iter().enumerate().take(KEY_BYTES) {
                let Ends { head, tail } = Ends::of(core);
                assert_eq!(head.to_le_bytes()[number], *byte, "{line:?}");
                let from_end = bytes[bytes.len() - 1 - number];
                assert_eq!(tail.to_le_bytes()[number], from_end, "{line:?}");
            }
        }
    }
}
