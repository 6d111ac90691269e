//! Removed stretches put back into what is left of a text, in the encoding in which the text stands.

use std::borrow::Cow;

use crate::removals::{Offsets, RemovalLine};

/// How a text stands in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// As it is.
    Plain,
    /// Between the quotes of a JSON string.
    Json,
    /// Between the quotes of a CSV field, where a quote stands twice.
    QuotedCsv,
}

impl Encoding {
    /// The first character of a text, and how many bytes it takes in this encoding.
    fn first(self, text: &str) -> Option<(char, usize)> {
        let c = text.chars().next()?;
        Some(match (self, c) {
            (Encoding::Json, '\\') => escape(text),
            (Encoding::QuotedCsv, '"') if text[1..].starts_with('"') => ('"', 2),
            _ => (c, c.len_utf8()),
        })
    }

    /// The text of a removal as it stood in the file.
    fn encode<'r>(self, removal: &'r RemovalLine<'_>) -> Result<Cow<'r, str>, String> {
        match self {
            Encoding::Plain => Ok(Cow::Borrowed(&removal.text)),
            Encoding::QuotedCsv if !removal.text.contains('"') => Ok(Cow::Borrowed(&removal.text)),
            Encoding::QuotedCsv => Ok(Cow::Owned(removal.text.replace('"', "\"\""))),
            Encoding::Json => match &removal.raw {
                Some(raw) => Ok(Cow::Borrowed(raw)),
                None => {
                    let quoted =
                        serde_json::to_string(&removal.text).map_err(|error| error.to_string())?;
                    Ok(Cow::Owned(quoted[1..quoted.len() - 1].to_owned()))
                }
            },
        }
    }

    /// How many bytes of `text` make up `units`; nothing if they end within a character or there are not so many.
    fn length(self, text: &str, units: u64, unit: Offsets) -> Option<usize> {
        if self == Encoding::Plain && unit == Offsets::Bytes {
            let length = usize::try_from(units).ok()?;
            return text.is_char_boundary(length).then_some(length);
        }
        let mut left = units;
        let mut at = 0;
        while left > 0 {
            let (c, length) = self.first(&text[at..])?;
            left = left.checked_sub(unit.of(c))?;
            at += length;
        }
        Some(at)
    }
}

impl Offsets {
    fn of(self, c: char) -> u64 {
        match self {
            Offsets::Bytes => c.len_utf8() as u64,
            Offsets::Chars => 1,
            Offsets::Utf16 => c.len_utf16() as u64,
        }
    }

    fn count(self, text: &str) -> u64 {
        match self {
            Offsets::Bytes => text.len() as u64,
            _ => text.chars().map(|c| self.of(c)).sum(),
        }
    }
}

/// The character of an escape in a JSON string that is well-formed (RFC 8259, section 7), and the bytes it takes.
fn escape(text: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    match text.as_bytes().get(1) {
        Some(b'u') => {
            let units = [unit(0), unit(6)].map(|unit| unit.unwrap_or(0));
            let first = char::decode_utf16(units).next();
            match first {
                Some(Ok(c)) if c.len_utf16() == 2 => (c, 12),
                Some(Ok(c)) => (c, 6),
                _ => (char::REPLACEMENT_CHARACTER, 6),
            }
        }
        Some(b'n') => ('\n', 2),
        Some(b't') => ('\t', 2),
        Some(b'r') => ('\r', 2),
        Some(b'b') => ('\u{8}', 2),
        Some(b'f') => ('\u{c}', 2),
        Some(&other) => (char::from(other), 2),
        None => ('\\', 1),
    }
}

/// The text as it was before the removals, which are sorted; in the same encoding.
///
/// # Errors
///
/// A removal doesn't fit: it is of another text, or the text was changed.
pub(crate) fn refill(
    left: &str,
    removals: &[RemovalLine<'_>],
    encoding: Encoding,
) -> Result<String, String> {
    let added: usize = removals.iter().map(|removal| removal.text.len()).sum();
    let mut text = String::with_capacity(left.len() + added);
    let mut at = 0;
    // Where the restored text ends, in the unit of the removals.
    let mut end = 0;
    for removal in removals {
        let [from, to] = removal.span;
        let unit = removal.offsets;
        let fail = |why: &str| {
            format!(
                "the removal {from} to {to} ({}) doesn't fit: {why}; is this what was left when the removals were written?",
                removal.rule
            )
        };
        if to.checked_sub(from) != Some(unit.count(&removal.text)) {
            return Err(fail("its text has another length"));
        }
        let kept = from
            .checked_sub(end)
            .ok_or_else(|| fail("it begins before the one before it ends"))?;
        let length = encoding.length(&left[at..], kept, unit);
        let length =
            length.ok_or_else(|| fail("the text ends before it, or within a character"))?;
        text.push_str(&left[at..at + length]);
        text.push_str(&encoding.encode(removal)?);
        at += length;
        end = to;
    }
    text.push_str(&left[at..]);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removal(span: [u64; 2], offsets: Offsets, text: &'static str) -> RemovalLine<'static> {
        RemovalLine {
            document: "a".into(),
            record: None,
            span,
            offsets,
            rule: "und/x".into(),
            category: "icon".into(),
            text: text.into(),
            raw: None,
            head: None,
        }
    }

    #[test]
    fn offsets_of_every_unit() {
        for (offsets, start, end) in [
            (Offsets::Bytes, 9, 13),
            (Offsets::Chars, 4, 7),
            (Offsets::Utf16, 5, 8),
        ] {
            let removals = [removal([start, end], offsets, "öx\n")];
            assert_eq!(
                refill("İa😀\u{301}rest", &removals, Encoding::Plain).unwrap(),
                "İa😀\u{301}öx\nrest"
            );
        }
    }

    #[test]
    fn escapes_stay_as_they_are() {
        let left = r#"\u0130\ud83d\ude00\n\"rest"#;
        let mut removals = [removal([4, 8], Offsets::Chars, "\"ö\n\t")];
        assert_eq!(
            refill(left, &removals, Encoding::Json).unwrap(),
            r#"\u0130\ud83d\ude00\n\"\"ö\n\trest"#
        );
        removals[0].raw = Some(r#"\u0022\u00f6\n\u0009"#.into());
        assert_eq!(
            refill(left, &removals, Encoding::Json).unwrap(),
            r#"\u0130\ud83d\ude00\n\"\u0022\u00f6\n\u0009rest"#
        );
        let removals = [removal([4, 7], Offsets::Bytes, "\"b\"")];
        assert_eq!(
            refill(r#"a""c rest"#, &removals, Encoding::QuotedCsv).unwrap(),
            r#"a""c ""b""rest"#
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let of = |left: &str, span| {
            refill(
                left,
                &[removal(span, Offsets::Bytes, "xy")],
                Encoding::Plain,
            )
        };
        assert!(of("abc", [1, 3]).is_ok());
        assert!(of("abc", [1, 4]).unwrap_err().contains("another length"));
        assert!(of("abc", [4, 6]).unwrap_err().contains("ends before it"));
        assert!(
            of("aéc", [2, 4])
                .unwrap_err()
                .contains("within a character")
        );
        let twice = [
            removal([1, 3], Offsets::Bytes, "xy"),
            removal([2, 4], Offsets::Bytes, "xy"),
        ];
        assert!(
            refill("abc", &twice, Encoding::Plain)
                .unwrap_err()
                .contains("before the one before")
        );
        assert!(
            refill(
                r"a\n",
                &[removal([3, 5], Offsets::Bytes, "xy")],
                Encoding::Json
            )
            .is_err()
        );
    }
}
