//! A line as it is compared with rules: without decoration, case folded. The build script uses it for the packs of this crate.

use std::sync::OnceLock;

/// White space, and the characters of no width that editors and encodings leave behind.
pub(crate) fn is_space(c: char) -> bool {
    match c {
        // Letters of most alphabets, which need not be looked up.
        '\u{100}'..'\u{1680}' => false,
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{FE0F}' => true,
        _ => c.is_whitespace(),
    }
}

/// The same as the standard library's `is_alphanumeric`, which looks for quotes and dashes in long tables.
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    match c {
        '\u{2000}'..='\u{206F}' => false,
        // Letters of Greek and Cyrillic, kana, Han, Hangul.
        'Α'..='Ρ'
        | 'Σ'..='ώ'
        | 'Ѐ'..='ҁ'
        | 'ぁ'..='ゖ'
        | 'ァ'..='ヺ'
        | '一'..='鿿'
        | '가'..='힣' => true,
        _ => c.is_alphanumeric(),
    }
}

/// Whether what begins with the byte is certainly seen: a sign or letter of ASCII, a letter of two bytes, or Han. White space begins with other bytes.
pub(crate) const fn begins_visible(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~' | 0xC3..=0xDF | 0xE4..=0xE9)
}

/// Whether a line begins so, and whether it ends so.
fn visible_ends(bytes: &[u8]) -> (bool, bool) {
    let first = matches!(bytes, [byte, ..] if begins_visible(*byte));
    let last = matches!(
        bytes,
        [.., b'!'..=b'~'] | [.., 0xC3..=0xDF, _] | [.., 0xE4..=0xE9, _, _]
    );
    (first, last)
}

/// The same for letters and digits, which decorate no line.
fn letter_ends(bytes: &[u8]) -> (bool, bool) {
    let is_sign = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_punctuation);
    let (first, last) = visible_ends(bytes);
    (
        first && !is_sign(bytes.first()),
        last && !is_sign(bytes.last()),
    )
}

/// The line without white space at its ends.
pub(crate) fn trim(content: &str) -> &str {
    match visible_ends(content.as_bytes()) {
        (true, true) => content,
        _ => content.trim_matches(is_space),
    }
}

/// Whether a line holds nothing that can be seen.
pub(crate) fn is_blank(content: &str) -> bool {
    !visible_ends(content.as_bytes()).0 && content.chars().all(is_space)
}

/// Bullets, arrows, icons: what may stand before the words of a label without changing them.
pub(crate) fn is_lead(c: char) -> bool {
    matches!(
        c,
        '-' | '*'
            | '•'
            | '·'
            | '|'
            | '#'
            | '>'
            | '+'
            | '~'
            | '_'
            | '='
            | '–'
            | '—'
            | '‣'
            | '›'
            | '»'
            | '…'
            | '※'
    ) || is_pictograph(c)
        || is_space(c)
}

/// What may stand behind the words of a label without changing them.
fn is_trail(c: char) -> bool {
    matches!(c, ':' | '.' | '!' | '。' | '！' | '：' | '．') || is_lead(c)
}

/// Arrows, technical signs, shapes, dingbats, emoji (Unicode blocks 2190-2BFF and 1F000-1FAFF).
pub(crate) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// The line without what [`is_lead`] and [`is_trail`] cut off, and what was cut off at its end.
pub(crate) fn core(content: &str) -> (&str, &str) {
    let (first, last) = letter_ends(content.as_bytes());
    let content = match first {
        true => content,
        false => content.trim_start_matches(is_lead),
    };
    let core = match last {
        true => content,
        false => content.trim_end_matches(is_trail),
    };
    (core, &content[core.len()..])
}

/// Unicode simple case folding of one character: two characters fold to the same one if and only if a case-insensitive
/// regular expression takes them for the same.
#[inline]
pub(crate) fn fold_char(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else {
        fold_other(c)
    }
}

/// Foldings that have been asked for, in pages of 256 characters: those of most alphabets, all of which fold to characters below 65,536. To ask the
/// tables of the standard library again takes many times as long.
static FOLDED: [OnceLock<[u16; PAGE]>; PAGES] = [const { OnceLock::new() }; PAGES];
const PAGE: usize = 256;
const PAGES: usize = 32;

/// For each first byte of a character of two bytes, of which five bits count, a bit for each second one: whether folding leaves the character as it is.
fn folded_already() -> &'static [u64; 32] {
    static FOLDED_ALREADY: OnceLock<[u64; 32]> = OnceLock::new();
    FOLDED_ALREADY.get_or_init(|| {
        std::array::from_fn(|first| {
            (0..64).fold(0, |bits, second| {
                let c = char::from_u32(first as u32 * 64 + second);
                let folded = c.is_some_and(|c| fold_by_tables(c) == c);
                bits | u64::from(folded) << second
            })
        })
    })
}

fn fold_other(c: char) -> char {
    let code = c as usize;
    let Some(page) = FOLDED.get(code / PAGE) else {
        return fold_by_tables(c);
    };
    let page = page.get_or_init(|| {
        std::array::from_fn(|place| {
            let code = (code - code % PAGE + place) as u16;
            let folded = char::from_u32(code.into()).map(fold_by_tables);
            folded
                .and_then(|c| u16::try_from(u32::from(c)).ok())
                .unwrap_or(code)
        })
    });
    char::from_u32(page[code % PAGE].into()).unwrap_or(c)
}

fn fold_by_tables(c: char) -> char {
    match c {
        // Punctuation and signs; Han, kana, Hangul: without case, and the tables need not be asked.
        '\u{2000}'..='\u{20FF}' | '\u{2E80}'..='\u{A63F}' | '\u{AC00}'..='\u{D7A3}' => c,
        // No simple folding: their lower or upper case is another letter or more than one.
        'İ' | 'ı' => c,
        // Equal by folding, but not through their capitals.
        '\u{1FD3}' => '\u{0390}',
        '\u{1FE3}' => '\u{03B0}',
        '\u{FB05}' => '\u{FB06}',
        _ => {
            let upper = single(c.to_uppercase()).unwrap_or(c);
            single(upper.to_lowercase()).unwrap_or(upper)
        }
    }
}

fn single(mut characters: impl Iterator<Item = char>) -> Option<char> {
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}

/// Writes `core` folded to `folded`, which is emptied first: case folded if `case` is set, runs of white space as one space.
pub(crate) fn fold_into(core: &str, case: bool, folded: &mut String) {
    folded.clear();
    if is_plain(core.as_bytes()) {
        folded.push_str(core);
    } else {
        fold_stretches(core, case, folded);
    }
    if case {
        folded.make_ascii_lowercase();
    }
}

/// Whether folding is taking each byte for a letter in lower case. Without a way out, so that many bytes are looked at at once.
fn is_plain(bytes: &[u8]) -> bool {
    let visible = |plain, byte: &u8| plain & (byte.wrapping_sub(b' ') <= b'~' - b' ');
    let doubled = |doubled, (a, b): (&u8, &u8)| doubled | ((*a == b' ') & (*b == b' '));
    bytes.iter().fold(true, visible)
        && !bytes
            .iter()
            .zip(bytes.get(1..).unwrap_or_default())
            .fold(false, doubled)
}

/// Folds what is not plain: stretches that folding leaves as they are go over in one piece. Letters of ASCII stay.
fn fold_stretches(core: &str, case: bool, folded: &mut String) {
    // What white space and most foldings leave is no longer.
    folded.reserve(core.len());
    let bytes = core.as_bytes();
    let as_they_are = if case {
        folded_already()
    } else {
        &[u64::MAX; 32]
    };
    let mut start = 0;
    let mut at = 0;
    let mut after_space = false;
    while let Some(&byte) = bytes.get(at) {
        let unchanged = match byte {
            b' ' if after_space => 0,
            b' '..=b'~' => 1,
            0xC3..=0xDF => match bytes.get(at + 1) {
                Some(second)
                    if as_they_are[usize::from(byte & 0x1F)] >> (second & 0x3F) & 1 == 1 =>
                {
                    2
                }
                _ => 0,
            },
            // Kana, Han and Hangul, but for the space of their width.
            0xE3 if bytes.get(at + 1) != Some(&0x80) => 3,
            0xE4..=0xE9 | 0xEB | 0xEC => 3,
            _ => 0,
        };
        if unchanged > 0 {
            after_space = byte == b' ';
            at += unchanged;
            continue;
        }
        let Some(c) = core[at..].chars().next() else {
            break;
        };
        let end = at + c.len_utf8();
        let space = is_space(c);
        let new = if case && !space { fold_char(c) } else { c };
        if space || new != c {
            folded.push_str(&core[start..at]);
            start = end;
            if !space {
                folded.push(new);
            } else if !after_space {
                folded.push(' ');
            }
        }
        after_space = space;
        at = end;
    }
    folded.push_str(&core[start..]);
}

/// The characters with every run of white space as one space.
fn collapse(characters: impl Iterator<Item = char> + Clone) -> impl Iterator<Item = char> + Clone {
    let mut after_space = false;
    characters.filter_map(move |c| {
        if c.is_ascii_graphic() || !is_space(c) {
            after_space = false;
            return Some(c);
        }
        let first = !after_space;
        after_space = true;
        first.then_some(' ')
    })
}

/// The characters of a line's core, forwards or backwards, folded.
pub(crate) fn fold(core: impl Iterator<Item = char> + Clone) -> impl Iterator<Item = char> + Clone {
    collapse(core).map(fold_char)
}

/// A phrase of a rule, folded as lines are.
pub(crate) fn fold_phrase(phrase: &str) -> String {
    let mut folded = String::new();
    fold_into(core(phrase).0, true, &mut folded);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_is_simple_case_folding() {
        use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
        for c in (0..=0x10FFFF).filter_map(char::from_u32) {
            let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
            class.case_fold_simple();
            for range in class.iter() {
                for same in range.start()..=range.end() {
                    assert_eq!(fold_char(same), fold_char(c), "{same:?} {c:?}");
                }
            }
            // Nothing else may fold to the same. Letters that stand alone may have found a partner in newer tables of Unicode.
            let folded = fold_char(c);
            let alone = class.iter().map(|range| range.len()).sum::<usize>() == 1;
            assert!(
                alone
                    || class
                        .iter()
                        .any(|range| (range.start()..=range.end()).contains(&folded)),
                "{c:?} folds to {folded:?}, which is another letter"
            );
        }
        assert_eq!(['İ', 'ı'].map(fold_char), ['İ', 'ı']);
    }

    #[test]
    fn letters_and_digits_are_those_of_the_standard_library() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32) {
            assert_eq!(is_letter_or_digit(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn a_core_has_no_decoration() {
        assert_eq!(core("» Read more…"), ("Read more", "…"));
        assert_eq!(core("👉 Read also: "), ("Read also", ": "));
        assert_eq!(core("\u{FEFF}Skip to content ↓"), ("Skip to content", " ↓"));
        assert_eq!(core("(File photo)"), ("(File photo)", ""));
        assert_eq!(core("- - -"), ("", ""));
        assert_eq!(fold_phrase("  READ\u{A0} More:"), "read more");
    }
}
